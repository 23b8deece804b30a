"""The command line ``winlab``."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from winlab.process import launch, requestlog
from winlab.process.command import (
    FAILED,
    NO_LAB,
    NOT_RUNNING,
    OK,
    USAGE,
    CommandError,
    add_state,
    complain,
    existing,
    say,
)
from winlab.process.control import ControlError, ask
from winlab.process.fault_commands import add_fault
from winlab.process.folder import StateFolder
from winlab.process.shell_command import add_shell
from winlab.process.snapshot_commands import add_snapshots, forget_faults

if TYPE_CHECKING:
    from winlab.process.labworld import LabWorld

YOUNG_OBJECTS = 20_000  # so many new objects before the collector looks at them; Python's own number is 700
_EPILOG = """exit codes:
  0  done
  1  failed (the reason is on standard error)
  2  wrong use
  3  the lab is not running (status, and what needs a running lab)
  4  there is no lab in the state folder
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    options = _parser().parse_args(arguments)
    command = cast("Callable[[argparse.Namespace], int]", options.command)
    try:
        return command(options)
    except CommandError as error:
        complain(str(error))
        return error.code
    except (launch.LaunchError, ControlError) as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output (head, less) had enough.
        sys.stdout = None
        return OK
    except Exception as error:
        complain(f"winlab has a bug: {type(error).__name__}: {error}\nThe details are in {_keep_details()}.")
        return FAILED


