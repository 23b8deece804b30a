"""The lock-out of a machine's local accounts after wrong passwords.

A member has the policy of its domain (Default Domain Policy):
https://learn.microsoft.com/windows/security/threat-protection/security-policy-settings/account-lockout-policy
The account Administrator itself could not be locked out then (KB5020282).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from winlab.windows.errors import LogonError

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

_LOCKED_OUT = 1909
_ADMINISTRATOR = 500


class Lockable(Protocol):
    """A local account; ``locked_at`` is a time of the lab, 0 when it is not locked."""

    name: str
    rid: int
    locked_at: float


class LockOut:
    """Counts wrong passwords, in memory as Windows does; the lock itself is kept with the account."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._policy = machine.spec.lock_out
        self._wrong: dict[int, tuple[int, float]] = {}

    def refuse(self, user: Lockable) -> None:
        """Refuses a locked account.

        Raises:
            LogonError: 1909.
        """
        if not user.locked_at:
            return
        if not self._policy.seconds or self._now() < user.locked_at + self._policy.seconds:
            raise LogonError(_LOCKED_OUT, user.name)

    def wrong(self, user: Lockable) -> None:
        """Counts a wrong password."""
        if not self._policy.threshold or user.rid == _ADMINISTRATOR:
            return
        count, last = self._wrong.get(user.rid, (0, 0.0))
        count = 1 if self._now() - last > self._policy.observation_seconds else count + 1
        self._wrong[user.rid] = (count, self._now())
        if count >= self._policy.threshold:
            del self._wrong[user.rid]
            user.locked_at = self._now()
            self._machine.touch()

    def right(self, user: Lockable) -> None:
        """A right password ends the counting."""
        self._wrong.pop(user.rid, None)
        if user.locked_at:
            user.locked_at = 0.0
            self._machine.touch()

    def _now(self) -> float:
        return self._machine.clock.now().timestamp()
