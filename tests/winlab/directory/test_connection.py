"""What a client of the directory sees through a connection."""

from __future__ import annotations

import pytest

from tests.winlab.directory.forests import CHILD_ADMIN, CHILD_USER, ENTERPRISE_ADMIN, Host, Who, two_domains
from winlab.directory import errors
from winlab.directory.connection import DirectoryConnection
from winlab.directory.errors import DirectoryError
from winlab.directory.rights import Ace
from winlab.directory.writing import Change

CHILD = "DC=child,DC=corp,DC=example"
CONFIGURATION = "CN=Configuration,DC=corp,DC=example"


def refused(code: int) -> pytest.RaisesExc[DirectoryError]:
    """Expects a refusal with this code."""
    return pytest.raises(DirectoryError, check=lambda error: error.code == code)


def test_a_change_is_seen_on_its_controller_at_once_and_on_the_others_after_replication() -> None:
    forest, clock = two_domains()
    here = forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1")
    here.add(f"CN=Marker,CN=Services,{CONFIGURATION}", {"objectClass": "container"})
    there = [forest.bind(ENTERPRISE_ADMIN, dc=name) for name in ("ROOTDC2", "CHILDDC1", "CHILDDC2")]
    assert [dc.exists(f"CN=Marker,CN=Services,{CONFIGURATION}") for dc in there] == [False] * 3
    clock.pass_time(20)
    assert any(dc.exists(f"CN=Marker,CN=Services,{CONFIGURATION}") for dc in there)
    clock.pass_time(100)
    assert all(dc.exists(f"CN=Marker,CN=Services,{CONFIGURATION}") for dc in there)


def test_of_two_conflicting_writes_the_later_one_wins_everywhere() -> None:
    forest, clock = two_domains()
    dn = f"CN=Ann Smith,OU=Staff,{CHILD}"
    forest.bind(CHILD_ADMIN, dc="CHILDDC1").modify(dn, {"title": "first"})
    clock.pass_time(1)
    forest.bind(CHILD_ADMIN, dc="CHILDDC2").modify(dn, {"title": "second"})
    clock.pass_time(300)
    found = {forest.bind(CHILD_ADMIN, dc=name).get(dn).text("title") for name in ("CHILDDC1", "CHILDDC2")}
    assert found == {"second"}


def test_a_controller_that_is_off_gets_its_changes_when_it_is_back() -> None:
    forest, clock = two_domains()
    off = {"CHILDDC2"}
    forest.replication.reaches = lambda source, target: not off & {source.name, target.name}
    dn = f"CN=Ann Smith,OU=Staff,{CHILD}"
    forest.bind(CHILD_ADMIN, dc="CHILDDC1").modify(dn, {"title": "clerk"})
    clock.pass_time(120)
    assert forest.bind(CHILD_ADMIN, dc="CHILDDC2").get(dn).text("title") == ""
    off.clear()
    clock.pass_time(600)
    assert forest.bind(CHILD_ADMIN, dc="CHILDDC2").get(dn).text("title") == "clerk"


@pytest.mark.parametrize(
    ("who", "dn"),
    [
        (CHILD_USER, f"CN=New,CN=Users,{CHILD}"),
        (CHILD_ADMIN, f"CN=New,CN=Services,{CONFIGURATION}"),
        (Who("NT AUTHORITY\\ANONYMOUS LOGON"), f"CN=New,CN=Users,{CHILD}"),
    ],
)
def test_who_lacks_the_right_is_denied(who: Who, dn: str) -> None:
    forest, _ = two_domains()
    with refused(errors.ACCESS_DENIED):
        forest.bind(who, dc="CHILDDC1").add(dn, {"objectClass": "container"})


