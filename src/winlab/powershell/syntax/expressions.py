"""Expressions: operators by their precedence, primary expressions, members, types, hash literals."""

from __future__ import annotations

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import (
    ArrayExpression,
    ArrayLiteral,
    Binary,
    Constant,
    Convert,
    Expression,
    HashLiteral,
    Index,
    InvokeMember,
    Member,
    Paren,
    Postfix,
    ScriptBlockExpression,
    Statement,
    StringConstant,
    TypeLiteral,
    TypeName,
    Unary,
    Variable,
)
from winlab.powershell.syntax.scanner import MAX_CHAIN
from winlab.powershell.syntax.targets import assignable, is_reference, not_assignable
from winlab.powershell.syntax.text import StringRules
from winlab.powershell.syntax.tokens import TokenKind

_QUOTES = chars.SINGLE_QUOTES + chars.DOUBLE_QUOTES


class ExpressionRules(StringRules):
    """Precedence climbing over ``,`` lists of unary expressions."""

    def expression(self) -> Expression:
        """An expression with all its operators; blanks after it are passed."""
        return self._binary(self._list(), 1)

    def expression_without_commas(self) -> Expression:
        """An expression where ``,`` separates arguments."""
        commas, self.commas = self.commas, False
        expression = self.expression()
        self.commas = commas
        return expression

    def _binary(self, left: Expression, lowest: int) -> Expression:
        for _ in range(MAX_CHAIN):
            self.skip_space()
            found = self.match(chars.BINARY_OPERATOR)
            if found is None or self.match(chars.ASSIGNMENT):
                return left
            word = found["word"]
            operator = f"-{word.lower()}" if word else found.group()
            if operator in chars.DASHES:
                operator = "-"
            precedence = chars.PRECEDENCE.get(operator, chars.COMPARISON)
            if precedence < lowest:
                return left
            self.pos = found.end()
            self.emit(TokenKind.OPERATOR, found.start(), found.end())
            right = self._operand(found.group(), found.end())
            right = self._binary(right, precedence + 1)
            left = Binary(left.start, right.end, operator, left, right, found.start())
        return self.too_deep()

    def _operand(self, operator: str, end: int) -> Expression:
        self.skip_new_lines()
        if not self.starts_expression():
            message = f"You must provide a value expression following the '{operator}' operator."
            self.fail("ExpectedValueExpression", end, message)
        return self._list()

    def _list(self) -> Expression:
        first = self.unary()
        if not self.commas:
            return first
        elements = [first]
        while True:
            self.skip_space()
            if not self.looking_at(","):
                break
            comma = self.take(TokenKind.OPERATOR, 1)
            self.skip_new_lines()
            if not self.starts_expression():
                message = "Missing expression after ','."
                self.fail("MissingExpressionAfterToken", comma + 1, message)
            elements.append(self.unary())
        if len(elements) == 1:
            return first
        return ArrayLiteral(first.start, elements[-1].end, elements)

    # --- unary -------------------------------------------------------------------------------------------

    def starts_expression(self) -> bool:
        """Whether an expression starts at ``pos`` (and not a command's bare name)."""
        if self.pos >= self.length:
            return False
        char = self.text[self.pos]
        following = self.text[self.pos + 1 : self.pos + 2]
        if char in _QUOTES or char in "([{!,":
            return True
        if char == "$":
            return following in ("(", "{") if following in ("(", "{") else self.match(chars.VARIABLE) is not None
        if char == "@":
            return following != "" and (
                following in "({" or following in _QUOTES or following == "_" or following.isalnum()
            )
        if char.isdigit() or char == ".":
            return self.match(chars.EXPRESSION_NUMBER) is not None
        if char in chars.DASHES:
            return self.match(chars.DASH_WORD) is None or self.match(chars.UNARY_WORD) is not None
        return char == "+"

    def unary(self) -> Expression:
        """A unary expression: operators before, casts, and a primary expression with what follows it."""
        char = self.peek()
        if char.isdigit() or char in ("-", ".", "+") or (char and char in chars.DASHES):
            found = self.match(chars.EXPRESSION_NUMBER)
            if found is not None:
                return self.postfix(self.number(found))
        if char == "[":
            return self._type_or_cast()
        if char in ("!", ","):
            return self._prefixed(char, 1, char)
        increment = self.match(chars.INCREMENT)
        if increment is not None:
            return self._prefixed("++" if char == "+" else "--", 2, increment.group())
        word = self.match(chars.UNARY_WORD)
        if word is not None:
            return self._prefixed(f"-{word[1].lower()}", len(word.group()), word.group())
        if char == "+" or (char and char in chars.DASHES):
            return self._prefixed("+" if char == "+" else "-", 1, char)
        return self.postfix(self.primary())

    def _prefixed(self, operator: str, length: int, shown: str) -> Expression:
        self.enter()
        start = self.take(TokenKind.OPERATOR, length)
        self.skip_new_lines()
        if not self.starts_expression():
            message = f"Missing expression after unary operator '{shown}'."
            self.fail("MissingExpressionAfterOperator", start + length, message)
        operand = self.unary()
        if operator in ("++", "--"):
            self._must_be_assignable(operand, shown)
        self.depth -= 1
        return Unary(start, operand.end, operator, operand)

    def _type_or_cast(self) -> Expression:
        self.enter()
        start = self.pos
        type_name = self.type_literal()
        end = self.pos
        char = self.peek()
        if char not in (".", ":", "["):
            self.skip_space()
            if self.pos < self.length and self._casts():
                operand = self.unary()
                self.depth -= 1
                return self._cast(start, type_name, operand)
        elif (char == "[" and not self.looking_at("[]")) or (char == "." and self.match(chars.EXPRESSION_NUMBER)):
            operand = self.unary()
            self.depth -= 1
            return self._cast(start, type_name, operand)
        self.depth -= 1
        return self.postfix(TypeLiteral(start, end, type_name))

    def _cast(self, start: int, type_name: TypeName, operand: Expression) -> Convert:
        if isinstance(operand, Convert) and is_reference(operand.type):
            if is_reference(type_name):
                message = "[ref] can only stand once in a series of types."
                self.complain("ReferenceNeedsToBeByItselfInTypeSequence", operand.start, message)
            else:
                message = "[ref] can only be the final type in a series of types."
                self.complain("ReferenceNeedsToBeLastTypeInTypeConversion", operand.start, message)
        return Convert(start, operand.end, type_name, operand)

    def _casts(self) -> bool:
        char = self.text[self.pos]
        if char in ("+", ",") or char in chars.DASHES:
            if self.match(chars.UNARY_WORD) or self.match(chars.INCREMENT):
                return True
            following = self.text[self.pos + 1 : self.pos + 2]
            return (
                char != ","
                and self.match(chars.ASSIGNMENT) is None
                and not following.isspace()
                and self.starts_expression()
            )
        return self.starts_expression()

    # --- primary -----------------------------------------------------------------------------------------

    def primary(self) -> Expression:
        """A value without what follows it (members, indices)."""
        char = self.peek()
        if char == "$":
            if self.looking_at("$("):
                return self.sub_expression("$(")
            return self.variable()
        if char and char in _QUOTES:
            return self.string()
        if char == "(":
            return self._parenthesised()
        if char == "{":
            return self.script_block_expression()
        if char == "@":
            return self._at()
        if char == "[":
            start = self.pos
            type_name = self.type_literal()
            return TypeLiteral(start, self.pos, type_name)
        return self.unexpected()

    def _at(self) -> Expression:
        following = self.text[self.pos + 1 : self.pos + 2]
        if following == "(":
            body = self.sub_expression("@(")
            return ArrayExpression(body.start, body.end, body.body)
        if following == "{":
            return self._hash()
        if following and following in _QUOTES:
            return self.string()
        if self.match(chars.SPLAT):
            return self.declared()
        return self.fail("UnrecognizedToken", self.pos, "Unrecognized token in source text.", incomplete=False)

    def _parenthesised(self) -> Paren:
        self.enter()
        start = self.take(TokenKind.GROUP_START, 1)
        commas, self.commas = self.commas, True
        self.skip_new_lines()
        if self.pos >= self.length or self.looking_at(")"):
            self.fail("ExpectedExpression", start + 1, "An expression was expected after '('.")
        pipeline = self.pipeline_statement()
        self.skip_new_lines()
        if not self.looking_at(")"):
            message = "Missing closing ')' in expression."
            self.fail("MissingEndParenthesisInExpression", pipeline.end, message)
        self.take(TokenKind.GROUP_END, 1)
        self.commas = commas
        self.depth -= 1
        return Paren(start, self.pos, pipeline)

    def script_block_expression(self) -> ScriptBlockExpression:
        """Passes ``{ ... }``."""
        self.enter()
        start = self.take(TokenKind.GROUP_START, 1)
        commas, self.commas = self.commas, True
        body = self.script_body("}")
        self.close_brace(start)
        self.commas = commas
        self.depth -= 1
        return ScriptBlockExpression(start, self.pos, body, self.text[start + 1 : self.pos - 1])

    def close_brace(self, opened: int) -> None:
        """Passes the ``}`` of a block opened at ``opened``."""
        if not self.looking_at("}"):
            if self.pos < self.length:
                self.unexpected()
            message = "Missing closing '}' in statement block or type definition."
            self.fail("MissingEndCurlyBrace", opened, message, incomplete=True)
        self.take(TokenKind.GROUP_END, 1)

    def _hash(self) -> HashLiteral:
        self.enter()
        start = self.take(TokenKind.GROUP_START, 2)
        commas, self.commas = self.commas, True
        pairs: list[tuple[Expression, Statement]] = []
        while True:
            self.skip_separators()
            if self.pos >= self.length or self.looking_at("}"):
                break
            pair = self._hash_pair(start)
            self._check_key(pair[0], pairs)
            pairs.append(pair)
            self.skip_space()
            if not self.at_statement_end():
                self.unexpected()
        self.close_brace(start + 2 if self.pos >= self.length else start)
        self.commas = commas
        self.depth -= 1
        return HashLiteral(start, self.pos, pairs)

    def _check_key(self, key: Expression, pairs: list[tuple[Expression, Statement]]) -> None:
        if not isinstance(key, (StringConstant, Constant)):
            return
        for other, _ in pairs:
            if type(other) is type(key) and str(other.value).lower() == str(key.value).lower():
                message = f"Duplicate keys '{key.value}' are not allowed in hash literals."
                self.complain("DuplicateKeyInHashLiteral", key.start, message)

    def _hash_pair(self, opened: int) -> tuple[Expression, Statement]:
        found = self.match(chars.HASH_NAME)
        key: Expression
        if found is not None and not found.group()[0].isdigit():
            self.take(TokenKind.MEMBER, len(found.group()))
            key = StringConstant(found.start(), found.end(), found.group(), "bare")
        elif self.starts_expression():
            commas, self.commas = self.commas, False
            key = self.unary()
            self.commas = commas
        else:
            message = "Missing closing '}' in statement block or type definition."
            self.fail("MissingEndCurlyBrace", opened + 2, message)
        self.skip_space()
        if not self.looking_at("="):
            self.fail("MissingEqualsInHashLiteral", key.end, "Missing '=' operator after key in hash literal.")
        equals = self.take(TokenKind.OPERATOR, 1)
        self.skip_new_lines()
        if self.at_statement_end():
            self.fail("MissingStatementInHashLiteral", equals + 1, "Missing statement after '=' in hash literal.")
        return key, self.statement()

    # --- what follows a value ----------------------------------------------------------------------------

    def postfix(self, target: Expression) -> Expression:
        """Members, calls, indices and ``++``/``--`` after a value."""
        target = self.accesses(target)
        if self.peek() not in ("+", "-") and assignable(target):
            self.skip_space()
        found = self.match(chars.INCREMENT)
        if found is None or not (assignable(target) or self._ends_after(2)):
            return target
        self._must_be_assignable(target, found.group())
        self.take(TokenKind.OPERATOR, 2)
        return Postfix(target.start, self.pos, "++" if found.group() == "++" else "--", target)

    def _ends_after(self, length: int) -> bool:
        following = self.text[self.pos + length : self.pos + length + 1]
        return following in ("", ";", ")", "}", "\r", "\n")

    def _must_be_assignable(self, target: Expression, operator: str) -> None:
        refused = not_assignable(target, alone=True)
        if refused is not None:
            message = f"The operator '{operator}' works only on variables or on properties."
            self.complain("OperatorRequiresVariableOrProperty", refused.start, message)

    def accesses(self, target: Expression) -> Expression:
        """Members, calls and indices, which follow without a blank."""
        for _ in range(MAX_CHAIN):
            char = self.peek()
            if char == "." and not self.looking_at(".."):
                target = self._member(target, 1)
            elif char == ":" and self.looking_at("::"):
                target = self._member(target, 2)
            elif char == "[":
                target = self._index(target)
            else:
                return target
        return self.too_deep()

    def _member(self, target: Expression, length: int) -> Expression:
        self.take(TokenKind.OPERATOR, length)
        after = self.pos
        self.skip_new_lines()
        name = self._member_name()
        if name is None:
            message = "Missing property name after reference operator."
            self.fail("MissingPropertyName", after, message)
        static = length == 2
        if not self.looking_at("("):
            return Member(target.start, self.pos, target, name, static)
        if isinstance(name, Variable):
            # calling a method by a name in a variable came with 4.0
            self.unexpected()
        arguments = self._arguments()
        return InvokeMember(target.start, self.pos, target, name, arguments, static)

    def _member_name(self) -> Expression | None:
        found = self.match(chars.HASH_NAME)
        if found is not None:
            self.take(TokenKind.MEMBER, len(found.group()))
            return StringConstant(found.start(), found.end(), found.group(), "bare")
        char = self.peek()
        if char in ("$", "(") or (char and char in _QUOTES):
            return self.primary() if self.starts_expression() else None
        return None

    def _arguments(self) -> list[Expression]:
        self.enter()
        opened = self.take(TokenKind.GROUP_START, 1)
        arguments: list[Expression] = []
        self.skip_new_lines()
        while not self.looking_at(")"):
            if arguments:
                if not self.looking_at(","):
                    message = "Missing ')' in method call."
                    self.fail("MissingEndParenthesisInMethodCall", arguments[-1].end, message)
                comma = self.take(TokenKind.OPERATOR, 1)
                self.skip_new_lines()
                if self.looking_at(",") or not self.starts_expression():
                    self.fail("MissingExpressionAfterToken", comma + 1, "Missing expression after ','.")
            elif self.looking_at(",") or not self.starts_expression():
                self.fail("MissingEndParenthesisInMethodCall", opened + 1, "Missing ')' in method call.")
            arguments.append(self.expression_without_commas())
            self.skip_new_lines()
        self.take(TokenKind.GROUP_END, 1)
        self.depth -= 1
        return arguments

    def _index(self, target: Expression) -> Index:
        self.enter()
        self.take(TokenKind.OPERATOR, 1)
        after = self.pos
        commas, self.commas = self.commas, True
        self.skip_new_lines()
        if not self.starts_expression():
            self.fail("MissingArrayIndexExpression", after, "Array index expression is missing or not valid.")
        index = self.expression()
        self.skip_new_lines()
        if not self.looking_at("]"):
            message = "Missing ']' after array index expression."
            self.fail("MissingEndSquareBracket", index.end, message)
        self.take(TokenKind.OPERATOR, 1)
        self.commas = commas
        self.depth -= 1
        return Index(target.start, self.pos, target, index)
