"""``if`` conditions and ``for`` loops."""

from __future__ import annotations

import fnmatch
import ntpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from winlab.cmd.parser import CmdSyntaxError
from winlab.cmd.syntax import For, If
from winlab.cmd.system import DiskError
from winlab.cmd.words import unquoted, words

if TYPE_CHECKING:
    from winlab.cmd.interpreter import Interpreter

_NUMBER = re.compile(r"[+-]?(0x[0-9a-f]+|\d+)$", re.IGNORECASE)


def holds(shell: Interpreter, node: If) -> bool:
    """Whether an ``if`` condition is true."""
    left, right = shell.expanded(node.left), shell.expanded(node.right)
    return _test(shell, node, left, right) != node.negated


def _test(shell: Interpreter, node: If, left: str, right: str) -> bool:
    if node.test == "exist":
        return _exists(shell, left)
    if node.test == "defined":
        return shell.variable(left) is not None
    if node.test == "errorlevel":
        return shell.errorlevel >= number(left)
    if node.test == "cmdextversion":
        return number(left) <= 2
    if node.ignore_case:
        left, right = left.lower(), right.lower()
    if node.test == "==":
        return left == right
    both: tuple[int, int] | tuple[str, str] = (left, right)
    if _NUMBER.match(left) and _NUMBER.match(right):
        both = (number(left), number(right))
    order = (both[0] > both[1]) - (both[0] < both[1])  # type: ignore[operator]
    return {
        "EQU": order == 0,
        "NEQ": order != 0,
        "LSS": order < 0,
        "LEQ": order <= 0,
        "GTR": order > 0,
        "GEQ": order >= 0,
    }[node.test]


def number(text: str) -> int:
    """A number as ``set /a`` and ``if`` read it: decimal, 0x.. or octal; 0 if it is none."""
    match = _NUMBER.match(text.strip())
    if match is None:
        return 0
    digits = match[1].lower()
    if digits.startswith("0x"):
        value = int(digits, 16)
    elif digits.startswith("0") and all(digit in "01234567" for digit in digits):
        value = int(digits, 8)
    else:
        value = int(digits)
    return -value if text.strip().startswith("-") else value


def _exists(shell: Interpreter, pattern: str) -> bool:
    path = shell.full(pattern)
    disk = shell.system.disk
    if "*" in path or "?" in path:
        return next(matching(shell, pattern, folders=None), None) is not None
    if unquoted(pattern).lower().endswith("\\nul"):
        return disk.is_folder(ntpath.dirname(path))
    return disk.is_file(path) or disk.is_folder(path)


def matching(shell: Interpreter, pattern: str, folders: bool | None) -> Iterator[str]:
    """Paths that fit a wildcard, written as the pattern is; folders only, files only, or (None) both."""
    plain = unquoted(pattern)
    head, tail = ntpath.split(plain)
    folder = shell.full(head) if head else shell.directory
    try:
        entries = shell.system.disk.entries(folder)
    except DiskError:
        return
    wanted = "*" if tail == "*.*" else tail
    for entry in sorted(entries, key=lambda item: item.name.lower()):
        if folders is not None and entry.is_folder != folders:
            continue
        if fnmatch.fnmatchcase(entry.name.lower(), wanted.lower()):
            yield ntpath.join(head, entry.name) if head else entry.name


def run_for(shell: Interpreter, node: For) -> None:
    """Runs a ``for`` loop."""
    if node.kind == "F":
        rounds: Iterator[dict[str, str]] = _file_rounds(shell, node)
    else:
        rounds = ({node.variable: value} for value in _values(shell, node))
    before = dict(shell.loop_values)
    try:
        for values in rounds:
            shell.loop_values = {**before, **values}
            shell.run(node.body)
    finally:
        shell.loop_values = before


def _values(shell: Interpreter, node: For) -> Iterator[str]:
    items = shell.expanded(node.items)
    if node.kind == "L":
        numbers = [number(part) for part in re.split(r"[\s,]+", items.strip())]
        start, step, end = [*numbers, 0, 0, 0][:3]
        while step and (start <= end if step > 0 else start >= end):
            yield str(start)
            start += step
        return
    if node.kind == "R":
        yield from _walk(shell, shell.full(node.options or "."), words(items))
        return
    for word in words(items):
        if "*" in word or "?" in word:
            yield from list(matching(shell, word, folders=node.kind == "D"))
        else:
            yield word


