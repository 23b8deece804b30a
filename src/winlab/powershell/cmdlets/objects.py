"""New-Object, Select-Object, Sort-Object, Measure-Object, Add-Member."""

from __future__ import annotations

import decimal
import functools
from collections.abc import Callable

from winlab.powershell import operators
from winlab.powershell.addedmembers import (
    AliasProperty,
    Member,
    MemberTable,
    NoteProperty,
    PropertySet,
    ScriptMethod,
    ScriptProperty,
)
from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.cmdlets.tables import ANY, STRINGS, UTILITY, as_list
from winlab.powershell.comparing import compare_text, equal, order
from winlab.powershell.control import StopUpstream
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.net.making import make
from winlab.powershell.numberconversion import to_double
from winlab.powershell.numeric import is_number
from winlab.powershell.objects import find_added, get_member, has_property, lookup, property_names, set_member
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.typenames import type_from_text
from winlab.powershell.values import Hashtable, NetObject, PSObject, type_name, unwrap


@UTILITY.cmdlet("New-Object", default_set="Net")
class NewObject(Cmdlet):
    """Makes a .NET or COM object."""

    type_name = Param("System.String", position=0, mandatory=True, sets=("Net",))
    argument_list = Param("System.Object[]", position=1, sets=("Net",), aliases=("Args",))
    com_object = Param("System.String", position=0, mandatory=True, sets=("Com",))
    strict = Param(SWITCH, sets=("Com",))
    property = Param("System.Collections.Hashtable")

    def process(self) -> None:
        made = self._com() if "ComObject" in self.bound else self._net()
        table: object = self.property
        if isinstance(table, Hashtable):
            for key, value in table.items():
                name = to_text(key)
                if isinstance(made, PSObject) and made.base is None:
                    made.set(name, value)
                else:
                    set_member(made, name, value)
        self.write(made)

    def _com(self) -> object:
        name = to_text(self.com_object)
        made = self.session.host.com_class(name)
        if made is None:
            raise error(
                "NoCOMClassIdentified",
                f"Cannot load COM type {name}.",
                "ResourceUnavailable",
                None,
                "System.Management.Automation.PSArgumentException",
            )
        return made

    def _net(self) -> object:
        name = to_text(self.type_name)
        target = type_from_text(self.session, name)
        if target is None:
            raise error(
                "TypeNotFound",
                f"Cannot find type [{name}]: make sure the assembly containing this type is loaded.",
                "InvalidType",
                None,
                "System.Management.Automation.PSArgumentException",
            )
        return make(target, as_list(self.argument_list))


# --- calculated properties --------------------------------------------------------------------------------------------


class Wanted:
    """A property that was asked for: a name, a block, or ``@{Name=; Expression=}``."""

    def __init__(self, given: object) -> None:
        self.given = unwrap(given)
        self.name: str | None = None
        self.descending: bool | None = None
        self.source: object = self.given
        if isinstance(self.given, Hashtable):
            for key, value in self.given.items():
                word = to_text(key).lower()
                if word and ("name".startswith(word) or "label".startswith(word)):
                    self.name = to_text(value)
                elif word and "expression".startswith(word):
                    self.source = value
                elif word and "descending".startswith(word):
                    self.descending = bool(value)
                elif word and "ascending".startswith(word):
                    self.descending = not value

    @property
    def label(self) -> str:
        """What the property is called."""
        return self.name if self.name is not None else to_text(self.source)

    def values(self, cmdlet: Cmdlet, item: object) -> tuple[bool, object]:
        """Whether the object has it, and what it is."""
        if isinstance(self.source, ScriptBlock):
            try:
                found = cmdlet.call(self.source, underscore=item)
            except PSError:
                return True, None
            return True, found[0] if len(found) == 1 else found or None
        return lookup(item, to_text(self.source))


