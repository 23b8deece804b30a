"""Statements: loops, branches, definitions of functions, blocks and scripts."""

from __future__ import annotations

from typing import Callable, NoReturn, Union

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import (
    Attribute,
    Block,
    Break,
    Catch,
    Continue,
    Data,
    DoLoop,
    Exit,
    Expression,
    For,
    ForEach,
    FunctionDefinition,
    If,
    ParamBlock,
    Parameter,
    Return,
    ScriptBlock,
    Statement,
    Switch,
    Throw,
    Trap,
    Try,
    TypeName,
    While,
)
from winlab.powershell.syntax.commands import CommandRules
from winlab.powershell.syntax.tokens import ParseFailure, TokenKind

_NAMED_BLOCKS = {"begin": "begin", "process": "process", "end": "end_block", "dynamicparam": "dynamic_param"}
_NEEDS_NO_SEPARATOR = (If, While, DoLoop, For, ForEach, Switch, Try, Trap, FunctionDefinition, Data)
_JUMPS: dict[str, Callable[..., Union[Return, Throw, Exit]]] = {
    "return": Return,
    "throw": Throw,
    "exit": Exit,
}


class StatementRules(CommandRules):
    """The statements that start with a keyword, and lists of statements."""

    # --- lists ------------------------------------------------------------------------------------------------------

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
        if word in _JUMPS:
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

    def _pass_keyword(self, word: str) -> int:
        return self.take(TokenKind.KEYWORD, len(word))

    def block(self, missing: Callable[[], NoReturn]) -> Block:
        """``{ statements }`` after blanks and line ends."""
        before = self.pos
        self.skip_new_lines()
        if not self.looking_at("{"):
            if self.pos < self.length:
                self.pos = before
            missing()
        start = self.take(TokenKind.GROUP_START, 1)
        commas, self.commas = self.commas, True
        block = self.statements_until("}")
        self.close_brace(start)
        self.commas = commas
        block.start, block.end = start, self.pos
        return block

    # --- conditions and loops ---------------------------------------------------------------------------------------

    def _condition(self, word: str, missing_open: str, missing: str, missing_close: str) -> Statement:
        """``( pipeline )`` after a keyword."""
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
            self.fail(missing_close, self.pos, message)
        self.take(TokenKind.GROUP_END, 1)
        return condition

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
            clauses.append((condition, self.block(lambda: self._missing_block("if ( condition )"))))
            end = self.pos
            word = self._following_word("elseif", "else")
        if word == "else":
            self._pass_keyword(word)
            otherwise = self.block(
                lambda: self._missing_block("'else' keyword", "MissingStatementBlockAfterElse")
            )
            end = self.pos
        return If(start, end, clauses, otherwise)

    def _missing_block(self, what: str, error_id: str = "MissingStatementBlock") -> NoReturn:
        at = self.pos
        self.fail(error_id, at, f"Missing statement block after {what}.", incomplete=at >= self.length)

    def _following_word(self, *words: str) -> str:
        """The keyword after blanks and line ends, when it is one of ``words``."""
        self.skip_new_lines()
        found = self.keyword()
        return found if found in words else ""

    def _labelled(self) -> Statement:
        start = self.pos
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
            self.fail("MissingKeywordAfterLabel", self.pos, "A loop statement must follow a label.")
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
        self.fail("MissingLoopStatement", self.pos, message, incomplete=self.pos >= self.length)

    def _do(self, start: int, label: str) -> DoLoop:
        body = self.block(lambda: self._missing_loop_body("do"))
        after = self.pos
        word = self._following_word("while", "until")
        if not word:
            message = "Missing while or until keyword in do loop."
            self.fail("MissingWhileOrUntilInDoWhile", after, message, incomplete=self.pos >= self.length)
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
        for number in range(3):
            self.skip_new_lines()
            empty = self.pos >= self.length or self.peek() in ";)"
            parts.append(None if empty else self.pipeline_statement())
            if number == 2:
                break
            self.skip_space()
            if self.looking_at(";"):
                self.take(TokenKind.STATEMENT_SEPARATOR, 1)
            elif not (self.peek() and self.peek() in "\r\n)"):
                break
        self.skip_new_lines()
        if not self.looking_at(")"):
            message = "Missing closing ')' after expression in 'for' statement."
            self.fail("MissingEndParenthesisAfterStatement", self.pos, message)
        self.take(TokenKind.GROUP_END, 1)
        body = self.block(lambda: self._missing_loop_body("for"))
        return For(start, self.pos, parts[0], parts[1], parts[2], body, label)

    def _foreach(self, start: int, label: str) -> ForEach:
        after = self.pos
        form = "\nThe correct form is: foreach ($a in $b) {...}"
        self.skip_new_lines()
        if not self.looking_at("("):
            self.fail(
                "MissingOpenParenthesisAfterKeyword", after, "Missing opening '(' after keyword 'foreach'."
            )
        self.take(TokenKind.GROUP_START, 1)
        inside = self.pos
        self.skip_new_lines()
        if not (self.looking_at("${") or self.match(chars.VARIABLE)):
            message = f"Missing variable name after foreach.{form}"
            self.fail("MissingVariableNameAfterForeach", inside, message)
        variable = self.variable()
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
                self.pos,
                "Missing closing ')' after expression in foreach loop.",
            )
        self.take(TokenKind.GROUP_END, 1)
        body = self.block(lambda: self._fail_foreach_body())
        return ForEach(start, self.pos, variable, values, body, label)

    def _fail_foreach_body(self) -> NoReturn:
        message = "Missing statement body in foreach loop."
        self.fail("MissingForeachStatement", self.pos, message, incomplete=self.pos >= self.length)

    # --- switch -----------------------------------------------------------------------------------------------------

    def _switch(self, start: int, label: str) -> Switch:
        mode, case_sensitive, file = self._switch_flags()
        values: Statement | None = None
        if file is None:
            values = self._condition(
                "switch",
                "PipelineValueRequired",
                "PipelineValueRequired",
                "MissingEndParenthesisInSwitchStatement",
            )
        after = self.pos
        self.skip_new_lines()
        if not self.looking_at("{"):
            message = "Missing opening '{' in switch statement."
            self.fail(
                "MissingCurlyBraceInSwitchStatement", after, message, incomplete=self.pos >= self.length
            )
        opened = self.take(TokenKind.GROUP_START, 1)
        switch = Switch(start, self.pos, mode, case_sensitive, values, file, [], None, label)
        while True:
            self.skip_separators()
            if self.pos >= self.length or self.looking_at("}"):
                break
            self._switch_clause(switch)
        self.close_brace(opened)
        switch.end = self.pos
        return switch

    def _switch_flags(self) -> tuple[str, bool, Expression | None]:
        mode, case_sensitive = "exact", False
        file: Expression | None = None
        while True:
            self.skip_space()
            found = self.match(chars.PARAMETER)
            if found is None:
                return mode, case_sensitive, file
            flag = found.group()[1:].lower()
            start = self.take(TokenKind.COMMAND_PARAMETER, len(found.group()))
            full = [
                name
                for name in ("regex", "wildcard", "exact", "casesensitive", "file")
                if name.startswith(flag)
            ]
            if not full:
                message = f"The parameter '{found.group()}' is not valid in a switch statement."
                self.fail("InvalidSwitchFlag", start, message, incomplete=False)
            if full[0] == "casesensitive":
                case_sensitive = True
            elif full[0] == "file":
                self.skip_space()
                if self.at_statement_end():
                    message = "Missing file name argument to switch parameter -file."
                    self.fail("MissingFilenameOption", self.pos, message)
                file = self.argument()
            else:
                mode = full[0]

    def _switch_clause(self, switch: Switch) -> None:
        is_default = self.keyword() == "default"
        condition: Expression | None = None
        if is_default:
            at = self._pass_keyword("default")
            if switch.default is not None:
                message = "Switch statements can have only one default clause."
                self.fail("MultipleSwitchDefaultClauses", at, message, incomplete=False)
        else:
            condition = self.argument()
        body = self.block(self._fail_switch_clause)
        if condition is None:
            switch.default = body
        else:
            switch.clauses.append((condition, body))

    def _fail_switch_clause(self) -> NoReturn:
        message = "Missing statement block in switch statement clause."
        self.fail("MissingSwitchStatementClause", self.pos, message, incomplete=self.pos >= self.length)

    # --- exceptions and jumps ---------------------------------------------------------------------------------------

    def _try(self) -> Try:
        start = self._pass_keyword("try")
        body = self.block(
            lambda: self._fail_try("MissingTryStatementBlock", "Missing statement block after 'try' keyword.")
        )
        catches: list[Catch] = []
        final: Block | None = None
        end = after = self.pos
        word = self._following_word("catch", "finally")
        while word == "catch":
            if catches and not catches[-1].types:
                message = "A general catch clause must be the last catch clause."
                self.fail("EmptyCatchNotLast", catches[-1].start, message, incomplete=False)
            catches.append(self._catch())
            end = self.pos
            word = self._following_word("catch", "finally")
        if word == "finally":
            self._pass_keyword(word)
            message = "Missing statement block after 'finally' keyword."
            final = self.block(lambda: self._fail_try("MissingFinallyStatementBlock", message))
            end = self.pos
        if not catches and final is None:
            message = "The Try statement is missing its Catch or Finally block."
            self.fail("MissingCatchOrFinally", after, message, incomplete=self.pos >= self.length)
        return Try(start, end, body, catches, final)

    def _fail_try(self, error_id: str, message: str) -> NoReturn:
        self.fail(error_id, self.pos, message, incomplete=self.pos >= self.length)

    def _catch(self) -> Catch:
        start = self._pass_keyword("catch")
        types: list[TypeName] = []
        while True:
            self.skip_new_lines()
            if types:
                if not self.looking_at(","):
                    break
                self.take(TokenKind.OPERATOR, 1)
                self.skip_new_lines()
            if not self.looking_at("["):
                if types:
                    message = "Missing type name after ','."
                    self.fail("MissingTypeLiteralToken", self.pos, message)
                break
            types.append(self.type_literal())
        message = "Missing statement block in catch clause."
        body = self.block(lambda: self._fail_try("MissingCatchHandlerBlock", message))
        return Catch(start, self.pos, types, body)

    def _trap(self) -> Trap:
        start = self._pass_keyword("trap")
        after = self.pos
        self.skip_new_lines()
        type_name = self.type_literal() if self.looking_at("[") else None
        if type_name is None:
            self.pos = max(self.pos, after)

        def missing() -> NoReturn:
            message = "The 'trap' statement was incomplete. A trap statement requires a body."
            self.fail("MissingTrapStatement", self.pos, message, incomplete=self.pos >= self.length)

        return Trap(start, self.pos, type_name, self.block(missing))

    def _jump(self, word: str) -> Statement:
        start = self._pass_keyword(word)
        end = self.pos
        self.skip_space()
        value: Statement | None = None
        if not self.at_statement_end():
            value = self.pipeline_statement()
            end = value.end
        return _JUMPS[word](start, end, value)

    def _break(self, word: str) -> Statement:
        start = self._pass_keyword(word)
        end = self.pos
        self.skip_space()
        label: Expression | None = None
        if not self.at_statement_end() and not self.looking_at("|"):
            label = self.argument()
            end = label.end
        return Break(start, end, label) if word == "break" else Continue(start, end, label)

    def _data(self) -> Statement:
        start = self._pass_keyword("data")
        name = ""
        supported: list[Expression] = []
        self.skip_new_lines()
        found = self.match(chars.SIMPLE_NAME)
        if found is not None:
            name = found.group()
            self.take(TokenKind.COMMAND_ARGUMENT, len(name))
            self.skip_new_lines()
        parameter = self.match(chars.PARAMETER)
        if parameter is not None:
            if not "supportedcommand".startswith(parameter.group()[1:].lower()):
                message = f"The parameter '{parameter.group()}' is not valid in a data section."
                self.fail("InvalidParameterForDataSectionStatement", self.pos, message, incomplete=False)
            self.take(TokenKind.COMMAND_PARAMETER, len(parameter.group()))
            supported = self._supported_commands()

        def missing() -> NoReturn:
            message = "Missing statement block in data section."
            self.fail(
                "MissingStatementBlockForDataSection", self.pos, message, incomplete=self.pos >= self.length
            )

        body = self.block(missing)
        return Data(start, self.pos, name, supported, body)

    def _supported_commands(self) -> list[Expression]:
        commands: list[Expression] = []
        while True:
            self.skip_new_lines()
            commands.append(self.argument())
            self.skip_new_lines()
            if not self.looking_at(","):
                return commands
            self.take(TokenKind.OPERATOR, 1)

    # --- functions, scripts and their parameters --------------------------------------------------------------------

    def _function(self, word: str) -> FunctionDefinition:
        start = self._pass_keyword(word)
        after = self.pos
        self.skip_space()
        if self.at_statement_end() or self.peek() in "{(":
            self.fail("MissingNameAfterKeyword", after, f"Missing name after {word} keyword.")
        name = self.bare_name()
        parameters: ParamBlock | None = None
        before = self.pos
        self.skip_new_lines()
        if self.looking_at("("):
            parameters = self._parameter_list("MissingEndParenthesisInFunctionParameterList")
            before = self.pos
            self.skip_new_lines()
        if not self.looking_at("{"):
            at = self.pos if self.pos >= self.length else before
            message = "Missing function body in function declaration."
            self.fail("MissingFunctionBody", at, message, incomplete=self.pos >= self.length)
        opened = self.take(TokenKind.GROUP_START, 1)
        commas, self.commas = self.commas, True
        body = self.script_body("}", parameters)
        self.close_brace(opened)
        self.commas = commas
        text = self.text[opened + 1 : self.pos - 1]
        return FunctionDefinition(start, self.pos, name.value, body, word == "filter", text)

    def script_body(self, closer: str, param: ParamBlock | None = None) -> ScriptBlock:
        """A script, or what stands between the braces of a function or script block; ``closer`` is not passed."""
        body = ScriptBlock(self.pos, self.pos, param)
        self.skip_separators()
        found = self._param_block()
        if found is not None:
            if param is not None:
                self.fail(
                    "ParamAndParameterList",
                    found.start,
                    "Unexpected token 'param' in expression or statement.",
                )
            body.param = found
            self.skip_separators()
        if self.keyword() in _NAMED_BLOCKS:
            self._named_blocks(body, closer)
        else:
            body.end_block = self.statements_until(closer)
        body.end = self.pos
        return body

    def _named_blocks(self, body: ScriptBlock, closer: str) -> None:
        while True:
            self.skip_separators()
            if self.pos >= self.length or self.looking_at(closer):
                return
            word = self.keyword()
            if word not in _NAMED_BLOCKS:
                found = self.match(chars.GENERIC_WORD)
                text = found.group() if found else self.peek()
                message = f"unexpected token '{text}', expected 'begin', 'process', 'end', or 'dynamicparam'."
                self.fail("MissingNamedBlocks", self.pos, message, incomplete=False)
            at = self._pass_keyword(word)
            if getattr(body, _NAMED_BLOCKS[word]) is not None:
                message = f"Script command clause '{word}' has already been defined."
                self.fail("DuplicateScriptCommandClause", at, message, incomplete=False)

            def missing(word: str = word) -> NoReturn:
                message = f"Missing statement block after '{word}' keyword."
                self.fail("MissingNamedStatementBlock", self.pos, message, incomplete=self.pos >= self.length)

            setattr(body, _NAMED_BLOCKS[word], self.block(missing))

    def _param_block(self) -> ParamBlock | None:
        start, recorded = self.pos, len(self.tokens)
        attributes: list[Attribute] = []
        while self.looking_at("["):
            try:
                found = self.attribute_or_type()
            except ParseFailure:
                found = None
            if not isinstance(found, Attribute):
                break
            attributes.append(found)
            self.skip_new_lines()
        if self.keyword() != "param" or not self._parenthesis_follows():
            self.pos = start
            del self.tokens[recorded:]
            return None
        self._pass_keyword("param")
        self.skip_new_lines()
        block = self._parameter_list("MissingEndParenthesisInFunctionParameterList")
        block.start, block.attributes = start, attributes
        return block

    def _parenthesis_follows(self) -> bool:
        position, recorded = self.pos, len(self.tokens)
        self.pos += len("param")
        self.skip_new_lines()
        follows = self.looking_at("(")
        self.pos = position
        del self.tokens[recorded:]
        return follows

    def _parameter_list(self, missing_end: str) -> ParamBlock:
        start = self.take(TokenKind.GROUP_START, 1)
        parameters: list[Parameter] = []
        self.skip_new_lines()
        while not self.looking_at(")"):
            if parameters:
                if not self.looking_at(","):
                    self.fail(missing_end, self._after_last(), "Missing ')' in function parameter list.")
                comma = self.take(TokenKind.OPERATOR, 1)
                self.skip_new_lines()
                if not (self.looking_at("$") or self.looking_at("[")):
                    message = "Missing expression after ','."
                    self.fail("MissingExpressionAfterToken", comma + 1, message)
            parameters.append(self._one_parameter(missing_end))
            self.skip_new_lines()
        self.take(TokenKind.GROUP_END, 1)
        return ParamBlock(start, self.pos, parameters)

    def _after_last(self) -> int:
        end = self.pos
        while end > 0 and self.text[end - 1].isspace():
            end -= 1
        return end

    def _one_parameter(self, missing_end: str) -> Parameter:
        start = self.pos
        attributes: list[Attribute] = []
        type_name: TypeName | None = None
        while self.looking_at("["):
            found = self.attribute_or_type()
            if isinstance(found, Attribute):
                attributes.append(found)
            else:
                type_name = found
            self.skip_new_lines()
        if not (self.looking_at("${") or self.match(chars.VARIABLE)):
            self.fail(missing_end, self._after_last(), "Missing ')' in function parameter list.")
        variable = self.variable()
        parameter = Parameter(start, self.pos, variable.path, type_name, attributes)
        position = self.pos
        self.skip_new_lines()
        if not self.looking_at("="):
            self.pos = max(position, self.pos)
            return parameter
        equals = self.take(TokenKind.OPERATOR, 1)
        self.skip_new_lines()
        if not self.starts_expression():
            self.fail("MissingExpressionAfterToken", equals + 1, "Missing expression after '='.")
        parameter.default = self.expression_without_commas()
        parameter.end = parameter.default.end
        return parameter
