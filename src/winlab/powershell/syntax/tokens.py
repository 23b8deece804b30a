"""Tokens and syntax errors: what the parser tells besides the tree."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class TokenKind(str, enum.Enum):
    """Kinds of ``System.Management.Automation.PSTokenType``, which ``[PSParser]::Tokenize`` returns.

    Source: https://learn.microsoft.com/dotnet/api/system.management.automation.pstokentype
    """

    UNKNOWN = "Unknown"
    COMMAND = "Command"
    COMMAND_PARAMETER = "CommandParameter"
    COMMAND_ARGUMENT = "CommandArgument"
    NUMBER = "Number"
    STRING = "String"
    VARIABLE = "Variable"
    MEMBER = "Member"
    LOOP_LABEL = "LoopLabel"
    ATTRIBUTE = "Attribute"
    TYPE = "Type"
    OPERATOR = "Operator"
    GROUP_START = "GroupStart"
    GROUP_END = "GroupEnd"
    KEYWORD = "Keyword"
    COMMENT = "Comment"
    STATEMENT_SEPARATOR = "StatementSeparator"
    NEW_LINE = "NewLine"
    LINE_CONTINUATION = "LineContinuation"
    POSITION = "Position"


@dataclass(frozen=True)
class Token:
    """A piece of the source; ``content`` is without quotes and escapes, variables are not expanded."""

    kind: TokenKind
    content: str
    start: int
    length: int


@dataclass(frozen=True)
class ParseErrorInfo:
    """A syntax error: ``id`` is PowerShell's own, ``incomplete`` says that more text could mend it."""

    id: str
    offset: int
    message: str
    incomplete: bool = False


class ParseFailure(Exception):
    """The text is not PowerShell 2.0. Version 2.0 stops at the first error, so ``errors`` holds one."""

    def __init__(self, errors: list[ParseErrorInfo]) -> None:
        super().__init__("; ".join(f"{error.message} (offset {error.offset})" for error in errors))
        self.errors = errors
