"""System.IO.DriveInfo and the names of drives.

Source: https://learn.microsoft.com/dotnet/api/system.io.driveinfo .
"""

from __future__ import annotations

from winlab.powershell.declare import NET, NetTable, net_constructor, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import enum_value
from winlab.powershell.values import Int64, NetObject, TypedArray
from winlab.windows.extension import register_extension
from winlab.windows.files import Disk
from winlab.windows.session import current_host
from winlab.windows.surfaces.file_objects import DirectoryInfo

TABLE = NetTable()
register_extension(net=TABLE)
S, B, LONG, DRIVE, KIND = (
    "System.String", "System.Boolean", "System.Int64", "System.IO.DriveInfo", "System.IO.DriveType",
)  # fmt: skip
TABLE.enum(KIND, "Unknown NoRootDirectory Removable Fixed Network CDRom Ram")


@TABLE.type(DRIVE)
class DriveInfo(NetObject):
    """A drive by its letter, whether it is there or not."""

    def __init__(self, letter: str) -> None:
        self.letter = letter.upper()

    @net_constructor((S,))
    @classmethod
    def new(cls, name: str) -> DriveInfo:
        """By letter or root."""
        if not name[:1].isalpha() or name[1:] not in ("", ":", ":\\"):
            message = 'Object must be a root directory ("C:\\\\") or a drive letter ("C").'
            raise net_error("System.ArgumentException", message)
        return cls(name[0])

    @property
    def disk(self) -> Disk | None:
        """The disk behind it."""
        return current_host().machine.files.disks.get(self.letter + ":")

    def needed(self) -> Disk:
        """The disk behind it.

        Raises:
            PSError: DriveNotFoundException.
        """
        disk = self.disk
        if disk is None:
            text = f"Could not find the drive '{self.letter}:\\'. The drive might not be ready or might not be mapped."
            raise net_error("System.IO.DriveNotFoundException", text)
        return disk

    def free(self) -> int:
        """Bytes that are left.

        Raises:
            PSError: DriveNotFoundException.
        """
        return current_host().machine.files.free(self.needed().letter)

    @net_property("Name", S)
    def net_string(self) -> str:
        """The root."""
        return self.letter + ":\\"

    @net_property("DriveType", KIND)
    def kind(self) -> object:
        """Fixed, or that there is no such drive."""
        return enum_value(KIND, "NoRootDirectory" if self.disk is None else "Fixed")

    @net_property("RootDirectory", "System.IO.DirectoryInfo")
    def root(self) -> DirectoryInfo:
        """The folder at its root."""
        return DirectoryInfo(current_host().machine, self.net_string(), self.net_string())

    is_ready = net_property("IsReady", B)(lambda self: self.disk is not None)
    format = net_property("DriveFormat", S)(lambda self: self.needed().filesystem)
    label = net_property("VolumeLabel", S)(lambda self: self.needed().label)
    size = net_property("TotalSize", LONG)(lambda self: Int64(self.needed().size))
    total_free = net_property("TotalFreeSpace", LONG)(lambda self: Int64(self.free()))
    available = net_property("AvailableFreeSpace", LONG)(lambda self: Int64(self.free()))


def _letters() -> list[str]:
    return sorted(name.rstrip(":") for name in current_host().machine.files.disks)


TABLE.extend(DRIVE).static("GetDrives", returns=DRIVE + "[]")(
    lambda: TypedArray([DriveInfo(letter) for letter in _letters()], DRIVE)
)
for _owner in ("System.IO.Directory", "System.Environment"):
    NET.extend(_owner).static("GetLogicalDrives", returns=S + "[]")(
        lambda: TypedArray([f"{letter}:\\" for letter in _letters()], S)
    )
