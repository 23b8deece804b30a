"""The command line tool winrm: what it prints and what it refuses."""

from __future__ import annotations

import pytest

from winlab.windows import programs
from winlab.windows.lab import Lab
from winlab.winrm import config
from winlab.winrm.part import certificate_of, part_of

IDENTITY = "OS: 5.2.3790 SP: 2.0 Stack: 2.0"
HTTPS = "winrm/config/Listener?Address=*+Transport=HTTPS"


def winrm(lab: Lab, line: str, account: str = "CORP\\admin") -> programs.Output:
    machine = lab.machines["SRV2"]
    return programs.run(machine, f"winrm {line}", machine.users.logon(account, "interactive"))


def printed(lab: Lab, line: str) -> list[str]:
    output = winrm(lab, line)
    assert (output.exit_code, output.stderr) == (0, ""), line
    return output.stdout.split("\r\n")


def test_get_prints_the_whole_configuration_indented_and_in_the_order_of_windows(lab: Lab) -> None:
    lines = printed(lab, "get winrm/config")
    assert lines[:2] == ["Config", "    MaxEnvelopeSizekb = 150"]
    assert "        MaxShellsPerUser = 5" in lines
    order = ["        DefaultPorts", "        TrustedHosts", "    Service", "        IPv4Filter = *", "    Winrs"]
    assert sorted(order, key=lines.index) == order


def test_set_changes_values_and_prints_the_section(lab: Lab) -> None:
    lines = printed(lab, 'set winrm/config/winrs @{MaxShellsPerUser="30";maxmemorypershellmb="2048"}')
    assert lines[0] == "Winrs"
    assert "    MaxShellsPerUser = 30" in lines
    assert config.number(part_of(lab.machines["SRV2"]).sections, "winrs", "MaxMemoryPerShellMB") == 2048
    assert printed(lab, "invoke Restore winrm/config @{}")[0] == "Restore_OUTPUT"
    assert "    MaxShellsPerUser = 5" in printed(lab, "get winrm/config/winrs")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("set winrm/config/winrs @{Nothing=1}", "-2144108479 0x80338041"),
        ('set winrm/config/winrs @{MaxShellRunTime="1"}', "-2144108225 0x8033813F"),
        ('set winrm/config/service/auth @{Basic="perhaps"}', "-2144108458 0x80338056"),
        ("get winrm/config/nothing", "-2144108485 0x8033803B"),
        ("get winrm/config?Name=x", "-2144108453 0x8033805B"),
        ("delete winrm/config", "-2144108525 0x80338013"),
        ("get wmicimv2/Win32_Nothing?Name=x", "-2144108544 0x80338000"),
        ("get wmicimv2/Win32_Service?Name=nothing", "-2144108544 0x80338000"),
        ("get wmicimv2/Win32_Service", "-2144108454 0x8033805A"),
        ("get wmicimv2/Win32_Service?Colour=blue", "-2144108453 0x8033805B"),
        ("invoke Fly wmicimv2/Win32_Service?Name=Dhcp", "-2144108543 0x80338001"),
        ('e wmicimv2/Win32_Service -filter:"select * from Win32_Service"', "-2144108293 0x803380FB"),
        ('e wmicimv2/* -filter:"select nonsense"', "-2144108518 0x8033801A"),
        (f"get {HTTPS} -r:DC1", "-2144108544 0x80338000"),
        (f"delete {HTTPS} -r:DC1", "-2144108544 0x80338000"),
        ("create winrm/config/Listener?Address=*+Transport=HTTP", "-2144108493 0x80338033"),
        ("create winrm/config/Listener?Address=here+Transport=HTTPS", "-2144108407 0x80338089"),
        ("create winrm/config/Listener?Address=*+Transport=FTP", "-2144108458 0x80338056"),
        ("create winrm/config/Listener?Transport=HTTPS", "-2144108454 0x8033805A"),
        (f'create {HTTPS} @{{CertificateThumbprint="CD34"}} -r:DC1', "-2144108414 0x80338082"),
        ("get winrm/config -r:nowhere", "-2144108250 0x80338126"),
        ("id -r:DC9", "-2144108250 0x80338126"),
    ],
)
def test_what_does_not_exist_or_fit_is_refused_with_the_number_of_the_fault(lab: Lab, line: str, code: str) -> None:
    output = winrm(lab, line)
    assert output.exit_code == 1
    assert output.stderr.startswith("WSManFault\r\n    Message")
    assert f"Error number:  {code}\r\n" in output.stderr


