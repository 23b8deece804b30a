"""Cmdlets of Windows PowerShell 2.0 that winlab does not emulate: they are known, and say so when they are called.

Source: https://learn.microsoft.com/powershell/scripting/whats-new/cmdlet-versions
"""

from __future__ import annotations

from winlab.powershell.cmdlets.serializing import SECURITY
from winlab.powershell.cmdlets.tables import CORE, MANAGEMENT, UTILITY
from winlab.powershell.declare import Cmdlet, CmdletTable

WSMAN = CmdletTable("Microsoft.WSMan.Management", "1.0.0.0", "Web Services for Management")
DIAGNOSTICS = CmdletTable("Microsoft.PowerShell.Diagnostics", "1.0.0.0", "Event logs and performance counters")

_REFUSED: dict[CmdletTable, str] = {
    CORE: """
        Start-Job:sajb  Get-Job:gjb  Receive-Job:rcjb  Wait-Job:wjb  Stop-Job:spjb  Remove-Job:rjb
        New-PSSession:nsn  Get-PSSession:gsn  Enter-PSSession:etsn  Exit-PSSession:exsn
        Remove-PSSession:rsn  New-PSSessionOption:  Enable-PSRemoting:  Enable-PSSessionConfiguration:
        Disable-PSSessionConfiguration:
        Get-PSSessionConfiguration:  Set-PSSessionConfiguration:  Register-PSSessionConfiguration:
        Unregister-PSSessionConfiguration:  Export-Console:
    """,
    UTILITY: """
        Out-GridView:ogv  Out-Printer:lp  Update-TypeData:  Update-FormatData:  Get-FormatData:  Export-FormatData:
        Export-PSSession:epsn  Import-PSSession:ipsn  Update-List:  Trace-Command:trcm
        Get-TraceSource:  Set-TraceSource:  Set-PSBreakpoint:sbp  Enable-PSBreakpoint:ebp
        Disable-PSBreakpoint:dbp  Remove-PSBreakpoint:rbp  Register-WmiEvent:rwmi  Send-MailMessage:
        Set-Date:  Start-Transcript:  Stop-Transcript:
    """,
    MANAGEMENT: """
        Add-Computer:  Remove-Computer:  Checkpoint-Computer:  Restore-Computer:  Enable-ComputerRestore:
        Disable-ComputerRestore:  Get-ComputerRestorePoint:  Reset-ComputerMachinePassword:
        Test-ComputerSecureChannel:  Debug-Process:  Invoke-Item:ii  Remove-EventLog:  Show-EventLog:
        New-WebServiceProxy:  Start-Transaction:  Complete-Transaction:  Undo-Transaction:  Use-Transaction:
        Get-Transaction:
    """,
    SECURITY: """
        Get-AuthenticodeSignature:  Set-AuthenticodeSignature:  Get-PfxCertificate:
    """,
    WSMAN: """
        Connect-WSMan:  Disconnect-WSMan:  Test-WSMan:  Get-WSManInstance:  Set-WSManInstance:  New-WSManInstance:
        Remove-WSManInstance:  Invoke-WSManAction:  New-WSManSessionOption:  Set-WSManQuickConfig:
        Enable-WSManCredSSP:  Disable-WSManCredSSP:  Get-WSManCredSSP:
    """,
    DIAGNOSTICS: """
        Get-Counter:  Import-Counter:  Export-Counter:  Get-WinEvent:
    """,
}


def _declare(table: CmdletTable, name: str, aliases: tuple[str, ...]) -> None:
    refused = type(name.replace("-", ""), (Cmdlet,), {"refuses": True, "__doc__": f"{name} is not emulated."})
    table.cmdlet(name, aliases=aliases)(refused)


for _table, _listed in _REFUSED.items():
    for _entry in _listed.split():
        _name, _, _aliases = _entry.partition(":")
        _declare(_table, _name, tuple(filter(None, _aliases.split(","))))
