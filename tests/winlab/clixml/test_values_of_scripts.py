"""What the output of a script looks like on the wire, and what the wire's values are to a script."""

from __future__ import annotations

import re

import pytest

from tests.winlab.corpus.fresh import within
from winlab.powershell.clixml import element, read_element
from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.runspace import Runspace
from winlab.powershell.startup import now_running
from winlab.powershell.text import to_text
from winlab.powershell.values import type_name

SECONDS = 10
_BAG = "<T>System.Management.Automation.PSCustomObject</T>"

HOLDS = {
    "a date's properties as reflection tells them": (
        "New-Object psobject -Property @{n=(Get-Date).PSObject.Properties | ForEach-Object { $_.Name }}",
        "<S>DisplayHint</S><S>DateTime</S><S>Date</S><S>Day</S><S>DayOfWeek</S><S>DayOfYear</S><S>Hour</S><S>Kind</S>",
    ),
    "a code page's": (
        "[Text.Encoding]::Default",
        '<Props><B N="IsSingleByte">true</B><S N="BodyName">iso-8859-1</S><S N="EncodingName">Western European',
    ),
    "the classes a service is made of": (
        "Get-Service W32Time",
        "<T>System.ServiceProcess.ServiceController</T><T>System.ComponentModel.Component</T>"
        "<T>System.MarshalByRefObject</T><T>System.Object</T>",
    ),
    "the length of a SID": (
        "New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544'",
        '<Props><I32 N="BinaryLength">16</I32><Nil N="AccountDomainSid" /><S N="Value">S-1-5-32-544</S></Props>',
    ),
    "what a WMI object is behind what its class has": (
        "Get-WmiObject Win32_BIOS",
        '<S N="Options">System.Management.ObjectGetOptions</S><S N="ClassPath">',
    ),
    "a folder's names": (
        "Get-Item C:\\WINDOWS",
        '<Props><S N="Name">WINDOWS</S><S N="Parent">C:\\</S><B N="Exists">true</B>',
    ),
    "a node's name as its text": ("([xml]'<a><b>1</b></a>').a", '<ToString>a</ToString><Props><S N="b">1</S></Props>'),
    "a culture's properties in the order of its set": (
        "[Globalization.CultureInfo]'de-DE'",
        '<Props><I32 N="LCID">1031</I32><S N="Name">de-DE</S><S N="DisplayName">',
    ),
    "a date of Get-Date tells how it is to be shown": (
        "Get-Date '2010-02-03'",
        '<DT>2010-02-03T00:00:00</DT><MS><Obj N="DisplayHint"',
    ),
    "a bare date has no members of its type": ("[datetime]'2010-02-03'", "<DT>2010-02-03T00:00:00</DT>"),
    "a number among arguments keeps its text": (
        "New-Object PSObject | Add-Member NoteProperty n 0x10 -PassThru",
        '<Obj N="n" RefId="1"><ToString>0x10</ToString><I32>16</I32></Obj>',
    ),
    "a member set is a bag in the bag": (
        "$n = New-Object Management.Automation.PSNoteProperty 'a', 2\n"
        "$s = New-Object Management.Automation.PSMemberSet 'set', ([Management.Automation.PSMemberInfo[]]@($n))\n"
        "$o = New-Object PSObject; $o.PSObject.Members.Add($s); $o",
        '<MS><MS N="set"><I32 N="a">2</I32></MS></MS>',
    ),
    "a getter without output is an empty bag": (
        "New-Object PSObject | Add-Member ScriptProperty none { } -PassThru",
        '<MS><Obj N="none" RefId="1"><TNRef RefId="0" /></Obj></MS>',
    ),
    "an entry of a generic dictionary is a pair": (
        "$d = New-Object 'Collections.Generic.Dictionary[string,int]'; $d.Add('k', 5); $d.GetEnumerator()",
        '<ToString>[k, 5]</ToString><Props><S N="Key">k</S><I32 N="Value">5</I32></Props>',
    ),
    "a generic collection is a list by its own name": (
        "$c = New-Object 'Collections.ObjectModel.Collection[int]'; $c.Add(1); ,$c",
        "<T>System.Collections.ObjectModel.Collection`1[[System.Int32",
    ),
    "the text of an exception tells the inner ones": (
        "New-Object Exception 'a', (New-Object ArgumentException 'b')",
        "<ToString>System.Exception: a ---&gt; System.ArgumentException: b_x000D__x000A_   --- End of inner",
    ),
    "an element that holds itself refers to itself": (
        ",[regex]::Matches('a', 'a')",
        '<Obj N="Groups" RefId="2"><TN RefId="2"><T>System.Text.RegularExpressions.GroupCollection</T>'
        '<T>System.Object</T></TN><IE><Ref RefId="1" /></IE></Obj>',
    ),
    "an object that was given out alone does not refer to its wrapper": (
        "[regex]::Match('a', 'a')",
        "<T>System.Text.RegularExpressions.CaptureCollection</T><T>System.Object</T></TN><IE><S>a</S></IE>",
    ),
    "objects in objects end at the fiftieth": (
        "$x = 1; foreach ($i in 1..60) { $x = ,$x }; ,$x",
        "<S>Serialized XML is nested too deeply.</S>",
    ),
}