def test_a_delegated_right_on_a_property_set_is_just_that() -> None:
    forest, _ = two_domains()
    dn = f"CN=Ann Smith,OU=Staff,{CHILD}"
    staff = forest.bind(CHILD_ADMIN).get(f"CN=Staff,CN=Users,{CHILD}").text("objectSid")
    set_guid = "1f298a89-de98-47b8-b5cd-572ad53d267e"
    forest.bind(CHILD_ADMIN).grant(CHILD, Ace(staff, frozenset({"WP"}), object_type=set_guid))
    as_ann = forest.bind(CHILD_USER)
    as_ann.modify(dn, {"proxyAddresses": ["SMTP:ann@corp.example"]})
    with refused(errors.ACCESS_DENIED):
        as_ann.modify(dn, {"title": "boss"})


def test_a_network_logon_on_a_member_server_reaches_no_controller() -> None:
    forest, _ = two_domains()
    hop = Who("CORP\\Administrator", ENTERPRISE_ADMIN.groups, has_credentials=False)
    with refused(errors.OPERATIONS_ERROR):
        forest.bind(hop, machine=Host("HT01", "child.corp.example"))
    on_the_controller = forest.bind(hop, machine=Host("CHILDDC2", "child.corp.example"))
    assert on_the_controller.dc.name == "CHILDDC2"


def test_the_schema_is_written_on_its_master_alone_by_schema_admins_alone() -> None:
    forest, _ = two_domains()
    dn = "CN=ms-Exch-Schema-Version-Pt,CN=Schema,CN=Configuration,DC=corp,DC=example"
    with refused(errors.REFERRAL):
        forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC2").add(dn, {"objectClass": "attributeSchema"})
    plain = Who("CORP\\x", frozenset({"CORP\\ENTERPRISE ADMINS"}))
    with refused(errors.ACCESS_DENIED):
        forest.bind(plain, dc="ROOTDC1").add(dn, {"objectClass": "attributeSchema"})
    made = forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1").add(dn, {"objectClass": "attributeSchema", "rangeUpper": 11116})
    assert made.number("rangeUpper") == 11116


def test_system_on_a_member_server_is_its_computer_account() -> None:
    forest, _ = two_domains()
    bound = forest.bind(Who("NT AUTHORITY\\SYSTEM"), machine=Host("HT01", "child.corp.example"))
    assert bound.token.account == "CHILD\\HT01$"
    with refused(errors.ACCESS_DENIED):
        bound.modify(f"CN=Ann Smith,OU=Staff,{CHILD}", {"title": "x"})


def test_membership_is_read_from_both_ends_across_domains() -> None:
    forest, _ = two_domains()
    bound = forest.bind(CHILD_ADMIN, dc="CHILDDC1")
    bound.append(f"CN=Forest Staff,CN=Users,{CHILD}", "member", f"CN=exdeploy,CN=Users,{CHILD[9:]}")
    root = forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1")
    assert root.get("CN=exdeploy,CN=Users,DC=corp,DC=example").get("memberOf") == [
        "CN=Enterprise Admins,CN=Users,DC=corp,DC=example"
    ]
    forest.replication.synchronise(forest.controllers["ROOTDC1"])
    assert f"CN=Forest Staff,CN=Users,{CHILD}" in root.get("CN=exdeploy,CN=Users,DC=corp,DC=example").get("memberOf")


def test_another_domains_objects_are_referred_but_the_catalogue_shows_them() -> None:
    forest, _ = two_domains()
    with refused(errors.REFERRAL):
        forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1").get(f"CN=Ann Smith,OU=Staff,{CHILD}")
    catalogue = forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1", catalogue=True)
    found = catalogue.search("", "(sAMAccountName=ann)")
    assert [(each.dn, each.text("displayName"), each.get("homeDirectory")) for each in found] == [
        (f"CN=Ann Smith,OU=Staff,{CHILD}", "Ann Smith", [])
    ]


