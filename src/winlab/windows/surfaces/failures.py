"""Win32 errors as the exceptions of .NET that programs see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from winlab.powershell.errors import PSError, net_error
from winlab.windows.errors import FileError, Win32Error


def io_error(problem: Win32Error) -> PSError:
    """The exception System.IO throws for a Win32 error."""
    path = problem.subject
    if problem.code == 2:
        return net_error("System.IO.FileNotFoundException", f"Could not find file '{path}'.", FileName=path)
    if problem.code in (3, 53, 67):
        return net_error("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{path}'.")
    if problem.code == 5:
        return net_error("System.UnauthorizedAccessException", f"Access to the path '{path}' is denied.")
    if problem.code == 123:
        return net_error("System.NotSupportedException", "The given path's format is not supported.")
    if problem.code in (80, 183):
        return net_error("System.IO.IOException", f"The file '{path}' already exists.")
    if problem.code == 32:
        text = f"The process cannot access the file '{path}' because it is being used by another process."
        return net_error("System.IO.IOException", text)
    if problem.code == 145:
        return net_error("System.IO.IOException", "The directory is not empty.\r\n")
    return net_error("System.IO.IOException", f"{problem.text}\r\n")


@contextmanager
def as_io_errors() -> Iterator[None]:
    """Turns Win32 errors into exceptions of System.IO."""
    try:
        yield
    except Win32Error as problem:
        raise io_error(problem) from problem


def win32_error(problem: Win32Error) -> PSError:
    """System.ComponentModel.Win32Exception."""
    return net_error(
        "System.ComponentModel.Win32Exception",
        problem.text.rstrip("."),
        NativeErrorCode=problem.code,
        ErrorCode=-2147467259,
    )


def is_missing(problem: FileError) -> bool:
    """Whether the error says that there is nothing there."""
    return problem.code in (2, 3, 15, 53, 67)
