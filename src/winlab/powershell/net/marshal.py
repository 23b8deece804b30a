"""System.IntPtr and System.Runtime.InteropServices.Marshal: how scripts read a SecureString.

Source: https://learn.microsoft.com/dotnet/api/system.runtime.interopservices.marshal.
"""

from __future__ import annotations

from winlab.powershell.declare import NET
from winlab.powershell.net.credentials import SecureString
from winlab.powershell.values import Int64, NetObject

S, PTR, SECURE, VOID = "System.String", "System.IntPtr", "System.Security.SecureString", "System.Void"


class IntPtr(NetObject):
    """An address: a number, or of a text in memory."""

    def __init__(self, text: str | None = None, number: int = 0) -> None:
        self.text = text
        self.number = number if text is None else id(self)

    def net_string(self) -> str:
        """The address."""
        return str(self.number)

    def net_equals(self, other: object) -> bool:
        """By number."""
        return isinstance(other, IntPtr) and other.number == self.number

    def net_hash(self) -> object:
        """The number."""
        return self.number


POINTER = NET.extend(PTR, python=IntPtr, bases=("System.ValueType",))
POINTER.static_property("Zero", PTR)(lambda: IntPtr())
POINTER.constructor((), ("System.Int32",), ("System.Int64",))(lambda number=0: IntPtr(None, int(number)))
POINTER.static_property("Size", "System.Int32")(lambda: 8)
POINTER.method("ToInt32", returns="System.Int32")(lambda pointer: int(pointer.net_string()) & 0x7FFFFFFF)
POINTER.method("ToInt64", returns="System.Int64")(lambda pointer: Int64(pointer.net_string()))

MARSHAL = NET.extend("System.Runtime.InteropServices.Marshal")


def _place(secret: SecureString) -> IntPtr:
    return IntPtr(secret.text)


def _free(pointer: IntPtr) -> None:
    pointer.text = ""


for _name in ("BSTR", "GlobalAllocUnicode", "CoTaskMemUnicode", "GlobalAllocAnsi", "CoTaskMemAnsi"):
    MARSHAL.static(f"SecureStringTo{_name}", (SECURE,), returns=PTR)(_place)
    MARSHAL.static(f"ZeroFree{_name}", (PTR,), returns=VOID)(_free)
for _name in ("Auto", "BSTR", "Uni", "Ansi"):
    MARSHAL.static(f"PtrToString{_name}", (PTR,), returns=S)(lambda pointer: pointer.text)
for _name in ("BSTR", "HGlobalUni", "HGlobalAuto", "CoTaskMemUni"):
    MARSHAL.static(f"StringTo{_name}", (S,), returns=PTR)(lambda text: IntPtr(text))
for _name in ("BSTR", "HGlobal", "CoTaskMem"):
    MARSHAL.static(f"Free{_name}", (PTR,), returns=VOID)(_free)


@MARSHAL.static("ReleaseComObject", ("System.Object",), returns="System.Int32")
def release(value: object) -> int:
    """Lets go of a COM object: nobody else has it."""
    return 0
