"""System.DirectoryServices and the command line tools, called as the engine and the machine call them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.winlab.directory.forests import CHILD_ADMIN, ENTERPRISE_ADMIN, Host, ManualClock, Who, two_domains
from winlab.directory import principals
from winlab.directory.forest import Forest
from winlab.directory.surfaces.ads_path import AdsPath, parse_path
from winlab.directory.surfaces.domains import DomainObject, ForestObject
from winlab.directory.surfaces.dsquery import dsget, dsquery
from winlab.directory.surfaces.entry import DirectoryEntry
from winlab.directory.surfaces.locator_tools import netdom, nltest
from winlab.directory.surfaces.net_values import sid_bytes, sid_text
from winlab.directory.surfaces.place import Place, at
from winlab.directory.surfaces.property_collections import PropertyValueCollection
from winlab.directory.surfaces.repadmin import repadmin
from winlab.directory.surfaces.searcher import DirectorySearcher
from winlab.directory.surfaces.security import AD_RIGHTS, CONTROL_TYPE, AccessRule
from winlab.powershell.errors import NetException, PSError
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.values import Int64, TypedArray

CHILD = "DC=child,DC=corp,DC=example"
CONFIGURATION = "CN=Configuration,DC=corp,DC=example"
NT_ACCOUNT = NetType("System.Security.Principal.NTAccount")
HT01 = Host("HT01", "child.corp.example")


@pytest.fixture
def world() -> Iterator[tuple[Forest, ManualClock]]:
    """The forest of two domains, seen from HT01 by the child's administrator."""
    forest, clock = two_domains()
    with at(Place(forest, CHILD_ADMIN, HT01)):
        yield forest, clock


def failure(act: Callable[[], object]) -> NetException:
    """The exception an act ends with."""
    with pytest.raises(PSError) as caught:
        act()
    return caught.value.record.exception


def read(entry: DirectoryEntry, name: str) -> object:
    """What ``$entry.name.Value`` is."""
    found = entry.adapted_get(name)
    assert isinstance(found, PropertyValueCollection)
    return found.value()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("LDAP://RootDSE", AdsPath("LDAP", "", 389, "RootDSE")),
        ("LDAP://CN=a,DC=b", AdsPath("LDAP", "", 389, "CN=a,DC=b")),
        ("LDAP://dc1.corp.example/CN=a/b,DC=b", AdsPath("LDAP", "dc1.corp.example", 389, "CN=a/b,DC=b")),
        ("LDAP://dc1:3268/DC=b", AdsPath("LDAP", "dc1", 3268, "DC=b")),
        ("GC://corp.example", AdsPath("GC", "corp.example", 3268, "")),
    ],
)
def test_paths_are_taken_apart_and_put_together(text: str, path: AdsPath) -> None:
    assert parse_path(text) == path
    assert parse_path(str(path)) == path


def test_the_root_dse_names_the_contexts_of_the_machines_domain(world: tuple[Forest, ManualClock]) -> None:
    root = DirectoryEntry.new("LDAP://RootDSE")
    assert read(root, "defaultNamingContext") == CHILD
    assert read(root, "configurationNamingContext") == CONFIGURATION


def test_an_entry_shows_values_in_their_net_types(world: tuple[Forest, ManualClock]) -> None:
    ann = DirectoryEntry.new(f"LDAP://CN=Ann Smith,OU=Staff,{CHILD}")
    assert read(ann, "displayName") == "Ann Smith"
    assert isinstance(read(ann, "objectSid"), TypedArray)
    assert read(ann, "objectClass") == ["top", "person", "organizationalPerson", "user"]
    assert ann.schema_class_name() == "user"
    with pytest.raises(KeyError):
        ann.adapted_get("noSuchAttribute")


