"""Queries of WMI: SELECT, ASSOCIATORS OF and REFERENCES OF.

Source: https://learn.microsoft.com/windows/win32/wmisdk/associators-of-statement and
https://learn.microsoft.com/windows/win32/wmisdk/references-of-statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from winlab.powershell.errors import PSError
from winlab.windows.wmi.objects import ManagementClass, ManagementObject, WmiObject, dmtf, failure, find_class
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller, WmiClass, WmiProperty
from winlab.windows.wmi.wql import ALL, Where, WqlError, parse_condition, parse_query

_RELATED = re.compile(r"\s*(associators|references)\s+of\s*\{(.*?)\}\s*(?:where\s+(.*))?$", re.IGNORECASE | re.DOTALL)
_KEY = re.compile(r"(\w+)=([^,]*)")
_OPTION = re.compile(r"(\w+)\s*(?:=\s*(\w+))?\s*")


def run_query(caller: WmiCaller, namespace: str, text: str) -> Iterator[WmiObject]:
    """What a query gives.

    Raises:
        PSError: Invalid query, Invalid class, Not found.
    """
    related = _RELATED.match(text)
    if related is not None:
        yield from _related(caller, namespace, related[1].lower(), related[2], related[3] or "")
        return
    try:
        query = parse_query(text)
    except WqlError:
        raise failure(0x80041017, "Invalid query") from None
    if query.class_name.lower() == "meta_class":
        yield from _classes(caller, namespace, query.where)
        return
    yield from select(caller, find_class(caller, namespace, query.class_name), query.where, list(query.names))


def instances(caller: WmiCaller, declared: WmiClass, condition: str, names: list[str]) -> Iterator[ManagementObject]:
    """The instances of a class that a condition (``-Filter``) lets pass, with some properties or all."""
    try:
        where = parse_condition(condition) if condition else ALL
    except WqlError:
        raise failure(0x80041017, "Invalid query") from None
    yield from select(caller, declared, where, names)


def select(caller: WmiCaller, declared: WmiClass, where: Where, names: list[str]) -> Iterator[ManagementObject]:
    """The instances of a class, and of those derived from it, that pass."""
    for name in (*names, *where.names):
        if name != "*" and not name.startswith("__") and not _may_have(declared, name):
            raise failure(0x80041017, "Invalid query")
    for concrete in WMI.derived(declared.namespace, declared.name) or [declared]:
        for row in concrete.rows(caller, where.equal):
            found = ManagementObject(caller, concrete, row)
            if where is ALL or where.condition(_compared(found)):
                yield _narrowed(found, names)


def _may_have(declared: WmiClass, name: str) -> bool:
    known = WMI.derived(declared.namespace, declared.name) or [declared]
    return any(item.property(name) is not None for item in known)


def _compared(found: WmiObject) -> dict[str, object]:
    """The values a condition sees: the class' and the system's properties by lower-case name."""
    row = {name.lower(): dmtf(v) if isinstance(v, datetime) else v for name, v in found.row.items()}
    row.update((name.lower(), value) for name, value in found.system().items())
    row["__this"] = tuple(name.lower() for name in (found.declared.name, *found.declared.derivation))
    return row


def _narrowed(found: ManagementObject, names: list[str]) -> ManagementObject:
    if not names or "*" in names:
        return found
    declared = found.declared
    wanted = {name.lower() for name in names}
    slim = replace(declared, properties=tuple(item for item in declared.properties if item.name.lower() in wanted))
    return ManagementObject(found.caller, slim, found.row, partial=True)


def _classes(caller: WmiCaller, namespace: str, where: Where) -> Iterator[ManagementClass]:
    for name in WMI.names(namespace):
        found = ManagementClass(caller, find_class(caller, namespace, name), {})
        if where.condition(_compared(found)):
            yield found


def instance_at(caller: WmiCaller, path: str, namespace: str = CIMV2) -> ManagementObject:
    """The instance at a path: ``[\\\\server\\root\\cimv2:]Class.Key="value"``.

    Raises:
        PSError: the path names no instance.
    """
    namespace, class_name, keys = split_path(path, namespace)
    declared = find_class(caller, namespace, class_name)
    for concrete in WMI.derived(declared.namespace, declared.name):
        found = _at(caller, concrete, keys)
        if found is not None:
            return ManagementObject(caller, concrete, found)
    raise failure(0x80041002, "Not found")


def _at(caller: WmiCaller, declared: WmiClass, keys: str) -> Row | None:
    if declared.singleton:
        return next(iter(declared.enumerate(caller)), None)
    wanted = normal(f"{declared.name}.{keys}")
    names = [item.name for item in declared.properties if item.key]
    if len(names) == 1 and not keys.lower().startswith(f"{names[0].lower()}="):
        wanted = normal(f"{declared.name}.{names[0]}={keys}")
    given = {name.lower(): value for name, value in _KEY.findall(wanted.partition(".")[2])}
    for row in declared.rows(caller, given):
        if normal(declared.path_of(row)) == wanted:
            return row
    return None


def split_path(path: str, namespace: str = CIMV2) -> tuple[str, str, str]:
    """Namespace, class and keys of a path (empty keys: the path of a class)."""
    if path.startswith("\\\\"):
        _, _, path = path[2:].partition("\\")
    if ":" in path.partition("=")[0]:
        namespace, _, path = path.partition(":")
    head = path.partition("=")[0]
    class_name, _, keys = path.partition(".") if "." in head else path.partition("=")
    return namespace, class_name.strip(), keys


def server_of(path: str) -> str:
    """The computer a path names; a dot without one."""
    return path[2:].partition("\\")[0] if path.startswith("\\\\") else "."


def normal(path: str) -> str:
    """A relative path as paths are compared: without case, quotes and doubled backslashes, keys in order."""
    plain = path.lower().replace("'", '"').replace('"', "").replace("\\\\", "\\")
    head, dot, keys = plain.partition(".")
    if "," in keys and "=" in keys:
        keys = ",".join(sorted(re.split(r",(?=\w+=)", keys)))
    return head + dot + keys


# --- associations ---


@dataclass(frozen=True)
class _Wanted:
    """What follows WHERE."""

    association: str = ""
    result_class: str = ""
    role: str = ""
    result_role: str = ""
    classes_only: bool = False


def _options(text: str, kind: str) -> _Wanted:
    found: dict[str, str] = {}
    at = 0
    while at < len(text.rstrip()):
        match = _OPTION.match(text, at)
        if match is None:
            raise failure(0x80041017, "Invalid query")
        found[match[1].lower()] = match[2] or ""
        at = match.end()
    known = {"assocclass", "resultclass", "role", "resultrole", "classdefsonly", "keysonly"}
    if set(found) - known:
        raise failure(0x80041017, "Invalid query")
    if kind == "references":
        return _Wanted(found.get("resultclass", ""), "", found.get("role", ""))
    return _Wanted(
        found.get("assocclass", ""),
        found.get("resultclass", ""),
        found.get("role", ""),
        found.get("resultrole", ""),
        "classdefsonly" in found,
    )


def _related(caller: WmiCaller, namespace: str, kind: str, path: str, where: str) -> Iterator[WmiObject]:
    wanted = _options(where, kind)
    start = instance_at(caller, path.strip(), namespace)
    namespace = start.declared.namespace
    own = normal(start.declared.path_of(start.row))
    seen: set[str] = set()
    for declared, row, mine, others in _links(caller, namespace, own, wanted):
        if kind == "references":
            yield ManagementObject(caller, declared, row)
            continue
        for other in others:
            target = str(row.get(other.name))
            class_name = split_path(target)[1]
            if mine.name == other.name or not _same(wanted.result_class, class_name):
                continue
            if not _same(wanted.result_role, other.name) or target.lower() in seen:
                continue
            seen.add(target.lower())
            try:
                yield instance_at(caller, target, namespace)
            except PSError:
                continue  # the other end is gone, or its class is not emulated


def _links(
    caller: WmiCaller, namespace: str, own: str, wanted: _Wanted
) -> Iterator[tuple[WmiClass, Row, WmiProperty, Sequence[WmiProperty]]]:
    """Rows of association classes that name an instance, with the end that does."""
    for declared in WMI.classes(namespace):
        ends = [item for item in declared.properties if item.type.startswith("ref:")]
        if len(ends) < 2 or not _same(wanted.association, declared.name):
            continue
        for row in declared.enumerate(caller):
            for end in ends:
                _, class_name, keys = split_path(str(row.get(end.name)))
                if normal(f"{class_name}.{keys}") == own and _same(wanted.role, end.name):
                    yield declared, row, end, ends
                    break


def _same(wanted: str, name: str) -> bool:
    return not wanted or wanted.lower() == name.lower()


def path_to(caller: WmiCaller, declared: WmiClass, row: Row) -> str:
    """The whole path of an instance, as associations hold it."""
    return f"\\\\{caller.machine.name}\\{declared.namespace}:{declared.path_of(row)}"
