"""Format-* and Out-* cmdlets in running pipelines."""

from __future__ import annotations

import time

import pytest

from tests.winlab.corpus.fresh import run
from winlab.powershell.values import unwrap

OBJECT = "$o = New-Object PSObject; $o | Add-Member NoteProperty Name 'anna'; $o | Add-Member NoteProperty Size 4; "

STRINGS = [
    ("'a', 1 | Out-String", ["a\r\n1\r\n"]),
    ("'a', 1 | Out-String -Stream", ["a", "1"]),
    ("'abcdefghijkl' | Out-String -Width 5 -Stream", ["abcde", "fghij", "kl"]),
    ("@{ a = 1 } | Format-Table -AutoSize -HideTableHeaders | Out-String -Stream", ["", "a 1", "", ""]),
    (OBJECT + "$o | Format-List { $_.Size * 2 } | Out-String -Stream", ["", "", " $_.Size * 2  : 8", "", "", ""]),
    (OBJECT + "$o | ft @{ n = 'S'; e = { $_.Size }; f = 'D3' } -a | Out-String -Stream",
     ["", "  S", "  -", "004", "", ""]),
    ("md C:\\d | Out-Null; 'x' > C:\\d\\f.txt; (dir C:\\d | Out-String -Stream)[0..6]; rd C:\\d -Recurse",
     ["", "", "    Directory: C:\\d", "", "", "Mode                LastWriteTime     Length Name".ljust(79),
      "----                -------------     ------ ----".ljust(79)]),
    ("$k = 'HKLM:\\SOFTWARE\\A'; $null = ni $k\\B -Force; dir $k | Out-String -Stream; rd $k -Recurse",
     ["", "", "    Hive: HKEY_LOCAL_MACHINE\\SOFTWARE\\A", "", "",
      "SKC  VC Name                           Property".ljust(79),
      "---  -- ----                           --------".ljust(79),
      "  0   0 B                              {}".ljust(79), "", ""]),
    ("Get-Alias gci | Out-String -Stream",
     ["", "CommandType     Name                            Definition".ljust(79),
      "-----------     ----                            ----------".ljust(79),
      "Alias           gci                             Get-ChildItem".ljust(79), "", ""]),
    ("'x' | Get-Member Length | Out-String -Stream",
     ["", "", "   TypeName: System.String", "", "Name   MemberType Definition                ",
      "----   ---------- ----------                ", "Length Property   System.Int32 Length {get;}", "", ""]),
    ("'x' | Out-File C:\\f.txt; 'y' | Out-File C:\\f.txt -Append; Get-Content C:\\f.txt", ["x", "y"]),
    ("'x' | Out-File C:\\g.txt -Encoding ascii; 'y' > C:\\g2.txt; Get-Content C:\\g.txt, C:\\g2.txt", ["x", "y"]),
]  # fmt: skip

ERRORS = [
    ("1 | Format-Table @{ n = 'x' }", "DictionaryKeyMandatoryEntry,Microsoft.PowerShell.Commands.FormatTableCommand"),
    ("1 | Format-List @{ zzz = 1 }", "DictionaryKeyIllegal,Microsoft.PowerShell.Commands.FormatListCommand"),
    ("1 | Out-String -Width 1", "ParameterArgumentValidationError,Microsoft.PowerShell.Commands.OutStringCommand"),
    ("1 > C:\\h.txt; 1 | Out-File C:\\h.txt -NoClobber", "NoClobber,Microsoft.PowerShell.Commands.OutFileCommand"),
]


@pytest.mark.parametrize(("code", "output"), STRINGS, ids=[code for code, _ in STRINGS])
def test_what_is_printed(code: str, output: list[str]) -> None:
    result = run(code, 10)
    assert ([unwrap(each) for each in result.output], result.errors, result.thrown) == (output, [], None)


@pytest.mark.parametrize(("code", "error_id"), ERRORS)
def test_what_is_refused(code: str, error_id: str) -> None:
    result = run(code, 10)
    records = result.errors if result.thrown is None else [*result.errors, result.thrown]
    assert [record.full_id for record in records] == [error_id]


def test_the_host_gets_lines() -> None:
    result = run("'a', 2 | Out-Host; 'b' | Out-Default", 10)
    assert [(method, list(args)) for method, args in result.host] == [
        ("WriteLine", ["a"]),
        ("WriteLine", ["2"]),
        ("WriteLine", ["b"]),
    ]


def test_thousands_of_objects_are_printed_in_time() -> None:
    began = time.process_time()
    result = run("1..3000 | ForEach-Object { New-Object PSObject -Property @{ N = $_ } } | Out-String -Stream", 20)
    assert len(result.output) == 3005
    assert time.process_time() - began < 5
