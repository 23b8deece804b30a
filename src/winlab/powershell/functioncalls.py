"""Calls of functions, scripts and script blocks."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.argumentconversion import transformation_error
from winlab.powershell.asking import supply
from winlab.powershell.binding import Argument, Binding, missing_mandatory
from winlab.powershell.blocks import MAX_DEPTH, InputItems, ScriptBlock, leave
from winlab.powershell.commands import CommandInfo, ScriptText
from winlab.powershell.conversion import convert, convert_or_fail
from winlab.powershell.dynamicparameters import known_arguments, with_made
from winlab.powershell.errors import ConversionFailed, ErrorRecord, InvocationInfo, PSError
from winlab.powershell.failures import call_depth, preference
from winlab.powershell.messages import SHOWN
from winlab.powershell.net.dictionaries import BoundParameters
from winlab.powershell.parameters import CommandMeta, Parameter
from winlab.powershell.positions import NOWHERE, CallPlace
from winlab.powershell.processors import Out, Processor, bind_object, list_variable
from winlab.powershell.scopes import Frame, Scope, Variable
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, Hashtable

if TYPE_CHECKING:
    from winlab.powershell.compiler.functions import CompiledBlock

_PREFERENCES = {
    "erroraction": "ErrorActionPreference",
    "warningaction": "WarningPreference",
}


class FunctionRun(Processor):
    """A call of a function, script or script block."""

    def __init__(
        self,
        frame: Frame,
        block: ScriptBlock,
        name: str,
        arguments: Sequence[Argument],
        *,
        info: CommandInfo | None = None,
        is_filter: bool = False,
        dotted: bool = False,
        is_script: bool = False,
        automatic: Mapping[str, object] | None = None,
        place: CallPlace = NOWHERE,
    ) -> None:
        super().__init__(frame)
        self.block = block
        self.compiled: CompiledBlock = block.compiled
        self.name = name
        self.arguments = arguments
        self.info = info
        self.is_filter = is_filter
        self.dotted = dotted
        self.is_script = is_script
        self.automatic = automatic
        self.place = place
        self.input: list[object] = []
        self.inner: Frame = frame
        self.binding: Binding | None = None
        self.given: tuple[dict[str, object], tuple[str, ...]] | None = None
        """What the arguments bound, and the sets they left."""
        self.strict: int | None = None
        """How strict the language is in this call (Set-StrictMode); None as long as it is as outside."""
        self.turn: dict[str, Variable | None] = {}
        """The variables that the present pipeline object replaced."""
        self.error_items: list[object] | None = None
        self.warning_items: list[object] | None = None

    # -- binding -----

    def start(self, *, expecting: bool) -> None:
        """Makes the scope, binds arguments, runs begin."""
        frame, block = self.frame, self.block
        compiled = self.compiled
        if self.dotted and block.module is frame.scope.module:
            scope = frame.scope
        else:
            parent = block.scope_for(frame)
            scope = Scope(parent, is_script=self.is_script, module=block.module)
        invocation = InvocationInfo(self.info or ScriptText(block), invocation_name=self.place.name or self.name)
        if self.place.name:
            number, offset, line = self.place.within(frame.source)
            invocation.line, invocation.line_number, invocation.offset_in_line = line, number, offset
            invocation.script_name = frame.source.name
        invocation.pipeline_position, invocation.pipeline_length = self.place.position, self.place.length
        invocation.expecting_input = expecting
        self.inner = Frame(self.session, scope, block.source, invocation, frame)
        variables = scope.variables
        if self.automatic:
            for key, value in self.automatic.items():
                variables[key] = Variable(key, value)
        meta = compiled.meta(self.inner, self.name)
        variables["myinvocation"] = Variable("MyInvocation", invocation)
        if compiled.dynamic is not None and not meta.is_simple:
            meta = self._with_dynamic(meta)
        binding = self._bind_arguments(meta, self.arguments)
        invocation.unbound = list(binding.rest)
        bound = self._show_bound(binding)
        if meta.is_simple:
            variables["args"] = Variable("args", binding.rest)
        self._check_mandatory(binding, expecting=expecting and meta.takes_pipeline)
        self._common(binding, bound)
        self._assign(binding)
        if compiled.begin is not None:
            self._run(compiled.begin)

    def _bind_arguments(self, meta: CommandMeta, arguments: Sequence[Argument]) -> Binding:
        binding = self.binding = Binding(meta)
        try:
            binding.bind_arguments(arguments)
        except PSError as failed:
            raise self._mine(failed) from None
        return binding

    def _show_bound(self, binding: Binding) -> BoundParameters:
        """Sets ``$PSBoundParameters`` and ``$PSCmdlet``."""
        variables, meta = self.inner.scope.variables, binding.meta
        bound = BoundParameters()
        variables["psboundparameters"] = Variable("PSBoundParameters", bound)
        if self.inner.invocation is not None:
            self.inner.invocation.bound = bound
        for parameter in meta.own:
            if parameter.key in binding.bound:
                bound.set(parameter.name, binding.bound[parameter.key])
        if not meta.is_simple and (meta.own or self.compiled.body.param is not None):
            from winlab.powershell.net.scriptcmdlets import ScriptCmdlet

            variables["pscmdlet"] = Variable("PSCmdlet", ScriptCmdlet(self))
        return bound

    def _with_dynamic(self, meta: CommandMeta) -> CommandMeta:
        """The parameters with those that the ``dynamicparam`` block makes for these arguments."""
        assert self.compiled.dynamic is not None
        binding = Binding(meta)
        with contextlib.suppress(PSError):  # what does not fit is told when the parameters are complete
            binding.bind_arguments(known_arguments(meta, self.arguments))
        self._show_bound(binding)
        self._assign(binding)
        written: list[object] = []
        self._run(self.compiled.dynamic, written.append)
        return with_made(self.session, meta, written)

    def _mine(self, failed: PSError) -> PSError:
        record = failed.record
        if not record.command_type:
            record.command_type = self.name or ""
            record.category.activity = self.name
        if record.invocation is None and self.inner is not self.frame and self.place.name:
            record.invocation = self.inner.invocation
            if failed.token is not None and record.invocation is not None:
                record.invocation = copy.copy(record.invocation)
                record.invocation.offset_in_line = self.place.within(self.frame.source, failed.token)[1]
        return failed

    def _check_mandatory(self, binding: Binding, *, expecting: bool) -> None:
        try:
            lacking = binding.missing(expecting=expecting)
        except PSError as failed:
            raise self._mine(failed) from None
        if lacking and not supply(self.session, binding, lacking, self.name, self.place.position):
            raise self._mine(missing_mandatory(lacking, self.name))

    def _common(self, binding: Binding, bound: Hashtable) -> None:
        scope = self.inner.scope
        for key, value in binding.bound.items():
            parameter = binding.meta.lookup[key]
            if not parameter.is_common:
                continue
            bound.set(parameter.name, value)
            if key in _PREFERENCES:
                scope.put(_PREFERENCES[key], value)
            elif key in ("verbose", "debug"):
                stream = key.capitalize()
                scope.put(f"{stream}Preference", SHOWN[stream] if value else "SilentlyContinue")
            elif key == "whatif":
                scope.put("WhatIfPreference", bool(value))
            elif key == "confirm":
                scope.put("ConfirmPreference", "Low" if value else "None")
            elif key == "outvariable":
                self._tee_output(to_text(value))
            elif key == "errorvariable":
                self.error_items = list_variable(self.frame, to_text(value))
            elif key == "warningvariable":
                self.warning_items = list_variable(self.frame, to_text(value))

    def _tee_output(self, name: str) -> None:
        out = self.out
        target = list_variable(self.frame, name)

        def write(value: object) -> object:
            target.append(value)
            return out(value)

        self.out = write

    def _assign(self, binding: Binding) -> None:
        defaults = self.compiled.defaults
        late: list[Parameter] = []
        for parameter in binding.meta.own:
            key = parameter.key
            if key in binding.bound:
                self._store(parameter, binding.bound[key])
            elif parameter.runtime is None:
                late.append(parameter)
        if not late:
            return
        outer, self.session.frame = self.session.frame, self.inner
        try:
            for parameter in late:
                default = defaults.get(parameter.key)
                if default is not None:
                    value = default(self.inner)
                    if parameter.type is not None:
                        try:
                            value = convert(None if value is VOID else value, parameter.type)
                        except PSError as failed:
                            raise self._mine(transformation_error(binding.meta, parameter, value, failed)) from None
                    self._store(parameter, value)
                else:
                    self._store(parameter, _empty(parameter))
        finally:
            self.session.frame = outer

    def _store(self, parameter: Parameter, value: object) -> None:
        if parameter.runtime is not None:
            parameter.runtime.bind(value)
            return
        variable = Variable(parameter.name, None if value is VOID else value)
        variable.convert = parameter.constraint
        if parameter.validators:
            variable.check = parameter.guard
        self.inner.scope.variables[parameter.key] = variable

    # -- running -----

    def _run(self, part: Callable[[Frame, Out], object], out: Out | None = None) -> None:
        session = self.session
        if session.stopped:
            session.look_up()
        session.depth += 1
        if session.depth > MAX_DEPTH:
            session.depth -= 1
            raise call_depth()
        outer, session.frame = session.frame, self.inner
        strict = session.strict
        if self.strict is not None:
            session.strict = self.strict
        if self.error_items is not None:
            session.collectors.append(self.error_items)
        if self.warning_items is not None:
            session.warning_collectors.append(self.warning_items)
        try:
            leave(part(self.inner, self.out if out is None else out))  # type: ignore[arg-type]  # a compiled part gives a signal or None
        except PSError as failed:
            if self.error_items is not None and failed.record not in self.error_items:
                self.error_items.append(failed.record)
            if failed.ends is self:
                failed.ends = None
            raise
        finally:
            session.depth -= 1
            session.frame = outer
            if not self.dotted:
                self.strict, session.strict = session.strict, strict
            if self.error_items is not None:
                session.collectors.remove(self.error_items)
            if self.warning_items is not None:
                session.warning_collectors.remove(self.warning_items)

    def run_alone(self) -> None:
        """Runs process once, without an object."""
        if self.compiled.process is not None:
            if self.is_filter:
                self.inner.scope.put("input", InputItems([]))
            self._run(self.compiled.process)
        elif self.is_filter and self.compiled.end is not None:
            self._run(self.compiled.end)

    def process(self, value: object) -> None:
        """Binds an object and runs process; without one, keeps the object for ``$input`` of end."""
        compiled = self.compiled
        binding = self.binding
        assert binding is not None
        if not binding.meta.is_simple and not self._bind(binding, value):
            return
        part = compiled.end if self.is_filter and compiled.process is None else compiled.process
        if part is None:
            self.input.append(value)
            return
        scope = self.inner.scope
        scope.put("_", value)
        scope.put("input", InputItems([value]))
        self._run(part)

    def _bind(self, binding: Binding, value: object) -> bool:
        """Binds a pipeline object for this turn; whether the turn can run."""
        given = self._forget_turn(binding)
        variables = self.inner.scope.variables
        try:
            bind_object(self.frame, binding, value)
            lacking = binding.missing(expecting=False)
            if lacking:
                raise missing_mandatory(lacking, self.name)
        except PSError as failed:
            self._complain(failed.record)
            return False
        bound = self.inner.invocation.bound if self.inner.invocation is not None else Hashtable()
        for parameter in binding.meta.own:
            key = parameter.key
            if key in binding.bound and (key not in given or key in binding.delayed):
                self.turn[key] = variables.get(key)
                self._store(parameter, binding.bound[key])
                bound.set(parameter.name, binding.bound[key])
        return True

    def _forget_turn(self, binding: Binding) -> dict[str, object]:
        """Puts back what was bound and what variables held before the last pipeline object; what arguments bound."""
        if self.given is None:
            self.given = dict(binding.bound), binding.sets
        binding.bound, binding.sets = dict(self.given[0]), self.given[1]
        for key, variable in self.turn.items():
            if variable is not None:
                self.inner.scope.variables[key] = variable
            if self.inner.invocation is not None and key not in binding.bound:
                self.inner.invocation.bound.remove(key)
        self.turn.clear()
        return self.given[0]

    def _complain(self, record: ErrorRecord) -> None:
        """An object that can't be bound: an error of the call, which goes on with the next object."""
        failed = self._mine(PSError(record, is_throw=True))
        action = preference(self.inner)
        if action == "Stop":
            raise failed
        self.had_error = True
        if self.error_items is not None:
            self.error_items.append(record)
        self.session.log_error(record)
        if action != "SilentlyContinue":
            self.session.emit_error(record)

    def finish(self) -> None:
        """Runs end."""
        compiled = self.compiled
        if compiled.end is not None and not (self.is_filter and compiled.process is None):
            if compiled.process is None:
                self.inner.scope.put("input", InputItems(self.input))
            self._run(compiled.end)


def _empty(parameter: Parameter) -> object:
    """What a parameter that was not given holds."""
    kind = parameter.type
    if kind is None:
        return None

    if kind.element is not None or not (kind.is_value_type or kind.name == "System.String" or parameter.is_switch):
        return None
    try:
        return convert_or_fail(None, kind)
    except ConversionFailed:
        return None
