"""The promises of docs and design under faults of the network and the hosts, over real WinRM."""

from __future__ import annotations

import re
import time

import pytest

from exforge.commands import exits
from exforge.remote import pool
from tests.exforge.faults.conftest import Site


def assert_readable(output: str, longest: int = 2500) -> None:
    """Nothing in it controls a terminal, and no line is endless."""
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", output)
    assert max(map(len, output.splitlines())) < longest
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("kind", "match"),
    [
        ("cut-before", "Receive"),
        ("cut-after", "Create"),
        ("cut-after", "Command"),
        ("truncate", "Receive"),
        ("http-500", "Command"),
    ],
)
def test_a_probe_whose_connection_breaks_is_sent_again(site: Site, kind: str, match: str) -> None:
    site.role(site.value())
    site.lab.add_fault("SRV1", kind, match=match, at=1 if match == "Create" else 2)
    ended = site.deploy()
    assert ended.code == exits.DONE, ended
    assert_readable(ended.output)
    assert site.lab.faults()[0]["struck"] == 1


def test_a_job_whose_link_is_lost_is_adopted_by_its_token_and_started_once(site: Site) -> None:
    before = site.jobs_started()
    site.role(site.component())
    site.lab.add_fault("SRV1", "cut-before", on="job")
    ended = site.deploy()
    assert ended.code == exits.DONE, ended
    assert site.jobs_started() == before + 1


KINDS = ("cut-after", "cut-before", "truncate")
SAMPLE = ((6, "cut-after"), (14, "truncate"), (21, "cut-before"), (27, "cut-after"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every request of a run (some forty) and every kind with ``--slow``, a few of them without."""
    if "struck_at" in metafunc.fixturenames:
        whole = [(at, kind) for at in range(1, 45) for kind in KINDS]
        metafunc.parametrize(("struck_at", "kind"), whole if metafunc.config.getoption("--slow") else SAMPLE)


def test_an_act_is_done_once_whichever_request_is_struck(site: Site, struck_at: int, kind: str) -> None:
    before = site.jobs_started()
    site.role(site.component())
    site.lab.add_fault("SRV1", kind, at=struck_at)
    ended = site.deploy()
    assert ended.code == exits.DONE, ended
    assert_readable(ended.output)
    assert site.jobs_started() == before + 1


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines of seconds instead of a minute."""
    monkeypatch.setattr(pool, "_OPEN_OPERATION", 1)
    monkeypatch.setattr(pool, "_OPEN_READ", 2)
    monkeypatch.setattr(pool, "_POLL", 1)


@pytest.mark.usefixtures("hasty")
def test_a_link_that_has_gone_silent_ends_at_its_deadline_and_a_second_one_is_tried(site: Site) -> None:
    site.role(site.value())
    site.lab.add_fault("SRV1", "half-open", match="Receive")
    started = time.monotonic()
    ended = site.deploy()
    assert ended.code == exits.DONE, ended
    assert time.monotonic() - started < 15


@pytest.mark.usefixtures("hasty")
def test_a_host_that_stays_silent_is_told_from_one_that_is_off(site: Site) -> None:
    site.role(site.value())
    site.lab.add_fault("SRV1", "half-open", times=0)
    started = time.monotonic()
    ended = site.deploy()
    assert ended.code == exits.UNREACHABLE, ended
    assert "the connection stands, but nobody answers on it" in ended.output
    assert time.monotonic() - started < 20
    site.lab.clear_faults()
    assert site.deploy().code == exits.DONE


def test_a_host_that_restarts_in_mid_step_is_named_and_does_the_step_again(site: Site) -> None:
    site.role(site.component(), site.value())
    site.lab.add_fault("SRV1", "restart", on="program", match="sysocmgr.exe", seconds=3)
    ended = site.deploy()
    assert_readable(ended.output)
    assert ended.code == exits.DONE, ended
    assert "it has restarted by itself" in ended.output
    assert "begins again" in ended.output
    assert "nothing to do" in site.deploy().output.lower()


def test_a_host_that_restarts_during_a_short_act_comes_to_the_same_end(site: Site) -> None:
    site.role(site.value(), site.value())
    site.lab.add_fault("SRV1", "restart", on="request", match="Command", at=6)
    ended = site.deploy()
    assert ended.code == exits.DONE, ended
    assert "it has restarted by itself" in ended.output
    assert site.lab.faults()[0]["struck"] == 1


def test_hostile_output_of_a_program_reaches_neither_terminal_nor_journal(site: Site) -> None:
    site.role(site.component())
    site.lab.add_fault("SRV1", "hostile-output", match="powershell.exe")
    ended = site.deploy()
    assert ended.code == exits.DONE, ended
    assert site.strikes()[-1].endswith("hostile-output")
    assert_readable(ended.output)
    journal = site.journal_text()
    assert "\\u001b]0;owned" in journal or "AAAA" in journal, "the evidence keeps the last of it, encoded"
    assert_readable(journal, longest=30_000)


def test_another_machine_at_the_address_stops_before_the_first_act(site: Site) -> None:
    site.role(site.value())
    site.lab.add_fault("SRV1", "wrong-identity", as_host="SRV2")
    ended = site.deploy()
    assert ended.code == exits.UNREACHABLE, ended
    assert "this is SRV2" in ended.output
    assert not [entry for entry in site.lab.log("SRV2") if "registry" in entry["detail"]]


def test_another_machine_that_answers_in_mid_step_gets_no_act(site: Site) -> None:
    site.role(site.component())
    site.lab.add_fault("SRV1", "wrong-identity", on="job", as_host="SRV2")
    ended = site.deploy()
    assert ended.code == exits.UNREACHABLE, ended
    assert "this is SRV2" in ended.output
    assert not [entry for entry in site.lab.log("SRV2") if "exforge" in entry["detail"]]
    site.lab.clear_faults()
    before = site.jobs_started()
    ended = site.deploy()
    assert ended.code == exits.DONE, ended
    assert site.jobs_started() == before, "the job that runs is adopted"


def test_a_full_disk_on_the_host_is_told_and_mended_by_the_next_run(site: Site) -> None:
    site.role(site.component())
    site.lab.add_fault("SRV1", "disk-full")
    ended = site.deploy()
    assert ended.code == exits.STEP_FAILED, ended
    assert "not enough space" in ended.output
    assert_readable(ended.output)
    site.lab.clear_faults()
    assert site.deploy().code == exits.DONE


def test_a_host_without_winrm_is_out_of_reach(site: Site) -> None:
    site.role(site.value())
    site.lab.add_fault("SRV1", "service-stopped", service="WinRM")
    ended = site.deploy()
    assert ended.code == exits.UNREACHABLE, ended
    assert "connection refused" in ended.output
    site.lab.clear_faults()
    assert site.lab.shell("SRV1", "Start-Service WinRM").exit_code == 0
    assert site.deploy().code == exits.DONE
