"""Get-, Set-, New-, Clear-, Remove-Variable; aliases; Get-Date."""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import STRINGS, UTILITY, as_list
from winlab.powershell.commands import AliasInfo, find_alias, set_alias, visible_aliases
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error, session_error
from winlab.powershell.instants import DateTime
from winlab.powershell.net.dates import new_date
from winlab.powershell.net.datetext import format_date
from winlab.powershell.nettypes import enum_value
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.scopes import Scope, Variable
from winlab.powershell.text import to_text

STATE = "System.Management.Automation.SessionState"
WRITE = STATE + "UnauthorizedAccessException"


class _Variables(Cmdlet):
    """What the variable cmdlets share."""

    scope = Param("System.String")

    def scopes(self) -> list[Scope]:
        """The scopes to look in."""
        here = self.runtime.frame.scope
        return [here.named(to_text(self.scope))] if "Scope" in self.bound else list(here.chain())

    def target(self) -> Scope:
        """The scope to write to."""
        here = self.runtime.frame.scope
        return here.named(to_text(self.scope)) if "Scope" in self.bound else here

    def matching(self, name: str) -> list[tuple[Scope, Variable]]:
        """The variables a name or pattern means, each once."""
        found: dict[str, tuple[Scope, Variable]] = {}
        accepts = wildcard(name)
        for scope in self.scopes():
            for key, variable in scope.variables.items():
                if (key == name.lower() or accepts.fullmatch(variable.name)) and key not in found:
                    found[key] = (scope, variable)
        return list(found.values())

    def missing(self, name: str) -> None:
        """Reports a variable that does not exist."""
        self.error(
            session_error(
                "VariableNotFound",
                f"Cannot find a variable with name '{name}'.",
                "ObjectNotFound",
                name,
                "ItemNotFoundException",
            ).record
        )


class _ExistingVariables(_Variables):
    """What the cmdlets for variables that are there share."""

    include = Param(STRINGS)
    exclude = Param(STRINGS)

    def meant(self, names: object) -> list[tuple[Scope, Variable]]:
        """The variables that names or patterns mean, without those that ``-Include`` and ``-Exclude`` sort out.

        A name that means none is reported.
        """
        found: list[tuple[Scope, Variable]] = []
        for name in [to_text(n) for n in as_list(names)] or ["*"]:
            here = sorted(self.matching(name), key=lambda pair: pair[1].name.lower())
            if not here and not has_wildcards(name):
                self.missing(name)
            found.extend(pair for pair in here if self._is_wanted(pair[1].name))
        return found

    def _is_wanted(self, name: str) -> bool:
        include = [wildcard(to_text(pattern)) for pattern in as_list(self.include)]
        exclude = [wildcard(to_text(pattern)) for pattern in as_list(self.exclude)]
        return (not include or any(p.fullmatch(name) for p in include)) and not any(p.fullmatch(name) for p in exclude)


@UTILITY.cmdlet("Get-Variable", aliases=("gv",))
class GetVariable(_ExistingVariables):
    """Reads variables."""

    name = Param(STRINGS, position=0, pipeline=True, by_property=True)
    value_only = Param(SWITCH)

    def process(self) -> None:
        for _, variable in self.meant(self.name):
            self.write(variable.value if self.value_only else variable)


def _options(value: object) -> frozenset[str]:
    words = {part.strip().lower() for part in to_text(value, ",").split(",")}
    return frozenset(words - {"none", ""})


def _writable(variable: Variable, force: bool) -> None:
    if "constant" in variable.options or ("readonly" in variable.options and not force):
        raise error(
            "VariableNotWritable",
            f"Cannot overwrite variable {variable.name} because it is read-only or constant.",
            "WriteError",
            variable.name,
            WRITE,
        )


@UTILITY.cmdlet("Set-Variable", aliases=("sv", "set"), supports_should_process=True)
class SetVariable(_Variables):
    """Sets variables."""

    name = Param(STRINGS, position=0, mandatory=True, by_property=True)
    value = Param("System.Object", position=1, pipeline=True, by_property=True)
    description = Param("System.String")
    option = Param("System.Management.Automation.ScopedItemOptions")
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)
    visibility = Param("System.Object")
    include = Param(STRINGS)
    exclude = Param(STRINGS)

    def begin(self) -> None:
        self._values: list[object] = []

    def process(self) -> None:
        self._values.append(self.value)

    def end(self) -> None:
        value = self._values[0] if len(self._values) == 1 else list(self._values)
        for name in as_list(self.name):
            if not self.should_process(f"Name: {to_text(name)} Value: {to_text(value)}", "Set variable"):
                continue
            try:
                self._set(to_text(name), value)
            except PSError as failed:
                self.error(failed.record)

    def _set(self, name: str, value: object) -> None:
        scope = self.target()
        key = name.lower()
        variable = scope.variables.get(key)
        if variable is None and "Scope" not in self.bound:
            inherited = scope.find(key)
            if inherited is not None and inherited.options & {"allscope", "constant"}:
                variable = inherited
        if variable is not None:
            _writable(variable, bool(self.force))
        else:
            variable = scope.variables[key] = Variable(name)
        if "Value" in self.bound or self._values != [None]:
            saved, variable.options = variable.options, frozenset()
            variable.assign(value)
            variable.options = saved
        if "Option" in self.bound:
            variable.options = _options(self.option)
        if "Description" in self.bound:
            variable.description = to_text(self.description)
        if self.pass_thru:
            self.write(variable)


