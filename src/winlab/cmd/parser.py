"""The parser of cmd.exe: carets, quotes, operators, blocks, ``if`` and ``for``.

It works on a line whose %variables% are already replaced, as cmd.exe does. The grammar as users see it:
https://learn.microsoft.com/windows-server/administration/windows-commands/cmd (and if, for, call there).
"""

from __future__ import annotations

import re

from winlab.cmd.syntax import Chain, For, Group, If, Node, Redirect, Simple

_BLANK = " \t,;=\x0b\x0c\xa0"
_COMPARE = ("EQU", "NEQ", "LSS", "LEQ", "GTR", "GEQ")
_PRECEDENCE = ("&", "||", "&&", "|")


class CmdSyntaxError(Exception):
    """The line is wrong; the text is what cmd.exe prints."""


class IncompleteError(Exception):
    """The line goes on: an open parenthesis, or a caret at its end."""


def parse(text: str) -> Node | None:
    """Parses one logical line (it may hold newlines inside parentheses); None for an empty one.

    Raises:
        CmdSyntaxError: the line is wrong.
        IncompleteError: more text is needed.
    """
    parser = _Parser(text)
    node = parser.block(0)
    if parser.at < len(text):
        raise parser.unexpected(text[parser.at])
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    # -- reading -----

    def peek(self, length: int = 1) -> str:
        return self.text[self.at : self.at + length]

    def skip_blank(self, more: str = "") -> None:
        while self.at < len(self.text) and self.text[self.at] in _BLANK + more:
            self.at += 1

    def unexpected(self, what: str) -> CmdSyntaxError:
        return CmdSyntaxError(f"{what} was unexpected at this time.")

    # -- structure -----

    def block(self, depth: int) -> Node | None:
        """Commands up to the end, or up to the closing parenthesis; newlines separate as ``&`` does."""
        items: list[Node] = []
        while True:
            self.skip_blank("\n")
            if self.at >= len(self.text):
                if depth:
                    raise IncompleteError
                break
            if self.peek() == ")":
                if depth:
                    break
                # A lone closing parenthesis makes cmd.exe ignore the rest of the line.
                self.at = len(self.text)
                break
            items.append(self.chain(0, depth))
            if self.at < len(self.text) and self.peek() not in ")\n":
                raise self.unexpected(self.peek())
        if not items:
            return None
        return items[0] if len(items) == 1 else Group(items=items)

    def chain(self, level: int, depth: int) -> Node:
        if level == len(_PRECEDENCE):
            return self.command(depth)
        operator = _PRECEDENCE[level]
        left = self.chain(level + 1, depth)
        while self._operator() == operator:
            self.at += len(operator)
            self.skip_blank("\n" if depth else "")
            if self.at >= len(self.text) or (depth and self.peek() == ")"):
                if operator == "&":
                    break
                raise CmdSyntaxError("The syntax of the command is incorrect.")
            left = Chain(operator=operator, left=left, right=self.chain(level + 1, depth))
        return left

    def _operator(self) -> str:
        pair = self.peek(2)
        return pair if pair in ("&&", "||") else self.peek()

    def command(self, depth: int) -> Node:
        self.skip_blank()
        quiet = False
        while self.peek() == "@":
            quiet = True
            self.at += 1
            self.skip_blank()
        early: list[Redirect] = []
        while (redirect := self._redirect(at_start=True)) is not None:
            early.append(redirect)
            self.skip_blank()
        if self.peek() in ("&", "|") and self.peek():
            raise self.unexpected(self._operator())
        if self.peek() == "(":
            node: Node = self._group()
        else:
            word = self._keyword()
            if word == "if":
                node = self._if(depth)
            elif word == "for":
                node = self._for(depth)
            elif word == "rem":
                end = self.text.find("\n", self.at)
                node = Simple(text="rem")
                self.at = len(self.text) if end < 0 else end
            else:
                node = self._simple(depth)
        node.redirects[:0] = early
        node.quiet = quiet
        return node

    def _keyword(self) -> str:
        match = re.match(r"(if|for|rem)(?=[\s,;=(/]|$)", self.text[self.at :], re.IGNORECASE)
        return match[1].lower() if match else ""

    def _group(self) -> Node:
        self.at += 1
        inside = self.block(1)
        self.at += 1
        node = Group(items=[inside] if inside is not None else [])
        while True:
            self.skip_blank()
            redirect = self._redirect(at_start=True)
            if redirect is None:
                return node
            node.redirects.append(redirect)

    def _simple(self, depth: int) -> Node:
        node = Simple()
        parts: list[str] = []
        quoted = False
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n":
                break
            if char == '"':
                quoted = not quoted
            elif not quoted:
                if char == "^":
                    parts.append(self._escaped())
                    continue
                if char in "&|" or (char == ")" and depth):
                    break
                redirect = self._redirect(at_start=not parts or parts[-1][-1:] in _BLANK)
                if redirect is not None:
                    node.redirects.append(redirect)
                    continue
            parts.append(char)
            self.at += 1
        node.text = "".join(parts)
        return node

    def _escaped(self) -> str:
        self.at += 1
        if self.at >= len(self.text):
            raise IncompleteError
        char = self.text[self.at]
        self.at += 1
        if char == "\n":
            # The line end is eaten; the first character of the next line is taken as it is.
            if self.at >= len(self.text):
                return ""
            char = self.text[self.at]
            self.at += 1
        return char

    def _redirect(self, at_start: bool) -> Redirect | None:
        match = re.match(r"([0-9]?)(>>|>|<)(?:&([0-9]))?", self.text[self.at :])
        if match is None or (match[1] and not at_start):
            return None
        self.at += match.end()
        handle = int(match[1]) if match[1] else (0 if match[2] == "<" else 1)
        if match[3]:
            return Redirect(handle, "copy", match[3])
        self.skip_blank()
        target = self._word(stop="&|<>()")
        if not target:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        kind = {">": "write", ">>": "append", "<": "read"}[match[2]]
        return Redirect(handle, kind, target)

    def _word(self, stop: str = "") -> str:
        """The next word; quotes are kept, blanks in them too."""
        parts: list[str] = []
        quoted = False
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "\n" or (not quoted and (char in " \t,;=" or char in stop)):
                break
            if char == "^" and not quoted:
                parts.append(self._escaped())
                continue
            if char == '"':
                quoted = not quoted
            parts.append(char)
            self.at += 1
        return "".join(parts)

    # -- if and for -----

    def _if(self, depth: int) -> Node:
        self.at += 2
        node = If()
        while True:
            self.skip_blank()
            word = self._word(stop="=(")
            lowered = word.lower()
            if lowered == "/i":
                node.ignore_case = True
            elif lowered == "not":
                node.negated = not node.negated
            else:
                break
        if lowered in ("exist", "defined", "errorlevel", "cmdextversion"):
            node.test = lowered
            self.skip_blank()
            node.left = self._word()
        else:
            node.left = word
            self._comparison(node)
        if not node.left:
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        self.skip_blank()
        if self.at >= len(self.text) or self.peek() == "\n":
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        node.then = self._branch(depth)
        before = self.at
        self.skip_blank()
        match = re.match(r"else(?=[\s(]|$)", self.text[self.at :], re.IGNORECASE)
        # ``else`` belongs to a block; behind a simple command it would be part of that command's text.
        if match and isinstance(node.then, (Group, If, For)):
            self.at += 4
            self.skip_blank()
            node.otherwise = self._branch(depth)
        else:
            self.at = before
        return node

    def _comparison(self, node: If) -> None:
        self.skip_spaces()
        if self.peek(2) == "==":
            self.at += 2
            self.skip_blank()
            node.right = self._word()
            return
        operator = self._word().upper()
        if operator not in _COMPARE:
            raise self.unexpected(operator or self.peek() or node.left)
        node.test = operator
        self.skip_blank()
        node.right = self._word()

    def skip_spaces(self) -> None:
        while self.peek() in (" ", "\t") and self.peek():
            self.at += 1

    def _branch(self, depth: int) -> Node:
        # The rest of the line belongs to the branch: ``if a==b x & y`` runs both or none.
        if self.peek() == "(":
            return self.command(depth)
        return self.chain(0, depth)

    def _for(self, depth: int) -> Node:
        self.at += 3
        node = For()
        self.skip_blank()
        if self.peek() == "/":
            node.kind = self.peek(2)[1:].upper()
            self.at += 2
            self.skip_blank()
            if node.kind not in ("D", "R", "L", "F"):
                raise self.unexpected("/" + node.kind)
        if self.peek() != "%":
            node.options = self._word()
            self.skip_blank()
        match = re.match(r"%(\S)", self.text[self.at :])
        if match is None:
            raise self.unexpected(self._word() or "for")
        node.variable = match[1]
        self.at += 2
        self.skip_blank()
        if self._word(stop="(").lower() != "in":
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        self.skip_blank()
        if self.peek() != "(":
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        node.items = self._set()
        self.skip_blank()
        if self._word(stop="(").lower() != "do":
            raise CmdSyntaxError("The syntax of the command is incorrect.")
        self.skip_blank()
        node.body = self._branch(depth)
        return node

    def _set(self) -> str:
        self.at += 1
        parts: list[str] = []
        quoted = False
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == '"':
                quoted = not quoted
            elif char == ")" and not quoted:
                self.at += 1
                return "".join(parts)
            elif char == "^" and not quoted:
                parts.append(self._escaped())
                continue
            parts.append(" " if char == "\n" else char)
            self.at += 1
        raise IncompleteError
