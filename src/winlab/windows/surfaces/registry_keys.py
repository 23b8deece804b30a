"""Microsoft.Win32.Registry: keys, values and their kinds."""

from __future__ import annotations

from winlab.powershell.declare import NetTable, net_method, net_property, net_static, net_static_property
from winlab.powershell.errors import error, net_error
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject, TypedArray, unwrap
from winlab.windows.errors import NetworkError, RegistryError
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.programs import expand
from winlab.windows.registry import BINARY, DWORD, EXPAND, HIVES, MULTI, QWORD, SZ, Data
from winlab.windows.session import current_host

TABLE = NetTable()
register_extension(net=TABLE)

KINDS = TABLE.enum(
    "Microsoft.Win32.RegistryValueKind",
    {"Unknown": 0, "String": 1, "ExpandString": 2, "Binary": 3, "DWord": 4, "MultiString": 7, "QWord": 11},
)
TABLE.enum("Microsoft.Win32.RegistryValueOptions", {"None": 0, "DoNotExpandEnvironmentNames": 1}, flags=True)
TABLE.enum(
    "Microsoft.Win32.RegistryHive",
    {"ClassesRoot": -2147483648, "CurrentUser": -2147483647, "LocalMachine": -2147483646, "Users": -2147483645},
)
_NAMES = {SZ: "String", EXPAND: "ExpandString", BINARY: "Binary", DWORD: "DWord", MULTI: "MultiString", QWORD: "QWord"}
_KINDS = {name.lower(): kind for kind, name in _NAMES.items()}
_KINDS["unknown"] = SZ


def to_net(kind: str, data: Data) -> object:
    """A value's data as .NET gives it."""
    if isinstance(data, tuple):
        return TypedArray(data, "System.String")
    if isinstance(data, bytes):
        return TypedArray.of_bytes(data)
    if isinstance(data, int):
        if kind == QWORD:
            return Int64(data - (1 << 64) if data >= 1 << 63 else data)
        return data - (1 << 32) if data >= 1 << 31 else data
    return data


def kind_name(kind: object) -> str | None:
    """``REG_SZ`` of a RegistryValueKind given as value, number or text.

    Raises:
        PSError: There is no such kind.
    """
    kind = unwrap(kind)
    if kind is None:
        return None
    if isinstance(kind, EnumValue):
        kind = kind.net_string()
    elif isinstance(kind, int):
        kind = EnumValue(KINDS, kind).net_string()
    found = _KINDS.get(to_text(kind).lower())
    if found is None:
        raise error(
            "ParameterArgumentTransformationError",
            f'Cannot convert value "{to_text(kind)}" to type "Microsoft.Win32.RegistryValueKind".',
            "InvalidArgument",
            kind,
        )
    return found


def from_net(value: object, kind: str | None) -> tuple[str, Data]:
    """Kind and data of a value that .NET writes.

    Raises:
        PSError: The value does not fit the kind.
    """
    value = unwrap(value)
    if kind is None:
        kind = _guess(value)
    try:
        if kind in (DWORD, QWORD):
            number = value if isinstance(value, int) else int(to_text(value), 0)
            return kind, int(number) & (0xFFFFFFFF if kind == DWORD else (1 << 64) - 1)
        if kind == BINARY:
            items = value if isinstance(value, list) else [value]
            return kind, bytes(int(item) & 0xFF for item in items if isinstance(item, int))
    except ValueError as problem:
        raise net_error(
            "System.ArgumentException", "The type of the value object did not match the specified RegistryValueKind"
        ) from problem
    if kind == MULTI:
        items = value if isinstance(value, list) else [value]
        return kind, tuple(to_text(item) for item in items if item is not None)
    return kind, to_text(value) if value is not None else ""


def _guess(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool | Int64):
        return DWORD
    if isinstance(value, TypedArray) and value.element_type == "System.Byte":
        return BINARY
    if isinstance(value, TypedArray) and value.element_type == "System.String":
        return MULTI
    return SZ


def may_write(path: str, administrator: bool) -> bool:
    """Whether a caller may change a key: his own hive, or as an administrator the others."""
    hive = HIVES.get(path.partition("\\")[0].lower())
    return hive == "HKEY_CURRENT_USER" or administrator


