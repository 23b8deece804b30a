"""``{{ dotted.name }}``: the only templates there are. No expressions; host data never comes here."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass

from exforge.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from exforge.project.problems import Problems, nearest
from exforge.project.shape import told

_REFERENCE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*")


@dataclass(frozen=True)
class Scope:
    """What names mean for one host; ``owner`` completes the sentence "... is not known <owner>"."""

    names: Map[str, Node]
    owner: str


def substitute(node: Node, scope: Scope, problems: Problems, pending: tuple[str, ...] = ()) -> Node:
    """``node`` with every reference replaced; a value that is one reference as a whole keeps its type."""
    if isinstance(node, Mapping):
        return Mapping(
            node.place,
            tuple(Entry(e.key, e.place, substitute(e.node, scope, problems, pending)) for e in node.entries),
        )
    if isinstance(node, Sequence):
        return Sequence(node.place, tuple(substitute(item, scope, problems, pending) for item in node.items))
    if not isinstance(node.value, str) or "{{" not in node.value:
        return node
    return _text(node, node.value, scope, problems, pending)


def _text(node: Scalar, text: str, scope: Scope, problems: Problems, pending: tuple[str, ...]) -> Node:
    whole = _REFERENCE.fullmatch(text)
    if whole and text.count("{{") == 1:
        return _look_up(whole.group(1), node, scope, problems, pending)

    def replace(match: re.Match[str]) -> str:
        value = _look_up(match.group(1), node, scope, problems, pending)
        if isinstance(value, Scalar) and value.value is not None:
            return value.text
        problems.add(node.place, f"{match.group(0)} is {told(value)} and can't be part of a text")
        return ""

    done = _REFERENCE.sub(replace, text)
    if "{{" in _REFERENCE.sub("", text):
        problems.add(node.place, "an opening {{ without its }}")
    return Scalar(node.place, done, done)


def _look_up(inner: str, at: Scalar, scope: Scope, problems: Problems, pending: tuple[str, ...]) -> Node:
    nothing = Scalar(at.place, "", "")
    match = _NAME.fullmatch(inner)
    if not match:
        problems.add(at.place, f"{{{{{inner}}}}} is not a name; only {{{{ dotted.name }}}} is understood")
        return nothing
    name = match.group(1)
    if name in pending:
        problems.add(at.place, f"{' -> '.join([*pending, name])} is a circle of variables")
        return nothing
    found = _walk(name, at, scope, problems)
    return substitute(found, scope, problems, (*pending, name)) if found else nothing


def _walk(name: str, at: Scalar, scope: Scope, problems: Problems) -> Node | None:
    first, *rest = name.split(".")
    node = scope.names.get(first)
    if node is None:
        problems.add(at.place, f"the variable {name!r} is not known {scope.owner}{nearest(first, scope.names)}")
        return None
    walked = first
    for part in rest:
        if not isinstance(node, Mapping):
            problems.add(at.place, f"{walked!r} is {told(node)}; it has no {part!r}")
            return None
        inner = node.get(part)
        if inner is None:
            problems.add(at.place, f"{walked!r} has no {part!r}{nearest(part, node.keys())}")
            return None
        node, walked = inner, f"{walked}.{part}"
    return node
