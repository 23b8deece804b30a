"""Resources of WS-Management: what can be read, changed, enumerated and invoked by an address.

Source: DMTF DSP0226, chapters 7 to 9; addresses: https://learn.microsoft.com/windows/win32/winrm/resource-uris.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from winlab.winrm import fault_kinds as kinds
from winlab.winrm import faults, names
from winlab.winrm.instances import Changes, Instance, Item, Value

SELECTOR_DIALECT = "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"
WQL_DIALECT = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
_ALIASES = {
    "winrm": "http://schemas.microsoft.com/wbem/wsman/1",
    "wmicimv2": "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2",
    "wmi": "http://schemas.microsoft.com/wbem/wsman/1/wmi",
    "cimv2": "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2",
    "winrs": names.SHELL,
    "wsman": names.MS_SCHEMA,
    "shell": names.SHELL,
}
Selectors = Mapping[str, str]


@dataclass(frozen=True)
class Filter:
    """What an enumeration is to give."""

    dialect: str = ""
    text: str = ""
    selectors: tuple[tuple[str, str], ...] = ()


class Resource:
    """A resource; whatever it does not have is refused.

    Attributes:
        uri: its address.
        provider: the plug-in that reports its faults.
    """

    provider: kinds.Provider | None = None

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def get(self, selectors: Selectors) -> Instance:
        """Reads an instance."""
        raise self._unsupported()

    def put(self, selectors: Selectors, changes: Changes) -> Instance:
        """Changes an instance and reads it."""
        raise self._unsupported()

    def create(self, selectors: Selectors, changes: Changes) -> tuple[tuple[str, str], ...]:
        """Makes an instance and tells its selectors."""
        raise self._unsupported()

    def delete(self, selectors: Selectors) -> None:
        """Removes an instance."""
        raise self._unsupported()

    def enumerate(self, wanted: Filter) -> Iterable[Item]:
        """All instances that a filter lets pass."""
        raise self._unsupported()

    def invoke(self, action: str, selectors: Selectors, arguments: Mapping[str, Value]) -> Instance:
        """Calls a method; ``action`` is its name alone."""
        raise self._unsupported()

    def _unsupported(self) -> faults.WsmanFaultError:
        return faults.WsmanFaultError(kinds.ACTION_NOT_SUPPORTED)

    def fault(self, kind: kinds.Kind, message: str = "") -> faults.WsmanFaultError:
        """A fault that the resource's plug-in reports."""
        return faults.WsmanFaultError(kind, message, self.provider, nested=self.provider is not None)


def address_of(text: str) -> tuple[str, dict[str, str]]:
    """The address and the selectors that a short one names (``winrm/config/listener?Address=*+Transport=HTTP``)."""
    path, _, query = text.partition("?")
    head, slash, rest = path.partition("/")
    base = _ALIASES.get(head.lower()) if head != path else None
    uri = f"{base}{slash}{rest}" if base else path
    selectors: dict[str, str] = {}
    for pair in query.split("+") if query else ():
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise faults.WsmanFaultError(kinds.QUERY_SYNTAX)
        selectors[name] = value.strip('"')
    return uri.rstrip("/"), selectors


def selector(selectors: Selectors, name: str) -> str | None:
    """A selector's value, without regard to the case of its name."""
    return next((value for known, value in selectors.items() if known.lower() == name.lower()), None)
