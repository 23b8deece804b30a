"""SecurityIdentifier's binary form and the SIDs that Windows knows by a name of their own.

Sources: https://learn.microsoft.com/dotnet/api/system.security.principal.securityidentifier ,
https://learn.microsoft.com/dotnet/api/system.security.principal.wellknownsidtype (.NET Framework 2.0).
"""

from __future__ import annotations

from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.values import TypedArray
from winlab.windows.surfaces.identities import TABLE, SecurityIdentifier, WindowsIdentity

_SPACE = "System.Security.Principal."
_SID, _KIND, INT, B = _SPACE + "SecurityIdentifier", _SPACE + "WellKnownSidType", "System.Int32", "System.Boolean"
_FORMS = (
    "Null=S-1-0-0 World=S-1-1-0 Local=S-1-2-0 CreatorOwner=S-1-3-0 CreatorGroup=S-1-3-1 CreatorOwnerServer=S-1-3-2 "
    "CreatorGroupServer=S-1-3-3 NTAuthority=S-1-5 Dialup=S-1-5-1 Network=S-1-5-2 Batch=S-1-5-3 Interactive=S-1-5-4 "
    "Service=S-1-5-6 Anonymous=S-1-5-7 Proxy=S-1-5-8 EnterpriseControllers=S-1-5-9 Self=S-1-5-10 "
    "AuthenticatedUser=S-1-5-11 RestrictedCode=S-1-5-12 TerminalServer=S-1-5-13 RemoteLogonId=S-1-5-14 LogonIds= "
    "LocalSystem=S-1-5-18 LocalService=S-1-5-19 NetworkService=S-1-5-20 BuiltinDomain=S-1-5-32 "
    "BuiltinAdministrators=544 BuiltinUsers=545 BuiltinGuests=546 BuiltinPowerUsers=547 BuiltinAccountOperators=548 "
    "BuiltinSystemOperators=549 BuiltinPrintOperators=550 BuiltinBackupOperators=551 BuiltinReplicator=552 "
    "BuiltinPreWindows2000CompatibleAccess=554 BuiltinRemoteDesktopUsers=555 BuiltinNetworkConfigurationOperators=556 "
    "AccountAdministrator=-500 AccountGuest=-501 AccountKrbtgt=-502 AccountDomainAdmins=-512 AccountDomainUsers=-513 "
    "AccountDomainGuests=-514 AccountComputers=-515 AccountControllers=-516 AccountCertAdmins=-517 "
    "AccountSchemaAdmins=-518 AccountEnterpriseAdmins=-519 AccountPolicyAdmins=-520 AccountRasAndIasServers=-553 "
    "NtlmAuthentication=S-1-5-64-10 DigestAuthentication=S-1-5-64-21 SChannelAuthentication=S-1-5-64-14 "
    "ThisOrganization=S-1-5-15 OtherOrganization=S-1-5-1000 BuiltinIncomingForestTrustBuilders=557 "
    "BuiltinPerformanceMonitoringUsers=558 BuiltinPerformanceLoggingUsers=559 BuiltinAuthorizationAccess=560 "
    "WinBuiltinTerminalServerLicenseServers=561"
)
_KNOWN = [tuple(each.split("=")) for each in _FORMS.split()]
TABLE.enum(_KIND, {f"{name}Sid": number for number, (name, _) in enumerate(_KNOWN)})
_DECLARED = TABLE.extend(_SID)


def _known(kind: EnumValue, domain: SecurityIdentifier | None) -> str:
    """The SID of a name; accounts need their domain."""
    form = _KNOWN[kind.value][1]
    if form.startswith("-"):
        if domain is None:
            raise net_error("System.ArgumentNullException", "Value cannot be null.\r\nParameter name: domainSid")
        return domain.sid + form
    if not form:
        text = "Well-known SIDs of type LogonIdsSid cannot be created.\r\nParameter name: sidType"
        raise net_error("System.ArgumentException", text)
    return form if form.startswith("S") else f"S-1-5-32-{form}"


@_DECLARED.constructor(("System.String",), ("System.Byte[]", INT), (_KIND, _SID))
def new_sid(value: object, rest: object = None) -> SecurityIdentifier:
    """From its text, its bytes or its name."""
    if isinstance(value, EnumValue):
        return SecurityIdentifier(_known(value, rest if isinstance(rest, SecurityIdentifier) else None))
    return SecurityIdentifier.new(value, rest if isinstance(rest, int) else 0)


@_DECLARED.method("IsWellKnown", (_KIND,), returns=B)
def is_well_known(sid: SecurityIdentifier, kind: EnumValue) -> bool:
    """Whether it is the SID of a name."""
    if not _KNOWN[kind.value][1]:
        return False
    return sid.sid == _known(kind, sid.domain_sid() or SecurityIdentifier(""))


def binary(sid: SecurityIdentifier) -> bytes:
    """The binary form ([MS-DTYP] 2.4.2.2)."""
    revision, authority, *parts = map(int, sid.sid.split("-")[1:])
    head = bytes([revision, len(parts)]) + authority.to_bytes(6, "big")
    return head + b"".join(part.to_bytes(4, "little") for part in parts)


@_DECLARED.method("GetBinaryForm", ("System.Byte[]", INT), returns="System.Void")
def put_binary(sid: SecurityIdentifier, target: list[object], offset: int) -> None:
    """Puts the binary form into an array."""
    data = TypedArray.of_bytes(binary(sid))
    if offset < 0 or offset + len(data) > len(target):
        text = "Destination array was not long enough. Check destIndex and length, and the array's lower bounds."
        raise net_error("System.ArgumentException", text)
    target[offset : offset + len(data)] = data


@_DECLARED.method("IsEqualDomainSid", (_SID,), returns=B)
def has_domain(sid: SecurityIdentifier, other: SecurityIdentifier) -> bool:
    """Whether both are of a domain."""
    own = sid.domain_sid()
    return own is not None and own.net_equals(other.domain_sid())


@_DECLARED.method("IsValidTargetType", ("System.Type",), returns=B)
def translates_to(_sid: SecurityIdentifier, kind: NetType) -> bool:
    """Whether Translate gives the class."""
    return kind.name in (_SID, _SPACE + "NTAccount")


_DECLARED.method("IsAccountSid", returns=B)(lambda sid: sid.domain_sid() is not None)
_DECLARED.method("CompareTo", (_SID,), returns=INT)(
    lambda sid, other: (binary(sid) > binary(other)) - (binary(sid) < binary(other))
)
_DECLARED.property("BinaryLength", INT)(lambda sid: len(binary(sid)))
_DECLARED.constants(INT, MinBinaryLength=8, MaxBinaryLength=68)

_IDENTITY = TABLE.extend(_SPACE + "WindowsIdentity")
_IDENTITY.property("IsGuest", B)(lambda identity: "S-1-5-32-546" in identity.logon.group_sids)
_IDENTITY.property("IsAnonymous", B)(lambda identity: identity.logon.sid == "S-1-5-7")


@_IDENTITY.property("Owner", _SID)
def owner(identity: WindowsIdentity) -> SecurityIdentifier:
    """Who owns what the identity makes: of an administrator, the group."""
    return SecurityIdentifier("S-1-5-32-544") if identity.logon.is_administrator else identity.user()
