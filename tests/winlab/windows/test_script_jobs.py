"""Start-Job and its siblings, in virtual time."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.fresh import run
from winlab.powershell.text import to_text

OUTPUT = [
    ("a job runs in a process of its own and is waited for",
     "$x = 1; $j = Start-Job { param($n) \"$n$x\"; $PID } -Args a; $a, $b = $j | Wait-Job | Receive-Job; $a; "
     "$b -ne $PID",
     ["a", "True"]),
    ("what it wrote is received once, unless it is kept",
     "$j = Start-Job { 5 }; $null = Wait-Job $j; Receive-Job $j -Keep; Receive-Job $j; Receive-Job $j; $j.HasMoreData",
     ["5", "5", "False"]),
    ("objects come as copies",
     "(Start-Job { Get-Service W32Time } | Wait-Job | Receive-Job).PSObject.TypeNames[0]",
     ["Deserialized.System.ServiceProcess.ServiceController"]),
    ("jobs run side by side: three sleeps take as long as the longest",
     "$t = Get-Date; 30, 10, 20 | % { Start-Job { param($s) Start-Sleep $s } -Args $_ } | Wait-Job | Out-Null; "
     "[int]((Get-Date) - $t).TotalSeconds", ["30"]),
    ("the first to end is the one that -Any gives",
     "$jobs = 30, 10 | % { Start-Job { param($s) Start-Sleep $s } -Args $_ }; ($jobs | Wait-Job -Any).Name", ["Job3"]),
    ("a wait ends with its timeout",
     "$j = Start-Job { Start-Sleep 500 }; @(Wait-Job $j -Timeout 5).Count; \"$($j.State)\"; Stop-Job $j; "
     "\"$($j.State)\"",
     ["0", "Running", "Stopped"]),
    ("the initialization script comes first",
     "Start-Job { $y } -InitializationScript { $y = 7 } | Wait-Job | Receive-Job", ["7"]),
    ("input goes in as $input", "4, 5 | Start-Job { $input | % { $_ * 2 } } | Wait-Job | Receive-Job", ["8", "10"]),
    ("jobs are found by name and state, and removed",
     "Start-Job { 1 } -Name n | Wait-Job | Out-Null; (Get-Job -State Completed).Name; Remove-Job -Name n; "
     "@(Get-Job).Count",
     ["n", "0"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "code", "output"), OUTPUT, ids=[row[0] for row in OUTPUT])
def test_jobs(what: str, code: str, output: list[str]) -> None:
    result = run(code, 10)
    assert ([to_text(each) for each in result.output], result.errors, result.thrown) == (output, [], None), what


@pytest.mark.parametrize(
    ("code", "errors"),
    [
        ("$j = Start-Job { Get-Item C:\\nope }; $null = Wait-Job $j; Receive-Job $j",
         ["PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand"]),
        ("$j = Start-Job { throw 'gone' } | Wait-Job; if ($j.State -eq 'Failed') { Receive-Job $j }", ["gone"]),
        ("Get-Job 77", ["JobWithSpecifiedSessionNotFound,Microsoft.PowerShell.Commands.GetJobCommand"]),
        ("$j = Start-Job { Start-Sleep 99 }; Remove-Job $j; Remove-Job $j -Force",
         ["JobObjectNotFinishedCannotBeRemoved,Microsoft.PowerShell.Commands.RemoveJobCommand"]),
    ],
)  # fmt: skip
def test_what_fails_in_a_job_or_about_it(code: str, errors: list[str]) -> None:
    result = run(code, 10)
    assert (result.output, [record.full_id for record in result.errors], result.thrown) == ([], errors, None)
