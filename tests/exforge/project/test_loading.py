"""Files of a project, right and wrong, and what a user is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exforge.project.model import Project
from exforge.project.problems import InvalidProject
from tests.exforge.conftest import load
from tests.exforge.worlds import BASE as BASE_ROLE
from tests.exforge.worlds import INVENTORY, PLAYBOOK, Fact, Files
from tests.exforge.worlds import TOP as TOP_ROLE

INV = "inventory/test/inventory.yml"
BOOK = "playbooks/exchange-2007.yml"
BASE = "roles/base/role.yml"
TOP = "roles/top/role.yml"


def test_each_host_gets_resources_with_its_own_values(project: Project) -> None:
    values = {
        bound.address: (resource.key, resource.value)
        for role in project.bound
        for bound in role.resources
        if isinstance(resource := bound.resource, Fact)
    }
    assert values == {
        "a/base/paint": ("paint", "blue"),
        "a/base/place": ("place", "10.0.0.1"),
        "b/base/paint": ("paint", "red"),
        "b/base/place": ("place", "10.0.0.2"),
        "a/top/roof": ("roof", "tiles"),
    }


def test_the_digest_changes_with_any_file(files: Files) -> None:
    before = load(files).digest
    assert load(files).digest == before
    files.write(TOP, (files.root / TOP).read_text() + "\n# a remark\n")
    assert load(files).digest != before


# file, what to replace, with what, what the user is told
WRONG: dict[str, tuple[str, str, str | None, str]] = {
    "duplicate key": (
        INV,
        "confirm: false",
        "confirm: false\nconfirm: true",
        r":4:1: the key 'confirm' is here twice",
    ),
    "tab": (INV, "  all:\n", "\tall:\n", r":7:1: a tab in the indentation"),
    "unknown key": (INV, "confirm:", "confrim:", r":3:1: .*'confrim'; did you mean 'confirm'\?"),
    "wrong type": (
        INV,
        "confirm: false",
        "confirm: perhaps",
        r":3:10: .*true or false, not the text 'perhaps'",
    ),
    "no address": (INV, "a: {kind: server, address: 10.0.0.1}", "a: {kind: server}", r":13:3: .*'address'"),
    "unknown kind": (INV, "a: {kind: server", "a: {kind: servr", r":13:13: .*did you mean 'server'\?"),
    "unknown host in group": (INV, "hosts: [a]", "hosts: [aa]", r":10:13: .*'aa'"),
    "group in itself": (INV, "hosts: [a, b]", "children: [all]", r":8:16: .*contains itself"),
    "reserved variable": (INV, "colour: red", "host: red\n  colour: red", r":5:3: .*'host'"),
    "password in clear": (
        INV,
        "confirm: false",
        "connection: {password: secret1}",
        r":3:24: .*reference, \{env: NAME\}",
    ),
    "fingerprint of nothing": (
        INV,
        "confirm: false",
        "connection: {fingerprint: 12:34}",
        r":3:27: .*SHA-256",
    ),
    "no file of authorities": (
        INV,
        "confirm: false",
        "connection: {tls: true, ca_file: ca.pem}",
        r":3:34: there is no file 'ca.pem'",
    ),
    "port out of range": (INV, "confirm: false", "connection: {port: 99999}", r":3:20: .*from 1 to 65535"),
    "unknown role": (
        BOOK,
        "roles: [top]",
        "roles: [tpo]",
        r":10:17: there is no role 'tpo'; did you mean 'top'\?",
    ),
    "unknown group": (
        BOOK,
        "hosts: [front]",
        "hosts: [fornt]",
        r":9:17: .*'fornt' in the inventory; did you mean",
    ),
    "two stages of one name": (BOOK, "stage: top", "stage: base", r":7:5: two stages are called 'base'"),
    "unknown resource type": (TOP, "fact:", "fakt:", r":5:5: .*'fakt'; did you mean 'fact'\?"),
    "unknown field": (TOP, "value: tiles", "vallue: tiles", r":5:23: .*'vallue'; did you mean 'value'\?"),
    "missing field": (TOP, ", value: tiles", "", r":5:11: fact 'roof' needs the field 'value'"),
    "field of wrong type": (
        TOP,
        "value: tiles",
        "value: [tiles]",
        r":5:30: value of fact 'roof' must be a text, not a list",
    ),
    "value out of choice": (
        TOP,
        "value: tiles",
        "value: tiles, level: middle",
        r":5:44: .*low, high, not middle",
    ),
    "two types": (TOP, "    fact:", "    x: 1\n    fact:", r":5:5: there is no resource type 'x'"),
    "unknown variable": (
        BASE,
        "{{ colour }}",
        "{{ color }}",
        r":7:31: the variable 'color' .*did you mean 'colour'\?",
    ),
    "unknown part": (
        BASE,
        "{{ host.address }}",
        "{{ host.adress }}",
        r":9:31: 'host' has no 'adress'; did you mean",
    ),
    "expression": (BASE, "{{ colour }}", "{{ colour | upper }}", r":7:31: .*is not a name"),
    "variable not given": (INV, "  colour: red\n", "  other: red\n", r":14:3: .*needs the variable 'colour'"),
    "circle of variables": (INV, "colour: red", 'colour: "{{ colour }}"', r":5:11: .*circle of variables"),
    "after something unknown": (
        BASE,
        "  - name: place\n",
        "  - name: place\n    after: [pant]\n",
        r":8:5: .*did you mean 'paint'",
    ),
    "same name twice": (BASE, "name: place", "name: paint", r":8:5: two resources .*'paint'"),
    "capability nobody provides": (
        TOP,
        "everywhere]",
        "everywher]",
        r":1:1: no stage provides 'everywher'.*'everywhere'",
    ),
    "role's name": (TOP, "role: top", "role: tip", r":1:1: .*'tip'.*'top'"),
    "empty file": (TOP, "", None, r":1:1: the file is empty"),
    "not YAML": (TOP, "requires: [", "requires: [[", r":3:1: not valid YAML"),
    "python tag": (TOP, "value: tiles", "value: !!python/name:os.system x", r":5:30: the tag"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_error_names_its_place_and_the_nearest_right_thing(case: str, files: Files) -> None:
    file, old, new, expected = WRONG[case]
    text = (files.root / file).read_text()
    assert old in text
    files.write(file, "" if new is None else text.replace(old, new, 1))
    with pytest.raises(InvalidProject) as caught:
        load(files)
    told = str(caught.value)
    assert re.search("^" + re.escape(file) + expected, told, re.MULTILINE), told


def test_all_errors_of_a_file_are_told_at_once(files: Files) -> None:
    text = (files.root / INV).read_text().replace("confirm: false", "confirm: 3").replace("server", "srv")
    files.write(INV, text)
    with pytest.raises(InvalidProject) as caught:
        load(files)
    assert len(caught.value.problems) == 3


HOSTILE = {
    "alias bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
        "aliases",
    ),
    "huge value": ("inventory: " + "x" * 70_000, "longer than"),
    "huge file": ("inventory: x\n" + "# x\n" * 300_000, "larger than"),
    "deep": ("inventory: " + "[" * 200 + "]" * 200, "deeper than"),
    "alias to nothing": ("inventory: *x", "not valid YAML|not known"),
    "two documents": ("inventory: x\n---\ninventory: y", "second document"),
    "not text": ("inventory: \x00", "not valid YAML"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(case: str, files: Files) -> None:
    text, expected = HOSTILE[case]
    files.write(INV, text)
    with pytest.raises(InvalidProject, match=expected):
        load(files)


TEXTS = {INV: INVENTORY, BOOK: PLAYBOOK, BASE: BASE_ROLE, TOP: TOP_ROLE}
PIECES = [
    " ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ":",
    ": ",
    "- ",
    "&a ",
    "*a",
    "{{",
    "}}",
    "'",
    '"',
    "|",
    "!!str ",
    "\t",
    "#",
]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 2000), st.integers(0, 12), st.sampled_from(PIECES))
def test_whatever_is_in_a_file_it_loads_or_is_refused_with_places(
    files: Files, file: str, at: int, removed: int, piece: str
) -> None:
    text = TEXTS[file]
    at %= len(text)
    files.write(file, text[:at] + piece + text[at + removed :])
    told = ""
    try:
        load(files)
    except InvalidProject as error:
        told = str(error)
    finally:
        files.write(file, text)
    assert not told or re.match(r"\S+\.yml:[1-9]\d*:[1-9]\d*: .", told), told


def test_a_stage_that_needs_a_later_one_is_refused(files: Files) -> None:
    book = (files.root / BOOK).read_text()
    files.write(BOOK, book.replace("[base]", "[X]").replace("[top]", "[base]").replace("[X]", "[top]"))
    with pytest.raises(InvalidProject, match="only the later stage 'top' provides"):
        load(files)


def test_a_circle_of_requirements_is_refused(files: Files) -> None:
    base = (files.root / BASE).read_text()
    files.write(BASE, base.replace("provides:", "requires: [high]\nprovides:"))
    files.write(TOP, (files.root / TOP).read_text().replace("requires:", "provides: [high]\nrequires:"))
    files.write(
        BOOK,
        "playbook: exchange-2007\nstages:\n- stage: s\n  plays:\n  - {hosts: [a], roles: [base]}\n"
        "  - {hosts: [a], roles: [top]}\n",
    )
    with pytest.raises(InvalidProject, match="a circle of requirements"):
        load(files)


def test_host_values_with_braces_are_not_templates_twice(files: Files) -> None:
    files.write(TOP, (files.root / TOP).read_text().replace("tiles", "'{{ host.name }}$(x)`'"))
    fact = load(files).bound[-1].resources[0].resource
    assert isinstance(fact, Fact)
    assert fact.value == "a$(x)`"


def test_when_false_leaves_a_resource_out(files: Files) -> None:
    files.write(BASE, (files.root / BASE).read_text() + "    when: false\n")
    assert [b.resource.name for b in load(files).bound[0].resources] == ["paint"]


def test_a_secret_never_prints_itself(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXF_TEST", "s3cret-value")
    files.write(TOP, (files.root / TOP).read_text().replace("tiles", "tiles, password: {env: EXF_TEST}"))
    fact = load(files).bound[-1].resources[0].resource
    assert isinstance(fact, Fact)
    assert fact.password is not None
    assert fact.password.reveal() == "s3cret-value"
    assert "s3cret-value" not in repr(fact) + str(fact) + f"{fact.password}"
