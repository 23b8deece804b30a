"""How types of 2.0 are printed: views by shape and name, sides of columns, properties in their order."""

from __future__ import annotations

from tests.winlab.cmdlets.snippets import answers, cases

LINES = " | Out-String) -split '\\r\\n' | ? { $_.Trim() } | % { $_.TrimEnd() }"


@cases(
    ("entries of a table", "(@{ a = 1 } | fl", ["Name  : a", "Value : 1"]),
    ("a process", "((Get-Process -Id $pid | fl | Out-String) -replace ':.*'", ["Id", "Handles", "CPU", "Name"]),
    ("a group", "(1, 1 | group | fl", ["Name   : 1", "Count  : 2", "Group  : {1, 1}", "Values : {1}"]),
    ("an alias", "(Get-Command sl | fl", [
        "Name              : sl", "CommandType       : Alias", "Definition        : Set-Location",
        "ReferencedCommand : Set-Location", "ResolvedCommand   : Set-Location"]),
    ("a drive", "((Get-PSDrive Env | fl | Out-String) -replace ':.*'", [
        "Name", "Description", "Provider", "Root", "CurrentLocation"]),
    ("a span as a table", "([timespan]'1:00' | ft", [
        "Days            Hours           Minutes         Seconds         Milliseconds",
        "----            -----           -------         -------         ------------",
        "0               1               0               0               0"]),
    ("a span as a value", "([timespan]'0:01' | fw", ["60000"]),
    ("a block", "({ 1 + 2 } | ft", [" 1 + 2"]),
    ("by a view's name", "(@{ a = 1 } | ft -View Dictionary", [
        "Name                           Value", "----                           -----",
        "a                              1"]),
    ("no more than ten columns", "(1 | select a, b, c, d, e, f, g, h, i, j, k | ft", [
        "a       b       c       d       e       f       g       h       i       j",
        "-       -       -       -       -       -       -       -       -       -"]),
    ("truth, letters, enumerations and numbers to the right",
     "(1 | select @{ n = 'a'; e = { $true } }, @{ n = 'b'; e = { [DayOfWeek]1 } }, @{ n = 'c'; e = { 'x' } } | ft -a", [
         "   a      b c", "   -      - -", "True Monday x"]),
    ("what names an object", "(1 | select x, FooName, @{ n = 'SomeKey'; e = { 5 } } | fw", ["5"]),
)  # fmt: skip
def test_shapes(code: str, expected: list[str]) -> None:
    assert answers(code + LINES) == expected


@cases(
    ("an unknown view", "@{ a = 1 } | ft -View nope | Out-Null", ["!FormatViewNotFound"]),
    ("a view and properties", "1 | ft a -View nope | Out-Null", ["!FormatCannotSpecifyViewAndProperty"]),
    ("dates", "(Get-Date | Get-Member -MemberType Property | % { $_.Name }) -join ' '", [
        "Date Day DayOfWeek DayOfYear Hour Kind Millisecond Minute Month Second Ticks TimeOfDay Year"]),
    ("spans", "([timespan]'1:00' | ConvertTo-Csv -NoTypeInformation)[0] -replace '\"'", [
        "Ticks,Days,Hours,Milliseconds,Minutes,Seconds,TotalDays,TotalHours,TotalMilliseconds,TotalMinutes,TotalSeconds"
    ]),
    ("an identifier", "[guid]::Empty.Guid", ["00000000-0000-0000-0000-000000000000"]),
    ("a set of a process", "(Get-Process -Id $pid | select PSConfiguration).PriorityClass", ["Normal"]),
    ("who calls", "function in { Get-PSCallStack | % { \"$($_.Command) $($_.Arguments)\" } }; "
     "function out($p) { in 5 }; out 1", ["in {5}", "out {p=1}", "prompt {}"]),
    ("a verb nobody knows", "$m = New-Module m { function Verify-A { } }; "
     "$m | Import-Module -WarningVariable w -WarningAction SilentlyContinue; $w[0].Message.Substring(0, 51)", [
         "Some imported command names include unapproved verbs"[:51]]),
)  # fmt: skip
def test_members(code: str, expected: list[str]) -> None:
    assert answers(code) == expected
