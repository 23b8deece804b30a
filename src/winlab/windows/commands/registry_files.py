"""``.reg`` files: what ``reg export`` writes and ``reg import`` reads.

https://learn.microsoft.com/troubleshoot/windows-server/performance/add-modify-delete-registry-subkeys-values
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from winlab.windows.files import decode
from winlab.windows.registry import BINARY, DWORD, EXPAND, HIVES, MULTI, QWORD, SZ, Data, RegistryValue
from winlab.windows.registry_view import RegistryView

HEADER = "Windows Registry Editor Version 5.00"
OLD_HEADER = "REGEDIT4"
HIVE = b"regf"
_NUMBERS = {EXPAND: 2, BINARY: 3, MULTI: 7, QWORD: 11}
_KINDS = {number: kind for kind, number in _NUMBERS.items()}
_ENTRY = re.compile(r'(?:@|"((?:[^"\\]|\\.)*)")=(.*)', re.DOTALL)
_WIDTH = 80


class RegistryFileError(ValueError):
    """The text is no ``.reg`` file."""


def full_path(path: str) -> str:
    """A path with the hive's long name."""
    hive, backslash, rest = path.partition("\\")
    return HIVES.get(hive.lower(), hive) + backslash + rest


# --- writing ---


def exported(view: RegistryView, path: str) -> bytes:
    """A key with all below it, as UTF-16 with byte order mark."""
    return b"\xff\xfe" + _text(view, path, full_path(path)).encode("utf-16-le", "surrogatepass")


def saved(view: RegistryView, path: str) -> bytes:
    """A key as a hive file. Only its first four bytes are Windows'; what follows is winlab's own."""
    return HIVE + _text(view, path, "").encode("utf-8", "surrogatepass")


def _text(view: RegistryView, path: str, shown: str) -> str:
    lines = [HEADER, ""]
    for key in keys_below(view, path):
        lines.append(f"[{shown}{key[len(path) :]}]")
        lines += [_line(value) for value in view.values(key)]
        lines.append("")
    return "\r\n".join(lines) + "\r\n"


def keys_below(view: RegistryView, path: str) -> Iterator[str]:
    """A key and all below it, parents first."""
    yield path
    for name in view.subkeys(path):
        yield from keys_below(view, f"{path}\\{name}")


def _line(value: RegistryValue) -> str:
    name = f'"{_escaped(value.name)}"' if value.name else "@"
    data = value.data
    if value.kind == SZ:
        return f'{name}="{_escaped(str(data))}"'
    if value.kind == DWORD and isinstance(data, int):
        return f"{name}=dword:{data:08x}"
    number = _NUMBERS.get(value.kind, 0)
    head = f"{name}=hex:" if value.kind == BINARY else f"{name}=hex({number:x}):"
    return _folded(head, [f"{byte:02x}" for byte in _bytes(value.kind, data)])


def _bytes(kind: str, data: Data) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, int):
        return data.to_bytes(8, "little")
    if isinstance(data, tuple):
        return "".join(f"{text}\0" for text in (*data, "")).encode("utf-16-le")
    return f"{data}\0".encode("utf-16-le")


def _folded(head: str, items: list[str]) -> str:
    """Bytes in lines of at most 80 characters."""
    lines, line = [], head
    for at, item in enumerate(items):
        piece = item + ("," if at + 1 < len(items) else "")
        if len(line) + len(piece) >= _WIDTH - 1:
            lines.append(line + "\\")
            line = "  "
        line += piece
    return "\r\n".join([*lines, line])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


# --- reading ---


def restored(view: RegistryView, path: str, data: bytes) -> None:
    """Fills a key from a hive file.

    Raises:
        RegistryFileError: it is none.
    """
    if not data.startswith(HIVE):
        raise RegistryFileError("hive")
    _read_into(view, data[len(HIVE) :].decode("utf-8", "surrogatepass"), path)


def import_into(view: RegistryView, data: bytes) -> None:
    """Does what a ``.reg`` file says.

    Raises:
        RegistryFileError: it is none.
        RegistryError: a key can't be made.
    """
    _read_into(view, decode(data), "")


def _read_into(view: RegistryView, text: str, root: str) -> None:
    lines = _logical_lines(text)
    if next(lines, "") not in (HEADER, OLD_HEADER):
        raise RegistryFileError("header")
    key = ""
    for line in lines:
        if line.startswith("[") and line.endswith("]"):
            key = root + line[1:-1]
            if key.startswith("-"):
                view.delete(key[1:])
                key = ""
            else:
                view.create(key)
            continue
        found = _ENTRY.fullmatch(line)
        if found is None or not key:
            continue
        name = _unescaped(found[1]) if found[1] is not None else ""
        text = found[2].strip()
        if text == "-":
            view.delete_value(key, name)
        else:
            kind, value = _read(text)
            view.set(key, name, value, kind)


def _logical_lines(text: str) -> Iterator[str]:
    """Lines with continuations joined, without comments and empty ones."""
    held = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith(";") and not held:
            continue
        if line.endswith("\\") and "hex" in (held or line):
            held += line[:-1]
            continue
        if whole := held + line:
            yield whole
        held = ""


def _read(text: str) -> tuple[str, Data]:
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return SZ, _unescaped(text[1:-1])
    head, colon, rest = text.partition(":")
    try:
        if head.lower() == "dword" and colon:
            return DWORD, int(rest, 16)
        number = re.fullmatch(r"hex(?:\(([0-9a-f]+)\))?", head, re.IGNORECASE)
        if number is None:
            raise RegistryFileError(text)
        kind = _KINDS.get(int(number[1], 16), BINARY) if number[1] else BINARY
        data = bytes(int(item, 16) for item in rest.split(",") if item.strip())
    except ValueError as problem:
        raise RegistryFileError(text) from problem
    if kind == BINARY:
        return kind, data
    if kind == QWORD:
        return kind, int.from_bytes(data[:8], "little")
    held = data.decode("utf-16-le", "replace")
    if kind == MULTI:
        return kind, tuple(item for item in held.split("\0") if item)
    return kind, held.rstrip("\0")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
