"""WQL: the SELECT statements of WMI.

Source: https://learn.microsoft.com/windows/win32/wmisdk/wql-sql-for-wmi.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from winlab.powershell.patterns import Pieces

Row = Mapping[str, object]
Condition = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?|0x[0-9a-f]+)
      | (?P<operator><=|>=|<>|!=|=|<|>|\(|\)|,|\*)
      | (?P<word>[A-Za-z_][\w.]*)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class WqlError(ValueError):
    """The text is not WQL (WBEM_E_INVALID_QUERY)."""


@dataclass(frozen=True)
class Where:
    """What stands behind WHERE.

    Attributes:
        names: the properties it names, in lower case.
        equal: constants that properties have to be equal to, as a provider that can't enumerate gets them.
    """

    condition: Condition
    names: frozenset[str]
    equal: Mapping[str, object]


ALL = Where(lambda row: True, frozenset(), {})


@dataclass(frozen=True)
class Query:
    """``SELECT names FROM class_name WHERE condition``; no names stands for ``*``."""

    class_name: str
    names: tuple[str, ...]
    where: Where

    def matches(self, row: Row) -> bool:
        """Whether a row (property names in lower case) is selected."""
        return self.where.condition(row)


def parse_query(text: str) -> Query:
    """Parses a SELECT statement.

    Raises:
        WqlError: it is none.
    """
    return _Parser(text).query()


def parse_condition(text: str) -> Where:
    """Parses what stands behind WHERE (``-Filter``).

    Raises:
        WqlError: it is no condition.
    """
    parser = _Parser(text)
    return parser.where()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                raise WqlError(text)
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self._at = 0
        self._used: set[str] = set()
        self._equal: dict[str, object] = {}

    def where(self) -> Where:
        """A condition up to the end of the text."""
        condition = self.either()
        self.end()
        return Where(condition, frozenset(self._used), self._equal)

    def query(self) -> Query:
        self._keyword("select")
        names: list[str] = []
        if not self._accept("operator", "*"):
            names.append(self._name())
            while self._accept("operator", ","):
                names.append(self._name())
        self._keyword("from")
        class_name = self._name()
        if self._accept("word", "where"):
            return Query(class_name, tuple(names), self.where())
        self.end()
        return Query(class_name, tuple(names), ALL)

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise WqlError(self._tokens[self._at][1])

    def either(self) -> Condition:
        left = self._both()
        while self._accept("word", "or"):
            left = _or(left, self._both())
        return left

    def _both(self) -> Condition:
        left = self._negated()
        while self._accept("word", "and"):
            left = _and(left, self._negated())
        return left

    def _negated(self) -> Condition:
        if self._accept("word", "not"):
            inner = self._negated()
            return lambda row: not inner(row)
        if self._accept("operator", "("):
            inner = self.either()
            if not self._accept("operator", ")"):
                raise WqlError(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        left_is_constant = self._peek()[0] in ("text", "number")
        left = self._constant() if left_is_constant else self._property()
        if self._accept("word", "isa"):
            base = str(self._constant()).lower()
            return lambda row: base in _classes(row.get(str(left)))
        if self._accept("word", "is"):
            negated = self._accept("word", "not")
            self._keyword("null")
            return lambda row: (row.get(str(left)) is None) != negated
        if self._accept("word", "like"):
            pattern = _like(str(self._constant()))
            return lambda row: row.get(str(left)) is not None and pattern(str(row[str(left)]))
        kind, operator = self._next()
        if kind != "operator" or operator not in _COMPARE:
            raise WqlError(operator)
        compare = _COMPARE[operator]
        if left_is_constant:
            name = self._property()
            return lambda row: compare(_order(left, row.get(name)))
        right = self._constant()
        if operator == "=":
            self._equal.setdefault(str(left), right)
        return lambda row: compare(_order(row.get(str(left)), right))

    def _constant(self) -> object:
        kind, text = self._next()
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number":
            return _number(text)
        if kind == "word" and text.lower() in _WORDS:
            return _WORDS[text.lower()]
        raise WqlError(text)

    def _name(self) -> str:
        kind, text = self._next()
        if kind != "word":
            raise WqlError(text)
        return text

    def _property(self) -> str:
        name = self._name().lower()
        self._used.add(name)
        return name

    def _keyword(self, word: str) -> None:
        if not self._accept("word", word):
            raise WqlError(self._peek()[1])

    def _accept(self, kind: str, text: str) -> bool:
        if self._peek() == (kind, text) or (
            kind == "word" and self._peek()[0] == kind and self._peek()[1].lower() == text
        ):
            self._at += 1
            return True
        return False

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        if not token[0]:
            raise WqlError("unexpected end")
        self._at += 1
        return token


_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}

_COMPARE: dict[str, Callable[[int | None], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order is not None and order != 0,
    "!=": lambda order: order is not None and order != 0,
    "<": lambda order: order is not None and order < 0,
    ">": lambda order: order is not None and order > 0,
    "<=": lambda order: order is not None and order <= 0,
    ">=": lambda order: order is not None and order >= 0,
}


def _classes(value: object) -> tuple[object, ...]:
    """The class and superclasses that ``__this`` stands for."""
    return value if isinstance(value, tuple) else ()


def _number(text: str) -> int | float:
    try:
        return int(text, 0) if "." not in text else float(text)
    except ValueError:
        raise WqlError(text[:40]) from None


def _and(left: Condition, right: Condition) -> Condition:
    return lambda row: left(row) and right(row)


def _or(left: Condition, right: Condition) -> Condition:
    return lambda row: left(row) or right(row)


def _order(left: object, right: object) -> int | None:
    """Negative, zero, positive; None where the values can't be compared (null among them)."""
    if left is None or right is None:
        return 0 if left is right else None
    if isinstance(left, bool) or isinstance(right, bool):
        a, b = _truth(left), _truth(right)
        return None if a is None or b is None else int(a) - int(b)
    if isinstance(left, (int, float)) or isinstance(right, (int, float)):
        try:
            x, y = float(str(left)), float(str(right))
        except ValueError:
            return None
        return (x > y) - (x < y)
    first, second = str(left).lower(), str(right).lower()
    return (first > second) - (first < second)


def _truth(value: object) -> bool | None:
    if isinstance(value, (bool, int)):
        return bool(value)
    return {"true": True, "false": False}.get(str(value).lower())


def _like(pattern: str) -> Callable[[str], bool]:
    """``%`` any text, ``_`` one character, ``[a-z]`` and ``[^a-z]`` classes."""
    pieces: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "%":
            pieces.append([])
        elif char == "_":
            pieces[-1].append(".")
        elif char == "[" and "]" in pattern[at + 1 :]:
            end = pattern.index("]", at + 1)
            inside = pattern[at + 1 : end]
            negated = inside.startswith("^")
            pieces[-1].append(f"[{'^' if negated else ''}{re.escape(inside.lstrip('^')).replace(chr(92) + '-', '-')}]")
            at = end
        else:
            pieces[-1].append(re.escape(char))
        at += 1
    try:
        return Pieces(pieces).fullmatch
    except re.error:
        raise WqlError(pattern) from None
