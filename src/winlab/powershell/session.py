"""A session: what a runspace runs in, and the machine's side of it."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from winlab.powershell.commands import AliasInfo, builtin_alias, function_from_text
from winlab.powershell.control import PipelineStopped
from winlab.powershell.declare import NET, CmdletInfo, CmdletTable, NetTable
from winlab.powershell.errors import ErrorRecord, PSError
from winlab.powershell.events import Events
from winlab.powershell.history import Entry, History
from winlab.powershell.limits import BUDGET
from winlab.powershell.nettypes import NetType
from winlab.powershell.providers import Drive, Provider
from winlab.powershell.scopes import Frame, Scope, Variable
from winlab.powershell.source import EMPTY
from winlab.powershell.values import VOID, ArrayList, NetObject

if TYPE_CHECKING:
    from winlab.powershell.instants import DateTime
    from winlab.powershell.paths import ItemPath
    from winlab.powershell.running import Sink


@dataclass(frozen=True)
class ProgramResult:
    """What a native program left: texts of its streams and its exit code."""

    stdout: str
    stderr: str
    exit_code: int


class SessionHost(Protocol):
    """The machine's side of a session: the only thing the core asks."""

    @property
    def now(self) -> DateTime:
        """The machine's local time."""

    def sleep(self, seconds: float) -> None:
        """Waits in the machine's time, for ever if ``seconds`` is infinite; returns early when a stop was asked."""

    def environment(self) -> MutableMapping[str, str]:
        """The process' environment (names without case)."""

    def find_program(self, name: str, cwd: str) -> str | None:
        """The full path of an executable or script (``.ps1``) by name or path, as PATH and PATHEXT find it."""

    def script_refusal(self, path: str) -> str:
        """Why the execution policy lets a script file not run; empty if it does."""

    def run_program(
        self,
        path: str,
        arguments: list[str],
        raw_tail: str,
        stdin: Iterable[str],
        cwd: str,
        env: Mapping[str, str],
    ) -> ProgramResult:
        """Runs a program to its end; ``raw_tail`` is the command line behind the program's name."""

    def com_class(self, prog_id: str) -> NetObject | None:
        """A new COM object, or None if the class is not registered."""

    def snapin(self, name: str) -> CmdletTable | None:
        """A registered snap-in or module by name."""

    def stopping(self) -> bool:
        """Whether a stop was asked from outside."""


