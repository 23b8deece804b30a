"""Builds a resource out of nodes by the annotations of its dataclass."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping as Map
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from exforge.project.nodes import Mapping, Node, Scalar, Sequence
from exforge.project.problems import Place, Problems, nearest
from exforge.project.secrets import SecretStore
from exforge.project.shape import told
from exforge.resources.base import Value
from exforge.resources.secret import Secret

_NAMES = {str: "a text", int: "a whole number", bool: "true or false"}


class RefusedError(Exception):
    """The value can't be used; the problem is noted."""


class Typed:
    """Converts nodes to Python values of an annotated type."""

    def __init__(self, problems: Problems, secrets: SecretStore) -> None:
        self._problems = problems
        self._secrets = secrets

    def build(self, kind: type[Any], node: Node, what: str, given: Map[str, object], place: Place) -> Any:
        """An instance of the dataclass ``kind``; ``given`` holds fields that don't come from the node.

        Raises:
            RefusedError: something in the node is wrong; every problem in it is noted.
        """
        if isinstance(node, Scalar) and node.value is None:
            node = Mapping(node.place, ())
        if not isinstance(node, Mapping):
            raise self._refused(node.place, f"{what} must be a mapping, not {told(node)}")
        hints, fields = _hints(kind), {f.name: f for f in dataclasses.fields(kind) if f.name not in given}
        before = len(self._problems)
        values = dict(given)
        for entry in node.entries:
            if entry.key not in fields:
                hint = nearest(entry.key, fields)
                self._problems.add(entry.place, f"{what} has no field {entry.key!r}{hint}")
                continue
            field = fields[entry.key]
            try:
                value = self.value(hints[entry.key], entry.node, f"{entry.key} of {what}")
            except RefusedError:
                continue
            choices = field.metadata.get("choices", ())
            wrong = [one for one in (value if isinstance(value, tuple) else (value,)) if one not in choices]
            if choices and wrong and value is not None:
                known = ", ".join(str(choice) for choice in choices)
                self._problems.add(entry.node.place, f"{entry.key} of {what} must be one of {known}, not {wrong[0]}")
                continue
            values[entry.key] = value
        for name, field in fields.items():
            if node.get(name) is None and field.default is field.default_factory is dataclasses.MISSING:
                self._problems.add(place, f"{what} needs the field {name!r}")
        if len(self._problems) > before:
            raise RefusedError
        try:
            return kind(**values)
        except ValueError as error:
            raise self._refused(place, f"{what}: {error}") from error

    def value(self, hint: Any, node: Node, what: str) -> Any:
        """The node as a value of the annotation ``hint``."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            if type(None) in arguments and isinstance(node, Scalar) and node.value is None:
                return None
            return self._one_of([a for a in arguments if a is not type(None)], node, what)
        if hint is Secret:
            secret = self._secrets.secret(node, what, self._problems)
            if secret is None:
                raise RefusedError
            return secret
        if origin is Literal:
            if isinstance(node, Scalar):
                for choice in arguments:
                    if node.value == choice or (isinstance(choice, str) and node.text == choice):
                        return choice
            known = ", ".join(str(choice) for choice in arguments)
            raise self._refused(node.place, f"{what} must be one of {known}, not {told(node)}")
        if origin is tuple:
            return self._list(arguments[0], node, what)
        if origin in (Map, dict):
            if not isinstance(node, Mapping):
                raise self._refused(node.place, f"{what} must be a mapping, not {told(node)}")
            return {e.key: self.value(arguments[1], e.node, f"{e.key} of {what}") for e in node.entries}
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self.build(hint, node, what, {}, node.place)
        if hint in _NAMES:
            return self._plain(hint, node, what)
        return plain(node)

    def _one_of(self, hints: list[Any], node: Node, what: str) -> Any:
        if len(hints) == 1:
            return self.value(hints[0], node, what)
        for hint in hints:
            trial = Problems()
            try:
                return Typed(trial, self._secrets).value(hint, node, what)
            except RefusedError:
                continue
        raise self._refused(node.place, f"{what} can't be {told(node)}")

    def _list(self, hint: Any, node: Node, what: str) -> tuple[Any, ...]:
        if not isinstance(node, Sequence):
            raise self._refused(node.place, f"{what} must be a list, not {told(node)}")
        found, refused = [], False
        for item in node.items:
            try:
                found.append(self.value(hint, item, f"an item of {what}"))
            except RefusedError:
                refused = True
        if refused:
            raise RefusedError
        return tuple(found)

    def _plain(self, hint: type, node: Node, what: str) -> Any:
        if isinstance(node, Scalar):
            value = node.value
            if hint is bool and isinstance(value, bool):
                return value
            if hint is int and isinstance(value, int) and not isinstance(value, bool):
                return value
            if hint is str and isinstance(value, (str, int)) and not isinstance(value, bool):
                return node.text
        raise self._refused(node.place, f"{what} must be {_NAMES[hint]}, not {told(node)}")

    def _refused(self, place: Place, what: str) -> RefusedError:
        self._problems.add(place, what)
        return RefusedError(what)


def plain(node: Node) -> Value:
    """A node as plain values, whatever it holds."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return tuple(plain(item) for item in node.items)
    return {entry.key: plain(entry.node) for entry in node.entries}


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]
