"""An object's members as objects: methods, properties, ``.PSObject``, ``.PSBase``, ``.PSTypeNames``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.powershell import objects
from winlab.powershell.addedmembers import AliasProperty, Member, NoteProperty, ScriptMethod
from winlab.powershell.declare import NET, net_method, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.newmembers import NewMember, view_of
from winlab.powershell.nettypes import NetMethod, NetProperty, enum_value
from winlab.powershell.patterns import wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, NetObject, PSObject, TypedArray, type_name, type_names


@NET.type(SMA + "PSMethod")
class MethodView(NetObject):
    """A method as a value."""

    def __init__(self, target: object, method: NetMethod | Member) -> None:
        self.target = target
        self.method = method

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The name."""
        return self.method.name

    @net_property("OverloadDefinitions")
    def definitions(self) -> object:
        """Its forms."""
        if isinstance(self.method, NetMethod):
            return TypedArray(definitions(self.method), "System.String")
        return TypedArray([self.method.name], "System.String")

    @net_property("MemberType")
    def member_type(self) -> object:
        """Method."""
        return enum_value(SMA + "PSMemberTypes", "Method")

    @net_method("Invoke", ("params System.Object[]",))
    def invoke(self, arguments: list[object]) -> object:
        """Calls it."""
        return objects.call_member(self.target, self.method.name, arguments)

    def net_string(self) -> str:
        """The forms."""
        return to_text(self.definitions(), ", ")


def definitions(method: NetMethod) -> list[str]:
    """A method's forms as Get-Member shows them."""
    returns = short(method.returns)
    static = "static " if method.static else ""
    return [f"{static}{returns} {method.name}({', '.join(short(name) for name in o)})" for o in method.overloads]


_SHORT = {
    "System.Int32": "int",
    "System.String": "string",
    "System.Boolean": "bool",
    "System.Object": "System.Object",
    "System.Int64": "long",
    "System.Double": "double",
    "System.Char": "char",
    "System.Void": "System.Void",
    "System.Byte": "byte",
}


def short(name: str) -> str:
    """A type's name as member definitions show it."""
    if name.endswith("[]"):
        return short(name[:-2]) + "[]"
    return _SHORT.get(name, name)


# --- the PSObject view ---


@NET.type(SMA + "PSProperty", bases=(SMA + "PSPropertyInfo",))
class PropertyView(NetObject):
    """A property as an object: name, value, kind."""

    def __init__(self, target: object, view: objects.MemberView) -> None:
        self.target = target
        self.view = view

    def type_names(self) -> list[str]:
        """By the member's kind."""
        kind = {
            "Property": "PSProperty",
            "NoteProperty": "PSNoteProperty",
            "AliasProperty": "PSAliasProperty",
            "ScriptProperty": "PSScriptProperty",
        }
        return [
            SMA + kind.get(self.view.member_type, "PSProperty"),
            SMA + "PSPropertyInfo",
            SMA + "PSMemberInfo",
            "System.Object",
        ]

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The name."""
        return self.view.name

    def set_value(self, value: object) -> None:
        """Sets the property."""
        objects.set_member(self.target, self.view.name, value)

    @net_property("Value", setter="set_value")
    def value(self) -> object:
        """The value."""
        return objects.get_member(self.target, self.view.name)

    @net_property("MemberType")
    def member_type(self) -> object:
        """The kind."""
        return enum_value(SMA + "PSMemberTypes", self.view.member_type)

    @net_property("TypeNameOfValue", "System.String")
    def type_name_of_value(self) -> str:
        """The value's type."""
        if isinstance(self.view.source, NoteProperty) or self.view.source is None:
            value = self.value()
            return "System.Object" if value is None else type_name(value)
        return self.view.type

    @net_property("IsSettable", "System.Boolean")
    def is_settable(self) -> bool:
        """Whether it can be set."""
        source = self.view.source
        if isinstance(source, (NoteProperty, AliasProperty)):
            return True
        return getattr(source, "setter", None) is not None

    @net_property("IsGettable", "System.Boolean")
    def is_gettable(self) -> bool:
        """It can be read."""
        return True

    @net_property("IsInstance", "System.Boolean")
    def is_instance(self) -> bool:
        """Whether the object itself has it."""
        return isinstance(self.view.source, Member)

    def net_string(self) -> str:
        """Kind, name and value."""
        return f"{short(self.type_name_of_value())} {self.name()}={to_text(self.value())}"


@NET.type(SMA + "PSMemberInfoCollection", bases=("System.Object", "System.Collections.IEnumerable"))
class PropertyList(NetObject):
    """``PSObject.Properties``."""

    def __init__(self, target: object) -> None:
        self.target = target

    def _views(self) -> list[PropertyView]:
        return [PropertyView(self.target, view) for view in objects.properties(self.target)]

    def all_views(self) -> list[NetObject]:
        """The properties."""
        return list(self._views())

    def net_iter(self) -> Iterator[object]:
        """The members."""
        return iter(self.all_views())

    def net_index(self, index: Sequence[object]) -> object:
        """A member by name."""
        wanted = to_text(index[0]).lower()
        return next((view for view in self.all_views() if _name_of(view).lower() == wanted), None)

    @net_method("Item", ("System.String",))
    def item(self, name: str) -> object:
        """A property by name."""
        return self.net_index([name])

    @net_method("Match", ("System.String",))
    def match(self, pattern: str) -> object:
        """The properties whose names match."""
        return [view for view in self.all_views() if wildcard(pattern).fullmatch(_name_of(view))]

    @net_method("Add", ("System.Object",), returns="System.Void")
    def add(self, member: object) -> None:
        """Adds a property."""
        table = objects.own_members(self.target)
        if isinstance(member, NewMember) and table is not None:
            if member.made.name in table:
                raise net_error_exists(member.made.name)
            table.add(member.made)

    @net_method("Remove", ("System.String",), returns="System.Void")
    def remove(self, name: str) -> None:
        """Removes a property."""
        table = objects.own_members(self.target)
        if table is not None:
            table.remove(name)


