"""Script blocks as values, and the ways to run them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.control import LoopExit, Signal
from winlab.powershell.errors import InvocationInfo, PSError, error
from winlab.powershell.scopes import Frame, Scope
from winlab.powershell.source import Source
from winlab.powershell.syntax import ParseFailure, ast, parse
from winlab.powershell.values import VOID, NetObject

if TYPE_CHECKING:
    from winlab.powershell.compiler.functions import CompiledBlock
    from winlab.powershell.session import Session

Out = Callable[[object], object]
MAX_DEPTH = 1000
"""Calls within calls: the limit of PowerShell 2.0 ($MaximumFunctionCount of about_Preference_Variables is another)."""


class _Shared:
    """What all values of one script block literal have in common."""

    __slots__ = ("compiled",)

    def __init__(self) -> None:
        self.compiled: CompiledBlock | None = None


class ScriptBlock(NetObject):
    """System.Management.Automation.ScriptBlock; ``module`` is the module whose scope it runs in."""

    def __init__(
        self, session: Session, body: ast.ScriptBlock, text: str, source: Source, module: object = None
    ) -> None:
        self.session = session
        self.body = body
        self.text = text
        self.source = source
        self.module = module
        self.closure: Scope | None = None
        self._shared = _Shared()

    def share(self, other: object) -> None:
        """Uses what another value of the same literal compiled."""
        if isinstance(other, ScriptBlock):
            self._shared = other._shared

    @property
    def compiled(self) -> CompiledBlock:
        """The closures."""
        if self._shared.compiled is None:
            from winlab.powershell.compiler import compile_block

            self._shared.compiled = compile_block(self.body)
        return self._shared.compiled

    def net_string(self) -> str:
        """The text between the braces."""
        return self.text

    def with_closure(self, scope: Scope) -> ScriptBlock:
        """GetNewClosure: a block with the variables of the present scope."""
        made = ScriptBlock(self.session, self.body, self.text, self.source, self.module)
        made._shared = self._shared
        made.closure = Scope(self.session.scope, is_script=True, module=self.module)
        for name, variable in scope.variables.items():
            made.closure.variables[name] = variable.copy()
        return made

    def scope_for(self, frame: Frame) -> Scope:
        """The scope a call's own scope is below."""
        if self.closure is not None:
            return self.closure
        module = self.module
        if module is not frame.scope.module:
            return module.scope if isinstance(module, HasScope) else self.session.scope
        return frame.scope


class HasScope(NetObject):
    """Base of modules: they have a scope of their own."""

    scope: Scope


def parse_text(text: str, name: str = "") -> ast.ScriptBlock:
    """Parses a script.

    Raises:
        PSError: ParseException with the parser's id and position.
    """
    try:
        return _parsed(text)
    except ParseFailure as failed:
        raise parse_error(failed, Source(text, name)) from None


_parse_cache: dict[str, ast.ScriptBlock] = {}


def _parsed(text: str) -> ast.ScriptBlock:
    known = _parse_cache.get(text)
    if known is None:
        known = parse(text)
        if len(_parse_cache) > 500:
            _parse_cache.clear()
        _parse_cache[text] = known
    return known


def parse_error(failed: ParseFailure, source: Source) -> PSError:
    """A script that can't be parsed."""
    first = failed.errors[0]
    kind = "IncompleteParseException" if first.incomplete else "ParseException"
    made = error(first.id, first.message, "ParserError", None, f"System.Management.Automation.{kind}")
    number, column, line = source.position(first.offset)
    made.record.invocation = InvocationInfo(None, line, number, column, source.name)
    made.record.exception.record = made.record
    made.fatal = True
    return made


def block_from_text(session: Session, text: str, module: object = None, name: str = "") -> ScriptBlock:
    """A script block of source text."""
    return ScriptBlock(session, parse_text(text, name), text, Source(text, name), module)


def leave(signal: Signal | None) -> None:
    """At the end of a function's or script block's body: break and continue look for a loop in the callers."""
    if signal is not None and signal.kind != "return":
        raise LoopExit(signal)


