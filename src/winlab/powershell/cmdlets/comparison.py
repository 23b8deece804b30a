"""Compare-Object.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/compare-object (2.0).
"""

from __future__ import annotations

from dataclasses import dataclass

from winlab.powershell.addedmembers import NoteProperty
from winlab.powershell.calculated import EXPRESSION, wanted_properties
from winlab.powershell.cmdlets.sorting import Key, key_order, keys_of
from winlab.powershell.cmdlets.tables import UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.values import PSObject

_OBJECTS = "System.Management.Automation.PSObject[]"
_LAST = 2147483647


@dataclass(eq=False)
class _Entry:
    item: object
    keys: list[Key]


@UTILITY.cmdlet("Compare-Object", aliases=("compare", "diff"))
class CompareObject(Cmdlet):
    """Compares two sets of objects.

    Both sides are walked at once. What does not match at once waits, and is matched by what comes later; no more than
    ``-SyncWindow`` entries of a side wait, older ones are differences.
    """

    reference_object = Param(_OBJECTS, mandatory=True, position=0, allow_empty=True)
    difference_object = Param(_OBJECTS, mandatory=True, position=1, pipeline=True, allow_empty=True)
    sync_window = Param("System.Int32", default=_LAST, validate_range=(0, _LAST))
    property = Param("System.Object[]")
    exclude_different = Param(SWITCH)
    include_equal = Param(SWITCH)
    pass_thru = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    culture = Param("System.String")

    def begin(self) -> None:
        self._wanted = wanted_properties(as_list(self.property), (EXPRESSION,))
        self._reference: list[_Entry] | None = None
        self._next = 0
        self._waiting_reference: list[_Entry] = []
        self._waiting_difference: list[_Entry] = []

    def process(self) -> None:
        if self._reference is None:
            self._reference = [self._entry(item) for item in as_list(self.reference_object)]
        for item in as_list(self.difference_object):
            self._step(self._entry(item))

    def end(self) -> None:
        while self._next < len(self._reference or ()):
            self._step(None)
        for entry in self._waiting_difference:
            self._different(entry, "=>")
        for entry in self._waiting_reference:
            self._different(entry, "<=")

    def _entry(self, item: object) -> _Entry:
        return _Entry(item, keys_of(self, self._wanted, item))

    def _step(self, difference: _Entry | None) -> None:
        """Takes the next object of each side."""
        reference = None
        if self._reference is not None and self._next < len(self._reference):
            reference = self._reference[self._next]
            self._next += 1
        if reference is not None and difference is not None and self._same(reference, difference):
            self._equal(reference)
            return
        matched = self._taken(difference, self._waiting_reference)
        if matched is not None:
            self._equal(matched)
            difference = None
        if reference is not None and self._taken(reference, self._waiting_difference) is not None:
            self._equal(reference)
            reference = None
        self._wait(difference, self._waiting_difference, "=>")
        self._wait(reference, self._waiting_reference, "<=")

    def _same(self, left: _Entry, right: _Entry) -> bool:
        return key_order(left.keys, right.keys, [False] * len(left.keys), not self.case_sensitive) == 0

    def _taken(self, entry: _Entry | None, waiting: list[_Entry]) -> _Entry | None:
        found = next((each for each in waiting if entry is not None and self._same(entry, each)), None)
        if found is not None:
            waiting.remove(found)
        return found

    def _wait(self, entry: _Entry | None, waiting: list[_Entry], side: str) -> None:
        window = self.sync_window if isinstance(self.sync_window, int) else _LAST
        if entry is None:
            return
        if window == 0:
            self._different(entry, side)
            return
        while len(waiting) >= window:
            self._different(waiting.pop(0), side)
        waiting.append(entry)

    def _equal(self, entry: _Entry) -> None:
        if self.include_equal:
            self._write(entry, "==")

    def _different(self, entry: _Entry, side: str) -> None:
        if not self.exclude_different:
            self._write(entry, side)

    def _write(self, entry: _Entry, side: str) -> None:
        shown: PSObject
        if self.pass_thru:
            shown = entry.item if isinstance(entry.item, PSObject) else PSObject(entry.item)
        elif self._wanted:
            names = [wanted.expression.text for wanted in self._wanted]
            shown = PSObject.of({name: key.value for name, key in zip(names, entry.keys, strict=True)})
        else:
            shown = PSObject.of({"InputObject": entry.item})
        shown.members.remove("SideIndicator")
        shown.members.add(NoteProperty("SideIndicator", side))
        self.write(shown)