@UTILITY.cmdlet("New-Variable", aliases=("nv",), supports_should_process=True)
class NewVariable(_Variables):
    """Makes a variable."""

    name = Param("System.String", position=0, mandatory=True, by_property=True)
    value = Param("System.Object", position=1, pipeline=True, by_property=True)
    description = Param("System.String")
    option = Param("System.Management.Automation.ScopedItemOptions")
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)
    visibility = Param("System.Object")

    def process(self) -> None:
        scope, name = self.target(), to_text(self.name)
        if not self.should_process(f"Name: {name} Value: {to_text(self.value)}", "New variable"):
            return
        old = scope.variables.get(name.lower())
        if old is not None:
            if not self.force:
                self.error(
                    error(
                        "VariableAlreadyExists",
                        f"A variable with name '{name}' already exists.",
                        "ResourceExists",
                        name,
                        "System.Management.Automation.SessionStateException",
                    ).record
                )
                return
            try:
                _writable(old, force=True)
            except PSError as failed:
                self.error(failed.record)
                return
        variable = scope.variables[name.lower()] = Variable(name, self.value)
        variable.options = _options(self.option)
        variable.description = to_text(self.description)
        if self.pass_thru:
            self.write(variable)


@UTILITY.cmdlet("Clear-Variable", aliases=("clv",), supports_should_process=True)
class ClearVariable(_ExistingVariables):
    """Sets variables to null."""

    name = Param(STRINGS, position=0, mandatory=True, by_property=True)
    force = Param(SWITCH)
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        for _, variable in self.meant(self.name):
            if not self.should_process(f"Name: {variable.name}", "Clear variable"):
                continue
            try:
                _writable(variable, bool(self.force))
            except PSError as failed:
                self.error(failed.record)
                continue
            variable.value = None
            if self.pass_thru:
                self.write(variable)


@UTILITY.cmdlet("Remove-Variable", aliases=("rv",), supports_should_process=True)
class RemoveVariable(_ExistingVariables):
    """Removes variables."""

    name = Param(STRINGS, position=0, mandatory=True, by_property=True)
    force = Param(SWITCH)

    def process(self) -> None:
        for scope, variable in self.meant(self.name):
            if not self.should_process(f"Name: {variable.name}", "Remove variable"):
                continue
            if "constant" in variable.options or ("readonly" in variable.options and not self.force):
                text = (
                    f"Cannot remove variable {variable.name} because it is constant or read-only. If the "
                    "variable is read-only, try the operation again specifying the Force option."
                )
                self.error(error("VariableNotRemovable", text, "WriteError", variable.name, WRITE).record)
                continue
            scope.variables.pop(variable.name.lower(), None)


# --- aliases ----------------------------------------------------------------------------------------------------------


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
        made = AliasInfo(name, to_text(self.value), _options(self.option), to_text(self.description))
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


_HINT = "Microsoft.PowerShell.Commands.DisplayHintType"
NET.enum(_HINT, "Date Time DateTime")


@UTILITY.cmdlet("Get-Date", default_set="net")
class GetDate(Cmdlet):
    """The machine's time, or a given one."""

    date = Param("System.DateTime", position=0, pipeline=True, by_property=True)
    year = Param("System.Int32")
    month = Param("System.Int32")
    day = Param("System.Int32")
    hour = Param("System.Int32")
    minute = Param("System.Int32")
    second = Param("System.Int32")
    display_hint = Param(_HINT)
    format = Param("System.String", sets=("net",))
    u_format = Param("System.String", sets=("UFormat",), ps="UFormat")

    def process(self) -> None:
        given: object = self.date
        moment = given if isinstance(given, DateTime) else DateTime(self.session.host.now.ticks, 2)
        python = moment.python
        parts = [python.year, python.month, python.day, python.hour, python.minute, python.second]
        names = (self.year, self.month, self.day, self.hour, self.minute, self.second)
        chosen = [int(to_text(n)) if n is not None else part for n, part in zip(names, parts, strict=False)]
        if chosen != parts:
            fraction = moment.ticks % 10_000_000
            moment = DateTime(new_date(*chosen).ticks + fraction, moment.kind)
        if "Format" in self.bound:
            self.write(format_date(moment, to_text(self.format)))
        elif "UFormat" in self.bound:
            self.write(moment.python.strftime(to_text(self.u_format).lstrip("+")))
        else:
            hinted = DateTime(moment.ticks, moment.kind)
            hinted.add_note("DisplayHint", self.display_hint or enum_value(_HINT, "DateTime"))
            self.write(hinted)
