"""Compiles syntax trees to Python closures.

Expressions become ``(frame) -> value``; statements become ``(frame, out) -> signal``, where ``out`` takes each object
the statement writes and a signal (see control.py) tells that the block is to be left.
"""

from __future__ import annotations

from winlab.powershell.compiler import (
    assignments,
    expressions,
    loops,
    members,
    operations,
    pipelines,
    statements,
    strings,
)
from winlab.powershell.compiler.functions import CompiledBlock, compile_block

__all__ = [
    "CompiledBlock",
    "assignments",
    "compile_block",
    "expressions",
    "loops",
    "members",
    "operations",
    "pipelines",
    "statements",
    "strings",
]
