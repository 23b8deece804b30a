"""The drive WSMan: and Test-WSMan.

Source: about_WSMan_Provider of PowerShell 2.0 and
https://learn.microsoft.com/previous-versions/powershell/module/microsoft.wsman.management/test-wsman.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from winlab.powershell.declare import NetTable, Param, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.formatting.views import Column, table
from winlab.powershell.objects import get_member
from winlab.powershell.providers import Drive, Provider, item_not_found
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray, unwrap
from winlab.windows.accounts import Logon
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import host_of
from winlab.winrm import config
from winlab.winrm.catalogue import configuration_of
from winlab.winrm.config_resource import ListenerResource
from winlab.winrm.faults import WsmanFaultError
from winlab.winrm.listeners import Listener, ListenerError
from winlab.winrm.part import NAME, WinrmPart, certificate_of, part_of
from winlab.winrm.soap import fault_detail

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
    """The configuration of this machine's WinRM, and of those that the session is connected to."""

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
        if not words:
            children: list[ConfigElement] = [ConfigFolder(name) for name in connections(session)]
        else:
            children = self._inside(_there(session, words[0]), words)
        for child in children:
            yield child.title, child

    def _inside(self, there: _There, words: list[str]) -> list[ConfigElement]:
        if words[1:] == ["listener"]:
            return [_listener_folder(each) for each in there.part.listeners.all()]
        if words[1:2] == ["listener"]:
            return _listener_settings(there.machine, _listener(there.part, words[2]))
        folder = "\\".join(words[1:])
        section = _SECTIONS[folder]
        stored = there.part.sections.get(section, {})
        settings = [ConfigSetting(n, stored.get(n, default)) for n, default in config.DEFAULTS[section].items()]
        return [*settings, *(ConfigFolder(name) for name in _FOLDERS.get(folder, ()))]

    def set_item(self, session: Session, path: str, value: object) -> object:
        found = self._find(session, path)
        if found is None:
            raise item_not_found(path)
        if not isinstance(found, ConfigSetting):
            raise _refused("This command can only be used on a setting, not on a container.")
        words = _words(path)
        there = _writable(session, words[0])
        text = to_text(unwrap(value))
        try:
            if words[1] == "listener":
                listener = _listener(there.part, words[2])
                assert listener is not None
                there.part.listeners.change(listener.transport, {found.title: text})
            else:
                config.set_value(there.part.sections, _SECTIONS["\\".join(words[1:-1])], found.title, text)
        except (config.ConfigError, ListenerError) as problem:
            raise _refused(str(problem)) from problem
        configuration_of(there.machine).changed(words[1] == "listener")
        return self._find(session, path)

    def new_item_params(self, session: Session, path: str) -> Sequence[Param]:
        return _LISTENER_PARAMS if _words(path)[1:] == ["listener"] else ()

    def new_item_of(self, session: Session, path: str, values: Mapping[str, object], *, force: bool = False) -> object:
        there = _writable(session, _words(path)[0])
        told = {name: to_text(unwrap(value)) for name, value in values.items() if value is not None}
        selectors = {name: told.pop(name) for name in ("Address", "Transport")}
        listeners = ListenerResource(configuration_of(there.machine))
        try:
            listeners.create(selectors, told)
        except WsmanFaultError as fault:
            raise _refused(fault_detail(fault, there.machine.name)) from fault
        made = _listener(there.part, _NAMES[selectors["Transport"].upper()].lower())
        assert made is not None
        return _listener_folder(made)

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        words = _words(path)
        there = _writable(session, words[0] if words else "")
        listener = _listener(there.part, words[2]) if len(words) == 3 and words[1] == "listener" else None
        if listener is None:
            raise _refused("Only listeners can be removed.")
        there.part.listeners.delete(listener.transport)
        configuration_of(there.machine).changed(True)

    def _find(self, session: Session, path: str) -> ConfigElement | None:
        words = _words(path)
        if not words:
            return ConfigFolder("")
        name = _connected_name(session, words[0])
        if name is None:
            return None
        if len(words) == 1:
            return ConfigFolder(name)
        there = _there(session, words[0])
        if words[1] == "listener":
            return self._find_listener(there, words)
        folder = "\\".join(words[1:])
        if folder in _SECTIONS:
            parent = "\\".join(words[1:-1])
            return ConfigFolder(next(name for name in _FOLDERS[parent] if name.lower() == words[-1]))
        section = _SECTIONS.get("\\".join(words[1:-1]))
        if section is None:
            return None
        for known, default in config.DEFAULTS[section].items():
            if known.lower() == words[-1]:
                return ConfigSetting(known, there.part.sections.get(section, {}).get(known, default))
        return None

    @staticmethod
    def _find_listener(there: _There, words: list[str]) -> ConfigElement | None:
        if len(words) == 2:
            return ConfigFolder("Listener")
        listener = _listener(there.part, words[2])
        if listener is None:
            return None
        if len(words) == 3:
            return _listener_folder(listener)
        settings = _listener_settings(there.machine, listener)
        return next((each for each in settings if each.title.lower() == words[3]), None)


