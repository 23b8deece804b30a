"""Work that lasts longer than an operation timeout: a lab whose time passes slowly."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.shell import Process, WinRS
from winrm.exceptions import WinRMOperationTimeoutError

from .labs import Target, running

PACE = 1.6
"""Real seconds that each sleep of an emulated program takes here."""


@pytest.fixture(scope="module")
def slow_target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with running(tmp_path_factory.mktemp("slow") / "lab", "--pace", str(PACE)) as lab:
        yield lab.host()


def test_pywinrm_waits_past_the_operation_timeout(slow_target: Target) -> None:
    begun = time.monotonic()
    answer = slow_target.session(operation=1).run_ps("'before'; Start-Sleep 75; 'after'; exit 4")
    assert (answer.status_code, answer.std_out, answer.std_err) == (4, b"before\r\nafter\r\n", b"")
    assert time.monotonic() - begun > PACE - 1


def test_each_receive_without_news_ends_with_the_timeout_that_pywinrm_knows(slow_target: Target) -> None:
    protocol = slow_target.session(operation=1).protocol
    shell = protocol.open_shell()
    try:
        command = protocol.run_command(shell, "ping -n 2 127.0.0.1 >nul& echo done")
        with pytest.raises(WinRMOperationTimeoutError):
            protocol.get_command_output_raw(shell, command)
        assert protocol.get_command_output(shell, command) == (b"done\r\n", b"", 0)
        protocol.cleanup_command(shell, command)
    finally:
        protocol.close_shell(shell)


def test_output_arrives_while_the_command_goes_on(slow_target: Target) -> None:
    protocol = slow_target.session(operation=1).protocol
    shell = protocol.open_shell()
    try:
        command = protocol.run_command(shell, "echo first& ping -n 2 127.0.0.1 >nul& echo second")
        out, _, _, ended = protocol.get_command_output_raw(shell, command)
        assert (out, ended) == (b"first\r\n", False)
        assert protocol.get_command_output(shell, command) == (b"second\r\n", b"", 0)
        protocol.cleanup_command(shell, command)
    finally:
        protocol.close_shell(shell)


def test_a_pipeline_and_a_process_of_pypsrp_wait_past_the_operation_timeout(slow_target: Target) -> None:
    with slow_target.wsman(operation=1) as wsman:
        with RunspacePool(wsman) as pool, PowerShell(pool) as shell:
            shell.add_script("'before'; Start-Sleep 60; 'after'")
            assert shell.invoke() == ["before", "after"]
        with WinRS(wsman) as cmd:
            process = Process(cmd, "ping -n 2 127.0.0.1 >nul& exit 3")
            process.invoke()
            assert process.rc == 3


def test_a_sleeping_pipeline_and_command_are_ended_by_the_client(slow_target: Target) -> None:
    begun = time.monotonic()
    with slow_target.wsman() as wsman, RunspacePool(wsman) as pool:
        shell = PowerShell(pool)
        shell.add_script("Start-Sleep 3600; 'never'")
        shell.begin_invoke()
        shell.stop()
        with PowerShell(pool) as again:
            again.add_script("'here'")
            assert again.invoke() == ["here"]
    protocol = slow_target.session().protocol
    cmd = protocol.open_shell()
    command = protocol.run_command(cmd, "ping", ["-t", "127.0.0.1"])
    protocol.cleanup_command(cmd, command)
    protocol.close_shell(cmd)
    assert time.monotonic() - begun < PACE * 3
