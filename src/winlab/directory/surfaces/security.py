"""Access lists as .NET shows them: ActiveDirectorySecurity and ActiveDirectoryAccessRule.

Source: https://learn.microsoft.com/dotnet/api/system.directoryservices.activedirectorysecurity ; values of the
rights: https://learn.microsoft.com/dotnet/api/system.directoryservices.activedirectoryrights .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.directory import principals, rights
from winlab.directory.forest import Domain, Forest
from winlab.directory.rights import Ace
from winlab.directory.surfaces.failures import index_out_of_range
from winlab.directory.surfaces.net_values import NET
from winlab.directory.surfaces.place import here
from winlab.powershell.declare import net_constructor, net_method, net_property
from winlab.powershell.invoking import invoke_overload
from winlab.powershell.nettypes import TYPES, EnumValue, NetType, register
from winlab.powershell.values import NetObject, PSObject

_SPACE = "System.DirectoryServices."
_REFERENCE = "System.Security.Principal.IdentityReference"
_CONTROL_TYPE = "System.Security.AccessControl.AccessControlType"
_NO_GUID = "00000000-0000-0000-0000-000000000000"
_BITS = {
    "CC": 0x1, "DC": 0x2, "LC": 0x4, "SW": 0x8, "RP": 0x10, "WP": 0x20, "DT": 0x40, "LO": 0x80, "CR": 0x100,
    "SD": 0x10000, "RC": 0x20000, "WD": 0x40000, "WO": 0x80000,
}  # fmt: skip
_RIGHTS = {
    "GenericAll": 983551, "GenericRead": 131220, "GenericWrite": 131112, "GenericExecute": 131076,
    "WriteOwner": 0x80000, "WriteDacl": 0x40000, "ReadControl": 0x20000, "Delete": 0x10000,
    "ExtendedRight": 0x100, "ListObject": 0x80, "DeleteTree": 0x40, "WriteProperty": 0x20, "ReadProperty": 0x10,
    "Self": 0x8, "ListChildren": 0x4, "DeleteChild": 0x2, "CreateChild": 0x1,
}  # fmt: skip


def _enum(name: str, values: dict[str, int], flags: bool = False) -> NetType:
    known = TYPES.get(name.lower())
    if known is None:
        known = NetType(name, ("System.Enum",), values=values, is_flags=flags)
        register([known])
    NET.types[name.lower()] = known
    return known


AD_RIGHTS = _enum(_SPACE + "ActiveDirectoryRights", _RIGHTS, flags=True)
INHERITANCE = _enum(
    _SPACE + "ActiveDirectorySecurityInheritance",
    {"None": 0, "All": 1, "Descendents": 2, "SelfAndChildren": 3, "Children": 4},
)
CONTROL_TYPE = _enum(_CONTROL_TYPE, {"Allow": 0, "Deny": 1})


def make(type_name: str, *arguments: object) -> object:
    """A .NET object of a class another part declares; the plain text while nobody does."""
    declared = TYPES.get(type_name.lower())
    if declared is None or declared.constructor is None:
        return arguments[0]
    return invoke_overload(declared.constructor, list(arguments))


def rights_mask(ace: Ace) -> int:
    """The rights of an entry as the number of ActiveDirectoryRights."""
    return sum(_BITS[right] for right in ace.rights if right in _BITS)


def rights_of_mask(mask: int) -> frozenset[str]:
    """The two-letter rights of a number."""
    return frozenset(letters for letters, bit in _BITS.items() if mask & bit)


@NET.type(_SPACE + "ActiveDirectoryAccessRule", bases=("System.Security.AccessControl.ObjectAccessRule",))
class AccessRule(NetObject):
    """One entry of an access list; ``names`` tells whether it shows accounts by name or by SID."""

    def __init__(self, ace: Ace, identity: object, inherited: bool = False) -> None:
        self.ace = ace
        self.identity = identity
        self.inherited = inherited

    @net_constructor(
        (_REFERENCE, AD_RIGHTS.name, _CONTROL_TYPE),
        (_REFERENCE, AD_RIGHTS.name, _CONTROL_TYPE, "System.Guid"),
        (_REFERENCE, AD_RIGHTS.name, _CONTROL_TYPE, INHERITANCE.name),
        (_REFERENCE, AD_RIGHTS.name, _CONTROL_TYPE, "System.Guid", INHERITANCE.name),
    )
    @classmethod
    def new(cls, identity: object, mask: object, control: object, *rest: object) -> AccessRule:
        """A new entry, to be added to a descriptor."""
        kind = ""
        spread = 0
        for part in rest:
            if isinstance(part, EnumValue):
                spread = part.value
            else:
                kind = _text(part).lower()
        ace = Ace(
            _sid(identity),
            rights_of_mask(mask.value if isinstance(mask, EnumValue) else 0),
            not (isinstance(control, EnumValue) and control.value == 1),
            inherit=spread != 0,
            object_type="" if kind == _NO_GUID else kind,
            inherit_only=spread in (2, 4),
        )
        return cls(ace, identity)

    @net_property("IdentityReference", _REFERENCE)
    def identity_reference(self) -> object:
        """Who it is about."""
        return self.identity

    @net_property("ActiveDirectoryRights", AD_RIGHTS.name)
    def ad_rights(self) -> EnumValue:
        """Which rights."""
        return EnumValue(AD_RIGHTS, rights_mask(self.ace))

    @net_property("AccessControlType", _CONTROL_TYPE)
    def control_type(self) -> EnumValue:
        """Allow or Deny."""
        return EnumValue(CONTROL_TYPE, 0 if self.ace.allow else 1)

    @net_property("ObjectType", "System.Guid")
    def object_type(self) -> object:
        """The property, property set or class it is about; an empty GUID for all."""
        return make("System.Guid", self.ace.object_type or _NO_GUID)

    @net_property("InheritedObjectType", "System.Guid")
    def inherited_object_type(self) -> object:
        """Always empty: entries for one class of children are not kept."""
        return make("System.Guid", _NO_GUID)

    @net_property("InheritanceType", INHERITANCE.name)
    def inheritance_type(self) -> EnumValue:
        """Whom it reaches."""
        reach = 2 if self.ace.inherit_only else 1 if self.ace.inherit else 0
        return EnumValue(INHERITANCE, reach)

    @net_property("IsInherited", "System.Boolean")
    def is_inherited(self) -> bool:
        """Whether it comes from above."""
        return self.inherited


def _text(value: object) -> str:
    plain = value.base if isinstance(value, PSObject) and value.base is not None else value
    return plain.net_string() if isinstance(plain, NetObject) else str(plain)


def _sid(identity: object) -> str:
    text = _text(identity)
    if text.upper().startswith("S-1-"):
        return text
    return principals.sid_of(here().forest, text) or text


@NET.type(
    "System.Security.AccessControl.AuthorizationRuleCollection", bases=("System.Collections.ReadOnlyCollectionBase",)
)
class RuleCollection(NetObject):
    """Entries of an access list."""

    def __init__(self, rules: Sequence[AccessRule]) -> None:
        self.rules = list(rules)

    def net_iter(self) -> Iterator[object]:
        """The entries."""
        return iter(self.rules)

    def net_index(self, index: Sequence[object]) -> object:
        """One entry."""
        number = index[0]
        if not isinstance(number, int) or not 0 <= number < len(self.rules):
            raise index_out_of_range()
        return self.rules[number]

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many."""
        return len(self.rules)


