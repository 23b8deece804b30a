"""pypsrp: streams, errors, stop, secure strings, hosts, pools."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

import pytest
from pypsrp.complex_objects import PSInvocationState, RunspacePoolState
from pypsrp.exceptions import WSManFaultError
from pypsrp.host import PSHost, PSHostUserInterface
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.serializer import TaggedValue
from pypsrp.shell import Process, SignalCode, WinRS

from .labs import Target, result, script

STREAMS = """
$VerbosePreference = $DebugPreference = 'Continue'
Write-Output out
Write-Error err
Write-Warning warn
Write-Verbose verb
Write-Debug dbg
Write-Progress -Activity act -Status stat -PercentComplete 40 -Id 3
"""


def test_each_stream_arrives_as_its_own(pool: RunspacePool) -> None:
    with script(pool, STREAMS) as shell:
        streams = shell.streams
        assert shell.output == ["out"]
        assert [str(each) for each in streams.error] == ["err"]
        assert [str(each) for each in streams.warning] == ["warn"]
        assert [str(each) for each in streams.verbose] == ["verb"]
        assert [str(each) for each in streams.debug] == ["dbg"]
        (progress,) = streams.progress
        assert (progress.activity, progress.description, progress.percent_complete, progress.activity_id) == (
            "act",
            "stat",
            40,
            3,
        )


def test_an_error_record_tells_where_and_what(pool: RunspacePool) -> None:
    with script(pool, "$a = 1\nGet-Item C:\\nowhere") as shell:
        (error,) = shell.streams.error
    assert shell.state == PSInvocationState.COMPLETED
    assert error.exception is not None
    assert error.exception.to_string.startswith("System.Management.Automation.ItemNotFoundException: Cannot find path")
    assert error.fq_error == "PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand"
    assert (error.category, error.activity, error.target_name) == (13, "Get-Item", "C:\\nowhere")
    assert error.reason == "ItemNotFoundException"


@pytest.mark.parametrize(
    ("text", "message", "fq_error"),
    [
        ("throw 'thrown'", "thrown", "thrown"),
        ("Write-Error stop -ErrorAction Stop", "stop", "Microsoft.PowerShell.Commands.WriteErrorException"),
        ("nosuch-command", "The term 'nosuch-command' is not recognized", "CommandNotFoundException"),
        ("1 / $null", "Attempted to divide by zero.", "RuntimeException"),
        ("if (", "Missing", None),
    ],
)
def test_a_terminating_error_ends_the_pipeline_as_failed(
    pool: RunspacePool, text: str, message: str, fq_error: str | None
) -> None:
    with script(pool, text) as shell:
        assert shell.had_errors or shell.streams.error
        error = shell.streams.error[0]
    assert message in str(error)
    if fq_error is not None:
        assert error.fq_error == fq_error


def test_stop_ends_a_running_pipeline_and_the_pool_goes_on(target: Target) -> None:
    with target.wsman() as wsman, RunspacePool(wsman) as pool:
        shell = PowerShell(pool)
        shell.add_script("'begun'; while ($true) { }")
        shell.begin_invoke()
        while not shell.output:
            shell.poll_invoke()
        begun = time.monotonic()
        shell.stop()
        assert time.monotonic() - begun < 5
        assert shell.state == PSInvocationState.STOPPED
        assert result(pool, "6 * 7") == [42]


def test_secure_strings_go_both_ways(pool: RunspacePool) -> None:
    pool.exchange_keys()
    reveal = (
        "param($secret) [Runtime.InteropServices.Marshal]::PtrToStringAuto("
        "[Runtime.InteropServices.Marshal]::SecureStringToBSTR($secret))"
    )
    for text in ("pässwörd", "☃" * 300):
        assert result(pool, reveal, secret=TaggedValue("SS", text)) == [text]
        assert result(pool, "param($secret) $secret.Length", secret=TaggedValue("SS", text)) == [len(text)]
    made = "ConvertTo-SecureString 'made here' -AsPlainText -Force"
    assert result(pool, made) == ["made here"]
    credential = f"(New-Object Management.Automation.PSCredential 'u', ({made})).GetNetworkCredential().Password"
    assert result(pool, credential) == ["made here"]


def test_the_clients_host_is_written_to_and_gets_the_exit_code(target: Target) -> None:
    screen = PSHostUserInterface()
    host = PSHost(None, None, False, "client", None, screen, "1.0")
    with target.wsman() as wsman, RunspacePool(wsman, host=host) as pool:
        with script(pool, "Write-Host one -NoNewline; Write-Host two; $Host.UI.WriteLine('three')"):
            pass
        with script(pool, "exit 7"):
            pass
    assert "".join(screen.stdout).split() == ["onetwo", "three"]
    assert host.rc == 7


def test_nested_calls_and_scopes(pool: RunspacePool) -> None:
    with PowerShell(pool) as shell:
        shell.add_script("$kept = 1; function Get-Kept { $kept }", use_local_scope=False)
        shell.invoke()
    with PowerShell(pool) as shell:
        shell.add_script("$lost = 1", use_local_scope=True)
        shell.invoke()
    assert result(pool, "Get-Kept; $lost -eq $null") == [1, True]


def test_merged_errors_come_as_output(pool: RunspacePool) -> None:
    assert [str(each) for each in result(pool, "Write-Error bad 2>&1")] == ["bad"]


def test_a_large_object_crosses_many_fragments_each_way(pool: RunspacePool) -> None:
    text = "x☃" * 400_000
    assert result(pool, "param($long) $long.Length; $long", long=text) == [len(text), text]


def test_thousands_of_objects_keep_their_order(pool: RunspacePool) -> None:
    assert result(pool, "1..5000") == list(range(1, 5001))


def test_pipelines_of_one_pool_run_side_by_side(target: Target) -> None:
    waiting = 'param($name) while (-not (Test-Path "C:\\go-$name")) { }; $name'
    with target.wsman() as wsman, RunspacePool(wsman, min_runspaces=1, max_runspaces=3) as pool:
        shells = []
        for name in "ab":
            shell = PowerShell(pool)
            shell.add_script(waiting).add_argument(name)
            shell.begin_invoke()
            shells.append(shell)
        for name in "ba":
            assert result(pool, f"New-Item C:\\go-{name} -Type File -Force | Out-Null") == []
        for shell in shells:
            shell.end_invoke()
        assert [shell.output for shell in shells] == [["a"], ["b"]]
        for name in "ab":
            result(pool, f"Remove-Item C:\\go-{name}")


def test_pools_are_apart_and_three_of_them_work_at_once(target: Target) -> None:
    with target.wsman() as wsman:
        pools = [RunspacePool(wsman) for _ in range(3)]
        for number, pool in enumerate(pools):
            pool.open()
            with script(pool, f"$number = {number}"):
                pass
        for number, pool in enumerate(pools):
            with PowerShell(pool) as shell:
                shell.add_script("$global:mine = $args[0]; $pid", use_local_scope=False).add_argument(number)
                shell.invoke()
        assert [result(pool, "$mine") for pool in pools] == [[0], [1], [2]]
        assert len({str(result(pool, "$pid")) for pool in pools}) == 3
        for pool in pools:
            pool.close()
            assert pool.state == RunspacePoolState.CLOSED


def test_a_pool_tells_and_changes_how_many_runspaces_it_has(target: Target) -> None:
    with target.wsman() as wsman, RunspacePool(wsman, min_runspaces=1, max_runspaces=2) as pool:
        assert pool.get_available_runspaces() == 2
        pool.max_runspaces = 4
        assert pool.get_available_runspaces() == 4
        assert pool.protocol_version == "2.1"


def test_disconnecting_came_after_2_0(target: Target) -> None:
    with target.wsman() as wsman, RunspacePool(wsman) as pool, pytest.raises((WSManFaultError, Exception)) as caught:
        pool.disconnect()
    assert caught.type is not AssertionError


def test_an_unknown_configuration_is_refused(target: Target) -> None:
    with target.wsman() as wsman, pytest.raises(WSManFaultError):
        RunspacePool(wsman, configuration_name="Nobody.Made.This").open()


def test_a_cmd_shell_of_pypsrp(target: Target) -> None:
    with (
        target.wsman() as wsman,
        WinRS(
            wsman, environment={"A": "b c"}, working_directory="C:\\WINDOWS", codepage=65001, no_profile=True
        ) as shell,
    ):
        process = Process(shell, "cmd.exe", ["/c", "echo %A% ☃& cd& echo bad>&2& exit 9"])
        process.invoke()
        process.signal(SignalCode.CTRL_C)
        assert process.stdout.decode() == "b c ☃\r\nC:\\WINDOWS\r\n"
        assert (process.stderr, process.rc) == (b"bad\r\n", 9)
        reader = Process(shell, "sort")
        reader.begin_invoke()
        reader.send("zwei ☃\r\n".encode(), end=False)
        reader.send(b"eins\r\n", end=True)
        reader.end_invoke()
        assert reader.stdout.decode() == "eins\r\nzwei ☃\r\n"
        endless = Process(shell, "ping.exe", ["-t", "127.0.0.1"], no_shell=True)
        endless.begin_invoke()
        endless.signal(SignalCode.TERMINATE)


def test_a_remote_session_starts_in_its_user_s_documents_or_without_a_profile_in_the_system_s_folder(
    target: Target,
) -> None:
    with target.wsman() as wsman:
        with RunspacePool(wsman) as pool:
            assert result(pool, '(Get-Location).Path -eq "$HOME\\My Documents"') == [True]
        with RunspacePool(wsman, no_profile=True) as pool:
            told = result(pool, "(Get-Location).Path; $env:USERPROFILE")
    assert told == ["C:\\WINDOWS\\system32", "C:\\Documents and Settings\\Default User"]


def test_a_nested_pipeline_runs_between_two_statements_of_the_one_that_runs(pool: RunspacePool) -> None:
    outer = PowerShell(pool)
    outer.add_script("$i = 0; while ($true) { $i++ }")
    outer.begin_invoke()
    time.sleep(0.2)
    make = cast("Callable[[], PowerShell]", outer.create_nested_power_shell)
    nested = make()
    nested.add_script("$i -gt 0; 'nested'")
    assert nested.invoke() == [True, "nested"]
    outer.stop()
    assert outer.state == PSInvocationState.STOPPED
    assert result(pool, "$i -gt 0") == [True]
