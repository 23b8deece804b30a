"""Cmdlets that read and write texts of a form: CSV, name=value, XML, HTML."""

from __future__ import annotations

from tests.winlab.cmdlets.snippets import answers, cases


@cases(
    ("a collection is its type's name", "('x' | Select-Object @{ n = 'A'; e = { 1, 2 } } | ConvertTo-Csv)[2]", [
        '"System.Object[]"']),
    ("dates are as the culture writes them", "([datetime]'2007-05-22' | Select Date | ConvertTo-Csv)[2]",
     ['"5/22/2007 12:00:00 AM"']),
    ("blanks before a cell go", "('A', '   x y ' | ConvertFrom-Csv).A + '|'", ["x y |"]),
    ("blanks behind quotes go", "('A,B', '\"x\"  ,y' | ConvertFrom-Csv).A + '|'", ["x|"]),
    ("a quote inside is one", "('A,B', 'a\"b,c' | ConvertFrom-Csv).A", ['a"b']),
    ("names at the end may be missing", "'A,', '1,2' | ConvertFrom-Csv | % { \"$_\" }", ["@{A=1}"]),
    ("a name twice", "'A,a', '1,2' | ConvertFrom-Csv", ["!AlreadyPresentPSMemberInfoInternalCollectionAdd"]),
    ("one way to tell the delimiter", "'A' | ConvertFrom-Csv -Delimiter ';' -UseCulture", ["!AmbiguousParameterSet"]),
)  # fmt: skip
def test_csv(code: str, expected: list[str]) -> None:
    assert answers(code) == expected


@cases(
    ("escapes come before lines", "ConvertFrom-StringData 'a=x\\ny'", ["!InvalidOperation"]),
    ("a code is a character", "(ConvertFrom-StringData 'a=\\u0041').a", ["A"]),
    ("a letter that escapes nothing", "ConvertFrom-StringData 'a=\\q'", ["!System.ArgumentException"]),
    ("a name is needed", "ConvertFrom-StringData '=b'", ["!InvalidOperation"]),
    ("objects of no class have one in XML", "('a' | Select-Object Length | ConvertTo-Xml).Objects.Object.Type", [
        "System.Management.Automation.PSCustomObject"]),
    ("HTML knows its keys", "'a' | ConvertTo-Html -Property @{ q = 1 } -Fragment", [
        "!DictionaryKeyIllegal"]),
    ("no document", "Set-Content C:\\bad.xml junk; Import-Clixml C:\\bad.xml", ["!System.Xml.XmlException"]),
)  # fmt: skip
def test_other_texts(code: str, expected: list[str]) -> None:
    assert answers(code) == expected


@cases(
    ("files are searched as they come", "Get-Item C:\\s.txt | Select-String t | % { $_.LineNumber }", ["2", "3"]),
    ("one answer is enough", "Select-String t C:\\s.txt -Quiet; 'x' | Select-String z -Quiet", ["True"]),
    ("none at all in files", "Select-String z C:\\s.txt -Quiet", ["False"]),
    ("matches may be matched again", "Select-String t C:\\s.txt | Select-String w | % { $_.LineNumber }", ["2"]),
    ("a pattern that is none", "'x' | Select-String '['", ["!InvalidRegex"]),
    ("seen from where one is", "(Select-String w C:\\s.txt | Out-String).Trim()", ["s.txt:2:two"]),
)
def test_lines_are_found(code: str, expected: list[str]) -> None:
    assert answers("Set-Content C:\\s.txt one, two, three; " + code) == expected
