"""arp, route, netstat, nslookup, nbtstat, tracert, pathping.

https://learn.microsoft.com/windows-server/administration/windows-commands/arp and the pages of the others. Names are
resolved by the lab: the servers' DNS has all of its machines.
"""

from __future__ import annotations

import ipaddress

from winlab.powershell.errors import NotEmulated
from winlab.windows.errors import NetworkError
from winlab.windows.machine import Machine
from winlab.windows.network import Adapter, listening
from winlab.windows.programs import PROGRAMS, ProgramCall


def _address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _up(machine: Machine) -> list[Adapter]:
    return [adapter for adapter in machine.adapters if adapter.address and adapter.enabled]


# --- arp ---


@PROGRAMS.program("arp.exe", folder="%SystemRoot%\\system32")
def arp(call: ProgramCall) -> int:
    """The neighbours of each interface."""
    words = [word.lower().lstrip("/-") for word in call.args]
    if words[:1] in (["s"], ["d"]):
        raise NotEmulated(f"arp -{words[0]}")
    if words[:1] not in (["a"], ["g"]):
        call.line("\r\nDisplays and modifies the IP-to-Physical address translation tables used by")
        call.line("address resolution protocol (ARP).\r\n\r\nARP -s inet_addr eth_addr [if_addr]")
        call.line("ARP -d inet_addr [if_addr]\r\nARP -a [inet_addr] [-N if_addr]\r\n")
        return 1
    shown = False
    for adapter in _up(call.machine):
        near = [(other.address, other.mac) for other in _neighbours(call.machine, adapter)]
        near = [pair for pair in near if len(words) < 2 or pair[0] == words[1]]
        if not near:
            continue
        shown = True
        call.line(f"\r\nInterface: {adapter.address} --- {adapter.index:#x}")
        call.line("  Internet Address      Physical Address      Type")
        for address, mac in near:
            call.line(f"  {address:<22}{mac.replace(':', '-').lower():<22}dynamic   ")
    if not shown:
        call.line("No ARP Entries Found")
    return 0


def _neighbours(machine: Machine, adapter: Adapter) -> list[Adapter]:
    network = ipaddress.IPv4Network(f"{adapter.address}/{adapter.mask}", strict=False)
    others = [other for other in machine.lab.machines.values() if other is not machine and other.is_running]
    return [item for other in others for item in _up(other) if ipaddress.IPv4Address(item.address) in network]


# --- route ---


@PROGRAMS.program("route.exe", folder="%SystemRoot%\\system32")
def route(call: ProgramCall) -> int:
    """The routing table."""
    words = [word.lower() for word in call.args if word[:1] not in "-/"]
    if words[:1] in (["add"], ["delete"], ["change"]):
        raise NotEmulated(f"route {words[0]}")
    if words[:1] != ["print"]:
        call.error_line("\r\nManipulates network routing tables.\r\n")
        call.error_line("ROUTE [-f] [-p] [command [destination]")
        call.error_line("                  [MASK netmask]  [gateway] [METRIC metric]  [IF interface]\r\n")
        return 1
    call.line("\r\nIPv4 Route Table")
    call.line("=" * 75)
    call.line("Interface List\r\n0x1 ........................... MS TCP Loopback interface")
    for adapter in _up(call.machine):
        call.line(f"{adapter.index:#x} ...{adapter.mac.replace(':', ' ').lower()} ...... {adapter.description}")
    call.line("=" * 75)
    call.line("=" * 75)
    call.line("Active Routes:\r\nNetwork Destination        Netmask          Gateway       Interface  Metric")
    for row in sorted(_routes(call.machine)):
        call.line("{:>17} {:>16} {:>16} {:>16} {:>6}".format(*row))
    gateway = next((adapter.gateway for adapter in _up(call.machine) if adapter.gateway), "")
    if gateway:
        call.line(f"Default Gateway:   {gateway:>15}")
    call.line("=" * 75)
    call.line("Persistent Routes:\r\n  None")
    return 0


def _routes(machine: Machine) -> list[tuple[str, str, str, str, int]]:
    local = "127.0.0.1"
    found = [("127.0.0.0", "255.0.0.0", local, local, 1)]
    for adapter in _up(machine):
        own = adapter.address
        network = ipaddress.IPv4Network(f"{own}/{adapter.mask}", strict=False)
        if adapter.gateway:
            found.append(("0.0.0.0", "0.0.0.0", adapter.gateway, own, 10))
        found.append((str(network.network_address), adapter.mask, own, own, 10))
        found.append((own, "255.255.255.255", local, local, 10))
        found.append((str(network.broadcast_address), "255.255.255.255", own, own, 10))
        found.append(("224.0.0.0", "240.0.0.0", own, own, 10))
        found.append(("255.255.255.255", "255.255.255.255", own, own, 1))
    return found


# --- netstat ---