def test_what_is_assigned_is_written_when_committed(world: tuple[Forest, ManualClock]) -> None:
    path = f"LDAP://CHILDDC1/CN=Ann Smith,OU=Staff,{CHILD}"
    ann = DirectoryEntry.new(path)
    ann.adapted_set("title", "Clerk")
    ann.adapted_call("Put", ["description", "x"])
    with pytest.raises(KeyError):
        DirectoryEntry.new(path).adapted_get("title")
    ann.adapted_call("SetInfo", [])
    assert read(DirectoryEntry.new(path), "title") == "Clerk"
    ann.properties().net_index(["title"])
    ann.adapted_set("title", None)
    ann.commit()
    with pytest.raises(KeyError):
        DirectoryEntry.new(path).adapted_get("title")


def test_objects_are_made_moved_and_deleted_through_their_parent(world: tuple[Forest, ManualClock]) -> None:
    forest, _ = world
    staff = DirectoryEntry.new(f"LDAP://OU=Staff,{CHILD}")
    group = staff.adapted_call("Create", ["group", "CN=Pilots"])
    assert isinstance(group, DirectoryEntry)
    group.adapted_call("Put", ["sAMAccountName", "Pilots"])
    group.adapted_call("SetInfo", [])
    group.adapted_call("Add", [f"LDAP://CN=Ann Smith,OU=Staff,{CHILD}"])
    assert read(group, "member") == f"CN=Ann Smith,OU=Staff,{CHILD}"
    assert {child.name_text() for child in staff.children_entries()} >= {"CN=Pilots", "CN=Smith\\, Bob"}
    staff.adapted_call("Delete", ["group", "CN=Pilots"])
    assert not forest.bind(CHILD_ADMIN, dc="CHILDDC1").exists(f"CN=Pilots,OU=Staff,{CHILD}")


@pytest.mark.parametrize(
    ("path", "code", "text"),
    [
        (f"LDAP://CN=nobody,{CHILD}", 0x80072030, "There is no such object on the server.\r\n"),
        ("LDAP://nowhere.example/RootDSE", 0x8007203A, "The server is not operational.\r\n"),
        ("CN=Users", 0x80005000, "Unknown error (0x80005000)"),
    ],
)
def test_failures_have_the_codes_of_adsi(world: tuple[Forest, ManualClock], path: str, code: int, text: str) -> None:
    found = failure(lambda: DirectoryEntry.new(path).attribute_names())
    assert (found.properties["ErrorCode"], found.message) == (code - (1 << 32), text)


def test_a_network_logon_on_a_member_server_gets_an_operations_error() -> None:
    forest, _ = two_domains()
    hop = Who("CHILD\\Administrator", CHILD_ADMIN.groups, has_credentials=False)
    with at(Place(forest, hop, HT01)):
        found = failure(lambda: DirectoryEntry.new("LDAP://RootDSE").attribute_names())
        assert found.properties["ErrorCode"] == 0x80072020 - (1 << 32)
        assert found.message == "An operations error occurred.\r\n"
        password = first_password_of(forest)
        entry = DirectoryEntry.new("LDAP://CHILDDC1/RootDSE", "CHILD\\Administrator", password)
        assert read(entry, "dnsHostName") == "childdc1.child.corp.example"
    with at(Place(forest, hop, Host("CHILDDC1", "child.corp.example"))):
        assert read(DirectoryEntry.new("LDAP://RootDSE"), "defaultNamingContext") == CHILD


def first_password_of(forest: Forest) -> str:
    """The child administrator's password."""
    from winlab.directory.accounts import Accounts

    found = Accounts(forest).password_of("CHILD\\Administrator")
    assert found is not None
    return found


def test_a_wrong_password_is_a_logon_failure(world: tuple[Forest, ManualClock]) -> None:
    entry = DirectoryEntry.new("LDAP://CHILDDC1/RootDSE", "CHILD\\Administrator", "wrong")
    assert failure(entry.attribute_names).properties["ErrorCode"] == 0x8007052E - (1 << 32)


def test_a_searcher_finds_what_the_filter_says(world: tuple[Forest, ManualClock]) -> None:
    searcher = DirectorySearcher.new(DirectoryEntry.new(f"LDAP://{CHILD}"), "(sAMAccountName=a*)")
    searcher.properties_to_load().items.extend(["displayName", "accountExpires"])
    found = searcher.find_all()
    assert {result.path().partition(",")[0] for result in found.results} == {
        "LDAP://CN=Administrator",
        "LDAP://CN=Administrators",
        "LDAP://CN=Account Operators",
        "LDAP://CN=Ann Smith",
    }
    values = found.results[-1].properties()
    assert set(values.values) == {"displayname", "accountexpires", "adspath"}
    number = values.values["accountexpires"][0]
    assert isinstance(number, Int64)
    assert number == 0x7FFFFFFFFFFFFFFF


