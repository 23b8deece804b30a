"""``dynamicparam``: a block that sees the arguments of a call and says what more parameters it has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from winlab.powershell.binding import MISSING, Argument
from winlab.powershell.errors import PSError
from winlab.powershell.net.runtimeparameters import RuntimeParameter, RuntimeParameters
from winlab.powershell.parameters import CommandMeta, Parameter

if TYPE_CHECKING:
    from winlab.powershell.session import Session


def known_arguments(meta: CommandMeta, arguments: Iterable[Argument]) -> list[Argument]:
    """The arguments without those of parameters that the command does not have (yet)."""
    known: list[Argument] = []
    after_unknown = False
    for argument in arguments:
        if argument.name is None or argument.name == "--":
            if not after_unknown:
                known.append(argument)
            after_unknown = False
        elif _find(meta, argument.name) is not None:
            known.append(argument)
            after_unknown = False
        else:
            after_unknown = argument.value is MISSING
    return known


def _find(meta: CommandMeta, name: str) -> Parameter | None:
    try:
        return meta.find(name)
    except PSError:
        return None


def with_made(session: Session, meta: CommandMeta, written: Iterable[object]) -> CommandMeta:
    """A command's parameters with those of the dictionary that the block wrote."""
    for value in written:
        if isinstance(value, RuntimeParameters):
            made = [each.parameter(session) for each in value.values() if isinstance(each, RuntimeParameter)]
            return meta.extended(made)
    return meta
