"""The binder: arguments and pipeline objects to parameters, for cmdlets and functions alike."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from winlab.powershell.addedmembers import MemberTable, NoteProperty
from winlab.powershell.argumentconversion import TRANSFORMING, VALIDATING, fits, transformed, validation_error
from winlab.powershell.errors import PSError
from winlab.powershell.objects import lookup
from winlab.powershell.parameters import ALL_SETS, CommandMeta, Parameter, binding_error
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, Char, PSObject, unwrap

MISSING = object()
_NAME_MARK = "<CommandParameterName>"


@dataclass(slots=True)
class Argument:
    """An argument of a call: a value, or a parameter name with or without its value (``-Name:value``)."""

    name: str | None
    value: object = MISSING
    splat: bool = False
    word: str = ""
    """What ``$args`` shows for the name; made up when empty."""
    token: tuple[int, int] | None = None
    """Where the parameter's name starts and ends in the source."""


class Binding:
    """One call's binding: what is bound, which parameter sets are still possible, what was left over."""

    __slots__ = ("bound", "delayed", "meta", "rest", "sets")

    def __init__(self, meta: CommandMeta) -> None:
        self.meta = meta
        self.bound: dict[str, object] = {}
        self.sets: tuple[str, ...] = meta.set_names
        self.rest: list[object] = []
        self.delayed: dict[str, object] = {}

    # -- arguments -----

    def bind_arguments(self, arguments: Iterable[Argument]) -> None:
        """Binds named, then positional arguments.

        Raises:
            PSError: with the binder's ids.
        """
        positional = self._bind_named(arguments)
        if positional:
            self._bind_positional(positional)

    def _bind_named(self, arguments: Iterable[Argument]) -> list[object]:
        positional: list[object] = []
        pending: tuple[Parameter, Argument] | None = None
        for argument in arguments:
            if argument.name == "--":
                continue  # what follows are arguments, as the parser made them
            if pending is not None:
                if argument.name is not None:
                    raise _at(pending[1], _missing_argument(pending[0]))
                self._bind_at(pending[1], pending[0], argument.value)
                pending = None
            elif argument.name is None:
                positional.append(argument.value)
            elif (parameter := self._named(argument)) is None:
                positional.append(_Unknown(argument))
            elif argument.value is not MISSING:
                self._bind_at(argument, parameter, argument.value)
            elif parameter.is_switch:
                self._bind_at(argument, parameter, True)
            else:
                pending = parameter, argument
        if pending is not None:
            raise _at(pending[1], _missing_argument(pending[0]))
        return positional

    def _named(self, argument: Argument) -> Parameter | None:
        """The parameter an argument names; None where it is an argument like others."""
        assert argument.name is not None
        try:
            parameter = self.meta.find(argument.name)
            if parameter is None and not (self.meta.is_simple or self.meta.takes_remaining):
                raise _unknown_parameter(argument)
            if parameter is not None and parameter.key in self.bound:
                raise binding_error(
                    "ParameterAlreadyBound",
                    f"Cannot bind parameter because parameter '{parameter.name}' is specified more than once. To "
                    "provide multiple values to parameters that can accept multiple values, use the array syntax.",
                    of=parameter,
                )
        except PSError as failed:
            raise _at(argument, failed) from None
        return parameter

    def _bind_at(self, argument: Argument, parameter: Parameter, value: object) -> None:
        try:
            self.bind(parameter, value)
        except PSError as failed:
            raise _at(argument, failed) from None

    def _bind_positional(self, values: list[object]) -> None:
        if not values:
            return
        queue = _Positional(values)
        places = {each.position for parameter in self.meta.positional for each in parameter.in_sets(self.sets)}
        for position in sorted(place for place in places if place is not None):
            if not queue.has_next():
                break
            here = self._at(position)
            if here:
                # What needs no conversion goes first, whichever set it is in.
                value = queue.next()
                fitting = next((each for each in here if fits(each, value)), here[0])
                self.bind(fitting, value)
        if left := queue.left():
            self._bind_remaining(left)

    def _at(self, position: int) -> list[Parameter]:
        """The parameters that an argument may still go to by its position, those of the default set first."""
        first = (self.meta.default_set,) if self.meta.default_set in self.sets else self.sets
        found: list[Parameter] = []
        for names in (first, self.sets):
            for parameter in self.meta.positional:
                if parameter.key in self.bound or parameter in found:
                    continue
                here = parameter.in_sets(names)
                if any(each.position == position for each in here) and not any(each.remaining for each in here):
                    found.append(parameter)
        return found

    def _bind_remaining(self, values: list[object]) -> None:
        flat = [part for value in values for part in (value.parts() if isinstance(value, _Unknown) else [value])]
        for parameter in self.meta.own:
            if parameter.key not in self.bound and any(each.remaining for each in parameter.in_sets(self.sets)):
                one = len(flat) == 1 and isinstance(flat[0], list)
                self.bind(parameter, flat[0] if one else flat)
                return
        if self.meta.is_simple:
            self.rest += flat
            return
        if isinstance(values[0], _Unknown):
            raise _unknown_parameter(values[0].argument)
        raise binding_error(
            "PositionalParameterNotFound",
            f"A positional parameter cannot be found that accepts argument '{to_text(values[0])}'.",
            of=to_text(values[0]),
            given=values[0],
        )

    # -- one value -----

    def bind(self, parameter: Parameter, value: object, *, coerce: bool = True) -> None:
        """Converts, validates and stores a parameter's value, and drops the sets it is not in."""
        if value is VOID:
            value = None
        if not parameter.is_common and ALL_SETS not in parameter.sets and self.sets != (ALL_SETS,):
            left = tuple(name for name in self.sets if name in parameter.sets)
            if not left:
                raise binding_error(
                    "AmbiguousParameterSet",
                    "Parameter set cannot be resolved using the specified named parameters.",
                )
        else:
            left = self.sets
        if _is_delayed(parameter, value):
            self.delayed[parameter.key] = value
            self.bound[parameter.key] = None
        else:
            self.bound[parameter.key] = self.convert(parameter, value, coerce=coerce)
        self.sets = left

    def convert(self, parameter: Parameter, value: object, *, coerce: bool = True) -> object:
        """A value as the parameter takes it."""
        value = transformed(self.meta, parameter, value)
        self._check_null(parameter, value)
        try:
            parameter.validate(value)
        except PSError as failed:
            raise validation_error(parameter, value, failed) from None
        return value

    def _check_null(self, parameter: Parameter, value: object) -> None:
        try:
            self._refuse_null(parameter, value)
        except PSError as refused:
            refused.record.category.category = "InvalidData"
            raise

    def _refuse_null(self, parameter: Parameter, value: object) -> None:
        mandatory = any(each.mandatory for each in parameter.sets.values())
        if not mandatory or parameter.is_common:
            return
        if value is None and not parameter.allow_null:
            raise _empty_refused(parameter, value, "Null", "null")
        base = unwrap(value)
        if isinstance(base, str) and not isinstance(base, Char) and not base and not parameter.allow_empty_string:
            if parameter.type is None or parameter.type.name == "System.String":
                raise _empty_refused(parameter, value, "EmptyString", "an empty string")
        elif isinstance(base, list) and parameter.type is not None and parameter.type.element is not None:
            if not base and not parameter.allow_empty_collection:
                raise _empty_refused(parameter, value, "EmptyArray", "an empty array")
            if parameter.type.element.name == "System.String" and not parameter.allow_empty_string and "" in base:
                raise _empty_refused(parameter, value, "EmptyString", "an empty string")
            if not parameter.allow_null and any(item is None for item in base):
                raise _empty_refused(parameter, value, "Null", "null")

    # -- after arguments -----

    def missing(self, *, expecting: bool) -> list[Parameter]:
        """The mandatory parameters of the chosen set that are not bound (nor can be by the pipeline)."""
        self._choose_set(expecting=expecting)
        names = self.sets
        if len(names) > 1 and self.meta.default_set in names:
            names = (self.meta.default_set,)
        lacking = []
        for parameter in self.meta.own:
            if parameter.key in self.bound:
                continue
            here = parameter.in_sets(names)
            if here and all(each.mandatory for each in here) and len(here) == len(names):
                if expecting and any(each.pipeline or each.by_property for each in here):
                    continue
                lacking.append(parameter)
        return lacking

    def _choose_set(self, *, expecting: bool) -> None:
        if len(self.sets) < 2:
            return
        if self.meta.default_set in self.sets and not expecting:  # even where it lacks what another set has
            self.sets = (self.meta.default_set,)
            return
        complete = [
            name
            for name in self.sets
            if all(
                parameter.key in self.bound
                or (each := parameter.in_set(name)) is None
                or not each.mandatory
                or (expecting and (each.pipeline or each.by_property))
                for parameter in self.meta.own
            )
        ]
        if self.meta.default_set in self.sets and (self.meta.default_set in complete or not complete):
            return
        if len(complete) == 1:
            self.sets = (complete[0],)
        elif self.meta.default_set not in self.sets and not expecting:
            raise binding_error(
                "AmbiguousParameterSet",
                "Parameter set cannot be resolved using the specified named parameters.",
            )

    @property
    def parameter_set(self) -> str:
        """The name of the chosen set."""
        if len(self.sets) == 1:
            return self.sets[0]
        return self.meta.default_set or self.sets[0]

    # -- pipeline -----

    def bind_pipeline(self, value: object) -> bool:
        """Binds one object of the pipeline; whether any parameter took it."""
        took = False
        for coerce in (False, True):
            for by_property in (False, True):
                took |= self._bind_from(value, by_property=by_property, coerce=coerce)
        return took

    def _bind_from(self, value: object, *, by_property: bool, coerce: bool) -> bool:
        """Binds what takes the object so; the default set comes before the others."""
        default = self.meta.default_set
        preferred = [(default,)] if len(self.sets) > 1 and default in self.sets else []
        return any(
            self._bind_within(sets, value, by_property=by_property, coerce=coerce) for sets in (*preferred, None)
        )

    def _bind_within(self, sets: tuple[str, ...] | None, value: object, *, by_property: bool, coerce: bool) -> bool:
        took = False
        for parameter in self.meta.own:
            if parameter.key in self.bound and parameter.key not in self.delayed:
                continue
            here = parameter.in_sets(sets or self.sets)
            if not any(each.by_property if by_property else each.pipeline for each in here):
                continue
            if parameter.key in self.delayed:
                continue
            given = value
            if by_property:
                found, given = _property(value, parameter)
                if not found:
                    continue
            if not coerce and not fits(parameter, given):
                continue
            try:
                self.bind(parameter, given)
            except PSError as failed:
                if failed.record.exception.name == TRANSFORMING or failed.record.error_id.startswith("CannotConvert"):
                    if by_property and coerce:
                        raise
                    continue
                raise
            took = True
        return took


