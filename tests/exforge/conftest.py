"""Fixtures of exforge's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from exforge.project.loading import Loader
from exforge.project.model import Project
from exforge.project.secrets import SecretStore
from tests.exforge.worlds import TYPES, Files, World, write_project


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return write_project(tmp_path)


@pytest.fixture
def world() -> World:
    return World()


def load(files: Files) -> Project:
    return Loader(files.root, SecretStore(files.inventory)).project(files.inventory, TYPES)


@pytest.fixture
def project(files: Files) -> Project:
    return load(files)
