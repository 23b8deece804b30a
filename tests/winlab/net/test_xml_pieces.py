"""XML piece by piece: writers, readers and XmlConvert."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.fresh import run
from winlab.powershell.text import to_text

OUTPUT = {
    "a text writer indents": (
        "$s = New-Object IO.StringWriter; $w = New-Object Xml.XmlTextWriter $s; "
        "$w.Formatting = 'Indented'; $w.WriteStartDocument(); $w.WriteStartElement('r'); "
        "$w.WriteAttributeString('a','1 & \"2\"'); $w.WriteElementString('b','x<y'); "
        "$w.WriteStartElement('c'); $w.WriteEndElement(); $w.WriteComment(' hi '); "
        '$w.WriteEndElement(); $w.WriteEndDocument(); $w.Close(); $s.ToString() -split "`r`n"',
        [
            '<?xml version="1.0" encoding="utf-16"?>',
            '<r a="1 &amp; &quot;2&quot;">',
            "  <b>x&lt;y</b>",
            "  <c />",
            "  <!-- hi -->",
            "</r>",
        ],
    ),
    "a made writer declares itself": (
        "$sb = New-Object Text.StringBuilder; $w = [Xml.XmlWriter]::Create($sb); "
        "$w.WriteElementString('a','1'); $w.Close(); $sb.ToString()",
        [
            '<?xml version="1.0" encoding="utf-16"?><a>1</a>',
        ],
    ),
    "settings leave the declaration out": (
        "$sb = New-Object Text.StringBuilder; $o = New-Object Xml.XmlWriterSettings; $o.Indent = $true; "
        "$o.OmitXmlDeclaration = $true; $w = [Xml.XmlWriter]::Create($sb, $o); "
        "$w.WriteStartElement('a'); $w.WriteElementString('b','1'); $w.WriteEndElement(); $w.Close(); "
        '$sb.ToString() -split "`r`n"',
        [
            "<a>",
            "  <b>1</b>",
            "</a>",
        ],
    ),
    "a writer knows prefixes": (
        "$s = New-Object IO.StringWriter; $w = New-Object Xml.XmlTextWriter $s; "
        "$w.WriteStartElement('p','r','urn:x'); $w.WriteStartElement('k','urn:x'); "
        "$w.WriteEndElement(); $w.WriteEndElement(); $s.ToString()",
        [
            '<p:r xmlns:p="urn:x"><p:k /></p:r>',
        ],
    ),
    "a document is saved to a writer": (
        "[xml]$x = '<a><b>1</b></a>'; $s = New-Object IO.StringWriter; "
        "$w = New-Object Xml.XmlTextWriter $s; $w.Formatting = [Xml.Formatting]::Indented; $x.Save($w); "
        '$s.ToString() -split "`r`n"',
        [
            '<?xml version="1.0" encoding="utf-16"?>',
            "<a>",
            "  <b>1</b>",
            "</a>",
        ],
    ),
    "a node is written to a writer": (
        "[xml]$x = '<a><b>1</b></a>'; $s = New-Object IO.StringWriter; "
        "$w = New-Object Xml.XmlTextWriter $s; $w.Formatting = 'Indented'; $x.WriteTo($w); $w.Flush(); "
        '$s.ToString() -split "`r`n"',
        [
            "<a>",
            "  <b>1</b>",
            "</a>",
        ],
    ),
    "a reader goes from node to node": (
        "$r = New-Object Xml.XmlTextReader (New-Object IO.StringReader '<a x=\"1\"><b>t</b><c/></a>'); "
        'while ($r.Read()) { "$($r.NodeType) $($r.Name) $($r.Depth) $($r.Value)" }',
        [
            "Element a 0 ",
            "Element b 1 ",
            "Text  2 t",
            "EndElement b 1 ",
            "Element c 1 ",
            "EndElement a 0 ",
        ],
    ),
    "a reader goes through attributes": (
        '$r = New-Object Xml.XmlNodeReader ([xml]\'<a p="1" q="2"/>\'); $null = $r.Read(); '
        "$r.AttributeCount; $r.HasAttributes; $r.MoveToNextAttribute(); $r.Name; $r.Value; "
        "$r.MoveToNextAttribute(); $r.MoveToNextAttribute(); $r.MoveToElement(); $r.Name; "
        "$r.IsEmptyElement",
        [
            "2",
            "True",
            "True",
            "p",
            "1",
            "True",
            "False",
            "True",
            "a",
            "True",
        ],
    ),
    "a document is loaded from a reader": (
        "$x = New-Object Xml.XmlDocument; "
        "$x.Load((New-Object Xml.XmlTextReader (New-Object IO.StringReader '<a><b/></a>'))); $x.OuterXml",
        [
            "<a><b /></a>",
        ],
    ),
    "a faulty text shows when it is read": (
        "$r = New-Object Xml.XmlTextReader (New-Object IO.StringReader '<a><b></a>'); "
        "try { while ($r.Read()) { } } catch { $_.Exception.InnerException.GetType().Name }",
        [
            "XmlException",
        ],
    ),
    "a namespace is declared after the attributes": (
        "$s = New-Object IO.StringWriter; $w = [Xml.XmlWriter]::Create($s); "
        "$w.WriteStartElement('r','urn:x'); $w.WriteAttributeString('a','1'); $w.WriteEndElement(); "
        "$w.Flush(); $s.ToString()",
        [
            '<?xml version="1.0" encoding="utf-16"?><r a="1" xmlns="urn:x" />',
        ],
    ),
    "a writer has states": (
        "$w = New-Object Xml.XmlTextWriter (New-Object IO.StringWriter); $w.WriteState; "
        "$w.WriteStartElement('a'); $w.WriteState; $w.WriteString('x'); $w.WriteState; $w.Close(); "
        "$w.WriteState; $w.Formatting; $w.Indentation; $w.IndentChar -eq ' '; $w.QuoteChar",
        [
            "Start",
            "Element",
            "Content",
            "Closed",
            "None",
            "2",
            "True",
            '"',
        ],
    ),
    "values are converted as XML Schema says": (
        "[Xml.XmlConvert]::ToString($true); [Xml.XmlConvert]::ToString(1.5); "
        "[Xml.XmlConvert]::EncodeName('a b'); [Xml.XmlConvert]::DecodeName('a_x0020_b'); "
        "[Xml.XmlConvert]::ToBoolean('1'); [Xml.XmlConvert]::ToInt32('5')",
        [
            "true",
            "1.5",
            "a_x0020_b",
            "a b",
            "True",
            "5",
        ],
    ),
    "what cannot be converted is refused": (
        "try { [Xml.XmlConvert]::ToInt32('x') } catch { $_.Exception.InnerException.Message }; "
        "try { [Xml.XmlConvert]::ToByte('300') } catch { $_.Exception.InnerException.GetType().Name }; "
        "try { [Xml.XmlConvert]::VerifyName('a b') } catch { $_.Exception.InnerException.Message }",
        [
            "Input string was not in a correct format.",
            "OverflowException",
            "The ' ' character, hexadecimal value 0x20, cannot be included in a name.",
        ],
    ),
}


@pytest.mark.parametrize(("code", "expected"), OUTPUT.values(), ids=OUTPUT)
def test_xml_piece_by_piece(code: str, expected: list[str]) -> None:
    result = run(code, 10)
    assert result.errors == []
    assert [to_text(each).strip() for each in result.output] == [each.strip() for each in expected]
