"""A PowerShell session on a machine of the diary's lab, with the snap-in in it."""

from __future__ import annotations

from tests.winlab.exchange.diary_lab import DEPLOY, Diary
from winlab.exchange.shell.generate import snapin_table
from winlab.powershell.runspace import Runspace
from winlab.powershell.session import Session
from winlab.powershell.values import PSObject
from winlab.windows.session import MachineSessionHost


class Shell:
    """One session."""

    def __init__(self, diary: Diary, machine: str, *, kind: str = "batch", account: str = DEPLOY) -> None:
        host = diary.machine(machine)
        logon = host.users.logon(account, kind)
        process = host.processes.start("powershell.exe", "powershell.exe", "powershell.exe", logon)
        self.diary = diary
        self.runspace = Runspace(Session(MachineSessionHost(host, logon, process), cmdlets=[snapin_table()]))

    def must(self, script: str) -> list[object]:
        """Runs a script that has to succeed; what it wrote."""
        with self.diary.lab.clock.running():
            result = self.runspace.invoke(script)
        assert result.thrown is None, result.thrown.text
        assert result.errors == [], [error.text for error in result.errors]
        return list(result.output)

    def fails(self, script: str) -> str:
        """Runs a script that has to fail; all its error texts."""
        with self.diary.lab.clock.running():
            result = self.runspace.invoke(script)
        texts = [error.text for error in result.errors]
        if result.thrown is not None:
            texts.append(result.thrown.text)
        assert texts, f"no error from {script}"
        return "\n".join(texts)

    def one(self, script: str) -> PSObject:
        """The only object a script writes."""
        output = self.must(script)
        assert len(output) == 1, output
        found = output[0]
        assert isinstance(found, PSObject)
        return found
