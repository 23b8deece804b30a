"""Replication between domain controllers, with the delays of one site.

Each controller has a ring of partners per naming context, as the KCC builds it in a site. A change is
announced to the partners after a delay; a partner then pulls what it has not seen. A pull from a controller
that can't be reached fails, is recorded for ``repadmin /showrepl``, and is tried again.

Source: "How Active Directory Replication Topology Works",
https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc755994(v=ws.10) :
first partner after 15 seconds, each further one 3 seconds later (forest at Windows 2000 level upgraded from
Windows 2000: 300 and 30 seconds).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from winlab.directory.entries import Entry, merge
from winlab.directory.placing import place

if TYPE_CHECKING:
    from winlab.directory.forest import DomainController, Forest

SERVER_UNAVAILABLE = 1722


class Clock(Protocol):
    """The part of the lab's clock that replication needs."""

    def now(self) -> datetime:
        """The present virtual time, UTC."""

    def call_at(self, delay: float, function: Callable[[], None], name: str, *, background: bool = False) -> object:
        """Calls a function after a virtual delay in seconds; time does not jump for background ones."""


@dataclass
class Neighbour:
    """What a controller knows of pulling one naming context from one partner."""

    context: str
    source: str
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    result: int = 0


class Replication:
    """Carries changes from controller to controller."""

    def __init__(self, forest: Forest, first_delay: float = 15.0, next_delay: float = 3.0) -> None:
        self._forest = forest
        self.first_delay = first_delay
        self.next_delay = next_delay
        self.retry_delay = 300.0
        self.reaches: Callable[[DomainController, DomainController], bool] = lambda source, target: True
        self._pending: set[tuple[str, str, str]] = set()

    def partners(self, controller: DomainController, context: str) -> list[DomainController]:
        """The controllers this one pulls a context from: its two neighbours in the ring of its holders.

        A catalogue's part of another domain comes from a writable replica of that domain.
        """
        holders = [dc for dc in self._forest.controllers.values() if context in dc.partitions]
        writable = [dc for dc in holders if dc.partitions[context].writable]
        if not controller.partitions[context].writable:
            return writable[:1]
        if len(writable) < 2:
            return []
        at = writable.index(controller)
        found = {writable[at - 1].name: writable[at - 1], writable[(at + 1) % len(writable)].name: None}
        return [self._forest.controllers[name] for name in found]

    def neighbours(self, controller: DomainController) -> list[Neighbour]:
        """The inbound neighbours of a controller, for showrepl."""
        return [
            self._neighbour(controller, context, partner)
            for context in controller.partitions
            for partner in self.partners(controller, context)
        ]

    def announce(self, origin: DomainController, context: str) -> None:
        """Schedules the pulls that follow a change on a controller."""
        clock = self._forest.clock
        if clock is None:
            return
        for order, taker in enumerate(self._takers(origin, context)):
            self._schedule(origin, taker, context, self.first_delay + order * self.next_delay)

    def _takers(self, origin: DomainController, context: str) -> list[DomainController]:
        """Who pulls a context from a controller."""
        return [
            dc
            for dc in self._forest.controllers.values()
            if dc is not origin and context in dc.partitions and origin in self.partners(dc, context)
        ]

    def _schedule(
        self,
        origin: DomainController,
        taker: DomainController,
        context: str,
        delay: float,
        background: bool = False,
    ) -> None:
        clock = self._forest.clock
        mark = (origin.name, taker.name, context)
        if clock is None or mark in self._pending:
            return
        self._pending.add(mark)

        def pull() -> None:
            self._pending.discard(mark)
            if not self.pull(taker, origin, context):
                # Nobody knows when the other comes back: time does not run on for its sake.
                self._schedule(origin, taker, context, self.retry_delay, background=True)

        name = f"replication {context} {origin.name} -> {taker.name}"
        clock.call_at(delay, pull, name, background=background)

    def pull(self, taker: DomainController, source: DomainController, context: str) -> bool:
        """Pulls what a controller has not yet seen of a context; False if the source can't be reached."""
        with self._forest.lock:
            neighbour = self._neighbour(taker, context, source)
            neighbour.last_attempt = self._forest.now()
            if not self.reaches(taker, source):
                neighbour.failures += 1
                neighbour.result = SERVER_UNAVAILABLE
                return False
            self._copy(taker, source, context)
            neighbour.failures = 0
            neighbour.result = 0
            neighbour.last_success = neighbour.last_attempt
        return True

    def _copy(self, taker: DomainController, source: DomainController, context: str) -> None:
        theirs, mine = source.partitions[context], taker.partitions[context]
        seen = taker.high_water.get((source.name, context), 0)
        news = sorted((usn, guid) for guid, usn in theirs.changed.items() if usn > seen)
        took = False
        for usn, guid in news:
            seen = usn
            offered = theirs.by_guid(guid)
            if offered is None:
                continue
            held = mine.by_guid(guid)
            merged = offered if held is None else merge(held, offered)
            if merged is not held:
                place(taker, mine, held, merged, self._forest.now())
                took = True
                if held is not None and not mine.writable:
                    self._follow_abroad(taker, held, merged)
        taker.high_water[(source.name, context)] = seen
        if took:
            self._forest.changed()
            self.announce(taker, context)

    def _follow_abroad(self, taker: DomainController, held: Entry, merged: Entry) -> None:
        """A catalogue has learnt that an object of another domain is gone or renamed: its own groups follow.

        In a real domain the infrastructure master does this, some time later.
        """
        from winlab.directory.writing import relink

        if merged.deleted and not held.deleted:
            relink(self._forest, taker, held.dn, None)
        elif not merged.deleted and merged.dn != held.dn:
            relink(self._forest, taker, held.dn, merged.dn)

    def _neighbour(self, taker: DomainController, context: str, source: DomainController) -> Neighbour:
        mark = (context, source.name)
        found = taker.neighbours.get(mark)
        if found is None:
            found = taker.neighbours[mark] = Neighbour(context, source.name)
        return found

    def synchronise(self, controller: DomainController, context: str | None = None) -> list[tuple[str, str]]:
        """Pulls at once from all partners; returns the (context, source) pairs that failed."""
        failed = []
        for held in list(controller.partitions):
            if context is not None and held != context:
                continue
            for partner in self.partners(controller, held):
                if not self.pull(controller, partner, held):
                    failed.append((held, partner.name))
        return failed

    def resume(self) -> None:
        """Schedules what was under way when the forest was saved: pulls that would still bring something."""
        for source in self._forest.controllers.values():
            for context, partition in source.partitions.items():
                newest = max(partition.changed.values(), default=0)
                if any(
                    taker.high_water.get((source.name, context), 0) < newest for taker in self._takers(source, context)
                ):
                    self.announce(source, context)