@pytest.mark.parametrize("line", ["set winrm/config/winrs MaxShellsPerUser=1", "get", "fly winrm/config", "invoke x"])
def test_a_line_that_makes_no_sense_is_told_so(lab: Lab, line: str) -> None:
    assert winrm(lab, line).stderr == 'Error: Invalid use of command line. Type "winrm -?" for help.\r\n'


def test_who_is_no_administrator_gets_nothing(lab: Lab) -> None:
    assert "Access is denied." in winrm(lab, "get winrm/config", "CORP\\ann").stderr


def test_identify_listeners_and_a_configuration_that_is_there_already(lab: Lab) -> None:
    assert f"    ProductVersion = {IDENTITY}" in printed(lab, "id")
    assert f"    ProductVersion = {IDENTITY}" in printed(lab, "identify -r:DC1")
    assert "    ListeningOn = 10.0.0.21, 127.0.0.1" in printed(lab, "enumerate winrm/config/listener")
    assert "already is set up" in printed(lab, "quickconfig -q")[0]


def test_a_listener_is_made_shown_changed_and_deleted(lab: Lab) -> None:
    part = part_of(lab.machines["SRV1"])
    own = certificate_of(lab.machines["SRV1"]).thumbprint
    there = "-r:SRV1"
    printed(lab, f"delete {HTTPS} {there}")
    made = printed(lab, f'create {HTTPS} @{{Hostname="srv1";CertificateThumbprint="{own.lower()}"}} {there}')
    assert made[-2] == "            Selector: Address = *, Transport = HTTPS"
    shown = printed(lab, f"get {HTTPS} {there}")
    assert shown[3:5] == ["    Port = 5986", "    Hostname = srv1"]
    assert f"    CertificateThumbprint = {own}" in shown
    assert printed(lab, f"e winrm/config/listener {there}").count("Listener") == 2
    printed(lab, f'set {HTTPS} @{{Enabled="false"}} {there}')
    assert part.listeners.transports() == ["HTTP"]
    printed(lab, f"delete {HTTPS} {there}")
    asked = winrm(lab, f"quickconfig -transport:https {there}")
    assert "Make these changes [y/n]?" in asked.stdout, "nobody answers, so nothing is changed"
    assert part.listeners.transports() == ["HTTP"]
    assert "Created a WinRM listener on HTTPS" in "".join(printed(lab, f"quickconfig -transport:https -q {there}"))
    assert part.listeners.transports() == ["HTTP", "HTTPS"]


def test_wmi_is_read_queried_and_called(lab: Lab) -> None:
    service = printed(lab, 'get "wmicimv2/Win32_Service?Name=W32Time"')
    assert service[0] == "Win32_Service"
    assert {"    DisplayName = Windows Time", "    InstallDate = null", "    Started = true"} <= set(service)
    some = printed(lab, "e wmicimv2/* -filter:\"select Name,State from Win32_Service where Name='W32Time'\"")
    assert some == ["XmlFragment", "    Name = W32Time", "    State = Running", ""]
    address = printed(lab, "e wmicimv2/Win32_Service -filter:{Name=Dhcp} -returntype:epr")
    assert address[-2] == "            Selector: Name = Dhcp, __cimnamespace = root/cimv2"
    called = printed(lab, "invoke StopService wmicimv2/Win32_Service?Name=W32Time")
    assert called == ["StopService_OUTPUT", "    ReturnValue = 0", ""]
    assert "    State = Stopped" in printed(lab, "g wmicimv2/Win32_Service?Name=W32Time")
    started = printed(lab, 'invoke Create wmicimv2/Win32_Process @{CommandLine="ipconfig.exe"}')
    assert started[0] == "Create_OUTPUT"
    system = "".join(printed(lab, "get cimv2/Win32_OperatingSystem -format:#xml"))
    assert system.startswith('<p:Win32_OperatingSystem xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"')
    assert "<p:LastBootUpTime><cim:Datetime>20" in system
