"""A session without a machine, for tests of the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping

from winlab.powershell.declare import CmdletTable
from winlab.powershell.instants import DateTime
from winlab.powershell.runspace import Runspace
from winlab.powershell.session import ProgramResult, Session
from winlab.powershell.values import NetObject


class BareHost:
    """A machine's side that has no programs and no files."""

    def __init__(self) -> None:
        self._environment = {"COMPUTERNAME": "TEST", "USERNAME": "tester", "PATH": r"C:\WINDOWS", "TEMP": r"C:\Temp"}
        self.now = DateTime(633_000_000_000_000_000, 2)

    def sleep(self, seconds: float) -> None:
        self.now = DateTime(self.now.ticks + int(seconds * 10_000_000), 2)

    def environment(self) -> MutableMapping[str, str]:
        return self._environment

    def find_program(self, name: str, cwd: str) -> str | None:
        return rf"C:\WINDOWS\{name}.exe" if name == "tool" else None

    def run_program(
        self, path: str, arguments: list[str], raw_tail: str, stdin: Iterable[str], cwd: str, env: Mapping[str, str]
    ) -> ProgramResult:
        text = "".join(f"{line}\r\n" for line in [*arguments, *stdin])
        return ProgramResult(text, "", len(arguments))

    def script_refusal(self, path: str) -> str:
        return ""

    def com_class(self, prog_id: str) -> NetObject | None:
        return None

    def snapin(self, name: str) -> CmdletTable | None:
        return None

    def stopping(self) -> bool:
        return False


def new_runspace(tables: Iterable[CmdletTable] = ()) -> Runspace:
    """A fresh runspace with the core cmdlets."""
    return Runspace(Session(BareHost(), list(tables)))
