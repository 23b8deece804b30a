"""Strings: quoted text, here-strings, and variables and sub-expressions inside them."""

from __future__ import annotations

from typing import NoReturn

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import ExpandableString, Expression, StringConstant, SubExpression, Variable
from winlab.powershell.syntax.grammar import Grammar, Text
from winlab.powershell.syntax.tokens import ParseFailure, TokenKind


class Pieces:
    """Collects constant text and expressions of one string."""

    def __init__(self) -> None:
        self.parts: list[str | Expression] = []
        self.constant: list[str] = []
        self.content: list[str] = []

    def add(self, text: str) -> None:
        self.constant.append(text)
        self.content.append(text)

    def expand(self, expression: Expression, source: str) -> None:
        self.flush()
        self.parts.append(expression)
        self.content.append(source)

    def flush(self) -> None:
        if self.constant:
            self.parts.append("".join(self.constant))
            self.constant = []

    def text(self) -> Text:
        self.flush()
        return Text(self.parts, "".join(self.content))


class StringRules(Grammar):
    """Reads everything that stands in quotes, and variables."""

    def string(self) -> Expression:
        """The string at ``pos``: single or double quoted, or a here-string."""
        start = self.pos
        if self.text[start] == "@":
            single = self.text[start + 1] in chars.SINGLE_QUOTES
            text = self._here_single() if single else self._here_double()
            kind = "here-single" if single else "here-double"
        elif self.text[start] in chars.SINGLE_QUOTES:
            text, kind = Text([], self.single_quoted()), "single"
        else:
            pieces = Pieces()
            self.double_quoted(pieces)
            text, kind = pieces.text(), "double"
        self.emit(TokenKind.STRING, start, self.pos, text.content)
        return self.made_of(text, kind, start)

    def made_of(self, text: Text, kind: str, start: int) -> Expression:
        """The node of a text read."""
        if kind in ("single", "here-single"):
            return StringConstant(start, self.pos, text.content, kind)
        constant = text.constant()
        if constant is not None:
            return StringConstant(start, self.pos, constant, kind)
        return ExpandableString(start, self.pos, text.parts, kind)

    def single_quoted(self) -> str:
        """Passes ``'...'``; a doubled quote stands for itself."""
        start = self.pos
        self.pos += 1
        pieces: list[str] = []
        while self.pos < self.length:
            chunk = self.match(chars.SINGLE_CHUNK)
            if chunk is not None:
                pieces.append(chunk.group())
                self.pos = chunk.end()
                continue
            quote = self.text[self.pos]
            self.pos += 1
            if self.peek() and self.peek() in chars.SINGLE_QUOTES:
                pieces.append(quote)
                self.pos += 1
                continue
            return "".join(pieces)
        return self._unterminated("'", start)

    def double_quoted(self, pieces: Pieces) -> None:
        """Passes ``"..."`` and adds what it holds."""
        start = self.pos
        self.pos += 1
        while self.pos < self.length:
            chunk = self.match(chars.DOUBLE_CHUNK)
            if chunk is not None:
                pieces.add(chunk.group())
                self.pos = chunk.end()
                continue
            char = self.text[self.pos]
            if char == "`":
                self.escape(pieces, start)
            elif char == "$":
                self.dollar(pieces)
            else:
                self.pos += 1
                if not (self.peek() and self.peek() in chars.DOUBLE_QUOTES):
                    return
                pieces.add(char)
                self.pos += 1
        self._unterminated('"', start)

    def escape(self, pieces: Pieces, start: int) -> None:
        """Passes a backtick and what it escapes."""
        if self.pos + 1 >= self.length:
            self._unterminated('"', start)
        char = self.text[self.pos + 1]
        pieces.add(chars.ESCAPES.get(char, char))
        self.pos += 2

    def dollar(self, pieces: Pieces) -> None:
        """Passes a ``$`` inside text: a variable, a sub-expression or the character itself."""
        start = self.pos
        if self.looking_at("$("):
            expression: Expression = self._sub_expression_in_text()
        elif self.looking_at("${") or self.match(chars.VARIABLE):
            recording, self.recording = self.recording, False
            expression = self.variable(in_string=True)
            self.recording = recording
        else:
            pieces.add("$")
            self.pos += 1
            return
        pieces.expand(expression, self.text[start : self.pos])

    def _sub_expression_in_text(self) -> SubExpression:
        start = self.pos
        recording, self.recording = self.recording, False
        try:
            found = self.sub_expression("$(")
        except ParseFailure as failure:
            if ")" in self.text[failure.errors[0].offset :]:
                raise
            message = "$(subexpression) is missing the closing ')'."
            self.fail("IncompleteDollarSubexpressionReference", start, message, incomplete=True)
        self.recording = recording
        return found

    def sub_expression(self, opener: str) -> SubExpression:
        """Passes ``$( statements )``."""
        self.enter()
        start = self.take(TokenKind.GROUP_START, len(opener))
        commas, self.commas = self.commas, True
        body = self.statements_until(")")
        self.commas = commas
        if not self.looking_at(")"):
            self.fail_unclosed_subexpression()
        self.take(TokenKind.GROUP_END, 1)
        self.depth -= 1
        return SubExpression(start, self.pos, body)

    def fail_unclosed_subexpression(self) -> NoReturn:
        """Fails at ``pos`` for a missing ``)`` of ``$(`` or ``@(``."""
        if self.pos < self.length:
            self.unexpected()
        # the engine points one past the end here
        self.fail("MissingEndParenthesisInSubexpression", self.pos + 1, "Missing closing ')' in subexpression.")

    def declared(self) -> Variable:
        """Passes a variable where ``@name`` is not allowed."""
        found = self.match(chars.SPLAT)
        if found is None:
            return self.variable()
        message = (
            "The splatting operator '@' cannot be used to reference variables in an expression. "
            f"'{found.group()}' can be used only as an argument to a command. To reference variables "
            f"in an expression use '${found[1]}'."
        )
        self.complain("SplattingNotPermitted", self.pos, message)
        self.pos = found.end()
        self.emit(TokenKind.VARIABLE, found.start(), found.end(), found[1])
        return Variable(found.start(), found.end(), found[1])

    def variable(self, *, in_string: bool = False) -> Variable:
        """Passes ``$name``, ``$scope:name`` or ``${text}``."""
        start = self.pos
        if self.looking_at("${"):
            path = self._braced_name()
        else:
            found = self.match(chars.VARIABLE)
            if found is None:
                self.unexpected()
            if self.match(chars.SCOPE_ONLY) and found[1] not in ("?", "$", "^"):
                message = (
                    "Variable reference is not valid. ':' was not followed by a valid variable name "
                    "character. Consider using ${} to delimit the name."
                )
                self.fail("InvalidVariableReferenceWithDrive", start, message, incomplete=False)
            path = found[1]
            self.pos = found.end()
        self.emit(TokenKind.VARIABLE, start, self.pos, path)
        return Variable(start, self.pos, path)

    def _braced_name(self) -> str:
        start = self.pos
        self.pos += 2
        name: list[str] = []
        while self.pos < self.length:
            char = self.text[self.pos]
            if char == "}":
                if not name:
                    message = "An empty ${} variable reference was found. A name is required inside the braces."
                    self.fail("EmptyVariableReference", self.pos, message, incomplete=False)
                self.pos += 1
                return "".join(name)
            if char == "`" and self.pos + 1 < self.length:
                self.pos += 1
                char = chars.ESCAPES.get(self.text[self.pos], self.text[self.pos])
            name.append(char)
            self.pos += 1
        message = "${variable} reference starting is missing the closing '}'."
        return self.fail("IncompleteDollarVariableReference", start + 1, message, incomplete=True)

    # --- here-strings ------------------------------------------------------------------------------------

    def _here_body(self) -> int:
        header = self.match(chars.HERE_HEADER)
        if header is None:
            at = self.pos + 2
            while at < self.length and chars.SPACE.match(self.text[at]):
                at += 1
            if at >= self.length:
                self._unterminated(f"{self.text[self.pos + 1]}@", self.pos)
            message = "No characters are allowed after a here-string header but before the end of the line."
            self.fail("UnexpectedCharactersAfterHereStringHeader", at, message, incomplete=False)
        return header.end()

    def _here_single(self) -> Text:
        start, body = self.pos, self._here_body()
        # the text may be empty, and then the line end of the header is the one before the terminator
        end = chars.HERE_SINGLE_END.search(self.text, self._line_end_before(body))
        if end is None:
            self._here_unterminated("'", start, body)
        self.pos = end.end()
        return Text([], self.text[body : max(body, end.start())])

    def _here_double(self) -> Text:
        start, body = self.pos, self._here_body()
        pieces = Pieces()
        end = chars.HERE_DOUBLE_END.match(self.text, self._line_end_before(body))
        self.pos = body
        while end is None:
            if self.pos >= self.length:
                self._here_unterminated('"', start, body)
            chunk = self.match(chars.HERE_CHUNK)
            if chunk is not None:
                pieces.add(chunk.group())
                self.pos = chunk.end()
            elif self.text[self.pos] == "`":
                self.escape(pieces, start)
            elif self.text[self.pos] == "$":
                self.dollar(pieces)
            else:
                end = self.match(chars.HERE_DOUBLE_END)
                new_line = self.match(chars.NEW_LINE)
                if end is None and new_line is not None:
                    pieces.add(new_line.group())
                    self.pos = new_line.end()
        self.pos = end.end()
        return pieces.text()

    def _line_end_before(self, body: int) -> int:
        return body - (2 if self.text.startswith("\r\n", body - 2) else 1)

    def _here_unterminated(self, quote: str, start: int, body: int) -> NoReturn:
        indented = chars.HERE_INDENTED_END.search(self.text, self._line_end_before(body))
        if indented is not None:
            message = "White space is not allowed before the string terminator."
            self.fail("WhitespaceBeforeHereStringFooter", indented.end() - 2, message, incomplete=True)
        self._unterminated(f"{quote}@", start)

    def _unterminated(self, quote: str, start: int) -> NoReturn:
        message = f"The string is missing the terminator: {quote}."
        self.fail("TerminatorExpectedAtEndOfString", start, message, incomplete=True)
