"""Script files as commands."""

from __future__ import annotations

from winlab.powershell.control import ExitScript
from winlab.powershell.functioncalls import FunctionRun
from winlab.powershell.requirements import require


class ScriptRun(FunctionRun):
    """A call of a script file: ``exit`` ends it, not the caller."""

    def start(self, *, expecting: bool) -> None:
        """Runs begin, when the script has all that it requires."""
        require(self.session, self.block.source.text, self.name)
        super().start(expecting=expecting)

    def run_alone(self) -> None:
        """Runs process, if the script has one."""
        self._ended(super().run_alone)

    def finish(self) -> None:
        """Runs the script."""
        self._ended(super().finish)

    def _ended(self, work: object) -> None:
        try:
            work()  # type: ignore[operator]  # a bound method
            self.session.script_exit = None
        except ExitScript as left:
            self.session.script_exit = left.code
            self.session.scope.put("LASTEXITCODE", left.code)
            self.had_error = left.code != 0
