"""msiexec.exe. It speaks by windows, logs and exit codes only: nothing comes on the console.

Options: https://learn.microsoft.com/windows/win32/msi/command-line-options ; exit codes:
https://learn.microsoft.com/windows/win32/msi/error-codes ; events of the source MsiInstaller:
https://learn.microsoft.com/windows/win32/msi/event-logging
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.packages_tool import run_package
from winlab.windows.errors import Win32Error
from winlab.windows.packages import PACKAGES, Package, is_installed, product_code, uninstall_key
from winlab.windows.programs import PROGRAMS, ProgramCall

_CANCELLED, _NOT_INSTALLED, _NO_PACKAGE, _WRONG, _DENIED = 1602, 1605, 1619, 1639, 1603
_ACTIONS = {"i": "install", "package": "install", "x": "remove", "uninstall": "remove"}
_OTHERS = ("a", "j", "ju", "jm", "p", "update", "y", "z", "g")
_QUIET = re.compile(r"q(n|b|r|f)?[+-]?!?|quiet|passive", re.IGNORECASE)
_LOG = re.compile(r"l[iwearucmopvx+!*]*|log", re.IGNORECASE)
_REPAIR = re.compile(r"f[pecmsaouvd]*", re.IGNORECASE)


class UsageError(Exception):
    """The command line can't be read (1639)."""


@dataclass
class _Request:
    """What is asked."""

    action: str = ""
    subject: str = ""
    silent: bool = False
    log: str = ""
    switches: list[str] = field(default_factory=list)


def _read(args: list[str]) -> _Request:
    found = _Request()
    words = list(args)
    while words:
        word = words.pop(0)
        if word[:1] not in "/-":
            if re.match(r"[A-Za-z_][\w.]*=", word):
                continue
            raise UsageError(word)
        name = word[1:]
        lowered = name.lower()
        if lowered in _OTHERS:
            raise NotEmulated(f"msiexec {word}")
        joined = re.match(r"[ix](?=\{)", name, re.IGNORECASE)
        if lowered in _ACTIONS or _REPAIR.fullmatch(name) or joined is not None:
            found.action = "repair" if _REPAIR.fullmatch(name) else _ACTIONS[lowered[:1] if joined else lowered]
            found.subject = name[1:].strip('"') if joined is not None else words.pop(0) if words else ""
            if not found.subject:
                raise UsageError(word)
        elif _QUIET.fullmatch(name):
            found.silent = True
        elif _LOG.fullmatch(name):
            if not words:
                raise UsageError(word)
            found.log = words.pop(0)
        elif lowered in ("norestart", "promptrestart", "forcerestart"):
            found.switches.append(lowered)
        elif lowered in ("unregister", "regserver", "unreg"):
            found.action = "register"
        else:
            raise UsageError(word)
    return found


@PROGRAMS.program("msiexec.exe", folder="%SystemRoot%\\system32", version="3.1.4000.3959")
def msiexec(call: ProgramCall) -> int:
    """Installs (/i), repairs (/f) or removes (/x) a Windows Installer package."""
    try:
        request = _read(call.args)
    except UsageError:
        return _WRONG
    if request.action == "register":
        return 0
    if not request.action:
        return _WRONG
    # without /q a window waits for somebody, and nobody is there
    code = _run(call, request) if request.silent else _CANCELLED
    if request.log:
        _write_log(call, request, code)
    return code


def _package(call: ProgramCall, subject: str) -> Package | None:
    """The package behind a file or a product code."""
    if subject.startswith("{"):
        return next((item for item in PACKAGES.values() if product_code(item) == subject.upper()), None)
    try:
        place = call.machine.locate(call.full_path(subject), call.logon)
        node = place[0].files.node(place[1]) if place is not None else None
    except Win32Error:
        return None
    found = PACKAGES.get(node.facts.get("package", "").lower()) if node is not None else None
    return found if found is not None and found.kind == "msi" else None


def _run(call: ProgramCall, request: _Request) -> int:
    found = _package(call, request.subject)
    if found is None:
        return _NOT_INSTALLED if request.subject.startswith("{") else _NO_PACKAGE
    installed = is_installed(call.machine, found.key)
    if request.action == "install":
        if request.subject.startswith("{") and not installed:
            return _NOT_INSTALLED
        code = run_package(call, found, request.switches, request.subject)
        done = code in (0, 3010, 1641)
        number, told = (11707, "Installation completed successfully.") if done else (11708, "Installation failed.")
    elif not installed:
        return _NOT_INSTALLED
    else:
        code = _change(call, found, remove=request.action == "remove")
        removed = (11724, "Removal completed successfully.") if not code else (11725, "Removal failed.")
        number, told = removed if request.action == "remove" else (11728, "Configuration completed successfully.")
    kind = "Information" if number in (11707, 11724, 11728) else "Error"
    call.machine.events.write("Application", "MsiInstaller", number, kind, f"Product: {found.title} -- {told}")
    return code


def _change(call: ProgramCall, found: Package, *, remove: bool) -> int:
    machine = call.machine
    if not call.logon.is_administrator:
        return _DENIED
    if machine.installer_busy is not None:
        return 1618
    call.sleep(found.seconds / 2)
    if remove:
        for path, _ in found.files:
            if machine.files.exists(path):
                machine.files.delete(path, force=True)
        machine.registry.delete(uninstall_key(found))
        machine.updates.pop(found.key, None)
    return 0


def _write_log(call: ProgramCall, request: _Request, code: int) -> None:
    """What a verbose log says that scripts look for."""
    now = call.machine.local_time()
    moment = f"{now.month}/{now.day}/{now.year}  {now.hour}:{now:%M:%S}"
    found = _package(call, request.subject)
    told = "completed successfully." if code in (0, 3010, 1641) else "failed."
    verb = {"install": "Installation", "remove": "Removal"}.get(request.action, "Configuration")
    lines = [
        f"=== Logging started: {moment} ===",
        f"Action start {now.hour}:{now:%M:%S}: INSTALL.",
        *([f"MSI (s): Product: {found.title} -- {verb} {told}"] if found is not None else []),
        f"MSI (s): MainEngineThread is returning {code}",
        f"=== Logging stopped: {moment} ===",
    ]
    try:
        place = call.machine.locate(call.full_path(request.log), call.logon)
        if place is not None:
            text = "\r\n".join(lines) + "\r\n"
            place[0].files.write(place[1], b"\xff\xfe" + text.encode("utf-16-le"))
    except Win32Error:
        return