_HIVE_NAMES = {
    "ClassesRoot": "HKEY_CLASSES_ROOT",
    "CurrentUser": "HKEY_CURRENT_USER",
    "LocalMachine": "HKEY_LOCAL_MACHINE",
    "Users": "HKEY_USERS",
    "CurrentConfig": "HKEY_CURRENT_CONFIG",
}
TABLE.enum(
    "Microsoft.Win32.RegistryHive",
    {name: number - 0x80000000 for number, name in enumerate(("ClassesRoot", "CurrentUser", "LocalMachine", "Users"))}
    | {"PerformanceData": 4 - 0x80000000, "CurrentConfig": 5 - 0x80000000},
)


@TABLE.type("Microsoft.Win32.RegistryKey", bases=("System.MarshalByRefObject",))
class RegistryKey(NetObject):
    """An open key: ``path`` begins with a hive's long name."""

    def __init__(self, machine: Machine, path: str, user: str, administrator: bool, writable: bool = True) -> None:
        self.machine = machine
        self.path = path
        self.user = user
        self.administrator = administrator
        self.writable = writable

    @net_property("Name", "System.String")
    def name(self) -> str:
        return self.path

    @net_property("SubKeyCount", "System.Int32")
    def sub_key_count(self) -> int:
        return len(self.machine.registry.subkeys(self.path, user=self.user))

    @net_property("ValueCount", "System.Int32")
    def value_count(self) -> int:
        return len(self.machine.registry.values(self.path, user=self.user))

    @net_static(
        "OpenRemoteBaseKey", ("Microsoft.Win32.RegistryHive", "System.String"), returns="Microsoft.Win32.RegistryKey"
    )
    @staticmethod
    def open_remote(hive: object, computer: str) -> RegistryKey:
        """A hive of another computer, by its service RemoteRegistry.

        Raises:
            PSError: it can't be reached, or denies.
        """
        host = current_host()
        try:
            machine = host.machine.lab.network.reach(host.machine, host.logon, computer or ".", "rpc")
            if machine is not host.machine and not machine.services.is_running("RemoteRegistry"):
                raise NetworkError(53, computer)
            logon = machine.admit(host.machine, host.logon)
        except NetworkError as problem:
            if problem.code == 5:
                text = "Attempted to perform an unauthorized operation."
                raise net_error("System.UnauthorizedAccessException", text) from problem
            raise net_error("System.IO.IOException", "The network path was not found.\r\n") from problem
        return RegistryKey(machine, _HIVE_NAMES[to_text(hive)], logon.sid, logon.is_administrator)

    @net_method("GetValueNames", returns="System.String[]")
    def get_value_names(self) -> TypedArray:
        names = (value.name for value in self.machine.registry.values(self.path, user=self.user))
        return TypedArray(names, "System.String")

    @net_method("GetSubKeyNames", returns="System.String[]")
    def get_sub_key_names(self) -> TypedArray:
        return TypedArray(self.machine.registry.subkeys(self.path, user=self.user), "System.String")

    @net_method(
        "GetValue",
        ("System.String",),
        ("System.String", "System.Object"),
        ("System.String", "System.Object", "Microsoft.Win32.RegistryValueOptions"),
    )
    def get_value(self, name: str | None, default: object = None, options: object = None) -> object:
        found = self.machine.registry.value(self.path, name or "", user=self.user)
        if found is None:
            return default
        raw = isinstance(options, EnumValue) and options.value == 1
        if found.kind == EXPAND and not raw:
            return expand(str(found.data), self.machine.system_environment())
        return to_net(found.kind, found.data)

    @net_method("GetValueKind", ("System.String",), returns="Microsoft.Win32.RegistryValueKind")
    def get_value_kind(self, name: str | None) -> EnumValue:
        found = self.machine.registry.value(self.path, name or "", user=self.user)
        if found is None:
            raise net_error("System.IO.IOException", "The specified registry key does not exist.")
        return EnumValue(KINDS, (KINDS.values or {})[_NAMES.get(found.kind, "Unknown")])

    @net_method(
        "SetValue",
        ("System.String", "System.Object"),
        ("System.String", "System.Object", "Microsoft.Win32.RegistryValueKind"),
        returns="System.Void",
    )
    def set_value(self, name: str | None, value: object, kind: object = None) -> None:
        self._writable()
        fixed, data = from_net(value, kind_name(kind))
        self.machine.registry.set(self.path, name or "", data, fixed, user=self.user)

    @net_method("DeleteValue", ("System.String",), ("System.String", "System.Boolean"), returns="System.Void")
    def delete_value(self, name: str, fail: bool = True) -> None:
        self._writable()
        if not self.machine.registry.delete_value(self.path, name, user=self.user) and fail:
            raise net_error("System.ArgumentException", "No value exists with that name.")

    @net_method(
        "OpenSubKey", ("System.String",), ("System.String", "System.Boolean"), returns="Microsoft.Win32.RegistryKey"
    )
    def open_sub_key(self, name: str, writable: bool = False) -> RegistryKey | None:
        path = f"{self.path}\\{name}" if name else self.path
        if not self.machine.registry.exists(path, user=self.user):
            return None
        return RegistryKey(self.machine, path, self.user, self.administrator, writable)

    @net_method("CreateSubKey", ("System.String",), returns="Microsoft.Win32.RegistryKey")
    def create_sub_key(self, name: str) -> RegistryKey:
        self._writable()
        path = f"{self.path}\\{name}"
        try:
            self.machine.registry.create(path, user=self.user)
        except RegistryError as problem:
            text = f"Access to the registry key '{path}' is denied."
            raise net_error("System.UnauthorizedAccessException", text) from problem
        return RegistryKey(self.machine, path, self.user, self.administrator)

    @net_method("DeleteSubKey", ("System.String",), ("System.String", "System.Boolean"), returns="System.Void")
    def delete_sub_key(self, name: str, fail: bool = True) -> None:
        self._writable()
        path = f"{self.path}\\{name}"
        if self.machine.registry.subkeys(path, user=self.user):
            text = "Registry key has subkeys and recursive removes are not supported by this method."
            raise net_error("System.InvalidOperationException", text)
        self._delete(path, fail)

    @net_method("DeleteSubKeyTree", ("System.String",), returns="System.Void")
    def delete_sub_key_tree(self, name: str) -> None:
        self._writable()
        self._delete(f"{self.path}\\{name}", True)

    def _delete(self, path: str, fail: bool) -> None:
        if not self.machine.registry.delete(path, user=self.user) and fail:
            text = "Cannot delete a subkey tree because the subkey does not exist."
            raise net_error("System.ArgumentException", text)

    def _writable(self) -> None:
        if not self.writable or not may_write(self.path, self.administrator):
            raise net_error("System.UnauthorizedAccessException", "Cannot write to the registry key.")

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        """Nothing is held."""

    @net_method("Flush", returns="System.Void")
    def flush(self) -> None:
        """Everything is written at once."""

    def net_string(self) -> str:
        """The path."""
        return self.path


