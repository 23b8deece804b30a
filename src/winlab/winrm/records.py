"""CLIXML of the records whose shape is fixed: warnings, verbose and debug texts.

Source: MS-PSRP 2.2.2.22 to 2.2.2.24 and 2.2.5.3.2 (escapes), https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|[\U00010000-\U0010ffff]|_(?=[xX])")


def escaped(text: str) -> str:
    """``text`` as the content of a CLIXML string element."""
    return escape(_UNSAFE.sub(_code, text)).replace("\ufffe", "&#xFFFE;").replace("\uffff", "&#xFFFF;")


def _code(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"_x{units[at]:02X}{units[at + 1]:02X}_" for at in range(0, len(units), 2))


def informational(kind: str, text: str) -> bytes:
    """A record of ``kind`` Warning, Verbose or Debug."""
    space = "System.Management.Automation"
    shown = escaped(text)
    return (
        f'<Obj RefId="0"><TN RefId="0"><T>{space}.{kind}Record</T><T>{space}.InformationalRecord</T>'
        f"<T>System.Object</T></TN><ToString>{shown}</ToString><MS>"
        f'<S N="InformationalRecord_Message">{shown}</S>'
        '<B N="InformationalRecord_SerializeInvocationInfo">false</B></MS></Obj>'
    ).encode()
