"""Get-Alias, Set-Alias, New-Alias.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/get-alias (2.0) and its siblings.
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import STRINGS, UTILITY, as_list
from winlab.powershell.cmdlets.variables import option_words
from winlab.powershell.commands import AliasInfo, find_alias, set_alias, visible_aliases
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error, session_error
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text

STATE = "System.Management.Automation.SessionState"
WRITE = STATE + "UnauthorizedAccessException"


@UTILITY.cmdlet("Get-Alias", aliases=("gal",), default_set="Default")
class GetAlias(Cmdlet):
    """Reads aliases."""

    name = Param(STRINGS, position=0, pipeline=True, by_property=True, sets=("Default",))
    definition = Param(STRINGS, sets=("Definition",))
    scope = Param("System.String")
    exclude = Param(STRINGS)

    def process(self) -> None:
        here = self.runtime.frame.scope
        table = dict(here.named(to_text(self.scope)).aliases) if "Scope" in self.bound else visible_aliases(here)
        for pattern in as_list(self.exclude):
            excludes = wildcard(to_text(pattern))
            table = {key: alias for key, alias in table.items() if not excludes.fullmatch(key)}
        if "Definition" in self.bound:
            for pattern in [to_text(d) for d in as_list(self.definition)]:
                accepts = wildcard(pattern)
                found = [n for n, alias in table.items() if accepts.fullmatch(alias.target)]
                if not found and not has_wildcards(pattern):
                    self._missing(pattern, "definition")
                for name in sorted(found):
                    self.write(table[name])
            return
        for pattern in [to_text(n) for n in as_list(self.name)] or ["*"]:
            accepts = wildcard(pattern)
            found = [n for n in table if accepts.fullmatch(n)]
            if not found and not has_wildcards(pattern):
                self._missing(pattern, "name")
            for name in sorted(found):
                self.write(table[name])

    def _missing(self, name: str, what: str) -> None:
        self.error(
            session_error(
                "ItemNotFoundException",
                f"This command cannot find a matching alias because an alias with the {what} '{name}' does not exist.",
                "ObjectNotFound",
                name,
                "ItemNotFoundException",
                "Alias",
            ).record
        )


@UTILITY.cmdlet("Set-Alias", aliases=("sal",), supports_should_process=True)
class SetAlias(Cmdlet):
    """Sets an alias."""

    name = Param("System.String", position=0, mandatory=True, by_property=True)
    value = Param("System.String", position=1, mandatory=True, by_property=True)
    description = Param("System.String")
    option = Param("System.Management.Automation.ScopedItemOptions")
    scope = Param("System.String")
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        here = self.runtime.frame.scope
        target = here.named(to_text(self.scope)) if "Scope" in self.bound else here
        name = to_text(self.name)
        made = AliasInfo(name, to_text(self.value), option_words(self.option), to_text(self.description))
        if not self.should_process(f"Name: {name} Value: {made.target}", f"{self.info.name.partition('-')[0]} Alias"):
            return
        try:
            set_alias(target, made, force=bool(self.force))
        except PSError as failed:
            self.error(failed.record)
            return
        if self.pass_thru:
            self.write(made)


@UTILITY.cmdlet("New-Alias", aliases=("nal",), supports_should_process=True)
class NewAlias(SetAlias):
    """Makes an alias that must be new."""

    def process(self) -> None:
        name = to_text(self.name)
        if not self.force and find_alias(self.runtime.frame.scope, name) is not None:
            exists = error(
                "AliasAlreadyExists",
                f"The alias is not allowed, because an alias with the name '{name}' already exists.",
                "ResourceExists",
                name,
                "System.Management.Automation.SessionStateException",
            )
            self.error(exists.record)
            return
        super().process()


# --- time -------------------------------------------------------------------------------------------------------------
