"""What the codec writes is read by a real client's deserialiser, and the other way round."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from pypsrp.complex_objects import ObjectMeta
from pypsrp.messages import ErrorRecordMessage as ClientError
from pypsrp.messages import PipelineState
from pypsrp.messages import ProgressRecord as ClientProgress
from pypsrp.serializer import Serializer

from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.errors import ErrorRecord, InvocationInfo, NetException
from winlab.powershell.running import ProgressRecord
from winlab.powershell.values import Hashtable, PSObject
from winlab.winrm.codec import EngineCodec

CODEC = EngineCodec(EngineModel(), lambda text: f"secret {text}")


def plain(text: str) -> str:
    return text


def record() -> ErrorRecord:
    exception = NetException("System.InvalidOperationException", "it failed", NetException("System.Exception", "why"))
    made = ErrorRecord(exception, "Failed,Test", "InvalidOperation", "target")
    made.invocation = InvocationInfo(line="throw 1", line_number=1, offset_in_line=1)
    return made


@pytest.mark.parametrize("value", [5, "text_x0041_\x00\r\n", True, 2.5, None, ["a", 1]])
def test_values_reach_the_client(value: object) -> None:
    assert Serializer().deserialize(ElementTree.fromstring(CODEC.encode(value, plain))) == value


def test_a_custom_object_reaches_the_client_as_properties() -> None:
    xml = CODEC.encode(PSObject.of({"Name": "n", "Number": 3}), plain)
    read = Serializer().deserialize(ElementTree.fromstring(xml))
    assert read.extended_properties == {"Name": "n", "Number": 3}


def test_a_hashtable_comes_from_the_client() -> None:
    sent = Serializer().serialize({"key": [1, 2]})
    assert sent is not None
    read = CODEC.decode(ElementTree.tostring(sent, encoding="unicode"), plain)
    assert isinstance(read, (Hashtable, PSObject))
    table = read.base if isinstance(read, PSObject) else read
    assert isinstance(table, Hashtable)
    assert list(table.keys()) == ["key"]


def test_a_secure_string_is_deciphered() -> None:
    assert CODEC.decode("<SS>abc</SS>", str.upper) == "secret ABC"


def test_an_error_record_reaches_the_client_whole() -> None:
    element = ElementTree.fromstring(CODEC.encode_error(record(), plain))
    read = Serializer().deserialize(element, ObjectMeta("Obj", object=ClientError))
    assert str(read) == "it failed"
    assert read.fq_error == "Failed,Test"
    assert read.reason == "InvalidOperationException"
    assert read.category == 7
    assert read.target_object == "target"
    assert read.exception.types[0] == "System.InvalidOperationException"


def test_a_failed_state_holds_its_reason() -> None:
    element = ElementTree.fromstring(CODEC.encode_state(5, record(), plain))
    read = Serializer().deserialize(element, ObjectMeta("Obj", object=PipelineState))
    assert read.state == 5
    assert str(read.error_record) == "it failed"


def test_progress_reaches_the_client() -> None:
    element = ElementTree.fromstring(CODEC.encode_progress(ProgressRecord(3, "act", "going", 40)))
    read = Serializer().deserialize(element, ObjectMeta("Obj", object=ClientProgress))
    assert (read.activity_id, read.activity, read.percent_complete) == (3, "act", 40)
