"""whoami, systeminfo, getmac, driverquery, openfiles, gpupdate.

https://learn.microsoft.com/windows-server/administration/windows-commands/whoami and the pages of the others.
"""

from __future__ import annotations

from datetime import datetime, timezone

from winlab.powershell.errors import NotEmulated
from winlab.windows.accounts import Logon
from winlab.windows.commands.listing import (
    Column,
    Row,
    ToolError,
    machine_of,
    options,
    refusing,
    show,
    usage,
)
from winlab.windows.machine import Machine
from winlab.windows.programs import PROGRAMS, ProgramCall, expand

_NT = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
_NAME = Column("User Name", 30)
_SID = Column("SID", 46)
_GROUP = (Column("Group Name", 42), Column("Type", 16), Column("SID", 46), Column("Attributes", 50))
_PRIVILEGE = (Column("Privilege Name", 31), Column("Description", 41), Column("State", 8))
# https://learn.microsoft.com/windows/security/threat-protection/security-policy-settings/user-rights-assignment
_PRIVILEGES = {
    "SeChangeNotifyPrivilege": ("Bypass traverse checking", True),
    "SeSecurityPrivilege": ("Manage auditing and security log", False),
    "SeBackupPrivilege": ("Back up files and directories", False),
    "SeRestorePrivilege": ("Restore files and directories", False),
    "SeSystemtimePrivilege": ("Change the system time", False),
    "SeShutdownPrivilege": ("Shut down the system", False),
    "SeRemoteShutdownPrivilege": ("Force shutdown from a remote system", False),
    "SeTakeOwnershipPrivilege": ("Take ownership of files or other objects", False),
    "SeDebugPrivilege": ("Debug programs", False),
    "SeSystemEnvironmentPrivilege": ("Modify firmware environment values", False),
    "SeSystemProfilePrivilege": ("Profile system performance", False),
    "SeProfileSingleProcessPrivilege": ("Profile single process", False),
    "SeIncreaseBasePriorityPrivilege": ("Increase scheduling priority", False),
    "SeLoadDriverPrivilege": ("Load and unload device drivers", True),
    "SeCreatePagefilePrivilege": ("Create a pagefile", False),
    "SeIncreaseQuotaPrivilege": ("Adjust memory quotas for a process", False),
    "SeUndockPrivilege": ("Remove computer from docking station", True),
    "SeManageVolumePrivilege": ("Perform volume maintenance tasks", False),
    "SeImpersonatePrivilege": ("Impersonate a client after authentication", True),
    "SeCreateGlobalPrivilege": ("Create global objects", True),
}
_EVERYBODY = ("SeChangeNotifyPrivilege",)


@PROGRAMS.program("whoami.exe", folder="%SystemRoot%\\system32")
@refusing
def whoami(call: ProgramCall) -> int:
    """Who runs this; /user, /groups, /priv, /all, /upn, /fqdn, /logonid."""
    switches = options(call, "whoami", ("user", "groups", "priv", "all", "upn", "fqdn", "logonid", "nh"), ("fo",))
    logon = call.logon
    if switches.has("fqdn"):
        raise NotEmulated("whoami /fqdn")
    if switches.has("upn"):
        return _principal(call)
    if switches.has("logonid"):
        call.line("S-1-5-5-0-65792")
        return 0
    parts = [name for name in ("user", "groups", "priv") if switches.has(name) or switches.has("all")]
    if not parts:
        if switches.has("fo") or switches.has("nh"):
            raise ToolError(f"Invalid syntax.{usage('whoami')}")
        call.line(logon.account.lower())
        return 0
    headers = not switches.has("nh")
    for part in parts:
        title, columns, rows = _PARTS[part](call)
        if switches.value("fo").lower() != "csv" and headers:
            call.line(f"\r\n{title}\r\n{'-' * len(title)}")
        show(call, columns, rows, switches.value("fo"), headers=headers)
    return 0


