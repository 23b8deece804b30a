from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.windows.session import open_session

ANSWERS = [
    ("Test-Path C:\\WINDOWS", ["True"]),
    ("Test-Path D:\\nothing", ["False"]),
    ("(Get-Item C:\\WINDOWS\\system32\\msi.dll).VersionInfo.FileMajorPart", ["3"]),
    ("Set-Content C:\\a.txt 'one','two'; Get-Content C:\\a.txt", ["one", "two"]),
    ("Set-Content C:\\a.txt 'x' -Encoding UTF8; Add-Content C:\\a.txt 'y'; Get-Content C:\\a.txt", ["x", "y"]),
    ("Copy-Item C:\\WINDOWS\\win.ini C:\\w.ini; Move-Item C:\\w.ini C:\\v.ini; Test-Path C:\\v.ini", ["True"]),
    ("New-Item C:\\q\\r -Type Directory | Out-Null; Remove-Item C:\\q -Recurse; Test-Path C:\\q", ["False"]),
    ("(Get-Item C:\\WINDOWS).Mode", ["d----"]),
    ("(New-Object IO.FileInfo 'C:\\boot.ini').Exists", ["True"]),
    ("$s = New-Object IO.FileStream 'C:\\boot.ini','Open','Read','ReadWrite'; $s.Length; $s.Close()", ["27"]),
    ("(New-Object IO.StreamReader 'C:\\boot.ini').ReadLine()", ["[boot loader]"]),
    ("(Get-Item HKLM:\\SOFTWARE\\Microsoft\\PowerShell\\1).GetValue('Install')", ["1"]),
    ("(Get-Item HKLM:\\SOFTWARE\\Microsoft\\PowerShell\\1).GetValueKind('Install')", ["DWord"]),
    ("New-Item HKLM:\\SOFTWARE\\A\\B -Force | Out-Null; Test-Path HKLM:\\SOFTWARE\\A\\B", ["True"]),
    (
        "New-Item HKLM:\\SOFTWARE\\A | Out-Null;"
        "New-ItemProperty HKLM:\\SOFTWARE\\A -Name n -PropertyType MultiString -Value ([string[]]('a','b')) | Out-Null;"
        "(Get-ItemProperty HKLM:\\SOFTWARE\\A).n",
        ["a", "b"],
    ),
    ("[Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE').Name", ["HKEY_LOCAL_MACHINE\\SOFTWARE"]),
    ("(Get-Service Spooler).Status", ["Running"]),
    ("(Get-Service Spooler).Name", ["Spooler"]),
    ("Stop-Service Spooler; (Get-Service Spooler).Status; Start-Service Spooler", ["Stopped"]),
    ("(Get-Process lsass).Name", ["lsass"]),
    ("(Start-Process ipconfig.exe -Wait -PassThru).ExitCode", ["0"]),
    ("hostname.exe; $LASTEXITCODE", ["srv1", "0"]),
    ("[Security.Principal.WindowsIdentity]::GetCurrent().Name", ["SRV1\\Administrator"]),
    (
        "(New-Object Security.Principal.NTAccount 'Administrators')"
        ".Translate([Security.Principal.SecurityIdentifier]).Value",
        ["S-1-5-32-544"],
    ),
    ("[Net.Dns]::GetHostEntry('BARE').AddressList[0].IPAddressToString", ["10.1.1.51"]),
    ("[Environment]::OSVersion.Version.Major", ["5"]),
    ("((Get-Acl C:\\WINDOWS).Access | Select-Object -First 1).IdentityReference.Value", ["BUILTIN\\Administrators"]),
    (
        "$a = Get-Acl C:\\WINDOWS; $a.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule("
        "'Guest','FullControl','Allow'))); Set-Acl C:\\WINDOWS $a; @((Get-Acl C:\\WINDOWS).Access).Count",
        ["4"],
    ),
    ("$a = Get-Date; Start-Sleep 3600; [int]((Get-Date) - $a).TotalHours", ["1"]),
]


@pytest.fixture
def shell(server: Host) -> Runspace:
    return Runspace(open_session(server.machine, server.admin))


@pytest.mark.parametrize(("script", "answer"), ANSWERS, ids=[script[:60] for script, _ in ANSWERS])
def test_a_script_sees_the_machine(server: Host, shell: Runspace, script: str, answer: list[str]) -> None:
    with server.machine.clock.running():
        result = shell.invoke(script)
    assert (result.thrown, [record.text for record in result.errors]) == (None, [])
    assert [to_text(value) for value in result.output] == answer


@pytest.mark.parametrize(
    ("script", "identity"),
    [
        ("Get-Item C:\\none", "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand"),
        ("Get-Service none", "NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand"),
        ("Start-Service Alerter", "CouldNotStartService,Microsoft.PowerShell.Commands.StartServiceCommand"),
        ("Stop-Service RpcSs", "ServiceHasDependentServices,Microsoft.PowerShell.Commands.StopServiceCommand"),
        ("Get-Process none", "NoProcessFoundForGivenName,Microsoft.PowerShell.Commands.GetProcessCommand"),
        ("Start-Process none.exe", "InvalidOperationException,Microsoft.PowerShell.Commands.StartProcessCommand"),
        ("New-Item C:\\WINDOWS -Type Directory", "DirectoryExist,Microsoft.PowerShell.Commands.NewItemCommand"),
    ],
)
def test_a_refusal_has_the_real_id(server: Host, shell: Runspace, script: str, identity: str) -> None:
    with server.machine.clock.running():
        result = shell.invoke(script)
    errors = [*result.errors, *([result.thrown] if result.thrown else [])]
    assert [record.full_id for record in errors] == [identity]
