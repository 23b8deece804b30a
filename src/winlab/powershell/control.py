"""How control leaves a piece of script: signals within a block, exceptions across calls."""

from __future__ import annotations


class Signal:
    """What a statement returns when the next one must not run; None means: go on."""

    __slots__ = ("kind", "label")

    def __init__(self, kind: str, label: str = "") -> None:
        self.kind = kind
        self.label = label


RETURN = Signal("return")
BREAK = Signal("break")
CONTINUE = Signal("continue")


class ControlFlow(Exception):
    """Base of what passes through calls without being an error."""


class LoopExit(ControlFlow):
    """``break`` or ``continue`` on its way to a loop of a caller."""

    def __init__(self, signal: Signal) -> None:
        super().__init__(signal.kind)
        self.signal = signal


class ExitScript(ControlFlow):
    """``exit``."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class StopUpstream(ControlFlow):
    """A command has enough input (``Select-Object -First``); ``owner`` is its processor."""

    def __init__(self, owner: object) -> None:
        super().__init__()
        self.owner = owner


class PipelineStopped(ControlFlow):
    """A stop was asked."""
