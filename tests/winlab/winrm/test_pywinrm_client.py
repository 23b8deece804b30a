"""A real pywinrm client (NTLM, message encryption) against the endpoint."""

from __future__ import annotations

import pytest
import winrm
from winrm.exceptions import InvalidCredentialsError, WinRMTransportError

from .standin import Running


def session(server: Running, transport: str = "ntlm", password: str = "Secret:1") -> winrm.Session:
    return winrm.Session(
        f"http://127.0.0.1:{server.port}/wsman",
        auth=("CORP\\admin", password),
        transport=transport,
        read_timeout_sec=20,
        operation_timeout_sec=10,
    )


def test_a_command_runs_over_ntlm_with_encryption(server: Running) -> None:
    answer = session(server).run_cmd("echo", ["hello", "there"])
    assert (answer.std_out, answer.std_err, answer.status_code) == (b"hello there", b"", 0)


def test_an_unknown_command_reports_on_stderr(server: Running) -> None:
    answer = session(server).run_cmd("nonsense")
    assert (answer.std_err, answer.status_code) == (b"unknown", 1)


def test_a_wrong_password_is_refused(server: Running) -> None:
    with pytest.raises(InvalidCredentialsError):
        session(server, password="wrong").run_cmd("echo", ["x"])


def test_basic_is_refused_unless_it_is_configured(server: Running) -> None:
    with pytest.raises(InvalidCredentialsError):
        session(server, "plaintext").run_cmd("echo", ["x"])
    server.host.config["service/auth"]["Basic"] = "true"
    with pytest.raises(WinRMTransportError):
        session(server, "plaintext").run_cmd("echo", ["x"])
    server.host.config["service"]["AllowUnencrypted"] = "true"
    assert session(server, "plaintext").run_cmd("echo", ["x"]).std_out == b"x"


def test_environment_and_working_directory_reach_the_command(server: Running) -> None:
    protocol = session(server).protocol
    shell = protocol.open_shell(env_vars={"NAME": "v"}, working_directory="C:\\y")
    command = protocol.run_command(shell, "env", ["NAME"])
    assert protocol.get_command_output(shell, command) == (b"v", b"C:\\y", 3)
    protocol.cleanup_command(shell, command)
    protocol.close_shell(shell)


def test_standard_input_reaches_the_command(server: Running) -> None:
    protocol = session(server).protocol
    shell = protocol.open_shell()
    command = protocol.run_command(shell, "cat")
    protocol.send_command_input(shell, command, b"one", end=True)
    assert protocol.get_command_output(shell, command)[0] == b"one"
    protocol.cleanup_command(shell, command)
    protocol.close_shell(shell)
