"""Choosing an overload of a .NET method and calling it."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.conversion import cast_error, convert_or_fail, is_instance
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.failures import FLAWS, internal
from winlab.powershell.nettypes import TYPES, EnumValue, NetMethod, NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import (
    VOID,
    Char,
    PSObject,
    TypedArray,
    type_name,
    unwrap,
)

_WIDER = [
    "System.Byte", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32", "System.Int64",
    "System.UInt64", "System.Single", "System.Double", "System.Decimal",
]  # fmt: skip
_RANK = {name: place for place, name in enumerate(_WIDER)}
PARAMS = "params "


class MethodFailed(Exception):
    """No overload takes the arguments; ``text`` says why."""

    def __init__(self, error_id: str, text: str) -> None:
        super().__init__(text)
        self.error_id = error_id
        self.text = text


def type_by_name(name: str) -> NetType:
    """A declared type; arrays are made; unknown names mean Object."""
    found = TYPES.get(name.lower())
    if found is None:
        if name.endswith("[]"):
            return array_of(type_by_name(name[:-2]))
        found = TYPES["system.object"]
    return found


def array_of(element: NetType) -> NetType:
    """The array type of an element type."""
    name = element.name + "[]"
    found = TYPES.get(name.lower())
    if found is None:
        found = NetType(name, ("System.Array",))
        found.element = element
        TYPES[name.lower()] = found
    return found


def _cost(argument: object, name: str) -> int | None:
    """How far an argument is from a parameter's type; None if it can't be converted."""
    if name == "ref":
        return 0 if type(argument).__name__ == "Reference" else None
    base = unwrap(argument)
    if name == "System.Object":
        return 60
    if base is None:
        target = type_by_name(name)
        return 40 if target.is_value_type else 1
    actual = type_name(base)
    if actual == name:
        return 0
    target = type_by_name(name)
    if is_instance(base, target):
        return 2
    if actual in _RANK and name in _RANK:
        up = _RANK[name] - _RANK[actual]
        return 3 + up if up > 0 else 30 - up
    if isinstance(base, list) and target.element is not None:
        element = target.element.name
        if element == "System.Object":
            return 4
        inner = [_cost(item, element) for item in base]
        if any(cost is None for cost in inner):
            return None
        return 5 + max([cost for cost in inner if cost is not None], default=0)
    if isinstance(base, Char) and name == "System.String":
        return 6
    if name == "System.String":
        return 45 if not isinstance(base, (list, PSObject)) else 55
    if name == "System.Boolean" and not isinstance(base, bool):
        return 52
    if isinstance(base, str) and target.is_enum:
        weight = 8
    elif isinstance(base, EnumValue) and name in _RANK:
        weight = 12
    elif isinstance(base, str) and name == "System.Char":
        weight = 25
    elif target.element is not None:
        weight = 50
    else:
        weight = 35
    try:
        convert_or_fail(argument, target)
    except (ConversionFailed, PSError):
        return None
    return weight


def _expanded(overload: tuple[str, ...], count: int) -> tuple[str, ...] | None:
    """An overload's parameter types for so many arguments, a params array taken apart."""
    if not overload or not overload[-1].startswith(PARAMS):
        return None
    fixed = overload[:-1]
    if count < len(fixed):
        return None
    element = overload[-1].removeprefix(PARAMS).removesuffix("[]")
    return fixed + (element,) * (count - len(fixed))


class _Candidate:
    """An overload that takes the arguments; ``expanded`` is its length if its params array was taken apart."""

    __slots__ = ("costs", "expanded", "names")

    def __init__(self, names: tuple[str, ...], costs: list[int], expanded: int) -> None:
        self.names = names
        self.costs = costs
        self.expanded = expanded

    def beats(self, other: _Candidate) -> bool:
        """Whether it is the better one: each argument votes, and the earlier has more votes.

        Source: CompareOverloadCandidates of https://github.com/PowerShell/PowerShell (engine/CoreAdapter.cs).
        """
        votes, weight = 0, len(self.costs)
        for mine, its in zip(self.costs, other.costs, strict=True):
            votes += weight if mine < its else -weight if mine > its else 0
            weight -= 1
        if votes:
            return votes > 0
        if bool(self.expanded) != bool(other.expanded):
            return not self.expanded
        return sum(self.costs) < sum(other.costs)


