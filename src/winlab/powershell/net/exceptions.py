"""System.Exception and its kin."""

from __future__ import annotations

from winlab.powershell.declare import NET
from winlab.powershell.errors import EXCEPTION_BASES, RUNTIME, ErrorRecord, NetException

EXCEPTION = NET.extend("System.Exception", python=NetException)
EXCEPTION.property("Message", "System.String")(lambda e: e.message)
EXCEPTION.property("InnerException")(lambda e: e.inner)
EXCEPTION.property("Data")(lambda e: e.data)
EXCEPTION.property("StackTrace", "System.String")(lambda e: None)
EXCEPTION.property("Source", "System.String")(lambda e: None)
EXCEPTION.property("HelpLink", "System.String")(lambda e: None)
EXCEPTION.property("TargetSite")(lambda e: None)
EXCEPTION.method("GetBaseException")(lambda e: e.innermost())


@EXCEPTION.constructor(
    (), ("System.String",), ("System.String", "System.Exception"), ("System.String", "System.String")
)
def new_exception(message: str | None = None, inner: object = None) -> object:
    """An exception."""
    return make_exception("System.Exception", message, inner)


def make_exception(name: str, message: object = None, inner: object = None) -> NetException:
    """An exception of a class."""
    text = message if isinstance(message, str) else None
    if isinstance(inner, str):
        if name == "System.ArgumentNullException" or name.endswith("OutOfRangeException"):
            return NetException(name, f"{inner}\r\nParameter name: {text}", None, {"ParamName": text})
        return NetException(name, f"{text}\r\nParameter name: {inner}", None, {"ParamName": inner})
    return NetException(name, text, inner if isinstance(inner, NetException) else None)


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
