"""Recorded exchanges that concern the pool alone, played against a shell without an engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .replay import play
from .standin import StandInHost

_FILE = Path(__file__).parents[2] / "data" / "powershell" / "psrp.jsonl"
# Over WS-Management a refused opening is a fault of Create, or state Broken (MS-PSRP 3.2.5.4.1 and .2).
_OTHER_TRANSPORT = {
    "pool-open-30",
    "pool-open-psversion-51",
    "pool-open-max0",
    "pool-open-min2-max1",
}


def _rows() -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]
    return [
        row
        for row in rows
        if row["id"] not in _OTHER_TRANSPORT
        and not any(step["do"] in ("run a pipeline", "get command metadata") for step in row["client"])
    ]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in _rows()])
def test_the_pool_answers_as_the_recorded_server_did(row: dict[str, Any]) -> None:
    got = [(message.type, message.target) for message in play(row, StandInHost(), 2)]
    assert got == [(message["type"], message["target"]) for message in row["server"]]
