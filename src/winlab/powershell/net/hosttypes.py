"""The classes in which programs and their host speak: places, sizes, colours, fields and choices.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.host; MS-PSRP 2.2.3.1 to 2.2.3.8.
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.nettypes import NetProperty, NetType
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


@NET.type(SPACE + "Coordinates", bases=("System.ValueType",))
class Coordinates(HostStructure):
    """A place in the window's buffer."""

    def __init__(self, x: int, y: int) -> None:
        self.x = x
        self.y = y

    @net_constructor((INT, INT))
    @classmethod
    def new(cls, x: int, y: int) -> Coordinates:
        return cls(x, y)

    @net_property("X", INT)
    def get_x(self) -> int:
        return self.x

    @net_property("Y", INT)
    def get_y(self) -> int:
        return self.y

    def host_fields(self) -> dict[str, object]:
        return {"x": self.x, "y": self.y}

    def net_string(self) -> str:
        return f"{self.x},{self.y}"


@NET.type(SPACE + "Size", bases=("System.ValueType",))
class Size(HostStructure):
    """A width and a height in characters."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height

    @net_constructor((INT, INT))
    @classmethod
    def new(cls, width: int, height: int) -> Size:
        return cls(width, height)

    @net_property("Width", INT)
    def get_width(self) -> int:
        return self.width

    @net_property("Height", INT)
    def get_height(self) -> int:
        return self.height

    def host_fields(self) -> dict[str, object]:
        return {"width": self.width, "height": self.height}

    def net_string(self) -> str:
        return f"{self.width},{self.height}"


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

    @net_property("Name", TEXT)
    def get_name(self) -> str:
        return self.name

    def set_label(self, label: str) -> None:
        self.label = label

    @net_property("Label", TEXT, setter="set_label")
    def get_label(self) -> str:
        return self.label

    def set_help(self, text: str) -> None:
        self.help = text

    @net_property("HelpMessage", TEXT, setter="set_help")
    def get_help(self) -> str:
        return self.help

    def set_mandatory(self, mandatory: bool) -> None:
        self.mandatory = mandatory

    @net_property("IsMandatory", FLAG, setter="set_mandatory")
    def is_mandatory(self) -> bool:
        return self.mandatory

    @net_method("SetParameterType", ("System.Type",), returns="System.Void")
    def set_type(self, given: NetObject) -> None:
        self.type_name = str(getattr(given, "name", TEXT)) if not isinstance(given, NetType) else given.name

    @net_property("ParameterTypeFullName", TEXT)
    def full_type_name(self) -> str:
        return self.type_name

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

    @net_property("Label", TEXT)
    def get_label(self) -> str:
        return self.label

    def set_help(self, text: str) -> None:
        self.help = text

    @net_property("HelpMessage", TEXT, setter="set_help")
    def get_help(self) -> str:
        return self.help

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


def _progress_property(name: str, kind: str, attribute: str) -> None:
    def read(record: ProgressRecord) -> object:
        return getattr(record, attribute)

    def write(record: ProgressRecord, value: object) -> None:
        setattr(record, attribute, value)

    _PROGRESS.type.members[name.lower()] = NetProperty(name, kind, read, write)


_PROGRESS = NET.extend("System.Management.Automation.ProgressRecord", python=ProgressRecord)
_PROGRESS.constructor((INT, TEXT, TEXT))(ProgressRecord)
for _name, _kind, _attribute in (
    ("ActivityId", INT, "activity_id"),
    ("Activity", TEXT, "activity"),
    ("StatusDescription", TEXT, "status"),
    ("CurrentOperation", TEXT, "operation"),
    ("PercentComplete", INT, "percent"),
    ("SecondsRemaining", INT, "seconds"),
    ("ParentActivityId", INT, "parent"),
):
    _progress_property(_name, _kind, _attribute)
