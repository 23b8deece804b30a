"""A remote shell of PowerShell: a runspace pool, driven by what comes in over WS-Management.

Sources: MS-PSRP 3.2, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/; MS-WSMV 3.1.4.
"""

from __future__ import annotations

import base64
import binascii
import logging
import threading
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from psrpcore import (
    GetAvailableRunspacesEvent,
    PipelineHostResponseEvent,
    PublicKeyEvent,
    SessionCapabilityEvent,
    SetMaxRunspacesEvent,
    SetMinRunspacesEvent,
)
from psrpcore.types import PSRPMessageType, RunspaceAvailability, RunspacePoolState, RunspacePoolStateMsg

from winlab.windows.changes import collecting, short
from winlab.winrm import fault_kinds as kinds
from winlab.winrm import faults, names, threads, xmlsafe
from winlab.winrm.fragments import Defragmenter, FragmentError, RawMessage
from winlab.winrm.host import Caller, Codec, Command, Host, Runspace
from winlab.winrm.psrp_commands import CreateRequest, read_create, read_metadata_query
from winlab.winrm.psrp_opening import read_opening
from winlab.winrm.psrp_pipeline import STOPPED, AbandonedError, PipelineJob
from winlab.winrm.psrp_pool import AnyEvent, Pool, PsrpError
from winlab.winrm.shells import NO_PROFILE, Received, Shell, ShellInfo, is_true, new_id

_SUPPORTED_MAJOR = "2"
_LOG = logging.getLogger(__name__)


@dataclass
class _Slot:
    """A WS-Management command and the pipeline that its fragments create."""

    command_id: str
    proposed: str = ""
    defragmenter: Defragmenter = field(default_factory=Defragmenter)
    job: PipelineJob | None = None


