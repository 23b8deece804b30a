"""Documents made to hurt the reader."""

from __future__ import annotations

import time

import pytest

from winlab.powershell.clixml import ClixmlError, read_document, read_element
from winlab.powershell.clixml.parsing import NAMESPACE

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
