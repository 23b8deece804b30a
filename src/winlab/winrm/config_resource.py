"""The configuration of WinRM as resources: ``winrm/config`` with its sections, and its listeners.

Source: https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from winlab.winrm import config, names
from winlab.winrm import fault_kinds as kinds
from winlab.winrm.instances import Changes, Instance, Item, Value
from winlab.winrm.listeners import Listener, ListenerError, Listeners
from winlab.winrm.resources import Filter, Resource, Selectors, selector

LISTENER = names.CONFIG + "/listener"


@dataclass(frozen=True)
class Configuration:
    """What can be configured on one machine.

    Attributes:
        thumbprint: gives that of the machine's certificate.
        addresses: where the machine can be reached.
        changed: called after a change; True when the listeners changed.
    """

    sections: config.Sections
    listeners: Listeners
    thumbprint: Callable[[], str]
    addresses: Sequence[str]
    changed: Callable[[bool], None]

    def resource(self, uri: str) -> Resource | None:
        """The resource at an address of the configuration."""
        if uri.lower().rstrip("/") == LISTENER:
            return ListenerResource(self)
        section = config.section_of(uri)
        return None if section is None else ConfigResource(self, section)


class ConfigResource(Resource):
    """A section, with those in it."""

    provider = kinds.CONFIG_PLUGIN

    def __init__(self, configuration: Configuration, section: str) -> None:
        super().__init__(f"{names.CONFIG}/{section}" if section else names.CONFIG)
        self._configuration = configuration
        self._section = section

    def get(self, selectors: Selectors) -> Instance:
        """The settings."""
        if selectors:
            raise self.fault(kinds.UNEXPECTED_SELECTORS)
        return config.instance(self._configuration.sections, self._section)

    def put(self, selectors: Selectors, changes: Changes) -> Instance:
        """Changes those that are named; none when one can't be."""
        if selectors:
            raise self.fault(kinds.UNEXPECTED_SELECTORS)
        trial: config.Sections = {section: dict(values) for section, values in self._configuration.sections.items()}
        self._apply(trial, self._section, changes)
        for section, values in trial.items():
            self._configuration.sections.setdefault(section, {}).update(values)
        self._configuration.changed(False)
        return self.get({})

    def invoke(self, action: str, selectors: Selectors, arguments: Mapping[str, Value]) -> Instance:
        """``Restore`` goes back to the defaults; listeners stay."""
        if action.lower() != "restore" or self._section:
            return super().invoke(action, selectors, arguments)
        for section, values in config.fresh().items():
            self._configuration.sections[section] = values
        self._configuration.changed(False)
        return Instance("Restore_OUTPUT", names.CONFIG, ())

    def _apply(self, sections: config.Sections, section: str, changes: Changes) -> None:
        for name, value in changes.items():
            if isinstance(value, str):
                self._set(sections, section, name, value)
                continue
            inner = next((each for each in config.inner_sections(section) if _names(each, name)), None)
            if inner is None:
                raise self.fault(kinds.SCHEMA_VIOLATION)
            self._apply(sections, inner, value)

    def _set(self, sections: config.Sections, section: str, name: str, value: str) -> None:
        try:
            config.set_value(sections, section, name, value)
        except config.ReadOnlyError as error:
            raise self.fault(kinds.READ_ONLY_SETTING) from error
        except config.ValueRefusedError as error:
            raise self.fault(kinds.INVALID_VALUES) from error
        except config.ConfigError as error:
            raise self.fault(kinds.SCHEMA_VIOLATION) from error


def _names(section: str, element: str) -> bool:
    return config.element_name(section).lower() == element.lower()


class ListenerResource(Resource):
    """The listeners."""

    provider = kinds.CONFIG_PLUGIN

    def __init__(self, configuration: Configuration) -> None:
        super().__init__(LISTENER)
        self._configuration = configuration

    def get(self, selectors: Selectors) -> Instance:
        """One listener."""
        return self._instance(self._listener(selectors))

    def enumerate(self, wanted: Filter) -> Iterable[Item]:
        """All of them."""
        if wanted.dialect:
            raise self.fault(kinds.DIALECT_UNAVAILABLE)
        return [
            Item(self._instance(each), LISTENER, (("Address", "*"), ("Transport", each.transport)))
            for each in self._configuration.listeners.all()
        ]

    def put(self, selectors: Selectors, changes: Changes) -> Instance:
        """Changes one."""
        listener = self._listener(selectors)
        self._do(lambda: self._configuration.listeners.change(listener.transport, self._settings(changes)))
        return self._instance(listener)

    def create(self, selectors: Selectors, changes: Changes) -> tuple[tuple[str, str], ...]:
        """Makes one."""
        transport = self._transport(selectors)
        if any(each.transport == transport for each in self._configuration.listeners.all()):
            raise self.fault(kinds.ALREADY_EXISTS)
        self._do(lambda: self._configuration.listeners.create(transport, self._settings(changes)))
        return (("Address", "*"), ("Transport", transport))

    def delete(self, selectors: Selectors) -> None:
        """Removes one."""
        listener = self._listener(selectors)
        self._do(lambda: self._configuration.listeners.delete(listener.transport))

    def _do(self, change: Callable[[], object]) -> None:
        try:
            change()
        except ListenerError as error:
            raise self.fault(kinds.INVALID_VALUES, str(error)) from error
        self._configuration.changed(True)

    def _settings(self, changes: Changes) -> dict[str, str]:
        settings = {name: value for name, value in changes.items() if isinstance(value, str)}
        asked = next((value for name, value in settings.items() if name.lower() == "certificatethumbprint"), "")
        if asked and asked.replace(" ", "").upper() != self._configuration.thumbprint():
            raise self.fault(kinds.CERTIFICATE_NOT_FOUND)
        return settings

    def _transport(self, selectors: Selectors) -> str:
        if {name.lower() for name in selectors} - {"address", "transport"}:
            raise self.fault(kinds.UNEXPECTED_SELECTORS)
        address, transport = selector(selectors, "Address"), selector(selectors, "Transport")
        if address is None or transport is None:
            raise self.fault(kinds.MISSING_SELECTORS)
        if address != "*" and not address.upper().startswith(("IP:", "MAC:")):
            raise self.fault(kinds.LISTENER_ADDRESS)
        if address != "*":
            raise self.fault(kinds.LISTENER_ADDRESS, f"winlab: not emulated: a listener at {address}")
        if transport.upper() not in ("HTTP", "HTTPS"):
            raise self.fault(kinds.INVALID_VALUES)
        return transport.upper()

    def _listener(self, selectors: Selectors) -> Listener:
        transport = self._transport(selectors)
        found = next((each for each in self._configuration.listeners.all() if each.transport == transport), None)
        if found is None:
            raise self.fault(kinds.RESOURCE_NOT_FOUND)
        return found

    def _instance(self, listener: Listener) -> Instance:
        secure = listener.transport == "HTTPS"
        fields: list[tuple[str, Value]] = [
            ("Address", "*"),
            ("Transport", listener.transport),
            ("Port", str(listener.port)),
            ("Hostname", listener.hostname),
            ("Enabled", str(listener.enabled).lower()),
            ("URLPrefix", listener.url_prefix),
            ("CertificateThumbprint", self._configuration.thumbprint() if secure else ""),
        ]
        if listener.enabled:
            fields.append(("ListeningOn", tuple(self._configuration.addresses)))
        return Instance("Listener", LISTENER, tuple(fields))
