"""Parameters of commands as the binder sees them, for cmdlets and functions alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

from winlab.powershell.comparing import equal, order
from winlab.powershell.conversion import convert, type_of
from winlab.powershell.declare import SWITCH, CmdletInfo, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.failures import constraint_error
from winlab.powershell.invoking import type_by_name
from winlab.powershell.nettypes import NetType
from winlab.powershell.objects import net_type_of
from winlab.powershell.patterns import net_pattern
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, unwrap

if TYPE_CHECKING:
    from winlab.powershell.net.runtimeparameters import RuntimeParameter

ALL_SETS = "__AllParameterSets"
VALIDATION = "System.Management.Automation.ValidationMetadataException"


@dataclass
class InSet:
    """What a parameter is within one parameter set."""

    mandatory: bool = False
    position: int | None = None
    pipeline: bool = False
    by_property: bool = False
    remaining: bool = False
    help: str = ""
    implied: bool = False
    """Whether the position follows from the order of declaration only."""


@dataclass
class Parameter:
    """One parameter of a command.

    ``default`` gives the value when nothing is bound (functions only); ``attribute`` is the cmdlet's attribute.
    """

    name: str
    type: NetType | None = None
    aliases: tuple[str, ...] = ()
    sets: dict[str, InSet] = field(default_factory=lambda: {ALL_SETS: InSet()})
    validators: list[Callable[[object], None]] = field(default_factory=list)
    allow_null: bool = False
    allow_empty_string: bool = False
    allow_empty_collection: bool = False
    attribute: str = ""
    is_common: bool = False
    default: object = None
    runtime: RuntimeParameter | None = None
    """What a ``dynamicparam`` block made; it has no variable."""

    @cached_property
    def key(self) -> str:
        """The name in lower case."""
        return self.name.lower()

    @cached_property
    def constraint(self) -> Callable[[object], object] | None:
        """What an assignment to a function's parameter converts with."""
        kind = self.type
        if kind is None or kind.name == "System.Object":
            return None

        def constrain(value: object) -> object:
            try:
                return convert(value, kind)
            except PSError as failed:
                raise constraint_error(failed) from None

        return constrain

    def validate(self, value: object) -> None:
        """Asks every validation attribute."""
        for check in self.validators:
            check(value)

    def guard(self, value: object) -> None:
        """Asks every validation attribute about what is assigned to the parameter's variable."""
        try:
            self.validate(value)
        except PSError:
            text = (
                f"The variable cannot be validated because the value {to_text(value)} is not a valid value for the "
                f"{self.name} variable."
            )
            raise error("ValidateSetFailure", text, "MetadataError", None, VALIDATION) from None

    @property
    def is_switch(self) -> bool:
        """Whether it is a switch."""
        return self.type is not None and self.type.name == SWITCH

    def in_set(self, name: str) -> InSet | None:
        """What the parameter is in a set; None if it is not in it."""
        return self.sets.get(name) or self.sets.get(ALL_SETS)

    def in_sets(self, names: Iterable[str]) -> list[InSet]:
        """What the parameter is in any of the sets."""
        return [found for name in names if (found := self.in_set(name)) is not None]


class CommandMeta:
    """A command's parameters and how they are to be bound."""

    def __init__(
        self,
        name: str,
        parameters: Sequence[Parameter],
        *,
        default_set: str = "",
        is_simple: bool = False,
        supports_should_process: bool = False,
        confirm_impact: str = "Medium",
        is_cmdlet: bool = False,
        error_name: str = "",
    ) -> None:
        self.name = name
        self.is_simple = is_simple
        self.is_cmdlet = is_cmdlet
        self.error_name = error_name or name
        self.supports_should_process = supports_should_process
        self.confirm_impact = confirm_impact
        self.own = list(parameters)
        self.parameters = list(parameters)
        if not is_simple:
            self.parameters += common_parameters(supports_should_process)
        self.lookup: dict[str, Parameter] = {}
        for parameter in self.parameters:
            self.lookup.setdefault(parameter.key, parameter)
            for alias in parameter.aliases:
                self.lookup.setdefault(alias.lower(), parameter)
        names: dict[str, None] = {}
        for parameter in self.own:
            names.update(dict.fromkeys(name for name in parameter.sets if name != ALL_SETS))
        if default_set:
            names.setdefault(default_set, None)
        self.set_names: tuple[str, ...] = tuple(names) or (ALL_SETS,)
        self.default_set = default_set or (ALL_SETS if not names else "")
        self.takes_pipeline = any(
            each.pipeline or each.by_property for parameter in self.own for each in parameter.sets.values()
        )
        self.positional = [
            parameter for parameter in self.own if any(each.position is not None for each in parameter.sets.values())
        ]
        self.takes_remaining = any(each.remaining for parameter in self.own for each in parameter.sets.values())

    def extended(self, parameters: Iterable[Parameter]) -> CommandMeta:
        """With more parameters, which this very call has."""
        return CommandMeta(
            self.name,
            [*self.own, *parameters],
            default_set=self.default_set if self.default_set != ALL_SETS else "",
            supports_should_process=self.supports_should_process,
            confirm_impact=self.confirm_impact,
            is_cmdlet=self.is_cmdlet,
            error_name=self.error_name,
        )

    def find(self, name: str) -> Parameter | None:
        """The parameter of that name, alias or unique beginning.

        Raises:
            PSError: AmbiguousParameter.
        """
        lowered = name.lower()
        exact = self.lookup.get(lowered)
        if exact is not None:
            return exact
        found: dict[int, Parameter] = {}
        for known, parameter in self.lookup.items():
            if known.startswith(lowered):
                found[id(parameter)] = parameter
        if len(found) > 1:
            own = {key: parameter for key, parameter in found.items() if not parameter.is_common}
            found = own if len(own) == 1 else found
        if len(found) > 1:
            names = " ".join("-" + parameter.name for parameter in found.values())
            raise binding_error(
                "AmbiguousParameter",
                f"Parameter cannot be processed because the parameter name '{name}' is ambiguous. "
                f"Possible matches include: {names}.",
                of=name,
            )
        return next(iter(found.values()), None)


