"""Visits every node of a tree."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from winlab.powershell.syntax.ast import Node


def walk(node: Node) -> Iterator[Node]:
    """The node and all nodes under it, in the order of the source as far as fields keep it. Not recursive."""
    pending: list[object] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Node):
            yield current
            pending.extend(getattr(current, field.name) for field in reversed(dataclasses.fields(current)))
        elif isinstance(current, (list, tuple)):
            pending.extend(reversed(current))
