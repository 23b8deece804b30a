"""pywinrm: commands, scripts, streams, code pages, input, environment."""

from __future__ import annotations

import pytest
import winrm
from winrm.exceptions import InvalidCredentialsError, WinRMTransportError, WSManFaultError

from .labs import Target


def command(session: winrm.Session, line: str, *arguments: str) -> tuple[int, bytes, bytes]:
    answer = session.run_cmd(line, arguments)
    return answer.status_code, answer.std_out, answer.std_err


COMMANDS = [
    ("hostname", [], (0, b"srv1\r\n", b"")),
    ("echo", ["hello", "wide world"], (0, b"hello wide world\r\n", b"")),
    ('echo "a b" ^& c', [], (0, b'"a b" & c\r\n', b"")),
    ("cmd", ["/c", "exit", "42"], (42, b"", b"")),
    ("exit 3", [], (3, b"", b"")),
    ("exit -1", [], (-1, b"", b"")),
    ("echo out& echo err>&2& exit /b 5", [], (5, b"out\r\n", b"err\r\n")),
    ("echo one| findstr one", [], (0, b"one\r\n", b"")),
    ("(echo b& echo a)|sort", [], (0, b"a\r\nb\r\n", b"")),
    ("echo %COMPUTERNAME%", [], (0, b"SRV1\r\n", b"")),
    ("set NOBODY_SET_THIS", [], (1, b"", b"Environment variable NOBODY_SET_THIS not defined\r\n")),
    (
        "nosuchcommand",
        [],
        (
            1,
            b"",
            b"'nosuchcommand' is not recognized as an internal or external command,\r\n"
            b"operable program or batch file.\r\n",
        ),
    ),
    ("dir /b C:\\nowhere", [], (1, b"", b"File Not Found\r\n")),
    ("type C:\\nowhere.txt", [], (1, b"", b"The system cannot find the file specified.\r\n")),
]


@pytest.mark.parametrize(("line", "arguments", "expected"), COMMANDS, ids=[case[0] for case in COMMANDS])
def test_a_command_has_its_output_errors_and_exit_code(
    target: Target, line: str, arguments: list[str], expected: tuple[int, bytes, bytes]
) -> None:
    assert command(target.session(), line, *arguments) == expected


def test_ipconfig_all_tells_its_known_headings(target: Target) -> None:
    code, out, err = command(target.session(), "ipconfig", "/all")
    assert (code, err) == (0, b"")
    assert b"Windows IP Configuration" in out
    assert b"10.2.1.50" in out


SCRIPTS = [
    ("6 * 7", 0, b"42\r\n"),
    ("1..3 | ForEach-Object { $_ * 2 }", 0, b"2\r\n4\r\n6\r\n"),
    ("exit 9", 9, b""),
    ("cmd /c exit 5; exit $LASTEXITCODE", 5, b""),
    ("Write-Host host; Write-Output out", 0, b"host\nout\r\n"),
    ("$PSVersionTable.PSVersion.ToString()", 0, b"2.0\r\n"),
    ("[Environment]::MachineName", 0, b"SRV1\r\n"),
    ("$Host.Name + ' ' + $Host.Version", 0, b"ConsoleHost 2.0\r\n"),
    ("(Get-WmiObject Win32_OperatingSystem).ServicePackMajorVersion", 0, b"2\r\n"),
    ("[Console]::Out.Write('no end of line')", 0, b"no end of line"),
    ("[Console]::Error.WriteLine('x'); [Console]::WriteLine('{0}-{1}', 1, 2)", 0, b"1-2\r\n"),
    ("Write-Warning w; Write-Verbose v -Verbose", 0, b"WARNING: w\r\nVERBOSE: v\r\n"),
]