def _walk(shell: Interpreter, root: str, patterns: list[str]) -> Iterator[str]:
    before = shell.directory
    folders = [root]
    while folders:
        folder = folders.pop(0)
        for pattern in patterns:
            if pattern == ".":
                yield folder + "\\."
            elif "*" in pattern or "?" in pattern:
                yield from list(matching(shell, ntpath.join(folder, unquoted(pattern)), folders=False))
            else:
                yield ntpath.join(folder, unquoted(pattern))
        folders[:0] = [shell.full(item) for item in matching(shell, ntpath.join(folder, "*"), folders=True)]
    shell.directory = before


def _file_rounds(shell: Interpreter, node: For) -> Iterator[dict[str, str]]:
    options = _FileOptions(unquoted(shell.expanded(node.options)))
    lines = _file_lines(shell, shell.expanded(node.items).strip(), options.use_back)
    for line in lines[options.skip :]:
        if not line.strip() or (options.end_of_line and line.startswith(options.end_of_line)):
            continue
        values = options.split(line)
        if values is not None:
            yield {chr(ord(node.variable) + at): value for at, value in enumerate(values)}


def _file_lines(shell: Interpreter, items: str, use_back: bool) -> list[str]:
    command_quote, text_quote = ("`", "'") if use_back else ("'", '"')
    if len(items) > 1 and items[0] == items[-1] == command_quote:
        pieces: list[str] = []
        from dataclasses import replace

        child = shell.child(replace(shell.streams, out=pieces.append))
        child.run_line(items[1:-1])
        return "".join(pieces).replace("\r\n", "\n").split("\n")
    if len(items) > 1 and items[0] == items[-1] == text_quote:
        return [items[1:-1]]
    lines: list[str] = []
    for word in words(items):
        path = shell.full(word)
        if not shell.system.disk.is_file(path):
            shell.fail(f"The system cannot find the file {unquoted(word)}.")
            continue
        data = shell.system.disk.read(path).decode(shell.codepage, "replace")
        lines += data.replace("\r\n", "\n").split("\n")
    return lines


_OPTION = re.compile(r"(usebackq\b|eol=|skip=|tokens=|delims=)", re.IGNORECASE)
_TOKENS = re.compile(r"[\d,\-*]+")


class _FileOptions:
    """``"eol=; skip=1 tokens=1,2* delims=, usebackq"`` of ``for /F``."""

    def __init__(self, text: str) -> None:
        self.skip = 0
        self.end_of_line = ";"
        self.delimiters = " \t"
        self.tokens = [1]
        self.rest = False
        self.use_back = False
        rest = text.lstrip()
        while rest:
            rest = self._take(rest).lstrip()

    def _take(self, text: str) -> str:
        """Takes one option; what is left of the text."""
        found = _OPTION.match(text)
        if found is None:
            raise CmdSyntaxError(f"{text.strip()} was unexpected at this time.")
        name, rest = found[1].lower(), text[found.end() :]
        if name == "usebackq":
            self.use_back = True
        elif name == "eol=":
            self.end_of_line, rest = rest[:1], rest[1:]
        elif name == "delims=":
            # Up to a blank; blanks at the end of all options are delimiters, too.
            taken, blank, behind = rest.partition(" ")
            self.delimiters, rest = (taken, behind) if behind.strip() else (taken + blank + behind, "")
        elif name == "skip=":
            self.skip, rest = self._number(rest)
        else:
            found = _TOKENS.match(rest)
            if found is None:
                raise CmdSyntaxError(f"{text.strip()} was unexpected at this time.")
            self._take_tokens(found[0])
            rest = rest[found.end() :]
        return rest

    @staticmethod
    def _number(text: str) -> tuple[int, str]:
        found = re.match(r"\d{1,9}", text)
        if found is None or not int(found[0]):
            raise CmdSyntaxError(f"{text.strip()} was unexpected at this time.")
        return int(found[0]), text[found.end() :]

    def _take_tokens(self, text: str) -> None:
        self.rest = text.endswith("*")
        self.tokens = []
        for part in text.rstrip("*").strip(",").split(","):
            if not part:
                continue
            first, dash, last = part.partition("-")
            self.tokens += range(int(first), int(last if dash else first) + 1)

    def split(self, line: str) -> list[str] | None:
        if not self.delimiters:
            return [line]
        found: list[tuple[str, int]] = [
            (match[0], match.end()) for match in re.finditer(f"[^{re.escape(self.delimiters)}]+", line)
        ]
        wanted = max(self.tokens, default=0)
        values = [found[n - 1][0] if n <= len(found) else "" for n in self.tokens]
        if self.rest:
            end = found[wanted - 1][1] if 0 < wanted <= len(found) else (0 if wanted == 0 else len(line))
            values.append(line[end:].lstrip(self.delimiters))
        return values if found else None
