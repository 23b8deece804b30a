"""LDAP search filters (RFC 4515), with the bitwise rules of Active Directory.

``compile_filter`` turns the text into a predicate over a view of an object: a function from an attribute
name (lower case) to its values. As in Active Directory, ``(!(attr=x))`` also matches objects that lack it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from winlab.directory import names
from winlab.directory.entries import Value, Values
from winlab.directory.errors import FILTER_UNKNOWN, DirectoryError
from winlab.directory.schema import DirectorySchema, Syntax

View = Callable[[str], Values]
Predicate = Callable[[View], bool]

BIT_AND = "1.2.840.113556.1.4.803"
BIT_OR = "1.2.840.113556.1.4.804"

_SCHEMA = DirectorySchema()


@lru_cache(maxsize=1024)
def compile_filter(text: str) -> Predicate:
    """Compiles a filter.

    Raises:
        DirectoryError: FILTER_UNKNOWN if the text is not a filter.
    """
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> Predicate:
        self._blanks()
        # ADSI also takes one bare item: "objectClass=user".
        predicate = self._filter() if self._peek() == "(" else self._item(end="")
        self._blanks()
        if self._at != len(self._text):
            raise self._error()
        return predicate

    def _error(self) -> DirectoryError:
        return DirectoryError(FILTER_UNKNOWN, f"{self._text} at {self._at}")

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _blanks(self) -> None:
        while self._peek() and self._peek() in " \t\r\n":
            self._at += 1

    def _expect(self, char: str) -> None:
        if self._peek() != char:
            raise self._error()
        self._at += 1

    def _filter(self) -> Predicate:
        self._blanks()
        self._expect("(")
        self._blanks()
        sign = self._peek()
        if sign in ("&", "|"):
            self._at += 1
            parts = self._list()
            predicate = _all(parts) if sign == "&" else _any(parts)
        elif sign == "!":
            self._at += 1
            self._blanks()
            if self._peek() == "(":
                inner = self._filter()
                self._blanks()
                self._expect(")")
            else:
                inner = self._item(end=")")
                self._expect(")")
            return _not(inner)
        elif sign == "(":
            predicate = self._filter()
        else:
            predicate = self._item(end=")")
        self._blanks()
        self._expect(")")
        return predicate

    def _list(self) -> list[Predicate]:
        parts: list[Predicate] = []
        self._blanks()
        while self._peek() == "(":
            parts.append(self._filter())
            self._blanks()
        return parts

    def _item(self, end: str) -> Predicate:
        start = self._at
        while self._peek() and self._peek() not in "=<>~:" + end:
            self._at += 1
        attribute = self._text[start : self._at].strip()
        rule = ""
        if self._peek() == ":":
            closing = self._text.find(":=", self._at + 1)
            if closing < 0:
                raise self._error()
            rule = self._text[self._at + 1 : closing].strip()
            self._at = closing + 1
            operator = "="
            self._expect("=")
        elif self._peek() in ("<", ">", "~"):
            operator = self._peek() + "="
            self._at += 1
            self._expect("=")
        else:
            operator = "="
            self._expect("=")
        if not attribute or not all(char.isalnum() or char in "-;." for char in attribute):
            raise self._error()
        start = self._at
        while self._peek() and self._peek() != end and self._peek() != "(":
            self._at += 1
        if self._peek() == "(":
            raise self._error()
        return _comparison(attribute, operator, rule, self._text[start : self._at], self._error)


def _all(parts: list[Predicate]) -> Predicate:
    return lambda view: all(part(view) for part in parts)


def _any(parts: list[Predicate]) -> Predicate:
    return lambda view: any(part(view) for part in parts)


def _not(part: Predicate) -> Predicate:
    return lambda view: not part(view)


def _comparison(attribute: str, operator: str, rule: str, raw: str, error: Callable[[], DirectoryError]) -> Predicate:
    name = attribute.lower()
    if rule:
        if rule not in (BIT_AND, BIT_OR):
            raise error()
        try:
            mask = int(raw.strip())
        except ValueError:
            raise error() from None
        wanted = mask if rule == BIT_AND else 0

        def bits(view: View) -> bool:
            for value in view(name):
                if isinstance(value, int) and (
                    (value & mask) == mask if wanted == mask and rule == BIT_AND else bool(value & mask)
                ):
                    return True
            return False

        return bits
    if operator == "=" and raw.strip() == "*":
        return lambda view: bool(view(name))
    pieces = raw.split("*")
    if operator == "=" and len(pieces) > 1:
        return _substring(name, [_plain(piece) for piece in pieces])
    syntax = _SCHEMA.attribute(attribute).syntax
    wanted_value = _octets(raw) if syntax is Syntax.OCTETS else _plain(raw)
    if operator in ("=", "~="):
        return _equality(name, syntax, wanted_value)
    return _ordering(name, operator, str(wanted_value))


def _plain(raw: str) -> str:
    decoded = _octets(raw)
    return decoded.decode("utf-8", "replace")


def _octets(raw: str) -> bytes:
    out = bytearray()
    position = 0
    while position < len(raw):
        char = raw[position]
        if char == "\\":
            try:
                out.append(int(raw[position + 1 : position + 3], 16))
                position += 3
                continue
            except ValueError:
                pass
        out += char.encode("utf-8", "surrogatepass")
        position += 1
    return bytes(out)


def _equality(name: str, syntax: Syntax, wanted: str | bytes) -> Predicate:
    if isinstance(wanted, bytes):
        return lambda view: any(value == wanted for value in view(name))
    text = wanted.strip()
    if name == "objectcategory" and "=" not in text:
        # The class's name stands for the DN of its category (documented for Active Directory filters).
        category = category_name(text).lower()
        return lambda view: any(str(value).lower().startswith(category + ",") for value in view(name))
    if syntax is Syntax.DN:
        try:
            wanted_key = names.key(text)
        except DirectoryError:
            return lambda view: False
        return lambda view: any(names.key(str(value)) == wanted_key for value in view(name))
    folded = text.lower()
    return lambda view: any(as_text(value).lower() == folded for value in view(name))


def category_name(class_name: str) -> str:
    """The first part of the DN of a class's objectCategory: ``CN=Person`` for user."""
    found = _SCHEMA.object_class(class_name)
    return "CN=" + schema_cn(found.category or found.name)


