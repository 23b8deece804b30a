"""Keeps an account from being locked: a refused password is tried once per run, not once per host."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from exforge.remote.decode import address_of
from exforge.remote.session import HostError, HostFailure, NotTrusted, Target

T = TypeVar("T")


@dataclass
class Logons:
    """What is known of the accounts in this run. The first logon of an account goes alone; others wait.

    An account that has logged on once is not suspected later: a host that starts up refuses logons, too, until
    its Netlogon service runs.
    """

    _gates: dict[str, threading.Lock] = field(default_factory=dict)
    _good: set[str] = field(default_factory=set)
    _refused: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def attempt(self, target: Target, log_on: Callable[[], T]) -> T:
        """Calls ``log_on`` unless the account was refused before: ``NotTrusted``. Raises its errors."""
        account = f"{target.username.casefold()}@{target.password.source}"
        with self._lock:
            gate = self._gates.setdefault(account, threading.Lock())
            proven = account in self._good
        if proven:
            return self._log_on(account, target, log_on)
        with gate:
            return self._log_on(account, target, log_on)

    def _log_on(self, account: str, target: Target, log_on: Callable[[], T]) -> T:
        refused_by = self._refused.get(account)
        if refused_by is not None:
            raise NotTrusted(_not_tried(target, refused_by))
        try:
            result = log_on()
        except HostError as error:
            if error.failure.id == "winrm.logon-refused" and account not in self._good:
                with self._lock:
                    self._refused[account] = address_of(target)
            raise
        with self._lock:
            self._good.add(account)
        return result


def _not_tried(target: Target, refused_by: str) -> HostFailure:
    return HostFailure(
        id="winrm.logon-not-tried",
        what=address_of(target),
        tried=f"nothing: {target.username} was refused by {refused_by} a moment ago",
        said="",
        means="the password is wrong or the account is locked; trying it on every host would lock it",
        remedy="check the account, then run the command again",
        irreparable=True,
    )
