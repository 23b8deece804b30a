"""What the layers of the parser need from one another."""

from __future__ import annotations

import abc
from typing import NamedTuple

from winlab.powershell.syntax.ast import (
    Attribute,
    Block,
    Expression,
    ParamBlock,
    Redirection,
    ScriptBlock,
    Statement,
    TypeName,
)
from winlab.powershell.syntax.scanner import Scanner


class Text(NamedTuple):
    """A text read: pieces (constant text or expressions) and the text as a token shows it."""

    parts: list[str | Expression]
    content: str

    def constant(self) -> str | None:
        """The text when nothing in it must be expanded."""
        if all(isinstance(part, str) for part in self.parts):
            return "".join(part for part in self.parts if isinstance(part, str))
        return None


class Grammar(Scanner, abc.ABC):
    """The rules by name; every layer implements its own and uses the others."""

    @abc.abstractmethod
    def statements_until(self, closer: str) -> Block: ...

    @abc.abstractmethod
    def statement(self) -> Statement: ...

    @abc.abstractmethod
    def pipeline_statement(self) -> Statement: ...

    @abc.abstractmethod
    def script_body(self, closer: str, param: ParamBlock | None = None) -> ScriptBlock: ...

    @abc.abstractmethod
    def expression(self) -> Expression: ...

    @abc.abstractmethod
    def argument(self, *, name: bool = False) -> Expression: ...

    @abc.abstractmethod
    def redirection(self) -> Redirection | None: ...

    @abc.abstractmethod
    def type_literal(self) -> TypeName: ...

    @abc.abstractmethod
    def attribute_or_type(self) -> Attribute | TypeName: ...
