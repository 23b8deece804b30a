"""What the constructors of exception classes make of their arguments, and what an exception says without a message.

Source: https://learn.microsoft.com/dotnet/api/system.exception and the pages of the classes below it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.powershell.errors import ErrorRecord, NetException, exception_hierarchy
from winlab.powershell.text import to_text

S, INT, OBJ, E = "System.String", "System.Int32", "System.Object", "System.Exception"
Overloads = tuple[tuple[str, ...], ...]
Make = Callable[[str, Sequence[object]], NetException]

COMMON: Overloads = ((), (S,), (S, E))
"""What nearly all classes can be made of: nothing, a message, a message and the inner exception."""

_MESSAGES = {
    "System.SystemException": "System error.",
    "System.ApplicationException": "Error in the application.",
    "System.ArgumentException": "Value does not fall within the expected range.",
    "System.ArgumentNullException": "Value cannot be null.",
    "System.ArgumentOutOfRangeException": "Specified argument was out of the range of valid values.",
    "System.ArithmeticException": "Overflow or underflow in the arithmetic operation.",
    "System.ArrayTypeMismatchException": "Attempted to access an element as a type incompatible with the array.",
    "System.DivideByZeroException": "Attempted to divide by zero.",
    "System.OverflowException": "Arithmetic operation resulted in an overflow.",
    "System.FormatException": "One of the identified items was in an invalid format.",
    "System.IndexOutOfRangeException": "Index was outside the bounds of the array.",
    "System.InvalidCastException": "Specified cast is not valid.",
    "System.InvalidOperationException": "Operation is not valid due to the current state of the object.",
    "System.ObjectDisposedException": "Cannot access a disposed object.",
    "System.MemberAccessException": "Cannot access member.",
    "System.MissingMemberException": "Attempted to access a missing member.",
    "System.MissingMethodException": "Attempted to access a missing method.",
    "System.NotImplementedException": "The method or operation is not implemented.",
    "System.NotSupportedException": "Specified method is not supported.",
    "System.NullReferenceException": "Object reference not set to an instance of an object.",
    "System.OutOfMemoryException": "Insufficient memory to continue the execution of the program.",
    "System.StackOverflowException": "Operation caused a stack overflow.",
    "System.TimeoutException": "The operation has timed out.",
    "System.TypeLoadException": "Failure has occurred while loading a type.",
    "System.UnauthorizedAccessException": "Attempted to perform an unauthorized operation.",
    "System.RankException": "Attempted to operate on an array with the incorrect number of dimensions.",
    "System.Collections.Generic.KeyNotFoundException": "The given key was not present in the dictionary.",
    "System.IO.IOException": "I/O error occurred.",
    "System.IO.EndOfStreamException": "Attempted to read past the end of the stream.",
    "System.IO.FileNotFoundException": "Unable to find the specified file.",
    "System.IO.DirectoryNotFoundException": "Attempted to access a path that is not on the disk.",
    "System.IO.FileLoadException": "Could not load the specified file.",
    "System.Runtime.InteropServices.ExternalException": "External component has thrown an exception.",
    "System.Runtime.InteropServices.COMException": "Error HRESULT E_FAIL has been returned from a call to a COM "
    "component.",
    "System.Runtime.Serialization.SerializationException": "Serialization error.",
    "System.Reflection.TargetInvocationException": "Exception has been thrown by the target of an invocation.",
    "System.Security.SecurityException": "Security error.",
    "System.Security.Cryptography.CryptographicException": "Error occurred during a cryptographic operation.",
    "System.Xml.XmlException": "An XML error has occurred.",
}


def default_message(name: str) -> str | None:
    """What an exception of a class says when nobody gave it a message; None leaves it to System.Exception."""
    return next((_MESSAGES[each] for each in exception_hierarchy(name) if each in _MESSAGES), None)


def _inner(arguments: Sequence[object]) -> NetException | None:
    return next((argument for argument in arguments if isinstance(argument, NetException)), None)


def _message(name: str, text: object) -> str | None:
    return default_message(name) if text is None else to_text(text)


def make_common(name: str, arguments: Sequence[object]) -> NetException:
    """Message, inner exception, and the record of a RuntimeException."""
    made = NetException(name, _message(name, arguments[0] if arguments else None), _inner(arguments))
    made.record = next((each for each in arguments if isinstance(each, ErrorRecord)), None)
    return made


def _with_parameter(name: str, message: object, parameter: object, inner: NetException | None) -> NetException:
    text = _message(name, message)
    shown = f"{text}\r\nParameter name: {to_text(parameter)}" if parameter else text
    return NetException(name, shown, inner, {"ParamName": parameter})


def _argument(name: str, arguments: Sequence[object]) -> NetException:
    message, parameter = (*arguments, None, None)[:2]
    inner = _inner(arguments)
    return _with_parameter(name, message, None if parameter is inner else parameter, inner)


def _parameter_first(name: str, arguments: Sequence[object]) -> NetException:
    inner = _inner(arguments)
    if inner is not None:
        return _with_parameter(name, arguments[0], None, inner)
    parameter, message = (*arguments, None, None)[:2]
    if len(arguments) < 3:
        return _with_parameter(name, message, parameter, None)
    made = _with_parameter(name, arguments[2], parameter, None)
    if arguments[1] is not None:
        made.message += f"\r\nActual value was {to_text(arguments[1])}."
    made.properties["ActualValue"] = arguments[1]
    return made


def _disposed(name: str, arguments: Sequence[object]) -> NetException:
    inner = _inner(arguments)
    text = _message(name, arguments[-1] if len(arguments) == 2 and inner is None else None)
    owner = arguments[0] if arguments and inner is None else ""
    shown = f"{text}\r\nObject name: '{to_text(owner)}'." if owner else text
    return NetException(name, shown, inner, {"ObjectName": owner})


def _file(name: str, arguments: Sequence[object]) -> NetException:
    inner = _inner(arguments)
    file = arguments[1] if len(arguments) > 1 and arguments[1] is not inner else None
    return NetException(name, _message(name, arguments[0] if arguments else None), inner, {"FileName": file})


def _coded(name: str, arguments: Sequence[object]) -> NetException:
    code = next((each for each in arguments if type(each) is int), -2147467259)
    made = make_common(name, [each for each in arguments if type(each) is not int])
    made.properties["ErrorCode"] = code
    return made


_ARGUMENT: Overloads = (*COMMON, (S, S), (S, S, E))
_FIRST: Overloads = (*COMMON, (S, S))
SHAPES: dict[str, tuple[Overloads, Make]] = {
    "System.ArgumentException": (_ARGUMENT, _argument),
    "System.ArgumentNullException": (_FIRST, _parameter_first),
    "System.ArgumentOutOfRangeException": ((*_FIRST, (S, OBJ, S)), _parameter_first),
    "System.ObjectDisposedException": (((S,), (S, S), (S, E)), _disposed),
    "System.IO.FileNotFoundException": (_FIRST, _file),
    "System.IO.FileLoadException": (_FIRST, _file),
    "System.IO.IOException": ((*COMMON, (S, INT)), make_common),
    "System.Runtime.InteropServices.ExternalException": ((*COMMON, (S, INT)), _coded),
    "System.Management.Automation.RuntimeException": (
        (*COMMON, (S, E, "System.Management.Automation.ErrorRecord")),
        make_common,
    ),
}
"""Constructors that differ from the common ones, by the class that has them and those below it."""


def constructor_of(name: str) -> tuple[Overloads, Make]:
    """The constructors of an exception class and what makes its objects."""
    return next((SHAPES[each] for each in exception_hierarchy(name) if each in SHAPES), (COMMON, make_common))