def _principal(call: ProgramCall) -> int:
    """The name by which a domain account logs on: the account at the domain."""
    machine, logon = call.machine, call.logon
    if not machine.member_of or logon.domain.upper() != machine.netbios_domain.upper():
        text = "Unable to get User Principal Name (UPN) as the current logged-on user\r\n       is not a domain user."
        raise ToolError(text)
    call.line(f"{logon.user}@{machine.member_of}".lower())
    return 0


def _user(call: ProgramCall) -> tuple[str, tuple[Column, ...], list[Row]]:
    logon = call.logon
    width = max(len(logon.account), 9)
    row = {"User Name": logon.account.lower(), "SID": logon.sid}
    return "USER INFORMATION", (Column("User Name", width), Column("SID", len(logon.sid))), [row]


def _groups(call: ProgramCall) -> tuple[str, tuple[Column, ...], list[Row]]:
    users = call.machine.users
    rows: list[Row] = []
    for group in sorted(call.logon.groups):
        sid = users.sid_of(group) or ""
        name = users.name_of(sid) or group
        well_known = not sid.startswith(("S-1-5-21-", "S-1-5-32-"))
        kind = "Well-known group" if well_known else "Alias" if sid.startswith("S-1-5-32-") else "Group"
        owner = ", Group owner" if sid == "S-1-5-32-544" else ""
        attributes = f"Mandatory group, Enabled by default, Enabled group{owner}"
        rows.append({"Group Name": name, "Type": kind, "SID": sid, "Attributes": attributes})
    longest = {column.label: max([len(column.label), *(len(row[column.label]) for row in rows)]) for column in _GROUP}
    return "GROUP INFORMATION", tuple(Column(label, width) for label, width in longest.items()), rows


def _privileges(call: ProgramCall) -> tuple[str, tuple[Column, ...], list[Row]]:
    names = _PRIVILEGES if call.logon.is_administrator else _EVERYBODY
    rows: list[Row] = []
    for name in names:
        text, enabled = _PRIVILEGES[name]
        rows.append({"Privilege Name": name, "Description": text, "State": "Enabled" if enabled else "Disabled"})
    return "PRIVILEGES INFORMATION", _PRIVILEGE, rows


_PARTS = {"user": _user, "groups": _groups, "priv": _privileges}


# --- systeminfo ---


def _moment(when: datetime) -> str:
    return f"{when.month}/{when.day}/{when.year}, {when:%I:%M:%S %p}".replace(" 0", " ", 1)