def _hive(name: str) -> RegistryKey:
    host = current_host()
    return RegistryKey(host.machine, name, host.logon.sid, host.logon.is_administrator)


@TABLE.type("Microsoft.Win32.Registry")
class RegistryStatics(NetObject):
    """The hives."""

    @net_static_property("LocalMachine", "Microsoft.Win32.RegistryKey")
    @staticmethod
    def local_machine() -> RegistryKey:
        return _hive("HKEY_LOCAL_MACHINE")

    @net_static_property("CurrentUser", "Microsoft.Win32.RegistryKey")
    @staticmethod
    def current_user() -> RegistryKey:
        return _hive("HKEY_CURRENT_USER")

    @net_static_property("Users", "Microsoft.Win32.RegistryKey")
    @staticmethod
    def users() -> RegistryKey:
        return _hive("HKEY_USERS")

    @net_static_property("ClassesRoot", "Microsoft.Win32.RegistryKey")
    @staticmethod
    def classes_root() -> RegistryKey:
        return _hive("HKEY_CLASSES_ROOT")

    @net_static("GetValue", ("System.String", "System.String", "System.Object"))
    @staticmethod
    def get_value(path: str, name: str, default: object) -> object:
        host = current_host()
        if not host.machine.registry.exists(path, user=host.logon.sid):
            return None
        return _hive(path).get_value(name, default)

    @net_static(
        "SetValue",
        ("System.String", "System.String", "System.Object"),
        ("System.String", "System.String", "System.Object", "Microsoft.Win32.RegistryValueKind"),
        returns="System.Void",
    )
    @staticmethod
    def set_value(path: str, name: str, value: object, kind: object = None) -> None:
        _hive(path).set_value(name, value, kind)
