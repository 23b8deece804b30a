"""Cmdlets for items, over providers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from winlab.powershell import paths
from winlab.powershell.addedmembers import NoteProperty
from winlab.powershell.cmdlets.tables import MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.paths import ItemPath
from winlab.powershell.patterns import Pieces, has_wildcards, wildcard
from winlab.powershell.providers import Drive, Provider
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import GenericList, NetObject, PSObject


class ItemCmdlet(Cmdlet):
    """What item cmdlets share: paths with wildcards or literal ones, errors per path."""

    path = Param(
        STRINGS,
        position=0,
        pipeline=True,
        by_property=True,
        by_set={
            "Path": {"mandatory": True},
            "LiteralPath": {"position": None, "pipeline": False, "by_property": False},
        },
    )
    literal_path = Param(STRINGS, mandatory=True, by_property=True, aliases=("PSPath",), sets=("LiteralPath",))
    include = Param(STRINGS)
    exclude = Param(STRINGS)
    filter = Param("System.String")
    force = Param(SWITCH)
    credential = Param("System.Object")

    def places(self, *, must_exist: bool = True) -> Iterator[ItemPath]:
        """The items that are meant; a path that leads nowhere is reported."""
        literal = "LiteralPath" in self.bound
        for given in as_list(self.literal_path if literal else self.path):
            try:
                found = paths.resolve(self.session, to_text(given), literal=literal, must_exist=must_exist)
            except PSError as failed:
                failed.record.target = failed.record.target or given
                self.error(failed.record)
                continue
            for place in found:
                self.check_supported(place.provider)
                if self.wanted(place.leaf) and self._passes_filter(place):
                    yield place

    def check_supported(self, provider: Provider) -> None:
        """Ends the command if it asks for what the provider can't do.

        Raises:
            PSError: NotSupported: the provider knows no filter or credential.
        """
        if self.filter and "Filter" not in provider.capabilities:
            raise provider.unsupported("Cannot call method. The provider does not support the use of filters.")
        if self.credential is not None and "Credentials" not in provider.capabilities:
            raise provider.unsupported(
                "The provider does not support the use of credentials. Perform the operation again without "
                "specifying credentials."
            )

    def _passes_filter(self, place: ItemPath) -> bool:
        return not self.filter or wildcard(to_text(self.filter)).fullmatch(place.leaf) is not None

    def wanted(self, name: str) -> bool:
        """-Include and -Exclude."""
        include = [wildcard(to_text(p)) for p in as_list(self.include)]
        exclude = [wildcard(to_text(p)) for p in as_list(self.exclude)]
        if include and not any(p.fullmatch(name) for p in include):
            return False
        return not any(p.fullmatch(name) for p in exclude)

    def attempt(self, work: Callable[[], object]) -> object:
        """Does something; an error is reported and does not end the command."""
        try:
            return work()
        except PSError as failed:
            if failed.is_throw:
                raise
            self.error(failed.record)
            return None


def place_notes(place: ItemPath) -> dict[str, object]:
    """Where something is from, as the notes that providers' objects have."""
    return {
        "PSPath": place.provider_qualified,
        "PSParentPath": f"{place.provider.snapin}\\{place.provider.name}::{place.parent}",
        "PSChildName": place.leaf,
        "PSDrive": place.drive,
        "PSProvider": ProviderInfo(place.provider),
    }


def decorated(place: ItemPath, item: object) -> object:
    """An item with the notes a provider's item has (``PSPath``...)."""
    notes = place_notes(place)
    notes["PSIsContainer"] = place.provider.container and place.provider.is_container(running_session(), place.path)
    held = item if isinstance(item, (PSObject, NetObject)) else PSObject(item)
    for name, value in notes.items():
        if value is None:
            continue
        if isinstance(held, PSObject):
            if name not in held.members:
                held.members.add(NoteProperty(name, value))
        elif held.instance_members is None or name not in held.instance_members:
            held.add_note(name, value)
    return held


