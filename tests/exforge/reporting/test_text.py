"""Text from hosts is shown, never obeyed; secrets are masked in every usual encoding."""

from __future__ import annotations

import base64
import io
import json
import urllib.parse

import pytest

from exforge.planning.events import Event
from exforge.project.redaction import Redactor
from exforge.reporting.console import Console
from exforge.reporting.text import clean, duration, fit, table
from exforge.running.events import Outcome, StepEnded, StepStarted, Told, Waiting

NASTY = {
    "escape sequence": ("\x1b[2Jgone", "\\x1b[2Jgone"),
    "carriage return": ("ok\rFAILED", "ok\\x0dFAILED"),
    "nul": ("a\0b", "a\\x00b"),
    "bidi": ("a\u202eb", "a\\u202eb"),
    "zero width": ("a\u200bb", "a\\u200bb"),
    "c1 control": ("a\x9bb", "a\\u009bb"),
    "line separator": ("a\u2028b", "a\\u2028b"),
    "lone surrogate": ("a\ud800b", "a\\ud800b"),
    "lines": ("one\r\ntwo\nthree\n", "one | two | three"),
    "umlaut stays": ("Größe", "Größe"),
    "smart quotes stay": ("\u201cx\u201d", "\u201cx\u201d"),
}


@pytest.mark.parametrize("case", NASTY)
def test_control_characters_are_shown_and_not_obeyed(case: str) -> None:
    text, expected = NASTY[case]
    assert clean(text) == expected


def test_a_huge_line_is_cut() -> None:
    assert len(clean("x" * 10_000_000)) == 2000


SECRET = 'pä55 "w0rd" <&>/+'


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        urllib.parse.quote(SECRET, safe=""),
        SECRET.encode().hex(),
        SECRET.encode("utf-16-le").hex().upper(),
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode(b"user:" + SECRET.encode() + b":x").decode(),
        base64.b64encode("-Command ".encode("utf-16-le") + SECRET.encode("utf-16-le")).decode(),
        SECRET.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    ],
)
def test_a_secret_is_masked_in_every_encoding(form: str) -> None:
    masked = Redactor({SECRET})(f"before {form} after")
    assert "***" in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert "w0rd" not in masked
    assert len(masked) < len(f"before {form} after")


def test_a_secret_learned_later_is_masked_too() -> None:
    known: set[str] = set()
    redact = Redactor(known)
    assert redact("hunter22") == "hunter22"
    known.add("hunter22")
    assert redact("hunter22") == "***"


@pytest.mark.parametrize(("seconds", "told"), [(0.04, "0.0 s"), (9.96, "10.0 s"), (59.6, "60 s"), (125, "2 min 05 s")])
def test_durations_are_short(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_a_table_lines_up() -> None:
    assert table(("host", "n"), [("A", "10"), ("LONG", "5")], frozenset({1})) == [
        "host   n",
        "A     10",
        "LONG   5",
    ]
    assert fit("abcdef", 4) == "abc…"


def shown(events: list[Event], *, terminal: bool) -> str:
    stream = io.StringIO()
    console = Console(stream, str, terminal)
    for event in events:
        console(event)
    return stream.getvalue()


def test_a_terminal_has_one_line_per_host_that_changes_in_place() -> None:
    events: list[Event] = [
        StepStarted("a", "a/r/x", "service x"),
        StepStarted("b", "b/r/x", "service x"),
        Told("a", "half \x1b[31mway"),
    ]
    text = shown(events, terminal=True)
    last = text.split("\x1b[J")[-1]
    assert last.splitlines() == ["  A          half \\x1b[31mway", "  B          service x"]


def test_without_a_terminal_there_are_plain_lines() -> None:
    events: list[Event] = [
        StepStarted("a", "a/r/x", "service x"),
        StepEnded("a", "a/r/x", Outcome.CHANGED, seconds=1.25),
    ]
    assert shown(events, terminal=False) == "  A          changed   r: x  (1.2 s)\n"


def test_a_long_wait_is_told_now_and_then_and_not_all_the_time() -> None:
    waits: list[Event] = [
        Waiting("a", "a/r/x", "replication", "1 of 2", float(second), 600.0) for second in range(0, 100, 5)
    ]
    assert len(shown(waits, terminal=False).splitlines()) == 4
