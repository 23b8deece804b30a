"""Documents made to hurt the reader."""

from __future__ import annotations

import time

import pytest

from winlab.powershell.clixml import ClixmlError, read_document, read_element
from winlab.powershell.clixml.parsing import NAMESPACE
from winlab.powershell.clixml.primitives import primitive

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
HOSTILE = {
    "entities that multiply": f"{LAUGHS}<S>&c;</S>",
    "an entity of another file": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><S>&f;</S>',
    "a document type elsewhere": '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><S>x</S>',
    "lists in lists": '<Obj RefId="0"><LST>' * 5000 + "</LST></Obj>" * 5000,
    "objects in properties": '<Obj RefId="0"><MS>' + '<Obj N="a" RefId="1"><MS>' * 3000,
    "dictionaries in dictionaries": '<Obj><DCT><En><S N="Key">k</S>' * 2000,
    "an unclosed string": "<S>" + "x" * 1_000_000,
    "nothing": "",
    "a null character": "<S>\0</S>",
    "a lone surrogate": "<S>\ud800</S>",
    "bytes that are no base64": "<BA>!!!</BA>",
    "a number of many digits": f"<I32>{'9' * 4000}</I32>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_element_is_refused_in_time(text: str) -> None:
    began = time.process_time()
    with pytest.raises(ClixmlError):
        read_element(text)
    assert time.process_time() - began < 2


def test_many_small_objects_are_read_in_time() -> None:
    body = '<Obj RefId="0"><MS><I32 N="a">1</I32><S N="b">x</S></MS></Obj>' * 5000
    began = time.process_time()
    assert len(read_document(f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">{body}</Objs>')) == 5000
    assert time.process_time() - began < 2


def test_an_error_says_where_it_is() -> None:
    with pytest.raises(ClixmlError, match=r"Wombat XML tag is not recognized\. Line 2, position 2\.") as failure:
        read_element("<Obj>\n<Wombat/></Obj>")
    assert (failure.value.resource, failure.value.line, failure.value.position) == ("InvalidElementTag", 2, 2)


ODD = {
    '<Obj><TN RefId="0">text<T>a</T></TN></Obj>': "",
    "<Obj><ToString>a<S>b</S></ToString></Obj>": "",
    "<S>a<S>b</S></S>": "",
    "<Obj><DCT><S>a</S></DCT></Obj>": "",
    "<SS>not sealed</SS>": "DeserializeSecureStringFailed",
    "<D>79228162514264337593543950336</D>": "InvalidPrimitiveType",
    "<Db>1e400</Db>": "InvalidPrimitiveType",
    "<Sg>1e39</Sg>": "InvalidPrimitiveType",
    "<TS>P10675200D</TS>": "InvalidPrimitiveType",
    "<DT>2003-04-24T24:00:00</DT>": "InvalidPrimitiveType",
    '<x:Nil xmlns:x="urn:x" />': "InvalidElementTag",
    '<Obj><x:MS xmlns:x="urn:x" /></Obj>': "InvalidElementTag",
}


@pytest.mark.parametrize("text", ODD)
def test_an_odd_document_is_refused_by_name(text: str) -> None:
    with pytest.raises(ClixmlError) as failure:
        read_document(f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">{text}</Objs>')
    assert failure.value.resource == ODD[text]


WRITTEN_OTHERWISE = {
    "<DT>2003-04-24</DT>": "2003-04-24T00:00:00",
    "<DT>2003</DT>": "2003-01-01T00:00:00",
    "<DT>2003-04-24T12:30:45.99999999Z</DT>": "2003-04-24T12:30:46Z",
    "<DT>0001-01-01T00:00:00+05:00</DT>": "0001-01-01T00:00:00+00:00",
    "<Db>-Infinity</Db>": "-INF",
    "<Sg>0.1</Sg>": "0.1",
    "<D>79228162514264337593543950335</D>": "79228162514264337593543950335",
}


@pytest.mark.parametrize("text", WRITTEN_OTHERWISE)
def test_what_schema_allows_is_read(text: str) -> None:
    value = read_element(text)
    assert primitive(value) == (text[1 : text.index(">")], WRITTEN_OTHERWISE[text])
