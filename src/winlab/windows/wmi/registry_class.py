"""StdRegProv in root\\default: the registry through WMI.

Source: https://learn.microsoft.com/previous-versions/windows/desktop/regprov/stdregprov.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from winlab.windows.errors import RegistryError
from winlab.windows.programs import expand
from winlab.windows.registry import BINARY, DWORD, EXPAND, MULTI, QWORD, SZ, Data, RegistryValue
from winlab.windows.wmi.repository import WMI, Row, WmiCaller

_HIVES = {
    0x80000000: "HKEY_CLASSES_ROOT",
    0x80000001: "HKEY_CURRENT_USER",
    0x80000002: "HKEY_LOCAL_MACHINE",
    0x80000003: "HKEY_USERS",
    0x80000005: "HKEY_CURRENT_CONFIG",
}
_LOCAL_MACHINE = 0x80000002
_TYPES = {SZ: 1, EXPAND: 2, BINARY: 3, DWORD: 4, MULTI: 7, QWORD: 11}
_NOT_FOUND, _DENIED, _WRONG_TYPE = 2, 5, 0x80041005
_KEY_SET_VALUE, _KEY_CREATE_SUB_KEY = 2, 4


@WMI.declare("root\\default", "StdRegProv", "")
def registry(caller: WmiCaller) -> Iterable[Row]:
    """A class of static methods has no instances."""
    return ()


class _Call:
    """One call: its key and its arguments."""

    def __init__(self, caller: WmiCaller, arguments: Row) -> None:
        self.registry = caller.machine.registry
        self.machine = caller.machine
        self.administrator = caller.logon.is_administrator
        self.user = caller.logon.sid
        hive = arguments.get("hDefKey")
        number = _LOCAL_MACHINE if hive is None else int(str(hive)) & 0xFFFFFFFF
        self.hive = _HIVES.get(number, "HKEY_LOCAL_MACHINE")
        sub_key = str(arguments.get("sSubKeyName") or "").strip("\\")
        self.path = f"{self.hive}\\{sub_key}" if sub_key else self.hive
        self.name = str(arguments.get("sValueName") or "")

    @property
    def exists(self) -> bool:
        """Whether the key is there."""
        return self.registry.exists(self.path, user=self.user)

    @property
    def may_write(self) -> bool:
        """Whether the caller may change it."""
        return self.administrator or self.hive == "HKEY_CURRENT_USER"


@registry.method("EnumKey", "hDefKey", "sSubKeyName", static=True)
def enum_key(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The names of the sub-keys."""
    call = _Call(caller, arguments)
    if not call.exists:
        return {"sNames": None, "ReturnValue": _NOT_FOUND}
    return {"sNames": call.registry.subkeys(call.path, user=call.user) or None, "ReturnValue": 0}


