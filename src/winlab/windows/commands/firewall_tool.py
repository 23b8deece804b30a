"""netsh firewall: the Windows Firewall of Service Pack 1, as the registry holds it.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc771046(v=ws.10)
"""

from __future__ import annotations

from winlab.windows.commands.netsh_tool import COMMANDS, ok, pairs
from winlab.windows.programs import ProgramCall

_POLICY = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy"
_PORT = ("protocol", "port", "name", "mode", "scope", "addresses", "profile", "interface")
_PROGRAM = ("program", "name", "mode", "scope", "addresses", "profile")
_SERVICES = ("FILEANDPRINT", "REMOTEADMIN", "REMOTEDESKTOP", "UPNP", "ALL")
_LINE = "-------------------------------------------------------------------"


def _profile(call: ProgramCall) -> str:
    return "DomainProfile" if call.machine.member_of else "StandardProfile"


def _profiles(call: ProgramCall, given: dict[str, str]) -> list[str]:
    wanted = given.get("profile", "current").lower()
    both = {"domain": ["DomainProfile"], "standard": ["StandardProfile"], "all": ["DomainProfile", "StandardProfile"]}
    return both.get(wanted, [_profile(call)])


def _wrong(call: ProgramCall) -> int:
    call.line("The syntax supplied for this command is not valid. Check help for the correct syntax.\r\n")
    return 1


def _refused(call: ProgramCall) -> bool:
    if call.logon.is_administrator:
        return False
    call.line("Access is denied.\r\n")
    return True


def _enabled(mode: str) -> str:
    return "Disabled" if mode.lower() == "disable" else "Enabled"


# --- reading ---


@COMMANDS.command("firewall show state")
@COMMANDS.command("firewall show opmode")
def show_mode(call: ProgramCall, words: list[str]) -> int:
    """Whether it is on."""
    profile = _profile(call)
    on = call.machine.registry.number(f"{_POLICY}\\{profile}", "EnableFirewall")
    call.line(f"\r\nFirewall status:\r\n{_LINE}")
    call.line(f"Profile                           = {'Domain' if profile == 'DomainProfile' else 'Standard'}")
    call.line(f"Operational mode                  = {'Enable' if on else 'Disable'}")
    call.line("Exception mode                    = Enable\r\n")
    return 0


@COMMANDS.command("firewall show portopening")
def show_ports(call: ProgramCall, words: list[str]) -> int:
    """The open ports."""
    call.line(f"\r\nPort configuration for {_profile(call)[:-7]} profile:\r\nPort   Protocol  Mode     Name\r\n{_LINE}")
    for value in call.machine.registry.values(f"{_POLICY}\\{_profile(call)}\\GloballyOpenPorts\\List"):
        port, protocol, _, mode, name = [*str(value.data).split(":"), "", "", "", ""][:5]
        call.line(f"{port:<7}{protocol:<10}{'Enable' if mode == 'Enabled' else 'Disable':<9}{name}")
    call.line()
    return 0


@COMMANDS.command("firewall show allowedprogram")
def show_programs(call: ProgramCall, words: list[str]) -> int:
    """The programs that may listen."""
    call.line(
        f"\r\nAllowed programs configuration for {_profile(call)[:-7]} profile:\r\nMode     Name / Program\r\n{_LINE}"
    )
    for value in call.machine.registry.values(f"{_POLICY}\\{_profile(call)}\\AuthorizedApplications\\List"):
        mode, _, name = str(value.data).removeprefix(value.name + ":*:").partition(":")
        call.line(f"{'Enable' if mode == 'Enabled' else 'Disable':<9}{name} / {value.name}")
    call.line()
    return 0


@COMMANDS.command("firewall show config")
def show_config(call: ProgramCall, words: list[str]) -> int:
    """All of it."""
    show_mode(call, words)
    show_programs(call, words)
    return show_ports(call, words)


# --- changing ---


@COMMANDS.command("firewall set opmode")
def set_mode(call: ProgramCall, words: list[str]) -> int:
    """On or off."""
    given = pairs(words, ("mode", "exceptions", "profile", "interface"))
    mode = given.get("mode", "").lower()
    if mode not in ("enable", "disable"):
        return _wrong(call)
    if _refused(call):
        return 1
    for profile in _profiles(call, given):
        call.machine.registry.set(f"{_POLICY}\\{profile}", "EnableFirewall", int(mode == "enable"))
    return ok(call)


