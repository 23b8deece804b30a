"""Files and folders as they are held: nodes, access lists, volumes, paths, and their form as plain data."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from winlab.windows.errors import FileError

ADMINISTRATORS = "BUILTIN\\Administrators"
FULL, CHANGE, READ_EXECUTE = 0x1F01FF, 0x1301BF, 0x1200A9


@dataclass(frozen=True)
class Access:
    """An entry of an access list: who may do what (a file access mask)."""

    account: str
    mask: int = FULL
    allow: bool = True
    inherited: bool = False
    inherits: bool = True


INHERITED_ACL = (
    Access("BUILTIN\\Administrators", FULL, inherited=True),
    Access("NT AUTHORITY\\SYSTEM", FULL, inherited=True),
    Access("BUILTIN\\Users", READ_EXECUTE, inherited=True),
)


class Node:
    """A file or folder.

    Attributes:
        holder: the account that owns it in the sense of Windows.
        program: what an executable file is; ``facts`` are its details.
    """

    __slots__ = (
        "accessed",
        "acl",
        "attributes",
        "created",
        "data",
        "entries",
        "facts",
        "holder",
        "modified",
        "name",
        "owner",
        "program",
        "size",
    )

    def __init__(self, name: str, owner: object, at: datetime, *, folder: bool) -> None:
        self.name = name
        self.owner = owner
        self.created = self.modified = self.accessed = at
        self.attributes: frozenset[str] = frozenset({"Directory"} if folder else {"Archive"})
        self.entries: dict[str, Node] | None = {} if folder else None
        self.data = b""
        self.size: int | None = None
        self.program: str | None = None
        self.facts: dict[str, str] = {}
        self.acl: tuple[Access, ...] | None = None
        self.holder = ADMINISTRATORS

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.entries is not None

    @property
    def length(self) -> int:
        """Bytes a listing shows."""
        return len(self.data) if self.size is None else self.size

    def copy(self, owner: object) -> Node:
        """The same node for another owner; what is below stays shared."""
        other = Node(self.name, owner, self.created, folder=self.is_folder)
        for slot in ("modified", "accessed", "attributes", "data", "size", "program", "facts", "acl", "holder"):
            setattr(other, slot, getattr(self, slot))
        other.entries = dict(self.entries) if self.entries is not None else None
        return other


@dataclass
class Disk:
    """A volume: sizes in bytes."""

    letter: str
    size: int
    label: str = ""
    kind: str = "fixed"
    filesystem: str = "NTFS"
    used: int = 0
    is_jammed: bool = False
    """Nothing more fits, whatever its numbers say (a fault on demand)."""


def split(path: str) -> list[str]:
    """The names of an absolute path, the drive first; ``.`` and ``..`` resolved.

    Raises:
        FileError: 123 if the path is not absolute or has forbidden characters, 53 if it is a network path.
    """
    path = path.strip().replace("/", "\\")
    for prefix in ("\\\\?\\", "\\\\.\\", "\\??\\"):
        if path.startswith(prefix):
            path = path[len(prefix) :]
    if path.startswith("\\\\"):
        raise FileError(53, path)
    if len(path) < 2 or path[1] != ":" or not path[0].isalpha() or any(c in path[2:] for c in '<>"|?*:\0'):
        raise FileError(123, path)
    names: list[str] = []
    for word in path[2:].split("\\"):
        if word == "..":
            if names:
                names.pop()
        elif word and word != ".":
            names.append(word.rstrip(" .") or word)
    return [path[0].upper() + ":", *names]


def join(folder: str, name: str) -> str:
    """A path below a folder."""
    return folder.rstrip("\\") + "\\" + name


def decode(data: bytes) -> str:
    """Text of a file: by its byte order mark, else the ANSI code page."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    if data.startswith(b"\xff\xfe"):
        return data[2:].decode("utf-16-le", "replace")
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("cp1252", "replace")


# --- plain data ---


