"""Get-, Set-, New-, Clear-, Remove-Variable; aliases; Get-Date."""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import STRINGS, UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error, session_error
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


def option_words(value: object) -> frozenset[str]:
    """The words of an -Option, without None."""
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
            variable.options = option_words(self.option)
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
        variable.options = option_words(self.option)
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
