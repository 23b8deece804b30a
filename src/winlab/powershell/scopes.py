"""Variables, scopes and the frame a piece of script runs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from winlab.powershell.errors import InvocationInfo, error, session_error
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.commands import AliasInfo, FunctionInfo
    from winlab.powershell.session import Session
    from winlab.powershell.source import Source


class Variable(NetObject):
    """A variable: its value, and what an assignment must fulfil.

    ``options`` is a subset of None, ReadOnly, Constant, Private, AllScope as lower-case words. ``convert`` is the
    type constraint (``[int]$x``), ``check`` the validation attributes of a parameter.
    """

    __slots__ = ("check", "convert", "description", "name", "options", "value")

    def __init__(self, name: str, value: object = None) -> None:
        self.name = name
        self.value = value
        self.options: frozenset[str] = frozenset()
        self.description = ""
        self.convert: Callable[[object], object] | None = None
        self.check: Callable[[object], None] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether an assignment needs no more than storing."""
        return self.convert is None and self.check is None and not self.options

    def copy(self) -> Variable:
        """A variable of the same name, value and checks."""
        other = Variable(self.name, self.value)
        other.options, other.description = self.options, self.description
        other.convert, other.check = self.convert, self.check
        return other

    def assign(self, value: object) -> None:
        """Sets the value as an assignment does.

        Raises:
            PSError: VariableNotWritable, or what conversion and validation say.
        """
        if self.options and ("readonly" in self.options or "constant" in self.options):
            raise session_error(
                "VariableNotWritable",
                f"Cannot overwrite variable {self.name} because it is read-only or constant.",
                "WriteError",
                self.name,
                "SessionStateUnauthorizedAccessException",
            )
        if self.convert is not None:
            value = self.convert(value)
        if self.check is not None:
            self.check(value)
        self.value = value


class Scope:
    """One level of variables, functions and aliases; names are lower case."""

    __slots__ = ("aliases", "functions", "is_script", "module", "parent", "variables")

    def __init__(self, parent: Scope | None = None, *, is_script: bool = False, module: object = None) -> None:
        self.parent = parent
        self.variables: dict[str, Variable] = {}
        self.functions: dict[str, FunctionInfo] = {}
        self.aliases: dict[str, AliasInfo] = {}
        self.is_script = is_script
        self.module: object = module if module is not None or parent is None else parent.module

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def find(self, name: str) -> Variable | None:
        """The variable that a read of ``name`` (lower case) sees."""
        scope: Scope | None = self
        while scope is not None:
            variable = scope.variables.get(name)
            if variable is not None and (scope is self or "private" not in variable.options):
                return variable
            scope = scope.parent
        return None

    def set(self, name: str, value: object) -> None:
        """Assigns in this very scope."""
        key = name.lower()
        variable = self.variables.get(key)
        if variable is None:
            inherited = self.find(key) if self.parent is not None else None
            if inherited is not None and "allscope" in inherited.options:
                inherited.assign(value)
                return
            self.variables[key] = Variable(name, value)
        else:
            variable.assign(value)

    def put(self, name: str, value: object) -> None:
        """Sets an automatic variable, past all checks."""
        key = name.lower()
        variable = self.variables.get(key)
        if variable is None:
            self.variables[key] = Variable(name, value)
        else:
            variable.value = value

    def script(self) -> Scope:
        """The scope that ``$script:`` means."""
        scope = self
        while not scope.is_script and scope.parent is not None:
            scope = scope.parent
        return scope

    def top(self) -> Scope:
        """The scope that ``$global:`` means."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def named(self, name: str) -> Scope:
        """``global``, ``script``, ``local``, ``private`` or a number of levels up."""
        lowered = name.lower()
        if lowered == "global":
            return self.top()
        if lowered == "script":
            return self.script()
        if lowered in ("local", "private"):
            return self
        if lowered.isdigit():
            scope = self
            for _ in range(int(lowered)):
                if scope.parent is None:
                    raise error(
                        "ScopeNotFound",
                        f"The scope number '{name}' exceeds the number of active scopes.",
                        "InvalidArgument",
                        int(lowered),
                        "System.Management.Automation.PSArgumentOutOfRangeException",
                    )
                scope = scope.parent
            return scope
        raise error(
            "Argument",
            f"Cannot process argument because the value of argument \"scopeID\" is invalid: '{name}'.",
            "InvalidArgument",
            name,
            "System.Management.Automation.PSArgumentException",
        )


class Frame:
    """Where a compiled piece of script runs: its scope, its source text, who called it."""

    __slots__ = ("caller", "invocation", "scope", "session", "source")

    def __init__(
        self,
        session: Session,
        scope: Scope,
        source: Source,
        invocation: InvocationInfo | None = None,
        caller: Frame | None = None,
    ) -> None:
        self.session = session
        self.scope = scope
        self.source = source
        self.invocation = invocation
        self.caller = caller
