"""Parameters and parameter sets of commands as .NET objects."""

from __future__ import annotations

from winlab.powershell.addedmembers import PropertySet
from winlab.powershell.commandsyntax import in_display_order, syntax
from winlab.powershell.declare import NET, extended, net_property
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.generics import dictionary_of
from winlab.powershell.net.pairs import GenericCollection, ReadOnlyCollection
from winlab.powershell.net.runtimeparameters import UNPLACED, attribute_of
from winlab.powershell.parameters import CommandMeta, InSet, Parameter
from winlab.powershell.values import NetObject


class _Placed(NetObject):
    """What a parameter is in a set."""

    def __init__(self, place: InSet, set_name: str) -> None:
        self.place = place
        self.set_name = set_name


def _position(placed: _Placed) -> int:
    return UNPLACED if placed.place.position is None else placed.place.position


def _declare_placed(name: str) -> None:
    """Gives a class of both kinds what a parameter is in a set."""
    declared = NET.extend(SMA + name)
    declared.property("Position", "System.Int32")(_position)
    declared.property("ValueFromPipeline", "System.Boolean")(lambda placed: placed.place.pipeline)
    declared.property("ValueFromPipelineByPropertyName", "System.Boolean")(lambda placed: placed.place.by_property)
    declared.property("ValueFromRemainingArguments", "System.Boolean")(lambda placed: placed.place.remaining)
    declared.property("HelpMessage", "System.String")(lambda placed: placed.place.help or None)


@NET.type(SMA + "ParameterSetMetadata", assembly="System.Management.Automation")
class ParameterSetMetadata(_Placed):
    """What a parameter is in one parameter set."""

    mandatory = net_property("IsMandatory", "System.Boolean")(lambda self: self.place.mandatory)


_declare_placed("ParameterSetMetadata")


@NET.type(SMA + "ParameterMetadata", assembly="System.Management.Automation")
class ParameterMetadata(NetObject):
    """A parameter of a command."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter

    name = net_property("Name", "System.String")(lambda self: self.parameter.name)

    @net_property("ParameterType", "System.Type")
    def parameter_type(self) -> object:
        """The type."""
        return self.parameter.type or type_by_name("System.Object")

    @net_property("ParameterSets")
    def parameter_sets(self) -> object:
        """What it is in the sets that it belongs to."""
        table = dictionary_of("System.String", SMA + "ParameterSetMetadata")
        for name, place in self.parameter.sets.items():
            table.set(name, ParameterSetMetadata(place, name))
        return table

    is_dynamic = net_property("IsDynamic", "System.Boolean")(lambda self: False)
    aliases = net_property("Aliases")(lambda self: GenericCollection(list(self.parameter.aliases), "System.String"))

    @net_property("Attributes")
    def attributes(self) -> object:
        """Its attributes, as far as they tell of sets."""
        found = [attribute_of(place, name) for name, place in self.parameter.sets.items()]
        return GenericCollection(list(found), "System.Attribute")

    is_switch = net_property("SwitchParameter", "System.Boolean")(lambda self: self.parameter.is_switch)


extended(
    SMA + "ParameterMetadata",
    PropertySet("PropertySerializationSet", ["Name", "ParameterType", "Aliases", "SwitchParameter"]),
)


@NET.type(SMA + "CommandParameterInfo", assembly="System.Management.Automation")
class CommandParameterInfo(_Placed):
    """A parameter within a parameter set."""

    def __init__(self, parameter: Parameter, place: InSet, set_name: str) -> None:
        super().__init__(place, set_name)
        self.parameter = parameter

    name = net_property("Name", "System.String")(lambda self: self.parameter.name)

    @net_property("ParameterType", "System.Type")
    def parameter_type(self) -> object:
        """The type."""
        return self.parameter.type or type_by_name("System.Object")

    mandatory = net_property("IsMandatory", "System.Boolean")(lambda self: self.place.mandatory)
    is_dynamic = net_property("IsDynamic", "System.Boolean")(lambda self: False)


_declare_placed("CommandParameterInfo")
_PARAMETER = NET.extend(SMA + "CommandParameterInfo")
_PARAMETER.property("Aliases")(lambda info: ReadOnlyCollection(list(info.parameter.aliases), "System.String"))


@_PARAMETER.property("Attributes")
def _attributes(info: CommandParameterInfo) -> object:
    """Its attribute in the set."""
    return ReadOnlyCollection([attribute_of(info.place, info.set_name)], "System.Attribute")


@NET.type(SMA + "CommandParameterSetInfo", assembly="System.Management.Automation")
class CommandParameterSetInfo(NetObject):
    """A parameter set of a command."""

    def __init__(self, meta: CommandMeta, name: str) -> None:
        self.meta = meta
        self.set_name = name

    name = net_property("Name", "System.String")(lambda self: self.set_name)
    is_default = net_property("IsDefault", "System.Boolean")(lambda self: self.set_name == self.meta.default_set)

    @net_property("Parameters")
    def parameters(self) -> object:
        """The parameters, as they are shown."""
        pairs = in_display_order(self.meta, self.set_name)
        found = [CommandParameterInfo(parameter, place, self.set_name) for parameter, place in pairs]
        return ReadOnlyCollection(list(found), SMA + "CommandParameterInfo")

    def net_string(self) -> str:
        """How the command is called with it."""
        return syntax(self.meta, self.set_name).partition(" ")[2]