def state_of(node: Node, owner: object) -> dict[str, object]:
    """What differs from the base, as plain data."""
    data: dict[str, object] = {
        "created": node.created.isoformat(),
        "modified": node.modified.isoformat(),
        "attributes": sorted(node.attributes),
    }
    if node.holder != ADMINISTRATORS:
        data["holder"] = node.holder
    if node.acl is not None:
        data["acl"] = [[e.account, e.mask, e.allow, e.inherited, e.inherits] for e in node.acl]
    if node.entries is not None:
        data["entries"] = {
            child.name: state_of(child, owner) if child.owner is owner else None for child in node.entries.values()
        }
        return data
    if node.data:
        data["data"] = base64.b64encode(node.data).decode("ascii")
    if node.size is not None:
        data["size"] = node.size
    if node.program is not None:
        data.update(program=node.program, facts=node.facts)
    return data


def node_from(name: str, base: Node | None, data: Mapping[str, object], owner: object) -> Node:
    """A node with all below it from what `state_of` gave; ``base`` is what it is shared with."""
    entries = cast("Mapping[str, Mapping[str, object] | None] | None", data.get("entries"))
    node = Node(name, owner, _time(data["created"]), folder=entries is not None)
    node.modified = node.accessed = _time(data["modified"])
    node.attributes = frozenset(cast("list[str]", data["attributes"]))
    node.data = base64.b64decode(str(data.get("data", "")))
    size = data.get("size")
    node.size = size if isinstance(size, int) else None
    node.program = str(data["program"]) if data.get("program") else None
    node.facts = cast("dict[str, str]", data.get("facts", {}))
    node.holder = str(data.get("holder", ADMINISTRATORS))
    if data.get("acl") is not None:
        node.acl = tuple(Access(*entry) for entry in cast("list[tuple[str, int, bool, bool, bool]]", data["acl"]))
    if entries is not None:
        assert node.entries is not None
        for child, below in entries.items():
            shared = base.entries.get(child.lower()) if base is not None and base.entries else None
            if below is not None:
                node.entries[child.lower()] = node_from(child, shared, below, owner)
            elif shared is not None:
                node.entries[child.lower()] = shared
    return node


def _time(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


# --- names of eight and three characters ---

_SHORT = re.compile(r"[A-Z0-9!#$%&'()@^_`{}~-]{1,8}(\.[A-Z0-9!#$%&'()@^_`{}~-]{1,3})?")


def short_name(entries: Mapping[str, Node], name: str) -> str:
    """The short name that NTFS gives an entry: itself where it has 8.3 characters, else ``PROGRA~1``.

    https://learn.microsoft.com/windows/win32/fileio/naming-a-file#short-vs-long-names ; numbers go by time of creation.
    """
    if _SHORT.fullmatch(name.upper()):
        return name.upper()
    stem, ending = _short_parts(name)
    like = [node for node in entries.values() if not _SHORT.fullmatch(node.name.upper())]
    like = [node for node in like if _short_parts(node.name) == (stem, ending)]
    like.sort(key=lambda node: (node.created, node.name.lower()))
    number = next((at for at, node in enumerate(like, 1) if node.name.lower() == name.lower()), 1)
    return f"{stem[: 7 - len(str(number))]}~{number}{ending}"


def _short_parts(name: str) -> tuple[str, str]:
    """The first six characters and the ending, as short names begin and end."""
    stem, dot, ending = name.upper().strip(".").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    plain, tail = (re.sub(r"[ .]", "", text) for text in (stem, ending))
    plain, tail = (re.sub(r"[+,;=\[\]]", "_", text) for text in (plain, tail))
    return plain[:6], f".{tail[:3]}" if tail else ""


def entry_named(entries: Mapping[str, Node], name: str) -> Node | None:
    """The entry of a long or a short name."""
    found = entries.get(name.lower())
    if found is None and "~" in name:
        wanted = name.upper()
        found = next((node for node in entries.values() if short_name(entries, node.name) == wanted), None)
    return found
