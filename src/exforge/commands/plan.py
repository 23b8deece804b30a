"""``invoke plan``: what a deployment would do."""

from __future__ import annotations

from pathlib import Path

from exforge.commands.exits import CHANGES_PENDING, DECISION_NEEDED, DONE, STEP_FAILED, UNREACHABLE
from exforge.commands.guard import guarded
from exforge.commands.site import Site
from exforge.commands.workspace import Request, Workspace
from exforge.planning import saved
from exforge.planning.plan import Plan


@guarded
def plan(request: Request, out: str = "", detailed_exitcode: bool = False) -> int:
    """Reads the hosts, prints the plan, saves it to ``out`` when given; changes nothing."""
    site = Site(Workspace(request))
    site.check_secrets()
    made = site.plan()
    if out:
        saved.save(made, Path(out))
        site.console.say(f"The plan is saved in {out}.")
    return code_of(made, detailed_exitcode)


def lost_code(plan: Plan) -> int:
    """The exit code when hosts could not be read: whether one of them is out of reach, or all only failed."""
    return STEP_FAILED if all(lost.kind == "failed" for lost in plan.lost) else UNREACHABLE


def code_of(plan: Plan, detailed: bool) -> int:
    """The exit code of a plan."""
    if plan.lost:
        return lost_code(plan)
    if plan.missing or plan.blocked():
        return DECISION_NEEDED
    return CHANGES_PENDING if detailed and plan.pending() else DONE
