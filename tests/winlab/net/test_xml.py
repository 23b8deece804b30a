"""XML as scripts meet it: parsing, PowerShell's view, changing, XPath, writing."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.text import to_text

OUTPUT = {
    "attributes and children are properties": (
        "$x = [xml]'<r a=\"1\"><b>t</b></r>'; $x.r.a; $x.r.b",
        ["1", "t"],
    ),
    "several children of a name are an array": (
        '$x = [xml]\'<r><i n="1"/><i n="2"/></r>\'; $x.r.i.Length; $x.r.i[1].n',
        ["2", "2"],
    ),
    "an element with attributes stays an element": (
        "$x = [xml]'<r><b k=\"1\">u</b></r>'; $x.r.b.GetType().Name; $x.r.b.'#text'",
        ["XmlElement", "u"],
    ),
    "a text property can be set": ("$x = [xml]'<r><b>t</b></r>'; $x.r.b = 'v'; $x.OuterXml", ["<r><b>v</b></r>"]),
    "empty elements keep their form": (
        "([xml]'<r><a/><b></b><c> </c></r>').OuterXml",
        ["<r><a /><b></b><c></c></r>"],
    ),
    "white space stays where it is asked for": (
        '$x = New-Object xml; $x.PreserveWhitespace = $true; $x.LoadXml("<r>`n <a/></r>"); $x.OuterXml',
        ["<r>\n <a /></r>"],
    ),
    "what needs escaping is escaped": (
        "$x = [xml]'<r/>'; $r = $x.DocumentElement; $r.SetAttribute('a', '<\"&'); $r.InnerText = 'a<b'; $x.OuterXml",
        ['<r a="&lt;&quot;&amp;">a&lt;b</r>'],
    ),
    "an element without namespace says so within one": (
        "$x = [xml]'<r xmlns=\"u\"/>'; [void]$x.DocumentElement.AppendChild($x.CreateElement('c')); $x.OuterXml",
        ['<r xmlns="u"><c xmlns="" /></r>'],
    ),
    "nodes are made, moved, and removed": (
        "$x = [xml]'<r><a/><b/></r>'; $r = $x.DocumentElement;"
        "[void]$r.InsertBefore($x.CreateComment('c'), $r.FirstChild);"
        "[void]$r.AppendChild($r.SelectSingleNode('a')); [void]$r.RemoveChild($r.SelectSingleNode('b')); $x.OuterXml",
        ["<r><!--c--><a /></r>"],
    ),
    "another document's node is imported": (
        "$x = [xml]'<r/>'; $q = ([xml]'<q k=\"1\"/>').DocumentElement;"
        "[void]$x.DocumentElement.AppendChild($x.ImportNode($q, $true)); $x.OuterXml",
        ['<r><q k="1" /></r>'],
    ),
    "a writer gets its own encoding": (
        "$w = New-Object IO.StringWriter; ([xml]'<a><b/></a>').Save($w); $w.ToString()",
        ['<?xml version="1.0" encoding="utf-16"?>\r\n<a>\r\n  <b />\r\n</a>'],
    ),
    "Select-Xml finds nodes of namespaces": (
        "$c = '<r xmlns=\"urn:q\"><i>v</i></r>';"
        "(Select-Xml -Content $c -XPath '//n:i' -Namespace @{ n = 'urn:q' }).Node.InnerText",
        ["v"],
    ),
    "ConvertTo-Xml describes objects": (
        "(New-Object psobject -Property @{ a = 1 } | ConvertTo-Xml).Objects.InnerXml",
        [
            '<Object Type="System.Management.Automation.PSCustomObject"><Property Name="a" Type="System.Int32">1'
            "</Property></Object>"
        ],
    ),
}

XPATH = {
    "//i": ["1", "2", "3"],
    "/r/i[2]": ["2"],
    "//i[last()]": ["2", "3"],
    "//i[@n > 1 and @n < 3]": ["2"],
    "//i[not(@k)]": ["1", "3"],
    "//i[@n='1']/following-sibling::i": ["2"],
    "//i[@k='x']/following::i": ["3"],
    "//i[@n='3']/preceding::i[1]": ["2"],
    "//g/*": ["3"],
    "/r/i | //g/i": ["1", "2", "3"],
    "//i[position() mod 2 = 1]": ["1", "3"],
    "//i[contains(@t, 'lp')]": ["1"],
    "//i[starts-with(@t, 'be')]/self::i": ["2"],
    "//i[../@name='top']": ["1", "2"],
    "(//i)[3]": ["3"],
    "//i[string-length(@t) = 4]": ["2"],
    "//i[translate(@t, 'ab', 'AB') = 'AlphA']": ["1"],
    "descendant::i[count(ancestor::*) = 2]": ["3"],
    "//*[local-name() = 'i'][sum(//i/@n) = 6][1]": ["1", "3"],
    "//i[normalize-space(concat(' ', @n, ' ')) = '2']": ["2"],
}
DOCUMENT = "<r name='top'><i n='1' t='alpha'/><i n='2' k='x' t='beta'/><g><i n='3' t='gamma'/></g></r>"

REFUSED = {
    "[xml]'<a>'": "RuntimeException",
    "[xml]'<a></b>'": "RuntimeException",
    "[xml]'<a/><b/>'": "RuntimeException",
    "[xml]''": "RuntimeException",
    "[xml]'<p:a/>'": "RuntimeException",
    "[xml]'<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>'": "WinlabNotEmulated",
    "([xml]'<a/>').SelectNodes('//[')": "DotNetMethodException",
    "([xml]'<a/>').SelectNodes('count(//a)')": "DotNetMethodException",
    "([xml]'<a/>').SelectNodes('//p:a')": "DotNetMethodException",
    "$x = [xml]'<a><b k=\"1\"/></a>'; $x.a.b = 'v'": "XmlNodeSetRestrictionsNonTextNode",
    "$x = [xml]'<a k=\"1\"/>'; $x.a.k = 1": "XmlNodeSetShouldBeAString",
    "$x = [xml]'<a/>'; $x.DocumentElement.AppendChild(([xml]'<b/>').DocumentElement)": "DotNetMethodException",
    "$x = [xml]'<a/>'; $x.AppendChild($x.CreateElement('b'))": "DotNetMethodException",
}


@pytest.mark.parametrize("name", OUTPUT)
def test_a_script_with_xml_writes(name: str) -> None:
    script, expected = OUTPUT[name]
    result = new_runspace().invoke(script)
    assert (result.errors, result.thrown) == ([], None)
    assert [to_text(value) for value in result.output] == expected


@pytest.mark.parametrize("xpath", XPATH)
def test_xpath_selects(xpath: str) -> None:
    script = "$x = [xml]$document; $x.SelectNodes($xpath) | ForEach-Object { $_.n }"
    result = new_runspace().invoke(script, document=DOCUMENT, xpath=xpath)
    assert result.errors == []
    assert [to_text(value) for value in result.output] == XPATH[xpath]


@pytest.mark.parametrize("script", REFUSED)
def test_what_xml_can_not_be_is_an_error(script: str) -> None:
    result = new_runspace().invoke(script)
    assert [record.full_id for record in result.errors] == [REFUSED[script]]


def test_deep_xml_is_refused_without_harm() -> None:
    depth = 5000
    result = new_runspace().invoke("[xml]$text", text="<a>" * depth + "</a>" * depth)
    assert [record.full_id for record in result.errors] == ["RuntimeException"]
