"""The extended type system: the one place that answers members of any value.

Order of search, as in PowerShell: members of the object itself, members its types were given (types.ps1xml), members of
its adapter (WMI, XML, hashtable keys...), members of its .NET class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from winlab.powershell.addedmembers import (
    AliasProperty,
    CodeMethod,
    CodeProperty,
    Member,
    MemberSet,
    MemberTable,
    NoteProperty,
    PropertySet,
    ScriptMethod,
    ScriptProperty,
)
from winlab.powershell.conversion import cast_error, convert_or_fail, type_of
from winlab.powershell.declare import EXTENDED
from winlab.powershell.errors import ConversionFailed, NetException, PSError, error
from winlab.powershell.invoking import call_method, type_by_name
from winlab.powershell.memberorder import RANKS
from winlab.powershell.nettypes import PLAIN, TYPES, NetMethod, NetProperty, NetType
from winlab.powershell.values import VOID, Hashtable, NetObject, PSObject, type_name, type_names

GET_FAILED = "System.Management.Automation.GetValueInvocationException"
SET_FAILED = "System.Management.Automation.SetValueException"


def own_members(value: object) -> MemberTable | None:
    """The members added to this one object."""
    if isinstance(value, PSObject):
        return value.members
    if isinstance(value, NetObject):
        return value.instance_members
    return None


def extended_member(value: object, key: str) -> Member | None:
    """A member that the value's types were given."""
    for name in type_names(value):
        table = EXTENDED.get(name.lower())
        if table is not None and (member := table.get(key)) is not None:
            return member
    return None


def net_type_of(value: object) -> NetType | None:
    """The declared .NET type whose members a value has."""
    if not PLAIN:
        from winlab.powershell.net import load

        load()
    declared = PLAIN.get(type(value))
    return declared if declared is not None else type_of(value)


def find_added(value: object, name: str) -> Member | None:
    """A member of the object itself or given to its types."""
    table = own_members(value)
    if table is not None and (member := table.get(name)) is not None:
        return member
    base = value.base if isinstance(value, PSObject) and value.base is not None else value
    if base is not value and isinstance(base, NetObject) and base.instance_members is not None:
        member = base.instance_members.get(name)
        if member is not None:
            return member
    return extended_member(value, name.lower())


def lookup(value: object, name: str) -> tuple[bool, object]:
    """Whether a value has a property of that name, and what it holds.

    Raises:
        PSError: the property's getter failed.
    """
    kind = type(value)
    if kind is Hashtable:
        entry = value._entries.get(name.lower())  # type: ignore[attr-defined]  # kind is Hashtable
        if entry is not None:
            return True, entry[1]
    if value is None or value is VOID:
        return False, None
    added = find_added(value, name)
    if added is not None:
        return True, read_member(value, added)
    base = value.base if isinstance(value, PSObject) else value
    if isinstance(base, Hashtable):
        if name in base:
            return True, base.get(name)
    elif isinstance(base, NetObject) and base.is_adapter:
        try:
            return True, base.adapted_get(name)
        except KeyError:
            pass
    declared = net_type_of(base)
    if declared is not None and base is not None:
        member = declared.find(name.lower())
        if isinstance(member, NetProperty):
            return True, member.getter(base)
        if isinstance(member, NetMethod):
            return True, method_view(base, member)
    if name.lower() in _INTRINSIC:
        return True, intrinsic(value, name.lower())
    return False, None


_INTRINSIC = ("psobject", "psbase", "pstypenames", "psextended", "psadapted")


def intrinsic(value: object, key: str) -> object:
    """``PSObject``, ``PSTypeNames`` and the other members every object has."""
    from winlab.powershell.net.memberviews import BaseView, ObjectView, TypeNameList

    if key == "psobject":
        return ObjectView(value)
    if key == "pstypenames":
        return TypeNameList(value)
    if key == "psbase":
        return BaseView(value)
    return value


def method_view(value: object, method: NetMethod) -> object:
    """A method as a value (``'x'.Substring`` without parentheses)."""
    from winlab.powershell.net.memberviews import MethodView

    return MethodView(value, method)


def read_member(value: object, member: Member) -> object:
    """The value of a member as property."""
    if isinstance(member, NoteProperty):
        return member.value
    if isinstance(member, AliasProperty):
        result = get_member(value, member.referenced)
        if member.convert_to:
            return convert_or_fail(result, type_by_name(member.convert_to))
        return result
    if isinstance(member, CodeProperty):
        return member.getter(value.base if isinstance(value, PSObject) and value.base is not None else value)
    if isinstance(member, ScriptProperty):
        from winlab.powershell.blocks import call_method as call_block

        try:
            return call_block(member.getter, value, [])
        except PSError as failed:
            text = f'Exception getting "{member.name}": "{failed.record.text}"'
            raise error(
                "ScriptGetValueRuntimeException", text, "NotSpecified", None, GET_FAILED, failed.record.exception
            ) from None
    if isinstance(member, PropertySet):
        return VOID
    if isinstance(member, MemberSet):
        return PSObject(None, member.members)
    from winlab.powershell.net.memberviews import MethodView

    return MethodView(value, member)


