"""Measure-Object and Measure-Command.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/measure-object (2.0) and its sibling.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from winlab.powershell.calculated import Expression
from winlab.powershell.cmdlets.tables import ANY, BLOCK, STRINGS, UTILITY, as_list
from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.instants import TICKS_PER_SECOND, TimeSpan
from winlab.powershell.nettypes import TYPES
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, unwrap


@NET.type("Microsoft.PowerShell.Commands.GenericMeasureInfo", assembly="Microsoft.PowerShell.Commands.Utility")
class MeasureInfo(NetObject):
    """What Measure-Object found out."""

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


@dataclass
class _Statistics:
    """What was seen of one property, or of the objects themselves."""

    count: int = 0
    sum: float = 0.0
    maximum: float | None = None
    minimum: float | None = None
    lines: int = 0
    words: int = 0
    characters: int = 0

    def add_number(self, number: float) -> None:
        """One number more."""
        self.sum += number
        self.maximum = number if self.maximum is None else max(number, self.maximum)
        self.minimum = number if self.minimum is None else min(number, self.minimum)

    def add_text(self, text: str, *, ignore_white_space: bool) -> None:
        """One text more; a line break at its end begins no line."""
        self.lines += text.count("\n") + (1 if text and not text.endswith("\n") else 0)
        words = text.split()
        self.words += len(words)
        self.characters += sum(map(len, words)) if ignore_white_space else len(text)


@UTILITY.cmdlet("Measure-Object", aliases=("measure",), default_set="GenericMeasure")
class MeasureObject(Cmdlet):
    """Counts, adds up, finds extremes; counts lines, words, characters."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    property = Param(STRINGS, position=0, not_empty=True)
    sum = Param(SWITCH, sets=("GenericMeasure",))
    average = Param(SWITCH, sets=("GenericMeasure",))
    maximum = Param(SWITCH, sets=("GenericMeasure",))
    minimum = Param(SWITCH, sets=("GenericMeasure",))
    line = Param(SWITCH, sets=("TextMeasure",))
    word = Param(SWITCH, sets=("TextMeasure",))
    character = Param(SWITCH, sets=("TextMeasure",))
    ignore_white_space = Param(SWITCH, sets=("TextMeasure",))

    def begin(self) -> None:
        self._wanted = [Expression(to_text(name)) for name in as_list(self.property)]
        self._statistics: dict[str, _Statistics] = {} if self._wanted else {"": _Statistics()}
        self._not_numeric = False

    def process(self) -> None:
        item: object = self.input_object
        if item is None:
            return
        if not self._wanted:
            self._measure("", item)
            return
        for wanted in self._wanted:
            if not wanted.is_pattern:
                self._statistics.setdefault(wanted.text, _Statistics())
        seen: set[str] = set()
        for found in (found for wanted in self._wanted for found in wanted.values(item, lambda _block, _item: [])):
            if found.name.lower() not in seen:
                seen.add(found.name.lower())
                self._measure(found.name, found.value)

    def _measure(self, name: str, value: object) -> None:
        known = next((key for key in self._statistics if key.lower() == name.lower()), name)
        statistics = self._statistics.setdefault(known, _Statistics())
        statistics.count += 1
        if self.parameter_set == "TextMeasure":
            statistics.add_text(to_text(value), ignore_white_space=bool(self.ignore_white_space))
        elif self.sum or self.average or self.maximum or self.minimum:
            number = _number(value)
            if number is None:
                self._not_numeric = True
                text = f'Input object "{to_text(value)}" is not numeric.'
                exception = "System.Management.Automation.PSInvalidOperationException"
                self.error(error("NonNumericInputObject", text, "InvalidType", value, exception).record)
            else:
                statistics.add_number(number)

    def end(self) -> None:
        is_text = self.parameter_set == "TextMeasure"
        for name, statistics in self._statistics.items():
            if statistics.count or not name:
                self.write(self._text(name, statistics) if is_text else self._numbers(name, statistics))
                continue
            error_id = "TextMeasurePropertyNotFound" if is_text else "GenericMeasurePropertyNotFound"
            text = f'Property "{name}" cannot be found in any object(s) input.'
            exception = "System.Management.Automation.PSArgumentException"
            self.error(error(error_id, text, "InvalidArgument", None, exception).record)

    def _text(self, name: str, found: _Statistics) -> MeasureInfo:
        measures: dict[str, object] = {
            "Lines": found.lines if self.line else None,
            "Words": found.words if self.word else None,
            "Characters": found.characters if self.character else None,
        }
        return MeasureInfo("Text", {**measures, "Property": name or None})

    def _numbers(self, name: str, found: _Statistics) -> MeasureInfo:
        given = not self._not_numeric
        measures: dict[str, object] = {
            "Count": found.count,
            "Average": found.sum / found.count if given and self.average and found.count else None,
            "Sum": found.sum if given and self.sum else None,
            "Maximum": found.maximum if given and self.maximum else None,
            "Minimum": found.minimum if given and self.minimum else None,
        }
        return MeasureInfo("Generic", {**measures, "Property": name or None})


def _number(value: object) -> float | None:
    try:
        number = convert_or_fail(unwrap(value), TYPES["system.double"])
    except (ConversionFailed, PSError):
        return None
    return number if isinstance(number, float) else None


@UTILITY.cmdlet("Measure-Command", output="System.TimeSpan")
class MeasureCommand(Cmdlet):
    """Runs a block and tells how long it took in the machine's time."""

    expression = Param(BLOCK, position=0, mandatory=True)
    input_object = Param(ANY, pipeline=True)

    def begin(self) -> None:
        self._ticks = 0

    def process(self) -> None:
        host = self.session.host
        before, real = host.now.ticks, time.perf_counter()
        self.call(self.expression, underscore=self.input_object)
        passed = host.now.ticks - before
        self._ticks += max(passed, int((time.perf_counter() - real) * TICKS_PER_SECOND))

    def end(self) -> None:
        self.write(TimeSpan(self._ticks))