class MethodList(PropertyList):
    """``PSObject.Methods``."""

    def _added(self) -> list[NetObject]:
        own = objects.own_members(self.target) or ()
        return [MethodView(self.target, member) for member in own if isinstance(member, ScriptMethod)]

    def all_views(self) -> list[NetObject]:
        """The methods that the object was given, then those of its class."""
        target = self.target
        declared = objects.net_type_of(target.base if isinstance(target, PSObject) and target.base else target)
        methods = [] if declared is None else objects.sorted_members(declared)
        found = (MethodView(self.target, method) for method in methods if isinstance(method, NetMethod))
        return [*self._added(), *found]


class MemberList(MethodList):
    """``PSObject.Members``: properties, sets and methods."""

    def _added(self) -> list[NetObject]:
        own = objects.own_members(self.target) or ()
        others = [view for member in own if (view := view_of(member)) is not None and not view.is_property]
        return [*self._views(), *others]


def _name_of(view: object) -> str:
    return to_text(objects.get_member(view, "Name"))


def net_error_exists(name: str) -> PSError:
    """A member of that name is there already."""
    return error(
        "AlreadyPresentPSMemberInfoInternalCollectionAdd",
        f'Cannot add a member with the name "{name}" because a member with that name already exists.',
        "InvalidOperation",
        None,
        SMA + "ExtendedTypeSystemException",
    )


@NET.type(SMA + "PSInternalMemberSet", bases=(SMA + "PSMemberSet",))
class ObjectView(NetObject):
    """``.PSObject``."""

    def __init__(self, target: object) -> None:
        self.target = target

    @net_property("Properties")
    def properties(self) -> object:
        """The properties."""
        return PropertyList(self.target)

    @net_property("Members")
    def members(self) -> object:
        """The members."""
        return MemberList(self.target)

    @net_property("Methods")
    def methods(self) -> object:
        """The methods."""
        return MethodList(self.target)

    @net_property("TypeNames")
    def names(self) -> object:
        """The type names."""
        return TypeNameList(self.target)

    @net_property("BaseObject")
    def base_object(self) -> object:
        """The value itself."""
        if isinstance(self.target, PSObject) and self.target.base is not None:
            return self.target.base
        return self.target

    @net_property("ImmediateBaseObject")
    def immediate(self) -> object:
        """The value itself."""
        return self.base_object()

    @net_method("Copy")
    def copy(self) -> object:
        """A copy of the object."""
        target = self.target
        if isinstance(target, PSObject):
            return PSObject(target.base, target.members.copy(), target.own_type_names)
        return PSObject(target)


@NET.type(SMA + "PSMemberSet.Base")
class BaseView(NetObject):
    """``.PSBase``: the .NET members alone."""

    def __init__(self, target: object) -> None:
        self.target = target.base if isinstance(target, PSObject) and target.base is not None else target

    def adapted_get(self, name: str) -> object:
        """A .NET property."""
        declared = objects.net_type_of(self.target)
        member = None if declared is None else declared.find(name.lower())
        if not isinstance(member, NetProperty):
            raise KeyError(name)
        return member.getter(self.target)

    def adapted_call(self, name: str, args: Sequence[object]) -> object:
        """A .NET method."""
        return objects.call_member(self.target, name, args)


@NET.type("System.Collections.ObjectModel.Collection`1", bases=("System.Object", "System.Collections.IList"))
class TypeNameList(NetObject):
    """``PSTypeNames``: names that can be changed."""

    def __init__(self, target: object) -> None:
        self.target = target

    def _names(self) -> list[str]:
        target = self.target
        if isinstance(target, PSObject):
            return target.type_names
        if isinstance(target, NetObject) and type(target) is not Hashtable:
            # 2.0 keeps them with the wrapper that New-Object gave; the table of @{} has none
            if target.instance_type_names is None:
                target.instance_type_names = target.type_names()
            return target.instance_type_names
        return type_names(target)

    def net_iter(self) -> Iterator[object]:
        """The names."""
        return iter(list(self._names()))

    def net_index(self, index: Sequence[object]) -> object:
        """A name."""
        place = index[0]
        names = self._names()
        return names[place] if isinstance(place, int) and -len(names) <= place < len(names) else None

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many."""
        return len(self._names())

    @net_method("Insert", ("System.Int32", "System.String"), returns="System.Void")
    def insert(self, place: int, name: str) -> None:
        """Puts a name in."""
        self._names().insert(place, name)

    @net_method("Add", ("System.String",), returns="System.Void")
    def add(self, name: str) -> None:
        """Puts a name at the end."""
        self._names().append(name)

    @net_method("Clear", returns="System.Void")
    def clear(self) -> None:
        """Removes all."""
        self._names().clear()

    @net_method("Contains", ("System.String",))
    def contains(self, name: str) -> bool:
        """Whether a name is there."""
        return name in self._names()