def get_member(value: object, name: str) -> object:
    """A property's value; null if there is none."""
    return lookup(value, name)[1]


def set_member(value: object, name: str, new: object) -> None:
    """Sets a property.

    Raises:
        PSError: PropertyNotFound (the property does not exist), or it can't be set.
    """
    if new is VOID:
        new = None
    if type(value) is Hashtable:
        value.set(name, new)
        return
    if value is None or value is VOID:
        raise not_found(name)
    added = find_added(value, name)
    if added is not None:
        _write_member(value, added, new)
        return
    base = value.base if isinstance(value, PSObject) else value
    if isinstance(base, Hashtable):
        base.set(name, new)
        return
    if isinstance(base, NetObject) and base.is_adapter:
        try:
            base.adapted_set(name, new)
        except KeyError:
            pass
        else:
            return
    declared = net_type_of(base)
    member = declared.find(name.lower()) if declared is not None and base is not None else None
    if not isinstance(member, NetProperty):
        raise not_found(name)
    if member.setter is None:
        raise read_only(member.name)
    try:
        member.setter(base, convert_or_fail(new, type_by_name(member.type)))
    except ConversionFailed as failed:
        raise set_failed(name, cast_error(new, type_by_name(member.type), failed)) from None
    except PSError as failed:
        raise set_failed(name, failed) from None


def set_failed(name: str, failed: PSError) -> PSError:
    """``Exception setting "...": "..."``; in 2.0 a RuntimeException around the SetValueInvocationException.

    Source: https://github.com/spine-tools/Spine-Toolbox (what Windows 7 says of TLS 1.2).
    """
    inner = failed.record.exception
    message = f'Exception setting "{name}": "{inner.message}"'
    cause = NetException(SET_FAILED.replace("Exception", "InvocationException"), message, inner)
    return error("PropertyAssignmentException", message, "InvalidOperation", None, inner=cause)


def read_only(name: str) -> PSError:
    """``'...' is a ReadOnly property.``"""
    return error("PropertyAssignmentException", f"'{name}' is a ReadOnly property.", "InvalidOperation", None)


def not_found(name: str) -> PSError:
    """A property that is to be set does not exist."""
    return error(
        "PropertyAssignmentException",
        f"Property '{name}' cannot be found on this object; make sure it exists and is settable.",
        "InvalidOperation",
        name,
    )


def _write_member(value: object, member: Member, new: object) -> None:
    if isinstance(member, NoteProperty):
        member.value = new
    elif isinstance(member, AliasProperty):
        set_member(value, member.referenced, new)
    elif isinstance(member, CodeProperty):
        if member.setter is None:
            raise read_only(member.name)
        member.setter(value, new)
    elif isinstance(member, ScriptProperty):
        from winlab.powershell.blocks import call_method as call_block

        if member.setter is None:
            raise error(
                "PropertyAssignmentException",
                f'Set accessor for property "{member.name}" is unavailable.',
                "InvalidOperation",
                None,
                SET_FAILED,
            )
        try:
            call_block(member.setter, value, [new])
        except PSError as failed:
            raise set_failed(member.name, failed) from None
    else:
        raise read_only(member.name)


def call_member(value: object, name: str, args: Sequence[object]) -> object:
    """Calls a method.

    Raises:
        PSError: InvokeMethodOnNull, MethodNotFound, or what the method throws.
    """
    if value is None or value is VOID:
        raise error("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.", "InvalidOperation")
    added = find_added(value, name)
    if isinstance(added, ScriptMethod):
        return _call_script(added, value, args)
    if isinstance(added, CodeMethod):
        return added.function(value, *args)
    base = value.base if isinstance(value, PSObject) and value.base is not None else value
    if isinstance(base, NetObject) and base.is_adapter:
        try:
            return base.adapted_call(name, args)
        except KeyError:
            pass
    declared = net_type_of(base)
    if declared is not None:
        member = declared.find(name.lower())
        if isinstance(member, NetMethod):
            return call_method(member, args, base)
        if member is None:
            accessor = _accessor(declared, base, name, args)
            if accessor is not None:
                return accessor[0]
    held = lookup(value, name)
    if held[0] and type(held[1]).__name__ == "ScriptBlock" and isinstance(added, NoteProperty):
        # A script block in a note property is no method: PowerShell says so too.
        pass
    if isinstance(value, PSObject) and value.base is None:
        names = "System.Management.Automation.PSCustomObject"
    else:
        names = type_name(base)
    raise error(
        "MethodNotFound",
        f"Method invocation failed because [{names}] doesn't contain a method named '{name}'.",
        "InvalidOperation",
        name,
    )