def _at(argument: Argument, failed: PSError) -> PSError:
    """An error that stands at the parameter's name rather than at the command."""
    failed.token = failed.token or argument.token
    return failed


class _Unknown:
    """``-name`` given to a command that has no such parameter."""

    def __init__(self, argument: Argument) -> None:
        self.argument = argument

    def parts(self) -> list[object]:
        """What ``$args`` or a parameter of remaining arguments gets of it."""
        argument = self.argument
        has_value = argument.value is not MISSING
        word = argument.word or f"-{argument.name}" + (":" if has_value else "")
        # The text knows that it was a parameter's name, so that @args hands it on as one.
        named = PSObject(word, MemberTable([NoteProperty(_NAME_MARK, argument.name)]))
        return [named, argument.value] if has_value else [named]


def arguments_of(items: Iterable[object]) -> Iterator[Argument]:
    """The arguments that the elements of a splatted array are."""
    pending: str | None = None
    for item in items:
        name = item.get(_NAME_MARK) if isinstance(item, PSObject) else None
        if pending is not None:
            yield Argument(pending, item)
            pending = None
        elif not isinstance(name, str):
            yield Argument(None, item)
        elif to_text(item).endswith(":"):
            pending = name
        else:
            yield Argument(name, word=to_text(item))


class _Positional:
    """Arguments without a name, in order; an unknown name and the argument after it are passed over."""

    def __init__(self, values: Iterable[object]) -> None:
        self._queue = deque(values)
        self._passed: list[object] = []

    def has_next(self) -> bool:
        """Whether there is one more to bind by position."""
        queue, passed = self._queue, self._passed
        while queue and isinstance(name := queue[0], _Unknown):
            passed.append(queue.popleft())
            if queue and name.argument.value is MISSING and not isinstance(queue[0], _Unknown):
                passed.append(queue.popleft())
        return bool(queue)

    def next(self) -> object:
        """The next one."""
        return self._queue.popleft()

    def left(self) -> list[object]:
        """What nothing was bound to."""
        return [*self._passed, *self._queue]


