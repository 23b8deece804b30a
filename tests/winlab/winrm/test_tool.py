from __future__ import annotations

import pytest

from winlab.winrm import config
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