def schema_cn(display_name: str) -> str:
    """The common name of a schema object from its LDAP display name: ``nTDSDSA`` is ``NTDS-DSA``."""
    known = _SCHEMA_NAMES.get(display_name.lower())
    if known:
        return known
    name = display_name
    if name.startswith("msExch"):
        return "ms-Exch-" + _hyphened(name[len("msExch") :])
    return _hyphened(name[:1].upper() + name[1:])


_SCHEMA_NAMES = {
    "ntdsdsa": "NTDS-DSA",
    "ntdsconnection": "NTDS-Connection",
    "ntdssitesettings": "NTDS-Site-Settings",
    "domaindns": "Domain-DNS",
    "dmd": "DMD",
    "ridset": "RID-Set",
    "ridmanager": "RID-Manager",
    "mta": "MTA",
    "crossref": "Cross-Ref",
    "crossrefcontainer": "Cross-Ref-Container",
}


def _hyphened(name: str) -> str:
    out: list[str] = []
    for position, char in enumerate(name):
        previous = name[position - 1] if position else ""
        following = name[position + 1 : position + 2]
        starts_word = char.isupper() and (
            previous.islower() or (previous.isupper() and following.islower()) or previous.isdigit()
        )
        if position and starts_word:
            out.append("-")
        out.append(char)
    return "".join(out)


def as_text(value: Value) -> str:
    """A value as LDAP writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.strftime("%Y%m%d%H%M%S.0Z")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _substring(name: str, pieces: list[str]) -> Predicate:
    folded = [piece.lower() for piece in pieces]

    def matches(text: str) -> bool:
        if not text.startswith(folded[0]):
            return False
        at = len(folded[0])
        for piece in folded[1:-1]:
            found = text.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return len(text) - at >= len(folded[-1]) and text.endswith(folded[-1])

    return lambda view: any(matches(as_text(value).lower()) for value in view(name))


def _ordering(name: str, operator: str, wanted: str) -> Predicate:
    def compare(value: Value) -> bool:
        if isinstance(value, int) and not isinstance(value, bool):
            try:
                number = int(wanted)
            except ValueError:
                return False
            return value >= number if operator == ">=" else value <= number
        text = as_text(value).lower()
        return text >= wanted.lower() if operator == ">=" else text <= wanted.lower()

    return lambda view: any(compare(value) for value in view(name))
