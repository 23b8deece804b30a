"""Which built-ins there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from winlab.cmd.interpreter import Interpreter

Builtin = Callable[["Interpreter", str], int]
"""Gets the interpreter and the text behind the name; returns the error level."""

TABLE: dict[str, Builtin] = {}


def builtin(*names: str) -> Callable[[Builtin], Builtin]:
    """Registers a built-in under its names."""

    def register(function: Builtin) -> Builtin:
        for name in names:
            TABLE[name] = function
        return function

    return register


def done(shell: Interpreter) -> int:
    """Sets error level 0, as most built-ins do when all went well."""
    shell.errorlevel = 0
    return 0
