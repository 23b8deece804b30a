"""find, findstr, sort, more, where, timeout: what command lines send text through.

Source: https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands, the page of each.
"""

from __future__ import annotations

import ntpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from winlab.powershell.errors import NotEmulated
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.windows.consoles import console_of
from winlab.windows.errors import FileError, NetworkError
from winlab.windows.files import decode
from winlab.windows.programs import PROGRAMS, ProgramCall, find_program

_SYSTEM32 = "%SystemRoot%\\system32"
Matches = Callable[[str], bool]


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def _file(call: ProgramCall, path: str) -> list[str] | None:
    """A file's lines; None where there is none."""
    try:
        place = call.machine.locate(call.full_path(path), call.logon)
        data = place[0].files.read(place[1]) if place is not None else None
    except (FileError, NetworkError):
        return None
    if data is None:
        return None
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.startswith(b"\xef\xbb\xbf")
    return _lines(decode(data) if marked else data.decode(console_of(call).codec, "replace"))


def _named(call: ProgramCall, names: list[str]) -> Iterator[str]:
    for name in names:
        folder, last = ntpath.split(name)
        if not has_wildcards(last):
            yield name
            continue
        place = call.machine.locate(call.full_path(folder or "."), call.logon)
        if place is not None and place[0].files.is_folder(place[1]):
            pattern = wildcard(last)
            nodes = place[0].files.list(place[1])
            yield from (
                ntpath.join(folder, node.name) for node in nodes if not node.is_folder and pattern.fullmatch(node.name)
            )


def _split(call: ProgramCall) -> tuple[set[str], list[str], list[str]]:
    """Switches without a value, those with one, and the rest."""
    plain: set[str] = set()
    valued: list[str] = []
    words: list[str] = []
    for word in call.args:
        if not word.startswith("/") or len(word) < 2:
            words.append(word)
        elif ":" in word:
            valued.append(word[1:])
        else:
            plain |= set(word[1:].lower())
    return plain, valued, words


def _paths(call: ProgramCall, names: list[str], *, deep: bool) -> list[str]:
    """The files that names and patterns mean; ``deep``: in the folders below, too."""
    if not deep:
        return list(_named(call, names))
    found: list[str] = []
    for name in names:
        folder, last = ntpath.split(name)
        place = call.machine.locate(call.full_path(folder or "."), call.logon)
        if place is None or not place[0].files.is_folder(place[1]):
            continue
        pattern = wildcard("*" if last == "*.*" else last)
        for path, node in place[0].files.walk(place[1]):
            if not node.is_folder and pattern.fullmatch(node.name):
                found.append(ntpath.join(folder, ntpath.relpath(path, place[1])))
    return found


@PROGRAMS.program("find.exe", folder=_SYSTEM32)
def find(call: ProgramCall) -> int:
    """Lines with a text: /v /c /n /i. An empty text is in no line."""
    flags, _, words = _split(call)
    if flags - set("vcni"):
        call.error_line("FIND: Invalid switch")
        return 2
    if not words or call.raw.count('"') < 2:
        call.error_line("FIND: Parameter format not correct")
        return 2
    wanted = words[0].lower() if "i" in flags else words[0]
    code = 1
    for name in list(_named(call, words[1:])) or [""]:
        lines = _lines(call.read_all()) if not name else _file(call, name)
        if lines is None:
            call.error_line(f"File not found - {call.full_path(name).upper()}")
            continue
        found = [
            (number, line)
            for number, line in enumerate(lines, 1)
            if (bool(wanted) and wanted in (line.lower() if "i" in flags else line)) != ("v" in flags)
        ]
        code = 0 if found else code
        head = f"\r\n---------- {name.upper()}" if name else ""
        if "c" in flags:
            call.line(f"{head}: {len(found)}" if name else str(len(found)))
            continue
        if name:
            call.line(head)
        for number, line in found:
            call.line(f"[{number}]{line}" if "n" in flags else line)
    return code


def _pattern(text: str, flags: set[str]) -> Matches:
    kind = re.IGNORECASE if "i" in flags else 0
    if "l" in flags:
        source = re.escape(text)
    else:
        source = ""
        for piece in re.finditer(r"\\[<>]|\\.|\[[^\]]*\]|.", text):
            token = piece[0]
            if token in ("\\<", "\\>"):
                source += r"\b"
            elif token[0] == "\\":
                source += re.escape(token[1:])
            elif token in (".", "*", "^", "$") or (token[0] == "[" and len(token) > 1):
                source += token.replace("\\", "\\\\") if token[0] == "[" else token
            else:
                source += re.escape(token)
    if "b" in flags:
        source = "^" + source
    if "e" in flags:
        source += "$"
    try:
        made = re.compile(source, kind)
    except re.error as wrong:
        raise NotEmulated(f"findstr {text}") from wrong
    if "x" in flags:
        return lambda line: made.fullmatch(line) is not None
    return lambda line: made.search(line) is not None


