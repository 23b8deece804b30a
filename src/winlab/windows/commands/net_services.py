"""net start, stop, pause, continue, config, statistics, time."""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.net_tool import NetError, NetUsageError, NetWords, done, verb
from winlab.windows.errors import Win32Error
from winlab.windows.machine import Machine
from winlab.windows.programs import ProgramCall
from winlab.windows.services import Service

_TIME = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters"


def _service(call: ProgramCall, args: list[str]) -> Service:
    """The service of a name or a display name; rights to it are asked first."""
    name = " ".join(word for word in args if not word.startswith("/"))
    if not name:
        raise NetUsageError
    services = call.machine.services
    found = services.find(name) or services.by_display_name(name)
    if found is None:
        raise NetError(2185)
    if not call.logon.is_administrator:
        raise NetError(5)
    return found


@verb("start")
def start(call: ProgramCall, args: list[str]) -> int:
    """Starts a service, or lists those that run."""
    services = call.machine.services
    if not args:
        call.line("These Windows services are started:\r\n")
        for name in sorted(s.display_name for s in services.all() if s.state == "Running" and s.kind != "driver"):
            call.line(f"   {name}")
        call.line()
        return done(call)
    service = _service(call, args)
    if service.state == "Running":
        raise NetError(2182)
    call.line(f"The {service.display_name} service is starting.")
    try:
        services.start(service.name)
    except Win32Error as problem:
        call.error_line(f"The {service.display_name} service could not be started.\r\n")
        if problem.code in (1058, 1068, 1069, 1075):
            raise
        call.error_line("The service did not report an error.\r\n")
        raise NetError(3534, "The service did not report an error.") from problem
    call.line(f"The {service.display_name} service was started successfully.\r\n")
    return 0


@verb("stop")
def stop(call: ProgramCall, args: list[str]) -> int:
    """Stops a service."""
    services = call.machine.services
    yes = any(word.lower() in ("/y", "/yes") for word in args)
    service = _service(call, args)
    if service.state == "Stopped":
        raise NetError(3521, f"The {service.display_name} service is not started.")
    others = [other for other in services.dependents(service.name) if other.state == "Running"]
    if others:
        call.line(f"The following services are dependent on the {service.display_name} service.")
        call.line(f"Stopping the {service.display_name} service will also stop these services.\r\n")
        for other in others:
            call.line(f"   {other.display_name}")
        call.line()
        if not yes:
            call.out("Do you want to continue this operation? (Y/N) [N]: ")
            if not call.read().strip().lower().startswith("y"):
                call.line()
                return 2
    call.line(f"The {service.display_name} service is stopping.")
    services.stop(service.name, with_dependents=True)
    call.line(f"The {service.display_name} service was stopped successfully.\r\n")
    return 0


@verb("pause")
def pause(call: ProgramCall, args: list[str]) -> int:
    """Pauses a service."""
    service = _service(call, args)
    if service.state != "Running" or not service.accepts_pause:
        raise NetError(2191)
    call.machine.services.pause(service.name)
    call.line(f"The {service.display_name} service was paused successfully.\r\n")
    return 0


@verb("continue")
def resume(call: ProgramCall, args: list[str]) -> int:
    """Lets a paused service go on."""
    service = _service(call, args)
    if service.state != "Paused":
        raise NetError(2191)
    call.machine.services.resume(service.name)
    call.line(f"The {service.display_name} service was continued successfully.\r\n")
    return 0


# -- what the services say of themselves ------------------------------------------------------------------


def _pairs(call: ProgramCall, rows: dict[str, str | None], width: int) -> None:
    for label, value in rows.items():
        call.line("" if value is None else f"{label:<{width}}{value}".rstrip())


def _transports(machine: Machine) -> list[str]:
    found = [" NetbiosSmb (000000000000)"]
    for adapter in machine.adapters:
        if adapter.address:
            found.append(f" NetBT_Tcpip_{adapter.guid} ({adapter.mac.replace(':', '').lower()})")
    return found


