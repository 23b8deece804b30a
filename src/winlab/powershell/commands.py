"""Finding commands: aliases, functions, cmdlets, scripts, programs."""

from __future__ import annotations

import ntpath
from typing import TYPE_CHECKING

from winlab.powershell.blocks import HasScope, ScriptBlock, block_from_text
from winlab.powershell.declare import CmdletInfo
from winlab.powershell.errors import PSError, error, session_error
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
    def definition(self) -> str:
        """How it is called, a line per parameter set."""
        from winlab.powershell.commandsyntax import syntaxes
        from winlab.powershell.parameters import cmdlet_meta

        return "".join(f"{line}\r\n" for line in syntaxes(cmdlet_meta(self.info)))

    @property
    def module_name(self) -> str:
        """The snap-in's name."""
        return self.info.module


class AliasInfo(CommandInfo):
    """An alias."""

    kind = "Alias"

    def __init__(self, name: str, target: str, options: frozenset[str] = frozenset(), description: str = "") -> None:
        super().__init__(name)
        self.target = target
        self.options = options
        self.description = description

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


class ScriptText(CommandInfo):
    """A script block, or a text that was sent as script."""

    kind = "Script"

    def __init__(self, block: ScriptBlock) -> None:
        super().__init__("")
        self.block = block

    @property
    def definition(self) -> str:
        """The text."""
        return self.block.text

    def net_string(self) -> str:
        """The text."""
        return self.block.text


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
        raise session_error(
            "FunctionNotWritable",
            f"Cannot write to function {name} because it is read-only or constant.",
            "WriteError",
            name,
            "SessionStateUnauthorizedAccessException",
            "Function",
        )
    scope.functions[name.lower()] = info


def not_found(name: str) -> PSError:
    """``The term '...' is not recognized...``"""
    failed = error(
        "CommandNotFoundException",
        f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program. "
        "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.",
        "ObjectNotFound",
        name,
        "System.Management.Automation.CommandNotFoundException",
    )
    failed.record.exception.properties["CommandName"] = name
    return failed


def find_alias(scope: Scope, name: str) -> AliasInfo | None:
    """An alias as a scope sees it."""
    key = name.lower()
    for each in scope.chain():
        found = each.aliases.get(key)
        if found is not None and (each is scope or "private" not in found.options):
            return found
    return None


def visible_aliases(scope: Scope) -> dict[str, AliasInfo]:
    """All aliases as a scope sees them, by lower-case name."""
    found: dict[str, AliasInfo] = {}
    for each in scope.chain():
        for key, alias in each.aliases.items():
            found.setdefault(key, alias)
    return found


def set_alias(scope: Scope, alias: AliasInfo, *, force: bool = False) -> None:
    """Sets an alias in a scope; one for all scopes is changed where it is.

    Raises:
        PSError: AliasNotWritable.
    """
    key = alias.name.lower()
    old = find_alias(scope, key)
    if old is None or (key not in scope.aliases and "allscope" not in old.options):
        scope.aliases[key] = alias
        return
    if _is_protected(old, force=force):
        raise _not_permitted(
            "AliasNotWritable",
            f"Alias is not writeable because alias {alias.name} is read-only or constant and cannot be written to.",
            alias.name,
        )
    for each in scope.chain():
        if each.aliases.get(key) is old:
            each.aliases[key] = alias


def remove_alias(scope: Scope, name: str, *, force: bool = False) -> None:
    """Removes the alias that a scope sees.

    Raises:
        PSError: AliasNotRemovable.
    """
    old = find_alias(scope, name)
    if old is None:
        return
    if _is_protected(old, force=force):
        raise _not_permitted(
            "AliasNotRemovable", f"Alias was not removed because alias {name} is constant or read-only.", name
        )
    for each in scope.chain():
        if each.aliases.get(name.lower()) is old:
            del each.aliases[name.lower()]


def _is_protected(alias: AliasInfo, *, force: bool) -> bool:
    return "constant" in alias.options or ("readonly" in alias.options and not force)


def _not_permitted(error_id: str, message: str, name: str) -> PSError:
    return session_error(error_id, message, "WriteError", name, "SessionStateUnauthorizedAccessException", "Alias")


_WRITABLE = frozenset(
    {"cat", "cd", "chdir", "clear", "cls", "copy", "cp", "del", "diff", "dir", "echo", "erase", "h", "history", "kill"}
    | {"lp", "ls", "man", "mount", "move", "mv", "popd", "ps", "pushd", "pwd", "r", "rd", "ren", "rm", "rmdir"}
    | {"set", "type"}
)
"""Familiar names among the built-in aliases, which may be given another meaning."""


def builtin_alias(name: str, target: str) -> AliasInfo:
    """An alias that PowerShell starts with: for all scopes, and read-only unless it is a familiar name.

    Source: InitialSessionState.BuiltInAliases in https://github.com/PowerShell/PowerShell.
    """
    return AliasInfo(name, target, frozenset({"allscope"} if name.lower() in _WRITABLE else {"allscope", "readonly"}))


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
    alias = find_alias(scope, name)
    while alias is not None:
        if not follow:
            return alias
        if name.lower() in seen:
            break
        seen.add(name.lower())
        name = alias.target
        alias = find_alias(scope, name)
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
        path = ntpath.normpath(path)
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
    functions: dict[str, FunctionInfo] = {}
    for each in scope.chain():
        for key, function in each.functions.items():
            functions.setdefault(key, function)
    found.extend(alias for key, alias in visible_aliases(scope).items() if accepts.fullmatch(key))
    found.extend(info for key, info in functions.items() if accepts.fullmatch(key))
    found.extend(CmdletCommand(info) for key, info in session.cmdlets.items() if accepts.fullmatch(key))
    return found
