"""The tables of the core snap-ins."""

from __future__ import annotations

from winlab.powershell.declare import CmdletTable

CORE = CmdletTable("Microsoft.PowerShell.Core", "1.0.0.0", "Basic cmdlets of the engine")
UTILITY = CmdletTable("Microsoft.PowerShell.Utility", "1.0.0.0", "Utility cmdlets")
MANAGEMENT = CmdletTable("Microsoft.PowerShell.Management", "1.0.0.0", "Management cmdlets")
ANY = "System.Management.Automation.PSObject"
BLOCK = "System.Management.Automation.ScriptBlock"
STRINGS = "System.String[]"


def as_list(value: object) -> list[object]:
    """A parameter's array, or nothing."""
    return value if isinstance(value, list) else [] if value is None else [value]
