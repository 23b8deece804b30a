"""The kinds of faults: where each can strike, and what can be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOW, REQUEST, PROGRAM, JOB = "now", "request", "program", "job"
EVENTS: Mapping[str, str] = {
    NOW: "at once",
    REQUEST: "a WS-Management request; --match names its action (Create, Command, Send, Receive, Signal, Delete...)",
    PROGRAM: "the start of a program; --match names its file (setup.com, sysocmgr.exe)",
    JOB: "the start of a scheduled task; --match names the task",
}


@dataclass(frozen=True)
class Option:
    """Something that can be said of a kind; its type is that of the default."""

    default: str | float
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    Attributes:
        help: one line.
        events: where it can strike; the first unless another is said.
        stays: it holds from its first strike until it is cleared.
    """

    help: str
    events: tuple[str, ...]
    options: Mapping[str, Option] = field(default_factory=dict)
    stays: bool = False


_PART = Option("request", "before the request is carried out, or after it, before its answer", ("request", "answer"))

KINDS: Mapping[str, Kind] = {
    "delay": Kind(
        "nothing happens for some real seconds",
        (REQUEST,),
        {"seconds": Option(5.0, "how long"), "part": _PART},
    ),
    "cut-before": Kind(
        "the connection is reset, the request is not carried out (at a program: all connections are reset)",
        (REQUEST, PROGRAM, JOB, NOW),
    ),
    "cut-after": Kind("the request is carried out, and the connection reset instead of an answer", (REQUEST,)),
    "truncate": Kind("the request is carried out, and half of the answer comes", (REQUEST,)),
    "duplicate": Kind(
        "the request is carried out twice, or its answer is sent twice",
        (REQUEST,),
        {"part": Option("request", "what comes twice", ("request", "answer"))},
    ),
    "http-500": Kind("HTTP status 500 without a body; the request is not carried out", (REQUEST,)),
    "half-open": Kind(
        "the connection stays open, and not one byte comes back",
        (REQUEST,),
        {"part": _PART},
    ),
    "restart": Kind(
        "the machine goes down without a farewell and starts again",
        (NOW, REQUEST, PROGRAM, JOB),
        {"seconds": Option(0.0, "so many seconds of lab time after the event")},
    ),
    "disk-full": Kind(
        "a volume has no byte left until the fault is cleared",
        (NOW, REQUEST, PROGRAM, JOB),
        {"drive": Option("C:", "which volume")},
        stays=True,
    ),
    "service-stopped": Kind(
        "a service dies, and does not start until the fault is cleared",
        (NOW, REQUEST, PROGRAM, JOB),
        {"service": Option("W32Time", "its name"), "code": Option(1067.0, "the error of further starts")},
        stays=True,
    ),
    "wrong-identity": Kind(
        "another host of the lab answers at the address until the fault is cleared",
        (NOW, REQUEST, PROGRAM, JOB),
        {"as_host": Option("", "which one")},
        stays=True,
    ),
    "hostile-output": Kind(
        "text that attacks terminals, logs and parsers comes before a program's own output",
        (PROGRAM, JOB),
        {
            "attack": Option(
                "all", "which", ("all", "escape", "carriage-return", "bidi", "nul", "long-line", "markup", "text")
            ),
            "text": Option("", "the text, with attack text"),
        },
    ),
}
