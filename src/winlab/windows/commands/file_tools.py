"""attrib, takeown, compact, tree, forfiles.

https://learn.microsoft.com/windows-server/administration/windows-commands/attrib and the pages of the others.
"""

from __future__ import annotations

import fnmatch
import ntpath
from collections.abc import Iterator
from datetime import datetime, timedelta

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.listing import ToolError, options, refusing, usage
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.files import Node, join
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall, run

_LETTERS = {"A": "Archive", "S": "System", "H": "Hidden", "R": "ReadOnly"}


def place(call: ProgramCall, path: str) -> tuple[Machine, str]:
    """The machine and the local path behind a path.

    Raises:
        Win32Error: it can't be reached.
    """
    found = call.machine.locate(call.full_path(path), call.logon)
    if found is None:
        raise FileError(3, path)
    return found


def matching(machine: Machine, path: str, *, deep: bool = False, folders: bool = False) -> Iterator[tuple[str, Node]]:
    """The files (and folders) that a local path or pattern means; ``deep``: in the folders below, too."""
    files = machine.files
    if not deep and files.exists(path):
        yield files.real_path(path), files.need(path)
        return
    folder, pattern = ntpath.split(path)
    if deep and files.is_folder(path) and not folders:
        folder, pattern = path, "*"
    if not files.is_folder(folder):
        return
    pattern = "*" if pattern in ("*.*", "") else pattern
    walked = files.walk(folder) if deep else ((join(folder, node.name), node) for node in files.list(folder))
    for full, node in walked:
        if fnmatch.fnmatchcase(node.name.lower(), pattern.lower()) and (folders or not node.is_folder):
            yield full, node


@PROGRAMS.program("attrib.exe", folder="%SystemRoot%\\system32")
def attrib(call: ProgramCall) -> int:
    """Shows or changes attributes."""
    adds, drops = _signed(call.args, "+"), _signed(call.args, "-")
    flags = {word.lower() for word in call.args if word.startswith("/")}
    words = [word for word in call.args if word[:1] not in "+-/"]
    wrong = [word for word in call.args if word[:1] in "+-" and word[1:].upper() not in _LETTERS]
    if wrong or flags - {"/s", "/d"} or len(words) > 1:
        call.line(f"Parameter format not correct - {(wrong or sorted(flags - {'/s', '/d'}) or words[1:])[0]}")
        return 1
    try:
        machine, path = place(call, words[0] if words else "*")
        found = list(matching(machine, path, deep="/s" in flags, folders="/d" in flags))
        for full, node in found:
            if adds or drops:
                _change(call, machine, full, node, adds, drops)
            else:
                call.line(f"{_shown(node)}{full}")
    except Win32Error as problem:
        call.line(f"{problem.text}")
        return 1
    if not found:
        call.line(f"File not found - {path}")
        return 1
    return 0


def _signed(args: list[str], sign: str) -> set[str]:
    letters = [word[1:].upper() for word in args if word[:1] == sign]
    return {_LETTERS[letter] for letter in letters if letter in _LETTERS}


def _change(call: ProgramCall, machine: Machine, path: str, node: Node, adds: set[str], drops: set[str]) -> None:
    for name, told in (("System", "system"), ("Hidden", "hidden")):
        if name in node.attributes and not {name} & (adds | drops):
            call.line(f"Not resetting {told} file - {path}")
            return
    machine.files.set_attributes(path, (node.attributes | adds) - drops)


def _shown(node: Node) -> str:
    letters = "".join(letter if name in node.attributes else " " for letter, name in _LETTERS.items())
    archive, others = letters[:1], letters[1:]
    return f"{archive}  {others}".ljust(11)


@PROGRAMS.program("takeown.exe", folder="%SystemRoot%\\system32")
@refusing
def takeown(call: ProgramCall) -> int:
    """Makes the caller (/a: the administrators) owner of files, and with /r of all below."""
    switches = options(call, "takeown", ("a", "r"), ("f", "d"))
    if not switches.has("f"):
        raise ToolError(f"Invalid syntax. Mandatory option 'f' is missing.{usage('takeown')}")
    if not call.logon.is_administrator:
        raise ToolError("The current logged on user does not have ownership privileges on\r\n       the file/folder.")
    owner = "BUILTIN\\Administrators" if switches.has("a") else call.logon.account
    told = "the administrators group" if switches.has("a") else f'user "{call.logon.account}"'
    try:
        machine, path = place(call, switches.value("f"))
        found = list(matching(machine, path, deep=switches.has("r"), folders=True))
        if switches.has("r") and machine.files.is_folder(path):
            found = [(path, machine.files.need(path)), *machine.files.walk(path)]
    except Win32Error as problem:
        raise ToolError(problem.text) from None
    if not found:
        raise ToolError("The system cannot find the file specified.")
    for full, _ in found:
        machine.files.set_owner(full, owner)
        call.line(f'\r\nSUCCESS: The file (or folder): "{full}" now owned by {told}.')
    return 0


