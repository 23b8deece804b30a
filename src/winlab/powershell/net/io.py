"""System.IO.Path, File and Directory, over the session's FileSystem provider."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from winlab.powershell.declare import NET
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.paths import ItemPath, current_directory, parent_of
from winlab.powershell.patterns import wildcard
from winlab.powershell.providers import Provider
from winlab.powershell.session import Session
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import Char, TypedArray

S, B, INT, SA, BYTES = "System.String", "System.Boolean", "System.Int32", "System.String[]", "System.Byte[]"
ENCODING = "System.Text.Encoding"
_INVALID = '"<>|' + "".join(chr(n) for n in range(32))

PATH = NET.extend("System.IO.Path")
PATH.static_property("DirectorySeparatorChar", "System.Char")(lambda: Char("\\"))
PATH.static_property("AltDirectorySeparatorChar", "System.Char")(lambda: Char("/"))
PATH.static_property("PathSeparator", "System.Char")(lambda: Char(";"))
PATH.static_property("VolumeSeparatorChar", "System.Char")(lambda: Char(":"))
PATH.static("GetInvalidPathChars")(lambda: TypedArray([Char(c) for c in _INVALID], "System.Char"))
PATH.static_property("InvalidPathChars", "System.Char[]")(
    lambda: TypedArray([Char(c) for c in _INVALID], "System.Char")
)
PATH.static("GetInvalidFileNameChars")(lambda: TypedArray([Char(c) for c in _INVALID + ":*?\\/"], "System.Char"))


def _leaf(path: str) -> str:
    return path.replace("/", "\\").rpartition("\\")[2].rpartition(":")[2]


def _legal(path: str) -> str:
    if any(char in _INVALID for char in path):
        raise net_error("System.ArgumentException", "Illegal characters in path.")
    return path


def _stem(path: str) -> str:
    leaf = _leaf(path)
    return leaf.rpartition(".")[0] if "." in leaf else leaf


PATH.static("GetFileName", (S,), returns=S)(lambda p: _leaf(_legal(p)))
PATH.static("GetFileNameWithoutExtension", (S,), returns=S)(lambda p: _stem(_legal(p)))
PATH.static("GetExtension", (S,), returns=S)(lambda p: _extension(_legal(p)))
PATH.static("HasExtension", (S,), returns=B)(lambda p: bool(_extension(_legal(p))))
PATH.static("IsPathRooted", (S,), returns=B)(lambda p: _legal(p).startswith(("\\", "/")) or p[1:2] == ":")
PATH.static("GetRandomFileName", returns=S)(lambda: f"{uuid.uuid4().hex[:8]}.{uuid.uuid4().hex[:3]}")
PATH.static("GetFullPath", (S,), returns=S)(lambda p: full(_legal(_given(p))))


def _given(path: str) -> str:
    if not path:
        raise net_error("System.ArgumentException", "The path is not of a legal form.")
    return path


def _extension(path: str) -> str:
    _head, dot, tail = _leaf(path).rpartition(".")
    return dot + tail if dot and tail else ""


@PATH.static("GetDirectoryName", (S,))
def directory_name(path: str) -> object:
    """The path above; null for a root."""
    plain = _legal(_given(path)).replace("/", "\\")
    if len(plain) <= 3 and plain[1:2] == ":":
        return None
    return parent_of(plain) if not plain.endswith("\\") else plain.rstrip("\\")


@PATH.static("GetPathRoot", (S,))
def path_root(path: str) -> str:
    """``C:\\``, ``\\`` or empty."""
    plain = path.replace("/", "\\")
    if plain[1:2] == ":":
        return plain[:3] if plain[2:3] == "\\" else plain[:2]
    return "\\" if plain.startswith("\\") else ""


@PATH.static("Combine", (S, S))
def combine(first: str, second: str) -> str:
    """Two paths together; a rooted second one stands alone."""
    _legal(first + second)
    if not second:
        return first
    if not first or second.startswith(("\\", "/")) or second[1:2] == ":":
        return second
    return first + second if first.endswith(("\\", "/", ":")) else f"{first}\\{second}"


@PATH.static("ChangeExtension", (S, S))
def change_extension(path: str, extension: str) -> str:
    """With another extension."""
    old = _extension(path)
    base = path[: len(path) - len(old)] if old else path.rstrip(".")
    return base + (extension if extension.startswith(".") else "." + extension)


@PATH.static("GetTempPath")
def temp_path() -> str:
    """The folder for temporary files, with ``\\`` at its end."""
    environment = {key.lower(): value for key, value in running_session().host.environment().items()}
    return (environment.get("temp") or environment.get("tmp") or "C:\\WINDOWS\\Temp").rstrip("\\") + "\\"


@PATH.static("GetTempFileName")
def temp_file_name() -> str:
    """Makes an empty temporary file."""
    session, provider = _files()
    path = f"{temp_path()}tmp{uuid.uuid4().hex[:4].upper()}.tmp"
    _ensure(session, provider, temp_path().rstrip("\\"))
    provider.new_item(session, path, "File", None)
    return path


def full(path: str) -> str:
    """An absolute path without dots, seen from the process' directory."""
    plain = path.replace("/", "\\")
    if plain.startswith("\\\\"):
        return plain
    if plain[1:2] != ":":
        here = current_directory(running_session())
        plain = here[:2] + plain if plain.startswith("\\") else f"{here.rstrip(chr(92))}\\{plain}"
    names: list[str] = []
    for name in plain[2:].split("\\"):
        if name == "..":
            del names[-1:]
        elif name not in ("", "."):
            names.append(name)
    return plain[:2] + "\\" + "\\".join(names)


