"""The FileSystem provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from winlab.powershell.errors import NetException, PSError, error, error_record
from winlab.powershell.objects import lookup, property_names, set_member
from winlab.powershell.providers import Drive, Provider, item_not_found
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import Byte
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.extension import register_extension
from winlab.windows.files import Node, join
from winlab.windows.machine import Machine
from winlab.windows.session import host_of
from winlab.windows.surfaces import acl_objects
from winlab.windows.surfaces.failures import io_error
from winlab.windows.surfaces.file_objects import info_of
from winlab.windows.surfaces.file_text import byte_of, encode, lines_of
from winlab.windows.surfaces.paths import place_on

_MISSING_FOLDER = {
    "CopyFileInfoItem": ("System.IO.DirectoryNotFoundException", "NotSpecified"),
    "CopyDirectoryInfoItem": ("System.IO.DirectoryNotFoundException", "NotSpecified"),
    "GetContentWriter": ("GetContentWriterDirectoryNotFoundError", "ObjectNotFound"),
}
"""Id and category of the operations that tell a missing folder in a way of their own."""


class FileSystemProvider(Provider):
    """Files and folders, of other machines too by their shares."""

    name = "FileSystem"
    capabilities = ("Filter", "ShouldProcess")
    properties_are_item = True

    def drives(self, session: Session) -> list[Drive]:
        return [
            Drive(letter[0], self, letter + "\\", disk.label)
            for letter, disk in sorted(host_of(session).machine.files.disks.items())
        ]

    def home(self, session: Session) -> str:
        host = host_of(session)
        return host.machine.profile_of(host.logon)

    # -- finding --------------------------------------------------------------------------------------

    def _place(self, session: Session, path: str) -> tuple[Machine, str]:
        try:
            return place_on(host_of(session), path)
        except Win32Error as problem:
            if problem.code == 5:
                raise _denied(path) from problem
            raise item_not_found(path) from problem

    def _node(self, session: Session, path: str) -> Node | None:
        try:
            machine, local = place_on(host_of(session), path)
        except Win32Error:
            return None
        return machine.files.node(local)

    def exists(self, session: Session, path: str) -> bool:
        return self._node(session, path) is not None

    def is_container(self, session: Session, path: str) -> bool:
        node = self._node(session, path)
        return node is not None and node.is_folder

    def get_item(self, session: Session, path: str) -> object:
        machine, local = self._place(session, path)
        node = machine.files.node(local)
        if node is None:
            raise item_not_found(path)
        shown = machine.files.real_path(local) if machine is host_of(session).machine else path
        return info_of(machine, local, shown, node)

    def get_children(self, session: Session, path: str, *, force: bool = False) -> Iterator[tuple[str, object]]:
        machine, local = self._place(session, path)
        try:
            nodes = machine.files.list(local)
        except FileError as problem:
            if problem.code == 5:
                raise _denied(path, "DirUnauthorizedAccessError") from problem
            raise item_not_found(path) from problem
        top = machine.files.real_path(local) if machine is host_of(session).machine else path
        for node in sorted(nodes, key=lambda each: (not each.is_folder, each.name.lower())):
            if force or not node.attributes & {"Hidden"}:
                yield node.name, info_of(machine, join(local, node.name), join(top, node.name), node)

    # -- making and removing --------------------------------------------------------------------------

    def new_item(self, session: Session, path: str, item_type: str, value: object, *, force: bool = False) -> object:
        machine, local = self._place(session, path)
        kind = item_type.lower()
        if kind in ("directory", "d", "container", "dir"):
            if machine.files.exists(local) and not force:
                raise _exists("DirectoryExist", path)
            self._do(path, lambda: machine.files.make_folder(local), "CreateDirectory")
        elif kind in ("file", "f", ""):
            if machine.files.exists(local) and not force:
                raise _exists("NewItemIOError", path, f"The file '{path}' already exists.")
            if force and not machine.files.is_folder(local.rpartition("\\")[0]):
                self._do(path, lambda: machine.files.make_folder(local.rpartition("\\")[0]), "NewItem")
            data = b"" if value is None else to_text(value).encode("cp1252", "replace")
            self._do(path, lambda: machine.files.write(local, data, force=force), "NewItem")
        else:
            message = 'The type is not a known type for the file system. Only "file" and "directory" can be specified.'
            raise error("Argument", message, "InvalidArgument")
        return self.get_item(session, path)

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        machine, local = self._place(session, path)
        if machine.files.need(local).attributes & {"ReadOnly", "Hidden", "System"} and not force:
            raise _not_removed(path, "You do not have sufficient access rights to perform this operation.")
        self._do(path, lambda: machine.files.delete(local, recursive=recurse, force=force), "RemoveFileSystemItem")

    def rename_item(self, session: Session, path: str, new_name: str, *, force: bool = False) -> object:
        machine, local = self._place(session, path)
        if machine.files.node(local) is None:
            raise item_not_found(path)
        destination = join(path.rstrip("\\").rpartition("\\")[0], new_name)
        target = self._place(session, destination)[1]
        self._do(destination, lambda: machine.files.move(local, target, overwrite=False), "RenameItem")
        return self.get_item(session, destination)

    def copy_item(
        self, session: Session, path: str, destination: str, *, recurse: bool = False, force: bool = False
    ) -> list[object]:
        machine, local = self._place(session, path)
        other, target = self._place(session, destination)
        node = machine.files.node(local)
        if node is None:
            raise item_not_found(path)
        if other.files.is_folder(target):
            target, destination = join(target, node.name), join(destination, node.name)
        if other is machine and local.lower() == target.lower():
            raise _exists("CopyError", path, f"Cannot overwrite the item {path} with itself.")
        if node.is_folder and not recurse:
            self._do(destination, lambda: other.files.make_folder(target), "CopyDirectoryInfoItem")
        else:
            self._do(destination, lambda: copy_between(machine, local, other, target), "CopyFileInfoItem")
        return [self.get_item(session, destination)]

    def move_item(self, session: Session, path: str, destination: str, *, force: bool = False) -> list[object]:
        machine, local = self._place(session, path)
        other, target = self._place(session, destination)
        node = machine.files.node(local)
        if node is None:
            raise item_not_found(path)
        if other.files.is_folder(target) and local.lower() != target.lower():
            target, destination = join(target, node.name), join(destination, node.name)

        def move() -> None:
            if other is machine:
                machine.files.move(local, target, overwrite=force)
            else:
                copy_between(machine, local, other, target)
                machine.files.delete(local, recursive=True)

        self._do(destination, move, "MoveDirectoryItem" if node.is_folder else "MoveFileInfoItem")
        return [self.get_item(session, destination)]

    @staticmethod
    def _do(path: str, action: Callable[[], object], what: str) -> None:
        """Does something; a failure is told under the name of the operation (``NewItem`` gives ``NewItemIOError``)."""
        try:
            action()
        except FileError as problem:
            missing = problem.code in (2, 3)
            failed = io_error(FileError(3, path) if missing else problem).record.exception
            if problem.code == 5:
                identity, category = f"{what}UnauthorizedAccessError", "PermissionDenied"
            elif missing:
                identity, category = _MISSING_FOLDER.get(what, (f"{what}IOError", "WriteError"))
            else:
                identity, category = f"{what}IOError", "WriteError"
            target = None if category == "NotSpecified" else path
            raise PSError(error_record(failed, identity, category, target)) from problem

    # -- properties -----------------------------------------------------------------------------------

    def get_properties(self, session: Session, path: str, names: Sequence[str]) -> Mapping[str, object]:
        item = self.get_item(session, path)
        held = {name: lookup(item, name) for name in names or property_names(item)}
        return {name: value for name, (exists, value) in held.items() if exists}

    def no_property(self, path: str, name: str) -> PSError:
        text = f"The property {name} does not exist or was not found."
        return error("GetValueError", text, "ReadError", name, "System.IO.IOException")

    def set_property(self, session: Session, path: str, name: str, value: object, *, kind: str | None = None) -> None:
        item = self.get_item(session, path)
        if not lookup(item, name)[0]:
            text = f"The property {name} does not exist or was not found."
            raise error("SetPropertyError", text, "ReadError", name, "System.IO.IOException")
        set_member(item, name, value)

    def clear_property(self, session: Session, path: str, name: str) -> None:
        if name.lower() != "attributes":
            text = "Cannot clear the property. Only the Attributes property can be cleared."
            raise error("Argument", text, "InvalidArgument", None, "System.Management.Automation.PSArgumentException")
        set_member(self.get_item(session, path), name, "Normal")

    # -- content --------------------------------------------------------------------------------------

    def read_content(self, session: Session, path: str, *, encoding: str | None = None) -> Iterator[object]:
        machine, local = self._place(session, path)
        node = machine.files.node(local)
        if node is None:
            raise item_not_found(path)
        if node.is_folder:
            raise _denied(path, "GetContentReaderUnauthorizedAccessError")
        name = (encoding or "").lower()
        try:
            data = machine.files.read(local)
        except FileError as problem:
            if problem.code == 5:
                raise _denied(path, "GetContentReaderUnauthorizedAccessError") from problem
            failed = io_error(problem).record.exception
            raise PSError(error_record(failed, "GetContentReaderIOError", "ReadError", path)) from problem
        if name == "byte":
            yield from (Byte(byte) for byte in data)
            return
        yield from lines_of(data, name)

    def write_content(
        self,
        session: Session,
        path: str,
        values: Sequence[object],
        *,
        encoding: str | None = None,
        append: bool = False,
        force: bool = False,
    ) -> None:
        machine, local = self._place(session, path)
        name = (encoding or "default").lower()
        if name == "byte":
            data = bytes(byte_of(value, path) for value in values)
        else:
            text = "".join(to_text(value) + "\r\n" for value in values)
            data = encode(text, name, fresh=not (append and machine.files.is_file(local)))
        self._do(path, lambda: machine.files.write(local, data, append=append, force=force), "GetContentWriter")

    def clear_content(self, session: Session, path: str) -> None:
        machine, local = self._place(session, path)
        if not machine.files.exists(local):
            raise item_not_found(path)
        self._do(path, lambda: machine.files.write(local, b""), "ClearContent")

    # -- access lists ---------------------------------------------------------------------------------

    def get_acl(self, session: Session, path: str) -> object:
        machine, local = self._place(session, path)
        if not machine.files.exists(local):
            raise item_not_found(path)
        return acl_objects.descriptor_of(machine, local)

    def set_acl(self, session: Session, path: str, descriptor: object) -> None:
        machine, local = self._place(session, path)
        acl_objects.apply_descriptor(machine, local, descriptor)


def copy_between(machine: Machine, source: str, other: Machine, target: str) -> None:
    """Copies a file or folder between machines, program files as what they are."""
    if other is machine:
        machine.files.copy(source, target)
        return
    node = machine.files.need(source)
    if node.is_folder:
        other.files.make_folder(target)
        for child in machine.files.list(source):
            copy_between(machine, join(source, child.name), other, join(target, child.name))
    elif node.program is not None:
        other.files.add_program(target, node.program, node.size, **node.facts)
    else:
        new = other.files.write(target, node.data)
        new.size = node.size


def _not_removed(path: str, reason: str) -> PSError:
    failed = error("RemoveFileSystemItemUnAuthorizedAccess", reason, "PermissionDenied", path, "System.IO.IOException")
    failed.record.details = f"Cannot remove item {path}: {reason}"
    return failed


def _exists(error_id: str, path: str, text: str = "") -> PSError:
    message = text or f"An item with the specified name {path} already exists."
    exception = NetException("System.IO.IOException", message)
    return PSError(error_record(exception, error_id, "ResourceExists" if not text else "WriteError", path))


def _denied(path: str, error_id: str = "ItemExistsUnauthorizedAccessError") -> PSError:
    exception = NetException("System.UnauthorizedAccessException", f"Access to the path '{path}' is denied.")
    return PSError(error_record(exception, error_id, "PermissionDenied", path))


register_extension(provider=FileSystemProvider())
