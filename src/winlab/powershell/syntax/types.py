"""Type literals and attributes: ``[int]``, ``[List[string]]``, ``[Parameter(Mandatory=$true)]``."""

from __future__ import annotations

from typing import NoReturn

from winlab.powershell.syntax import characters as chars
from winlab.powershell.syntax.ast import Attribute, Expression, TypeName
from winlab.powershell.syntax.expressions import ExpressionRules
from winlab.powershell.syntax.tokens import TokenKind


class TypeRules(ExpressionRules):
    """Everything between square brackets that is not an index."""

    def type_literal(self) -> TypeName:
        """Passes ``[type]``."""
        found = self.attribute_or_type()
        if isinstance(found, Attribute):
            self.fail("UnexpectedAttribute", found.start, f"Unexpected attribute '{found.name}'.", incomplete=False)
        return found

    def attribute_or_type(self) -> Attribute | TypeName:
        """Passes ``[type]`` or ``[attribute(arguments)]``."""
        start = self.pos
        self.pos += 1
        self._blanks()
        name_start = self.pos
        type_name = self._type_name()
        self._blanks()
        self._assembly()
        if self.looking_at("("):
            self.emit(TokenKind.OPERATOR, start, start + 1)
            self.emit(TokenKind.ATTRIBUTE, name_start, type_name.end)
            return self._attribute(start, type_name.name)
        if not self.looking_at("]"):
            self._unclosed_type()
        self.pos += 1
        self.emit(TokenKind.TYPE, start, self.pos)
        return type_name

    def _blanks(self) -> None:
        while self.pos < self.length and self.text[self.pos].isspace():
            self.pos += 1

    def _type_name(self) -> TypeName:
        self.enter()
        found = self.match(chars.TYPE_NAME)
        if found is None:
            self.fail("MissingTypename", self.pos, "Missing type name after '['.", incomplete=False)
        name = found.group()
        self.pos = found.end()
        type_name = TypeName(found.start(), found.end(), name)
        ranks: list[int] = []
        while self.looking_at("["):
            opened = self.pos
            self.pos += 1
            self._blanks()
            if self.peek() in (",", "]"):
                ranks.append(self._rank())
            elif type_name.arguments or ranks:
                self.pos = opened
                break
            else:
                type_name.arguments = self._generic_arguments()
        self.depth -= 1
        type_name.ranks = tuple(ranks)
        type_name.end = self.pos
        return type_name

    def _assembly(self) -> None:
        """Passes what follows the name in ``[System.Int32, mscorlib, Version=2.0.0.0]``; types are found without it."""
        if found := self.match(chars.ASSEMBLY_NAME):
            self.pos = found.end()

    def _rank(self) -> int:
        rank = 1
        while self.looking_at(","):
            rank += 1
            self.pos += 1
            self._blanks()
        self._close_type()
        return rank

    def _generic_arguments(self) -> list[TypeName]:
        arguments = [self._generic_argument()]
        while self.looking_at(","):
            self.pos += 1
            self._blanks()
            arguments.append(self._generic_argument())
        self._close_type()
        return arguments

    def _generic_argument(self) -> TypeName:
        if self.looking_at("["):
            self.pos += 1
            self._blanks()
            argument = self._type_name()
            self._blanks()
            self._assembly()
            self._close_type()
        else:
            argument = self._type_name()
        self._blanks()
        return argument

    def _close_type(self) -> None:
        if not self.looking_at("]"):
            self._unclosed_type()
        self.pos += 1

    def _unclosed_type(self) -> NoReturn:
        at = self.pos - 1 if self.pos < self.length else self.length  # the place before the token that stands there
        message = "Missing ] at end of attribute or type literal."
        self.fail("EndSquareBracketExpectedAtEndOfAttribute", at, message, incomplete=False)

    def _attribute(self, start: int, name: str) -> Attribute:
        after = opened = self.take(TokenKind.GROUP_START, 1)
        positional: list[Expression] = []
        named: list[tuple[str, Expression]] = []
        self.skip_new_lines()
        while not self.looking_at(")"):
            if positional or named:
                if not self.looking_at(","):
                    message = "Missing closing ')' in expression."
                    self.fail("MissingEndParenthesisInExpression", after, message)
                comma = self.take(TokenKind.OPERATOR, 1)
                self.skip_new_lines()
                if self.match(chars.SIMPLE_NAME) is None and not self.starts_expression():
                    self.fail("MissingExpressionAfterToken", comma + 1, "Missing expression after ','.")
            elif self.match(chars.SIMPLE_NAME) is None and not self.starts_expression():
                self.fail("MissingEndParenthesisInExpression", opened + 1, "Missing closing ')' in expression.")
            after = self._attribute_argument(positional, named)
            self.skip_new_lines()
        closed = self.take(TokenKind.GROUP_END, 1)
        self.skip_new_lines()
        if not self.looking_at("]"):
            message = "Missing ] at end of attribute or type literal."
            self.fail("EndSquareBracketExpectedAtEndOfAttribute", closed + 1, message)
        self.take(TokenKind.OPERATOR, 1)
        return Attribute(start, self.pos, name, positional, named)

    def _attribute_argument(self, positional: list[Expression], named: list[tuple[str, Expression]]) -> int:
        """Passes an argument; where it ends."""
        found = self.match(chars.SIMPLE_NAME)
        if found is None:
            positional.append(self.expression_without_commas())
            return positional[-1].end
        self.take(TokenKind.MEMBER, len(found.group()))
        self.skip_new_lines()
        if not self.looking_at("="):
            # [Parameter(Mandatory)] without a value came with 3.0
            message = f"Missing '=' after '{found.group()}' in attribute argument."
            self.fail("MissingEqualsInNamedArgument", self.pos, message)
        equals = self.take(TokenKind.OPERATOR, 1)
        self.skip_new_lines()
        if not self.starts_expression():
            self.fail("MissingExpressionInNamedArgument", equals + 1, "Missing expression in named argument.")
        named.append((found.group(), self.expression_without_commas()))
        return named[-1][1].end
