"""choice, clip, waitfor, w32tm.

https://learn.microsoft.com/windows-server/administration/windows-commands/choice and the pages of the others.
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.listing import ToolError, options, refusing, usage
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall

_WRONG = 255
# HRESULTs as exit codes: signed
_ACCESS_DENIED, _NOT_STARTED, _NO_DOMAIN = (code - (1 << 32) for code in (0x80070005, 0x80070426, 0x8007054B))
_TIME = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters"


@PROGRAMS.program("choice.exe", folder="%SystemRoot%\\system32")
def choice(call: ProgramCall) -> int:
    """Waits for one of some keys; the exit code is its place, 255 a wrong call."""
    try:
        switches = options(call, "choice", ("n", "cs"), ("c", "t", "d", "m"), remote=False)
        keys = switches.value("c", "YN")
        whole = keys if switches.has("cs") else keys.upper()
        if len(set(whole)) != len(whole) or not keys.isalnum():
            raise ToolError(f"Duplicate choices are not allowed.{usage('choice')}")
        if switches.has("t") is not switches.has("d"):
            missing = "d" if switches.has("t") else "t"
            raise ToolError(f"Invalid syntax. Mandatory option '{missing}' is missing.{usage('choice')}")
    except ToolError as problem:
        call.error_line(f"ERROR: {problem}")
        return _WRONG
    fold = (lambda text: text) if switches.has("cs") else str.upper
    shown = "" if switches.has("n") else f"[{','.join(whole)}]?"
    call.out(" ".join(filter(None, (switches.value("m"), shown))))
    for char in call.read_all():
        if fold(char) in whole:
            call.line(char)
            return whole.index(fold(char)) + 1
    default = fold(switches.value("d")[:1])
    if default and default in whole:
        call.sleep(float(switches.value("t")) if switches.value("t").isdigit() else 0)
        call.line(default)
        return whole.index(default) + 1
    call.line()
    return _WRONG


@PROGRAMS.program("clip.exe", folder="%SystemRoot%\\system32")
def clip(call: ProgramCall) -> int:
    """Takes standard input; a session without a desktop has no clipboard that anybody could see."""
    call.read_all()
    return 0


@PROGRAMS.program("waitfor.exe", folder="%SystemRoot%\\system32")
@refusing
def waitfor(call: ProgramCall) -> int:
    """Waits for a signal that nobody sends, as long as /t says."""
    words = [word for word in call.args if not word.startswith("/")]
    lowered = [word.lower() for word in call.args]
    if "/t" not in lowered or "/si" in lowered:
        raise NotEmulated("waitfor without a time, and signals to other computers")
    seconds = call.args[lowered.index("/t") + 1] if lowered.index("/t") + 1 < len(call.args) else ""
    if not seconds.isdigit() or not 1 <= int(seconds[:6]) <= 99999 or len(words) < 2:
        raise ToolError(f"Invalid value for timeout (/T) specified.{usage('waitfor')}")
    call.sleep(int(seconds))
    signal = next(word for word in reversed(words) if word != seconds)
    raise ToolError(f"Timed out waiting for '{signal}'.")


# --- time ---


@PROGRAMS.program("w32tm.exe", folder="%SystemRoot%\\system32")
def w32tm(call: ProgramCall) -> int:
    """The time service: /config, /resync, /monitor, /tz, /ntte."""
    words = [word.lower() for word in call.args]
    verb = words[0].lstrip("/-") if words else "?"
    if verb == "tz":
        call.line("Time zone: Current:TIME_ZONE_ID_UNKNOWN Bias: 0min (UTC=LocalTime+Bias)")
        call.line('  [Standard Name:"GMT Standard Time" Bias:0min Date:(unspecified)]')
        call.line('  [Daylight Name:"GMT Daylight Time" Bias:-60min Date:(unspecified)]')
        return 0
    if verb == "config":
        return _configure(call, words[1:])
    if verb == "resync":
        return _resync(call, words[1:])
    if verb == "monitor":
        return _monitor(call)
    if verb in ("ntte", "ntpte", "stripchart", "dumpreg", "register", "unregister"):
        raise NotEmulated(f"w32tm /{verb}")
    call.line("w32tm [/? | /register | /unregister ]\r\n  ? - this help screen.")
    return 0 if verb == "?" else 1


def _running(call: ProgramCall) -> bool:
    if call.machine.services.is_running("W32Time"):
        return True
    call.line("The following error occurred: The service has not been started. (0x80070426)")
    return False


def _configure(call: ProgramCall, words: list[str]) -> int:
    if not call.logon.is_administrator:
        call.line("The following error occurred: Access is denied. (0x80070005)")
        return _ACCESS_DENIED
    given = dict(word.lstrip("/-").partition(":")[::2] for word in words)
    known = {"manualpeerlist", "syncfromflags", "reliable", "update", "computer", "localclockdispersion"}
    if set(given) - known:
        call.line(f"The following arguments were unexpected:\r\n /{sorted(set(given) - known)[0]}")
        return 1
    registry = call.machine.registry
    if "manualpeerlist" in given:
        registry.set(_TIME, "NtpServer", given["manualpeerlist"].strip('"'))
    kinds = {"manual": "NTP", "domhier": "NT5DS", "no": "NoSync", "all": "AllSync"}
    if "syncfromflags" in given:
        registry.set(_TIME, "Type", kinds.get(given["syncfromflags"], "NT5DS"))
    call.line("The command completed successfully.")
    return 0


def _resync(call: ProgramCall, words: list[str]) -> int:
    call.line("Sending resync command to local computer...")
    if not _running(call):
        return _NOT_STARTED
    call.line("The command completed successfully.")
    return 0


def _monitor(call: ProgramCall) -> int:
    here = call.machine
    found: list[Machine] = [
        other
        for other in here.lab.machines.values()
        if other.is_domain_controller and other.member_of and other.member_of == here.member_of and other.is_running
    ]
    if not found:
        call.line("GetDcList failed with error code:  0x8007054B.\r\nExiting with error 0x8007054B")
        return _NO_DOMAIN
    for number, other in enumerate(found):
        call.line(f"{other.fqdn}{' *** PDC ***' if number == 0 else ''} [{other.address}]:")
        call.line(f"    ICMP: 0ms delay.\r\n    NTP: +0.0000000s offset from {found[0].fqdn}")
        call.line("        RefID: 'LOCL' [76.79.67.76]")
    return 0
