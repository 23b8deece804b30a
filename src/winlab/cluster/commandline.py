"""The command line of `cluster.exe`.

Syntax: https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2003/cc781201(v=ws.10)
and https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2003/cc785087(v=ws.10) ;
options may be cut to the letters before the bracket in those pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class CommandLineError(Exception):
    """The command line can't be understood."""


@dataclass(frozen=True)
class Option:
    """One `/name[:value]` with the plain words that follow it."""

    name: str
    value: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClusterCommand:
    """A parsed command line.

    Attributes:
        cluster: The cluster named, None for the one this computer belongs to.
        kind: `cluster`, `node`, `group`, `resource`, `resourcetype`, `network` or `netinterface`.
        name: The object named, None for all.
        options: In the order given; they are done one after the other.
    """

    cluster: str | None
    kind: str
    name: str | None
    options: tuple[Option, ...]

    def option(self, name: str) -> Option | None:
        """The first option of that name."""
        return next((option for option in self.options if option.name == name), None)

    def value(self, name: str) -> str | None:
        """The value of an option, None without option or value."""
        option = self.option(name)
        return option.value if option is not None else None


KINDS = {
    "node": "node",
    "group": "group",
    "res": "resource",
    "resource": "resource",
    "restype": "resourcetype",
    "resourcetype": "resourcetype",
    "network": "network",
    "netint": "netinterface",
    "netinterface": "netinterface",
}

_PROPERTY_OPTIONS = "prop[erties] priv[properties] usedefault"
OPTIONS: dict[str, str] = {
    "cluster": (
        f"{_PROPERTY_OPTIONS} create add[nodes] ipaddr[ess] pass[word] user node verb[ose] unattend[ed] "
        "min[imum] ren[ame] ver[sion] quorum[resource] path maxlogsize listnetpri[ority] setnetpri[ority] "
        "changepass[word] skipdc force test quiet list setfail[ureactions] reg_ext wait help"
    ),
    "node": (
        f"{_PROPERTY_OPTIONS} stat[us] pause resume evict force[cleanup] listint[erfaces] start stop "
        "setfail[ureactions] wait help"
    ),
    "group": (
        f"{_PROPERTY_OPTIONS} stat[us] create del[ete] ren[ame] move[to] on[line] off[line] listown[ers] "
        "setown[ers] wait help"
    ),
    "resource": (
        f"{_PROPERTY_OPTIONS} stat[us] create group type separate del[ete] ren[ame] addown[er] "
        "remove[owner] listown[ers] move[to] fail on[line] off[line] listdep[endencies] adddep[endency] "
        "removedep[endency] wait help"
    ),
    "resourcetype": f"{_PROPERTY_OPTIONS} list listown[ers] create dllname isalive looksalive del[ete] help",
    "network": f"{_PROPERTY_OPTIONS} stat[us] ren[ame] listint[erfaces] help",
    "netinterface": f"{_PROPERTY_OPTIONS} stat[us] node net[work] help",
}


def _spellings(kind: str) -> dict[str, str]:
    spellings = {"?": "help"}
    for word in OPTIONS[kind].split():
        short, _, rest = word.rstrip("]").partition("[")
        full = short + rest
        for length in range(len(short), len(full) + 1):
            spellings.setdefault(full[:length], full)
    return spellings


_SPELLINGS = {kind: _spellings(kind) for kind in OPTIONS}


def parse_command_line(arguments: Sequence[str]) -> ClusterCommand:
    """Reads the arguments of `cluster.exe`.

    Raises:
        CommandLineError: unknown object or option, or words where none belong.
    """
    words = list(arguments)
    cluster: str | None = None
    if words and words[0].lower().startswith(("/cluster:", "/c:")):
        cluster = words.pop(0).partition(":")[2]
        if not cluster:
            raise CommandLineError("A cluster name is required.")
    elif words and words[0][:1] != "/" and words[0].lower() not in KINDS:
        cluster = words.pop(0)
    kind, name = "cluster", None
    if words and words[0].lower() in KINDS:
        kind = KINDS[words.pop(0).lower()]
        if words and words[0][:1] != "/":
            name = words.pop(0)
    return ClusterCommand(cluster, kind, name, _options(kind, words))


def _options(kind: str, words: Sequence[str]) -> tuple[Option, ...]:
    options: list[Option] = []
    for word in words:
        if word[:1] == "/":
            spelling, colon, value = word[1:].partition(":")
            full = _SPELLINGS[kind].get(spelling.lower())
            if full is None:
                raise CommandLineError(f"Unknown option '{spelling}'.")
            options.append(Option(full, value if colon else None))
        elif options:
            last = options[-1]
            options[-1] = Option(last.name, last.value, (*last.words, word))
        else:
            raise CommandLineError(f"'{word}' was not expected.")
    return tuple(options)


@dataclass(frozen=True)
class Assignment:
    """`name=value[:type]` of `/prop` or `/priv`; values None means "back to the default"."""

    name: str
    values: tuple[str, ...] | None
    kind: str | None = None


_KINDS_OF_VALUE = ("BINARY", "DWORD", "STR", "STRING", "EXPANDSTR", "EXPANDSTRING", "MULTISTR", "SECURITY")


def parse_assignment(text: str, following: Sequence[str] = ()) -> Assignment:
    """Reads one assignment; several values stand in `following` or behind commas with MULTISTR.

    Raises:
        CommandLineError: no equals sign, or no name before it.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandLineError(f"'{text}' is not of the form name=value.")
    head, colon, tail = value.rpartition(":")
    kind = None
    if colon and tail.upper() in _KINDS_OF_VALUE:
        value, kind = head, tail.upper()
    values = tuple(value.split(",")) if kind == "MULTISTR" else (value,)
    return Assignment(name, (*values, *following), kind)


def assignments(option: Option) -> list[Assignment]:
    """All assignments of a `/prop` or `/priv` option; empty means "list them"."""
    texts = list(option.words)
    if option.value is not None and "=" in option.value:
        texts.insert(0, option.value)
    return [parse_assignment(text) for text in texts]


def wait_seconds(option: Option | None, default: float | None = 10.0) -> float | None:
    """How long `/online`, `/offline` and `/move` wait: without `/wait` 10 s, without number for ever (None).

    Source: the reference of `cluster resource` (address in the module's docstring).
    """
    if option is None:
        return default
    if option.value is None:
        return None
    if not option.value.isdigit():
        raise CommandLineError(f"'{option.value}' is not a number of seconds.")
    return float(option.value)
