"""Saving, loading and comparing forests; accounts."""

from __future__ import annotations

import json

import pytest

from tests.winlab.directory.forests import CHILD_ADMIN, two_domains
from winlab.directory import accounts
from winlab.directory.accounts import AccountError, Accounts
from winlab.directory.forest import Forest
from winlab.directory.storing import forest_digest, forest_state, load_forest_state
from winlab.directory.writing import Change

CHILD = "DC=child,DC=corp,DC=example"


def work(forest: Forest, group: str = "Helpers") -> None:
    """Makes, changes, moves and deletes something."""
    bound = forest.bind(CHILD_ADMIN, dc="CHILDDC1")
    bound.add(f"CN={group},CN=Users,{CHILD}", {"objectClass": "group", "myAttribute": b"\x00\xff"})
    bound.modify(f"CN={group},CN=Users,{CHILD}", [Change("add", "member", (f"CN=Ann Smith,OU=Staff,{CHILD}",))])
    bound.rename(f"CN=cai,OU=Staff,{CHILD}", "CN=Cai", f"CN=Users,{CHILD}")
    bound.delete(f"CN=Smith\\, Bob,OU=Staff,{CHILD}")


def test_a_saved_forest_comes_back_as_it_was() -> None:
    forest, clock = two_domains()
    work(forest)
    clock.pass_time(20)
    Accounts(forest).change_password("CHILD\\ann", "a new pass-phrase")
    saved = json.loads(json.dumps(forest_state(forest)))
    again, _ = two_domains()
    load_forest_state(again, saved)
    assert forest_digest(again) == forest_digest(forest)
    assert forest_state(again) == saved
    assert Accounts(again).check("CHILD\\ann", "a new pass-phrase").account == "CHILD\\ann"
    group = again.bind(CHILD_ADMIN, dc="CHILDDC1").get(f"CN=Helpers,CN=Users,{CHILD}")
    assert group.get("myAttribute") == [b"\x00\xff"]
    assert "myAttribute" in group.names()


def test_replication_that_was_under_way_goes_on_after_loading() -> None:
    forest, _ = two_domains()
    work(forest)
    again, clock = two_domains()
    load_forest_state(again, json.loads(json.dumps(forest_state(forest))))
    again.replication.resume()
    clock.pass_time(100)
    assert again.bind(CHILD_ADMIN, dc="CHILDDC2").exists(f"CN=Helpers,CN=Users,{CHILD}")


def test_equal_work_gives_equal_digests_at_another_time_and_with_other_identities() -> None:
    first, first_clock = two_domains()
    second, second_clock = two_domains()
    second.new_guid()
    second_clock.pass_time(3600)
    second.controllers["CHILDDC1"].rids = (9000, 9500)
    for forest, clock in ((first, first_clock), (second, second_clock)):
        work(forest)
        clock.pass_time(300)
    assert forest_digest(first) == forest_digest(second)
    second.bind(CHILD_ADMIN).modify(CHILD, {"description": "other"})
    assert forest_digest(first) != forest_digest(second)


def test_a_token_has_global_groups_of_the_domain_and_universal_ones_nested() -> None:
    forest, _ = two_domains()
    found = Accounts(forest)
    token = found.token("child\\ANN")
    assert token.account == "CHILD\\ann"
    assert token.groups == {"CHILD\\DOMAIN USERS", "CHILD\\STAFF", "CHILD\\FOREST STAFF"} | {
        "CHILD\\PRINTERS", "BUILTIN\\USERS",
    }  # fmt: skip
    assert found.token("exdeploy@corp.example").account == "CORP\\exdeploy"


@pytest.mark.parametrize(
    ("account", "right_password", "code"),
    [
        ("CHILD\\ann", False, accounts.LOGON_FAILURE),
        ("CHILD\\nobody", False, accounts.LOGON_FAILURE),
        ("CHILD\\cai", True, accounts.ACCOUNT_DISABLED),
    ],
)
def test_a_refused_logon_has_windows_own_code(account: str, right_password: bool, code: int) -> None:
    forest, _ = two_domains()
    found = Accounts(forest)
    password = found.password_of(account) if right_password else "wrong"
    assert password is not None
    with pytest.raises(AccountError) as caught:
        found.check(account, password)
    assert caught.value.code == code


def test_an_account_is_locked_out_after_the_policys_number_of_wrong_passwords_and_free_again_later() -> None:
    forest, clock = two_domains()
    forest.bind(CHILD_ADMIN).modify(CHILD, {"lockoutThreshold": 3})
    clock.pass_time(300)
    found = Accounts(forest)
    right = found.password_of("CHILD\\ann")
    assert right is not None
    for _ in range(3):
        with pytest.raises(AccountError):
            found.check("CHILD\\ann", "wrong")
    with pytest.raises(AccountError) as caught:
        found.check("CHILD\\ann", right)
    assert caught.value.code == accounts.LOCKED_OUT
    clock.pass_time(1801)
    assert found.check("CHILD\\ann", right).account == "CHILD\\ann"


def test_wrong_passwords_far_apart_do_not_lock_and_a_lock_out_is_lifted_by_writing_lockout_time() -> None:
    forest, clock = two_domains()
    forest.bind(CHILD_ADMIN).modify(CHILD, {"lockoutThreshold": 2, "lockoutDuration": 0})
    clock.pass_time(300)
    found = Accounts(forest)
    right = found.password_of("CHILD\\ann")
    assert right is not None

    def wrong() -> None:
        with pytest.raises(AccountError):
            found.check("CHILD\\ann", "wrong")

    wrong()
    clock.pass_time(1900)
    wrong()
    assert found.check("CHILD\\ann", right)
    wrong()
    wrong()
    clock.pass_time(10**6)
    with pytest.raises(AccountError) as caught:
        Accounts(forest).check("CHILD\\ann", right)
    assert caught.value.code == accounts.LOCKED_OUT
    person = found.find("CHILD\\ann")
    assert person is not None
    forest.bind(CHILD_ADMIN).modify(person[1].dn, {"lockoutTime": 0})
    clock.pass_time(300)
    assert found.check("CHILD\\ann", right)


def test_first_passwords_differ_by_account_and_by_lab() -> None:
    forest, _ = two_domains()
    passwords = [password for _, _, password in Accounts(forest).secrets()]
    assert len(set(passwords)) == len(passwords) > 3
    assert all(len(password) >= 15 for password in passwords)


def test_without_a_controller_of_the_domain_nobody_logs_on() -> None:
    forest, _ = two_domains()
    found = Accounts(forest)
    right = found.password_of("CHILD\\ann")
    assert right is not None
    forest.running = lambda name: not name.startswith("CHILD")
    with pytest.raises(AccountError) as caught:
        found.check("CHILD\\ann", right)
    assert caught.value.code == accounts.NO_LOGON_SERVERS
