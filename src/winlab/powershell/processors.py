"""The running commands of a pipeline: functions, cmdlets, programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.binding import Argument, Binding, missing_mandatory
from winlab.powershell.blocks import MAX_DEPTH, InputItems, ScriptBlock, leave
from winlab.powershell.control import ControlFlow, PipelineStopped, StopUpstream
from winlab.powershell.conversion import ConversionFailed, cast_error
from winlab.powershell.declare import Cmdlet, CmdletInfo
from winlab.powershell.errors import ErrorRecord, InvocationInfo, PSError
from winlab.powershell.failures import FLAWS, action_name, call_depth, internal, preference
from winlab.powershell.invoking import type_by_name
from winlab.powershell.parameters import CommandMeta, Parameter, binding_error, cmdlet_meta
from winlab.powershell.running import ProgressRecord
from winlab.powershell.scopes import Frame, Scope, Variable
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, ArrayList, Hashtable, NetObject

if TYPE_CHECKING:
    from winlab.powershell.commands import CommandInfo
    from winlab.powershell.compiler.functions import CompiledBlock
    from winlab.powershell.session import Session

Out = Callable[[object], object]


class Processor:
    """A command of a pipeline: ``start``, ``process`` for each object, ``finish``."""

    had_error = False
    place_start = 0

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.session: Session = frame.session
        self.out: Out = _nowhere
        self.started = False
        self.early: list[object] = []

    def wire(self) -> None:
        """Called when ``out`` is known."""

    def owns(self, owner: object) -> bool:
        """Whether a request to stop what comes before is this command's."""
        return owner is self

    def accept(self, value: object) -> None:
        """Takes an object from upstream; one that comes before the start waits."""
        if self.started:
            self.process(value)
        else:
            self.early.append(value)

    def begin(self, *, expecting: bool) -> None:
        """Starts and then takes what came early."""
        self.start(expecting=expecting)
        self.started = True
        for value in self.early:
            self.process(value)

    def start(self, *, expecting: bool) -> None:
        """Binds arguments and runs begin."""

    def process(self, value: object) -> None:
        """Takes one object."""

    def run_alone(self) -> None:
        """Does the work of a first command, which has no input."""

    def finish(self) -> None:
        """Runs end."""


def _nowhere(value: object) -> None:
    """The output of a command that has none."""


# --- common parameters ------------------------------------------------------------------------------------------------


def store_variable(frame: Frame, name: str, values: list[object]) -> None:
    """-OutVariable, -ErrorVariable, -WarningVariable: ``+name`` adds."""
    if name.startswith("+"):
        variable = frame.scope.find(name[1:].lower())
        if variable is not None and isinstance(variable.value, ArrayList):
            variable.value.items.extend(values)
            return
        name = name[1:]
    frame.scope.set(name, ArrayList(values))


_PREFERENCES = {
    "erroraction": "ErrorActionPreference",
    "warningaction": "WarningPreference",
}


