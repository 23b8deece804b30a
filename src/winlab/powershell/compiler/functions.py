"""Script blocks compiled: parameters with their attributes, and the named blocks."""

from __future__ import annotations

from winlab.powershell.compiler.registry import (
    Eval,
    Run,
    compile_expression,
    statement_compiler,
)
from winlab.powershell.compiler.statements import compile_statements
from winlab.powershell.control import Signal
from winlab.powershell.conversion import to_bool
from winlab.powershell.nettypes import NetType
from winlab.powershell.parameterattributes import KNOWN_ATTRIBUTES, Given, apply, attribute_kind, place_in_sets
from winlab.powershell.parameters import CommandMeta, Parameter
from winlab.powershell.scopes import Frame
from winlab.powershell.syntax import ast
from winlab.powershell.text import to_text
from winlab.powershell.typenames import resolve, simple_type, type_not_found
from winlab.powershell.unrolling import Out
from winlab.powershell.values import unwrap


class CompiledBlock:
    """A script block's closures; the parameters are made at the first call (their types need a session)."""

    def __init__(self, body: ast.ScriptBlock) -> None:
        self.body = body
        self.begin = None if body.begin is None else compile_statements(body.begin)
        self.process = None if body.process is None else compile_statements(body.process)
        self.end = None if body.end_block is None else compile_statements(body.end_block)
        self.dynamic = None if body.dynamic_param is None else compile_statements(body.dynamic_param)
        self.defaults: dict[str, Eval] = {}
        self._meta: CommandMeta | None = None
        self.converts: dict[str, NetType] = {}
        block = body.param
        for parameter in block.parameters if block is not None else ():
            if parameter.default is not None:
                self.defaults[parameter.name.lower()] = compile_expression(parameter.default)

    @property
    def has_parameters(self) -> bool:
        """Whether there is a parameter list with something in it."""
        return self.body.param is not None and bool(self.body.param.parameters)

    def meta(self, frame: Frame, name: str) -> CommandMeta:
        """The parameters for the binder."""
        if self._meta is None or self._meta.name != name:
            self._meta = self._make_meta(frame, name)
        return self._meta

    def _make_meta(self, frame: Frame, name: str) -> CommandMeta:
        block = self.body.param
        if block is None:
            return CommandMeta(name, [], is_simple=True)
        binding = next((a for a in block.attributes if attribute_kind(a.name) == "cmdletbinding"), None)
        advanced = binding is not None
        parameters: list[Parameter] = []
        for place, node in enumerate(block.parameters):
            made, is_advanced = self._parameter(frame, node, place)
            advanced |= is_advanced
            parameters.append(made)
        if advanced and any(
            each.position is not None and not each.implied for p in parameters for each in p.sets.values()
        ):
            for parameter in parameters:
                for each in parameter.sets.values():
                    if each.implied:
                        each.position = None
        options = _named(frame, binding)
        return CommandMeta(
            name,
            parameters,
            default_set=to_text(options.get("defaultparametersetname", "")),
            is_simple=not advanced,
            supports_should_process=to_bool(options.get("supportsshouldprocess", False)),
            confirm_impact=to_text(options.get("confirmimpact", "Medium")),
        )

    def _parameter(self, frame: Frame, node: ast.Parameter, place: int) -> tuple[Parameter, bool]:
        kind: NetType | None = None
        if node.type is not None:
            kind = resolve(frame.session, node.type)
            if kind is None:
                raise type_not_found(str(node.type))
        made = Parameter(node.name, kind, sets={})
        advanced = False
        for attribute in node.attributes:
            name = attribute_kind(attribute.name)
            if name not in KNOWN_ATTRIBUTES and not _is_type(frame, attribute.name):
                raise type_not_found(attribute.name)
            advanced |= name == "parameter"
            given = Given(name, _positional(frame, attribute), _named(frame, attribute))
            apply(frame.session, made, given)
        place_in_sets(made, place)
        return made, advanced


def _is_type(frame: Frame, name: str) -> bool:
    return any(simple_type(frame.session, each) is not None for each in (name, name + "Attribute"))


def _positional(frame: Frame, attribute: ast.Attribute) -> list[object]:
    return [unwrap(compile_expression(node)(frame)) for node in attribute.positional]


def _named(frame: Frame, attribute: ast.Attribute | None) -> dict[str, object]:
    if attribute is None:
        return {}
    return {name.lower(): unwrap(compile_expression(node)(frame)) for name, node in attribute.named}


def compile_block(body: ast.ScriptBlock) -> CompiledBlock:
    """Compiles a script block."""
    return CompiledBlock(body)


@statement_compiler(ast.FunctionDefinition)
def compile_function(node: ast.FunctionDefinition) -> Run:
    """``function`` and ``filter``."""
    from winlab.powershell.blocks import ScriptBlock
    from winlab.powershell.commands import FunctionInfo, declare_function

    shared: list[ScriptBlock] = []
    name = node.name

    def run(frame: Frame, out: Out) -> Signal | None:
        block = ScriptBlock(frame.session, node.body, node.text, frame.source, frame.scope.module)
        if shared:
            block.share(shared[0])
        else:
            shared.append(block)
        declare_function(frame, name, FunctionInfo(name.rpartition(":")[2], block, node.is_filter))
        frame.session.success = True
        return None

    return run
