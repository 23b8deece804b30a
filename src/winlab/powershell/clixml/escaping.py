"""Escapes of CLIXML strings.

Every control character, each half of a surrogate pair and ``_`` before ``x`` is written ``_xHHHH_``
(MS-PSRP 2.2.5.3.2).
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape as escape_xml

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\U00010000-\U0010ffff]|_(?=[xX])")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")


def escape(text: str) -> str:
    """``text`` as the content of an element."""
    if _UNSAFE.search(text) is not None:
        text = _UNSAFE.sub(_code, text)
    return escape_xml(text).replace("\ufffe", "&#xFFFE;").replace("\uffff", "&#xFFFF;")


def escape_attribute(text: str) -> str:
    """``text`` as an attribute's value between double quotes."""
    return escape(text).replace('"', "&quot;")


def unescape(text: str) -> str:
    """The text that was escaped; whatever is not an escape stays."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _PAIR.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)


def _code(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"_x{units[at]:02X}{units[at + 1]:02X}_" for at in range(0, len(units), 2))