def test_find_one_without_a_result_is_null_and_a_bad_filter_is_named(
    world: tuple[Forest, ManualClock],
) -> None:
    assert DirectorySearcher.new("(sAMAccountName=nobody)").find_one() is None
    found = failure(DirectorySearcher.new("(x").find_all)
    assert found.message == "The (x search filter is invalid.\r\n"


def test_domain_and_forest_describe_themselves(world: tuple[Forest, ManualClock]) -> None:
    domain = DomainObject.current()
    assert domain.net_string() == "child.corp.example"
    assert [str(each.label) for each in [domain.pdc()] if each] == ["childdc1.child.corp.example"]
    assert [each.net_string() for each in ForestObject.current().domains().items] == [
        "corp.example", "child.corp.example",
    ]  # fmt: skip
    master = ForestObject.current().schema_master()
    assert master is not None
    assert master.roles()[:2] == ["SchemaRole", "NamingRole"]


def test_sids_have_a_binary_form() -> None:
    sid = "S-1-5-21-3623811015-3361044348-30300820-1013"
    assert sid_text(sid_bytes(sid)) == sid
    assert sid_bytes("S-1-5-32-544").hex() == "01020000000000052000000020020000"


def run(tool: Callable[..., int | None], forest: Forest, who: Who, *args: str) -> tuple[int | None, str]:
    """Exit code and all output of a tool, on ROOTDC1."""
    lines: list[str] = []
    place = Place(forest, who, Host("ROOTDC1", "corp.example"))
    extra = [lambda name: "10.0.0.1"] if tool is nltest else []
    return tool(place, list(args), lines.append, lines.append, *extra), "".join(lines)


def test_dsquery_prints_a_table_of_attributes() -> None:
    forest, _ = two_domains()
    forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1").modify(f"CN=Partitions,{CONFIGURATION}", {"uPNSuffixes": "x"})
    code, text = run(
        dsquery, forest, ENTERPRISE_ADMIN, "*", f"CN=Partitions,{CONFIGURATION}", "-scope", "base",
        "-attr", "uPNSuffixes", "msDS-Behavior-Version",
    )  # fmt: skip
    assert (code, text) == (
        0,
        "  uPNSuffixes  msDS-Behavior-Version\r\n  x            0                    \r\n",
    )


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (["user", "-samid", "exdeploy"], '"CN=exdeploy,CN=Users,DC=corp,DC=example"\r\n'),
        (["server", "-hasfsmo", "schema", "-o", "rdn"], '"ROOTDC1"\r\n'),
        (["server", "-forest", "-isgc", "-o", "rdn"], '"ROOTDC1"\r\n"CHILDDC1"\r\n'),
        (["user", "forestroot", "-gc", "-samid", "ann", "-o", "samid"], '"ann"\r\n'),
        (["*", "CN=no,DC=corp,DC=example"], "dsquery failed:There is no such object on the server.\r\n"),
        (["frog"], "dsquery failed:the object type is missing or unknown.\r\n"),
    ],
)
def test_dsquery_finds_objects(args: list[str], text: str) -> None:
    forest, _ = two_domains()
    code, shown = run(dsquery, forest, ENTERPRISE_ADMIN, *args)
    assert shown.startswith(text)
    assert (code == 0) == ("failed" not in text)


def test_dsget_follows_groups() -> None:
    forest, _ = two_domains()
    name = "CN=exdeploy,CN=Users,DC=corp,DC=example"
    assert run(dsget, forest, ENTERPRISE_ADMIN, "user", name, "-memberof", "-expand") == (
        0,
        '"CN=Enterprise Admins,CN=Users,DC=corp,DC=example"\r\n"CN=Administrators,CN=Builtin,DC=corp,DC=example"\r\n',
    )


