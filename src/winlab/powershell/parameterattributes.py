"""What the attributes of a parameter mean: ``[Parameter(...)]``, ``[Alias(...)]``, ``[ValidateSet(...)]`` and others.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_functions_advanced_parameters
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.powershell.conversion import to_bool
from winlab.powershell.errors import PSError, error
from winlab.powershell.parameters import (
    ALL_SETS,
    InSet,
    Parameter,
    count_between,
    each,
    in_range,
    in_set,
    length_between,
    matches,
    not_empty,
    not_null,
    refused,
)
from winlab.powershell.text import to_text

if TYPE_CHECKING:
    from winlab.powershell.session import Session


KNOWN_ATTRIBUTES = frozenset(
    [
        "parameter",
        "alias",
        "allownull",
        "allowemptystring",
        "allowemptycollection",
        "validatenotnull",
        "validatenotnullorempty",
        "validateset",
        "validaterange",
        "validatepattern",
        "validatelength",
        "validatecount",
        "validatescript",
        "credential",
    ]
)
"""The attributes of parameters that PowerShell 2.0 brings, by their kinds."""
_OPTIONS = frozenset(
    [
        "mandatory",
        "position",
        "parametersetname",
        "valuefrompipeline",
        "valuefrompipelinebypropertyname",
        "valuefromremainingarguments",
        "helpmessage",
        "helpmessagebasename",
        "helpmessageresourceid",
    ]
)


@dataclass
class Given:
    """An attribute as it was given: its kind (``validateset``), its arguments, and the named ones in lower case."""

    kind: str
    values: list[object] = field(default_factory=list)
    options: dict[str, object] = field(default_factory=dict)


def attribute_kind(name: str) -> str:
    """The short lower-case name of an attribute's class."""
    return name.lower().rpartition(".")[2].removesuffix("attribute")


def apply(session: Session, parameter: Parameter, given: Given) -> None:
    """Does to a parameter what an attribute says."""
    kind = given.kind
    if kind == "parameter":
        _parameter(parameter, given.options)
    elif kind == "alias":
        parameter.aliases += tuple(to_text(value) for value in given.values)
    elif kind == "allownull":
        parameter.allow_null = True
    elif kind == "allowemptystring":
        parameter.allow_empty_string = True
    elif kind == "allowemptycollection":
        parameter.allow_empty_collection = True
    elif (validator := _validator(session, given)) is not None:
        parameter.validators.append(validator)


def place_in_sets(parameter: Parameter, place: int | None) -> None:
    """Gives a parameter its place in the order of declaration, where no attribute gave it another."""
    if parameter.is_switch:
        place = None
    if not parameter.sets:
        parameter.sets[ALL_SETS] = InSet(position=place, implied=True)
        return
    for within in parameter.sets.values():
        if within.position is None and place is not None:
            within.position = place
            within.implied = True


def _parameter(made: Parameter, options: dict[str, object]) -> None:
    for name in options:
        if name not in _OPTIONS:
            text = f"Property '{name}' cannot be found for type 'System.Management.Automation.ParameterAttribute'."
            raise error("PropertyNotFoundForType", text, "InvalidOperation", name)
    set_name = to_text(options.get("parametersetname", "")) or ALL_SETS
    position = options.get("position")
    made.sets[set_name] = InSet(
        mandatory=to_bool(options.get("mandatory", False)),
        position=position if isinstance(position, int) and position >= 0 else None,
        pipeline=to_bool(options.get("valuefrompipeline", False)),
        by_property=to_bool(options.get("valuefrompipelinebypropertyname", False)),
        remaining=to_bool(options.get("valuefromremainingarguments", False)),
        help=to_text(options.get("helpmessage", "")),
    )


def _validator(session: Session, given: Given) -> Callable[[object], None] | None:
    kind, values = given.kind, given.values
    if kind == "validatenotnull":
        return not_null
    if kind == "validatenotnullorempty":
        return not_empty
    if kind == "validateset":
        return in_set(values, to_bool(given.options.get("ignorecase", True)))
    if kind == "validaterange" and len(values) == 2:
        return in_range(values[0], values[1])
    if kind == "validatepattern" and values:
        return matches(to_text(values[0]))
    if kind == "validatelength" and len(values) == 2:
        return length_between(int(to_text(values[0])), int(to_text(values[1])))
    if kind == "validatecount" and len(values) == 2:
        return count_between(int(to_text(values[0])), int(to_text(values[1])))
    if kind == "validatescript" and values:
        return _script_validator(session, values[0])
    return None


def _script_validator(session: Session, block: object) -> Callable[[object], None]:
    def check(value: object) -> None:
        for item in each(value):
            try:
                result = session.call_block(block, (), item)
            except PSError as failed:
                raise refused(failed.record.text) from None
            if not to_bool(result):
                raise refused(
                    f'The "{to_text(block)}" validation script for the argument with value "{to_text(item)}" did not '
                    "return true. Determine why the validation script failed and then try the command again."
                )

    return check
