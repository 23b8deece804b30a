"""Properties that a command is asked for: names, wildcards, script blocks, and hash tables of named entries.

``Select-Object``, ``Sort-Object``, ``Group-Object``, ``Compare-Object``, ``ConvertTo-Html`` and the Format cmdlets read
them alike; they differ in the entries that a hash table may have.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_calculated_properties
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from winlab.powershell.addedmembers import PropertySet
from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.conversion import to_bool
from winlab.powershell.errors import ErrorRecord, PSError, error, error_record
from winlab.powershell.net.memberviews import MethodView
from winlab.powershell.objects import find_added, lookup, property_names
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, Hashtable, type_name, unwrap

Call = Callable[[object, object], list[object]]
"""Runs a script block with ``$_``."""

_TEXT = "System.String"
_BLOCK = "System.Management.Automation.ScriptBlock"
_NUMBER = "System.Int32"


@dataclass(frozen=True)
class Entry:
    """An entry that a hash table may have.

    Attributes:
        name: its key, which may be shortened.
        kinds: the types of its value; any if empty.
        also: a second key.
    """

    name: str
    kinds: tuple[str, ...] = ()
    also: str = ""

    def fits(self, key: str) -> bool:
        """Whether a key, whole or shortened, means this entry."""
        return self.name.startswith(key.lower()) or bool(self.also and self.also.startswith(key.lower()))


EXPRESSION = Entry("expression", (_TEXT, _BLOCK))
NAME = Entry("name", (_TEXT,), "label")
LABEL = Entry("label", (_TEXT,), "name")
ASCENDING = Entry("ascending")
DESCENDING = Entry("descending")
WIDTH = Entry("width", (_NUMBER,))
ALIGNMENT = Entry("alignment", (_TEXT,))
PATTERN = Entry("formatstring", (_TEXT,))
DEPTH = Entry("depth", (_NUMBER,))


@dataclass(frozen=True)
class Found:
    """What a property gave: ``failed`` is the error of one that could not be read (its value is then null)."""

    name: str
    value: object = None
    failed: PSError | None = None


@dataclass(frozen=True)
class Expression:
    """A property by name (with wildcards, perhaps) or by script block."""

    source: str | ScriptBlock

    @property
    def text(self) -> str:
        """The name, or the block's text."""
        return to_text(self.source)

    @property
    def is_pattern(self) -> bool:
        """Whether it can stand for several properties."""
        return isinstance(self.source, str) and has_wildcards(self.source)

    def names(self, item: object) -> list[str]:
        """The names of the item's properties it stands for, as they are spelled."""
        if not isinstance(self.source, str):
            return [self.text]
        known = property_names(item)
        added = find_added(item, self.source)
        if isinstance(added, PropertySet):
            spelled_as = {name.lower(): name for name in known}
            return [spelled_as[name.lower()] for name in added.names if name.lower() in spelled_as]
        if self.is_pattern:
            accepts = wildcard(self.source)
            return list(dict.fromkeys(name for name in known if accepts.fullmatch(name)))
        spelled = next((name for name in known if name.lower() == self.source.lower()), None)
        if spelled is not None:
            return [spelled]
        return [self.source] if property_of(item, self.source)[0] else []

    def values(self, item: object, call: Call) -> list[Found]:
        """What the item's properties hold; nothing if it has none of that name."""
        if not isinstance(self.source, str):
            return [_evaluated(self.source, item, call)]
        return [_read(item, name) for name in self.names(item)]

    def value(self, item: object, call: Call) -> Found | None:
        """What one property holds, without a look at the others."""
        if not isinstance(self.source, str) or self.is_pattern:
            found = self.values(item, call)
            return found[0] if found else None
        try:
            has, value = property_of(item, self.source)
        except PSError as failed:
            return Found(self.source, None, failed)
        return Found(self.source, value) if has else None


def property_of(item: object, name: str) -> tuple[bool, object]:
    """Whether the item has a property of that name (keys of hash tables and methods are none), and what it holds."""
    base = unwrap(item)
    if (
        isinstance(base, Hashtable)
        and name in base
        and not any(n.lower() == name.lower() for n in property_names(item))
    ):
        return False, None
    has, value = lookup(item, name)
    return (False, None) if value is VOID or isinstance(value, MethodView) else (has, value)


def _read(item: object, name: str) -> Found:
    try:
        return Found(name, property_of(item, name)[1])
    except PSError as failed:
        return Found(name, None, failed)


