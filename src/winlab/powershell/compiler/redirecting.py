"""Redirections: ``> file``, ``2> file``, ``2>&1``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.powershell.compiler.registry import Run, compile_expression
from winlab.powershell.control import Signal
from winlab.powershell.errors import ErrorRecord, PSError
from winlab.powershell.failures import preference
from winlab.powershell.positions import located
from winlab.powershell.processors import Processor
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.text import to_text
from winlab.powershell.unrolling import Out

ErrorOut = Callable[[ErrorRecord], object]


class Missing(Processor):
    """A command that could not be made: it fails when it is started."""

    def __init__(self, frame: Frame, failed: PSError) -> None:
        super().__init__(frame)
        self.failed = failed

    def start(self, *, expecting: bool) -> None:
        """Fails."""
        raise self.failed


class Redirected(Processor):
    """A command whose output or errors go elsewhere."""

    def __init__(self, inner: Processor, redirections: Sequence[ast.Redirection]) -> None:
        super().__init__(inner.frame)
        self.inner = inner
        self.redirections = redirections
        self.place_start = inner.place_start
        self.errors: ErrorOut | None = None
        self.written: list[tuple[ast.Redirection, str, list[object]]] = []
        self._outside: ErrorOut | None = None
        self._dead = False

    def owns(self, owner: object) -> bool:
        """Whether a request to stop is the inner command's."""
        return owner is self.inner or owner is self

    def wire(self) -> None:
        """Turns the streams aside."""
        out: Out = self.out
        for redirection in self.redirections:
            if redirection.merge_to is not None:
                self.errors = self._outward
                continue
            assert redirection.target is not None
            path = to_text(compile_expression(redirection.target)(self.frame))
            kept: list[object] = []
            self.written.append((redirection, path, kept))
            if redirection.stream == 2:
                self.errors = kept.append
            else:
                out = kept.append
        self._target = out
        self.inner.out = self._outward
        self.inner.wire()

    def _outward(self, value: object) -> object:
        session = self.session
        mine, session.error_out = session.error_out, self._outside
        try:
            return self._target(value)
        finally:
            session.error_out = mine

    def _within(self, work: Callable[[], None]) -> None:
        if self.errors is None:
            work()
            return
        session = self.session
        outside, session.error_out = session.error_out, self.errors
        previous, self._outside = self._outside, outside
        try:
            if not self._dead:
                work()
        except PSError as failed:
            # An error that ends the command alone goes where its other errors go.
            if session.guarded or failed.ends or failed.is_throw or failed.fatal or preference(self.frame) == "Stop":
                raise
            self._dead = True
            located(failed, self.frame, self.place_start)
            session.log_error(failed.record)
            self.errors(failed.record)
        finally:
            session.error_out = outside
            self._outside = previous

    def start(self, *, expecting: bool) -> None:
        """Starts the command."""
        self._within(lambda: self.inner.begin(expecting=expecting))

    def process(self, value: object) -> None:
        """Passes an object on."""
        self._within(lambda: self.inner.process(value))

    def run_alone(self) -> None:
        """Runs a command without input."""
        self._within(self.inner.run_alone)

    def finish(self) -> None:
        """Ends the command and writes the files."""
        try:
            self._within(self.inner.finish)
        finally:
            self.had_error = self.inner.had_error or self._dead
            for redirection, path, kept in self.written:
                if path:
                    _write(self.frame, path, kept, redirection)


def _write(frame: Frame, path: str, values: list[object], redirection: ast.Redirection) -> None:
    """What ``> path`` leaves: the formatted text of the values; it fails at its operator."""
    from winlab.powershell.paths import write_text_file
    from winlab.powershell.rendering import rendered_lines

    try:
        write_text_file(frame.session, path, rendered_lines(frame.session, values), append=redirection.append)
    except PSError as failed:
        length = redirection.append + redirection.stream
        raise located(failed, frame, redirection.start, redirection.start + length) from None


def redirected(run: Run, redirections: Sequence[ast.Redirection]) -> Run:
    """An expression with redirections."""
    targets = [(r, None if r.target is None else compile_expression(r.target)) for r in redirections]

    def redirected_run(frame: Frame, out: Out) -> Signal | None:
        files: list[tuple[ast.Redirection, object, list[object]]] = []
        target = out
        for redirection, path in targets:
            if path is None or redirection.stream != 1:
                continue
            kept: list[object] = []
            files.append((redirection, path(frame), kept))
            target = kept.append
        signal = run(frame, target)
        for redirection, name, kept in files:
            if name is not None:
                _write(frame, to_text(name), kept, redirection)
        return signal

    return redirected_run
