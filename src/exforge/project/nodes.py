"""YAML text as a tree of nodes that know their place, with limits against hostile files.

Plain scalars are read by a small, fixed rule: ``true`` and ``false`` are booleans, ``null``, ``~`` and
nothing are null, decimal and ``0x`` numbers are integers; all else is text (``yes``, ``0123``, ``8.0``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, Protocol

import yaml

from exforge.project.problems import Place, Problems

MAX_BYTES = 1_000_000
MAX_SCALAR = 64_000
MAX_DEPTH = 24
MAX_NODES = 50_000
MAX_ALIASES = 100

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*|0x[0-9A-Fa-f]+)")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Scalar:
    """A value; ``text`` is how it was written."""

    place: Place
    value: bool | int | str | None
    text: str


@dataclass(frozen=True)
class Sequence:
    """A list of nodes."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entry:
    """One key with its node."""

    key: str
    place: Place
    node: Node


@dataclass(frozen=True)
class Mapping:
    """Keys with nodes, in the order of the file; no key twice."""

    place: Place
    entries: tuple[Entry, ...]

    def get(self, key: str) -> Node | None:
        """The node under ``key``, or None."""
        return next((entry.node for entry in self.entries if entry.key == key), None)

    def keys(self) -> tuple[str, ...]:
        """All keys."""
        return tuple(entry.key for entry in self.entries)


Node = Scalar | Sequence | Mapping


class _Mark(Protocol):
    line: int
    column: int


class _RefusedError(Exception):
    """Reading can't go on after this error."""


def parse(text: str, file: str, problems: Problems) -> Node | None:
    """Reads one document; None when it is unusable (the errors are in ``problems`` then)."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        problems.add(Place(file), f"the file is larger than {MAX_BYTES:,} bytes")
        return None
    if _has_tabs(text, file, problems):
        return None
    try:
        return _Builder(file, problems).document(_events(text))
    except _RefusedError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problems.add(place, f"not valid YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        problems.add(Place(file), f"not valid YAML: {error}")
    return None


def _has_tabs(text: str, file: str, problems: Problems) -> bool:
    found = False
    for number, line in enumerate(text.splitlines(), 1):
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent and line.strip():
            problems.add(Place(file, number, indent.index("\t") + 1), "a tab in the indentation; YAML needs spaces")
            found = True
    return found


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return iter(yaml.parse(text, Loader=loader))


class _Builder:
    """Turns events into nodes; an alias gives the node of its anchor again."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0
        self._aliases = 0

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self._refuse(self._place(event.start_mark), "a second document in the file; one is allowed")
                node = self._node(next(events), events, 0)
        if node is None:
            self._refuse(Place(self._file), "the file is empty")
        return node

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        place = self._place(event.start_mark)
        if depth > MAX_DEPTH:
            self._refuse(place, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), place)
        before = self._count
        self._grow(1, place)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, place)
        elif isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._node(item, events, depth + 1))
            node = Sequence(place, tuple(items))
        else:
            node = self._mapping(place, events, depth)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            self._refuse(place, f"the tag {tag} is not supported; write a plain value")
        if anchor := getattr(event, "anchor", None):
            self._anchors[anchor] = (node, self._count - before)
        return node

    def _mapping(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: dict[str, Place] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self._problems.add(key.place, "a key must be a word")
            elif key.text in seen:
                self._problems.add(
                    key.place, f"the key {key.text!r} is here twice (first in line {seen[key.text].line})"
                )
            else:
                seen[key.text] = key.place
                entries.append(Entry(key.text, key.place, value))
        return Mapping(place, tuple(entries))

    def _alias(self, anchor: str, place: Place) -> Node:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            self._refuse(place, f"more than {MAX_ALIASES} aliases")
        if anchor not in self._anchors:
            self._refuse(place, f"the anchor &{anchor} is not known here")
        node, size = self._anchors[anchor]
        self._grow(size, place)
        return node

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        text: str = event.value
        if len(text) > MAX_SCALAR:
            self._refuse(place, f"a value longer than {MAX_SCALAR:,} characters")
        if event.style in ('"', "'", "|", ">") or event.tag == "!":
            return Scalar(place, text, text)
        if text.lower() in _WORDS:
            return Scalar(place, _WORDS[text.lower()], text)
        if _INTEGER.fullmatch(text) and len(text) < 20:
            return Scalar(place, int(text, 0), text)
        return Scalar(place, text, text)

    def _grow(self, count: int, place: Place) -> None:
        self._count += count
        if self._count > MAX_NODES:
            self._refuse(place, f"more than {MAX_NODES:,} values, aliases counted in full")

    def _place(self, mark: _Mark | None) -> Place:
        if mark is None:
            return Place(self._file)
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _refuse(self, place: Place, what: str) -> NoReturn:
        self._problems.add(place, what)
        raise _RefusedError
