"""The drive WSMan: and Test-WSMan.

Source: about_WSMan_Provider of PowerShell 2.0 and
https://learn.microsoft.com/previous-versions/powershell/module/microsoft.wsman.management/test-wsman.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from winlab.powershell.declare import NetTable, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.formatting.views import Column, table
from winlab.powershell.objects import get_member
from winlab.powershell.providers import Drive, Provider, item_not_found
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray, unwrap
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import host_of
from winlab.winrm import config
from winlab.winrm.listeners import Listener, ListenerError
from winlab.winrm.part import NAME, WinrmPart, certificate_of, part_of

NET = NetTable()
register_extension(net=NET)

_HOSTS = ("localhost", "127.0.0.1", ".")
# folder of the drive -> section of the configuration
_SECTIONS = {
    "": "",
    "client": "client",
    "client\\auth": "client/auth",
    "client\\defaultports": "client/defaultports",
    "service": "service",
    "service\\auth": "service/auth",
    "service\\defaultports": "service/defaultports",
    "shell": "winrs",
}
_FOLDERS = {
    "": ("Client", "Listener", "Service", "Shell"),
    "client": ("Auth", "DefaultPorts"),
    "service": ("Auth", "DefaultPorts"),
}
_TYPE = "Microsoft.WSMan.Management.WSManConfig"
table(
    f"{_TYPE}Element",
    Column("Name", width=30),
    Column("Value", lambda value: get_member(value, "Value"), 30),
    Column("Type", "TypeNameOfElement", 20),
)


@NET.type(f"{_TYPE}Element")
class ConfigElement(NetObject):
    """What stands in the drive: a folder, or a setting with its value."""

    def __init__(self, name: str) -> None:
        self.title = name

    @net_property("Name", "System.String")
    def name(self) -> str:
        return self.title


@NET.type(f"{_TYPE}ContainerElement", bases=(f"{_TYPE}Element", "System.Object"))
class ConfigFolder(ConfigElement):
    """A folder; ``keys`` tell a listener from others."""

    def __init__(self, name: str, keys: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.key_texts = keys

    @net_property("Keys", "System.String[]")
    def keys(self) -> TypedArray:
        return TypedArray(self.key_texts, "System.String")

    @net_property("TypeNameOfElement", "System.String")
    def kind(self) -> str:
        return "Container"


@NET.type(f"{_TYPE}LeafElement", bases=(f"{_TYPE}Element", "System.Object"))
class ConfigSetting(ConfigElement):
    """A setting; values are texts."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(name)
        self.text = value

    @net_property("Value")
    def value(self) -> str:
        return self.text

    @net_property("SourceOfValue", "System.String")
    def source(self) -> str:
        return ""

    @net_property("TypeNameOfElement", "System.String")
    def kind(self) -> str:
        return "System.String"


@dataclass(frozen=True)
class _Place:
    """Where a path leads: the folder below the host in lower case, and the setting, if one is named."""

    folder: str
    setting: str = ""


