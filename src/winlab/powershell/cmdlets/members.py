"""Get-Member: what members objects have.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/get-member (2.0).
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell import objects
from winlab.powershell.addedmembers import (
    AliasProperty,
    CodeMethod,
    Member,
    MemberSet,
    NoteProperty,
    PropertySet,
    ScriptMethod,
    ScriptProperty,
)
from winlab.powershell.cmdlets.tables import ANY, STRINGS, UTILITY, as_list
from winlab.powershell.conversion import converter
from winlab.powershell.declare import EXTENDED, NET, SWITCH, Cmdlet, Param, net_property
from winlab.powershell.enumconversion import to_enum
from winlab.powershell.errors import error
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.memberviews import definitions
from winlab.powershell.nettypes import TYPES, EnumValue, NetMethod, NetProperty, NetType, enum_value
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, NetObject, PSObject, type_name, type_names, unwrap

NET.enum(SMA + "PSMemberViewTypes", {"Extended": 1, "Adapted": 2, "Base": 4, "All": 7}, flags=True)


@converter(SMA + "PSMemberTypes")
def to_member_types(value: object) -> object:
    """Kinds of members; names may have wildcards (the type's EnumMultipleTypeConverter)."""
    kinds = TYPES[(SMA + "PSMemberTypes").lower()]
    base = unwrap(value)
    parts = base if isinstance(base, list) else base.split(",") if isinstance(base, str) else [base]
    bits = 0
    for part in parts:
        text = to_text(part).strip()
        if isinstance(part, str) and has_wildcards(text):
            matched = [bit for name, bit in (kinds.values or {}).items() if wildcard(text).fullmatch(name)]
            for bit in matched:
                bits |= bit
            if matched:
                continue
        one = to_enum(part.strip() if isinstance(part, str) else part, kinds)
        bits |= one.value if isinstance(one, EnumValue) else 0
    return EnumValue(kinds, bits)


@NET.type("Microsoft.PowerShell.Commands.MemberDefinition", assembly="Microsoft.PowerShell.Commands.Utility")
class MemberDefinition(NetObject):
    """A member of a type as Get-Member writes it."""

    def __init__(self, owner: str, name: str, kind: str, definition: str) -> None:
        self.owner, self.member_name, self.kind, self.text = owner, name, kind, definition

    type_name = net_property("TypeName", "System.String")(lambda self: self.owner)
    name = net_property("Name", "System.String")(lambda self: self.member_name)

    @net_property("MemberType", SMA + "PSMemberTypes")
    def member_type(self) -> EnumValue:
        """The kind of member."""
        return enum_value(SMA + "PSMemberTypes", self.kind)

    definition = net_property("Definition", "System.String")(lambda self: self.text)

    def net_string(self) -> str:
        """The definition."""
        return self.text


def _declared(member: NetProperty | NetMethod, owner: str) -> MemberDefinition:
    if isinstance(member, NetMethod) and member.name in ("Chars", "Item"):
        text = f"{definitions(member)[0]} {{get;}}"
        return MemberDefinition(owner, member.name, "ParameterizedProperty", text)
    if isinstance(member, NetMethod):
        return MemberDefinition(owner, member.name, "Method", ", ".join(definitions(member)))
    static = "static " if member.static else ""
    access = "{get;set;}" if member.setter is not None else "{get;}"
    return MemberDefinition(owner, member.name, "Property", f"{static}{member.type} {member.name} {access}")


def _added(member: Member, owner: str) -> MemberDefinition:
    if isinstance(member, NoteProperty):
        shown = type_name(unwrap(member.value))
        text = f"{shown} {member.name}={to_text(member.value)}"
    elif isinstance(member, AliasProperty):
        text = f"{member.name} = {member.referenced}"
    elif isinstance(member, ScriptProperty):
        setter = f"set={to_text(member.setter)};" if member.setter is not None else ""
        text = f"System.Object {member.name} {{get={to_text(member.getter)};{setter}}}"
    elif isinstance(member, (ScriptMethod, CodeMethod)):
        text = f"System.Object {member.name}();"
    elif isinstance(member, PropertySet):
        text = f"{member.name} {{{', '.join(member.names)}}}"
    elif isinstance(member, MemberSet):
        text = f"{member.name} {{{', '.join(inner.name for inner in member.members)}}}"
    else:
        text = f"System.Object {member.name} {{get;}}"
    return MemberDefinition(owner, member.name, member.member_type, text)


def extended_members(value: object) -> Iterator[Member]:
    """Members of the object itself and those its types were given."""
    seen: set[str] = set()
    base = unwrap(value)
    tables = [objects.own_members(value), None if base is value else objects.own_members(base)]
    for member in (m for table in tables for m in table or ()):
        if member.name.lower() not in seen:
            seen.add(member.name.lower())
            yield member
    for name in type_names(value):
        for key, member in EXTENDED.get(name.lower(), {}).items():
            if key not in seen:
                seen.add(key)
                yield member


_STANDARD = ("DefaultDisplayPropertySet", "PropertySerializationSet")
"""Sets that PSStandardMembers holds."""


def members_of(value: object, view: int, *, force: bool) -> Iterator[MemberDefinition]:
    """All members of an object; ``view`` has the bits of PSMemberViewTypes."""
    owner = type_names(value)[0] if type_names(value) else ""
    seen: set[str] = set()
    base = unwrap(value)
    if view & 1:
        for member in extended_members(value):
            if force or not (isinstance(member, MemberSet) or member.name in _STANDARD):
                seen.add(member.name.lower())
                yield _added(member, owner)
    if view & 2 and isinstance(base, NetObject) and base.is_adapter:
        for name in base.adapted_names():
            if name.lower() not in seen:
                seen.add(name.lower())
                kind = type_name(unwrap(objects.get_member(base, name)))
                yield MemberDefinition(owner, name, "Property", f"{kind} {name} {{get;set;}}")
        for name in base.adapted_methods():
            if name.lower() not in seen:
                seen.add(name.lower())
                yield MemberDefinition(owner, name, "Method", f"System.Object {name}()")
    if view & 6:
        yield from _native(base, owner, seen, force=force)


def _native(base: object, owner: str, seen: set[str], *, force: bool) -> Iterator[MemberDefinition]:
    declared = TYPES["system.object"] if isinstance(base, PSObject) else objects.net_type_of(base)
    if declared is None:
        return
    for member in objects.sorted_members(declared):
        if member.name.lower() in seen or (not force and member.name.startswith(("get_", "set_"))):
            continue
        if isinstance(member, NetProperty) and isinstance(base, NetObject) and base.hides_net_properties:
            continue
        seen.add(member.name.lower())
        yield _declared(member, owner)
        if force and isinstance(member, NetProperty):
            yield MemberDefinition(owner, f"get_{member.name}", "Method", f"{member.type} get_{member.name}()")
            if member.setter is not None:
                text = f"System.Void set_{member.name}({member.type} value)"
                yield MemberDefinition(owner, f"set_{member.name}", "Method", text)


def static_members(declared: NetType) -> Iterator[MemberDefinition]:
    """The static members of a type."""
    for name in declared.values or {}:
        text = f"static {declared.name} {name} {{get;}}"
        yield MemberDefinition(declared.name, name, "Property", text)
    seen: set[str] = set()
    for name in declared.hierarchy():
        known = TYPES.get(name.lower())
        for key, member in {} if known is None else known.statics.items():
            if key not in seen:
                seen.add(key)
                yield _declared(member, declared.name)


@UTILITY.cmdlet("Get-Member", aliases=("gm",), output="Microsoft.PowerShell.Commands.MemberDefinition")
class GetMember(Cmdlet):
    """Writes the members of objects, once per type."""

    input_object = Param(ANY, pipeline=True, default=VOID, allow_null=True)
    name = Param(STRINGS, position=0)
    member_type = Param(SMA + "PSMemberTypes", aliases=("Type",))
    view = Param(SMA + "PSMemberViewTypes")
    static = Param(SWITCH)
    force = Param(SWITCH)

    def begin(self) -> None:
        self._shown: set[str] = set()

    def process(self) -> None:
        value: object = self.input_object
        if value is None or value is VOID:
            return
        base = unwrap(value)
        if self.static:
            declared = base if isinstance(base, NetType) else objects.net_type_of(base)
            if declared is None:
                return
            key, found = declared.name, static_members(declared)
        else:
            view: object = self.view
            bits = view.value if isinstance(view, EnumValue) else 3
            key = type_names(value)[0] if type_names(value) else ""
            found = members_of(value, bits, force=bool(self.force))
        if key.lower() in self._shown:
            return
        self._shown.add(key.lower())
        fitting = [member for member in found if self._fits(member)]
        fitting.sort(key=lambda member: (member.kind.lower(), member.member_name.lower()))
        self.write_all(fitting)

    def _fits(self, member: MemberDefinition) -> bool:
        patterns = [wildcard(to_text(name)) for name in as_list(self.name)]
        wanted: object = self.member_type
        return (not patterns or any(p.fullmatch(member.member_name) for p in patterns)) and (
            not isinstance(wanted, EnumValue) or bool(member.member_type().value & wanted.value)
        )

    def end(self) -> None:
        if not self._shown:
            self.error(
                error(
                    "NoObjectInGetMember",
                    "No object has been specified to the get-member cmdlet.",
                    "CloseError",
                    None,
                    "System.InvalidOperationException",
                ).record
            )
