"""Parameters that a call has for its arguments: of ``dynamicparam`` blocks, and of cmdlets for a provider's paths."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from winlab.powershell.binding import MISSING, Argument, Binding
from winlab.powershell.declare import Cmdlet
from winlab.powershell.errors import PSError
from winlab.powershell.net.runtimeparameters import RuntimeParameter, RuntimeParameters
from winlab.powershell.parameters import CommandMeta, Parameter, from_param

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


def with_more(session: Session, cmdlet: type[Cmdlet], meta: CommandMeta, arguments: Sequence[Argument]) -> CommandMeta:
    """A cmdlet's parameters with those that it has for these arguments."""
    binding = Binding(meta)
    with contextlib.suppress(PSError):  # what does not fit is told when the parameters are complete
        binding.bind_arguments(known_arguments(meta, arguments))
    more = cmdlet.more_params(session, {meta.lookup[key].name: value for key, value in binding.bound.items()})
    return meta.extended([from_param(param) for param in more]) if more else meta
