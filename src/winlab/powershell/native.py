"""Native programs in pipelines."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.binding import MISSING, Argument
from winlab.powershell.errors import ErrorRecord, NetException
from winlab.powershell.positions import CallPlace
from winlab.powershell.processors import Processor
from winlab.powershell.scopes import Frame
from winlab.powershell.text import to_text
from winlab.powershell.values import ArrayList

REMOTE = "System.Management.Automation.RemoteException"


class ProgramRun(Processor):
    """A call of a program: input as text lines, output as lines, stderr as error records."""

    def __init__(self, frame: Frame, path: str, arguments: Sequence[Argument], place: CallPlace) -> None:
        super().__init__(frame)
        self.path = path
        self.arguments = arguments
        self.place = place
        self.input: list[str] = []

    def process(self, value: object) -> None:
        """Keeps a line for the program's input."""
        self.input.append(to_text(value))

    def finish(self) -> None:
        """Runs the program."""
        from winlab.powershell.failures import show
        from winlab.powershell.paths import current_directory

        session = self.session
        words = argument_words(self.arguments)
        result = session.host.run_program(
            self.path,
            words,
            " ".join(quoted(word) for word in words),
            self.input,
            current_directory(session),
            dict(session.host.environment()),
        )
        for line in lines(result.stdout):
            self.out(line)
        first = True
        for line in lines(result.stderr):
            exception = NetException(REMOTE, line)
            record = ErrorRecord(
                exception, "NativeCommandError" if first else "NativeCommandErrorMessage", "NotSpecified", line
            )
            first = False
            show(session, record)
        session.scope.put("LASTEXITCODE", result.exit_code)
        self.had_error = result.exit_code != 0


def lines(text: str) -> list[str]:
    """The lines of a program's output."""
    if not text:
        return []
    found = text.replace("\r\n", "\n").split("\n")
    return found[:-1] if found[-1] == "" else found


def argument_words(arguments: Sequence[Argument]) -> list[str]:
    """The words of the command line as PowerShell 2.0 makes them: parameters as written, arrays spread out."""
    words: list[str] = []
    for argument in arguments:
        if argument.name is not None:
            word = argument.name if argument.name == "--" else "-" + argument.name
            if argument.value is MISSING:
                words.append(word)
            elif argument.splat:
                words.append(f"{word}:{to_text(argument.value)}")
            else:
                words.append(f"{word}:{to_text(argument.value)}")
            continue
        value = argument.value
        if value is None:
            continue
        items = value if isinstance(value, list) else value.items if isinstance(value, ArrayList) else [value]
        words.extend(to_text(item) for item in items if item is not None)
    return words


def quoted(word: str) -> str:
    """A word on the command line: in quotes when it has blanks and none yet; inner quotes stay as they are.

    Source: https://github.com/PowerShell/PowerShell/issues/1995 describes this long-standing behaviour.
    """
    if not word or ((" " in word or "\t" in word) and not word.startswith('"')):
        return f'"{word}"'
    return word
