"""Objects as the lines a screen or file shows; the formatting part brings the real layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from winlab.powershell.text import to_text

if TYPE_CHECKING:
    from winlab.powershell.session import Session

Renderer = Callable[["Session", list[object]], list[str]]


def _plain(session: Session, values: list[object]) -> list[str]:
    return [to_text(value) for value in values]


_renderer: list[Renderer] = [_plain]


def use_renderer(renderer: Renderer) -> None:
    """Sets the function that lays objects out (called by the formatting part when it is loaded)."""
    _renderer[0] = renderer


def rendered_lines(session: Session, values: list[object]) -> list[str]:
    """The lines that show the values."""
    return _renderer[0](session, values)