@UTILITY.cmdlet("Select-Object", aliases=("select",), default_set="DefaultParameter")
class SelectObject(Cmdlet):
    """Chooses objects and properties."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    property = Param("System.Object[]", position=0, sets=("DefaultParameter",))
    exclude_property = Param(STRINGS, sets=("DefaultParameter",))
    expand_property = Param("System.String", sets=("DefaultParameter",))
    unique = Param(SWITCH)
    last = Param("System.Int32", sets=("DefaultParameter",), validate_range=(0, 2147483647))
    first = Param("System.Int32", sets=("DefaultParameter",), validate_range=(0, 2147483647))
    skip = Param("System.Int32", sets=("DefaultParameter",), validate_range=(0, 2147483647), default=0)
    index = Param("System.Int32[]", sets=("IndexParameter",))

    def begin(self) -> None:
        self._wanted = [Wanted(given) for given in as_list(self.property)]
        self._seen: list[object] = []
        self._held: list[object] = []
        self._count = 0
        self._given = 0

    def process(self) -> None:
        item: object = self.input_object
        if item is None and "InputObject" not in self.bound:
            return
        place = self._count
        self._count += 1
        if "Index" in self.bound:
            if place in as_list(self.index):
                self._emit(item)
            return
        skip = int(to_text(self.skip))
        if "Last" in self.bound:
            self._held.append(item)
            if "First" in self.bound and self._given < int(to_text(self.first)) and place >= skip:
                self._given += 1
                self._held.pop()
                self._emit(item)
            return
        if place < skip:
            return
        if "First" in self.bound:
            limit = int(to_text(self.first))
            if self._given < limit:
                self._given += 1
                self._emit(item)
            # 2.0 lets the commands before run on; an endless one must come to its end all the same.
            elif self._count > limit + skip + 100_000:
                raise StopUpstream(self.runtime)
            return
        self._emit(item)

    def end(self) -> None:
        if "Last" in self.bound:
            last = int(to_text(self.last))
            skip = int(to_text(self.skip)) if "First" not in self.bound else 0
            held = self._held[: len(self._held) - skip] if skip else self._held
            for item in held[max(len(held) - last, 0) :] if last else []:
                self._emit(item)
        if self.unique:
            for item in self._seen:
                self.write(item)

    def _emit(self, item: object) -> None:
        if "ExpandProperty" in self.bound:
            self._expand(item)
        elif self._wanted:
            self._send(self._chosen(item))
        else:
            self._send(item)

    def _send(self, item: object) -> None:
        if not self.unique:
            self.write(item)
        elif not any(_same(item, seen) for seen in self._seen):
            self._seen.append(item)

    def _names(self, item: object, pattern: str) -> list[str]:
        added = find_added(item, pattern)
        if isinstance(added, PropertySet):
            return [name for each in added.names for name in self._names(item, each)]
        if not has_wildcards(pattern):
            return [pattern]
        accepts = wildcard(pattern)
        return [name for name in property_names(item) if accepts.fullmatch(name)]

    def _chosen(self, item: object) -> PSObject:
        excluded = [wildcard(to_text(name)) for name in as_list(self.exclude_property)]
        made = PSObject(None, None, ["Selected." + _first_name(item), *_custom()])
        for wanted in self._wanted:
            if isinstance(wanted.given, (str,)):
                for name in self._names(item, wanted.given):
                    if any(pattern.fullmatch(name) for pattern in excluded):
                        continue
                    found, value = lookup(item, name)
                    made.set(_spelled(item, name) if found else name, value)
            else:
                made.set(wanted.label, wanted.values(self, item)[1])
        return made

    def _expand(self, item: object) -> None:
        name = to_text(self.expand_property)
        names = self._names(item, name)
        if not names or not has_property(item, names[0]):
            self.error(
                error(
                    "ExpandPropertyNotFound",
                    f'Property "{name}" cannot be found.',
                    "InvalidArgument",
                    item,
                    "System.Management.Automation.PSArgumentException",
                ).record
            )
            return
        value = get_member(item, names[0])
        for each in operators.unrolled(value) if value is not None else [None]:
            if self._wanted:
                extra = self._chosen(item)
                held = each if isinstance(each, PSObject) else PSObject(each)
                for member in extra.members:
                    held.members.add(member)
                self._send(held)
            else:
                self._send(each)


def _spelled(item: object, name: str) -> str:
    return next((known for known in property_names(item) if known.lower() == name.lower()), name)


def _custom() -> tuple[str, ...]:
    return ("System.Management.Automation.PSCustomObject", "System.Object")


def _first_name(item: object) -> str:
    """The name of the .NET class, whatever type names the object was given."""
    if isinstance(item, PSObject) and item.base is None:
        return _custom()[0]
    return type_name(unwrap(item)).partition("#")[0]


def _same(left: object, right: object) -> bool:
    if isinstance(left, PSObject) and left.base is None and isinstance(right, PSObject) and right.base is None:
        names = property_names(left)
        return [n.lower() for n in names] == [n.lower() for n in property_names(right)] and all(
            _same(get_member(left, n), get_member(right, n)) for n in names
        )
    return equal(left, right, ignore_case=False)


# --- sorting ----------------------------------------------------------------------------------------------------------


@UTILITY.cmdlet("Sort-Object", aliases=("sort",))
class SortObject(Cmdlet):
    """Sorts objects."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    property = Param("System.Object[]", position=0)
    descending = Param(SWITCH)
    unique = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    culture = Param("System.String")

    def begin(self) -> None:
        self._items: list[object] = []

    def process(self) -> None:
        if self.input_object is not None:
            self._items.append(self.input_object)

    def end(self) -> None:
        wanted = [Wanted(given) for given in as_list(self.property)]
        keyed: list[tuple[list[tuple[bool, object]], object]] = [
            ([w.values(self, item) for w in wanted] if wanted else [(True, item)], item) for item in self._items
        ]
        flags = [(w.descending if w.descending is not None else bool(self.descending)) for w in wanted]
        flags = flags or [bool(self.descending)]
        compare = self._comparer(flags)
        ordered = functools.cmp_to_key(compare)
        keyed.sort(key=lambda pair: ordered(pair[0]))
        last: list[tuple[bool, object]] | None = None
        for keys, item in keyed:
            if self.unique and last is not None and compare(keys, last) == 0:
                continue
            last = keys
            self.write(item)

    def _comparer(self, flags: list[bool]) -> Callable[[list[tuple[bool, object]], list[tuple[bool, object]]], int]:
        ignore = not self.case_sensitive

        def compare(left: list[tuple[bool, object]], right: list[tuple[bool, object]]) -> int:
            for (has_a, a), (has_b, b), down in zip(left, right, flags, strict=False):
                if has_a != has_b:
                    return -1 if has_a else 1
                result = _order(a, b, ignore)
                if result:
                    return -result if down else result
            return 0

        return compare