BINDING = "System.Management.Automation.ParameterBindingException"


def binding_error(
    error_id: str,
    message: str,
    exception: str = BINDING,
    target: object = None,
    of: Parameter | str | None = None,
    given: object = None,
) -> PSError:
    """An error of the binder, about a parameter and the value it was given."""
    failed = error(error_id, message, "InvalidArgument", target, exception)
    about = failed.record.exception
    about.record = failed.record
    about.properties.update(
        ParameterName=of.name if isinstance(of, Parameter) else of,
        ParameterType=of.type if isinstance(of, Parameter) else None,
        TypeSpecified=None if given is None else net_type_of(given),
        ErrorId=error_id,
    )
    return failed


_COMMON: list[tuple[str, str, tuple[str, ...]]] = [
    ("Verbose", SWITCH, ("vb",)),
    ("Debug", SWITCH, ("db",)),
    ("ErrorAction", "System.Management.Automation.ActionPreference", ("ea",)),
    ("WarningAction", "System.Management.Automation.ActionPreference", ("wa",)),
    ("ErrorVariable", "System.String", ("ev",)),
    ("WarningVariable", "System.String", ("wv",)),
    ("OutVariable", "System.String", ("ov",)),
    ("OutBuffer", "System.Int32", ("ob",)),
]
_RISK: list[tuple[str, str, tuple[str, ...]]] = [("WhatIf", SWITCH, ("wi",)), ("Confirm", SWITCH, ("cf",))]
_made: dict[bool, list[Parameter]] = {}


def common_parameters(with_risk: bool) -> list[Parameter]:
    """The parameters that every cmdlet and advanced function has."""
    if with_risk not in _made:
        _made[with_risk] = [
            Parameter(name, type_by_name(kind), aliases, is_common=True)
            for name, kind, aliases in _COMMON + (_RISK if with_risk else [])
        ]
    return _made[with_risk]


# --- validation -------------------------------------------------------------------------------------------------------


def each(value: object) -> list[object]:
    """The elements a validation looks at."""
    base = unwrap(value)
    if isinstance(base, list):
        return base
    if isinstance(base, NetObject) and (found := base.net_iter()) is not None:
        return list(found)
    return [value]


def refused(text: str, error_id: str = "ParameterArgumentValidationError") -> PSError:
    """A value that a validation attribute does not let pass."""
    return error(error_id, text, "InvalidData", None, VALIDATION)


_HAS_NULL = (
    "element of the argument collection contains a null value. Supply a collection that does not contain any null "
    "values and then try the command again."
)


def _elements(value: object) -> list[object]:
    """The elements, none of which may be null."""
    found = each(value)
    if any(item is None for item in found):
        raise refused(f"The argument is null, empty, or an {_HAS_NULL}")
    return found


def in_set(values: Sequence[object], ignore_case: bool = True) -> Callable[[object], None]:
    """ValidateSet."""

    def check(value: object) -> None:
        for item in _elements(value):
            if not any(equal(to_text(known), to_text(item), ignore_case) for known in values):
                listed = ",".join(to_text(known) for known in values)
                raise refused(
                    f'The argument "{to_text(item)}" does not belong to the set "{listed}" specified by the '
                    "ValidateSet attribute. Supply an argument that is in the set and then try the command again."
                )

    return check


def in_range(low: object, high: object) -> Callable[[object], None]:
    """ValidateRange; what can be of the limits' type is compared as that."""
    limit = type_of(high if isinstance(unwrap(high), float) else low)

    def check(value: object) -> None:
        for given in _elements(value):
            item = _as_limit(given, limit)
            if order(item, low) < 0:
                raise refused(
                    f"The {to_text(item)} argument is less than the minimum allowed range of {to_text(low)}. "
                    "Supply an argument that is greater than the minimum and then try the command again."
                )
            if order(item, high) > 0:
                raise refused(
                    f"The {to_text(item)} argument is greater than the maximum allowed range of {to_text(high)}. "
                    "Supply an argument that is less than the maximum and then try the command again."
                )

    return check