@verb("config")
def config(call: ProgramCall, args: list[str]) -> int:
    """How server and workstation are set up."""
    given = NetWords(args, ("autodisconnect", "srvcomment", "hidden"))
    machine = call.machine
    if not given.words:
        call.line("The following running services can be controlled:\r\n\r\n   Server\r\n   Workstation\r\n")
        return done(call)
    if given.options:
        raise NotEmulated("net config with options")
    what = given.words[0].lower()
    if "server".startswith(what):
        _pairs(call, {"Server Name": f"\\\\{machine.name}", "Server Comment": "", "": None}, 38)
        _pairs(call, {"Software version": _software(machine), "Server is active on": ""}, 38)
        for line in _transports(machine):
            call.line(line)
        call.line()
        _pairs(call, {"Server hidden": "No", "Maximum Logged On Users": "Unlimited"}, 38)
        _pairs(call, {"Maximum open files per session": "16384", "": None, "Idle session time (min)": "15"}, 38)
        return done(call)
    if not "workstation".startswith(what):
        raise NetUsageError
    domain = machine.netbios_domain if machine.member_of else "WORKGROUP"
    _pairs(call, {"Computer name": f"\\\\{machine.name}", "Full Computer name": machine.fqdn}, 37)
    _pairs(call, {"User name": call.logon.user, "": None, "Workstation active on": ""}, 37)
    for line in _transports(machine):
        call.line(line)
    call.line()
    rows: dict[str, str | None] = {"Software version": _software(machine), "": None, "Workstation domain": domain}
    if machine.member_of:
        rows["Workstation Domain DNS Name"] = machine.member_of
    _pairs(call, {**rows, "Logon domain": call.logon.domain, " ": None, "COM Open Timeout (sec)": "0"}, 37)
    _pairs(call, {"COM Send Count (byte)": "16", "COM Send Timeout (msec)": "250"}, 37)
    return done(call)


def _software(machine: Machine) -> str:
    return "Microsoft Windows 2000" if machine.os.version.startswith("5.0") else "Microsoft Windows Server 2003"


_SERVER = (
    ("Sessions accepted", "Sessions timed-out", "Sessions errored-out"),
    ("Kilobytes sent", "Kilobytes received"),
    ("Mean response time (msec)",),
    ("System errors", "Permission violations", "Password violations"),
    ("Files accessed", "Communication devices accessed", "Print jobs spooled"),
    ("Times buffers exhausted", "  Big buffers", "  Request buffers"),
)
_WORKSTATION = (
    ("Bytes received", "Server Message Blocks (SMBs) received", "Bytes transmitted"),
    ("Server Message Blocks (SMBs) transmitted", "Read operations", "Write operations", "Raw reads denied"),
    ("Raw writes denied",),
    ("Network errors", "Connections made", "Reconnections made", "Server disconnects"),
    ("Sessions started", "Hung sessions", "Failed sessions", "Failed operations", "Use count", "Failed use count"),
)


@verb("statistics")
def statistics(call: ProgramCall, args: list[str]) -> int:
    """Counts since the last start; they stand at 0, the time is the machine's."""
    if not args:
        call.line("Statistics are available for the following running services:\r\n")
        call.line("   Server\r\n   Workstation\r\n")
        return done(call)
    what = args[0].lower()
    if not what or not ("server".startswith(what) or "workstation".startswith(what)):
        raise NetUsageError
    kind, groups = ("Server", _SERVER) if "server".startswith(what) else ("Workstation", _WORKSTATION)
    call.line(f"{kind} Statistics for \\\\{call.machine.name}\r\n\r\n")
    boot = call.machine.boot_time
    moment = f"{boot.month}/{boot.day}/{boot.year} {boot:%I:%M %p}".replace(" 0", " ")
    call.line(f"Statistics since {moment}\r\n\r\n")
    for group in groups:
        for label in group:
            call.line(f"{label:<43}0" if kind == "Workstation" else f"{label:<35}0")
        call.line()
    return done(call)


@verb("time")
def time(call: ProgramCall, args: list[str]) -> int:
    """Tells the time of a computer (of a controller, in a domain), and where the machine takes its own from."""
    given = NetWords(args, ("domain", "rtsdomain", "set", "querysntp", "setsntp", "y", "yes", "no"))
    machine = call.machine
    if "querysntp" in given.options:
        source = machine.registry.text(_TIME, "NtpServer")
        synchronised = machine.registry.text(_TIME, "Type", "NTP") == "NTP" and source
        none = "This computer is not currently configured to use a specific SNTP server."
        call.line(f"The current SNTP value is: {source}\r\n" if synchronised else f"{none}\r\n")
        return done(call)
    if "setsntp" in given.options:
        if not call.logon.is_administrator:
            raise NetError(5)
        servers = given.options["setsntp"]
        machine.registry.set(_TIME, "Type", "NTP" if servers else "NT5DS")
        machine.registry.set(_TIME, "NtpServer", servers)
        return done(call)
    if "set" in given.options:
        raise NotEmulated("net time /set: the lab has one clock")
    target = machine
    if given.words:
        target = machine.lab.network.reach(machine, call.logon, given.words[0].strip("\\"), "smb")
    elif "domain" in given.options:
        target = _controller(machine, given.options["domain"])
    now = target.local_time()
    moment = f"{now.month}/{now.day}/{now.year} {now:%I:%M %p}".replace(" 0", " ")
    call.line(f"Current time at \\\\{target.name} is {moment}\r\n")
    return done(call)


def _controller(machine: Machine, domain: str) -> Machine:
    wanted = (domain or machine.member_of or "").lower()
    for other in machine.lab.machines.values():
        known = {(other.member_of or "").lower(), other.netbios_domain.lower()}
        if other.is_domain_controller and other.is_running and wanted and wanted in known:
            return other
    raise Win32Error(1355)
