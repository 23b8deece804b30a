"""What the preparation switches leave in the directory, and when other controllers see it."""

from __future__ import annotations

import pytest

from tests.winlab.directory.forests import Host, ManualClock, Who
from tests.winlab.exchange import forest as lab
from winlab.directory import rights
from winlab.directory.connection import DirectoryConnection
from winlab.directory.forest import Forest
from winlab.exchange import organization as org
from winlab.exchange.levels import level_named
from winlab.exchange.setup import checks
from winlab.exchange.setup.console import has_errors
from winlab.exchange.setup.inspection import inspect_directory
from winlab.exchange.setup.preparation import EXCHANGE_INFORMATION, Preparation
from winlab.exchange.setup.run import SetupError

SCHEMA_VERSION = "CN=ms-Exch-Schema-Version-Pt,CN=Schema,CN=Configuration,DC=corp,DC=example"
ROOT = "DC=corp,DC=example"
CHILD = "DC=child,DC=corp,DC=example"


@pytest.fixture
def made() -> tuple[Forest, ManualClock]:
    """A forest with Exchange 2003."""
    return lab.build()


def _at(forest: Forest, controller: str) -> DirectoryConnection:
    return forest.bind(lab.DEPLOY, controller)


def _versions(forest: Forest, controller: str) -> tuple[int, int]:
    connection = _at(forest, controller)
    return (
        connection.get(SCHEMA_VERSION).number("rangeUpper"),
        connection.get(lab.ORG).number("objectVersion"),
    )


def _meso(forest: Forest, controller: str) -> int:
    connection = _at(forest, controller)
    return connection.get(org.system_objects(connection.dc.domain.dn)).number("objectVersion")


def _prepare_all(forest: Forest, clock: ManualClock) -> None:
    run, _ = lab.start_run(forest, clock, "/p")
    preparation = Preparation(run)
    preparation.legacy_permissions()
    preparation.schema()
    preparation.organization()
    clock.pass_time(120)
    child, _ = lab.start_run(forest, clock, "/pd:child.corp.example")
    Preparation(child).domain("child.corp.example")
    clock.pass_time(120)


def test_legacy_permissions_let_the_2003_update_service_write_the_new_property_set(
    made: tuple[Forest, ManualClock],
) -> None:
    forest, clock = made
    run, _ = lab.start_run(forest, clock, "/pl")
    Preparation(run).legacy_permissions()
    for controller, domain in (("ROOTDC1", ROOT), ("CHILDDC1", CHILD)):
        connection = _at(forest, controller)
        found = connection.search(domain, "(sAMAccountName=Exchange Enterprise Servers)")[0]
        entries = rights.parse(connection.get(domain).text("nTSecurityDescriptor"))
        assert any(
            ace.trustee == found.text("objectSid") and ace.object_type == EXCHANGE_INFORMATION for ace in entries
        ), domain


def test_each_step_raises_its_own_version_only(made: tuple[Forest, ManualClock]) -> None:
    forest, clock = made
    assert (_versions(forest, "ROOTDC1"), _meso(forest, "ROOTDC1"), _meso(forest, "CHILDDC1")) == (
        (6870, 6903),
        6936,
        6936,
    )
    run, _ = lab.start_run(forest, clock, "/ps")
    Preparation(run).schema()
    assert (_versions(forest, "ROOTDC1"), _meso(forest, "ROOTDC1")) == ((14625, 6903), 6936)
    Preparation(run).organization()
    clock.pass_time(120)
    assert (_versions(forest, "ROOTDC1"), _meso(forest, "ROOTDC1"), _meso(forest, "CHILDDC1")) == (
        (14625, 11222),
        11221,
        6936,
    )
    Preparation(run).domain("child.corp.example")
    assert _meso(forest, "CHILDDC1") == 11221


def test_other_controllers_see_the_schema_later(made: tuple[Forest, ManualClock]) -> None:
    forest, clock = made
    run, _ = lab.start_run(forest, clock, "/ps")
    Preparation(run).schema()
    assert _versions(forest, "CHILDDC2")[0] == 6870
    clock.pass_time(120)
    assert {_versions(forest, dc)[0] for dc in forest.controllers} == {14625}


def test_the_security_groups_are_universal_and_linked_by_identifier(
    made: tuple[Forest, ManualClock],
) -> None:
    forest, clock = made
    _prepare_all(forest, clock)
    connection = _at(forest, "ROOTDC1")
    linked = [str(value) for value in connection.get(lab.ORG.partition(",")[2]).get("otherWellKnownObjects")]
    for name, guid in org.WELL_KNOWN.items():
        dn = f"CN={name},{org.security_groups(ROOT)}"
        assert connection.get(dn).number("groupType") & 0xFFFFFFFF == 0x80000008
        assert f"B:32:{guid}:{dn}" in linked


