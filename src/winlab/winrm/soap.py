"""SOAP envelopes of WS-Management: from bytes to a `Request`, from a result or fault back to bytes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from winlab.winrm import fault_kinds as kinds
from winlab.winrm import faults, names, xmlsafe

_HEADERS_KNOWN = {
    names.ADDRESSING: {"To", "From", "ReplyTo", "FaultTo", "Action", "MessageID", "RelatesTo"},
    names.WSMAN: {
        "ResourceURI",
        "SelectorSet",
        "OptionSet",
        "OperationTimeout",
        "MaxEnvelopeSize",
        "Locale",
        "FragmentTransfer",
        "RequestEPR",
    },
    names.MS_WSMAN: {"DataLocale", "SessionId", "OperationID", "SequenceId", "ActivityId"},
}
_DURATION = re.compile(
    r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?$"
)
# MS-WSMV 2.2.4.10 and DSP0226 R13.1-7: nothing smaller is served.
SHORTEST_TIMEOUT = 0.5
SMALLEST_ENVELOPE = 8192
_OPENING = (
    '<s:Envelope xml:lang="en-US" '
    f'xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:x="{names.TRANSFER}" '
    f'xmlns:n="{names.ENUMERATION}" '
    f'xmlns:w="{names.WSMAN}" xmlns:rsp="{names.SHELL}" xmlns:p="{names.MS_WSMAN}">'
)


@dataclass(frozen=True)
class Request:
    """One WS-Management request.

    Attributes:
        selectors: name -> value of the SelectorSet.
        options: name -> value of the OptionSet; ``must_comply`` names those the server may not ignore.
        to: where the client sent it.
        timeout: OperationTimeout in seconds, or None.
        max_envelope: MaxEnvelopeSize in bytes, or None.
        fragment: the path of a FragmentTransfer, or None.
        body: the first element of the body, or None.
    """

    action: str
    resource: str
    message_id: str
    to: str = ""
    selectors: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    must_comply: frozenset[str] = frozenset()
    timeout: float | None = None
    max_envelope: int | None = None
    fragment: str | None = None
    body: Element | None = None

    @property
    def shell_id(self) -> str:
        """The ShellId selector, or an empty text."""
        return next((value for name, value in self.selectors.items() if name.lower() == "shellid"), "")


def seconds_of(duration: str) -> float | None:
    """The seconds of an ``xs:duration`` without years and months (``PT20S``), or None if it is none."""
    match = _DURATION.match(duration.strip())
    if match is None:
        return None
    part = {name: float(text or 0) for name, text in match.groupdict().items()}
    return part["days"] * 86400 + part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]


def duration_of(seconds: float) -> str:
    """``seconds`` as an ``xs:duration`` with milliseconds, as WinRM writes it (``PT180.000S``)."""
    return f"PT{seconds:.3f}S"


def tag(namespace: str, name: str) -> str:
    """The ElementTree name of an element."""
    return f"{{{namespace}}}{name}"


def open_envelope(data: bytes) -> tuple[Element | None, Element]:
    """Parses an envelope to its header (if any) and body.

    Raises:
        WsmanFaultError: not XML, or not a SOAP 1.2 envelope.
    """
    try:
        root = xmlsafe.parse(data)
    except xmlsafe.UnsafeXmlError as error:
        raise faults.invalid_xml(str(error)) from error
    if root.tag.endswith("}Envelope") and root.tag != tag(names.SOAP, "Envelope"):
        raise faults.WsmanFaultError(kinds.SOAP_VERSION)
    if root.tag != tag(names.SOAP, "Envelope"):
        raise faults.invalid_xml(f"the root element is {root.tag}, not a SOAP 1.2 envelope")
    body = root.find(tag(names.SOAP, "Body"))
    if body is None:
        raise faults.invalid_xml("the envelope has no body")
    return root.find(tag(names.SOAP, "Header")), body


def is_identify(body: Element) -> bool:
    """Whether the body asks ``wsmid:Identify``."""
    return len(body) == 1 and body[0].tag == tag(names.IDENTITY, "Identify")


def read_request(header: Element | None, body: Element) -> Request:
    """Reads the headers of a request.

    Raises:
        WsmanFaultError: a required header is missing or an unknown one must be understood.
    """
    if header is None:
        raise faults.WsmanFaultError(kinds.HEADER_REQUIRED)
    _refuse_unknown(header)

    def text(namespace: str, name: str) -> str:
        return (header.findtext(tag(namespace, name)) or "").strip()

    action = text(names.ADDRESSING, "Action")
    message_id = text(names.ADDRESSING, "MessageID")
    if not action or not message_id:
        raise faults.WsmanFaultError(kinds.HEADER_REQUIRED)
    options: dict[str, str] = {}
    must_comply: set[str] = set()
    for item in header.iterfind(f"{tag(names.WSMAN, 'OptionSet')}/{tag(names.WSMAN, 'Option')}"):
        name = item.get("Name", "")
        options[name] = item.text or ""
        if item.get("MustComply", "").lower() in ("true", "1"):
            must_comply.add(name)
    fragment = header.find(tag(names.WSMAN, "FragmentTransfer"))
    return Request(
        action=action,
        resource=text(names.WSMAN, "ResourceURI"),
        message_id=message_id,
        to=text(names.ADDRESSING, "To"),
        selectors=_selectors(header),
        options=options,
        must_comply=frozenset(must_comply),
        timeout=_timeout(text(names.WSMAN, "OperationTimeout")),
        max_envelope=_envelope_size(text(names.WSMAN, "MaxEnvelopeSize")),
        fragment=None if fragment is None else "".join(fragment.itertext()).strip(),
        body=body[0] if len(body) else None,
    )


def _selectors(header: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in header.iterfind(f"{tag(names.WSMAN, 'SelectorSet')}/{tag(names.WSMAN, 'Selector')}"):
        name = item.get("Name", "")
        if name.lower() in map(str.lower, found):
            raise faults.WsmanFaultError(kinds.DUPLICATE_SELECTORS)
        found[name] = (item.text or "").strip()
    return found


def _timeout(text: str) -> float | None:
    if not text:
        return None
    seconds = seconds_of(text)
    if seconds is None:
        raise faults.invalid_timeout(text)
    if seconds < SHORTEST_TIMEOUT:
        raise faults.WsmanFaultError(kinds.UNSUPPORTED_TIMEOUT)
    return seconds


def _envelope_size(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise faults.WsmanFaultError(kinds.INVALID_HEADER)
    size = int(text)
    if size < SMALLEST_ENVELOPE:
        raise faults.WsmanFaultError(kinds.ENVELOPE_TOO_SMALL)
    return size


def _refuse_unknown(header: Element) -> None:
    for item in header:
        if item.get(tag(names.SOAP, "mustUnderstand"), "").lower() not in ("true", "1"):
            continue
        namespace, _, name = item.tag.lstrip("{").partition("}")
        if name not in _HEADERS_KNOWN.get(namespace, set()):
            raise faults.WsmanFaultError(kinds.NOT_UNDERSTOOD)
        if (namespace, name) == (names.WSMAN, "Locale"):
            raise faults.WsmanFaultError(kinds.LOCALE_NOT_GUARANTEED)


def response(request: Request, body: str, action: str | None = None) -> bytes:
    """The answer to ``request``; ``body`` is XML text that uses the prefixes s a x n w rsp p."""
    return _envelope(action or request.action + "Response", request.message_id, body)


def addressed(header: Element | None) -> str:
    """The machine that a request is for, as its client calls it, or an empty text."""
    to = "" if header is None else header.findtext(tag(names.ADDRESSING, "To")) or ""
    try:
        return urlsplit(to.strip()).hostname or ""
    except ValueError:
        return ""


def fault(error: faults.WsmanFaultError, machine: str, request: Request | None, called: str = "") -> bytes:
    """The SOAP fault that tells ``error``.

    Args:
        machine: the host's name.
        request: what failed, as far as it could be read.
        called: what the client calls the host.
    """
    kind = error.kind
    detail = f"<w:FaultDetail>{names.FAULT_DETAIL}/{kind.detail}</w:FaultDetail>" if kind.detail else ""
    subcode = f"<s:Subcode><s:Value>{kind.subcode}</s:Value></s:Subcode>" if kind.subcode else ""
    body = (
        f"<s:Fault><s:Code><s:Value>{kind.blame}</s:Value>{subcode}</s:Code>"
        f'<s:Reason><s:Text xml:lang="en-US">{escape(kind.reason)}</s:Text></s:Reason>'
        f"<s:Detail>{detail}{fault_detail(error, machine, called)}</s:Detail></s:Fault>"
    )
    action = _FAULT_ACTIONS.get(kind.subcode.partition(":")[0], names.ACTION_SOAP_FAULT)
    return _envelope(action, request.message_id if request else None, body)


def fault_detail(error: faults.WsmanFaultError, machine: str, called: str = "") -> str:
    """The element that tells a fault's code and text, and whose they are.

    The service tells the machine's name as the client has it; a provider's fault inside tells its own.
    """

    def told(name: str, message: str) -> str:
        opening = f'<f:WSManFault xmlns:f="{names.FAULT}" Code="{error.kind.code}" Machine={quoteattr(name)}>'
        return f"{opening}<f:Message>{message}</f:Message></f:WSManFault>"

    message = escape(error.message)
    if error.nested:
        message = told(machine, message)
    if error.provider:
        message = (
            f"<f:ProviderFault provider={quoteattr(error.provider.name)} path={quoteattr(error.provider.path)}>"
            f"{message}</f:ProviderFault>"
        )
    return told(called or machine, message)


_FAULT_ACTIONS = {
    "a": names.ACTION_ADDRESSING_FAULT,
    "n": names.ENUMERATION + "/fault",
    "x": names.TRANSFER + "/fault",
    "w": names.ACTION_FAULT,
}


def _envelope(action: str, relates_to: str | None, body: str) -> bytes:
    relation = f"<a:RelatesTo>{escape(relates_to)}</a:RelatesTo>" if relates_to else ""
    return (
        f"{_OPENING}<s:Header><a:Action>{escape(action)}</a:Action>"
        f"<a:MessageID>uuid:{str(uuid.uuid4()).upper()}</a:MessageID><a:To>{names.ANONYMOUS}</a:To>{relation}"
        f"</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def identify_body(product: str) -> str:
    """The body of the answer to Identify; ``product`` is ``OS: ... SP: ... Stack: ...``.

    Source: https://learn.microsoft.com/windows/win32/winrm/detecting-whether-a-remote-computer-supports-ws-management-protocol
    """
    return (
        f'<wsmid:IdentifyResponse xmlns:wsmid="{names.IDENTITY}">'
        f"<wsmid:ProtocolVersion>{names.WSMAN}</wsmid:ProtocolVersion>"
        "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        f"<wsmid:ProductVersion>{product}</wsmid:ProductVersion></wsmid:IdentifyResponse>"
    )


def identify_response(product: str) -> bytes:
    """The answer to Identify."""
    return (
        f'<s:Envelope xml:lang="en-US" xmlns:s="{names.SOAP}"><s:Header/><s:Body>{identify_body(product)}'
        "</s:Body></s:Envelope>"
    ).encode()
