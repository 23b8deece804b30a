"""The acceptance points of the main job, run as a newcomer would run them."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.checkout import Checkout, Ended

STAGES = ("prereqs", "ad", "cas", "hub", "um", "ccr")
TARGETS = ("ROOTDC1", "HT01", "HT02", "NODEA", "NODEB")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    copy = Checkout.copy_to(tmp_path_factory.mktemp("main-job") / "exforge")
    yield copy
    copy.invoke("lab.down")


@pytest.fixture(scope="module")
def built(checkout: Checkout) -> tuple[Ended, str]:
    """The first deployment of everything, and the digest after it."""
    ended = checkout.invoke("deploy")
    assert ended.code == 0, ended
    return ended, checkout.digest()


def assert_readable(ended: Ended) -> None:
    assert "Traceback (most recent call last)" not in ended.output, ended
    assert "<Obj" not in ended.output, ended
    assert "CLIXML" not in ended.output, ended


def table_row(output: str, host: str) -> list[str]:
    rows = [line.split() for line in output.splitlines() if re.match(rf"\W*{host}\b", line, re.IGNORECASE)]
    assert rows, f"no row for {host} in\n{output}"
    return rows[-1]


def test_the_first_deployment_applies_all_six_stages_and_the_table_says_so(built: tuple[Ended, str]) -> None:
    ended, _ = built
    assert_readable(ended)
    for stage in STAGES:
        assert re.search(rf"\b{stage}\b", ended.output), ended
    for host in TARGETS:
        _host, _in_place, changed, failed, unreachable, *_ = table_row(ended.output, host)
        assert (int(changed) > 0, failed, unreachable) == (True, "0", "0"), ended


def test_a_second_deployment_changes_nothing_and_says_so(checkout: Checkout, built: tuple[Ended, str]) -> None:
    ended = checkout.invoke("deploy")
    assert ended.code == 0, ended
    assert_readable(ended)
    assert "nothing to do" in ended.output.lower(), ended
    assert checkout.digest() == built[1]


def test_an_unchanged_deployment_takes_at_most_fifteen_messages_per_host(
    checkout: Checkout, built: tuple[Ended, str], tmp_path: Path
) -> None:
    counts = tmp_path / "counts.json"
    ended = checkout.run("python", "bench/lab.py", "--client", "deploy", "--counts", str(counts))
    assert ended.code == 0, ended
    per_host = json.loads(counts.read_text("utf-8")).values()
    assert (len(per_host), max(per_host) <= 15) == (len(TARGETS), True), per_host


def test_a_dry_run_after_a_reset_shows_what_is_missing_and_changes_nothing(
    checkout: Checkout, built: tuple[Ended, str]
) -> None:
    assert checkout.invoke("lab.reset").code == 0
    before = checkout.digest()
    assert before != built[1]
    ended = checkout.invoke("deploy", "--stage", "cas", "--dry-run")
    assert_readable(ended)
    assert "HT01" in ended.output.upper(), ended
    assert "ClientAccess" in ended.output or "missing" in ended.output.lower(), ended
    assert checkout.digest() == before


def test_a_stage_without_its_requirements_is_refused_before_any_act(
    checkout: Checkout, built: tuple[Ended, str]
) -> None:
    assert checkout.invoke("lab.reset").code == 0
    before = checkout.digest()
    ended = checkout.invoke("deploy", "--stage", "ccr")
    assert ended.code == 9, ended
    assert_readable(ended)
    for word in ("hub", "ad", "prereqs", "HT01"):
        assert re.search(rf"\b{word}\b", ended.output, re.IGNORECASE), (word, ended)
    assert checkout.digest() == before


def test_stages_one_by_one_give_the_digest_of_all_at_once(checkout: Checkout, built: tuple[Ended, str]) -> None:
    assert checkout.invoke("lab.reset").code == 0
    for stage in STAGES:
        ended = checkout.invoke("deploy", "--stage", stage)
        assert ended.code == 0, (stage, ended)
    assert checkout.digest() == built[1]


def test_rebuilding_twice_gives_one_digest_twice(checkout: Checkout, built: tuple[Ended, str]) -> None:
    for _ in range(2):
        ended = checkout.invoke("lab.rebuild")
        assert ended.code == 0, ended
        assert checkout.digest() == built[1]


def test_pypsrp_by_hand_runs_an_expression_on_a_lab_host(checkout: Checkout, built: tuple[Ended, str]) -> None:
    from pypsrp.powershell import PowerShell, RunspacePool
    from pypsrp.wsman import WSMan

    host = checkout.hosts()["HT01"]
    address, port = re.match(r"http://([^:/]+):(\d+)/", host["url"] + "/").groups()  # type: ignore[union-attr]
    wsman = WSMan(
        address,
        port=int(port),
        ssl=False,
        auth="ntlm",
        username=host["username"],
        password=host["password"],
        no_proxy=True,
    )
    with wsman, RunspacePool(wsman) as pool, PowerShell(pool) as shell:
        shell.add_script("$env:COMPUTERNAME; 6 * 7")
        assert shell.invoke() == ["HT01", 42]


def test_pywinrm_by_hand_runs_an_expression_on_a_lab_host(checkout: Checkout, built: tuple[Ended, str]) -> None:
    import winrm

    host = checkout.hosts()["HT01"]
    session = winrm.Session(host["url"], auth=(host["username"], host["password"]), transport="ntlm")
    answer = session.run_ps("6 * 7")
    assert (answer.status_code, answer.std_out.decode().strip()) == (0, "42")


def test_what_the_credentials_follow_from_is_readable_by_its_owner_alone(
    checkout: Checkout, built: tuple[Ended, str]
) -> None:
    password = checkout.hosts()["HT01"]["password"]
    open_to_others = [
        str(path) for path in checkout.lab_state.rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ]
    assert open_to_others == []
    outside = [
        path
        for path in checkout.folder.rglob("*")
        if path.is_file() and checkout.lab_state not in path.parents and password.encode() in path.read_bytes()
    ]
    assert outside == []


def test_two_checkouts_run_at_the_same_time_without_disturbing_each_other(
    checkout: Checkout, built: tuple[Ended, str], tmp_path: Path
) -> None:
    other = Checkout.copy_to(tmp_path / "exforge")
    try:
        ended = other.invoke("deploy", "--stage", "prereqs")
        assert ended.code == 0, ended
        mine = {host["url"] for host in checkout.hosts().values() if host.get("url")}
        others = {host["url"] for host in other.hosts().values() if host.get("url")}
        assert mine
        assert not mine & others
        assert checkout.digest() == built[1]
    finally:
        assert other.invoke("lab.down").code == 0
    assert checkout.invoke("lab.status").code == 0


def test_a_killed_lab_is_found_dead_said_so_and_starts_again_with_its_state(
    checkout: Checkout, built: tuple[Ended, str]
) -> None:
    pid = int(re.search(r"process (\d+)", checkout.invoke("lab.status").output).group(1))  # type: ignore[union-attr]
    os.kill(pid, signal.SIGKILL)
    found = checkout.invoke("lab.status")
    assert found.code != 0, found
    assert str(pid) in found.output, found
    assert "gone" in found.output, found
    assert checkout.invoke("lab.up").code == 0
    assert checkout.digest() == built[1]


def test_lab_down_leaves_no_process(checkout: Checkout, built: tuple[Ended, str]) -> None:
    pid = int(re.search(r"process (\d+)", checkout.invoke("lab.status").output).group(1))  # type: ignore[union-attr]
    assert checkout.invoke("lab.down").code == 0
    assert not Path(f"/proc/{pid}").exists()


BROKEN = {
    "duplicate key": ("confirm: false", "confirm: false\nconfirm: true", r":\d+:\d+: .*confirm"),
    "wrong type": ("confirm: false", "confirm: perhaps", r":\d+:\d+: .*perhaps"),
    "host without address": (r"re:(  ht01:\n(?:    (?!address).*\n)*)    address: .*\n", r"\1", r":\d+:\d+: .*address"),
    "unknown key": ("confirm: false", "confrim: false", r":\d+:\d+: .*confirm"),
    "tab": ("confirm: false", "confirm:\tfalse\n\tx: 1", r":\d+:\d+: .*tab"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_inventory_is_refused_with_its_place(fault: str, checkout: Checkout, tmp_path: Path) -> None:
    find, replace, expected = BROKEN[fault]
    source = (checkout.folder / "inventory/diary/inventory.yml").read_text()
    broken = re.sub(find[3:], replace, source, count=1) if find.startswith("re:") else source.replace(find, replace, 1)
    assert broken != source, "the inventory no longer has what this test breaks"
    (tmp_path / "inventory.yml").write_text(broken)
    ended = checkout.invoke("plan", "--inventory", str(tmp_path))
    assert ended.code == 5, ended
    assert_readable(ended)
    assert re.search(r"inventory\.yml" + expected, ended.output, re.IGNORECASE), ended


def test_an_unknown_role_is_refused_with_its_place(checkout: Checkout) -> None:
    playbook = checkout.folder / "playbooks/exchange-2007.yml"
    source = playbook.read_text()
    role = re.search(r"roles: \[([\w-]+)", source).group(1)  # type: ignore[union-attr]
    try:
        playbook.write_text(source.replace(f"roles: [{role}", f"roles: [{role}x", 1))
        ended = checkout.invoke("plan")
        assert ended.code == 5, ended
        assert re.search(rf"exchange-2007\.yml:\d+:\d+: .*{role}x", ended.output), ended
        assert role in ended.output.replace(f"{role}x", ""), ended
    finally:
        playbook.write_text(source)
