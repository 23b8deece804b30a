"""A new organisation in the small lab: one domain, no Exchange before, all roles on one server."""

from __future__ import annotations

import winlab.exchange.programs  # noqa: F401  registers setup.com
from winlab.directory.lab_part import forest_of
from winlab.scenarios.scenario_lab import Scenario, create_lab
from winlab.scenarios.specs import EXCHANGE_MEDIA
from winlab.windows import programs
from winlab.windows.components import allow_extension, turn_on
from winlab.windows.lab import Lab
from winlab.windows.packages import PACKAGES, lay_down

_ASPNET = r"C:\WINDOWS\Microsoft.NET\Framework64\v2.0.50727\aspnet_isapi.dll"


def _setup(lab: Lab, machine: str, arguments: str) -> programs.Output:
    host = lab.machines[machine]
    logon = host.users.logon("SMALL\\exdeploy", "batch")
    return programs.run(host, f"{EXCHANGE_MEDIA}\\setup.com {arguments}", logon)


def test_all_roles_of_a_new_organization_go_onto_one_server() -> None:
    lab = create_lab(Scenario.load("small"), seed="test")
    refused = _setup(lab, "DC1", "/PrepareAD")
    assert "organization name is required" in refused.stdout
    prepared = _setup(lab, "DC1", '/PrepareAD /OrganizationName:"Small Company"')
    assert prepared.exit_code == 0, prepared.stdout
    host = lab.machines["SRV1"]
    for name in ("iis_common", "iis_inetmgr", "iis_www", "complusnetwork"):
        turn_on(host, name)
    allow_extension(host, _ASPNET, allowed=True)
    for package in ("msxml6", "wmencoder", "kb917312"):
        lay_down(host, PACKAGES[package])
    installed = _setup(lab, "SRV1", "/mode:Install /roles:M,C,H,U")
    assert installed.exit_code == 0, installed.stdout
    forest = forest_of(lab)
    connection = forest.bind(host.users.logon("SMALL\\exdeploy", "batch"), None, host)
    found = connection.search(forest.configuration_dn, "(msExchCurrentServerRoles=54)")
    assert [item.name for item in found] == ["SRV1"]
    assert host.services.is_running("MSExchangeIS")
    lab.close()
