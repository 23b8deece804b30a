"""Tables that `cluster.exe` prints.

Node, resource and private-property layouts were read in published output
(https://timmcmic.blog/2009/08/ and administrators' scripts); group, network and quorum follow the same
style (UNVERIFIED). A name wider than its column pushes the row right, it is not cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_NODE = (14, 7, 21)
_RESOURCE = (20, 20, 15, 6)
_GROUP = (20, 15, 6)
_NETWORK = (20, 11)
_INTERFACE = (15, 15, 30, 11)
_PROPERTY = (2, 20, 30, 23)


def _row(widths: Sequence[int], cells: Sequence[str], right: frozenset[int] = frozenset()) -> str:
    parts = [
        cell.rjust(width) if index in right else cell.ljust(width)
        for index, (width, cell) in enumerate(zip(widths, cells, strict=True))
    ]
    return " ".join(parts).rstrip()


def table(
    heading: str | None,
    widths: Sequence[int],
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: frozenset[int] = frozenset(),
) -> list[str]:
    """Lines of one table: heading, blank line, titles, rules, rows."""
    lines = [heading, ""] if heading is not None else [""]
    lines.append(_row(widths, titles))
    lines.append(" ".join("-" * width for width in widths))
    lines.extend(_row(widths, row, right) for row in rows)
    return lines


def nodes(rows: Iterable[tuple[str, int, str]], heading: str | None) -> list[str]:
    """Name, id and state of nodes."""
    cells = [(name, str(number), state) for name, number, state in rows]
    return table(heading, _NODE, ("Node", "Node ID", "Status"), cells, frozenset({1}))


def resources(rows: Iterable[tuple[str, str, str, str]], heading: str | None) -> list[str]:
    """Name, group, owner and state of resources."""
    return table(heading, _RESOURCE, ("Resource", "Group", "Node", "Status"), rows)


def groups(rows: Iterable[tuple[str, str, str]], heading: str | None) -> list[str]:
    """Name, owner and state of groups."""
    return table(heading, _GROUP, ("Group", "Node", "Status"), rows)


def networks(rows: Iterable[tuple[str, str]], heading: str | None) -> list[str]:
    """Name and state of networks."""
    return table(heading, _NETWORK, ("Network", "Status"), rows)


def interfaces(rows: Iterable[tuple[str, str, str, str]], heading: str | None) -> list[str]:
    """Node, network, name and state of network interfaces."""
    return table(heading, _INTERFACE, ("Node", "Network", "Name", "Status"), rows)


def quorum(name: str, device: str, size: int) -> list[str]:
    """The quorum resource, its path and the largest size of its log."""
    titles = ("Quorum Resource Name", "Device", "Max Log Size")
    return table(None, (20, 52, 12), titles, [(name, device, str(size))])[1:]


def properties(kind: str, owner: str, rows: Iterable[tuple[str, str, str]], heading: str) -> list[str]:
    """Type letters, name and value of properties of `owner`, whose kind heads the second column."""
    cells = [(letters, owner, name, value) for letters, name, value in rows]
    return table(heading, _PROPERTY, ("T", kind, "Name", "Value"), cells)
