"""``$PSCmdlet``: the cmdlet that an advanced function is.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.pscmdlet
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.powershell.asking import Consent, confirms, described
from winlab.powershell.conversion import to_bool
from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import ErrorRecord, PSError
from winlab.powershell.failures import preference, show
from winlab.powershell.messages import Messages
from winlab.powershell.net.automation import SMA, Reference
from winlab.powershell.net.hosting import CommandIntrinsics, EngineHost
from winlab.powershell.net.sessionstate import SessionState
from winlab.powershell.paths import locate
from winlab.powershell.running import ProgressRecord
from winlab.powershell.unrolling import write_unrolled
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.functioncalls import FunctionRun

_VOID, _TEXT, _OBJECT, _RECORD = "System.Void", "System.String", "System.Object", SMA + "ErrorRecord"


@NET.type(SMA + "PSScriptCmdlet", bases=(SMA + "PSCmdlet", SMA + "Cmdlet", "System.Object"))
class ScriptCmdlet(NetObject):
    """``$PSCmdlet``."""

    def __init__(self, run: FunctionRun) -> None:
        self.run = run
        self.session = run.session
        self.messages = Messages(run.session, lambda stream: preference(run.inner, f"{stream}preference".lower()))
        self.consent = Consent(run.session, self._what_if, self._asks, self.messages.verbose)

    def _what_if(self) -> bool:
        variable = self.run.inner.scope.find("whatifpreference")
        return variable is not None and to_bool(variable.value)

    def _asks(self) -> bool:
        assert self.run.binding is not None
        return confirms(self.run.inner.scope.find("confirmpreference"), self.run.binding.meta.confirm_impact)

    # -- the call -----

    invocation = net_property("MyInvocation")(lambda self: self.run.inner.invocation)
    command_runtime = net_property("CommandRuntime")(lambda self: self)
    host = net_property("Host")(lambda self: EngineHost(self.session))
    state = net_property("SessionState")(lambda self: SessionState(self.session))
    invoke_command = net_property("InvokeCommand")(lambda self: CommandIntrinsics(self.session))
    stopping = net_property("Stopping", "System.Boolean")(lambda self: self.session.stopped)

    @net_property("ParameterSetName", _TEXT)
    def parameter_set(self) -> str:
        """The chosen set."""
        return self.run.binding.parameter_set if self.run.binding is not None else ""

    @net_method("GetVariableValue", (_TEXT,), (_TEXT, _OBJECT))
    def variable_value(self, name: str, default: object = None) -> object:
        """A variable's value, or the default."""
        variable = self.run.inner.scope.find(name.lower())
        return default if variable is None else variable.value

    @net_method("GetUnresolvedProviderPathFromPSPath", (_TEXT,), returns=_TEXT)
    def unresolved_path(self, path: str) -> str:
        """A path as its provider says it, whether it exists or not."""
        return locate(self.session, path).path

    # -- asking -----

    @net_method("ShouldProcess", (_TEXT,), (_TEXT, _TEXT), (_TEXT, _TEXT, _TEXT), returns="System.Boolean")
    def should_process(self, target: str, action: str = "", caption: str | None = None) -> bool:
        """Whether to go on: a target with an action, or a description, a question and its caption."""
        if caption is not None:
            return self.consent.should_process(target, action, caption)
        return self.consent.should_process(described(action or self.run.name, target))

    @net_method("ShouldContinue", (_TEXT, _TEXT), (_TEXT, _TEXT, "ref", "ref"), returns="System.Boolean")
    def should_continue(
        self, query: str, caption: str, yes: Reference | None = None, no: Reference | None = None
    ) -> bool:
        """Asks the user, whatever the preferences are."""
        if yes is None or no is None:
            return self.consent.should_continue(query, caption)
        answer, all_yes, all_no = self.consent.should_continue_all(
            query, caption, to_bool(yes.variable.value), to_bool(no.variable.value)
        )
        yes.set(all_yes)
        no.set(all_no)
        return answer

    # -- streams -----

    @net_method("WriteError", (_RECORD,), returns=_VOID)
    def write_error(self, record: ErrorRecord) -> None:
        """A non-terminating error."""
        self._describe(record)
        action = preference(self.run.inner)
        if action == "Stop":
            raise PSError(record, is_throw=True)
        if action == "Inquire":
            self.messages.inquiry.go_on(record.text)
        if action == "SilentlyContinue":
            self.session.log_error(record)
        else:
            show(self.session, record)
        self.run.had_error = True

    @net_method("ThrowTerminatingError", (_RECORD,), returns=_VOID)
    def throw_error(self, record: ErrorRecord) -> None:
        """A terminating error."""
        self._describe(record)
        failed = PSError(record)
        failed.ends = self.run
        raise failed

    def _describe(self, record: ErrorRecord) -> None:
        if not record.command_type:
            record.command_type = self.run.name
        if not record.category.activity:
            record.category.activity = self.run.name
        if record.invocation is None:
            record.invocation = self.run.inner.invocation

    @net_method("WriteObject", (_OBJECT,), (_OBJECT, "System.Boolean"), returns=_VOID)
    def write_object(self, value: object, unroll: bool = False) -> None:
        """Writes to the output."""
        if unroll:
            write_unrolled(value, self.run.out)
        else:
            self.run.out(value)

    @net_method("WriteVerbose", (_TEXT,), returns=_VOID)
    def write_verbose(self, text: str) -> None:
        """A verbose text."""
        self.messages.verbose(text)

    @net_method("WriteWarning", (_TEXT,), returns=_VOID)
    def write_warning(self, text: str) -> None:
        """A warning."""
        self.messages.warning(text)

    @net_method("WriteDebug", (_TEXT,), returns=_VOID)
    def write_debug(self, text: str) -> None:
        """A debug text."""
        self.messages.debug(text)

    @net_method("WriteProgress", (SMA + "ProgressRecord",), returns=_VOID)
    def write_progress(self, record: ProgressRecord) -> None:
        """Progress."""
        self.messages.progress(record)

    @net_method("WriteCommandDetail", (_TEXT,), returns=_VOID)
    def write_detail(self, text: str) -> None:
        """For the event log, which nobody reads here."""
