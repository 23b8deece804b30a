"""Distinguished names (RFC 4514 as Active Directory writes them) and the names of domains.

A name is handled as text; ``key`` gives the form two equal names share, whatever their case and blanks.
"""

from __future__ import annotations

from functools import lru_cache

from winlab.directory.errors import INVALID_DN, DirectoryError

_SPECIAL = set(',+"\\<>;=\n\r/')
_HEX = set("0123456789abcdefABCDEF")


@lru_cache(maxsize=65536)
def split(dn: str) -> tuple[tuple[str, str], ...]:
    """Splits a name into (attribute, unescaped value) pairs, the leaf first.

    Raises:
        DirectoryError: INVALID_DN if the text is not a distinguished name.
    """
    parts: list[tuple[str, str]] = []
    for raw in _split_at(dn, ",;"):
        kind, equals, value = raw.partition("=")
        if not equals or not kind.strip():
            raise DirectoryError(INVALID_DN, dn)
        parts.append((kind.strip(), _unescape(value.strip(" ") if not value.endswith("\\ ") else value.lstrip(" "))))
    return tuple(parts)


def _split_at(text: str, separators: str) -> list[str]:
    pieces: list[str] = []
    current: list[str] = []
    quoted = False
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text):
            current.append(text[position : position + 2])
            position += 2
            continue
        if char == '"':
            quoted = not quoted
        if char in separators and not quoted:
            pieces.append("".join(current))
            current = []
        else:
            current.append(char)
        position += 1
    pieces.append("".join(current))
    return [] if pieces == [""] else pieces


def _unescape(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if "\\" not in value:
        return value
    out = bytearray()
    position = 0
    while position < len(value):
        char = value[position]
        if char == "\\" and position + 1 < len(value):
            pair = value[position + 1 : position + 3]
            if len(pair) == 2 and set(pair) <= _HEX:
                out.append(int(pair, 16))
                position += 3
                continue
            out += value[position + 1].encode("utf-8", "surrogatepass")
            position += 2
            continue
        out += char.encode("utf-8", "surrogatepass")
        position += 1
    return out.decode("utf-8", "replace")


def escape(value: str) -> str:
    """The value of one name part as it must stand in a distinguished name."""
    out: list[str] = []
    for position, char in enumerate(value):
        edge = position in (0, len(value) - 1)
        if char in "\n\r":
            out.append(f"\\{ord(char):02X}")
        elif (char in _SPECIAL and char != "/") or (char == " " and edge) or (char == "#" and position == 0):
            out.append("\\" + char)
        else:
            out.append(char)
    return "".join(out)


def rdn(kind: str, value: str) -> str:
    """One part of a name: ``rdn("CN", "Smith, Ann")`` is ``CN=Smith\\, Ann``."""
    return f"{kind}={escape(value)}"


@lru_cache(maxsize=65536)
def key(dn: str) -> str:
    """What two spellings of one name have in common."""
    return ",".join(f"{kind.lower()}={escape(value).lower()}" for kind, value in split(dn))


@lru_cache(maxsize=65536)
def parent(dn: str) -> str:
    """The name above, as it was spelled; empty for a name of one part."""
    pieces = _split_at(dn, ",;")
    return ",".join(pieces[1:]).lstrip(" ")


def leaf(dn: str) -> tuple[str, str]:
    """Attribute and value of the first part of a name."""
    return split(dn)[0]


def is_under(dn: str, ancestor: str) -> bool:
    """Whether a name is the ancestor itself or anywhere below it."""
    inner, outer = key(dn), key(ancestor)
    return not outer or inner == outer or inner.endswith("," + outer)


def domain_dn(dns_name: str) -> str:
    """``corp.example`` as ``DC=corp,DC=example``."""
    return ",".join(f"DC={label}" for label in dns_name.split("."))


def dns_name(dn: str) -> str:
    """The DNS name in the DC parts of a name."""
    return ".".join(value for kind, value in split(dn) if kind.lower() == "dc")


def canonical(dn: str) -> str:
    """The canonicalName of a name: ``corp.example/Users/Administrator``."""
    rest = [value for kind, value in split(dn) if kind.lower() != "dc"]
    return "/".join([dns_name(dn), *reversed(rest)])
