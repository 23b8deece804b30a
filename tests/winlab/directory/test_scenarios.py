"""Scenarios: what comes with winlab is right, and what is wrong is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.winlab.directory.forests import ENTERPRISE_ADMIN
from winlab.directory.build import build_forest
from winlab.scenarios.document import ScenarioError
from winlab.scenarios.people import people
from winlab.scenarios.scenario import read_scenario, scenario_names

ORGANISATION = "CN=Diary,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=example"
CHILD = "DC=child,DC=corp,DC=example"


def test_the_scenarios_that_come_with_winlab_can_be_read() -> None:
    assert scenario_names() == ["diary", "small"]
    for name in scenario_names():
        assert read_scenario(name).name == name


def test_the_diary_has_every_machine_of_the_diary() -> None:
    names = {machine.name for machine in read_scenario("diary").machines}
    assert names == {
        "ROOTDC1", "ROOTDC2", "CHILDDC1", "CHILDDC2", "CHILDDC3", "CHILDDC4", "FE01", "FE02", "BE01", "BE02",
        "EX55", "RELAY01", "HT01", "HT02", "NODEA", "NODEB",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("dn", "attribute", "value"),
    [
        ("CN=ms-Exch-Schema-Version-Pt,CN=Schema,CN=Configuration,DC=corp,DC=example", "rangeUpper", 6870),
        (ORGANISATION, "objectVersion", 6903),
        (ORGANISATION, "msExchMixedMode", False),
        (f"CN=Microsoft Exchange System Objects,{CHILD}", "objectVersion", 6936),
        (
            f"CN=BE01,CN=Servers,CN=First Administrative Group,CN=Administrative Groups,{ORGANISATION}",
            "serialNumber",
            "Version 6.5 (Build 7638.2: Service Pack 2)",
        ),
        (CHILD, "nTMixedDomain", 0),
    ],
)
def test_the_diary_forest_is_at_the_level_of_exchange_2003(dn: str, attribute: str, value: object) -> None:
    forest = build_forest(read_scenario("diary").forest, "test")
    assert forest.bind(ENTERPRISE_ADMIN, dc="CHILDDC1").get(dn).first(attribute) == value


def test_the_diary_has_1100_mailboxes_half_on_each_back_end() -> None:
    forest = build_forest(read_scenario("diary").forest, "test")
    found = forest.bind(ENTERPRISE_ADMIN, dc="CHILDDC4").search(CHILD, "(&(objectCategory=person)(homeMDB=*))")
    stores = [each.text("homeMDB").partition(",")[0] for each in found]
    assert {store: stores.count(store) for store in set(stores)} == {
        "CN=Mailbox Store (BE01)": 550,
        "CN=Mailbox Store (BE02)": 550,
    }


def test_exchange_servers_are_in_the_groups_of_domain_preparation() -> None:
    forest = build_forest(read_scenario("diary").forest, "test")
    bound = forest.bind(ENTERPRISE_ADMIN, dc="CHILDDC1")
    assert len(bound.get(f"CN=Exchange Domain Servers,CN=Users,{CHILD}").get("member")) == 4
    assert bound.get(f"CN=Exchange Enterprise Servers,CN=Users,{CHILD}").get("member") == [
        "CN=Exchange Domain Servers,CN=Users,DC=corp,DC=example",
        f"CN=Exchange Domain Servers,CN=Users,{CHILD}",
    ]


def test_people_have_different_names() -> None:
    made = people(1100)
    assert len({person.account for person in made}) == 1100
    assert len({person.display_name for person in made}) == 1100


SMALL = """\
name: tiny
forest:
  domains:
    - {dns: a.example, netbios: A}
machines:
  - {name: DC1, os: windows-2003-r2-x64, domain: a.example, address: 10.0.0.1, controller: true,
     remoting: false}
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("netbios: A", "netbois: A", "tiny.yml:4: forest.domains[0]: the key 'netbios' is missing; did you"),
        ("os: windows-2003-r2-x64", "os: windows-2003", "tiny.yml:6: machines[0].os: 'windows-2003' is none"),
        ("name: tiny", "name: tiny\nexchange_level: SP9", "tiny.yml:2: exchange_level: 'SP9' is none of RTM"),
        ("controller: true", "controller: yes", "machines[0].controller: true or false is wanted, not 'yes'"),
        ("controller: true,\n     ", "", "tiny.yml:4: forest.domains[0]: no machine is a domain controller"),
        ("name: DC1", "name: a-name-that-is-too-long", "is not a NetBIOS name"),
        ("forest:", "forst:", "the key 'forest' is missing; did you mean 'forst'"),
        ("address: 10.0.0.1", "adress: 10.0.0.1", "the key 'address' is missing; did you mean 'adress'"),
        ("forest:", "forest:\n  levle: 2", "tiny.yml:3: forest.levle: unknown key 'levle'; did you mean 'l"),
        ("name: tiny", "name: [", "is not YAML"),
        ("controller: true", "winrm: {htps: true}, controller: true", "winrm.htps: unknown key 'htps'; did you"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_the_nearest_right_word(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    path = tmp_path / "tiny.yml"
    path.write_text(SMALL, encoding="utf-8")
    assert read_scenario(str(path)).machines[0].fqdn == "dc1.a.example"
    path.write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(str(path))
    assert says in str(caught.value)


def test_an_unknown_scenario_names_those_there_are() -> None:
    with pytest.raises(ScenarioError, match=r"diary, small"):
        read_scenario("dairy")