class WSManProvider(Provider):
    """The configuration of this machine's WinRM; others are reached by Connect-WSMan, which is not emulated."""

    name = "WSMan"
    snapin = "Microsoft.WSMan.Management"

    def drives(self, session: Session) -> list[Drive]:
        return [Drive("WSMan", self, "", "Root of WsMan Config Storage.")]

    def exists(self, session: Session, path: str) -> bool:
        return self._find(session, path) is not None

    def is_container(self, session: Session, path: str) -> bool:
        return isinstance(self._find(session, path), ConfigFolder)

    def get_item(self, session: Session, path: str) -> object:
        found = self._find(session, path)
        if found is None:
            raise item_not_found(path)
        return found

    def get_children(self, session: Session, path: str, *, force: bool = False) -> Iterator[tuple[str, object]]:
        if not self.is_container(session, path):
            raise item_not_found(path)
        words = _words(path)
        part = self._part(session)
        if not words:
            children: list[ConfigElement] = [ConfigFolder("localhost")]
        elif words[1:] == ["listener"]:
            children = [_listener_folder(each) for each in part.listeners.all()]
        elif words[1:2] == ["listener"]:
            children = _listener_settings(self._machine(session), _listener(part, words[2]))
        else:
            folder = "\\".join(words[1:])
            section = _SECTIONS[folder]
            stored = part.sections.get(section, {})
            children = [ConfigSetting(n, stored.get(n, default)) for n, default in config.DEFAULTS[section].items()]
            children += [ConfigFolder(name) for name in _FOLDERS.get(folder, ())]
        for child in children:
            yield child.title, child

    def set_item(self, session: Session, path: str, value: object) -> object:
        found = self._find(session, path)
        if found is None:
            raise item_not_found(path)
        if not isinstance(found, ConfigSetting):
            raise _refused("This command can only be used on a setting, not on a container.")
        self._check(session)
        machine, part, words = self._machine(session), self._part(session), _words(path)
        text = to_text(unwrap(value))
        before = part.listeners.transports()
        try:
            if words[1] == "listener":
                listener = _listener(part, words[2])
                assert listener is not None
                part.listeners.change(listener.transport, {found.title: text})
            else:
                config.set_value(part.sections, _SECTIONS["\\".join(words[1:-1])], found.title, text)
        except (config.ConfigError, ListenerError) as problem:
            raise _refused(str(problem)) from problem
        machine.touch()
        if part.listeners.transports() != before:
            machine.lab.power_changed(machine)
        return self._find(session, path)

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        words = _words(path)
        part, machine = self._part(session), self._machine(session)
        listener = _listener(part, words[2]) if len(words) == 3 and words[1] == "listener" else None
        if listener is None:
            raise _refused("Only listeners can be removed.")
        self._check(session)
        part.listeners.delete(listener.transport)
        machine.touch()
        machine.lab.power_changed(machine)

    # -- where things are --

    def _machine(self, session: Session) -> Machine:
        return host_of(session).machine

    def _part(self, session: Session) -> WinrmPart:
        machine = self._machine(session)
        if NAME not in machine.parts or not machine.services.is_running("WinRM"):
            raise _refused(
                "The client cannot connect to the destination specified in the request. Verify that the service on "
                "the destination is running and is accepting requests."
            )
        return part_of(machine)

    def _check(self, session: Session) -> None:
        if not host_of(session).logon.is_administrator:
            raise _refused("Access is denied.")

    def _find(self, session: Session, path: str) -> ConfigElement | None:
        words = _words(path)
        if not words:
            return ConfigFolder("")
        if words[0] not in (*_HOSTS, self._machine(session).name.lower(), self._machine(session).fqdn.lower()):
            return None
        if len(words) == 1:
            return ConfigFolder("localhost")
        part = self._part(session)
        if words[1] == "listener":
            return self._find_listener(session, part, words)
        folder = "\\".join(words[1:])
        if folder in _SECTIONS:
            parent = "\\".join(words[1:-1])
            return ConfigFolder(next(name for name in _FOLDERS[parent] if name.lower() == words[-1]))
        section = _SECTIONS.get("\\".join(words[1:-1]))
        if section is None:
            return None
        for name, default in config.DEFAULTS[section].items():
            if name.lower() == words[-1]:
                return ConfigSetting(name, part.sections.get(section, {}).get(name, default))
        return None

    def _find_listener(self, session: Session, part: WinrmPart, words: list[str]) -> ConfigElement | None:
        if len(words) == 2:
            return ConfigFolder("Listener")
        listener = _listener(part, words[2])
        if listener is None:
            return None
        if len(words) == 3:
            return _listener_folder(listener)
        settings = _listener_settings(self._machine(session), listener)
        return next((each for each in settings if each.title.lower() == words[3]), None)


register_extension(provider=WSManProvider())


def _words(path: str) -> list[str]:
    return [word for word in path.lower().split("\\") if word]


def _refused(text: str) -> PSError:
    return error("WsManError", text, "InvalidOperation", None, "System.InvalidOperationException")


def _listener_name(listener: Listener) -> str:
    # the drive names listeners by a hash of their keys
    return {"HTTP": "Listener_641507880", "HTTPS": "Listener_1305953032"}[listener.transport]


def _listener(part: WinrmPart, name: str) -> Listener | None:
    return next((each for each in part.listeners.all() if _listener_name(each).lower() == name), None)


def _listener_folder(listener: Listener) -> ConfigElement:
    return ConfigFolder(_listener_name(listener), (f"Transport={listener.transport}", "Address=*"))


def _listener_settings(machine: Machine, listener: Listener | None) -> list[ConfigElement]:
    if listener is None:
        return []
    secure = listener.transport == "HTTPS"
    return [
        ConfigSetting("Address", "*"),
        ConfigSetting("Transport", listener.transport),
        ConfigSetting("Port", str(listener.port)),
        ConfigSetting("Hostname", listener.hostname),
        ConfigSetting("Enabled", str(listener.enabled).lower()),
        ConfigSetting("URLPrefix", listener.url_prefix),
        ConfigSetting("CertificateThumbprint", certificate_of(machine).thumbprint if secure else ""),
    ]
