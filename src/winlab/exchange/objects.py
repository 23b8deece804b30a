"""Makes configuration objects in the directory with the values a new object of their kind has."""

from __future__ import annotations

from collections.abc import Iterable

from winlab.directory.connection import DirectoryConnection
from winlab.directory.entries import Value
from winlab.directory.reading import DirectoryObject
from winlab.exchange.shell.fields import LOWEST, LOWEST_ORDER, Field, Kind
from winlab.exchange.shell.kinds import ObjectKind


def stored(field: Field, values: Iterable[str]) -> list[Value]:
    """Texts in the types of the directory: booleans for BOOLEAN, numbers for PRIORITY, the rest as text."""
    if field.kind is Kind.BOOLEAN:
        return [value.upper() == "TRUE" for value in values]
    if field.kind is Kind.PRIORITY:
        return [LOWEST_ORDER if value == LOWEST else int(value) for value in values]
    return list(values)


def is_true(item: DirectoryObject, attribute: str) -> bool:
    """Whether a flag is set, in whatever form its attribute keeps it."""
    return item.text(attribute).upper() == "TRUE"


def defaults(kind: ObjectKind) -> dict[str, list[Value]]:
    """Attributes of a new object of a kind."""
    found: dict[str, list[Value]] = {}
    for field in kind.fields:
        if field.default is None:
            continue
        texts = [field.default] if isinstance(field.default, str) else list(field.default)
        found[field.attribute] = stored(field, texts)
    return found


def make(
    connection: DirectoryConnection,
    kind: ObjectKind,
    dn: str,
    **attributes: Value | Iterable[Value],
) -> bool:
    """Makes an object of a kind unless it exists; `attributes` go before the defaults."""
    if connection.exists(dn):
        return False
    values: dict[str, Value | Iterable[Value] | None] = {"objectClass": kind.object_class}
    values.update(defaults(kind))
    values.update(attributes)
    connection.add(dn, values)
    return True
