"""IIS 6.0 from the command line: cscript with adsutil.vbs and iisext.vbs, iisreset, aspnet_regiis.

adsutil.vbs: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc783187(v=ws.10) ;
iisext.vbs: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc739155(v=ws.10) ;
aspnet_regiis: https://learn.microsoft.com/previous-versions/k6h9cz8h(v=vs.80) . Output layouts UNVERIFIED.
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.components import allow_extension
from winlab.windows.errors import ServiceError
from winlab.windows.metabase import Value
from winlab.windows.programs import PROGRAMS, ProgramCall

# Value types of metabase properties that adsutil names even when they are not set.
_BOOLEANS = {"enable32bitapponwin64", "serverautostart", "apppoolautostart", "accessread", "accessscript"}


@PROGRAMS.program("cscript.exe", folder="%SystemRoot%\\system32", version="5.6.0.8832")
def cscript(call: ProgramCall) -> int:
    """Runs one of the scripts that come with Windows; others are not emulated."""
    args = [word for word in call.args if not word.startswith("//")]
    if not any(word.lower() == "//nologo" for word in call.args):
        call.line("Microsoft (R) Windows Script Host Version 5.6")
        call.line("Copyright (C) Microsoft Corporation 1996-2001. All rights reserved.\r\n")
    if not args:
        return 0
    path = call.full_path(args[0])
    place = call.machine.locate(path, call.logon)
    node = place[0].files.node(place[1]) if place is not None else None
    if node is None:
        call.error_line(f'Input Error: Can not find script file "{path}".')
        return 1
    name = (node.program or "").lower()
    if name == "adsutil.vbs":
        return _adsutil(call, args[1:])
    if name == "iisext.vbs":
        return _iisext(call, args[1:])
    program = PROGRAMS.get(name) if name else None
    if program is None:
        raise NotEmulated(f"VBScript ({path})")
    call.argv = [path, *args[1:]]
    return program.function(call)


def _split(path: str) -> tuple[str, str]:
    key, _, name = path.strip("/").rpartition("/")
    return key, name


def _type_name(value: Value) -> str:
    if isinstance(value, bool):
        return "BOOLEAN"
    if isinstance(value, int):
        return "INTEGER"
    return "STRING" if isinstance(value, str) else "LIST"


def _adsutil(call: ProgramCall, args: list[str]) -> int:
    base = call.machine.metabase
    if not args:
        call.line("Usage:\r\n      ADSUTIL.VBS CMD [param param]")
        return 1
    if not base.installed or not call.machine.services.is_running("IISADMIN"):
        call.error_line("Error trying to GET the Object (GetObject Failed).")
        return -2147463168 & 0xFF
    verb, path = args[0].lower(), args[1] if len(args) > 1 else ""
    if verb == "get":
        return _get(call, path)
    if verb == "set":
        return _set(call, path, args[2:])
    if verb == "delete":
        key, name = _split(path)
        properties = base.properties(key)
        if name.lower() in [known.lower() for known in properties]:
            call.line(f"deleted property {name}")
            return 0
        return 0 if base.delete(path) else 1
    if verb in ("enum", "enum_all"):
        for name, value in base.properties(path).items():
            call.line(_shown(name, value))
        for child in base.children(path):
            call.line(f"[{path.strip('/')}/{child}]".replace("[/", "["))
        return 0
    raise NotEmulated(f"adsutil.vbs {verb}")


def _shown(name: str, value: Value) -> str:
    if isinstance(value, list):
        lines = "".join(f'\r\n  "{item}"' for item in value)
        return f"{name:<32}: (LIST) ({len(value)} Items){lines}\r\n"
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return f"{name:<32}: ({_type_name(value)}) {shown}"


def _get(call: ProgramCall, path: str) -> int:
    key, name = _split(path)
    if key and not call.machine.metabase.exists(key):
        call.error_line(f"The path requested could not be found: {key}")
        return 1
    found = call.machine.metabase.get(key, name)
    if found is None:
        call.line(f'The parameter "{name}" is not set at this node.')
        return 0
    call.line(_shown(*found))
    return 0


def _set(call: ProgramCall, path: str, values: list[str]) -> int:
    key, name = _split(path)
    base = call.machine.metabase
    if not call.logon.is_administrator:
        call.error_line("ErrNumber: 5 (0x5)\r\nAccess is denied.")
        return 5
    if key and not base.exists(key):
        call.error_line(f"The path requested could not be found: {key}")
        return 1
    if not values:
        call.error_line("Error: Wrong number of Args for the SET command")
        return 1
    old = base.get(key, name)
    value: Value
    if len(values) > 1 or (old is not None and isinstance(old[1], list)):
        value = values
    elif name.lower() in _BOOLEANS or (old is not None and isinstance(old[1], bool)):
        value = values[0].lower() in ("1", "true", "-1")
    elif values[0].lstrip("-").isdigit() and not (old is not None and isinstance(old[1], str)):
        value = int(values[0])
    else:
        value = values[0]
    base.set(key, name, value)
    call.line(_shown(name, value))
    return 0


def _iisext(call: ProgramCall, args: list[str]) -> int:
    base = call.machine.metabase
    words = [word for word in args if not word.lower().startswith(("/s:", "/u:", "/p:"))]
    verb = words[0].lower() if words else ""
    found = base.get("W3SVC", "WebSvcExtRestrictionList")
    entries = list(found[1]) if found is not None and isinstance(found[1], list) else []
    if verb in ("/listext", "/listfile"):
        for entry in entries:
            call.line(",".join(entry.split(",")[4:]) if verb == "/listext" else entry)
        return 0
    if verb in ("/enext", "/disext", "/enfile", "/disfile"):
        wanted = words[1].lower() if len(words) > 1 else ""
        allowed = verb.startswith("/en")
        hits = 0
        for index, entry in enumerate(entries):
            parts = entry.split(",")
            known = {parts[1].lower()} if "file" in verb else {part.lower() for part in parts[3:]}
            if wanted in known:
                entries[index] = ",".join([str(int(allowed)), *parts[1:]])
                hits += 1
        if not hits:
            call.error_line(f"{words[1] if len(words) > 1 else ''} is not in the restriction list.")
            return 1
        base.set("W3SVC", "WebSvcExtRestrictionList", entries)
        call.line("Enabling extension complete." if allowed else "Disabling extension complete.")
        return 0
    if verb == "/addfile" and len(words) >= 3:
        text = words[-1]
        allow_extension(
            call.machine, words[1], allowed=words[2] == "1", group=words[3] if len(words) > 3 else "", text=text
        )
        return 0
    raise NotEmulated(f"iisext.vbs {verb}")


@PROGRAMS.program("iisreset.exe")
def iisreset(call: ProgramCall) -> int:
    """Stops and starts the services of IIS."""
    services = call.machine.services
    words = [word.lower().lstrip("/-") for word in call.args if word[:1] in "/-"]
    if services.find("IISADMIN") is None:
        call.error_line("IIS is not installed.")
        return 1060
    stopping = "start" not in words
    starting = "stop" not in words
    running = [service.name for service in services.dependents("IISADMIN") if service.state == "Running"]
    try:
        if stopping:
            call.line("\r\nAttempting stop...")
            if services.is_running("IISADMIN"):
                services.stop("IISADMIN", with_dependents=True)
            call.line("Internet services successfully stopped")
        if starting:
            call.line("Attempting start...")
            automatic = [s.name for s in services.dependents("IISADMIN") if s.start_mode == "Auto"]
            for name in ("IISADMIN", *dict.fromkeys([*running, *automatic])):
                if not services.is_running(name):
                    services.start(name)
            call.line(
                "Internet services successfully restarted" if stopping else "Internet services successfully started"
            )
    except ServiceError as problem:
        call.error_line(f"Restart attempt failed. {problem.text} ({problem.code})")
        return problem.code
    return 0


@PROGRAMS.program("aspnet_regiis.exe")
def aspnet_regiis(call: ProgramCall) -> int:
    """Registers ASP.NET 2.0 in IIS (-i, -ir, -u, -lv, -enable)."""
    machine = call.machine
    words = [word.lower().lstrip("/-") for word in call.args]
    wide = "framework64" in call.path.lower()
    folder = call.path.rpartition("\\")[0]
    if "lv" in words:
        for entry in _registered(call):
            call.line(f"2.0.50727.0             Valid (Root)            {entry}")
        return 0
    if not ({"i", "ir", "u", "s", "r"} & set(words)):
        call.line("Usage: aspnet_regiis.exe [-i[r] [-enable] | -u | -r | -s <path> | -lv]")
        return 1
    if machine.services.find("W3SVC") is None:
        call.error_line(
            "The error indicates that IIS is not installed on the machine. Please install IIS before using this tool."
        )
        return 1
    if not call.logon.is_administrator:
        call.error_line("You must have administrative rights on this machine in order to run this tool.")
        return 1
    found = machine.metabase.get("W3SVC/AppPools", "Enable32bitAppOnWin64")
    narrow = found is not None and bool(found[1])
    if machine.os.bits == 64 and wide == narrow:
        call.error_line("Installation in this mode is not allowed: IIS runs worker processes of the other kind.")
        return 1
    dll = f"{folder}\\aspnet_isapi.dll"
    call.line("Start installing ASP.NET (2.0.50727).")
    call.sleep(20)
    if "u" in words:
        entries = [entry for entry in _registered(call) if entry.split(",")[1].lower() != dll.lower()]
        machine.metabase.set("W3SVC", "WebSvcExtRestrictionList", entries)
        return 0
    allowed = "enable" in words or any(
        entry.startswith("1,") and entry.split(",")[1].lower() == dll.lower() for entry in _registered(call)
    )
    allow_extension(machine, dll, allowed=allowed, group="ASP.NET v2.0.50727", text="ASP.NET v2.0.50727")
    machine.registry.set("HKLM\\SOFTWARE\\Microsoft\\ASP.NET", "RootVer", "2.0.50727.0")
    machine.registry.set("HKLM\\SOFTWARE\\Microsoft\\ASP.NET\\2.0.50727.0", "DllFullPath", dll)
    machine.registry.set("HKLM\\SOFTWARE\\Microsoft\\ASP.NET\\2.0.50727.0", "Path", folder)
    call.line("..............")
    call.line("Finished installing ASP.NET (2.0.50727).")
    return 0


def _registered(call: ProgramCall) -> list[str]:
    found = call.machine.metabase.get("W3SVC", "WebSvcExtRestrictionList")
    return list(found[1]) if found is not None and isinstance(found[1], list) else []
