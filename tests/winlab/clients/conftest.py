from __future__ import annotations

from collections.abc import Iterator

import pytest
from pypsrp.powershell import RunspacePool

from .labs import Lab, Target, running


@pytest.fixture(scope="session")
def client_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("clients") / "lab") as lab:
        yield lab


@pytest.fixture(scope="session")
def target(client_lab: Lab) -> Target:
    return client_lab.host()


@pytest.fixture
def pool(target: Target) -> Iterator[RunspacePool]:
    with target.wsman() as wsman, RunspacePool(wsman) as opened:
        yield opened
