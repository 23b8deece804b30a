"""The main module of a process, its priority, and the members that types.ps1xml of PowerShell 2.0 gives processes.

Sources: https://learn.microsoft.com/dotnet/api/system.diagnostics.processmodule ,
https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_types.ps1xml .
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.addedmembers import AliasProperty, CodeProperty, NoteProperty, PropertySet
from winlab.powershell.declare import NetTable, extended, net_property
from winlab.powershell.nettypes import enum_value
from winlab.powershell.objects import get_member
from winlab.powershell.values import NetObject, TypedArray
from winlab.windows.extension import register_extension
from winlab.windows.session import current_host
from winlab.windows.surfaces.file_objects import FileVersionInfo
from winlab.windows.surfaces.process_objects import ProcessObject

TABLE = NetTable()
register_extension(net=TABLE)
PROCESS, MODULE, PRIORITY = (
    "System.Diagnostics.Process", "System.Diagnostics.ProcessModule", "System.Diagnostics.ProcessPriorityClass",
)  # fmt: skip
_PRIORITIES = {"Normal": 32, "Idle": 64, "High": 128, "RealTime": 256, "BelowNormal": 16384, "AboveNormal": 32768}
TABLE.enum(PRIORITY, _PRIORITIES)


def version_info(path: str) -> FileVersionInfo:
    """The version resource of a program by its path."""
    return FileVersionInfo(path, current_host().machine.files.node(path))


@TABLE.type(MODULE, bases=("System.ComponentModel.Component",), assembly="System")
class ProcessModule(NetObject):
    """The program a process runs."""

    def __init__(self, path: str, memory: int) -> None:
        self.path = path
        self.memory = memory

    file_name = net_property("FileName", "System.String")(lambda self: self.path)
    module_name = net_property("ModuleName", "System.String")(lambda self: self.path.rpartition("\\")[2])
    size = net_property("ModuleMemorySize", "System.Int32")(lambda self: self.memory)

    @net_property("FileVersionInfo", "System.Diagnostics.FileVersionInfo")
    def version(self) -> FileVersionInfo:
        """Of its file."""
        return version_info(self.path)

    def net_string(self) -> str:
        """Type and name."""
        return f"{MODULE} ({self.path.rpartition(chr(92))[2]})"


_DECLARED = TABLE.extend(PROCESS)
_DECLARED.property("PriorityClass", PRIORITY)(lambda process: enum_value(PRIORITY, _PRIORITIES["Normal"]))
_DECLARED.property("BasePriority", "System.Int32")(lambda process: 8)


@_DECLARED.property("MainModule", MODULE)
def _main_module(process: object) -> ProcessModule | None:
    if not isinstance(process, ProcessObject) or not process.live.path:
        return None
    return ProcessModule(process.live.path, process.live.memory)


@_DECLARED.property("Modules", "System.Diagnostics.ProcessModuleCollection")
def _modules(process: object) -> TypedArray:
    main = _main_module(process)
    return TypedArray([] if main is None else [main], MODULE)


def _of_version(*steps: str) -> Callable[[object], object]:
    def read(value: object) -> object:
        found = value
        for step in steps:
            found = None if found is None else get_member(found, step)
        return found

    return read


_VERSION = {
    "Company": "CompanyName", "FileVersion": "FileVersion", "ProductVersion": "ProductVersion",
    "Description": "FileDescription", "Product": "ProductName",
}  # fmt: skip

extended(
    PROCESS,
    NoteProperty("__NounName", "Process"),
    AliasProperty("Name", "ProcessName"),
    AliasProperty("Handles", "HandleCount"),
    AliasProperty("VM", "VirtualMemorySize"),
    AliasProperty("WS", "WorkingSet"),
    AliasProperty("PM", "PagedMemorySize"),
    AliasProperty("NPM", "NonpagedSystemMemorySize"),
    CodeProperty("Path", _of_version("MainModule", "FileName")),
    CodeProperty("Company", _of_version("MainModule", "FileVersionInfo", "CompanyName")),
    CodeProperty("CPU", _of_version("TotalProcessorTime", "TotalSeconds")),
    *(
        CodeProperty(name, _of_version("MainModule", "FileVersionInfo", source))
        for name, source in _VERSION.items()
        if name != "Company"
    ),
    PropertySet("PSConfiguration", ["Name", "Id", "PriorityClass", "FileVersion"]),
    PropertySet(
        "PSResources",
        [
            *("Name", "Id", "Handlecount", "WorkingSet", "NonPagedMemorySize", "PagedMemorySize"),
            *("PrivateMemorySize", "VirtualMemorySize", "Threads.Count", "TotalProcessorTime"),
        ],
    ),
    PropertySet("DefaultDisplayPropertySet", ["Id", "Handles", "CPU", "Name"]),
)
extended(
    MODULE,
    CodeProperty("Size", lambda module: module.memory // 1024 if isinstance(module, ProcessModule) else None),
    *(CodeProperty(name, _of_version("FileVersionInfo", source)) for name, source in _VERSION.items()),
)
extended(
    "System.Management.Automation.ApplicationInfo",
    CodeProperty("FileVersionInfo", lambda program: version_info(str(get_member(program, "Path")))),
)
