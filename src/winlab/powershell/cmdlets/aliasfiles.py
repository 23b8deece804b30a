"""Export-Alias and Import-Alias.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/export-alias (2.0).
"""

from __future__ import annotations

import csv

from winlab.powershell.cmdlets.tables import STRINGS, UTILITY, as_list
from winlab.powershell.commands import AliasInfo, find_alias, set_alias, visible_aliases
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.instants import DateTime
from winlab.powershell.paths import read_lines, resolve, write_text_file
from winlab.powershell.patterns import wildcard
from winlab.powershell.scopes import Scope
from winlab.powershell.text import to_text

_OPTIONS = ("ReadOnly", "Constant", "Private", "AllScope")


def _options_text(alias: AliasInfo) -> str:
    return ", ".join(name for name in _OPTIONS if name.lower() in alias.options) or "None"


@UTILITY.cmdlet("Export-Alias", aliases=("epal",), supports_should_process=True)
class ExportAlias(Cmdlet):
    """Writes aliases to a file, as a table or as a script."""

    path = Param("System.String", position=0, mandatory=True, by_property=True)
    name = Param(STRINGS, position=1, pipeline=True, by_property=True)
    pass_thru = Param(SWITCH)
    as_ = Param("System.String", ps="As", default="Csv", validate_set=("Csv", "Script"))
    append = Param(SWITCH)
    force = Param(SWITCH)
    no_clobber = Param(SWITCH)
    description = Param("System.String")
    scope = Param("System.String")

    def begin(self) -> None:
        self._found: dict[str, AliasInfo] = {}

    def process(self) -> None:
        table = visible_aliases(self.runtime.frame.scope)
        for pattern in [wildcard(to_text(name)) for name in as_list(self.name)] or [wildcard("*")]:
            self._found.update({key: alias for key, alias in table.items() if pattern.fullmatch(alias.name)})

    def end(self) -> None:
        path = to_text(self.path)
        if self.no_clobber and any(
            place.provider.exists(self.session, place.path) for place in resolve(self.session, path, must_exist=False)
        ):
            raise error(
                "NoClobber",
                f"The file '{path}' already exists.",
                "ResourceExists",
                path,
                "System.IO.IOException",
            )
        aliases = [self._found[key] for key in sorted(self._found)]
        is_script = to_text(self.as_).lower() == "script"
        lines = [*self._heading(), *(_line(alias, is_script) for alias in aliases)]
        if self.should_process(path):
            write_text_file(self.session, path, lines, append=bool(self.append))
            if self.pass_thru:
                self.write_all(aliases)

    def _heading(self) -> list[str]:
        known = {key.lower(): value for key, value in self.session.host.environment().items()}
        now: DateTime = self.session.host.now
        lines = [
            "# Alias File",
            f"# Exported by : {known.get('username', '')}",
            f"# Date/Time : {now.python:%A, %B %d, %Y %I:%M:%S %p}",
            f"# Machine : {known.get('computername', '')}",
        ]
        return lines + ([f"# {to_text(self.description)}"] if self.description else [])


def _line(alias: AliasInfo, is_script: bool) -> str:
    if is_script:
        options = _options_text(alias)
        return (
            f'set-alias -Name:"{alias.name}" -Value:"{alias.target}" -Description:"{alias.description}" '
            f'-Option:"{options}"'
        )
    fields = (alias.name, alias.target, alias.description, _options_text(alias))
    return ",".join('"' + field.replace('"', '""') + '"' for field in fields)


@UTILITY.cmdlet("Import-Alias", aliases=("ipal",), supports_should_process=True)
class ImportAlias(Cmdlet):
    """Reads aliases from a file that Export-Alias wrote as a table."""

    path = Param("System.String", position=0, mandatory=True, pipeline=True, by_property=True)
    scope = Param("System.String")
    pass_thru = Param(SWITCH)
    force = Param(SWITCH)

    def process(self) -> None:
        here = self.runtime.frame.scope
        target = here.named(to_text(self.scope)) if "Scope" in self.bound else here
        lines = [to_text(line) for line in read_lines(self.session, to_text(self.path))]
        for fields in csv.reader(line for line in lines if line.strip() and not line.startswith("#")):
            if len(fields) != 4:
                raise error(
                    "ImportAliasFileFormatError",
                    f"The alias file '{to_text(self.path)}' has a line that does not have four values.",
                    "ReadError",
                    to_text(self.path),
                    "System.FormatException",
                )
            self._take(AliasInfo(fields[0], fields[1], _options(fields[3]), fields[2]), target)

    def _take(self, alias: AliasInfo, scope: Scope) -> None:
        if not self.should_process(f"Name: {alias.name} Value: {alias.target}", "Import Alias"):
            return
        if not self.force and find_alias(self.runtime.frame.scope, alias.name) is not None:
            exists = error(
                "AliasAlreadyExists",
                f"The alias is not allowed, because an alias with the name '{alias.name}' already exists.",
                "ResourceExists",
                alias.name,
                "System.Management.Automation.SessionStateException",
            )
            self.error(exists.record)
            return
        try:
            set_alias(scope, alias, force=bool(self.force))
        except PSError as failed:
            self.error(failed.record)
            return
        if self.pass_thru:
            self.write(alias)


def _options(text: str) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in text.split(",") if word.strip().lower() != "none")
