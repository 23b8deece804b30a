"""Classes of .NET that tell about the machine: Environment and the version of the system."""

from __future__ import annotations

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.declare import NET, NetTable, net_property
from winlab.powershell.invoking import type_by_name
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.startup import running_session
from winlab.powershell.values import CaseSensitiveHashtable, NetObject
from winlab.windows.extension import register_extension
from winlab.windows.programs import expand
from winlab.windows.session import current_host

TABLE = NetTable()
register_extension(net=TABLE)

_MACHINE_KEY = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"
NET.enum("System.EnvironmentVariableTarget", "Process User Machine")
NET.enum(
    "System.Environment+SpecialFolder",
    {"Desktop": 0, "ProgramFiles": 38, "System": 37, "ApplicationData": 26, "CommonApplicationData": 35, "Personal": 5},
)

# The engine declares what it can answer itself; these need the machine.
ENVIRONMENT = NET.extend("System.Environment")
ENVIRONMENT.static_property("OSVersion", "System.OperatingSystem")(lambda: OperatingSystemValue())
ENVIRONMENT.static_property("CommandLine", "System.String")(lambda: current_host().process.command_line)


@ENVIRONMENT.static_property("CurrentDirectory", "System.String")
def current_folder() -> str:
    """The process' folder."""
    host = current_host()
    return host.machine.profile_of(host.logon)


@ENVIRONMENT.static_property("Version", "System.Version")
def clr_version() -> object:
    """The version of the runtime: .NET 2.0 SP1."""
    return convert_or_fail("2.0.50727.1433", type_by_name("System.Version"))


def _is_machine(target: object) -> bool:
    return isinstance(target, EnumValue) and target.value == 2


@ENVIRONMENT.static(
    "GetEnvironmentVariable",
    ("System.String",),
    ("System.String", "System.EnvironmentVariableTarget"),
    returns="System.String",
)
def get_variable(name: str, target: object = None) -> str | None:
    """A variable of the process or of the machine."""
    if _is_machine(target):
        found = current_host().machine.registry.get(_MACHINE_KEY, name)
        return None if found is None else expand(str(found), running_session().host.environment())
    env = running_session().host.environment()
    return next((value for known, value in env.items() if known.lower() == name.lower()), None)


@ENVIRONMENT.static(
    "SetEnvironmentVariable",
    ("System.String", "System.String"),
    ("System.String", "System.String", "System.EnvironmentVariableTarget"),
    returns="System.Void",
)
def set_variable(name: str, value: str | None, target: object = None) -> None:
    """Sets a variable of the process or of the machine."""
    if _is_machine(target):
        registry = current_host().machine.registry
        if value:
            registry.set(_MACHINE_KEY, name, value, "REG_EXPAND_SZ" if "%" in value else None)
        else:
            registry.delete_value(_MACHINE_KEY, name)
        return
    env = running_session().host.environment()
    for known in [each for each in env if each.lower() == name.lower()]:
        del env[known]
    if value:
        env[name] = value


@ENVIRONMENT.static("GetEnvironmentVariables", returns="System.Collections.IDictionary")
def get_variables() -> CaseSensitiveHashtable:
    """All variables of the process."""
    return CaseSensitiveHashtable(dict(running_session().host.environment()))


@ENVIRONMENT.static("GetFolderPath", ("System.Environment+SpecialFolder",), returns="System.String")
def get_folder(folder: EnumValue) -> str:
    """A folder of the system or of the user's profile."""
    host = current_host()
    profile = host.machine.profile_of(host.logon)
    return {
        38: "C:\\Program Files",
        37: "C:\\WINDOWS\\system32",
        35: "C:\\Documents and Settings\\All Users\\Application Data",
        26: f"{profile}\\Application Data",
        5: f"{profile}\\My Documents",
    }.get(folder.value, f"{profile}\\Desktop")


@TABLE.type("System.OperatingSystem")
class OperatingSystemValue(NetObject):
    """Name and version of the system."""

    def __init__(self) -> None:
        self.machine = current_host().machine

    @net_property("VersionString", "System.String")
    def version_string(self) -> str:
        return f"Microsoft Windows NT {self.machine.os.version} {self.machine.os.csd}".strip()

    @net_property("ServicePack", "System.String")
    def service_pack(self) -> str:
        return self.machine.os.csd

    @net_property("Version", "System.Version")
    def version(self) -> object:
        text = f"{self.machine.os.version}.{self.machine.os.service_pack << 16}"
        return convert_or_fail(text, type_by_name("System.Version"))

    @net_property("Platform", "System.PlatformID")
    def platform(self) -> EnumValue:
        return EnumValue(_PLATFORM, 2)

    def net_string(self) -> str:
        """VersionString."""
        return self.version_string()


_PLATFORM = TABLE.enum("System.PlatformID", {"Win32S": 0, "Win32Windows": 1, "Win32NT": 2})
