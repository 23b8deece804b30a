"""``[System.Management.Automation.PSParser]``: the tokens of a text, and what is wrong with it.

Sources: https://learn.microsoft.com/dotnet/api/system.management.automation.psparser ,
https://learn.microsoft.com/dotnet/api/system.management.automation.pstoken .
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_attribute, net_property, net_static
from winlab.powershell.net.automation import SMA, Reference
from winlab.powershell.net.pairs import GenericCollection
from winlab.powershell.nettypes import enum_value
from winlab.powershell.operators import elements
from winlab.powershell.source import Source
from winlab.powershell.syntax import tokenize
from winlab.powershell.syntax.tokens import ParseErrorInfo, Token, TokenKind
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

S, INT, OBJ = "System.String", "System.Int32", "System.Object"
KINDS = SMA + "PSTokenType"
NET.enum(KINDS, " ".join(kind.value for kind in TokenKind))


@NET.type(SMA + "PSToken")
class PSToken(NetObject):
    """A token of a text."""

    def __init__(self, token: Token, source: Source) -> None:
        self.token = token
        self.start_line, self.start_column, _ = source.position(token.start)
        self.end_line, self.end_column, _ = source.position(token.start + token.length)

    content = net_attribute("Content", S, "token.content")
    start = net_attribute("Start", INT, "token.start")
    length = net_attribute("Length", INT, "token.length")
    shown_start_line = net_attribute("StartLine", INT, "start_line")
    shown_start_column = net_attribute("StartColumn", INT, "start_column")
    shown_end_line = net_attribute("EndLine", INT, "end_line")
    shown_end_column = net_attribute("EndColumn", INT, "end_column")

    @net_property("Type", KINDS)
    def kind(self) -> object:
        """What it is."""
        return enum_value(KINDS, self.token.kind.value)

    @net_static("GetPSTokenType", (SMA + "PSToken",), returns=KINDS)
    @staticmethod
    def kind_of(token: PSToken) -> object:
        """What a token is."""
        return enum_value(KINDS, token.token.kind.value)


@NET.type(SMA + "PSParseError")
class PSParseError(NetObject):
    """What is wrong with a text."""

    def __init__(self, error: ParseErrorInfo, source: Source) -> None:
        self.message = error.message
        at = min(error.offset, len(source.text))
        self.token = PSToken(Token(TokenKind.POSITION, source.text[at : at + 1], at, 1), source)

    shown_message = net_attribute("Message", S, "message")
    shown_token = net_attribute("Token", SMA + "PSToken", "token")


@NET.type(SMA + "PSParser")
class PSParser(NetObject):
    """The tokenizer."""

    @net_static("Tokenize", (S, "ref"), ("System.Object[]", "ref"), returns=SMA + "PSToken[]")
    @staticmethod
    def tokenize(script: object, errors: Reference) -> object:
        """The tokens; the errors go to the reference. A script may be lines, too."""
        lines = elements(script)
        source = Source(to_text(script) if lines is None else "\n".join(to_text(line) for line in lines))
        tokens, found = tokenize(source.text)
        errors.set(GenericCollection([PSParseError(each, source) for each in found], SMA + "PSParseError"))
        return GenericCollection([PSToken(token, source) for token in tokens], SMA + "PSToken")
