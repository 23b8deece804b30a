"""Cmdlets for items, over providers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from winlab.powershell import paths
from winlab.powershell.cmdlets.itembase import ItemCmdlet, decorated, may
from winlab.powershell.cmdlets.tables import MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.paths import ItemPath
from winlab.powershell.session import Session
from winlab.powershell.text import to_text


@MANAGEMENT.cmdlet("Get-Item", aliases=("gi",), default_set="Path")
class GetItem(ItemCmdlet):
    """Reads items."""

    def process(self) -> None:
        for place in self.places():
            self.attempt(partial(self._read, place))

    def _read(self, place: ItemPath) -> None:
        self.write(decorated(place, place.provider.get_item(self.session, place.path)))


NET.enum("Microsoft.PowerShell.Commands.TestPathType", "Any Container Leaf")


@MANAGEMENT.cmdlet("Test-Path", default_set="Path", output="System.Boolean")
class TestPath(ItemCmdlet):
    """Whether items exist."""

    path_type = Param("Microsoft.PowerShell.Commands.TestPathType", aliases=("Type",))
    is_valid = Param(SWITCH)

    def process(self) -> None:
        literal = "LiteralPath" in self.bound
        for given in map(to_text, as_list(self.literal_path if literal else self.path)):
            self.write(self._is_valid(given) if self.is_valid else self._exists(given, literal))

    def _is_valid(self, text: str) -> bool:
        try:
            place = paths.locate(self.session, text)
        except PSError:
            return False
        inner = place.path.partition(":")[2] if place.provider.name == "FileSystem" else ""
        return not any(character in inner for character in '<>|":')

    def _exists(self, text: str, literal: bool) -> bool:
        try:
            found = paths.resolve(self.session, text, literal=literal)
        except PSError:
            return False
        found = [place for place in found if self.wanted(place.leaf)]
        kind = to_text(self.path_type).lower()
        if kind in ("", "any"):
            return bool(found)
        wanted = kind == "container"
        return any(place.provider.is_container(self.session, place.path) == wanted for place in found)


@MANAGEMENT.cmdlet("New-Item", aliases=("ni",), supports_should_process=True, default_set="pathSet")
class NewItem(Cmdlet):
    """Makes items."""

    is_dynamic = True
    path = Param(
        STRINGS, by_property=True, by_set={"pathSet": {"mandatory": True, "position": 0}, "nameSet": {"position": 0}}
    )
    name = Param(
        "System.String", mandatory=True, by_property=True, sets=("nameSet",), allow_null=True, allow_empty=True
    )
    item_type = Param("System.String", aliases=("Type",), by_property=True, default="")
    value = Param("System.Object", pipeline=True, by_property=True)
    force = Param(SWITCH)
    credential = Param("System.Object")

    @classmethod
    def more_params(cls, session: Session, bound: Mapping[str, object]) -> Sequence[Param]:
        """What the provider of the path wants to know."""
        given = as_list(bound.get("Path"))
        if not given:
            return ()
        place = paths.locate(session, to_text(given[0]))
        return place.provider.new_item_params(session, place.path)

    def process(self) -> None:
        for given in as_list(self.path) or ["."]:
            try:
                place = paths.locate(self.session, to_text(given))
                if more := place.provider.new_item_params(self.session, place.path):
                    values = {param.ps: getattr(self, param.attribute) for param in more}
                    made = place.provider.new_item_of(self.session, place.path, values, force=bool(self.force))
                    self.write(decorated(place, made))
                    continue
                if self.name is not None:
                    inner = paths.locate(self.session, f"{to_text(given).rstrip(chr(92))}\\{to_text(self.name)}")
                    place = inner
                kind = to_text(self.item_type).lower()
                action = "New Item"
                if place.provider.name == "FileSystem":
                    action = "Create Directory" if kind and "directory".startswith(kind) else "Create File"
                if not self.should_process(f"Destination: {place.shown}", action):
                    continue
                made = place.provider.new_item(
                    self.session, place.path, to_text(self.item_type), self.value, force=bool(self.force)
                )
                self.write(decorated(place, made))
            except PSError as failed:
                self.error(failed.record)


@MANAGEMENT.cmdlet("Set-Item", aliases=("si",), supports_should_process=True, default_set="Path")
class SetItem(ItemCmdlet):
    """Sets values of items."""

    value = Param("System.Object", position=1, pipeline=True, by_property=True)
    path = Param(STRINGS, position=0, mandatory=True, by_property=True, sets=("Path",))
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        for place in self.places(must_exist=False):
            if not self.should_process(f"Item: {place.shown} Value: {to_text(self.value)}", "Set Item"):
                continue
            made = self.attempt(partial(place.provider.set_item, self.session, place.path, self.value))
            if self.pass_thru and made is not None:
                self.write(decorated(place, made))


@MANAGEMENT.cmdlet("Clear-Item", aliases=("cli",), supports_should_process=True, default_set="Path")
class ClearItem(ItemCmdlet):
    """Clears values of items."""

    def process(self) -> None:
        for place in self.places():
            if self.should_process(f"Item: {place.shown}", "Clear Item"):
                self.attempt(partial(place.provider.clear_item, self.session, place.path))


@MANAGEMENT.cmdlet(
    "Remove-Item", aliases=("ri", "rm", "rmdir", "del", "erase", "rd"), supports_should_process=True, default_set="Path"
)
class RemoveItem(ItemCmdlet):
    """Removes items."""

    recurse = Param(SWITCH)

    def process(self) -> None:
        for place in list(self.places()):
            if place.provider.container and paths.is_in_use(self.session, place):
                text = f"Cannot remove the item at '{place.shown}' because it is in use."
                self.error(error("InvalidOperation", text, "InvalidOperation", None, _IN_USE).record)
            elif may(self, place, place.shown):
                self.attempt(partial(self._remove, place))

    def _remove(self, place: ItemPath) -> None:
        recurse, force = bool(self.recurse), bool(self.force)
        place.provider.remove_item(self.session, place.path, recurse=recurse, force=force)


_IN_USE = "System.Management.Automation.PSInvalidOperationException"


@MANAGEMENT.cmdlet("Rename-Item", aliases=("rni", "ren"), supports_should_process=True)
class RenameItem(Cmdlet):
    """Renames an item."""

    path = Param("System.String", position=0, mandatory=True, pipeline=True, by_property=True, aliases=("PSPath",))
    new_name = Param("System.String", position=1, mandatory=True, by_property=True)
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        try:
            for place in paths.resolve(self.session, to_text(self.path), literal="::" in to_text(self.path)):
                target = f"{place.shown.rpartition(chr(92))[0]}\\{to_text(self.new_name)}"
                if not may(self, place, f"Item: {place.shown} Destination: {target}"):
                    continue
                made = place.provider.rename_item(
                    self.session, place.path, to_text(self.new_name), force=bool(self.force)
                )
                if self.pass_thru:
                    self.write(made)
        except PSError as failed:
            if failed.record.error_id == "PathNotFound":
                failed = error(
                    "InvalidOperation",
                    f"Cannot rename because item at '{to_text(self.path)}' does not exist.",
                    "InvalidOperation",
                    None,
                    "System.Management.Automation.PSInvalidOperationException",
                )
            self.error(failed.record)


class _Transfer(ItemCmdlet):
    destination = Param("System.String", position=1, by_property=True, default=".")
    pass_thru = Param(SWITCH)

    def transfer(self, place: ItemPath, target: ItemPath) -> list[object]:
        """Does it."""
        return []

    def process(self) -> None:
        target = paths.locate(self.session, to_text(self.destination))
        for place in self.places():
            if not may(self, place, f"Item: {place.shown} Destination: {target.shown}"):
                continue
            made = self.attempt(partial(self.transfer, place, target))
            if self.pass_thru:
                self.write_all(as_list(made))


@MANAGEMENT.cmdlet("Copy-Item", aliases=("copy", "cp", "cpi"), supports_should_process=True, default_set="Path")
class CopyItem(_Transfer):
    """Copies items."""

    container = Param(SWITCH, default=True)
    recurse = Param(SWITCH)

    def transfer(self, place: ItemPath, target: ItemPath) -> list[object]:
        """Copies one; without ``-Container`` what is below folders comes without them."""
        provider, session, force = place.provider, self.session, bool(self.force)
        if self.recurse and not self.container and provider.is_container(session, place.path):
            children = [place.child(name) for name, _ in provider.get_children(session, place.path, force=force)]
            return [made for child in children for made in self.transfer(child, target)]
        return provider.copy_item(session, place.path, target.path, recurse=bool(self.recurse), force=force)


@MANAGEMENT.cmdlet("Move-Item", aliases=("mi", "move", "mv"), supports_should_process=True, default_set="Path")
class MoveItem(_Transfer):
    """Moves items."""

    def transfer(self, place: ItemPath, target: ItemPath) -> list[object]:
        """Moves one."""
        return place.provider.move_item(self.session, place.path, target.path, force=bool(self.force))