def _as_limit(value: object, limit: NetType | None) -> object:
    own = type_of(unwrap(value))
    if limit is None or own is limit:
        return value
    try:
        return convert(value, limit)
    except PSError:
        name = "" if own is None else own.name.rpartition(".")[2]
        expected = limit.name.rpartition(".")[2]
        raise refused(
            f'The argument cannot be validated because its type "{name}" is not the same type ("{expected}") as the '
            f"maximum and minimum limits of the parameter. Make sure the argument is of type {expected} and then try "
            "the command again."
        ) from None


def matches(pattern: str, options: int = 1) -> Callable[[object], None]:
    """ValidatePattern."""

    def check(value: object) -> None:
        for item in _elements(value):
            if net_pattern(pattern, options).search(to_text(item)) is None:
                raise refused(
                    f'The argument "{to_text(item)}" does not match the "{pattern}" pattern. '
                    "Supply an argument that matches the pattern and try the command again."
                )

    return check


def length_between(low: int, high: int) -> Callable[[object], None]:
    """ValidateLength."""

    def check(value: object) -> None:
        for item in _elements(value):
            size = len(to_text(item))
            if size < low:
                raise refused(
                    f"The character length of the {size} argument is too short. Specify an argument with a length that "
                    f'is greater than or equal to "{low}", and then try the command again.'
                )
            if size > high:
                raise refused(
                    f"The character length of the {size} argument is too long. Shorten the character length of the "
                    f'argument so it is fewer than or equal to "{high}" characters, and then try the command again.'
                )

    return check


def count_between(low: int, high: int) -> Callable[[object], None]:
    """ValidateCount."""

    def check(value: object) -> None:
        size = len(each(value)) if unwrap(value) is not None else 0
        if size > high:
            raise refused(
                f"The number of supplied arguments ({size}) exceeds the maximum number of allowed arguments ({high}). "
                f"Specify less than {high} arguments and then try the command again."
            )
        if size < low:
            raise refused(
                f"The number of supplied arguments ({size}) is less than the minimum number of allowed arguments "
                f"({low}). Specify more than {low} arguments and then try the command again."
            )

    return check


def not_null(value: object) -> None:
    """ValidateNotNull."""
    if value is None:
        raise refused(
            "The argument is null. Supply a non-null argument and try the command again.",
        )
    base = unwrap(value)
    if isinstance(base, list) and any(item is None for item in base):
        raise refused(f"The argument is null or an {_HAS_NULL}")


def not_empty(value: object) -> None:
    """ValidateNotNullOrEmpty."""
    text = "The argument is null or empty. Supply an argument that is not null or empty and then try the command again."
    if value is None:
        raise refused(text)
    base = unwrap(value)
    if isinstance(base, str) and not base:
        raise refused(text)
    if isinstance(base, list) and (not base or any(item is None or item == "" for item in base)):
        raise refused(f"The argument is null, empty, or an {_HAS_NULL}")


# --- from declarations ------------------------------------------------------------------------------------------------

_metas: dict[int, CommandMeta] = {}


def cmdlet_meta(info: CmdletInfo) -> CommandMeta:
    """The parameters of a declared cmdlet."""
    known = _metas.get(id(info))
    if known is None:
        known = _metas[id(info)] = CommandMeta(
            info.name,
            [from_param(param) for param in info.params],
            default_set=info.default_set,
            supports_should_process=info.supports_should_process,
            confirm_impact=info.confirm_impact,
            is_cmdlet=True,
            error_name=info.type_name,
        )
    return known


def from_param(param: Param) -> Parameter:
    """A declared parameter."""
    plain = InSet(param.mandatory, param.position, param.pipeline, param.by_property, param.remaining)
    sets: dict[str, InSet] = dict.fromkeys(param.sets, plain) if param.sets else {ALL_SETS: plain}
    for name, options in param.by_set.items():
        merged = dict(vars(plain))
        merged.update(options)
        sets[name] = InSet(
            mandatory=bool(merged["mandatory"]),
            position=cast("int | None", merged["position"]),
            pipeline=bool(merged["pipeline"]),
            by_property=bool(merged["by_property"]),
            remaining=bool(merged["remaining"]),
        )
        if not param.sets:
            sets.pop(ALL_SETS, None)
    validators: list[Callable[[object], None]] = []
    if param.validate_set:
        validators.append(in_set(param.validate_set))
    if param.validate_range is not None:
        validators.append(in_range(*param.validate_range))
    if param.validate_pattern is not None:
        validators.append(matches(param.validate_pattern))
    if param.validate_length is not None:
        validators.append(length_between(*param.validate_length))
    if param.validate_count is not None:
        validators.append(count_between(*param.validate_count))
    if param.not_empty:
        validators.append(not_empty)
    if param.not_null:
        validators.append(not_null)
    return Parameter(
        param.ps,
        type_by_name(param.type),
        param.aliases,
        sets,
        validators,
        allow_null=param.allow_null,
        allow_empty_string=param.allow_empty,
        allow_empty_collection=param.allow_empty,
        attribute=param.attribute,
        default=param.default,
    )