def _up(machine: Machine) -> str:
    minutes, seconds = divmod(machine.uptime().seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{machine.uptime().days} Days, {hours} Hours, {minutes} Minutes, {seconds} Seconds"


def _facts(machine: Machine, logon: Logon) -> list[tuple[str, list[str]]]:
    """Labels and values; a value of more lines is a list in the table."""
    system, text = machine.os, machine.registry.text
    installed = datetime.fromtimestamp(machine.registry.number(_NT, "InstallDate"), tz=timezone.utc)
    memory = machine.spec.memory_mb
    role = "Primary Domain Controller" if machine.is_domain_controller else "Member Server"
    if not machine.member_of:
        role = "Standalone Server"
    processors = [f"{machine.spec.processors} Processor(s) Installed."]
    for number in range(machine.spec.processors):
        processors.append(f"[{number + 1:02}]: EM64T Family 15 Model 4 Stepping 3 GenuineIntel ~3000 Mhz")
    updates = [f"{len(machine.updates)} Hotfix(s) Installed."]
    updates += [f"[{number:02}]: {key}" for number, key in enumerate(sorted(machine.updates), 1)]
    return [
        ("Host Name", [machine.name]),
        ("OS Name", [system.caption]),
        ("OS Version", [f"{system.version} {system.csd} Build {system.build}"]),
        ("OS Manufacturer", ["Microsoft Corporation"]),
        ("OS Configuration", [role]),
        ("OS Build Type", ["Multiprocessor Free"]),
        ("Registered Owner", [text(_NT, "RegisteredOwner")]),
        ("Registered Organization", [text(_NT, "RegisteredOrganization")]),
        ("Product ID", [text(_NT, "ProductId")]),
        ("Original Install Date", [_moment(installed)]),
        ("System Up Time", [_up(machine)]),
        ("System Manufacturer", [machine.spec.manufacturer]),
        ("System Model", [machine.spec.model]),
        ("System Type", ["x64-based PC" if system.bits == 64 else "X86-based PC"]),
        ("Processor(s)", processors),
        ("BIOS Version", ["IBM    - 1000"]),
        ("Windows Directory", ["C:\\WINDOWS"]),
        ("System Directory", ["C:\\WINDOWS\\system32"]),
        ("Boot Device", ["\\Device\\HarddiskVolume1"]),
        ("System Locale", ["en-us;English (United States)"]),
        ("Input Locale", ["en-us;English (United States)"]),
        ("Time Zone", ["(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London"]),
        ("Total Physical Memory", [f"{memory:,} MB"]),
        ("Available Physical Memory", [f"{memory // 2:,} MB"]),
        ("Page File: Max Size", [f"{memory * 2:,} MB"]),
        ("Page File: Available", [f"{memory * 3 // 2:,} MB"]),
        ("Page File: In Use", [f"{memory // 2:,} MB"]),
        ("Page File Location(s)", ["C:\\pagefile.sys"]),
        ("Domain", [machine.member_of or "WORKGROUP"]),
        ("Logon Server", [f"\\\\{logon.domain if logon.domain.upper() == machine.name else machine.name}"]),
        ("Hotfix(s)", updates),
        ("Network Card(s)", _cards(machine)),
    ]


def _cards(machine: Machine) -> list[str]:
    lines = [f"{len(machine.adapters)} NIC(s) Installed."]
    for number, adapter in enumerate(machine.adapters, 1):
        lines.append(f"[{number:02}]: {adapter.description}")
        lines.append(f"      Connection Name: {adapter.name}")
        lines.append(f"      DHCP Enabled:    {'Yes' if adapter.dhcp else 'No'}")
        if adapter.address:
            lines += ["      IP address(es)", f"      [01]: {adapter.address}"]
    return lines


@PROGRAMS.program("systeminfo.exe", folder="%SystemRoot%\\system32")
@refusing
def systeminfo(call: ProgramCall) -> int:
    """Facts of a machine."""
    switches = options(call, "systeminfo", ("nh",), ("fo",), form="list")
    machine = machine_of(call, switches)
    facts = _facts(machine, call.logon)
    form = switches.value("fo", "list").lower()
    if form == "list":
        call.line()
        for label, values in facts:
            call.line(f"{label + ':':<27}{values[0]}".rstrip())
            for value in values[1:]:
                call.line(" " * 27 + value)
        return 0
    columns = [Column(label, max(len(label), len(",".join(values)))) for label, values in facts]
    row = {label: ",".join(value.strip() for value in values) for label, values in facts}
    show(call, columns, [row], form, headers=not switches.has("nh"))
    return 0


# --- cards, drivers, open files ---


@PROGRAMS.program("getmac.exe", folder="%SystemRoot%\\system32")
@refusing
def getmac(call: ProgramCall) -> int:
    """The addresses of the network cards."""
    switches = options(call, "getmac", ("nh", "v"), ("fo",))
    machine = machine_of(call, switches)
    rows = [
        {
            "Connection Name": adapter.name,
            "Network Adapter": adapter.description,
            "Physical Address": adapter.mac.replace(":", "-"),
            "Transport Name": f"\\Device\\Tcpip_{adapter.guid}" if adapter.enabled else "Media disconnected",
        }
        for adapter in machine.adapters
    ]
    long = (Column("Connection Name", 15), Column("Network Adapter", 15)) if switches.has("v") else ()
    columns = (*long, Column("Physical Address", 19), Column("Transport Name", 58))
    show(call, columns, rows, switches.value("fo"), headers=not switches.has("nh"))
    return 0


@PROGRAMS.program("driverquery.exe", folder="%SystemRoot%\\system32")
@refusing
def driverquery(call: ProgramCall) -> int:
    """The drivers."""
    switches = options(call, "driverquery", ("nh", "v", "si"), ("fo",))
    machine = machine_of(call, switches)
    rows = [
        {
            "Module Name": item.name,
            "Display Name": item.display_name,
            "Driver Type": "Kernel",
            "Link Date": "2/17/2007 6:00:00 AM",
            "Start Mode": item.start_mode,
            "State": item.state,
            "Status": "OK",
            "Path": expand(item.path, machine.system_environment()),
        }
        for item in machine.services.all()
        if item.kind == "driver"
    ]
    if switches.has("si"):
        raise ToolError("The signed drivers are not emulated by winlab.")
    short = (Column("Module Name", 12), Column("Display Name", 22), Column("Driver Type", 13), Column("Link Date", 22))
    long = (Column("Start Mode", 10), Column("State", 10), Column("Status", 10), Column("Path", 48))
    columns = (*short, *long) if switches.has("v") else short
    show(call, columns, rows, switches.value("fo"), headers=not switches.has("nh"))
    return 0


_KEEPING = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager"
_MAINTAIN = 0x4000


@PROGRAMS.program("openfiles.exe", folder="%SystemRoot%\\system32")
@refusing
def openfiles(call: ProgramCall) -> int:
    """Files that others have open through shares: none; /local turns the keeping of lists on from the next start."""
    words = [word.lower() for word in call.args]
    if not call.logon.is_administrator:
        raise ToolError("Logged-on user does not have administrative privilege.")
    registry = call.machine.registry
    flags = registry.number(_KEEPING, "GlobalFlag")
    if words[:1] == ["/local"]:
        wanted = words[1] if len(words) > 1 else ""
        if wanted in ("on", "off"):
            registry.set(_KEEPING, "GlobalFlag", flags | _MAINTAIN if wanted == "on" else flags & ~_MAINTAIN)
            call.line("SUCCESS: The system global flag 'maintain objects list' is changed.")
            call.line("         This will take effect after the system is restarted.")
            return 0
        state = "enabled" if flags & _MAINTAIN else "disabled"
        call.line(f"INFO: The system global flag 'maintain objects list' is currently {state}.")
        return 0
    if words[:1] == ["/disconnect"]:
        raise ToolError("The target system has no open files that match.")
    if words and words[0] not in ("/query", "/fo", "/nh", "/v"):
        raise ToolError(f"Invalid argument/option - '{call.args[0]}'.{usage('openfiles')}")
    if not flags & _MAINTAIN:
        call.line("\r\nINFO: The system global flag 'maintain objects list' needs")
        call.line("      to be enabled to see local opened files.")
        call.line("      See Openfiles /? for more information.\r\n")
    call.line("\r\nFiles opened remotely via local share points:")
    call.line("---------------------------------------------\r\n")
    call.line("INFO: No shared open files found.")
    return 0


@PROGRAMS.program("gpupdate.exe", folder="%SystemRoot%\\system32")
def gpupdate(call: ProgramCall) -> int:
    """Refreshes policy: there is none that changes anything."""
    words = [word.lower() for word in call.args]
    known = ("/target:computer", "/target:user", "/force", "/wait", "/logoff", "/boot", "/sync")
    if any(not word.startswith(known) for word in words):
        call.line("\r\nDescription:  Refreshes Group Policy settings.\r\n")
        call.line(
            "Syntax:  GPUpdate [/Target:{Computer | User}] [/Force] [/Wait:<value>]\r\n     [/Logoff] [/Boot] [/Sync]"
        )
        return 1
    call.line("Refreshing Policy...\r\n")
    call.sleep(10)
    if "/target:computer" not in words:
        call.line("User Policy Refresh has completed.")
    if "/target:user" not in words:
        call.line("Computer Policy Refresh has completed.")
    call.line()
    return 0
