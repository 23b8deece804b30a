"""The state of roles in the registry: unpacked, configured, unfinished.

Watermark and resume:
https://blogs.technet.microsoft.com/exchange/2007/05/21/how-does-exchange-2007-setup-know-to-resume-a-failed-setup/
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from winlab.exchange.roles import CLUSTERED_KEY, ROLES, Role
from winlab.exchange.setup.computer import Computer
from winlab.exchange.setup.facts import RoleState


def read_state(computer: Computer, key: str) -> RoleState:
    """What the registry tells about the role of a key."""

    def text(name: str) -> str | None:
        value = computer.value(key, name)
        return str(value) if value is not None else None

    return RoleState(text("UnpackedVersion"), text("ConfiguredVersion"), text("Action"), text("Watermark"))


def read_states(computer: Computer) -> dict[str, RoleState]:
    """The state of every role, by its name."""
    return {role.name: read_state(computer, role.registry_key) for role in ROLES.values()}


def read_clustered(computer: Computer) -> RoleState:
    """The state of a clustered mailbox server's own setup."""
    return read_state(computer, CLUSTERED_KEY)


@dataclass(frozen=True)
class Task:
    """One task of a role's configuration; its id is what the watermark names."""

    name: str
    seconds: float
    work: Callable[[], None]

    def identifier(self, key: str) -> str:
        """Eight hexadecimal digits, the same for the same task everywhere."""
        return hashlib.sha256(f"{key}/{self.name}".encode()).hexdigest()[:8]


class TaskList:
    """Runs the tasks of one role and keeps its watermark.

    Args:
        key: Registry key of the role.
        action: Name written to `Action` while the tasks run.
    """

    def __init__(self, computer: Computer, key: str, action: str, tasks: Sequence[Task]) -> None:
        self._computer = computer
        self._key = key
        self._action = action
        self._tasks = tasks

    def script(self) -> str:
        """The task script setup leaves beside its log."""
        lines = [f"# {self._action} of {self._key.rpartition(chr(92))[2]}"]
        for task in self._tasks:
            lines.append(f"# [ID = {task.identifier(self._key)}, Wt = 1, isFatal = True] {task.name}")
        return "\r\n".join(lines) + "\r\n"

    def run(self, wait: Callable[[float], None], log: Callable[[str], None]) -> None:
        """Does what is left to do; a task that raises leaves Action and Watermark behind."""
        computer, key = self._computer, self._key
        state = read_state(computer, key)
        done = state.watermark if state.action == self._action else None
        identifiers = [task.identifier(key) for task in self._tasks]
        start = identifiers.index(done) + 1 if done in identifiers else 0
        computer.set_value(key, "Action", self._action)
        for task, identifier in zip(self._tasks[start:], identifiers[start:], strict=True):
            log(f"Executing '{task.name}', handleError = False")
            wait(task.seconds)
            task.work()
            computer.set_value(key, "Watermark", identifier)
        computer.delete_value(key, "Watermark")
        computer.delete_value(key, "Action")


def begin(computer: Computer, role: Role, version: str) -> None:
    """The role's files are there."""
    computer.set_value(role.registry_key, "UnpackedVersion", version)


def finish(computer: Computer, role: Role, version: str) -> None:
    """The role's configuration is done."""
    computer.set_value(role.registry_key, "ConfiguredVersion", version)


def finish_key(computer: Computer, key: str, version: str) -> None:
    """Like `finish`, for a key that belongs to no role."""
    computer.set_value(key, "UnpackedVersion", version)
    computer.set_value(key, "ConfiguredVersion", version)