# --- functions --------------------------------------------------------------------------------------------------------


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
        place: tuple[int, str, int, int] = (0, "", 1, 1),
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
        self.error_items: list[object] | None = None
        self.error_variable = ""

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
        invocation = InvocationInfo(self.info, invocation_name=self.place[1] or self.name)
        if self.place[1]:
            number, column, line = frame.source.position(self.place[0])
            invocation.line, invocation.line_number, invocation.offset_in_line = line, number, column
            invocation.script_name = frame.source.name
        invocation.pipeline_position, invocation.pipeline_length = self.place[2], self.place[3]
        invocation.expecting_input = expecting
        self.inner = Frame(self.session, scope, block.source, invocation, frame)
        variables = scope.variables
        if self.automatic:
            for key, value in self.automatic.items():
                variables[key] = Variable(key, value)
        meta = compiled.meta(self.inner, self.name)
        binding = self.binding = Binding(meta)
        try:
            binding.bind_arguments(self.arguments)
        except PSError as failed:
            raise self._mine(failed) from None
        bound = Hashtable()
        variables["myinvocation"] = Variable("MyInvocation", invocation)
        variables["psboundparameters"] = Variable("PSBoundParameters", bound)
        invocation.bound = bound
        invocation.unbound = list(binding.rest)
        if meta.is_simple:
            variables["args"] = Variable("args", binding.rest)
        elif meta.own or self.compiled.body.param is not None:
            from winlab.powershell.net.commandinfos import ScriptCmdlet

            variables["pscmdlet"] = Variable("PSCmdlet", ScriptCmdlet(self))
        for parameter in meta.own:
            if parameter.key in binding.bound:
                bound.set(parameter.name, binding.bound[parameter.key])
        if not expecting or not meta.takes_pipeline:
            self._check_mandatory(expecting=False)
        else:
            self._check_mandatory(expecting=True)
        self._common(binding, bound)
        self._assign(binding)
        if compiled.begin is not None:
            self._run(compiled.begin)

    def _mine(self, failed: PSError) -> PSError:
        record = failed.record
        if not record.command_type:
            record.command_type = self.name or ""
            record.category.activity = self.name
        return failed

    def _check_mandatory(self, *, expecting: bool) -> None:
        assert self.binding is not None
        try:
            lacking = self.binding.missing(expecting=expecting)
        except PSError as failed:
            raise self._mine(failed) from None
        if lacking:
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
                name = "VerbosePreference" if key == "verbose" else "DebugPreference"
                scope.put(name, "Continue" if value else "SilentlyContinue")
            elif key == "whatif":
                scope.put("WhatIfPreference", bool(value))
            elif key == "confirm":
                scope.put("ConfirmPreference", "Low" if value else "None")
            elif key == "outvariable":
                self._tee_output(to_text(value))
            elif key == "errorvariable":
                self.error_items = []
                self.error_variable = to_text(value)

    def _tee_output(self, name: str) -> None:
        kept: list[object] = []
        store_variable(self.frame, name, [])
        variable = self.frame.scope.find(name.lstrip("+").lower())
        out = self.out
        target = variable.value.items if variable is not None and isinstance(variable.value, ArrayList) else kept

        def write(value: object) -> object:
            target.append(value)
            return out(value)

        self.out = write

    def _assign(self, binding: Binding) -> None:
        scope = self.inner.scope
        defaults = self.compiled.defaults
        late: list[Parameter] = []
        for parameter in binding.meta.own:
            key = parameter.key
            if key in binding.bound:
                self._store(parameter, binding.bound[key])
            else:
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
                        from winlab.powershell.conversion import convert

                        try:
                            value = convert(None if value is VOID else value, parameter.type)
                        except PSError as failed:
                            from winlab.powershell.binding import transformation_error

                            raise self._mine(transformation_error(binding.meta, parameter, failed)) from None
                    self._store(parameter, value)
                else:
                    self._store(parameter, _empty(parameter))
        finally:
            self.session.frame = outer
        del scope

    def _store(self, parameter: Parameter, value: object) -> None:
        variable = Variable(parameter.name, None if value is VOID else value)
        kind = parameter.type
        if kind is not None and kind.name != "System.Object":
            from winlab.powershell.compiler.assignments import constraint_error
            from winlab.powershell.conversion import convert

            def constrain(new: object) -> object:
                assert kind is not None
                try:
                    return convert(new, kind)
                except PSError as failed:
                    raise constraint_error(parameter.name, failed) from None

            variable.convert = constrain
        if parameter.validators:
            checks = parameter.validators

            def check(new: object) -> None:
                for validate in checks:
                    validate(new)

            variable.check = check
        self.inner.scope.variables[parameter.key] = variable

    # -- running -----

    def _run(self, part: Callable[[Frame, Out], object]) -> None:
        session = self.session
        if session.stopped:
            raise PipelineStopped
        session.depth += 1
        if session.depth > MAX_DEPTH:
            session.depth -= 1
            raise call_depth()
        outer, session.frame = session.frame, self.inner
        if self.error_items is not None:
            session.collectors.append(self.error_items)
        try:
            leave(part(self.inner, self.out))  # type: ignore[arg-type]  # a compiled part gives a signal or None
        finally:
            session.depth -= 1
            session.frame = outer
            if self.error_items is not None:
                session.collectors.remove(self.error_items)

    def run_alone(self) -> None:
        """Runs process once, without an object."""
        if self.compiled.process is not None:
            if self.is_filter:
                self.inner.scope.put("input", InputItems([]))
            self._run(self.compiled.process)
        elif self.is_filter and self.compiled.end is not None:
            self._run(self.compiled.end)

    def process(self, value: object) -> None:
        """Binds an object and runs process."""
        compiled = self.compiled
        binding = self.binding
        assert binding is not None
        part = compiled.process if compiled.process is not None else compiled.end if self.is_filter else None
        if part is None:
            if binding.meta.is_simple or not binding.meta.takes_pipeline:
                if not binding.meta.is_simple and not self._reads_input():
                    self._reject(value)
                self.input.append(value)
                return
            self._bind(value)
            self.input.append(value)
            return
        scope = self.inner.scope
        if not binding.meta.is_simple and not self._bind(value):
            return
        scope.put("_", value)
        scope.put("input", InputItems([value]))
        self._run(part)

    def _reads_input(self) -> bool:
        return True

    def _reject(self, value: object) -> None:
        from winlab.powershell.failures import show

        record = input_not_bound(value)
        record.command_type = self.name
        show(self.session, record)

    def _bind(self, value: object) -> bool:
        """Binds a pipeline object for this turn; whether the turn can run."""
        binding = self.binding
        assert binding is not None
        if not binding.meta.takes_pipeline:
            return True
        saved_bound, saved_sets = dict(binding.bound), binding.sets
        try:
            took = binding.bind_pipeline(value)
            if not took and not self._optional(binding):
                raise binding_input_error(value)
            lacking = binding.missing(expecting=False)
            if lacking:
                raise missing_mandatory(lacking, self.name)
            bound = self.inner.invocation.bound if self.inner.invocation is not None else Hashtable()
            for parameter in binding.meta.own:
                key = parameter.key
                if key in binding.bound and (key not in saved_bound or key in binding.delayed):
                    new = binding.bound[key]
                    self._store(parameter, new)
                    bound.set(parameter.name, new)
            return True
        except PSError as failed:
            from winlab.powershell.failures import show

            self._mine(failed)
            if self.session.guarded and preference(self.frame) == "Stop":
                raise
            show(self.session, failed.record)
            return False
        finally:
            binding.bound, binding.sets = saved_bound, saved_sets

    def _optional(self, binding: Binding) -> bool:
        return False

    def finish(self) -> None:
        """Runs end."""
        compiled = self.compiled
        try:
            if compiled.end is not None and not (self.is_filter and compiled.process is None):
                scope = self.inner.scope
                if compiled.process is None:
                    scope.put("input", InputItems(self.input))
                self._run(compiled.end)
        finally:
            if self.error_items is not None:
                store_variable(self.frame, self.error_variable, self.error_items)


