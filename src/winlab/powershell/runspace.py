"""Runspaces and pipelines: what winrm and tests run scripts with.

Scripts may call themselves 1000 deep, which takes some 15,000 Python frames: run pipelines in threads with a large
stack (``threading.stack_size(64 * 1024 * 1024)``). Importing this module raises Python's recursion limit.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from winlab.powershell.binding import Argument
from winlab.powershell.blocks import block_from_text
from winlab.powershell.compiler.pipelines import NO_INPUT, make_processor, run_processors
from winlab.powershell.compiler.redirecting import Redirected
from winlab.powershell.control import ExitScript, LoopExit, PipelineStopped, StopUpstream
from winlab.powershell.errors import ErrorRecord, PSError, error
from winlab.powershell.failures import FLAWS, call_depth, internal
from winlab.powershell.functioncalls import FunctionRun
from winlab.powershell.history import Entry
from winlab.powershell.limits import WATCH, out_of_memory
from winlab.powershell.positions import CallPlace
from winlab.powershell.processors import Processor
from winlab.powershell.running import ProgressRecord, Sink
from winlab.powershell.scopes import Frame
from winlab.powershell.session import Session
from winlab.powershell.source import EMPTY
from winlab.powershell.startup import now_running
from winlab.powershell.syntax import ast

sys.setrecursionlimit(max(sys.getrecursionlimit(), 60_000))

PATIENCE = 2.0
"""Real seconds that the ``finally`` blocks of a stopped script have."""


@dataclass(frozen=True)
class CommandSpec:
    """A command of a pipeline: script text or a command's name, with (name or None, value) parameters."""

    text: str
    is_script: bool = True
    use_local_scope: bool | None = None
    parameters: Sequence[tuple[str | None, object]] = ()
    merge_error_to_output: bool = False


@dataclass
class Result:
    """What a script gave: output, error records, the error that ended it."""

    output: list[object] = field(default_factory=list)
    errors: list[ErrorRecord] = field(default_factory=list)
    thrown: ErrorRecord | None = None
    warnings: list[str] = field(default_factory=list)
    verbose: list[str] = field(default_factory=list)
    host: list[tuple[str, Sequence[object]]] = field(default_factory=list)
    exit_code: int | None = None


class _Collector:
    """The sink of Runspace.invoke."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def output(self, value: object) -> None:
        self._result.output.append(value)

    def error(self, record: ErrorRecord) -> None:
        self._result.errors.append(record)

    def warning(self, text: str) -> None:
        self._result.warnings.append(text)

    def verbose(self, text: str) -> None:
        self._result.verbose.append(text)

    def debug(self, text: str) -> None:
        self._result.verbose.append(text)

    def progress(self, record: ProgressRecord) -> None:
        """Progress is not kept."""

    def host_call(self, method: str, args: Sequence[object]) -> object:
        self._result.host.append((method, args))
        return None


class Pipeline:
    """A pipeline that is ready to run.

    Attributes:
        state: ``NotStarted``, ``Running``, ``Completed``, ``Failed`` or ``Stopped``.
        reason: the error that ended it.
        exit_code: what ``exit`` was given.
        history: what the session's history calls it; None keeps it out.
    """

    history: str | None = None

    def __init__(
        self, runspace: Runspace, commands: Sequence[CommandSpec], feed: Iterable[object] | None, sink: Sink
    ) -> None:
        self._runspace = runspace
        self._commands = commands
        self._feed = feed
        self._sink = sink
        self._stop_asked = False
        self.state = "NotStarted"
        self.reason: ErrorRecord | None = None
        self.exit_code: int | None = None

    def run(self) -> None:
        """Runs to the end in the calling thread; raises nothing but what Python itself can't bear."""
        session = self._runspace.session
        with self._runspace.lock:
            saved = (session.sink, session.frame, session.depth, session.guarded, session.error_out)
            outer, ends = self._runspace.current, (session.exhausted, session.hurried)
            session.sink = self._sink
            now_running(session)
            session.stopped = session.stop_asked = self._stop_asked
            session.exhausted = session.hurried = False
            watched = WATCH.enter(lambda: _exhausted(session), self._look)
            self._runspace.current = self
            self.state = "Running"
            session.success = True
            started = session.host.now
            try:
                self._run(session)
                if session.stopped:
                    session.look_up()
                self.state = "Completed"
            except PSError as failed:
                self._failed(session, failed)
            except MemoryError:
                self._failed(session, out_of_memory())
            except PipelineStopped:
                if session.exhausted:
                    self._failed(session, out_of_memory())
                    return
                self.state = "Stopped"
                self.reason = error(
                    "PipelineStopped",
                    "The pipeline has been stopped.",
                    "OperationStopped",
                    None,
                    "System.Management.Automation.PipelineStoppedException",
                ).record
            except ExitScript as left:
                self.exit_code = left.code
                self.state = "Completed"
            except (LoopExit, StopUpstream):
                self.state = "Completed"
            except RecursionError:
                self._failed(session, call_depth())
            except FLAWS as flaw:
                self._failed(session, internal(flaw))
            finally:
                if self.history is not None:
                    session.keep_history(Entry(self.history, self.state, started, session.host.now))
                WATCH.leave(watched)
                session.sink, session.frame, session.depth, session.guarded, session.error_out = saved
                session.exhausted, session.hurried = ends
                session.stopped = session.stop_asked = outer is not None and outer._stop_asked
                self._runspace.current = outer

    def _failed(self, session: Session, failed: PSError) -> None:
        self.state = "Failed"
        self.reason = failed.record
        if failed.fatal:
            session.errors.items.insert(0, failed.record.exception)  # what could not be run is kept as it was thrown
        else:
            session.log_error(failed.record)
        session.success = False

    def _run(self, session: Session) -> None:
        frame = Frame(session, session.scope, EMPTY)
        session.frame = frame
        processors: list[Processor] = []
        count = len(self._commands)
        for place, spec in enumerate(self._commands):
            processors.append(_processor(frame, spec, place + 1, count))
        target: Callable[[object], object] = self._sink.output
        for processor in reversed(processors):
            processor.out = target
            processor.wire()
            target = processor.accept
        if self._feed is None:
            run_processors(processors, NO_INPUT, target)
        else:
            _feed(processors, self._feed, target, session)

    def stop(self) -> None:
        """Asks the pipeline to stop (from another thread)."""
        self._stop_asked = True
        if self._runspace.current is self:
            self._runspace.session.stopped = self._runspace.session.stop_asked = True
            timer = threading.Timer(PATIENCE, self._hurry)
            timer.daemon = True
            timer.start()

    def _look(self) -> None:
        """Stops a pipeline whose process was ended."""
        if self._runspace.session.host.stopping():
            self._hurry()

    def _hurry(self) -> None:
        if self._runspace.current is self:
            _end_at_once(self._runspace.session)


