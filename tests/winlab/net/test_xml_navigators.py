"""XPathNavigator, XPathDocument and XPathNodeIterator."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.fresh import run
from winlab.powershell.text import to_text

OUTPUT = {
    "a document is asked": (
        '$d = New-Object Xml.XPath.XPathDocument (New-Object IO.StringReader \'<a><b n="1"/><b n="2"/></a>\'); '
        "$n = $d.CreateNavigator(); $n.Select('//b').Count; $n.SelectSingleNode('/a/b[2]/@n').Value; "
        "$n.Evaluate('count(//b)')",
        [
            "2",
            "2",
            "2",
        ],
    ),
    "a navigator counts": (
        "$n = ([xml]'<a><b>1</b><b>2</b></a>').CreateNavigator(); $n.Evaluate('sum(//b)'); "
        "$n.MoveToFirstChild(); $n.Name; $n.Value; foreach ($x in $n.Select('b')) { $x.Value }",
        [
            "3",
            "True",
            "a",
            "12",
            "1",
            "2",
        ],
    ),
    "a navigator moves": (
        '$n = ([xml]\'<a x="1" y="2"><b>t</b><c/></a>\').CreateNavigator(); $n.NodeType; '
        "$n.MoveToChild('a',''); $n.MoveToFirstAttribute(); $n.Name; $n.MoveToNextAttribute(); "
        "$n.Value; $n.MoveToNextAttribute(); $n.MoveToParent(); $n.GetAttribute('x',''); "
        "$n.MoveToFirstChild(); $n.MoveToNext(); $n.LocalName; $n.MoveToNext(); $n.MoveToRoot(); "
        "$n.NodeType",
        [
            "Root",
            "True",
            "True",
            "x",
            "True",
            "2",
            "False",
            "True",
            "1",
            "True",
            "True",
            "c",
            "False",
            "Root",
        ],
    ),
    "an iterator steps": (
        "$i = ([xml]'<a><b>1</b><b>2</b></a>').CreateNavigator().Select('/a/b'); "
        'while ($i.MoveNext()) { "$($i.CurrentPosition) $($i.Current.Value) $($i.Current.ValueAsInt + 1)" }',
        [
            "1 1 2",
            "2 2 3",
        ],
    ),
    "names have namespaces": (
        "$x = [xml]'<r xmlns=\"urn:a\"><v>5</v></r>'; "
        "$m = New-Object Xml.XmlNamespaceManager $x.NameTable; $m.AddNamespace('p','urn:a'); "
        "$x.CreateNavigator().SelectSingleNode('//p:v',$m).Value; "
        "$x.CreateNavigator().Evaluate('string(//p:v)',$m); $x.CreateNavigator().Evaluate('1 = 1'); "
        "try { $x.CreateNavigator().Select('///') } catch { $_.Exception.InnerException.GetType().Name }",
        [
            "5",
            "5",
            "True",
            "XPathException",
        ],
    ),
}


@pytest.mark.parametrize(("code", "expected"), OUTPUT.values(), ids=OUTPUT)
def test_a_navigator_moves_and_asks(code: str, expected: list[str]) -> None:
    result = run(code, 10)
    assert result.errors == []
    assert [to_text(each) for each in result.output] == expected
