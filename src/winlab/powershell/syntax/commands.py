"""Commands: names, parameters, arguments, redirections, pipelines and assignments."""

from __future__ import annotations

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import (
    ArrayLiteral,
    Assignment,
    Command,
    CommandExpression,
    CommandParameter,
    Expression,
    Pipeline,
    Redirection,
    Statement,
    StringConstant,
    Variable,
)
from winlab.powershell.syntax.targets import not_assignable, reference_after_type
from winlab.powershell.syntax.text import Pieces
from winlab.powershell.syntax.tokens import TokenKind
from winlab.powershell.syntax.types import TypeRules

_QUOTES = chars.SINGLE_QUOTES + chars.DOUBLE_QUOTES
_DOT_SOURCE_BEFORE = set(" \t\r\n$'\"({&") | set(_QUOTES)


class CommandRules(TypeRules):
    """Command mode: bare words are text, ``-name`` is a parameter."""

    def pipeline_statement(self) -> Statement:
        """An assignment, or a pipeline of commands that may start with an expression."""
        start = self.pos
        elements: list[Command | CommandExpression] = []
        if self.starts_expression():
            expression = self.expression()
            operator = self.match(chars.ASSIGNMENT)
            if operator is not None:
                return self._assignment(expression, operator.group())
            self.skip_space()
            redirections = self._redirections()
            elements.append(CommandExpression(start, self._end(expression.end), expression, redirections))
        else:
            elements.append(self._command())
        while True:
            self.skip_space()
            if not self.looking_at("|"):
                break
            if self.looking_at("||"):
                self.unexpected()
            bar = self.take(TokenKind.OPERATOR, 1)
            self.skip_new_lines()
            if self.pos >= self.length or self.peek() in "|;)}":
                self.fail("EmptyPipeElement", bar + 1, "An empty pipe element is not allowed.")
            if self.starts_expression():
                message = "Expressions are only allowed as the first element of a pipeline."
                self.fail("ExpressionsMustBeFirstInPipeline", self.pos, message, incomplete=False)
            elements.append(self._command())
        if not self.at_statement_end():
            self.unexpected()
        return Pipeline(start, elements[-1].end, elements)

    def _end(self, least: int) -> int:
        """Where the last thing passed ends: ``pos`` without the blanks before it."""
        end = self.pos
        while end > least and self.text[end - 1].isspace():
            end -= 1
        return end

    def _assignment(self, target: Expression, operator: str) -> Assignment:
        self.enter()
        refused = not_assignable(target, alone=operator != "=")
        if refused is not None:
            message = (
                "The assignment expression is not valid. The input to an assignment operator must be an "
                "object that is able to accept assignments, such as a variable or a property."
            )
            self.complain("InvalidLeftHandSide", refused.start, message)
        if (reference := reference_after_type(target)) is not None:
            self.complaints = [each for each in self.complaints if each.offset != reference.start]
            message = "[ref] can only stand by itself where a variable gets its type."
            self.complain("ReferenceNeedsToBeByItselfInTypeConstraint", reference.start, message)
        after = self.take(TokenKind.OPERATOR, len(operator)) + len(operator)
        self.skip_new_lines()
        if self.at_statement_end() or self.looking_at("|"):
            message = f"You must provide a value expression following the '{operator}' operator."
            self.fail("ExpectedValueExpression", after, message)
        value = self.statement()
        self.depth -= 1
        if operator[0] in chars.DASHES:
            operator = "-="
        return Assignment(target.start, value.end, target, operator, value)

    # --- one command -------------------------------------------------------------------------------------

    def _command(self) -> Command:
        self.enter()
        start = self.pos
        char = self.peek()
        invocation = ""
        if char == "|":
            self.fail("EmptyPipeElement", start, "An empty pipe element is not allowed.", incomplete=False)
        following = self.text[start + 1 : start + 2]
        if (char == "&" and following != "&") or (char == "." and following in _DOT_SOURCE_BEFORE):
            invocation = char
            self.take(TokenKind.OPERATOR, 1)
            self.skip_space()
        if self.at_statement_end() or self.peek() in "|,&<":
            if invocation:
                message = f"Missing expression after '{invocation}' in pipeline element."
                self.fail("MissingExpression", start, message, incomplete=False)
            self.unexpected()
        command = Command(start, self.pos, [self.argument(name=True)], invocation)
        command.end = self.pos
        self._elements(command)
        self.depth -= 1
        return command

    def _elements(self, command: Command) -> None:
        plain = False
        while True:
            self.skip_space()
            if self.pos >= self.length:
                return
            char = self.text[self.pos]
            if char in "\r\n;)}|":
                return
            redirection = self.redirection() if char in "12><" else None
            if redirection is not None:
                self._add_redirection(command.redirections, redirection)
            elif char in chars.DASHES and not plain and self.match(chars.DASH_DASH):
                self.take(TokenKind.OPERATOR, 2)
                command.elements.append(CommandParameter(self.pos - 2, self.pos, "--"))
                plain = True
            elif char in chars.DASHES and not plain and self.match(chars.PARAMETER):
                command.elements.append(self._parameter())
            else:
                command.elements.append(self._argument_list())
            command.end = self.pos

    def _parameter(self) -> CommandParameter:
        found = self.match(chars.PARAMETER)
        if found is None:
            self.unexpected()
        start = self.take(TokenKind.COMMAND_PARAMETER, len(found.group()))
        name = found.group()[1:]
        if not name.endswith(":"):
            return CommandParameter(start, self.pos, name)
        self.skip_space()
        if self.at_statement_end() or self.peek() in "|,":
            message = f"Parameter '{found.group()}' requires an argument."
            self.fail("ParameterRequiresArgument", start + len(found.group()), message)
        return CommandParameter(start, self.pos, name[:-1], self._argument_list())

    def _argument_list(self) -> Expression:
        if self.looking_at(","):
            self.fail("MissingArgument", self.pos, "Missing argument in parameter list.", incomplete=False)
        elements = [self.argument()]
        end = self.pos
        while True:
            self.skip_space()
            if not self.looking_at(","):
                break
            comma = self.take(TokenKind.OPERATOR, 1)
            self.skip_new_lines()
            if self.at_statement_end() or self.peek() in "|,":
                at_end = self.pos >= self.length
                self.fail("MissingExpression", comma + 1, "Missing expression after ','.", incomplete=at_end)
            elements.append(self.argument())
            end = self.pos
        if len(elements) == 1:
            return elements[0]
        return ArrayLiteral(elements[0].start, end, elements)

    def argument(self, *, name: bool = False) -> Expression:
        """One argument, or the name of the command: a value with its members, or a bare word."""
        char = self.peek()
        if char in ("$", "(", "{") or (char and char in _QUOTES):
            if char == "$" and not self.starts_expression():
                return self._bare_word(name=name)
            if char == "$" and not self.looking_at("$(") and self._continues_after_variable():
                return self._bare_word(name=name)
            return self.accesses(self.primary())
        if char == "@":
            following = self.text[self.pos + 1 : self.pos + 2]
            if following and (following in "({" or following in _QUOTES):
                return self.accesses(self.primary())
            splat = self.match(chars.SPLAT)
            if splat is not None and not name:
                self.pos = splat.end()
                self.emit(TokenKind.VARIABLE, splat.start(), splat.end(), splat[1])
                return Variable(splat.start(), splat.end(), splat[1], splat=True)
            if splat is None:
                self.fail("UnrecognizedToken", self.pos, "Unrecognized token in source text.", incomplete=False)
        if not name:
            number = self.match(chars.ARGUMENT_NUMBER)
            if number is not None:
                return self.number(number)
        return self._bare_word(name=name)

    def _continues_after_variable(self) -> bool:
        """Whether text follows a variable without a blank, as in ``$a/b`` (one argument, expanded)."""
        if self.looking_at("${"):
            end = self.text.find("}", self.pos) + 1
            if end <= 0:
                return False
        else:
            found = self.match(chars.VARIABLE)
            end = found.end() if found is not None else self.pos
        if end >= self.length or chars.BREAK.match(self.text, end):
            return False
        following = self.text[end]
        if following == "[" or self.text.startswith("::", end):
            return False
        if following == ".":
            after = self.text[end + 1 : end + 2]
            return not (after in ("$", "(", "_") or after.isalnum() or (after != "" and after in _QUOTES))
        return True

    def _bare_word(self, *, name: bool) -> Expression:
        start = self.pos
        pieces = Pieces()
        while self.pos < self.length:
            chunk = self.match(chars.BARE_CHUNK)
            if chunk is not None:
                pieces.add(chunk.group())
                self.pos = chunk.end()
                continue
            char = self.text[self.pos]
            if char == "`":
                if chars.NEW_LINE.match(self.text, self.pos + 1):
                    break
                if self.pos + 1 >= self.length:
                    self.fail("IncompleteString", self.pos + 2, "Incomplete string token.")
                self.escape(pieces, start)
            elif char == "$":
                self.dollar(pieces)
            elif char in chars.SINGLE_QUOTES:
                pieces.add(self.single_quoted())
            elif char in chars.DOUBLE_QUOTES:
                self.double_quoted(pieces)
            else:
                break
        if self.pos == start:
            self.unexpected()
        kind = TokenKind.COMMAND if name else TokenKind.COMMAND_ARGUMENT
        text = pieces.text()
        self.emit(kind, start, self.pos, text.content)
        return self.made_of(text, "bare", start)

    def bare_name(self) -> StringConstant:
        """A bare word in a place where only a name can stand (a function's name)."""
        word = self._bare_word(name=False)
        if not isinstance(word, StringConstant):
            self.fail(
                "MissingNameAfterKeyword",
                word.start,
                "Missing name after function keyword.",
                incomplete=False,
            )
        return word

    # --- redirections ------------------------------------------------------------------------------------

    def _redirections(self) -> list[Redirection]:
        found: list[Redirection] = []
        while True:
            redirection = self.redirection()
            if redirection is None:
                return found
            self._add_redirection(found, redirection)
            self.skip_space()

    def _add_redirection(self, redirections: list[Redirection], redirection: Redirection) -> None:
        if any(other.stream == redirection.stream for other in redirections):
            stream = "error" if redirection.stream == 2 else "output"
            message = f"The {stream} stream for this command has already been redirected."
            self.fail("StreamAlreadyRedirected", redirection.start, message, incomplete=False)
        redirections.append(redirection)

    def redirection(self) -> Redirection | None:
        """A redirection at ``pos``, if there is one."""
        found = self.match(chars.REDIRECTION)
        if found is None:
            return None
        operator = found.group()
        start = self.take(TokenKind.OPERATOR, len(operator))
        if operator == "1>&2":
            message = "The '1>&2' operator is reserved for future use."
            self.fail("RedirectionNotSupported", start, message, incomplete=False)
        stream = 2 if operator[0] == "2" else 1
        if operator == "2>&1":
            return Redirection(start, self.pos, stream, merge_to=1)
        self.skip_space()
        if self.at_statement_end() or self.peek() in "|,<>&":
            message = "Missing file specification after redirection operator."
            self.fail("MissingFileSpecification", start + len(operator), message, incomplete=False)
        target = self.argument()
        if operator == "<":
            message = "The '<' operator is reserved for future use."
            self.fail("RedirectionNotSupported", start, message, incomplete=False)
        return Redirection(start, self.pos, stream, operator.endswith(">>"), target)