def test_the_child_gets_a_group_of_its_servers_inside_exchange_servers(
    made: tuple[Forest, ManualClock],
) -> None:
    forest, clock = made
    _prepare_all(forest, clock)
    group = f"CN={org.INSTALL_DOMAIN_SERVERS},{org.system_objects(CHILD)}"
    assert _at(forest, "CHILDDC1").exists(group)
    servers = _at(forest, "ROOTDC1").get(f"CN={org.EXCHANGE_SERVERS},{org.security_groups(ROOT)}")
    assert group in [str(value) for value in servers.get("member")]


def test_a_second_run_changes_nothing(made: tuple[Forest, ManualClock]) -> None:
    forest, clock = made
    _prepare_all(forest, clock)
    before = {dc.name: dc.usn for dc in forest.controllers.values()}
    _prepare_all(forest, clock)
    assert {dc.name: dc.usn for dc in forest.controllers.values()} == before


def test_a_deleted_group_stops_the_preparation_with_the_stale_link(
    made: tuple[Forest, ManualClock],
) -> None:
    forest, clock = made
    _prepare_all(forest, clock)
    _at(forest, "ROOTDC1").delete(f"CN={org.EXCHANGE_SERVERS},{org.security_groups(ROOT)}")
    run, written = lab.start_run(forest, clock, "/p")
    with pytest.raises(SetupError, match="points to an invalid DN or a deleted object"):
        run.step("Organization Preparation", Preparation(run).organization)
    assert "    Organization Preparation         ......................... FAILED" in written.text()


def test_an_unlinked_group_of_that_name_gets_a_numbered_sibling(made: tuple[Forest, ManualClock]) -> None:
    forest, clock = made
    _prepare_all(forest, clock)
    connection = _at(forest, "ROOTDC1")
    connection.modify(lab.ORG.partition(",")[2], {"otherWellKnownObjects": None})
    run, _ = lab.start_run(forest, clock, "/p")
    Preparation(run).organization()
    assert connection.exists(f"CN=Exchange Servers1,{org.security_groups(ROOT)}")


def test_an_account_without_the_right_is_refused_by_the_directory(made: tuple[Forest, ManualClock]) -> None:
    forest, clock = made
    run, written = lab.start_run(forest, clock, "/p", logon=lab.CHILD_ADMIN)
    with pytest.raises(SetupError):
        run.step("Organization Preparation", Preparation(run).organization)
    assert "Access is denied." in written.text()


def test_a_new_organization_is_made_in_a_forest_without_exchange() -> None:
    forest, clock = lab.build(legacy=False)
    run, _ = lab.start_run(forest, clock, "/p", "/on:Fresh")
    preparation = Preparation(run)
    preparation.legacy_permissions()
    preparation.schema()
    preparation.organization()
    connection = _at(forest, "ROOTDC1")
    fresh = lab.ORG.replace("CN=Diary", "CN=Fresh")
    assert connection.get(fresh).number("objectVersion") == 11222
    assert connection.exists(f"CN={org.ADMIN_GROUP},CN=Administrative Groups,{fresh}")


@pytest.mark.parametrize(
    ("logon", "machine", "failed"),
    [
        (lab.DEPLOY, lab.ROOT_HOST, False),
        (lab.DEPLOY, lab.HT01, True),
        (lab.CHILD_ADMIN, lab.ROOT_HOST, True),
    ],
)
def test_inspection_and_checks_agree_on_who_may_prepare_where(
    made: tuple[Forest, ManualClock], logon: Who, machine: Host, failed: bool
) -> None:
    forest, clock = made
    run, _ = lab.start_run(forest, clock, "/p", logon=logon, machine=machine)
    facts = inspect_directory(forest, logon, machine, None)
    assert facts.failure is None
    assert facts.legacy_servers == ("BE01.child.corp.example", "BE02.child.corp.example")
    assert has_errors(checks.organization(run.request, level_named("SP3"), facts)) is failed


def test_a_network_logon_on_a_member_server_reaches_no_controller(made: tuple[Forest, ManualClock]) -> None:
    forest, _ = made
    second_hop = Who("CORP\\exdeploy", lab.DEPLOY.groups, has_credentials=False)
    assert inspect_directory(forest, second_hop, lab.HT01, None).failure == "An operations error occurred."
