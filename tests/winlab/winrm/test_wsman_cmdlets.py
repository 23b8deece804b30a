"""The cmdlets of WS-Management, on one host and from it to another."""

from __future__ import annotations

import pytest

from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.windows.lab import Lab
from winlab.windows.session import open_session

LISTENER = "winrm/config/Listener"
HTTPS = "@{Address='*'; Transport='HTTPS'}"


def invoke(lab: Lab, script: str, account: str = "CORP\\admin") -> tuple[list[str], list[str]]:
    machine = lab.machines["SRV1"]
    runspace = Runspace(open_session(machine, machine.users.logon(account, "interactive")))
    with machine.clock.running():
        result = runspace.invoke(script)
    errors = [*result.errors, *([] if result.thrown is None else [result.thrown])]
    return [to_text(value) for value in result.output], [f"{record.full_id}: {record.text}" for record in errors]


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("$a = Test-WSMan; $a.wsmid; $a.ProductVersion; $a.PSTypeNames[0]",
         ["http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd", "OS: 0.0.0 SP: 0.0 Stack: 2.0",
          "System.Xml.XmlElement#http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd#IdentifyResponse"]),
        ("'DC1', 'SRV2' | Test-WSMan -Authentication Default | % { $_.ProductVersion }",
         ["OS: 5.2.3790 SP: 2.0 Stack: 2.0"] * 2),
        ("(Get-WSManInstance winrm/config/winrs).MaxMemoryPerShellMB", ["150"]),
        ("(Get-WSManInstance winrm/config/service).Auth.Basic", ["true"]),
        ("(Get-WSManInstance winrm/config -ComputerName DC1).Service.Auth.Basic", ["false"]),
        ("(Get-WSManInstance winrm/config -ConnectionURI http://dc1:5985/wsman).Winrs.IdleTimeout", ["180000"]),
        (f"Get-WSManInstance {LISTENER} -Enumerate | % {{ $_.Transport }}", ["HTTP", "HTTPS"]),
        (f"(Get-WSManInstance {LISTENER} -SelectorSet {HTTPS}).Port", ["5986"]),
        ("(Get-WSManInstance wmicimv2/Win32_Service -SelectorSet @{Name='W32Time'}).DisplayName", ["Windows Time"]),
        ("Get-WSManInstance wmicimv2/Win32_Service -SelectorSet @{Name='Dhcp'} -Fragment 'Name/text()'", ["Dhcp"]),
        ("Get-WSManInstance wmicimv2/* -Enumerate -Filter \"select Name from Win32_Service where Name='Dhcp'\" "
         "| % { $_.LocalName; $_.Name }", ["XmlFragment", "Dhcp"]),
        ("(Get-WSManInstance wmicimv2/Win32_Service -Enumerate -ReturnType epr)[0].ReferenceParameters.ResourceURI",
         ["http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service"]),
        ("(Set-WSManInstance winrm/config/winrs -ValueSet @{MaxShellsPerUser='17'}).MaxShellsPerUser;"
         "(Get-Item WSMan:\\localhost\\Shell\\MaxShellsPerUser).Value", ["17", "17"]),
        (f"Remove-WSManInstance {LISTENER} -SelectorSet {HTTPS};"
         f"(New-WSManInstance {LISTENER} -SelectorSet {HTTPS} -ValueSet @{{Hostname='here'}}).LocalName;"
         f"(Get-WSManInstance {LISTENER} -SelectorSet {HTTPS}).Hostname", ["ResourceCreated", "here"]),
        (f"Remove-WSManInstance {LISTENER} -SelectorSet {HTTPS};"
         "(New-Item WSMan:\\localhost\\Listener -Address * -Transport HTTPS -HostName new -Force).Keys;"
         f"(Get-WSManInstance {LISTENER} -SelectorSet {HTTPS}).Hostname", ["Transport=HTTPS", "Address=*", "new"]),
        ("(Invoke-WSManAction wmicimv2/Win32_Service StopService @{Name='Dhcp'}).ReturnValue;"
         "(Get-Service Dhcp).Status", ["0", "Stopped"]),
        ("(Invoke-WSManAction -Action Create -ResourceURI wmicimv2/Win32_Process -ValueSet @{CommandLine='ipconfig'} "
         "-ComputerName SRV2).ReturnValue", ["0"]),
        ("Set-WSManQuickConfig -Force", ["WinRM already is set up to receive requests on this machine.",
                                         "WinRM already is set up for remote management on this machine."]),
        ("Connect-WSMan SRV2; dir WSMan: | % { $_.Name }; Set-Item WSMan:\\SRV2\\Shell\\IdleTimeout 90000;"
         "(Get-Item WSMan:\\srv2\\Shell\\IdleTimeout).Value; (Get-Item WSMan:\\localhost\\Shell\\IdleTimeout).Value;"
         "Disconnect-WSMan SRV2; Test-Path WSMan:\\SRV2", ["localhost", "SRV2", "90000", "180000", "False"]),
    ],
)  # fmt: skip
def test_a_cmdlet_answers(lab: Lab, script: str, answer: list[str]) -> None:
    assert invoke(lab, script) == (answer, [])


