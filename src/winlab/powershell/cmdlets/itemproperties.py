"""Cmdlets for the properties of items, over providers."""

from __future__ import annotations

from functools import partial

from winlab.powershell.cmdlets.itembase import ItemCmdlet, decorated
from winlab.powershell.cmdlets.tables import ANY, MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.objects import get_member, property_names
from winlab.powershell.paths import ItemPath, locate
from winlab.powershell.patterns import has_wildcards
from winlab.powershell.text import to_text
from winlab.powershell.values import PSObject


@MANAGEMENT.cmdlet("Get-ItemProperty", aliases=("gp",), default_set="Path")
class GetItemProperty(ItemCmdlet):
    """Reads properties of items."""

    name = Param(STRINGS, position=1, aliases=("PSProperty",))

    def process(self) -> None:
        names = [to_text(n) for n in as_list(self.name)]
        for place in self.places():
            self.attempt(partial(self._read, place, names))

    def _read(self, place: ItemPath, names: list[str]) -> None:
        provider = place.provider
        if not names and provider.properties_are_item:
            self.write(decorated(place, provider.get_item(self.session, place.path)))
            return
        found = provider.get_properties(self.session, place.path, names)
        known = {name.lower() for name in found}
        for name in names:
            if not has_wildcards(name) and name.lower() not in known:
                self.error(provider.no_property(place.path, name).record)
        if found:
            self.write(decorated(place, PSObject.of(dict(found))))


class _PropertyWriter(ItemCmdlet):
    path = Param(STRINGS, position=0, mandatory=True, by_property=True, sets=("Path",))
    name = Param("System.String", position=1, mandatory=True, by_property=True, aliases=("PSProperty",))

    def written(self, place: ItemPath, values: dict[str, object]) -> None:
        """Writes properties as an object of the item."""
        self.write(decorated(place, PSObject.of(values)))


_VALUE_SETS = ("propertyValuePathSet", "propertyValueLiteralPathSet")
_OBJECT_SETS = ("propertyPSObjectPathSet", "propertyPSObjectLiteralPathSet")


@MANAGEMENT.cmdlet(
    "Set-ItemProperty", aliases=("sp",), supports_should_process=True, default_set="propertyValuePathSet"
)
class SetItemProperty(ItemCmdlet):
    """Sets properties of items: one by name and value, or all those of an object."""

    path = Param(
        STRINGS, position=0, mandatory=True, by_property=True, sets=("propertyValuePathSet", "propertyPSObjectPathSet")
    )
    literal_path = Param(
        STRINGS,
        mandatory=True,
        by_property=True,
        aliases=("PSPath",),
        sets=("propertyValueLiteralPathSet", "propertyPSObjectLiteralPathSet"),
    )
    name = Param(
        "System.String", position=1, mandatory=True, by_property=True, aliases=("PSProperty",), sets=_VALUE_SETS
    )
    value = Param(
        "System.Object",
        position=2,
        mandatory=True,
        by_property=True,
        allow_null=True,
        allow_empty=True,
        sets=_VALUE_SETS,
    )
    input_object = Param(ANY, mandatory=True, pipeline=True, by_property=True, sets=_OBJECT_SETS)
    type = Param("System.String", by_property=True)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        given: object = self.input_object
        values: dict[str, object] = {to_text(self.name): self.value}
        if given is not None:
            values = {name: get_member(given, name) for name in property_names(given) if name not in _NOTES}
        for place in self.places():
            self.attempt(partial(self._set, place, values))

    def _set(self, place: ItemPath, values: dict[str, object]) -> None:
        done: dict[str, object] = {}
        for name, value in values.items():
            if self.should_process(f"Item: {place.shown} Property: {name}", "Set Property"):
                place.provider.set_property(self.session, place.path, name, value, kind=to_text(self.type) or None)
                done[name] = value
        if self.pass_thru and done:
            self.write(decorated(place, PSObject.of(done)))