@pytest.mark.parametrize(("text", "code", "out"), SCRIPTS, ids=[case[0] for case in SCRIPTS])
def test_a_script_runs_in_powershell_exe(target: Target, text: str, code: int, out: bytes) -> None:
    answer = target.session().run_ps(text)
    assert (answer.status_code, answer.std_out) == (code, out)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Write-Error 'went wrong'", b"Write-Error 'went wrong' : went wrong"),
        ("throw 'went wrong'", b"went wrong"),
        ("Get-Item C:\\nowhere", b"Cannot find path 'C:\\nowhere' because it does not exist."),
        ("nosuch-command", b"The term 'nosuch-command' is not recognized as the name of a cmdlet"),
        ("if (", b"Missing"),
    ],
)
def test_errors_of_a_script_come_as_clixml_that_pywinrm_turns_into_text(target: Target, text: str, told: bytes) -> None:
    answer = target.session().run_ps(text)
    assert answer.status_code == 1
    assert told in answer.std_err
    assert b"CLIXML" not in answer.std_err


def test_the_script_of_the_projects_own_front_page(target: Target) -> None:
    lines = [
        "$strComputer = $Host",
        "Clear",
        "$RAM = WmiObject Win32_ComputerSystem",
        "$MB = 1048576",
        '"Installed Memory: " + [int]($RAM.TotalPhysicalMemory /$MB) + " MB"',
    ]
    answer = target.session().run_ps("\n".join(lines))
    assert (answer.status_code, answer.std_out, answer.std_err) == (0, b"Installed Memory: 4096 MB\r\n", b"")


@pytest.mark.parametrize(
    ("page", "text", "wire"),
    [
        (437, "déjà vu", b"d\x82j\x85 vu"),
        (850, "Ågård ¤", b"\x8fg\x86rd \xcf"),
        (1252, "Größe – €", b"Gr\xf6\xdfe \x96 \x80"),
        (65001, "Größe ☃ Ω 漢字", "Größe ☃ Ω 漢字".encode()),
    ],
)
def test_text_beyond_ascii_goes_both_ways_in_the_shells_code_page(
    target: Target, page: int, text: str, wire: bytes
) -> None:
    protocol = target.session().protocol
    shell = protocol.open_shell(codepage=page)
    try:
        for line, stdin in ((f"echo {text}", b""), ("findstr .", wire + b"\r\n")):
            running = protocol.run_command(shell, line)
            if stdin:
                protocol.send_command_input(shell, running, stdin, end=True)
            assert protocol.get_command_output(shell, running) == (wire + b"\r\n", b"", 0)
            protocol.cleanup_command(shell, running)
    finally:
        protocol.close_shell(shell)


def test_chcp_and_console_encoding_change_what_follows(target: Target) -> None:
    session = target.session()
    assert command(session, "chcp") == (0, b"Active code page: 437\r\n", b"")
    assert command(session, "chcp 65001 >nul& echo ☃") == (0, "☃\r\n".encode(), b"")
    assert command(session, "chcp 12345")[1] == b"Invalid code page\r\n"
    answer = session.run_ps("[Console]::OutputEncoding = [Text.Encoding]::UTF8; 'déjà ☃'")
    assert (answer.status_code, answer.std_out) == (0, "déjà ☃\r\n".encode())


def test_a_script_with_letters_of_all_kinds_arrives_whole(target: Target) -> None:
    answer = target.session().run_ps("('déjà vu ☃ 漢字'.ToCharArray() | % { [int]$_ }) -join ' '")
    assert answer.std_out.split() == [str(ord(letter)).encode() for letter in "déjà vu ☃ 漢字"]


def test_a_large_output_arrives_whole_and_in_order(target: Target) -> None:
    code, out, _ = command(target.session(), "for /L %i in (1,1,20000) do @echo line %i")
    assert code == 0
    assert out.split(b"\r\n")[:-1] == [b"line %d" % number for number in range(1, 20001)]


def test_a_line_of_a_megabyte_arrives_whole(target: Target) -> None:
    answer = target.session().run_ps("[Console]::Out.Write('x' * 1000000)")
    assert answer.std_out == b"x" * 1_000_000


def test_large_errors_arrive_whole(target: Target) -> None:
    code, out, err = command(target.session(), "for /L %i in (1,1,5000) do @echo line %i>&2")
    assert (code, out) == (0, b"")
    assert err.count(b"\r\n") == 5000


