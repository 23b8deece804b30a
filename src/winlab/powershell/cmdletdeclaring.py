"""How cmdlets are declared: their parameters as class attributes, their work as methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from winlab.powershell.errors import ErrorRecord, PSError

if TYPE_CHECKING:
    from winlab.powershell.running import CommandRuntime
    from winlab.powershell.session import Session

SWITCH = "System.Management.Automation.SwitchParameter"


class Param:
    """A parameter of a cmdlet.

    Args:
        type: the type's full name (``System.String[]``).
        position: place among positional arguments.
        mandatory: whether it must be given.
        pipeline: takes the pipeline's object (ValueFromPipeline).
        by_property: takes a property of the pipeline's object (ValueFromPipelineByPropertyName).
        remaining: takes all remaining arguments.
        aliases: other names.
        sets: parameter sets; none means all.
        default: what the attribute holds when nothing is bound.
        validate_set, validate_range, validate_pattern, validate_length, validate_count: what a value must fulfil.
        not_null, not_empty: ValidateNotNull and ValidateNotNullOrEmpty.
        allow_null, allow_empty: lift the ban on null and empty values of a mandatory parameter.
        ps: the name in PowerShell, where it does not follow from the attribute's name.
        by_set: options that differ by parameter set: ``{"Path": {"mandatory": True}}``.
    """

    def __init__(
        self,
        type: str = "System.Object",
        *,
        position: int | None = None,
        mandatory: bool = False,
        pipeline: bool = False,
        by_property: bool = False,
        remaining: bool = False,
        aliases: Sequence[str] = (),
        sets: Sequence[str] = (),
        default: object = None,
        validate_set: Sequence[str] = (),
        validate_range: tuple[object, object] | None = None,
        validate_pattern: str | None = None,
        validate_length: tuple[int, int] | None = None,
        validate_count: tuple[int, int] | None = None,
        not_null: bool = False,
        not_empty: bool = False,
        allow_null: bool = False,
        allow_empty: bool = False,
        ps: str = "",
        by_set: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        self.type = type
        self.position = position
        self.mandatory = mandatory
        self.pipeline = pipeline
        self.by_property = by_property
        self.remaining = remaining
        self.aliases = tuple(aliases)
        self.sets = tuple(sets)
        self.default = False if default is None and type == SWITCH else default
        self.validate_set = tuple(validate_set)
        self.validate_range = validate_range
        self.validate_pattern = validate_pattern
        self.validate_length = validate_length
        self.validate_count = validate_count
        self.not_null = not_null
        self.not_empty = not_empty
        self.allow_null = allow_null
        self.allow_empty = allow_empty
        self.ps = ps
        self.by_set = {name: dict(options) for name, options in (by_set or {}).items()}
        self.attribute = ""

    def __set_name__(self, owner: type[object], name: str) -> None:
        self.attribute = name
        if not self.ps:
            self.ps = "".join(word[:1].upper() + word[1:] for word in name.strip("_").split("_"))


class Cmdlet:
    """Base of cmdlets: parameters as class attributes, work in ``begin``, ``process`` and ``end``.

    An instance is made per call. ``self.bound`` holds the names (as PowerShell spells them) that were bound.
    """

    info: ClassVar[CmdletInfo]
    runtime: CommandRuntime
    session: Session
    bound: frozenset[str] = frozenset()
    parameter_set: str = ""
    refuses: ClassVar[bool] = False
    """Whether the cmdlet is known but not emulated: every call of it says so."""
    is_dynamic: ClassVar[bool] = False
    """Whether a call may have `more_params`."""

    @classmethod
    def more_params(cls, session: Session, bound: Mapping[str, object]) -> Sequence[Param]:
        """Parameters that this very call has (IDynamicParameters); ``bound``: what is bound so far, by name."""
        return ()

    def begin(self) -> None:
        """Before the first object."""

    def process(self) -> None:
        """For each object of the pipeline, or once when there is no pipeline."""

    def end(self) -> None:
        """After the last object."""

    def stop(self) -> None:
        """When the pipeline is stopped while the cmdlet works (called from another thread)."""

    def write(self, value: object) -> None:
        """Writes one object to the output, arrays as they are."""
        self.runtime.write(value)

    def write_all(self, values: Iterable[object]) -> None:
        """Writes the objects one by one."""
        for value in values:
            self.runtime.write(value)

    def error(self, record: ErrorRecord) -> None:
        """Reports a non-terminating error."""
        self.runtime.error(record)

    def throw(self, record: ErrorRecord) -> None:
        """Ends the command with an error."""
        raise PSError(record)

    def warning(self, text: str) -> None:
        """Writes a warning."""
        self.runtime.warning(text)

    def verbose(self, text: str) -> None:
        """Writes a verbose text."""
        self.runtime.verbose(text)

    def debug(self, text: str) -> None:
        """Writes a debug text."""
        self.runtime.debug(text)

    def progress(self, activity: str, status: str = "", percent: int = -1, completed: bool = False) -> None:
        """Writes progress."""
        from winlab.powershell.running import ProgressRecord

        self.runtime.progress(ProgressRecord(0, activity, status, percent, completed=completed))

    def should_process(self, target: str, action: str = "") -> bool:
        """Whether to go on, after -WhatIf and -Confirm were heard."""
        return self.runtime.should_process(target, action or self.info.name)

    def call(
        self,
        block: object,
        args: Sequence[object] = (),
        underscore: object = None,
        input: Sequence[object] | None = None,
    ) -> list[object]:
        """Runs a script block in the caller's scope with ``$_`` and gives what it wrote."""
        return self.session.call_block(block, args, underscore, input, self.runtime.frame)

    def evaluate(self, block: object, item: object) -> list[object]:
        """What a script block gives for an object, in a scope of its own.

        Raises:
            PSError: whatever failed in it, statements too that would otherwise only report it.
        """
        return self.session.evaluate_block(block, item, self.runtime.frame)


