"""A session with one host for a run: acts with their records in the journal, restarts, jobs left by earlier runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from exforge.planning.events import HostLost, Observer
from exforge.planning.observing import kind_of
from exforge.remote.session import (
    ActChannel,
    ActUncertain,
    Answer,
    Connector,
    HostError,
    HostFailed,
    HostFailure,
    HostIdentity,
    JobState,
    NotTrusted,
    Target,
    Unreachable,
)
from exforge.resources.base import Act
from exforge.running.events import Adopted, Noticed, Restarted, Restarting, Told
from exforge.running.journal import Journal, OpenIntent

RESTART_DEADLINE = 1800.0
ADOPT_INTERVAL = 2.0
AWAY_DEADLINE = 900.0
"""So long a host that was there in this run may be away: it restarts by itself, or the network is down."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
ATTEMPTS = 3
LOG_TAIL = 4000
RESTARTED = "the host has restarted by itself meanwhile; "
T = TypeVar("T")


class HostSession:
    """Opens a channel when it is needed, and a fresh one when the link was lost. For one thread at a time.

    Attributes:
        owes_restart: an act said that the host must restart, and it has not since.
    """

    def __init__(
        self,
        host: str,
        connector: Connector,
        target: Callable[[str], Target],
        journal: Journal,
        observer: Observer,
    ) -> None:
        self.host = host
        self.owes_restart = False
        self._connector = connector
        self._target = target
        self._journal = journal
        self._tell = observer
        self._channel: ActChannel | None = None
        self._seen: HostIdentity | None = None

    def settle(self, intent: OpenIntent) -> None:
        """Waits for the end of an earlier run's act, if its token is on the host. Raises ``HostError``."""
        if intent.detached:
            deadline = time.monotonic() + max(intent.timeout, 60)
            while True:
                status = self.again(lambda channel: channel.job_status(intent.token))
                if status.state is not JobState.RUNNING:
                    break
                if time.monotonic() > deadline:
                    raise HostFailed(
                        HostFailure(
                            "run.adopted-too-long",
                            f"{self.host}: {intent.summary}",
                            f"waiting for the act that an earlier run started (token {intent.token})",
                            f"it still runs after {intent.timeout} seconds",
                            "the installer hangs, or waits for an answer on the console",
                            "look at the job on the host, end it, then deploy again",
                        )
                    )
                time.sleep(ADOPT_INTERVAL)
            if status.state is JobState.FINISHED:
                self._tell(Adopted(self.host, intent.address, intent.summary))
            restart = status.answer is not None and status.answer.restart_required
            self.evidence(intent.token, "settled", None, restart)
            self.forget(intent.token)
        else:
            self.evidence(intent.token, "settled", None, False)

    def still_owes_restart(self, boot: str) -> bool:
        """Whether the host has not restarted since it had this boot identity. Raises ``HostError``."""
        return self.again(lambda channel: channel.identity()).boot_id == boot

    def close(self) -> None:
        """Ends the session."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def evidence(self, token: str, result: str, said: str | None, restart: bool, log: str = "") -> None:
        """Records how an act ended; durable when it returns."""
        boot = self.again(lambda channel: channel.identity()).boot_id if restart else None
        self._journal.append(
            "evidence",
            token=token,
            host=self.host,
            result=result,
            said=said,
            restart=restart,
            boot=boot,
            log=log[-LOG_TAIL:],
        )

    def forget(self, token: str) -> None:
        """Takes the mark of an act off the host, and records that."""
        self.again(lambda channel: channel.forget(token))
        self._journal.append("forgotten", token=token, host=self.host)

    def perform(self, act: Act, token: str) -> Answer:
        """Sends an act, again after a lost link: what has a token is adopted then, the rest is repeatable."""
        started = time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            # Outside of the attempts: who did not come back within his deadline is not waited for again.
            channel = self.open()
            try:
                answer = channel.act(act, token)
                if not self._restarted_by_itself(channel) or answer.failure is None or answer.failure.id != "job.lost":
                    return answer
                if attempt == ATTEMPTS or not act.repeatable:
                    return replace(answer, failure=replace(answer.failure, said=RESTARTED + answer.failure.said))
                channel.forget(token)
                self._tell(Noticed(self.host, f"what it was doing was lost with that, and begins again: {act.summary}"))
            except (ActUncertain, Unreachable) as error:
                self.close()
                if attempt == ATTEMPTS or time.monotonic() - started > act.timeout:
                    raise
                self._tell(Noticed(self.host, f"the link was lost ({error.failure.said}); asking again"))
        raise AssertionError("the last attempt returns or raises")

    def open(self) -> ActChannel:
        """The channel, opened when there is none; a host that was there in this run is waited for.

        Raises:
            HostError: it can't be reached, it stays away, or another machine answers.
        """
        if self._channel is None:
            channel = self._connect() if self._seen is None else self._await()
            try:
                self._restarted_by_itself(channel)
            except HostError:
                channel.close()
                raise
            self._channel = channel
        return self._channel

    def _connect(self) -> ActChannel:
        return self._connector.act(self._target(self.host), lambda line: self._tell(Told(self.host, line)))

    def _await(self) -> ActChannel:
        ends = time.monotonic() + AWAY_DEADLINE
        pause = 0.0
        while True:
            try:
                return self._connect()
            except Unreachable as error:
                if time.monotonic() > ends:
                    raise
                if not pause:
                    said = (
                        f"it is away ({error.failure.said}); waiting for it, {AWAY_DEADLINE / 60:.0f} minutes at most"
                    )
                    self._tell(Noticed(self.host, said))
            pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, pause * 1.5))
            time.sleep(pause)

    def _restarted_by_itself(self, channel: ActChannel) -> bool:
        """Whether the host has started anew since it was seen last, and nobody here asked for that."""
        before, seen = self._seen, channel.identity()
        self._seen = seen
        if before is None or before.boot_id == seen.boot_id:
            return False
        self._journal.append("restarted", host=self.host, boot=seen.boot_id, asked=False)
        self.owes_restart = False
        self._tell(Noticed(self.host, "it has restarted by itself"))
        return True

    def again(self, call: Callable[[ActChannel], T]) -> T:
        """Makes a call that does no harm twice, and once more over a fresh session when the link was lost."""
        channel = self.open()
        try:
            return call(channel)
        except HostError as error:
            if not isinstance(error, Unreachable | ActUncertain) and error.failure.id != "winrm.http":
                raise
            self.close()
            return call(self.open())

    def restart(self, reason: str, deadline: float = RESTART_DEADLINE) -> None:
        """Restarts the host and waits until it is back. Raises ``HostError``."""
        started = time.monotonic()
        self._journal.append("restart", host=self.host, reason=reason)
        self._tell(Restarting(self.host, reason))
        identity = self.open().restart(reason, deadline)
        self._seen = identity
        self._journal.append("restarted", host=self.host, boot=identity.boot_id)
        self.owes_restart = False
        self._tell(Restarted(self.host, time.monotonic() - started))

    def lose(self, error: HostError) -> None:
        """Drops the session after an error, and tells when the host is out of reach."""
        self.close()
        if away(error):
            self._tell(HostLost(self.host, kind_of(error), error.failure))


def away(error: HostError) -> bool:
    """Whether the host as a whole is out of reach, not only this act."""
    return isinstance(error, (Unreachable, NotTrusted))
