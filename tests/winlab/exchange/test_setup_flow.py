"""Whole runs of setup.com: what is printed, what is left behind, what is refused, how it resumes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.winlab.directory.forests import Who
from tests.winlab.exchange import forest as lab
from tests.winlab.exchange.computer import READY, FakeComputer, Site, new_site
from winlab.exchange import organization as org
from winlab.exchange.roles import ROLES
from winlab.exchange.setup import checks
from winlab.exchange.setup.installation import SNAPIN_KEY
from winlab.exchange.setup.run import LOG_FILE

SERVERS = f"CN=Servers,CN={org.ADMIN_GROUP},CN=Administrative Groups,{lab.ORG}"
LEGACY = "/LegacyRoutingServer:BE01.child.corp.example"


@pytest.fixture
def site() -> Site:
    """Nothing prepared."""
    return new_site()


@pytest.fixture
def prepared() -> Site:
    """Forest and both domains prepared."""
    made = new_site()
    made.prepare()
    return made


class StopHere(Exception):
    """The process is killed."""


def _kill_after(site: Site, seconds: float) -> object:
    passed = 0.0

    def wait(more: float) -> None:
        nonlocal passed
        passed += more
        if passed > seconds:
            raise StopHere
        site.clock.pass_time(more)

    return wait


def test_a_three_role_install_prints_what_transcripts_show(prepared: Site) -> None:
    prepared.must("/mode:Install", "/roles:C,H,U", LEGACY)
    assert prepared.printed == (
        "\nWelcome to Microsoft Exchange Server 2007 Unattended Setup\n\n"
        "Preparing Exchange Setup\n\n"
        "The following server roles will be installed\n"
        "    Hub Transport Role\n"
        "    Client Access Role\n"
        "    Unified Messaging Server Role\n"
        "    Management Tools\n\n"
        "Performing Microsoft Exchange Server Prerequisite Check\n"
        "    Hub Transport Role Checks        ......................... COMPLETED\n"
        " Setup cannot detect an SMTP or Send connector with an address space of '*'. Mail flow to the "
        "Internet may not work properly.\n"
        "    Client Access Role Checks        ......................... COMPLETED\n"
        "    Unified Messaging Role Checks    ......................... COMPLETED\n"
        "    Management Tools Checks          ......................... COMPLETED\n\n"
        "Configuring Microsoft Exchange Server\n"
        "    Copying Exchange files           ......................... COMPLETED\n"
        "    Hub Transport Server Role        ......................... COMPLETED\n"
        "    Client Access server role        ......................... COMPLETED\n"
        "    Unified Messaging Server Role    ......................... COMPLETED\n"
        "    Exchange Management Tools        ......................... COMPLETED\n\n"
        "The Microsoft Exchange Server setup operation completed successfully.\n"
    )


def test_installed_roles_leave_bits_services_registry_and_snap_in(prepared: Site) -> None:
    prepared.must("/roles:C,H,U", LEGACY)
    server = prepared.forest.bind(lab.DEPLOY, "CHILDDC1").get(f"CN=HT01,{SERVERS}")
    assert server.number("msExchCurrentServerRoles") == 52
    assert server.text("serialNumber") == "Version 8.3 (Build 30083.6)"
    computer = prepared.computer("HT01")
    for role in ("HubTransport", "ClientAccess", "UnifiedMessaging", "ManagementTools"):
        key = ROLES[role].registry_key
        assert computer.value(key, "ConfiguredVersion") == "8.3.83.6"
        assert computer.value(key, "Action") is None
    assert computer.services["MSExchangeTransport"] == "Running"
    assert computer.services["MSExchangeIMAP4"] == "Stopped"
    assert computer.value(SNAPIN_KEY, "Vendor") == "Microsoft"
    assert "] [0] Starting Microsoft Exchange 2007 Setup\r\n" in computer.files[LOG_FILE]


def test_the_first_hub_makes_the_pair_of_connectors_to_2003(prepared: Site) -> None:
    prepared.must("/roles:H", LEGACY)
    connection = prepared.forest.bind(lab.DEPLOY, "CHILDDC1")
    found = connection.search(lab.ORG, "(&(objectClass=msExchRoutingGroupConnector)(cn=Interop RGC))")
    ends = {
        (
            org.name_of(item.text("msExchSourceBridgeheadServersDN")),
            org.name_of(item.text("msExchTargetBridgeheadServersDN")),
        )
        for item in found
    }
    assert ends == {("HT01", "BE01"), ("BE01", "HT01")}
    root = prepared.forest.bind(lab.DEPLOY, "ROOTDC1")
    interop = root.get(f"CN={org.LEGACY_INTEROP},{org.security_groups('DC=corp,DC=example')}")
    assert [org.name_of(str(dn)) for dn in interop.get("member")] == ["BE01"]


def test_a_second_hub_needs_no_legacy_server_and_must_not_name_one(prepared: Site) -> None:
    prepared.must("/roles:H", LEGACY)
    assert prepared.setup("/roles:H", LEGACY, on="HT02") == 1
    prepared.must("/roles:H", on="HT02")


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ({"pending_renames": True}, checks.PENDING_RESTART),
        ({"services": frozenset({"SMTPSVC", "W3SVC"})}, "SMTP service"),
        ({"installer": (3, 1)}, "Windows Installer 4.5"),
    ],
)
def test_a_failed_check_ends_setup_with_the_lines_of_transcripts(
    prepared: Site, host: dict[str, object], text: str
) -> None:
    prepared.computer("HT01").host = replace(READY, **host)  # type: ignore[arg-type]
    assert prepared.setup("/roles:H", LEGACY) == 1
    lines = prepared.printed.splitlines()
    assert "    Hub Transport Role Checks        ......................... FAILED" in lines
    assert any(line.startswith("     ") and text in line for line in lines)
    assert lines[-1] == "Exchange Server setup encountered an error."
    assert not prepared.forest.bind(lab.DEPLOY, "CHILDDC1").exists(f"CN=HT01,{SERVERS}")


def test_roles_before_preparation_are_refused_for_an_account_without_rights(site: Site) -> None:
    assert site.setup("/roles:H", LEGACY, logon=lab.CHILD_ADMIN) == 1
    assert checks.SCHEMA_RIGHTS in site.printed


def test_the_wrong_place_for_preparation_is_named(site: Site) -> None:
    assert site.setup("/ps", on="HT01") == 1
    assert checks.WRONG_PLACE in site.printed


def test_domain_before_organization_is_refused(site: Site) -> None:
    assert site.setup("/pd:child.corp.example", on="ROOTDC1") == 1
    assert "Run setup /PrepareAD first" in site.printed


def test_a_network_logon_gets_no_further_than_the_directory(prepared: Site) -> None:
    logon = Who(lab.DEPLOY.account, lab.DEPLOY.groups, has_credentials=False)
    assert prepared.setup("/roles:H", LEGACY, logon=logon) == 1
    assert "problem while validating the state of Active Directory" in prepared.printed
    assert "Prerequisite Check" not in prepared.printed


def test_a_killed_role_is_half_done_and_the_same_command_finishes_it(prepared: Site) -> None:
    with pytest.raises(StopHere):
        prepared.setup("/roles:H", LEGACY, wait=_kill_after(prepared, 900))  # type: ignore[arg-type]
    computer = prepared.computer("HT01")
    key = ROLES["HubTransport"].registry_key
    assert computer.value(key, "Action") == "Install"
    assert computer.value(key, "Watermark") is not None
    assert computer.value(key, "ConfiguredVersion") is None
    assert prepared.setup("/roles:C") == 1
    assert "HubTransportRole role" in prepared.printed
    prepared.must("/roles:H", LEGACY)
    assert "Role Checks" not in prepared.printed
    assert computer.value(key, "ConfiguredVersion") == "8.3.83.6"
    assert computer.value(key, "Watermark") is None


def test_a_service_that_does_not_start_fails_the_role_where_it_stands(prepared: Site) -> None:
    prepared.computer("HT01").broken_service = "MSExchangeTransport"
    assert prepared.setup("/roles:H", LEGACY) == 1
    assert "    Hub Transport Server Role        ......................... FAILED" in prepared.printed
    prepared.computer("HT01").broken_service = ""
    prepared.must("/roles:H", LEGACY)


def test_a_role_from_media_of_another_level_is_refused_with_1638(prepared: Site) -> None:
    prepared.must("/roles:H", LEGACY)
    assert prepared.setup("/roles:C", level="SP2") == 1
    assert "Error code is 1638." in prepared.printed


def test_another_installation_that_runs_is_named_with_1618(prepared: Site) -> None:
    prepared.computer("HT01").installer_busy = True
    assert prepared.setup("/roles:H", LEGACY) == 1
    assert "Error code is 1618." in prepared.printed
    prepared.computer("HT01").installer_busy = False
    prepared.must("/roles:H", LEGACY)


def test_the_mailbox_role_beside_2003_resists_removal_for_its_public_folders(prepared: Site) -> None:
    prepared.must("/roles:M")
    assert prepared.setup("/mode:Uninstall", "/roles:Mailbox") == 1
    assert "contains folder replicas" in prepared.printed
    connection = prepared.forest.bind(lab.DEPLOY, "CHILDDC1")
    found = connection.search(f"CN=HT01,{SERVERS}", "(objectClass=msExchPublicMDB)")
    connection.delete(found[0].dn)
    prepared.must("/mode:Uninstall", "/roles:Mailbox")


def test_a_lost_server_is_recovered_with_the_roles_its_object_names(prepared: Site) -> None:
    prepared.must("/roles:C,H", LEGACY)
    prepared.computers["HT01"] = FakeComputer("HT01")
    prepared.must("/mode:RecoverServer")
    computer = prepared.computer("HT01")
    for role in ("ClientAccess", "HubTransport", "ManagementTools"):
        assert computer.value(ROLES[role].registry_key, "ConfiguredVersion") == "8.3.83.6"
    assert prepared.setup("/mode:RecoverServer", on="HT02") == 1
    assert "no server object with roles" in prepared.printed


def test_removing_the_last_role_removes_the_server(prepared: Site) -> None:
    prepared.must("/roles:H", LEGACY)
    prepared.must("/mode:Uninstall")
    computer = prepared.computer("HT01")
    assert computer.services == {}
    assert not [key for key, _ in computer.registry if "Exchange" in key]
    assert not prepared.forest.bind(lab.DEPLOY, "CHILDDC1").exists(f"CN=HT01,{SERVERS}")


def test_a_service_pack_upgrades_all_roles(prepared: Site) -> None:
    old = new_site()
    old.level = "SP1"
    old.prepare()
    old.must("/roles:C,H", LEGACY)
    old.level = "SP3"
    assert old.setup("/mode:Upgrade", on="HT01") == 1
    assert checks.WRONG_PLACE in old.printed
    old.prepare()
    old.must("/mode:Upgrade")
    assert "The following server roles will be upgraded" in old.printed
    assert old.computer("HT01").value(ROLES["HubTransport"].registry_key, "ConfiguredVersion") == "8.3.83.6"


def test_a_role_install_does_the_organization_work_when_the_account_may(site: Site) -> None:
    """A new forest, one machine in the root domain: no switch was run before."""
    fresh = new_site(legacy=False)
    assert fresh.setup("/roles:H", "/on:Fresh", on="ROOTHUB") == 1
    assert "ROOTHUB" in fresh.printed  # there is no such computer account: only the last step fails
    assert "    Organization Preparation         ......................... COMPLETED" in fresh.printed


def test_a_command_line_that_makes_no_sense_prints_why(site: Site) -> None:
    assert site.setup("/roles:CAS") == 1
    assert "The role 'CAS' is not valid." in site.printed
    assert site.setup("/?") == 0
    assert "/PrepareAD" in site.printed


@pytest.mark.parametrize("arguments", [["/roles:E"], ["/roles:H", "/af:C:\\x.txt"], ["/AddUmLanguagePack:de-DE"]])
def test_what_cannot_be_emulated_is_said(site: Site, arguments: list[str]) -> None:
    assert site.setup(*arguments) == 1
    assert "winlab: not emulated:" in site.printed
