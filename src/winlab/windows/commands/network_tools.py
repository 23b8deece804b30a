"""ipconfig and hostname.

https://learn.microsoft.com/windows-server/administration/windows-commands/ipconfig ; the layout is Server 2003's.
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.programs import PROGRAMS, ProgramCall

_IPCONFIG = {"all", "renew", "release", "flushdns", "displaydns", "registerdns", "showclassid", "setclassid"}


@PROGRAMS.program("hostname.exe", folder="%SystemRoot%\\system32")
def hostname(call: ProgramCall) -> int:
    """The machine's name; -s can't set it."""
    if call.args:
        call.error_line("sethostname: Use the Network Control Panel Applet to set hostname.")
        call.error_line("hostname -s is not supported.")
        return 1
    call.line(call.machine.name.lower())
    return 0


@PROGRAMS.program("ipconfig.exe", folder="%SystemRoot%\\system32")
def ipconfig(call: ProgramCall) -> int:
    """Addresses; /all, /flushdns, /registerdns."""
    words = [word.lower().lstrip("/-") for word in call.args if word[:1] in "/-"]
    if set(words) - _IPCONFIG or len(words) > 1:
        call.line("\r\nError: unrecongnized or incomplete command line.\r\n")
        call.line("USAGE:\r\n    ipconfig [/? | /all | /renew [adapter] | /release [adapter] |")
        call.line("              /flushdns | /displaydns | /registerdns |")
        call.line("              /showclassid adapter |\r\n              /setclassid adapter [classid] ]")
        return 1
    call.line("\r\nWindows IP Configuration\r\n")
    if words and words[0] in ("renew", "release"):
        call.line("The operation failed as no adapter is in the state permissible for \r\nthis operation.")
        return 1
    if words and words[0] in ("displaydns", "showclassid", "setclassid"):
        raise NotEmulated(f"ipconfig /{words[0]}")
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
