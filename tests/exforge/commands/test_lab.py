"""The lab's commands against a stand-in for ``python -m winlab``, and targets made of what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from exforge.commands import exits, lab
from exforge.commands.plan import plan
from exforge.commands.site import Site
from exforge.commands.workspace import Request, Workspace
from exforge.resources import catalogue
from tests.exforge.worlds import Fact, Files

Printed = pytest.CaptureFixture[str]

STANDIN = """
import json, pathlib, sys
command, state = sys.argv[1], pathlib.Path(sys.argv[sys.argv.index("--state") + 1])
up = state / "up"
if command == "up":
    if "broken" in sys.argv:
        print("winlab: the scenario broken is unknown", file=sys.stderr); sys.exit(1)
    state.mkdir(parents=True, exist_ok=True); up.write_text("4711"); print("lab process 4711 runs")
elif command == "status":
    if up.exists(): print("lab process 4711 runs")
    else: print("lab process 4711 is gone"); sys.exit(3)
elif command == "down":
    if not state.exists(): sys.exit(4)
    up.unlink(missing_ok=True); print("lab process 4711 stopped")
elif command == "reset":
    print("the lab is reset")
elif command == "list":
    host = {"name": "A", "url": "http://127.0.0.1:4242/wsman"}
    host.update(username="CORP\\\\deploy", password="l4b-secret")
    print(json.dumps({"hosts": [host]}))
"""


@pytest.fixture
def request_of(files: Files, monkeypatch: pytest.MonkeyPatch) -> Request:
    files.write("standin/winlab/__main__.py", STANDIN)
    files.write("standin/winlab/__init__.py", "")
    monkeypatch.setenv("PYTHONPATH", str(files.root / "standin"))
    monkeypatch.delenv("EXFORGE_STATE", raising=False)
    monkeypatch.setitem(catalogue.REGISTRY, "fact", Fact)
    inventory = files.root / "inventory/test/inventory.yml"
    inventory.write_text(inventory.read_text() + "lab: {scenario: small}\n")
    return Request(files.root, str(files.inventory))


def test_the_lab_goes_up_and_down_and_says_so(request_of: Request, capsys: Printed) -> None:
    assert lab.status(request_of) == exits.UNREACHABLE
    assert "lab process 4711 is gone" in capsys.readouterr().out
    assert lab.up(request_of) == exits.DONE
    assert lab.status(request_of) == exits.DONE
    assert lab.down(request_of) == exits.DONE
    assert "stopped" in capsys.readouterr().out


def test_down_without_a_lab_is_done(request_of: Request, capsys: Printed) -> None:
    assert lab.down(request_of) == exits.DONE
    assert capsys.readouterr().out == "The lab is not running.\n"


def test_a_plan_starts_the_lab_by_itself_and_says_so(request_of: Request, capsys: Printed) -> None:
    workspace = Workspace(request_of)
    site = Site(workspace)
    assert "Starting the lab of test (scenario small) ..." in capsys.readouterr().out
    target = site.target("a")
    assert (target.address, target.port, target.username) == ("127.0.0.1", 4242, "CORP\\deploy")
    assert target.computer_name == "A"
    assert target.password.reveal() == "l4b-secret"
    assert workspace.redact("it says l4b-secret") == "it says ***"


def test_a_host_the_lab_does_not_have_is_named(request_of: Request, capsys: Printed) -> None:
    assert plan(request_of) == exits.UNREACHABLE
    assert "the lab has no host B; it has A" in capsys.readouterr().err


def test_a_lab_that_fails_says_why(request_of: Request, files: Files, capsys: Printed) -> None:
    inventory = files.root / "inventory/test/inventory.yml"
    inventory.write_text(inventory.read_text().replace("small", "broken"))
    assert lab.up(request_of) == exits.STEP_FAILED
    assert "winlab: the scenario broken is unknown" in capsys.readouterr().err


def test_a_crash_of_winlab_is_told_without_its_traceback(request_of: Request, files: Files, capsys: Printed) -> None:
    files.write("standin/winlab/__main__.py", "raise NameError('x')")
    assert lab.up(request_of) == exits.STEP_FAILED
    printed = capsys.readouterr().err
    assert "winlab has a bug: NameError: x" in printed
    assert "Traceback" not in printed
    assert "daemon.log" in printed


def test_a_reset_forgets_what_runs_did(request_of: Request, files: Files) -> None:
    journal = files.write(".exforge/runs/test/journal.jsonl", "")
    assert lab.reset(request_of) == exits.DONE
    assert not journal.exists()


def test_without_a_lab_behind_the_inventory_the_command_is_wrong(
    request_of: Request, files: Files, capsys: Printed
) -> None:
    inventory = files.root / "inventory/test/inventory.yml"
    inventory.write_text(inventory.read_text().replace("lab: {scenario: small}\n", ""))
    assert lab.up(request_of) == exits.USAGE
    assert "no lab stands behind the inventory test" in capsys.readouterr().err


def test_without_winlab_the_extra_to_install_is_named(
    request_of: Request, files: Files, capsys: Printed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    missing = tmp_path / "no-winlab"
    missing.write_text('#!/bin/sh\necho "$0: No module named winlab" >&2\nexit 1\n')
    missing.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(missing))
    assert lab.up(request_of) == exits.INVALID_INPUT
    assert "pip install" in capsys.readouterr().err
