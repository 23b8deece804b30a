"""System.Security.Principal: who runs the session, accounts and SIDs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell.declare import (
    NetTable,
    net_constructor,
    net_method,
    net_property,
    net_static,
)
from winlab.powershell.errors import net_error
from winlab.powershell.net.marshal import IntPtr
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject
from winlab.windows.accounts import Logon
from winlab.windows.extension import register_extension
from winlab.windows.session import current_host

TABLE = NetTable()
register_extension(net=TABLE)

ROLES = TABLE.enum(
    "System.Security.Principal.WindowsBuiltInRole",
    {"Administrator": 544, "User": 545, "Guest": 546, "PowerUser": 547, "BackupOperator": 551, "Replicator": 552},
)
TABLE.extend("System.Security.Principal.IdentityReference")
LEVELS = TABLE.enum(
    "System.Security.Principal.TokenImpersonationLevel", "None Anonymous Identification Impersonation Delegation"
)
_ADMINISTRATORS = "S-1-5-32-544"


def _not_mapped() -> Exception:
    return net_error(
        "System.Security.Principal.IdentityNotMappedException",
        "Some or all identity references could not be translated.",
    )


@TABLE.type("System.Security.Principal.NTAccount", bases=("System.Security.Principal.IdentityReference",))
class NTAccount(NetObject):
    """An account by name."""

    def __init__(self, name: str) -> None:
        self.account = name

    @net_constructor(("System.String",), ("System.String", "System.String"))
    @classmethod
    def new(cls, first: str, second: str = "") -> NTAccount:
        return cls(f"{first}\\{second}" if second else first)

    @net_property("Value", "System.String")
    def value(self) -> str:
        return self.account

    @net_method("Translate", ("System.Type",), returns="System.Security.Principal.IdentityReference")
    def translate(self, kind: NetType) -> NetObject:
        sid = current_host().machine.users.sid_of(self.account)
        if sid is None:
            raise _not_mapped()
        return SecurityIdentifier(sid) if kind.name.endswith("SecurityIdentifier") else self

    def net_string(self) -> str:
        """The name."""
        return self.account

    def net_equals(self, other: object) -> bool:
        """By name, without case."""
        return isinstance(other, NTAccount) and other.account.lower() == self.account.lower()


@TABLE.type("System.Security.Principal.SecurityIdentifier", bases=("System.Security.Principal.IdentityReference",))
class SecurityIdentifier(NetObject):
    """A SID."""

    def __init__(self, sid: str) -> None:
        self.sid = sid

    @net_constructor(("System.String",), ("System.Byte[]", "System.Int32"))
    @classmethod
    def new(cls, value: object, offset: int = 0) -> SecurityIdentifier:
        if isinstance(value, list):
            raw = bytes(int(item) for item in value[offset:] if isinstance(item, int))
            if offset < 0 or len(raw) < 8 or len(raw) < 8 + 4 * raw[1]:
                text = (
                    "Destination array was not long enough. Check destIndex and length, and the array's lower bounds."
                )
                raise net_error("System.ArgumentOutOfRangeException", f"{text}\r\nParameter name: binaryForm")
            authority = int.from_bytes(raw[2:8], "big")
            parts = [int.from_bytes(raw[8 + 4 * i : 12 + 4 * i], "little") for i in range(raw[1])]
            return cls("-".join(["S", str(raw[0]), str(authority), *map(str, parts)]))
        text = to_text(value)
        if not text.upper().startswith("S-1-"):
            raise net_error("System.ArgumentException", "Value was invalid.\r\nParameter name: sddlForm")
        return cls(text)

    @net_property("Value", "System.String")
    def value(self) -> str:
        return self.sid

    @net_property("BinaryLength", "System.Int32")
    def binary_length(self) -> int:
        return 8 + 4 * (self.sid.count("-") - 2)

    @net_property("AccountDomainSid", "System.Security.Principal.SecurityIdentifier")
    def domain_sid(self) -> SecurityIdentifier | None:
        parts = self.sid.split("-")
        return SecurityIdentifier("-".join(parts[:7])) if self.sid.startswith("S-1-5-21-") and len(parts) > 6 else None

    @net_method("Translate", ("System.Type",), returns="System.Security.Principal.IdentityReference")
    def translate(self, kind: NetType) -> NetObject:
        if not kind.name.endswith("NTAccount"):
            return self
        name = current_host().machine.users.name_of(self.sid)
        if name is None:
            raise _not_mapped()
        return NTAccount(name)

    def net_string(self) -> str:
        """The SID."""
        return self.sid

    def net_equals(self, other: object) -> bool:
        """By value."""
        return isinstance(other, SecurityIdentifier) and other.sid == self.sid


def _translated(item: NTAccount | SecurityIdentifier, kind: NetType) -> NTAccount | SecurityIdentifier:
    found = item.translate(kind)
    assert isinstance(found, (NTAccount, SecurityIdentifier))
    return found


@TABLE.type(
    "System.Security.Principal.IdentityReferenceCollection", bases=("System.Object", "System.Collections.IEnumerable")
)
class IdentityReferenceCollection(NetObject):
    """Accounts and SIDs in a row."""

    def __init__(self, items: Sequence[NTAccount | SecurityIdentifier]) -> None:
        self.items = list(items)

    def net_iter(self) -> Iterator[object]:
        """The references."""
        return iter(list(self.items))

    def net_index(self, index: Sequence[object]) -> object:
        """A reference."""
        return self.items[int(to_text(index[0]))]

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        return len(self.items)

    @net_property("IsReadOnly", "System.Boolean")
    def is_read_only(self) -> bool:
        return False

    @net_method("Contains", ("System.Security.Principal.IdentityReference",), returns="System.Boolean")
    def contains(self, wanted: object) -> bool:
        return any(item.net_equals(wanted) for item in self.items)

    @net_method("Translate", ("System.Type",), returns="System.Security.Principal.IdentityReferenceCollection")
    def translate(self, kind: NetType) -> IdentityReferenceCollection:
        return IdentityReferenceCollection([_translated(item, kind) for item in self.items])


@TABLE.type("System.Security.Principal.WindowsIdentity")
class WindowsIdentity(NetObject):
    """Who a process runs as."""

    def __init__(self, logon: Logon) -> None:
        self.logon = logon

    @net_static("GetCurrent", returns="System.Security.Principal.WindowsIdentity")
    @staticmethod
    def current() -> WindowsIdentity:
        return WindowsIdentity(current_host().logon)

    @net_property("Name", "System.String")
    def name(self) -> str:
        return self.logon.account

    @net_property("User", "System.Security.Principal.SecurityIdentifier")
    def user(self) -> SecurityIdentifier:
        return SecurityIdentifier(self.logon.sid)

    @net_property("AuthenticationType", "System.String")
    def authentication_type(self) -> str:
        return "NTLM" if self.logon.kind == "network" else "Kerberos"

    @net_property("IsAuthenticated", "System.Boolean")
    def is_authenticated(self) -> bool:
        return True

    @net_property("IsSystem", "System.Boolean")
    def is_system(self) -> bool:
        return self.logon.sid == "S-1-5-18"

    @net_property("ImpersonationLevel", "System.Security.Principal.TokenImpersonationLevel")
    def level(self) -> EnumValue:
        return EnumValue(LEVELS, 0)

    @net_property("IsGuest", "System.Boolean")
    def is_guest(self) -> bool:
        return self.logon.sid.startswith("S-1-5-21-") and self.logon.sid.endswith("-501")

    @net_property("IsAnonymous", "System.Boolean")
    def is_anonymous(self) -> bool:
        return self.logon.sid == "S-1-5-7"

    @net_property("Owner", "System.Security.Principal.SecurityIdentifier")
    def owner(self) -> SecurityIdentifier:
        # what administrators make belongs to their group
        return SecurityIdentifier(_ADMINISTRATORS if _ADMINISTRATORS in self.logon.group_sids else self.logon.sid)

    @net_property("Groups", "System.Security.Principal.IdentityReferenceCollection")
    def groups(self) -> IdentityReferenceCollection:
        return IdentityReferenceCollection([SecurityIdentifier(sid) for sid in sorted(self.logon.group_sids)])

    @net_property("Token", "System.IntPtr")
    def token(self) -> IntPtr:
        return IntPtr(None, 4 * (200 + len(self.logon.group_sids)))


@TABLE.type("System.Security.Principal.WindowsPrincipal")
class WindowsPrincipal(NetObject):
    """What somebody may."""

    def __init__(self, identity: WindowsIdentity) -> None:
        self.identity = identity

    @net_constructor(("System.Security.Principal.WindowsIdentity",))
    @classmethod
    def new(cls, identity: WindowsIdentity) -> WindowsPrincipal:
        return cls(identity)

    @net_property("Identity", "System.Security.Principal.WindowsIdentity")
    def own_identity(self) -> WindowsIdentity:
        return self.identity

    @net_method("IsInRole", ("System.Object",), returns="System.Boolean")
    def is_in_role(self, role: object) -> bool:
        logon = self.identity.logon
        users = current_host().machine.users
        if isinstance(role, SecurityIdentifier):
            sid: str | None = role.sid
        elif isinstance(role, EnumValue) or type(role) is int:
            number = role.value if isinstance(role, EnumValue) else role
            sid = f"S-1-5-32-{number}"
        else:
            sid = users.sid_of(to_text(role))
            if sid is None:
                # A role may be named as its enumeration does.
                named = next(
                    (n for name, n in (ROLES.values or {}).items() if name.lower() == to_text(role).lower()), None
                )
                sid = f"S-1-5-32-{named}" if named is not None else None
        if sid == "S-1-5-32-544":
            return logon.is_administrator
        return sid is not None and (sid in logon.group_sids or sid == logon.sid)
