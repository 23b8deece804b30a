"""The command line of powershell.exe 2.0.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe (of
it what 2.0 has). Parameters may be shortened while they stay unique; what has no parameter is the command.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

_WITH_VALUE = (
    "psconsolefile",
    "version",
    "inputformat",
    "outputformat",
    "windowstyle",
    "configurationname",
    "encodedcommand",
    "file",
    "executionpolicy",
    "command",
)
_FLAGS = ("nologo", "noexit", "sta", "mta", "noprofile", "noninteractive", "help")
# Short forms that powershell.exe takes although they are no unique prefix.
_SHORT = {
    "c": "command",
    "e": "encodedcommand",
    "ec": "encodedcommand",
    "en": "encodedcommand",
    "enc": "encodedcommand",
    "ex": "executionpolicy",
    "ep": "executionpolicy",
    "f": "file",
    "i": "inputformat",
    "if": "inputformat",
    "o": "outputformat",
    "of": "outputformat",
    "v": "version",
    "w": "windowstyle",
    "nop": "noprofile",
    "nol": "nologo",
    "noe": "noexit",
    "noni": "noninteractive",
    "h": "help",
    "?": "help",
}


class ArgumentsError(ValueError):
    """The command line is wrong; the text is what powershell.exe prints."""


@dataclass
class Arguments:
    """What a command line asks for; at most one of command, file and ``read_stdin``."""

    command: str | None = None
    file: str | None = None
    file_arguments: list[str] = field(default_factory=list)
    read_stdin: bool = False
    interactive: bool = True
    profile: bool = True
    no_exit: bool = False
    logo: bool = True
    help: bool = False
    execution_policy: str | None = None
    version: str | None = None
    input_format: str | None = None
    output_format: str | None = None


def parse(words: list[str]) -> Arguments:
    """Reads the arguments (quotes already resolved).

    Raises:
        ArgumentsError: unknown parameter, missing or malformed value.
    """
    result = Arguments()
    at = 0
    while at < len(words):
        word = words[at]
        if word[:1] not in ("-", "/") or word == "-":
            _take_command(result, words[at:])
            return result
        name = _name(word[1:].lower())
        if name is None:
            # what is no parameter begins the command
            _take_command(result, words[at:])
            return result
        at += 1
        if name in _FLAGS:
            _set_flag(result, name)
            continue
        if name == "command":
            if at >= len(words):
                raise ArgumentsError(_MISSING[name])
            _take_command(result, words[at:])
            return result
        if at >= len(words):
            raise ArgumentsError(_MISSING.get(name, f"The parameter -{name} needs a value."))
        if name == "file":
            result.file = words[at]
            result.file_arguments = words[at + 1 :]
            return result
        _set_value(result, name, words[at])
        at += 1
    if result.command is None:
        result.read_stdin = True
    return result


_MISSING = {
    "command": "Cannot process the command because of a missing parameter. A command must follow -Command.",
    "encodedcommand": "Cannot process the command because -EncodedCommand requires a value.",
    "file": "The -File parameter requires a file path.",
    "executionpolicy": "Cannot process the command because of a missing parameter. An execution policy "
    "must follow "
    "-ExecutionPolicy.",
}


def _name(given: str) -> str | None:
    if given in _SHORT:
        return _SHORT[given]
    found = [name for name in (*_WITH_VALUE, *_FLAGS) if name.startswith(given)]
    return found[0] if len(found) == 1 else None


def _take_command(result: Arguments, words: list[str]) -> None:
    if words == ["-"]:
        result.read_stdin, result.logo = True, False
    else:
        result.command = " ".join(words)


def _set_flag(result: Arguments, name: str) -> None:
    if name == "noninteractive":
        result.interactive = False
    elif name == "noprofile":
        result.profile = False
    elif name == "noexit":
        result.no_exit = True
    elif name == "nologo":
        result.logo = False
    elif name == "help":
        result.help = True


def _set_value(result: Arguments, name: str, value: str) -> None:
    if name == "encodedcommand":
        try:
            result.command = base64.b64decode(value, validate=True).decode("utf-16-le")
        except (binascii.Error, ValueError) as error:
            raise ArgumentsError(
                "Cannot process the command because the value specified with -EncodedCommand is not properly "
                "encoded. The value must be Base64 encoded."
            ) from error
    elif name == "executionpolicy":
        result.execution_policy = value
    elif name == "version":
        result.version = value
    elif name == "inputformat":
        result.input_format = value.lower()
    elif name == "outputformat":
        result.output_format = value.lower()