def _empty(parameter: Parameter) -> object:
    """What a parameter that was not given holds."""
    kind = parameter.type
    if kind is None:
        return None
    from winlab.powershell.conversion import ConversionFailed, convert_or_fail

    if kind.element is not None or not (kind.is_value_type or kind.name == "System.String" or parameter.is_switch):
        return None
    try:
        return convert_or_fail(None, kind)
    except ConversionFailed:
        return None


def binding_input_error(value: object) -> PSError:
    """The pipeline's object fits no parameter."""
    return PSError(input_not_bound(value))


def input_not_bound(value: object) -> ErrorRecord:
    """The record of an object that fits no parameter."""
    return binding_error(
        "InputObjectNotBound",
        "The input object cannot be bound to any parameters for the command either because the command does not take "
        "pipeline input or the input and its properties do not match any of the parameters that take pipeline input.",
        target=value,
    ).record


# --- cmdlets ----------------------------------------------------------------------------------------------------------


class CmdletRun(Processor):
    """A call of a cmdlet; it is the cmdlet's runtime."""

    def __init__(
        self, frame: Frame, info: CmdletInfo, arguments: Sequence[Argument], place: tuple[int, str, int, int]
    ) -> None:
        super().__init__(frame)
        self.info = info
        self.arguments = arguments
        self.place = place
        self.meta: CommandMeta = cmdlet_meta(info)
        self.binding = Binding(self.meta)
        self.cmdlet: Cmdlet = info.cls()
        self.cmdlet.runtime = self
        self.cmdlet.session = self.session
        self.actions: dict[str, object] = {}
        self.error_items: list[object] | None = None
        self.warning_items: list[object] | None = None

    # -- running -----

    def start(self, *, expecting: bool) -> None:
        """Binds arguments and runs begin."""
        try:
            self.binding.bind_arguments(self.arguments)
            lacking = self.binding.missing(expecting=expecting and self.meta.takes_pipeline)
            if lacking:
                raise missing_mandatory(lacking, self.info.name)
        except PSError as failed:
            raise self._mine(failed) from None
        self._common()
        self._set_attributes()
        self._call(self.cmdlet.begin)

    def _common(self) -> None:
        for key, value in self.binding.bound.items():
            if self.meta.lookup[key].is_common:
                self.actions[key] = value
        if "outvariable" in self.actions:
            self._tee_output(to_text(self.actions["outvariable"]))
        if "errorvariable" in self.actions:
            self.error_items = self._list_variable("errorvariable")
        if "warningvariable" in self.actions:
            self.warning_items = self._list_variable("warningvariable")

    def _list_variable(self, key: str) -> list[object]:
        name = to_text(self.actions[key])
        store_variable(self.frame, name, [])
        variable = self.frame.scope.find(name.lstrip("+").lower())
        return variable.value.items if variable is not None and isinstance(variable.value, ArrayList) else []

    def _tee_output(self, name: str) -> None:
        items = self._list_variable("outvariable")
        out = self.out

        def write(value: object) -> object:
            items.append(value)
            return out(value)

        self.out = write

    def _set_attributes(self) -> None:
        cmdlet, bound = self.cmdlet, self.binding.bound
        for parameter in self.meta.own:
            value = bound.get(parameter.key, parameter.default)
            setattr(cmdlet, parameter.attribute, value)
        cmdlet.bound = frozenset(self.meta.lookup[key].name for key in bound)
        cmdlet.parameter_set = self.binding.parameter_set

    def process(self, value: object) -> None:
        """Binds an object and runs the cmdlet's process."""
        binding = self.binding
        saved_bound, saved_sets = dict(binding.bound), binding.sets
        try:
            try:
                self._ask_delayed(value)
                took = binding.bind_pipeline(value)
                if not took and not binding.delayed:
                    raise binding_input_error(value)
                lacking = binding.missing(expecting=False)
                if lacking:
                    raise missing_mandatory(lacking, self.info.name)
            except PSError as failed:
                self.error(failed.record)
                return
            self._set_attributes()
            self._call(self.cmdlet.process)
        finally:
            binding.bound, binding.sets = saved_bound, saved_sets

    def _ask_delayed(self, value: object) -> None:
        for key, block in self.binding.delayed.items():
            parameter = self.meta.lookup[key]
            found = self.session.call_block(block, (), value, None, self.frame)
            result = found[0] if len(found) == 1 else found
            self.binding.bound[key] = self.binding.convert(parameter, result)

    def run_alone(self) -> None:
        """Runs process once."""
        self._call(self.cmdlet.process)

    def finish(self) -> None:
        """Runs end."""
        self._call(self.cmdlet.end)

    def _call(self, function: Callable[[], None]) -> None:
        session = self.session
        outer, session.frame = session.frame, self.frame
        try:
            function()
        except PSError as failed:
            if getattr(failed, "passing", None) is None and failed.record.invocation is None:
                raise self._mine(failed) from None
            raise
        except (ControlFlow, RecursionError):
            raise
        except ConversionFailed as failed:
            raise self._mine(cast_error(None, type_by_name("System.Object"), failed)) from None
        except FLAWS as flaw:
            raise self._mine(internal(flaw)) from flaw
        finally:
            session.frame = outer

    def _mine(self, failed: PSError) -> PSError:
        self._describe(failed.record)
        if self.error_items is not None and failed.record not in self.error_items:
            self.error_items.append(failed.record)
        if self.stop_on_error():
            failed.is_throw = True
        return failed

    def stop_on_error(self) -> bool:
        """Whether -ErrorAction asks to stop."""
        return False

    def _describe(self, record: ErrorRecord) -> None:
        if not record.command_type and not record.fixed_id:
            record.command_type = self.info.type_name
        if not record.category.activity:
            record.category.activity = self.info.name
        if not record.category.target_name and record.target is not None:
            record.category.target_name = to_text(record.target)
            from winlab.powershell.values import type_name

            record.category.target_type = type_name(record.target).rpartition(".")[2]
        if record.invocation is None:
            start, token, position, length = self.place
            number, column, line = self.frame.source.position(start)
            record.invocation = InvocationInfo(
                self._command(), line, number, column, self.frame.source.name, token, token=token,
                pipeline_length=length, pipeline_position=position,
            )  # fmt: skip

    def _command(self) -> NetObject:
        from winlab.powershell.commands import CmdletCommand

        return CmdletCommand(self.info)

    # -- the runtime of the cmdlet -----

    def write(self, value: object) -> None:
        """One object to the output."""
        self.out(value)

    def error(self, record: ErrorRecord) -> None:
        """A non-terminating error."""
        self._describe(record)
        self.had_error = True
        session = self.session
        chosen = self.actions.get("erroraction")
        action = action_name(chosen) if chosen is not None else preference(self.frame)
        if action == "Stop":
            session.log_error(record)
            if self.error_items is not None:
                self.error_items.append(record)
            raise PSError(record, is_throw=True)
        session.log_error(record)
        if self.error_items is not None:
            self.error_items.append(record)
        if action != "SilentlyContinue":
            session.emit_error(record)

    def warning(self, text: str) -> None:
        """A warning."""
        chosen = self.actions.get("warningaction")
        action = action_name(chosen) if chosen is not None else preference(self.frame, "warningpreference")
        if self.warning_items is not None:
            from winlab.powershell.net.automation import MessageRecord

            self.warning_items.append(MessageRecord("Warning", text))
        self._message(action, "warning", text)

    def verbose(self, text: str) -> None:
        """A verbose text."""
        self._message(self._switched("verbose", "verbosepreference"), "verbose", text)

    def debug(self, text: str) -> None:
        """A debug text."""
        self._message(self._switched("debug", "debugpreference"), "debug", text)

    def _switched(self, key: str, name: str) -> str:
        chosen = self.actions.get(key)
        if chosen is None:
            return preference(self.frame, name)
        return "Continue" if chosen else "SilentlyContinue"

    def _message(self, action: str, stream: str, text: str) -> None:
        sink = self.session.sink
        if action == "SilentlyContinue" or sink is None:
            return
        if stream == "warning":
            sink.warning(text)
        elif stream == "verbose":
            sink.verbose(text)
        else:
            sink.debug(text)
        if action == "Stop":
            from winlab.powershell.errors import error

            raise PSError(
                error(
                    "ActionPreferenceStop",
                    "Command execution stopped because the preference variable is set to Stop: " + text,
                    "OperationStopped",
                    None,
                    "System.Management.Automation.ActionPreferenceStopException",
                ).record,
                is_throw=True,
            )

    def progress(self, activity: str, status: str, percent: int, completed: bool) -> None:
        """Progress."""
        sink = self.session.sink
        if sink is not None and preference(self.frame, "progresspreference") != "SilentlyContinue":
            sink.progress(ProgressRecord(0, activity, status, percent, completed=completed))

    def should_process(self, target: str, action: str) -> bool:
        """-WhatIf and -Confirm."""
        what_if = self.actions.get("whatif")
        if what_if is None:
            variable = self.frame.scope.find("whatifpreference")
            what_if = False if variable is None else variable.value
        if what_if:
            sink = self.session.sink
            if sink is not None:
                text = f'What if: Performing operation "{action}" on Target "{target}".'
                sink.host_call("WriteLine", [text])
            return False
        self.verbose(f'Performing operation "{action}" on Target "{target}".')
        return True

    def stop_upstream(self) -> None:
        """Ends the commands before this one: enough was read."""
        raise StopUpstream(self)