def choose(method: NetMethod, arguments: Sequence[object]) -> tuple[list[object], tuple[str, ...]]:
    """The converted arguments for the best overload.

    Raises:
        MethodFailed: none takes them.
    """
    count = len(arguments)
    overloads = method.overloads
    if len(overloads) == 1 and overloads[0] == () and not count:
        return [], ()
    best: _Candidate | None = None
    fitting = 0
    for overload in overloads:
        forms: list[tuple[tuple[str, ...], int]] = []
        plain = tuple(name.removeprefix(PARAMS) for name in overload)
        if len(plain) == count:
            forms.append((plain, 0))
        expanded = _expanded(overload, count)
        if expanded is not None:
            forms.append((expanded, len(overload)))
        for names, length in forms:
            fitting += 1
            costs: list[int] = []
            for argument, name in zip(arguments, names, strict=False):
                cost = _cost(argument, name)
                if cost is None:
                    break
                costs.append(cost)
            else:
                candidate = _Candidate(names, costs, length)
                if best is None or candidate.beats(best):
                    best = candidate
    if best is None:
        if not fitting:
            raise MethodFailed(
                "MethodCountCouldNotFindBest",
                f'Cannot find an overload for "{method.name}" and the argument count: "{count}".',
            )
        raise MethodFailed("MethodArgumentConversionInvalidCastArgument", _unfit(method, arguments))
    names, expanded_length = best.names, best.expanded
    converted = [
        argument if name in ("ref",) else argument if name == "System.Object" and type(argument) is not PSObject
        else _converted(argument, name)
        for argument, name in zip(arguments, names, strict=False)
    ]  # fmt: skip
    if expanded_length:
        fixed = expanded_length - 1
        element = names[fixed] if len(names) > fixed else "System.Object"
        rest = converted[fixed:]
        converted[fixed:] = [list(rest) if element == "System.Object" else TypedArray(rest, element)]
    return converted, names


def _converted(argument: object, name: str) -> object:
    if name == "System.Object":
        return argument
    return convert_or_fail(argument, type_by_name(name))


def _unfit(method: NetMethod, arguments: Sequence[object]) -> str:
    names = next((o for o in method.overloads if len(o) == len(arguments)), method.overloads[0])
    for argument, name in zip(arguments, names, strict=False):
        target = name.removeprefix(PARAMS)
        if _cost(argument, target) is None:
            why = cast_error(argument, type_by_name(target), _failure(argument, target)).record.exception.message
            return (
                f'Cannot convert argument "{names.index(name)}", with value: "{to_text(argument)}", for '
                f'"{method.name}" to type "{target}": "{why}"'
            )
    return f'Cannot find an overload for "{method.name}" and the argument count: "{len(arguments)}".'


def _failure(argument: object, name: str) -> ConversionFailed:
    try:
        convert_or_fail(argument, type_by_name(name))
    except ConversionFailed as failed:
        return failed
    except PSError as failed:
        return ConversionFailed(failed.record.exception)
    return ConversionFailed()


def invoke_overload(method: NetMethod, arguments: Sequence[object], target: object = VOID) -> object:
    """Calls the best overload; ``target`` is the instance of an instance method.

    Raises:
        MethodFailed: no overload takes the arguments.
        PSError: what the method throws, as it is.
    """
    converted, _ = choose(method, arguments)
    result = method.function(*converted) if target is VOID else method.function(target, *converted)
    return VOID if result is None and method.returns == "System.Void" else result


def call_method(method: NetMethod, arguments: Sequence[object], target: object = VOID) -> object:
    """As :func:`invoke_overload`, with errors as a script sees them.

    Raises:
        PSError: MethodException or MethodInvocationException.
    """
    try:
        return invoke_overload(method, arguments, target)
    except MethodFailed as failed:
        raise error(
            failed.error_id,
            failed.text,
            "NotSpecified",
            None,
            "System.Management.Automation.MethodException",
        ) from None
    except ConversionFailed as failed:
        raise error(
            "MethodArgumentConversionInvalidCastArgument",
            failed.inner.message if failed.inner else f'Cannot convert an argument of "{method.name}".',
            "NotSpecified",
            None,
            "System.Management.Automation.MethodException",
        ) from None
    except PSError as failed:
        raise wrapped(failed, method.name, len(arguments)) from None
    except FLAWS as flaw:
        raise internal(flaw) from flaw


def wrapped(failed: PSError, name: str, count: int) -> PSError:
    """A .NET exception out of a method as PowerShell shows it; errors of the engine stay as they are."""
    inner = failed.record.exception
    foreign = failed.record.error_id == inner.name.rpartition(".")[2] and not inner.name.startswith(_ENGINE)
    if not foreign and inner.name not in _OF_THE_HOST:
        return failed
    return error(
        "DotNetMethodException" if name != ".ctor" else "ConstructorInvokedThrowException",
        f'Exception calling "{name}" with "{count}" argument(s): "{inner.message}"',
        "NotSpecified",
        None,
        "System.Management.Automation.MethodInvocationException",
        inner,
    )


_ENGINE = "System.Management.Automation."
_OF_THE_HOST = (_ENGINE + "RemoteException", _ENGINE + "Host.HostException")
