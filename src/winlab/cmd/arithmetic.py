"""``set /a``: 32-bit integers, C's operators, assignments.

Source: https://learn.microsoft.com/windows-server/administration/windows-commands/set_1.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKEN = re.compile(r"\s*(0x[0-9a-fA-F]+|\d+|[A-Za-z_][\w.]*|<<=?|>>=?|[-+*/%&|^]=|[-+*/%&|^~!()=,])")
_LEVELS = (("|",), ("^",), ("&",), ("<<", ">>"), ("+", "-"), ("*", "/", "%"))

Get = Callable[[str], "str | None"]
Set = Callable[[str, str], None]


class ExpressionError(Exception):
    """The expression is wrong; ``code`` is the error level."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def integer(text: str) -> int:
    """A number in the forms of ``set /a`` (decimal, octal, hexadecimal); 0 if it is none."""
    match = re.match(r"\s*([+-]?)(0x[0-9a-fA-F]+|\d+)", text)
    if match is None:
        return 0
    digits = match[2].lower()
    base = 16 if digits.startswith("0x") else 8 if re.fullmatch(r"0[0-7]+", digits) else 10
    value = int(digits, base)
    return _wrapped(-value if match[1] == "-" else value)


def evaluate(text: str, get: Get, put: Set) -> int:
    """The value of an expression list; assignments are made through ``put``.

    Raises:
        ExpressionError: syntax error, unknown operator, division by zero.
    """
    return _Evaluator(_tokens(text), get, put).run()


def _number(token: str) -> int:
    """A number of an expression.

    Raises:
        ExpressionError: its digits are not of its kind (``08``), or it does not fit 32 bits.
    """
    digits = token.lower()
    octal = digits.startswith("0") and not digits.startswith("0x") and digits != "0"
    if octal and not re.fullmatch(r"0[0-7]+", digits):
        text = "Invalid number.  Numeric constants are either decimal (17),\r\nhexadecimal (0x11), or octal (021)."
        raise ExpressionError(text, 1073750991)
    value = int(digits, 16 if digits.startswith("0x") else 8 if octal else 10)
    if value > 0xFFFFFFFF or (value > 0x7FFFFFFF and not digits.startswith("0x")):
        raise ExpressionError("Invalid number.  Numbers are limited to 32-bits of precision.", 1073750992)
    return _wrapped(value)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError("Missing operator.", 1073750992)
        tokens.append(match[1])
        at = match.end()
    return tokens


class _Evaluator:
    def __init__(self, tokens: list[str], get: Get, put: Set) -> None:
        self.tokens = tokens
        self.at = 0
        self.get = get
        self.put = put

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def run(self) -> int:
        value = self.assignment()
        while self.peek() == ",":
            self.take()
            value = self.assignment()
        if self.peek():
            raise ExpressionError("Missing operator.", 1073750992)
        return value

    def assignment(self) -> int:
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        if re.match(r"[A-Za-z_]", self.peek()) and following.endswith("="):
            name, operator = self.take(), self.take()
            value = self.assignment()
            if operator != "=":
                value = _apply(operator[:-1], integer(self.get(name) or "0"), value)
            self.put(name, str(value))
            return value
        return self.binary(0)

    def binary(self, level: int) -> int:
        if level == len(_LEVELS):
            return self.unary()
        value = self.binary(level + 1)
        while self.peek() in _LEVELS[level]:
            operator = self.take()
            value = _apply(operator, value, self.binary(level + 1))
        return value

    def unary(self) -> int:
        token = self.take()
        if token == "-":
            return _wrapped(-self.unary())
        if token == "+":
            return self.unary()
        if token == "~":
            return ~self.unary()
        if token == "!":
            return int(self.unary() == 0)
        if token == "(":
            value = self.assignment()
            if self.take() != ")":
                raise ExpressionError("Unbalanced parenthesis.", 1073750988)
            return value
        if not token or not re.match(r"[\w]", token):
            raise ExpressionError("Missing operand.", 1073750989)
        return _number(token) if token[0].isdigit() else integer(self.get(token) or "0")


def _apply(operator: str, left: int, right: int) -> int:
    if operator in ("/", "%") and right == 0:
        raise ExpressionError("Divide by zero error.", 1073750993)
    if operator == "/":
        quotient = abs(left) // abs(right)
        return _wrapped(quotient if (left < 0) == (right < 0) else -quotient)
    if operator == "%":
        return left - right * _apply("/", left, right)
    results = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "&": lambda: left & right,
        "|": lambda: left | right,
        "^": lambda: left ^ right,
        "<<": lambda: left << (right & 31),
        ">>": lambda: left >> (right & 31),
    }
    return _wrapped(results[operator]())


def _wrapped(value: int) -> int:
    return (value + 0x80000000) % 0x100000000 - 0x80000000
