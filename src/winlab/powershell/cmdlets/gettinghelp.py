"""Get-Help.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/get-help (2.0).
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import CORE, STRINGS, as_list
from winlab.powershell.commands import CommandInfo, all_commands, find_command
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NotEmulated, error
from winlab.powershell.help.topics import command_help, parameters_help, short_help
from winlab.powershell.objects import get_member
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text

_CATEGORIES = (
    "Alias", "Cmdlet", "Provider", "General", "FAQ", "Glossary", "HelpFile", "ScriptCommand", "Function", "Filter",
    "ExternalScript", "All", "DefaultHelp",
)  # fmt: skip
_VIEWS = ("Detailed", "Full", "Examples")


@CORE.cmdlet("Get-Help", default_set="AllUsersView")
class GetHelp(Cmdlet):
    """Tells what a command does and how it is called.

    Functions and scripts tell what their comments say. Of cmdlets winlab has the syntax and a line of its own; the
    texts of Windows' help files, conceptual topics among them, are not emulated.
    """

    name = Param("System.String", position=0, by_property=True)
    path = Param("System.String", by_property=True)
    category = Param(STRINGS, validate_set=_CATEGORIES)
    component = Param(STRINGS)
    functionality = Param(STRINGS)
    role = Param(STRINGS)
    detailed = Param(SWITCH, mandatory=True, sets=("DetailedView",))
    full = Param(SWITCH, sets=("AllUsersView",))
    examples = Param(SWITCH, mandatory=True, sets=("Examples",))
    parameter = Param("System.String", mandatory=True, sets=("Parameters",))
    online = Param(SWITCH)

    def process(self) -> None:
        name = to_text(self.name)
        if self.online:
            raise NotEmulated("Get-Help -Online")
        if not name or name.lower() in ("default", "about_*") or name.lower().startswith("about_"):
            raise NotEmulated(f"the help topic {name or 'default'}")
        commands = self._commands(name)
        if not commands and not has_wildcards(name):
            text = f'Cannot find Help for topic "{name}".'
            missing = "Microsoft.PowerShell.Commands.HelpNotFoundException"
            self.error(error("HelpNotFound", text, "ResourceUnavailable", None, missing).record)
        if len(commands) == 1:
            self._one(commands[0])
        else:
            self.write_all(short_help(command) for command in commands)

    def _commands(self, name: str) -> list[CommandInfo]:
        scope = self.runtime.frame.scope
        if not has_wildcards(name):
            found = find_command(self.session, scope, name)
            return [found] if found is not None and found.kind != "Application" and self._is_wanted(found) else []
        matched = [command for command in all_commands(self.session, scope, name) if command.kind != "Application"]
        return sorted(filter(self._is_wanted, matched), key=lambda command: command.name.lower())

    def _is_wanted(self, command: CommandInfo) -> bool:
        wanted = {to_text(each).lower() for each in as_list(self.category)}
        return not wanted or "all" in wanted or command.kind.lower() in wanted

    def _one(self, command: CommandInfo) -> None:
        if self.parameter is None:
            given = {view for view in _VIEWS if getattr(self, view.lower())}
            self.write(command_help(command, next(iter(given), "")))
            return
        accepts = wildcard(to_text(self.parameter))
        found = [each for each in parameters_help(command) if accepts.fullmatch(to_text(get_member(each, "name")))]
        if not found:
            text = f"No parameter matches criteria {to_text(self.parameter)}."
            wrong = "System.Management.Automation.PSArgumentException"
            self.error(error("NoParmsFound", text, "InvalidArgument", self.parameter, wrong).record)
        self.write_all(found)
