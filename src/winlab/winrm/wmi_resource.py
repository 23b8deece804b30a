"""WMI classes as resources: ``wmi/root/cimv2/Win32_Service``.

Source: https://learn.microsoft.com/windows/win32/winrm/windows-remote-management-and-wmi and MS-WSMV 2.2.3.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from winlab.powershell.errors import PSError
from winlab.powershell.text import to_text
from winlab.windows.wmi.querying import run_query, split_path
from winlab.windows.wmi.repository import WMI, Row, WmiCaller, WmiClass, WmiProperty
from winlab.windows.wmi.wql import WqlError, parse_query
from winlab.winrm import fault_kinds as kinds
from winlab.winrm import names
from winlab.winrm.instances import Changes, Fragment, Instance, Item, Moment, Reference, Value
from winlab.winrm.resources import SELECTOR_DIALECT, WQL_DIALECT, Filter, Resource, Selectors

_NAMESPACE = "__cimnamespace"
_KINDS = {
    "Invalid query": kinds.CANNOT_FILTER,
    "Invalid class": kinds.RESOURCE_NOT_FOUND,
    "Invalid namespace": kinds.RESOURCE_NOT_FOUND,
    "Not found": kinds.RESOURCE_NOT_FOUND,
    "Access denied": kinds.ACCESS_DENIED,
}
T = TypeVar("T")
_KEY = re.compile(r'(\w+)="?((?:[^"\\,]|\\.)*)"?')
_DEFAULT_NAMESPACE = "root/cimv2"


def wmi_resource(caller: WmiCaller, uri: str) -> Resource | None:
    """The resource at an address of WMI; None when it is no such address."""
    for prefix, namespace in ((names.WMI, ""), (names.DMTF_CIM, _DEFAULT_NAMESPACE)):
        if uri.lower().startswith(prefix.lower() + "/"):
            path = "/".join(part for part in (namespace, uri[len(prefix) + 1 :].strip("/")) if part)
            space, _, name = path.rpartition("/")
            return WmiResource(caller, uri, space or _DEFAULT_NAMESPACE, name)
    return None


class WmiResource(Resource):
    """A class, or all classes of a namespace (``*``)."""

    provider = kinds.WMI_PLUGIN

    def __init__(self, caller: WmiCaller, uri: str, namespace: str, name: str) -> None:
        super().__init__(uri)
        self._caller = caller
        self._namespace = namespace
        self._name = name

    def get(self, selectors: Selectors) -> Instance:
        """One instance by its keys."""
        declared = self._class(selectors)
        return self._instance(declared, self._row(declared, selectors))

    def put(self, selectors: Selectors, changes: Changes) -> Instance:
        """Writes properties of an instance."""
        declared = self._class(selectors)
        before = self._row(declared, selectors)
        if declared.put is None:
            raise self.fault(kinds.WMI_NOT_CAPABLE)
        row = dict(before)
        for name, value in changes.items():
            known = declared.property(name)
            if known is None or not isinstance(value, str):
                raise self.fault(kinds.SCHEMA_VIOLATION)
            row[known.name] = _typed(known.type, value)
        write = declared.put
        self._ask(lambda: write(self._caller, before, row))
        return self.get(selectors)

    def delete(self, selectors: Selectors) -> None:
        """Removes an instance."""
        declared = self._class(selectors)
        row = self._row(declared, selectors)
        if declared.delete is None:
            raise self.fault(kinds.WMI_NOT_CAPABLE)
        remove = declared.delete
        self._ask(lambda: remove(self._caller, row))

    def enumerate(self, wanted: Filter) -> Iterable[Item]:
        """All instances, those with some values, or what a query gives."""
        if wanted.dialect == WQL_DIALECT:
            return self._queried(wanted.text)
        if wanted.dialect not in ("", SELECTOR_DIALECT):
            raise self.fault(kinds.DIALECT_UNAVAILABLE)
        declared = self._class({})
        chosen = [(self._property(declared, name), value) for name, value in wanted.selectors]
        rows = self._ask(lambda: list(declared.enumerate(self._caller)))
        return (self._item(declared, row) for row in rows if all(_is(row, each, value) for each, value in chosen))

    def invoke(self, action: str, selectors: Selectors, arguments: Mapping[str, Value]) -> Instance:
        """Calls a method of a class or an instance."""
        declared = self._class(selectors)
        method = declared.methods.get(action.lower())
        if method is None:
            raise self.fault(kinds.INVALID_ACTION)
        keys = {name: value for name, value in selectors.items() if name.lower() != _NAMESPACE}
        row = self._row(declared, selectors) if keys or declared.singleton else {}
        given: dict[str, object] = {}
        for name, value in arguments.items():
            known = next((each for each in method.arguments if each.lower() == name.lower()), None)
            if known is None:
                raise self.fault(kinds.INVALID_PARAMETER_NAME)
            given[known] = _argument(value)
        result = self._ask(lambda: method.invoke(self._caller, row, given))
        fields = tuple((name, _value("", value)) for name, value in result.items())
        return Instance(f"{method.name}_OUTPUT", self._uri(declared), fields, "p", f"{method.name}_OUTPUT")

    # -- classes and instances --

    def _class(self, selectors: Selectors) -> WmiClass:
        asked = next((value for name, value in selectors.items() if name.lower() == _NAMESPACE), self._namespace)
        if WMI.normal(asked) != WMI.normal(self._namespace) and self.uri.lower().startswith(names.WMI):
            raise self.fault(kinds.DIFFERENT_NAMESPACE)
        found = WMI.find(asked, self._name)
        if found is None:
            raise self.fault(
                kinds.RESOURCE_NOT_FOUND,
                "The WS-Management service cannot process the request. The class "
                f"{self._name} does not exist in the {asked} namespace. ",
            )
        return found

    def _property(self, declared: WmiClass, name: str) -> WmiProperty:
        found = declared.property(name)
        if found is None:
            raise self.fault(kinds.UNEXPECTED_SELECTORS)
        return found

    def _row(self, declared: WmiClass, selectors: Selectors) -> Row:
        keys = {item.name for item in declared.properties if item.key}
        chosen = []
        for name, value in selectors.items():
            if name.lower() == _NAMESPACE:
                continue
            known = self._property(declared, name)
            if known.name not in keys:
                raise self.fault(kinds.UNEXPECTED_SELECTORS)
            chosen.append((known, value))
        if not declared.singleton and {known.name for known, _ in chosen} != keys:
            raise self.fault(kinds.MISSING_SELECTORS)
        for row in self._ask(lambda: list(declared.enumerate(self._caller))):
            if all(_is(row, each, value) for each, value in chosen):
                return row
        raise self.fault(kinds.RESOURCE_NOT_FOUND)

    def _queried(self, text: str) -> Iterator[Item]:
        if self._name != "*":
            raise self.fault(kinds.QUERY_WITH_CLASS)
        chosen: tuple[str, ...] = ()
        with contextlib.suppress(WqlError):
            chosen = parse_query(text).names
        for each in self._ask(lambda: list(run_query(self._caller, self._namespace, text))):
            item = self._item(each.declared, each.row)
            if chosen and "*" not in chosen and isinstance(item.instance, Instance):
                fields = tuple((name, item.instance.get(name)) for name in chosen)
                item = replace(item, instance=Fragment(fields, item.instance.namespace))
            yield item

    def _ask(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except PSError as error:
            raise self.fault(_KINDS.get(error.record.text.strip(), kinds.WMI_FAILURE), error.record.text) from error

    def _uri(self, declared: WmiClass) -> str:
        return f"{names.WMI}/{declared.namespace.replace(chr(92), '/')}/{declared.name}"

    def _item(self, declared: WmiClass, row: Row) -> Item:
        keys = [(item.name, str(row.get(item.name))) for item in declared.properties if item.key]
        keys.append((_NAMESPACE, declared.namespace.replace("\\", "/")))
        return Item(self._instance(declared, row), self._uri(declared), tuple(keys))

    def _instance(self, declared: WmiClass, row: Row) -> Instance:
        properties = sorted(declared.properties, key=lambda item: item.name.lower())
        fields = tuple((item.name, _value(item.type, row.get(item.name))) for item in properties)
        return Instance(declared.name, self._uri(declared), fields, "p", f"{declared.name}_Type")


def _is(row: Row, known: WmiProperty, value: str) -> bool:
    held = _value(known.type, row.get(known.name))
    return isinstance(held, str) and held.lower() == value.lower()


def _value(kind: str, value: object) -> Value:
    """A value as text of XML schema."""
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return tuple(each for each in (_single(kind.removesuffix("[]"), item) for item in value) if each is not None)
    return _single(kind, value)


def _single(kind: str, value: object) -> str | Moment | Reference | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return Moment(f"{value.replace(tzinfo=None).isoformat()}Z")
    if kind.startswith("ref:"):
        return _reference(str(value))
    return to_text(value)


def _reference(path: str) -> Reference:
    namespace, class_name, keys = split_path(path)
    space = namespace.replace("\\", "/")
    pairs = tuple((name, text.replace("\\\\", "\\")) for name, text in _KEY.findall(keys))
    return Reference(f"{names.WMI}/{space}/{class_name}", (*pairs, (_NAMESPACE, space)))


def _typed(kind: str, text: str) -> object:
    """A property's value of its text."""
    if kind == "boolean":
        return text.lower() == "true"
    if "int" in kind and text.lstrip("-").isdigit():
        return int(text)
    return text


def _argument(value: Value) -> object:
    """A method's argument; its declaration names no type, so a number is one by its look."""
    if isinstance(value, str):
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
        return int(value) if value.lstrip("-").isdigit() else value
    if isinstance(value, (list, tuple)):
        return [_argument(each) for each in value]
    return None
