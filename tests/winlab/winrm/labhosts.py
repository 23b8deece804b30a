"""A small lab in this process whose hosts are served on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from winlab.process import parts
from winlab.scenarios.scenario_lab import Scenario, create_lab
from winlab.windows.lab import Lab
from winlab.winrm.endpoint import Endpoint
from winlab.winrm.host import Host
from winlab.winrm.labhost import LabHost

SCENARIO = r"""
name: guarded
description: One domain that locks accounts, and a server with HTTPS and Basic.
forest:
  level: 0
  schema_version: 31
  domains:
    - dns: corp.example
      netbios: CORP
      password_policy: {lockout_threshold: 3, lockout_seconds: 600}
      users:
        - {name: admin, groups: [Domain Admins]}
        - {name: ann}
        - {name: victim, groups: [Domain Admins]}
        - {name: retired, groups: [Domain Admins], disabled: true}
machines:
  - name: DC1
    os: windows-2003-r2-x64
    address: 10.0.0.10
    domain: corp.example
    controller: true
    catalogue: true
    roles: [schema, naming, pdc, rid, infrastructure]
    account: CORP\admin
  - name: SRV1
    os: windows-2003-r2-x64
    address: 10.0.0.20
    domain: corp.example
    account: CORP\admin
    winrm: {https: true, basic: true}
  - name: SRV2
    os: windows-2003-r2-x64
    address: 10.0.0.21
    domain: corp.example
    account: CORP\admin
    winrm: {https: true, certificate_name: other.corp.example}
"""


def guarded_lab(folder: Path) -> Lab:
    """A lab of the scenario above, kept in a folder."""
    parts.load()
    file = folder / "guarded.yml"
    file.write_text(SCENARIO)
    return create_lab(Scenario.load(str(file)), folder / "lab")


def lab_host(lab: Lab, name: str) -> LabHost:
    return LabHost(lab.machines[name], lab.note)


@contextlib.contextmanager
def served(host: Host, scratch: Path, keytab: Path | None = None) -> Iterator[Endpoint]:
    """An endpoint in a loop of its own thread."""
    loop = asyncio.new_event_loop()
    workers = ThreadPoolExecutor(8)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    endpoint = Endpoint(host, workers, scratch, keytab=keytab)
    try:
        asyncio.run_coroutine_threadsafe(endpoint.start(), loop).result(10)
        yield endpoint
    finally:
        asyncio.run_coroutine_threadsafe(endpoint.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
        workers.shutdown(wait=False)
