"""Files as text in the encodings that PowerShell knows.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.management/get-content (2.0), ``-Encoding``.
"""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.errors import error
from winlab.powershell.values import Byte, unwrap
from winlab.windows.files import decode

_CODECS = {
    "ascii": "ascii",
    "utf8": "utf-8-sig",
    "unicode": "utf-16",
    "string": "utf-16",
    "bigendianunicode": "utf-16-be",
    "utf7": "utf-7",
    "utf32": "utf-32",
    "oem": "cp437",
    "default": "cp1252",
}


def encode(text: str, name: str, *, fresh: bool) -> bytes:
    """Text in one of PowerShell's encodings; a byte order mark at the beginning of a file alone."""
    codec = _CODECS.get(name.lower(), "cp1252")
    if name.lower() in ("unicode", "string"):
        return (b"\xff\xfe" if fresh else b"") + text.encode("utf-16-le", "surrogatepass")
    if name.lower() == "bigendianunicode":
        return (b"\xfe\xff" if fresh else b"") + text.encode("utf-16-be", "surrogatepass")
    if name.lower() == "utf8":
        return (b"\xef\xbb\xbf" if fresh else b"") + text.encode("utf-8", "replace")
    return text.encode(codec, "replace")


def lines_of(data: bytes, name: str) -> Iterator[str]:
    """The lines of a file in an encoding; a byte order mark says more than the name."""
    codec = _CODECS.get(name)
    bom = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:3] == b"\xef\xbb\xbf"
    text = decode(data) if codec is None or bom or name in ("default", "string") else data.decode(codec, "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    yield from lines


def byte_of(value: object, path: str) -> int:
    """A byte that is written as such.

    Raises:
        PSError: ProviderContentWriteError: it is no byte.
    """
    base = unwrap(value)
    if not isinstance(base, Byte):
        text = "Cannot proceed with byte encoding. When using byte encoding the content must be of type byte."
        raise error("ProviderContentWriteError", text, "WriteError", path, _INVOCATION)
    return int(base)


_INVOCATION = "System.Management.Automation.ProviderInvocationException"
