"""wmic.exe: WMI from the command line.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc779482(v=ws.10) ; exit codes and the
layout of tables UNVERIFIED beyond what that page shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from winlab.powershell.errors import NotEmulated, PSError
from winlab.powershell.text import to_text
from winlab.windows.errors import NetworkError
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.wmi.display import BRIEF
from winlab.windows.wmi.members import mof_value
from winlab.windows.wmi.objects import ManagementObject, failure, find_class, invoke
from winlab.windows.wmi.querying import instances
from winlab.windows.wmi.repository import CIMV2, WmiCaller, WmiClass

_ALIASES = {
    "baseboard": "Win32_BaseBoard",
    "bios": "Win32_BIOS",
    "bootconfig": "Win32_BootConfiguration",
    "cdrom": "Win32_CDROMDrive",
    "computersystem": "Win32_ComputerSystem",
    "cpu": "Win32_Processor",
    "csproduct": "Win32_ComputerSystemProduct",
    "datafile": "CIM_DataFile",
    "diskdrive": "Win32_DiskDrive",
    "environment": "Win32_Environment",
    "fsdir": "Win32_Directory",
    "group": "Win32_Group",
    "logicaldisk": "Win32_LogicalDisk",
    "logon": "Win32_LogonSession",
    "memlogical": "Win32_LogicalMemoryConfiguration",
    "memorychip": "Win32_PhysicalMemory",
    "memphysical": "Win32_PhysicalMemoryArray",
    "netlogin": "Win32_NetworkLoginProfile",
    "nic": "Win32_NetworkAdapter",
    "nicconfig": "Win32_NetworkAdapterConfiguration",
    "nteventlog": "Win32_NTEventlogFile",
    "ntdomain": "Win32_NTDomain",
    "ntevent": "Win32_NTLogEvent",
    "os": "Win32_OperatingSystem",
    "pagefile": "Win32_PageFileUsage",
    "pagefileset": "Win32_PageFileSetting",
    "partition": "Win32_DiskPartition",
    "printer": "Win32_Printer",
    "printjob": "Win32_PrintJob",
    "process": "Win32_Process",
    "product": "Win32_Product",
    "qfe": "Win32_QuickFixEngineering",
    "recoveros": "Win32_OSRecoveryConfiguration",
    "registry": "Win32_Registry",
    "service": "Win32_Service",
    "share": "Win32_Share",
    "startup": "Win32_StartupCommand",
    "sysaccount": "Win32_SystemAccount",
    "sysdriver": "Win32_SystemDriver",
    "systemenclosure": "Win32_SystemEnclosure",
    "tapedrive": "Win32_TapeDrive",
    "timezone": "Win32_TimeZone",
    "useraccount": "Win32_UserAccount",
    "volume": "Win32_Volume",
}
_INVALID = 44124
_NO_ALIAS = 44135


class UsageError(Exception):
    """The command is wrong; the text tells what of it."""


@dataclass(frozen=True)
class Command:
    """A command: what is asked, of which, for what."""

    class_name: str
    namespace: str
    where: str
    verb: str
    rest: tuple[str, ...]
    node: str


def read(words: Sequence[str]) -> Command:
    """Reads the words of a command line.

    Raises:
        UsageError: it can't be read.
    """
    rest = list(words)
    namespace, node = CIMV2, ""
    while rest and rest[0].startswith("/"):
        name, _, value = rest.pop(0)[1:].partition(":")
        if name.lower() == "namespace":
            namespace = value.replace("\\\\", "\\").strip("\\").strip('"') or namespace
        elif name.lower() == "node":
            node = value.strip('"\\')
        elif name.lower() not in ("interactive", "privileges", "implevel", "authlevel", "locale", "failfast", "role"):
            raise NotEmulated(f"wmic /{name}")
    if not rest:
        raise NotEmulated("wmic without a command (its prompt)")
    alias = rest.pop(0)
    if alias.lower() in ("path", "class"):
        if alias.lower() == "class":
            raise NotEmulated("wmic class")
        if not rest:
            raise UsageError("Invalid Path.")
        class_name = rest.pop(0)
    elif alias.lower() in _ALIASES:
        class_name = _ALIASES[alias.lower()]
    else:
        raise UsageError(f"{alias} - Alias not found.")
    class_name, dot, keys = class_name.partition(".")
    where = keys.replace(",", " and ") if dot else ""
    if rest[:1] and rest[0].lower() == "where":
        where, rest = _where(rest[1:])
    elif rest[:1] and rest[0].startswith("("):
        where, rest = _where(rest)
    verb = rest.pop(0).lower() if rest else "list"
    return Command(class_name, namespace, where, verb, tuple(rest), node)


def _where(words: list[str]) -> tuple[str, list[str]]:
    """The condition, up to the verb."""
    taken: list[str] = []
    while words and words[0].lower() not in ("get", "list", "call", "set", "delete", "assoc", "create"):
        taken.append(words.pop(0))
    text = " ".join(taken)
    return (text[1:-1] if text.startswith("(") and text.endswith(")") else text), words


@PROGRAMS.program("wmic.exe", folder="%SystemRoot%\\system32\\wbem")
def wmic(call: ProgramCall) -> int:
    """Runs one command: get, list, call, set, delete."""
    try:
        command = read(_words(call.raw))
        caller = _caller(call, command.node)
        declared = find_class(caller, command.namespace, command.class_name)
        return _run(call, caller, declared, command)
    except UsageError as wrong:
        call.error_line(str(wrong))
        return _NO_ALIAS if str(wrong).endswith("Alias not found.") else _INVALID
    except NotEmulated:
        raise
    except NetworkError as problem:
        return _failed(call, 0x80070000 | problem.code, problem.text, "Win32")
    except PSError as problem:
        code = problem.record.exception.properties.get("ErrorCode", 0x80041001)
        return _failed(call, code if isinstance(code, int) else 0x80041001, problem.record.text.strip(), "WMI")


def _words(raw: str) -> list[str]:
    """Words; what stands in quotes or parentheses is one."""
    found = re.findall(r'\([^)]*\)|(?:[^\s"(]*"[^"]*"[^\s"(]*)+|[^\s]+', raw)
    return [word[1:-1] if re.fullmatch('"[^"]*"', word) else word for word in found]


def _caller(call: ProgramCall, node: str) -> WmiCaller:
    if not node or node.lower() in (".", "localhost", call.machine.name.lower()):
        return WmiCaller(call.machine, call.logon)
    target = call.machine.lab.network.reach(call.machine, call.logon, node, "wmi")
    return WmiCaller(target, target.admit(call.machine, call.logon))


def _failed(call: ProgramCall, code: int, text: str, facility: str) -> int:
    call.error_line(f"Node - {call.machine.name}\r\nERROR:\r\nCode = {code:#010x}\r\nDescription = {text}")
    call.error_line(f"Facility = {facility}")
    return code - (1 << 32) if code >= 1 << 31 else code


def _run(call: ProgramCall, caller: WmiCaller, declared: WmiClass, command: Command) -> int:
    verb = command.verb
    if verb == "call" and not command.where:
        return _call(call, caller, declared, None, command.rest)
    found = list(instances(caller, declared, command.where, []))
    if verb in ("get", "list"):
        names, form = _columns(declared, verb, command.rest)
        _write(call, found, names, form)
        return 0
    if not found:
        call.line("No Instance(s) Available.")
        return 0
    for item in found:
        if verb == "call":
            _call(call, caller, declared, item, command.rest)
        elif verb == "delete":
            call.line(f"Deleting instance {item.net_string()}")
            item.delete()
            call.line("Instance deletion successful.")
        elif verb == "set":
            _set(call, item, command.rest)
        else:
            raise UsageError("Invalid Verb.")
    return 0


# --- reading ---


def _columns(declared: WmiClass, verb: str, words: tuple[str, ...]) -> tuple[list[str], str]:
    form = next((word.partition(":")[2].lower() for word in words if word.lower().startswith("/format:")), "")
    form = "list" if any(word.lower() == "/value" for word in words) else form.removesuffix(".xsl")
    plain = ",".join(word for word in words if not word.startswith("/"))
    if verb == "list":
        kind = plain.lower() or "full"
        if kind not in ("full", "brief", "instance", "status", "system", "writeable"):
            raise UsageError("Invalid LIST Format.")
        everything = [item.name for item in declared.properties]
        names = BRIEF.get(declared.name.lower(), everything) if kind == "brief" else everything
        names = [name for name in names if declared.property(name) is not None]
        return sorted(names, key=str.lower), form or ("table" if kind == "brief" else "list")
    asked = [name.strip() for name in plain.split(",") if name.strip() and name.strip() != "*"]
    names = []
    for name in asked:
        item = declared.property(name)
        if item is None:
            raise failure(0x80041017, "Invalid query")
        names.append(item.name)
    return sorted(set(names) or {item.name for item in declared.properties}, key=str.lower), form or "table"


def _write(call: ProgramCall, found: Sequence[ManagementObject], names: Sequence[str], form: str) -> None:
    if not found:
        call.line("No Instance(s) Available.")
        return
    rows = [{name: _text(item.adapted_get(name)) for name in names} for item in found]
    if form == "list":
        for row in rows:
            call.out("\r\n\r\n" + "".join(f"{name}={row[name]}\r\n" for name in names))
        call.out("\r\n\r\n")
    elif form == "csv":
        call.line("\r\n" + ",".join(("Node", *names)))
        for row in rows:
            call.line(",".join((call.machine.name, *row.values())))
    elif form in ("", "table"):
        widths = {name: max(len(name), *(len(row[name]) for row in rows)) + 2 for name in names}
        call.line("".join(f"{name:<{widths[name]}}" for name in names))
        for row in rows:
            call.line("".join(f"{row[name]:<{widths[name]}}" for name in names))
    else:
        raise NotEmulated(f"wmic /format:{form}")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, list):
        return "{" + ", ".join(f'"{to_text(item)}"' if isinstance(item, str) else to_text(item) for item in value) + "}"
    return to_text(value)


# --- acting ---


def _arguments(words: Iterable[str]) -> list[object]:
    pieces = [piece.strip() for piece in ",".join(words).split(",")]
    return [int(piece) if piece.lstrip("-").isdigit() else piece.strip("\"'") for piece in pieces if piece]


def _call(
    call: ProgramCall, caller: WmiCaller, declared: WmiClass, item: ManagementObject | None, words: tuple[str, ...]
) -> int:
    name = words[0] if words else ""
    method = declared.methods.get(name.lower())
    if method is None or (item is None and not method.static):
        raise UsageError("Invalid Method Name." if method is None else "Invalid Verb Switch.")
    where = f"({declared.name})" if item is None else f"({item.net_string()})"
    call.line(f"Executing {where}->{method.name}()")
    result = invoke(caller, declared, method, item.row if item is not None else {}, _arguments(words[1:]))
    call.line("Method execution successful.\r\nOut Parameters:\r\ninstance of __PARAMETERS\r\n{")
    for key, value in sorted(result.values.items()):
        if value is not None:
            call.line(f"\t{key} = {mof_value(value)};")
    call.line("};\r\n")
    return 0


def _set(call: ProgramCall, item: ManagementObject, words: tuple[str, ...]) -> None:
    for pair in " ".join(words).split(","):
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("Invalid SET Expression.")
        text = value.strip().strip("\"'")
        item.set_property_value(name.strip(), int(text) if text.isdigit() else text)
    call.line(f"Updating property(s) of '{item.net_string()}'")
    item.put()
    call.line("Property(s) update successful.")
