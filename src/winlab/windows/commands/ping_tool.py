"""ping.exe, which command files also use to wait.

https://learn.microsoft.com/windows-server/administration/windows-commands/ping
"""

from __future__ import annotations

from winlab.windows.commands.switches import SwitchError, Switches
from winlab.windows.errors import NetworkError
from winlab.windows.programs import PROGRAMS, ProgramCall

_LOOPBACK = ("localhost", "127.0.0.1")
_LARGEST = 4294967295


@PROGRAMS.program("ping.exe", folder="%SystemRoot%\\system32")
def ping(call: ProgramCall) -> int:
    """One echo a second; 1 if none came back."""
    try:
        switches = Switches(call.args, ("t", "a", "f", "4", "6"), ("n", "l", "w", "i"))
        wanted = switches.value("n", "4")
        if not wanted.isdecimal() or not 1 <= int(wanted[:11]) <= _LARGEST:
            call.line(f"Bad value for option -n, valid range is from 1 to {_LARGEST}.")
            return 1
        count = _LARGEST if switches.has("t") else int(wanted)
        size, patience = int(switches.value("l", "32")), int(switches.value("w", "4000")) / 1000
    except (SwitchError, ValueError):
        call.line("Bad option.\r\n")
        return 1
    if not switches.words:
        call.line("\r\nUsage: ping [-t] [-a] [-n count] [-l size] [-f] [-i TTL] [-w timeout] target_name\r\n")
        return 1
    target = switches.words[-1]
    machine = call.machine if target.lower() in _LOOPBACK else call.machine.lab.network.find(target)
    if machine is None:
        call.line(f"Ping request could not find host {target}. Please check the name and try again.")
        return 1
    address = "127.0.0.1" if target.lower() in _LOOPBACK else machine.address
    shown = address if address == target else f"{machine.fqdn} [{address}]"
    call.line(f"\r\nPinging {shown} with {size} bytes of data:\r\n")
    received = 0
    for number in range(count):
        if number:
            call.sleep(1)
        try:
            call.machine.lab.network.reach(call.machine, call.logon, target, "ping")
        except NetworkError:
            call.sleep(patience)
            call.line("Request timed out.")
        else:
            received += 1
            call.line(f"Reply from {address}: bytes={size} time<1ms TTL=128")
    lost = count - received
    call.line(f"\r\nPing statistics for {address}:")
    share = lost * 100 // max(1, count)
    call.line(f"    Packets: Sent = {count}, Received = {received}, Lost = {lost} ({share}% loss),")
    if received:
        call.line("Approximate round trip times in milli-seconds:")
        call.line("    Minimum = 0ms, Maximum = 0ms, Average = 0ms")
    return 0 if received else 1
