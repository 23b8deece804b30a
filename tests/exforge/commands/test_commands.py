"""Commands as a user meets them: what is printed, and the exit code."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from exforge.commands import exits
from exforge.commands.deploy import deploy
from exforge.commands.plan import plan
from exforge.commands.status import status
from exforge.commands.verify import verify
from exforge.commands.workspace import Request
from exforge.remote.session import Answer, HostFailed, NotTrusted, Target
from exforge.resources.base import Act
from exforge.running.journal import Journal, read
from exforge.running.lease import Lease
from tests.exforge.commands.conftest import PASSWORD
from tests.exforge.worlds import Channel, Files, World, failure

Printed = pytest.CaptureFixture[str]


def journal_of(files: Files) -> Path:
    return files.root / ".exforge/runs/test/journal.jsonl"


def test_deploy_shows_the_plan_works_and_ends_with_a_table(request_of: Request, capsys: Printed) -> None:
    assert deploy(request_of) == exits.DONE
    out = capsys.readouterr().out
    assert "~ fact paint" in out
    assert "value: nothing -> blue" in out
    rows = {line.split()[0]: line.split()[1:5] for line in out.splitlines() if line.startswith(("A ", "B "))}
    assert rows == {"A": ["0", "3", "0", "0"], "B": ["0", "2", "0", "0"]}
    assert out.rstrip().splitlines()[-1].startswith("5 changed, 0 were in place")


def test_deploy_again_says_nothing_to_do(request_of: Request, world: World, capsys: Printed) -> None:
    deploy(request_of)
    acts = [list(machine.acts) for machine in world.machines.values()]
    capsys.readouterr()
    assert deploy(request_of) == exits.DONE
    assert "Nothing to do: 5 resources in place." in capsys.readouterr().out
    assert [machine.acts for machine in world.machines.values()] == acts


def test_a_dry_run_changes_nothing_and_leaves_no_journal(
    request_of: Request, files: Files, world: World, capsys: Printed
) -> None:
    assert deploy(request_of, dry_run=True) == exits.DONE
    assert "5 would change." in capsys.readouterr().out
    assert all(not machine.acts for machine in world.machines.values())
    assert not journal_of(files).exists()


def test_a_stage_without_its_requirements_is_refused_with_names(
    request_of: Request, world: World, capsys: Printed
) -> None:
    assert deploy(replace(request_of, stages=("top",))) == exits.DECISION_NEEDED
    printed = capsys.readouterr()
    assert "prepared is missing on A: stage base provides it" in printed.out
    assert "everywhere is missing on B: stage base provides it" in printed.out
    assert "Nothing was changed" in printed.err
    assert all(not machine.acts for machine in world.machines.values())


def test_with_requirements_runs_those_stages_first(request_of: Request, world: World) -> None:
    request = replace(request_of, stages=("top",), with_requirements=True)
    assert deploy(request) == exits.DONE
    assert world["a"].acts == ["set paint", "set place", "set roof"]


@pytest.mark.parametrize(("detailed", "code"), [(False, exits.DONE), (True, exits.CHANGES_PENDING)])
def test_plan_tells_pending_changes_by_its_code_only_when_asked(detailed: bool, code: int, request_of: Request) -> None:
    assert plan(request_of, detailed_exitcode=detailed) == code


def test_a_saved_plan_is_applied_while_it_holds_and_refused_when_not(
    request_of: Request, world: World, tmp_path: Path, capsys: Printed
) -> None:
    file = str(tmp_path / "plan.json")
    assert plan(request_of, out=file) == exits.DONE
    world["b"].facts["paint"] = "green"
    assert deploy(request_of, plan_file=file) == exits.DECISION_NEEDED
    assert "what the hosts answer has changed since" in capsys.readouterr().err
    del world["b"].facts["paint"]
    assert deploy(request_of, plan_file=file) == exits.DONE


def test_an_unreachable_host_stops_before_any_act(request_of: Request, world: World, capsys: Printed) -> None:
    world["b"].down = True
    assert deploy(request_of) == exits.UNREACHABLE
    printed = capsys.readouterr()
    assert "B is unreachable" in printed.out
    assert "do:    change the test" in printed.out
    assert world["a"].acts == []


def test_a_limit_leaves_the_unreachable_host_out(request_of: Request, world: World) -> None:
    world["b"].down = True
    assert deploy(replace(request_of, stages=("base",), limit=("a",))) == exits.DONE


def test_a_host_that_is_another_is_not_trusted(
    request_of: Request, world: World, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: World, target: Target) -> Channel:
        raise NotTrusted(failure("this is OTHER", target.name))

    monkeypatch.setattr(World, "read", refuse)
    assert plan(request_of) == exits.UNREACHABLE
    assert "A is not trusted" in capsys.readouterr().out


def test_a_host_that_can_not_serve_is_a_failure_and_not_a_lost_host(
    request_of: Request, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: World, target: Target) -> Channel:
        raise HostFailed(failure("out of shells", target.name))

    monkeypatch.setattr(World, "read", refuse)
    assert deploy(request_of) == exits.STEP_FAILED
    assert "A failed  [test.failure]" in capsys.readouterr().out


def test_a_failed_step_has_five_parts_and_its_code(request_of: Request, world: World, capsys: Printed) -> None:
    world["b"].on_act = lambda act: Answer(failure=failure("0x80070005 \x1b[31mAccess is denied"))
    assert deploy(request_of) == exits.STEP_FAILED
    out = capsys.readouterr().out
    for part in ("what:", "tried:", "said:  0x80070005 \\x1b[31mAccess is denied", "means:", "do:"):
        assert part in out
    assert "\x1b" not in out


def test_what_does_not_last_is_unhealthy(request_of: Request, world: World) -> None:
    def undo(act: Act) -> Answer | None:
        if act.summary == "set place":
            world["b"].facts["paint"] = "faded"
        return None

    world["b"].on_act = undo
    assert deploy(replace(request_of, stages=("base",))) == exits.UNHEALTHY


def test_verify_tells_what_is_not_as_it_should_be(request_of: Request, world: World, capsys: Printed) -> None:
    deploy(request_of)
    assert verify(request_of) == exits.DONE
    world["a"].facts["roof"] = "straw"
    assert verify(request_of) == exits.UNHEALTHY
    out = capsys.readouterr().out
    assert "value: straw -> tiles" in out
    assert "Not as it should be: 1 resources on A." in out


def test_status_tells_the_last_run_without_asking_a_host(request_of: Request, world: World, capsys: Printed) -> None:
    assert status(request_of) == exits.DONE
    assert "Nothing was ever deployed to test" in capsys.readouterr().out
    deploy(request_of)
    capsys.readouterr()
    world.opened.clear()
    assert status(request_of) == exits.DONE
    out = capsys.readouterr().out
    assert "stages base, top" in out
    assert "5 resources: 5 changed." in out
    assert world.opened == []


def test_status_of_a_run_that_did_not_end_says_how_to_go_on(request_of: Request, files: Files, capsys: Printed) -> None:
    with Journal(journal_of(files)) as journal:
        journal.append("run", run="r", stages=["base"])
        journal.append("intent", token="t", host="a", address="a/x/y", act="install", detached=True, timeout=9)
    assert status(request_of) == exits.DONE
    out = capsys.readouterr().out
    assert "It did not end" in out
    assert "install on A" in out


def test_a_second_controller_is_told_who_the_first_one_is(request_of: Request, files: Files, capsys: Printed) -> None:
    with Lease(files.root / ".exforge/runs/test"):
        assert deploy(request_of) == exits.LOCKED
    assert "process" in capsys.readouterr().err


def test_a_damaged_journal_is_not_resumed_from(request_of: Request, files: Files, capsys: Printed) -> None:
    deploy(request_of)
    journal_of(files).write_text(journal_of(files).read_text().replace("set roof", "set door"))
    assert deploy(request_of) == exits.DECISION_NEEDED
    assert "move it away" in capsys.readouterr().err


def test_an_error_in_a_file_is_told_with_its_place(
    request_of: Request, files: Files, world: World, capsys: Printed
) -> None:
    files.write("roles/top/role.yml", "role: top\nresorces: []\n")
    assert plan(request_of) == exits.INVALID_INPUT
    assert "roles/top/role.yml:2:1: the role has no key 'resorces'" in capsys.readouterr().err
    assert world.opened == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stages": ("bse",)}, "there is no stage 'bse'; did you mean 'base'?"),
        ({"limit": ("x",)}, "there is no host or group 'x'"),
        ({"inventory": "nosuch"}, "there is no inventory folder nosuch"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_64(
    change: dict[str, str], told: str, request_of: Request, capsys: Printed
) -> None:
    assert plan(replace(request_of, **change)) == exits.USAGE  # type: ignore[arg-type]
    assert told in capsys.readouterr().err


def test_a_secret_that_is_not_there_is_named_before_any_contact(
    request_of: Request, world: World, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.delenv("EXF_PASSWORD")
    assert deploy(request_of) == exits.INVALID_INPUT
    assert "environment variable EXF_PASSWORD is not set" in capsys.readouterr().err
    assert world.opened == []


def test_a_host_without_a_connection_is_named(request_of: Request, files: Files, capsys: Printed) -> None:
    text = (files.inventory / "inventory.yml").read_text()
    (files.inventory / "inventory.yml").write_text(text[: text.index("connection:")])
    assert plan(request_of) == exits.INVALID_INPUT
    assert "inventory.yml:13:3: the host 'a' needs a connection" in capsys.readouterr().err


def asking(files: Files) -> None:
    file = files.inventory / "inventory.yml"
    file.write_text(file.read_text().replace("confirm: false", "confirm: true"))


def test_without_a_terminal_an_inventory_that_asks_needs_yes(
    request_of: Request, files: Files, world: World, capsys: Printed
) -> None:
    asking(files)
    assert deploy(request_of) == exits.DECISION_NEEDED
    assert "--yes" in capsys.readouterr().err
    assert world["a"].acts == []
    assert deploy(replace(request_of, yes=True)) == exits.DONE


@pytest.mark.parametrize(("answer", "code"), [("yes\n", exits.DONE), ("no\n", exits.DECISION_NEEDED), ("", 9)])
def test_on_a_terminal_only_yes_is_yes(
    answer: str, code: int, request_of: Request, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asking(files)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert deploy(request_of) == code


def test_json_prints_one_object_per_line_and_nothing_else(request_of: Request, capsys: Printed) -> None:
    assert deploy(replace(request_of, json=True)) == exits.DONE
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    names = [event["event"] for event in events]
    assert names[-1] == "run_ended"
    assert {"plan_made", "step_ended", "act_started", "host_read"} <= set(names)
    assert events[-1]["totals"][0]["changed"] == 3


def test_a_secret_that_a_host_repeats_reaches_neither_screen_nor_journal(
    request_of: Request, files: Files, world: World, capsys: Printed
) -> None:
    said = f"logon of {PASSWORD} failed; {PASSWORD.encode('utf-16-le').hex()}"
    world["a"].on_act = lambda act: Answer(failure=failure(said))
    assert deploy(request_of) == exits.STEP_FAILED
    printed = capsys.readouterr()
    everything = printed.out + printed.err + journal_of(files).read_text()
    assert "logon of *** failed" in everything
    assert PASSWORD not in everything
    assert PASSWORD.encode("utf-16-le").hex() not in everything


def test_a_bug_is_a_sentence_and_a_file_not_a_traceback(
    request_of: Request, files: Files, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    def broken(self: World, target: Target) -> Channel:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(World, "read", broken)
    assert plan(request_of) == exits.BUG
    printed = capsys.readouterr()
    assert "exforge has a bug: ZeroDivisionError: oops" in printed.err
    assert "Traceback" not in printed.out + printed.err
    assert list((files.root / ".exforge/bugs").iterdir())


def test_a_bug_in_a_hosts_thread_is_a_bug_too(request_of: Request, world: World, capsys: Printed) -> None:
    def broken(act: Act) -> Answer | None:
        raise ZeroDivisionError("oops")

    world["a"].on_act = broken
    assert deploy(request_of) == exits.BUG
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_an_interrupted_adoption_is_finished_by_the_next_deploy(
    request_of: Request, files: Files, world: World, capsys: Printed
) -> None:
    with Journal(journal_of(files)) as journal:
        journal.append("intent", token="t", host="a", address="a/x/y", act="install", detached=True, timeout=9)
    world["a"].jobs["t"] = Answer(True)
    assert deploy(request_of) == exits.DONE
    assert "finished what an earlier run began: install" in capsys.readouterr().out
    assert world["a"].jobs == {}
    kinds = [record["kind"] for record in read(journal_of(files)).records]
    assert kinds[:4] == ["intent", "evidence", "forgotten", "run"]


ROOT = Path(__file__).resolve().parents[3]


def invoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "invoke", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "arguments", [["nosuch"], ["deploy", "--nosuch"], ["deploy", "--stage"], ["plan", "extra-word"]]
)
def test_a_wrong_command_line_exits_64(arguments: list[str]) -> None:
    ended = invoke(*arguments)
    assert ended.returncode == exits.USAGE, ended
    assert "Traceback" not in ended.stderr


def test_the_list_names_every_task_and_loads_no_network_library() -> None:
    script = (
        "import sys, invoke.main as m\n"
        "try: m.program.run(['invoke', '--list'])\n"
        "except SystemExit: pass\n"
        "print([n for n in ('pypsrp', 'requests', 'winrm', 'exforge.remote') if n in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"
    for name in ("deploy", "plan", "verify", "status", "up", "down", "status", "reset", "rebuild"):
        assert name in ended.stdout


@pytest.mark.parametrize(
    "name",
    ["deploy", "plan", "verify", "status", "lab.up", "lab.down", "lab.status", "lab.reset", "lab.rebuild"],
)
def test_every_flag_of_a_task_has_help(name: str) -> None:
    ended = invoke("--help", name)
    assert ended.returncode == 0
    flags = ended.stdout.split("Options:")[1].strip().splitlines()
    assert flags
    for line in flags:
        assert not line.strip().startswith("-") or re.search(r"\S {2,}\S", line.strip()), line
