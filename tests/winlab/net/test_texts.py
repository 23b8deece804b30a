"""Members of System.String, Char, StringBuilder, Encoding and Regex."""

from __future__ import annotations

import pytest

from tests.winlab.net.snippets import assert_refused, assert_writes, in_engine

OUTPUT = {
    "a search without case has an offset and a count": (
        "'hello'.IndexOf('LO',1,4,[StringComparison]'OrdinalIgnoreCase')",
        ["3"],
    ),
    "a search from behind has an offset and a count": (
        "'hello'.LastIndexOf('h',4,3)",
        ["-1"],
    ),
    "Trim takes characters as a text or one by one": (
        "'xyabyx'.Trim('xy')",
        ["ab"],
    ),
    "Split has a limit": (
        "'a,b,c'.Split(',',2) -join '|'",
        ["a|b,c"],
    ),
    "Split without separators parts at white space": (
        "'a b'.Split($null) -join '|'",
        ["a|b"],
    ),
    "parts of texts are compared": (
        "[string]::Compare('AB',0,'xab',1,2,$true)",
        ["0"],
    ),
    "an ordinal comparison tells the distance": (
        "[string]::CompareOrdinal('a','B')",
        ["31"],
    ),
    "a format follows a culture": (
        "[string]::Format([Globalization.CultureInfo]::GetCultureInfo('de-DE'),'{0:N2}',1234.5)",
        ["1.234,50"],
    ),
    "a text gives its characters one after the other": (
        "$e='ab'.GetEnumerator(); [void]$e.MoveNext(); $e.Current",
        ["a"],
    ),
    "characters have categories": (
        "[char]::GetUnicodeCategory('a'); [char]::GetUnicodeCategory('5').GetType().FullName",
        ["LowercaseLetter", "System.Globalization.UnicodeCategory"],
    ),
    "a builder puts all kinds of values together": (
        "$b=New-Object Text.StringBuilder 'abc'; "
        "[void]$b.Append('d').Append(5).Append($null).Append([char]'x').Append('-',3).AppendLine('z"
        "').AppendFormat('{0:D3}|{1}',7,'q'); $b.ToString() -eq \"abcd5x---z`r`n007|q\"; $b.Length; "
        "[void]$b.Replace('c','C'); $b.ToString(0,3); $b[0]; $b.Chars(1); $b.Capacity -ge $b.Length; "
        "[void]$b.Insert(0,'<<').Remove(0,1); \"$b\".Substring(0,2)",
        ["True", "17", "abC", "a", "b", "True", "<a"],
    ),
    "encodings have names, marks and sizes": (
        "$e=[Text.Encoding]::UTF8; $e.GetBytes('é').Length; $e.GetString([byte[]](195,169)) -eq 'é'; "
        "$e.WebName; $e.CodePage; $e.EncodingName; $e.GetPreamble() -join ','; $e.GetMaxByteCount(10); "
        "$e.IsSingleByte; $e.GetCharCount([byte[]](65,66)); $e.GetType().Name",
        ["2", "True", "utf-8", "65001", "Unicode (UTF-8)", "239,187,191", "33", "False", "2", "UTF8Encoding"],
    ),
    "code pages of DOS and Windows are known": (
        "[Text.Encoding]::GetEncoding(1252).GetBytes([string][char]0x20ac)[0]; "
        "[Text.Encoding]::GetEncoding('iso-8859-1').WebName; "
        "[Text.Encoding]::GetEncoding(437).GetString([byte[]](130)) -eq 'é'; "
        "[Text.Encoding]::GetEncoding('utf-16').CodePage; [Text.Encoding]::Default.CodePage; "
        "[Text.Encoding]::GetEncoding(850).WebName",
        ["128", "iso-8859-1", "True", "1200", "1252", "ibm850"],
    ),
    "a UTF-8 encoding has a mark if told so": (
        "$u=New-Object Text.UTF8Encoding $false; $u.GetPreamble().Length; "
        "(New-Object Text.UTF8Encoding).GetPreamble().Length; "
        "(New-Object Text.UTF8Encoding $true).GetPreamble().Length; "
        "(New-Object Text.UnicodeEncoding $true,$true).GetBytes('a') -join ','",
        ["0", "0", "3", "0,97"],
    ),
    "groups of a regular expression have numbers and names": (
        "$r=[regex]'(a)(?<n>b)?'; $r.GetGroupNames() -join ','; $r.GetGroupNumbers() -join ','; "
        "$r.GroupNumberFromName('n'); $r.GroupNameFromNumber(2); $r.GroupNameFromNumber(9) -eq ''; "
        "$r.GroupNumberFromName('zz')",
        ["0,1,n", "0,1,2", "2", "n", "True", "-1"],
    ),
    "a regular expression replaces a few from a place on": (
        "([regex]'\\d').Replace('a1b2c3','#',2); ([regex]'\\d').Replace('a1b2c3','#',2,3); "
        "([regex]'b').Split('abcbd') -join '|'; ([regex]',').Split('a,b,c',2) -join '|'",
        ["a#b#c3", "a1b#c#", "a|c|d", "a|b,c"],
    ),
    "a block can say what replaces a match": (
        "[regex]::Replace('a1b2','\\d',{ param($m) [int]$m.Value * 2 }); "
        "[regex]::Replace('abc','.',{ $args[0].Value.ToUpper() })",
        ["a2b4", "ABC"],
    ),
}

REFUSED = {
    "a part of a text lies within it": (
        "'abc'.Substring(1,5)",
        'Exception calling "Substring" with "2" argument(s): "Index and length must refer to a location within '
        "the string.",
    ),
    "a part that begins before the text is refused": (
        "'abc'.Substring(-1)",
        'Exception calling "Substring" with "1" argument(s): "StartIndex cannot be less than zero.',
    ),
    "a search beyond the end is refused": (
        "'hello'.IndexOf('l',6)",
        'Exception calling "IndexOf" with "2" argument(s): "Index was out of range. Must be non-negative and '
        "less than the size of the collection.",
    ),
    "nothing can't be replaced": (
        "'a-b'.Replace('','x')",
        'Exception calling "Replace" with "2" argument(s): "String cannot be of zero length.',
    ),
    "IsNullOrWhiteSpace came with .NET 4": (
        "[string]::IsNullOrWhiteSpace(' ')",
        "Method invocation failed because [System.String] doesn't contain a method named 'IsNullOrWhiteSpace'.",
    ),
    "an argument that does not fit is told with its value": (
        "'abc'.Substring('x')",
        'Cannot convert argument "0", with value: "x", for "Substring" to type "System.Int32": "Cannot convert '
        'value "x" to type "System.Int32". Error: "Input string was not in a correct format.""',
    ),
    "an encoding that there is not is refused": (
        "[Text.Encoding]::GetEncoding('nope')",
        'Exception calling "GetEncoding" with "1" argument(s): "\'nope\' is not a supported encoding name.',
    ),
}


@pytest.mark.parametrize("sentence", OUTPUT)
def test_a_script_writes(sentence: str) -> None:
    code, expected = OUTPUT[sentence]
    assert_writes(in_engine(code), expected)


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_script_is_refused(sentence: str) -> None:
    code, message = REFUSED[sentence]
    assert_refused(in_engine(code), message)
