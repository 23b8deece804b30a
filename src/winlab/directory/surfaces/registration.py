"""Makes the directory's surfaces known to the machines and their sessions."""

from __future__ import annotations

from winlab.directory.surfaces import domains, programs, searcher
from winlab.directory.surfaces.net_values import NET

__all__ = ["NET", "domains", "programs", "register", "searcher"]


def register() -> None:
    """Registers what importing alone does not: the session's place."""