@dataclass(frozen=True)
class _Search:
    """What findstr looks for, where, and how it tells."""

    flags: frozenset[str]
    patterns: tuple[Matches, ...]
    names: tuple[str, ...]

    def hits(self, lines: list[str]) -> Iterator[tuple[int, int, str]]:
        """Number, offset and text of the lines that match."""
        offset = 0
        for number, line in enumerate(lines, 1):
            if any(matches(line) for matches in self.patterns) != ("v" in self.flags):
                yield number, offset, line
            offset += len(line) + 2


def _search(call: ProgramCall) -> _Search | None:
    """Reads the command line; None where it makes no sense."""
    flags, valued, words = _split(call)
    given = [(each[:1].lower(), each[2:]) for each in valued]
    texts = [text for letter, text in given if letter == "c"]
    if texts and "r" not in flags:
        # A text of /c: is taken as it stands unless /r says otherwise.
        flags.add("l")
    for letter, name in given:
        if letter == "g":
            texts += _lines(call.read_all()) if name == "/" else _file(call, name) or []
        elif letter == "f":
            words += _lines(call.read_all()) if name == "/" else _file(call, name) or []
        elif letter not in "ca":
            raise NotEmulated(f"findstr {call.raw}")
    if not texts and words:
        texts = words.pop(0).split()
    if flags - set("belrsixvnmop") or not texts:
        return None
    patterns = tuple(_pattern(text, flags) for text in texts)
    return _Search(frozenset(flags), patterns, tuple(_paths(call, words, deep="s" in flags)) if words else ("",))


@PROGRAMS.program("findstr.exe", folder=_SYSTEM32)
def findstr(call: ProgramCall) -> int:
    """Lines that match one of some texts or patterns: /b /e /l /r /s /i /x /v /n /m /o /c:text /g:file /f:file."""
    search = _search(call)
    if search is None:
        call.error_line("FINDSTR: Bad command line")
        return 2
    several = len(search.names) > 1 or "s" in search.flags or any(has_wildcards(word) for word in call.args[1:])
    code = 1
    for name in search.names:
        lines = _lines(call.read_all()) if not name else _file(call, name)
        if lines is None:
            call.error_line(f"FINDSTR: Cannot open {name}")
            continue
        for number, offset, line in search.hits(lines):
            code = 0
            if "m" in search.flags:
                call.line(name)
                break
            place = f"{name}:" if several and name else ""
            place += f"{number}:" if "n" in search.flags else ""
            place += f"{offset}:" if "o" in search.flags else ""
            call.line(place + line)
    return code


@PROGRAMS.program("sort.exe", folder=_SYSTEM32)
def sort(call: ProgramCall) -> int:
    """Lines in order, without regard to case: /r, /+n."""
    reverse, column = False, 0
    names: list[str] = []
    for word in call.args:
        if word.lower() in ("/r", "/reverse"):
            reverse = True
        elif word.startswith("/+") and word[2:].isdigit():
            column = max(0, int(word[2:]) - 1)
        elif word.startswith("/"):
            raise NotEmulated(f"sort {word}")
        else:
            names.append(word)
    lines = _file(call, names[0]) if names else _lines(call.read_all())
    if lines is None:
        call.error_line(f"{names[0]}The system cannot find the file specified.")
        return 1
    for line in sorted(lines, key=lambda line: line[column:].lower(), reverse=reverse):
        call.line(line)
    return 0


@PROGRAMS.program("more.com", folder=_SYSTEM32)
def more(call: ProgramCall) -> int:
    """Text page by page; without a screen all of it."""
    names = [word for word in call.args if not word.startswith("/")]
    if not names:
        for line in _lines(call.read_all()):
            call.line(line)
        return 0
    for name in _named(call, names):
        lines = _file(call, name)
        if lines is None:
            call.error_line(f"Cannot access file {call.full_path(name)}")
            return 1
        for line in lines:
            call.line(line)
    return 0


@PROGRAMS.program("where.exe", folder=_SYSTEM32)
def where(call: ProgramCall) -> int:
    """Where PATH finds a program."""
    words = [word for word in call.args if not word.startswith("/")]
    quiet = "/q" in [word.lower() for word in call.args]
    found = [path for word in words if (path := find_program(call.machine, word, call.cwd, call.env)) is not None]
    if not found:
        if not quiet:
            call.error_line("INFO: Could not find files for the given pattern(s).")
        return 1
    if not quiet:
        for path in found:
            call.line(path)
    return 0


@PROGRAMS.program("timeout.exe", folder=_SYSTEM32)
def timeout(call: ProgramCall) -> int:
    """Waits; not where input comes through a pipe, as under WinRS."""
    if console_of(call).piped:
        call.error_line("ERROR: Input redirection is not supported, exiting the process immediately.")
        return 1
    words = [word for word in call.args if not word.startswith("/")]
    if not words or not words[0].lstrip("-").isdigit():
        call.error_line("ERROR: Invalid syntax. Default option is not allowed more than '1' time(s).")
        return 1
    call.sleep(max(0, int(words[0])))
    return 0