_NOTES = ("PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "PSIsContainer")


@MANAGEMENT.cmdlet("New-ItemProperty", supports_should_process=True, default_set="Path")
class NewItemProperty(_PropertyWriter):
    """Makes a property of items."""

    value = Param("System.Object", by_property=True)
    property_type = Param("System.String", aliases=("Type",), by_property=True)

    def process(self) -> None:
        kind = to_text(self.property_type) or None
        for place in self.places():
            if not self.should_process(f"Item: {place.shown} Property: {to_text(self.name)}", "New Property"):
                continue

            def make(p: ItemPath = place) -> None:
                name = to_text(self.name)
                p.provider.new_property(self.session, p.path, name, self.value, kind=kind, force=bool(self.force))
                self.written(p, dict(p.provider.get_properties(self.session, p.path, [name])))

            self.attempt(make)


@MANAGEMENT.cmdlet("Remove-ItemProperty", aliases=("rp",), supports_should_process=True, default_set="Path")
class RemoveItemProperty(ItemCmdlet):
    """Removes properties of items."""

    name = Param(STRINGS, position=1, mandatory=True, by_property=True, aliases=("PSProperty",))

    def process(self) -> None:
        for place in self.places():
            for name in as_list(self.name):
                if self.should_process(f"Item: {place.shown} Property: {to_text(name)}", "Remove Property"):
                    self.attempt(partial(place.provider.remove_property, self.session, place.path, to_text(name)))


@MANAGEMENT.cmdlet("Clear-ItemProperty", aliases=("clp",), supports_should_process=True, default_set="Path")
class ClearItemProperty(_PropertyWriter):
    """Clears a property of items."""

    def process(self) -> None:
        for place in self.places():
            name = to_text(self.name)
            if self.should_process(f"Item: {place.shown} Property: {name}", "Clear Property"):
                self.attempt(partial(place.provider.clear_property, self.session, place.path, name))


@MANAGEMENT.cmdlet("Rename-ItemProperty", aliases=("rnp",), supports_should_process=True, default_set="Path")
class RenameItemProperty(_PropertyWriter):
    """Renames a property of items."""

    new_name = Param("System.String", position=2, mandatory=True, by_property=True)

    def process(self) -> None:
        for place in self.places():
            old, new = to_text(self.name), to_text(self.new_name)
            target = f"Item: {place.shown} SourceProperty: {old} DestinationProperty: {new}"
            if self.should_process(target, "Rename Property"):
                self.attempt(partial(place.provider.rename_property, self.session, place.path, old, new))


class _PropertyTransfer(_PropertyWriter):
    """What Copy- and Move-ItemProperty share."""

    path = Param(STRINGS, position=0, mandatory=True, pipeline=True, by_property=True, sets=("Path",))
    name = Param(STRINGS, position=2, mandatory=True, by_property=True, aliases=("PSProperty",))
    destination = Param("System.String", position=1, mandatory=True, by_property=True)
    pass_thru = Param(SWITCH)

    def transfer(self, place: ItemPath, name: str, target: ItemPath) -> None:
        """Does it."""

    def process(self) -> None:
        target = locate(self.session, to_text(self.destination))
        for place in self.places():
            for name in map(to_text, as_list(self.name)):
                if self.should_process(f"Item: {place.shown} Property: {name} Destination: {target.shown}"):
                    self.attempt(partial(self._one, place, name, target))

    def _one(self, place: ItemPath, name: str, target: ItemPath) -> None:
        self.transfer(place, name, target)
        if self.pass_thru:
            self.written(target, dict(target.provider.get_properties(self.session, target.path, [name])))


@MANAGEMENT.cmdlet("Copy-ItemProperty", aliases=("cpp",), supports_should_process=True, default_set="Path")
class CopyItemProperty(_PropertyTransfer):
    """Copies properties to another item."""

    def transfer(self, place: ItemPath, name: str, target: ItemPath) -> None:
        """Copies one."""
        place.provider.copy_property(self.session, place.path, name, target.path)


@MANAGEMENT.cmdlet("Move-ItemProperty", aliases=("mp",), supports_should_process=True, default_set="Path")
class MoveItemProperty(_PropertyTransfer):
    """Moves properties to another item."""

    def transfer(self, place: ItemPath, name: str, target: ItemPath) -> None:
        """Moves one."""
        place.provider.move_property(self.session, place.path, name, target.path)
