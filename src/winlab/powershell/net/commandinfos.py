"""Commands and their parameters as .NET objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.commands import (
    AliasInfo,
    CmdletCommand,
    CommandInfo,
    FunctionInfo,
    ProgramInfo,
    ScriptInfo,
    ScriptText,
    find_command,
)
from winlab.powershell.declare import NET, net_property
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.generics import dictionary_of
from winlab.powershell.net.scriptblocks import option_value
from winlab.powershell.nettypes import enum_value
from winlab.powershell.parameters import Parameter, cmdlet_meta
from winlab.powershell.startup import running_session
from winlab.powershell.values import NetObject, qualified


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
    ("ScriptInfo", ScriptText),
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
