from __future__ import annotations

from collections.abc import Mapping

import pytest

from exforge.remote.psrp import PsrpActChannel, PsrpReadChannel
from exforge.remote.session import ActUncertain, JobState, NotTrusted, Unreachable
from exforge.resources.base import Act, Probe
from exforge.resources.secret import Secret
from tests.exforge.remote.hosts import TARGET, Clock, Jobs, MemoryHost, names, unreachable

SETUP = Act("Install-ExchangeRole", {"Role": "Mailbox"}, summary="install", repeatable=False, timeout=600)


def reader(host: MemoryHost) -> PsrpReadChannel:
    return PsrpReadChannel(TARGET, host.open_pool)


def actor(host: MemoryHost, lines: list[str] | None = None, clock: Clock | None = None) -> PsrpActChannel:
    clock = clock or Clock()
    return PsrpActChannel(
        TARGET, host.open_pool, (lines if lines is not None else []).append, clock=clock, pause=clock.pause
    )


def test_all_probes_of_a_batch_are_one_pipeline_with_the_identity_in_the_first() -> None:
    host = MemoryHost({"Get-A": lambda given: 1, "Get-B": lambda given: {"x": given["Of"]}})
    channel = reader(host)
    answers = channel.read([Probe("Get-A"), Probe("Get-B", {"Of": "b"})])
    assert [answer.value for answer in answers] == [1, {"x": "b"}]
    channel.read([Probe("Get-A")])
    assert host.pipelines == [["Get-HostIdentity", "Get-A", "Get-B"], ["Get-A"]]


def test_a_call_that_fails_fails_alone_and_is_told_in_five_parts() -> None:
    def broken(given: Mapping[str, object]) -> object:
        raise RuntimeError("Access is denied._x000D__x000A_")

    host = MemoryHost({"Get-A": lambda given: 1, "Get-B": broken})
    first, second = reader(host).read([Probe("Get-B"), Probe("Get-A")])
    assert second.value == 1
    assert first.failure is not None
    assert first.failure.said == "Access is denied."
    assert first.failure.what == "ht01 (10.1.1.51:5985)"
    assert first.failure.tried == "Get-B"
    assert first.failure.means
    assert first.failure.remedy


def test_another_machine_at_the_address_is_not_trusted() -> None:
    host = MemoryHost({"Get-A": lambda given: 1}, identity={"ComputerName": "OTHER", "Domain": "child.corp.example"})
    with pytest.raises(NotTrusted, match=r"this is OTHER in child\.corp\.example"):
        reader(host).read([Probe("Get-A")])


def test_reading_survives_one_session_that_the_host_ended() -> None:
    gone = unreachable(id="winrm.shell-gone")
    host = MemoryHost({"Get-A": lambda given: 1}, faults=[None, gone])
    channel = reader(host)
    channel.read([Probe("Get-A")])
    assert channel.read([Probe("Get-A")])[0].value == 1
    assert host.opened == 2


def test_reading_gives_up_after_the_second_loss() -> None:
    host = MemoryHost({"Get-A": lambda given: 1}, faults=[unreachable(), unreachable()])
    with pytest.raises(Unreachable):
        reader(host).read([Probe("Get-A")])


def test_an_act_whose_answer_is_lost_is_uncertain_and_not_sent_again() -> None:
    host = MemoryHost({"Set-RegistryValue": lambda given: None})
    channel = actor(host)
    channel.identity()
    host.lost_answers = 1
    with pytest.raises(ActUncertain):
        channel.act(Act("Set-RegistryValue", {}, summary="set"), "t1")
    assert host.asked("Set-RegistryValue") == 1


def test_an_act_that_owes_a_restart_says_so() -> None:
    host = MemoryHost({"Set-X": lambda given: {"RestartRequired": True}})
    assert actor(host).act(Act("Set-X", {}, summary="x"), "t1").restart_required


