"""The journal: durable, ordered, and honest about damage."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from exforge.running.journal import DamagedJournal, Journal, JournalUnwritable, last_run, open_intents, read


def write(path: Path, *kinds: str) -> None:
    with Journal(path) as journal:
        for number, kind in enumerate(kinds):
            journal.append(kind, token=f"t{number}", host="a", address="a/r/x", act="do", detached=True, timeout=5)


def test_records_come_back_in_order_over_several_openings(tmp_path: Path) -> None:
    write(tmp_path / "j", "run", "intent")
    write(tmp_path / "j", "evidence")
    content = read(tmp_path / "j")
    assert [(record["n"], record["kind"]) for record in content.records] == [
        (0, "run"),
        (1, "intent"),
        (2, "evidence"),
    ]
    assert not content.torn


def test_every_possible_torn_tail_loses_only_the_last_record(tmp_path: Path) -> None:
    write(tmp_path / "j", "run", "intent", "evidence")
    whole = (tmp_path / "j").read_bytes()
    start = whole.rstrip(b"\n").rindex(b"\n") + 1
    for end in range(start + 1, len(whole)):
        (tmp_path / "j").write_bytes(whole[:end])
        with Journal(tmp_path / "j") as journal:
            assert journal.dropped_tail
            assert [record["kind"] for record in journal.earlier] == ["run", "intent"]
            journal.append("end")
        assert [record["kind"] for record in read(tmp_path / "j").records] == ["run", "intent", "end"]


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_record_changed_afterwards_refuses_the_file_and_names_the_line(line: int, tmp_path: Path) -> None:
    write(tmp_path / "j", "run", "intent", "evidence")
    lines = (tmp_path / "j").read_text().splitlines(keepends=True)
    lines[line] = lines[line].replace('"host":"a"', '"host":"b"')
    (tmp_path / "j").write_text("".join(lines))
    with pytest.raises(DamagedJournal, match=f"line {line + 1} "):
        Journal(tmp_path / "j")


def test_a_record_taken_out_refuses_the_file(tmp_path: Path) -> None:
    write(tmp_path / "j", "run", "intent", "evidence")
    lines = (tmp_path / "j").read_text().splitlines(keepends=True)
    (tmp_path / "j").write_text(lines[0] + lines[2])
    with pytest.raises(DamagedJournal):
        Journal(tmp_path / "j")


def test_many_threads_write_one_sound_chain(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:

        def work() -> None:
            for _ in range(10):
                journal.append("step")

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(read(tmp_path / "j").records) == 40


def test_an_intent_without_evidence_stays_open(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        for token in ("t1", "t2"):
            journal.append("intent", token=token, host="a", address="a/r/x", act="install", detached=True, timeout=5)
        journal.append("evidence", token="t1", result="done")
        journal.append("forgotten", token="t1")
    assert [(i.token, i.timeout) for i in open_intents(read(tmp_path / "j").records)] == [("t2", 5)]


def test_the_last_run_starts_at_its_own_record(tmp_path: Path) -> None:
    write(tmp_path / "j", "run", "end", "run", "step")
    assert [record["kind"] for record in last_run(read(tmp_path / "j").records)] == ["run", "step"]
    assert last_run(()) == ()


def test_a_full_disk_is_told_and_nothing_counts_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.append("run")

        def full(file: int, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            with pytest.raises(JournalUnwritable, match="No space left"):
                journal.append("intent")
    assert [record["kind"] for record in read(tmp_path / "j").records] == ["run"]


def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    write(tmp_path / "j", "run")
    assert (tmp_path / "j").stat().st_mode & 0o777 == 0o600