def run_body(block: ScriptBlock, frame: Frame, out: Out) -> None:
    """Runs a block's statements in a scope (dotted): begin, process once, end."""
    compiled = block.compiled
    inner = (
        frame
        if frame.source is block.source
        else Frame(frame.session, frame.scope, block.source, frame.invocation, frame)
    )
    session = frame.session
    if session.stopped:
        session.look_up()
    session.depth += 1
    if session.depth > MAX_DEPTH:
        session.depth -= 1
        from winlab.powershell.failures import call_depth

        raise call_depth()
    outer, session.frame = session.frame, inner
    try:
        signal = None
        for part in (compiled.begin, compiled.process, compiled.end):
            if part is not None and signal is None:
                signal = part(inner, out)
        leave(signal)
    finally:
        session.depth -= 1
        session.frame = outer


def call_in_scope(
    session: Session,
    block: object,
    args: Sequence[object],
    underscore: object,
    input_items: Sequence[object] | None,
    frame: Frame,
) -> list[object]:
    """Runs a block in the running scope with ``$_``; with arguments or input in a scope of its own."""
    found: list[object] = []
    assert isinstance(block, ScriptBlock)
    if args or input_items is not None or block.compiled.has_parameters or block.closure is not None:
        invoke(block, args, found.append, frame, underscore=underscore, input_items=input_items)
    else:
        run_dotted(block, frame, found.append, underscore)
    return found


def run_dotted(block: ScriptBlock, frame: Frame, out: Out, underscore: object = VOID) -> None:
    """Runs a block in the scope of a frame (or of the block's own module) with ``$_``."""
    if block.module is not frame.scope.module or block.closure is not None:
        frame = Frame(frame.session, Scope(block.scope_for(frame)), block.source, frame.invocation, frame)
    if underscore is VOID:
        run_body(block, frame, out)
        return
    variables = frame.scope.variables
    old = variables.get("_")
    if old is None:
        frame.scope.put("_", underscore)
        try:
            run_body(block, frame, out)
        finally:
            variables.pop("_", None)
    else:
        previous = old.value
        old.value = underscore
        try:
            run_body(block, frame, out)
        finally:
            old.value = previous


def invoke(
    block: ScriptBlock,
    args: Sequence[object],
    out: Out,
    frame: Frame,
    *,
    underscore: object = VOID,
    this: object = VOID,
    input_items: Sequence[object] | None = None,
    automatic: Mapping[str, object] | None = None,
) -> None:
    """Calls a block in a new scope with arguments (``&``, ``.Invoke()``, script methods) and automatic variables."""
    from winlab.powershell.binding import Argument
    from winlab.powershell.functioncalls import FunctionRun

    automatic = dict(automatic or {})
    if underscore is not VOID:
        automatic["_"] = underscore
    if this is not VOID:
        automatic["this"] = this
    run = FunctionRun(frame, block, "", [Argument(None, value) for value in args], automatic=automatic)
    run.out = out
    run.start(expecting=input_items is not None)
    for item in input_items or ():
        run.process(item)
    run.finish()


def call_method(block: object, this: object, args: Sequence[object]) -> object:
    """A script property or script method: what the block writes, as one value."""
    result = answer(block, this, args)
    return None if result is VOID else result


def invoke_guarded(session: Session, block: object, item: object, frame: Frame) -> list[object]:
    """What a block gives for an object, in a scope of its own.

    Raises:
        PSError: whatever failed in it, statements too that would otherwise only report it.
    """
    assert isinstance(block, ScriptBlock)
    found: list[object] = []
    session.guarded += 1
    try:
        invoke(block, (), found.append, frame, underscore=item)
    finally:
        session.guarded -= 1
    return found


def answer(block: object, this: object, args: Sequence[object]) -> object:
    """As :func:`call_method`, but a block that writes nothing answers with VOID."""
    from winlab.powershell.unrolling import collected

    assert isinstance(block, ScriptBlock)
    found: list[object] = []
    frame = block.session.frame
    guarded, block.session.guarded = block.session.guarded, block.session.guarded + 1
    try:
        invoke(block, args, found.append, frame, this=this)
    finally:
        block.session.guarded = guarded
    return collected(found)


class InputItems(NetObject):
    """``$input``: an enumerator that is used up."""

    def __init__(self, items: list[object]) -> None:
        self.items = items
        self.at = -1

    def move_next(self) -> bool:
        """Goes one further."""
        self.at += 1
        return self.at < len(self.items)

    @property
    def current(self) -> object:
        """The object it is at."""
        return self.items[self.at] if 0 <= self.at < len(self.items) else None

    def reset(self) -> None:
        """Back before the first."""
        self.at = -1

    def net_iter(self) -> Iterator[object]:
        """What is left."""
        while self.move_next():
            yield self.current
