"""The disks of one host: an NTFS-like tree, shared with other hosts until it is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from winlab.windows.errors import FileError
from winlab.windows.file_nodes import (
    CHANGE,
    FULL,
    INHERITED_ACL,
    READ_EXECUTE,
    Access,
    Disk,
    Node,
    decode,
    entry_named,
    join,
    node_from,
    short_name,
    split,
    state_of,
)
from winlab.windows.open_files import Handle, OpenFiles

__all__ = ["CHANGE", "FULL", "READ_EXECUTE", "Access", "Disk", "Files", "Node", "Rights", "decode", "join", "split"]


class Rights:
    """Bits of a file access mask (https://learn.microsoft.com/windows/win32/fileio/file-access-rights-constants)."""

    READ = 0x1
    WRITE = 0x2
    ADD_FOLDER = 0x4
    EXECUTE = 0x20
    DELETE_CHILD = 0x40
    WRITE_ATTRIBUTES = 0x100
    DELETE = 0x10000
    WRITE_ACL = 0x40000


class Files:
    """One host's files.

    Args:
        base: Content shared with other hosts; never changed.
        now: Local time, for time stamps.
        changed: Called after each change.
    """

    def __init__(
        self, base: Files | None, now: Callable[[], datetime], changed: Callable[[str], None] | None = None
    ) -> None:
        self._owner = object()
        self._now = now
        self._changed = changed or (lambda path: None)
        self._base: Node = base._root if base is not None else Node("", self._owner, now(), folder=True)
        self._root: Node = self._base
        self.disks: dict[str, Disk] = {}
        self.handles = OpenFiles()
        self.guard: Callable[[str, int], None] = lambda path, mask: None
        """Raises FileError 5 where whoever acts may not do what a mask says."""

    # -- finding --------------------------------------------------------------------------------------

    def node(self, path: str) -> Node | None:
        """The file or folder, or None."""
        try:
            names = split(path)
        except FileError:
            return None
        found: Node | None = self._root
        for name in names:
            found = entry_named(found.entries, name) if found is not None and found.entries is not None else None
            if found is None:
                return None
        return found

    def need(self, path: str) -> Node:
        """The file or folder.

        Raises:
            FileError: 2 if it does not exist, 3 if the folder above it does not.
        """
        names = split(path)
        found = self.node(path)
        if found is None:
            parent = self.node("\\".join(names[:-1]) + "\\") if len(names) > 1 else None
            raise FileError(2 if parent is not None and parent.is_folder else 3, path)
        return found

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return self.node(path) is not None

    def is_file(self, path: str) -> bool:
        """Whether it is a file."""
        found = self.node(path)
        return found is not None and not found.is_folder

    def is_folder(self, path: str) -> bool:
        """Whether it is a folder."""
        found = self.node(path)
        return found is not None and found.is_folder

    def real_path(self, path: str) -> str:
        """The path as it is spelled on the disk."""
        names = split(path)
        spelled: list[str] = []
        found: Node | None = self._root
        for name in names:
            found = entry_named(found.entries, name) if found is not None and found.entries is not None else None
            spelled.append(found.name if found is not None else name)
        return "\\".join(spelled) if len(spelled) > 1 else spelled[0] + "\\"

    def short_path(self, path: str) -> str:
        """The path in names of eight and three characters."""
        found: Node | None = self._root
        spelled: list[str] = []
        for name in split(self.real_path(path)):
            entries = found.entries if found is not None and found.entries is not None else {}
            spelled.append(short_name(entries, name) if spelled else name)
            found = entries.get(name.lower())
        return "\\".join(spelled) if len(spelled) > 1 else spelled[0] + "\\"

    def list(self, folder: str) -> list[Node]:
        """What is in a folder, by name.

        Raises:
            FileError: 2, 3, or 267 if it is a file.
        """
        found = self.need(folder)
        if found.entries is None:
            raise FileError(267, folder)
        self.guard(folder, Rights.READ)
        return [node for _, node in sorted(found.entries.items())]

    def walk(self, folder: str) -> Iterator[tuple[str, Node]]:
        """Everything below a folder with its path, parents first."""
        for node in self.list(folder):
            path = join(folder, node.name)
            yield path, node
            if node.is_folder:
                yield from self.walk(path)

    # -- reading and writing --------------------------------------------------------------------------

    def read(self, path: str, *, via: Handle | None = None) -> bytes:
        """A file's bytes.

        Args:
            via: the open file through which it is read.

        Raises:
            FileError: 2, 3, 5 if it is a folder or the access list says so, 32 if somebody has it for himself.
        """
        found = self.need(path)
        if found.is_folder:
            raise FileError(5, path)
        if via is None:
            self.guard(path, Rights.READ)
            self.handles.check(path, "read")
        return found.data

    def read_text(self, path: str) -> str:
        """A file's text: by its byte order mark, else the ANSI code page."""
        return decode(self.read(path))

    def write(
        self, path: str, data: bytes, *, append: bool = False, force: bool = False, via: Handle | None = None
    ) -> Node:
        """Writes a file; its folder must exist.

        Args:
            via: the open file through which it is written.

        Raises:
            FileError: 3 without the folder, 5 if it is a folder, read-only or the access list says so, 32 if somebody
                has it open, 112 if the disk is full.
        """
        if via is None:
            self.handles.check(path, "write")
        node = self._own_file(path, force)
        new = node.data + data if append else data
        self._charge(path, len(new) - len(node.data))
        node.data = new
        node.size = None
        if not append:
            node.program, node.facts = None, {}
        node.modified = node.accessed = self._now()
        self._changed(path)
        return node

    def write_text(self, path: str, text: str, *, append: bool = False, encoding: str = "cp1252") -> Node:
        """Writes a text file, making its folders."""
        folder = path.rpartition("\\")[0]
        if len(folder) > 2:
            self.make_folder(folder)
        return self.write(path, text.encode(encoding, "replace"), append=append)

    def add_program(self, path: str, program: str, size: int | None = None, **facts: str) -> Node:
        """Lays down an executable file that *is* ``program``, whatever it is called, making its folders."""
        folder = path.rpartition("\\")[0]
        if len(folder) > 2:
            self.make_folder(folder)
        node = self._own_file(path, True)
        node.data = b"MZ"
        node.size = size if size is not None else 65536
        node.program, node.facts = program, dict(facts)
        node.modified = self._now()
        self._changed(path)
        return node

    def make_folder(self, path: str) -> Node:
        """Makes a folder and those above it.

        Raises:
            FileError: 3 without the disk, 183 if a file is in the way.
        """
        names = split(path)
        found = self.node(path)
        if found is not None and found.is_folder:
            return found
        if names[0].lower() not in (self._root.entries or {}):
            raise FileError(3, path)
        self._guard_parent(names, Rights.ADD_FOLDER)
        node = self._own(names, create=True)
        if not node.is_folder:
            raise FileError(183, path)
        self._changed(path)
        return node

    def delete(self, path: str, *, recursive: bool = False, force: bool = False) -> None:
        """Deletes a file or folder.

        Raises:
            FileError: 2, 3, 5 if read-only or a disk's root, 145 if the folder is not empty.
        """
        node = self.need(path)
        names = split(self.real_path(path))
        if len(names) < 2 or ("ReadOnly" in node.attributes and not force):
            raise FileError(5, path)
        if node.entries and not recursive:
            raise FileError(145, path)
        self._guard_removal(path, names)
        self.handles.check(path, "delete")
        parent = self._own(names[:-1])
        assert parent.entries is not None
        parent.entries.pop(names[-1].lower())
        parent.modified = self._now()
        self._charge(path, -len(node.data))
        self._changed(path)

    def copy(self, source: str, target: str, *, overwrite: bool = True) -> Node:
        """Copies a file, or a folder with all below it, to a path or into an existing folder.

        Raises:
            FileError: As in reading and writing; 80 if it exists and may not be overwritten.
        """
        node = self.need(source)
        if self.is_folder(target) and not node.is_folder:
            target = join(target, node.name)
        if node.is_folder:
            self.make_folder(target)
            for child in self.list(source):
                self.copy(join(source, child.name), join(target, child.name), overwrite=overwrite)
            return self.need(target)
        if self.exists(target) and not overwrite:
            raise FileError(80, target)
        self.guard(source, Rights.READ)
        self.handles.check(source, "read")
        self.handles.check(target, "write")
        new = self._own_file(target, False)
        self._charge(target, len(node.data) - len(new.data))
        new.data, new.size, new.program, new.facts = node.data, node.size, node.program, dict(node.facts)
        new.modified = node.modified
        new.attributes = node.attributes
        self._changed(target)
        return new

    def move(self, source: str, target: str, *, overwrite: bool = False) -> Node:
        """Moves or renames.

        Raises:
            FileError: 183 if the target exists and may not be overwritten.
        """
        node = self.need(source)
        names, to = split(self.real_path(source)), split(target)
        same = [name.lower() for name in names] == [name.lower() for name in to]
        if not same and self.exists(target) and (not overwrite or self.is_folder(target)):
            raise FileError(183, target)
        self._guard_removal(source, names)
        self.handles.check(source, "delete")
        if not same:
            self.handles.check(target, "delete")
        self._guard_parent(to, Rights.ADD_FOLDER if node.is_folder else Rights.WRITE)
        parent = self._own(to[:-1])
        if parent.entries is None:
            raise FileError(3, target)
        old = self._own(names[:-1])
        assert old.entries is not None
        old.entries.pop(names[-1].lower())
        moved = node.copy(self._owner)
        moved.name = to[-1]
        parent.entries[to[-1].lower()] = moved
        self._changed(target)
        return moved

    def set_attributes(self, path: str, attributes: frozenset[str]) -> None:
        """Replaces a node's attributes."""
        self.need(path)
        self.guard(path, Rights.WRITE_ATTRIBUTES)
        self._own(split(path)).attributes = attributes
        self._changed(path)

    def set_times(
        self,
        path: str,
        *,
        created: datetime | None = None,
        modified: datetime | None = None,
        accessed: datetime | None = None,
    ) -> None:
        """Sets time stamps (local time)."""
        self.need(path)
        self.guard(path, Rights.WRITE_ATTRIBUTES)
        node = self._own(split(path))
        node.created = created or node.created
        node.modified = modified or node.modified
        node.accessed = accessed or node.accessed
        self._changed(path)

    # -- access lists ---------------------------------------------------------------------------------

    def acl(self, path: str) -> tuple[Access, ...]:
        """The access list of a file or folder, with what it inherits."""
        self.need(path)
        names = split(path)
        inherited: tuple[Access, ...] = INHERITED_ACL
        node: Node | None = self._root
        own: tuple[Access, ...] | None = None
        for name in names:
            assert node is not None
            assert node.entries is not None
            node = entry_named(node.entries, name)
            assert node is not None
            own = node.acl
            if own is not None:
                inherited = tuple(
                    Access(entry.account, entry.mask, entry.allow, inherited=True) for entry in own if entry.inherits
                )
        return own if own is not None else inherited

    def inherited_acl(self, path: str) -> tuple[Access, ...]:
        """The access list that a file or folder would have by inheritance alone."""
        above = "\\".join(split(self.real_path(path))[:-1])
        if not above:
            return INHERITED_ACL
        entries = self.acl(above + "\\" if above.endswith(":") else above)
        return tuple(Access(e.account, e.mask, e.allow, inherited=True) for e in entries if e.inherits)

    def set_acl(self, path: str, acl: tuple[Access, ...]) -> None:
        """Replaces the access list."""
        self.need(path)
        self.guard(path, Rights.WRITE_ACL)
        self._own(split(path)).acl = acl
        self._changed(path)

    def owner(self, path: str) -> str:
        """The account that owns a file or folder."""
        return self.need(path).holder

    def set_owner(self, path: str, account: str) -> None:
        """Gives a file or folder another owner."""
        self.need(path)
        self._own(split(path)).holder = account
        self._changed(path)

    # -- disks ----------------------------------------------------------------------------------------

    def add_disk(self, disk: Disk) -> None:
        """Puts a volume in."""
        letter = disk.letter.rstrip(":").upper() + ":"
        self.disks[letter] = disk
        if letter.lower() not in (self._root.entries or {}):
            root = self._own([])
            assert root.entries is not None
            root.entries[letter.lower()] = Node(letter, self._owner, self._now(), folder=True)

    def free(self, letter: str) -> int:
        """Free bytes of a volume."""
        disk = self.disks.get(letter.rstrip("\\").upper())
        return 0 if disk is None or disk.is_jammed else max(0, disk.size - disk.used)

    def _charge(self, path: str, growth: int) -> None:
        disk = self.disks.get(path[:2].upper())
        if disk is None:
            return
        if growth > 0 and (disk.is_jammed or disk.used + growth > disk.size):
            raise FileError(112, path)
        disk.used = max(0, disk.used + growth)

    # -- the tree -------------------------------------------------------------------------------------

    def _own(self, names: Sequence[str], *, create: bool = False) -> Node:
        if self._root.owner is not self._owner:
            self._root = self._root.copy(self._owner)
        node = self._root
        for name in names:
            if node.entries is None:
                raise FileError(3, "\\".join(names))
            child = entry_named(node.entries, name)
            if child is None:
                if not create:
                    raise FileError(3, "\\".join(names))
                child = Node(name, self._owner, self._now(), folder=True)
                node.entries[name.lower()] = child
            elif child.owner is not self._owner:
                child = child.copy(self._owner)
                node.entries[child.name.lower()] = child
            node = child
        return node

    def _guard_parent(self, names: Sequence[str], mask: int) -> None:
        """Asks the nearest folder above that exists."""
        for end in range(len(names) - 1, 0, -1):
            above = "\\".join(names[:end]) + "\\"
            if self.node(above) is not None:
                self.guard(above, mask)
                return

    def _guard_removal(self, path: str, names: Sequence[str]) -> None:
        """Deleting needs the right to it, or that of the folder above to delete what is in it."""
        try:
            self.guard(path, Rights.DELETE)
        except FileError:
            self._guard_parent(names, Rights.DELETE_CHILD)

    def _own_file(self, path: str, force: bool) -> Node:
        names = split(path)
        above = self.node("\\".join(names[:-1]) + "\\") if len(names) > 1 else None
        if above is not None and above.entries is not None and entry_named(above.entries, names[-1]) is None:
            self._guard_parent(names, Rights.WRITE)
        elif above is not None:
            self.guard(path, Rights.WRITE)
        parent = self._own(names[:-1])
        if parent.entries is None:
            raise FileError(3, path)
        found = entry_named(parent.entries, names[-1])
        if found is None:
            if len(names) < 2:
                raise FileError(5, path)
            found = Node(names[-1], self._owner, self._now(), folder=False)
            parent.entries[names[-1].lower()] = found
            return found
        if found.is_folder or ("ReadOnly" in found.attributes and not force):
            raise FileError(5, path)
        return self._own(names)

    # -- persistence ----------------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """What differs from the base, as plain data."""
        return state_of(self._root, self._owner) if self._root.owner is self._owner else {}

    def load(self, data: Mapping[str, object]) -> None:
        """Takes over what `state` gave."""
        self._root = node_from("", self._base, data, self._owner) if data else self._base
