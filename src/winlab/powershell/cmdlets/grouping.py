"""Group-Object and Get-Unique.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/group-object (2.0) and its siblings.
"""

from __future__ import annotations

from winlab.powershell.calculated import EXPRESSION, wanted_properties
from winlab.powershell.cmdlets.sorting import Key, key_order, keys_of
from winlab.powershell.cmdlets.tables import ANY, UTILITY, as_list
from winlab.powershell.comparing import sorting_order
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.net.pairs import GenericCollection
from winlab.powershell.text import to_text
from winlab.powershell.values import (
    VOID,
    ArrayList,
    CaseSensitiveHashtable,
    Hashtable,
    NetObject,
    type_name,
)


@NET.type("Microsoft.PowerShell.Commands.GroupInfo", assembly="Microsoft.PowerShell.Commands.Utility")
class GroupInfo(NetObject):
    """A group of Group-Object."""

    def __init__(self, keys: list[Key], no_element: bool) -> None:
        self.keys = keys
        self.shown = ", ".join(to_text(key.value) for key in keys)
        self.members: list[object] = []
        self.total = 0
        self.no_element = no_element

    def type_names(self) -> list[str]:
        """A class of its own where there are no elements."""
        name = "Microsoft.PowerShell.Commands.GroupInfo"
        return [f"{name}NoElement", name, "System.Object"] if self.no_element else [name, "System.Object"]

    @net_property("Values", "System.Collections.ArrayList")
    def values(self) -> ArrayList:
        """What the members have in common."""
        return ArrayList([key.value for key in self.keys])

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many members there are."""
        return self.total

    @net_property("Group", "System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]")
    def group(self) -> object:
        """The members."""
        return GenericCollection(self.members, "System.Management.Automation.PSObject")

    @net_property("Name", "System.String")
    def name(self) -> str:
        """The values as text."""
        return self.shown


@UTILITY.cmdlet("Group-Object", aliases=("group",), default_set="HashTable")
class GroupObject(Cmdlet):
    """Groups objects by what their properties hold."""

    input_object = Param(ANY, pipeline=True, default=VOID, allow_null=True)
    property = Param("System.Object[]", position=0)
    no_element = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    culture = Param("System.String")
    as_hash_table = Param(SWITCH, sets=("HashTable",), aliases=("AHT",))
    as_string = Param(SWITCH, sets=("HashTable",))

    def begin(self) -> None:
        self._wanted = wanted_properties(as_list(self.property), (EXPRESSION,))
        self._groups: list[GroupInfo] = []
        if self.as_string and not self.as_hash_table:
            raise _argument("The AsString parameter can be specified only together with the AsHashTable parameter.")

    def process(self) -> None:
        value: object = self.input_object
        if value is VOID or value is None:
            return
        keys = keys_of(self, self._wanted, value)
        down, ignore = [False] * len(keys), not self.case_sensitive
        for group in self._groups:
            if key_order(group.keys, keys, down, ignore) == 0:
                break
        else:
            group = GroupInfo(keys, bool(self.no_element))
            self._groups.append(group)
        group.total += 1
        if not self.no_element:
            group.members.append(value)

    def end(self) -> None:
        if not self.as_hash_table:
            self.write_all(self._groups)
            return
        table = CaseSensitiveHashtable() if self.case_sensitive else Hashtable()
        for group in self._groups:
            key = group.shown if self.as_string else self._only_value(group)
            if key in table:
                self.error(_duplicate(key).record)
                return
            table.set(key, group.group())
        self.write(table)

    def _only_value(self, group: GroupInfo) -> object:
        if len(group.keys) > 1:
            raise _argument("The AsHashTable parameter can be specified only with a single property.")
        return group.keys[0].value


def _argument(text: str) -> PSError:
    return error("ArgumentException", text, "InvalidArgument", None, "System.ArgumentException")


def _duplicate(key: object) -> PSError:
    text = (
        "The objects grouped by this property cannot be expanded since there is a duplication of the key. "
        f"'{to_text(key)}'."
    )
    return error("ArgumentException", text, "InvalidArgument", None, "System.ArgumentException")


@UTILITY.cmdlet("Get-Unique", aliases=("gu",), default_set="AsString")
class GetUnique(Cmdlet):
    """Drops repeated neighbours of a sorted list."""

    input_object = Param(ANY, pipeline=True, default=VOID, allow_null=True)
    as_string = Param(SWITCH, sets=("AsString",))
    on_type = Param(SWITCH, sets=("UniqueByType",))

    def begin(self) -> None:
        self._last: object = VOID

    def process(self) -> None:
        value: object = self.input_object
        if value is VOID or (self._last is not VOID and self._same(self._last, value)):
            return
        self._last = value
        self.write(value)

    def _same(self, left: object, right: object) -> bool:
        if self.on_type:
            return type_name(left) == type_name(right)
        if self.as_string:
            return to_text(left) == to_text(right)
        return sorting_order(left, right, ignore_case=False) == 0
