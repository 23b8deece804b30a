"""Access lists of files and folders: FileSecurity, DirectorySecurity, FileSystemAccessRule."""

from __future__ import annotations

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.declare import NetTable, extended, net_constructor, net_method, net_property
from winlab.powershell.errors import error
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray
from winlab.windows.errors import Win32Error
from winlab.windows.extension import register_extension
from winlab.windows.files import Access
from winlab.windows.machine import Machine

TABLE = NetTable()
register_extension(net=TABLE)

# https://learn.microsoft.com/dotnet/api/system.security.accesscontrol.filesystemrights
RIGHTS = TABLE.enum(
    "System.Security.AccessControl.FileSystemRights",
    {
        "FullControl": 0x1F01FF,
        "Modify": 0x301BF,
        "ReadAndExecute": 0x200A9,
        "Read": 0x20089,
        "Write": 0x116,
        "ReadData": 1,
        "WriteData": 2,
        "AppendData": 4,
        "ReadExtendedAttributes": 8,
        "WriteExtendedAttributes": 16,
        "ExecuteFile": 32,
        "DeleteSubdirectoriesAndFiles": 64,
        "ReadAttributes": 128,
        "WriteAttributes": 256,
        "Delete": 0x10000,
        "ReadPermissions": 0x20000,
        "ChangePermissions": 0x40000,
        "TakeOwnership": 0x80000,
        "Synchronize": 0x100000,
    },
    flags=True,
)
CONTROL = TABLE.enum("System.Security.AccessControl.AccessControlType", {"Allow": 0, "Deny": 1})
INHERITANCE = TABLE.enum(
    "System.Security.AccessControl.InheritanceFlags",
    {"None": 0, "ContainerInherit": 1, "ObjectInherit": 2},
    flags=True,
)
PROPAGATION = TABLE.enum(
    "System.Security.AccessControl.PropagationFlags", {"None": 0, "NoPropagateInherit": 1, "InheritOnly": 2}, flags=True
)


def _number(value: object, enum_values: dict[str, int]) -> int:
    if isinstance(value, EnumValue):
        return value.value
    if isinstance(value, int):
        return value
    total = 0
    for word in to_text(value).split(","):
        total |= next((bit for name, bit in enum_values.items() if name.lower() == word.strip().lower()), 0)
    return total


@TABLE.type("System.Security.AccessControl.FileSystemAccessRule")
class FileSystemAccessRule(NetObject):
    """Who may, or may not, do what."""

    def __init__(self, entry: Access) -> None:
        self.entry = entry

    @net_constructor(
        ("System.Object", "System.Object", "System.Object"),
        ("System.Object", "System.Object", "System.Object", "System.Object", "System.Object"),
    )
    @classmethod
    def new(cls, account: object, rights: object, *rest: object) -> FileSystemAccessRule:
        mask = _number(rights, RIGHTS.values or {})
        inherits = len(rest) < 3 or _number(rest[0], INHERITANCE.values or {}) != 0
        allow = _number(rest[-1], CONTROL.values or {}) == 0
        return cls(Access(to_text(account), mask | 0x100000 if allow else mask, allow, inherits=inherits))

    @net_property("FileSystemRights", "System.Security.AccessControl.FileSystemRights")
    def rights(self) -> EnumValue:
        return EnumValue(RIGHTS, self.entry.mask)

    @net_property("AccessControlType", "System.Security.AccessControl.AccessControlType")
    def control_type(self) -> EnumValue:
        return EnumValue(CONTROL, 0 if self.entry.allow else 1)

    @net_property("IdentityReference", "System.Security.Principal.IdentityReference")
    def identity(self) -> object:
        from winlab.windows.surfaces.identities import NTAccount

        return NTAccount(self.entry.account)

    @net_property("IsInherited", "System.Boolean")
    def is_inherited(self) -> bool:
        return self.entry.inherited

    @net_property("InheritanceFlags", "System.Security.AccessControl.InheritanceFlags")
    def inheritance(self) -> EnumValue:
        return EnumValue(INHERITANCE, 3 if self.entry.inherits else 0)

    @net_property("PropagationFlags", "System.Security.AccessControl.PropagationFlags")
    def propagation(self) -> EnumValue:
        return EnumValue(PROPAGATION, 0)


