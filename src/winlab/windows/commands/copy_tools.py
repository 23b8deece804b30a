"""xcopy, fc, comp.

https://learn.microsoft.com/windows-server/administration/windows-commands/xcopy (exit codes: 0 copied, 1 nothing found,
2 ended by the user, 4 not enough memory or a wrong call, 5 disk write error) and .../fc.
"""

from __future__ import annotations

import difflib
import fnmatch
import ntpath
from dataclasses import dataclass
from datetime import datetime

from winlab.windows.commands.file_tools import place
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.files import Node, join
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall

_XCOPY = frozenset("avwcisefqlghrtunkxyzmodp") | {"-y", "exclude"}
_NOTHING, _WRONG, _FAILED = 1, 4, 5


@dataclass(frozen=True)
class _Wish:
    """What xcopy is to copy, and how."""

    flags: frozenset[str]
    since: datetime | None
    excluded: tuple[str, ...]

    def takes(self, path: str, node: Node, target: Node | None) -> bool:
        """Whether a file is to be copied."""
        if any(text in path.lower() for text in self.excluded):
            return False
        if "h" not in self.flags and {"Hidden", "System"} & node.attributes:
            return False
        if {"a", "m"} & self.flags and "Archive" not in node.attributes:
            return False
        if "u" in self.flags and target is None:
            return False
        if self.since is not None:
            return node.modified >= self.since
        return not ("d" in self.flags and target is not None and target.modified >= node.modified)


@PROGRAMS.program("xcopy.exe", folder="%SystemRoot%\\system32")
def xcopy(call: ProgramCall) -> int:
    """Copies files and trees."""
    words = [word for word in call.args if not word.startswith("/")]
    switches = [word[1:].lower() for word in call.args if word.startswith("/")]
    names = {word.partition(":")[0] for word in switches}
    if names - _XCOPY:
        call.error_line(f"Invalid switch - /{sorted(names - _XCOPY)[0]}")
        return _WRONG
    if not 1 <= len(words) <= 2:
        call.error_line("Invalid number of parameters")
        return _WRONG
    try:
        return _copy(call, words, _wish(call, switches, names))
    except Win32Error as problem:
        call.error_line(problem.text)
        return _WRONG


def _wish(call: ProgramCall, switches: list[str], names: set[str]) -> _Wish:
    day = next((word[2:] for word in switches if word.startswith("d:")), "")
    since = datetime.strptime(day, "%m-%d-%Y") if day.count("-") == 2 else None
    lists = next((word.partition(":")[2] for word in switches if word.startswith("exclude:")), "")
    excluded: list[str] = []
    for name in filter(None, lists.split("+")):
        machine, path = place(call, name)
        excluded += [line.lower() for line in machine.files.read_text(path).splitlines() if line]
    return _Wish(frozenset(names), since, tuple(excluded))


def _bare(path: str) -> str:
    """A path without the backslash at its end, except that of a drive."""
    return path.rstrip("\\") if len(path) > 3 else path


def _copy(call: ProgramCall, words: list[str], wish: _Wish) -> int:
    source, from_path = place(call, _bare(words[0]))
    target, to_path = place(call, _bare([*words, "."][1]))
    root, pattern = (from_path, "*") if source.files.is_folder(from_path) else ntpath.split(from_path)
    if not source.files.is_folder(root):
        call.error_line(f"File not found - {ntpath.basename(from_path)}\r\n0 File(s) copied")
        return _WRONG
    found = _found(source, root, pattern, deep=bool({"s", "e", "t"} & wish.flags))
    files = [(path, node) for path, node in found if not node.is_folder]
    if not files and not {"e", "t"} & wish.flags:
        call.error_line(f"File not found - {pattern}\r\n0 File(s) copied")
        return _WRONG if "*" not in pattern else 0
    into = _into(call, target, to_path, wish, one="*" not in pattern and "?" not in pattern and len(files) == 1)
    if into is None:
        return _WRONG
    if "e" in wish.flags or "t" in wish.flags:
        _folders(target, root, into, wish, found)
    copied = 0
    if "t" not in wish.flags:
        whole = not target.files.is_folder(into) and len(files) == 1
        for path, node in files:
            to_file = into if whole else join(into, ntpath.relpath(path, root))
            copied += _one(call, source, path, node, target, to_file, wish)
    call.line(f"{copied} File(s){'' if 'l' in wish.flags else ' copied'}")
    return 0


def _found(source: Machine, root: str, pattern: str, *, deep: bool) -> list[tuple[str, Node]]:
    files = source.files
    walked = files.walk(root) if deep else ((join(root, node.name), node) for node in files.list(root))
    pattern = "*" if pattern == "*.*" else pattern.lower()
    return [
        (path, node)
        for path, node in walked
        if (node.is_folder and deep) or (not node.is_folder and fnmatch.fnmatchcase(node.name.lower(), pattern))
    ]


def _into(call: ProgramCall, target: Machine, path: str, wish: _Wish, *, one: bool) -> str | None:
    """The folder (or the file, when there is one source) that is copied to; a new name is asked about."""
    if target.files.exists(path):
        return path
    folder = ("i" in wish.flags and not one) or call.args[-1].endswith("\\")
    if not folder:
        name = ntpath.basename(path)
        call.out(f"Does {path} specify a file name\r\nor directory name on the target\r\n(F = file, D = directory)? ")
        answer = call.read().strip().lower()[:1]
        call.line()
        if answer not in ("f", "d"):
            return None
        folder = answer == "d" and bool(name)
    if folder and "l" not in wish.flags:
        target.files.make_folder(path)
    return path


