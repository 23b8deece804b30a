"""Arguments become what their parameters take: conversion to the declared type, and the errors of what does not fit."""

from __future__ import annotations

import decimal

from winlab.powershell.conversion import INVALID_CAST, cast_error, convert_or_fail, is_instance
from winlab.powershell.declare import SWITCH
from winlab.powershell.errors import ConversionFailed, PSError, error
from winlab.powershell.operators import elements
from winlab.powershell.parameters import BINDING, CommandMeta, Parameter, binding_error
from winlab.powershell.values import VOID, type_name, unwrap

VALIDATING = "System.Management.Automation.ParameterBindingValidationException"
TRANSFORMING = "System.Management.Automation.ParameterBindingArgumentTransformationException"
REFERENCE = "System.Management.Automation.PSReference"


def fits(parameter: Parameter, value: object) -> bool:
    """Whether a value is of the parameter's type already."""
    if parameter.type is None or parameter.type.name in ("System.Object", "System.Management.Automation.PSObject"):
        return True
    if value is None:
        return False
    if is_instance(value, parameter.type):
        return True
    element = parameter.type.element
    if element is None or element.name in ("System.Object", "System.Management.Automation.PSObject"):
        return element is not None
    base = unwrap(value)
    return all(is_instance(item, element) for item in base) if isinstance(base, list) else is_instance(value, element)


def transformed(meta: CommandMeta, parameter: Parameter, value: object) -> object:
    """A value in the parameter's type.

    Raises:
        PSError: ParameterArgumentTransformationError (functions), CannotConvertArgumentNoMessage (cmdlets).
    """
    target = parameter.type
    if target is None or target.name == "System.Object":
        return value
    name = target.name
    if parameter.is_switch and (value is None or value is VOID):
        # A cmdlet's binder takes null for the name alone; in a function the type's own conversion comes first.
        value = meta.is_cmdlet or parameter.is_common
    if parameter.is_switch and type(value) is bool:
        return value if meta.is_cmdlet or parameter.is_common else convert_or_fail(value, target)
    try:
        base = unwrap(value)
        if name == "System.String" and isinstance(base, list) and meta.is_cmdlet:
            raise ConversionFailed
        if name == "System.String" and isinstance(base, list) and not meta.is_simple:
            raise transformation_error(meta, parameter, value, _no_text())
        if (name == "System.Boolean" or parameter.is_switch) and not _is_flag(base):
            raise ConversionFailed
        if name == "System.Boolean[]" and not (meta.is_simple or all(map(_is_flag, elements(base) or [base]))):
            raise ConversionFailed
        if name == REFERENCE and not is_instance(base, target):
            raise ConversionFailed
        result = convert_or_fail(value, target)
        if meta.is_cmdlet and parameter.is_switch:
            return bool(getattr(result, "is_present", result))
        return result
    except ConversionFailed as failed:
        if meta.is_cmdlet and target.element is not None and failed.part is None:
            failed.part = value, target.element  # the binder makes a collection of its own, as a trace shows
        raise transformation_error(meta, parameter, value, cast_error(value, target, failed)) from None
    except PSError as failed:
        if failed.record.exception.name not in (INVALID_CAST, "System.Management.Automation.RuntimeException"):
            raise
        raise transformation_error(meta, parameter, value, failed) from None


def _no_text() -> PSError:
    # Functions with CmdletBinding don't join arrays.
    message = "Cannot convert value to type System.String."
    return error("InvalidCastFromAnyTypeToString", message, "InvalidArgument", None, INVALID_CAST)


def _is_flag(value: object) -> bool:
    """Whether a Boolean or a switch takes a value: a Boolean, a switch, a number, but no text."""
    return isinstance(value, (bool, int, float, decimal.Decimal)) or type_name(value) == SWITCH


def transformation_error(meta: CommandMeta, parameter: Parameter, value: object, failed: PSError) -> PSError:
    """A value that can't become the parameter's type."""
    made = binding_error(
        "CannotConvertArgumentNoMessage" if meta.is_cmdlet else "ParameterArgumentTransformationError",
        (f"Cannot bind parameter '{parameter.name}'. " if meta.is_cmdlet else
         f"Cannot process argument transformation on parameter '{parameter.name}'. ") + failed.record.exception.message,
        BINDING if meta.is_cmdlet else TRANSFORMING,
        of=parameter,
        given=value,
    )  # fmt: skip
    made.record.category.category = "InvalidArgument" if meta.is_cmdlet else "InvalidData"
    made.record.exception.inner = failed.record.exception
    return made


def validation_error(parameter: Parameter, value: object, failed: PSError) -> PSError:
    """A value that a validation refuses."""
    made = binding_error(
        failed.record.error_id,
        f"Cannot validate argument on parameter '{parameter.name}'. {failed.record.exception.message}",
        VALIDATING,
        of=parameter,
        given=value,
    )
    made.record.category.category = "InvalidData"
    made.record.exception.inner = failed.record.exception
    return made
