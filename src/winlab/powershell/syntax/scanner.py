"""The place in the text: blanks, comments, new lines, numbers, errors and the record of tokens."""

from __future__ import annotations

import decimal
import re
from typing import NoReturn

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import Constant, Number
from winlab.powershell.syntax.tokens import ParseErrorInfo, ParseFailure, Token, TokenKind

MAX_DEPTH = 250
"""Nested constructs; what is deeper is refused with an error before Python's stack is in danger."""
MAX_CHAIN = 4000
"""Operators or members in a row: the tree leans to the left, and whoever walks it recurses."""

_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}


class Scanner:
    """Reads characters of one text at ``pos``; fills ``tokens`` while ``recording``."""

    def __init__(self, text: str, *, record: bool) -> None:
        self.text = text
        self.length = len(text)
        self.pos = 0
        self.depth = 0
        self.commas = True
        self.recording = record
        self.tokens: list[Token] = []
        self.complaints: list[ParseErrorInfo] = []

    # --- errors and tokens -------------------------------------------------------------------------------

    def fail(self, error_id: str, offset: int, message: str, *, incomplete: bool | None = None) -> NoReturn:
        """Stops parsing. An error with only blanks and comments behind it is ``incomplete`` unless told otherwise."""
        if incomplete is None:
            incomplete = chars.NOTHING.match(self.text, min(offset, self.length)) is not None
        raise ParseFailure([ParseErrorInfo(error_id, offset, message, incomplete)])

    def complain(self, error_id: str, offset: int, message: str) -> None:
        """Notes what is wrong with a tree that could be read; it counts if nothing else fails."""
        self.complaints.append(ParseErrorInfo(error_id, offset, message))

    def enter(self) -> None:
        """One construct deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.too_deep()

    def too_deep(self) -> NoReturn:
        """Fails for a text whose tree would be too deep."""
        self.fail("ScriptTooComplicated", self.pos, "The script is nested too deeply.", incomplete=False)

    def emit(self, kind: TokenKind, start: int, end: int, content: str | None = None) -> None:
        if self.recording:
            text = self.text[start:end] if content is None else content
            self.tokens.append(Token(kind, text, start, end - start))

    def take(self, kind: TokenKind, length: int) -> int:
        """Passes ``length`` characters as one token; returns where it started."""
        start = self.pos
        self.pos = start + length
        self.emit(kind, start, self.pos)
        return start

    def peek(self) -> str:
        """The character at ``pos``, or an empty text at the end."""
        return self.text[self.pos : self.pos + 1]

    def looking_at(self, text: str) -> bool:
        return self.text.startswith(text, self.pos)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.pos)

    def unexpected(self) -> NoReturn:
        """Fails at ``pos``, naming the token that stands there."""
        found = (
            self.match(chars.EXPRESSION_NUMBER)
            or self.match(chars.VARIABLE)
            or self.match(chars.HASH_NAME)
            or self.match(chars.DASH_WORD)
            or self.match(chars.QUOTED)
        )
        text = found.group() if found else self.peek()
        if text in ("&", "|") and self.looking_at(text * 2):
            message = f"The token '{text * 2}' is not a valid statement separator in this version."
            self.fail("InvalidEndOfLine", self.pos, message, incomplete=False)
        if text == "&":
            message = (
                "The ampersand (&) character is not allowed. The & operator is reserved for future use; wrap "
                'an ampersand in double quotation marks ("&") to pass it as part of a string.'
            )
            self.fail("AmpersandNotAllowed", self.pos, message, incomplete=False)
        if text == "<":
            message = "The '<' operator is reserved for future use."
            self.fail("RedirectionNotSupported", self.pos, message, incomplete=False)
        message = f"Unexpected token '{text}' in expression or statement."
        self.fail("UnexpectedToken", self.pos, message, incomplete=False)

    # --- blanks ------------------------------------------------------------------------------------------

    def skip_space(self) -> None:
        """Passes blanks, comments and continued lines."""
        text = self.text
        while self.pos < self.length:
            char = text[self.pos]
            if char == " ":
                self.pos += 1
            elif char == "#":
                self._pass(chars.LINE_COMMENT, TokenKind.COMMENT)
            elif char == "<":
                if not text.startswith("<#", self.pos):
                    return
                self._block_comment()
            elif char == "`":
                new_line = chars.NEW_LINE.match(text, self.pos + 1)
                if new_line is None:
                    if self.pos + 1 >= self.length:
                        self.fail("IncompleteString", self.pos + 2, "Incomplete string token.")
                    return
                start, self.pos = self.pos, new_line.end()
                self.emit(TokenKind.LINE_CONTINUATION, start, self.pos)
            else:
                blank = chars.SPACE.match(text, self.pos)
                if blank is None:
                    return
                self.pos = blank.end()

    def skip_new_lines(self) -> None:
        """Passes blanks and line ends."""
        while True:
            self.skip_space()
            if self.peek() not in ("\n", "\r") or self.pos >= self.length:
                return
            self._pass(chars.NEW_LINE, TokenKind.NEW_LINE)

    def skip_separators(self) -> None:
        """Passes blanks, line ends and semicolons."""
        while True:
            self.skip_new_lines()
            if not self.looking_at(";"):
                return
            self.take(TokenKind.STATEMENT_SEPARATOR, 1)

    def _pass(self, pattern: re.Pattern[str], kind: TokenKind) -> None:
        found = pattern.match(self.text, self.pos)
        if found is not None:
            self.pos = found.end()
            self.emit(kind, found.start(), found.end())

    def _block_comment(self) -> None:
        end = self.text.find("#>", self.pos + 2)
        if end < 0:
            message = "The terminator '#>' is missing from the multiline comment."
            self.fail("MissingTerminatorMultiLineComment", self.pos, message, incomplete=True)
        self.take(TokenKind.COMMENT, end + 2 - self.pos)

    def at_statement_end(self) -> bool:
        """Whether nothing more of a statement can stand here (call after skip_space)."""
        return self.pos >= self.length or self.text[self.pos] in "\r\n;)}"

    # --- words and numbers -------------------------------------------------------------------------------

    def keyword(self) -> str:
        """The word at ``pos``, lower case, when a bare word of letters stands there; else an empty text."""
        word = chars.WORD.match(self.text, self.pos)
        if word is None:
            return ""
        end = word.end()
        if end < self.length and chars.BREAK.match(self.text, end) is None and self.text[end] != "`":
            return ""
        return word.group().lower()

    def number(self, found: re.Match[str]) -> Constant:
        """The constant of a match of one of the number patterns, and its token."""
        self.pos = found.end()
        self.emit(TokenKind.NUMBER, found.start(), found.end())
        try:
            value, type_name = _number_value(found)
        except (OverflowError, ArithmeticError, ValueError):
            message = f"The numeric constant {found.group()} is not valid."
            self.fail("BadNumericConstant", found.start(), message, incomplete=False)
        return Constant(found.start(), found.end(), value, type_name)


def _number_value(found: re.Match[str]) -> tuple[Number, str]:
    sign = -1 if found["sign"] and found["sign"] != "+" else 1
    unit = _UNITS[found["unit"][0].lower()] if found["unit"] else 1
    if found["hex"]:
        return _hexadecimal(found["hex"], bool(found["hexlong"]), sign, unit)
    digits = found["digits"]
    for dash in chars.DASHES[1:]:
        digits = digits.replace(dash, "-")
    suffix = found["suffix"].lower()
    if suffix == "d":
        number = decimal.Decimal(digits) * unit * sign
        if abs(number) > decimal.Decimal("79228162514264337593543950335"):
            raise OverflowError
        return number, "Decimal"
    if suffix == "l":
        whole = round(float(digits)) if not digits.isdigit() else int(digits)
        return _integer(whole * unit * sign, long=True)
    if digits.isdigit():
        whole = int(digits) * unit * sign
        if -(1 << 63) <= whole < 1 << 63:
            return _integer(whole, long=False)
        if unit == 1 and abs(whole) <= 79228162514264337593543950335:
            return decimal.Decimal(whole), "Decimal"
    real = float(digits) * unit * sign
    if real in (float("inf"), float("-inf")):
        raise OverflowError
    return real, "Double"


def _integer(value: int, *, long: bool) -> tuple[Number, str]:
    if not -(1 << 63) <= value < 1 << 63:
        raise OverflowError
    if not long and -(1 << 31) <= value < 1 << 31:
        return value, "Int32"
    return value, "Int64"


def _hexadecimal(digits: str, long: bool, sign: int, unit: int) -> tuple[Number, str]:
    """Hexadecimal constants are bit patterns: ``0xffffffff`` is -1."""
    value = int(digits, 16)
    if value >= 1 << 64:
        raise OverflowError
    significant = digits.lstrip("0")
    if not long and len(significant) <= 8:
        value = value - (1 << 32) if value >= 1 << 31 else value
    elif value >= 1 << 63:
        value -= 1 << 64
    return _integer(value * unit * sign, long=long)
