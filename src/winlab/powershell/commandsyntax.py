"""How a command is called, as one line per parameter set.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_command_syntax
"""

from __future__ import annotations

from winlab.powershell.parameters import ALL_SETS, CommandMeta, InSet, Parameter


def parameter_sets(meta: CommandMeta) -> list[str]:
    """The names of the parameter sets, the default one first."""
    names = list(meta.set_names)
    if meta.default_set in names:
        names.remove(meta.default_set)
        names.insert(0, meta.default_set)
    return names


def in_display_order(meta: CommandMeta, name: str) -> list[tuple[Parameter, InSet]]:
    """The parameters of a set: by position, then those that are needed, then the rest; common ones last."""
    here = [(parameter, found) for parameter in meta.parameters if (found := parameter.in_set(name)) is not None]
    positional = [pair for pair in here if pair[1].position is not None]
    positional.sort(key=lambda pair: pair[1].position or 0)
    named = [pair for pair in here if pair[1].position is None]
    return [
        *positional,
        *(pair for pair in named if pair[1].mandatory),
        *(pair for pair in named if not pair[1].mandatory),
    ]


def syntax(meta: CommandMeta, name: str = ALL_SETS) -> str:
    """The line of one parameter set."""
    return " ".join([meta.name, *(_shown(parameter, place) for parameter, place in in_display_order(meta, name))])


def short_syntax(meta: CommandMeta, name: str = ALL_SETS) -> str:
    """The line of one parameter set, the common parameters as one word."""
    own = [_shown(parameter, place) for parameter, place in in_display_order(meta, name) if not parameter.is_common]
    return " ".join([meta.name, *own, *([] if meta.is_simple else ["[<CommonParameters>]"])])


def syntaxes(meta: CommandMeta) -> list[str]:
    """The lines of all parameter sets."""
    return [syntax(meta, name) for name in parameter_sets(meta)]


def _shown(parameter: Parameter, place: InSet) -> str:
    name = f"-{parameter.name}"
    if not parameter.is_switch:
        kind = "Object" if parameter.type is None else parameter.type.short_name
        name = f"[{name}] <{kind}>" if place.position is not None else f"{name} <{kind}>"
    elif place.position is not None:
        name = f"[{name}]"
    return name if place.mandatory else f"[{name}]"
