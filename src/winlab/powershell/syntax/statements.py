"""Lists of statements, ``if`` and the loops."""

from __future__ import annotations

from typing import NoReturn

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import (
    Block,
    Data,
    DoLoop,
    For,
    ForEach,
    FunctionDefinition,
    If,
    Statement,
    Switch,
    Trap,
    Try,
    While,
)
from winlab.powershell.syntax.branches import BranchRules
from winlab.powershell.syntax.tokens import TokenKind

_NEEDS_NO_SEPARATOR = (If, While, DoLoop, For, ForEach, Switch, Try, Trap, FunctionDefinition, Data)


class StatementRules(BranchRules):
    """The statements that start with a keyword, and lists of statements."""

    # --- lists ---

    def statements_until(self, closer: str) -> Block:
        """Statements up to ``closer`` (not passed) or the end of the text."""
        block = Block(self.pos, self.pos)
        self.skip_separators()
        while self.pos < self.length and self.text[self.pos] != closer:
            if self.text[self.pos] in ")}":
                self.unexpected()
            statement = self.statement()
            block.statements.append(statement)
            if isinstance(statement, Trap):
                block.traps.append(statement)
            self.skip_space()
            if not self.at_statement_end() and not isinstance(statement, _NEEDS_NO_SEPARATOR):
                self.unexpected()
            self.skip_separators()
        block.end = self.pos
        return block

    def statement(self) -> Statement:
        """One statement."""
        self.enter()
        char = self.text[self.pos]
        if char == ":":
            statement = self._labelled()
        else:
            word = self.keyword() if char.isalpha() else ""
            statement = self._keyword_statement(word) if word else self.pipeline_statement()
        self.depth -= 1
        return statement

    def _keyword_statement(self, word: str) -> Statement:
        if word in ("foreach", "for", "while", "do", "switch"):
            return self._loop(word, "")
        if word == "if":
            return self._if()
        if word in ("function", "filter"):
            return self._function(word)
        if word in ("return", "throw", "exit"):
            return self._jump(word)
        if word in ("break", "continue"):
            return self._break(word)
        if word == "try":
            return self._try()
        if word == "trap":
            return self._trap()
        if word == "data":
            return self._data()
        if word in chars.RESERVED:
            message = f"The '{word}' keyword is not supported in this version of the language."
            self.fail("ReservedKeywordNotAllowed", self.pos, message, incomplete=False)
        return self.pipeline_statement()

    # --- conditions and loops ---

    def _if(self) -> If:
        start = self.pos
        clauses: list[tuple[Statement, Block]] = []
        otherwise: Block | None = None
        word = "if"
        while word in ("if", "elseif"):
            self._pass_keyword(word)
            condition = self._condition(
                word, "MissingOpenParenthesisInIfStatement", "IfStatementMissingCondition",
                "MissingEndParenthesisAfterStatement",
            )  # fmt: skip
            clauses.append((condition, self._if_body(self.pos - 1)))
            end = self.pos
            word = self._following_word("elseif", "else")
        if word == "else":
            self._pass_keyword(word)
            otherwise = self.block(self._missing_else_body)
            end = self.pos
        return If(start, end, clauses, otherwise)

    def _if_body(self, at: int) -> Block:
        message = "Missing statement block after if ( condition )."
        return self.block(lambda: self.fail("MissingStatementBlock", at, message))

    def _missing_else_body(self) -> NoReturn:
        self.fail("MissingStatementBlockAfterElse", self.pos, "Missing statement block after 'else' keyword.")

    def _labelled(self) -> Statement:
        start, recorded = self.pos, len(self.tokens)
        self.pos += 1
        label = self.match(chars.HASH_NAME)
        if label is None:
            self.pos = start
            return self.pipeline_statement()
        self.pos = label.end()
        self.emit(TokenKind.LOOP_LABEL, start, self.pos)
        self.skip_new_lines()
        word = self.keyword()
        if word not in ("foreach", "for", "while", "do", "switch"):
            del self.tokens[recorded:]
            self.pos = start
            return self.pipeline_statement()
        return self._loop(word, label.group())

    def _loop(self, word: str, label: str) -> Statement:
        start = self._pass_keyword(word)
        if word == "while":
            condition = self._condition(
                word, "MissingOpenParenthesisAfterKeyword", "MissingExpressionAfterKeyword",
                "MissingEndParenthesisAfterStatement",
            )  # fmt: skip
            body = self.block(lambda: self._missing_loop_body(word))
            return While(start, self.pos, condition, body, label)
        if word == "do":
            return self._do(start, label)
        if word == "for":
            return self._for(start, label)
        if word == "switch":
            return self._switch(start, label)
        return self._foreach(start, label)

    def _missing_loop_body(self, word: str) -> NoReturn:
        message = f"Missing statement body in {word} loop."
        self.fail("MissingLoopStatement", self.pos, message)

    def _do(self, start: int, label: str) -> DoLoop:
        body = self.block(lambda: self._missing_loop_body("do"))
        after = self.pos
        word = self._following_word("while", "until")
        if not word:
            message = "Missing while or until keyword in do loop."
            self.fail("MissingWhileOrUntilInDoWhile", after, message)
        self._pass_keyword(word)
        condition = self._condition(
            word, "MissingOpenParenthesisAfterKeyword", "MissingExpressionAfterKeyword",
            "MissingEndParenthesisAfterStatement",
        )  # fmt: skip
        return DoLoop(start, self.pos, condition, body, word == "until", label)

    def _for(self, start: int, label: str) -> For:
        after = self.pos
        self.skip_new_lines()
        if not self.looking_at("("):
            self.fail("MissingOpenParenthesisAfterKeyword", after, "Missing opening '(' after keyword 'for'.")
        self.take(TokenKind.GROUP_START, 1)
        parts: list[Statement | None] = []
        after = self.pos
        for number in range(3):
            self.skip_new_lines()
            if self.pos < self.length and self.peek() not in ";)}":
                part = self.pipeline_statement()
                parts.append(part)
                after = part.end
            else:
                parts.append(None)
            if number == 2:
                break
            self.skip_space()
            if self.looking_at(";"):
                self.take(TokenKind.STATEMENT_SEPARATOR, 1)
                after = self.pos
            elif not (self.peek() and self.peek() in "\r\n)"):
                break
        self.skip_new_lines()
        if not self.looking_at(")"):
            message = "Missing closing ')' after expression in 'for' statement."
            self.fail("MissingEndParenthesisAfterStatement", after, message)
        self.take(TokenKind.GROUP_END, 1)
        body = self.block(lambda: self._missing_loop_body("for"))
        return For(start, self.pos, parts[0], parts[1], parts[2], body, label)

    def _foreach(self, start: int, label: str) -> ForEach:
        after = self.pos
        form = "\nThe correct form is: foreach ($a in $b) {...}"
        self.skip_new_lines()
        if not self.looking_at("("):
            self.fail("MissingOpenParenthesisAfterKeyword", after, "Missing opening '(' after keyword 'foreach'.")
        self.take(TokenKind.GROUP_START, 1)
        inside = self.pos
        self.skip_new_lines()
        if not (self.looking_at("${") or self.match(chars.VARIABLE) or self.match(chars.SPLAT)):
            message = f"Missing variable name after foreach.{form}"
            self.fail("MissingVariableNameAfterForeach", inside, message)
        variable = self.declared()
        after = self.pos
        if self._following_word("in") != "in":
            message = f"Missing 'in' after variable in foreach loop.{form}"
            self.fail("MissingInInForeach", after, message)
        self._pass_keyword("in")
        after = self.pos
        self.skip_new_lines()
        if self.at_statement_end():
            message = "Missing expression after 'in' in foreach loop."
            self.fail("MissingForeachExpression", after, message)
        values = self.pipeline_statement()
        self.skip_new_lines()
        if not self.looking_at(")"):
            self.fail(
                "MissingEndParenthesisAfterForeach",
                values.end,
                "Missing closing ')' after expression in foreach loop.",
            )
        self.take(TokenKind.GROUP_END, 1)
        body = self.block(self._fail_foreach_body)
        return ForEach(start, self.pos, variable, values, body, label)

    def _fail_foreach_body(self) -> NoReturn:
        message = "Missing statement body in foreach loop."
        self.fail("MissingForeachStatement", self.pos, message)
