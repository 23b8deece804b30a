"""Names of acts on hosts: the same act has the same token in every run, so that it is found again."""

from __future__ import annotations

import hashlib


def token_of(inventory: str, address: str, index: int) -> str:
    """The token of the ``index``-th act of a resource; usable as a folder and task name."""
    return hashlib.sha256(f"{inventory}\n{address}\n{index}".encode()).hexdigest()[:20]
