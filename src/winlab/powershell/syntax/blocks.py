"""What statements are made of: ``{...}`` blocks and ``(...)`` conditions."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from winlab.powershell.syntax.ast import (
    Block,
    Statement,
)
from winlab.powershell.syntax.commands import CommandRules
from winlab.powershell.syntax.tokens import TokenKind


class BlockRules(CommandRules):
    """Pieces that many statements share."""

    def _pass_keyword(self, word: str) -> int:
        return self.take(TokenKind.KEYWORD, len(word))

    def block(self, missing: Callable[[], NoReturn]) -> Block:
        """``{ statements }`` after blanks and line ends."""
        before = self.pos
        self.skip_new_lines()
        if not self.looking_at("{"):
            self.pos = before
            missing()
        start = self.take(TokenKind.GROUP_START, 1)
        commas, self.commas = self.commas, True
        block = self.statements_until("}")
        self.close_brace(start)
        self.commas = commas
        block.start, block.end = start, self.pos
        return block

    def _condition(self, word: str, missing_open: str, missing: str, missing_close: str) -> Statement:
        """``( pipeline )`` after a keyword; a missing ``)`` is told where the condition ends."""
        after = self.pos
        self.skip_new_lines()
        if not self.looking_at("("):
            self.fail(missing_open, after, f"Missing '(' after '{word}' in {word} statement.")
        self.take(TokenKind.GROUP_START, 1)
        inside = self.pos
        self.skip_new_lines()
        if self.at_statement_end():
            self.fail(missing, inside, f"Missing condition in {word} statement after '{word} ('.")
        commas, self.commas = self.commas, True
        condition = self.pipeline_statement()
        self.commas = commas
        self.skip_new_lines()
        if not self.looking_at(")"):
            message = f"Missing closing ')' after expression in '{word}' statement."
            self.fail(missing_close, self._place_of_missing_close(word, condition), message)
        self.take(TokenKind.GROUP_END, 1)
        return condition

    def _place_of_missing_close(self, word: str, condition: Statement) -> int:
        if word not in ("if", "elseif"):
            return condition.end
        return self.pos if self.pos < self.length else self.length + 1  # where the end of the text is a token

    def _following_word(self, *words: str) -> str:
        """The keyword after blanks and line ends, when it is one of ``words``."""
        self.skip_new_lines()
        found = self.keyword()
        return found if found in words else ""