class Session:
    """The state of a runspace: scopes, commands, types, providers, drives, ``$Error``, preferences.

    Args:
        host: the machine's side.
        cmdlets: the tables of cmdlets that are loaded from the start.
        net: the tables of .NET types that scripts can name, beside the core's.
        providers: providers by name, beside the core's (Variable, Env, Function, Alias).
    """

    def __init__(
        self,
        host: SessionHost,
        cmdlets: Sequence[CmdletTable] = (),
        net: Sequence[NetTable] = (),
        providers: Mapping[str, Provider] | Iterable[Provider] = (),
    ) -> None:
        from winlab.powershell.startup import prepare

        self.host = host
        self.script_exit: int | None = None
        """What the script file that ended last left by ``exit``; None if it came to its end."""
        self.tables: list[CmdletTable] = []
        self.cmdlets: dict[str, CmdletInfo] = {}
        self.types: dict[str, NetType] = {}
        self.net_tables: list[NetTable] = []
        self.providers: dict[str, Provider] = {}
        self.drives: dict[str, Drive] = {}
        self.drive = ""
        self.locations: dict[str, str] = {}
        self.location_stacks: dict[str, list[ItemPath]] = {"": []}
        self.location_stack = ""
        self.modules: dict[str, NetObject] = {}
        self.errors = ArrayList()
        self.history = History()
        self.events = Events(self)
        self.scope = Scope(is_script=True)
        self.frame = Frame(self, self.scope, EMPTY)
        self.strict = 0
        self.success = True
        self.has_console = False
        """Whether it runs in powershell.exe rather than for a remote client."""
        self.depth = 0
        self.guarded = 0
        """How many try or trap statements are around the running statement."""
        self.handling: PSError | None = None
        """The error of the innermost running catch block."""
        self.error_out: Callable[[ErrorRecord], object] | None = None
        """Where error records go while a redirection is in force."""
        self.id = uuid.UUID(int=0)
        self.collectors: list[list[object]] = []
        """The -ErrorVariable lists of the running functions."""
        self.warning_collectors: list[list[object]] = []
        """The -WarningVariable lists of the running commands."""
        self.stopped = False
        """Whether the script has to `look_up`: to stop, or to let something in between run."""
        self.stop_asked = False
        self.interrupts: deque[Callable[[], None]] = deque()
        self.hurried = False
        """Whether a stop waits for no ``finally`` block any more."""
        self.exhausted = False
        """Whether the stop was asked because memory is short."""
        self.memory_limit = BUDGET
        """Bytes that one value may take."""
        self.sink: Sink | None = None
        self.output_count = 0
        self.random_seed: int | None = None
        for types in (NET, *net):
            self.add_types(types)
        prepare(self, providers.values() if isinstance(providers, Mapping) else providers)
        for table in cmdlets:
            self.add_table(table)

    # -- what is loaded -----

    def add_types(self, table: NetTable) -> None:
        """Makes a table's types known by name; the table may grow later."""
        if table not in self.net_tables:
            self.net_tables.append(table)

    def add_table(self, table: CmdletTable) -> None:
        """Loads a table of cmdlets with its aliases and functions; a later cmdlet takes an earlier one's name."""
        if table in self.tables:
            return
        self.tables.append(table)
        for key, info in table.cmdlets.items():
            if key not in self.cmdlets or not info.cls.refuses:
                self.cmdlets[key] = info
        top = self.scope
        for alias, target in table.aliases.items():
            builtin = table.name.startswith("Microsoft.PowerShell.")
            top.aliases[alias] = builtin_alias(alias, target) if builtin else AliasInfo(alias, target)
        for name, text in table.functions.items():
            self.define_function(name, text)

    def remove_table(self, table: CmdletTable) -> None:
        """Unloads a table."""
        if table in self.tables:
            self.tables.remove(table)
            for name in table.cmdlets:
                self.cmdlets.pop(name, None)
            for other in self.tables:
                self.cmdlets.update(other.cmdlets)

    def define_function(self, name: str, text: str) -> None:
        """Defines a global function from source text."""
        self.scope.functions[name.lower()] = function_from_text(self, name, text)

    def find_type(self, name: str) -> NetType | None:
        """A type by full name as scripts of this session know it."""
        lowered = name.lower()
        for table in self.net_tables:
            found = table.types.get(lowered)
            if found is not None:
                return found
        return None

    # -- variables -----

    def get_variable(self, name: str, default: object = None) -> object:
        """A variable's value as the running script sees it."""
        variable = self.frame.scope.find(name.lower())
        return default if variable is None or variable.value is VOID else variable.value

    def set_variable(self, name: str, value: object, scope: str | None = None) -> None:
        """Sets a variable in the running scope or the named one."""
        target = self.frame.scope if scope is None else self.frame.scope.named(scope)
        target.set(name, value)

    def find_variable(self, name: str) -> Variable | None:
        """The variable itself."""
        return self.frame.scope.find(name.lower())

    # -- running -----

    def call_block(
        self,
        block: object,
        args: Sequence[object] = (),
        underscore: object = None,
        input: Sequence[object] | None = None,
        frame: Frame | None = None,
    ) -> list[object]:
        """Runs a script block in the running scope and gives what it wrote."""
        from winlab.powershell.blocks import call_in_scope

        return call_in_scope(self, block, args, underscore, input, frame or self.frame)

    def evaluate_block(self, block: object, item: object, frame: Frame | None = None) -> list[object]:
        """What a script block gives for an object, in a scope of its own; every error ends it."""
        from winlab.powershell.blocks import invoke_guarded

        return invoke_guarded(self, block, item, frame or self.frame)

    def look_up(self) -> None:
        """Called between statements while `stopped` is set: lets what interrupts the script run, or ends it.

        Raises:
            PipelineStopped: it is to end.
        """
        if self.stop_asked or not self.interrupts:
            raise PipelineStopped
        self.stopped = False
        while self.interrupts:
            self.interrupts.popleft()()
        if self.stop_asked:
            raise PipelineStopped

    def log_error(self, record: ErrorRecord) -> None:
        """Puts a record into ``$Error``, once."""
        if record.logged:
            return
        record.logged = True
        for collector in self.collectors:
            collector.append(record)
        self.errors.items.insert(0, record)
        limit = self.get_variable("MaximumErrorCount", 256)
        del self.errors.items[limit if isinstance(limit, int) else 256 :]

    def keep_history(self, entry: Entry) -> Entry:
        """Puts a command that ended into the history."""
        limit = self.get_variable("MaximumHistoryCount", 64)
        return self.history.add(entry, limit if isinstance(limit, int) else 64)

    def emit_error(self, record: ErrorRecord) -> None:
        """Writes a record to the error stream, which a redirection may have turned aside."""
        if self.error_out is not None:
            self.error_out(record)
        elif self.sink is not None:
            self.sink.error(record)
