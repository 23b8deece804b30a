from __future__ import annotations

import pytest
from pypsrp.complex_objects import GenericComplexObject
from pypsrp.serializer import Serializer, TaggedValue

from exforge.remote.wire import from_wire, to_wire
from exforge.resources.base import Value
from exforge.resources.secret import Secret

NASTY = "a'b\"c$(1)`n{{x}}\r\n\x1b[31m_x000A_ \u2018\u202e \U0001f600"

VALUES: list[Value] = [
    None,
    True,
    0,
    -(2**31),
    "",
    "text",
    NASTY,
    ("a", "b"),
    {"Name": "x", "List": ("a", 1, True, None), "Inner": {"Deep": {"Er": 1}}},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_survive_the_way_through_clixml(value: Value) -> None:
    serializer = Serializer()
    there = serializer.serialize(to_wire(value))
    assert there is not None
    assert from_wire(serializer.deserialize(there)) == value


def test_a_secret_becomes_a_secure_string() -> None:
    sent = to_wire({"Password": Secret("env:P", lambda: "geheim")})
    assert isinstance(sent, dict)
    tagged = sent["Password"]
    assert isinstance(tagged, TaggedValue)
    assert tagged.tag == "SS"


def test_a_number_beyond_32_bits_is_sent_as_one_of_64() -> None:
    sent = to_wire(2**40)
    assert isinstance(sent, TaggedValue)
    assert (sent.tag, sent.value) == ("I64", str(2**40))


def test_an_object_becomes_a_mapping_of_its_properties() -> None:
    found = GenericComplexObject()
    found.adapted_properties = {"Name": "W3SVC"}
    found.extended_properties = {"Extra": [1]}
    assert from_wire(found) == {"Name": "W3SVC", "Extra": (1,)}


def test_hashtables_in_an_arraylist_arrive_and_in_an_array_they_would_not() -> None:
    table = (
        '<Obj RefId="1"><TN RefId="1"><T>System.Collections.Hashtable</T><T>System.Object</T></TN>'
        '<DCT><En><S N="Key">Name</S><S N="Value">W3SVC</S></En></DCT></Obj>'
    )

    def listed(types: str) -> Value:
        return from_wire(Serializer().deserialize(f'<Obj RefId="0"><TN RefId="0">{types}</TN><LST>{table}</LST></Obj>'))

    assert listed("<T>System.Collections.ArrayList</T><T>System.Object</T>") == ({"Name": "W3SVC"},)
    array = "<T>System.Object[]</T><T>System.Array</T><T>System.Object</T>"
    assert listed(array) != ({"Name": "W3SVC"},), "pypsrp reads arrays now; ConvertTo-Answer is no longer needed"
