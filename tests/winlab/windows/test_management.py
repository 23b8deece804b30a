"""WMI: accelerators, associations, classes that an administrator asks for first."""

from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.windows.session import open_session

REGISTRY = "$r = [wmiclass]'root\\default:StdRegProv';"
MACHINE = "2147483650"
ANSWERS = [
    ("([wmi]\"Win32_Service.Name='Spooler'\").State", ["Running"]),
    ("([wmi]'\\\\SRV1\\root\\cimv2:Win32_OperatingSystem=@').CSName", ["SRV1"]),
    ("([wmi]'').ConvertToDateTime('20080131120000.000000+000').Day", ["31"]),
    ("(([wmiclass]'Win32_Process').Create('ipconfig.exe')).ReturnValue", ["0"]),
    ("([wmisearcher]\"select * from Win32_Service where Name='Spooler'\").Get() | % { $_.Name }", ["Spooler"]),
    (
        "$s = [wmisearcher]''; $s.Query.QueryString = 'select * from Win32_Share where Name=\"C$\"'; $s.Get().Count",
        ["1"],
    ),
    (
        "(New-Object Management.ManagementObjectSearcher 'root\\cimv2', 'Win32_BIOS' | % { $_.Scope.Path.Server })",
        ["."],
    ),
    ("[Management.ManagementDateTimeConverter]::ToDateTime('20070102030405.000000+000').Month", ["1"]),
    (
        "$c = [wmiclass]'Win32_Process'; $p = $c.GetMethodParameters('Create'); $p.CommandLine = 'hostname.exe';"
        "$c.InvokeMethod('Create', $p, $null).ReturnValue",
        ["0"],
    ),
    ("([wmi]\"Win32_Service.Name='Spooler'\").Properties | ? { $_.Name -eq 'State' } | % { $_.Value }", ["Running"]),
    (
        "gwmi -Query \"ASSOCIATORS OF {Win32_Group.Domain='SRV1',Name='Administrators'} WHERE "
        'AssocClass=Win32_GroupUser ResultClass=Win32_UserAccount" | % { $_.Name }',
        ["Administrator"],
    ),
    (
        "gwmi -Query \"REFERENCES OF {Win32_Group.Domain='SRV1',Name='Guests'}\" | % { $_.PartComponent }",
        ['\\\\SRV1\\root\\cimv2:Win32_UserAccount.Domain="SRV1",Name="Guest"'],
    ),
    (
        "gwmi Win32_DiskDrive | % { $_.GetRelated('Win32_DiskPartition') } | % { $_.GetRelated('Win32_LogicalDisk') } |"
        " % { $_.DeviceID }",
        ["C:", "D:"],
    ),
    (
        "gwmi -Query \"ASSOCIATORS OF {Win32_Service.Name='Schedule'} WHERE AssocClass=Win32_DependentService "
        'Role=Dependent" | % { $_.Name }',
        ["RpcSs"],
    ),
    ("gwmi Win32_LoggedOnUser | ? { $_.Antecedent -like '*Administrator*' } | measure | % { $_.Count }", ["1"]),
    ("(gwmi Win32_PhysicalMemory | measure Capacity -Sum).Sum / 1mb", ["4096"]),
    ("gwmi Win32_PageFileUsage | % { $_.Name }", ["C:\\pagefile.sys"]),
    (
        "$p = gwmi Win32_PageFileSetting; $p.InitialSize = 4106; $p.MaximumSize = 4106; [void]$p.Put();"
        "$k = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management';"
        "(Get-ItemProperty $k).PagingFiles",
        ["C:\\pagefile.sys 4106 4106"],
    ),
    (
        "$e = ([wmiclass]'Win32_Environment').CreateInstance(); $e.Name = 'SITE'; $e.UserName = '<SYSTEM>';"
        "$e.VariableValue = 'HQ'; [void]$e.Put(); [Environment]::GetEnvironmentVariable('SITE', 'Machine');"
        "gwmi Win32_Environment -Filter \"Name='SITE'\" | Remove-WmiObject;"
        "(gwmi Win32_Environment -Filter \"Name='SITE'\") -eq $null",
        ["HQ", "True"],
    ),
    (
        "gwmi Win32_NTEventlogFile -Filter \"LogfileName='System'\" | % { $_.ClearEventlog().ReturnValue };"
        "@(gwmi Win32_NTLogEvent -Filter \"Logfile='System'\").Count",
        ["0", "0"],
    ),
    (
        REGISTRY + f"$k = 'SOFTWARE\\Lab\\One'; $r.CreateKey({MACHINE}, $k).ReturnValue;"
        f"[void]$r.SetStringValue({MACHINE}, $k, 't', 'text'); [void]$r.SetDWORDValue({MACHINE}, $k, 'n', 7);"
        f"[void]$r.SetMultiStringValue({MACHINE}, $k, 'm', @('a', 'b'));"
        f"$r.GetStringValue({MACHINE}, $k, 't').sValue; $r.GetDWORDValue({MACHINE}, $k, 'n').uValue;"
        f"$r.GetMultiStringValue({MACHINE}, $k, 'm').sValue; $r.EnumValues({MACHINE}, $k).sNames;"
        f"$r.EnumKey({MACHINE}, 'SOFTWARE\\Lab').sNames; $r.DeleteValue({MACHINE}, $k, 't').ReturnValue;"
        f"$r.DeleteKey({MACHINE}, 'SOFTWARE\\Lab').ReturnValue; $r.DeleteKey({MACHINE}, $k).ReturnValue",
        ["0", "text", "7", "a", "b", "t", "n", "m", "One", "0", "5", "0"],
    ),
    (REGISTRY + f"$r.GetDWORDValue({MACHINE}, 'SOFTWARE\\None', 'x').ReturnValue", ["2"]),
]


@pytest.fixture
def shell(server: Host) -> Runspace:
    return Runspace(open_session(server.machine, server.admin))


@pytest.mark.parametrize(("script", "answer"), ANSWERS, ids=[script[:60] for script, _ in ANSWERS])
def test_wmi_answers(server: Host, shell: Runspace, script: str, answer: list[str]) -> None:
    with server.machine.clock.running():
        result = shell.invoke(script)
    assert (result.thrown, [record.text for record in result.errors]) == (None, [])
    assert [to_text(value) for value in result.output] == answer


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("[wmi]\"Win32_Service.Name='none'\"", "Not found"),
        ("[wmi]'\\\\BARE\\root\\cimv2:Win32_OperatingSystem=@'", "Access is denied"),
        ("[wmi]'\\\\NONE\\root\\cimv2:Win32_OperatingSystem=@'", "RPC server is unavailable"),
        ("[wmiclass]'Win32_Nothing'", "Invalid class"),
        ("gwmi -Query \"ASSOCIATORS OF {Win32_Service.Name='none'}\"", "Not found"),
        ("gwmi -Query \"ASSOCIATORS OF {Win32_Service.Name='Spooler'} WHERE Colour=Red\"", "Invalid query"),
        ("gwmi Win32_BIOS | Remove-WmiObject", "not capable"),
    ],
)
def test_wmi_refuses(server: Host, shell: Runspace, script: str, text: str) -> None:
    with server.machine.clock.running():
        result = shell.invoke(script)
    told = [record.text for record in result.errors] + ([] if result.thrown is None else [result.thrown.text])
    assert [text in line for line in told] == [True]