# -- which machine --


@dataclass(frozen=True)
class _There:
    """A machine of the drive, and who works there."""

    machine: Machine
    logon: Logon

    @property
    def part(self) -> WinrmPart:
        """Its configuration."""
        return part_of(self.machine)


_CONNECTIONS: WeakKeyDictionary[Session, dict[str, _There]] = WeakKeyDictionary()


def connections(session: Session) -> list[str]:
    """The machines in the drive's root."""
    return ["localhost", *_CONNECTIONS.get(session, ())]


def connect(session: Session, name: str, machine: Machine, logon: Logon) -> None:
    """Puts another machine into the drive."""
    _CONNECTIONS.setdefault(session, {})[name] = _There(machine, logon)


def disconnect(session: Session, name: str) -> bool:
    """Takes a machine out of the drive; False if it was not there, or is this one."""
    known = _connected_name(session, name)
    return known is not None and _CONNECTIONS.get(session, {}).pop(known, None) is not None


def _connected_name(session: Session, name: str) -> str | None:
    own = host_of(session).machine
    if name in (*_HOSTS, own.name.lower(), own.fqdn.lower()):
        return "localhost"
    return next((known for known in _CONNECTIONS.get(session, ()) if known.lower() == name), None)


def _there(session: Session, name: str) -> _There:
    host = host_of(session)
    known = _connected_name(session, name)
    there = _CONNECTIONS.get(session, {}).get(known or "") or _There(host.machine, host.logon)
    if NAME not in there.machine.parts or not there.machine.services.is_running("WinRM"):
        raise _refused(
            "The client cannot connect to the destination specified in the request. Verify that the service on "
            "the destination is running and is accepting requests."
        )
    return there


def _writable(session: Session, name: str) -> _There:
    there = _there(session, name)
    if not there.logon.is_administrator:
        raise _refused("Access is denied.")
    return there


register_extension(provider=WSManProvider())


def _words(path: str) -> list[str]:
    return [word for word in path.lower().split("\\") if word]


def _refused(text: str) -> PSError:
    return error("WsManError", text, "InvalidOperation", None, "System.InvalidOperationException")


# The drive names listeners by a hash of their keys.
_NAMES = {"HTTP": "Listener_641507880", "HTTPS": "Listener_1305953032"}


def _listener_param(name: str, type: str = "System.String", *, mandatory: bool = False) -> Param:
    param = Param(type, mandatory=mandatory, ps=name)
    param.attribute = f"listener_{name.lower()}"
    return param


_LISTENER_PARAMS = (
    _listener_param("Address", mandatory=True),
    _listener_param("Transport", mandatory=True),
    *(_listener_param(name) for name in ("HostName", "CertificateThumbPrint", "URLPrefix")),
    _listener_param("Port", "System.Int32"),
    _listener_param("Enabled", "System.Boolean"),
)


def _listener_name(listener: Listener) -> str:
    return _NAMES[listener.transport]


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
