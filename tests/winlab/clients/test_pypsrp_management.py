"""pypsrp: what its own users do beside running things: configuration, lists of pools, options of shells, the host."""

from __future__ import annotations

import pytest
from pypsrp.complex_objects import Color, Coordinates, PSInvocationState, Size
from pypsrp.exceptions import WinRMError, WSManFaultError
from pypsrp.host import PSHost, PSHostRawUserInterface, PSHostUserInterface
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.shell import Process, SignalCode, WinRS

from .labs import Target, result, script


def test_the_hosts_envelope_size_is_read_and_used(target: Target) -> None:
    with target.wsman() as wsman:
        wsman.update_max_payload_size()
        assert wsman.max_envelope_size == 153_600
        with RunspacePool(wsman) as pool:
            assert result(pool, "param($long) $long.Length", long="x" * 500_000) == [500_000]


def test_lists_of_pools_and_their_commands_came_after_2_0(target: Target) -> None:
    with target.wsman() as wsman, RunspacePool(wsman), pytest.raises(WSManFaultError) as caught:
        RunspacePool.get_runspace_pools(wsman)
    assert caught.value.code == 2150858811


def test_a_shell_with_all_its_options(target: Target) -> None:
    with (
        target.wsman() as wsman,
        WinRS(
            wsman,
            name="a shell",
            idle_time_out=120,
            lifetime=60,
            working_directory="C:\\WINDOWS",
            environment={"ONE": "1"},
            codepage=65001,
            no_profile=True,
        ) as shell,
    ):
        process = Process(shell, "cmd.exe", ["/c", "cd& echo %ONE%"])
        process.invoke()
        process.signal(SignalCode.CTRL_C)
        assert process.stdout == b"C:\\WINDOWS\r\n1\r\n"


def test_a_program_without_cmd_takes_its_arguments_as_they_are(target: Target) -> None:
    with target.wsman() as wsman, WinRS(wsman) as shell:
        program = "C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\powershell.exe"
        process = Process(shell, program, ["-NoProfile", "-Command", "'one two'; $env:COMPUTERNAME"], no_shell=True)
        process.invoke()
        assert process.stdout == b"one two\r\nSRV1\r\n"


def test_an_opened_shell_is_opened_once_and_a_closed_one_is_gone(target: Target) -> None:
    with target.wsman() as wsman:
        shell = WinRS(wsman)
        shell.open()
        first = shell.id
        shell.open()
        assert shell.id == first
        shell.close()
        with pytest.raises((WinRMError, WSManFaultError)):
            Process(shell, "hostname").invoke()


def test_a_nested_pipeline_outside_of_a_running_one_is_refused(pool: RunspacePool) -> None:
    with PowerShell(pool) as shell:
        shell.add_script("1")
        with pytest.raises(WinRMError):
            shell.create_nested_power_shell()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("$Host.Name", "ServerRemoteHost"),
        ("$Host.Version.ToString()", "1.0.0.0"),
        ("$Host.UI.RawUI.WindowTitle", "a window"),
        ("$Host.UI.RawUI.BufferSize.Width", 80),
        ("$Host.UI.RawUI.CursorPosition.X", 7),
    ],
)
def test_the_clients_host_is_seen_by_scripts(target: Target, text: str, told: object) -> None:
    raw = PSHostRawUserInterface(
        window_title="a window",
        cursor_size=25,
        foreground_color=Color(value=Color.GRAY),
        background_color=Color(value=Color.BLACK),
        cursor_position=Coordinates(x=7, y=3),
        window_position=Coordinates(x=0, y=0),
        buffer_size=Size(width=80, height=300),
        max_physical_window_size=Size(width=200, height=100),
        max_window_size=Size(width=200, height=100),
        window_size=Size(width=80, height=25),
    )
    host = PSHost(None, None, False, "client", None, PSHostUserInterface(raw_ui=raw), "1.0")
    with target.wsman() as wsman, RunspacePool(wsman, host=host) as pool:
        assert result(pool, text) == [told]


def test_a_pipeline_can_be_invoked_again_under_a_new_name(pool: RunspacePool) -> None:
    for number in range(5):
        with script(pool, "$args[0] + 1", number) as shell:
            assert (shell.output, shell.state) == ([number + 1], PSInvocationState.COMPLETED)
