"""New objects of a type (``New-Object``, ``Activator.CreateInstance``)."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.invoking import MethodFailed, invoke_overload, wrapped
from winlab.powershell.limits import TYPED_ITEM, net_room
from winlab.powershell.nettypes import NetType
from winlab.powershell.objects import get_static
from winlab.powershell.values import unwrap


def make(target: NetType, arguments: Sequence[object]) -> object:
    """Calls a constructor.

    Raises:
        PSError: ConstructorInvokedThrowException or ...CannotFindBest.
    """
    arguments = [unwrap(argument) for argument in arguments]  # a constructor sees values, not what was added to them
    if target.element is not None:
        from winlab.powershell.net.arraymembers import new_array

        size = convert_or_fail(arguments[0] if arguments else 0, _int())
        assert isinstance(size, int)
        net_room(size, TYPED_ITEM)
        return new_array(target.element, size)
    if target.constructor is None:
        if not arguments and target.is_value_type:
            return _zero(target)
        raise no_constructor(target)
    try:
        return invoke_overload(target.constructor, arguments)
    except MethodFailed as failed:
        if not arguments and target.is_value_type:
            return _zero(target)
        raise error(
            "MethodCountCouldNotFindBest" if failed.error_id.startswith("MethodCount") else failed.error_id,
            f'Cannot find an overload for "{target.short_name}" and the argument count: "{len(arguments)}".',
            "NotSpecified",
            None,
            "System.Management.Automation.MethodException",
        ) from None
    except PSError as failed:
        raise wrapped(failed, ".ctor", len(arguments)) from None


def _zero(target: NetType) -> object:
    """What a value type holds before anything is put into it."""
    try:
        return convert_or_fail(None, target)
    except ConversionFailed:
        for name in _ZEROS:
            found, value = get_static(target, name)
            if found:
                return value
        raise no_constructor(target) from None


_ZEROS = ("Empty", "MinValue", "Zero")
"""Static members that hold the zero of a structure: of Guid, DateTime, TimeSpan."""


def _int() -> NetType:
    from winlab.powershell.invoking import type_by_name

    return type_by_name("System.Int32")


def no_constructor(target: NetType) -> PSError:
    """The type can't be made."""
    return error(
        "CannotFindAppropriateCtor",
        f"A constructor was not found. Cannot find an appropriate constructor for type {target.name}.",
        "ObjectNotFound",
        None,
        "System.Management.Automation.PSArgumentException",
    )
