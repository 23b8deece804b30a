"""The command line ``winrm``: reading and changing the configuration of WinRM.

Syntax: https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management
and ``winrm -?``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from winlab.winrm import config
from winlab.winrm.listeners import RESOURCE, ListenerError, Listeners, created, transport_of

_NO_SUCH = -2144108544  # ERROR_WSMAN_RESOURCE_NOT_FOUND
_ASSIGNMENT = re.compile(r"""\s*([A-Za-z0-9]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^;}]*))\s*(?:;|$)""")


class ToolError(Exception):
    """What winrm prints when it refuses, and the exit code."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def run(
    sections: config.Sections,
    words: list[str],
    identity: str,
    listeners: Listeners | None = None,
    thumbprint: Callable[[], str] = str,
) -> str:
    """Does what ``winrm WORDS`` asks for and returns what it prints.

    Args:
        sections: the configuration; changed by ``set``.
        words: the arguments, switches in any place.
        identity: ``OS: ... SP: ... Stack: ...``.
        listeners: the machine's listeners; changed by ``create``, ``set`` and ``delete``.
        thumbprint: gives that of the machine's certificate.

    Raises:
        ToolError: refused.
    """
    plain = [word for word in words if not word.startswith(("-", "/"))]
    verb = plain[0].lower() if plain else ""
    listeners = listeners if listeners is not None else Listeners()
    if verb in ("quickconfig", "qc"):
        if any(word.lower() in ("-transport:https", "/transport:https") for word in words):
            return _quick_https(listeners)
        return (
            "WinRM already is set up to receive requests on this machine.\r\n"
            "WinRM already is set up for remote management on this machine.\r\n"
        )
    if verb in ("id", "identify"):
        return (
            "IdentifyResponse\r\n"
            "    ProtocolVersion = http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\r\n"
            "    ProductVendor = Microsoft Corporation\r\n"
            f"    ProductVersion = {identity}\r\n"
        )
    if len(plain) > 1 and plain[1].lower().startswith(RESOURCE):
        return _on_listener(listeners, verb, plain, thumbprint)
    if verb in ("get", "g") and len(plain) > 1:
        return _text(sections, _section(plain[1]))
    if verb in ("set", "s", "put") and len(plain) > 2:
        section = _section(plain[1])
        for name, value in assignments(" ".join(plain[2:])):
            try:
                config.set_value(sections, section, name, value)
            except config.ConfigError as error:
                raise ToolError(f"Error: Invalid use of command line. {error}", 87) from error
        return _text(sections, section)
    raise ToolError(f"winlab: not emulated: winrm {' '.join(words)}", 1)


def _quick_https(listeners: Listeners) -> str:
    if "HTTPS" in listeners.transports():
        return (
            "WinRM already is set up to receive requests on this machine.\r\n"
            "WinRM is already set up for remote management on this computer.\r\n"
        )
    listeners.create("HTTPS", {})
    return (
        "WinRM has been updated for remote management.\r\n\r\n"
        "Created a WinRM listener on HTTPS://* to accept WS-Man requests to any IP on this machine.\r\n"
    )


def _on_listener(listeners: Listeners, verb: str, plain: list[str], thumbprint: Callable[[], str]) -> str:
    try:
        transport = transport_of(plain[1])
        if transport is None:
            if verb in ("enumerate", "enum", "e"):
                found = listeners.all()
                shown = thumbprint() if any(each.transport == "HTTPS" for each in found) else ""
                return "\r\n".join(each.text(shown) for each in found)
            raise ToolError(f"winlab: not emulated: winrm {' '.join(plain)}", 1)
        settings = dict(assignments(" ".join(plain[2:]))) if len(plain) > 2 else {}
        asked = next((value for name, value in settings.items() if name.lower() == "certificatethumbprint"), "")
        if asked and asked.replace(" ", "").upper() != thumbprint():
            raise ToolError(_fault("The WS-Management service cannot find the certificate that was requested."), 1)
        if verb in ("create", "c"):
            listeners.create(transport, settings)
            return created(transport)
        if verb in ("delete", "d", "remove", "r"):
            listeners.delete(transport)
            return ""
        if verb in ("set", "s", "put"):
            listener = listeners.change(transport, settings)
        elif verb in ("get", "g"):
            listener = listeners.get(transport)
        else:
            raise ToolError(f"winlab: not emulated: winrm {' '.join(plain)}", 1)
    except ListenerError as error:
        text = str(error)
        raise ToolError(text if text.startswith("winlab:") else _fault(text), 1) from error
    return listener.text(thumbprint() if transport == "HTTPS" else "")


def _fault(text: str) -> str:
    # The exact texts and numbers are UNVERIFIED.
    return f"WSManFault\r\n    Message = The WS-Management service cannot process the request: {text}"


def _section(resource: str) -> str:
    lowered = resource.lower().rstrip("/")
    if lowered == "winrm/config":
        return ""
    section = lowered.removeprefix("winrm/config/")
    if section == lowered or section not in config.DEFAULTS:
        raise ToolError(
            "WSManFault\r\n    Message = The WS-Management service cannot process the request. "
            "The service cannot find the resource identified by the resource URI and selectors.\r\n\r\n"
            f"Error number:  {_NO_SUCH} 0x80338000",
            _NO_SUCH,
        )
    return section


def assignments(text: str) -> list[tuple[str, str]]:
    """The pairs of ``@{Name="value";Name="value"}``.

    Raises:
        ToolError: it is something else.
    """
    match = re.fullmatch(r"\s*@\{(.*)\}\s*", text, re.DOTALL)
    pairs: list[tuple[str, str]] = []
    if match is not None:
        at = 0
        while at < len(match[1].rstrip()):
            found = _ASSIGNMENT.match(match[1], at)
            if found is None:
                pairs = []
                break
            pairs.append((found[1], next(value for value in found.groups()[1:] if value is not None).strip()))
            at = found.end()
    if not pairs:
        raise ToolError(f'Error: Invalid use of command line. Type "winrm -?" for help. ({text})', 87)
    return pairs


def _text(sections: config.Sections, section: str) -> str:
    name = config.element_name(section)
    return f"{name}\r\n" + "".join(f"{line}\r\n" for line in _lines(sections, section, 1))


def _lines(sections: config.Sections, section: str, level: int) -> list[str]:
    indent = "    " * level
    stored = sections.get(section, {})
    lines = []
    for name, default in config.DEFAULTS[section].items():
        value = stored.get(name, default)
        lines.append(f"{indent}{name} = {value}" if value else f"{indent}{name}")
    for inner in config.inner_sections(section):
        lines.append(f"{indent}{config.element_name(inner)}")
        lines += _lines(sections, inner, level + 1)
    return lines