@NET.type("System.Management.Automation.ProviderInfo", assembly="System.Management.Automation")
class ProviderInfo(NetObject):
    """A provider as an object."""

    def __init__(self, provider: Provider, drives: Sequence[Drive] = ()) -> None:
        self.provider = provider
        self.its_drives = list(drives)

    name = net_property("Name", "System.String")(lambda self: self.provider.name)
    snapin = net_property("PSSnapIn", "System.Management.Automation.PSSnapInInfo")(lambda self: self.provider.snapin)
    help_file = net_property("HelpFile", "System.String")(lambda self: self.provider.help_file)
    description = net_property("Description", "System.String")(lambda self: "")

    @net_property("ImplementingType", "System.Type")
    def implementing_type(self) -> object:
        """The provider's class."""
        return NetType(f"Microsoft.PowerShell.Commands.{self.provider.name}Provider", ("System.Object",))

    @net_property("Capabilities", "System.Management.Automation.Provider.ProviderCapabilities")
    def capabilities(self) -> EnumValue:
        """What the provider can do beyond the usual."""
        return to_flags(_CAPABILITIES, self.provider.capabilities)

    @net_property("Home", "System.String")
    def home(self) -> str:
        """Where ``~`` leads."""
        try:
            return self.provider.home(running_session())
        except PSError:
            return ""

    @net_property("Drives", "System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSDriveInfo]")
    def drives(self) -> object:
        """Its drives."""
        return GenericList(list(self.its_drives), "System.Management.Automation.PSDriveInfo")

    def net_string(self) -> str:
        """Snap-in and name."""
        return f"{self.provider.snapin}\\{self.provider.name}"


_CAPABILITIES = NET.enum(
    "System.Management.Automation.Provider.ProviderCapabilities",
    {"None": 0, "Include": 1, "Exclude": 2, "Filter": 4, "ExpandWildcards": 8, "ShouldProcess": 16,
     "Credentials": 32, "Transactions": 64},
    flags=True,
)  # fmt: skip


def to_flags(enum: NetType, names: Sequence[str]) -> EnumValue:
    """Names of an enumeration of flags as one value."""
    values = enum.values or {}
    return EnumValue(enum, sum(values[name] for name in names))


DRIVE = NET.extend("System.Management.Automation.PSDriveInfo", python=Drive)
DRIVE.property("Name", "System.String")(lambda d: d.name)
DRIVE.property("Provider")(lambda d: ProviderInfo(d.provider))
DRIVE.property("Root", "System.String")(lambda d: d.root)
DRIVE.property("Description", "System.String")(lambda d: d.description)
DRIVE.property("CurrentLocation", "System.String")(lambda d: d.current_location)


@MANAGEMENT.cmdlet("Get-Item", aliases=("gi",), default_set="Path")
class GetItem(ItemCmdlet):
    """Reads items."""

    def process(self) -> None:
        for place in self.places():
            self.attempt(partial(self._read, place))

    def _read(self, place: ItemPath) -> None:
        self.write(decorated(place, place.provider.get_item(self.session, place.path)))


@MANAGEMENT.cmdlet("Get-ChildItem", aliases=("gci", "ls", "dir"), default_set="Items")
class GetChildItem(ItemCmdlet):
    """Reads what is in containers."""

    path = Param(STRINGS, position=0, pipeline=True, by_property=True, sets=("Items",))
    literal_path = Param(STRINGS, mandatory=True, by_property=True, aliases=("PSPath",), sets=("LiteralItems",))
    filter = Param("System.String", position=1)
    recurse = Param(SWITCH)
    name = Param(SWITCH)
    _tail: Pieces | None = None

    def process(self) -> None:
        literal = "LiteralPath" in self.bound
        for given in as_list(self.literal_path if literal else self.path) or ["."]:
            text = to_text(given)
            self._tail = None
            try:
                places = self._start(text, literal)
            except PSError as failed:
                self.error(failed.record)
                continue
            for place in places:
                self.check_supported(place.provider)
                self._list(place, text)

    def wanted(self, name: str) -> bool:
        """-Include, -Exclude, and the last part of a path with -Recurse."""
        return (self._tail is None or self._tail.fullmatch(name)) and super().wanted(name)

    def _start(self, text: str, literal: bool) -> list[ItemPath]:
        if self.recurse and has_wildcards(text) and not literal and not self.include:
            head, _, tail = text.replace("/", "\\").rpartition("\\")
            self._tail = wildcard(tail)
            return paths.resolve(self.session, head or ".")
        return paths.resolve(self.session, text, literal=literal)

    def _list(self, place: ItemPath, given: str) -> None:
        provider = place.provider
        if not provider.is_container(self.session, place.path) or (
            has_wildcards(given) and not self.recurse and "LiteralPath" not in self.bound
        ):
            if self.wanted(place.leaf):
                self.attempt(lambda: self._emit(place, provider.get_item(self.session, place.path)))
            return
        self.attempt(lambda: self._walk(place, place))

    def _walk(self, top: ItemPath, place: ItemPath) -> None:
        accepts = wildcard(to_text(self.filter)) if "Filter" in self.bound else None
        below: list[ItemPath] = []
        for name, item in place.provider.get_children(self.session, place.path, force=bool(self.force)):
            child = place.child(name)
            if (accepts is None or accepts.fullmatch(name)) and self.wanted(name):
                if self.name:
                    self.write(child.path[len(top.path) :].lstrip("\\"))
                else:
                    self._emit(child, item)
            if self.recurse and place.provider.is_container(self.session, child.path):
                below.append(child)
        for child in below:
            self._walk(top, child)

    def _emit(self, place: ItemPath, item: object) -> None:
        self.write(place.leaf if self.name else decorated(place, item))


