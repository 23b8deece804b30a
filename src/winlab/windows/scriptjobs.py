"""Background jobs of PowerShell: a block in a process of its own, whose output waits to be received.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_jobs (2.0).
"""

from __future__ import annotations

import itertools
import uuid
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from winlab.powershell.declare import NET, net_property
from winlab.powershell.errors import ErrorRecord
from winlab.powershell.formatting import Column, table
from winlab.powershell.net.guids import Guid
from winlab.powershell.nettypes import enum_value
from winlab.powershell.runspace import CommandSpec, Pipeline, Runspace
from winlab.powershell.session import Session
from winlab.powershell.values import GenericList, NetObject
from winlab.windows.carrying import Origin, arrived, arrived_error, carried
from winlab.windows.errors import ProcessKilled
from winlab.windows.session import MachineSessionHost, host_of, open_session
from winlab.windows.token import acting

NAMESPACE = "System.Management.Automation."
_STATE = NAMESPACE + "JobState"
_SHELL = r"C:\WINDOWS\system32\WindowsPowerShell\v1.0\powershell.exe"
NET.enum(_STATE, "NotStarted Running Completed Failed Stopped Blocked")
table(
    NAMESPACE + "Job",
    Column("Id", width=15, align="left"), Column("Name", width=15), Column("State", width=10),
    Column("HasMoreData", width=15), Column("Location", width=20), Column("Command"),
)  # fmt: skip

Item = tuple[str, tuple[object, ...]]
"""The name of a stream's method (``write``, ``error``, ``warning``...) and what it is given."""


@NET.type(NAMESPACE + "Job")
class Job(NetObject):
    """What a job and its child tell alike."""

    number: int
    title: str
    job: ScriptJob

    id = net_property("Id", "System.Int32")(lambda self: self.number)
    name = net_property("Name", "System.String")(lambda self: self.title)
    instance_id = net_property("InstanceId", "System.Guid")(lambda self: Guid(self.job.run_id))
    state = net_property("State", _STATE)(lambda self: enum_value(_STATE, self.job.status))
    more = net_property("HasMoreData", "System.Boolean")(lambda self: self.job.has_more)
    location = net_property("Location", "System.String")(lambda self: "localhost")
    command = net_property("Command", "System.String")(lambda self: self.job.text)
    message = net_property("StatusMessage", "System.String")(lambda self: "")


@NET.type(NAMESPACE + "PSRemotingChildJob", bases=(NAMESPACE + "Job", "System.Object"))
class ChildJob(Job):
    """The one child of a job: what runs."""

    def __init__(self, job: ScriptJob) -> None:
        self.job = job
        self.number = job.number + 1
        self.title = f"Job{self.number}"


@NET.type(NAMESPACE + "PSRemotingJob", bases=(NAMESPACE + "Job", "System.Object"))
class ScriptJob(Job):
    """A job.

    Args:
        session: whose it is.
        number: its id in that session.
        name: its name, ``Job1`` unless it was given one.
        text: the block, without braces.
    """

    def __init__(self, session: Session, number: int, name: str, text: str) -> None:
        host = host_of(session)
        self.job = self
        self.number = number
        self.title = name or f"Job{number}"
        self.text = text
        self.run_id = uuid.uuid4()
        self.status = "NotStarted"
        self.finished = host.machine.clock.event()
        self.items: list[Item] = []
        self._machine, self._logon = host.machine, host.logon
        self._environment = dict(host.environment())
        self._parent = host.process.pid
        self._pipeline: Pipeline | None = None
        self._host: MachineSessionHost | None = None
        self._origin = Origin("localhost", self.run_id, shown=False)

    child_jobs = net_property("ChildJobs", f"System.Collections.Generic.IList`1[[{NAMESPACE}Job]]")(
        lambda self: GenericList([ChildJob(self)], f"{NAMESPACE}Job")
    )

    @property
    def has_more(self) -> bool:
        """Whether there is, or may yet come, something to receive."""
        return bool(self.items) or self.status in ("NotStarted", "Running")

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, in whichever way."""
        return self.finished.is_set()

    def begin(self, first: str, arguments: Iterable[object], feed: Iterable[object] | None) -> None:
        """Starts it: ``first`` is run before the block."""
        sent = tuple((None, carried(argument)) for argument in arguments)
        given = None if feed is None else [carried(value) for value in feed]
        process = self._machine.processes.start(
            "powershell.exe", _SHELL, f"{_SHELL} -sta -NoLogo -NoProfile -s", self._logon, parent=self._parent
        )
        session = open_session(self._machine, self._logon, process=process, env=self._environment)
        runspace = Runspace(session)
        self._host = host_of(session)
        specs = [CommandSpec(text) for text in (first,) if text]
        self.status = "Running"

        def work() -> None:
            try:
                with acting(self._machine, self._logon):
                    for spec in specs:
                        runspace.pipeline([spec], None, self).run()
                    self._pipeline = runspace.pipeline([CommandSpec(self.text, parameters=sent)], given, self)
                    self._pipeline.run()
                self._end(self._pipeline.state, self._pipeline.reason)
            except ProcessKilled:
                self._end("Failed", None)
            finally:
                self._machine.processes.end(process, 0)

        self._machine.clock.spawn(work, f"job-{self.number}")

    def _end(self, status: str, reason: ErrorRecord | None) -> None:
        if reason is not None and status == "Failed":
            self.error(reason)
        self.status = status
        self.finished.set()

    def stop(self) -> None:
        """Stops it and waits until it has."""
        if self._pipeline is not None and not self.is_finished:
            self.abandon()
            self.finished.wait()

    def abandon(self) -> None:
        """Lets it stop; nobody waits for that."""
        if self._pipeline is not None and self._host is not None and not self.is_finished:
            self._pipeline.stop()
            self._host.stop()

    # --- the streams of what runs ---

    def output(self, value: object) -> None:
        """Keeps an object, as a copy."""
        self.items.append(("write", (arrived(value, self._origin),)))

    def error(self, record: ErrorRecord) -> None:
        """Keeps an error."""
        self.items.append(("error", (arrived_error(record, self._origin),)))

    def warning(self, text: str) -> None:
        """Keeps a warning."""
        self.items.append(("warning", (text,)))

    def verbose(self, text: str) -> None:
        """Keeps a verbose text."""
        self.items.append(("verbose", (text,)))

    def debug(self, text: str) -> None:
        """Keeps a debug text."""
        self.items.append(("debug", (text,)))

    def progress(self, record: object) -> None:
        """Progress of a job is not kept."""

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """Keeps what is for the host; a question has nobody to answer it."""
        self.items.append(("host", (method, *args)))
        return None


class Jobs:
    """The jobs of one session."""

    _of: ClassVar[weakref.WeakKeyDictionary[Session, Jobs]] = weakref.WeakKeyDictionary()

    def __init__(self) -> None:
        self.known: list[ScriptJob] = []
        self._numbers = itertools.count(1, 2)  # each job's child has the number behind it

    @classmethod
    def of(cls, session: Session) -> Jobs:
        """Those of a session; they end with it."""
        found = cls._of.get(session)
        if found is None:
            found = cls._of[session] = cls()
            weakref.finalize(session, found.close)
        return found

    def close(self) -> None:
        """Lets all of them stop."""
        for job in self.known:
            job.abandon()

    def add(self, make: Callable[[int], ScriptJob]) -> ScriptJob:
        """Keeps a new job under the next number."""
        job = make(next(self._numbers))
        self.known.append(job)
        return job
