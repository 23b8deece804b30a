from __future__ import annotations

import pytest

from winlab.winrm import config
from winlab.winrm.listeners import Listeners
from winlab.winrm.tool import ToolError, run

IDENTITY = "OS: 5.2.3790 SP: 2.0 Stack: 2.0"


def winrm(sections: config.Sections, line: str) -> list[str]:
    return run(sections, line.split(), IDENTITY).split("\r\n")


def test_get_prints_the_whole_configuration_indented() -> None:
    lines = winrm({}, "get winrm/config")
    assert lines[:2] == ["Config", "    MaxEnvelopeSizekb = 150"]
    assert "        MaxShellsPerUser = 5" in lines
    assert "            Basic = false" in lines
    assert "        TrustedHosts" in lines


def test_set_changes_values_and_prints_the_section() -> None:
    sections: config.Sections = {**config.fresh()}
    lines = winrm(sections, 'set winrm/config/winrs @{MaxShellsPerUser="30";maxmemorypershellmb="2048"}')
    assert lines[0] == "Winrs"
    assert "    MaxShellsPerUser = 30" in lines
    assert config.number(sections, "winrs", "MaxMemoryPerShellMB") == 2048


@pytest.mark.parametrize(
    "line",
    [
        "set winrm/config/winrs @{Nothing=1}",
        'set winrm/config/winrs @{MaxShellRunTime="1"}',
        'set winrm/config/service/auth @{Basic="perhaps"}',
        "set winrm/config/winrs MaxShellsPerUser=1",
        "get winrm/config/nothing",
        "invoke Create wmicimv2/Win32_Process",
    ],
)
def test_what_does_not_exist_or_fit_is_refused(line: str) -> None:
    with pytest.raises(ToolError):
        winrm({**config.fresh()}, line)


def test_quickconfig_identify_and_listener() -> None:
    assert "already is set up" in winrm({}, "quickconfig -q")[0]
    assert f"    ProductVersion = {IDENTITY}" in winrm({}, "id")
    assert "    Port = 5985" in winrm({}, "enumerate winrm/config/listener")


HTTPS = "winrm/config/Listener?Address=*+Transport=HTTPS"


def listening(listeners: Listeners, line: str) -> str:
    return run({}, line.split(), IDENTITY, listeners, lambda: "AB12")


def test_a_listener_is_made_shown_changed_and_deleted() -> None:
    listeners = Listeners()
    made = listening(listeners, f'create {HTTPS} @{{Hostname="srv1";CertificateThumbprint="ab12"}}')
    assert "Selector: Address = *, Transport = HTTPS" in made
    shown = listening(listeners, f"get {HTTPS}")
    assert "    Port = 5986\r\n    Hostname = srv1\r\n" in shown
    assert "    CertificateThumbprint = AB12" in shown
    assert listening(listeners, "e winrm/config/listener").count("Listener\r\n") == 2
    listening(listeners, f'set {HTTPS} @{{Enabled="false"}}')
    assert listeners.transports() == ["HTTP"]
    kept = Listeners()
    kept.load(listeners.state())
    assert kept.state() == listeners.state()
    assert listening(listeners, f"delete {HTTPS}") == ""
    assert [each.transport for each in listeners.all()] == ["HTTP"]
    assert "Created a WinRM listener on HTTPS" in listening(listeners, "quickconfig -transport:https -quiet")
    assert "already is set up" in listening(listeners, "quickconfig -transport:https -quiet")


@pytest.mark.parametrize(
    "line",
    [
        f"delete {HTTPS}",
        f"get {HTTPS}",
        f'set {HTTPS} @{{Hostname="x"}}',
        f'create {HTTPS} @{{CertificateThumbprint="CD34"}}',
        f'create {HTTPS} @{{Port="443"}}',
        "create winrm/config/Listener?Address=*+Transport=HTTP",
        "create winrm/config/Listener?Address=IP:10.0.0.1+Transport=HTTPS",
        "create winrm/config/Listener?Address=*+Transport=FTP",
        "invoke winrm/config/Listener?Address=*+Transport=HTTP",
    ],
)
def test_what_a_listener_can_not_be_is_refused(line: str) -> None:
    listeners = Listeners()
    with pytest.raises(ToolError):
        listening(listeners, line)
    assert listeners.state() == Listeners().state()
