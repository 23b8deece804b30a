"""Identities, SIDs, the script host's objects and variables made by hand."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.fresh import run
from winlab.powershell.text import to_text

OUTPUT = {
    "an identity says what it is": (
        "$id = [Security.Principal.WindowsIdentity]::GetCurrent(); $id.IsAuthenticated; $id.IsSystem; "
        "$id.IsGuest; $id.IsAnonymous; $id.AuthenticationType.Length -gt 0; "
        "$id.User.Value -like 'S-1-5-*'; $id.Groups.Count -gt 0; $id.Owner -ne $null",
        [
            "True",
            "False",
            "False",
            "False",
            "True",
            "True",
            "True",
            "True",
        ],
    ),
    "a SID has a form and names": (
        "$s = New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544'; "
        "$s.Translate([Security.Principal.NTAccount]).Value; $s.BinaryLength; $s.IsAccountSid(); "
        "$s.IsWellKnown('BuiltinAdministratorsSid'); $s.AccountDomainSid -eq $null; "
        "$s -eq [Security.Principal.SecurityIdentifier]'S-1-5-32-544'; "
        "$s.IsValidTargetType([Security.Principal.NTAccount])",
        [
            "BUILTIN\\Administrators",
            "16",
            "False",
            "True",
            "True",
            "True",
            "True",
        ],
    ),
    "a SID has bytes": (
        "$s = New-Object Security.Principal.SecurityIdentifier 'S-1-5-21-1-2-3-500'; "
        "$s.AccountDomainSid.Value; $s.IsAccountSid(); $b = New-Object byte[] $s.BinaryLength; "
        "$s.GetBinaryForm($b,0); $b[0..1]; "
        "(New-Object Security.Principal.SecurityIdentifier $b,0).Value; "
        "$s.IsEqualDomainSid([Security.Principal.SecurityIdentifier]'S-1-5-21-1-2-3')",
        [
            "S-1-5-21-1-2-3",
            "True",
            "1",
            "5",
            "S-1-5-21-1-2-3-500",
            "True",
        ],
    ),
    "a SID is made by its name": (
        "(New-Object Security.Principal.SecurityIdentifier 'WorldSid',$null).Value; "
        "(New-Object Security.Principal.NTAccount 'BUILTIN','Users').Value; "
        "([Security.Principal.NTAccount]'Everyone').Translate([Security.Principal.SecurityIdentifier]).Value",
        [
            "S-1-1-0",
            "BUILTIN\\Users",
            "S-1-1-0",
        ],
    ),
    "a role is a SID, too": (
        "$p = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent()); "
        "$p.IsInRole([Security.Principal.SecurityIdentifier]'S-1-5-32-544'); $p.IsInRole(544); "
        "$p.IsInRole('Guests')",
        [
            "True",
            "True",
            "False",
        ],
    ),
    "names of SIDs are numbered": (
        "[int][Security.Principal.WellKnownSidType]::BuiltinAdministratorsSid; "
        "[int][Security.Principal.WellKnownSidType]::AccountGuestSid; "
        "[int][Security.Principal.WellKnownSidType]::WinBuiltinTerminalServerLicenseServersSid; "
        "[Security.Principal.SecurityIdentifier]::MaxBinaryLength",
        [
            "26",
            "39",
            "60",
            "68",
        ],
    ),
    "a variable is made by hand": (
        "$v = New-Object Management.Automation.PSVariable 'abc',5,'ReadOnly'; $v.Name; $v.Value; "
        "$v.Options; $v.IsValidValue(3); $ExecutionContext.SessionState.PSVariable.Set($v); $abc",
        [
            "abc",
            "5",
            "ReadOnly",
            "False",
            "5",
        ],
    ),
    "nobody listens to traces": (
        "[Diagnostics.Debug]::WriteLine('x'); [Diagnostics.Trace]::WriteLine('x','cat'); "
        "[Diagnostics.Debugger]::IsAttached; [Diagnostics.Debug]::Assert($true); "
        "[Diagnostics.Trace]::TraceError('{0}','x'); [Diagnostics.Trace]::Flush()",
        [
            "False",
        ],
    ),
    "special folders are a collection": (
        "$w = New-Object -ComObject WScript.Shell; $w.SpecialFolders.Item('Desktop') -like '*Desktop'; "
        "$w.SpecialFolders.length; $w.SpecialFolders('MyDocuments') -like '*My Documents'; "
        "@($w.SpecialFolders)[0]; $w.SpecialFolders.Item('nope') -eq ''",
        [
            "True",
            "17",
            "True",
            "C:\\Documents and Settings\\All Users\\Desktop",
            "True",
        ],
    ),
    "a network has no drives": (
        "$n = New-Object -ComObject WScript.Network; $n.ComputerName -eq $env:COMPUTERNAME; "
        "$n.EnumNetworkDrives().length; $n.EnumNetworkDrives().Count(); "
        "try { $n.MapNetworkDrive('Z:','\\\\a\\b') } catch { $_.FullyQualifiedErrorId }",
        [
            "True",
            "0",
            "0",
            "WinlabNotEmulated",
        ],
    ),
}


@pytest.mark.parametrize(("code", "expected"), OUTPUT.values(), ids=OUTPUT)
def test_a_script_is_told(code: str, expected: list[str]) -> None:
    result = run(code, 10)
    assert result.errors == []
    assert [to_text(each) for each in result.output] == expected
