"""Choosing an overload of a .NET method and calling it."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.conversion import cast_error, convert_or_fail
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.failures import FLAWS, internal
from winlab.powershell.nettypes import TYPES, NetMethod, NetType, Overloads
from winlab.powershell.ranks import PARAMS, REF, Rank, rank, specificity
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, PSObject, TypedArray


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


def _rank(argument: object, name: str) -> int:
    if name == REF:
        return Rank.IDENTITY if type(argument).__name__ == "Reference" else Rank.NONE
    return rank(argument, type_by_name(name))


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

    __slots__ = ("expanded", "names", "ranks")

    def __init__(self, names: tuple[str, ...], ranks: list[int], expanded: int) -> None:
        self.names = names
        self.ranks = ranks
        self.expanded = expanded

    def beats(self, other: _Candidate) -> bool:
        """Whether it is the better one: each argument votes, and the earlier has more votes.

        Where the votes are even, the more general type wins for an argument that has to be narrowed, the more special
        one for all others.
        Source: CompareOverloadCandidates of https://github.com/PowerShell/PowerShell (engine/CoreAdapter.cs).
        """
        votes, weight = 0, len(self.ranks)
        for mine, its in zip(self.ranks, other.ranks, strict=True):
            votes += weight if mine > its else -weight if mine < its else 0
            weight -= 1
        if votes:
            return votes > 0
        votes = self._specificity(other)
        if votes:
            return votes > 0
        return bool(other.expanded) and not self.expanded

    def _specificity(self, other: _Candidate) -> int:
        votes, weight = 0, len(self.ranks)
        for place, (mine, its) in enumerate(zip(self.ranks, other.ranks, strict=True)):
            widens = mine >= Rank.NUMERIC_IMPLICIT
            if min(mine, its) >= Rank.NULL_TO_VALUE and widens == (its >= Rank.NUMERIC_IMPLICIT):
                votes += weight * specificity(self.names[place], other.names[place]) * (1 if widens else -1)
            weight -= 1
        return votes


def choose(method: NetMethod, arguments: Sequence[object]) -> tuple[list[object], tuple[str, ...]]:
    """The converted arguments for the best overload.

    Raises:
        MethodFailed: none takes them.
    """
    count = len(arguments)
    overloads = method.overloads
    if len(overloads) == 1 and not count and overloads[0] == ():
        return [], ()
    forms = _forms(overloads, count)
    if not forms:
        raise MethodFailed(
            "MethodCountCouldNotFindBest",
            f'Cannot find an overload for "{method.name}" and the argument count: "{count}".',
        )
    best = _Candidate(forms[0][0], [], forms[0][1]) if len(forms) == 1 else _best(forms, arguments)
    converted = [_converted(method, place, argument, best.names[place]) for place, argument in enumerate(arguments)]
    if best.expanded:
        fixed = best.expanded - 1
        element = overload_element(overloads, best.expanded)
        rest = converted[fixed:]
        converted[fixed:] = [list(rest) if element == "System.Object" else TypedArray(rest, element)]
    return converted, best.names


def overload_element(overloads: Overloads, length: int) -> str:
    """The element type of the params array of the overload with so many parameters."""
    last = next(o[-1] for o in overloads if len(o) == length and o[-1].startswith(PARAMS))
    return last.removeprefix(PARAMS).removesuffix("[]")


def _forms(overloads: Overloads, count: int) -> list[tuple[tuple[str, ...], int]]:
    """The parameter types of each way to call with so many arguments, and the length where an array is taken apart."""
    forms: list[tuple[tuple[str, ...], int]] = []
    for overload in overloads:
        if len(overload) == count:
            forms.append((tuple(name.removeprefix(PARAMS) for name in overload), 0))
        expanded = _expanded(overload, count)
        if expanded is not None:
            forms.append((expanded, len(overload)))
    return forms


def _best(forms: list[tuple[tuple[str, ...], int]], arguments: Sequence[object]) -> _Candidate:
    best: _Candidate | None = None
    for names, length in forms:
        ranks = [_rank(argument, name) for argument, name in zip(arguments, names, strict=True)]
        if Rank.NONE in ranks:
            continue
        candidate = _Candidate(names, ranks, length)
        if best is None or candidate.beats(best):
            best = candidate
    return best or _Candidate(forms[0][0], [], forms[0][1])


def _converted(method: NetMethod, place: int, argument: object, name: str) -> object:
    is_reference = type(argument).__name__ == "Reference"
    if name == REF:
        if not is_reference:
            raise MethodFailed(
                "NonRefArgumentToRefParameterMsg",
                f"Argument: '{place + 1}' should be a System.Management.Automation.PSReference. Use [ref].",
            )
        return argument
    if name == "System.Object" and type(argument) is not PSObject:
        return argument
    if name == "System.Object":
        return argument
    try:
        return convert_or_fail(argument, type_by_name(name))
    except (ConversionFailed, PSError) as failed:
        text = conversion_text(failed, place, argument, method.name, name)
        raise MethodFailed("MethodArgumentConversionInvalidCastArgument", text) from None


def conversion_text(failed: ConversionFailed | PSError, place: int, argument: object, method: str, name: str) -> str:
    """Why an argument does not become what a method's parameter is."""
    if isinstance(failed, ConversionFailed):
        failed = cast_error(argument, type_by_name(name), failed)
    return (
        f'Cannot convert argument "{place}", with value: "{to_text(argument)}", for "{method}" to type "{name}": '
        f'"{failed.record.exception.message}"'
    )


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
    except PSError as failed:
        raise wrapped(failed, method.name, len(arguments)) from None
    except FLAWS as flaw:
        raise internal(flaw) from flaw


def wrapped(failed: PSError, name: str, count: int) -> PSError:
    """A .NET exception out of a method as PowerShell shows it; errors of the engine stay as they are."""
    inner = failed.record.exception
    foreign = failed.record.error_id == inner.name.rpartition(".")[2] and not inner.name.startswith(_ENGINE)
    if not foreign and inner.name not in _WRAPPED:
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
_WRAPPED = {
    _ENGINE + name
    for name in (
        *("RemoteException", "Host.HostException", "Remoting.PSRemotingDataStructureException"),
        *("ParseException", "IncompleteParseException"),
    )
}
"""Exceptions of the engine that are shown as a method's all the same."""
