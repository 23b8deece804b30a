"""A small forest of two domains and a few callers, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from winlab.directory.build import build_forest
from winlab.directory.forest import Forest
from winlab.directory.specification import (
    ComputerSpec,
    ControllerSpec,
    DomainSpec,
    ForestSpec,
    GroupSpec,
    UserSpec,
)

SITE = "Default-First-Site-Name"


@dataclass(frozen=True)
class Who:
    """A logon as far as the directory looks at it."""

    account: str
    groups: frozenset[str] = frozenset()
    has_credentials: bool = True


@dataclass(frozen=True)
class Host:
    """A machine as far as the directory looks at it."""

    name: str
    member_of: str | None


ENTERPRISE_ADMIN = Who(
    "CORP\\Administrator",
    frozenset({"CORP\\DOMAIN ADMINS", "CORP\\ENTERPRISE ADMINS", "CORP\\SCHEMA ADMINS"}),
)
CHILD_ADMIN = Who("CHILD\\Administrator", frozenset({"CHILD\\DOMAIN ADMINS"}))
CHILD_USER = Who("CHILD\\ann", frozenset({"CHILD\\DOMAIN USERS", "CHILD\\STAFF"}))


@dataclass
class ManualClock:
    """A clock a test moves: events run in order of their time."""

    time: datetime = datetime(2007, 5, 22, 8, 0, tzinfo=timezone.utc)
    events: list[tuple[datetime, int, Callable[[], None], str]] = field(default_factory=list)

    def now(self) -> datetime:
        """The present time."""
        return self.time

    def call_at(self, delay: float, function: Callable[[], None], name: str, *, background: bool = False) -> object:
        """Keeps an event for later."""
        self.events.append((self.time + timedelta(seconds=delay), len(self.events), function, name))
        return None

    def pass_time(self, seconds: float) -> None:
        """Lets time pass and runs what falls due."""
        end = self.time + timedelta(seconds=seconds)
        while True:
            due = sorted((event for event in self.events if event[0] <= end), key=lambda event: event[:2])
            if not due:
                break
            self.events.remove(due[0])
            self.time = due[0][0]
            due[0][2]()
        self.time = end


def two_domains() -> tuple[Forest, ManualClock]:
    """CORP: ROOTDC1 (catalogue, roles) and ROOTDC2; CHILD: CHILDDC1 (catalogue) and CHILDDC2."""
    spec = ForestSpec(
        domains=(
            DomainSpec("corp.example", "CORP", users=(UserSpec("exdeploy", groups=("Enterprise Admins",)),)),
            DomainSpec(
                "child.corp.example",
                "CHILD",
                parent="corp.example",
                units=("OU=Staff",),
                computers=(ComputerSpec("HT01"),),
                groups=(
                    GroupSpec("Staff", members=("ann", "bob")),
                    GroupSpec("Forest Staff", "universal", members=("Staff",)),
                    GroupSpec("Printers", "local", members=("Forest Staff", "CORP\\exdeploy")),
                ),
                users=(
                    UserSpec("ann", "Ann Smith", "OU=Staff"),
                    UserSpec("bob", "Smith, Bob", "OU=Staff"),
                    UserSpec("cai", container="OU=Staff", disabled=True),
                ),
            ),
        ),
        controllers=(
            ControllerSpec("ROOTDC1", "corp.example", SITE, catalogue=True, roles=("schema", "naming", "pdc")),
            ControllerSpec("ROOTDC2", "corp.example", SITE),
            ControllerSpec("CHILDDC1", "child.corp.example", SITE, catalogue=True, roles=("pdc", "rid")),
            ControllerSpec("CHILDDC2", "child.corp.example", SITE),
        ),
    )
    forest = build_forest(spec, "test")
    clock = ManualClock()
    forest.clock = clock
    return forest, clock
