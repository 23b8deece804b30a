"""PowerShell consoles on the hosts, in the lab's process: what ``winlab shell`` talks to."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping, Sequence

from winlab.powershell.errors import ErrorRecord
from winlab.powershell.formatting import printed
from winlab.powershell.net.hosttypes import CONSOLE_WINDOW
from winlab.powershell.paths import location_text
from winlab.powershell.running import ProgressRecord
from winlab.powershell.runspace import CommandSpec, Pipeline, Runspace
from winlab.windows.changes import collecting, short
from winlab.windows.errors import LogonError, ProcessKilled, Win32Error
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.session import host_of, open_session
from winlab.winrm import threads

_PATH = "C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\powershell.exe"
_IDLE = 3600.0
_PIECE = 1024 * 1024


class ConsoleError(Exception):
    """A console that can't be."""


class Console:
    """One PowerShell on one host, and the text that it printed (it is the `Sink` of its pipelines)."""

    def __init__(self, machine: Machine, account: str, kind: str) -> None:
        try:
            self._logon = machine.users.logon(account, kind)
        except (LogonError, Win32Error) as error:
            raise ConsoleError(f"{account} can't log on to {machine.name}: {error}") from error
        if not machine.is_running:
            raise ConsoleError(f"{machine.name} is down")
        self.id = secrets.token_hex(8)
        self.used = time.monotonic()
        self.exit_code: int | None = None
        self._machine = machine
        self._process = machine.processes.start("powershell.exe", _PATH, _PATH, self._logon)
        self._session = open_session(machine, self._logon, process=self._process)
        self._runspace = Runspace(self._session)
        self._pipeline: Pipeline | None = None
        self._pieces: list[tuple[str, str]] = []
        self._news = threading.Condition()
        self._busy = False

    @property
    def account(self) -> str:
        """Who works here."""
        return self._logon.account

    # -- for the other side -----

    def run(self, text: str) -> None:
        """Starts a script; `read` gives what it prints.

        Raises:
            ConsoleError: one runs already, or the host went down.
        """
        with self._news:
            if self._busy:
                raise ConsoleError("a command runs already")
            if not self._process.is_running:
                raise ConsoleError("the console is gone: its host has restarted")
            self._busy = True
        self.exit_code = None
        told = f"{short(self.id)} <script of {len(text)} characters>"
        self._machine.lab.note(self._machine.name, self.account, "console", told)
        threads.start(f"console-{self.id}", lambda: self._work(text))

    def read(self, seconds: float) -> Mapping[str, object]:
        """What was printed since, as (stream, text); waits for something at most so long."""
        self.used = time.monotonic()
        with self._news:
            self._news.wait_for(lambda: self._pieces or not self._busy, seconds)
            taken: list[tuple[str, str]] = []
            size = 0
            while self._pieces and size < _PIECE:
                stream, text = self._pieces.pop(0)
                taken.append((stream, text[:_PIECE]))
                if len(text) > _PIECE:
                    self._pieces.insert(0, (stream, text[_PIECE:]))
                size += len(text)
            done = not self._busy and not self._pieces
        return {"pieces": taken, "done": done, "exit_code": self.exit_code, "place": self._place()}

    def stop(self) -> None:
        """Stops what runs."""
        pipeline = self._pipeline
        if pipeline is not None:
            pipeline.stop()
            host_of(self._session).stop()

    def close(self) -> None:
        """Ends the process."""
        self.stop()
        self._runspace.close()
        if self._process.is_running:
            self._machine.processes.end_with(self._process)

    def _place(self) -> str:
        return location_text(self._session)

    # -- the work -----

    def _work(self, text: str) -> None:
        name = short(self.id)
        try:
            with self._machine.clock.running(), collecting(self._machine.name) as changes:
                try:
                    self._carry_out(text)
                finally:
                    if told := changes.take():
                        self._machine.lab.note(self._machine.name, self.account, "changed", f"{name} {told}")
        except ProcessKilled:
            self._print("err", "the host went down\r\n")
            self.exit_code = 1
        except Exception as error:  # the one who waits must hear of our mistakes
            self._print("err", f"winlab: internal error: {type(error).__name__}: {error}\r\n")
            self.exit_code = 1
        finally:
            with self._news:
                self._busy = False
                self._pipeline = None
                self._news.notify_all()

    def _carry_out(self, text: str) -> None:
        host_of(self._session).interrupt.clear()
        commands = [CommandSpec(text, use_local_scope=False), CommandSpec("Out-Default", False)]
        self._pipeline = pipeline = self._runspace.pipeline(commands, None, self)
        pipeline.run()
        if pipeline.state == "Failed" and pipeline.reason is not None:
            self.error(pipeline.reason)
        if not self._process.is_running:
            raise ProcessKilled
        well = pipeline.state == "Completed" and self._session.success
        self.exit_code = pipeline.exit_code if pipeline.exit_code is not None else 0 if well else 1

    def _print(self, stream: str, text: str) -> None:
        with self._news:
            self._pieces.append((stream, text))
            self._news.notify_all()

    # -- streams -----

    def output(self, value: object) -> None:
        """Objects that no Out-Default took."""
        for line in printed(self._session, [value]):
            self._print("out", line + "\r\n")

    def error(self, record: ErrorRecord) -> None:
        """Prints an error record."""
        for line in printed(self._session, [record]):
            self._print("err", line + "\r\n")

    def warning(self, text: str) -> None:
        """``WARNING:``."""
        self._print("out", f"WARNING: {text}\r\n")

    def verbose(self, text: str) -> None:
        """``VERBOSE:``."""
        self._print("out", f"VERBOSE: {text}\r\n")

    def debug(self, text: str) -> None:
        """``DEBUG:``."""
        self._print("out", f"DEBUG: {text}\r\n")

    def progress(self, record: ProgressRecord) -> None:
        """Not shown."""

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """Text of Write-Host and Out-Default; nobody answers a Read-Host."""
        if method.startswith("WriteLine"):
            self._print("out", f"{args[-1] if args else ''}\r\n")
        elif method.startswith("Write"):
            self._print("out", str(args[-1]) if args else "")
        return CONSOLE_WINDOW.get(method)


class Consoles:
    """All consoles of a lab."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._open: dict[str, Console] = {}

    def open(self, host: str, account: str | None, kind: str) -> Console:
        """Opens a console as an account; without one as the account that administers the host.

        Raises:
            ConsoleError: no such host, no such account, or the host is down.
        """
        machine = self._lab.machines.get(host.upper())
        if machine is None:
            raise ConsoleError(f"there is no host {host}; hosts are {', '.join(self._lab.machines)}")
        self._drop_idle()
        console = Console(machine, account or machine.spec.remote_account or "Administrator", kind)
        self._open[console.id] = console
        self._lab.note(machine.name, console.account, "console", f"opened {short(console.id)} ({kind} logon)")
        return console

    def get(self, number: str) -> Console:
        """An open console.

        Raises:
            ConsoleError: there is none of that id.
        """
        if number not in self._open:
            raise ConsoleError("the console is closed")
        return self._open[number]

    def close(self, number: str) -> None:
        """Closes a console."""
        console = self._open.pop(number, None)
        if console is not None:
            console.close()

    def _drop_idle(self) -> None:
        now = time.monotonic()
        for number in [number for number, console in self._open.items() if now - console.used > _IDLE]:
            self.close(number)
