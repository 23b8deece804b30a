"""Cmdlets for the properties of items, over providers."""

from __future__ import annotations

from functools import partial

from winlab.powershell.cmdlets.items import ItemCmdlet, decorated
from winlab.powershell.cmdlets.tables import MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.paths import ItemPath
from winlab.powershell.text import to_text
from winlab.powershell.values import PSObject


@MANAGEMENT.cmdlet("Get-ItemProperty", aliases=("gp",), default_set="Path")
class GetItemProperty(ItemCmdlet):
    """Reads properties of items."""

    name = Param(STRINGS, position=1, aliases=("PSProperty",))

    def process(self) -> None:
        names = [to_text(n) for n in as_list(self.name)]
        for place in self.places():
            found = self.attempt(partial(place.provider.get_properties, self.session, place.path, names))
            if isinstance(found, dict) and (found or not names):
                self.write(decorated(place, PSObject.of(found)))


class _PropertyWriter(ItemCmdlet):
    path = Param(STRINGS, position=0, mandatory=True, by_property=True, sets=("Path",))
    name = Param("System.String", position=1, mandatory=True, by_property=True, aliases=("PSProperty",))


@MANAGEMENT.cmdlet("Set-ItemProperty", aliases=("sp",), supports_should_process=True, default_set="Path")
class SetItemProperty(_PropertyWriter):
    """Sets a property of items."""

    value = Param("System.Object", position=2, mandatory=True, by_property=True, allow_null=True, allow_empty=True)
    type = Param("System.String", by_property=True)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        kind = to_text(self.type) or None
        for place in self.places():
            if self.should_process(f"Item: {place.shown} Property: {to_text(self.name)}", "Set Property"):
                self.attempt(
                    partial(
                        place.provider.set_property, self.session, place.path, to_text(self.name), self.value, kind=kind
                    )
                )


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
                made = PSObject.of(p.provider.get_properties(self.session, p.path, [name]))
                self.write(decorated(p, made))

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
            self.attempt(partial(place.provider.clear_property, self.session, place.path, to_text(self.name)))


@MANAGEMENT.cmdlet("Rename-ItemProperty", aliases=("rnp",), supports_should_process=True, default_set="Path")
class RenameItemProperty(_PropertyWriter):
    """Renames a property of items."""

    new_name = Param("System.String", position=2, mandatory=True, by_property=True)

    def process(self) -> None:
        for place in self.places():
            self.attempt(
                partial(
                    place.provider.rename_property, self.session, place.path, to_text(self.name), to_text(self.new_name)
                )
            )
