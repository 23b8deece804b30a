"""Calls of cmdlets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.powershell.asking import Consent, confirms, described, supply
from winlab.powershell.binding import Argument, Binding, missing_mandatory
from winlab.powershell.commands import CmdletCommand
from winlab.powershell.control import ControlFlow, StopUpstream
from winlab.powershell.conversion import cast_error
from winlab.powershell.declare import Cmdlet, CmdletInfo
from winlab.powershell.dynamicparameters import with_more
from winlab.powershell.errors import ConversionFailed, ErrorRecord, InvocationInfo, NotEmulated, PSError
from winlab.powershell.failures import FLAWS, action_name, internal, preference
from winlab.powershell.invoking import type_by_name
from winlab.powershell.messages import SHOWN, Messages
from winlab.powershell.net.dictionaries import BoundParameters
from winlab.powershell.parameters import CommandMeta, cmdlet_meta
from winlab.powershell.positions import CallPlace
from winlab.powershell.processors import Processor, bind_object, list_variable
from winlab.powershell.running import ProgressRecord
from winlab.powershell.scopes import Frame
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, type_name


class CmdletRun(Processor):
    """A call of a cmdlet; it is the cmdlet's runtime."""

    def __init__(self, frame: Frame, info: CmdletInfo, arguments: Sequence[Argument], place: CallPlace) -> None:
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
        self.expecting = False
        self.error_items: list[object] | None = None
        self.warning_items: list[object] | None = None
        self.messages = Messages(self.session, self._action)
        self.consent = Consent(self.session, self._what_if, self._asks, self.messages.verbose)

    # -- running -----

    def start(self, *, expecting: bool) -> None:
        """Binds arguments and runs begin."""
        self.expecting = expecting
        if self.session.events.timers:
            self.session.events.pulse()
        if self.info.cls.refuses:
            raise self._mine(NotEmulated(f"the cmdlet {self.info.name}"))
        if self.info.cls.is_dynamic:
            self.meta = with_more(self.session, self.info.cls, self.meta, self.arguments)
            self.binding = Binding(self.meta)
        try:
            self.binding.bind_arguments(self.arguments)
            lacking = self.binding.missing(expecting=expecting and self.meta.takes_pipeline)
            if lacking and not supply(self.session, self.binding, lacking, self.info.name, self.place.position):
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
            self._tee_output()
        if "errorvariable" in self.actions:
            self.error_items = list_variable(self.frame, to_text(self.actions["errorvariable"]))
        if "warningvariable" in self.actions:
            self.warning_items = list_variable(self.frame, to_text(self.actions["warningvariable"]))

    def _tee_output(self) -> None:
        items = list_variable(self.frame, to_text(self.actions["outvariable"]))
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
                bind_object(self.frame, binding, value)
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

    def run_alone(self) -> None:
        """Runs process once."""
        self._call(self.cmdlet.process)

    def finish(self) -> None:
        """Runs end."""
        self._call(self.cmdlet.end)

    def _call(self, function: Callable[[], None]) -> None:
        session = self.session
        outer, session.frame = session.frame, self.frame
        if self.warning_items is not None:
            session.warning_collectors.append(self.warning_items)
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
            if self.warning_items is not None:
                session.warning_collectors.remove(self.warning_items)

    def _mine(self, failed: PSError) -> PSError:
        self._describe(failed.record, failed.token)
        if self.error_items is not None and failed.record not in self.error_items:
            self.error_items.append(failed.record)
        return failed

    def _describe(self, record: ErrorRecord, token: tuple[int, int] | None = None) -> None:
        if record.is_whole:
            return
        name = record.exception.name
        bare = record.category.category == "NotSpecified"
        if bare and record.error_id == name.rpartition(".")[2] and not name.startswith("System.Management.Automation."):
            record.error_id = name  # an exception that the cmdlet did not describe goes by its class
        if not record.command_type and not record.fixed_id:
            record.command_type = self.info.type_name
        if not record.category.activity:
            record.category.activity = self.info.name
        if not record.category.target_name and record.target is not None:
            record.category.target_name = to_text(record.target)
            record.category.target_type = type_name(record.target).rpartition(".")[2]
        if record.invocation is None:
            number, offset, line = self.place.within(self.frame.source, token)
            record.invocation = InvocationInfo(
                self._command(),
                line,
                number,
                offset,
                self.frame.source.name,
                self.place.name,
                BoundParameters((self.meta.lookup[key].name, value) for key, value in self.binding.bound.items()),
                expecting_input=self.expecting,
                pipeline_length=self.place.length,
                pipeline_position=self.place.position,
            )

    def _command(self) -> NetObject:
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
        if action == "Inquire":
            self.messages.inquiry.go_on(record.text)
        session.log_error(record)
        if self.error_items is not None:
            self.error_items.append(record)
        if action != "SilentlyContinue":
            session.emit_error(record)

    def warning(self, text: str) -> None:
        """A warning."""
        self.messages.warning(text)

    def verbose(self, text: str) -> None:
        """A verbose text."""
        self.messages.verbose(text)

    def debug(self, text: str) -> None:
        """A debug text."""
        self.messages.debug(text)

    def progress(self, record: ProgressRecord) -> None:
        """Progress."""
        self.messages.progress(record)

    def _action(self, stream: str) -> str:
        """The action preference for a stream: the parameter of the call, else the variable."""
        chosen = self.actions.get(f"{stream}action".lower() if stream == "Warning" else stream.lower())
        if chosen is None:
            return preference(self.frame, f"{stream}preference".lower())
        if stream == "Warning":
            return action_name(chosen)
        return SHOWN[stream] if chosen else "SilentlyContinue"

    def should_process(self, target: str, action: str) -> bool:
        """-WhatIf and -Confirm."""
        return self.consent.should_process(described(action, target))

    def _what_if(self) -> bool:
        chosen = self.actions.get("whatif")
        variable = self.frame.scope.find("whatifpreference")
        return bool(chosen if chosen is not None or variable is None else variable.value)

    def _asks(self) -> bool:
        chosen = self.actions.get("confirm")
        if chosen is not None:
            return bool(chosen)
        return confirms(self.frame.scope.find("confirmpreference"), self.meta.confirm_impact)

    def stop_upstream(self) -> None:
        """Ends the commands before this one: enough was read."""
        raise StopUpstream(self)
