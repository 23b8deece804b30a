"""Calls of cmdlets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.powershell.asking import Confirmation, continues, supply
from winlab.powershell.binding import Argument, Binding, missing_mandatory
from winlab.powershell.commands import CmdletCommand
from winlab.powershell.control import ControlFlow, StopUpstream
from winlab.powershell.conversion import cast_error
from winlab.powershell.declare import Cmdlet, CmdletInfo
from winlab.powershell.errors import ConversionFailed, ErrorRecord, InvocationInfo, NotEmulated, PSError, error
from winlab.powershell.failures import FLAWS, action_name, internal, preference
from winlab.powershell.invoking import type_by_name
from winlab.powershell.parameters import CommandMeta, cmdlet_meta
from winlab.powershell.positions import CallPlace
from winlab.powershell.processors import Processor, bind_object, store_variable
from winlab.powershell.running import ProgressRecord
from winlab.powershell.scopes import Frame
from winlab.powershell.text import to_text
from winlab.powershell.values import ArrayList, NetObject, type_name


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
        self.error_items: list[object] | None = None
        self.warning_items: list[object] | None = None
        self.confirmation = Confirmation(self.session)

    # -- running -----

    def start(self, *, expecting: bool) -> None:
        """Binds arguments and runs begin."""
        if self.info.cls.refuses:
            raise self._mine(NotEmulated(f"the cmdlet {self.info.name}"))
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
            self.error_items = self._list_variable("errorvariable")
        if "warningvariable" in self.actions:
            self.warning_items = self._list_variable("warningvariable")

    def _list_variable(self, key: str) -> list[object]:
        name = to_text(self.actions[key])
        store_variable(self.frame, name, [])
        variable = self.frame.scope.find(name.lstrip("+").lower())
        return variable.value.items if variable is not None and isinstance(variable.value, ArrayList) else []

    def _tee_output(self) -> None:
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
        self._describe(failed.record, failed.token)
        if self.error_items is not None and failed.record not in self.error_items:
            self.error_items.append(failed.record)
        return failed

    def _describe(self, record: ErrorRecord, token: tuple[int, int] | None = None) -> None:
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
        if action == "Inquire" and not continues(session, record.text):
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
        described = f'Performing operation "{action}" on Target "{target}".'
        self.verbose(described)
        return not self.actions.get("confirm") or self.confirmation.confirmed(described)

    def stop_upstream(self) -> None:
        """Ends the commands before this one: enough was read."""
        raise StopUpstream(self)
