"""Commands and their parameters as .NET objects; ``$PSCmdlet``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.asking import Confirmation
from winlab.powershell.commands import (
    AliasInfo,
    CmdletCommand,
    CommandInfo,
    FunctionInfo,
    ProgramInfo,
    ScriptInfo,
    find_command,
)
from winlab.powershell.compiler.registry import write_unrolled
from winlab.powershell.conversion import to_bool
from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import ErrorRecord, PSError
from winlab.powershell.failures import preference, show
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.generics import dictionary_of
from winlab.powershell.net.scriptblocks import option_value
from winlab.powershell.nettypes import enum_value
from winlab.powershell.parameters import Parameter, cmdlet_meta
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, qualified

if TYPE_CHECKING:
    from winlab.powershell.functioncalls import FunctionRun


def _target(command: object, *, follow: bool = True) -> CommandInfo | None:
    """What an alias stands for: the next command, or the one at the end of the chain."""
    if not isinstance(command, AliasInfo):
        return None
    session = running_session()
    return find_command(session, session.frame.scope, command.target, follow=follow)


COMMAND = NET.extend(SMA + "CommandInfo", python=CommandInfo)
for _kind, _class in (
    ("FunctionInfo", FunctionInfo),
    ("CmdletInfo", CmdletCommand),
    ("AliasInfo", AliasInfo),
    ("ExternalScriptInfo", ScriptInfo),
    ("ApplicationInfo", ProgramInfo),
):
    NET.extend(SMA + _kind, python=_class, bases=(SMA + "CommandInfo",))
COMMAND.property("Name", "System.String")(lambda c: c.name)
COMMAND.property("CommandType")(lambda c: enum_value(SMA + "CommandTypes", c.kind))
COMMAND.property("Namespace", "System.String")(lambda c: c.module_name)
COMMAND.property("HelpUri", "System.String")(lambda c: "")
COMMAND.property("OutputType")(lambda c: OutputTypes(c))
COMMAND.property("Definition", "System.String")(lambda c: c.definition)
COMMAND.property("ModuleName", "System.String")(lambda c: c.module_name)
COMMAND.property("ScriptBlock")(lambda c: getattr(c, "block", None))
COMMAND.property("Path")(lambda c: getattr(c, "path", None))
COMMAND.property("ResolvedCommandName", "System.String")(lambda c: getattr(_target(c), "name", None))
COMMAND.property("ReferencedCommand", SMA + "CommandInfo")(lambda c: _target(c, follow=False))
COMMAND.property("ResolvedCommand", SMA + "CommandInfo")(lambda c: _target(c))
COMMAND.property("Options")(lambda c: option_value(getattr(c, "options", frozenset())))
COMMAND.property("Description")(lambda c: getattr(c, "description", ""))
COMMAND.property("Noun", "System.String")(lambda c: c.name.partition("-")[2])
COMMAND.property("Verb", "System.String")(lambda c: c.name.partition("-")[0])


@COMMAND.property("Parameters")
def command_parameters(command: object) -> object:
    """The parameters by name."""
    if isinstance(command, CmdletCommand):
        meta = cmdlet_meta(command.info)
    elif isinstance(command, FunctionInfo):
        meta = command.block.compiled.meta(command.block.session.frame, command.name)
    else:
        return None
    table = dictionary_of("System.String", SMA + "ParameterMetadata")
    for parameter in meta.parameters:
        table.set(parameter.name, ParameterMetadata(parameter))
    return table


class Names(NetObject):
    """A collection of names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def type_names(self) -> list[str]:
        """A collection of strings."""
        return [f"System.Collections.ObjectModel.Collection`1[[{qualified('System.String')}]]", "System.Object"]

    def net_iter(self) -> Iterator[object]:
        """The names."""
        return iter(list(self.names))


class OutputTypes(NetObject):
    """What a command says it writes."""

    def __init__(self, command: CommandInfo) -> None:
        self.command = command

    def type_names(self) -> list[str]:
        """A read-only collection."""
        return [
            f"System.Collections.ObjectModel.ReadOnlyCollection`1[[{qualified(SMA + 'PSTypeName')}]]",
            "System.Object",
        ]

    def net_iter(self) -> Iterator[object]:
        """The types' names."""
        return iter(())