@dataclass(frozen=True)
class CmdletInfo:
    """A declared cmdlet.

    ``type_name`` is the .NET class' name, the second half of error ids; by default
    ``Microsoft.PowerShell.Commands.<Verb><Noun>Command``.
    """

    name: str
    cls: type[Cmdlet]
    params: tuple[Param, ...]
    aliases: tuple[str, ...]
    default_set: str
    output: str
    type_name: str
    module: str
    supports_should_process: bool = False
    confirm_impact: str = "Medium"


C = TypeVar("C", bound=type[Cmdlet])


class CmdletTable:
    """The cmdlets of one snap-in or module, and the aliases and functions it brings."""

    def __init__(self, name: str, version: str = "1.0.0.0", description: str = "", *, is_module: bool = False) -> None:
        self.name = name
        self.version = version
        self.description = description
        self.is_module = is_module
        self.cmdlets: dict[str, CmdletInfo] = {}
        self.aliases: dict[str, str] = {}
        self.functions: dict[str, str] = {}

    def cmdlet(
        self,
        name: str,
        *,
        aliases: Sequence[str] = (),
        default_set: str = "",
        output: str = "",
        type_name: str = "",
        supports_should_process: bool = False,
        confirm_impact: str = "Medium",
    ) -> Callable[[C], C]:
        """Declares the decorated class as a cmdlet."""

        def declare(cls: C) -> C:
            params: dict[str, Param] = {}
            for base in reversed(cls.__mro__):
                for key, value in vars(base).items():
                    if isinstance(value, Param):
                        params[key] = value
            full = type_name or f"Microsoft.PowerShell.Commands.{name.replace('-', '')}Command"
            cls.info = CmdletInfo(
                name,
                cls,
                tuple(params.values()),
                tuple(aliases),
                default_set,
                output,
                full,
                self.name,
                supports_should_process,
                confirm_impact,
            )
            self.cmdlets[name.lower()] = cls.info
            for alias in aliases:
                self.aliases[alias.lower()] = name
            return cls

        return declare

    def function(self, name: str, text: str) -> None:
        """Adds a function in PowerShell's own language (``mkdir``, ``more``...)."""
        self.functions[name] = text