def _empty_refused(parameter: Parameter, value: object, error_id: str, what: str) -> PSError:
    return binding_error(
        f"ParameterArgumentValidationError{error_id}NotAllowed",
        f"Cannot bind argument to parameter '{parameter.name}' because it is {what}.",
        VALIDATING,
        of=parameter,
        given=value,
    )


def _unknown_parameter(argument: Argument) -> PSError:
    return binding_error(
        "NamedParameterNotFound",
        f"A parameter cannot be found that matches parameter name '{argument.name}'.",
        of=argument.name,
    )


def _missing_argument(parameter: Parameter) -> PSError:
    return binding_error(
        "MissingArgument",
        f"Missing an argument for parameter '{parameter.name}'. Specify a parameter of type "
        f"'{parameter.type.name if parameter.type else 'System.Object'}' and try again.",
        of=parameter,
    )


def _is_delayed(parameter: Parameter, value: object) -> bool:
    """Whether a script block is to be asked for the value anew for each pipeline object."""
    if type(value).__name__ != "ScriptBlock" or parameter.type is None:
        return False
    if parameter.type.name in ("System.Object", "System.Management.Automation.ScriptBlock", "System.Object[]"):
        return False
    if parameter.type.name.startswith("System.Management.Automation.PSObject"):
        return False
    if parameter.type.element is not None and parameter.type.element.name.endswith("ScriptBlock"):
        return False
    return any(each.pipeline or each.by_property for each in parameter.sets.values())


def _property(value: object, parameter: Parameter) -> tuple[bool, object]:
    if value is None:
        return False, None
    for name in (parameter.name, *parameter.aliases):
        found, held = lookup(value, name)
        if found and type(held).__name__ != "MethodView":
            return True, held
    return False, None


def missing_mandatory(parameters: list[Parameter], name: str) -> PSError:
    """Mandatory parameters that nobody can be asked for (the session is not interactive)."""
    listed = " ".join(parameter.name for parameter in parameters)
    return binding_error(
        "MissingMandatoryParameter",
        f"Cannot process command because of one or more missing mandatory parameters: {listed}.",
        of=listed,
    )
