"""The Invoke tasks: read flags, call one function of ``exforge.commands``, exit with its code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit, ParseError
from invoke.parser import Parser, ParseResult
from invoke.tasks import task

if TYPE_CHECKING:
    from exforge.commands.workspace import Request

ROOT = Path(__file__).resolve().parent

INVENTORY = "folder of the inventory, or its name under inventory/ (default: diary)"
SELECTION = {
    "stage": "only this stage; may be given several times (default: all)",
    "limit": "only this host or group; may be given several times (default: all)",
    "inventory": INVENTORY,
    "with_requirements": "add the stages that the chosen ones require",
    "json": "print the events as JSON lines on standard output",
}
LAB = {"inventory": INVENTORY}


def _exit_64_on_a_wrong_command_line() -> None:
    """Invoke ends with 1 for a command line it can't read; 1 is our code for a bug."""
    parse = Parser.parse_argv

    def parse_argv(self: Parser, argv: list[str]) -> ParseResult:
        try:
            result = parse(self, argv)
            last = result[-1].flags.get(argv[-1]) if argv else None
            if last is not None and last.kind is list:  # Invoke takes `--stage` without a word for no stage
                raise ParseError(f"Flag {argv[-1]!r} needed value and was not given one!")
            return result
        except ParseError as error:
            raise Exit(f"{error}\nSee `invoke --list` and `invoke --help TASK`.", code=64) from error

    Parser.parse_argv = parse_argv  # type: ignore[method-assign]


_exit_64_on_a_wrong_command_line()


def _request(
    inventory: str,
    stage: Sequence[str] = (),
    limit: Sequence[str] = (),
    with_requirements: bool = False,
    json: bool = False,
    yes: bool = False,
) -> Request:
    from exforge.commands.workspace import Request

    return Request(ROOT, inventory, tuple(stage), tuple(limit), with_requirements, json, yes)


def _exit(code: int) -> None:
    if code:
        raise Exit(code=code)


@task(
    iterable=["stage", "limit"],
    help={
        **SELECTION,
        "dry_run": "only plan; the same as `invoke plan`",
        "plan": "apply only if the plan saved in this file still holds",
        "yes": "don't ask before the first act",
    },
)
def deploy(
    context: Context,
    stage: list[str],
    limit: list[str],
    inventory: str = "",
    with_requirements: bool = False,
    dry_run: bool = False,
    plan: str = "",
    json: bool = False,
    yes: bool = False,
) -> None:
    """
    Bring stages in place: plan, ask, act, prove.

    Exit codes: 0 done or nothing to do; 1 bug; 3 a step failed; 4 a host unreachable or not trusted;
    5 input invalid; 6 locked; 9 needs a human decision; 10 applied but unhealthy; 64 wrong command line;
    130 interrupted.
    """
    from exforge.commands.deploy import deploy as command

    request = _request(inventory, stage, limit, with_requirements, json, yes)
    _exit(command(request, dry_run=dry_run, plan_file=plan))


@task(
    iterable=["stage", "limit"],
    help={
        **SELECTION,
        "out": "save the plan in this file",
        "detailed_exitcode": "exit 2 when there are changes pending",
    },
)
def plan(
    context: Context,
    stage: list[str],
    limit: list[str],
    inventory: str = "",
    with_requirements: bool = False,
    out: str = "",
    detailed_exitcode: bool = False,
    json: bool = False,
) -> None:
    """
    Show what a deployment would change, and change nothing.

    Exit codes as for deploy; 2 with --detailed-exitcode when changes are pending.
    """
    from exforge.commands.plan import plan as command

    request = _request(inventory, stage, limit, with_requirements, json)
    _exit(command(request, out=out, detailed_exitcode=detailed_exitcode))


@task(iterable=["stage", "limit"], help=SELECTION)
def verify(
    context: Context,
    stage: list[str],
    limit: list[str],
    inventory: str = "",
    with_requirements: bool = False,
    json: bool = False,
) -> None:
    """
    Read everything again and say whether it is in place and healthy.

    Exit codes as for deploy; 10 when something is not as it should be.
    """
    from exforge.commands.verify import verify as command

    _exit(command(_request(inventory, stage, limit, with_requirements, json)))


@task(help=LAB)
def status(context: Context, inventory: str = "") -> None:
    """
    Show how the last run went, from the journal; no host is asked.
    """
    from exforge.commands.status import status as command

    _exit(command(_request(inventory)))


@task(help=LAB)
def up(context: Context, inventory: str = "") -> None:
    """
    Start the lab behind the inventory, or make sure that it runs.
    """
    from exforge.commands import lab

    _exit(lab.up(_request(inventory)))


@task(help=LAB)
def down(context: Context, inventory: str = "") -> None:
    """
    Stop the lab; its state is kept.
    """
    from exforge.commands import lab

    _exit(lab.down(_request(inventory)))


@task(name="status", help=LAB)
def lab_status(context: Context, inventory: str = "") -> None:
    """
    Tell whether the lab runs (exit code 4 when it doesn't).
    """
    from exforge.commands import lab

    _exit(lab.status(_request(inventory)))


@task(help=LAB)
def reset(context: Context, inventory: str = "") -> None:
    """
    Put the emulated forest back to its scenario's start.
    """
    from exforge.commands import lab

    _exit(lab.reset(_request(inventory)))


@task(help={**LAB, "json": SELECTION["json"], "yes": "don't ask before the reset"})
def rebuild(context: Context, inventory: str = "", json: bool = False, yes: bool = False) -> None:
    """
    Reset the lab and deploy every stage.
    """
    from exforge.commands import lab

    _exit(lab.rebuild(_request(inventory, json=json, yes=yes)))


namespace = Collection(deploy, plan, verify, status, Collection("lab", up, down, lab_status, reset, rebuild))