def _files() -> tuple[Session, Provider]:
    session = running_session()
    provider = session.providers.get("filesystem")
    if provider is None:
        raise net_error("System.IO.DirectoryNotFoundException", "This session has no file system.")
    return session, provider


def _ensure(session: Session, provider: Provider, path: str) -> None:
    if not provider.exists(session, path):
        above = parent_of(path).rstrip("\\")
        if above and above != path and not above.endswith(":"):
            _ensure(session, provider, above)
        provider.new_item(session, path, "Directory", None)


def _is_file(path: str) -> bool:
    session, provider = _files()
    place = full(path)
    return provider.exists(session, place) and not provider.is_container(session, place)


def _needed(path: str) -> str:
    if not path:
        raise net_error("System.ArgumentException", "Empty path name is not legal.")
    place = full(path)
    if not _is_file(path):
        session, provider = _files()
        if not provider.exists(session, parent_of(place)):
            raise net_error("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{place}'.")
        raise net_error("System.IO.FileNotFoundException", f"Could not find file '{place}'.", FileName=place)
    return place


def _bytes(path: str) -> list[object]:
    session, provider = _files()
    return list(provider.read_content(session, _needed(path), encoding="Byte"))


def read_bytes(path: str) -> bytes:
    """A file's content."""
    return bytes(int(to_text(b)) for b in _bytes(path))


def _text(path: str, *_encoding: object) -> str:
    data = read_bytes(path)
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    python = next((getattr(e, "python", None) for e in _encoding), None)
    return data.decode(python if isinstance(python, str) else "utf-8", "replace")


def write_bytes(path: str, data: bytes, *, append: bool = False) -> None:
    """Makes or replaces a file, or adds to it."""
    session, provider = _files()
    place = full(path)
    if not provider.exists(session, parent_of(place)):
        raise net_error("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{place}'.")
    from winlab.powershell.values import Byte

    provider.write_content(session, place, [Byte(b) for b in data], encoding="Byte", append=append)


def _encoded(text: str, encodings: Sequence[object]) -> bytes:
    python = next((getattr(e, "python", None) for e in encodings), None)
    if not isinstance(python, str):
        return text.encode("utf-8")
    mark = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(python, b"")
    return mark + text.encode(python, "replace")


FILE = NET.extend("System.IO.File")
FILE.static("Exists", (S,))(lambda p: bool(p) and _is_file(p))
FILE.static("ReadAllText", (S,), (S, ENCODING))(_text)
FILE.static("ReadAllLines", (S,), (S, ENCODING))(lambda p, *e: TypedArray(_text(p, *e).splitlines(), S))
FILE.static("ReadAllBytes", (S,))(lambda p: TypedArray(_bytes(p), "System.Byte"))
FILE.static("WriteAllText", (S, S), (S, S, ENCODING), returns="System.Void")(
    lambda p, t, *e: write_bytes(p, _encoded(t, e))
)
FILE.static("AppendAllText", (S, S), (S, S, ENCODING), returns="System.Void")(
    lambda p, t, *e: write_bytes(p, t.encode("utf-8") if not e else _encoded(t, e), append=True)
)
FILE.static("WriteAllLines", (S, SA), (S, SA, ENCODING), returns="System.Void")(
    lambda p, lines, *e: write_bytes(p, _encoded("".join(f"{line}\r\n" for line in lines), e))
)
FILE.static("WriteAllBytes", (S, BYTES), returns="System.Void")(lambda p, data: write_bytes(p, bytes(data)))


