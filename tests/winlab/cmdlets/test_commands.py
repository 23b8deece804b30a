"""Commands about commands: Get-Command, Get-Help, modules and their manifests."""

from __future__ import annotations

from tests.winlab.cmdlets.snippets import answers, cases

MODULE = (
    "$d = 'C:\\ModuleTests'; [void](mkdir $d\\m -Force); $env:PSModulePath = $d; "
    "Set-Content $d\\m\\m.psm1 "
    "'function Get-A { 1 }; function Get-B { 2 }; $v = 3; Export-ModuleMember * -Variable v'; "
)
MANIFEST = (
    "Set-Content $d\\m\\m.psd1 "
    "\"@{ ModuleToProcess = 'm.psm1'; ModuleVersion = '1.2'; FunctionsToExport = 'Get-A' }\"; "
)


@cases(
    ("loaded by name", "Import-Module m; Get-A; $v; (Get-Module m).ModuleType", ["1", "3", "Script"]),
    ("only what is wanted", "Import-Module m -Function Get-B; Get-B; Test-Path function:Get-A", ["2", "False"]),
    ("loaded again under a prefix", "Import-Module m; Import-Module m -Prefix X; Get-XA; Remove-Module m; Get-XA", [
        "1", "!CommandNotFoundException"]),
    ("what could be loaded", "Get-Module -ListAvailable | % { $_.Name }", ["m"]),
    ("a manifest limits", MANIFEST + "Import-Module m; Get-A; (Get-Module m).Version.ToString(); Get-B", [
        "1", "1.2", "!CommandNotFoundException"]),
    ("a manifest needs a version", "Set-Content $d\\q.psd1 '@{}'; Test-ModuleManifest $d\\q.psd1", [
        "!Modules_InvalidManifest"]),
    ("a manifest runs nothing", "Set-Content $d\\q.psd1 'Get-Date'; Test-ModuleManifest $d\\q.psd1", [
        "!Modules_InvalidManifest"]),
    ("a manifest has no other members", "Set-Content $d\\q.psd1 '@{ Q = 1 }'; Test-ModuleManifest $d\\q.psd1", [
        "!Modules_InvalidManifestMember"]),
    ("a manifest that was written is read", "$e = @(); New-ModuleManifest $d\\n.psd1 -Author \"o'x\" "
     "-Company c -Copyright c -Description d -ModuleToProcess '' -Nested $e -Types $e -Formats $e "
     "-RequiredA $e -File $e; "
     "(Test-ModuleManifest $d\\n.psd1).Version.ToString()", ["1.0"]),
    ("a module inside", "Set-Content $d\\o.psd1 \"@{ ModuleVersion = '1.0'; NestedModules = 'm\\m.psm1' }\"; "
     "Import-Module $d\\o.psd1; Get-B; (Get-Module o).NestedModules[0].Name", ["2", "m"]),
)  # fmt: skip
def test_modules(code: str, expected: list[str]) -> None:
    assert answers("Remove-Item C:\\ModuleTests -Recurse -ErrorAction SilentlyContinue; " + MODULE + code) == expected


@cases(
    ("how it is called", "(Get-Command Start-Sleep -Syntax) -split '\\r\\n' -replace ' \\[-Verb.*'", [
        "Start-Sleep [-Seconds] <Int32>", "Start-Sleep -Milliseconds <Int32>", ""]),
    ("its parameter sets", "(Get-Command Start-Sleep).ParameterSets | % { $_.Name }", ["Seconds", "Milliseconds"]),
    ("what a parameter is in a set", "(Get-Command Get-Item).ParameterSets[0].Parameters | "
     "? { $_.Position -ge 0 } | % { \"$($_.Name) $($_.ValueFromPipeline) $($_.Attributes[0].Mandatory)\" }", [
         "Path True True"]),
    ("its snap-in", "(Get-Command Get-Date).PSSnapIn.Name", ["Microsoft.PowerShell.Utility"]),
    ("no more than asked for", "@(Get-Command -TotalCount 3).Length", ["3"]),
    ("a function shows its parameters", "function f([int]$a) { $a }; (Get-Command f).Definition -replace '\\s+', ' '", [
        "param([int]$a) $a "]),
    ("what a comment tells", "function f { <#\n.SYNOPSIS\nDoes it.\n.PARAMETER a\nThe a.\n#> param($a) }; "
     "(Get-Help f).Synopsis; (Get-Help f -Parameter a).description[0].Text", ["Does it.", "The a."]),
    ("a comment before", "# .SYNOPSIS\n#  Before.\nfunction f { }; (Get-Help f).Synopsis", ["Before."]),
    ("no help", "Get-Help nope-nope", ["!HelpNotFound"]),
    ("no such parameter", "Get-Help Get-Date -Parameter q", ["!NoParmsFound"]),
    ("topics of Windows' own", "Get-Help about_if", ["!WinlabNotEmulated"]),
)  # fmt: skip
def test_commands(code: str, expected: list[str]) -> None:
    assert answers(code) == expected


LOCALIZED = "md C:\\Loc\\en-US -Force | Out-Null; Set-Content C:\\Loc\\en-US\\t.psd1 '@{ hi = ''Hello'' }'; "


@cases(
    ("texts of the user's language", "Import-LocalizedData x -BaseDirectory C:\\Loc -FileName t; $x.hi", ["Hello"]),
    ("beside the script", "Set-Content C:\\Loc\\t.ps1 'Import-LocalizedData x; $x.hi'; C:\\Loc\\t.ps1", ["Hello"]),
    ("no such file", "Import-LocalizedData x -BaseDirectory C:\\Loc -FileName q", ["!ImportLocalizedData"]),
    ("outside of scripts", "Import-LocalizedData x", ["!NotCalledFromAScriptFile"]),
)
def test_localized_texts(code: str, expected: list[str]) -> None:
    assert answers(LOCALIZED + code) == expected
