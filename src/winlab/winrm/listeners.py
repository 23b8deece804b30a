"""WinRM's listeners: one per transport, each at all addresses.

https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

PORTS = {"HTTP": 5985, "HTTPS": 5986}


class ListenerError(ValueError):
    """There is no such listener, there is one already, or it can't be as asked for."""


@dataclass
class Listener:
    """One listener; the certificate of an HTTPS listener is always the machine's own."""

    transport: str
    hostname: str = ""
    enabled: bool = True
    url_prefix: str = "wsman"

    @property
    def port(self) -> int:
        """The port as Windows sees it."""
        return PORTS[self.transport]


class Listeners:
    """The listeners of one machine."""

    def __init__(self) -> None:
        self._by_transport: dict[str, Listener] = {"HTTP": Listener("HTTP")}

    def all(self) -> list[Listener]:
        """All of them."""
        return list(self._by_transport.values())

    def transports(self) -> list[str]:
        """What is listened for: ``HTTP``, ``HTTPS``."""
        return [each.transport for each in self._by_transport.values() if each.enabled]

    def get(self, transport: str) -> Listener:
        """A listener.

        Raises:
            ListenerError: there is none.
        """
        found = self._by_transport.get(transport)
        if found is None:
            raise ListenerError(f"there is no listener for {transport}")
        return found

    def create(self, transport: str, settings: Mapping[str, str]) -> Listener:
        """Makes a listener.

        Raises:
            ListenerError: there is one already, or a setting is unknown.
        """
        if transport in self._by_transport:
            raise ListenerError("the listener exists already")
        listener = Listener(transport)
        self._change(listener, settings)
        self._by_transport[transport] = listener
        return listener

    def change(self, transport: str, settings: Mapping[str, str]) -> Listener:
        """Changes a listener.

        Raises:
            ListenerError: there is none, or a setting is unknown.
        """
        listener = self.get(transport)
        self._change(listener, settings)
        return listener

    def delete(self, transport: str) -> None:
        """Removes a listener.

        Raises:
            ListenerError: there is none.
        """
        self.get(transport)
        del self._by_transport[transport]

    def state(self) -> list[dict[str, object]]:
        """Plain data."""
        return [asdict(each) for each in self._by_transport.values()]

    def load(self, data: Sequence[Mapping[str, object]]) -> None:
        """Takes over what `state` gave."""
        self._by_transport = {}
        for each in data:
            transport = str(each["transport"])
            self._by_transport[transport] = Listener(
                transport, str(each["hostname"]), bool(each["enabled"]), str(each["url_prefix"])
            )

    @staticmethod
    def _change(listener: Listener, settings: Mapping[str, str]) -> None:
        for name, value in settings.items():
            known = name.lower()
            if known == "hostname":
                listener.hostname = value
            elif known == "enabled" and value.lower() in ("true", "false"):
                listener.enabled = value.lower() == "true"
            elif (known, value) in (("port", str(listener.port)), ("urlprefix", listener.url_prefix)):
                continue
            elif known != "certificatethumbprint":
                raise ListenerError(f"winlab: not emulated: {name}={value} of a listener")