def _written(code: str) -> str:
    def write(runspace: Runspace) -> str:
        result = runspace.invoke(code)
        assert not result.errors
        now_running(runspace.session)
        return element(result.output[0], EngineModel())

    return within(SECONDS, write)


@pytest.mark.parametrize(("code", "part"), HOLDS.values(), ids=HOLDS.keys())
def test_output_holds(code: str, part: str) -> None:
    assert part in _written(code)


def _obj(name: str, text: str, properties: str) -> str:
    return (
        f'<Obj RefId="0"><TN RefId="0"><T>{name}</T></TN><ToString>{text}</ToString><Props>{properties}</Props></Obj>'
    )


ALIVE = {
    "a credential": ("System.Management.Automation.PSCredential", "", '<S N="UserName">u</S>'),
    "a switch": ("System.Management.Automation.SwitchParameter", "True", '<B N="IsPresent">true</B>'),
    "a culture": ("System.Globalization.CultureInfo", "en-US", '<I32 N="LCID">1033</I32>'),
    "a mail address": ("System.Net.Mail.MailAddress", "a@b", '<S N="User">a</S>'),
}


@pytest.mark.parametrize(("name", "text", "properties"), ALIVE.values(), ids=ALIVE.keys())
def test_it_comes_back_as_itself(name: str, text: str, properties: str) -> None:
    assert type_name(read_element(_obj(name, text, properties))) == name


def test_what_came_back_goes_out_as_it_came() -> None:
    sent = _obj("Acme.Thing", "a thing", '<I32 N="Id">7</I32>').replace("Acme", "Deserialized.Acme")
    assert element(read_element(sent), EngineModel()) == sent


def test_keys_that_clash_are_told_apart() -> None:
    entries = "".join(f'<En><S N="Key">{key}</S><I32 N="Value">1</I32></En>' for key in ("a", "a", "A"))
    table = read_element(f'<Obj RefId="0"><DCT>{entries}</DCT></Obj>')
    assert element(table, EngineModel()).count("<En>") == 3


def test_a_text_that_came_along_is_what_the_value_says() -> None:
    assert to_text(read_element('<Obj RefId="0"><ToString>2L</ToString><I64>2</I64></Obj>')) == "2L"


@pytest.mark.parametrize("code", ["Get-Service W32Time", "Get-Process lsass", "Get-Command Get-Item"])
def test_references_point_backwards_only(code: str) -> None:
    defined: set[tuple[str, str]] = set()
    for tag, number in re.findall(r'<(TN|TNRef|Obj|Ref)(?: N="[^"]*")? RefId="(\d+)"', _written(code)):
        if tag.endswith("Ref"):
            assert (tag.removesuffix("Ref") or "Obj", number) in defined, (tag, number)
        else:
            defined.add((tag, number))
