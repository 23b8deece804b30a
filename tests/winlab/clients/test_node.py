"""winrm-client of npm (https://www.npmjs.com/package/winrm-client), over NTLM and over Basic.

It does not encrypt its messages, so each test first does on the host what the client's own page asks for.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .installed import ROOT, need
from .labs import Lab, Target

ACCOUNT, PASSWORD = "opal", "Sesame-1-Sesame"
PREPARE = (
    'winrm set winrm/config/service @{AllowUnencrypted="true"}',
    'winrm set winrm/config/service/auth @{Basic="true"}',
    f'net user {ACCOUNT} "{PASSWORD}" /add',
    f"net localgroup Administrators {ACCOUNT} /add",
)
RESTORE = (
    f"net user {ACCOUNT} /delete",
    'winrm set winrm/config/service/auth @{Basic="false"}',
    'winrm set winrm/config/service @{AllowUnencrypted="false"}',
)


def commands(target: Target, lines: tuple[str, ...]) -> None:
    for line in lines:
        out, errors, code = target.client().execute_cmd(line)
        assert code == 0, (line, out, errors)


@pytest.fixture(scope="module")
def modules() -> Path:
    if shutil.which("node") is None:
        need(Path("node"), "Node.js")
    return need(ROOT / "node" / "node_modules", "winrm-client of npm")


@pytest.fixture(scope="module")
def opened(client_lab: Lab) -> Iterator[Target]:
    target = client_lab.host("SRV2")
    commands(target, PREPARE)
    yield target
    commands(target, RESTORE)


def run(modules: Path, target: Target, user: tuple[str, str], *calls: tuple[str, str]) -> list[object]:
    login = {"host": "127.0.0.1", "port": target.port, "username": user[0], "password": user[1]}
    ended = subprocess.run(
        ["node", Path(__file__).parent / "node" / "run.cjs"],
        input=json.dumps({"target": login, "calls": calls}),
        env={**os.environ, "NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers: list[object] = json.loads(ended.stdout)
    return answers


NOT_FOUND = "'nosuch' is not recognized as an internal or external command,\r\noperable program or batch file."
CALLS = [
    ("cmd", "hostname", "srv2"),
    ("cmd", 'echo %COMPUTERNAME%& ver | find "5.2"', "SRV2\r\nMicrosoft Windows [Version 5.2.3790]"),
    (
        "cmd",
        "nosuch",
        "'nosuch' is not recognized as an internal or external command,\r\noperable program or batch file.",
    ),
    ("ps", "6 * 7; $env:COMPUTERNAME", "42\r\nSRV2"),
    ("ps", "(Get-Service W32Time).DisplayName", "Windows Time"),
    ("ps", "1..3 | % { $_ * 2 }", "2\r\n4\r\n6"),
]


@pytest.mark.parametrize("method", ["ntlm", "basic"])
def test_commands_and_scripts_over_each_method(modules: Path, opened: Target, method: str) -> None:
    user = (opened.username, opened.password) if method == "ntlm" else (ACCOUNT, PASSWORD)
    answers = run(modules, opened, user, *((kind, text) for kind, text, _ in CALLS))
    assert answers == [told for _, _, told in CALLS]


def test_the_steps_of_the_protocol_one_by_one(modules: Path, opened: Target) -> None:
    (answer,) = run(modules, opened, (opened.username, opened.password), ("steps", "whoami"))
    assert isinstance(answer, dict)
    assert answer["output"] == "small\\exdeploy"
    assert len(answer["shellId"]) == 36


def test_wrong_passwords_are_refused(modules: Path, opened: Target) -> None:
    for user in (opened.username, ACCOUNT):
        (answer,) = run(modules, opened, (user, "wrong"), ("cmd", "hostname"))
        assert isinstance(answer, dict)
        assert "401" in answer["error"]


def test_a_host_that_demands_encryption_refuses_what_is_not(modules: Path, target: Target) -> None:
    (answer,) = run(modules, target, (target.username, target.password), ("cmd", "hostname"))
    assert isinstance(answer, dict)
    assert "500" in answer["error"]
