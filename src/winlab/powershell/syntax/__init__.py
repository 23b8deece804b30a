"""Lexer and parser of PowerShell 2.0: text to syntax tree, tokens, or the first error."""

from __future__ import annotations

from winlab.powershell.syntax.parser import parse, tokenize
from winlab.powershell.syntax.tokens import ParseErrorInfo, ParseFailure, Token, TokenKind

__all__ = ["ParseErrorInfo", "ParseFailure", "Token", "TokenKind", "parse", "tokenize"]
