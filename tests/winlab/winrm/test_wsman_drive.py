"""WSMan: and Cert: on a machine with WinRM."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.session import open_session
from winlab.windows.specification import DiskSpec, LabSpec, MachineSpec
from winlab.winrm import certificate_store as _certificates  # noqa: F401  (they register themselves)
from winlab.winrm import wsman_cmdlets as _cmdlets  # noqa: F401
from winlab.winrm import wsman_drive as _drive  # noqa: F401
from winlab.winrm.part import certificate_of, part_of

SHELL = "WSMan:\\localhost\\Shell"


@pytest.fixture
def machine() -> Iterator[Machine]:
    lab = Lab.create(LabSpec("one", (MachineSpec("SRV1", disks=(DiskSpec("C"),)),)), seed="test")
    yield lab.machines["SRV1"]
    lab.close()


def _invoke(machine: Machine, script: str) -> tuple[list[str], list[str]]:
    runspace = Runspace(open_session(machine, machine.users.logon("Administrator", "interactive")))
    with machine.clock.running():
        result = runspace.invoke(script)
    errors = [*result.errors, *([] if result.thrown is None else [result.thrown])]
    return [to_text(value) for value in result.output], [record.full_id.partition(",")[0] for record in errors]


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        (f"(Get-Item {SHELL}\\MaxMemoryPerShellMB).Value", ["150"]),
        (f"Set-Item {SHELL}\\MaxMemoryPerShellMB 512; (Get-Item {SHELL}\\MaxMemoryPerShellMB).Value", ["512"]),
        ("dir WSMan:\\localhost | ? { $_.PSIsContainer } | % { $_.Name }", ["Client", "Listener", "Service", "Shell"]),
        ("(dir WSMan:\\localhost\\Listener).Keys", ["Transport=HTTP", "Address=*"]),
        ("dir WSMan:\\localhost\\Listener\\*\\Port | % { $_.Value }", ["5985"]),
        ("cd WSMan:\\localhost\\Service\\Auth; (Get-Item Kerberos).Value; Test-Path Nothing", ["true", "False"]),
        ("(Test-WSMan).ProductVersion; (Test-WSMan SRV1 -Authentication Negotiate).ProductVersion",
         ["OS: 0.0.0 SP: 0.0 Stack: 2.0", "OS: 5.2.3790 SP: 2.0 Stack: 2.0"]),
        ("dir Cert:\\ | % { $_.Location }", ["CurrentUser", "LocalMachine"]),
        ("@(dir Cert:\\LocalMachine\\My).Count; (dir Cert:\\LocalMachine\\Root)[1].Issuer.Substring(0, 12)",
         ["0", "CN=Microsoft"]),
        ("$s = New-Object Security.Cryptography.X509Certificates.X509Store 'Root', 'LocalMachine';"
         "$s.Open('ReadOnly'); $s.Certificates.Count -gt 0; $s.Close()", ["True"]),
    ],
)  # fmt: skip
def test_a_drive_answers(machine: Machine, script: str, answer: list[str]) -> None:
    assert _invoke(machine, script) == (answer, [])


@pytest.mark.parametrize(
    ("script", "identity"),
    [
        ("Get-Item WSMan:\\localhost\\Nothing", "PathNotFound"),
        (f"Set-Item {SHELL}\\IdleTimeout 5", "WsManError"),
        (f"Set-Item {SHELL} 5", "WsManError"),
        ("Remove-Item WSMan:\\localhost\\Shell -Recurse", "WsManError"),
        ("Remove-Item Cert:\\LocalMachine\\Root -Recurse", "NotSupported"),
        ("Test-WSMan NOBODY", "WsManError"),
    ],
)
def test_a_drive_refuses(machine: Machine, script: str, identity: str) -> None:
    assert _invoke(machine, script) == ([], [identity])


def test_the_drive_changes_what_winrm_reads(machine: Machine) -> None:
    _invoke(machine, f"Set-Item {SHELL}\\MaxShellsPerUser 7")
    assert part_of(machine).sections["winrs"]["MaxShellsPerUser"] == "7"


def test_an_https_listener_shows_its_certificate(machine: Machine) -> None:
    part_of(machine).listeners.create("HTTPS", {"Hostname": machine.fqdn})
    found, errors = _invoke(machine, "$c = dir Cert:\\LocalMachine\\My; $c.Thumbprint; $c.HasPrivateKey; $c.Issuer")
    assert (found, errors) == ([certificate_of(machine).thumbprint, "True", "CN=winlab CA"], [])


def test_without_the_service_there_is_no_configuration(machine: Machine) -> None:
    machine.services.stop("WinRM")
    assert _invoke(machine, f"Get-Item {SHELL}\\IdleTimeout") == ([], ["WsManError"])
