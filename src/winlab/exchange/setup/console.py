"""What `setup.com` prints: banners, progress lines, findings.

Layout read in published transcripts of SP1 runs (https://wiki.trivir.com/dev/start/ex2007/troubleshooting):
a step's name is padded to column 37, then 25 dots, a blank and the result; warnings start in column 2,
errors in column 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

BANNER = "Welcome to Microsoft Exchange Server 2007 Unattended Setup"
PREPARING = "Preparing Exchange Setup"
PREREQUISITES = "Performing Microsoft Exchange Server Prerequisite Check"
CONFIGURING = "Configuring Microsoft Exchange Server"
SUCCEEDED = "The Microsoft Exchange Server setup operation completed successfully."
NOT_COMPLETED = (
    "The Exchange Server Setup operation did not complete. "
    "For more information, visit http://support.microsoft.com and enter the Error ID."
)
ENCOUNTERED_ERROR = "Exchange Server setup encountered an error."
NO_ROLES = "No server roles will be installed"  # UNVERIFIED

_DOTS = "." * 25
_NAME_WIDTH = 33
_STEP_INDENT = "    "


class Severity(Enum):
    """How bad a finding is."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One line of a prerequisite check."""

    severity: Severity
    text: str


def warning(text: str) -> Finding:
    """A finding that lets setup go on."""
    return Finding(Severity.WARNING, text)


def error(text: str) -> Finding:
    """A finding that stops setup."""
    return Finding(Severity.ERROR, text)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings stops setup."""
    return any(finding.severity is Severity.ERROR for finding in findings)


class SetupConsole:
    """Writes the lines of one setup run.

    Args:
        write: Takes text as it appears, with its line ends.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._open_step = False

    def line(self, text: str = "") -> None:
        """Writes one line; closes a step that is still open first."""
        if self._open_step:
            self._open_step = False
            self._write("\r\n")
        self._write(text + "\r\n")

    def listed(self, heading: str, names: Iterable[str]) -> None:
        """Writes a heading and what it lists."""
        self.line(heading)
        for name in names:
            self.line(_STEP_INDENT + name)

    def begin(self, name: str) -> None:
        """Starts a progress line."""
        self._write(_STEP_INDENT + name.ljust(_NAME_WIDTH))
        self._open_step = True

    def end(self, result: str) -> None:
        """Ends the progress line that was started, `COMPLETED` or `FAILED`."""
        self._open_step = False
        self._write(f"{_DOTS} {result}\r\n")

    def step(self, name: str, findings: Iterable[Finding]) -> bool:
        """Writes a finished check and its findings; True if none of them stops setup."""
        found = list(findings)
        passed = not has_errors(found)
        self.begin(name)
        self.end("COMPLETED" if passed else "FAILED")
        self.findings(found)
        return passed

    def findings(self, found: Iterable[Finding]) -> None:
        """Writes findings, indented by severity."""
        for finding in found:
            indent = " " if finding.severity is Severity.WARNING else "     "
            self.line(indent + finding.text)