def test_netdom_and_nltest_name_the_controllers() -> None:
    forest, _ = two_domains()
    code, text = run(netdom, forest, ENTERPRISE_ADMIN, "query", "fsmo")
    assert code == 0
    assert "Schema owner                rootdc1.corp.example\r\n" in text
    code, text = run(nltest, forest, ENTERPRISE_ADMIN, "/dsgetdc:child.corp.example")
    assert code == 0
    assert "           DC: \\\\childdc1.child.corp.example\r\n" in text
    code, text = run(nltest, forest, ENTERPRISE_ADMIN, "/dclist:no.example")
    assert (code, "1355" in text) == (1, True)


def test_syncall_brings_a_change_to_all_controllers_at_once() -> None:
    forest, _ = two_domains()
    dn = f"CN=Marker,CN=Services,{CONFIGURATION}"
    forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1").add(dn, {"objectClass": "container"})
    code, text = run(repadmin, forest, ENTERPRISE_ADMIN, "/syncall", "ROOTDC1", "/A", "/d", "/e", "/P")
    assert (code, text.endswith("SyncAll terminated with no errors.\r\n")) == (0, True)
    assert forest.bind(ENTERPRISE_ADMIN, dc="CHILDDC2").exists(dn)


def test_showrepl_shows_a_partner_that_fails() -> None:
    forest, clock = two_domains()
    forest.replication.reaches = lambda source, target: "ROOTDC2" not in (source.name, target.name)
    forest.bind(ENTERPRISE_ADMIN, dc="ROOTDC1").modify("DC=corp,DC=example", {"description": "x"})
    clock.pass_time(60)
    code, text = run(repadmin, forest, ENTERPRISE_ADMIN, "/showrepl", "ROOTDC2")
    assert code == 0
    assert "failed, result 1722 (0x6ba):\r\n            The RPC server is unavailable." in text


def test_synchronising_needs_an_administrator() -> None:
    forest, _ = two_domains()
    code, text = run(repadmin, forest, Who("CHILD\\ann"), "/syncall", "CHILDDC1", "/A")
    assert code == 1
    assert "Replication access was denied." in text


def test_what_a_tool_does_not_know_is_left_to_its_caller() -> None:
    forest, _ = two_domains()
    assert run(repadmin, forest, ENTERPRISE_ADMIN, "/removelingeringobjects")[0] is None
    assert run(nltest, forest, ENTERPRISE_ADMIN, "/shutdown")[0] is None


def test_access_lists_are_read_and_extended_as_net_does(world: tuple[Forest, ManualClock]) -> None:
    forest, _ = world
    head = DirectoryEntry.new(f"LDAP://CHILDDC1/{CHILD}")
    staff = principals.sid_of(forest, "CHILD\\Staff")
    set_guid = "1f298a89-de98-47b8-b5cd-572ad53d267e"
    rule = AccessRule.new(staff, EnumValue(AD_RIGHTS, 0x20), EnumValue(CONTROL_TYPE, 0), set_guid)
    head.security().add_rule(rule)
    head.commit()
    rules = DirectoryEntry.new(f"LDAP://CHILDDC1/{CHILD}").security().access_rules(True, False, NT_ACCOUNT).rules
    found = [each for each in rules if each.ace.object_type == set_guid]
    assert [str(each.ad_rights().net_string()) for each in found] == ["WriteProperty"]
    assert [each.control_type().net_string() for each in found] == ["Allow"]
    below = DirectoryEntry.new(f"LDAP://CHILDDC1/CN=Users,{CHILD}").security()
    assert not below.access_rules(True, False, NT_ACCOUNT).rules
    assert all(each.is_inherited() for each in below.access_rules(True, True, NT_ACCOUNT).rules)


def test_a_workgroup_machine_knows_no_domain() -> None:
    forest, _ = two_domains()
    with at(Place(forest, Who("RELAY01\\Administrator"), Host("RELAY01", None))):
        found = failure(DirectoryEntry.new("LDAP://RootDSE").attribute_names)
    assert found.properties["ErrorCode"] == 0x8007054B - (1 << 32)
