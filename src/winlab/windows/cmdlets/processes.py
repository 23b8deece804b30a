"""Get-Process, Stop-Process, Start-Process, Wait-Process.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.management/start-process .
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import NetException, NotEmulated, PSError, error_record, net_error
from winlab.powershell.net.credentials import PSCredential
from winlab.powershell.objects import get_member
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.windows.errors import NetworkError, Win32Error
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.processes import Process
from winlab.windows.session import host_of
from winlab.windows.surfaces.paths import place_of
from winlab.windows.surfaces.process_objects import ProcessObject, ProcessStartInfo, short_name

TABLE = CmdletTable("Microsoft.PowerShell.Management")
register_extension(cmdlets=TABLE)
_PROCESS = "System.Diagnostics.Process"
_FAILED = "Microsoft.PowerShell.Commands.ProcessCommandException"


class _ProcessCmdlet(Cmdlet):
    name: object
    id: object
    input_object: object

    def found(self, *, everything: bool, machine: Machine | None = None) -> Iterator[Process]:
        """The processes meant, of this machine or another one."""
        processes = (machine or host_of(self.session).machine).processes
        objects = cast("list[ProcessObject] | None", self.input_object)
        ids, names = cast("list[int] | None", self.id), cast("list[str] | None", self.name)
        if objects:
            yield from (item.live for item in objects)
        elif ids:
            for pid in ids:
                process = processes.get(pid)
                if process is None:
                    text = f"Cannot find a process with the process identifier {pid}."
                    self._missing(text, "NoProcessFoundForGivenId", pid)
                else:
                    yield process
        else:
            for text in names or (["*"] if everything else []):
                hits = [p for p in processes.all() if wildcard(text).fullmatch(short_name(p))]
                yield from sorted(hits, key=lambda each: (short_name(each).lower(), each.pid))
                if not hits and not has_wildcards(text):
                    message = (
                        f'Cannot find a process with the name "{text}". '
                        "Verify the process name and call the cmdlet again."
                    )
                    self._missing(message, "NoProcessFoundForGivenName", text)

    def _missing(self, text: str, identity: str, target: object) -> None:
        self.error(error_record(NetException(_FAILED, text), identity, "ObjectNotFound", target))


@TABLE.cmdlet("Get-Process", aliases=("gps", "ps"), default_set="Name", output=_PROCESS)
class GetProcess(_ProcessCmdlet):
    """Reads processes."""

    name = Param("System.String[]", position=0, by_property=True, aliases=("ProcessName",), sets=("Name",))
    id = Param("System.Int32[]", mandatory=True, by_property=True, aliases=("PID",), sets=("Id",))
    input_object = Param(f"{_PROCESS}[]", mandatory=True, pipeline=True, sets=("InputObject",))
    computer_name = Param("System.String[]", aliases=("Cn",))
    module = Param(SWITCH)
    file_version_info = Param(SWITCH, aliases=("FV", "FVI"))

    def process(self) -> None:
        if self.module:
            raise NotEmulated("Get-Process -Module: the modules of processes")
        host = host_of(self.session)
        for name in cast("list[str] | None", self.computer_name) or ["."]:
            try:
                machine = host.machine.lab.network.reach(host.machine, host.logon, name, "rpc")
            except NetworkError:
                raise net_error("System.InvalidOperationException", "Couldn't connect to remote machine.") from None
            for process in self.found(everything=True, machine=machine):
                made = ProcessObject(machine, process)
                made.seen_from = name
                self.write(made if not self.file_version_info else self._version(made))

    def _version(self, process: ProcessObject) -> object:
        module = get_member(process, "MainModule")
        return None if module is None else get_member(module, "FileVersionInfo")


@TABLE.cmdlet("Stop-Process", aliases=("spps", "kill"), default_set="Id", supports_should_process=True)
class StopProcess(_ProcessCmdlet):
    """Ends processes."""

    id = Param("System.Int32[]", position=0, mandatory=True, by_property=True, sets=("Id",))
    name = Param("System.String[]", mandatory=True, by_property=True, aliases=("ProcessName",), sets=("Name",))
    input_object = Param(f"{_PROCESS}[]", position=0, mandatory=True, pipeline=True, sets=("InputObject",))
    pass_thru = Param(SWITCH)
    force = Param(SWITCH)

    def process(self) -> None:
        host = host_of(self.session)
        for process in self.found(everything=False):
            target = f"{short_name(process)} ({process.pid})"
            if not self.should_process(target):
                continue
            try:
                if not host.logon.is_administrator and process.logon.account != host.logon.account:
                    raise Win32Error(5, target)
                host.machine.processes.kill(process.pid)
            except Win32Error as problem:
                text = f'Cannot stop process "{target}" because of the following error: {problem.text.rstrip(".")}'
                self.error(error_record(NetException(_FAILED, text), "CouldNotStopProcess", "CloseError", target))
            if self.pass_thru:
                self.write(ProcessObject(host.machine, process))


@TABLE.cmdlet("Wait-Process", default_set="Name")
class WaitProcess(_ProcessCmdlet):
    """Waits for the end of processes."""

    name = Param(
        "System.String[]", position=0, mandatory=True, by_property=True, aliases=("ProcessName",), sets=("Name",)
    )
    id = Param("System.Int32[]", mandatory=True, by_property=True, aliases=("PID",), sets=("Id",))
    input_object = Param(f"{_PROCESS}[]", mandatory=True, pipeline=True, sets=("InputObject",))
    timeout = Param("System.Int32", position=1, aliases=("TimeoutSec",))

    def process(self) -> None:
        timeout = cast("int | None", self.timeout)
        for process in self.found(everything=False):
            if not host_of(self.session).wait_for(process, timeout):
                target = f"{short_name(process)} ({process.pid})"
                text = (
                    f'This command stopped operation because process "{target}" '
                    "is not stopped in the specified time-out."
                )
                failed = NetException("System.TimeoutException", text)
                self.error(error_record(failed, "ProcessNotTerminated", "CloseError", process.pid))


@TABLE.cmdlet("Start-Process", aliases=("saps", "start"), output=_PROCESS)
class StartProcess(Cmdlet):
    """Starts a program."""

    file_path = Param("System.String", position=0, mandatory=True, aliases=("PSPath",))
    argument_list = Param("System.String[]", position=1, aliases=("Args",))
    credential = Param("System.Management.Automation.PSCredential", aliases=("RunAs",))
    working_directory = Param("System.String")
    load_user_profile = Param(SWITCH, aliases=("Lup",))
    no_new_window = Param(SWITCH, aliases=("nnw",))
    pass_thru = Param(SWITCH)
    redirect_standard_error = Param("System.String", aliases=("RSE",))
    redirect_standard_input = Param("System.String", aliases=("RSI",))
    redirect_standard_output = Param("System.String", aliases=("RSO",))
    verb = Param("System.String")
    wait = Param(SWITCH)
    window_style = Param("System.Object")

    def process(self) -> None:
        machine = host_of(self.session).machine
        info = ProcessStartInfo(str(self.file_path), " ".join(cast("list[str] | None", self.argument_list) or []))
        info.settings["WorkingDirectory"] = self.working_directory or ""
        if isinstance(self.credential, PSCredential):
            network = self.credential.network_credential()
            info.settings.update(UserName=network.user, Domain=network.realm, Password=self.credential.secret)
        made = ProcessObject(machine, None, info)
        try:
            made.launch()
        except PSError as problem:
            text = f"This command cannot be executed due to the error: {problem.record.exception.message}."
            failed = NetException("System.InvalidOperationException", text)
            raise PSError(error_record(failed, "InvalidOperationException", "InvalidOperation")) from problem
        if self.wait or self.redirect_standard_output or self.redirect_standard_error:
            host_of(self.session).wait_for(made.live)
            for path, texts in ((self.redirect_standard_output, made.out), (self.redirect_standard_error, made.err)):
                if path:
                    target, local, _ = place_of(str(path))
                    target.files.write(local, "".join(texts).encode("cp1252", "replace"))
        if self.pass_thru:
            self.write(made)
