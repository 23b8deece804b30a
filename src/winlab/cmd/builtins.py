"""The commands inside cmd.exe.

Texts as Server 2003 prints them; reference: https://learn.microsoft.com/windows-server/administration/windows-commands/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from winlab.cmd import arithmetic
from winlab.cmd.registry import TABLE, builtin, done
from winlab.cmd.words import name_and_tail, switches, unquoted, words

if TYPE_CHECKING:
    from winlab.cmd.interpreter import Interpreter
    from winlab.cmd.system import VolumeInfo


@builtin("echo")
def echo(shell: Interpreter, tail: str) -> int:
    """``echo``."""
    text = tail[1:] if tail[:1] in (" ", "\t", ",", ";", "=", ".", "/", ":", "(", "+", "[", "]", "\\") else tail
    word = text.strip().lower()
    if not tail.strip() and tail[:1] not in (".", ":", "/"):
        shell.streams.out(f"ECHO is {'on' if shell.echo else 'off'}.\r\n")
    elif tail[:1] in (" ", "\t") and word in ("on", "off"):
        shell.echo = word == "on"
    else:
        shell.streams.out(text + "\r\n")
    return 0


@builtin("rem", "title", "cls", "prompt", "verify", "break", "color")
def ignored(shell: Interpreter, tail: str) -> int:
    """``rem``, ``title``, ``cls``, ``prompt``, ``verify``, ``break``, ``color``."""
    return 0


@builtin("cd", "chdir")
def change_directory(shell: Interpreter, tail: str) -> int:
    """``cd``, ``chdir``."""
    text = tail.strip()
    if text.lower().startswith("/d"):
        text = text[2:].strip()
    if not text:
        shell.streams.out(shell.directory + "\r\n")
        return done(shell)
    path = shell.full(text.rstrip() if not text.startswith('"') else text)
    if not shell.system.disk.is_folder(path):
        return shell.fail("The system cannot find the path specified.")
    shell.directory = path
    return done(shell)


def change_drive(shell: Interpreter, name: str) -> int:
    """``D:``."""
    root = name.upper() + "\\"
    if not shell.system.disk.is_folder(root):
        return shell.fail("The system cannot find the drive specified.")
    if shell.directory[:2].upper() != name.upper():
        shell.directory = root
    return done(shell)


@builtin("pushd")
def push_directory(shell: Interpreter, tail: str) -> int:
    """``pushd``."""
    before = shell.directory
    if tail.strip() and change_directory(shell, tail):
        return shell.errorlevel
    shell.folders.append(before)
    return done(shell)


@builtin("popd")
def pop_directory(shell: Interpreter, tail: str) -> int:
    """``popd``."""
    if shell.folders:
        shell.directory = shell.folders.pop()
    return done(shell)


@builtin("set")
def set_variables(shell: Interpreter, tail: str) -> int:
    """``set``."""
    # Blanks at the end belong to the value.
    text = tail.lstrip()
    if text.lower().startswith("/a"):
        return _set_number(shell, text[2:])
    if text.lower().startswith("/p"):
        return _ask(shell, text[2:].lstrip())
    name, equals, value = _assignment(text)
    if equals:
        shell.set_variable(name, value or None)
        return done(shell)
    found = [
        f"{key}={shell.environment[key]}\r\n"
        for key in sorted(shell.environment, key=str.lower)
        if key.lower().startswith(name.rstrip().lower())
    ]
    if not found:
        return shell.fail(f"Environment variable {name.rstrip()} not defined")
    shell.streams.out("".join(found))
    return done(shell)


def _assignment(text: str) -> tuple[str, str, str]:
    if text.startswith('"'):
        # ``set "name=value" rest``: the value ends at the last quote.
        end = text.rfind('"')
        text = text[1:end] if end > 0 else text[1:]
    name, equals, value = text.partition("=")
    return name, equals, value


def _set_number(shell: Interpreter, text: str) -> int:
    try:
        value = arithmetic.evaluate(unquoted(text).strip(), shell.variable, shell.set_variable)
    except arithmetic.ExpressionError as error:
        return shell.fail(str(error), error.code)
    if shell.batch is None:
        shell.streams.out(str(value))
    return done(shell)


def _ask(shell: Interpreter, text: str) -> int:
    name, _, question = _assignment(text)
    shell.streams.out(unquoted(question))
    answer = shell.streams.read().rstrip("\r\n")
    if not answer:
        shell.errorlevel = 1
        return 1
    shell.set_variable(name, answer)
    return done(shell)


@builtin("exit")
def leave(shell: Interpreter, tail: str) -> int:
    """``exit``."""
    from winlab.cmd.interpreter import EndOfBatchError, ExitError

    items = words(tail)
    only_batch = bool(items) and items[0].lower() == "/b"
    rest = items[1:] if only_batch else items
    if rest:
        shell.errorlevel = arithmetic.integer(rest[0])
    if only_batch and shell.batch is not None:
        raise EndOfBatchError
    raise ExitError(shell.errorlevel)


@builtin("call")
def call(shell: Interpreter, tail: str) -> int:
    """``call``."""
    # The line is expanded once more: ``call echo %%name%%``.
    arguments = shell.batch.arguments if shell.batch else None
    text = shell.line_expanded(tail, arguments).strip()
    if text.startswith(":"):
        label, _, rest = text.partition(" ")
        return shell.call_label(label, rest)
    name, rest = name_and_tail(text, frozenset(TABLE))
    function = TABLE.get(name.lower())
    if function is not None:
        return function(shell, rest)
    path = shell.system.find_program(name, shell.directory, shell.environment)
    if path is not None and shell.system.is_batch(path):
        shell.run_batch(path, rest)
        return shell.errorlevel
    return shell.call_program(name, rest)


@builtin("goto")
def go_to(shell: Interpreter, tail: str) -> int:
    """``goto``."""
    from winlab.cmd.interpreter import GotoError

    label = tail.strip().lstrip(":").split(" ")[0]
    if shell.batch is None:
        return 0
    raise GotoError(label)


@builtin("shift")
def shift(shell: Interpreter, tail: str) -> int:
    """``shift``."""
    if shell.batch is not None:
        match = re.match(r"\s*/([0-8])", tail)
        start = int(match[1]) if match else 0
        if start < len(shell.batch.arguments.values):
            del shell.batch.arguments.values[start]
    return done(shell)


@builtin("setlocal")
def set_local(shell: Interpreter, tail: str) -> int:
    """``setlocal``."""
    choice = {"enabledelayedexpansion": True, "disabledelayedexpansion": False}
    delayed = next((choice[word.lower()] for word in words(tail) if word.lower() in choice), None)
    if shell.batch is not None:
        shell.begin_local(delayed)
    return done(shell)


@builtin("endlocal")
def end_local(shell: Interpreter, tail: str) -> int:
    """``endlocal``."""
    if shell.batch is not None:
        shell.end_local()
    return done(shell)


@builtin("start")
def start(shell: Interpreter, tail: str) -> int:
    """``start``."""
    text = tail.strip()
    if text.startswith('"'):
        # The first quoted argument is the window's title.
        text = text[text.find('"', 1) + 1 :].strip() if text.count('"') > 1 else ""
    wait = False
    directory = shell.directory
    while text.startswith("/"):
        option, _, text = text.partition(" ")
        text = text.strip()
        wait = wait or option.lower() in ("/w", "/wait")
        if option.lower().startswith("/d"):
            folder = option[2:]
            if not folder:
                folder, _, text = text.partition(" ")
            directory = shell.full(folder)
    name, rest = name_and_tail(text, frozenset())
    path = shell.system.find_program(name, directory, shell.environment)
    if path is None:
        return shell.fail(f"The system cannot find the file {name}.", 9059)
    if wait:
        shell.errorlevel = shell.system.run(path, rest.strip(), directory, shell.environment, shell.streams)
        return shell.errorlevel
    shell.system.start(path, rest.strip(), directory, shell.environment)
    return done(shell)


@builtin("pause")
def pause(shell: Interpreter, tail: str) -> int:
    """``pause``."""
    shell.streams.out("Press any key to continue . . . ")
    shell.streams.read()
    shell.streams.out("\r\n")
    return 0


@builtin("ver")
def version(shell: Interpreter, tail: str) -> int:
    """``ver``."""
    shell.streams.out(f"\r\nMicrosoft Windows [Version {shell.system.version}]\r\n")
    return done(shell)


@builtin("date")
def show_date(shell: Interpreter, tail: str) -> int:
    """``date``."""
    return _show_time(shell, tail, "%a %m/%d/%Y", "date")


@builtin("time")
def show_time(shell: Interpreter, tail: str) -> int:
    """``time``."""
    return _show_time(shell, tail, "%I:%M %p", "time")


def _show_time(shell: Interpreter, tail: str, form: str, what: str) -> int:
    if switches(words(tail))[1] != ["/t"]:
        return shell.fail(f"winlab: not emulated: setting the {what}")
    shell.streams.out(shell.system.now().strftime(form) + "\r\n")
    return done(shell)


@builtin("path")
def search_path(shell: Interpreter, tail: str) -> int:
    """``path``."""
    text = tail.strip().lstrip("=").strip()
    if text:
        shell.set_variable("PATH", None if text == ";" else text)
    else:
        shell.streams.out(f"PATH={shell.variable('PATH') or '(null)'}\r\n")
    return done(shell)


@builtin("vol")
def volume(shell: Interpreter, tail: str) -> int:
    """``vol``."""
    drive = tail.strip().upper()[:2] or shell.directory[:2]
    found = shell.system.disk.volume(drive)
    if found is None:
        return shell.fail("The system cannot find the path specified.")
    shell.streams.out(volume_lines(drive, found))
    return done(shell)


def volume_lines(drive: str, found: VolumeInfo) -> str:
    """Label and serial number, as ``vol`` and ``dir`` show them."""
    label = f"is {found.label}" if found.label else "has no label."
    return f" Volume in drive {drive[:1]} {label}\r\n Volume Serial Number is {found.serial}\r\n"


_ENDINGS = {
    ".bat": ("batfile", '"%1" %*'),
    ".cmd": ("cmdfile", '"%1" %*'),
    ".com": ("comfile", '"%1" %*'),
    ".exe": ("exefile", '"%1" %*'),
    ".reg": ("regfile", 'regedit.exe "%1"'),
    ".txt": ("txtfile", "%SystemRoot%\\system32\\NOTEPAD.EXE %1"),
    ".vbs": ("VBSFile", '%SystemRoot%\\System32\\WScript.exe "%1" %*'),
}


@builtin("assoc")
def associations(shell: Interpreter, tail: str) -> int:
    """``assoc``: the kinds of files of a fresh system."""
    return _associated(shell, tail, {ending: kind for ending, (kind, _) in _ENDINGS.items()}, "extension")


@builtin("ftype")
def file_types(shell: Interpreter, tail: str) -> int:
    """``ftype``: what opens them."""
    return _associated(shell, tail, dict(_ENDINGS.values()), "type")


def _associated(shell: Interpreter, tail: str, known: dict[str, str], what: str) -> int:
    wanted = tail.strip()
    if "=" in wanted:
        return shell.fail(f"winlab: not emulated: setting a file {what}")
    found = {name: value for name, value in known.items() if wanted.lower() in ("", name.lower())}
    if not found and what == "extension":
        return shell.fail(f"File association not found for extension {wanted}")
    if not found:
        return shell.fail(f"File type '{wanted}' not found or no open command associated with it.", 2)
    shell.streams.out("".join(f"{name}={value}\r\n" for name, value in found.items()))
    return done(shell)
