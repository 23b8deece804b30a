"""WinRM's quotas (https://learn.microsoft.com/windows/win32/winrm/quotas), met by real clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from xml.etree import ElementTree

import pytest
from pypsrp.exceptions import WinRMTransportError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.shell import Process, WinRS
from pypsrp.wsman import WSMan

from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.winrm import config
from winlab.winrm.endpoint import Endpoint
from winlab.winrm.part import part_of

CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"


@pytest.fixture
def machine(lab: Lab) -> Iterator[Machine]:
    found = lab.machines["SRV1"]
    yield found
    part_of(found).sections.update(config.fresh())


def quota(machine: Machine, name: str, value: int | str, section: str = "winrs") -> None:
    config.set_value(part_of(machine).sections, section, name, str(value))


def connection(machine: Machine, endpoint: Endpoint, account: str = "CORP\\admin") -> WSMan:
    password = machine.users.password_of(account)
    return WSMan("127.0.0.1", port=endpoint.port, ssl=False, auth="ntlm", username=account, password=password)


def ran(shell: WinRS, *words: str) -> tuple[int | None, bytes, bytes]:
    process = Process(shell, words[0], list(words[1:]))
    process.invoke()
    process.signal("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/Terminate")
    return process.rc, process.stdout, process.stderr


def output(pool: RunspacePool, text: str) -> list[str]:
    with PowerShell(pool) as shell:
        shell.add_script(text)
        return [str(value) for value in shell.invoke()]


def fault(error: pytest.ExceptionInfo[WSManFaultError]) -> tuple[int, str]:
    return error.value.code or 0, str(error.value.reason)


def test_a_user_has_so_many_shells_and_no_more(machine: Machine, endpoint: Endpoint) -> None:
    with connection(machine, endpoint) as wsman, ExitStack() as opened:
        quota(machine, "MaxShellsPerUser", 2)
        opened.enter_context(WinRS(wsman))
        opened.enter_context(RunspacePool(wsman))
        with pytest.raises(WSManFaultError) as refused:
            WinRS(wsman).open()
        assert fault(refused)[0] == 2150859173
        assert "maximum number of 2 concurrent shells" in fault(refused)[1]
        quota(machine, "MaxShellsPerUser", 3)
        opened.enter_context(WinRS(wsman))


def test_so_many_users_have_shells_at_once(machine: Machine, endpoint: Endpoint) -> None:
    quota(machine, "MaxConcurrentUsers", 1)
    mine, other = connection(machine, endpoint), connection(machine, endpoint, "CORP\\victim")
    with mine, other, WinRS(mine), pytest.raises(WSManFaultError) as refused:
        WinRS(other).open()
    assert fault(refused)[0] == 2150859179


def test_remote_shells_can_be_forbidden(machine: Machine, endpoint: Endpoint) -> None:
    quota(machine, "AllowRemoteShellAccess", "false")
    with connection(machine, endpoint) as wsman, pytest.raises(WSManFaultError) as refused:
        WinRS(wsman).open()
    assert fault(refused)[0] == 2150859180


def test_terminated_commands_of_a_cmd_shell_are_operations_until_it_is_deleted(
    machine: Machine, endpoint: Endpoint
) -> None:
    quota(machine, "MaxConcurrentOperationsPerUser", 3, "service")
    with connection(machine, endpoint) as wsman:
        with WinRS(wsman) as shell:
            assert [ran(shell, "echo", "x")[0] for _ in range(3)] == [0, 0, 0]
            with pytest.raises(WSManFaultError) as refused:
                ran(shell, "echo", "x")
            assert fault(refused)[0] == 2150859174
            assert "maximum number of 3 concurrent operations" in fault(refused)[1]
        with WinRS(wsman) as shell:
            assert ran(shell, "echo", "x")[0] == 0


def test_pipelines_that_were_closed_are_no_operations(machine: Machine, endpoint: Endpoint) -> None:
    quota(machine, "MaxConcurrentOperationsPerUser", 3, "service")
    with connection(machine, endpoint) as wsman, RunspacePool(wsman) as pool:
        assert [output(pool, "1") for _ in range(5)] == [["1"]] * 5


def test_a_shell_starts_so_many_processes_and_no_more(machine: Machine, endpoint: Endpoint) -> None:
    quota(machine, "MaxProcessesPerShell", 1)
    with connection(machine, endpoint) as wsman:
        with WinRS(wsman) as shell:
            code, out, errors = ran(shell, "hostname")
            assert (code, out) == (1, b"")
            assert errors == b"Not enough quota is available to process this command.\r\n"
        with RunspacePool(wsman) as pool:
            assert output(pool, "hostname; cmd /c hostname 2>&1; 'on'")[0::2] == ["srv1", "on"]


def test_processes_of_a_shell_end_with_it(machine: Machine, endpoint: Endpoint) -> None:
    with connection(machine, endpoint) as wsman, RunspacePool(wsman) as pool:
        output(pool, "Start-Process cmd -ArgumentList '/c ping -n 1000 127.0.0.1'")
        assert machine.processes.named("ping.exe")
        assert len(machine.processes.named("wsmprovhost.exe")) == 1
    assert machine.processes.named("ping.exe") == []
    assert machine.processes.named("wsmprovhost.exe") == []


def test_what_a_script_makes_must_fit_the_memory_of_its_shell(machine: Machine, endpoint: Endpoint) -> None:
    quota(machine, "MaxMemoryPerShellMB", 40)
    with connection(machine, endpoint) as wsman:
        with RunspacePool(wsman) as pool:
            text = "try { ('x' * 30MB).Length } catch { $_.Exception.GetType().Name }; ('x' * 10MB).Length"
            assert output(pool, text) == ["OutOfMemoryException", "10485760"]
        with WinRS(wsman) as shell:
            _, _, errors = ran(shell, "powershell", "-Command", "('x' * 30MB).Length")
            assert b"OutOfMemoryException" in errors
            assert ran(shell, "powershell", "-Command", "('x' * 10MB).Length")[1] == b"10485760\r\n"


def test_several_runspaces_of_a_pool_are_one_process(machine: Machine, endpoint: Endpoint) -> None:
    with connection(machine, endpoint) as wsman, RunspacePool(wsman, max_runspaces=2) as pool:
        assert output(pool, "$pid") == output(pool, "$pid")


def test_a_request_above_the_envelope_s_limit_is_refused_and_the_connection_closed(
    machine: Machine, endpoint: Endpoint
) -> None:
    quota(machine, "MaxEnvelopeSizekb", 32, "")
    with connection(machine, endpoint) as wsman, RunspacePool(wsman) as pool:
        assert output(pool, "'x' * 100000") == ["x" * 100000]
    with connection(machine, endpoint) as wsman:
        body = ElementTree.Element("x")
        body.text = "y" * 40000
        with pytest.raises(WinRMTransportError) as refused:
            wsman.get(CONFIG, body)
        assert refused.value.code == 413