@registry.method("EnumValues", "hDefKey", "sSubKeyName", static=True)
def enum_values(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Names and types of the values."""
    call = _Call(caller, arguments)
    if not call.exists:
        return {"sNames": None, "Types": None, "ReturnValue": _NOT_FOUND}
    values = call.registry.values(call.path, user=call.user)
    return {
        "sNames": [value.name for value in values] or None,
        "Types": [_TYPES.get(value.kind, 0) for value in values] or None,
        "ReturnValue": 0,
    }


Read = Callable[["_Call", RegistryValue], object]


def _getter(method: str, result: str, kinds: tuple[str, ...], read: Read) -> None:
    def get(caller: WmiCaller, row: Row, arguments: Row) -> Row:
        call = _Call(caller, arguments)
        found = call.registry.value(call.path, call.name, user=call.user) if call.exists else None
        if found is None:
            return {result: None, "ReturnValue": _NOT_FOUND if not call.exists else 1}
        if found.kind not in kinds:
            return {result: None, "ReturnValue": _WRONG_TYPE}
        return {result: read(call, found), "ReturnValue": 0}

    registry.method(method, "hDefKey", "sSubKeyName", "sValueName", static=True)(get)


def _bytes(call: _Call, value: RegistryValue) -> object:
    return list(value.data) if isinstance(value.data, bytes) else []


def _texts(call: _Call, value: RegistryValue) -> object:
    return list(value.data) if isinstance(value.data, tuple) else []


_getter("GetStringValue", "sValue", (SZ, EXPAND), lambda call, value: str(value.data))
_getter(
    "GetExpandedStringValue",
    "sValue",
    (SZ, EXPAND),
    lambda call, value: expand(str(value.data), call.machine.system_environment()),
)
_getter("GetDWORDValue", "uValue", (DWORD,), lambda call, value: value.data)
_getter("GetQWORDValue", "uValue", (QWORD,), lambda call, value: value.data)
_getter("GetBinaryValue", "uValue", (BINARY,), _bytes)
_getter("GetMultiStringValue", "sValue", (MULTI,), _texts)


def _setter(method: str, argument: str, kind: str, convert: Callable[[object], Data]) -> None:
    def put(caller: WmiCaller, row: Row, arguments: Row) -> Row:
        call = _Call(caller, arguments)
        if not call.may_write:
            return {"ReturnValue": _DENIED}
        if not call.exists:
            return {"ReturnValue": _NOT_FOUND}
        call.registry.set(call.path, call.name, convert(arguments.get(argument)), kind, user=call.user)
        return {"ReturnValue": 0}

    registry.method(method, "hDefKey", "sSubKeyName", "sValueName", argument, static=True)(put)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _number(bits: int) -> Callable[[object], Data]:
    return lambda value: int(str(value or 0)) & ((1 << bits) - 1)


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


_setter("SetStringValue", "sValue", SZ, _text)
_setter("SetExpandedStringValue", "sValue", EXPAND, _text)
_setter("SetDWORDValue", "uValue", DWORD, _number(32))
_setter("SetQWORDValue", "uValue", QWORD, _number(64))
_setter("SetBinaryValue", "uValue", BINARY, lambda value: bytes(int(str(item)) & 0xFF for item in _items(value)))
_setter("SetMultiStringValue", "sValue", MULTI, lambda value: tuple(str(item) for item in _items(value)))


@registry.method("CreateKey", "hDefKey", "sSubKeyName", static=True)
def create_key(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Makes a key with all above it."""
    call = _Call(caller, arguments)
    if not call.may_write:
        return {"ReturnValue": _DENIED}
    try:
        call.registry.create(call.path, user=call.user)
    except RegistryError:
        return {"ReturnValue": _DENIED}
    return {"ReturnValue": 0}


@registry.method("DeleteKey", "hDefKey", "sSubKeyName", static=True)
def delete_key(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Deletes a key that has none below it."""
    call = _Call(caller, arguments)
    if not call.exists:
        return {"ReturnValue": _NOT_FOUND}
    if not call.may_write or call.registry.subkeys(call.path, user=call.user):
        return {"ReturnValue": _DENIED}
    call.registry.delete(call.path, user=call.user)
    return {"ReturnValue": 0}


@registry.method("DeleteValue", "hDefKey", "sSubKeyName", "sValueName", static=True)
def delete_value(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Deletes a value."""
    call = _Call(caller, arguments)
    if not call.may_write:
        return {"ReturnValue": _DENIED}
    done = call.exists and call.registry.delete_value(call.path, call.name, user=call.user)
    return {"ReturnValue": 0 if done else _NOT_FOUND}


@registry.method("CheckAccess", "hDefKey", "sSubKeyName", "uRequired", static=True)
def check_access(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Whether the caller has the access asked for."""
    call = _Call(caller, arguments)
    if not call.exists:
        return {"bGranted": False, "ReturnValue": _NOT_FOUND}
    required = int(str(arguments.get("uRequired") or 3))
    granted = call.may_write or not required & (_KEY_SET_VALUE | _KEY_CREATE_SUB_KEY)
    return {"bGranted": granted, "ReturnValue": 0 if granted else _DENIED}
