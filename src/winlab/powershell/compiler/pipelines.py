"""Pipelines and commands."""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.binding import Argument, arguments_of
from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.cmdletcalls import CmdletRun
from winlab.powershell.commands import (
    CmdletCommand,
    CommandInfo,
    FunctionInfo,
    ProgramInfo,
    ScriptInfo,
    not_found,
    resolve,
)
from winlab.powershell.compiler.redirecting import redirected
from winlab.powershell.compiler.registry import (
    Eval,
    Run,
    compile_expression,
    statement_compiler,
)
from winlab.powershell.compiler.variables import variable_reader
from winlab.powershell.control import Signal, StopUpstream
from winlab.powershell.errors import PSError, error
from winlab.powershell.functioncalls import FunctionRun
from winlab.powershell.positions import CallPlace, located
from winlab.powershell.processors import Processor
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.text import to_text
from winlab.powershell.unrolling import Out, write_unrolled
from winlab.powershell.values import VOID, ArrayList, Hashtable, NetObject, PSObject, unwrap

Build = Callable[[Frame, int, int], Processor]


@statement_compiler(ast.Pipeline)
def compile_pipeline(node: ast.Pipeline) -> Run:
    """``a | b``."""
    head = node.elements[0]
    if isinstance(head, ast.CommandExpression) and not head.redirections:
        if len(node.elements) == 1:
            return _expression_statement(head.expression)
        source = (
            variable_reader(head.expression)
            if isinstance(head.expression, ast.Variable)
            else compile_expression(head.expression)
        )
        return _fed(source, [compile_command(e) for e in node.elements[1:] if isinstance(e, ast.Command)])
    if isinstance(head, ast.CommandExpression):
        source = compile_expression(head.expression)
        rest = [compile_command(e) for e in node.elements[1:] if isinstance(e, ast.Command)]
        run = _fed(source, rest)
        return redirected(run, head.redirections)
    return _fed(None, [compile_command(e) for e in node.elements if isinstance(e, ast.Command)])


def _expression_statement(node: ast.Expression) -> Run:
    evaluate = compile_expression(node)
    if isinstance(node, ast.Postfix) or (isinstance(node, ast.Unary) and node.operator in ("++", "--")):

        def run_silent(frame: Frame, out: Out) -> Signal | None:
            evaluate(frame)
            return None

        return run_silent
    if isinstance(node, ast.Variable):
        evaluate = variable_reader(node)

    def run(frame: Frame, out: Out) -> Signal | None:
        value = evaluate(frame)
        frame.session.success = True
        kind = type(value)
        if kind is str or kind is int:
            out(value)
        else:
            write_unrolled(value, out)
        return None

    return run


def _fed(source: Eval | None, builders: list[Build]) -> Run:
    count = len(builders) + (source is not None)
    offset = 2 if source is not None else 1

    def run(frame: Frame, out: Out) -> Signal | None:
        session = frame.session
        value = None if source is None else source(frame)
        processors: list[Processor] = []
        for place, build in enumerate(builders):
            processors.append(build(frame, place + offset, count))
        target = out
        for processor in reversed(processors):
            processor.out = target
            processor.wire()
            target = processor.accept
        run_processors(processors, value if source is not None else NO_INPUT, target)
        session.success = not any(processor.had_error for processor in processors)
        if session.stopped:
            session.look_up()
        return None

    return run


NO_INPUT = object()


def run_processors(processors: list[Processor], value: object, feed: Out) -> None:
    """Runs the commands of a pipeline to their end; ``value`` is unrolled into the first."""
    has_input = value is not NO_INPUT
    stopped = -1
    try:
        for place, processor in enumerate(processors):
            processor.begin(expecting=has_input or place > 0)
        if has_input:
            write_unrolled(value, feed)
        else:
            processors[0].run_alone()
    except StopUpstream as stop:
        stopped = _place(processors, stop)
    for place, processor in enumerate(processors):
        if place < stopped:
            continue
        try:
            processor.finish()
        except StopUpstream as stop:
            stopped = _place(processors, stop)


def _place(processors: list[Processor], stop: StopUpstream) -> int:
    for place, processor in enumerate(processors):
        if processor.owns(stop.owner):
            return place
    raise stop


# --- commands ---------------------------------------------------------------------------------------------------------

Give = Callable[[Frame, "list[Argument]"], None]


def compile_command(node: ast.Command) -> Build:
    """A command of a pipeline."""
    first = node.elements[0]
    name = first.value if isinstance(first, ast.StringConstant) else None
    computed = None if name is not None and not isinstance(first, ast.CommandParameter) else _expression(first)
    givers = [_giver(element) for element in node.elements[1:]]
    dotted = node.invocation == "."
    # Behind & and . the mark stands, and they are what the call is known by.
    start, end = (node.start, node.start + 1) if node.invocation else (first.start, first.end)
    redirections = node.redirections
    like_method = (
        len(node.elements) == 2 and isinstance(node.elements[1], ast.Paren) and node.elements[1].start == first.end
    )

    from winlab.powershell.compiler.redirecting import Missing, Redirected

    def build(frame: Frame, position: int, count: int) -> Processor:
        target: object = name if computed is None else computed(frame)
        arguments: list[Argument] = []
        if like_method and frame.session.strict >= 2:
            raise located(_called_like_method(), frame, start, end)
        for give in givers:
            give(frame, arguments)
        place = CallPlace(start, node.invocation, position, count, end)
        try:
            processor: Processor = make_processor(frame, target, arguments, dotted, place)
        except PSError as failed:
            located(failed, frame, start, end)
            if not redirections:
                raise
            processor = Missing(frame, failed)
        processor.place_start = start
        return Redirected(processor, redirections) if redirections else processor

    return build