def _order(left: object, right: object, ignore_case: bool) -> int:
    if left is None or right is None:
        return (left is not None) - (right is not None)
    try:
        if isinstance(left, str) and is_number(unwrap(right)):
            return -order(right, left, ignore_case)
        return order(left, right, ignore_case)
    except PSError:
        return compare_text(to_text(left), to_text(right), ignore_case)


# --- measuring --------------------------------------------------------------------------------------------------------


@NET.type("Microsoft.PowerShell.Commands.GenericMeasureInfo")
class MeasureInfo(NetObject):
    """What Measure-Object found about numbers."""

    def __init__(self, kind: str, values: dict[str, object]) -> None:
        self.kind, self.values = kind, values

    def type_names(self) -> list[str]:
        """By kind."""
        base = "Microsoft.PowerShell.Commands."
        return [f"{base}{self.kind}MeasureInfo", f"{base}MeasureInfo", "System.Object"]

    def adapted_names(self) -> list[str]:
        """The measures."""
        return list(self.values)

    def adapted_get(self, name: str) -> object:
        """A measure."""
        return {key.lower(): value for key, value in self.values.items()}[name.lower()]


@UTILITY.cmdlet("Measure-Object", aliases=("measure",), default_set="GenericMeasure")
class MeasureObject(Cmdlet):
    """Counts, adds up, finds extremes; counts lines, words, characters."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    property = Param(STRINGS, position=0)
    sum = Param(SWITCH, sets=("GenericMeasure",))
    average = Param(SWITCH, sets=("GenericMeasure",))
    maximum = Param(SWITCH, sets=("GenericMeasure",))
    minimum = Param(SWITCH, sets=("GenericMeasure",))
    line = Param(SWITCH, sets=("TextMeasure",))
    word = Param(SWITCH, sets=("TextMeasure",))
    character = Param(SWITCH, sets=("TextMeasure",))
    ignore_white_space = Param(SWITCH, sets=("TextMeasure",))

    def begin(self) -> None:
        names = [to_text(name) for name in as_list(self.property)]
        self._columns: dict[str | None, list[object]] = {name: [] for name in names} or {None: []}

    def process(self) -> None:
        item: object = self.input_object
        if item is None:
            return
        for name, values in self._columns.items():
            if name is None:
                values.append(item)
                continue
            found, value = lookup(item, name)
            if found and value is not None:
                values.append(value)

    def end(self) -> None:
        for name, values in self._columns.items():
            if name is not None and not values and not self._is_text():
                self.error(
                    error(
                        "GenericMeasurePropertyNotFound",
                        f'The property "{name}" cannot be found in the input for any objects.',
                        "InvalidArgument",
                        None,
                        "System.Management.Automation.PSArgumentException",
                    ).record
                )
                continue
            self.write(self._text(name, values) if self._is_text() else self._numbers(name, values))

    def _is_text(self) -> bool:
        return bool(self.line or self.word or self.character)

    def _text(self, name: str | None, values: list[object]) -> MeasureInfo:
        texts = [to_text(value) for value in values]
        lines = [line for text in texts for line in (text.split("\n") if text else [])]
        if self.ignore_white_space:
            lines = [line for line in lines if line.strip()]
        sizes: list[int] = [len("".join(t.split())) if self.ignore_white_space else len(t) for t in texts]
        characters = sum(sizes)
        measures: dict[str, object] = {
            "Lines": len(lines) if self.line else None,
            "Words": sum(len(text.split()) for text in texts) if self.word else None,
            "Characters": characters if self.character else None,
            "Property": name,
        }
        return MeasureInfo("Text", measures)

    def _numbers(self, name: str | None, values: list[object]) -> MeasureInfo:
        measures: dict[str, object] = {
            "Count": len(values),
            "Average": None,
            "Sum": None,
            "Maximum": None,
            "Minimum": None,
        }
        if values and (self.sum or self.average or self.maximum or self.minimum):
            numbers: list[float] = []
            for value in values:
                try:
                    numbers.append(to_double(unwrap(value)) if not isinstance(value, decimal.Decimal) else float(value))
                except Exception:
                    self.error(_no_number(value))
            total = sum(numbers)
            if numbers:
                if self.sum:
                    measures["Sum"] = total
                if self.average:
                    measures["Average"] = total / len(numbers)
                if self.maximum:
                    measures["Maximum"] = max(numbers)
                if self.minimum:
                    measures["Minimum"] = min(numbers)
        measures["Property"] = name
        return MeasureInfo("Generic", measures)


def _no_number(value: object):  # type: ignore[no-untyped-def]  # an ErrorRecord
    return error(
        "NonNumericInputObject",
        f'Input object "{to_text(value)}" is not numeric.',
        "InvalidType",
        value,
        "System.Management.Automation.PSInvalidOperationException",
    ).record


# --- adding members ---------------------------------------------------------------------------------------------------


@UTILITY.cmdlet("Add-Member")
class AddMember(Cmdlet):
    """Adds a member to an object."""

    input_object = Param(ANY, mandatory=True, pipeline=True)
    member_type = Param("System.Management.Automation.PSMemberTypes", position=0, mandatory=True, aliases=("Type",))
    name = Param("System.String", position=1, mandatory=True)
    value = Param("System.Object", position=2)
    second_value = Param("System.Object", position=3)
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        target: object = self.input_object
        name = to_text(self.name)
        held: object = target
        if isinstance(target, PSObject):
            table = target.members
        elif isinstance(target, NetObject):
            if target.instance_members is None:
                target.instance_members = MemberTable()
            table = target.instance_members
        else:
            held = PSObject(target)
            table = held.members
        if name in table and not self.force:
            self.error(
                error(
                    "MemberAlreadyExists",
                    f'Cannot add a member with the name "{name}" because a member with that name already exists. If '
                    "you want to overwrite the member anyway, use the Force parameter to overwrite it.",
                    "InvalidOperation",
                    target,
                    "System.InvalidOperationException",
                ).record
            )
            return
        table.remove(name)  # -Force puts the new one last
        table.add(self._member(name))
        if self.pass_thru:
            self.write(held)

    def _member(self, name: str) -> Member:
        kind = to_text(self.member_type).lower()
        value: object = self.value
        if kind == "noteproperty":
            return NoteProperty(name, value)
        if kind == "aliasproperty":
            second = self.second_value
            return AliasProperty(name, to_text(value), to_text(second) if second is not None else None)
        if kind == "scriptproperty":
            return ScriptProperty(name, value, self.second_value)
        if kind == "scriptmethod":
            return ScriptMethod(name, value)
        if kind == "propertyset":
            return PropertySet(name, [to_text(each) for each in as_list(value)])
        raise error("AddMemberNotSupported", f"Cannot add a member with type {kind}.", "InvalidOperation", None)
