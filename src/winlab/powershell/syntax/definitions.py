"""Functions, script bodies, their parameters, and data sections."""

from __future__ import annotations

from typing import NoReturn

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import (
    Attribute,
    Data,
    Expression,
    FunctionDefinition,
    ParamBlock,
    Parameter,
    ScriptBlock,
    Statement,
    TypeName,
)
from winlab.powershell.syntax.blocks import BlockRules
from winlab.powershell.syntax.restricted import first_violation
from winlab.powershell.syntax.tokens import ParseFailure, TokenKind

_NO_NAME = f"{{(|&<>,@${chars.SINGLE_QUOTES}{chars.DOUBLE_QUOTES}"
"""What no function's name starts with."""
_NAMED_BLOCKS = {"begin": "begin", "process": "process", "end": "end_block", "dynamicparam": "dynamic_param"}


class DefinitionRules(BlockRules):
    """Everything that has a body of its own."""

    def _function(self, word: str) -> FunctionDefinition:
        start = self._pass_keyword(word)
        after = self.pos
        self.skip_new_lines()
        if self.at_statement_end() or self.peek() in _NO_NAME:
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
            message = "Missing function body in function declaration."
            self.fail("MissingFunctionBody", before, message)
        opened = self.take(TokenKind.GROUP_START, 1)
        commas, self.commas = self.commas, True
        body = self.script_body("}", parameters)
        self.close_brace(opened)
        self.commas = commas
        text = self._as_param_block(parameters) + self.text[opened + 1 : self.pos - 1]
        return FunctionDefinition(start, self.pos, name.value, body, word == "filter", text)

    def _as_param_block(self, listed: ParamBlock | None) -> str:
        """A parameter list as the ``param`` block that the function's text shows in its place."""
        if listed is None:
            return ""
        return "param(" + ", ".join(self.text[each.start : each.end] for each in listed.parameters) + ")\r\n"

    def script_body(self, closer: str, param: ParamBlock | None = None) -> ScriptBlock:
        """A script, or what stands between braces of a function or script block; ``closer`` is not passed."""
        body = ScriptBlock(self.pos, self.pos, param)
        self.skip_separators()
        found = self._param_block()
        if found is not None:
            if param is not None:
                self.fail(
                    "OnlyOneParameterListAllowed",
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
            if self.pos >= self.length or (closer and self.looking_at(closer)):
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
                self.fail("MissingNamedStatementBlock", self.pos, message)

            setattr(body, _NAMED_BLOCKS[word], self.block(missing))

    def _param_block(self) -> ParamBlock | None:
        start, recorded = self.pos, len(self.tokens)
        attributes: list[Attribute] = []
        while self.looking_at("["):
            try:
                found = self.attribute_or_type()
            except ParseFailure:
                break
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
                if self.peek() not in ("$", "[", "@"):
                    message = "Missing expression after ','."
                    self.fail("MissingExpressionAfterToken", comma + 1, message)
            parameters.append(self._one_parameter(missing_end, parameters))
            self.skip_new_lines()
        self.take(TokenKind.GROUP_END, 1)
        return ParamBlock(start, self.pos, parameters)

    def _after_last(self) -> int:
        end = self.pos
        while end > 0 and self.text[end - 1].isspace():
            end -= 1
        return end

    def _one_parameter(self, missing_end: str, earlier: list[Parameter]) -> Parameter:
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
        if not (self.looking_at("${") or self.match(chars.VARIABLE) or self.match(chars.SPLAT)):
            if attributes or type_name is not None:
                self.fail("InvalidFunctionParameter", self._after_last(), "The parameter's name is missing.")
            self.fail(missing_end, self._after_last(), "Missing ')' in function parameter list.")
        variable = self.declared()
        if any(other.name.lower() == variable.path.lower() for other in earlier):
            message = f"Duplicate parameter ${variable.path} in parameter list."
            self.complain("DuplicateFormalParameter", variable.start, message)
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

    # --- data sections ---

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
            self.fail("MissingStatementBlockForDataSection", self.pos, message)

        body = self.block(missing)
        violation = first_violation(body, supported)
        if violation is not None:
            self.complaints.append(violation)
        return Data(start, self.pos, name, supported, body)

    def _supported_commands(self) -> list[Expression]:
        commands: list[Expression] = []
        while True:
            after = self.pos
            self.skip_new_lines()
            if self.at_statement_end() or self.peek() in ",|&<>":
                message = "Missing value for the SupportedCommand parameter of a data section."
                self.fail("MissingValueForSupportedCommandInDataSectionStatement", after, message)
            commands.append(self.argument())
            self.skip_new_lines()
            if not self.looking_at(","):
                return commands
            self.take(TokenKind.OPERATOR, 1)