@FILE.static("Delete", (S,), returns="System.Void")
def delete(path: str) -> None:
    """Removes a file; a missing one is no error."""
    session, provider = _files()
    if _is_file(path):
        provider.remove_item(session, full(path), force=True)


@FILE.static("Copy", (S, S), (S, S, B), returns="System.Void")
def copy(source: str, target: str, overwrite: bool = False) -> None:
    """Copies a file."""
    session, provider = _files()
    if _is_file(target) and not overwrite:
        raise net_error("System.IO.IOException", f"The file '{full(target)}' already exists.")
    provider.copy_item(session, _needed(source), full(target), force=overwrite)


@FILE.static("Move", (S, S), returns="System.Void")
def move(source: str, target: str) -> None:
    """Moves a file."""
    session, provider = _files()
    provider.move_item(session, _needed(source), full(target))


DIRECTORY = NET.extend("System.IO.Directory")


@DIRECTORY.static("Exists", (S,))
def directory_exists(path: str) -> bool:
    """Whether a folder exists."""
    session, provider = _files()
    return bool(path) and provider.is_container(session, full(path))


@DIRECTORY.static("CreateDirectory", (S,))
def create_directory(path: str) -> object:
    """Makes a folder and those above it."""
    session, provider = _files()
    _ensure(session, provider, full(path))
    return provider.get_item(session, full(path))


@DIRECTORY.static("Delete", (S,), (S, B), returns="System.Void")
def delete_directory(path: str, recurse: bool = False) -> None:
    """Removes a folder."""
    session, provider = _files()
    if not directory_exists(path):
        raise net_error("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{full(path)}'.")
    if not recurse and provider.child_names(session, full(path)):
        raise net_error("System.IO.IOException", "The directory is not empty.")
    provider.remove_item(session, full(path), recurse=True, force=True)


def _checked(path: str) -> str:
    if not directory_exists(path):
        raise net_error("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{full(path)}'.")
    return full(path)


def _below(top: ItemPath, *, deep: bool) -> Iterator[ItemPath]:
    session, provider = _files()
    folders = []
    for name in provider.child_names(session, top.path):
        child = top.child(name)
        yield child
        if deep and provider.is_container(session, child.path):
            folders.append(child)
    for folder in folders:
        yield from _below(folder, deep=True)


def _listed(path: str, pattern: str, option: EnumValue | None, *, folders: bool | None) -> object:
    session, provider = _files()
    accepts = wildcard("*" if pattern == "*.*" else pattern)
    found = [
        child.path
        for child in _below(ItemPath(provider, _checked(path)), deep=option is not None and option.value == 1)
        if accepts.fullmatch(child.path.rpartition("\\")[2])
        and (folders is None or provider.is_container(session, child.path) == folders)
    ]
    return TypedArray(found, S)


for _name, _folders in {"GetFiles": False, "GetDirectories": True, "GetFileSystemEntries": None}.items():
    _deep = () if _folders is None else ((S, S, "System.IO.SearchOption"),)
    DIRECTORY.static(_name, (S,), (S, S), *_deep, returns=SA)(
        lambda path, pattern="*", option=None, folders=_folders: _listed(path, pattern, option, folders=folders)
    )
DIRECTORY.static("GetCurrentDirectory", returns=S)(lambda: current_directory(running_session()))
DIRECTORY.static("GetDirectoryRoot", (S,), returns=S)(lambda path: path_root(full(path)))


@DIRECTORY.static("GetParent", (S,), returns="System.IO.DirectoryInfo")
def parent(path: str) -> object:
    """The folder above; null for a root."""
    session, provider = _files()
    above = parent_of(full(path).rstrip("\\"))
    return provider.get_item(session, above + "\\" if above.endswith(":") else above) if above else None


@DIRECTORY.static("Move", (S, S), returns="System.Void")
def move_directory(source: str, target: str) -> None:
    """Moves a file or folder."""
    session, provider = _files()
    place = full(source) if _is_file(source) else _checked(source)
    if provider.exists(session, full(target)):
        text = "Cannot create a file when that file already exists.\r\n"
        raise net_error("System.IO.IOException", text)
    provider.move_item(session, place, full(target))
