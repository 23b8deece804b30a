"""cacls.exe.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc755874(v=ws.10)
"""

from __future__ import annotations

from winlab.windows.errors import FileError, Win32Error
from winlab.windows.files import CHANGE, FULL, READ_EXECUTE, Access
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall

_WRITE = 0x100116
_LETTERS = {"F": FULL, "C": CHANGE, "W": _WRITE, "R": READ_EXECUTE}


def _letter(mask: int) -> str:
    return {FULL: "F", CHANGE: "C", READ_EXECUTE: "R", _WRITE: "W"}.get(mask, f"(special access: {mask:#010x})")


def _place(call: ProgramCall, path: str) -> tuple[Machine, str]:
    place = call.machine.locate(call.full_path(path), call.logon)
    if place is None:
        raise FileError(2, path)
    place[0].files.need(place[1])
    return place


@PROGRAMS.program("cacls.exe", folder="%SystemRoot%\\system32")
def cacls(call: ProgramCall) -> int:
    """Shows and changes access lists."""
    args = call.args
    if not args:
        call.line("Displays or modifies access control lists (ACLs) of files")
        return 0
    words = args[1:]
    try:
        machine, local = _place(call, args[0])
        if not words:
            _show(call, machine, local, args[0])
            return 0
        return _edit(call, machine, local, words)
    except Win32Error as problem:
        call.error_line(problem.text)
        return problem.code


def _show(call: ProgramCall, machine: Machine, local: str, shown: str) -> None:
    path = machine.files.real_path(local)
    folder = machine.files.is_folder(local)
    for index, entry in enumerate(machine.files.acl(local)):
        start = f"{path} " if index == 0 else " " * (len(path) + 1)
        scope = "(OI)(CI)" if folder and entry.inherits else ""
        deny = "(DENY)" if not entry.allow else ""
        call.line(f"{start}{entry.account}:{scope}{deny}{_letter(entry.mask)} ")
    call.line()


def _edit(call: ProgramCall, machine: Machine, local: str, words: list[str]) -> int:
    edit = any(word.lower() == "/e" for word in words)
    changes: list[tuple[str, str, int]] = []
    index = 0
    verb = ""
    while index < len(words):
        word = words[index].lower()
        if word in ("/g", "/p", "/d", "/r"):
            verb = word[1]
        elif word.startswith("/"):
            if word not in ("/e", "/t", "/c", "/s"):
                call.error_line("The parameter is incorrect.")
                return 87
            verb = ""
        elif verb:
            account, colon, letter = words[index].rpartition(":")
            if not colon:
                account, letter = words[index], "N"
            mask = _LETTERS.get(letter.upper(), 0)
            changes.append((verb, machine.users.full_name(account), mask))
        index += 1
    if not edit:
        call.out("Are you sure (Y/N)?")
        if not call.read().strip().lower().startswith("y"):
            return 1
    entries = list(machine.files.acl(local)) if edit else []
    for kind, account, mask in changes:
        if kind in ("p", "r"):
            entries = [entry for entry in entries if entry.account.lower() != account.lower()]
        if kind == "d":
            entries.insert(0, Access(account, FULL, allow=False))
        elif mask:
            same = [e for e in entries if e.account.lower() == account.lower() and not e.inherited]
            entries = [e for e in entries if e not in same]
            entries.append(Access(account, mask))
    machine.files.set_acl(local, tuple(entries))
    kind = "dir" if machine.files.is_folder(local) else "file"
    call.line(f"processed {kind}: {machine.files.real_path(local)}")
    return 0
