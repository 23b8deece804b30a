"""Reading nodes with a known shape: right keys, right types, errors at their places."""

from __future__ import annotations

from collections.abc import Iterable

from exforge.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from exforge.project.problems import Place, Problems, nearest


def told(node: Node) -> str:
    """What a node is, for an error."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return f"the boolean {node.text}"
    if isinstance(node.value, int):
        return f"the number {node.text}"
    return f"the text {node.text[:60]!r}"


class Reader:
    """Takes values out of nodes; on an error it notes the problem and gives a harmless value."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def keys(
        self,
        node: Node | None,
        what: str,
        place: Place,
        required: Iterable[str],
        optional: Iterable[str] = (),
    ) -> Mapping:
        """A mapping that has all ``required`` keys and no others than these and ``optional``."""
        mapping = self.mapping(node, what, place)
        if node is None or not isinstance(node, Mapping):
            return mapping
        needed, known = tuple(required), {*required, *optional}
        for entry in mapping.entries:
            if entry.key not in known:
                hint = nearest(entry.key, known)
                self.problems.add(entry.place, f"{what} has no key {entry.key!r}{hint}")
        for key in needed:
            if mapping.get(key) is None:
                self.problems.add(place, f"{what} needs the key {key!r}")
        return mapping

    def mapping(self, node: Node | None, what: str, place: Place) -> Mapping:
        """Any mapping; empty when there is none."""
        if isinstance(node, Mapping):
            return node
        if node is not None and not (isinstance(node, Scalar) and node.value is None):
            self.problems.add(node.place, f"{what} must be a mapping, not {told(node)}")
        return Mapping(node.place if node else place, ())

    def entries(self, node: Node | None, what: str, place: Place) -> tuple[Entry, ...]:
        """The entries of any mapping."""
        return self.mapping(node, what, place).entries

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list."""
        if node is None or isinstance(node, Sequence):
            return node.items if node else ()
        if not (isinstance(node, Scalar) and node.value is None):
            self.problems.add(node.place, f"{what} must be a list, not {told(node)}")
        return ()

    def text(self, node: Node | None, what: str, default: str = "") -> str:
        """A text; numbers count as they are written."""
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, (str, int)) and not isinstance(node.value, bool):
            return node.text
        self.problems.add(node.place, f"{what} must be a text, not {told(node)}")
        return default

    def boolean(self, node: Node | None, what: str, default: bool) -> bool:
        """True or false."""
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self.problems.add(node.place, f"{what} must be true or false, not {told(node)}")
        return default

    def integer(self, node: Node | None, what: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool):
            if least <= node.value <= most:
                return node.value
            self.problems.add(node.place, f"{what} must be from {least} to {most}, not {node.value}")
        else:
            self.problems.add(node.place, f"{what} must be a whole number, not {told(node)}")
        return default

    def choice(self, node: Node | None, what: str, default: str, choices: Iterable[str]) -> str:
        """One word out of a few."""
        word = self.text(node, what, default)
        known = tuple(choices)
        if node is not None and word not in known:
            self.problems.add(node.place, f"{what} can't be {word!r}{nearest(word, known)}")
            return default
        return word

    def words(self, node: Node | None, what: str) -> tuple[tuple[str, Place], ...]:
        """A list of texts with their places."""
        items = self.items(node, what)
        return tuple((self.text(item, f"an item of {what}"), item.place) for item in items)
