"""A real pypsrp client (NTLM, message encryption) against the endpoint."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pypsrp.complex_objects import PSInvocationState
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.host import PSHost, PSHostUserInterface
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.serializer import TaggedValue
from pypsrp.shell import Process, SignalCode, WinRS
from pypsrp.wsman import SelectorSet, WSMan

from .standin import Running


def connect(server: Running, user: str = "CORP\\admin", password: str = "Secret:1", *, operation: int = 20) -> WSMan:
    return WSMan(
        "127.0.0.1",
        port=server.port,
        ssl=False,
        auth="ntlm",
        username=user,
        password=password,
        operation_timeout=operation,
        read_timeout=operation + 10,
    )


@pytest.fixture
def pool(server: Running) -> Iterator[RunspacePool]:
    with connect(server) as wsman, RunspacePool(wsman) as opened:
        yield opened


def run(pool: RunspacePool, script: str, **parameters: object) -> PowerShell:
    shell = PowerShell(pool)
    shell.add_cmdlet(script)
    for name, value in parameters.items():
        shell.add_parameter(name, value)
    shell.invoke()
    return shell


@pytest.mark.parametrize("user", ["CORP\\admin", "corp\\ADMIN", "admin"])
def test_an_administrator_opens_a_pool_and_runs_a_pipeline(server: Running, user: str) -> None:
    with connect(server, user) as wsman, RunspacePool(wsman) as pool:
        assert run(pool, "echo hello").output == ["hello"]
        assert pool.protocol_version == "2.1"


def test_negotiate_works_like_ntlm(server: Running) -> None:
    wsman = WSMan(
        "127.0.0.1",
        port=server.port,
        ssl=False,
        auth="negotiate",
        username="CORP\\admin",
        password="Secret:1",
    )
    with wsman, RunspacePool(wsman) as pool:
        assert run(pool, "echo hello").output == ["hello"]


def test_a_wrong_password_is_refused(server: Running) -> None:
    with pytest.raises(AuthenticationError), connect(server, password="wrong") as wsman:
        RunspacePool(wsman).open()
    assert any(action == "logon" for _, action, _ in server.host.logged)
    assert server.host.wrong == ["CORP\\admin"]


def test_an_account_that_may_not_log_on_is_refused(server: Running) -> None:
    with pytest.raises(AuthenticationError), connect(server, "CORP\\gone", "secret3") as wsman:
        RunspacePool(wsman).open()


def test_somebody_who_is_no_administrator_gets_access_denied(server: Running) -> None:
    with connect(server, "CORP\\user", "secret2") as wsman, pytest.raises(WSManFaultError) as caught:
        RunspacePool(wsman).open()
    assert caught.value.code == 5


def test_typed_parameters_come_back_as_they_went(pool: RunspacePool) -> None:
    values = {"A": 5, "B": "text", "C": [1, "two"], "D": {"k": "v"}, "E": TaggedValue("I64", 7)}
    assert run(pool, "echo", **values).output == [5, "text", [1, "two"], {"k": "v"}, 7]


def test_variables_live_on_between_pipelines_of_a_runspace(pool: RunspacePool) -> None:
    run(pool, "set kept")
    assert run(pool, "get").output == ["kept"]


def test_null_output_is_a_message_without_a_body_which_pypsrp_shows_as_empty_text(pool: RunspacePool) -> None:
    assert run(pool, "get").output == [""]


def test_input_is_streamed(pool: RunspacePool) -> None:
    shell = PowerShell(pool)
    shell.add_cmdlet("input")
    # pypsrp takes a list, its annotation does not say so.
    assert shell.invoke(["a", 2, "c"]) == ["a", 2, "c"]  # type: ignore[arg-type]


def test_all_streams_arrive(pool: RunspacePool) -> None:
    streams = run(pool, "streams").streams
    assert [str(item) for item in streams.warning] == ["a warning"]
    assert [str(item) for item in streams.verbose] == ["a verbose text"]
    assert [str(item) for item in streams.debug] == ["a debug text"]
    assert [str(item) for item in streams.error] == ["an error"]
    assert [item.activity for item in streams.progress] == ["act"]


def test_a_failed_pipeline_tells_its_reason(pool: RunspacePool) -> None:
    shell = run(pool, "fail")
    assert shell.state == PSInvocationState.FAILED
    assert shell.had_errors
    assert str(shell.streams.error[0]) == "failed"


def test_a_large_output_comes_in_fragments(pool: RunspacePool) -> None:
    text = "x" * 700_000
    assert run(pool, "echo", Value=text).output == [text]


def test_many_small_outputs_keep_their_order(pool: RunspacePool) -> None:
    assert run(pool, "many 3000").output == [f"line {n}" for n in range(3000)]


def test_a_secure_string_crosses_after_the_key_exchange(pool: RunspacePool) -> None:
    pool.exchange_keys()
    assert run(pool, "echo", Value=TaggedValue("SS", "pässword")).output == ["pässword"]
    assert run(pool, "secret").output == ["hidden"]


def test_the_server_asks_for_a_key_and_waits_when_a_secure_string_is_to_go_out(pool: RunspacePool) -> None:
    shell = PowerShell(pool)
    shell.add_cmdlet("secret")
    shell.begin_invoke()
    time.sleep(0.1)
    assert shell.output == []
    pool.exchange_keys()
    shell.end_invoke()
    assert shell.output == ["hidden"]


def test_stop_by_signal_ends_a_sleeping_pipeline(pool: RunspacePool) -> None:
    shell = PowerShell(pool)
    shell.add_cmdlet("sleep 30")
    shell.begin_invoke()
    started = time.monotonic()
    pool.shell.signal(SignalCode.PS_CTRL_C, str(shell._command_id))
    shell.end_invoke()
    assert time.monotonic() - started < 5
    assert shell.state == PSInvocationState.STOPPED


def test_exit_code_reaches_the_host_of_the_client(server: Running) -> None:
    screen = PSHostUserInterface()
    host = PSHost(None, None, False, "test", None, screen, "1.0")
    with connect(server) as wsman, RunspacePool(wsman, host=host) as pool:
        run(pool, "exit 7")
        run(pool, "host")
    assert host.rc == 7
    assert "".join(screen.stdout).strip() == "to the host"


def test_a_receive_without_news_ends_with_the_operation_timeout_fault_and_the_client_goes_on(
    server: Running,
) -> None:
    with connect(server, operation=1) as wsman, RunspacePool(wsman) as pool:
        assert run(pool, "sleep 1.5").state == PSInvocationState.COMPLETED


def test_two_pipelines_run_at_once_in_a_pool_of_two(server: Running) -> None:
    with connect(server) as wsman, RunspacePool(wsman, min_runspaces=1, max_runspaces=2) as pool:
        shells = []
        for _ in range(2):
            shell = PowerShell(pool)
            shell.add_cmdlet("sleep 0.5")
            shells.append(shell)
        started = time.monotonic()
        for shell in shells:
            shell.begin_invoke()
        for shell in shells:
            shell.end_invoke()
        assert time.monotonic() - started < 0.9


def test_a_pool_of_one_queues_the_second_pipeline(pool: RunspacePool) -> None:
    shells = []
    for script in ("sleep 0.2", "echo second"):
        shell = PowerShell(pool)
        shell.add_cmdlet(script)
        shell.begin_invoke()
        shells.append(shell)
    shells[1].end_invoke()
    assert shells[1].output == ["second"]


def test_available_runspaces_are_counted(server: Running) -> None:
    with connect(server) as wsman, RunspacePool(wsman, min_runspaces=1, max_runspaces=3) as pool:
        assert pool.get_available_runspaces() == 3


def test_the_sixth_shell_of_a_user_is_refused_until_one_is_closed(server: Running) -> None:
    with connect(server) as wsman:
        pools = [RunspacePool(wsman) for _ in range(5)]
        for pool in pools:
            pool.open()
        with pytest.raises(WSManFaultError) as caught:
            RunspacePool(wsman).open()
        assert caught.value.code == 2150859173
        pools[0].close()
        with RunspacePool(wsman):
            pass
        for pool in pools[1:]:
            pool.close()


def test_pipelines_that_are_never_closed_hit_the_operation_quota(pool: RunspacePool) -> None:
    for _ in range(15):
        run(pool, "echo x")
    with pytest.raises(WSManFaultError) as caught:
        run(pool, "echo x")
    assert caught.value.code == 2150859174


def test_closed_pipelines_do_not_count(pool: RunspacePool) -> None:
    for _ in range(20):
        with PowerShell(pool) as shell:
            shell.add_cmdlet("echo x")
            shell.invoke()


def test_cmd_shell_with_environment_directory_stderr_and_exit_code(server: Running) -> None:
    with (
        connect(server) as wsman,
        WinRS(wsman, environment={"NAME": "value"}, working_directory="C:\\x", codepage=65001) as shell,
    ):
        process = Process(shell, "env", ["NAME"])
        process.invoke()
        process.signal(SignalCode.CTRL_C)
    assert (process.stdout, process.stderr, process.rc) == (b"value", b"C:\\x", 3)


def test_cmd_shell_takes_standard_input(server: Running) -> None:
    with connect(server) as wsman, WinRS(wsman) as shell:
        process = Process(shell, "cat")
        process.begin_invoke()
        process.send(b"abc", end=False)
        process.send(b"def", end=True)
        process.end_invoke()
    assert process.stdout == b"abcdef"


def test_a_program_that_is_missing_without_cmd_is_a_fault(server: Running) -> None:
    with connect(server) as wsman, WinRS(wsman) as shell:
        process = Process(shell, "C:\\nothing.exe", no_shell=True)
        with pytest.raises(WSManFaultError) as caught:
            process.begin_invoke()
    assert caught.value.code == 2147942402


def test_config_is_read_and_the_envelope_size_can_be_asked(server: Running) -> None:
    with connect(server) as wsman:
        wsman.update_max_payload_size()
        assert wsman.max_envelope_size == 153600
        server.host.config[""]["MaxEnvelopeSizekb"] = "500"
        wsman.update_max_payload_size()
        assert wsman.max_envelope_size == 512000


def test_a_restart_drops_connections_and_forgets_the_shell(server: Running) -> None:
    with connect(server) as wsman:
        pool = RunspacePool(wsman)
        pool.open()
        errors: list[BaseException] = []

        def wait() -> None:
            try:
                run(pool, "sleep 10")
            except BaseException as error:
                errors.append(error)

        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.2)
        server.power(False)
        thread.join(5)
        assert errors
        with pytest.raises(Exception, match=r"refused|Connection"):
            RunspacePool(connect(server)).open()
        server.power(True)
        with connect(server) as again:
            selectors = SelectorSet()
            selectors.add_option("ShellId", str(pool.shell.id))
            with pytest.raises(WSManFaultError) as caught:
                again.get("http://schemas.microsoft.com/wbem/wsman/1/windows/shell", selector_set=selectors)
            assert caught.value.code == 2150858843
            with RunspacePool(again) as fresh:
                assert run(fresh, "echo back").output == ["back"]


def test_a_mistake_of_the_emulation_fails_the_pipeline_and_nobody_waits(pool: RunspacePool) -> None:
    shell = run(pool, "bug")
    assert shell.state == PSInvocationState.FAILED
    assert "internal error" in str(shell.streams.error[0])
    assert run(pool, "echo alive").output == ["alive"]


def test_a_mistake_of_the_emulation_ends_a_command_and_nobody_waits(server: Running) -> None:
    with connect(server) as wsman, WinRS(wsman) as shell:
        process = Process(shell, "bug")
        process.invoke()
    assert process.rc == 1
    assert b"internal error" in process.stderr
