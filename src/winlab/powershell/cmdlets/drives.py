"""Drives and providers: Get-, New-, Remove-PSDrive, Get-PSProvider.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.management/get-psdrive (2.0).
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell import paths
from winlab.powershell.cmdlets.itembase import ProviderInfo
from winlab.powershell.cmdlets.tables import MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error, session_error
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.providers import Drive
from winlab.powershell.text import to_text

_ENGINE = "System.Management.Automation."


def _no_drive(error_id: str, name: str) -> PSError:
    text = f"Cannot find drive. A drive with the name '{name}' does not exist."
    return session_error(error_id, text, "ObjectNotFound", name, "DriveNotFoundException", "Drive")


class _Drives(Cmdlet):
    """What the cmdlets for drives that are there share."""

    scope = Param("System.String")
    ps_provider = Param(STRINGS, ps="PSProvider", by_property=True)

    def meant(self, names: object, *, literal: bool) -> Iterator[tuple[str, list[Drive]]]:
        """Each name with the drives that it means, those of ``-PSProvider`` only."""
        kinds = [wildcard(to_text(kind)) for kind in as_list(self.ps_provider)]
        drives = sorted(self.session.drives.values(), key=lambda drive: drive.name.lower())
        for name in map(to_text, as_list(names)):
            accepts = wildcard(name)
            found = [d for d in drives if (d.name.lower() == name.lower() if literal else accepts.fullmatch(d.name))]
            yield name, [d for d in found if not kinds or any(kind.fullmatch(d.provider.name) for kind in kinds)]


@MANAGEMENT.cmdlet("Get-PSDrive", aliases=("gdr",), default_set="Name", output=f"{_ENGINE}PSDriveInfo")
class GetPSDrive(_Drives):
    """Reads drives."""

    name = Param(STRINGS, position=0, by_property=True, sets=("Name",))
    literal_name = Param(STRINGS, position=0, mandatory=True, by_property=True, sets=("LiteralName",))

    def process(self) -> None:
        literal = self.parameter_set == "LiteralName"
        given: object = self.literal_name if literal else self.name or ["*"]
        for name, drives in self.meant(given, literal=literal):
            if not drives and (literal or not has_wildcards(name)):
                self.error(_no_drive("GetLocationNoMatchingDrive", name).record)
            self.write_all(drives)


@MANAGEMENT.cmdlet(
    "New-PSDrive", aliases=("ndr", "mount"), supports_should_process=True, output=f"{_ENGINE}PSDriveInfo"
)
class NewPSDrive(Cmdlet):
    """Makes a drive."""

    name = Param("System.String", position=0, mandatory=True, by_property=True)
    ps_provider = Param("System.String", position=1, mandatory=True, by_property=True, ps="PSProvider")
    root = Param("System.String", position=2, mandatory=True, by_property=True, allow_empty=True)
    description = Param("System.String", default="", by_property=True)
    scope = Param("System.String", by_property=True)
    credential = Param("System.Object", by_property=True)

    def process(self) -> None:
        name = to_text(self.name)
        if not self.should_process(f"Name: {name} Provider: {to_text(self.ps_provider)} Root: {to_text(self.root)}"):
            return
        if name.lower() in self.session.drives:
            text = f"A drive with the name '{name}' already exists."
            raise error("DriveAlreadyExists", text, "ResourceExists", name, f"{_ENGINE}SessionStateException")
        provider = paths.find_provider(self.session, to_text(self.ps_provider))
        root = to_text(self.root)
        if ":" in root.partition("\\")[0] or "::" in root:
            root = paths.locate(self.session, root).path
        if not provider.exists(self.session, root):
            text = f'The specified drive root "{root}" either does not exist, or it is not a folder.'
            raise error("DriveRootError", text, "ReadError", root, "System.IO.IOException")
        drive = Drive(name, provider, root, to_text(self.description))
        self.session.drives[name.lower()] = drive
        self.write(drive)


@MANAGEMENT.cmdlet("Remove-PSDrive", aliases=("rdr",), supports_should_process=True, default_set="Name")
class RemovePSDrive(_Drives):
    """Removes drives."""

    name = Param(STRINGS, position=0, mandatory=True, by_property=True, sets=("Name",))
    literal_name = Param(STRINGS, position=0, mandatory=True, by_property=True, sets=("LiteralName",))
    force = Param(SWITCH)

    def process(self) -> None:
        literal = self.parameter_set == "LiteralName"
        for name, drives in self.meant(self.literal_name if literal else self.name, literal=literal):
            if not drives and (literal or not has_wildcards(name)):
                self.error(_no_drive("DriveNotFound", name).record)
            for drive in drives:
                self._remove(drive)

    def _remove(self, drive: Drive) -> None:
        if not self.should_process(f"Name: {drive.name} Provider: {drive.provider.name} Root: {drive.root}"):
            return
        here = paths.location(self.session)
        if here is not None and here.drive is drive:
            text = f"Cannot remove drive '{drive.name}' because it is in use."
            self.error(error("InvalidOperation", text, "InvalidOperation", None, _IN_USE).record)
            return
        del self.session.drives[drive.name.lower()]


_IN_USE = f"{_ENGINE}PSInvalidOperationException"


@MANAGEMENT.cmdlet("Get-PSProvider", output=f"{_ENGINE}ProviderInfo")
class GetPSProvider(Cmdlet):
    """Reads providers."""

    ps_provider = Param(STRINGS, position=0, pipeline=True, by_property=True, ps="PSProvider")

    def process(self) -> None:
        for pattern in [to_text(p) for p in as_list(self.ps_provider)] or ["*"]:
            accepts = wildcard(pattern)
            found = [p for p in self.session.providers.values() if accepts.fullmatch(p.name)]
            if not found and not has_wildcards(pattern):
                self.error(paths.provider_not_found(pattern).record)
            for provider in found:
                self.write(ProviderInfo(provider))
