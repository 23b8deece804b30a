"""When faults strike, and what can't be a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from winlab.faults.board import Board
from winlab.faults.fault import Fault, FaultError, fault_from
from winlab.faults.hostile import LONG, hostile_text
from winlab.faults.script import read_script

HOSTS = ("SRV1", "SRV2")


def board(*entries: dict[str, object]) -> Board:
    made = Board(HOSTS, lambda *words: None, lambda faults: None)
    made.add([fault_from({"host": "SRV1", **entry}, HOSTS) for entry in entries])
    return made


def struck(on: Board, name: str, count: int, event: str = "request") -> list[int]:
    """The numbers of the events at which something struck."""
    return [number for number in range(1, count + 1) if on.event("SRV1", event, name)]


def test_a_fault_strikes_once_at_the_next_event_unless_more_is_said() -> None:
    assert struck(board({"kind": "http-500"}), "Command", 5) == [1]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"at": 3}, [3]),
        ({"at": 2, "times": 2}, [2, 3]),
        ({"at": 4, "times": 0}, [4, 5, 6]),
        ({"match": "Receive"}, []),
        ({"match": "receive,comm*"}, [1]),
    ],
)
def test_number_name_and_times_decide(entry: dict[str, object], expected: list[int]) -> None:
    assert struck(board({"kind": "cut-after", **entry}), "Command", 6) == expected


def test_a_seed_gives_the_same_strikes_again_and_another_seed_others() -> None:
    def strikes(seed: int) -> list[int]:
        return struck(board({"kind": "delay", "probability": 0.3, "seed": seed, "times": 0}), "Send", 50)

    assert strikes(7) == strikes(7) != strikes(8)
    assert 5 < len(strikes(7)) < 25


def test_requests_that_only_log_on_count_when_they_are_asked_for() -> None:
    assert struck(board({"kind": "half-open"}), "Negotiate", 2) == []
    assert struck(board({"kind": "half-open", "match": "Negotiate"}), "Negotiate", 2) == [1]


def test_other_hosts_and_other_events_do_not_count() -> None:
    made = board({"kind": "restart", "on": "job"})
    assert not made.event("SRV2", "job", "x")
    assert not made.event("SRV1", "program", "x")
    assert made.event("SRV1", "job", "x")
    assert not made.is_active("SRV1")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"host": "NOBODY", "kind": "delay"}, "there is no host NOBODY; hosts are SRV1, SRV2"),
        ({"kind": "explode"}, "there is no fault explode"),
        ({"kind": "delay", "on": "job"}, "delay strikes on request"),
        ({"kind": "delay", "on": "noon"}, "there is no event noon"),
        ({"kind": "delay", "drive": "C:"}, "delay has no option drive; its options: seconds, part"),
        ({"kind": "delay", "seconds": "long"}, "seconds is a number"),
        ({"kind": "delay", "part": "middle"}, "part is one of request, answer"),
        ({"kind": "delay", "at": 0}, "at is a whole number from 1 on"),
        ({"kind": "delay", "probability": 0}, "probability is above 0"),
        ({"kind": "wrong-identity", "as_host": "SRV1"}, "another host"),
    ],
)
def test_what_can_not_be_a_fault_is_said(entry: dict[str, object], says: str) -> None:
    with pytest.raises(FaultError) as caught:
        fault_from({"host": "SRV1", **entry}, HOSTS)
    assert says in str(caught.value)


def test_what_a_board_tells_is_a_script_that_makes_it_again(tmp_path: Path) -> None:
    told: list[list[dict[str, object]]] = []
    first = Board(HOSTS, lambda *words: None, told.append)
    wanted = fault_from({"host": "srv1", "kind": "delay", "seconds": 2, "at": 3, "match": "Send", "seed": 9}, HOSTS)
    first.add([wanted])
    file = tmp_path / "script.json"
    file.write_text(json.dumps(told[-1]))
    assert [fault_from(entry, HOSTS) for entry in read_script(file)] == [wanted]


def test_faults_of_a_script_get_seeds_from_the_scripts_own(tmp_path: Path) -> None:
    file = tmp_path / "script.yml"
    file.write_text("seed: 4\nfaults:\n- {host: SRV1, kind: delay}\n- {host: SRV1, kind: delay, seed: 5}\n")
    assert [entry["seed"] for entry in read_script(file)] == [4000, 5]


@pytest.mark.parametrize("text", ["7", "- 7", "{fault: []}", "{faults: [], sed: 1}", "[", "{faults: {}}"])
def test_what_is_no_script_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "script.yml"
    file.write_text(text)
    with pytest.raises(FaultError):
        read_script(file)


def test_hostile_text_holds_every_attack() -> None:
    text = hostile_text(Fault("SRV1", "hostile-output", "program"))
    assert all(sign in text for sign in ("\x1b[2J", "\r", "\u202e", "\0", "{{", "<script>"))
    assert max(map(len, text.split("\r\n"))) >= LONG
