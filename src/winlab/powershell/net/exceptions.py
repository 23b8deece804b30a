"""System.Exception and its kin."""

from __future__ import annotations

from winlab.powershell.declare import NET
from winlab.powershell.errors import EXCEPTION_BASES, RUNTIME, ErrorRecord, NetException
from winlab.powershell.net.exceptionmaking import COMMON, make_common

EXCEPTION = NET.extend("System.Exception", python=NetException)
EXCEPTION.property("Message", "System.String")(lambda e: e.message)
EXCEPTION.property("InnerException")(lambda e: e.inner)
EXCEPTION.property("Data")(lambda e: e.data)
EXCEPTION.property("StackTrace", "System.String")(lambda e: None)
EXCEPTION.property("Source", "System.String")(lambda e: None)
EXCEPTION.property("HelpLink", "System.String")(lambda e: None)
EXCEPTION.property("TargetSite")(lambda e: None)
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
