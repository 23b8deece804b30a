"""``winlab shell``: PowerShell on a host."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from winlab.powershell.syntax.parser import parse
from winlab.powershell.syntax.tokens import ParseFailure
from winlab.process.command import FAILED, OK, USAGE, CommandError, complain, existing, needed, say
from winlab.process.control import ControlError, ask
from winlab.process.folder import DaemonRecord

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
_STOPPED = 130


def add_shell(add: Add) -> None:
    """Adds the command."""
    parser = add("shell", _shell, "PowerShell on a host: a prompt, a command (-c), or standard input")
    parser.add_argument("host")
    parser.add_argument("-c", "--command", dest="text", metavar="TEXT", help="run this and end with its exit code")
    parser.add_argument("--account", metavar="ACCOUNT", help="as whom; SYSTEM, too (default: who administers the host)")
    parser.add_argument(
        "--over",
        choices=("console", "winrm"),
        default="console",
        help="console: inside the lab, as if at the host's screen, with the right to go on to other hosts; winrm: as a "
        "remoting client over the wire (default: %(default)s)",
    )


class _Place(Protocol):
    """Somewhere scripts run one after the other."""

    prompt: str

    def run(self, text: str) -> int:
        """Runs a script, prints what it prints, and gives its exit code."""

    def close(self) -> None: ...


def _shell(options: argparse.Namespace) -> int:
    record = needed(existing(options))
    place: _Place
    if options.over == "winrm":
        place = _Remote(record, options.host, options.account)
    else:
        place = _Console(record, options.host, options.account)
    try:
        if options.text is not None:
            return place.run(options.text)
        if not sys.stdin.isatty():
            return place.run(sys.stdin.read())
        return _interact(place)
    finally:
        place.close()


def _interact(place: _Place) -> int:
    with contextlib.suppress(ImportError):
        # Line editing and history for input().
        __import__("readline")
    say("end with exit or Ctrl-D; Ctrl-C stops a command")
    for text in _statements(place):
        if text.strip().lower() == "exit":
            break
        if text.strip():
            place.run(text)
    return OK


def _statements(place: _Place) -> Iterator[str]:
    """What is typed, one whole statement after the other."""
    lines: list[str] = []
    while True:
        try:
            lines.append(input(">> " if lines else place.prompt))
        except KeyboardInterrupt:
            lines.clear()
            say("")
            continue
        except EOFError:
            say("")
            return
        # A statement that needs more ends with an empty line, as at PowerShell's own prompt.
        if lines[-1] and _is_incomplete("\n".join(lines)):
            continue
        yield "\n".join(lines)
        lines.clear()


def _is_incomplete(text: str) -> bool:
    try:
        parse(text)
    except ParseFailure as failure:
        return any(error.incomplete for error in failure.errors)
    return False


class _Console:
    """A console in the lab's process, over the control channel."""

    def __init__(self, record: DaemonRecord, host: str, account: str | None) -> None:
        self._record = record
        try:
            opened = ask(record, "shell-open", host=host, account=account)
        except ControlError as error:
            raise CommandError(USAGE if "there is no host" in str(error) else FAILED, _plain(error)) from error
        self._id = opened["id"]
        self._host = host.upper()
        self.prompt = self._prompt(opened)

    def run(self, text: str) -> int:
        answer = ask(self._record, "shell-run", id=self._id, text=text)
        stopped = False
        while True:
            try:
                _print(cast("list[list[str]]", answer["pieces"]))
                if answer["done"]:
                    break
                answer = ask(self._record, "shell-read", id=self._id)
            except KeyboardInterrupt:
                if stopped:
                    raise
                stopped = True
                answer = ask(self._record, "shell-stop", id=self._id)
        self.prompt = self._prompt(answer)
        return _STOPPED if stopped else cast("int", answer["exit_code"] or OK)

    def close(self) -> None:
        with contextlib.suppress(ControlError):
            ask(self._record, "shell-close", id=self._id)

    def _prompt(self, answer: dict[str, object]) -> str:
        return f"[{self._host}] PS {answer['place']}> "


class _Remote:
    """A runspace over WinRM."""

    def __init__(self, record: DaemonRecord, host: str, account: str | None) -> None:
        from pypsrp.powershell import RunspacePool
        from pypsrp.wsman import WSMan

        answer = ask(record, "list")
        hosts = cast("list[dict[str, object]]", answer["hosts"])
        found = next((item for item in hosts if str(item["name"]).upper() == host.upper()), None)
        if found is None:
            names = ", ".join(str(item["name"]) for item in hosts)
            raise CommandError(USAGE, f"there is no managed host {host}; hosts are {names}")
        account = account or str(found["username"])
        known = {str(item["username"]).upper(): str(item["password"]) for item in [*hosts, *_accounts(answer)]}
        password = known.get(account.upper())
        if password is None:
            raise CommandError(
                FAILED, f"the password of {account} is not known; `winlab list --json` names the accounts"
            )
        self.prompt = f"[{host.upper()}] PS> "
        self._wsman = WSMan(
            "127.0.0.1",
            port=cast("int", found["port"]),
            ssl=False,
            auth="ntlm",
            username=account,
            password=password,
            no_proxy=True,
        )
        self._pool = RunspacePool(self._wsman)
        try:
            self._pool.open()
        except Exception as error:  # whatever a client library raises, the user gets one line
            raise CommandError(FAILED, f"no session on {host}: {error}") from error

    def run(self, text: str) -> int:
        from pypsrp.powershell import PowerShell

        with PowerShell(self._pool) as shell:
            shell.add_script(text, use_local_scope=False)
            shell.add_cmdlet("Out-String").add_parameter("Stream", True)
            try:
                shell.invoke()
            except Exception as error:
                complain(str(error))
                return FAILED
            for line in shell.output:
                say(line)
            for record in shell.streams.error:
                sys.stderr.write(f"{record}\n")
            return FAILED if shell.had_errors else OK

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._pool.close()
        self._wsman.close()


def _accounts(answer: dict[str, object]) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", answer["accounts"])


def _print(pieces: list[list[str]]) -> None:
    for stream, text in pieces:
        target = sys.stderr if stream == "err" else sys.stdout
        target.write(text.replace("\r\n", "\n"))
        target.flush()


def _plain(error: ControlError) -> str:
    return str(error).partition(": ")[2] or str(error)
