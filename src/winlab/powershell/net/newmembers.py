"""Members made by ``New-Object``, to be added to ``PSObject.Members``: PSNoteProperty and its kin.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.psmemberinfo and the classes below it.
"""

from __future__ import annotations

from winlab.powershell.addedmembers import (
    AliasProperty,
    Member,
    MemberSet,
    NoteProperty,
    PropertySet,
    ScriptMethod,
    ScriptProperty,
)
from winlab.powershell.declare import NET, net_constructor, net_property
from winlab.powershell.net.automation import SMA
from winlab.powershell.nettypes import NetType, enum_value
from winlab.powershell.operators import elements
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray, type_name

S, B, BLOCK = "System.String", "System.Boolean", SMA + "ScriptBlock"


@NET.type(SMA + "PSMemberInfo")
class NewMember(NetObject):
    """A member that no object has yet, or one of a set."""

    is_property = False

    def __init__(self, made: Member) -> None:
        self.made = made

    name = net_property("Name", S)(lambda self: self.made.name)
    kind = net_property("MemberType", SMA + "PSMemberTypes")(
        lambda self: enum_value(SMA + "PSMemberTypes", self.made.member_type)
    )
    instance = net_property("IsInstance", B)(lambda self: True)

    def net_string(self) -> str:
        """The name."""
        return self.made.name


NET.extend(SMA + "PSPropertyInfo", bases=(SMA + "PSMemberInfo",))
NET.extend(SMA + "PSMethodInfo", bases=(SMA + "PSMemberInfo",))


@NET.type(SMA + "PSNoteProperty", bases=(SMA + "PSPropertyInfo",))
class NewNoteProperty(NewMember):
    """A value."""

    is_property = True
    made: NoteProperty

    @net_constructor((S, "System.Object"))
    @classmethod
    def new(cls, name: str, value: object) -> NewNoteProperty:
        return cls(NoteProperty(name, value))

    def put(self, value: object) -> None:
        """Sets the value."""
        self.made.value = value

    value = net_property("Value", setter="put")(lambda self: self.made.value)
    settable = net_property("IsSettable", B)(lambda self: True)
    gettable = net_property("IsGettable", B)(lambda self: True)

    @net_property("TypeNameOfValue", S)
    def type_name_of_value(self) -> str:
        """The type of the value."""
        return "" if self.made.value is None else type_name(self.made.value)

    def net_string(self) -> str:
        """Type, name and value."""
        return f"{self.type_name_of_value()} {self.made.name}={to_text(self.made.value)}"


@NET.type(SMA + "PSAliasProperty", bases=(SMA + "PSPropertyInfo",))
class NewAliasProperty(NewMember):
    """Another name."""

    is_property = True
    made: AliasProperty

    @net_constructor((S, S), (S, S, "System.Type"))
    @classmethod
    def new(cls, name: str, target: str, converted: object = None) -> NewAliasProperty:
        return cls(AliasProperty(name, target, converted.name if isinstance(converted, NetType) else None))

    referenced = net_property("ReferencedMemberName", S)(lambda self: self.made.referenced)

    def net_string(self) -> str:
        """The name and what it stands for."""
        return f"{self.made.name} = {self.made.referenced}"


@NET.type(SMA + "PSScriptProperty", bases=(SMA + "PSPropertyInfo",))
class NewScriptProperty(NewMember):
    """A computed value."""

    is_property = True
    made: ScriptProperty

    @net_constructor((S, BLOCK), (S, BLOCK, BLOCK))
    @classmethod
    def new(cls, name: str, getter: object, setter: object = None) -> NewScriptProperty:
        return cls(ScriptProperty(name, getter, setter))

    getter = net_property("GetterScript", BLOCK)(lambda self: self.made.getter)
    setter = net_property("SetterScript", BLOCK)(lambda self: self.made.setter)


@NET.type(SMA + "PSScriptMethod", bases=(SMA + "PSMethodInfo",))
class NewScriptMethod(NewMember):
    """A method that is a block."""

    made: ScriptMethod

    @net_constructor((S, BLOCK))
    @classmethod
    def new(cls, name: str, block: object) -> NewScriptMethod:
        return cls(ScriptMethod(name, block))

    script = net_property("Script", BLOCK)(lambda self: self.made.block)


@NET.type(SMA + "PSPropertySet", bases=(SMA + "PSMemberInfo",))
class NewPropertySet(NewMember):
    """Names of properties under one name."""

    made: PropertySet

    @net_constructor((S, "System.String[]"))
    @classmethod
    def new(cls, name: str, names: object) -> NewPropertySet:
        return cls(PropertySet(name, [to_text(each) for each in elements(names) or ()]))

    names = net_property("ReferencedPropertyNames", "System.String[]")(lambda self: TypedArray(self.made.names, S))


@NET.type(SMA + "PSMemberSet", bases=(SMA + "PSMemberInfo",))
class NewMemberSet(NewMember):
    """Members under one name."""

    made: MemberSet

    @net_constructor((S,), (S, SMA + "PSMemberInfo[]"))
    @classmethod
    def new(cls, name: str, members: object = None) -> NewMemberSet:
        given = elements(members) or ()
        return cls(MemberSet(name, [each.made for each in given if isinstance(each, NewMember)]))

    @net_property("Members")
    def members(self) -> object:
        """The members of the set."""
        return [view for member in self.made.members if (view := view_of(member)) is not None]

    @net_property("Properties")
    def properties(self) -> object:
        """The properties of the set."""
        return [view for member in self.made.members if (view := view_of(member)) is not None and view.is_property]


_VIEWS: dict[type[Member], type[NewMember]] = {
    NoteProperty: NewNoteProperty,
    AliasProperty: NewAliasProperty,
    ScriptProperty: NewScriptProperty,
    ScriptMethod: NewScriptMethod,
    PropertySet: NewPropertySet,
    MemberSet: NewMemberSet,
}


def view_of(member: Member) -> NewMember | None:
    """A member as an object; None for those that types have."""
    cls = _VIEWS.get(type(member))
    return None if cls is None else cls(member)
