"""Built-ins of cmd.exe that work on files."""

from __future__ import annotations

import ntpath
from typing import TYPE_CHECKING

from winlab.cmd.loops import matching
from winlab.cmd.registry import builtin, done
from winlab.cmd.words import switches, words

if TYPE_CHECKING:
    from winlab.cmd.interpreter import Interpreter

_SYNTAX = "The syntax of the command is incorrect."
_NO_FILE = "The system cannot find the file specified."
_NO_PATH = "The system cannot find the path specified."


def _files(shell: Interpreter, pattern: str, folders: bool | None = False) -> list[str]:
    """Absolute paths that fit a pattern or name."""
    if "*" in pattern or "?" in pattern:
        return [shell.full(item) for item in matching(shell, pattern, folders)]
    path = shell.full(pattern)
    return [path] if shell.system.disk.is_file(path) else []


@builtin("type")
def type_files(shell: Interpreter, tail: str) -> int:
    """``type``."""
    names = switches(words(tail))[0]
    if not names:
        return shell.fail(_SYNTAX)
    code = 0
    for name in names:
        found = _files(shell, name)
        if not found:
            code = shell.fail(_NO_FILE)
        for path in found:
            if len(names) > 1 or "*" in name or "?" in name:
                shell.streams.err(f"\r\n{name if len(found) == 1 else ntpath.basename(path)}\r\n\r\n\r\n")
            data = shell.system.disk.read(path)
            encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else shell.codepage
            shell.streams.out(data.decode(encoding, "replace"))
    shell.errorlevel = code
    return code


@builtin("copy")
def copy_files(shell: Interpreter, tail: str) -> int:
    """``copy``."""
    plain, _ = switches(words(tail))
    plain = [item for item in plain if item != "+"] if "+" not in tail else plain
    if not plain:
        return shell.fail(_SYNTAX)
    source, target = plain[0], plain[1] if len(plain) > 1 else "."
    disk = shell.system.disk
    if "+" in source:
        return _join(shell, source.split("+"), target)
    if disk.is_folder(shell.full(source)):
        source = ntpath.join(source, "*")
    found = _files(shell, source)
    if not found:
        return shell.fail(_NO_FILE)
    into = shell.full(target)
    if target.endswith("\\") and not disk.is_folder(into):
        return shell.fail(_NO_PATH)
    for path in found:
        if len(found) > 1 or "*" in source:
            shell.streams.out(path + "\r\n")
        disk.copy(path, _target_of(shell, path, into, target))
    shell.streams.out(f"{len(found):>9} file(s) copied.\r\n")
    return done(shell)


def _join(shell: Interpreter, sources: list[str], target: str) -> int:
    data = b"".join(shell.system.disk.read(path) for item in sources for path in _files(shell, item))
    shell.system.disk.write(shell.full(target), data, False)
    shell.streams.out(f"{1:>9} file(s) copied.\r\n")
    return done(shell)


def _target_of(shell: Interpreter, path: str, into: str, target: str) -> str:
    if shell.system.disk.is_folder(into):
        return ntpath.join(into, ntpath.basename(path))
    if "*" in target:
        stem, extension = ntpath.splitext(ntpath.basename(path))
        wanted_stem, wanted_extension = ntpath.splitext(ntpath.basename(into))
        name = wanted_stem.replace("*", stem) + wanted_extension.replace("*", extension.lstrip("."))
        return ntpath.join(ntpath.dirname(into), name)
    return into


@builtin("move")
def move_files(shell: Interpreter, tail: str) -> int:
    """``move``."""
    plain, _ = switches(words(tail))
    if len(plain) != 2:
        return shell.fail(_SYNTAX)
    disk = shell.system.disk
    source = shell.full(plain[0])
    into = shell.full(plain[1])
    if disk.is_folder(source):
        disk.move(source, ntpath.join(into, ntpath.basename(source)) if disk.is_folder(into) else into)
        shell.streams.out(f"{1:>9} dir(s) moved.\r\n")
        return done(shell)
    found = _files(shell, plain[0])
    if not found:
        return shell.fail(_NO_FILE)
    for path in found:
        target = _target_of(shell, path, into, plain[1])
        if disk.is_file(target) and target.lower() != path.lower():
            disk.remove(target)
        disk.move(path, target)
    shell.streams.out(f"{len(found):>9} file(s) moved.\r\n")
    return done(shell)


@builtin("ren", "rename")
def rename_file(shell: Interpreter, tail: str) -> int:
    """``ren``, ``rename``."""
    plain, _ = switches(words(tail))
    if len(plain) != 2 or "\\" in plain[1]:
        return shell.fail(_SYNTAX)
    disk = shell.system.disk
    path = shell.full(plain[0])
    found = [path] if disk.is_folder(path) else _files(shell, plain[0])
    if not found:
        return shell.fail(_NO_FILE)
    for item in found:
        target = _target_of(shell, item, ntpath.join(ntpath.dirname(item), plain[1]), plain[1])
        if disk.is_file(target) or disk.is_folder(target):
            return shell.fail("A duplicate file name exists, or the file\r\ncannot be found.")
        disk.move(item, target)
    return done(shell)


@builtin("del", "erase")
def delete_files(shell: Interpreter, tail: str) -> int:
    """``del``, ``erase``."""
    names, flags = switches(words(tail))
    if not names:
        return shell.fail(_SYNTAX)
    disk = shell.system.disk
    for name in names:
        if disk.is_folder(shell.full(name)):
            name = ntpath.join(name, "*")
        found = _files(shell, name)
        if "/s" in flags:
            found += _below(shell, shell.full(ntpath.dirname(name) or "."), ntpath.basename(name))
        if not found:
            # A missing file is told, but is no error level.
            shell.streams.err(f"Could Not Find {shell.full(name)}\r\n")
        for path in found:
            disk.remove(path)
    return done(shell)


def _below(shell: Interpreter, folder: str, pattern: str) -> list[str]:
    found: list[str] = []
    for entry in shell.system.disk.entries(folder):
        if entry.is_folder:
            path = ntpath.join(folder, entry.name)
            found += _files(shell, ntpath.join(path, pattern))
            found += _below(shell, path, pattern)
    return found


@builtin("md", "mkdir")
def make_folders(shell: Interpreter, tail: str) -> int:
    """``md``, ``mkdir``."""
    names = switches(words(tail))[0]
    if not names:
        return shell.fail(_SYNTAX)
    disk = shell.system.disk
    for name in names:
        path = shell.full(name)
        if disk.is_folder(path) or disk.is_file(path):
            return shell.fail(f"A subdirectory or file {name} already exists.")
        missing = []
        while not disk.is_folder(path) and ntpath.dirname(path) != path:
            missing.append(path)
            path = ntpath.dirname(path)
        for folder in reversed(missing):
            disk.make_folder(folder)
    return done(shell)


@builtin("rd", "rmdir")
def remove_folders(shell: Interpreter, tail: str) -> int:
    """``rd``, ``rmdir``."""
    names, flags = switches(words(tail))
    if not names:
        return shell.fail(_SYNTAX)
    disk = shell.system.disk
    for name in names:
        path = shell.full(name)
        if not disk.is_folder(path):
            return shell.fail(_NO_FILE, 2)
        if disk.entries(path) and "/s" not in flags:
            return shell.fail("The directory is not empty.", 145)
        if "/s" in flags and "/q" not in flags:
            shell.streams.out(f"{name}, Are you sure (Y/N)? ")
            if not shell.streams.read().strip().lower().startswith("y"):
                continue
        disk.remove_folder(path, "/s" in flags)
    return done(shell)