def test_input_is_read_by_programs_and_by_powershell(target: Target) -> None:
    protocol = target.session().protocol
    shell = protocol.open_shell()
    try:
        running = protocol.run_command(shell, "sort")
        protocol.send_command_input(shell, running, b"pear\r\n")
        protocol.send_command_input(shell, running, b"app")
        protocol.send_command_input(shell, running, b"le\r\n", end=True)
        assert protocol.get_command_output(shell, running) == (b"apple\r\npear\r\n", b"", 0)
        protocol.cleanup_command(shell, running)
        for line, given, told in (
            ("powershell -Command -", b"$a = 20\r\n$a + 22\r\nexit 6\r\n", (b"42\r\n", b"", 6)),
            ('powershell -NoProfile -Command "[Console]::In.ReadToEnd().Length"', b"12345", (b"5\r\n", b"", 0)),
            (
                "powershell -NoProfile -Command \"$input | % { '(' + $_ + ')' }\"",
                b"a\r\nb\r\n",
                (b"(a)\r\n(b)\r\n", b"", 0),
            ),
        ):
            running = protocol.run_command(shell, line)
            protocol.send_command_input(shell, running, given, end=True)
            assert protocol.get_command_output(shell, running) == told, line
            protocol.cleanup_command(shell, running)
    finally:
        protocol.close_shell(shell)


def test_environment_and_folder_of_a_shell_reach_each_of_its_commands(target: Target) -> None:
    protocol = target.session().protocol
    shell = protocol.open_shell(
        env_vars={"TESTENV1": "hi mom", "TESTENV2": "another var"},
        working_directory="C:\\WINDOWS",
        idle_timeout="PT120S",
    )
    try:
        for line, told in (("echo %TESTENV1% %TESTENV2%", b"hi mom another var\r\n"), ("cd", b"C:\\WINDOWS\r\n")):
            running = protocol.run_command(shell, line)
            assert protocol.get_command_output(shell, running) == (told, b"", 0)
            protocol.cleanup_command(shell, running)
    finally:
        protocol.close_shell(shell)


def test_many_commands_share_a_shell(target: Target) -> None:
    protocol = target.session().protocol
    shell = protocol.open_shell()
    try:
        started = [protocol.run_command(shell, "echo", [str(number)]) for number in range(10)]
        told = [protocol.get_command_output(shell, running)[0] for running in started]
        assert told == [b"%d\r\n" % number for number in range(10)]
        for running in started:
            protocol.cleanup_command(shell, running)
    finally:
        protocol.close_shell(shell)


def test_a_program_without_cmd_has_no_builtins(target: Target) -> None:
    protocol = target.session().protocol
    shell = protocol.open_shell()
    try:
        running = protocol.run_command(shell, "hostname.exe", skip_cmd_shell=True)
        assert protocol.get_command_output(shell, running) == (b"srv1\r\n", b"", 0)
        protocol.cleanup_command(shell, running)
    finally:
        protocol.close_shell(shell)


def test_a_closed_shell_is_gone(target: Target) -> None:
    protocol = target.session().protocol
    shell = protocol.open_shell()
    protocol.close_shell(shell)
    with pytest.raises(WSManFaultError) as caught:
        protocol.run_command(shell, "hostname")
    assert caught.value.wsman_fault_code == 0x8033805B


@pytest.mark.parametrize("name", ["{0}", "small\\exdeploy", "exdeploy@small.example", "small.example\\exdeploy"])
def test_an_account_is_known_by_all_its_names(target: Target, name: str) -> None:
    session = target.session(username=name.format(target.username))
    assert command(session, "whoami") == (0, b"small\\exdeploy\r\n", b"")


def test_wrong_passwords_and_basic_are_refused(target: Target) -> None:
    wrong = winrm.Session(target.url, auth=(target.username, "wrong"), transport="ntlm")
    with pytest.raises(InvalidCredentialsError):
        wrong.run_cmd("hostname")
    basic = winrm.Session(target.url, auth=(target.username, target.password), transport="plaintext")
    with pytest.raises((InvalidCredentialsError, WinRMTransportError)):
        basic.run_cmd("hostname")
