"""sysocmgr.exe: the Windows Components wizard, unattended.

Switches: http://technet.microsoft.com/en-us/library/cc755697.aspx ; answer file
https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc785791(v=ws.10) .
"""

from __future__ import annotations

from winlab.windows.components import COMPONENTS, SUBCOMPONENTS_KEY, is_on, turn_off, turn_on
from winlab.windows.errors import FileError
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall

_SETUP = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup"
_YES = ("on", "1", "yes", "true")


def read_answers(text: str) -> dict[str, dict[str, str]]:
    """Sections of an answer file, everything in lower case."""
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in text.splitlines():
        line = line.split(";")[0].strip()
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1].strip().lower(), {})
        elif "=" in line:
            name, _, value = line.partition("=")
            current[name.strip().lower()] = value.strip().strip('"').lower()
    return sections


def has_media(machine: Machine) -> bool:
    """Whether the source path leads to the files of the Windows media (AMD64 or I386)."""
    for name in ("SourcePath", "ServicePackSourcePath"):
        root = machine.registry.text(_SETUP, name).rstrip("\\")
        if not root:
            continue
        for folder in (root, f"{root}\\AMD64", f"{root}\\i386"):
            place = machine.locate(folder)
            if place is None or not place[0].files.is_folder(place[1]):
                continue
            if folder != root or root.lower().endswith(("amd64", "i386")):
                return True
    return False


@PROGRAMS.program("sysocmgr.exe", folder="%SystemRoot%\\system32")
def sysocmgr(call: ProgramCall) -> int:
    """Turns components on and off as an answer file says; a component it does not name stays as it is."""
    machine = call.machine
    options = {word[1:2].lower(): word[3:].strip('"') for word in call.args if word[:1] in "/-"}
    if "i" not in options:
        return 87
    if not call.logon.is_administrator:
        return 5
    if machine.installer_busy is not None:
        return 1618
    try:
        machine.files.need(call.full_path(options["i"]))
        answers = read_answers(machine.files.read_text(call.full_path(options.get("u", ""))))
    except FileError as problem:
        return problem.code
    wanted = {name: value in _YES for name, value in answers.get("components", {}).items()}
    if wanted.get("netoc"):
        extra = answers.get("netoptionalcomponents", {})
        wanted.update({name: value in _YES for name, value in extra.items()})
    return _apply(call, machine, wanted)


def _apply(call: ProgramCall, machine: Machine, wanted: dict[str, bool]) -> int:
    machine.installer_busy = "sysocmgr.exe"
    log: list[str] = []
    try:
        call.sleep(5)
        for name, on in wanted.items():
            component = COMPONENTS.get(name)
            if component is None:
                log.append(f"{name}: unknown component, ignored")
                continue
            if is_on(machine, name) == on:
                continue
            if on and component.media and not has_media(machine):
                # With /q there is nobody to be asked for the disc; the component stays out.
                log.append(f"{name}: files needed are not at the source path")
                continue
            call.sleep(component.seconds)
            (turn_on if on else turn_off)(machine, name)
            log.append(f"{name}: {'installed' if on else 'removed'}")
    finally:
        machine.installer_busy = None
        if log:
            machine.files.write_text("C:\\WINDOWS\\ocgen.log", "\r\n".join(log) + "\r\n", append=True)
    machine.registry.create(SUBCOMPONENTS_KEY)
    return 0