def _evaluated(block: ScriptBlock, item: object, call: Call) -> Found:
    text = to_text(block)
    try:
        given = call(block, item)
    except PSError as failed:
        return Found(text, None, failed)
    return Found(text, given[0] if len(given) == 1 else given or None)


@dataclass(frozen=True)
class Wanted:
    """One argument of ``-Property``: the expression and the other entries by their full keys."""

    expression: Expression
    entries: dict[str, object]

    def entry(self, wanted: Entry) -> object:
        """The value of an entry; null if it was not given."""
        return self.entries.get(wanted.name)

    def flag(self, wanted: Entry) -> bool | None:
        """An entry as a Boolean; None if it was not given."""
        return to_bool(self.entries[wanted.name]) if wanted.name in self.entries else None

    @property
    def label(self) -> str:
        """The name that was given to the property, or empty."""
        return to_text(self.entries.get(NAME.name, self.entries.get(LABEL.name, "")))


def wanted_properties(arguments: Sequence[object], entries: Sequence[Entry]) -> list[Wanted]:
    """The arguments of ``-Property``, whose hash tables may have the given entries.

    Raises:
        PSError: an argument or a hash table's key or value is not what may be there (``DictionaryKey...``).
    """
    return [_wanted(unwrap(argument), entries) for argument in arguments]


def _wanted(argument: object, entries: Sequence[Entry]) -> Wanted:
    if isinstance(argument, Hashtable):
        given = _from_table([(key, unwrap(value)) for key, value in argument.items()], entries)
        if EXPRESSION.name not in given:
            raise _refused("DictionaryKeyMandatoryEntry", 'The key or keys "expression" are missing.')
        return Wanted(_expression(given.pop(EXPRESSION.name), 1), given)
    if isinstance(argument, (str, ScriptBlock)):
        return Wanted(_expression(argument, 2), {})
    allowed = ", ".join(EXPRESSION.kinds)
    if argument is None:
        raise _refused("DictionaryKeyUnknownType", f"The parameter is null; it can be one of {{{allowed}}}.")
    text = f"Cannot convert {type_name(argument)} to one of the following types {{{allowed}}}."
    raise _refused("DictionaryKeyUnknownType", text)


def _expression(source: object, form: int) -> Expression:
    if isinstance(source, ScriptBlock):
        return Expression(source)
    text = to_text(source)
    if not text:
        raise _refused(f"ExpressionEmptyString{form}", "The value of the expression must not be an empty string.")
    return Expression(text)


def _from_table(pairs: Sequence[tuple[object, object]], entries: Sequence[Entry]) -> dict[str, object]:
    given: dict[str, object] = {}
    for key, value in pairs:
        if not isinstance(key, str):
            raise _refused("DictionaryKeyNonString", f"Dictionary keys must be strings, not {type_name(key)}.")
        entry = _entry(key, entries)
        if entry.name in given:
            raise _refused("DictionaryKeyDuplicate", f'The key "{key}" is the same as the key "{entry.name}".')
        _check(key, value, entry)
        given[entry.name] = value
    return given


def _entry(key: str, entries: Sequence[Entry]) -> Entry:
    fitting = [entry for entry in entries if entry.fits(key)]
    if not fitting:
        raise _refused("DictionaryKeyIllegal", f'The key "{key}" is not valid.')
    if len(fitting) > 1:
        names = " and ".join(f'"{entry.name}"' for entry in fitting[:2])
        raise _refused("DictionaryKeyAmbiguous", f'The key "{key}" is ambiguous: it can be {names}.')
    return fitting[0]


def _check(key: str, value: object, entry: Entry) -> None:
    if not entry.kinds:
        return
    if value is None:
        raise _refused("DictionaryKeyMissingValue", f'The key "{key}" has no value.')
    if type_name(value) not in entry.kinds:
        several = len(entry.kinds) > 1
        kinds = f"{{{', '.join(entry.kinds)}}}" if several else entry.kinds[0]
        text = f'The key "{key}" has a type, {type_name(value)}, that is not valid; expected: {kinds}.'
        raise _refused("DictionaryKeyIllegalValue1" if several else "DictionaryKeyIllegalValue2", text)


def _refused(error_id: str, text: str) -> PSError:
    failed = error(
        error_id, "Specified method is not supported.", "InvalidArgument", None, "System.NotSupportedException"
    )
    failed.record.details = text
    return failed


def evaluation_error(found: Found, item: object) -> ErrorRecord | None:
    """The error that Sort-Object and its kin report of a property that could not be read."""
    if found.failed is None:
        return None
    return error_record(found.failed.record.exception, "ExpressionEvaluation", "InvalidResult", item)
