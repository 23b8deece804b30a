"""Tables of the snap-in's configuration objects."""

from __future__ import annotations

import pytest

from winlab.exchange.organization import OrganizationNames
from winlab.exchange.shell import access_kinds, messaging_kinds, store_kinds, transport_kinds
from winlab.exchange.shell.fields import Field, FieldError, Kind, size_text, time_text, to_directory
from winlab.exchange.shell.kinds import ObjectKind

NAMES = OrganizationNames("CN=Configuration,DC=corp,DC=example", "Diary")
KINDS = [
    *transport_kinds.KINDS,
    *access_kinds.KINDS,
    *messaging_kinds.KINDS,
    *store_kinds.KINDS,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_every_default_is_a_value_its_own_field_accepts(kind: ObjectKind) -> None:
    for field in kind.fields:
        if field.default is None:
            continue
        default = [field.default] if isinstance(field.default, str) else list(field.default)
        assert to_directory(field, default) == default, field.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_no_property_is_declared_twice(kind: ObjectKind) -> None:
    names = [field.name.lower() for field in kind.fields]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10MB", "10MB"),
        ("10240KB", "10MB"),
        ("10485760", "10MB"),
        ("unlimited", "unlimited"),
        ("1500", "1500B"),
    ],
)
def test_sizes_are_shown_in_the_largest_whole_unit(text: str, shown: str) -> None:
    assert size_text(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("07.00:00:00", "7.00:00:00"), ("00:05:00", "00:05:00"), ("7", "7.00:00:00"), ("1:30:00", "01:30:00")],
)
def test_spans_of_time_are_shown_in_their_usual_form(text: str, shown: str) -> None:
    assert time_text(text) == shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("A", "a", Kind.SIZE), "many"),
        (Field("A", "a", Kind.TIME), "soon"),
        (Field("A", "a", Kind.INTEGER), "x1"),
        (Field("A", "a", Kind.FLAGS, choices=("None", "Tls")), "Tls, Kerberos"),
    ],
)
def test_values_that_do_not_fit_are_refused(field: Field, value: str) -> None:
    with pytest.raises(FieldError):
        to_directory(field, [value])


def test_objects_live_where_the_directory_has_them() -> None:
    assert transport_kinds.RECEIVE_CONNECTOR.container_dn(NAMES, "HT01") == (
        "CN=SMTP Receive Connectors,CN=Protocols,CN=HT01,CN=Servers,"
        "CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Diary,"
        "CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=example"
    )
    assert transport_kinds.SEND_CONNECTOR.container_dn(NAMES).startswith(
        "CN=Connections,CN=Exchange Routing Group (DWBGZMFD01QNBJR),CN=Routing Groups,"
    )
