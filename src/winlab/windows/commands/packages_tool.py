"""Installers: update.exe packages and bootstraps.

Exit codes: https://learn.microsoft.com/windows/win32/msi/error-codes ; switches of update.exe:
https://learn.microsoft.com/troubleshoot/windows-client/deployment/
command-switches-supported-by-self-extractor-package .
"""

from __future__ import annotations

from winlab.windows.machine import Machine
from winlab.windows.packages import PACKAGES, Package, is_installed, lay_down, number_of
from winlab.windows.programs import PROGRAMS, ProgramCall

_UPDATE_SWITCHES = {
    *("quiet", "passive", "norestart", "forcerestart", "nobackup", "overwriteoem", "log", "extract"),
    *("z", "q", "u", "n", "o", "f", "x"),
}
_BOOTSTRAP_SWITCHES = {"q", "qb", "quiet", "passive", "norestart", "q:a", "c", "l", "log", "lcid", "s"}


@PROGRAMS.program("package")
def package(call: ProgramCall) -> int:
    """A package file runs: its entry says which package it is."""
    return _install(call, call.facts, call.path, call.args)


def _install(call: ProgramCall, facts: object, path: str, args: list[str]) -> int:
    assert isinstance(facts, dict)
    found = PACKAGES.get(str(facts.get("package", "")).lower())
    if found is None:
        call.error_line(f"{path} is no package winlab knows.")
        return 1619
    words = [word.lower().lstrip("/-") for word in args if word[:1] in "/-"]
    names = {word.partition(":")[0] for word in words}
    known = _UPDATE_SWITCHES if found.kind == "update" else _BOOTSTRAP_SWITCHES
    unknown = names - known
    if unknown and found.kind != "msi":
        call.error_line(f"Unknown switch: /{min(unknown)}")
        return 1639
    quiet = names & {"quiet", "passive", "q", "qb", "qn", "q:a", "u"} or any(word.startswith("q") for word in words)
    if not quiet:
        # A wizard waits for somebody; nobody is there.
        call.error_line("The installer's window waits for input and nobody can answer it.")
        return 1602
    return run_package(call, found, words, path)


def run_package(call: ProgramCall, found: Package, words: list[str], path: str) -> int:
    """Installs a package; the exit code."""
    machine = call.machine
    if not call.logon.is_administrator:
        return 1603
    if machine.installer_busy is not None:
        return 1618
    number = number_of(found)
    machine.installer_busy = found.key
    try:
        call.sleep(3)
        missing = [key for key in found.needs if not _has(machine, key)]
        if missing:
            titles = ", ".join(PACKAGES[key.lower()].title for key in missing)
            _log(machine, found, f"{found.title} needs {titles}.\r\nInstallation ended with {found.refusal}")
            call.error_line(f"Setup cannot continue. {titles} must be installed first.")
            return found.refusal
        if is_installed(machine, found.key):
            _log(machine, found, "Already installed")
            return 0
        call.sleep(found.seconds)
        lay_down(machine, found, by=call.logon.account)
        if found.restart:
            leftover = f"C:\\WINDOWS\\Temp\\{number.lower()}.tmp"
            machine.files.write_text(leftover, "")
            machine.need_restart({leftover: ""}, update=found.kind == "update")
        _log(machine, found, "Installation succeeded")
        text = f"Windows Server 2003 {number} was installed."
        machine.events.write("System", "NtServicePack", 4377, "Information", text)
        machine.lab.note(machine.name, call.logon.account, "installed", found.title)
    finally:
        machine.installer_busy = None
    if not found.restart:
        return 0
    if "norestart" in words or "z" in words:
        return 3010
    if found.kind == "update" or "forcerestart" in words:
        machine.restart(f"{found.title} was installed", 5, user=call.logon.account)
        return 1641
    return 3010


def _has(machine: Machine, key: str) -> bool:
    newer = {"netfx20": ("netfx20", "netfx20sp1")}
    return any(is_installed(machine, each) for each in newer.get(key, (key,)))


def _log(machine: Machine, found: Package, text: str) -> None:
    name = f"{number_of(found)}.log" if found.qfe else f"{found.key}-setup.log"
    machine.files.write_text(f"C:\\WINDOWS\\{name}", text + "\r\n", append=True)
