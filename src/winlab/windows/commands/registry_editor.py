"""regedit.exe without its window: ``/s`` takes files in, ``/e`` writes a key.

https://learn.microsoft.com/troubleshoot/windows-server/performance/add-modify-delete-registry-subkeys-values
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.registry_files import RegistryFileError, exported, import_into
from winlab.windows.errors import RegistryError, Win32Error
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.registry_view import RegistryView


@PROGRAMS.program("regedit.exe", folder="%SystemRoot%")
def regedit(call: ProgramCall) -> int:
    """It never says anything: its messages are windows."""
    flags = {word.lower()[:2] for word in call.args if word[:1] in "/-"}
    words = [word for word in call.args if word[:1] not in "/-"]
    if not words or flags - {"/s", "-s", "/e", "-e", "/a", "-a"}:
        raise NotEmulated("regedit's window")
    view = RegistryView(call.machine.registry, call.logon.sid, call.process.wow)
    try:
        for word in words[:1]:
            place = call.machine.locate(call.full_path(word), call.logon)
            if place is None:
                continue
            if flags & {"/e", "-e", "/a", "-a"}:
                key = words[1] if len(words) > 1 else "HKEY_LOCAL_MACHINE"
                if view.exists(key):
                    place[0].files.write(place[1], exported(view, key))
            elif call.logon.is_administrator:
                import_into(view, place[0].files.read(place[1]))
    except (Win32Error, RegistryError, RegistryFileError):
        return 0
    return 0
