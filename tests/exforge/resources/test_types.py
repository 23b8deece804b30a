"""Every resource type by cases: fields, what the probes answered -> comparison, changes and acts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from exforge.resources.base import Act, Probe, State
from exforge.resources.catalogue import REGISTRY
from exforge.resources.package import Detection
from tests.exforge.library.test_library import assert_callable
from tests.exforge.resources.cases import Case
from tests.exforge.resources.cases_cluster import CLUSTER
from tests.exforge.resources.cases_directory import DIRECTORY, STEP
from tests.exforge.resources.cases_exchange import EXCHANGE, ROLE
from tests.exforge.resources.cases_windows import WINDOWS

CASES = [*WINDOWS, *DIRECTORY, *EXCHANGE, *CLUSTER]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.type}: {case.id}")
def test_comparison_and_acts(case: Case) -> None:
    resource = case.resource()
    assert len(resource.probes()) == len(case.observed)
    comparison = resource.compare(case.observed)
    assert comparison.state is case.state, comparison
    assert {change.field: (change.old, change.new) for change in comparison.changes} == dict(case.changes)
    assert case.reason in comparison.reason
    if case.state is State.BLOCKED:
        assert comparison.remedy
    if case.state is State.CHANGE:
        assert tuple(act.function for act in resource.acts(comparison)) == case.acts


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.type}: {case.id}")
def test_every_call_is_a_function_of_the_library(case: Case) -> None:
    resource = case.resource()
    calls: list[Probe | Act] = [*resource.probes()]
    comparison = resource.compare(case.observed)
    if comparison.state is State.CHANGE:
        calls.extend(act for act in resource.acts(comparison) if not act.restart)
    for call in calls:
        assert_callable(call)
        if isinstance(call, Probe):
            assert call.function.startswith(("Get-", "Test-"))


def test_every_type_has_cases() -> None:
    assert {case.type for case in CASES} == set(REGISTRY)


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_odd_answers_never_raise(kind: str) -> None:
    case = next(case for case in CASES if case.type == kind)
    resource = case.resource()
    for odd in (None, (), "text", 7, {"Exists": "maybe", "Servers": "none"}):
        resource.compare(tuple(odd for _ in resource.probes()))


REFUSED = [
    ("package", {}, "exactly one"),
    ("package", {"file": "a", "update": "b"}, "exactly one"),
    ("package", {"registry": "HKLM:\\K"}, "name of a value"),
    (
        "registry_value",
        {"key": "HKLM:\\K", "value": "V", "kind": "DWord", "data": "one"},
        "DWord needs a number",
    ),
    ("local_group_member", {"member": "svc"}, "DOMAIN"),
    ("exchange_role", {**ROLE, "role": "ClientAccess", "legacy_routing_server": "be01"}, "HubTransport"),
    ("exchange_domain", STEP, "domain"),
    ("cluster", {"cluster": "C", "address": "10.1.1.60"}, "account"),
]


@pytest.mark.parametrize(("kind", "fields", "said"), REFUSED)
def test_fields_that_contradict_each_other_are_refused(kind: str, fields: Mapping[str, Any], said: str) -> None:
    make = Detection if kind == "package" else partial(REGISTRY[kind], "x")
    with pytest.raises(ValueError, match=said):
        make(**fields)