@pytest.mark.parametrize(
    ("script", "command", "code"),
    [
        ("Test-WSMan nowhere", "TestWSMan", 2150859046),
        ("Get-WSManInstance winrm/config/nothing", "GetWSManInstance", 2150858811),
        ("Get-WSManInstance wmicimv2/Win32_Nothing -Enumerate", "GetWSManInstance", 2150858752),
        ("Get-WSManInstance wmicimv2/Win32_Service", "GetWSManInstance", 2150858842),
        (f"Get-WSManInstance {LISTENER} -SelectorSet {HTTPS} -ComputerName DC1", "GetWSManInstance", 2150858752),
        ("Set-WSManInstance winrm/config/winrs -ValueSet @{MaxShellsPerUser='x'}", "SetWSManInstance", 2150858838),
        (
            f"New-WSManInstance {LISTENER} -SelectorSet @{{Address='*'; Transport='HTTP'}}",
            "NewWSManInstance",
            2150858803,
        ),
        ("Remove-WSManInstance winrm/config", "RemoveWSManInstance", 2150858771),
        ("Invoke-WSManAction wmicimv2/Win32_Service Fly @{Name='Dhcp'}", "InvokeWSManAction", 2150858753),
        ("Connect-WSMan nowhere", "ConnectWSMan", 2150859046),
        ("Connect-WSMan DC1 -UseSSL", "ConnectWSMan", 2150858770),
    ],
)
def test_a_refusal_is_an_error_with_the_fault_as_its_message(lab: Lab, script: str, command: str, code: int) -> None:
    output, errors = invoke(lab, script)
    assert output == []
    (error,) = errors
    assert error.startswith(f"WsManError,Microsoft.WSMan.Management.{command}Command: <f:WSManFault ")
    assert f'Code="{code}"' in error


def test_new_item_has_a_listener_s_parameters_where_listeners_are_and_nowhere_else(lab: Lab) -> None:
    _, (error,) = invoke(lab, "New-Item WSMan:\\localhost\\Listener -Address * -Transport HTTP")
    assert 'Code="2150858803"' in error
    _, (error,) = invoke(lab, "New-Item C:\\x -Address * -Transport HTTP")
    assert error.startswith("NamedParameterNotFound,")


def test_who_is_no_administrator_may_ask_who_it_is_and_no_more(lab: Lab) -> None:
    assert invoke(lab, "(Test-WSMan SRV2).ProductVendor", "CORP\\ann") == (["Microsoft Corporation"], [])
    output, (error,) = invoke(lab, "Get-WSManInstance winrm/config/winrs", "CORP\\ann")
    assert output == []
    assert 'Code="5"' in error