@NET.type(SMA + "ParameterMetadata")
class ParameterMetadata(NetObject):
    """A parameter of a command."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The name."""
        return self.parameter.name

    @net_property("ParameterType")
    def parameter_type(self) -> object:
        """The type."""
        return self.parameter.type or type_by_name("System.Object")

    @net_property("Aliases")
    def aliases(self) -> object:
        """Other names."""
        return Names(self.parameter.aliases)

    @net_property("SwitchParameter", "System.Boolean")
    def is_switch(self) -> bool:
        """Whether it is a switch."""
        return self.parameter.is_switch


@NET.type(SMA + "PSScriptCmdlet")
class ScriptCmdlet(NetObject):
    """``$PSCmdlet``."""

    def __init__(self, run: FunctionRun) -> None:
        self.run = run
        self.confirmation = Confirmation(run.session)

    @net_property("MyInvocation")
    def invocation(self) -> object:
        """The call."""
        return self.run.inner.invocation

    @net_property("ParameterSetName", "System.String")
    def parameter_set(self) -> str:
        """The chosen set."""
        return self.run.binding.parameter_set if self.run.binding is not None else ""

    @net_method("ShouldProcess", ("System.String",), ("System.String", "System.String"))
    def should_process(self, target: str, action: str = "") -> bool:
        """Whether to go on."""
        variable = self.run.inner.scope.find("whatifpreference")
        if variable is not None and to_bool(variable.value):
            sink = self.run.session.sink
            if sink is not None:
                shown = action or self.run.name
                sink.host_call("WriteLine", [f'What if: Performing operation "{shown}" on Target "{target}".'])
            return False
        variable = self.run.inner.scope.variables.get("confirmpreference")
        if variable is None or to_text(variable.value) != "Low":
            return True
        # -Confirm of this very call
        return self.confirmation.confirmed(f'Performing operation "{action or self.run.name}" on Target "{target}".')

    @net_method("ShouldContinue", ("System.String", "System.String"))
    def should_continue(self, query: str, caption: str) -> bool:
        """A session that nobody can be asked in goes on."""
        return True

    @net_method("WriteError", (SMA + "ErrorRecord",), returns="System.Void")
    def write_error(self, record: ErrorRecord) -> None:
        """A non-terminating error."""
        self._describe(record)
        if preference(self.run.inner) == "Stop":
            raise PSError(record, is_throw=True)
        if preference(self.run.inner) == "SilentlyContinue":
            self.run.session.log_error(record)
        else:
            show(self.run.session, record)
        self.run.had_error = True

    @net_method("ThrowTerminatingError", (SMA + "ErrorRecord",), returns="System.Void")
    def throw_error(self, record: ErrorRecord) -> None:
        """A terminating error."""
        self._describe(record)
        raise PSError(record)

    def _describe(self, record: ErrorRecord) -> None:
        if not record.command_type:
            record.command_type = self.run.name
        if not record.category.activity:
            record.category.activity = self.run.name

    @net_method("WriteObject", ("System.Object",), ("System.Object", "System.Boolean"), returns="System.Void")
    def write_object(self, value: object, unroll: bool = False) -> None:
        """Writes to the output."""
        if unroll:
            write_unrolled(value, self.run.out)
        else:
            self.run.out(value)

    @net_method("WriteVerbose", ("System.String",), returns="System.Void")
    def write_verbose(self, text: str) -> None:
        """A verbose text."""
        sink = self.run.session.sink
        if sink is not None and preference(self.run.inner, "verbosepreference") != "SilentlyContinue":
            sink.verbose(text)

    @net_method("WriteWarning", ("System.String",), returns="System.Void")
    def write_warning(self, text: str) -> None:
        """A warning."""
        sink = self.run.session.sink
        if sink is not None:
            sink.warning(text)
