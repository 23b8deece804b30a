"""Add-Member.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/add-member (2.0).
"""

from __future__ import annotations

from winlab.powershell.addedmembers import (
    AliasProperty,
    Member,
    MemberSet,
    MemberTable,
    NoteProperty,
    PropertySet,
    ScriptMethod,
    ScriptProperty,
)
from winlab.powershell.cmdlets.tables import ANY, UTILITY, as_list
from winlab.powershell.conversion import convert
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NotEmulated, PSError, error
from winlab.powershell.nettypes import TYPES, EnumValue, NetType
from winlab.powershell.text import to_text
from winlab.powershell.typenames import type_from_text
from winlab.powershell.values import NetObject, PSObject, unwrap

_CAST = "System.Management.Automation.PSInvalidCastException"
_BLOCK = "system.management.automation.scriptblock"


@UTILITY.cmdlet("Add-Member")
class AddMember(Cmdlet):
    """Adds a member to an object."""

    input_object = Param(ANY, mandatory=True, pipeline=True)
    member_type = Param("System.Management.Automation.PSMemberTypes", position=0, mandatory=True, aliases=("Type",))
    name = Param("System.String", position=1, mandatory=True)
    value = Param("System.Object", position=2)
    second_value = Param("System.Object", position=3)
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        held, table = _members(self.input_object)
        name = to_text(self.name)
        member = self._member(name)
        if name in table and not self.force:
            text = (
                f'Cannot add a member with the name "{name}" because a member with that name already exists. If '
                "you want to overwrite the member anyway, use the Force parameter to overwrite it."
            )
            self.error(self._refused("MemberAlreadyExists", text, self.input_object).record)
            return
        table.remove(name)  # -Force puts the new one last
        table.add(member)
        if self.pass_thru:
            self.write(held)

    def _member(self, name: str) -> Member:
        kinds: object = self.member_type
        assert isinstance(kinds, EnumValue)
        if kinds.value.bit_count() != 1:
            text = f'Only one member type can be added at a time, not "{to_text(kinds)}".'
            raise self._refused("WrongMemberCount", text)
        makers = {
            "noteproperty": self._note,
            "aliasproperty": self._alias,
            "scriptproperty": self._script_property,
            "scriptmethod": self._script_method,
            "propertyset": self._property_set,
            "memberset": self._member_set,
        }
        kind = to_text(kinds)
        if kind in ("CodeMethod", "CodeProperty"):
            raise NotEmulated(f"members of type {kind}")
        if kind.lower() not in makers:
            raise self._refused("CannotAddMemberType", f"Cannot add a member with type {kind}.")
        return makers[kind.lower()](name)

    @staticmethod
    def _refused(error_id: str, text: str, target: object = None) -> PSError:
        return error(error_id, text, "InvalidOperation", target, "System.InvalidOperationException")

    def _value_given(self) -> object:
        """The value, which must not be null."""
        if self.value is None:
            text = f'The Value parameter must not be null for a member of type "{to_text(self.member_type)}".'
            raise self._refused("Value1ShouldNotBeNull", text)
        return self.value

    def _no_second(self) -> None:
        if "SecondValue" in self.bound:
            text = f'The SecondValue parameter is not for a member of type "{to_text(self.member_type)}".'
            raise self._refused("Value2ShouldNotBeSpecified", text)

    def _note(self, name: str) -> Member:
        self._no_second()
        return NoteProperty(name, self.value)

    def _alias(self, name: str) -> Member:
        referenced = to_text(self._value_given())
        if "SecondValue" not in self.bound:
            return AliasProperty(name, referenced)
        if self.second_value is None:
            raise self._refused("Value2ShouldNotBeNull", "The SecondValue parameter must not be null.")
        given = unwrap(self.second_value)
        kind = given if isinstance(given, NetType) else type_from_text(self.session, to_text(given))
        if kind is None:
            text = f'Cannot convert the "{to_text(given)}" value to type "System.Type".'
            raise error("InvalidCastFromStringToType", text, "InvalidArgument", None, _CAST)
        return AliasProperty(name, referenced, kind.name)

    def _script_property(self, name: str) -> Member:
        if self.value is None and self.second_value is None:
            text = "The Value and SecondValue parameters must not both be null for a ScriptProperty."
            raise self._refused("Value1AndValue2AreNotBothNull", text)
        given: list[object] = [self.value, self.second_value]
        getter, setter = (None if each is None else convert(each, TYPES[_BLOCK]) for each in given)
        return ScriptProperty(name, getter, setter)

    def _script_method(self, name: str) -> Member:
        self._no_second()
        return ScriptMethod(name, convert(self._value_given(), TYPES[_BLOCK]))

    def _property_set(self, name: str) -> Member:
        self._no_second()
        return PropertySet(name, [to_text(each) for each in as_list(self._value_given())])

    def _member_set(self, name: str) -> Member:
        self._no_second()
        table = MemberTable()
        for member in as_list(self.value):
            if isinstance(member, Member):
                table.add(member)
        return MemberSet(name, table)


def _members(target: object) -> tuple[object, MemberTable]:
    """The object as it is passed on, and its own members."""
    if isinstance(target, PSObject):
        return target, target.members
    if isinstance(target, NetObject):
        if target.instance_members is None:
            target.instance_members = MemberTable()
        return target, target.instance_members
    held = PSObject(target)
    return held, held.members
