"""Cmdlets for items, drives, variables, over the providers."""

from __future__ import annotations

from tests.winlab.cmdlets.snippets import answers, cases

FOLDER = (
    "$d = 'C:\\CmdletTests'; if (Test-Path $d) { Remove-Item $d -Recurse -Force }; "
    "[void](mkdir $d\\sub\\deep); Set-Content $d\\a.txt 1, 2; Set-Content $d\\sub\\c.txt 3; "
)


@cases(
    ("what is read-only stays", "Set-ItemProperty $d\\a.txt IsReadOnly $true; Remove-Item $d\\a.txt", [
        "!RemoveFileSystemItemUnAuthorizedAccess"]),
    ("force removes it", "Set-ItemProperty $d\\a.txt IsReadOnly $true; Remove-Item $d\\a.txt -Force; "
     "Test-Path $d\\a.txt", ["False"]),
    ("times can be set", "Set-ItemProperty $d\\a.txt CreationTime '2001-02-03'; "
     "(Get-Item $d\\a.txt).CreationTime.Year", ["2001"]),
    ("the properties of a file are the file", "(Get-ItemProperty $d\\a.txt).GetType().Name", ["FileInfo"]),
    ("a property it has not", "Get-ItemProperty $d\\a.txt Nope", ["!GetValueError"]),
    ("a property that can't be set", "Set-ItemProperty $d\\a.txt Nope 1", ["!SetPropertyError"]),
    ("a file needs its folder", "New-Item $d\\no\\x -Type File", ["!NewItemIOError"]),
    ("a copy needs its folder", "Copy-Item $d\\a.txt $d\\no\\x", ["!System.IO.DirectoryNotFoundException"]),
    ("content needs its folder", "Set-Content $d\\no\\x 1", ["!GetContentWriterDirectoryNotFoundError"]),
    ("so does what is printed", "1 | Out-File $d\\no\\x", ["!FileOpenFailure"]),
    ("no file onto itself", "Copy-Item $d\\a.txt $d\\a.txt", ["!CopyError"]),
    ("copies without their folders", "Copy-Item $d\\sub\\* $d -Recurse -Container:$false; Get-ChildItem $d -Name", [
        "sub", "a.txt", "c.txt"]),
    ("bytes are bytes", "Set-Content $d\\b 65 -Encoding Byte", ["!ProviderContentWriteError"]),
    ("an encoding that is none", "Get-Content $d\\a.txt -Encoding Q", ["!CannotConvertArgumentNoMessage"]),
    ("nobody waits for more", "Get-Content $d\\a.txt -Wait", ["!WinlabNotEmulated"]),
    ("a folder one is in stays", "Set-Location $d\\sub; Remove-Item $d -Recurse", ["!InvalidOperation"]),
    ("a file is no location", "Set-Location $d\\a.txt", ["!PathNotFound"]),
    ("the way up and over", "Set-Location $d\\sub\\deep; Resolve-Path ..\\..\\a.txt -Relative", ["..\\..\\a.txt"]),
    ("-Include without -Recurse looks at the path", "Get-ChildItem $d -Include *.txt", []),
    ("characters that no path has", "Test-Path 'C:\\a|b' -IsValid; Test-Path nodrive:\\a -IsValid", ["False", "False"]),
)  # fmt: skip
def test_files(code: str, expected: list[str]) -> None:
    assert answers(FOLDER + code) == expected


@cases(
    ("functions know no filter", "Get-ChildItem function: -Filter m*", ["!NotSupported"]),
    ("an item that is there", "$env:QX = 1; New-Item env:QX -Value 2", ["!Argument"]),
    ("without a value it is none", "$env:QX = 1; Clear-Item env:QX; Test-Path env:QX", ["False"]),
    ("a variable without a value is one", "$q = 1; Clear-Item variable:q; Test-Path variable:q", ["True"]),
    ("a drive in use stays", "[void](New-PSDrive Q FileSystem C:\\); cd Q:; Remove-PSDrive Q", ["!InvalidOperation"]),
    ("a provider that is not there", "Get-PSProvider nope", ["!ProviderNotFound"]),
    ("what a provider can do", "(Get-PSProvider FileSystem).Capabilities.ToString()", ["Filter, ShouldProcess"]),
    ("variables are sorted out", "$qa = $qb = 1; Get-Variable q? -Exclude *b | % { $_.Name }", ["qa"]),
    ("constants stay", "Set-Variable true 1", ["!VariableNotWritable"]),
    ("what an alias stands for", "(Get-Alias gci).ResolvedCommand.Name", ["Get-ChildItem"]),
)
def test_other_providers(code: str, expected: list[str]) -> None:
    assert answers(code) == expected


@cases(
    ("copied with its kind", "Copy-ItemProperty $a $b N; (Get-Item $b).GetValueKind('N').ToString()", ["DWord"]),
    ("moved away", "Move-ItemProperty $a $b N; (Get-ItemProperty $b).N; Get-ItemProperty $a N", [
        "7", "!System.Management.Automation.PSArgumentException"]),
    ("names may have wildcards", "(Get-ItemProperty $a -Name n*).N", ["7"]),
)  # fmt: skip
def test_values_of_keys(code: str, expected: list[str]) -> None:
    keys = "$a, $b = 'HKCU:\\Qa', 'HKCU:\\Qb'; $a, $b | % { [void](New-Item $_ -Force) }; Set-ItemProperty $a N 7; "
    assert answers(keys + code) == expected
