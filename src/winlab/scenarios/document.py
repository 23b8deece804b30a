"""A YAML document whose every value knows where it stands, so that an error can say it.

Readers ask for the keys they know; what is left over is an error that names the nearest known key.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import yaml


class ScenarioError(ValueError):
    """A scenario is not right: where, what, and the nearest right thing."""

    def __init__(self, source: str, line: int, problem: str) -> None:
        self.source = source
        self.line = line
        self.problem = problem
        super().__init__(f"{source}:{line}: {problem}")


class Value:
    """One node of the document."""

    def __init__(self, node: yaml.Node, source: str, path: str) -> None:
        self._node = node
        self.source = source
        self.path = path

    @property
    def line(self) -> int:
        """Line number, from 1."""
        return int(self._node.start_mark.line) + 1

    def error(self, problem: str) -> ScenarioError:
        """An error at this place."""
        where = f"{self.path}: " if self.path else ""
        return ScenarioError(self.source, self.line, where + problem)

    def text(self) -> str:
        """The value as text.

        Raises:
            ScenarioError: It is a list or a mapping.
        """
        if not isinstance(self._node, yaml.ScalarNode):
            raise self.error("a single value is wanted here")
        return str(self._node.value)

    def number(self) -> int:
        """The value as a whole number."""
        text = self.text()
        try:
            return int(text, 0)
        except ValueError:
            raise self.error(f"a whole number is wanted, not {text!r}") from None

    def flag(self) -> bool:
        """The value as true or false."""
        text = self.text().lower()
        if text not in ("true", "false"):
            raise self.error(f"true or false is wanted, not {text!r}")
        return text == "true"

    def one_of(self, allowed: tuple[str, ...]) -> str:
        """The value, which must be one of a few words."""
        text = self.text()
        if text not in allowed:
            raise self.error(f"{text!r} is none of {', '.join(allowed)}{_nearest(text, allowed)}")
        return text

    def items(self) -> list[Value]:
        """The members of a list."""
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.error("a list is wanted here")
        return [Value(child, self.source, f"{self.path}[{number}]") for number, child in enumerate(self._node.value)]

    def texts(self) -> tuple[str, ...]:
        """The members of a list of single values."""
        return tuple(item.text() for item in self.items())

    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self._node, yaml.SequenceNode)

    def is_mapping(self) -> bool:
        """Whether it is a mapping."""
        return isinstance(self._node, yaml.MappingNode)

    def section(self) -> Section:
        """The value as a mapping."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.error("a mapping (key: value) is wanted here")
        return Section(self._node, self.source, self.path)

    def plain(self) -> object:
        """The value as plain Python data."""
        constructor = yaml.SafeLoader("")
        try:
            found: object = constructor.construct_object(self._node, deep=True)
        finally:
            constructor.dispose()
        return found


class Section(Value):
    """A mapping that is read key by key and must be read completely."""

    def __init__(self, node: yaml.MappingNode, source: str, path: str) -> None:
        super().__init__(node, source, path)
        self._values: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            below = f"{path}.{key}" if path else key
            if key in self._values:
                raise Value(key_node, source, below).error("is given twice")
            self._values[key] = Value(value_node, source, below)
        self._asked: set[str] = set()

    def get(self, key: str) -> Value | None:
        """The value of an optional key."""
        self._asked.add(key)
        return self._values.get(key)

    def need(self, key: str) -> Value:
        """The value of a key that must be there."""
        found = self.get(key)
        if found is None:
            raise self.error(f"the key {key!r} is missing{_nearest(key, tuple(self._values))}")
        return found

    def text_or(self, key: str, default: str) -> str:
        """An optional text."""
        found = self.get(key)
        return default if found is None else found.text()

    def number_or(self, key: str, default: int) -> int:
        """An optional number."""
        found = self.get(key)
        return default if found is None else found.number()

    def flag_or(self, key: str, default: bool) -> bool:
        """An optional flag."""
        found = self.get(key)
        return default if found is None else found.flag()

    def texts_or(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """An optional list of texts."""
        found = self.get(key)
        return default if found is None else found.texts()

    def list_or(self, key: str) -> list[Value]:
        """An optional list; empty if it is not there."""
        found = self.get(key)
        return [] if found is None else found.items()

    def section_or(self, key: str) -> Section | None:
        """An optional mapping."""
        found = self.get(key)
        return None if found is None else found.section()

    def pairs(self) -> Iterator[tuple[str, Value]]:
        """All keys with their values; all count as read."""
        self._asked |= set(self._values)
        yield from self._values.items()

    def finish(self) -> None:
        """Complains about keys nobody asked for.

        Raises:
            ScenarioError: There is one.
        """
        for key, value in self._values.items():
            if key not in self._asked:
                raise value.error(f"unknown key {key!r}{_nearest(key, tuple(self._asked))}")


def _nearest(word: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are: {', '.join(sorted(known))}"


def read_document(path: Path) -> Section:
    """Reads a YAML file.

    Raises:
        ScenarioError: It can't be read, is not YAML, or is not a mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(str(path), 0, f"can't be read: {error.strerror}") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 0
        raise ScenarioError(str(path), line, f"is not YAML: {error.problem}") from None
    if node is None:
        raise ScenarioError(str(path), 0, "is empty")
    return Value(node, str(path), "").section()
