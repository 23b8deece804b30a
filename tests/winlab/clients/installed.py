"""Where `make clients` puts the programs that are no Python libraries of this one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / ".clients"


def need(path: Path, what: str) -> Path:
    """The path of a client's program; its tests skip without it, unless WINLAB_CLIENTS=required (as in CI)."""
    if path.exists():
        return path
    reason = f"{what} is not installed: `make clients`"
    if os.environ.get("WINLAB_CLIENTS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
