"""System.Diagnostics.Process and ProcessStartInfo."""

from __future__ import annotations

from datetime import timedelta

from winlab.powershell.declare import NetTable, net_constructor, net_method, net_property, net_static
from winlab.powershell.errors import net_error
from winlab.powershell.instants import LOCAL, DateTime, TimeSpan
from winlab.powershell.net.encodings import get_encoding
from winlab.powershell.net.marshal import IntPtr
from winlab.powershell.paths import current_directory
from winlab.powershell.values import Int64, NetObject, TypedArray
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.processes import Process
from winlab.windows.programs import Streams, find_program, start
from winlab.windows.session import current_host, current_session
from winlab.windows.surfaces.failures import win32_error
from winlab.windows.surfaces.streams import MemoryStream
from winlab.windows.surfaces.textstreams import StreamReader

TABLE = NetTable()
register_extension(net=TABLE)
TABLE.enum("System.Diagnostics.ProcessWindowStyle", "Normal Hidden Minimized Maximized")

_SETTINGS = {
    "FileName": "",
    "Arguments": "",
    "WorkingDirectory": "",
    "UseShellExecute": True,
    "RedirectStandardOutput": False,
    "RedirectStandardError": False,
    "RedirectStandardInput": False,
    "CreateNoWindow": False,
    "WindowStyle": None,
    "UserName": None,
    "Domain": None,
    "Password": None,
    "Verb": "",
    "LoadUserProfile": False,
}


@TABLE.type("System.Diagnostics.ProcessStartInfo", assembly="System")
class ProcessStartInfo(NetObject):
    """How a process is to be started."""

    def __init__(self, file_name: str = "", arguments: str = "") -> None:
        self.settings: dict[str, object] = {**_SETTINGS, "FileName": file_name, "Arguments": arguments}

    @net_constructor((), ("System.String",), ("System.String", "System.String"))
    @classmethod
    def new(cls, file_name: str = "", arguments: str = "") -> ProcessStartInfo:
        return cls(file_name, arguments)

    def adapted_names(self) -> list[str]:
        """The settings."""
        return list(self.settings)

    def adapted_get(self, name: str) -> object:
        """One setting."""
        return self.settings[self._spelled(name)]

    def adapted_set(self, name: str, value: object) -> None:
        """Sets one."""
        self.settings[self._spelled(name)] = value

    def _spelled(self, name: str) -> str:
        for known in self.settings:
            if known.lower() == name.lower():
                return known
        raise KeyError(name)

    def text(self, name: str) -> str:
        """A setting as text."""
        value = self.settings[name]
        return value if isinstance(value, str) else ""


