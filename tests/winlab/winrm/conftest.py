from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from winlab.windows.lab import Lab
from winlab.winrm.endpoint import Endpoint

from .labhosts import guarded_lab, lab_host, served
from .standin import Running, StandInHost, running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(StandInHost(), tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A guarded lab of a file's own."""
    made = guarded_lab(tmp_path_factory.mktemp("lab"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def endpoint(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """SRV1 of the lab, at a port."""
    with served(lab_host(lab, "SRV1"), tmp_path_factory.mktemp("scratch")) as made:
        yield made
