"""Get-Command.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/get-command (2.0).
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import CORE, STRINGS, as_list
from winlab.powershell.commands import CommandInfo, FunctionInfo, all_commands, find_command, not_found
from winlab.powershell.commandsyntax import syntaxes
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text

_TYPES = "System.Management.Automation.CommandTypes"


@CORE.cmdlet("Get-Command", aliases=("gcm",), default_set="CmdletSet")
class GetCommand(Cmdlet):
    """Finds commands."""

    name = Param(STRINGS, position=0, pipeline=True, by_property=True, sets=("AllCommandSet",))
    verb = Param(STRINGS, by_property=True, sets=("CmdletSet",))
    noun = Param(STRINGS, by_property=True, sets=("CmdletSet",))
    module = Param(STRINGS, by_property=True, aliases=("PSSnapin",))
    command_type = Param(_TYPES, by_property=True, aliases=("Type",), sets=("AllCommandSet",))
    total_count = Param("System.Int32", by_property=True, default=-1)
    syntax = Param(SWITCH, by_property=True)
    argument_list = Param("System.Object[]", position=1, remaining=True, aliases=("Args",))

    def begin(self) -> None:
        self._written = 0

    def process(self) -> None:
        given: object = self.command_type
        wanted = {part.strip().lower() for part in to_text(given).split(",")} if given is not None else set()
        for name in [to_text(name) for name in as_list(self.name)] or ["*"]:
            if has_wildcards(name):
                self._search(name, wanted)
            else:
                self._find(name, wanted)

    def _find(self, name: str, wanted: set[str]) -> None:
        scope = self.runtime.frame.scope
        found = next((c for c in all_commands(self.session, scope, name) if wanted and _is_kind(c, wanted)), None)
        found = found or find_command(self.session, scope, name, follow=False)
        if found is None or not _is_kind(found, wanted):
            self.error(not_found(name).record)
        else:
            self._send(found)

    def _search(self, pattern: str, wanted: set[str]) -> None:
        kinds = wanted or ({"cmdlet"} if {"Verb", "Noun"} & self.bound else set())
        commands = all_commands(self.session, self.runtime.frame.scope, pattern)
        matched = [command for command in commands if _is_kind(command, kinds) and self._fits(command)]
        if not kinds:
            matched = [command for command in matched if command.kind in ("Cmdlet", "Function", "Filter", "Alias")]
        for command in sorted(matched, key=lambda c: c.name.lower()):
            self._send(command)

    def _send(self, command: CommandInfo) -> None:
        limit = self.total_count
        if isinstance(limit, int) and 0 <= limit <= self._written:
            return
        self._written += 1
        self.write(self._definition(command) if self.syntax else command)

    def _definition(self, command: CommandInfo) -> str:
        if isinstance(command, FunctionInfo):
            meta = command.block.compiled.meta(self.runtime.frame, command.name)
            return "".join(f"{line}\r\n" for line in syntaxes(meta))
        return command.definition

    def _fits(self, command: CommandInfo) -> bool:
        verb, _, noun = command.name.partition("-")
        wanted = ((self.verb, verb), (self.noun, noun), (self.module, command.module_name))
        return all(
            not patterns or any(wildcard(to_text(pattern)).fullmatch(text) for pattern in as_list(patterns))
            for patterns, text in wanted
        )


def _is_kind(command: CommandInfo, wanted: set[str]) -> bool:
    return not wanted or "all" in wanted or command.kind.lower() in wanted
