"""One pipeline of a runspace pool: its input, its streams, its end."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from psrpcore import ServerPipeline, StreamType
from psrpcore.types import (
    HostMethodIdentifier,
    PSInvocationState,
    PSRPMessageType,
)

from winlab.winrm.backlog import Backlog
from winlab.winrm.delivery import Delivery
from winlab.winrm.host import Command, HostCallRefusedError, Pipeline, Runspace
from winlab.winrm.mailbox import Flag, Mailbox
from winlab.winrm.psrp_commands import CreateRequest
from winlab.winrm.psrp_opening import read_answer
from winlab.winrm.psrp_pool import KeyMissingError, Pool
from winlab.winrm.records import informational

if TYPE_CHECKING:
    from winlab.winrm.host import Codec

# The engine's plain names; the wire has one number for each overload (MS-PSRP 2.2.3.17).
_OVERLOADS = {
    ("Write", 1): HostMethodIdentifier.Write1,
    ("Write", 3): HostMethodIdentifier.Write2,
    ("WriteLine", 0): HostMethodIdentifier.WriteLine1,
    ("WriteLine", 1): HostMethodIdentifier.WriteLine2,
    ("WriteLine", 3): HostMethodIdentifier.WriteLine3,
    ("PromptForCredential", 4): HostMethodIdentifier.PromptForCredential1,
    ("PromptForCredential", 6): HostMethodIdentifier.PromptForCredential2,
}

# Foreground colour (27) to the largest window (44), emptying the keyboard's buffer, writing into the window's.
_RAW = {HostMethodIdentifier(number) for number in (*range(27, 45), 47, 48, 49, 51)}


def _method(name: str, count: int) -> HostMethodIdentifier | None:
    known = HostMethodIdentifier.__members__.get(name)
    return known if known is not None else _OVERLOADS.get((name, count))


class AbandonedError(Exception):
    """Nobody is interested in the pipeline any more: its shell was closed while it waited for the client."""


COMPLETED, FAILED, STOPPED = 4, 5, 3
_STATES = {"Completed": COMPLETED, "Failed": FAILED, "Stopped": STOPPED}
_END = object()


class PipelineJob:
    """A pipeline from CREATE_PIPELINE to its last state; it is the `Sink` of the engine's pipeline.

    Args:
        pool: the pool's wire state.
        pipeline_id: the client's id of the pipeline.
        request: what to run and how.
        codec: between engine values and CLIXML.
        changed: called when output is due.
        new_flag: makes flags that the pipeline's thread can wait for.
    """

    def __init__(
        self,
        pool: Pool,
        pipeline_id: uuid.UUID,
        request: CreateRequest,
        codec: Codec,
        changed: Callable[[], None],
        new_flag: Callable[[], Flag],
    ) -> None:
        self.id = pipeline_id
        self.done = False
        self.delivery = Delivery()
        self._pool = pool
        self._wire = ServerPipeline(pool, pipeline_id)
        self._commands = request.commands
        self._then = request.then
        self._history = request.history
        self._codec = codec
        self._changed = changed
        self._offer = pool.offer if request.host.use_pool_host else request.host
        self._new_flag = new_flag
        self._input: Mailbox[object] | None = None if request.no_input else Mailbox(new_flag())
        self._engine: Pipeline | None = None
        self._lock = threading.Lock()
        self._stop_asked = False
        self._abandoned = threading.Event()
        self.backlog = Backlog(new_flag())
        self._calls = 0
        self._answers: dict[int, Mailbox[bytes]] = {}

    # -- running -----

    def run(self, runspace: Runspace) -> None:
        """Runs the pipeline to its end in the calling thread and sends its state."""
        self._wire.state = PSInvocationState.Running
        engine = self._run_one(runspace, self._commands)
        if engine is not None and engine.state == "Completed" and self._then:
            engine = self._run_one(runspace, self._then)
        if engine is None:
            self.finish(STOPPED, None)
            return
        if engine.exit_code is not None:
            self._send_call(HostMethodIdentifier.SetShouldExit, [engine.exit_code], -100)
        self.finish(_STATES.get(engine.state, FAILED), engine.reason)

    def fail(self, text: str) -> None:
        """Ends the pipeline for a reason that is not the script's fault; does nothing if it has ended."""
        if not self.done:
            self.finish(FAILED, self._codec.failure(text))

    def refuse(self, text: str) -> None:
        """Ends a pipeline that may not run: the operation is not valid now."""
        self.finish(FAILED, self._codec.failure(text, "System.Management.Automation.PSInvalidOperationException"))

    def _run_one(self, runspace: Runspace, commands: Sequence[Command]) -> Pipeline | None:
        with self._lock:
            if self._stop_asked:
                return None
            feed = None if self._input is None else self._feed()
            self._engine = engine = runspace.pipeline(commands, feed, self, self._history)
        engine.run()
        return engine

    def finish(self, state: int, reason: object | None) -> None:
        """Sends the last state."""
        body = self._encoded(lambda: self._codec.encode_state(state, reason, self._pool.encrypt))
        self._wire.state = PSInvocationState(state)
        self._pool.queue(PSRPMessageType.PipelineState, body, self.id)
        self.done = True
        self._changed()

    def stop(self) -> None:
        """Asks the pipeline to stop; its state tells when it did."""
        with self._lock:
            self._stop_asked = True
            engine = self._engine
        if engine is not None and not self.done:
            engine.stop()
        self.backlog.release()
        self.end_input()
        for answer in list(self._answers.values()):
            answer.put(b"")

    def abandon(self) -> None:
        """Stops the pipeline and frees it from any wait; nobody is interested in it any more."""
        self._abandoned.set()
        self.delivery.closed()
        self._pool.key_exchanged.wake()
        self.stop()

    # -- input -----

    def put_input(self, value: object) -> None:
        """Takes an object of the pipeline's input."""
        if self._input is not None:
            self._input.put(value)

    def end_input(self) -> None:
        """No more input will come."""
        if self._input is not None:
            self._input.put(_END)

    def _feed(self) -> Iterator[object]:
        assert self._input is not None
        while (item := self._input.get()) is not _END:
            yield item

    # -- streams -----

    def output(self, value: object) -> None:
        """Sends an object of the output stream; ``$null`` is an empty body."""
        body = b"" if value is None else self._encoded(lambda: self._codec.encode(value, self._pool.encrypt))
        self._send(PSRPMessageType.PipelineOutput, body)

    def error(self, record: object) -> None:
        """Sends an error record."""
        body = self._encoded(lambda: self._codec.encode_error(record, self._pool.encrypt))
        self._send(PSRPMessageType.ErrorRecord, body)

    def warning(self, text: str) -> None:
        """Sends a warning, and shows it on the client's host."""
        self._queue(PSRPMessageType.WarningRecord, informational("Warning", text))
        self._shown(HostMethodIdentifier.WriteWarningLine, text)

    def verbose(self, text: str) -> None:
        """Sends a verbose text, and shows it on the client's host."""
        self._queue(PSRPMessageType.VerboseRecord, informational("Verbose", text))
        self._shown(HostMethodIdentifier.WriteVerboseLine, text)

    def debug(self, text: str) -> None:
        """Sends a debug text, and shows it on the client's host."""
        self._queue(PSRPMessageType.DebugRecord, informational("Debug", text))
        self._shown(HostMethodIdentifier.WriteDebugLine, text)

    def progress(self, record: object) -> None:
        """Sends a progress record."""
        body = self._codec.encode_progress(record).encode("utf-8", "surrogatepass")
        self._queue(PSRPMessageType.ProgressRecord, body)
        if self.has_host:
            self._send_call(HostMethodIdentifier.WriteProgress, [self._codec.int64(0), record], -100)
        self._changed()

    def event(self, event: object) -> None:
        """Sends an event to the client's pool (MS-PSRP 2.2.2.12)."""
        body = self._encoded(lambda: self._codec.encode_event(event, self._pool.encrypt))
        self._pool.queue(PSRPMessageType.UserEvent, body)
        self._changed()

    def _shown(self, method: HostMethodIdentifier, text: str) -> None:
        if self.has_host:
            self._send_call(method, [text], -100)
        self._changed()

    def _encoded(self, encode: Callable[[], str]) -> bytes:
        try:
            text = encode()
        except KeyMissingError:
            self._wait_for_key()
            text = encode()
        return text.encode("utf-8", "surrogatepass")

    def _wait_for_key(self) -> None:
        # A server of protocol 2.1 asks for the key and holds the pipeline until it comes: MS-PSRP 3.2.5.4.4.
        with self._pool.lock:
            self._pool.request_key()
        self._changed()
        while not self._pool.key_exchanged.is_set():
            if self._abandoned.is_set():
                raise AbandonedError
            self._pool.key_exchanged.wait()

    def _send(self, kind: PSRPMessageType, body: bytes) -> None:
        self._queue(kind, body)
        self._changed()

    def _queue(self, kind: PSRPMessageType, body: bytes) -> None:
        self._pool.queue(kind, body, self.id)
        if self.backlog.add(len(body)):
            self._changed()
            self.backlog.wait()

    # -- the client's host -----

    @property
    def has_host(self) -> bool:
        """Whether the client offers a host with a user interface for this pipeline."""
        return self._offer.has_host and self._offer.has_ui

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """Calls a method of the client's host and returns its answer.

        What RawUI shows is known from the client's default data: reading asks nobody, setting tells the client.

        Raises:
            HostCallRefusedError: the client has no host, or its host reported an exception.
        """
        identifier = _method(method, len(args))
        if identifier is None:
            raise HostCallRefusedError
        if identifier in _RAW:
            return self._raw_call(identifier, args)
        if identifier == HostMethodIdentifier.WriteProgress:
            self._queue(PSRPMessageType.ProgressRecord, self._codec.encode_progress(args[1]).encode())
        if identifier.is_void():
            if self.has_host or identifier == HostMethodIdentifier.SetShouldExit:
                self._send_call(identifier, args, -100)
            return None
        if not self.has_host or (identifier == HostMethodIdentifier.ReadKey and not self._offer.has_raw_ui):
            raise HostCallRefusedError
        return self._ask(identifier, args)

    def _raw_call(self, method: HostMethodIdentifier, args: Sequence[object]) -> object:
        name = method.name
        if not (self.has_host and self._offer.has_raw_ui):
            raise HostCallRefusedError
        if name.startswith("Get"):
            return self._offer.data.get(name[3:])
        if name.startswith("Set"):
            self._offer.data[name[3:]] = args[0]
        self._send_call(method, args, -100)
        return None

    def _ask(self, method: HostMethodIdentifier, args: Sequence[object]) -> object:
        answer: Mailbox[bytes] = Mailbox(self._new_flag())
        with self._lock:
            if self._stop_asked:
                raise HostCallRefusedError
            self._calls += 1
            call = self._calls
            self._answers[call] = answer
        self._send_call(method, args, call)
        body = answer.get()
        self._answers.pop(call, None)
        if not body:
            raise HostCallRefusedError
        value, failure = read_answer(body, self._codec, self._pool.decrypt)
        if failure is not None:
            raise HostCallRefusedError(failure)
        return value

    def answer_call(self, call: int, body: bytes) -> None:
        """Takes the client's answer to a host call."""
        answer = self._answers.get(call)
        if answer is not None:
            answer.put(body)

    def _send_call(self, method: HostMethodIdentifier, args: Sequence[object], call: int) -> None:
        name = method.name
        body = self._encoded(lambda: self._codec.encode_call(call, method.value, name, args, self._pool.encrypt))
        self._pool.queue(PSRPMessageType.PipelineHostCall, body, self.id, StreamType.prompt_response)
        self._changed()
