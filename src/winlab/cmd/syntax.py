"""The tree of a cmd.exe command line."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Redirect:
    """``handle`` goes to or comes from ``target``.

    Attributes:
        kind: ``write``, ``append``, ``read``, or ``copy`` (``2>&1``: the target is another handle's number).
    """

    handle: int
    kind: str
    target: str


@dataclass
class Node:
    """Any command; redirections apply to all of it."""

    redirects: list[Redirect] = field(default_factory=list)
    quiet: bool = False


@dataclass
class Simple(Node):
    """A built-in or a program with its arguments, carets resolved, quotes kept."""

    text: str = ""


@dataclass
class Group(Node):
    """Commands in parentheses, or the commands of one line."""

    items: list[Node] = field(default_factory=list)


@dataclass
class Chain(Node):
    """``left op right`` with op ``&``, ``&&``, ``||`` or ``|``."""

    operator: str = "&"
    left: Node = field(default_factory=Node)
    right: Node = field(default_factory=Node)


@dataclass
class If(Node):
    """``if``: test is ``exist``, ``defined``, ``errorlevel``, ``cmdextversion`` or a comparison operator."""

    negated: bool = False
    ignore_case: bool = False
    test: str = "=="
    left: str = ""
    right: str = ""
    then: Node = field(default_factory=Node)
    otherwise: Node | None = None


@dataclass
class For(Node):
    """``for``: kind is empty, D, R, L or F; ``options`` is the text between switch and variable."""

    kind: str = ""
    options: str = ""
    variable: str = ""
    items: str = ""
    body: Node = field(default_factory=Node)
