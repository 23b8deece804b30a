from __future__ import annotations

import base64

import pytest

from winlab.cmd.powershell_arguments import Arguments, ArgumentsError, parse

ENCODED = base64.b64encode("Get-Date".encode("utf-16-le")).decode()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-Command", "Get-Date", "-Year", "1"], Arguments(command="Get-Date -Year 1")),
        (["Get-Date"], Arguments(command="Get-Date")),
        (["-NoP", "-NonI", "-c", "x"], Arguments(command="x", profile=False, interactive=False)),
        (["-EncodedCommand", ENCODED], Arguments(command="Get-Date")),
        (["-enc", ENCODED], Arguments(command="Get-Date")),
        (["-e", ENCODED], Arguments(command="Get-Date")),
        (
            ["-ExecutionPolicy", "Bypass", "-File", "x.ps1", "-a", "b"],
            Arguments(file="x.ps1", file_arguments=["-a", "b"], execution_policy="Bypass"),
        ),
        (["-Command", "-"], Arguments(read_stdin=True, logo=False)),
        (["-"], Arguments(read_stdin=True, logo=False)),
        (["-Nothing", "1"], Arguments(command="-Nothing 1")),
        (["-NoLogo", "-no", "x"], Arguments(command="-no x", logo=False)),
        ([], Arguments(read_stdin=True)),
        (["-Version", "2.0", "-NoLogo", "-c", "1"], Arguments(command="1", version="2.0", logo=False)),
        (
            ["/NoExit", "-OutputFormat", "Text", "-c", "1"],
            Arguments(command="1", no_exit=True, output_format="text"),
        ),
        (["-?"], Arguments(help=True, read_stdin=True)),
    ],
)
def test_a_command_line_is_read(words: list[str], expected: Arguments) -> None:
    assert parse(words) == expected


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["-enc", "!!"], "Base64"),
        (["-Command"], "must follow -Command"),
        (["-File"], "file path"),
    ],
)
def test_a_wrong_command_line_is_refused(words: list[str], text: str) -> None:
    with pytest.raises(ArgumentsError, match=text):
        parse(words)