@PROGRAMS.program("netstat.exe", folder="%SystemRoot%\\system32")
def netstat(call: ProgramCall) -> int:
    """Ports that services listen on (-a, -n, -o, -b), the routing table (-r)."""
    letters = {letter for word in call.args if word[:1] in "-/" for letter in word[1:].lower()}
    if letters - set("abnorpv"):
        raise NotEmulated(f"netstat {' '.join(call.args)}")
    if "r" in letters:
        call.argv[1:] = ["print"]
        return route(call)
    call.line("\r\nActive Connections\r\n")
    pid = "PID" if "o" in letters else ""
    call.line(f"  Proto  Local Address          Foreign Address        State           {pid}".rstrip())
    if "a" not in letters and "b" not in letters:
        return 0
    for name, port in listening(call.machine):
        process = call.machine.services.process_of(name)
        here = f"{'0.0.0.0' if 'n' in letters else call.machine.name.lower()}:{port}"
        there = "0.0.0.0:0" if "n" in letters else f"{call.machine.fqdn}:0"
        owner = str(process.pid if process is not None else 4) if pid else ""
        call.line(f"  TCP    {here:<22} {there:<22} LISTENING       {owner}".rstrip())
    return 0


# --- names ---


@PROGRAMS.program("nslookup.exe", folder="%SystemRoot%\\system32")
def nslookup(call: ProgramCall) -> int:
    """Asks DNS for a name or an address; records of other types are not emulated."""
    words = [word for word in call.args if not word.startswith("-")]
    if any(word.lower().startswith(("-type=", "-q=", "-querytype=")) for word in call.args) or not words:
        raise NotEmulated("nslookup without a name, or for records other than addresses")
    machine = call.machine
    server = words[1] if len(words) > 1 else next((item.dns[0] for item in machine.adapters if item.dns), "")
    host = machine.lab.network.find(server) if server else None
    if host is None or not host.is_running:
        call.error_line(f"*** Can't find server name for address {server}: No response from server")
        return 1
    call.line(f"Server:  {host.fqdn}\r\nAddress:  {host.address}\r\n")
    found = machine.lab.network.find(words[0])
    if found is None:
        call.error_line(f"*** {host.fqdn} can't find {words[0]}: Non-existent domain")
        return 0
    call.line(f"Name:    {found.fqdn}\r\nAddress:  {words[0] if _address(words[0]) else found.address}\r\n")
    return 0


@PROGRAMS.program("nbtstat.exe", folder="%SystemRoot%\\system32")
def nbtstat(call: ProgramCall) -> int:
    """Names over NetBIOS: the machine's own (-n), another's (-a, -A); -R and -RR purge."""
    option, name = [*call.args, "", ""][:2]
    if option in ("-R", "/R"):
        call.line("    Successful purge and preload of the NBT Remote Cache Name Table.")
        return 0
    if option in ("-RR", "/RR"):
        call.line("    The NetBIOS names registered by this computer have been refreshed.")
        return 0
    target = call.machine if option.lower() in ("-n", "/n") else None
    if option[1:2].lower() == "a" and name:
        target = call.machine.lab.network.find(name)
    elif target is None:
        raise NotEmulated(f"nbtstat {option}")
    for adapter in _up(call.machine):
        call.line(f"    \r\n{adapter.name}:\r\nNode IpAddress: [{adapter.address}] Scope Id: []\r\n")
        if target is None or not target.is_running:
            call.line("    Host not found.")
            continue
        call.line(f"           NetBIOS {'Local' if target is call.machine else 'Remote Machine'} Name Table\r\n")
        call.line("       Name               Type         Status\r\n    ---------------------------------------------")
        group = target.netbios_domain or "WORKGROUP"
        names = ((target.name, "00", "UNIQUE"), (target.name, "20", "UNIQUE"), (group, "00", "GROUP"))
        for label, suffix, kind in names:
            call.line(f"    {label:<15}<{suffix}>  {kind:<12} Registered ")
        if target is not call.machine:
            mac = next((item.mac for item in target.adapters if item.mac), "")
            call.line(f"\r\n    MAC Address = {mac.replace(':', '-')}")
        call.line()
    return 0


# --- ways ---


@PROGRAMS.program("tracert.exe", folder="%SystemRoot%\\system32")
def tracert(call: ProgramCall) -> int:
    """The way to a host: in the lab one hop."""
    words = [word for word in call.args if word[:1] not in "-/"]
    if not words:
        call.line("\r\nUsage: tracert [-d] [-h maximum_hops] [-j host-list] [-w timeout] target_name\r\n")
        return 1
    target = call.machine.lab.network.find(words[-1])
    if target is None:
        call.line(f"Unable to resolve target system name {words[-1]}.")
        return 1
    call.line(f"\r\nTracing route to {target.fqdn} [{target.address}]\r\nover a maximum of 30 hops:\r\n")
    try:
        call.machine.lab.network.reach(call.machine, call.logon, words[-1], "ping")
    except NetworkError:
        for hop in range(1, 31):
            call.sleep(12)
            call.line(f"{hop:>3}     *        *        *     Request timed out.")
    else:
        name = target.address if "-d" in call.args else f"{target.fqdn} [{target.address}]"
        call.line(f"  1    <1 ms    <1 ms    <1 ms  {name} ")
    call.line("\r\nTrace complete.")
    return 0
