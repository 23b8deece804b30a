"""Script blocks, variables and enumerators as .NET objects."""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.blocks import ScriptBlock, block_from_text, invoke, parse_error
from winlab.powershell.declare import NET
from winlab.powershell.errors import PSError
from winlab.powershell.net.automation import SMA
from winlab.powershell.nettypes import EnumValue, NetProperty, enum_value
from winlab.powershell.operators import elements
from winlab.powershell.scopes import Variable
from winlab.powershell.startup import running_session
from winlab.powershell.syntax import ParseFailure
from winlab.powershell.syntax.restricted import violation
from winlab.powershell.text import to_text
from winlab.powershell.unrolling import collected
from winlab.powershell.values import VOID, NetObject, TypedArray, qualified

BLOCK = NET.extend(SMA + "ScriptBlock", python=ScriptBlock)


def _written(block: ScriptBlock, arguments: list[object]) -> list[object]:
    found: list[object] = []
    invoke(block, arguments, found.append, block.session.frame)
    return found


BLOCK.method("Invoke", ("params System.Object[]",))(lambda block, arguments: ResultList(_written(block, arguments)))
BLOCK.method("InvokeReturnAsIs", ("params System.Object[]",))(
    lambda block, arguments: collected(_written(block, arguments))
)
BLOCK.always("System.Boolean", IsFilter=False)


class ResultList(TypedArray):
    """What Invoke gives: a Collection of PSObject."""

    def __init__(self, items: list[object]) -> None:
        super().__init__(items, "System.Object")


@BLOCK.method("GetNewClosure")
def block_closure(block: object) -> object:
    """The block with the present scope's variables."""
    assert isinstance(block, ScriptBlock)
    return block.with_closure(block.session.frame.scope)


@BLOCK.static("Create", ("System.String",))
def block_create(text: str) -> object:
    """A block of source text, in the session that runs."""
    return block_from_text(running_session(), text)


@BLOCK.method("CheckRestrictedLanguage", ("System.Object", "System.Object", "System.Boolean"), returns="System.Void")
def check_restricted_language(block: ScriptBlock, commands: object, variables: object, environment: bool) -> None:
    """Refuses what a data section could not hold.

    Source: https://learn.microsoft.com/dotnet/api/system.management.automation.scriptblock.checkrestrictedlanguage
    """
    names, paths = ([to_text(each).lower() for each in elements(given) or ()] for given in (commands, variables))
    found = violation(block.body, names, paths, environment=environment)
    if found is not None:
        raise parse_error(ParseFailure([found]), block.source)


@BLOCK.property("Module")
def block_module(block: object) -> object:
    """The module it belongs to."""
    return block.module if isinstance(block, ScriptBlock) else None


NET.enum(SMA + "SessionStateEntryVisibility", "Public Private")
_OBJ = "System.Object"
VARIABLE = NET.extend(SMA + "PSVariable", python=Variable)


def _variable_value(variable: object) -> object:
    assert isinstance(variable, Variable)
    return None if variable.value is VOID else variable.value


def _set_variable(variable: object, value: object) -> None:
    assert isinstance(variable, Variable)
    variable.assign(value)


VARIABLE.property("Name", "System.String")(lambda v: v.name)
VARIABLE.attributes("System.String", settable=True, Description="description")
VARIABLE.type.members["value"] = NetProperty("Value", "System.Object", _variable_value, _set_variable)
VARIABLE.property("Visibility")(lambda v: enum_value(SMA + "SessionStateEntryVisibility", "Public"))
VARIABLE.property("Module")(lambda v: None)
VARIABLE.property("ModuleName", "System.String")(lambda v: "")
VARIABLE.property("Options")(lambda v: option_value(v.options))
VARIABLE.property("Attributes")(lambda v: VariableAttributes())


@VARIABLE.constructor(("System.String",), ("System.String", _OBJ), ("System.String", _OBJ, SMA + "ScopedItemOptions"))
def new_variable(name: str, value: object = None, options: EnumValue | None = None) -> Variable:
    """A variable that no scope holds."""
    made = Variable(name, value)
    made.options = frozenset(() if options is None else options.net_string().lower().split(", ")) - {"none"}
    return made


@VARIABLE.method("IsValidValue", (_OBJ,), returns="System.Boolean")
def is_valid(variable: Variable, value: object) -> bool:
    """Whether an assignment would take a value."""
    try:
        variable.copy().assign(value)
    except PSError:
        return False
    return True


@NET.type(SMA + "PSVariableAttributeCollection", assembly="System.Management.Automation")
class VariableAttributes(NetObject):
    """The attributes of a variable: types and conditions, which winlab keeps elsewhere."""

    def type_names(self) -> list[str]:
        """The class and the generic one below it."""
        below = f"System.Collections.ObjectModel.Collection`1[[{qualified('System.Attribute')}]]"
        return [SMA + "PSVariableAttributeCollection", below, "System.Object"]

    def net_iter(self) -> Iterator[object]:
        """None."""
        return iter(())


def option_value(options: frozenset[str]) -> object:
    """ScopedItemOptions of a set of words."""
    bits = {"readonly": 1, "constant": 2, "private": 4, "allscope": 8}
    found = enum_value(SMA + "ScopedItemOptions", "None")
    return EnumValue(found.enum, sum(bits.get(word, 0) for word in options))