@TABLE.type("System.Security.AccessControl.FileSystemSecurity")
class FileSystemSecurity(NetObject):
    """A security descriptor; `Set-Acl` writes it back."""

    def __init__(
        self, path: str = "", entries: tuple[Access, ...] = (), owner: str = "BUILTIN\\Administrators"
    ) -> None:
        self.path = path
        self.entries = list(entries)
        self.owner = owner
        self.protected = False

    @net_constructor(())
    @classmethod
    def new(cls) -> FileSystemSecurity:
        return cls()

    @net_property("AreAccessRulesProtected", "System.Boolean")
    def is_protected(self) -> bool:
        return self.protected

    @net_method(
        "GetAccessRules",
        ("System.Boolean", "System.Boolean", "System.Type"),
        returns="System.Security.AccessControl.AuthorizationRuleCollection",
    )
    def rules(self, explicit: bool = True, inherited: bool = True, kind: object = None) -> TypedArray:
        return TypedArray(
            (FileSystemAccessRule(e) for e in self.entries if (inherited if e.inherited else explicit)),
            "System.Security.AccessControl.FileSystemAccessRule",
        )

    @net_method("AddAccessRule", ("System.Security.AccessControl.FileSystemAccessRule",), returns="System.Void")
    def add(self, rule: FileSystemAccessRule) -> None:
        if rule.entry not in self.entries:
            self.entries.append(rule.entry)

    @net_method("SetAccessRule", ("System.Security.AccessControl.FileSystemAccessRule",), returns="System.Void")
    def set(self, rule: FileSystemAccessRule) -> None:
        name = rule.entry.account.lower()
        self.entries = [e for e in self.entries if e.inherited or e.account.lower() != name]
        self.entries.append(rule.entry)

    @net_method("RemoveAccessRule", ("System.Security.AccessControl.FileSystemAccessRule",), returns="System.Boolean")
    def remove(self, rule: FileSystemAccessRule) -> bool:
        name = rule.entry.account.lower()
        kept = [e for e in self.entries if e.inherited or e.account.lower() != name or e.allow != rule.entry.allow]
        changed = len(kept) != len(self.entries)
        self.entries = kept
        return changed

    @net_method("SetAccessRuleProtection", ("System.Boolean", "System.Boolean"), returns="System.Void")
    def protect(self, protected: bool, keep: bool) -> None:
        self.protected = protected
        if protected:
            self.entries = [
                Access(e.account, e.mask, e.allow, inherits=e.inherits) if e.inherited else e
                for e in self.entries
                if keep or not e.inherited
            ]

    @net_method("GetOwner", ("System.Type",))
    def get_owner(self, kind: object) -> object:
        from winlab.windows.surfaces.identities import NTAccount

        return NTAccount(self.owner)

    @net_method("SetOwner", ("System.Object",), returns="System.Void")
    def set_owner(self, owner: object) -> None:
        self.owner = to_text(owner)


@TABLE.type(
    "System.Security.AccessControl.DirectorySecurity", bases=("System.Security.AccessControl.FileSystemSecurity",)
)
class DirectorySecurity(FileSystemSecurity):
    """The descriptor of a folder."""


@TABLE.type("System.Security.AccessControl.FileSecurity", bases=("System.Security.AccessControl.FileSystemSecurity",))
class FileSecurity(FileSystemSecurity):
    """The descriptor of a file."""


def _rules(value: object) -> TypedArray:
    assert isinstance(value, FileSystemSecurity)
    return value.rules()


def _owner(value: object) -> str:
    assert isinstance(value, FileSystemSecurity)
    return value.owner


def _access_text(value: object) -> str:
    assert isinstance(value, FileSystemSecurity)
    return "\n".join(
        f"{e.account} {'Allow' if e.allow else 'Deny'}  {EnumValue(RIGHTS, e.mask).net_string()}" for e in value.entries
    )


for _name in ("DirectorySecurity", "FileSecurity"):
    extended(
        f"System.Security.AccessControl.{_name}",
        CodeProperty("Access", _rules),
        CodeProperty("Owner", _owner),
        CodeProperty("AccessToString", _access_text),
        CodeProperty("Path", lambda value: f"Microsoft.PowerShell.Core\\FileSystem::{getattr(value, 'path', '')}"),
    )


def descriptor_of(machine: Machine, local: str) -> FileSystemSecurity:
    """The descriptor of a file or folder."""
    cls = DirectorySecurity if machine.files.is_folder(local) else FileSecurity
    return cls(machine.files.real_path(local), machine.files.acl(local), machine.files.owner(local))


def apply_descriptor(machine: Machine, local: str, descriptor: object) -> None:
    """Writes a descriptor.

    Raises:
        PSError: It is none, or names somebody who does not exist.
    """
    if not isinstance(descriptor, FileSystemSecurity):
        raise error("SetAcl_AclObject", "AclObject", "InvalidArgument", descriptor)
    entries: list[Access] = []
    for entry in descriptor.entries:
        try:
            account = machine.users.full_name(entry.account)
        except Win32Error as problem:
            message = "Some or all identity references could not be translated."
            raise error(
                "SetSecurityDescriptor",
                message,
                "NotSpecified",
                None,
                "System.Security.Principal.IdentityNotMappedException",
            ) from problem
        entries.append(Access(account, entry.mask, entry.allow, entry.inherited, entry.inherits))
    machine.files.set_acl(local, tuple(entries))
    if descriptor.owner != machine.files.owner(local):
        machine.files.set_owner(local, descriptor.owner)
