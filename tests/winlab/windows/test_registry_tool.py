"""reg.exe: copying, comparing, exporting and importing keys."""

from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.windows.registry import Data

KEY = "HKLM\\SOFTWARE\\Lab"
VALUES: dict[str, Data] = {
    "": "default",
    'quoted "text" \\ back': 'a\\b "c" é€',
    "number": 0x1234,
    "bytes": bytes(range(60)),
    "list": ("one", "two"),
}


@pytest.fixture
def filled(server: Host) -> Host:
    for name, data in VALUES.items():
        server.machine.registry.set(KEY, name, data)
    server.machine.registry.set(KEY, "path", "%windir%\\x", "REG_EXPAND_SZ")
    server.machine.registry.set(KEY, "large", 2**40, "REG_QWORD")
    server.machine.registry.set(f"{KEY}\\Inner", "deep", 1)
    return server


def _content(host: Host, key: str) -> list[object]:
    registry = host.machine.registry
    return [
        [(value.name, value.kind, value.data) for value in registry.values(key)],
        [(name, _content(host, f"{key}\\{name}")) for name in registry.subkeys(key)],
    ]


def test_what_is_exported_comes_back(filled: Host) -> None:
    before = _content(filled, KEY)
    assert filled.run(f"reg export {KEY} C:\\lab.reg").exit_code == 0
    filled.machine.registry.delete(KEY)
    assert filled.run("reg import C:\\lab.reg").exit_code == 0
    assert _content(filled, KEY) == before


def test_an_exported_file_reads_as_regedit_writes_it(filled: Host) -> None:
    filled.run(f"reg export {KEY}\\Inner C:\\lab.reg")
    text = filled.machine.files.read("C:\\lab.reg").decode("utf-16")
    assert text.splitlines() == [
        "Windows Registry Editor Version 5.00",
        "",
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Lab\\Inner]",
        '"deep"=dword:00000001',
        "",
    ]


def test_a_file_deletes_keys_and_values(filled: Host) -> None:
    text = f'REGEDIT4\r\n; a comment\r\n[-{KEY}\\Inner]\r\n[{KEY}]\r\n"number"=-\r\n@="new"\r\n'
    filled.machine.files.write("C:\\lab.reg", text.encode())
    assert filled.run("reg import C:\\lab.reg").exit_code == 0
    registry = filled.machine.registry
    assert (registry.exists(f"{KEY}\\Inner"), registry.get(KEY, "number"), registry.get(KEY, "")) == (
        False,
        None,
        "new",
    )


def test_a_copy_is_identical(filled: Host) -> None:
    assert filled.run(f"reg copy {KEY} {KEY}2 /s /f").exit_code == 0
    assert _content(filled, f"{KEY}2") == _content(filled, KEY)
    assert filled.run(f"reg compare {KEY} {KEY}2 /s").exit_code == 0
    filled.machine.registry.set(f"{KEY}2\\Inner", "deep", 2)
    assert filled.run(f"reg compare {KEY} {KEY}2 /s").exit_code == 2


@pytest.mark.parametrize(
    "command",
    [
        "reg import C:\\none.reg",
        "reg import C:\\boot.ini",
        "reg export HKLM\\SOFTWARE\\None C:\\x.reg",
        "reg copy HKLM\\SOFTWARE\\None HKLM\\SOFTWARE\\X",
        "reg export HKLM\\SOFTWARE",
    ],
)
def test_it_refuses(filled: Host, command: str) -> None:
    answer = filled.run(command)
    assert (answer.exit_code, answer.stderr.startswith("ERROR: ")) == (1, True)