def test_renaming_a_container_renames_all_below_and_the_links_to_it() -> None:
    forest, clock = two_domains()
    bound = forest.bind(CHILD_ADMIN, dc="CHILDDC1")
    assert bound.rename(f"OU=Staff,{CHILD}", "OU=People") == f"OU=People,{CHILD}"
    for name in ("CHILDDC1", "CHILDDC2"):
        dc = forest.bind(CHILD_ADMIN, dc=name)
        assert dc.exists(f"CN=Ann Smith,OU=People,{CHILD}")
        assert not dc.exists(f"CN=Ann Smith,OU=Staff,{CHILD}")
        assert f"CN=Smith\\, Bob,OU=People,{CHILD}" in dc.get(f"CN=Staff,CN=Users,{CHILD}").get("member")
        clock.pass_time(300)


def test_a_deleted_object_is_gone_everywhere_and_out_of_its_groups() -> None:
    forest, clock = two_domains()
    bound = forest.bind(CHILD_ADMIN, dc="CHILDDC1")
    with refused(errors.NOT_ON_NON_LEAF):
        bound.delete(f"OU=Staff,{CHILD}")
    bound.delete(f"CN=Ann Smith,OU=Staff,{CHILD}")
    clock.pass_time(300)
    other = forest.bind(CHILD_ADMIN, dc="CHILDDC2")
    assert not other.exists(f"CN=Ann Smith,OU=Staff,{CHILD}")
    assert other.get(f"CN=Staff,CN=Users,{CHILD}").get("member") == [f"CN=Smith\\, Bob,OU=Staff,{CHILD}"]


@pytest.mark.parametrize(
    ("code", "act"),
    [
        (errors.OBJECT_EXISTS, lambda c: c.add(f"CN=Users,{CHILD}", {"objectClass": "container"})),
        (errors.NO_SUCH_OBJECT, lambda c: c.add(f"CN=a,CN=b,{CHILD}", {"objectClass": "container"})),
        (errors.OBJECT_CLASS_VIOLATION, lambda c: c.add(f"CN=a,{CHILD}", {"description": "x"})),
        (errors.NO_SUCH_OBJECT, lambda c: c.get(f"CN=nobody,{CHILD}")),
        (errors.VALUE_EXISTS, lambda c: c.modify(
            f"CN=Staff,CN=Users,{CHILD}", [Change("add", "member", (f"cn=ann smith,ou=staff,{CHILD}",))])),
        (errors.NO_ATTRIBUTE_OR_VALUE, lambda c: c.modify(
            f"CN=Staff,CN=Users,{CHILD}", [Change("delete", "description", ("x",))])),
        (errors.NO_SUCH_OBJECT, lambda c: c.append(f"CN=Staff,CN=Users,{CHILD}", "member", f"CN=no,{CHILD}")),
        (errors.INVALID_ATTRIBUTE_SYNTAX, lambda c: c.modify(f"CN=Users,{CHILD}", {"versionNumber": "abc"})),
        (errors.UNWILLING, lambda c: c.modify(f"CN=Users,{CHILD}", {"objectGUID": b"x"})),
        (errors.INVALID_DN, lambda c: c.get("not a name")),
        (errors.FILTER_UNKNOWN, lambda c: c.search(CHILD, "(cn=x")),
    ],
)  # fmt: skip
def test_each_refusal_has_the_code_windows_gives(code: int, act: object) -> None:
    forest, _ = two_domains()
    bound = forest.bind(CHILD_ADMIN, dc="CHILDDC1")
    assert callable(act)
    assert isinstance(bound, DirectoryConnection)
    with refused(code):
        act(bound)