def _folders(target: Machine, root: str, into: str, wish: _Wish, found: list[tuple[str, Node]]) -> None:
    for path, node in found:
        empty = node.is_folder and not node.entries
        if node.is_folder and ("e" in wish.flags or not empty) and "l" not in wish.flags:
            target.files.make_folder(join(into, ntpath.relpath(path, root)))


def _one(call: ProgramCall, source: Machine, path: str, node: Node, target: Machine, to_path: str, wish: _Wish) -> int:
    there = target.files.node(to_path)
    if not wish.takes(path, node, there):
        return 0
    if "q" not in wish.flags:
        call.line(path if "f" not in wish.flags else f"{path} -> {to_path}")
    if "l" in wish.flags:
        return 1
    if there is not None and "ReadOnly" in there.attributes and "r" not in wish.flags:
        call.error_line("Access denied")
        return 0
    if there is not None and "y" not in wish.flags and "-y" in wish.flags:
        call.out(f"Overwrite {to_path} (Yes/No/All)? ")
        if call.read().strip().lower()[:1] not in ("y", "a"):
            return 0
    target.files.make_folder(ntpath.dirname(to_path))
    if there is not None and "ReadOnly" in there.attributes:
        target.files.set_attributes(to_path, there.attributes - {"ReadOnly"})
    if source is target:
        source.files.copy(path, to_path)
    elif node.program is not None:
        target.files.add_program(to_path, node.program, node.size, **node.facts)
    else:
        target.files.write(to_path, source.files.read(path))
    kept = node.attributes if "k" in wish.flags else node.attributes - {"ReadOnly"}
    target.files.set_attributes(to_path, kept | {"Archive"})
    if "m" in wish.flags:
        source.files.set_attributes(path, node.attributes - {"Archive"})
    return 1


# --- comparing ---


def _two(call: ProgramCall, words: list[str]) -> list[bytes]:
    found = []
    for word in words[:2]:
        machine, path = place(call, word)
        found.append(machine.files.read(path))
    return found


@PROGRAMS.program("fc.exe", folder="%SystemRoot%\\system32")
def fc(call: ProgramCall) -> int:
    """Compares two files by lines or (/b) bytes: 0 the same, 1 different, 2 not there, -1 a wrong call."""
    flags = {word.lower() for word in call.args if word.startswith("/")}
    words = [word for word in call.args if not word.startswith("/")]
    if len(words) != 2:
        call.error_line("FC: Insufficient number of file specifications")
        return -1
    names = [word.upper() for word in words]
    try:
        first, second = _two(call, words)
    except FileError as problem:
        name = problem.subject.upper()
        missing = problem.code in (2, 3)
        call.error_line(f"FC: cannot open {name} - No such file or folder" if missing else problem.text)
        return 2
    call.line(f"Comparing files {words[0]} and {names[1]}")
    if "/b" in flags:
        return _bytes_differ(call, first, second, names)
    lines = [data.decode("cp437").splitlines() for data in (first, second)]
    if "/c" in flags:
        lines = [[line.lower() for line in each] for each in lines]
    if lines[0] == lines[1]:
        call.line("FC: no differences encountered\r\n")
        return 0
    for kind, *span in difflib.SequenceMatcher(None, lines[0], lines[1], autojunk=False).get_opcodes():
        if kind != "equal":
            for name, each, (start, end) in zip((words[0], names[1]), lines, (span[:2], span[2:]), strict=True):
                call.line(f"***** {name}")
                for line in each[max(0, start - 1) : end + 1]:
                    call.line(line)
            call.line("*****\r\n")
    return 1


def _bytes_differ(call: ProgramCall, first: bytes, second: bytes, names: list[str]) -> int:
    different = [(at, pair) for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]]
    for at, (left, right) in different:
        call.line(f"{at:08X}: {left:02X} {right:02X}")
    if len(first) != len(second):
        longer, shorter = (names[0], names[1]) if len(first) > len(second) else (names[1], names[0])
        call.line(f"FC: {longer} longer than {shorter}\r\n")
        return 1
    if not different:
        call.line("FC: no differences encountered\r\n")
    return int(bool(different))


@PROGRAMS.program("comp.exe", folder="%SystemRoot%\\system32")
def comp(call: ProgramCall) -> int:
    """Compares two files byte by byte."""
    words = [word for word in call.args if not word.startswith("/")]
    if len(words) != 2:
        call.out("Name of first file to compare: ")
        return 2
    try:
        first, second = _two(call, words)
    except FileError:
        call.error_line(f"Can't find/open file: {words[0]}")
        return 2
    call.line(f"Comparing {words[0]} and {words[1]}...")
    if len(first) != len(second):
        call.line("Files are different sizes.\r\n")
        return 1
    different = [(at, pair) for at, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]
    for at, (left, right) in different[:10]:
        call.line(f"Compare error at OFFSET {at:X}\r\nfile1 = {left:X}\r\nfile2 = {right:X}")
    call.line("10 mismatches - ending compare" if len(different) > 10 else "" if different else "Files compare OK")
    return int(bool(different))
