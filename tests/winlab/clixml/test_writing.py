"""What is written of objects that are too deep, and what comes back as itself."""

from __future__ import annotations

import pytest

from winlab.powershell.clixml import document, read_document
from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.instants import DateTime
from winlab.powershell.net.automation import Reference
from winlab.powershell.net.queues import Queue, Stack
from winlab.powershell.values import ArrayList, Hashtable, PSObject, type_names


def _body(value: object, depth: int = 1) -> str:
    return "".join(line.strip() for line in document([value], EngineModel(), depth).splitlines()[1:-1])


def test_an_object_cut_at_depth_keeps_its_text_and_notes() -> None:
    bag = PSObject.of({"n": 1})
    assert '<Obj N="Value" RefId="1"><S>@{n=1}</S><MS><I32 N="n">1</I32></MS></Obj>' in _body(Reference.new(bag))


def test_an_object_cut_at_depth_keeps_a_type_name_it_was_given() -> None:
    bag = PSObject.of({"n": 1}, ["Acme.Leaf"])
    assert '<TN RefId="1"><T>Acme.Leaf</T>' in _body(Reference.new(bag))


def test_one_level_more_writes_it_whole() -> None:
    assert "<S>@{n=1}</S>" not in _body(Reference.new(PSObject.of({"n": 1})), depth=2)


def test_changed_type_names_are_written() -> None:
    changed = ArrayList([1])
    changed.instance_type_names = ["Mine"]
    assert _body(changed) == '<Obj RefId="0"><TN RefId="0"><T>Mine</T></TN><LST><I32>1</I32></LST></Obj>'


@pytest.mark.parametrize("made", [Queue(["a", "b"]), Stack(["b", "a"])])
def test_queues_and_stacks_come_back_as_such(made: Queue | Stack) -> None:
    (found,) = read_document(document([made], EngineModel(), 1))
    assert isinstance(found, PSObject)
    assert isinstance(found.base, type(made))
    assert (found.base.items, type_names(found)[0]) == (made.items, f"Deserialized.{made.type_names()[0]}")


def test_a_table_that_holds_itself_ends() -> None:
    table = Hashtable()
    table.set("me", table)
    assert _body(table).count("<DCT>") == 2


def test_the_first_moment_has_four_digits_of_year() -> None:
    assert DateTime(0).net_string() == "01/01/0001 00:00:00"
