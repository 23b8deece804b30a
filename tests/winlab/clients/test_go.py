"""masterzen/winrm of Packer and Terraform (https://github.com/masterzen/winrm), and winrmcp, which copies by it.

Neither encrypts, so the host allows clear text first; a client of this kind takes the domain from NTLM's challenge.
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
from .test_node import ACCOUNT, NOT_FOUND, PASSWORD, PREPARE, RESTORE, commands


@pytest.fixture(scope="module")
def program() -> Path:
    return need(ROOT / "go" / "run", "a Go program with masterzen/winrm")


@pytest.fixture(scope="module")
def opened(client_lab: Lab) -> Iterator[Target]:
    target = client_lab.host("SRV2")
    commands(target, PREPARE)
    yield target
    commands(target, RESTORE)


def run(program: Path, target: Target, user: tuple[str, str], *calls: tuple[str, str]) -> list[dict[str, object]]:
    order = {
        "Host": "127.0.0.1",
        "Port": target.port,
        "User": user[0],
        "Password": user[1],
        "NTLM": "\\" in user[0],
        "Calls": [{"Line": line, "Input": text} for line, text in calls],
    }
    ended = subprocess.run([program], input=json.dumps(order), capture_output=True, text=True, timeout=60, check=True)
    answers: list[dict[str, object]] = json.loads(ended.stdout)
    return answers


CALLS = [
    ("hostname", "", ("srv2\r\n", "", 0)),
    ("echo a& echo b 1>&2& exit 7", "", ("a\r\n", "b \r\n", 7)),
    ("", "", ("", "", 0)),
    ("findstr b", "abc\r\nxyz\r\nbc\r\n", ("abc\r\nbc\r\n", "", 0)),
    ("findstr x", "x" * 5000 + "\r\n", ("x" * 5000 + "\r\n", "", 0)),
    ('powershell -Command "6*7"', "", ("42\r\n", "", 0)),
    ("nosuch", "", ("", f"{NOT_FOUND}\r\n", 1)),
]


@pytest.mark.parametrize("method", ["ntlm", "basic"])
def test_commands_with_input_and_both_streams(program: Path, opened: Target, method: str) -> None:
    user = (opened.username, opened.password) if method == "ntlm" else (ACCOUNT, PASSWORD)
    answers = run(program, opened, user, *((line, text) for line, text, _ in CALLS))
    assert [(each["Out"], each["Err"], each["Code"]) for each in answers] == [told for _, _, told in CALLS]


def test_a_wrong_password_is_a_401(program: Path, opened: Target) -> None:
    for user in (opened.username, ACCOUNT):
        (answer,) = run(program, opened, (user, "wrong"), ("hostname", ""))
        assert "401" in str(answer["Error"])


def test_a_file_is_copied_by_winrmcp(opened: Target, tmp_path: Path) -> None:
    winrmcp = need(Path(shutil.which("winrmcp") or "winrmcp"), "winrmcp")
    (tmp_path / "some.bin").write_bytes(os.urandom(100_000))
    subprocess.run(
        [winrmcp, f"-addr=127.0.0.1:{opened.port}", f"-user={ACCOUNT}", f"-pass={PASSWORD}",
         tmp_path / "some.bin", "C:/Copied/some.bin"],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    opened.client().fetch("C:\\Copied\\some.bin", str(tmp_path / "back.bin"))
    assert (tmp_path / "back.bin").read_bytes() == (tmp_path / "some.bin").read_bytes()
