"""net.exe: one function a verb, declared in the modules beside this one.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/bb490949(v=technet.10) ;
layout of lists UNVERIFIED beyond what that page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands import net_texts
from winlab.windows.errors import TEXTS, Win32Error, text_of
from winlab.windows.programs import PROGRAMS, ProgramCall

DONE = "The command completed successfully."
LINE = "-" * 79
Verb = Callable[[ProgramCall, list[str]], int]
VERBS: dict[str, Verb] = {}


class NetError(Exception):
    """A request failed: net's own message and number."""

    def __init__(self, code: int, text: str = "") -> None:
        self.code = code
        self.text = text
        super().__init__(text)


class NetUsageError(Exception):
    """The command line is wrong; the text, if any, tells what of it."""


class NetWords:
    """Arguments of a verb: words, and options by name in lower case (an option's value stands behind a colon).

    Args:
        known: the options that the verb has; a unique beginning will do.

    Raises:
        NetUsageError: an option is unknown.
    """

    def __init__(self, args: Sequence[str], known: Sequence[str] = ()) -> None:
        self.words: list[str] = []
        self.options: dict[str, str] = {}
        for word in args:
            if not word.startswith("/"):
                self.words.append(word)
                continue
            name, _, value = word[1:].partition(":")
            fits = [option for option in known if option.startswith(name.lower())]
            if name.lower() in known:
                fits = [name.lower()]
            if len(fits) != 1 or not name:
                raise NetUsageError(f"The option /{name.upper()} is unknown.")
            self.options[fits[0]] = value.strip('"')


def verb(name: str) -> Callable[[Verb], Verb]:
    """Declares a verb of net.exe."""

    def declare(function: Verb) -> Verb:
        VERBS[name] = function
        return function

    return declare


@PROGRAMS.program("net.exe", folder="%SystemRoot%\\system32")
@PROGRAMS.program("net1.exe", folder="%SystemRoot%\\system32")
def net(call: ProgramCall) -> int:
    """Runs one verb; 2 when it fails, 1 when it is called wrongly, as the real one."""
    args = call.args
    name = args[0].lower() if args else ""
    if name not in net_texts.VERBS and name != "help":
        call.err(net_texts.syntax() + "\r\n")
        return 1
    if name == "help" or args[1:2] in (["/?"], ["/help"]):
        return _help(call, args[1] if name == "help" and len(args) > 1 else name)
    function = VERBS.get(name)
    if function is None:
        raise NotEmulated(f"net {name}")
    try:
        return function(call, args[1:])
    except NetUsageError as wrong:
        if str(wrong):
            call.err(f"{wrong}\r\n\r\n")
        call.err(net_texts.syntax(name) + "\r\n")
        if str(wrong):
            call.error_line("More help is available by typing NET HELPMSG 3506.\r\n")
        return 1
    except (NetError, Win32Error) as problem:
        return _failed(call, problem.code, problem.text)


def _failed(call: ProgramCall, code: int, told: str) -> int:
    text = told or net_texts.MESSAGES.get(code) or text_of(code)
    if code in net_texts.MESSAGES or 2100 <= code < 3000:
        call.error_line(f"{text}\r\n\r\nMore help is available by typing NET HELPMSG {code}.\r\n")
    else:
        call.error_line(f"System error {code} has occurred.\r\n\r\n{text}\r\n")
    return 2


def done(call: ProgramCall) -> int:
    """The closing sentence."""
    call.line(DONE + "\r\n")
    return 0


def empty(call: ProgramCall) -> int:
    """What a list says that has no entries."""
    call.line("There are no entries in the list.\r\n")
    return 0


def _help(call: ProgramCall, name: str) -> int:
    if name.lower() not in net_texts.VERBS:
        call.out(net_texts.syntax() + "\r\n")
        call.line("NET HELP command | MORE displays Help one screen at a time.\r\n")
        return 0
    call.out(net_texts.syntax(name) + "\r\n")
    return 0


@verb("helpmsg")
def helpmsg(call: ProgramCall, args: list[str]) -> int:
    """Explains an error number."""
    if not args or not args[0].isdigit():
        raise NetUsageError
    number = int(args[0][:9])
    text = net_texts.MESSAGES.get(number) or TEXTS.get(number)
    if text is None:
        raise NetError(3871, f"{number} is not a valid Windows network message number.")
    call.line(f"\r\n{text}\r\n")
    return 0
