"""The lint of the PowerShell library: what each file may hold, whoever writes the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from exforge.remote import library
from winlab.powershell.syntax.ast import Command, FunctionDefinition, ScriptBlock, StringConstant, Variable
from winlab.powershell.syntax.parser import Parser
from winlab.powershell.syntax.portability import check, defined_functions, versions
from winlab.powershell.syntax.walking import walk

FOLDER = Path(library.__file__).parent / "powershell"
FILES = {file.name: file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.ps1"))}
EXCHANGE_SHELL = {"get-clusteredmailboxserverstatus", "get-storagegroupcopystatus"}
KNOWN = set().union(EXCHANGE_SHELL, *(defined_functions(text) for text in FILES.values()))

TELL_THE_LOG = {"Invoke-Program", "Wait-StorageGroupCopy"}
"""Functions that may write to the host: in a detached job, that is the job's log."""

FORBIDDEN = {
    "invoke-expression": "values are parameters, never text that is executed",
    "write-debug": "left over",
    "write-verbose": "left over",
    "write-output": "left over; a value alone is output",
    "write-warning": "nobody reads it; answer with a value, or throw",
    "write-error": "throw, so that the caller's catch sees it",
    "read-host": "nobody is there to answer",
    "get-credential": "nobody is there to answer",
    "out-host": "left over",
    "out-default": "left over",
    "set-strictmode": "it would change the scripts of others in this runspace",
    "set-executionpolicy": "it would change the host",
}


def tree(text: str) -> ScriptBlock:
    return Parser(text, record=False).script()


def functions(text: str) -> Iterator[FunctionDefinition]:
    return (node for node in walk(tree(text)) if isinstance(node, FunctionDefinition))


def commands(node: ScriptBlock | FunctionDefinition) -> Iterator[str]:
    for found in walk(node):
        if isinstance(found, Command) and isinstance(found.elements[0], StringConstant):
            yield found.elements[0].value


def offences(text: str) -> list[str]:
    """What the lint has against a file of the library."""
    found = [f"{f.line}:{f.column} {f.id}: {f.message}" for f in check(text, KNOWN)]
    if any(offence.split(" ")[1] == "syntax:" for offence in found):
        return found
    found += [f"alias: {name}" for name in commands(tree(text)) if name.lower() in {*versions()["aliases"], "?", "%"}]
    found += [f"{name}: {FORBIDDEN[name.lower()]}" for name in commands(tree(text)) if name.lower() in FORBIDDEN]
    for function in functions(text):
        if function.name not in TELL_THE_LOG and "write-host" in {name.lower() for name in commands(function)}:
            found.append(f"Write-Host in {function.name}: left over")
        help_text = text[function.start : function.end].partition("{")[2]
        if not re.match(r"\s*<#\s*\.SYNOPSIS\s+\S.*?#>", help_text, re.DOTALL):
            found.append(f"{function.name} has no .SYNOPSIS")
    found += [
        f"${node.path}: only names of this library's own are global"
        for node in walk(tree(text))
        if isinstance(node, Variable) and re.match(r"(?i)global:(?!Exforge)", node.path)
    ]
    body = tree(text).end_block
    if any(not isinstance(statement, FunctionDefinition) for statement in (body.statements if body else ())):
        found.append("something other than a function: loading the library must do nothing")
    if not text.isascii():
        found.append("a character outside ASCII: PowerShell 2.0 reads a file without a mark in the host's code page")
    if "\t" in text or re.search(r"[ \t]+$", text, re.MULTILINE) or not text.endswith("}\n"):
        found.append("a tab, a blank at the end of a line, or no line end at the end of the file")
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_library_passes_the_lint(name: str) -> None:
    assert offences(FILES[name]) == []


@pytest.mark.parametrize("name", FILES)
def test_stripping_a_file_for_the_wire_changes_no_command_of_it(name: str) -> None:
    text = FILES[name]
    assert list(commands(tree(library.stripped(text)))) == list(commands(tree(text)))


REJECTED = {
    "an operator of 3.0": ("if (1 -in $Names) { 1 }", "syntax"),
    "a class": ("class Host { }", "syntax"),
    "a type of 3.0": ("[pscustomobject]@{ Name = 1 }", "type"),
    "an ordered hashtable": ("[ordered]@{ Name = 1 }", "type"),
    "a variable of 3.0": ("$Names | ForEach-Object { $PSItem }", "variable"),
    "the scope using": ("Invoke-Command -ScriptBlock { $using:Name }", "variable"),
    "a cmdlet of 3.0": ("Get-CimInstance -ClassName Win32_Service", "command"),
    "a cmdlet of a later Windows": ("Get-WindowsFeature", "command"),
    "JSON": ("ConvertTo-Json $Names", "command"),
    "a function that does not exist": ("Get-NothingOfTheKind", "command"),
    "a parameter of 3.0": ("Get-Content -Path $Name -Raw", "parameter"),
    "another parameter of 3.0": ("Get-ChildItem -Path $Name -File", "parameter"),
    "an action of 3.0": ("Get-Item -Path $Name -ErrorAction Ignore", "parameter"),
    "a common parameter of 4.0": ("Get-Item -Path $Name -PipelineVariable found", "parameter"),
    "the short Where-Object": ("$Names | Where-Object Length -gt 1", "simplified"),
    "a method of later collections": ("$Names.Where({ $_ })", "member"),
    "a constructor of 5.0": ("[guid]::new($Name)", "member"),
    "a method of .NET 4": ("[string]::IsNullOrWhiteSpace($Name)", "member"),
    "an alias": ("$Names | select -First 1", "alias"),
    "an alias of one sign": ("$Names | ? { $_ }", "alias"),
    "text that is executed": ("Invoke-Expression $Name", "Invoke-Expression"),
    "what was left over": ("Write-Host $Name", "Write-Host"),
    "a question nobody can answer": ("Read-Host", "Read-Host"),
    "a foreign global variable": ("$global:Name = 1", "$global:Name"),
    "a smart quote": ("\u2018text\u2019", "a character"),
}


@pytest.mark.parametrize(("line", "offence"), REJECTED.values(), ids=REJECTED)
def test_the_lint_rejects(line: str, offence: str) -> None:
    text = (
        f"function Get-Thing {{\n    <#\n    .SYNOPSIS\n    Reads.\n    #>\n    param($Name, $Names)\n    {line}\n}}\n"
    )
    found = offences(text)
    assert found
    assert all(offence in said for said in found), found


@pytest.mark.parametrize(
    ("text", "offence"),
    [
        ("function Get-Thing {\n    1\n}\n", "Get-Thing has no .SYNOPSIS"),
        ("function Get-Thing {\n    <# .SYNOPSIS #>\n    1\n}\n", "Get-Thing has no .SYNOPSIS"),
        ("function Get-Thing {\n    <# .SYNOPSIS Reads. #>\n    1\n}\nGet-Thing\n}\n", "syntax"),
        ("function Get-Thing {\n    <# .SYNOPSIS Reads. #>\n    1\n}\n$a = @{\n}\n", "something other than a function"),
        ("function Get-Thing {\n    <# .SYNOPSIS Reads. #>\n\t1\n}\n", "a tab"),
    ],
)
def test_the_lint_rejects_a_file_with(text: str, offence: str) -> None:
    assert any(offence in said for said in offences(text))


def test_a_proper_file_passes_the_lint() -> None:
    assert offences("function Get-Thing {\n    <#\n    .SYNOPSIS\n    Reads.\n    #>\n    1\n}\n") == []
