"""One run of setup: who runs it where, what it writes to the console and to its log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from winlab.directory.connection import DirectoryConnection
from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Caller, Forest, Member
from winlab.exchange.levels import ExchangeLevel
from winlab.exchange.setup.commandline import SetupRequest
from winlab.exchange.setup.console import SetupConsole

LOG_FOLDER = r"C:\ExchangeSetupLogs"
LOG_FILE = LOG_FOLDER + r"\ExchangeSetup.log"


class SetupError(Exception):
    """A task of setup failed.

    Attributes:
        text: What is printed under the step that failed.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def log_line(now: datetime, depth: int, text: str) -> str:
    """One line of ExchangeSetup.log.

    Form as in https://blogs.technet.microsoft.com/benw/2007/08/06/exchange-2007-cluster-setup-did-it-complete/
    """
    hour = now.hour % 12 or 12
    half = "AM" if now.hour < 12 else "PM"
    stamp = f"{now.month}/{now.day}/{now.year} {hour}:{now.minute:02}:{now.second:02} {half}"
    return f"[{stamp}] [{depth}] {text}"


@dataclass
class SetupRun:
    """What all parts of one run share.

    Attributes:
        wait: Lets virtual time pass; raises when the process is killed.
        append_log: Adds text to ExchangeSetup.log.
        now: Virtual time.
    """

    request: SetupRequest
    level: ExchangeLevel
    forest: Forest
    logon: Caller
    machine: Member
    console: SetupConsole
    wait: Callable[[float], None]
    append_log: Callable[[str], None]
    now: Callable[[], datetime]
    warnings: list[str] = field(default_factory=list)

    def log(self, text: str, depth: int = 0) -> None:
        """Adds a line to ExchangeSetup.log."""
        self.append_log(log_line(self.now(), depth, text) + "\r\n")

    def bind(self, *, domain: str | None = None, dc: str | None = None) -> DirectoryConnection:
        """A connection to a controller: the one named, else /DomainController, else of the domain.

        Raises:
            SetupError: none can be used.
        """
        wanted = dc or (self.request.value("DomainController") if domain is None else None)
        try:
            return self.forest.bind(self.logon, wanted, self.machine, domain=domain)
        except DirectoryError as error:
            raise SetupError(directory_failure(wanted or domain or "", error)) from error

    def step(self, name: str, work: Callable[[], None]) -> None:
        """Does a step under its progress line; a failure ends the line with FAILED.

        Raises:
            SetupError: the step failed; its text has been printed.
        """
        self.console.begin(name)
        self.log(f"Beginning processing: {name}", 1)
        try:
            work()
        except (SetupError, DirectoryError) as problem:
            text = problem.text if isinstance(problem, SetupError) else directory_failure("", problem)
            self.console.end("FAILED")
            self.console.line("     " + text)
            self.log(f"[ERROR] {text}", 2)
            raise SetupError(text) from problem
        self.console.end("COMPLETED")
        for text in self.warnings:
            self.console.line(" " + text)
            self.log(f"[WARNING] {text}", 2)
        self.warnings.clear()
        self.log(f"Ending processing: {name}", 1)


def directory_failure(where: str, error: DirectoryError) -> str:
    """The text of a failed directory operation.

    Shape of https://dirteam.com/sander/2013/07/26/knowledgebase-quot-organization-preparation-failed-quot-error-when-you-install-exchange-server-2007-or-2010/
    """
    place = f" on {where}" if where else ""
    about = f" ({error.detail})" if error.detail else ""
    return (
        f"Active Directory operation failed{place}. This error is not retriable. Additional information: "
        f"{error.text} Active directory response: {error.code:08X}{about}"
    )
