"""Get-WmiObject and its family.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.management/get-wmiobject.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import NetException, NotEmulated, PSError, error_record
from winlab.powershell.values import Hashtable, PSObject
from winlab.windows.errors import LogonError, NetworkError
from winlab.windows.wmi.access import caller_of
from winlab.windows.wmi.objects import (
    ManagementClass,
    ManagementObject,
    MethodResult,
    failure,
    find_class,
    invoke,
)
from winlab.windows.wmi.querying import instance_at, instances, run_query
from winlab.windows.wmi.repository import WMI, Row, WmiCaller, WmiClass

TABLE = CmdletTable("Microsoft.PowerShell.Management")
_MANAGEMENT = "System.Management.ManagementException"


class _WmiCmdlet(Cmdlet):
    namespace = Param("System.String", default="root\\cimv2", aliases=("NS",))
    computer_name = Param("System.String[]", aliases=("Cn",), not_empty=True)
    credential = Param("System.Management.Automation.PSCredential")

    def callers(self) -> Iterable[WmiCaller]:
        """Who asks, for each computer that is asked."""
        for name in cast("list[str] | None", self.computer_name) or ["."]:
            try:
                yield caller_of(self.session, name, self.credential)
            except NetworkError as problem:
                denied = problem.code == 5
                exception = NetException(
                    "System.UnauthorizedAccessException" if denied else "System.Runtime.InteropServices.COMException",
                    "Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))"
                    if denied
                    else "The RPC server is unavailable. (Exception from HRESULT: 0x800706BA)",
                )
                kind = "UnauthorizedAccessException" if denied else "COMException"
                self.error(error_record(exception, f"GetWMI{kind}", "NotSpecified"))
            except LogonError:
                exception = NetException(
                    "System.UnauthorizedAccessException",
                    "Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))",
                )
                self.error(error_record(exception, "GetWMIUnauthorizedAccessException", "NotSpecified"))

    def fail(self, failed: PSError, error_id: str = "GetWMIManagementException") -> None:
        """Reports what WMI refused; what winlab lacks keeps its own id."""
        if isinstance(failed, NotEmulated):
            self.error(failed.record)
            return
        self.error(error_record(failed.record.exception, error_id, "InvalidType"))


@TABLE.cmdlet("Get-WmiObject", aliases=("gwmi",), default_set="query", output="System.Management.ManagementObject")
class GetWmiObject(_WmiCmdlet):
    """Instances of a class, or what a query gives."""

    class_ = Param(
        "System.String", by_set={"query": {"mandatory": True, "position": 0}, "list": {"position": 0}}, ps="Class"
    )
    property = Param("System.String[]", position=1, sets=("query",))
    filter = Param("System.String", sets=("query",))
    query = Param("System.String", mandatory=True, sets=("WQLQuery",))
    list = Param(SWITCH, sets=("list",))
    recurse = Param(SWITCH, sets=("list",))
    amended = Param(SWITCH)
    direct_read = Param(SWITCH)
    enable_all_privileges = Param(SWITCH)
    locale = Param("System.String")
    impersonation = Param("System.Object")
    authentication = Param("System.Object")
    authority = Param("System.String")
    as_job = Param(SWITCH)
    throttle_limit = Param("System.Int32")

    def process(self) -> None:
        """Reads."""
        if self.as_job:
            raise NotEmulated("background jobs (Get-WmiObject -AsJob)")
        for caller in self.callers():
            try:
                self._read(caller)
            except PSError as failed:
                self.fail(failed)

    def _read(self, caller: WmiCaller) -> None:
        namespace = str(self.namespace)
        if self.list:
            self._list(caller, namespace)
            return
        if self.query is not None:
            self.write_all(run_query(caller, namespace, str(self.query)))
            return
        if self.class_ is None:
            raise failure(0x80041010, "Invalid class")
        names = [] if self.property is None else [str(name) for name in cast("list[object]", self.property)]
        condition = str(self.filter) if self.filter else ""
        self.write_all(instances(caller, find_class(caller, namespace, str(self.class_)), condition, names))

    def _list(self, caller: WmiCaller, namespace: str) -> None:
        import fnmatch

        pattern = str(self.class_ or "*").lower()
        for name in WMI.names(namespace):
            if fnmatch.fnmatchcase(name.lower(), pattern):
                self.write(ManagementClass(caller, find_class(caller, namespace, name), {}))


@TABLE.cmdlet("Invoke-WmiMethod", default_set="class", supports_should_process=True)
class InvokeWmiMethod(_WmiCmdlet):
    """Calls a method of a class, an instance by path, or an object."""

    class_ = Param("System.String", mandatory=True, position=0, sets=("class",), ps="Class")
    path = Param("System.String", mandatory=True, sets=("path",))
    input_object = Param("System.Object", mandatory=True, pipeline=True, sets=("object",))
    name = Param("System.String", mandatory=True, sets=("path", "object"), by_set={"class": {"position": 1}})
    argument_list = Param("System.Object[]", aliases=("Args",))

    def process(self) -> None:
        """Calls."""
        arguments = [_plain(item) for item in cast("list[object] | None", self.argument_list) or []]
        if self.input_object is not None:
            target = _plain(self.input_object)
            if isinstance(target, (ManagementObject, ManagementClass)):
                self._call(target.caller, target.declared, target.row, arguments)
            return
        for caller in self.callers():
            try:
                if self.path is not None:
                    found = instance_at(caller, str(self.path), str(self.namespace))
                    self._call(caller, found.declared, found.row, arguments)
                else:
                    self._call(caller, find_class(caller, str(self.namespace), str(self.class_)), {}, arguments)
            except PSError as failed:
                self.fail(failed, "InvokeWMIManagementException")

    def _call(self, caller: WmiCaller, declared: WmiClass, row: Row, arguments: list[object]) -> None:
        method = declared.methods.get(str(self.name).lower())
        if method is None:
            raise failure(0x8004102F, "Invalid method Parameter(s)")
        if self.should_process(declared.name, str(self.name)):
            result: MethodResult = invoke(caller, declared, method, row, arguments)
            self.write(result)


@TABLE.cmdlet("Set-WmiInstance", default_set="class", supports_should_process=True)
class SetWmiInstance(_WmiCmdlet):
    """Sets properties of an instance."""

    class_ = Param("System.String", mandatory=True, position=0, sets=("class",), ps="Class")
    path = Param("System.String", mandatory=True, sets=("path",))
    input_object = Param("System.Object", mandatory=True, pipeline=True, sets=("object",))
    arguments = Param("System.Collections.Hashtable", aliases=("Args", "Property"))
    put_type = Param("System.Object")

    def process(self) -> None:
        """Writes."""
        if self.input_object is not None:
            target = _plain(self.input_object)
            if isinstance(target, ManagementObject):
                self._put(target)
            return
        for caller in self.callers():
            try:
                if self.path is not None:
                    self._put(instance_at(caller, str(self.path), str(self.namespace)))
                else:
                    declared = find_class(caller, str(self.namespace), str(self.class_))
                    rows = list(declared.enumerate(caller)) if declared.singleton else [{}]
                    self._put(ManagementObject(caller, declared, rows[0]))
            except PSError as failed:
                self.fail(failed, "SetWMIManagementException")

    def _put(self, target: ManagementObject) -> None:
        given = self.arguments
        for name, value in given.items() if isinstance(given, Hashtable) else ():
            target.set_property_value(str(name), _plain(value))
        if self.should_process(target.net_string(), "Set-WmiInstance"):
            target.put()
            self.write(target)


@TABLE.cmdlet("Remove-WmiObject", aliases=("rwmi",), default_set="object", supports_should_process=True)
class RemoveWmiObject(_WmiCmdlet):
    """Deletes an instance."""

    input_object = Param("System.Object", mandatory=True, pipeline=True, sets=("object",))
    path = Param("System.String", mandatory=True, sets=("path",))

    def process(self) -> None:
        """Deletes."""
        try:
            if self.input_object is not None:
                targets = [_plain(self.input_object)]
            else:
                targets = [instance_at(c, str(self.path), str(self.namespace)) for c in self.callers()]
            for target in targets:
                if isinstance(target, ManagementObject) and self.should_process(target.net_string()):
                    target.delete()
        except PSError as failed:
            self.fail(failed, "RemoveWMIManagementException")


def _plain(value: object) -> object:
    return value.base if isinstance(value, PSObject) and value.base is not None else value
