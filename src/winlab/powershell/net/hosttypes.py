"""The classes in which programs and their host speak: places, sizes, colours, fields and choices.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.host; MS-PSRP 2.2.3.1 to 2.2.3.8.
"""

from __future__ import annotations

from typing import ClassVar

from winlab.powershell.declare import NET, net_attribute, net_constructor, net_method
from winlab.powershell.nettypes import NetType
from winlab.powershell.running import ProgressRecord
from winlab.powershell.values import ArrayList, NetObject, qualified

SPACE = "System.Management.Automation.Host."
TEXT, INT, FLAG = "System.String", "System.Int32", "System.Boolean"
CONSOLE_COLOR = NET.enum(
    "System.ConsoleColor",
    "Black DarkBlue DarkGreen DarkCyan DarkRed DarkMagenta DarkYellow Gray "
    "DarkGray Blue Green Cyan Red Magenta Yellow White",
)


class HostStructure(NetObject):
    """An object that travels to a remote host as its bare fields."""

    def host_fields(self) -> dict[str, object]:
        """The fields by the names they have on the way."""
        raise TypeError(f"{type(self).__name__} does not travel")


class _Pair(HostStructure):
    """Two whole numbers, by the names that the class has for them."""

    names: ClassVar[tuple[str, str]]

    def __init__(self, first: int, second: int) -> None:
        for name, value in zip(self.names, (first, second), strict=True):
            setattr(self, name, value)

    def host_fields(self) -> dict[str, object]:
        """Both by their names."""
        return {name: getattr(self, name) for name in self.names}

    def net_string(self) -> str:
        """Both with a comma between."""
        return ",".join(str(value) for value in self.host_fields().values())


class Coordinates(_Pair):
    """A place in the window's buffer."""

    names = ("x", "y")
    x: int
    y: int


class Size(_Pair):
    """A width and a height in characters."""

    names = ("width", "height")
    width: int
    height: int


for _class in (Coordinates, Size):
    _pair = NET.extend(SPACE + _class.__name__, python=_class, bases=("System.ValueType",))
    _pair.constructor((INT, INT))(_class)
    _pair.attributes(INT, settable=True, **{name.title(): name for name in _class.names})


@NET.type(SPACE + "FieldDescription")
class FieldDescription(HostStructure):
    """A field that the user is to fill in."""

    def __init__(self, name: str, label: str = "", type_name: str = TEXT) -> None:
        self.name = name
        self.label = label
        self.type_name = type_name
        self.help = ""
        self.mandatory = True

    @net_constructor((TEXT,))
    @classmethod
    def new(cls, name: str) -> FieldDescription:
        return cls(name)

    get_name = net_attribute("Name", TEXT, "name")
    get_label = net_attribute("Label", TEXT, "label", settable=True)
    get_help = net_attribute("HelpMessage", TEXT, "help", settable=True)
    is_mandatory = net_attribute("IsMandatory", FLAG, "mandatory", settable=True)
    full_type_name = net_attribute("ParameterTypeFullName", TEXT, "type_name")

    @net_method("SetParameterType", ("System.Type",), returns="System.Void")
    def set_type(self, given: NetObject) -> None:
        self.type_name = str(getattr(given, "name", TEXT)) if not isinstance(given, NetType) else given.name

    def host_fields(self) -> dict[str, object]:
        return {
            "name": self.name,
            "label": self.label,
            "parameterTypeName": self.type_name.rpartition(".")[2],
            "parameterTypeFullName": self.type_name,
            "parameterAssemblyFullName": qualified(self.type_name),
            "helpMessage": self.help,
            "isMandatory": self.mandatory,
            "metadata": ArrayList(),
            "modifiedByRemotingProtocol": False,
            "isFromRemoteHost": False,
        }


@NET.type(SPACE + "ChoiceDescription")
class ChoiceDescription(HostStructure):
    """One of the answers that the user can give."""

    def __init__(self, label: str, text: str = "") -> None:
        self.label = label
        self.help = text

    @net_constructor((TEXT,), (TEXT, TEXT))
    @classmethod
    def new(cls, label: str, text: str = "") -> ChoiceDescription:
        return cls(label, text)

    get_label = net_attribute("Label", TEXT, "label")
    get_help = net_attribute("HelpMessage", TEXT, "help", settable=True)

    def host_fields(self) -> dict[str, object]:
        return {"label": self.label, "helpMessage": self.help}


CONSOLE_WINDOW: dict[str, object] = {
    "GetForegroundColor": 7,
    "GetBackgroundColor": 0,
    "GetCursorPosition": (0, 0),
    "GetWindowPosition": (0, 0),
    "GetCursorSize": 25,
    "GetBufferSize": (80, 300),
    "GetWindowSize": (80, 25),
    "GetMaxWindowSize": (80, 75),
    "GetMaxPhysicalWindowSize": (160, 75),
    "GetWindowTitle": "Windows PowerShell",
}
"""What a console of Server 2003 looks like: answers to the questions of RawUI."""


_PROGRESS = NET.extend("System.Management.Automation.ProgressRecord", python=ProgressRecord)
_PROGRESS.constructor((INT, TEXT, TEXT))(ProgressRecord)
_PROGRESS.attributes(
    INT,
    settable=True,
    ActivityId="activity_id",
    PercentComplete="percent",
    SecondsRemaining="seconds",
    ParentActivityId="parent",
)
_PROGRESS.attributes(TEXT, settable=True, Activity="activity", StatusDescription="status", CurrentOperation="operation")
