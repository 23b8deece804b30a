"""WMI classes of files and folders.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/cim-datafile and
https://learn.microsoft.com/windows/win32/cimwin32prov/win32-directory.
"""

from __future__ import annotations

import ntpath
from collections.abc import Callable, Iterable, Iterator

from winlab.windows.errors import FileError
from winlab.windows.files import Node, Rights
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_FILE = (
    "AccessMask:uint32 Archive:boolean Caption Compressed:boolean CompressionMethod CreationClassName "
    "CreationDate:datetime CSCreationClassName CSName Description Drive EightDotThreeFileName Encrypted:boolean "
    "EncryptionMethod Extension FileName FileSize:uint64 FileType FSCreationClassName FSName Hidden:boolean "
    "InstallDate:datetime InUseCount:uint64 LastAccessed:datetime LastModified:datetime Name* Path Readable:boolean "
    "Status System:boolean Writeable:boolean"
)
# https://learn.microsoft.com/windows/win32/cimwin32prov/delete-method-in-class-cim-datafile
_CODES = {2: 9, 3: 9, 5: 2, 80: 10, 112: 8, 123: 13, 145: 14, 183: 10, 32: 15}
_TYPES = {"exe": "Application", "dll": "Application Extension", "txt": "Text Document", "ini": "Configuration Settings"}


def _row(caller: WmiCaller, path: str, node: Node) -> Row:
    stem, extension = ntpath.splitext(node.name)
    folder = ntpath.dirname(path).rstrip("\\") + "\\"
    kind = extension[1:].lower()
    return {
        "AccessMask": 18809343,
        "Archive": "Archive" in node.attributes,
        "Caption": path.lower(),
        "Compressed": "Compressed" in node.attributes,
        "CreationClassName": "Win32_Directory" if node.is_folder else "CIM_LogicalFile",
        "CreationDate": node.created,
        "CSCreationClassName": "Win32_ComputerSystem",
        "CSName": caller.machine.name,
        "Description": path.lower(),
        "Drive": path[:2].lower(),
        "EightDotThreeFileName": caller.machine.files.short_path(path).lower(),
        "Encrypted": "Encrypted" in node.attributes,
        "Extension": kind,
        "FileName": (node.name if node.is_folder else stem).lower(),
        "FileSize": None if node.is_folder else node.length,
        "FileType": "File Folder" if node.is_folder else _TYPES.get(kind, f"{kind.upper()} File".strip()),
        "FSCreationClassName": "Win32_FileSystem",
        "FSName": "NTFS",
        "Hidden": "Hidden" in node.attributes,
        "InstallDate": node.created,
        "LastAccessed": node.accessed,
        "LastModified": node.modified,
        "Name": path.lower(),
        "Path": folder[2:].lower(),
        "Readable": True,
        "Status": "OK",
        "System": "System" in node.attributes,
        "Writeable": "ReadOnly" not in node.attributes,
    }


def _all(caller: WmiCaller, *, folders: bool) -> Iterator[Row]:
    files = caller.machine.files
    for letter in files.disks:
        for path, node in files.walk(letter + "\\"):
            if node.is_folder is folders:
                yield _row(caller, path, node)


def _asked(caller: WmiCaller, equal: Row, *, folders: bool) -> Iterator[Row]:
    """By name, by folder, or all of them."""
    files = caller.machine.files
    if "name" in equal:
        path = str(equal["name"]).rstrip("\\") or "\\"
        node = files.node(path)
        if node is not None and node.is_folder is folders:
            yield _row(caller, files.real_path(path), node)
    elif "path" in equal:
        drives = [str(equal["drive"])] if "drive" in equal else list(files.disks)
        for drive in drives:
            folder = f"{drive}{equal['path']}"
            for node in files.list(folder) if files.is_folder(folder) else ():
                if node.is_folder is folders:
                    yield _row(caller, ntpath.join(files.real_path(folder), node.name), node)
    else:
        yield from _all(caller, folders=folders)


@WMI.declare(CIMV2, "CIM_DataFile", f"{_FILE} Manufacturer Version")
def data_files(caller: WmiCaller) -> Iterable[Row]:
    """The files."""
    yield from _all(caller, folders=False)


@data_files.by_condition
def data_files_like(caller: WmiCaller, equal: Row) -> Iterable[Row]:
    """The files that a query means, with the version of programs."""
    for row in _asked(caller, equal, folders=False):
        node = caller.machine.files.node(str(row["Name"]))
        version = node.facts.get("version") if node is not None else None
        yield {**row, "Version": version, "Manufacturer": "Microsoft Corporation" if version else None}


@WMI.declare(CIMV2, "Win32_Directory", _FILE)
def folders(caller: WmiCaller) -> Iterable[Row]:
    """The folders."""
    yield from _all(caller, folders=True)


@folders.by_condition
def folders_like(caller: WmiCaller, equal: Row) -> Iterable[Row]:
    """The folders that a query means."""
    return _asked(caller, equal, folders=True)


# --- methods ---


def _tried(act: Callable[[], object]) -> Row:
    try:
        act()
    except FileError as problem:
        return {"ReturnValue": _CODES.get(problem.code, 8)}
    return {"ReturnValue": 0}


def _delete(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Deletes it, a folder with all that is in it."""
    return _tried(lambda: caller.machine.files.delete(str(row["Name"]), recursive=True))


def _copy(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Copies it to a full path; what is there is not overwritten (10)."""
    return _tried(lambda: caller.machine.files.copy(str(row["Name"]), str(arguments["FileName"]), overwrite=False))


def _rename(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Gives it another full path on the same volume."""
    target = str(arguments["FileName"])
    if target[:2].lower() != str(row["Name"])[:2].lower():
        return {"ReturnValue": 12}
    return _tried(lambda: caller.machine.files.move(str(row["Name"]), target))


def _effective(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Whether the caller has the rights."""
    mask = arguments.get("Permissions")
    try:
        caller.machine.files.guard(str(row["Name"]), mask if isinstance(mask, int) else Rights.READ)
    except FileError:
        return {"ReturnValue": False}
    return {"ReturnValue": True}


def _compress(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Compresses it."""
    return _attribute(caller, row, "Compressed", on=True)


def _uncompress(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Uncompresses it."""
    return _attribute(caller, row, "Compressed", on=False)


def _attribute(caller: WmiCaller, row: Row, name: str, *, on: bool) -> Row:
    files, path = caller.machine.files, str(row["Name"])
    node = files.need(path)
    return _tried(lambda: files.set_attributes(path, node.attributes | {name} if on else node.attributes - {name}))


for _class in (data_files, folders):
    _class.method("Delete")(_delete)
    _class.method("Copy", "FileName")(_copy)
    _class.method("Rename", "FileName")(_rename)
    _class.method("GetEffectivePermission", "Permissions")(_effective)
    _class.method("Compress")(_compress)
    _class.method("Uncompress")(_uncompress)
