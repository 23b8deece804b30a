"""Finding commands: aliases, functions, cmdlets, scripts, programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.powershell.blocks import HasScope, ScriptBlock, block_from_text
from winlab.powershell.declare import CmdletInfo
from winlab.powershell.errors import PSError, error
from winlab.powershell.patterns import wildcard
from winlab.powershell.scopes import Frame, Scope
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.session import Session


class CommandInfo(NetObject):
    """System.Management.Automation.CommandInfo."""

    kind = "Cmdlet"

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def definition(self) -> str:
        """What the command is made of."""
        return self.name

    @property
    def module_name(self) -> str:
        """The module or snap-in."""
        return ""

    def net_string(self) -> str:
        """The name."""
        return self.name


class FunctionInfo(CommandInfo):
    """A function or filter."""

    kind = "Function"

    def __init__(self, name: str, block: ScriptBlock, is_filter: bool = False) -> None:
        super().__init__(name)
        self.block = block
        self.is_filter = is_filter
        self.options: frozenset[str] = frozenset()
        self.description = ""
        self.kind = "Filter" if is_filter else "Function"

    @property
    def definition(self) -> str:
        """The body's text."""
        return self.block.text

    @property
    def module_name(self) -> str:
        """The module's name."""
        return str(getattr(self.block.module, "name", ""))


class CmdletCommand(CommandInfo):
    """A cmdlet."""

    def __init__(self, info: CmdletInfo) -> None:
        super().__init__(info.name)
        self.info = info

    @property
    def module_name(self) -> str:
        """The snap-in's name."""
        return self.info.module


class AliasInfo(CommandInfo):
    """An alias."""

    kind = "Alias"

    def __init__(self, name: str, target: str) -> None:
        super().__init__(name)
        self.target = target

    @property
    def definition(self) -> str:
        """The command it stands for."""
        return self.target


class ScriptInfo(CommandInfo):
    """A script file."""

    kind = "ExternalScript"

    def __init__(self, path: str, block: ScriptBlock) -> None:
        super().__init__(path.rpartition("\\")[2])
        self.path = path
        self.block = block

    @property
    def definition(self) -> str:
        """The path."""
        return self.path


class ProgramInfo(CommandInfo):
    """A native program."""

    kind = "Application"

    def __init__(self, path: str) -> None:
        super().__init__(path.rpartition("\\")[2])
        self.path = path

    @property
    def definition(self) -> str:
        """The path."""
        return self.path


def function_from_text(session: Session, name: str, text: str) -> FunctionInfo:
    """A function of source text."""
    return FunctionInfo(name, block_from_text(session, text))


def declare_function(frame: Frame, name: str, info: FunctionInfo) -> None:
    """Stores a function in the scope its name says."""
    scope = frame.scope
    head, colon, tail = name.partition(":")
    if colon:
        scope = scope.named(head) if head.lower() != "function" else scope
        name = tail
    old = scope.functions.get(name.lower())
    if old is not None and old.options & {"readonly", "constant"}:
        raise error(
            "FunctionNotWritable",
            f"Cannot write to function {name} because it is read-only or constant.",
            "WriteError",
            name,
            "System.Management.Automation.SessionStateUnauthorizedAccessException",
        )
    scope.functions[name.lower()] = info


def not_found(name: str) -> PSError:
    """``The term '...' is not recognized...``"""
    return error(
        "CommandNotFoundException",
        f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program. "
        "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.",
        "ObjectNotFound",
        name,
        "System.Management.Automation.CommandNotFoundException",
    )


def find_alias(scope: Scope, name: str) -> str | None:
    """What an alias stands for, as a scope sees it."""
    key = name.lower()
    for each in scope.chain():
        target = each.aliases.get(key)
        if target is not None:
            return target
    return None


def find_function(scope: Scope, name: str) -> FunctionInfo | None:
    """A function as a scope sees it."""
    key = name.lower()
    head, colon, tail = key.partition(":")
    if colon and head in ("global", "script", "local", "private"):
        return scope.named(head).functions.get(tail)
    current: Scope | None = scope
    while current is not None:
        found = current.functions.get(key)
        if found is not None:
            return found
        current = current.parent
    return None


def find_command(session: Session, scope: Scope, name: str, *, follow: bool = True) -> CommandInfo | None:
    """The command a name means; aliases are followed unless told otherwise."""
    seen: set[str] = set()
    target = find_alias(scope, name)
    while target is not None:
        if not follow:
            return AliasInfo(name, target)
        if name.lower() in seen:
            break
        seen.add(name.lower())
        name = target
        target = find_alias(scope, name)
    function = find_function(scope, name)
    if function is not None:
        return function
    cmdlet = session.cmdlets.get(name.lower())
    if cmdlet is not None:
        return CmdletCommand(cmdlet)
    if "\\" in name and (qualified := _qualified(session, name)) is not None:
        return qualified
    external = _external(session, name)
    if external is not None:
        return external
    if "-" not in name and "\\" not in name and follow:
        return find_command(session, scope, "get-" + name) if not name.lower().startswith("get-") else None
    return None


def _qualified(session: Session, name: str) -> CommandInfo | None:
    head, _, tail = name.rpartition("\\")
    cmdlet = session.cmdlets.get(tail.lower())
    if cmdlet is not None and cmdlet.module.lower() == head.lower():
        return CmdletCommand(cmdlet)
    module = session.modules.get(head.lower())
    if isinstance(module, HasScope):
        return module.scope.functions.get(tail.lower())
    return None


def _external(session: Session, name: str) -> CommandInfo | None:
    from winlab.powershell.paths import current_directory, read_script

    path = session.host.find_program(name, current_directory(session))
    if path is None:
        return None
    if path.lower().endswith(".ps1"):
        return ScriptInfo(path, block_from_text(session, read_script(session, path), name=path))
    return ProgramInfo(path)


def resolve(session: Session, scope: Scope, name: str) -> CommandInfo:
    """The command a name means.

    Raises:
        PSError: CommandNotFoundException.
    """
    found = find_command(session, scope, name)
    if found is None:
        raise not_found(name)
    return found


def all_commands(session: Session, scope: Scope, pattern: str = "*") -> list[CommandInfo]:
    """Aliases, functions and cmdlets whose names match a wildcard pattern."""
    accepts = wildcard(pattern)
    found: list[CommandInfo] = []
    aliases: dict[str, str] = {}
    functions: dict[str, FunctionInfo] = {}
    for each in scope.chain():
        for key, target in each.aliases.items():
            aliases.setdefault(key, target)
        for key, function in each.functions.items():
            functions.setdefault(key, function)
    found.extend(AliasInfo(name, target) for name, target in aliases.items() if accepts.fullmatch(name))
    found.extend(info for key, info in functions.items() if accepts.fullmatch(key))
    found.extend(CmdletCommand(info) for key, info in session.cmdlets.items() if accepts.fullmatch(key))
    return found
