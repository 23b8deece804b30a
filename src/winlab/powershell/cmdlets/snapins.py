"""Snap-ins: Get-, Add- and Remove-PSSnapin.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/get-pssnapin (5.1 and before).
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.cmdlets.tables import CORE, STRINGS, as_list
from winlab.powershell.declare import NET, SWITCH, Cmdlet, CmdletTable, Param, net_property
from winlab.powershell.errors import ErrorRecord, error
from winlab.powershell.net.guids import Version
from winlab.powershell.patterns import wildcard
from winlab.powershell.providers import Provider
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

REGISTERED = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1\PowerShellSnapIns"
DEFAULT = {
    "microsoft.powershell.core": "core management engine",
    "microsoft.powershell.utility": "utility cmdlets that retrieve data from objects",
    "microsoft.powershell.management": "management cmdlets that manage Windows components",
    "microsoft.powershell.security": "cmdlets to manage Windows PowerShell security",
    "microsoft.powershell.diagnostics": "Windows PowerShell diagnostics cmdlets",
    "microsoft.wsman.management": "cmdlets used to manage WS-Management",
    "microsoft.powershell.host": "cmdlets used by the Windows PowerShell host",
}
"""Snap-ins that are part of Windows PowerShell, with what they are for."""


@NET.type("System.Management.Automation.PSSnapInInfo", assembly="System.Management.Automation")
class SnapinInfo(NetObject):
    """What is known of a snap-in."""

    def __init__(self, table: CmdletTable) -> None:
        self.table = table
        self.is_part = table.name.lower() in DEFAULT

    name = net_property("Name", "System.String")(lambda self: self.table.name)
    is_default = net_property("IsDefault", "System.Boolean")(lambda self: self.is_part)
    module_name = net_property("ModuleName", "System.String")(lambda self: self.table.name)
    vendor = net_property("Vendor", "System.String")(lambda self: "Microsoft Corporation")

    @net_property("PSVersion", "System.Version")
    def ps_version(self) -> Version:
        """The version of PowerShell it was made for."""
        return Version(2 if self.is_part else 1, 0)

    @net_property("Version", "System.Version")
    def version(self) -> Version:
        """Its own version."""
        return Version(*map(int, self.table.version.split(".")))

    @net_property("Description", "System.String")
    def description(self) -> str:
        """What it is for."""
        known = DEFAULT.get(self.table.name.lower())
        return self.table.description if known is None else f"This Windows PowerShell snap-in contains {known}."

    def net_string(self) -> str:
        """The name."""
        return self.table.name


def loaded(session: Session) -> Iterator[CmdletTable]:
    """The loaded snap-ins, each once (several parts may declare cmdlets of one)."""
    seen: set[str] = set()
    for table in session.tables:
        if not table.is_module and table.name.lower() not in seen:
            seen.add(table.name.lower())
            yield table


def registered(session: Session) -> Iterator[CmdletTable]:
    """The snap-ins that are registered on the machine, beside those of PowerShell itself."""
    registry: Provider | None = session.providers.get("registry")
    if registry is None or not registry.exists(session, REGISTERED):
        return
    for name in registry.child_names(session, REGISTERED):
        table = session.host.snapin(name)
        if table is not None and not table.is_module:
            yield table


def _no_match(error_id: str, name: str) -> ErrorRecord:
    return error(
        error_id,
        f"No Windows PowerShell snap-ins matching the pattern '{name}' were found. Check the pattern and then try "
        "the command again.",
        "InvalidArgument",
        name,
        "System.Management.Automation.PSArgumentException",
    ).record


@CORE.cmdlet("Get-PSSnapin", aliases=("gsnp",), output="System.Management.Automation.PSSnapInInfo")
class GetPSSnapin(Cmdlet):
    """Reads the snap-ins of the session, or those that are registered."""

    name = Param(STRINGS, position=0)
    registered = Param(SWITCH)

    def process(self) -> None:
        tables = list(registered(self.session) if self.registered else loaded(self.session))
        names = [to_text(name) for name in as_list(self.name)]
        for name in names or ["*"]:
            pattern = wildcard(name)
            found = [table for table in tables if pattern.fullmatch(table.name)]
            if not found and names:
                self.error(_no_match("NoPSSnapInsFound", name))
            self.write_all(map(SnapinInfo, found))


@CORE.cmdlet("Add-PSSnapin", aliases=("asnp",))
class AddPSSnapin(Cmdlet):
    """Loads a registered snap-in."""

    name = Param(STRINGS, position=0, mandatory=True, pipeline=True)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        for name in map(to_text, as_list(self.name)):
            table = self.session.host.snapin(name)
            if table is None:
                self.error(_no_match("AddPSSnapInRead", name))
            elif table in self.session.tables:
                self.error(
                    error(
                        "AddPSSnapInRead",
                        f"Cannot add Windows PowerShell snap-in {table.name} because it is already added. Verify the "
                        "name of the snap-in and try again.",
                        "InvalidArgument",
                        name,
                        "System.Management.Automation.PSArgumentException",
                    ).record
                )
            else:
                self.session.add_table(table)
                if self.pass_thru:
                    self.write(SnapinInfo(table))


@CORE.cmdlet("Remove-PSSnapin", aliases=("rsnp",), supports_should_process=True)
class RemovePSSnapin(Cmdlet):
    """Unloads a snap-in; those of PowerShell itself stay."""

    name = Param(STRINGS, position=0, mandatory=True, pipeline=True)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        for name in map(to_text, as_list(self.name)):
            pattern = wildcard(name)
            found = [table for table in loaded(self.session) if pattern.fullmatch(table.name)]
            if not found:
                self.error(_no_match("NoPSSnapInsFound", name))
            for table in found:
                self._remove(table)

    def _remove(self, table: CmdletTable) -> None:
        if table.name.lower() in DEFAULT:
            self.error(
                error(
                    "CannotRemovePSSnapIn",
                    f"Cannot remove Windows PowerShell snap-in {table.name} because it is a default snap-in.",
                    "InvalidArgument",
                    table.name,
                    "System.Management.Automation.PSArgumentException",
                ).record
            )
        elif self.should_process(table.name):
            self.session.remove_table(table)
            if self.pass_thru:
                self.write(SnapinInfo(table))
