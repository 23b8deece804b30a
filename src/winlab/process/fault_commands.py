"""``winlab fault``: faults on demand."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import cast

from winlab.faults.fault import FaultError
from winlab.faults.kinds import EVENTS, KINDS, NOW
from winlab.faults.script import read_script
from winlab.process.command import OK, USAGE, CommandError, add_state, existing, needed, say
from winlab.process.control import ControlError, ask
from winlab.process.folder import DaemonRecord


def add_fault(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    text = "let hosts and links fail on demand: add, list, clear, play"
    parser = commands.add_parser("fault", help=text, description=text)
    verbs = parser.add_subparsers(required=True, metavar="verb")
    add = verbs.add_parser(
        "add",
        help="add a fault to a host",
        description="Adds a fault to a host. It strikes when its event has come --at times, --times times over.",
        epilog=_kinds(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add.add_argument("host")
    add.add_argument("kind", choices=KINDS, metavar="KIND", help=f"one of {', '.join(KINDS)}")
    add.add_argument("--on", choices=EVENTS, help="the event that is counted")
    add.add_argument("--match", metavar="NAME", help="only events of this name; with * and ?, several with commas")
    add.add_argument("--at", type=int, metavar="N", help="strike from the n-th such event on (default: 1)")
    add.add_argument("--times", type=int, metavar="N", help="strike so often (default: 1; 0: until it is cleared)")
    add.add_argument("--probability", type=float, metavar="P", help="of each event to be struck (default: 1)")
    add.add_argument("--seed", type=int, metavar="N", help="decides with --probability (default: 0)")
    known: set[str] = set()
    for kind in KINDS.values():
        for name, option in kind.options.items():
            if name not in known:
                known.add(name)
                add.add_argument(
                    f"--{name.split('_')[0]}",
                    dest=name,
                    type=float if isinstance(option.default, float) else str,
                    help=argparse.SUPPRESS,
                )
    add_state(add)
    add.set_defaults(command=_add)

    shown = verbs.add_parser("list", help="list the faults", description="Lists the faults and what they did.")
    shown.add_argument("host", nargs="?", help="only of this host")
    shown.add_argument("--json", action="store_true", help="as a script that `winlab fault play` takes")
    add_state(shown)
    shown.set_defaults(command=_list)

    cleared = verbs.add_parser(
        "clear",
        help="take faults away",
        description="Takes faults away and ends what stays (a stopped service stays stopped until somebody starts it).",
    )
    cleared.add_argument("host", nargs="?", help="only of this host")
    cleared.add_argument("--id", type=int, metavar="N", help="only this one")
    add_state(cleared)
    cleared.set_defaults(command=_clear)

    played = verbs.add_parser(
        "play",
        help="add all faults of a script file",
        description="Adds all faults of a YAML or JSON file, or none if one of them can't be: a list of mappings with "
        "host, kind and the options of `winlab fault add` without their dashes (as_host for --as), or a mapping with "
        "seed and faults.",
    )
    played.add_argument("file", type=Path)
    add_state(played)
    played.set_defaults(command=_play)


def _kinds() -> str:
    lines = ["kinds, the events they can strike on (the first is usual), their options:"]
    for name, kind in KINDS.items():
        lines.append(f"  {name}: {kind.help}\n      on {', '.join(kind.events)}")
        for option, about in kind.options.items():
            choices = f" ({', '.join(about.choices)})" if about.choices else ""
            usual = f"; default {about.default}" if about.default != "" else ""
            lines.append(f"      --{option.split('_')[0]}: {about.help}{choices}{usual}")
    lines += ["", "events:", *(f"  {name}: {text}" for name, text in EVENTS.items())]
    return "\n".join(lines)


def _add(options: argparse.Namespace) -> int:
    record = needed(existing(options))
    plain = ("host", "kind", "on", "match", "at", "times", "probability", "seed")
    more = {name for kind in KINDS.values() for name in kind.options}
    fault = {name: value for name in (*plain, *more) if (value := getattr(options, name)) is not None}
    _tell(_asked(record, [fault]))
    return OK


def _play(options: argparse.Namespace) -> int:
    record = needed(existing(options))
    try:
        faults = read_script(options.file)
    except FaultError as error:
        raise CommandError(USAGE, str(error)) from error
    _tell(_asked(record, faults))
    return OK


def _asked(record: DaemonRecord, faults: list[dict[str, object]]) -> dict[str, object]:
    try:
        return ask(record, "fault-add", faults=faults)
    except ControlError as error:
        kind, _, text = str(error).partition(": ")
        if kind == FaultError.__name__:
            raise CommandError(USAGE, text) from error
        raise


def _list(options: argparse.Namespace) -> int:
    record = needed(existing(options))
    answer = ask(record, "fault-list", host=options.host)
    if options.json:
        say(json.dumps(answer["faults"], indent=1))
        return OK
    _tell(answer)
    return OK


def _clear(options: argparse.Namespace) -> int:
    record = needed(existing(options))
    gone = cast("list[object]", ask(record, "fault-clear", host=options.host, id=options.id)["faults"])
    say(f"{len(gone)} fault{'' if len(gone) == 1 else 's'} cleared")
    return OK


def _tell(answer: dict[str, object]) -> None:
    for fault in cast("list[dict[str, object]]", answer["faults"]):
        seen = "" if fault.get("on") == NOW else f", {fault['seen']} events seen"
        did = f"struck {fault['struck']}{seen}"
        say(f"#{fault['id']:<3} {fault['host']!s:<12} {fault['state']!s:<8} {did}  {fault['told']}")
