"""Commands and their parameters as .NET objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from winlab.powershell.addedmembers import CodeProperty
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
from winlab.powershell.declare import NET, extended, net_property
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.generics import dictionary_of
from winlab.powershell.net.pairs import ReadOnlyCollection
from winlab.powershell.net.parametersets import CommandParameterSetInfo, ParameterMetadata
from winlab.powershell.net.scriptblocks import option_value
from winlab.powershell.nettypes import TYPES, NetType, enum_value
from winlab.powershell.objects import get_member
from winlab.powershell.parameters import ALL_SETS, CommandMeta, cmdlet_meta
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, qualified


def _target(command: object, *, follow: bool = True) -> CommandInfo | None:
    """What an alias stands for: the next command, or the one at the end of the chain."""
    if not isinstance(command, AliasInfo):
        return None
    session = running_session()
    return find_command(session, session.frame.scope, command.target, follow=follow)


def meta_of(command: object) -> CommandMeta | None:
    """The parameters of a command; programs and scripts have none that are known."""
    if isinstance(command, CmdletCommand):
        return cmdlet_meta(command.info)
    if isinstance(command, FunctionInfo):
        return command.block.compiled.meta(command.block.session.frame, command.name)
    target = _target(command)
    return None if target is None else meta_of(target)


def default_set(command: object) -> str | None:
    """The name of the default parameter set; null if none was given."""
    meta = meta_of(command)
    return None if meta is None or meta.default_set in ("", ALL_SETS) else meta.default_set


def _library(command: object) -> object:
    """The file of a cmdlet's assembly."""
    return get_member(get_member(get_member(command, "ImplementingType"), "Assembly"), "Location")


def is_advanced(command: object) -> bool:
    """Whether a function binds its parameters as a cmdlet does."""
    meta = meta_of(command)
    return meta is not None and not meta.is_simple


def implementing_type(command: object) -> NetType:
    """A cmdlet's class."""
    assert isinstance(command, CmdletCommand)
    return NetType(command.info.type_name, (SMA + "PSCmdlet",))


def help_file(command: object) -> str:
    """The help file of a cmdlet's snap-in."""
    assert isinstance(command, CmdletCommand)
    module = command.info.module
    part = module.rpartition(".")[2]
    known = {"Core": "System.Management.Automation", "Security": module, "WSMan": "Microsoft.WSMan.Management"}
    return f"{known.get(part, f'Microsoft.PowerShell.Commands.{part}')}.dll-Help.xml"


def snapin_of(command: object) -> object:
    """The snap-in of a cmdlet."""
    from winlab.powershell.cmdlets.snapins import SnapinInfo

    assert isinstance(command, CmdletCommand)
    table = next((t for t in running_session().tables if t.name == command.info.module), None)
    return None if table is None else SnapinInfo(table)


@NET.type(SMA + "PSTypeName", assembly="System.Management.Automation")
class PSTypeName(NetObject):
    """A type by its name."""

    def __init__(self, name: str) -> None:
        self.type_text = name

    name = net_property("Name", "System.String")(lambda self: self.type_text)

    @net_property("Type", "System.Type")
    def type(self) -> object:
        """The type, if there is one of that name."""
        return TYPES.get(self.type_text.lower())

    def net_string(self) -> str:
        """The name."""
        return self.type_text


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
        """The types."""
        declared = self.command.info.output if isinstance(self.command, CmdletCommand) else ""
        return iter([PSTypeName(name) for name in declared.split()])


def command_parameters(command: object) -> object:
    """The parameters by name."""
    meta = meta_of(command)
    if meta is None:
        return None
    table = dictionary_of("System.String", SMA + "ParameterMetadata")
    for parameter in meta.parameters:
        table.set(parameter.name, ParameterMetadata(parameter))
    return table


def command_parameter_sets(command: object) -> object:
    """The parameter sets."""
    meta = meta_of(command)
    if meta is None:
        return None
    found = [CommandParameterSetInfo(meta, name) for name in meta.set_names]
    return ReadOnlyCollection(list(found), SMA + "CommandParameterSetInfo")


def module_of(command: object) -> object:
    """The module that a function comes from."""
    return command.block.module if isinstance(command, FunctionInfo) else None


_Reader = Callable[[object], object]


