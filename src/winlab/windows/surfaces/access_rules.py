"""Rules of access lists as .NET shows them: of files and folders, and of registry keys.

https://learn.microsoft.com/dotnet/api/system.security.accesscontrol.filesystemaccessrule
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeVar

from winlab.powershell.declare import NetTable, net_constructor, net_property
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject
from winlab.windows.extension import register_extension
from winlab.windows.file_nodes import Access
from winlab.windows.surfaces.identities import NTAccount

TABLE = NetTable()
register_extension(net=TABLE)
SPACE = "System.Security.AccessControl."
SYNCHRONIZE = 0x100000
_RULES = (SPACE + "AccessRule", SPACE + "AuthorizationRule", "System.Object")
TABLE.enum(SPACE + "AccessControlSections", {"None": 0, "Audit": 1, "Access": 2, "Owner": 4, "Group": 8, "All": 15})

# https://learn.microsoft.com/dotnet/api/system.security.accesscontrol.filesystemrights
RIGHTS = TABLE.enum(
    SPACE + "FileSystemRights",
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
CONTROL = TABLE.enum(SPACE + "AccessControlType", {"Allow": 0, "Deny": 1})
INHERITANCE = TABLE.enum(
    SPACE + "InheritanceFlags",
    {"None": 0, "ContainerInherit": 1, "ObjectInherit": 2},
    flags=True,
)
PROPAGATION = TABLE.enum(SPACE + "PropagationFlags", {"None": 0, "NoPropagateInherit": 1, "InheritOnly": 2}, flags=True)


def number(value: object, enum_values: Mapping[str, int]) -> int:
    """An enumeration's value as number, given as such, as text, or as a number."""
    if isinstance(value, EnumValue):
        return value.value
    if isinstance(value, int):
        return value
    total = 0
    for word in to_text(value).split(","):
        total |= next((bit for name, bit in enum_values.items() if name.lower() == word.strip().lower()), 0)
    return total


REGISTRY_RIGHTS = TABLE.enum(
    SPACE + "RegistryRights",
    {
        "FullControl": 0xF003F,
        "ReadKey": 0x20019,
        "WriteKey": 0x20006,
        "QueryValues": 1,
        "SetValue": 2,
        "CreateSubKey": 4,
        "EnumerateSubKeys": 8,
        "Notify": 16,
        "CreateLink": 32,
        "Delete": 0x10000,
        "ReadPermissions": 0x20000,
        "ChangePermissions": 0x40000,
        "TakeOwnership": 0x80000,
    },
    flags=True,
)


@TABLE.type(SPACE + "AccessRule", bases=(SPACE + "AuthorizationRule", "System.Object"))
class AccessRule(NetObject):
    """Who may, or may not, do what."""

    kinds: ClassVar[NetType] = RIGHTS
    """The enumeration of its rights."""

    def __init__(self, entry: Access) -> None:
        self.entry = entry

    def rights(self) -> EnumValue:
        """What is allowed or denied."""
        return EnumValue(self.kinds, self.entry.mask)

    @net_property("AccessControlType", SPACE + "AccessControlType")
    def control_type(self) -> EnumValue:
        return EnumValue(CONTROL, 0 if self.entry.allow else 1)

    @net_property("IdentityReference", "System.Security.Principal.IdentityReference")
    def identity(self) -> object:
        return NTAccount(self.entry.account)

    @net_property("IsInherited", "System.Boolean")
    def is_inherited(self) -> bool:
        return self.entry.inherited

    @net_property("InheritanceFlags", SPACE + "InheritanceFlags")
    def inheritance(self) -> EnumValue:
        return EnumValue(INHERITANCE, 3 if self.entry.inherits else 0)

    @net_property("PropagationFlags", SPACE + "PropagationFlags")
    def propagation(self) -> EnumValue:
        return EnumValue(PROPAGATION, 0)


R = TypeVar("R", bound=AccessRule)
_SHAPES = (("System.Object",) * 3, ("System.Object",) * 5)


def _made(cls: type[R], account: object, rights: object, *rest: object) -> R:
    """A rule from account, rights, (inheritance, propagation) and kind."""
    mask = number(rights, cls.kinds.values or {})
    inherits = len(rest) == 3 and number(rest[0], INHERITANCE.values or {}) != 0
    allow = number(rest[-1], CONTROL.values or {}) == 0
    if allow and cls.kinds is RIGHTS:
        mask |= SYNCHRONIZE
    return cls(Access(to_text(account), mask, allow, inherits=inherits))


@TABLE.type(SPACE + "FileSystemAccessRule", bases=_RULES)
class FileSystemAccessRule(AccessRule):
    """A rule of a file or folder."""

    @net_constructor(*_SHAPES)
    @classmethod
    def new(cls, account: object, rights: object, *rest: object) -> FileSystemAccessRule:
        return _made(cls, account, rights, *rest)

    @net_property("FileSystemRights", SPACE + "FileSystemRights")
    def file_rights(self) -> EnumValue:
        return self.rights()


@TABLE.type(SPACE + "RegistryAccessRule", bases=_RULES)
class RegistryAccessRule(AccessRule):
    """A rule of a registry key."""

    kinds = REGISTRY_RIGHTS

    @net_constructor(*_SHAPES)
    @classmethod
    def new(cls, account: object, rights: object, *rest: object) -> RegistryAccessRule:
        return _made(cls, account, rights, *rest)

    @net_property("RegistryRights", SPACE + "RegistryRights")
    def key_rights(self) -> EnumValue:
        return self.rights()
