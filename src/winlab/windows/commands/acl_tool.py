"""icacls.exe, as Service Pack 2 of Windows Server 2003 brought it.

https://learn.microsoft.com/windows-server/administration/windows-commands/icacls and https://support.microsoft.com/kb/943043
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.file_tools import matching, place
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.files import CHANGE, FULL, READ_EXECUTE, Access
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall

_READ, _WRITE, _DELETE = 0x120089, 0x100116, 0x110000
_SIMPLE = {"F": FULL, "M": CHANGE, "RX": READ_EXECUTE, "R": _READ, "W": _WRITE, "D": _DELETE}
_SPECIFIC = {
    "DE": 0x10000, "RC": 0x20000, "WDAC": 0x40000, "WO": 0x80000, "S": 0x100000, "RD": 1, "WD": 2, "AD": 4, "REA": 8,
    "WEA": 16, "X": 32, "DC": 64, "RA": 128, "WA": 256, "GR": _READ, "GW": _WRITE, "GE": 0x1200A0, "GA": FULL,
}  # fmt: skip
_NAMES = {mask: name for name, mask in _SIMPLE.items()}
_PERMISSION = re.compile(r"((?:\((?:OI|CI|IO|NP)\))*)(?:\(([A-Z,]+)\)|([A-Z]+))", re.IGNORECASE)
_VERBS = ("/grant", "/grant:r", "/deny", "/remove", "/remove:g", "/remove:d", "/setowner", "/findsid")
_USAGE = (
    "\r\nICACLS name /save aclfile [/T] [/C] [/L] [/Q]\r\nICACLS name [/grant[:r] Sid:perm[...]]\r\n"
    "       [/deny Sid:perm [...]]\r\n       [/remove[:g|:d]] Sid[...]] [/T] [/C] [/L]\r\n"
)


class UsageError(Exception):
    """The command line is wrong."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


@dataclass
class _Request:
    """What is done to which files."""

    changes: list[tuple[str, str]] = field(default_factory=list)
    deep: bool = False
    goes_on: bool = False
    quiet: bool = False
    reset: bool = False
    verify: bool = False


def _read(words: list[str]) -> _Request:
    found = _Request()
    verb = ""
    for word in words:
        lowered = word.lower()
        if lowered in _VERBS:
            verb = lowered
        elif lowered in ("/t", "/c", "/l", "/q", "/reset", "/verify"):
            found.deep = found.deep or lowered == "/t"
            found.goes_on = found.goes_on or lowered == "/c"
            found.quiet = found.quiet or lowered == "/q"
            found.reset = found.reset or lowered == "/reset"
            found.verify = found.verify or lowered == "/verify"
        elif lowered in ("/save", "/restore", "/substitute", "/setintegritylevel", "/inheritance:e", "/inheritance:r"):
            raise NotEmulated(f"icacls {word}")
        elif not verb or word.startswith("/"):
            raise UsageError(word)
        else:
            found.changes.append((verb, word))
    return found


@PROGRAMS.program("icacls.exe", folder="%SystemRoot%\\system32")
def icacls(call: ProgramCall) -> int:
    """Shows and changes access lists; the exit code is the last error's number."""
    if not call.args or call.args[0] == "/?":
        call.line(_USAGE)
        return 0
    try:
        request = _read(call.args[1:])
    except UsageError as wrong:
        call.line(f'Invalid parameter "{wrong.word}"')
        return 87
    done = failed = code = 0
    try:
        machine, path = place(call, call.args[0])
        targets = [full for full, _ in matching(machine, path, folders=True)]
        if not targets:
            machine.files.need(path)
            raise FileError(2, path)
        if request.deep:
            for folder in [each for each in targets if machine.files.is_folder(each)]:
                targets += [full for full, _ in machine.files.walk(folder)]
        changes = [_change(machine, verb, word) for verb, word in request.changes]
    except Win32Error as problem:
        call.error_line(f"{call.args[0]}: {problem.text}")
        call.line("Successfully processed 0 files; Failed processing 1 files")
        return problem.code
    for target in targets:
        try:
            _one(call, machine, target, request, changes)
            done += 1
        except Win32Error as problem:
            call.error_line(f"{target}: {problem.text}")
            failed, code = failed + 1, problem.code
            if not request.goes_on:
                break
    call.line(f"Successfully processed {done} files; Failed processing {failed} files")
    return code


