"""New-Object.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/new-object (2.0).
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import PSError, error, error_record
from winlab.powershell.net.making import make
from winlab.powershell.net.memberviews import MethodView
from winlab.powershell.objects import call_member, lookup, set_member
from winlab.powershell.text import to_text
from winlab.powershell.typenames import type_from_text
from winlab.powershell.values import Hashtable, PSObject

_ENGINE = "System.Management.Automation."
_ARGUMENT = f"{_ENGINE}PSArgumentException"
_SET_FAILURES = ("PropertyAssignmentException", "SetValueException", "SetValueInvocationException")
_METHOD_FAILURES = (f"{_ENGINE}MethodException", f"{_ENGINE}MethodInvocationException")


@UTILITY.cmdlet("New-Object", default_set="Net")
class NewObject(Cmdlet):
    """Makes a .NET or COM object."""

    type_name = Param("System.String", position=0, mandatory=True, sets=("Net",))
    argument_list = Param("System.Object[]", position=1, sets=("Net",), aliases=("Args",))
    com_object = Param("System.String", position=0, mandatory=True, sets=("Com",))
    strict = Param(SWITCH, sets=("Com",))
    property = Param("System.Collections.Hashtable")

    def process(self) -> None:
        made = self._com() if "ComObject" in self.bound else self._net()
        table: object = self.property
        if isinstance(table, Hashtable):
            for key, value in table.items():
                _assign(made, to_text(key), value)
        self.write(made)

    def _com(self) -> object:
        name = to_text(self.com_object)
        made = self.session.host.com_class(name)
        if made is None:
            text = f"Cannot load COM type {name}."
            raise error("CannotLoadComObjectType", text, "InvalidType", None, _ARGUMENT)
        return made

    def _net(self) -> object:
        name = to_text(self.type_name)
        target = type_from_text(self.session, name)
        if target is None:
            text = f"Cannot find type [{name}]: make sure the assembly containing this type is loaded."
            raise error("TypeNotFound", text, "InvalidType", None, _ARGUMENT)
        try:
            return make(target, as_list(self.argument_list))
        except PSError as failed:
            exception = failed.record.exception
            if exception.name not in _METHOD_FAILURES:
                raise
            record = error_record(exception, "ConstructorInvokedThrowException", "InvalidOperation")
            raise PSError(record) from None


def _assign(made: object, name: str, value: object) -> None:
    """Sets a property, or calls the method of that name with the value."""
    if isinstance(made, PSObject) and made.base is None:
        made.set(name, value)
        return
    try:
        found, member = lookup(made, name)
        if isinstance(member, MethodView):
            call_member(made, name, [value])
            return
        set_member(made, name, value)
    except PSError as failed:
        if found and failed.record.error_id in _SET_FAILURES:
            text = f"The value supplied is not valid, or the property is read-only. {failed.record.text}"
            raise error("SetValueException", text, "InvalidData", None, "System.Exception") from None
        if found:
            raise
        text = f'The member "{name}" was not found for the specified .NET object.'
        operation = "System.InvalidOperationException"
        raise error("InvalidOperationException", text, "InvalidOperation", None, operation) from None
