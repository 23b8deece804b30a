from __future__ import annotations

from collections.abc import Iterator

import pytest

from .hosts import Hosts, open_hosts
from .sweeps import Sweep, no_silent_failures


@pytest.fixture(scope="session")
def sweep(request: pytest.FixtureRequest) -> Sweep:
    return Sweep(bool(request.config.getoption("--slow", default=False)))


@pytest.fixture
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with no_silent_failures() as found, open_hosts(tmp_path_factory.mktemp("fuzz"), found) as opened:
        before = opened.unseen()
        yield opened
        assert opened.unseen() == before