class PsrpShell(Shell):
    """One runspace pool.

    Args:
        creation: the content of ``creationXml``: the first fragments of the client.

    Raises:
        WsmanFaultError: the fragments are malformed or ask for an impossible pool.
    """

    provider = kinds.POWERSHELL_PLUGIN

    def __init__(
        self, info: ShellInfo, caller: Caller, host: Host, creation: bytes, options: Mapping[str, str]
    ) -> None:
        super().__init__(info, caller)
        self._host = host
        self._load_profile = not is_true(options, NO_PROFILE)
        self._codec: Codec = host.codec
        self._pool = Pool(host.powershell_table(), host.flag)
        self._defragmenter = Defragmenter()
        self._slots: dict[str, _Slot] = {}
        self._jobs: dict[uuid.UUID, PipelineJob] = {}
        self._lock = threading.RLock()
        self._free: list[Runspace] = []
        self._runspaces: list[Runspace] = []
        self._places: dict[uuid.UUID, Runspace] = {}
        self._opening = 0
        self._arguments: object = None
        self._waiting_jobs: deque[PipelineJob] = deque()
        self._shell = host.shell_process(caller, "wsmprovhost.exe")
        try:
            self._feed(creation, None)
        except faults.WsmanFaultError:
            self._shell.close()
            raise

    # -- requests -----

    @property
    def command_count(self) -> int:
        """Pipelines the client has not closed."""
        return len(self._slots)

    def command(self, line: Element, options: Mapping[str, str]) -> str:
        """Starts the pipeline whose fragments are in the arguments."""
        slot = _Slot(new_id(), line.get("CommandId", "").upper())
        arguments = "".join(item.text or "" for item in line.iterfind(f"{{{names.SHELL}}}Arguments"))
        with self._lock:
            self._slots[slot.command_id] = slot
        try:
            self._feed(_decoded(arguments), slot)
        except faults.WsmanFaultError:
            with self._lock:
                self._slots.pop(slot.command_id, None)
            raise
        return slot.command_id

    def send(self, command_id: str | None, stream: str, data: bytes, end: bool) -> None:
        """Takes fragments for a pipeline or for the pool."""
        self._feed(data, self._slot(command_id) if command_id else None)

    def receive(self, command_id: str | None, budget: int, streams: frozenset[str]) -> Received | None:
        """Fragments for a pipeline or for the pool."""
        if not command_id:
            return _received(self._pool.take(None, budget))
        slot = self._slot(command_id)
        job = slot.job
        if job is None:
            return None
        was_done = job.done
        data = self._pool.take(job.id, budget)
        job.backlog.taken(sum(map(len, data)))
        done = was_done and not self._pool.has_output(job.id)
        if not data and not done:
            return None
        if done:
            job.delivery.fetched()
        pieces = tuple(("stdout", part) for part in data)
        return Received(pieces, done=done, exit_code=0 if done else None)

    def is_running(self, command_id: str | None) -> bool:
        """Whether the pipeline may soon send more, and little is there yet."""
        slot = self._slots.get(command_id or "")
        if slot is None or slot.job is None:
            return False
        return not slot.job.done and self._pool.pending_size(slot.job.id) < 32768

    def signal(self, command_id: str | None, code: str) -> None:
        """``terminate`` forgets the pipeline, ``ctrl_c`` stops it."""
        if not command_id:
            return
        slot = self._signalled(command_id)
        if code.lower().endswith("/terminate"):
            with self._lock:
                self._slots.pop(slot.command_id, None)
                if slot.job is not None:
                    self._jobs.pop(slot.job.id, None)
            if slot.job is not None:
                slot.job.abandon()
                self._pool.drop(slot.job.id)
        elif slot.job is not None:
            self._stop(slot.job)

    def close(self) -> None:
        """Stops all pipelines and closes the runspaces."""
        with self._lock:
            if self.closed:
                return
            self.closed = True
            jobs, self._jobs = list(self._jobs.values()), {}
            runspaces, self._runspaces, self._free = self._runspaces, [], []
            self._slots.clear()
            self._waiting_jobs.clear()
        for job in jobs:
            job.abandon()
        for runspace in runspaces:
            runspace.close()
        self._shell.close()
        if self._pool.state == RunspacePoolState.Opened:
            for state in (RunspacePoolState.Closing, RunspacePoolState.Closed):
                self._pool.prepare_message(RunspacePoolStateMsg(RunspaceState=state.value))
        self.changed.notify()

    def last_words(self, budget: int) -> Received | None:
        """The pool's last states, for a Receive that was waiting when the shell was deleted."""
        return _received(self._pool.take(None, budget))

    def _slot(self, command_id: str) -> _Slot:
        slot = self._slots.get(command_id.upper())
        if slot is None:
            raise faults.command_not_found()
        return slot

    def _signalled(self, command_id: str) -> _Slot:
        # pypsrp signals by the id that it proposed, not by the one that it was told.
        with self._lock:
            proposed = [slot for slot in self._slots.values() if slot.proposed == command_id.upper()]
        return proposed[0] if proposed and command_id not in self._slots else self._slot(command_id)

    # -- messages -----

    def _feed(self, data: bytes, slot: _Slot | None) -> None:
        defragmenter = slot.defragmenter if slot else self._defragmenter
        try:
            with self._lock:
                for raw in defragmenter.feed(data):
                    self._take(raw, slot)
        except (FragmentError, PsrpError, xmlsafe.UnsafeXmlError, ValueError) as error:
            raise faults.WsmanFaultError(kinds.INTERNAL, str(error), self.provider) from error
        self.changed.notify()

    def _take(self, raw: RawMessage, slot: _Slot | None) -> None:
        kind = raw.message_type
        if kind == PSRPMessageType.CreatePipeline:
            if slot is None or slot.job is not None or raw.pipeline_id is None:
                raise PsrpError("CREATE_PIPELINE outside of a command")
            self._create(raw.pipeline_id, slot, read_create(raw.body, self._codec, self._pool.decrypt))
        elif kind == PSRPMessageType.GetCommandMetadata:
            if slot is None or slot.job is not None or raw.pipeline_id is None:
                raise PsrpError("GET_COMMAND_METADATA outside of a command")
            self._create(raw.pipeline_id, slot, read_metadata_query(raw.body, self._codec, self._pool.decrypt))
        elif kind in (PSRPMessageType.PipelineInput, PSRPMessageType.PipelineOutput):
            # psrpcore's client labels a null input object as output; an empty body is $null.
            text = raw.body.decode("utf-8", "surrogatepass")
            self._job(raw.pipeline_id).put_input(self._codec.decode(text, self._pool.decrypt) if text else None)
        elif kind == PSRPMessageType.EndOfPipelineInput:
            self._job(raw.pipeline_id).end_input()
        elif self._pool.state != RunspacePoolState.Broken:
            if kind == PSRPMessageType.InitRunspacePool:
                _check_sizes(raw.body)
                opening = read_opening(raw.body, self._codec, self._pool.decrypt)
                self._pool.offer, self._arguments = opening.host, opening.arguments
            self._react(self._pool.accept(raw), raw)

    def _react(self, event: AnyEvent, raw: RawMessage) -> None:
        if isinstance(event, SessionCapabilityEvent):
            self._check_versions(event)
        elif isinstance(event, PublicKeyEvent):
            self._pool.key_exchanged.set()
        elif isinstance(event, PipelineHostResponseEvent):
            self._job(event.pipeline_id).answer_call(event.ci, raw.body)
        elif isinstance(event, (SetMaxRunspacesEvent, SetMinRunspacesEvent, GetAvailableRunspacesEvent)):
            self._answer_availability(event)

    def _job(self, pipeline_id: uuid.UUID | None) -> PipelineJob:
        job = self._jobs.get(pipeline_id) if pipeline_id else None
        if job is None:
            raise PsrpError(f"there is no pipeline {pipeline_id}")
        return job

    def _check_versions(self, event: SessionCapabilityEvent) -> None:
        for version in (event.ps_version, event.protocol_version):
            if str(version).split(".", maxsplit=1)[0] != _SUPPORTED_MAJOR:
                self._pool.prepare_message(RunspacePoolStateMsg(RunspaceState=RunspacePoolState.Broken.value))
                self._pool.state = RunspacePoolState.Broken

    def _answer_availability(
        self, event: SetMaxRunspacesEvent | SetMinRunspacesEvent | GetAvailableRunspacesEvent
    ) -> None:
        answer: bool | int
        pool = self._pool
        if isinstance(event, SetMaxRunspacesEvent):
            answer = event.count >= max(1, pool.min_runspaces)
            if answer:
                pool._max_runspaces = event.count
        elif isinstance(event, SetMinRunspacesEvent):
            answer = 1 <= event.count <= pool.max_runspaces
            if answer:
                pool._min_runspaces = event.count
        else:
            busy = len(self._runspaces) - len(self._free) + self._opening
            answer = max(0, pool.max_runspaces - busy)
        pool.prepare_message(RunspaceAvailability(SetMinMaxRunspacesResponse=answer, ci=event.ci))
        self._dispatch()

    # -- pipelines -----

    def _create(self, pipeline_id: uuid.UUID, slot: _Slot, request: CreateRequest) -> None:
        if self._pool.state != RunspacePoolState.Opened:
            raise PsrpError("the pool is not open")
        shown = " | ".join(map(_shown, request.commands))
        self._host.log(self.caller.account, "pipeline", f"{short(pipeline_id)} {shown}")
        job = PipelineJob(self._pool, pipeline_id, request, self._codec, self.changed.notify, self._host.flag)
        slot.job = job
        self._jobs[job.id] = job
        if request.is_nested:
            self._nest(job)
            return
        self._waiting_jobs.append(job)
        self._dispatch()

    def _nest(self, job: PipelineJob) -> None:
        """Has a nested pipeline run between two statements of the one that runs."""
        busy = next((each for each in self._runspaces if each not in self._free), None)
        if busy is None:
            job.refuse("Nested PowerShell instances cannot be invoked asynchronously. Use the Invoke method.")
            return
        busy.interrupt(lambda: self._carry_out(job, busy))

    def _stop(self, job: PipelineJob) -> None:
        job.stop()
        with self._lock:
            if job not in self._waiting_jobs:
                return
            self._waiting_jobs.remove(job)
        job.finish(STOPPED, None)

    def _dispatch(self) -> None:
        """Gives waiting pipelines a runspace each, as far as the pool's maximum allows."""
        with self._lock:
            while self._waiting_jobs and not self.closed:
                runspace: Runspace | None = None
                if self._free:
                    runspace = self._free.pop()
                elif len(self._runspaces) + self._opening < max(1, self._pool.max_runspaces):
                    self._opening += 1
                else:
                    return
                job = self._waiting_jobs.popleft()
                threads.start(f"pipeline-{job.id}", self._runner(job, runspace))

    def _runner(self, job: PipelineJob, runspace: Runspace | None) -> Callable[[], None]:
        def run() -> None:
            with self._host.executing(), collecting(self._host.name) as changes:
                try:
                    self._execute(job, runspace)
                finally:
                    if told := changes.take():
                        self._host.log(self.caller.account, "changed", f"{short(job.id)} {told}")
                    job.delivery.hold()

        return run

    def _execute(self, job: PipelineJob, place: Runspace | None) -> None:
        late: list[Callable[[], None]] = []
        try:
            self._carry_out(job, place)
        finally:
            with self._lock:
                place = self._places.pop(job.id, place)
                if place is not None and not self.closed:
                    self._free.append(place)
                    late = place.interrupts()
                self._dispatch()
            self.changed.notify()
            for call in late:
                call()

    def _carry_out(self, job: PipelineJob, place: Runspace | None) -> None:
        """Runs a pipeline to its end, whatever happens."""
        try:
            if place is None:
                place = self._places[job.id] = self._open_runspace()
            job.run(place)
        except AbandonedError:
            job.finish(STOPPED, None)
        except Exception as error:  # a client must never wait for a pipeline that died of our mistakes
            _LOG.exception("pipeline %s", job.id)
            job.fail(f"winlab: internal error: {type(error).__name__}: {error}")
        finally:
            job.fail("The pipeline was ended with its process.")

    def _open_runspace(self) -> Runspace:
        try:
            runspace = self._host.open_runspace(
                self.caller, self._shell, self._arguments, load_profile=self._load_profile
            )
        finally:
            with self._lock:
                self._opening -= 1
        with self._lock:
            if not self.closed:
                self._runspaces.append(runspace)
        return runspace


def _received(fragments: Sequence[bytes]) -> Received | None:
    return Received(tuple(("stdout", part) for part in fragments)) if fragments else None


def _shown(command: Command) -> str:
    """A command for the log: names, never texts or values, for these may hold secrets."""
    if command.is_script:
        return f"<script of {len(command.text)} characters>"
    return " ".join([command.text, *(f"-{name}" for name, _ in command.parameters if name)])


def _check_sizes(body: bytes) -> None:
    sizes = {item.get("N"): int(item.text or 0) for item in xmlsafe.parse(body).iter("I32")}
    low, high = sizes.get("MinRunspaces", 1), sizes.get("MaxRunspaces", 1)
    if high < 1:
        raise PsrpError("The maximum pool size cannot be less than 1.")
    if low > high:
        raise PsrpError("The minimum pool size cannot be greater than the maximum pool size.")


def creation_of(body: Element) -> bytes:
    """The fragments in ``creationXml`` of a Create request's body.

    Raises:
        WsmanFaultError: there are none, or they are not base64.
    """
    text = body.findtext(f"{{{names.POWERSHELL}}}creationXml")
    if not text:
        raise faults.schema_violation("creationXml is missing")
    return _decoded(text)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise faults.schema_violation("not base64") from error
