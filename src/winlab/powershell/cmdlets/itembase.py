"""What the cmdlets for items share: which items are meant, and providers, drives and items as objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from winlab.powershell import paths
from winlab.powershell.addedmembers import NoteProperty
from winlab.powershell.cmdlets.tables import STRINGS, as_list
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_property
from winlab.powershell.errors import PSError
from winlab.powershell.net.credentials import PSCredential
from winlab.powershell.net.pairs import GenericCollection
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.paths import ItemPath
from winlab.powershell.patterns import wildcard
from winlab.powershell.providers import Drive, Provider
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, PSObject


def may(cmdlet: Cmdlet, place: ItemPath, target: str) -> bool:
    """Asks -WhatIf and -Confirm for an item; the file system tells files from folders."""
    kind = "Item"
    if place.provider.name == "FileSystem":
        kind = "Directory" if place.provider.is_container(cmdlet.session, place.path) else "File"
    return cmdlet.should_process(target, f"{cmdlet.info.name.partition('-')[0]} {kind}")


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

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    @net_property("ImplementingType", "System.Type")
    def implementing_type(self) -> object:
        """The provider's class."""
        return NetType(f"Microsoft.PowerShell.Commands.{self.provider.name}Provider", ("System.Object",))

    help_file = net_property("HelpFile", "System.String")(lambda self: self.provider.help_file)
    name = net_property("Name", "System.String")(lambda self: self.provider.name)
    snapin = net_property("PSSnapIn", "System.Management.Automation.PSSnapInInfo")(lambda self: self.provider.snapin)
    module_name = net_property("ModuleName", "System.String")(lambda self: self.provider.snapin)
    module = net_property("Module", "System.Management.Automation.PSModuleInfo")(lambda self: None)
    description = net_property("Description", "System.String")(lambda self: "")

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
        drives = [drive for drive in running_session().drives.values() if drive.provider is self.provider]
        return GenericCollection(drives, "System.Management.Automation.PSDriveInfo")

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
DRIVE.property("CurrentLocation", "System.String")(lambda d: d.current_location)
DRIVE.property("Name", "System.String")(lambda d: d.name)
DRIVE.property("Provider")(lambda d: ProviderInfo(d.provider))
DRIVE.property("Root", "System.String")(lambda d: d.root)
DRIVE.property("Description", "System.String")(lambda d: d.description)
DRIVE.property("Credential", "System.Management.Automation.PSCredential")(lambda d: PSCredential.empty())