def _keep_details() -> str:
    """Writes the traceback of the present exception into a file of its own, and names it."""
    with tempfile.NamedTemporaryFile("w", prefix="winlab-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return file.name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="winlab",
        description="An emulated Windows forest that answers WinRM on loopback.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        add_state(sub)
        sub.set_defaults(command=command)
        return sub

    up = add("up", _up, "start the lab, or make sure that it runs")
    up.add_argument("--scenario", metavar="NAME|FILE", help="forest to begin with; needed the first time only")
    up.add_argument("--port-base", type=int, metavar="N", help="use the ports N, N+1, ... instead of free ones")
    up.add_argument("--pace", type=float, metavar="S", help="real seconds per jump of the virtual clock")
    up.add_argument(
        "--keytabs", type=Path, metavar="DIR", help="Kerberos keys of the hosts: files <fqdn>.keytab from a real KDC"
    )
    up.add_argument("--timeout", type=float, default=120.0, metavar="S", help="wait so long for all ports")
    up.add_argument("--foreground", action="store_true", help="stay in the foreground until Ctrl-C")
    add("down", _down, "stop the lab; its state is kept")
    add("status", _status, "tell whether the lab runs")
    add("reset", _reset, "go back to the scenario's beginning; passwords are made anew")
    hosts = add("list", _list, "list the hosts and how to reach them")
    hosts.add_argument("--json", action="store_true", help="as JSON, with the credentials")
    add("digest", _digest, "print a hash of the whole state that does not depend on times and random ids")
    log = add("log", _log, "show who did what")
    log.add_argument("host", nargs="?", help="only this host")
    log.add_argument("--json", action="store_true", help="as JSON lines")
    add_snapshots(add)
    add_shell(add)
    add_fault(commands)
    return parser


# -- commands -----


def _up(options: argparse.Namespace) -> int:
    folder = StateFolder(options.state)
    record = launch.running(folder)
    if record is not None:
        _refuse_other_scenario(folder, options.scenario)
        say(f"lab process {record.pid} runs already; state in {folder.path}")
        return OK
    if not folder.exists and not options.scenario:
        raise CommandError(NO_LAB, f"there is no lab in {folder.path}; make one with `winlab up --scenario NAME`")
    _refuse_other_scenario(folder, options.scenario)
    if options.foreground:
        return _serve(folder, options)
    dead = folder.daemon()
    if dead is not None:
        say(f"lab process {dead.pid} is gone; starting again on the kept state")
    arguments = ["up", "--foreground", "--state", str(folder.path)]
    for name in ("scenario", "port_base", "pace", "keytabs"):
        value = getattr(options, name)
        if value is not None:
            arguments += ["--" + name.replace("_", "-"), str(value)]
    record = launch.start(folder, arguments, options.timeout)
    status = ask(record, "status")
    answering = f"{status['up']} of {status['hosts']} hosts answer"
    say(f"lab process {record.pid} runs: {answering}; state in {folder.path}")
    say(f"stop it with `winlab down --state {folder.path}`")
    return OK


def _serve(folder: StateFolder, options: argparse.Namespace) -> int:
    from winlab.process.daemon import AlreadyRunningError, Daemon
    from winlab.process.labworld import ScenarioError, open_world, prepare
    from winlab.winrm import threads

    # Any thread may come to run deeply nested PowerShell; the memory is only reserved.
    threading.stack_size(threads.STACK_BYTES)
    # Everything the lab writes is for its owner alone.
    os.umask(0o077)
    try:
        prepare(folder, options.scenario, options.pace, options.keytabs)
        daemon = Daemon(folder, lambda: _settled(open_world(folder)), options.port_base)
        asyncio.run(daemon.run())
    except (AlreadyRunningError, ScenarioError) as error:
        raise CommandError(FAILED, str(error)) from error
    except OSError as error:
        raise CommandError(FAILED, f"the lab can't start: {error}") from error
    return OK


def _settled(world: LabWorld) -> LabWorld:
    """Tells the collector of garbage that the world stays: passes over all of it took a tenth of a deploy's time."""
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
    return world


def _refuse_other_scenario(folder: StateFolder, scenario: str | None) -> None:
    known = folder.read("settings.json").get("scenario")
    if known and scenario and _scenario_key(scenario) != known:
        raise CommandError(
            USAGE,
            f"{folder.path} holds the scenario {known}, not {scenario}; choose another --state, or remove it",
        )


def _scenario_key(scenario: str) -> str:
    return str(Path(scenario).resolve()) if Path(scenario).suffix in (".yml", ".yaml", ".json") else scenario


def _down(options: argparse.Namespace) -> int:
    folder = existing(options)
    record = folder.daemon()
    if record is None:
        say("the lab is not running")
        return OK
    if not record.alive:
        folder.forget_daemon()
        say(f"lab process {record.pid} was gone already")
        return OK
    launch.stop(folder, record)
    say(f"lab process {record.pid} stopped; state in {folder.path}")
    return OK


def _status(options: argparse.Namespace) -> int:
    folder = existing(options)
    record = folder.daemon()
    again = f"`winlab up --state {folder.path}`"
    if record is None:
        say(f"the lab is not running; start it with {again}")
        return NOT_RUNNING
    if not record.alive:
        say(f"lab process {record.pid} is gone; start it again with {again}")
        return NOT_RUNNING
    status = ask(record, "status")
    scenario = folder.read("settings.json").get("scenario", "?")
    say(f"lab process {record.pid} runs since {status['since']}, scenario {scenario}, state in {folder.path}")
    say(
        f"{status['up']} of {status['hosts']} hosts answer, {status['shells']} open shells, "
        f"lab time {status['lab_time']}"
    )
    return OK


def _reset(options: argparse.Namespace) -> int:
    folder = existing(options)
    settings = folder.read("settings.json")
    record = launch.running(folder)
    if record is not None:
        launch.stop(folder, record)
    folder.forget_daemon()
    forget_faults(folder)
    shutil.rmtree(folder.lab, ignore_errors=True)
    folder.requests.unlink(missing_ok=True)
    if record is None:
        say(f"the lab is reset; start it with `winlab up --state {folder.path}`")
        return OK
    arguments = ["up", "--foreground", "--state", str(folder.path)]
    started = launch.start(folder, arguments, 120.0)
    say(f"the lab is reset to the beginning of {settings.get('scenario')}; lab process {started.pid} runs")
    return OK


def _list(options: argparse.Namespace) -> int:
    folder = existing(options)
    record = launch.running(folder)
    if record is not None:
        answer = ask(record, "list")
        hosts = cast("list[dict[str, object]]", answer["hosts"])
        known = cast("list[dict[str, str]]", answer["accounts"])
    else:
        from winlab.process.description import accounts, described
        from winlab.process.labworld import open_world

        ports = folder.ports()
        world = open_world(folder)
        hosts = [{**described(entry, ports, world.authority, folder.keytabs()), "up": False} for entry in world.hosts]
        known = accounts(world)
    if options.json:
        say(json.dumps({"hosts": hosts, "accounts": known, "running": record is not None}, indent=1))
        return OK
    for host in hosts:
        state = "" if host["up"] else "  (does not answer)"
        say(f"{host['name']!s:<16} {host['url']!s:<34} {host['username']!s:<28} {host['fqdn']}{state}")
    if record is None:
        complain("the lab is not running")
    return OK


def _digest(options: argparse.Namespace) -> int:
    folder = existing(options)
    record = launch.running(folder)
    if record is not None:
        say(ask(record, "digest")["digest"])
    else:
        from winlab.process.labworld import open_world

        say(open_world(folder).digest())
    return OK


def _log(options: argparse.Namespace) -> int:
    folder = existing(options)
    for event in requestlog.read(folder.requests, options.host):
        if options.json:
            say(json.dumps(event))
        else:
            say(
                f"{event.get('time', '')}  {event.get('host', ''):<12} {event.get('account') or '-':<24} "
                f"{event.get('action', ''):<10} {event.get('detail', '')}"
            )
    return OK