@COMMANDS.command("firewall add portopening")
@COMMANDS.command("firewall set portopening")
def add_port(call: ProgramCall, words: list[str]) -> int:
    """Opens a port."""
    given = pairs(words, _PORT)
    protocol, port = given.get("protocol", "").upper(), given.get("port", "")
    if protocol not in ("TCP", "UDP", "ALL") or not port.isdigit() or not 0 < int(port[:6]) < 65536:
        return _wrong(call)
    if _refused(call):
        return 1
    mode, name = _enabled(given.get("mode", "")), given.get("name", port)
    for profile in _profiles(call, given):
        for kind in ("TCP", "UDP") if protocol == "ALL" else (protocol,):
            key = f"{_POLICY}\\{profile}\\GloballyOpenPorts\\List"
            call.machine.registry.set(key, f"{port}:{kind}", f"{port}:{kind}:*:{mode}:{name}")
    return ok(call)


@COMMANDS.command("firewall delete portopening")
def delete_port(call: ProgramCall, words: list[str]) -> int:
    """Closes a port."""
    given = pairs(words, ("protocol", "port", "profile", "interface"))
    if not {"protocol", "port"} <= given.keys():
        return _wrong(call)
    return _deleted(call, given, "GloballyOpenPorts", f"{given['port']}:{given['protocol'].upper()}")


@COMMANDS.command("firewall add allowedprogram")
@COMMANDS.command("firewall set allowedprogram")
def add_program(call: ProgramCall, words: list[str]) -> int:
    """Lets a program listen."""
    given = pairs(words, _PROGRAM)
    if "program" not in given:
        return _wrong(call)
    if _refused(call):
        return 1
    mode, name = _enabled(given.get("mode", "")), given.get("name", given["program"])
    for profile in _profiles(call, given):
        key = f"{_POLICY}\\{profile}\\AuthorizedApplications\\List"
        call.machine.registry.set(key, given["program"], f"{given['program']}:*:{mode}:{name}")
    return ok(call)


@COMMANDS.command("firewall delete allowedprogram")
def delete_program(call: ProgramCall, words: list[str]) -> int:
    """Lets a program listen no more."""
    given = pairs(words, ("program", "profile"))
    return _deleted(call, given, "AuthorizedApplications", given["program"]) if "program" in given else _wrong(call)


def _deleted(call: ProgramCall, given: dict[str, str], kind: str, name: str) -> int:
    if _refused(call):
        return 1
    keys = [f"{_POLICY}\\{profile}\\{kind}\\List" for profile in _profiles(call, given)]
    deleted = [call.machine.registry.delete_value(key, name) for key in keys]
    if not any(deleted):
        call.line("The system cannot find the file specified.\r\n")
        return 1
    return ok(call)


@COMMANDS.command("firewall set service")
def set_service(call: ProgramCall, words: list[str]) -> int:
    """Lets what a service needs through."""
    given = pairs(words, ("type", "mode", "scope", "addresses", "profile"))
    kind = given.get("type", "").upper()
    if kind not in _SERVICES:
        return _wrong(call)
    if _refused(call):
        return 1
    on = int(given.get("mode", "enable").lower() == "enable")
    for profile in _profiles(call, given):
        for name in _SERVICES[:-1] if kind == "ALL" else (kind,):
            call.machine.registry.set(f"{_POLICY}\\{profile}\\Services\\{name}", "Enabled", on)
    return ok(call)


@COMMANDS.command("firewall set icmpsetting")
def set_icmp(call: ProgramCall, words: list[str]) -> int:
    """Lets kinds of ICMP through; the lab's pings need no leave."""
    given = pairs(words, ("type", "mode", "profile", "interface"))
    if not given.get("type"):
        return _wrong(call)
    if _refused(call):
        return 1
    on = int(given.get("mode", "enable").lower() == "enable")
    for profile in _profiles(call, given):
        call.machine.registry.set(f"{_POLICY}\\{profile}\\IcmpSettings", f"Type{given['type']}", on)
    return ok(call)


@COMMANDS.command("firewall reset")
def reset(call: ProgramCall, words: list[str]) -> int:
    """Back to how it came."""
    if _refused(call):
        return 1
    for profile in ("DomainProfile", "StandardProfile"):
        call.machine.registry.delete(f"{_POLICY}\\{profile}")
        call.machine.registry.set(f"{_POLICY}\\{profile}", "EnableFirewall", 0)
    return ok(call)
