"""whoami, systeminfo, ver-like facts, gpupdate."""

from __future__ import annotations

from winlab.windows.programs import PROGRAMS, ProgramCall


@PROGRAMS.program("whoami.exe", folder="%SystemRoot%\\system32")
def whoami(call: ProgramCall) -> int:
    """Who runs this; /groups, /user, /fqdn are understood."""
    words = [word.lower() for word in call.args]
    if "/groups" in words:
        call.line("\r\nGROUP INFORMATION\r\n-----------------\r\n")
        for group in sorted(call.logon.groups):
            call.line(group)
        return 0
    if "/user" in words:
        call.line("\r\nUSER INFORMATION\r\n----------------\r\n")
        call.line(f"{call.logon.account.lower()} {call.logon.sid}")
        return 0
    call.line(call.logon.account.lower())
    return 0


@PROGRAMS.program("systeminfo.exe", folder="%SystemRoot%\\system32")
def systeminfo(call: ProgramCall) -> int:
    """Facts of the machine."""
    machine = call.machine
    boot = machine.boot_time
    up = machine.uptime()
    minutes, seconds = divmod(up.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    role = "Domain Controller" if machine.is_domain_controller else "Server"
    rows = [
        ("Host Name", machine.name),
        ("OS Name", machine.os.caption),
        ("OS Version", f"{machine.os.version} {machine.os.csd} Build {machine.os.build}"),
        ("OS Manufacturer", "Microsoft Corporation"),
        ("OS Configuration", f"{'Additional/Backup ' if machine.is_domain_controller else 'Member '}{role}"),
        ("System Up Time", f"{up.days} Days, {hours} Hours, {minutes} Minutes, {seconds} Seconds"),
        ("System Boot Time", f"{boot.month}/{boot.day}/{boot.year}, {boot:%I:%M:%S %p}"),
        ("System Manufacturer", machine.spec.manufacturer),
        ("System Model", machine.spec.model),
        ("System type", "x64-based PC" if machine.os.bits == 64 else "X86-based PC"),
        ("Windows Directory", "C:\\WINDOWS"),
        ("System Directory", "C:\\WINDOWS\\system32"),
        ("Total Physical Memory", f"{machine.spec.memory_mb:,} MB"),
        ("Domain", machine.domain or "WORKGROUP"),
        ("Hotfix(s)", f"{len(machine.updates)} Hotfix(s) Installed."),
    ]
    call.line()
    for name, value in rows:
        call.line(f"{name + ':':<27}{value}")
    for index, key in enumerate(sorted(machine.updates), 1):
        call.line(f"{'':<27}[{index:02}]: {key}")
    return 0


@PROGRAMS.program("gpupdate.exe", folder="%SystemRoot%\\system32")
def gpupdate(call: ProgramCall) -> int:
    """Refreshes policy: there is none that changes anything."""
    call.line("Refreshing Policy...\r\n")
    call.sleep(10)
    call.line("User Policy Refresh has completed.\r\nComputer Policy Refresh has completed.")
    return 0