Change = Callable[[Machine, str], None]


def _one(call: ProgramCall, machine: Machine, path: str, request: _Request, changes: list[Change]) -> None:
    if request.reset:
        machine.files.set_acl(path, machine.files.inherited_acl(path))
    for change in changes:
        change(machine, path)
    if not changes and not request.reset and not request.verify:
        _show(call, machine, path)
    elif not request.quiet:
        call.line(f"processed file: {path}")


def _show(call: ProgramCall, machine: Machine, path: str) -> None:
    folder = machine.files.is_folder(path)
    for number, entry in enumerate(machine.files.acl(path)):
        start = f"{path} " if number == 0 else " " * (len(path) + 1)
        marks = "(I)" if entry.inherited else ""
        marks += "(OI)(CI)" if folder and entry.inherits else ""
        marks += "" if entry.allow else "(DENY)"
        call.line(f"{start}{entry.account}:{marks}({_letters(entry.mask)})")
    call.line()


def _letters(mask: int) -> str:
    if mask in _NAMES:
        return _NAMES[mask]
    names = [name for name, bit in _SPECIFIC.items() if bit & (bit - 1) == 0 and mask & bit]
    return ",".join(names)


# --- changes ---


def _change(machine: Machine, verb: str, word: str) -> Change:
    """What a verb with its word does to a file.

    Raises:
        Win32Error: 1332 for an account that nobody has, 87 for permissions that are none.
    """
    if verb == "/findsid":
        raise NotEmulated("icacls /findsid")
    if verb == "/setowner":
        owner = _account(machine, word)
        return lambda on, path: on.files.set_owner(path, owner)
    if verb.startswith("/remove"):
        gone, kinds = _account(machine, word), {"/remove:g": (True,), "/remove:d": (False,)}.get(verb, (True, False))
        return lambda on, path: _edit(on, path, gone, lambda entry: entry.allow in kinds, None)
    name, colon, text = word.rpartition(":")
    if not colon:
        raise Win32Error(87, word)
    account, (mask, inherits) = _account(machine, name), _permission(text)
    allow = verb != "/deny"
    made = Access(account, mask, allow, inherits=inherits)
    if verb == "/grant:r":
        return lambda on, path: _edit(on, path, account, lambda entry: entry.allow, made)
    return lambda on, path: _edit(on, path, account, lambda entry: False, made)


def _account(machine: Machine, text: str) -> str:
    return machine.users.full_name(text.lstrip("*"))


def _permission(text: str) -> tuple[int, bool]:
    match = _PERMISSION.fullmatch(text)
    if match is None:
        raise Win32Error(87, text)
    mask = 0
    for word in (match[2] or match[3]).upper().split(","):
        bits = _SIMPLE.get(word) or _SPECIFIC.get(word)
        if bits is None:
            raise Win32Error(87, text)
        mask |= bits
    return mask, "(OI)" in match[1].upper() or "(CI)" in match[1].upper()


def _edit(machine: Machine, path: str, account: str, gone: Callable[[Access], bool], made: Access | None) -> None:
    """Takes entries of an account away and puts one in; it is joined with one of the same kind."""
    entries = [
        entry
        for entry in machine.files.acl(path)
        if entry.inherited or entry.account.lower() != account.lower() or not gone(entry)
    ]
    if made is not None:
        for entry in entries:
            same = (entry.account.lower(), entry.allow, entry.inherits) == (account.lower(), made.allow, made.inherits)
            if same and not entry.inherited:
                entries.remove(entry)
                made = replace(made, mask=made.mask | entry.mask)
                break
        entries.insert(0 if not made.allow else sum(not entry.allow for entry in entries), made)
    machine.files.set_acl(path, tuple(entries))
