"""The command line ``winrm``: asking WS-Management for its resources.

Syntax: https://learn.microsoft.com/windows/win32/winrm/winrm-command-line-tool (``winrm -?``) and
https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from winlab.winrm import names
from winlab.winrm.config_resource import LISTENER
from winlab.winrm.faults import WsmanFaultError, invalid_resource
from winlab.winrm.instances import Fragment, Instance, Item, reference_text, reference_xml, to_text, to_xml
from winlab.winrm.resources import SELECTOR_DIALECT, WQL_DIALECT, Filter, Resource, address_of
from winlab.winrm.tool_words import ToolError, Words, assignments, misused

_VERBS = {
    "g": "get",
    "s": "set",
    "put": "set",
    "c": "create",
    "d": "delete",
    "remove": "delete",
    "r": "delete",
    "e": "enumerate",
    "enum": "enumerate",
    "i": "invoke",
    "identify": "id",
    "qc": "quickconfig",
}
_RESULTS = "http://schemas.dmtf.org/wbem/wsman/1/wsman/results"
_DIALECTS = {"wql": WQL_DIALECT, "selector": SELECTOR_DIALECT}
_HELP = (
    "Windows Remote Management Command Line Tool\r\n\r\n"
    "Windows Remote Management (WinRM) is the Microsoft implementation of the WS-Management protocol.\r\n\r\n"
    "  winrm g[et]        Retrieving management information.\r\n"
    "  winrm s[et]        Modifying management information.\r\n"
    "  winrm c[reate]     Creating new instances of management resources.\r\n"
    "  winrm d[elete]     Remove an instance of a management resource.\r\n"
    "  winrm e[numerate]  List all instances of a management resource.\r\n"
    "  winrm i[nvoke]     Executes a method on a management resource.\r\n"
    "  winrm id[entify]   Determines if a WS-Management implementation is running on the remote machine.\r\n"
    "  winrm quickconfig  Configures this machine to accept WS-Management requests from other machines.\r\n"
)


@dataclass(frozen=True)
class Side:
    """The machine that is asked.

    Attributes:
        find: its resource at an address.
        identity: ``OS: ... SP: ... Stack: ...``.
        name: what faults call it.
    """

    find: Callable[[str], Resource | None]
    identity: str
    name: str = ""


def run(line: str, side: Callable[[str], Side], answer: Callable[[], str] = lambda: "y") -> str:
    """Does what ``winrm LINE`` asks for and returns what it prints.

    Args:
        side: the machine of a name; the empty name is this one.
        answer: what is typed at a question.

    Raises:
        ToolError: refused.
    """
    words = Words.of(line)
    verb = _VERBS.get(words.verb, words.verb)
    if not verb or verb in ("help", "-?", "/?") or "?" in words.switches:
        return _HELP
    try:
        there = side(words.switches.get("r", words.switches.get("remote", "")))
        if verb == "quickconfig":
            return _quickconfig(there, words, answer)
        if verb == "id":
            return _identified(there.identity)
        function = _FUNCTIONS.get(verb)
        if function is None or not words.target:
            raise misused()
        return function(there, words)
    except WsmanFaultError as error:
        raise ToolError(_fault_text(error), 1) from error


def _identified(identity: str) -> str:
    told = (
        ("ProtocolVersion", names.WSMAN),
        ("ProductVendor", "Microsoft Corporation"),
        ("ProductVersion", identity),
    )
    return to_text(Instance("IdentifyResponse", names.IDENTITY, told))


def _resource(there: Side, address: str) -> tuple[Resource, dict[str, str]]:
    uri, selectors = address_of(address)
    found = there.find(uri)
    if found is None:
        raise invalid_resource(uri)
    return found, selectors


def _shown(instance: Instance | Fragment, words: Words) -> str:
    return f"{to_xml(instance)}\r\n" if words.wants_xml else to_text(instance)


def _get(there: Side, words: Words) -> str:
    resource, selectors = _resource(there, words.target)
    instance = resource.get(selectors)
    path = words.switches.get("fragment")
    if path is None:
        return _shown(instance, words)
    return _shown(Fragment(((path, instance.get(path)),), instance.namespace, instance.prefix), words)


def _set(there: Side, words: Words) -> str:
    resource, selectors = _resource(there, words.target)
    return _shown(resource.put(selectors, assignments(words.values)), words)


def _create(there: Side, words: Words) -> str:
    resource, selectors = _resource(there, words.target)
    made = resource.create(selectors, assignments(words.values) if words.values else {})
    if words.wants_xml:
        return f"{reference_xml(resource.uri, made, 'wxf:ResourceCreated')}\r\n"
    return reference_text(resource.uri, made, "ResourceCreated")


def _delete(there: Side, words: Words) -> str:
    resource, selectors = _resource(there, words.target)
    resource.delete(selectors)
    return ""


def _enumerate(there: Side, words: Words) -> str:
    resource, _ = _resource(there, words.target)
    items = list(resource.enumerate(_filter(words)))
    mode = words.switches.get("returntype", words.switches.get("rt", "object")).lower()
    texts = [_item(item, mode, words) for item in items]
    if words.wants_xml:
        return f'<wsman:Results xmlns:wsman="{_RESULTS}">{"".join(texts)}</wsman:Results>\r\n'
    return "\r\n".join(texts)


def _filter(words: Words) -> Filter:
    text = words.switches.get("filter", "")
    dialect = words.switches.get("dialect", "")
    if not text:
        return Filter()
    if text.startswith(("@{", "{")):
        pairs = assignments(text if text.startswith("@") else f"@{text}")
        return Filter(SELECTOR_DIALECT, "", tuple(pairs.items()))
    return Filter(_DIALECTS.get(dialect.lower(), dialect) or WQL_DIALECT, text)


def _item(item: Item, mode: str, words: Words) -> str:
    address = (reference_xml if words.wants_xml else reference_text)(item.resource, item.selectors)
    if mode == "epr":
        return address
    shown = _shown(item.instance, words)
    return shown + address if mode == "objectandepr" else shown


def _invoke(there: Side, words: Words) -> str:
    if not words.second:
        raise misused()
    resource, selectors = _resource(there, words.second)
    arguments = assignments(words.values) if words.values else {}
    return _shown(resource.invoke(words.target, selectors, {**arguments}), words)


_FUNCTIONS: dict[str, Callable[[Side, Words], str]] = {
    "get": _get,
    "set": _set,
    "create": _create,
    "delete": _delete,
    "enumerate": _enumerate,
    "invoke": _invoke,
}


def _quickconfig(there: Side, words: Words, answer: Callable[[], str]) -> str:
    transport = words.switches.get("transport", "http").upper()
    resource, _ = _resource(there, LISTENER)
    listeners = [item.instance for item in resource.enumerate(Filter())]
    if any(each.get("Transport") == transport for each in listeners if isinstance(each, Instance)):
        return (
            "WinRM already is set up to receive requests on this machine.\r\n"
            "WinRM already is set up for remote management on this machine.\r\n"
        )
    where = f"WinRM listener on {transport}://* to accept WS-Man requests to any IP on this machine."
    asked = ""
    if not {"q", "quiet"} & set(words.switches):
        asked = (
            "WinRM is not set up to allow remote access to this machine for management.\r\n"
            f"The following changes must be made:\r\n\r\nCreate a {where}\r\n\r\nMake these changes [y/n]? \r\n\r\n"
        )
        if not answer().strip().lower().startswith("y"):
            return asked
    resource.create({"Address": "*", "Transport": transport}, {})
    return f"{asked}WinRM has been updated for remote management.\r\n\r\nCreated a {where}\r\n"


def _fault_text(error: WsmanFaultError) -> str:
    """A fault as the tool prints it; its last line is the text of the code."""
    code = error.kind.code
    number = code - (1 << 32) if code >= 1 << 31 else code
    message = error.message.strip()
    if error.nested:
        path = ("Message", "ProviderFault", "WSManFault")
        lines = [f"{'    ' * (depth + 1)}{name}" for depth, name in enumerate(path)]
        lines.append(f"{'    ' * 4}Message = {message}")
    else:
        lines = [f"    Message = {message}"]
    shown = "\r\n".join(("WSManFault", *lines))
    return f"{shown}\r\n\r\nError number:  {number} 0x{code:X}\r\n{error.kind.reason.strip()}"