def _end_at_once(session: Session) -> None:
    session.hurried = session.stopped = session.stop_asked = True


def _exhausted(session: Session) -> None:
    session.exhausted = True
    _end_at_once(session)


def _feed(
    processors: list[Processor], feed: Iterable[object], target: Callable[[object], object], session: Session
) -> None:
    for processor in processors:
        processor.begin(expecting=True)
    empty = True
    try:
        for value in feed:
            if session.stopped:
                session.look_up()
            empty = False
            target(value)
        if empty and not session.stop_asked:
            processors[0].run_alone()
    except StopUpstream as stop:
        if not any(processor.owns(stop.owner) for processor in processors):
            raise
    for processor in processors:
        processor.finish()


def _processor(frame: Frame, spec: CommandSpec, place: int, count: int) -> Processor:
    arguments = [_argument(name, value) for name, value in spec.parameters]
    here = CallPlace(0, "" if spec.is_script else spec.text, place, count)
    processor: Processor
    if spec.is_script:
        block = block_from_text(frame.session, spec.text)
        dotted = not spec.use_local_scope
        processor = FunctionRun(frame, block, "", arguments, dotted=dotted, is_script=True, place=here)
    else:
        processor = make_processor(frame, spec.text, arguments, False, here)
    if spec.merge_error_to_output:
        return Redirected(processor, [ast.Redirection(0, 0, 2, merge_to=1)])
    return processor


def _argument(name: str | None, value: object) -> Argument:
    if not name:
        return Argument(None, value)
    if name.startswith("-"):
        return Argument(name[1:].rstrip(":"), value, word=name)
    return Argument(name, value, word=f"-{name}")


class Runspace:
    """A session in which pipelines run one after the other."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.lock = threading.RLock()
        self.current: Pipeline | None = None

    def pipeline(
        self,
        commands: Sequence[CommandSpec],
        input: Iterable[object] | None = None,
        sink: Sink | None = None,
        history: str | None = None,
    ) -> Pipeline:
        """A pipeline of commands with input objects and a place for its streams."""
        made = Pipeline(self, commands, input, sink if sink is not None else _Collector(Result()))
        made.history = history
        return made

    def invoke(self, script: str, **variables: object) -> Result:
        """Runs a script to its end and gives everything it wrote."""
        result = Result()
        for name, value in variables.items():
            self.session.scope.set(name, value)
        pipeline = self.pipeline([CommandSpec(script)], None, _Collector(result))
        pipeline.run()
        result.thrown = pipeline.reason
        result.exit_code = pipeline.exit_code
        return result

    def interrupt(self, call: Callable[[], None]) -> None:
        """Has something run between two statements of the script that runs; from another thread."""
        self.session.interrupts.append(call)
        self.session.stopped = True

    def close(self) -> None:
        """Ends the runspace."""


__all__ = ["CommandSpec", "Pipeline", "Result", "Runspace"]
