"""The check for what PowerShell 2.0 does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from winlab.powershell.syntax.__main__ import main
from winlab.powershell.syntax.portability import check

FOUND = [
    ("if (1 -in 2) {}", "syntax", 6),
    ("[pscustomobject]@{a=1}", "type", 1),
    ("$h = [ordered]@{}", "type", 6),
    ("1 | % { $PSItem }", "variable", 8),
    ("$PSScriptRoot", "variable", 0),
    ("$using:a", "variable", 0),
    ("ConvertTo-Json 1", "command", 0),
    ("$x = @(iwr http://a)", "alias", 7),
    ("ls | where Name -like a", "simplified", 11),
    ("gci -File", "parameter", 4),
    ("Get-Content a -Raw", "parameter", 14),
    ("Get-Item a -ErrorAction Ignore", "parameter", 24),
    ("Get-Item a -PipelineVariable b", "parameter", 11),
    ("[guid]::new('')", "member", 8),
    ("(1,2).Where({$_})", "member", 6),
    ("[string]::IsNullOrWhiteSpace('')", "member", 10),
    ("#requires -Modules x\n1", "requires", 0),
    ("#requires -Version 3\n1", "requires", 0),
    ("[CmdletBinding(PositionalBinding=$false)] param()", "attribute", 0),
]

FINE = [
    "Get-ChildItem | Where-Object { $_.Length -gt 1 } | ForEach-Object { $_.Name }",
    "function Get-Own { 1 }; Get-Own -File; Get-Own -Raw",
    "& 'C:\\tools\\some-tool.exe' -File x",
    "New-Object PSObject -Property @{ a = 1 }",
    "$table.Where('x'); [System.Text.StringBuilder] | Out-Null",
    "#requires -version 2.0\nGet-WmiObject Win32_OperatingSystem -ErrorAction SilentlyContinue",
    "schtasks.exe /create; net.exe use",
]


@pytest.mark.parametrize(("code", "finding_id", "offset"), FOUND)
def test_what_came_later_is_found_where_it_stands(code: str, finding_id: str, offset: int) -> None:
    assert (finding_id, offset) in [(found.id, found.offset) for found in check(code)]


@pytest.mark.parametrize("code", FINE)
def test_what_2_0_has_is_not_reported(code: str) -> None:
    assert check(code) == []


def test_commands_told_to_be_known_are_not_reported() -> None:
    assert check("Get-Mailbox; Set-Mailbox; Get-Owner", ["*-mailbox"]) == check("Get-Owner".rjust(35))


def test_a_module_may_use_the_folder_it_is_in() -> None:
    assert check("$PSScriptRoot", module=True) == []


def test_lines_and_columns_count_from_one_over_every_kind_of_line_end() -> None:
    found = check("1\r\n2\n  $PSItem")
    assert [(item.line, item.column) for item in found] == [(3, 3)]


def test_the_command_line_prints_findings_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "a.ps1"
    script.write_text("Get-Date\nGet-FileHash x\n", encoding="utf-8-sig")
    assert main([str(script)]) == 1
    assert capsys.readouterr().out == f"{script}:2:1: command: PowerShell 2.0 has no command Get-FileHash.\n"
    assert main([str(script), "--known", "Get-FileHash"]) == 0


def test_files_named_together_may_call_one_another(tmp_path: Path) -> None:
    (tmp_path / "a.ps1").write_text("function Get-Own { 1 }")
    (tmp_path / "b.ps1").write_text("Get-Own")
    assert main([str(tmp_path / "b.ps1")]) == 1
    assert main([str(tmp_path / "a.ps1"), str(tmp_path / "b.ps1")]) == 0