def _called_like_method() -> PSError:
    return error(
        "StrictModeFunctionCallWithParens",
        "The function or command was called like a method. Parameters should be separated by spaces, as described in "
        "'Get-Help about_Parameter.'",
        "InvalidOperation",
        None,
    )


def _expression(node: ast.Expression | ast.CommandParameter) -> Eval:
    if isinstance(node, ast.CommandParameter):
        text = "-" + node.name
        return lambda frame: text
    return compile_expression(node)


def make_processor(
    frame: Frame, target: object, arguments: list[Argument], dotted: bool, place: CallPlace
) -> Processor:
    """The processor for a command given by name, script block or command object."""
    base = unwrap(target)
    if isinstance(base, ScriptBlock):
        return FunctionRun(frame, base, "", arguments, dotted=dotted, place=place)
    if isinstance(base, CommandInfo):
        info: CommandInfo = base
        shown = info.name
    else:
        if base is None or base is VOID:
            raise error(
                "BadExpression",
                "The expression after '&' in a pipeline element produced an invalid object. It "
                "must result in a command name, script block or CommandInfo object.",
                "InvalidOperation",
            )
        module = base if hasattr(base, "scope") else None
        if module is not None and arguments:
            first = arguments.pop(0)
            return _in_module(frame, module, first.value, arguments, dotted, place)
        shown = to_text(base)
        if not shown:
            raise error(
                "BadExpression",
                "The expression after '&' in a pipeline element produced an invalid object.",
                "InvalidOperation",
            )
        info = resolve(frame.session, frame.scope, shown)
    called = place if place.name else place._replace(name=shown)
    if isinstance(info, CmdletCommand):
        return CmdletRun(frame, info.info, arguments, called)
    if isinstance(info, FunctionInfo):
        return FunctionRun(
            frame, info.block, info.name, arguments, info=info, is_filter=info.is_filter, dotted=dotted, place=called
        )
    if isinstance(info, ScriptInfo):
        from winlab.powershell.scripts import ScriptRun

        return ScriptRun(
            frame, info.block, info.name, arguments, info=info, is_script=True, dotted=dotted, place=called
        )
    if isinstance(info, ProgramInfo):
        from winlab.powershell.native import ProgramRun

        return ProgramRun(frame, info.path, arguments, called)
    if info.kind == "Alias":
        return make_processor(frame, info.definition, arguments, dotted, called)
    raise not_found(shown)


def _in_module(
    frame: Frame,
    module: object,
    target: object,
    arguments: list[Argument],
    dotted: bool,
    place: CallPlace,
) -> Processor:
    """``& $module { ... }``: runs in the module's scope."""
    from winlab.powershell.blocks import HasScope

    assert isinstance(module, HasScope)
    if isinstance(target, ScriptBlock):
        moved = ScriptBlock(target.session, target.body, target.text, target.source, module)
        moved.share(target)
        target = moved
    inner = Frame(frame.session, module.scope, frame.source, frame.invocation, frame)
    return make_processor(inner, target, arguments, dotted, place)


def _giver(node: ast.Expression | ast.CommandParameter) -> Give:
    if isinstance(node, ast.CommandParameter):
        name = node.name
        token = node.start, node.start + len(name) + (1 if node.argument is None else 2)
        if node.argument is None:
            return lambda frame, given: given.append(Argument(name, token=token))
        evaluate = _argument(node.argument)
        return lambda frame, given: given.append(Argument(name, evaluate(frame), token=token))
    if isinstance(node, ast.Variable) and node.splat:
        read = compile_expression(ast.Variable(node.start, node.end, node.path))
        return lambda frame, given: splat(read(frame), given)
    evaluate_value = _argument(node)
    return lambda frame, given: given.append(Argument(None, evaluate_value(frame)))


def _argument(node: ast.Expression) -> Eval:
    """An argument's value; a number remembers how it was written, for commands that want a text (``0x10``, ``010``)."""
    evaluate = compile_expression(node)
    if not isinstance(node, ast.Constant):
        return lambda frame: None if (value := evaluate(frame)) is VOID else value

    def written(frame: Frame) -> object:
        value = evaluate(frame)
        text = frame.source.text[node.start : node.end]
        return value if text == to_text(value) else PSObject(value, text=text)

    return written


def splat(value: object, given: list[Argument]) -> None:
    """``@name``: named arguments of a hashtable, positional ones of an array."""
    base = unwrap(value)
    if isinstance(base, Hashtable):
        for key, item in base.items():
            given.append(Argument(to_text(key), item, splat=True))
        return
    if isinstance(base, list):
        items = base
    elif isinstance(base, ArrayList):
        items = base.items
    elif isinstance(base, NetObject) and (found := base.net_iter()) is not None:
        items = list(found)
    else:
        items = [value] if value is not None else []
    given.extend(arguments_of(items))


__all__ = ["compile_command", "compile_pipeline", "make_processor", "run_processors"]
