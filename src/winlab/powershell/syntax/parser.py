"""The parser: text in, tree out."""

from __future__ import annotations

from winlab.powershell.syntax.ast import ScriptBlock
from winlab.powershell.syntax.statements import StatementRules
from winlab.powershell.syntax.tokens import ParseErrorInfo, ParseFailure, Token


class Parser(StatementRules):
    """Recursive descent along the public language specification of Windows PowerShell 2.0.

    Source: Windows PowerShell Language Specification Version 2.0,
    https://www.microsoft.com/download/details.aspx?id=36389
    """

    def script(self) -> ScriptBlock:
        """The whole text."""
        try:
            body = self.script_body("")
        except RecursionError:
            self.too_deep()
        if self.pos < self.length:
            self.unexpected()
        if self.complaints:
            raise ParseFailure([min(self.complaints, key=lambda each: each.offset)])
        body.start, body.end = 0, self.length
        return body


def parse(text: str) -> ScriptBlock:
    """Parses a script.

    Raises:
        ParseFailure: the text is not PowerShell 2.0; the failure holds the first error with its offset.
    """
    return Parser(text, record=False).script()


def tokenize(text: str) -> tuple[list[Token], list[ParseErrorInfo]]:
    """Tokens of a script as ``[PSParser]::Tokenize`` gives them, and the syntax errors (at most one)."""
    parser = Parser(text, record=True)
    try:
        parser.script()
    except ParseFailure as failure:
        return parser.tokens, failure.errors
    return parser.tokens, []
