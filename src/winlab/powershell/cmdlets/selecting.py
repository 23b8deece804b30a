"""Select-Object.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/select-object (2.0).
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell import operators
from winlab.powershell.addedmembers import NoteProperty
from winlab.powershell.calculated import EXPRESSION, NAME, Expression, Found, Wanted, wanted_properties
from winlab.powershell.cmdlets.tables import ANY, STRINGS, UTILITY, as_list
from winlab.powershell.comparing import sorting_order
from winlab.powershell.control import StopUpstream
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error, error_record
from winlab.powershell.objects import has_property, lookup
from winlab.powershell.patterns import wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import PSObject, type_name, unwrap

_CUSTOM = ("System.Management.Automation.PSCustomObject", "System.Object")
_ARGUMENT = "System.Management.Automation.PSArgumentException"
_COUNT = (0, 2147483647)
_PATIENCE = 100_000
"""2.0 lets the commands before ``-First`` run on; an endless one must come to its end all the same."""


@UTILITY.cmdlet("Select-Object", aliases=("select",), default_set="DefaultParameter")
class SelectObject(Cmdlet):
    """Chooses objects and properties."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    property = Param("System.Object[]", position=0, sets=("DefaultParameter",))
    exclude_property = Param(STRINGS, sets=("DefaultParameter",))
    expand_property = Param("System.String", sets=("DefaultParameter",))
    unique = Param(SWITCH)
    last = Param("System.Int32", sets=("DefaultParameter",), validate_range=_COUNT)
    first = Param("System.Int32", sets=("DefaultParameter",), validate_range=_COUNT)
    skip = Param("System.Int32", sets=("DefaultParameter",), validate_range=_COUNT, default=0)
    index = Param("System.Int32[]", sets=("IndexParameter",))

    def begin(self) -> None:
        self._wanted = wanted_properties(as_list(self.property), (EXPRESSION, NAME))
        self._excluded = [wildcard(to_text(name)) for name in as_list(self.exclude_property)]
        self._unique: list[tuple[object, Sequence[NoteProperty]]] = []
        self._held: list[object] = []
        self._count = 0
        self._given = 0

    def process(self) -> None:
        item: object = self.input_object
        if item is None:
            return
        place = self._count
        self._count += 1
        if "Index" in self.bound:
            if place in as_list(self.index):
                self._emit(item)
        elif "Last" in self.bound:
            self._keep(item, place)
        elif place >= self._number(self.skip):
            self._pass_on(item)

    @staticmethod
    def _number(value: object) -> int:
        return value if isinstance(value, int) else 0

    def _pass_on(self, item: object) -> None:
        if "First" not in self.bound:
            self._emit(item)
            return
        first = self._number(self.first)
        if self._given < first:
            self._given += 1
            self._emit(item)
        elif self._count > first + self._number(self.skip) + _PATIENCE:
            raise StopUpstream(self.runtime)

    def _keep(self, item: object, place: int) -> None:
        if "First" in self.bound and self._given < self._number(self.first) and place >= self._number(self.skip):
            self._given += 1
            self._emit(item)
        else:
            self._held.append(item)

    def end(self) -> None:
        if "Last" in self.bound:
            last = self._number(self.last)
            skip = self._number(self.skip) if "First" not in self.bound else 0
            held = self._held[: len(self._held) - skip] if skip else self._held
            for item in held[max(len(held) - last, 0) :] if last else []:
                self._emit(item)
        for item, _ in self._unique:
            self.write(item)

    def _emit(self, item: object) -> None:
        if not self._wanted and "ExpandProperty" not in self.bound:
            self._send(item, ())
            return
        notes = [note for wanted in self._wanted for note in self._notes(wanted, item)]
        if "ExpandProperty" in self.bound:
            self._expand(item, notes)
        else:
            self._send(self._made(item, notes), notes)

    def _send(self, item: object, notes: Sequence[NoteProperty]) -> None:
        if not self.unique:
            self.write(item)
        elif not any(_same(item, notes, *seen) for seen in self._unique):
            self._unique.append((item, notes))

    def _notes(self, wanted: Wanted, item: object) -> list[NoteProperty]:
        found = wanted.expression.values(item, self.evaluate)
        if not found and not wanted.expression.is_pattern:
            found = [Found(wanted.expression.text)]
        if wanted.label and len(found) > 1:
            text = "Multiple results cannot be renamed."
            operation = "System.InvalidOperationException"
            self.error(error("RenamingMultipleResults", text, "InvalidOperation", item, operation).record)
            return []
        notes = []
        for each in found:
            if any(pattern.fullmatch(each.name) for pattern in self._excluded):
                continue
            if not (wanted.label or each.name):
                text = "Cannot name a property after an empty script block: give it a name."
                raise error("EmptyScriptBlockAndNoName", text, "InvalidArgument", None, _ARGUMENT)
            notes.append(NoteProperty(wanted.label or each.name, each.value))
        return notes

    def _made(self, item: object, notes: Sequence[NoteProperty]) -> PSObject:
        made = PSObject(None, None, ["Selected." + _class_name(item), *_CUSTOM])
        for note in notes:
            if note.name in made.members:
                self._exists(note.name, item, "AlreadyExistingUserSpecifiedPropertyNoExpand")
            else:
                made.members.add(note)
        return made

    def _exists(self, name: str, item: object, error_id: str) -> None:
        text = f'The property cannot be processed because the property "{name}" already exists.'
        self.error(error(error_id, text, "InvalidOperation", item, _ARGUMENT).record)

    # --- -ExpandProperty ---

    def _expand(self, item: object, notes: Sequence[NoteProperty]) -> None:
        try:
            value = self._expanded(item, to_text(self.expand_property))
        except PSError as failed:
            self.error(failed.record)
            return
        for each in operators.unrolled(value) if value is not None else []:
            if each is not None:
                self._send(self._with_notes(each, item, notes) if notes else each, notes)

    def _expanded(self, item: object, name: str) -> object:
        found = Expression(name).values(item, self.evaluate)
        if not found:
            text = f'Property "{name}" cannot be found.'
            raise error("ExpandPropertyNotFound", text, "InvalidArgument", item, _ARGUMENT)
        if len(found) > 1:
            text = f'Multiple properties match "{name}": only one can be expanded.'
            raise error("MutlipleExpandProperties", text, "InvalidArgument", item, _ARGUMENT)
        if found[0].failed is not None:
            exception = found[0].failed.record.exception
            raise PSError(error_record(exception, "PropertyEvaluationExpand", "InvalidResult", item))
        return found[0].value

    def _with_notes(self, each: object, item: object, notes: Sequence[NoteProperty]) -> object:
        held = each if isinstance(each, PSObject) else PSObject(each)
        for note in notes:
            if has_property(held, note.name):
                self._exists(note.name, item, "AlreadyExistingUserSpecifiedPropertyExpand")
            else:
                held.members.add(note)
        return held


def _class_name(item: object) -> str:
    """The name of the .NET class, whatever type names the object was given."""
    if isinstance(item, PSObject) and item.base is None:
        return _CUSTOM[0]
    return type_name(unwrap(item)).partition("#")[0]


def _same(item: object, notes: Sequence[NoteProperty], seen: object, seen_notes: Sequence[NoteProperty]) -> bool:
    """Whether ``-Unique`` takes two for one: the objects and the properties that were chosen are the same."""
    if len(notes) != len(seen_notes) or sorting_order(item, seen, ignore_case=False) != 0:
        return False
    return all(_same_note(note, seen) for note in notes)


def _same_note(note: NoteProperty, seen: object) -> bool:
    found, value = lookup(seen, note.name)
    return found and sorting_order(value, note.value, ignore_case=False) == 0
