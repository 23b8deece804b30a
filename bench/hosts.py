"""``python bench/hosts.py``: many hosts in one process.

Starts a lab of 1,000 hosts and leaves it idle; then asks 200 of them at once for a batch of 20 probes, one pipeline
each, over WinRM with NTLM and message encryption. Clients are processes of their own. Prints times, memory, and which
share of the machine's processors was busy meanwhile: a lab that sleeps shows as a small share.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

PIPE = subprocess.PIPE
TICK = os.sysconf("SC_CLK_TCK")
CORES = len(os.sched_getaffinity(0))
THREADS = 16
PROBES = """
$found = @(
    { (Get-WmiObject Win32_OperatingSystem).Version }
    { (Get-WmiObject Win32_ComputerSystem).Domain }
    { (Get-WmiObject Win32_LogicalDisk -Filter "DeviceID='C:'").FreeSpace -gt 0 }
    { (Get-Service W32Time).Status }
    { (Get-Service WinRM).Status }
    { (Get-WmiObject Win32_Service -Filter "Name='W32Time'").StartMode }
    { Test-Path C:\\WINDOWS\\system32\\cmd.exe }
    { Test-Path C:\\nothing }
    { (Get-Item C:\\WINDOWS).PSIsContainer }
    { (Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion').CurrentVersion }
    { Test-Path HKLM:\\SOFTWARE\\Nothing }
    { (Get-ChildItem HKLM:\\SOFTWARE\\Microsoft | Measure-Object).Count -gt 0 }
    { @(Get-WmiObject Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=TRUE').Count }
    { @(Get-WmiObject Win32_QuickFixEngineering).Count -ge 0 }
    { $env:COMPUTERNAME }
    { [Environment]::OSVersion.Version.Major }
    { (Get-Process | Measure-Object).Count -gt 0 }
    { (hostname) }
    { @(net localgroup Administrators).Count -gt 0 }
    { (Get-Date).Year }
)
foreach ($probe in $found) { & $probe }
"""


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def scenario(hosts: int) -> str:
    """A domain with one controller and many bare servers."""
    servers = "\n".join(
        f"  - {{name: SRV{number:04}, kind: server, address: 10.{3 + number // 200}.1.{number % 200 + 10}}}"
        for number in range(1, hosts)
    )
    return f"""\
name: many
description: {hosts} hosts.
exchange_level: SP1
forest:
  level: 0
  schema_version: 31
  domains:
    - dns: many.example
      netbios: MANY
      users:
        - name: builder
          groups: [Domain Admins]
kinds:
  server:
    os: windows-2003-r2-x64
    domain: many.example
    account: MANY\\builder
machines:
  - name: DC1
    os: windows-2003-r2-x64
    address: 10.2.1.10
    domain: many.example
    controller: true
    catalogue: true
    roles: [schema, naming, pdc, rid, infrastructure]
    account: MANY\\builder
{servers}
"""


def winlab(state: Path, *words: str) -> str:
    """Runs the lab's command line."""
    command = [sys.executable, "-m", "winlab", *words, "--state", str(state)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"winlab {words[0]} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def processor_seconds(pid: int) -> float:
    """What a process used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid: int, what: str = "VmRSS") -> float:
    """The memory of a process in MiB."""
    found = re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
    return int(found[1]) / 1024 if found else 0.0


def ask(hosts: list[dict[str, Any]]) -> None:
    """The client: one batch to each host, some at a time."""
    from pypsrp.powershell import PowerShell, RunspacePool
    from pypsrp.wsman import WSMan

    def one(host: dict[str, Any]) -> None:
        wsman = WSMan("127.0.0.1", port=host["port"], ssl=False, auth="ntlm",
                      username=host["username"], password=host["password"])  # fmt: skip
        with wsman, RunspacePool(wsman) as pool, PowerShell(pool) as shell:
            shell.add_script(PROBES)
            found = shell.invoke()
            if len(found) != 20 or shell.had_errors:
                raise SystemExit(f"{host['name']}: {len(found)} answers, {[str(e) for e in shell.streams.error]}")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, hosts))
    times = os.times()
    sys.stdout.write(f"{times.user + times.system}")


def batches(state: Path, pid: int, count: int) -> None:
    """Asks ``count`` hosts at once."""
    chosen = json.loads(winlab(state, "list", "--json"))["hosts"][1 : count + 1]
    before, begun = processor_seconds(pid), time.perf_counter()
    clients = [
        subprocess.Popen([sys.executable, __file__, "--client"], stdin=PIPE, stdout=PIPE, text=True)
        for _ in range(CORES)
    ]
    with ThreadPoolExecutor(CORES) as waiting:
        parts = [json.dumps(chosen[number::CORES]) for number in range(CORES)]
        told = list(waiting.map(lambda pair: pair[0].communicate(pair[1])[0], zip(clients, parts, strict=True)))
    if any(client.returncode for client in clients):
        raise SystemExit("a client failed")
    wall, lab, client = time.perf_counter() - begun, processor_seconds(pid) - before, sum(map(float, told))
    say(f"{count} hosts x 20 probes: {wall:6.2f} s wall, {count * 20 / wall:.0f} probes/s; processor: lab {lab:.2f} s, "
        f"clients {client:.2f} s")  # fmt: skip
    say(f"  busy: {(lab + client) / wall / CORES:.0%} of {CORES} processors; the lab's process {lab / wall:.0%} of one")


def measure(hosts: int, asked: int) -> None:
    """Runs all."""
    with tempfile.TemporaryDirectory() as folder:
        state, file = Path(folder) / "lab", Path(folder) / "many.yml"
        file.write_text(scenario(hosts), "utf-8")
        begun = time.perf_counter()
        told = winlab(state, "up", "--scenario", str(file))
        wall = time.perf_counter() - begun
        found = re.search(r"lab process (\d+)", told)
        if found is None:
            raise SystemExit(f"winlab did not start: {told}")
        pid = int(found[1])
        try:
            say(f"{hosts} hosts up:  {wall:6.2f} s wall, {processor_seconds(pid):.2f} s of processor")
            before = processor_seconds(pid)
            time.sleep(3)
            idle = (processor_seconds(pid) - before) / 3
            say(f"{hosts} hosts idle: {memory(pid):6.0f} MiB, {memory(pid) * 1024 / hosts:.0f} KiB a host; "
                f"{idle:.1%} of a processor")  # fmt: skip
            batches(state, pid, asked)
            say(f"  then {memory(pid):.0f} MiB, at most {memory(pid, 'VmHWM'):.0f} MiB")
        finally:
            begun = time.perf_counter()
            winlab(state, "down")
        say(f"{hosts} hosts down: {time.perf_counter() - begun:5.2f} s wall")
        begun = time.perf_counter()
        winlab(state, "up")
        say(f"{hosts} hosts up again, from their state: {time.perf_counter() - begun:5.2f} s wall")
        winlab(state, "down")


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--client", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.client:
        ask(json.loads(sys.stdin.read()))
    else:
        measure(arguments.hosts, arguments.asked)


if __name__ == "__main__":
    main()
