"""Restart-Computer, Stop-Computer, Test-Connection, Get-HotFix."""

from __future__ import annotations

from typing import cast

from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import NetException, error_record
from winlab.powershell.patterns import wildcard
from winlab.powershell.values import PSObject
from winlab.windows.errors import NetworkError, Win32Error
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import host_of
from winlab.windows.wmi.access import caller_of
from winlab.windows.wmi.objects import ManagementObject
from winlab.windows.wmi.querying import run_query
from winlab.windows.wmi.repository import CIMV2

TABLE = CmdletTable("Microsoft.PowerShell.Management")
register_extension(cmdlets=TABLE)


class _Power(Cmdlet):
    power_off = False

    def targets(self) -> list[Machine]:
        """The machines that are meant; one that can't be reached is an error."""
        host = host_of(self.session)
        found: list[Machine] = []
        for name in cast("list[str] | None", getattr(self, "computer_name", None)) or ["."]:
            try:
                found.append(host.machine.lab.network.reach(host.machine, host.logon, name, "wmi"))
            except NetworkError as problem:
                text = "Access is denied." if problem.code == 5 else "The RPC server is unavailable."
                failed = NetException("System.Runtime.InteropServices.COMException", text)
                identity = f"{self.info.name.replace('-', '')}.COMException"
                self.error(error_record(failed, identity, "InvalidOperation", name))
        return found

    def process(self) -> None:
        host = host_of(self.session)
        for machine in self.targets():
            if not self.should_process(machine.name):
                continue
            try:
                if not host.logon.is_administrator:
                    raise Win32Error(5, machine.name)
                machine.restart("", 1.0, power_off=self.power_off, user=host.logon.account)
            except Win32Error as problem:
                failed = NetException("System.InvalidOperationException", problem.text)
                self.error(error_record(failed, "InvalidOperation", "InvalidOperation", machine.name))


@TABLE.cmdlet("Restart-Computer", supports_should_process=True)
class RestartComputer(_Power):
    """Restarts machines (2.0 has no -Wait)."""

    computer_name = Param(
        "System.String[]", position=0, pipeline=True, by_property=True, aliases=("CN", "__SERVER", "Server")
    )
    credential = Param("System.Management.Automation.PSCredential", position=1)
    force = Param(SWITCH)
    as_job = Param(SWITCH)


@TABLE.cmdlet("Stop-Computer", supports_should_process=True)
class StopComputer(_Power):
    """Switches machines off."""

    power_off = True
    computer_name = Param(
        "System.String[]", position=0, pipeline=True, by_property=True, aliases=("CN", "__SERVER", "Server")
    )
    credential = Param("System.Management.Automation.PSCredential", position=1)
    force = Param(SWITCH)
    as_job = Param(SWITCH)


@TABLE.cmdlet("Test-Connection")
class TestConnection(Cmdlet):
    """Pings machines."""

    computer_name = Param(
        "System.String[]",
        position=0,
        mandatory=True,
        pipeline=True,
        by_property=True,
        aliases=("CN", "IPAddress", "Destination"),
    )
    count = Param("System.Int32", default=4)
    delay = Param("System.Int32", default=1)
    buffer_size = Param("System.Int32", default=32, aliases=("Size", "Bytes", "BS"))
    time_to_live = Param("System.Int32", default=80, aliases=("TTL",))
    quiet = Param(SWITCH)

    def process(self) -> None:
        host = host_of(self.session)
        for name in cast("list[str]", self.computer_name):
            answered = False
            for _ in range(cast("int", self.count)):
                reply = self._ask(name)
                answered = answered or reply.row.get("StatusCode") == 0
                if not self.quiet and reply.row.get("StatusCode") == 0:
                    self.write(reply)
                elif not self.quiet:
                    self._failed(name, known=reply.row.get("StatusCode") is not None)
                host.sleep(cast("int", self.delay))
            if self.quiet:
                self.write(answered)

    def _ask(self, name: str) -> ManagementObject:
        size, live = cast("int", self.buffer_size), cast("int", self.time_to_live)
        query = f"SELECT * FROM Win32_PingStatus WHERE Address='{name}' AND BufferSize={size} AND TimeToLive={live}"
        return cast("ManagementObject", next(iter(run_query(caller_of(self.session), CIMV2, query))))

    def _failed(self, name: str, *, known: bool) -> None:
        # A time-out is told with this text, whatever it says.
        why = "Error due to lack of resources" if known else "No such host is known"
        text = f"Testing connection to computer '{name}' failed: {why}"
        failed = NetException("System.Net.NetworkInformation.PingException", text)
        self.error(error_record(failed, "TestConnectionException", "ResourceUnavailable", name))


@TABLE.cmdlet("Get-HotFix", default_set="Default")
class GetHotFix(Cmdlet):
    """Lists installed updates."""

    id = Param("System.String[]", position=0, aliases=("HFID",), sets=("Default",))
    description = Param("System.String[]", sets=("Description",))
    computer_name = Param("System.String[]", pipeline=True, by_property=True, aliases=("CN", "__Server", "IPAddress"))

    def process(self) -> None:
        host = host_of(self.session)
        for name in cast("list[str] | None", self.computer_name) or ["."]:
            machine = host.machine.lab.network.reach(host.machine, host.logon, name, "wmi")
            wanted = cast("list[str] | None", self.id)
            keys = sorted(machine.updates)
            for text in wanted or ["*"]:
                hits = [key for key in keys if wildcard(text).fullmatch(key)]
                if not hits and wanted:
                    message = (
                        f"Cannot find the requested hotfix on the '{machine.name}' computer. Verify the input and run "
                        "the command again."
                    )
                    failed = NetException("System.ArgumentException", message)
                    self.error(error_record(failed, "GetHotFixNoEntriesFound", "ObjectNotFound"))
                for key in hits:
                    values = {"Source": machine.name, **machine.updates[key]}
                    self.write(
                        PSObject.of(
                            values, ["System.Management.ManagementObject#root\\cimv2\\Win32_QuickFixEngineering"]
                        )
                    )
