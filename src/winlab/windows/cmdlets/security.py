"""Get-Acl, Set-Acl, Get- and Set-ExecutionPolicy."""

from __future__ import annotations

from typing import cast

from winlab.powershell.cmdlets.itembase import place_notes
from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.paths import locate
from winlab.powershell.values import NetObject
from winlab.windows.extension import register_extension
from winlab.windows.session import host_of

TABLE = CmdletTable("Microsoft.PowerShell.Security")
register_extension(cmdlets=TABLE)
_POLICY = "HKLM\\SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell"


@TABLE.cmdlet("Get-Acl", output="System.Security.AccessControl.FileSecurity")
class GetAcl(Cmdlet):
    """Reads access lists."""

    path = Param("System.String[]", position=0, pipeline=True, by_property=True, aliases=("PSPath", "FullName"))
    audit = Param(SWITCH)

    def process(self) -> None:
        for text in cast("list[str] | None", self.path) or ["."]:
            place = locate(self.session, text)
            held = place.provider.get_acl(self.session, place.path)
            if isinstance(held, NetObject):
                for name, value in place_notes(place).items():
                    held.add_note(name, value)
            self.write(held)


@TABLE.cmdlet("Set-Acl", supports_should_process=True)
class SetAcl(Cmdlet):
    """Writes access lists."""

    path = Param("System.String[]", position=0, mandatory=True, by_property=True, aliases=("PSPath",))
    acl_object = Param("System.Object", position=1, mandatory=True, pipeline=True)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        for text in cast("list[str]", self.path):
            place = locate(self.session, text)
            if self.should_process(place.path):
                place.provider.set_acl(self.session, place.path, self.acl_object)
        if self.pass_thru:
            self.write(self.acl_object)


@TABLE.cmdlet("Get-ExecutionPolicy")
class GetExecutionPolicy(Cmdlet):
    """Reads the policy of the machine."""

    scope = Param("System.String", position=0)
    list = Param(SWITCH)

    def process(self) -> None:
        self.write(host_of(self.session).machine.registry.text(_POLICY, "ExecutionPolicy", "Restricted"))


@TABLE.cmdlet("Set-ExecutionPolicy", supports_should_process=True)
class SetExecutionPolicy(Cmdlet):
    """Sets the policy of the machine, or nothing that lasts for the process."""

    execution_policy = Param(
        "System.String",
        position=0,
        mandatory=True,
        validate_set=("Unrestricted", "RemoteSigned", "AllSigned", "Restricted", "Default", "Bypass", "Undefined"),
    )
    scope = Param("System.String", position=1, default="LocalMachine")
    force = Param(SWITCH)

    def process(self) -> None:
        if str(self.scope).lower() == "localmachine" and self.should_process(str(self.execution_policy)):
            machine = host_of(self.session).machine
            machine.registry.set(_POLICY, "ExecutionPolicy", str(self.execution_policy))
