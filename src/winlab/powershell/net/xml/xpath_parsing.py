"""XPath 1.0 from text to a tree.

Source: https://www.w3.org/TR/1999/REC-xpath-19991116/ .
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from winlab.powershell.errors import PSError, net_error

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>\"[^\"]*\"|'[^']*')|(?P<variable>\$[\w:.-]+)"
    r"|(?P<op>//|::|\.\.|!=|<=|>=|[/().@,|+=<>*\[\]-])"
    r"|(?P<name>[^\W\d][\w.-]*(?::(?!:)(?:\*|[^\W\d][\w.-]*))?))"
)
_WORDS = {"and", "or", "mod", "div"}
AXES = {
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following",
    "following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self",
}  # fmt: skip
_KINDS = {"node", "text", "comment", "processing-instruction"}
_LEVELS = [("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod")]
MAX_NESTING = 100


def xpath_error(message: str) -> PSError:
    """An XPathException."""
    return net_error("System.Xml.XPath.XPathException", message)


@dataclass
class Literal:
    """A text or a number."""

    value: str | float


@dataclass
class Operation:
    """An operator between two expressions."""

    operator: str
    left: Expression
    right: Expression


@dataclass
class Negation:
    """Unary minus."""

    operand: Expression


@dataclass
class Call:
    """A function."""

    name: str
    arguments: list[Expression]


@dataclass
class Step:
    """A step: axis, test of kind (``node``, ``text``...) or name, predicates."""

    axis: str
    kind: str
    prefix: str = ""
    name: str = ""
    predicates: list[Expression] = field(default_factory=list)


@dataclass
class Path:
    """Steps from the root, from an expression, or from the context node."""

    start: Expression | None
    absolute: bool
    steps: list[Step]


@dataclass
class Filter:
    """An expression with predicates."""

    operand: Expression
    predicates: list[Expression]


Expression = Literal | Operation | Negation | Call | Path | Filter


def parse_xpath(text: str) -> Expression:
    """An expression's tree.

    Raises:
        PSError: XPathException.
    """
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        self.depth = 0
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise self._invalid()
            assert found.lastgroup is not None
            self.tokens.append((found.lastgroup, found.group(found.lastgroup)))
            place = found.end()

    def _invalid(self) -> PSError:
        return xpath_error(f"'{self.text}' has an invalid token.")

    def _peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else ""

    def _kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _take(self, wanted: str = "") -> str:
        token = self._peek()
        if not token or (wanted and token != wanted):
            raise self._invalid()
        self.at += 1
        return token

    def _accept(self, wanted: str) -> bool:
        if self._peek() == wanted and self._kind() != "text":
            self.at += 1
            return True
        return False

    def whole(self) -> Expression:
        """The whole text."""
        if not self.tokens:
            raise xpath_error("Expression must evaluate to a node-set.")
        found = self._binary(0)
        if self.at < len(self.tokens):
            raise self._invalid()
        return found

    def _binary(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while self._peek() in _LEVELS[level] and self._kind() in ("op", "name"):
            operator = self._take()
            left = Operation(operator, left, self._binary(level + 1))
        return left

    def _unary(self) -> Expression:
        if self._accept("-"):
            return Negation(self._unary())
        left = self._path()
        while self._accept("|"):
            left = Operation("|", left, self._path())
        return left

    def _path(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise xpath_error("The expression is nested too deep.")
        try:
            if self._starts_filter():
                found = self._filter()
                if self._peek() in ("/", "//"):
                    return Path(found, False, self._more_steps([]))
                return found
            if self._peek() == "/":
                self._take()
                steps = [self._step()] if self._starts_step() else []
                return Path(None, True, self._more_steps(steps) if steps else steps)
            if self._peek() == "//":
                return Path(None, True, self._more_steps([]))
            return Path(None, False, self._more_steps([self._step()]))
        finally:
            self.depth -= 1

    def _starts_filter(self) -> bool:
        kind, token = self._kind(), self._peek()
        if kind in ("number", "text", "variable") or token == "(":
            return True
        return kind == "name" and self._peek(1) == "(" and token not in _KINDS

    def _starts_step(self) -> bool:
        return self._kind() == "name" or self._peek() in ("*", "@", ".", "..")

    def _filter(self) -> Expression:
        kind, token = self._kind(), self._take()
        found: Expression
        if kind == "number":
            found = Literal(float(token))
        elif kind == "text":
            found = Literal(token[1:-1])
        elif kind == "variable":
            raise xpath_error(
                "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."
            )
        elif token == "(":
            found = self._binary(0)
            self._take(")")
        else:
            self._take("(")
            arguments: list[Expression] = []
            while self._peek() != ")":
                arguments.append(self._binary(0))
                if not self._accept(","):
                    break
            self._take(")")
            found = Call(token, arguments)
        predicates = self._predicates()
        return Filter(found, predicates) if predicates else found

    def _predicates(self) -> list[Expression]:
        found: list[Expression] = []
        while self._accept("["):
            found.append(self._binary(0))
            self._take("]")
        return found

    def _more_steps(self, steps: list[Step]) -> list[Step]:
        while self._peek() in ("/", "//"):
            if self._take() == "//":
                steps.append(Step("descendant-or-self", "node"))
            steps.append(self._step())
        return steps

    def _step(self) -> Step:
        if self._accept("."):
            return Step("self", "node")
        if self._accept(".."):
            return Step("parent", "node")
        axis = "child"
        if self._accept("@"):
            axis = "attribute"
        elif self._peek(1) == "::":
            axis = self._take()
            self._take("::")
            if axis not in AXES:
                raise self._invalid()
        step = self._test(axis)
        step.predicates = self._predicates()
        return step

    def _test(self, axis: str) -> Step:
        kind, token = self._kind(), self._take()
        if token == "*" and kind == "op":
            return Step(axis, "name", "", "*")
        if kind != "name":
            raise self._invalid()
        if token in _KINDS and self._accept("("):
            name = self._take()[1:-1] if self._kind() == "text" else ""
            self._take(")")
            return Step(axis, token, "", name)
        prefix, _, local = token.rpartition(":")
        return Step(axis, "name", prefix, local)
