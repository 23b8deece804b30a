"""``winlab snapshot``, ``restore`` and ``snapshots``."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from winlab.process import launch
from winlab.process.command import FAILED, OK, CommandError, existing, say
from winlab.process.control import ask
from winlab.process.folder import StateFolder
from winlab.process.snapshots import SnapshotError, Snapshots

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
_WAIT = 120.0


def add_snapshots(add: Add) -> None:
    """Adds the commands."""
    taken = add("snapshot", _snapshot, "keep a named copy of the lab's state, once nothing moves")
    taken.add_argument("name")
    taken.add_argument("--replace", action="store_true", help="even if there is one of that name")
    restored = add("restore", _restore, "go back to a snapshot; open sessions end, faults are cleared")
    restored.add_argument("name")
    listed = add("snapshots", _snapshots, "list the snapshots, or delete one")
    listed.add_argument("--json", action="store_true", help="as JSON")
    listed.add_argument("--delete", metavar="NAME", help="delete this one")


def _snapshot(options: argparse.Namespace) -> int:
    folder = existing(options)
    record = launch.running(folder)

    def copy(target: Path) -> None:
        if record is not None:
            ask(record, "copy", timeout=_WAIT, target=str(target))
        elif folder.lab.is_dir():
            shutil.copytree(folder.lab, target)

    try:
        if not (folder.lab / "lab.json").exists():
            raise SnapshotError("the lab has no state yet; start it first")
        made = Snapshots(folder).take(options.name, copy, replace=options.replace)
    except SnapshotError as error:
        raise CommandError(FAILED, str(error)) from error
    say(f"snapshot {made.name} made at lab time {made.lab_time}; go back with `winlab restore {made.name}`")
    return OK


def _restore(options: argparse.Namespace) -> int:
    folder = existing(options)
    snapshots = Snapshots(folder)
    try:
        snapshots.get(options.name)
        record = launch.running(folder)
        if record is not None:
            launch.stop(folder, record)
        folder.forget_daemon()
        forget_faults(folder)
        found = snapshots.restore(options.name)
    except SnapshotError as error:
        raise CommandError(FAILED, str(error)) from error
    if record is None:
        say(f"snapshot {found.name} is in place; start the lab with `winlab up --state {folder.path}`")
        return OK
    started = launch.start(folder, ["up", "--foreground", "--state", str(folder.path)], _WAIT)
    say(f"snapshot {found.name} is in place; lab process {started.pid} runs")
    return OK


def _snapshots(options: argparse.Namespace) -> int:
    snapshots = Snapshots(existing(options))
    if options.delete:
        try:
            snapshots.delete(options.delete)
        except SnapshotError as error:
            raise CommandError(FAILED, str(error)) from error
        say(f"snapshot {options.delete} deleted")
        return OK
    found = snapshots.all()
    if options.json:
        say(json.dumps([asdict(item) for item in found], indent=1))
        return OK
    for item in found:
        say(f"{item.name:<24} {item.made}  lab time {item.lab_time}  {item.size / 1024:.0f} KiB")
    return OK


def forget_faults(folder: StateFolder) -> None:
    """No fault outlives the state it was made for."""
    (folder.path / "faults.json").unlink(missing_ok=True)