@TABLE.type("System.Diagnostics.Process", bases=("System.ComponentModel.Component",), assembly="System")
class ProcessObject(NetObject):
    """A process, or one that is to be started."""

    def __init__(self, machine: Machine, process: Process | None, info: ProcessStartInfo | None = None) -> None:
        self.machine = machine
        self.process = process
        self.info = info or ProcessStartInfo()
        self.seen_from = "."
        self.out: list[str] = []
        self.err: list[str] = []

    @net_constructor(())
    @classmethod
    def new(cls) -> ProcessObject:
        return cls(current_host().machine, None)

    @property
    def live(self) -> Process:
        """The process.

        Raises:
            PSError: It was never started.
        """
        if self.process is None:
            text = "No process is associated with this object."
            raise net_error("System.InvalidOperationException", text)
        return self.process

    @net_static("GetProcesses", returns="System.Diagnostics.Process[]")
    @staticmethod
    def get_processes() -> TypedArray:
        machine = current_host().machine
        return TypedArray((ProcessObject(machine, p) for p in machine.processes.all()), "System.Diagnostics.Process")

    @net_static("GetProcessesByName", ("System.String",), returns="System.Diagnostics.Process[]")
    @staticmethod
    def get_by_name(name: str) -> TypedArray:
        machine = current_host().machine
        found = (ProcessObject(machine, p) for p in machine.processes.all() if short_name(p).lower() == name.lower())
        return TypedArray(found, "System.Diagnostics.Process")

    @net_static("GetProcessById", ("System.Int32",), returns="System.Diagnostics.Process")
    @staticmethod
    def get_by_id(pid: int) -> ProcessObject:
        machine = current_host().machine
        found = machine.processes.get(pid)
        if found is None:
            raise net_error("System.ArgumentException", f"Process with an Id of {pid} is not running.")
        return ProcessObject(machine, found)

    @net_static("GetCurrentProcess", returns="System.Diagnostics.Process")
    @staticmethod
    def get_current() -> ProcessObject:
        host = current_host()
        return ProcessObject(host.machine, host.process)

    @net_static(
        "Start",
        ("System.String",),
        ("System.String", "System.String"),
        ("System.Diagnostics.ProcessStartInfo",),
        returns="System.Diagnostics.Process",
    )
    @staticmethod
    def start_static(what: object, arguments: str = "") -> ProcessObject:
        info = what if isinstance(what, ProcessStartInfo) else ProcessStartInfo(str(what), arguments)
        made = ProcessObject(current_host().machine, None, info)
        made.launch()
        return made

    @net_method("Start", returns="System.Boolean")
    def launch(self) -> bool:
        host = current_host()
        info = self.info
        cwd = info.text("WorkingDirectory") or current_directory(current_session())
        logon = host.logon
        try:
            user = info.text("UserName")
            if user:
                domain = info.text("Domain")
                secret = getattr(info.settings["Password"], "text", "")
                name = f"{domain}\\{user}" if domain else user
                logon = host.machine.users.logon(name, "interactive", str(secret))
            path = find_program(host.machine, info.text("FileName"), cwd, host.environment())
            if path is None:
                raise FileError(2, info.text("FileName"))
            streams = Streams(self.out.append, self.err.append)
            env = host.environment() if not user else None
            arguments = info.text("Arguments")
            self.process = start(host.machine, path, arguments, logon, streams, env=env, cwd=cwd, parent=host.process)
        except Win32Error as problem:
            raise win32_error(problem) from problem
        return True

    @net_property("StartInfo", "System.Diagnostics.ProcessStartInfo", setter="set_start_info")
    def start_info(self) -> ProcessStartInfo:
        return self.info

    def set_start_info(self, info: ProcessStartInfo) -> None:
        self.info = info

    @net_property("Id", "System.Int32")
    def id(self) -> int:
        return self.live.pid

    @net_property("ProcessName", "System.String")
    def process_name(self) -> str:
        return short_name(self.live)

    @net_property("HasExited", "System.Boolean")
    def has_exited(self) -> bool:
        return not self.live.is_running

    @net_property("ExitCode", "System.Int32")
    def exit_code(self) -> int:
        code = self.live.exit_code
        if code is None:
            text = "Process must exit before requested information can be determined."
            raise net_error("System.InvalidOperationException", text)
        return code

    @net_property("StartTime", "System.DateTime")
    def start_time(self) -> DateTime:
        return DateTime.of(self.live.created, LOCAL)

    @net_property("HandleCount", "System.Int32")
    def handle_count(self) -> int:
        return 100

    @net_property("SessionId", "System.Int32")
    def session_id(self) -> int:
        return self.live.session_id

    @net_property("Responding", "System.Boolean")
    def responding(self) -> bool:
        return True

    @net_property("MachineName", "System.String")
    def machine_name(self) -> str:
        return self.seen_from

    @net_property("TotalProcessorTime", "System.TimeSpan")
    def processor_time(self) -> TimeSpan:
        return TimeSpan.of(timedelta(seconds=1).total_seconds())

    @net_property("UserProcessorTime", "System.TimeSpan")
    def user_time(self) -> TimeSpan:
        return TimeSpan.of(0.75)

    @net_property("PrivilegedProcessorTime", "System.TimeSpan")
    def kernel_time(self) -> TimeSpan:
        return TimeSpan.of(0.25)

    @net_property("StandardOutput", "System.IO.StreamReader")
    def standard_output(self) -> StreamReader:
        self._collected("RedirectStandardOutput", "StandardOut")
        return StreamReader(MemoryStream("".join(self.out).encode("cp1252", "replace")), get_encoding(1252))

    @net_property("StandardError", "System.IO.StreamReader")
    def standard_error(self) -> StreamReader:
        self._collected("RedirectStandardError", "StandardError")
        return StreamReader(MemoryStream("".join(self.err).encode("cp1252", "replace")), get_encoding(1252))

    def _collected(self, setting: str, name: str) -> None:
        """Waits until all of a redirected stream is there."""
        if not self.info.settings[setting]:
            text = f"{name} has not been redirected or the process hasn't started yet."
            raise net_error("System.InvalidOperationException", text)
        current_host().wait_for(self.live)

    @net_method("WaitForExit", (), ("System.Int32",), returns="System.Boolean")
    def wait_for_exit(self, milliseconds: int = -1) -> bool:
        return current_host().wait_for(self.live, None if milliseconds < 0 else milliseconds / 1000)

    @net_method("Kill", returns="System.Void")
    def kill(self) -> None:
        try:
            if self.live.is_running:
                self.machine.processes.kill(self.live.pid)
        except Win32Error as problem:
            raise win32_error(problem) from problem

    @net_method("Refresh", returns="System.Void")
    def refresh(self) -> None:
        """Nothing is cached."""

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        """Nothing is held."""

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        """Nothing is held."""

    def net_string(self) -> str:
        """Type and name."""
        return f"System.Diagnostics.Process ({short_name(self.live)})" if self.process else "System.Diagnostics.Process"


def short_name(process: Process) -> str:
    """The image's name without ``.exe``."""
    return process.name[:-4] if process.name.lower().endswith(".exe") else process.name


_SHARES = {
    "WorkingSet": 1, "PagedMemorySize": 0.5, "PrivateMemorySize": 0.5, "VirtualMemorySize": 4, "PeakWorkingSet": 1,
    "PeakPagedMemorySize": 0.5, "PeakVirtualMemorySize": 4,
}  # fmt: skip
"""How much of each kind of memory a process has, measured by what it works with."""
_POINTERS = {"MainWindowHandle": 0, "MaxWorkingSet": 1413120, "MinWorkingSet": 204800, "ProcessorAffinity": 1}
_DECLARED = TABLE.extend("System.Diagnostics.Process")


def _memory(name: str, share: float, least: int = 0) -> None:
    def amount(held: ProcessObject) -> int:
        return least + int(held.live.memory * share)

    _DECLARED.property(name, "System.Int32")(lambda held: amount(held) & 0x7FFFFFFF)
    _DECLARED.property(f"{name}64", "System.Int64")(lambda held: Int64(amount(held)))


for _name, _share in _SHARES.items():
    _memory(_name, _share)
_memory("NonpagedSystemMemorySize", 0, 4096)
_memory("PagedSystemMemorySize", 0, 65536)
_DECLARED.always("System.Boolean", PriorityBoostEnabled=True, EnableRaisingEvents=False)
_DECLARED.always("System.String", MainWindowTitle="")
for _name, _number in _POINTERS.items():
    _DECLARED.property(_name, "System.IntPtr")(lambda held, number=_number: IntPtr(None, number))
_DECLARED.property("SynchronizingObject")(lambda held: None)
