"""Directory errors as the exceptions System.DirectoryServices throws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from winlab.directory.errors import (
    ACCESS_DENIED,
    INVALID_PARAMETER,
    LOGON_FAILURE,
    DirectoryError,
)
from winlab.powershell.errors import PSError, net_error

COM = "System.Runtime.InteropServices.COMException"
SERVICES = "System.DirectoryServices.DirectoryServicesCOMException"


def exception_for(error: DirectoryError) -> PSError:
    """The .NET exception of a directory error, with its HRESULT in ErrorCode."""
    code = error.hresult
    text = error.text
    if error.code == ACCESS_DENIED:
        # ADSI reports it by the COM text: https://learn.microsoft.com/windows/win32/adsi/adsi-error-codes
        return net_error("System.UnauthorizedAccessException", "Access is denied.\r\n", ErrorCode=_signed(code))
    if error.code == INVALID_PARAMETER and error.text.startswith("Unknown error"):
        return net_error(COM, error.text, ErrorCode=_signed(0x80005000))
    name = COM if error.code in (LOGON_FAILURE, 8250) else SERVICES
    if error.code == LOGON_FAILURE:
        name = SERVICES
    return net_error(
        name,
        text if text.endswith("\r\n") else f"{text}\r\n",
        ErrorCode=_signed(code),
        ExtendedError=error.code,
        ExtendedErrorMessage=error.detail,
    )


def index_out_of_range() -> PSError:
    """What collections of .NET throw for a place they don't have."""
    return net_error(
        "System.ArgumentOutOfRangeException",
        "Index was out of range. Must be non-negative and less than the size of the collection.\r\n"
        "Parameter name: index",
        ParamName="index",
    )


def _signed(code: int) -> int:
    return code - (1 << 32) if code & 0x80000000 else code


@contextmanager
def translated() -> Iterator[None]:
    """Turns directory errors of the block into .NET exceptions."""
    try:
        yield
    except DirectoryError as error:
        raise exception_for(error) from None
