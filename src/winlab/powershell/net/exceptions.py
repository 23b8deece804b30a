"""System.Exception and its kin."""

from __future__ import annotations

from winlab.powershell.declare import NET
from winlab.powershell.errors import EXCEPTION_BASES, RUNTIME, ErrorRecord, InvocationInfo, NetException
from winlab.powershell.net.exceptionmaking import COMMON, make_common
from winlab.powershell.nettypes import NetProperty
from winlab.powershell.values import Int64

EXCEPTION = NET.extend("System.Exception", python=NetException)
EXCEPTION.property("Message", "System.String")(lambda e: e.message)
EXCEPTION.property("Data")(lambda e: e.data)
EXCEPTION.property("InnerException")(lambda e: e.inner)
EXCEPTION.property("TargetSite")(lambda e: None)
EXCEPTION.property("StackTrace", "System.String")(lambda e: None)
EXCEPTION.property("HelpLink", "System.String")(lambda e: None)
EXCEPTION.property("Source", "System.String")(lambda e: None)
EXCEPTION.method("GetBaseException")(lambda e: e.innermost())


EXCEPTION.constructor(*COMMON)(lambda *given: make_common("System.Exception", given))


def declare_exceptions() -> None:
    """Makes the types of all declared exception classes."""
    from winlab.powershell.typenames import exception_type

    for name in list(EXCEPTION_BASES):
        NET.types[name.lower()] = exception_type(name)


declare_exceptions()


@NET.extend(RUNTIME).property("ErrorRecord", "System.Management.Automation.ErrorRecord")
def exception_record(exception: object) -> object:
    """The record of a RuntimeException."""
    assert isinstance(exception, NetException)
    return exception.record or ErrorRecord(exception, "RuntimeException", "NotSpecified")


def _set_thrown(exception: NetException, thrown: bool) -> None:
    exception.by_throw = thrown


NET.extend(RUNTIME).type.members["wasthrownfromthrowstatement"] = NetProperty(
    "WasThrownFromThrowStatement", "System.Boolean", lambda exception: exception.by_throw, _set_thrown
)

_BINDING = NET.extend("System.Management.Automation.ParameterBindingException")


def _place(exception: NetException) -> InvocationInfo | None:
    return None if exception.record is None else exception.record.invocation


@_BINDING.property("Line", "System.Int64")
def binding_line(exception: NetException) -> Int64:
    """The line of the call."""
    place = _place(exception)
    return Int64(-1 if place is None else place.line_number)


@_BINDING.property("Offset", "System.Int64")
def binding_offset(exception: NetException) -> Int64:
    """The column of the call."""
    place = _place(exception)
    return Int64(-1 if place is None else place.offset_in_line)


_BINDING.property("CommandInvocation", "System.Management.Automation.InvocationInfo")(_place)
