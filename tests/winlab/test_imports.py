"""Every module of winlab can be imported alone: none relies on another having been imported before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src"
MODULES = sorted(
    ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
    for path in SOURCES.glob("winlab/**/*.py")
    if path.name != "__main__.py"
)
_SAMPLE = 12


def test_modules_can_be_imported_alone(pytestconfig: pytest.Config) -> None:
    chosen = MODULES if pytestconfig.getoption("--slow") else MODULES[:: len(MODULES) // _SAMPLE]
    code = "import importlib, sys; importlib.import_module(sys.argv[1])"
    ended = {
        name: subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True) for name in chosen
    }
    assert {name: run.stderr for name, run in ended.items() if run.returncode} == {}