def _attribute(name: str, default: object = None) -> _Reader:
    return lambda command: getattr(command, name, default)


_OWN: dict[str, tuple[type[CommandInfo], dict[str, tuple[str, _Reader]]]] = {
    "FunctionInfo": (
        FunctionInfo,
        {
            "ScriptBlock": (SMA + "ScriptBlock", _attribute("block")),
            "CmdletBinding": ("System.Boolean", is_advanced),
            "DefaultParameterSet": ("System.String", default_set),
            "Definition": ("System.String", _attribute("definition")),
            "Options": (SMA + "ScopedItemOptions", lambda c: option_value(getattr(c, "options", frozenset()))),
            "Description": ("System.String", lambda c: getattr(c, "description", "") or None),
        },
    ),
    "CmdletInfo": (
        CmdletCommand,
        {
            "Verb": ("System.String", lambda c: to_text(getattr(c, "name", "")).partition("-")[0]),
            "Noun": ("System.String", lambda c: to_text(getattr(c, "name", "")).partition("-")[2]),
            "HelpFile": ("System.String", help_file),
            "PSSnapIn": (SMA + "PSSnapInInfo", snapin_of),
            "ImplementingType": ("System.Type", implementing_type),
            "Definition": ("System.String", _attribute("definition")),
            "DefaultParameterSet": ("System.String", default_set),
        },
    ),
    "AliasInfo": (
        AliasInfo,
        {
            "ReferencedCommand": (SMA + "CommandInfo", lambda c: _target(c, follow=False)),
            "ResolvedCommand": (SMA + "CommandInfo", lambda c: _target(c)),
            "Definition": ("System.String", _attribute("definition")),
            "Options": (SMA + "ScopedItemOptions", lambda c: option_value(getattr(c, "options", frozenset()))),
            "Description": ("System.String", _attribute("description", "")),
        },
    ),
    "ScriptInfo": (
        ScriptText,
        {
            "ScriptBlock": (SMA + "ScriptBlock", _attribute("block")),
            "Definition": ("System.String", _attribute("definition")),
        },
    ),
    "ExternalScriptInfo": (
        ScriptInfo,
        {
            "Path": ("System.String", _attribute("path")),
            "Definition": ("System.String", _attribute("definition")),
            "ScriptBlock": (SMA + "ScriptBlock", _attribute("block")),
        },
    ),
    "ApplicationInfo": (
        ProgramInfo,
        {
            "Path": ("System.String", _attribute("path")),
            "Extension": ("System.String", lambda c: "." + to_text(getattr(c, "name", "")).rpartition(".")[2]),
            "Definition": ("System.String", _attribute("path")),
        },
    ),
}
_COMMON: dict[str, tuple[str, _Reader]] = {
    "OutputType": ("", lambda c: OutputTypes(c) if isinstance(c, CommandInfo) else None),
    "Name": ("System.String", _attribute("name")),
    "CommandType": (SMA + "CommandTypes", lambda c: enum_value(SMA + "CommandTypes", getattr(c, "kind", ""))),
    "Visibility": (
        SMA + "SessionStateEntryVisibility",
        lambda c: enum_value(SMA + "SessionStateEntryVisibility", "Public"),
    ),
    "ModuleName": ("System.String", _attribute("module_name")),
    "Module": (SMA + "PSModuleInfo", module_of),
    "Parameters": ("", command_parameters),
    "ParameterSets": ("", command_parameter_sets),
}
COMMAND = NET.extend(SMA + "CommandInfo", python=CommandInfo)
for _property, (_type, _read) in _COMMON.items():
    COMMAND.property(_property, _type or "System.Object")(_read)
for _kind, (_class, _properties) in _OWN.items():
    _declared = NET.extend(SMA + _kind, python=_class, bases=(SMA + "CommandInfo",))
    for _property, (_type, _read) in _properties.items():
        _declared.property(_property, _type)(_read)
extended(
    SMA + "CommandInfo",
    CodeProperty("Namespace", lambda command: getattr(command, "module_name", "")),
    CodeProperty("HelpUri", lambda _command: ""),
)
extended(SMA + "CmdletInfo", CodeProperty("DLL", _library))
extended(
    SMA + "AliasInfo", CodeProperty("ResolvedCommandName", lambda command: getattr(_target(command), "name", None))
)