@NET.type(_SPACE + "ActiveDirectorySecurity", bases=("System.Security.AccessControl.DirectoryObjectSecurity",))
class DirectorySecurity(NetObject):
    """The security descriptor of an entry; changes are written with the entry's CommitChanges."""

    def __init__(self, forest: Forest, domain: Domain, own: str, inherited: Sequence[str]) -> None:
        self._forest = forest
        self._domain = domain
        self.descriptor = own
        self.changed = False
        self._inherited = [ace for text in inherited for ace in rights.parse(text) if ace.inherit]

    @net_method(
        "GetAccessRules",
        ("System.Boolean", "System.Boolean", "System.Type"),
        returns="System.Security.AccessControl.AuthorizationRuleCollection",
    )
    def access_rules(self, explicit: object, inherited: object, target: object) -> RuleCollection:
        """Own entries, inherited ones, or both, with accounts as NTAccount or SecurityIdentifier."""
        wanted = target.name if isinstance(target, NetType) else "System.Security.Principal.NTAccount"
        found = [self._rule(ace, False, wanted) for ace in rights.parse(self.descriptor)] if explicit else []
        if inherited:
            found += [self._rule(ace, True, wanted) for ace in self._inherited]
        return RuleCollection(found)

    def _rule(self, ace: Ace, inherited: bool, wanted: str) -> AccessRule:
        sid = rights.trustee_sid(ace.trustee, self._domain.sid, self._forest.root.sid)
        if wanted.endswith("NTAccount"):
            name = principals.name_of(self._forest, sid) or _builtin_name(self._forest, self._domain, sid)
            if name is not None:
                return AccessRule(ace, make(wanted, name), inherited)
        return AccessRule(ace, make("System.Security.Principal.SecurityIdentifier", sid), inherited)

    @net_method("AddAccessRule", (_SPACE + "ActiveDirectoryAccessRule",), returns="System.Void")
    def add_rule(self, rule: object) -> None:
        """Adds an entry."""
        if isinstance(rule, AccessRule):
            self.descriptor = rights.add_ace(self.descriptor, rule.ace)
            self.changed = True

    @net_method("RemoveAccessRule", (_SPACE + "ActiveDirectoryAccessRule",), returns="System.Boolean")
    def remove_rule(self, rule: object) -> bool:
        """Removes an entry."""
        if not isinstance(rule, AccessRule):
            return False
        before = self.descriptor
        self.descriptor = rights.remove_ace(before, rule.ace)
        self.changed = True
        return len(rights.parse(before)) != len(rights.parse(self.descriptor))

    @net_method(
        "GetSecurityDescriptorSddlForm",
        ("System.Security.AccessControl.AccessControlSections",),
        returns="System.String",
    )
    def sddl(self, sections: object) -> str:
        """The access list in SDDL."""
        return self.descriptor


def _builtin_name(forest: Forest, domain: Domain, sid: str) -> str | None:
    found = principals.by_sid(forest, sid, within=domain)
    return f"BUILTIN\\{found[1].text('sAMAccountName')}" if found is not None else None