@PROGRAMS.program("compact.exe", folder="%SystemRoot%\\system32")
def compact(call: ProgramCall) -> int:
    """Shows or changes compression."""
    flags = {word.partition(":")[0].lower() for word in call.args if word.startswith("/")}
    words = [word for word in call.args if not word.startswith("/")]
    if flags - {"/c", "/u", "/s", "/a", "/i", "/f", "/q"}:
        call.line("Invalid or incompatible parameter.")
        return 1
    machine, path = place(call, words[0] if words else "*")
    found = list(matching(machine, path, deep="/s" in flags, folders=True))
    if not found:
        call.line(f"{words[0] if words else path}: The system cannot find the file specified.")
        return 1
    folder = ntpath.dirname(found[0][0])
    verb = "Compressing" if "/c" in flags else "Uncompressing" if "/u" in flags else "Listing"
    call.line(f"\r\n {verb} {'files in ' if verb != 'Listing' else ''}{folder}\\\r\n")
    for full, node in found:
        on = "/c" in flags or ("/u" not in flags and "Compressed" in node.attributes)
        if verb != "Listing":
            changed = node.attributes | {"Compressed"} if on else node.attributes - {"Compressed"}
            machine.files.set_attributes(full, changed)
            call.line(f"{node.name} [OK]")
        else:
            call.line(f"{node.length:>9} :{node.length:>10} = 1.0 to 1 {'C' if on else ' '} {node.name}")
    size = sum(node.length for _, node in found)
    call.line(f"\r\nOf {len(found)} files within 1 directories")
    call.line(f"{sum('Compressed' in node.attributes for _, node in found)} are compressed.")
    call.line(f"{size} total bytes of data are stored in {size} bytes.")
    call.line("The compression ratio is 1.0 to 1.")
    return 0


@PROGRAMS.program("tree.com", folder="%SystemRoot%\\system32")
def tree(call: ProgramCall) -> int:
    """Draws folders, with /f files."""
    flags = {word.lower() for word in call.args if word.startswith("/")}
    words = [word for word in call.args if not word.startswith("/")]
    if flags - {"/f", "/a"}:
        call.line(f"Invalid switch - {sorted(flags - {'/f', '/a'})[0]}")
        return 1
    machine, path = place(call, words[0] if words else ".")
    call.line("Folder PATH listing")
    call.line("Volume serial number is 0000-0000")
    if not machine.files.is_folder(path):
        call.line(f"{path.upper()}\r\nInvalid path - {path[2:].upper()}\r\nNo subfolders exist \r\n")
        return 0
    call.line(words[0].upper() if words else f"{path[:2]}.")
    _branch(call, machine, path, "", files="/f" in flags, plain="/a" in flags)
    return 0


_PLAIN = ("\\---", "+---", "|   ")
_DRAWN = ("\u2514\u2500\u2500\u2500", "\u251c\u2500\u2500\u2500", "\u2502   ")


def _branch(call: ProgramCall, machine: Machine, folder: str, indent: str, *, files: bool, plain: bool) -> None:
    corner, branch, line = _PLAIN if plain else _DRAWN
    nodes = machine.files.list(folder)
    below = [node for node in nodes if node.is_folder]
    if files:
        for node in nodes:
            if not node.is_folder:
                call.line(f"{indent}{line if below else '    '}{node.name}")
    for number, node in enumerate(below, 1):
        last = number == len(below)
        call.line(f"{indent}{corner if last else branch}{node.name}")
        _branch(call, machine, join(folder, node.name), indent + ("    " if last else line), files=files, plain=plain)


# --- forfiles ---


def _older(text: str, today: datetime) -> tuple[bool, datetime]:
    """``/d``: whether files from a day on are wanted, and the day."""
    sign, rest = text[:1], text[1:] if text[:1] in "+-" else text
    if rest.isdigit():
        days = timedelta(days=int(rest[:5]))
        return sign != "-", today - days if sign == "-" else today + days
    try:
        return sign != "-", datetime.strptime(rest, "%m/%d/%Y")
    except ValueError:
        raise ToolError(f"Invalid date specified.{usage('forfiles')}") from None


@PROGRAMS.program("forfiles.exe", folder="%SystemRoot%\\system32")
@refusing
def forfiles(call: ProgramCall) -> int:
    """Runs a command for each file that fits: by pattern (/m), below (/s), by date (/d)."""
    switches = options(call, "forfiles", ("s",), ("p", "m", "c", "d"), remote=False)
    machine, folder = place(call, switches.value("p", "."))
    if not machine.files.is_folder(folder):
        raise ToolError("The directory name is invalid.")
    if machine is not call.machine:
        raise NotEmulated("forfiles on a network path")
    command = switches.value("c", "cmd /c echo @file")
    pattern = switches.value("m", "*")
    day = _older(switches.value("d"), machine.local_time()) if switches.has("d") else None
    found = list(matching(machine, join(folder, pattern), deep=switches.has("s"), folders=True))
    if day is not None:
        later, limit = day
        found = [item for item in found if _on_side(item[1].modified, limit, later=later)]
    if not found:
        raise ToolError(f'Files of type "{pattern}" not found.')
    call.line()
    code = 0
    for full, node in found:
        line = _filled(command, folder, full, node)
        output = run(machine, line, call.logon, env=dict(call.env), cwd=ntpath.dirname(full), parent=call.process)
        call.out(output.stdout)
        call.err(output.stderr)
        code = output.exit_code
    return code


def _on_side(when: datetime, limit: datetime, *, later: bool) -> bool:
    return when.date() == limit.date() or (when.date() > limit.date()) is later


def _filled(command: str, folder: str, path: str, node: Node) -> str:
    stem, ending = ntpath.splitext(node.name)
    when = node.modified
    values = {
        "@relpath": f'".\\{ntpath.relpath(path, folder)}"',
        "@path": f'"{path}"',
        "@fname": f'"{stem}"',
        "@fsize": str(0 if node.is_folder else node.length),
        "@fdate": f"{when.month}/{when.day}/{when.year}",
        "@ftime": f"{when:%I:%M:%S %p}".lstrip("0"),
        "@file": f'"{node.name}"',
        "@ext": f'"{ending[1:]}"',
        "@isdir": str(node.is_folder).upper(),
    }
    for name, value in values.items():
        command = command.replace(name, value).replace(name.upper(), value)
    return command
