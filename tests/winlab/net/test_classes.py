"""Classes of .NET and cmdlets that tell about objects and sessions."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.text import to_text

OUTPUT = {
    "an OrderedDictionary is indexed by key and by place": (
        "$d = New-Object Collections.Specialized.OrderedDictionary; $d.Add('z', 1); $d['a'] = 2; $d[1]; $d['z'];"
        "$d.Keys -join ','",
        ["2", "1", "z,a"],
    ),
    "a SortedList is in the order of its keys": (
        "$s = New-Object Collections.SortedList; $s.Add('b', 1); $s.Add('a', 2); $s.Keys -join ','; $s.GetByIndex(0);"
        "$s.IndexOfKey('b')",
        ["a,b", "2", "1"],
    ),
    "a generic Dictionary has types": (
        "$d = New-Object 'Collections.Generic.Dictionary[string,int]'; $d['k'] = '5'; $d['k'].GetType().Name;"
        "$v = 0; $d.TryGetValue('k', [ref]$v); $v",
        ["Int32", "True", "5"],
    ),
    "generic queues and stacks convert": (
        "$q = New-Object 'Collections.Generic.Queue[int]'; $q.Enqueue('1'); $q.Peek().GetType().Name;"
        "$s = New-Object 'Collections.Generic.Stack[string]'; $s.Push(1); $s.Push(2); $s.Pop()",
        ["Int32", "2"],
    ),
    "lists take blocks for delegates": (
        "$l = New-Object 'Collections.Generic.List[int]'; 1..5 | ForEach-Object { $l.Add($_) };"
        "$l.FindAll({ $args[0] % 2 }) -join ','; $l.RemoveAll({ $args[0] -gt 3 }); $l.Exists({ $args[0] -eq 2 })",
        ["1,3,5", "2", "True"],
    ),
    "Random gives the numbers .NET gives for a seed": (
        "(New-Object Random 42).Next(100); (New-Object Random 1).Next()",
        ["66", "534011718"],
    ),
    "a StringReader gives line after line": (
        '$r = New-Object IO.StringReader "a`r`nb`nc"; while (($l = $r.ReadLine()) -ne $null) { "<$l>" }',
        ["<a>", "<b>", "<c>"],
    ),
    "a StringWriter collects": (
        "$w = New-Object IO.StringWriter; $w.Write('{0}-{1}', 1, 2); $w.WriteLine('x'); $w.ToString()",
        ["1-2x\r\n"],
    ),
    "numbers are written in the culture that is asked for": (
        "(1234.5).ToString('N1', [Globalization.CultureInfo]::GetCultureInfo('de-DE'))",
        ["1.234,5"],
    ),
    "Get-Member tells kinds and definitions": (
        "$o = New-Object PSObject -Property @{ a = 1 }; $o | Get-Member -MemberType NoteProperty |"
        ' ForEach-Object { "$($_.Name) $($_.MemberType) $($_.Definition)" }',
        ["a NoteProperty System.Int32 a=1"],
    ),
    "Get-Member takes kinds with wildcards": (
        "'x' | Get-Member -MemberType *Property | ForEach-Object { $_.Name }",
        ["Chars", "Length"],
    ),
    "Get-PSSnapin knows the parts of PowerShell": (
        "(Get-PSSnapin Microsoft.PowerShell.Core).IsDefault; @(Get-PSSnapin *.Utility).Length",
        ["True", "1"],
    ),
    "New-TimeSpan measures and makes": (
        "(New-TimeSpan -Hours 1 -Minutes 30).TotalMinutes; (New-TimeSpan '2008-01-01' '2008-01-03').Days",
        ["90", "2"],
    ),
    "ConvertTo-Html makes a table": (
        "New-Object PSObject -Property @{ a = 'x<y' } | ConvertTo-Html -Fragment | Select-Object -Last 3",
        ["<tr><th>a</th></tr>", "<tr><td>x&lt;y</td></tr>", "</table>"],
    ),
    "assemblies of the Framework are there": ("Add-Type -AssemblyName System.Web; 'ok'", ["ok"]),
}

FAILS = {
    "Get-PSSnapin nope": "NoPSSnapInsFound,Microsoft.PowerShell.Commands.GetPSSnapinCommand",
    "Remove-PSSnapin *.Core": "CannotRemovePSSnapIn,Microsoft.PowerShell.Commands.RemovePSSnapinCommand",
    "@() | Get-Member": "NoObjectInGetMember,Microsoft.PowerShell.Commands.GetMemberCommand",
    "Start-Job { 1 } -Name x": "WinlabNotEmulated,Microsoft.PowerShell.Commands.StartJobCommand",
    "Get-Help about_if": "WinlabNotEmulated,Microsoft.PowerShell.Commands.GetHelpCommand",
    "'a' | Out-Printer": "WinlabNotEmulated,Microsoft.PowerShell.Commands.OutPrinterCommand",
    "Add-Type 'class c { }'": "WinlabNotEmulated,Microsoft.PowerShell.Commands.AddTypeCommand",
    "[void]([Collections.ArrayList]::ReadOnly((New-Object Collections.ArrayList))).Add(1)": "DotNetMethodException",
    "$d = New-Object 'Collections.Generic.Dictionary[int,int]'; $d.Add(1, 1); $d.Add(1, 2)": "DotNetMethodException",
}


@pytest.mark.parametrize("name", OUTPUT)
def test_a_script_writes(name: str) -> None:
    script, expected = OUTPUT[name]
    result = new_runspace().invoke(script)
    assert (result.errors, result.thrown) == ([], None)
    assert [to_text(value) for value in result.output] == expected


@pytest.mark.parametrize("script", FAILS)
def test_what_can_not_be_done_is_an_error(script: str) -> None:
    result = new_runspace().invoke(script)
    assert [record.full_id for record in result.errors] == [FAILS[script]]
