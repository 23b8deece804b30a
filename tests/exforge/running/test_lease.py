"""The lease: one holder, who says who he is, and dies with his process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exforge.running.lease import Lease, Locked, holder

HOLD = """
import sys, time
from pathlib import Path
from exforge.running.lease import Lease
with Lease(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_told_who_the_first_one_is(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Locked) as caught, Lease(tmp_path):
            pass
        assert caught.value.holder is not None
        assert caught.value.holder.pid == other.pid
        assert f"process {other.pid}, since 20" in str(caught.value)
    finally:
        other.kill()
        other.wait()
        other.stdout.close() if other.stdout else None
    with Lease(tmp_path) as lease:
        assert lease.epoch == 2


def test_each_holder_has_a_greater_epoch(tmp_path: Path) -> None:
    epochs = []
    for _ in range(3):
        with Lease(tmp_path) as lease:
            epochs.append(lease.epoch)
    assert epochs == [1, 2, 3]
    last = holder(tmp_path)
    assert last is not None
    assert last.pid == os.getpid()


def test_a_file_that_says_nonsense_does_not_stop_anybody(tmp_path: Path) -> None:
    (tmp_path / "lease.json").write_text("{")
    with Lease(tmp_path) as lease:
        assert lease.epoch == 1