def test_objects_can_be_named_by_identity_sid_and_well_known_guid() -> None:
    forest, _ = two_domains()
    bound = forest.bind(CHILD_ADMIN, dc="CHILDDC1")
    ann = bound.get(f"CN=Ann Smith,OU=Staff,{CHILD}")
    assert bound.get(f"<GUID={ann.guid}>").dn == ann.dn
    assert bound.get(f"<GUID={ann.guid.bytes_le.hex()}>").dn == ann.dn
    assert bound.get(f"<SID={ann.text('objectSid')}>").dn == ann.dn
    assert bound.get(f"<WKGUID=AA312825768811D1ADED00C04FD8D5CD,{CHILD}>").dn == f"CN=Computers,{CHILD}"
    with refused(errors.NO_SUCH_OBJECT):
        bound.get("<GUID=00000000-0000-0000-0000-000000000001>")
    with refused(errors.INVALID_DN):
        bound.get("<GUID=12>")


def test_a_user_may_join_ten_computers_and_no_more() -> None:
    forest, _ = two_domains()
    bound = forest.bind(CHILD_USER)
    for number in range(10):
        dn = f"CN=PC{number},CN=Computers,{CHILD}"
        bound.add(dn, {"objectClass": "computer"})
        bound.modify(dn, {"servicePrincipalName": f"HOST/PC{number}"})
    with refused(8557):
        bound.add(f"CN=PC10,CN=Computers,{CHILD}", {"objectClass": "computer"})
    with refused(errors.ACCESS_DENIED):
        bound.add(f"CN=PC10,OU=Staff,{CHILD}", {"objectClass": "computer"})
    with refused(errors.ACCESS_DENIED):
        forest.bind(Who("CHILD\\bob")).modify(f"CN=PC1,CN=Computers,{CHILD}", {"description": "mine"})


def test_a_computer_keeps_its_own_names_up_to_date() -> None:
    forest, _ = two_domains()
    bound = forest.bind(Who("NT AUTHORITY\\SYSTEM"), machine=Host("HT01", "child.corp.example"))
    dn = f"CN=HT01,CN=Computers,{CHILD}"
    bound.append(dn, "servicePrincipalName", "SMTPSVC/HT01")
    assert "SMTPSVC/HT01" in bound.get(dn).get("servicePrincipalName")
    with refused(errors.ACCESS_DENIED):
        bound.modify(dn, {"userAccountControl": 0x82000})


def test_a_member_is_served_by_a_controller_of_its_own_site_if_one_answers() -> None:
    forest, _ = two_domains()
    forest.controllers["CHILDDC2"].site = "Branch"
    member = Host("HT01", "child.corp.example")
    assert forest.bind(CHILD_ADMIN, machine=member).dc.name == "CHILDDC1"
    forest.sites["HT01"] = "branch"
    assert forest.bind(CHILD_ADMIN, machine=member).dc.name == "CHILDDC2"
    forest.running = lambda name: name != "CHILDDC2"
    assert forest.bind(CHILD_ADMIN, machine=member).dc.name == "CHILDDC1"
    forest.running = lambda name: not name.startswith("CHILD")
    with refused(errors.NO_SUCH_DOMAIN):
        forest.bind(CHILD_ADMIN, machine=member)
    with refused(errors.SERVER_DOWN):
        forest.bind(CHILD_ADMIN, dc="CHILDDC2", machine=member)


def test_groups_of_another_domain_follow_a_renamed_member_and_lose_a_deleted_one() -> None:
    forest, clock = two_domains()
    group = "CN=Forest Helpers,CN=Users,DC=corp,DC=example"
    root = forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1")
    universal = -0x80000000 | 8
    members = [f"CN=Ann Smith,OU=Staff,{CHILD}", f"CN=cai,OU=Staff,{CHILD}"]
    root.add(group, {"objectClass": "group", "groupType": universal, "member": members})
    child = forest.bind(CHILD_ADMIN, dc="CHILDDC2")
    child.delete(members[0])
    child.rename(members[1], "CN=Cai Jones")
    clock.pass_time(600)
    for name in ("ROOTDC1", "ROOTDC2"):
        found = forest.bind(ENTERPRISE_ADMIN, dc=name).get(group).get("member")
        assert found == [f"CN=Cai Jones,OU=Staff,{CHILD}"]
