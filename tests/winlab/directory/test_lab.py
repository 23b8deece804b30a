"""The forest in a lab: scenarios boot, logons reach controllers as on site, state is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from winlab.directory.errors import OPERATIONS_ERROR, SERVER_DOWN, DirectoryError
from winlab.directory.lab_part import DirectoryPart, forest_of
from winlab.scenarios import Scenario, ScenarioError, create_lab, open_lab
from winlab.windows.accounts import Logon
from winlab.windows.errors import LogonError
from winlab.windows.lab import Lab
from winlab.windows.programs import run

MARKER = "CN=Marker,CN=Services,CN=Configuration,DC=corp,DC=example"


@pytest.fixture
def lab() -> Iterator[Lab]:
    """The diary's lab, kept nowhere."""
    made = create_lab(Scenario.load("diary"))
    yield made
    made.close()


def logon(lab: Lab, machine: str, kind: str = "network", account: str = "CORP\\exdeploy") -> Logon:
    """Logs an account on with its password."""
    assert lab.accounts is not None
    return lab.machines[machine].users.logon(account, kind, lab.accounts.password_of(account))


@pytest.mark.parametrize("machine", ["ROOTDC1", "CHILDDC3", "FE01", "BE02", "HT01", "NODEB"])
def test_the_deployment_account_administers_every_machine_it_must(lab: Lab, machine: str) -> None:
    assert logon(lab, machine).is_administrator


@pytest.mark.parametrize("account", ["CHILD\\aadams", "CHILD\\svc-cluster"])
def test_a_plain_account_administers_none(lab: Lab, account: str) -> None:
    assert not logon(lab, "HT01", account=account).is_administrator


def test_a_wrong_password_and_a_stranger_are_refused(lab: Lab) -> None:
    for account in ("CORP\\exdeploy", "CHILD\\nobody", "OLD\\Administrator"):
        with pytest.raises(LogonError) as caught:
            lab.machines["HT01"].users.logon(account, "network", "wrong")
        assert caught.value.code == 1326


def test_the_relay_has_accounts_of_its_own_alone(lab: Lab) -> None:
    relay = lab.machines["RELAY01"]
    password = relay.users.password_of("RELAY01\\Administrator")
    assert relay.users.logon("RELAY01\\Administrator", "network", password).is_administrator
    with pytest.raises(LogonError):
        logon(lab, "RELAY01")


def test_a_remote_logon_reaches_a_controller_on_the_controller_alone(lab: Lab) -> None:
    forest = forest_of(lab)
    with pytest.raises(DirectoryError) as caught:
        forest.bind(logon(lab, "HT01"), machine=lab.machines["HT01"])
    assert caught.value.code == OPERATIONS_ERROR
    assert forest.bind(logon(lab, "HT01", "batch"), machine=lab.machines["HT01"]).dc.domain.netbios == "CHILD"
    assert forest.bind(logon(lab, "ROOTDC2"), machine=lab.machines["ROOTDC2"]).dc.name == "ROOTDC2"


def test_a_controller_that_restarts_does_not_answer_until_it_is_back(lab: Lab) -> None:
    forest = forest_of(lab)
    with lab.clock.running():
        lab.machines["CHILDDC1"].restart()
        lab.clock.sleep(5)
        with pytest.raises(DirectoryError) as caught:
            forest.bind(logon(lab, "HT01", "batch"), dc="CHILDDC1", machine=lab.machines["HT01"])
        assert caught.value.code == SERVER_DOWN
        assert forest.bind(logon(lab, "HT01", "batch"), machine=lab.machines["HT01"]).dc.name == "CHILDDC2"
        lab.clock.sleep(300)
        assert forest.bind(logon(lab, "HT01", "batch"), dc="10.1.1.21").dc.name == "CHILDDC1"


def test_a_change_reaches_all_controllers_when_the_lab_has_settled(lab: Lab) -> None:
    forest = forest_of(lab)
    with lab.clock.running():
        forest.bind(logon(lab, "ROOTDC1"), dc="ROOTDC1").add(MARKER, {"objectClass": "container"})
        assert not forest.bind(logon(lab, "ROOTDC1"), dc="CHILDDC4").exists(MARKER)
    assert lab.settle(20)
    assert all(forest.bind(logon(lab, "ROOTDC1"), dc=name).exists(MARKER) for name in forest.controllers)


def test_the_tools_are_programs_of_the_machines(lab: Lab) -> None:
    controller, server = lab.machines["ROOTDC1"], lab.machines["HT01"]
    found = run(controller, "dsquery server -forest -hasfsmo schema -o rdn", logon(lab, "ROOTDC1"))
    assert (found.exit_code, found.stdout) == (0, '"ROOTDC1"\r\n')
    refused = run(server, "dsquery user -samid aadams", logon(lab, "HT01"))
    assert refused.stderr.startswith("dsquery failed:An operations error occurred.")
    where = run(server, "nltest /dsgetdc:corp.example", logon(lab, "HT01", "batch"))
    assert "Address: \\\\10.1.1.11\r\n" in where.stdout


def test_a_lab_is_kept_in_its_folder_and_opened_from_there(tmp_path: Path) -> None:
    first = create_lab(Scenario.load("small"), tmp_path)
    who = logon(first, "DC1", account="SMALL\\exdeploy")
    dn = "CN=Marker,CN=Services,CN=Configuration,DC=small,DC=example"
    forest_of(first).bind(who).add(dn, {"objectClass": "container"})
    digest = first.digest()
    first.close()
    again = open_lab(tmp_path)
    assert again.digest() == digest
    assert forest_of(again).bind(logon(again, "DC1", account="SMALL\\exdeploy")).exists(dn)
    again.close()
    with pytest.raises(ScenarioError, match="holds no lab"):
        open_lab(tmp_path / "elsewhere")


def test_two_labs_of_one_scenario_have_other_passwords_and_the_same_digest() -> None:
    first, second = (create_lab(Scenario.load("small")) for _ in range(2))
    passwords = {lab.accounts.password_of("SMALL\\exdeploy") for lab in (first, second) if lab.accounts}
    assert len(passwords) == 2
    assert first.digest() == second.digest()


def test_no_password_stands_in_a_scenario() -> None:
    for name in ("diary", "small"):
        text = Scenario.load(name).path.read_text(encoding="utf-8").lower()
        assert "password" not in text


def test_the_old_exchange_servers_run_their_services(lab: Lab) -> None:
    services = lab.machines["BE01"].services
    assert all(
        services.is_running(name) for name in ("MSExchangeSA", "MSExchangeIS", "MSExchangeMTA", "RESvc", "SMTPSVC")
    )
    assert not services.is_running("POP3Svc")
    assert lab.machines["BE01"].registry.exists(r"HKLM\SYSTEM\CurrentControlSet\Services\RESvc\Parameters")
    assert lab.machines["EX55"].services.is_running("MSExchangeDS")


def test_the_owner_can_ask_for_the_accounts_the_scenario_names(lab: Lab) -> None:
    part = lab.parts["directory"]
    assert isinstance(part, DirectoryPart)
    assert set(part.named_accounts()) == {
        "CORP\\Administrator",
        "CORP\\exdeploy",
        "CHILD\\Administrator",
        "CHILD\\svc-cluster",
        "CHILD\\migadmin",
    }