@MANAGEMENT.cmdlet("Test-Path", default_set="Path")
class TestPath(ItemCmdlet):
    """Whether items exist."""

    path_type = Param("System.String", aliases=("Type",), default="Any")
    is_valid = Param(SWITCH)

    def process(self) -> None:
        literal = "LiteralPath" in self.bound
        for given in as_list(self.literal_path if literal else self.path):
            self.write(True if self.is_valid else self._exists(to_text(given), literal))

    def _exists(self, text: str, literal: bool) -> bool:
        try:
            found = paths.resolve(self.session, text, literal=literal)
        except PSError:
            return False
        found = [place for place in found if self.wanted(place.leaf)]
        kind = to_text(self.path_type).lower()
        if kind == "any":
            return bool(found)
        wanted = kind == "container"
        return any(place.provider.is_container(self.session, place.path) == wanted for place in found)


@MANAGEMENT.cmdlet("New-Item", aliases=("ni",), supports_should_process=True, default_set="pathSet")
class NewItem(Cmdlet):
    """Makes items."""

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

    def process(self) -> None:
        for given in as_list(self.path) or ["."]:
            try:
                place = paths.locate(self.session, to_text(given))
                if self.name is not None:
                    inner = paths.locate(self.session, f"{to_text(given).rstrip(chr(92))}\\{to_text(self.name)}")
                    place = inner
                if not self.should_process(f"Destination: {place.shown}", "New Item"):
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
            made = self.attempt(partial(place.provider.set_item, self.session, place.path, self.value))
            if self.pass_thru and made is not None:
                self.write(decorated(place, made))


@MANAGEMENT.cmdlet("Clear-Item", aliases=("cli",), supports_should_process=True, default_set="Path")
class ClearItem(ItemCmdlet):
    """Clears values of items."""

    def process(self) -> None:
        for place in self.places():
            self.attempt(partial(place.provider.clear_item, self.session, place.path))


@MANAGEMENT.cmdlet(
    "Remove-Item", aliases=("ri", "rm", "rmdir", "del", "erase", "rd"), supports_should_process=True, default_set="Path"
)
class RemoveItem(ItemCmdlet):
    """Removes items."""

    recurse = Param(SWITCH)

    def process(self) -> None:
        for place in list(self.places()):
            if self.should_process(place.shown, "Remove Item"):
                self.attempt(
                    partial(
                        place.provider.remove_item,
                        self.session,
                        place.path,
                        recurse=bool(self.recurse),
                        force=bool(self.force),
                    )
                )


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
            if not self.should_process(f"Item: {place.shown} Destination: {target.shown}"):
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
        """Copies one."""
        return place.provider.copy_item(
            self.session, place.path, target.path, recurse=bool(self.recurse), force=bool(self.force)
        )


@MANAGEMENT.cmdlet("Move-Item", aliases=("mi", "move", "mv"), supports_should_process=True, default_set="Path")
class MoveItem(_Transfer):
    """Moves items."""

    def transfer(self, place: ItemPath, target: ItemPath) -> list[object]:
        """Moves one."""
        return place.provider.move_item(self.session, place.path, target.path, force=bool(self.force))
