"""Parameters that a ``dynamicparam`` block makes, and the attributes it gives them.

Sources: https://learn.microsoft.com/dotnet/api/system.management.automation.runtimedefinedparameter ,
https://learn.microsoft.com/dotnet/api/system.management.automation.parameterattribute .
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from winlab.powershell.declare import NET, net_attribute, net_constructor
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.dictionaries import GENERIC_TABLE, CasedTable
from winlab.powershell.nettypes import NetType
from winlab.powershell.operators import elements
from winlab.powershell.parameterattributes import Given, apply, attribute_kind, place_in_sets
from winlab.powershell.parameters import InSet, Parameter
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.session import Session

B, INT, S, OBJ = "System.Boolean", "System.Int32", "System.String", "System.Object"
ATTRIBUTE = "System.Attribute"
NET.extend(ATTRIBUTE)


class ParameterAttribute(NetObject):
    """An attribute object: ``values`` are the constructor's arguments, ``options`` what can be set."""

    options: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *values: object) -> None:
        self.values: list[object] = [item for value in values for item in (elements(value) or [value])]

    def given(self) -> Given:
        """As the attribute would stand in a parameter list."""
        set_options = {name: getattr(self, name) for name in self.options}
        return Given(attribute_kind(self.type_names()[0]), self.values, set_options)


UNPLACED = -(2**31)
"""The position of a parameter that has none."""
_PARAMETER = {
    "Mandatory": (B, False),
    "Position": (INT, UNPLACED),
    "ParameterSetName": (S, ""),
    "ValueFromPipeline": (B, False),
    "ValueFromPipelineByPropertyName": (B, False),
    "ValueFromRemainingArguments": (B, False),
    "HelpMessage": (S, None),
}
_CLASSES: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, object]]]] = {
    "Parameter": ((), _PARAMETER),
    "Alias": (("params System.String[]",), {}),
    "ValidateSet": (("params System.String[]",), {"IgnoreCase": (B, True)}),
    "ValidateRange": ((OBJ, OBJ), {}),
    "ValidatePattern": ((S,), {}),
    "ValidateLength": ((INT, INT), {}),
    "ValidateCount": ((INT, INT), {}),
    "ValidateScript": ((SMA + "ScriptBlock",), {}),
    "ValidateNotNull": ((), {}),
    "ValidateNotNullOrEmpty": ((), {}),
    "AllowNull": ((), {}),
    "AllowEmptyString": ((), {}),
    "AllowEmptyCollection": ((), {}),
}
"""The attributes by name: what their constructors take, and what can be set, with its type and default."""

_MADE: dict[str, type[ParameterAttribute]] = {}
for _name, (_arguments, _options) in _CLASSES.items():
    _defaults = {option.lower(): default for option, (_, default) in _options.items()}
    _class = type(f"{_name}Attribute", (ParameterAttribute,), {"options": tuple(_defaults), **_defaults})
    _MADE[_name] = _class
    _declared = NET.extend(f"{SMA}{_name}Attribute", python=_class, bases=(ATTRIBUTE, OBJ))
    _declared.constructor(_arguments)(_class)
    for _option, (_type, _) in _options.items():
        _declared.attributes(_type, settable=True, **{_option: _option.lower()})


def attribute_of(place: InSet, set_name: str) -> ParameterAttribute:
    """``[Parameter(...)]`` of what a parameter is in a set."""
    made = _MADE["Parameter"]()
    shown = {
        "mandatory": place.mandatory,
        "position": UNPLACED if place.position is None else place.position,
        "parametersetname": set_name,
        "valuefrompipeline": place.pipeline,
        "valuefrompipelinebypropertyname": place.by_property,
        "valuefromremainingarguments": place.remaining,
        "helpmessage": place.help or None,
    }
    for name, value in shown.items():
        setattr(made, name, value)
    return made


@NET.type(SMA + "RuntimeDefinedParameter")
class RuntimeParameter(NetObject):
    """A parameter that was made at run time."""

    def __init__(self, name: str = "", kind: NetType | None = None, attributes: object = None) -> None:
        self.name = name
        self.kind = kind
        self.attributes = attributes
        self.held: object = None
        self.is_set = False

    shown_name = net_attribute("Name", S, "name", settable=True)
    shown_kind = net_attribute("ParameterType", "System.Type", "kind", settable=True)
    shown_attributes = net_attribute("Attributes", OBJ, "attributes")
    shown_value = net_attribute("Value", OBJ, "held", settable=True)
    shown_is_set = net_attribute("IsSet", B, "is_set", settable=True)

    @net_constructor((), (S, "System.Type", OBJ))
    @classmethod
    def new(cls, name: str = "", kind: NetType | None = None, attributes: object = None) -> RuntimeParameter:
        """Of a name, a type and a collection of attributes."""
        return cls(name, kind, attributes)

    def bind(self, value: object) -> None:
        """Takes the value of a call."""
        self.held, self.is_set = value, True

    def parameter(self, session: Session) -> Parameter:
        """The parameter for the binder."""
        made = Parameter(self.name, self.kind, sets={}, runtime=self)
        for attribute in elements(self.attributes) or []:
            if isinstance(attribute, ParameterAttribute):
                apply(session, made, attribute.given())
        place_in_sets(made, None)
        return made


class RuntimeParameters(CasedTable):
    """System.Management.Automation.RuntimeDefinedParameterDictionary."""

    ignore_case = True


PARAMETERS = NET.extend(
    SMA + "RuntimeDefinedParameterDictionary", python=RuntimeParameters, bases=GENERIC_TABLE.type.bases
)
PARAMETERS.type.members.update(GENERIC_TABLE.type.members)
PARAMETERS.constructor(())(RuntimeParameters)
