"""Access lists as .NET shows them: of files and folders, and (to be read) of registry keys.

https://learn.microsoft.com/dotnet/api/system.security.accesscontrol.filesystemsecurity
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import ClassVar

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.declare import extended, net_constructor, net_method, net_property
from winlab.powershell.errors import error, net_error
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray
from winlab.windows import sddl
from winlab.windows.errors import Win32Error
from winlab.windows.file_nodes import ADMINISTRATORS, Access
from winlab.windows.machine import Machine
from winlab.windows.session import current_host
from winlab.windows.surfaces.access_rules import (
    CONTROL,
    INHERITANCE,
    REGISTRY_RIGHTS,
    RIGHTS,
    SPACE,
    SYNCHRONIZE,
    TABLE,
    AccessRule,
    FileSystemAccessRule,
    RegistryAccessRule,
    number,
)
from winlab.windows.surfaces.identities import NTAccount

# --- descriptors ---

_SYSTEM = "NT AUTHORITY\\SYSTEM"


@TABLE.type(SPACE + "ObjectSecurity", bases=("System.Object",))
class ObjectSecurity(NetObject):
    """A security descriptor; `Set-Acl` writes it back."""

    rule: ClassVar[type[AccessRule]] = FileSystemAccessRule

    def __init__(
        self,
        path: str = "",
        entries: Iterable[Access] = (),
        owner: str = ADMINISTRATORS,
        *,
        protected: bool = False,
        folder: bool = False,
    ) -> None:
        self.path = path
        self.entries = list(entries)
        self.owner = owner
        self.group = _SYSTEM
        self.protected = protected
        self.folder = folder

    @net_property("AreAccessRulesProtected", "System.Boolean")
    def is_protected(self) -> bool:
        return self.protected

    @net_property("AreAuditRulesProtected", "System.Boolean")
    def audit_protected(self) -> bool:
        return False

    @net_property("AreAccessRulesCanonical", "System.Boolean")
    def is_canonical(self) -> bool:
        return True

    @net_method(
        "GetAccessRules",
        ("System.Boolean", "System.Boolean", "System.Type"),
        returns=SPACE + "AuthorizationRuleCollection",
    )
    def rules(self, explicit: bool = True, inherited: bool = True, kind: object = None) -> TypedArray:
        """The rules, their accounts as names or SIDs."""
        chosen = [entry for entry in self.entries if (inherited if entry.inherited else explicit)]
        if isinstance(kind, NetType) and kind.name.endswith("SecurityIdentifier"):
            users = current_host().machine.users
            chosen = [replace(entry, account=users.sid_of(entry.account) or entry.account) for entry in chosen]
        return TypedArray(map(self.rule, chosen), declared_name(self.rule))

    # -- changing -----

    def _own(self, entry: Access) -> list[Access]:
        """The explicit entries of the same account and kind."""
        return [
            each
            for each in self.entries
            if not each.inherited and each.allow == entry.allow and self._same(each.account, entry.account)
        ]

    @staticmethod
    def _same(first: str, second: str) -> bool:
        users = current_host().machine.users
        return (users.sid_of(first) or first.lower()) == (users.sid_of(second) or second.lower())

    def _take(self, gone: list[Access]) -> None:
        self.entries = [entry for entry in self.entries if not any(entry is each for each in gone)]

    def _put(self, entry: Access) -> None:
        """Denials stand before what is allowed, explicit entries before inherited ones."""
        explicit = [each for each in self.entries if not each.inherited]
        rest = [each for each in self.entries if each.inherited]
        ordered = sorted([*explicit, entry], key=lambda each: each.allow)
        self.entries = [*ordered, *rest]

    @net_method("AddAccessRule", (SPACE + "AccessRule",), returns="System.Void")
    def add(self, rule: AccessRule) -> None:
        """Adds to what the account has."""
        for known in self._own(rule.entry):
            if known.inherits == rule.entry.inherits:
                self._take([known])
                self._put(replace(known, mask=known.mask | rule.entry.mask))
                return
        self._put(rule.entry)

    @net_method("SetAccessRule", (SPACE + "AccessRule",), returns="System.Void")
    def set(self, rule: AccessRule) -> None:
        """Replaces what the account has of that kind."""
        self._take(self._own(rule.entry))
        self._put(rule.entry)

    @net_method("ResetAccessRule", (SPACE + "AccessRule",), returns="System.Void")
    def reset(self, rule: AccessRule) -> None:
        """Replaces what the account has of both kinds."""
        self._purge(rule.entry.account)
        self._put(rule.entry)

    @net_method("RemoveAccessRule", (SPACE + "AccessRule",), returns="System.Boolean")
    def remove(self, rule: AccessRule) -> bool:
        """Takes rights away; an entry without any left goes."""
        for known in self._own(rule.entry):
            left = known.mask & ~rule.entry.mask
            self._take([known])
            if left & ~SYNCHRONIZE:
                self._put(replace(known, mask=left | (known.mask & SYNCHRONIZE)))
        return True

    @net_method("RemoveAccessRuleSpecific", (SPACE + "AccessRule",), returns="System.Void")
    def remove_specific(self, rule: AccessRule) -> None:
        """Takes the entry that is exactly this rule away."""
        self._take(
            [
                each
                for each in self._own(rule.entry)
                if (each.mask, each.inherits) == (rule.entry.mask, rule.entry.inherits)
            ]
        )

    @net_method("RemoveAccessRuleAll", (SPACE + "AccessRule",), returns="System.Void")
    def remove_all(self, rule: AccessRule) -> None:
        """Takes all entries of the account and kind away."""
        self._take(self._own(rule.entry))

    @net_method("PurgeAccessRules", ("System.Security.Principal.IdentityReference",), returns="System.Void")
    def purge(self, identity: object) -> None:
        """Takes all explicit entries of an account away."""
        self._purge(to_text(identity))

    def _purge(self, account: str) -> None:
        self.entries = [each for each in self.entries if each.inherited or not self._same(each.account, account)]

    @net_method("SetAccessRuleProtection", ("System.Boolean", "System.Boolean"), returns="System.Void")
    def protect(self, protected: bool, keep: bool) -> None:
        """Ends inheritance; what was inherited is kept as explicit entries, or goes."""
        self.protected = protected
        if protected:
            kept = [each for each in self.entries if keep or not each.inherited]
            self.entries = [replace(each, inherited=False) for each in kept]

    # -- owner, text -----

    @net_method("GetOwner", ("System.Type",))
    def get_owner(self, kind: object) -> object:
        return NTAccount(self.owner).translate(kind) if isinstance(kind, NetType) else NTAccount(self.owner)

    @net_method("SetOwner", ("System.Object",), returns="System.Void")
    def set_owner(self, owner: object) -> None:
        self.owner = _name_of(owner)

    @net_method("GetGroup", ("System.Type",))
    def get_group(self, kind: object) -> object:
        return NTAccount(self.group).translate(kind) if isinstance(kind, NetType) else NTAccount(self.group)

    @net_method("SetGroup", ("System.Object",), returns="System.Void")
    def set_group(self, group: object) -> None:
        self.group = _name_of(group)

    @net_method("GetSecurityDescriptorSddlForm", (SPACE + "AccessControlSections",), returns="System.String")
    def sddl(self, sections: object = "All") -> str:
        """The descriptor as text, whole or its access list alone."""
        users = current_host().machine.users
        text = sddl.written(users, self.owner, self.group, self.entries, folder=self.folder, protected=self.protected)
        wanted = to_text(sections)
        return (
            text[text.index("D:") :] if wanted == "Access" else text[: text.index("G:")] if wanted == "Owner" else text
        )

    @net_method("SetSecurityDescriptorSddlForm", ("System.String",), returns="System.Void")
    def set_sddl(self, text: str) -> None:
        """Takes owner and access list from text."""
        try:
            owner, self.entries, self.protected = sddl.read(current_host().machine.users, text)
        except sddl.SddlError:
            raise net_error(
                "System.ArgumentException", "The SDDL form of a security descriptor object is invalid."
            ) from None
        self.owner = owner or self.owner

    @net_method(
        "AccessRuleFactory",
        ("System.Object", "System.Int32", "System.Boolean", "System.Object", "System.Object", "System.Object"),
    )
    def factory(
        self, identity: object, mask: int, inherited: bool, inheritance: object, propagation: object, kind: object
    ) -> AccessRule:
        """A rule for this kind of object."""
        inherits = number(inheritance, INHERITANCE.values or {}) != 0
        allow = number(kind, CONTROL.values or {}) == 0
        return self.rule(Access(to_text(identity), mask, allow, inherited, inherits))


def _name_of(identity: object) -> str:
    text = to_text(identity)
    return current_host().machine.users.name_of(text) or text if text.upper().startswith("S-1-") else text


def declared_name(rule: type[AccessRule]) -> str:
    """The .NET name of a class of rules."""
    return rule.net_type.name


_BASES = (SPACE + "NativeObjectSecurity", SPACE + "CommonObjectSecurity", SPACE + "ObjectSecurity", "System.Object")


@TABLE.type(SPACE + "FileSystemSecurity", bases=_BASES)
class FileSystemSecurity(ObjectSecurity):
    """The descriptor of a file or folder."""

    @net_property("AccessRightType", "System.Type")
    def right_type(self) -> NetType:
        return RIGHTS


@TABLE.type(SPACE + "DirectorySecurity", bases=(SPACE + "FileSystemSecurity",))
class DirectorySecurity(FileSystemSecurity):
    """The descriptor of a folder."""

    new = net_constructor(())(classmethod(lambda cls: cls(folder=True)))


@TABLE.type(SPACE + "FileSecurity", bases=(SPACE + "FileSystemSecurity",))
class FileSecurity(FileSystemSecurity):
    """The descriptor of a file."""

    new = net_constructor(())(classmethod(lambda cls: cls()))


@TABLE.type(SPACE + "RegistrySecurity", bases=_BASES)
class RegistrySecurity(ObjectSecurity):
    """The descriptor of a registry key."""

    rule = RegistryAccessRule
    new = net_constructor(())(classmethod(lambda cls: cls(folder=True)))

    @net_property("AccessRightType", "System.Type")
    def right_type(self) -> NetType:
        return REGISTRY_RIGHTS


def _descriptor(value: object) -> ObjectSecurity:
    assert isinstance(value, ObjectSecurity)
    return value


def _access_text(value: object) -> str:
    given = _descriptor(value)
    kinds = given.rule.kinds
    return "\n".join(
        f"{e.account} {'Allow' if e.allow else 'Deny'}  {EnumValue(kinds, e.mask).net_string()}" for e in given.entries
    )


def _path(provider: str) -> Callable[[object], str]:
    return lambda value: f"Microsoft.PowerShell.Core\\{provider}::{_descriptor(value).path}"


for _name in ("DirectorySecurity", "FileSecurity", "RegistrySecurity"):
    extended(
        SPACE + _name,
        CodeProperty("Path", _path("Registry" if _name.startswith("Registry") else "FileSystem")),
        CodeProperty("Owner", lambda value: _descriptor(value).owner),
        CodeProperty("Group", lambda value: _descriptor(value).group),
        CodeProperty("Access", lambda value: _descriptor(value).rules()),
        CodeProperty("Sddl", lambda value: _descriptor(value).sddl()),
        CodeProperty("AccessToString", _access_text),
        CodeProperty("AuditToString", lambda value: ""),
    )


# --- reading and writing ---


def descriptor_of(machine: Machine, local: str) -> FileSystemSecurity:
    """The descriptor of a file or folder."""
    folder = machine.files.is_folder(local)
    cls = DirectorySecurity if folder else FileSecurity
    own = machine.files.need(local).acl
    protected = own is not None and not any(entry.inherited for entry in own)
    path = machine.files.real_path(local)
    return cls(path, machine.files.acl(local), machine.files.owner(local), protected=protected, folder=folder)


def descriptor_of_key(path: str) -> RegistrySecurity:
    """The descriptor of a registry key: the one that Windows gives all of them."""
    full, read = 0xF003F, 0x20019
    accounts = {"BUILTIN\\Users": read, "BUILTIN\\Power Users": read, ADMINISTRATORS: full, _SYSTEM: full}
    entries = [Access(account, mask) for account, mask in accounts.items()]
    return RegistrySecurity(path, entries, ADMINISTRATORS, protected=True, folder=True)


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
            kind = "System.Security.Principal.IdentityNotMappedException"
            raise error("SetSecurityDescriptor", message, "NotSpecified", None, kind) from problem
        entries.append(replace(entry, account=account))
    machine.files.set_acl(local, tuple(entries))
    if descriptor.owner != machine.files.owner(local):
        machine.files.set_owner(local, descriptor.owner)