def _accessor(declared: NetType, base: object, name: str, args: Sequence[object]) -> tuple[object] | None:
    """``get_Name()`` and ``set_Name(value)`` of a declared property."""
    lowered = name.lower()
    if lowered == "get_item" and isinstance(base, NetObject):
        return (base.net_index(args),)
    if lowered == "set_item" and isinstance(base, NetObject):
        base.net_index_set(args[:-1], args[-1])
        return (VOID,)
    member = declared.find(lowered[4:]) if lowered.startswith(("get_", "set_")) else None
    if not isinstance(member, NetProperty):
        return None
    if lowered.startswith("get_") and not args:
        return (member.getter(base),)
    if lowered.startswith("set_") and len(args) == 1 and member.setter is not None:
        set_member(base, member.name, args[0])
        return (VOID,)
    return None


def _call_script(member: ScriptMethod, value: object, args: Sequence[object]) -> object:
    from winlab.powershell.blocks import call_method as call_block

    try:
        return call_block(member.block, value, args)
    except PSError as failed:
        text = f'Exception calling "{member.name}" with "{len(args)}" argument(s): "{failed.record.text}"'
        raise error(
            "ScriptMethodRuntimeException",
            text,
            "NotSpecified",
            None,
            "System.Management.Automation.MethodInvocationException",
            failed.record.exception,
        ) from None


# --- static members ---------------------------------------------------------------------------------------------------


def get_static(target: NetType, name: str) -> tuple[bool, object]:
    """Whether a type has a static property of that name, and its value."""
    if target.values is not None:
        for known, number in target.values.items():
            if known.lower() == name.lower():
                from winlab.powershell.nettypes import EnumValue

                return True, EnumValue(target, number)
    member = target.find_static(name.lower())
    if isinstance(member, NetProperty):
        return True, member.getter()
    if isinstance(member, NetMethod):
        return True, method_view(target, member)
    return False, None


def call_static(target: NetType, name: str, args: Sequence[object]) -> object:
    """Calls a static method."""
    member = target.find_static(name.lower())
    if isinstance(member, NetMethod):
        return call_method(member, args)
    from winlab.powershell.net.statics import call_generic_static

    found, result = call_generic_static(target, name, args)
    if found:
        return result
    raise error(
        "MethodNotFound",
        f"Method invocation failed because [{target.name}] doesn't contain a method named '{name}'.",
        "InvalidOperation",
        name,
    )


# --- listing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MemberView:
    """A member as Get-Member shows it."""

    name: str
    member_type: str
    source: Member | NetProperty | NetMethod | None
    type: str = "System.Object"


_READ = (NoteProperty, AliasProperty, ScriptProperty, CodeProperty)


def properties(value: object) -> Iterator[MemberView]:
    """The properties of a value: its own, those given to its types, adapted or .NET ones."""
    seen: set[str] = set()
    for member in own_members(value) or ():
        if isinstance(member, _READ):
            seen.add(member.name.lower())
            kind = type_name(member.value) if isinstance(member, NoteProperty) else "System.Object"
            yield MemberView(member.name, member.member_type, member, kind)
    for name in type_names(value):
        for key, given in EXTENDED.get(name.lower(), {}).items():
            if key not in seen and isinstance(given, _READ):
                seen.add(key)
                yield MemberView(given.name, given.member_type, given)
    for view in _native_properties(value.base if isinstance(value, PSObject) else value):
        if view.name.lower() not in seen:
            seen.add(view.name.lower())
            yield view


def _native_properties(base: object) -> Iterator[MemberView]:
    if base is None:
        return
    if isinstance(base, NetObject) and base.is_adapter:
        for name in base.adapted_names():
            yield MemberView(name, "Property", None)
        if base.hides_net_properties:
            return
    declared = net_type_of(base)
    if declared is not None:
        for member in sorted_members(declared, type_name(base)):
            if isinstance(member, NetProperty):
                yield MemberView(member.name, "Property", member, member.type)


def sorted_members(declared: NetType, name: str = "") -> list[NetProperty | NetMethod]:
    """The members of a type in the order reflection tells them: a class's own before those of what it is made of.

    ``name`` is that of an object's class where winlab has one class for several of .NET's.
    """
    members = list(declared.all_members().values())
    ranks = RANKS.get(name) or _ranks(declared)
    return sorted(members, key=lambda member: ranks.get(member.name.lower(), len(ranks))) if ranks else members


def _ranks(declared: NetType) -> dict[str, int]:
    known = RANKS.get(declared.name.partition("[")[0])
    if known is not None:
        return known
    for base in declared.bases:
        parent = TYPES.get(base.lower())
        if parent is not None and not parent.is_interface:
            known = _ranks(parent)
            if known:
                own = [member for member in declared.members if member not in known]
                return dict(zip([*own, *known], range(len(own) + len(known)), strict=True))
    return {}


def property_names(value: object) -> list[str]:
    """The names of a value's properties in the order they are shown."""
    return [view.name for view in properties(value)]


def has_property(value: object, name: str) -> bool:
    """Whether a value has a property of that name, be it one that cannot be read now."""
    try:
        return lookup(value, name)[0]
    except PSError:
        return True
