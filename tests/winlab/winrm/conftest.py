from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .standin import Running, StandInHost, running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(StandInHost(), tmp_path) as started:
        yield started
