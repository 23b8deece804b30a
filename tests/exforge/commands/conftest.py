"""Commands against hosts in memory, with a resource type of the tests."""

from __future__ import annotations

import pytest

from exforge.commands import site
from exforge.commands.workspace import Request
from exforge.resources import catalogue
from tests.exforge.worlds import Fact, Files, World

CONNECTION = "connection: {username: 'CORP\\deploy', password: {env: EXF_PASSWORD}}\n"
PASSWORD = "Un1que-test-secret"


@pytest.fixture
def request_of(files: Files, world: World, monkeypatch: pytest.MonkeyPatch) -> Request:
    inventory = files.root / "inventory/test/inventory.yml"
    inventory.write_text(inventory.read_text() + CONNECTION)
    monkeypatch.setitem(catalogue.REGISTRY, "fact", Fact)
    monkeypatch.setattr(site, "_connector", lambda: world)
    monkeypatch.setenv("EXF_PASSWORD", PASSWORD)
    monkeypatch.delenv("EXFORGE_STATE", raising=False)
    return Request(files.root, str(files.inventory))