def test_a_detached_act_is_followed_by_its_log_to_its_end() -> None:
    jobs, lines = Jobs(), list[str]()
    host = MemoryHost(jobs.functions())
    answer = actor(host, lines).act(SETUP, "t1")
    assert answer.value == {"ExitCode": 0}
    assert lines == ["Welcome", "Copying files", "COMPLETED"]
    assert answer.log_tail == "Welcome\nCopying files\nCOMPLETED"


def test_a_detached_act_survives_lost_answers_and_is_started_once() -> None:
    jobs = Jobs(waits=4)
    host = MemoryHost(jobs.functions())
    channel = actor(host)
    channel.identity()
    host.lost_answers = 2
    assert channel.act(SETUP, "t1").value == {"ExitCode": 0}
    assert len(jobs.started) == 1


def test_a_job_whose_token_is_known_is_adopted() -> None:
    jobs = Jobs()
    host = MemoryHost(jobs.functions())
    actor(host).act(SETUP, "t1")
    assert actor(host).act(SETUP, "t1").value == {"ExitCode": 0}
    assert len(jobs.started) == 1
    assert actor(host).job_status("t1").state is JobState.FINISHED
    actor(host).forget("t1")
    assert actor(host).job_status("t1").state is JobState.ABSENT


def test_a_job_that_vanished_fails_with_its_last_line() -> None:
    jobs = Jobs(answer=None)
    answer = actor(MemoryHost(jobs.functions())).act(SETUP, "t1")
    assert answer.failure is not None
    assert answer.failure.id == "job.lost"
    assert "COMPLETED" in answer.failure.said


def test_a_job_that_never_ends_is_uncertain_after_its_deadline() -> None:
    clock = Clock()
    jobs = Jobs(waits=10_000)
    functions = jobs.functions()
    look = functions["Wait-DetachedJob"]

    def wait(given: Mapping[str, object]) -> object:
        clock.pause(20)
        return look(given)

    host = MemoryHost({**functions, "Wait-DetachedJob": wait})
    with pytest.raises(ActUncertain, match="still running after 600 s"):
        actor(host, clock=clock).act(SETUP, "t1")


def test_secrets_of_a_detached_act_travel_apart_from_its_parameters() -> None:
    jobs = Jobs()
    act = Act(
        "New-ServerCluster",
        {"Name": "C", "Password": Secret("env:P", lambda: "geheim")},
        summary="form",
        repeatable=False,
        secrets=frozenset({"Password"}),
    )
    actor(MemoryHost(jobs.functions())).act(act, "t1")
    assert jobs.started[0]["Parameters"] == {"Name": "C"}
    secrets = jobs.started[0]["Secrets"]
    assert isinstance(secrets, Mapping)
    assert set(secrets) == {"Password"}
    assert "geheim" not in repr(secrets)


def restarting(host: MemoryHost, down: int, services: list[bool]) -> None:
    """The host goes down for so many looks, then serves under another boot identity."""

    def restart(given: Mapping[str, object]) -> object:
        host.faults.extend([unreachable("connection refused")] * down)
        host.identity = {**host.identity, "BootId": "boot-2"}
        return {"ExitCode": 0}

    host.functions["Restart-Host"] = restart
    host.functions["Test-HostReady"] = lambda given: {"Ready": services.pop(0) if services else True}


def test_a_restart_ends_when_the_host_serves_under_another_boot_identity() -> None:
    host = MemoryHost()
    restarting(host, down=3, services=[False, True])
    seen = actor(host).restart("updates", 600)
    assert seen.boot_id == "boot-2"
    assert host.asked("Restart-Host") == 1
    assert names(host.pipelines)[-1] == "Test-HostReady"


def test_a_host_that_stays_away_is_told_with_the_last_observation() -> None:
    host, clock = MemoryHost(), Clock()
    restarting(host, down=10_000, services=[])
    with pytest.raises(Unreachable, match="last seen: connection refused"):
        actor(host, clock=clock).restart("updates", 600)
    assert 600 <= clock.now < 620


def test_a_host_that_does_not_go_down_is_told() -> None:
    host = MemoryHost({"Restart-Host": lambda given: {"ExitCode": 0}})
    with pytest.raises(Unreachable, match="not gone down yet"):
        actor(host).restart("updates", 60)
