"""``invoke deploy``: plan, ask if need be, act, prove."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from exforge.commands import exits
from exforge.commands.exits import Ended
from exforge.commands.guard import guarded
from exforge.commands.plan import code_of, lost_code
from exforge.commands.site import Site
from exforge.commands.workspace import Request, Workspace
from exforge.planning import saved
from exforge.planning.plan import Plan
from exforge.project.model import Inventory
from exforge.running.driver import Driver, Run
from exforge.running.events import Outcome, RunEnded
from exforge.running.graph import build
from exforge.running.host_session import HostSession
from exforge.running.journal import Journal, open_intents, owed_restarts, read
from exforge.running.lease import Lease


@guarded
def deploy(request: Request, dry_run: bool = False, plan_file: str = "") -> int:
    """Brings the chosen stages in place; with ``dry_run`` it only plans."""
    workspace = Workspace(request)
    return run(Site(workspace), dry_run, plan_file)


def run(site: Site, dry_run: bool = False, plan_file: str = "") -> int:
    """Deploys to a site."""
    site.check_secrets()
    if dry_run:
        made = site.plan()
        site.console.say("Dry run: nothing was changed.")
        return code_of(made, False)
    workspace = site.workspace
    with Lease(workspace.runs) as lease, Journal(workspace.journal, workspace.redact) as journal:
        if journal.dropped_tail:
            site.console.say("The last line of the journal was torn and is dropped; the hosts are asked instead.")
        _settle(site, journal)
        owed = _owed(site, journal)
        plan = site.plan()
        _refuse(plan, plan_file)
        question = f"Apply this plan to {plan.inventory}?"
        if plan.pending() and not agreed(site.project.inventory, workspace.request, question):
            raise Ended(exits.DECISION_NEEDED, "Nothing was changed.")
        return _code(_carry_out(site, plan, journal, lease.epoch, owed))


def _settle(site: Site, journal: Journal) -> None:
    """Waits for acts that an earlier run started and did not see end, and takes their marks off the hosts."""
    for intent in open_intents(journal.earlier):
        if intent.host not in site.project.inventory.hosts:
            continue
        site.console.say(f"An earlier run did not see the end of: {intent.summary} on {intent.host.upper()}.")
        session = HostSession(intent.host, site.connector, site.target, journal, site.observer)
        try:
            session.settle(intent)
        finally:
            session.close()


def _owed(site: Site, journal: Journal) -> frozenset[str]:
    """Hosts that an earlier run left owing a restart, and that have not restarted since."""
    found = set()
    for host, boot in owed_restarts(read(journal.path).records).items():
        if host not in site.selection.hosts():
            continue
        session = HostSession(host, site.connector, site.target, journal, site.observer)
        try:
            if session.still_owes_restart(boot):
                site.console.say(f"{host.upper()} still owes the restart that an earlier run did not come to.")
                found.add(host)
        finally:
            session.close()
    return frozenset(found)


def _refuse(plan: Plan, plan_file: str) -> None:
    if plan.lost:
        names = ", ".join(lost.host.upper() for lost in plan.lost)
        raise Ended(
            lost_code(plan),
            f"Nothing was changed: {names} could not be read (leave hosts out with --limit).",
        )
    if plan.missing:
        raise Ended(exits.DECISION_NEEDED, "Nothing was changed: requirements do not hold (see above).")
    if plan.blocked():
        raise Ended(exits.DECISION_NEEDED, "Nothing was changed: a person has to decide first (see BLOCKED above).")
    if plan_file:
        reasons = saved.differences(saved.load(Path(plan_file)), plan)
        if reasons:
            raise Ended(exits.DECISION_NEEDED, f"{plan_file} is not applied:", *reasons, "Plan again.")


def agreed(inventory: Inventory, request: Request, question: str) -> bool:
    """Whether the user wants it; asked only where the inventory wants to be asked.

    Raises:
        Ended: there is no terminal to ask on, and no ``--yes``.
    """
    if request.yes or not inventory.confirm:
        return True
    if not sys.stdin.isatty():
        raise Ended(exits.DECISION_NEEDED, "Nothing was changed: without a terminal, say --yes to go on.")
    sys.stderr.write(f"{question} Only 'yes' is taken as yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == "yes"


def _carry_out(site: Site, plan: Plan, journal: Journal, epoch: int, owed: frozenset[str]) -> RunEnded:
    graph, known = build(site.project, site.selection, plan)
    identifier = f"{datetime.now(timezone.utc):%Y%m%d-%H%M%S}-{epoch}"
    journal.append(
        "run",
        run=identifier,
        epoch=epoch,
        inventory=plan.inventory,
        stages=list(plan.stages),
        inputs=plan.inputs,
        facts=plan.facts,
    )
    resources = {bound.address: bound for role in site.selection.roles for bound in role.resources}
    driver = Driver(
        Run(
            identifier,
            plan.inventory,
            graph,
            resources,
            known,
            site.connector,
            site.target,
            journal,
            site.observer,
            owed,
        )
    )
    with _stopping(driver):
        return driver.carry_out()


@contextlib.contextmanager
def _stopping(driver: Driver) -> Iterator[None]:
    """Ctrl-C stops the driver in order instead of raising somewhere."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: driver.stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _code(ended: RunEnded) -> int:
    outcomes = {outcome for _, outcome in ended.outcomes}
    if ended.interrupted:
        return exits.INTERRUPTED
    if any(total.unreachable for total in ended.totals):
        return exits.UNREACHABLE
    if Outcome.FAILED in outcomes:
        return exits.STEP_FAILED
    return exits.UNHEALTHY if Outcome.UNHEALTHY in outcomes else exits.DONE
