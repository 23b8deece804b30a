"""ipconfig, netsh (interface ip, firewall), hostname."""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.network import Adapter
from winlab.windows.programs import PROGRAMS, ProgramCall

_FIREWALL = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\StandardProfile"


@PROGRAMS.program("hostname.exe", folder="%SystemRoot%\\system32")
def hostname(call: ProgramCall) -> int:
    """The machine's name."""
    call.line(call.machine.name.lower())
    return 0


@PROGRAMS.program("ipconfig.exe", folder="%SystemRoot%\\system32")
def ipconfig(call: ProgramCall) -> int:
    """Addresses; /all, /flushdns, /registerdns."""
    words = [word.lower().lstrip("/-") for word in call.args]
    call.line("\r\nWindows IP Configuration\r\n")
    if "flushdns" in words:
        call.line("Successfully flushed the DNS Resolver Cache.")
        return 0
    if "registerdns" in words:
        call.line("Registration of the DNS resource records for all adapters of this computer has been initiated.")
        return 0
    full = "all" in words
    machine = call.machine
    suffix = machine.spec.dns_domain or machine.domain
    if full:
        call.line(f"\r\n   Host Name . . . . . . . . . . . . : {machine.name.lower()}")
        call.line(f"   Primary Dns Suffix  . . . . . . . : {suffix}")
        call.line("   Node Type . . . . . . . . . . . . : Unknown")
        call.line("   IP Routing Enabled. . . . . . . . : No")
        call.line("   WINS Proxy Enabled. . . . . . . . : No")
    for adapter in machine.adapters:
        call.line(f"\r\n\r\nEthernet adapter {adapter.name}:\r\n")
        call.line("   Connection-specific DNS Suffix  . : ")
        if full:
            call.line(f"   Description . . . . . . . . . . . : {adapter.description}")
            call.line(f"   Physical Address. . . . . . . . . : {adapter.mac.replace(':', '-')}")
            call.line(f"   DHCP Enabled. . . . . . . . . . . : {'Yes' if adapter.dhcp else 'No'}")
        call.line(f"   IP Address. . . . . . . . . . . . : {adapter.address}")
        call.line(f"   Subnet Mask . . . . . . . . . . . : {adapter.mask}")
        call.line(f"   Default Gateway . . . . . . . . . : {adapter.gateway}")
        if full and adapter.dns:
            call.line(f"   DNS Servers . . . . . . . . . . . : {adapter.dns[0]}")
            for server in adapter.dns[1:]:
                call.line(" " * 39 + server)
    return 0


def _adapter(call: ProgramCall, name: str) -> Adapter | None:
    return next((a for a in call.machine.adapters if a.name.lower() == name.lower()), None)


@PROGRAMS.program("netsh.exe", folder="%SystemRoot%\\system32")
def netsh(call: ProgramCall) -> int:
    """interface ip (show, set address, set dns), firewall (show state, set opmode, add portopening)."""
    words = call.args
    lowered = [word.lower() for word in words]
    if lowered[:2] == ["interface", "ip"]:
        return _interface(call, words[2:])
    if lowered[:1] == ["firewall"]:
        return _firewall(call, lowered[1:])
    if lowered[:2] == ["interface", "set"] and any(word.startswith("newname=") for word in lowered):
        pairs = dict(word.split("=", 1) for word in words[3:] if "=" in word)
        found = _adapter(call, pairs.get("name", ""))
        if found is None:
            call.line("An interface with this name is not registered with the router.")
            return 1
        found.name = pairs["newname"]
        call.machine.write_adapters()
        return 0
    raise NotEmulated("netsh " + " ".join(words[:3]))


def _interface(call: ProgramCall, words: list[str]) -> int:
    lowered = [word.lower() for word in words]
    if lowered[:1] == ["show"]:
        for each in call.machine.adapters:
            call.line(f'\r\nConfiguration for interface "{each.name}"')
            call.line(f"    DHCP enabled:                         {'Yes' if each.dhcp else 'No'}")
            call.line(f"    IP Address:                           {each.address}")
            call.line(f"    SubnetMask:                           {each.mask}")
            if each.gateway:
                call.line(f"    Default Gateway:                      {each.gateway}")
            call.line(f"    Statically Configured DNS Servers:    {' '.join(each.dns) or 'None'}")
        return 0
    if lowered[:1] not in (["set"], ["add"]) or len(words) < 3:
        raise NotEmulated("netsh interface ip " + " ".join(words[:2]))
    pairs = {w.split("=", 1)[0].lower(): w.split("=", 1)[1].strip('"') for w in words[2:] if "=" in w}
    plain = [word.strip('"') for word in words[2:] if "=" not in word]
    found = _adapter(call, pairs.get("name", plain[0] if plain else ""))
    if found is None:
        call.line("The filename, directory name, or volume label syntax is incorrect.")
        return 1
    adapter = found
    rest = plain[1:] if "name" not in pairs else plain
    static = pairs.get("source", rest[0] if rest else "static").lower() != "dhcp"
    if lowered[1] == "address":
        adapter.dhcp = not static
        if static:
            adapter.address = pairs.get("addr", rest[1] if len(rest) > 1 else adapter.address)
            adapter.mask = pairs.get("mask", rest[2] if len(rest) > 2 else adapter.mask)
            gateway = pairs.get("gateway", rest[3] if len(rest) > 3 else adapter.gateway)
            adapter.gateway = "" if gateway.lower() == "none" else gateway
    elif lowered[1] == "dns":
        server = pairs.get("addr", rest[-1] if rest else "")
        adapter.dns = ([*adapter.dns, server] if lowered[0] == "add" else [server]) if server.lower() != "none" else []
    else:
        raise NotEmulated(f"netsh interface ip set {words[1]}")
    call.machine.write_adapters()
    call.line("Ok.\r\n")
    return 0


def _firewall(call: ProgramCall, words: list[str]) -> int:
    registry = call.machine.registry
    if words[:1] == ["show"]:
        on = registry.number(_FIREWALL, "EnableFirewall")
        call.line("\r\nFirewall status:")
        call.line("-------------------------------------------------------------------")
        call.line("Profile                           = Domain")
        call.line(f"Operational mode                  = {'Enable' if on else 'Disable'}")
        return 0
    if words[:2] == ["set", "opmode"]:
        mode = next(
            (w.removeprefix("mode=") for w in words[2:] if w.removeprefix("mode=") in ("enable", "disable")), ""
        )
        registry.set(_FIREWALL, "EnableFirewall", int(mode == "enable"))
    elif words[:2] == ["add", "portopening"]:
        plain = [word.partition("=")[2] or word for word in words[2:]]
        protocol, port = plain[0].upper(), plain[1]
        name = plain[2] if len(plain) > 2 else port
        key = f"{_FIREWALL}\\GloballyOpenPorts\\List"
        registry.set(key, f"{port}:{protocol}", f"{port}:{protocol}:*:Enabled:{name}")
    else:
        raise NotEmulated("netsh firewall " + " ".join(words[:2]))
    call.line("Ok.\r\n")
    return 0
