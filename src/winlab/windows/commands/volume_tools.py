"""fsutil and chkdsk.

https://learn.microsoft.com/windows-server/administration/windows-commands/fsutil ; the layout is that of Server 2003.
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.file_tools import place
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.programs import PROGRAMS, ProgramCall

_VERBS = [
    "behavior",
    "dirty",
    "file",
    "fsinfo",
    "hardlink",
    "objectid",
    "quota",
    "reparsepoint",
    "sparse",
    "usn",
    "volume",
]
_LARGEST = 64 << 20


@PROGRAMS.program("fsutil.exe", folder="%SystemRoot%\\system32")
def fsutil(call: ProgramCall) -> int:
    """fsinfo, volume diskfree, file createnew, setshortname and queryallocranges, dirty query, behavior query."""
    words = call.args
    if not call.logon.is_administrator:
        call.line("The FSUTIL utility requires that you have administrative privileges.")
        return 1
    lowered = [word.lower() for word in words]
    function = _COMMANDS.get(" ".join(lowered[:2]))
    if function is None:
        if lowered[:1] and lowered[0] in _VERBS and len(lowered) > 1:
            raise NotEmulated("fsutil " + " ".join(lowered[:2]))
        call.line("---- Commands Supported ----\r\n")
        for verb in _VERBS:
            call.line(verb)
        return 1
    try:
        return function(call, words[2:])
    except Win32Error as problem:
        call.line(f"Error:  {problem.text}")
        return 1


def _drives(call: ProgramCall, words: list[str]) -> int:
    call.line("\r\nDrives: " + " ".join(f"{letter}\\" for letter in sorted(call.machine.files.disks)))
    return 0


def _drive_type(call: ProgramCall, words: list[str]) -> int:
    letter = words[0].rstrip("\\").upper() if words else ""
    disk = call.machine.files.disks.get(letter)
    kind = "No such Root Directory" if disk is None else "Fixed Drive" if disk.kind == "fixed" else "CD-Rom Drive"
    call.line(f"{letter} - {kind}")
    return 0


def _volume_info(call: ProgramCall, words: list[str]) -> int:
    letter = words[0].rstrip("\\").upper() if words else ""
    disk = call.machine.files.disks.get(letter)
    if disk is None:
        raise FileError(3, letter)
    serial = call.machine.random_guid(f"volume {letter}")[:8]
    call.line(f"Volume Name : {disk.label}\r\nVolume Serial Number : 0x{serial}\r\nMax Component Length : 255")
    call.line(f"File System Name : {disk.filesystem}")
    for text in ("Supports Case-sensitive filenames", "Preserves Case of filenames", "Supports Unicode in filenames"):
        call.line(text)
    for text in ("Preserves & Enforces ACL's", "Supports file-based Compression", "Supports Disk Quotas"):
        call.line(text)
    return 0


def _free(call: ProgramCall, words: list[str]) -> int:
    letter = words[0].rstrip("\\").upper() if words else ""
    disk = call.machine.files.disks.get(letter)
    if disk is None:
        raise FileError(3, letter)
    free = call.machine.files.free(letter)
    call.line(f"Total # of free bytes        : {free}")
    call.line(f"Total # of bytes             : {disk.size}")
    call.line(f"Total # of avail free bytes  : {free}")
    return 0


def _create(call: ProgramCall, words: list[str]) -> int:
    if len(words) != 2 or not words[1].isdigit():
        call.line("Usage : fsutil file createnew <filename> <length>")
        return 1
    machine, path = place(call, words[0])
    if machine.files.exists(path):
        raise FileError(80, path)
    size = int(words[1][:15])
    if size > _LARGEST:
        raise NotEmulated(f"fsutil file createnew of more than {_LARGEST} bytes")
    machine.files.write(path, bytes(size))
    call.line(f"File {path} is created")
    return 0


def _dirty(call: ProgramCall, words: list[str]) -> int:
    call.line(f"Volume - {words[0] if words else ''} is NOT Dirty")
    return 0


def _behavior(call: ProgramCall, words: list[str]) -> int:
    key = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem"
    names = {"disable8dot3": "NtfsDisable8dot3NameCreation", "disablelastaccess": "NtfsDisableLastAccessUpdate"}
    name = names.get(words[0].lower()) if words else None
    if name is None:
        raise NotEmulated("fsutil behavior query " + " ".join(words))
    call.line(f"{words[0].lower()} = {call.machine.registry.number(key, name)}")
    return 0


_COMMANDS = {
    "fsinfo drives": _drives,
    "fsinfo drivetype": _drive_type,
    "fsinfo volumeinfo": _volume_info,
    "volume diskfree": _free,
    "file createnew": _create,
    "dirty query": _dirty,
    "behavior query": _behavior,
}


@PROGRAMS.program("chkdsk.exe", folder="%SystemRoot%\\system32")
def chkdsk(call: ProgramCall) -> int:
    """Refuses to lock the volume of the system; what a check would find is not emulated."""
    words = {word.lower() for word in call.args}
    if words & {"/f", "/r", "/x"}:
        call.line("The type of the file system is NTFS.\r\nCannot lock current drive.\r\n")
        call.line("Chkdsk cannot run because the volume is in use by another")
        call.line("process.  Would you like to schedule this volume to be")
        call.out("checked the next time the system restarts? (Y/N) ")
        call.read()
        call.line()
        return 3
    raise NotEmulated("chkdsk: an emulated volume has no structures to be checked")
