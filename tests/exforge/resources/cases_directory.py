"""Cases of the preparation of Active Directory."""

from __future__ import annotations

from collections.abc import Mapping

from exforge.resources.base import Value
from tests.exforge.resources.cases import ABSENT, BLOCKED, CHANGE, DCS, IN, THERE, Case


def controller(server: str, **state: Value) -> Value:
    root = server.startswith("root")
    base: dict[str, Value] = {
        "Server": server,
        "Reached": True,
        "Problem": "",
        "Domain": "DC=corp,DC=example" if root else "DC=child,DC=corp,DC=example",
        "IsRoot": root,
        "SchemaVersion": 6870,
        "DomainVersion": 6936,
        "Organization": "Diary",
        "OrganizationVersion": 6903,
        "MixedMode": False,
        "AdministrativeGroup": False,
        "Groups": (),
        "InstallDomainServers": False,
        "LegacyGroup": True,
        "LegacyPermission": False,
    }
    return {**base, **state}


def directory(root: Mapping[str, Value], child: Mapping[str, Value], setup: Value = THERE) -> tuple[Value, ...]:
    return ({"Servers": (controller(DCS[0], **root), controller(DCS[1], **child))}, setup)


STEP = {"media": r"C:\Media\Exchange2007", "level": "SP1", "domain_controllers": DCS}
GROUPS: tuple[Value, ...] = (
    "Exchange Organization Administrators",
    "Exchange Recipient Administrators",
    "Exchange Servers",
    "Exchange View-Only Administrators",
    "ExchangeLegacyInterop",
)
ORGANISED: Mapping[str, Value] = {"OrganizationVersion": 11221, "AdministrativeGroup": True, "Groups": GROUPS}
PREPARE = ("Install-ExchangePreparation",)

DIRECTORY = [
    Case(
        "legacy permissions nowhere",
        "exchange_legacy_permissions",
        STEP,
        directory({}, {}),
        CHANGE,
        {
            f"version on {DCS[0]}": ("not granted", "granted"),
            f"version on {DCS[1]}": ("not granted", "granted"),
        },
        PREPARE,
    ),
    Case(
        "legacy permissions where they are needed",
        "exchange_legacy_permissions",
        STEP,
        directory({"LegacyPermission": True}, {"LegacyGroup": False}),
        IN,
    ),
    Case(
        "a second domain without legacy permissions",
        "exchange_legacy_permissions",
        STEP,
        directory({"LegacyPermission": True}, {}),
        CHANGE,
        {f"version on {DCS[1]}": ("not granted", "granted")},
        PREPARE,
    ),
    Case(
        "schema of Exchange 2003",
        "exchange_schema",
        STEP,
        directory({}, {}),
        CHANGE,
        {f"version on {DCS[0]}": ("6870", "11116"), f"version on {DCS[1]}": ("6870", "11116")},
        PREPARE,
    ),
    Case(
        "schema that only has to replicate",
        "exchange_schema",
        STEP,
        directory({"SchemaVersion": 11116}, {}),
        CHANGE,
        {f"version on {DCS[1]}": ("6870, being replicated", "11116")},
    ),
    Case(
        "schema that only has to replicate needs no media",
        "exchange_schema",
        STEP,
        directory({"SchemaVersion": 11116}, {}, ABSENT),
        CHANGE,
        {f"version on {DCS[1]}": ("6870, being replicated", "11116")},
    ),
    Case(
        "schema of a later product",
        "exchange_schema",
        STEP,
        directory({"SchemaVersion": 14625}, {"SchemaVersion": 14622}),
        IN,
    ),
    Case(
        "schema without media",
        "exchange_schema",
        STEP,
        directory({}, {}, ABSENT),
        BLOCKED,
        reason="setup.com",
    ),
    Case(
        "a controller that does not answer",
        "exchange_schema",
        STEP,
        ({"Servers": (controller(DCS[0]), {"Server": DCS[1], "Reached": False, "Problem": "no RPC"})}, THERE),
        BLOCKED,
        reason="no RPC",
    ),
    Case(
        "organisation of Exchange 2003",
        "exchange_organisation",
        STEP,
        directory({}, {}),
        CHANGE,
        {f"version on {DCS[0]}": ("6903", "11221"), f"version on {DCS[1]}": ("6903", "11221")},
        PREPARE,
    ),
    Case(
        "organisation prepared",
        "exchange_organisation",
        STEP,
        directory(ORGANISED, {"OrganizationVersion": 11221, "AdministrativeGroup": True}),
        IN,
    ),
    Case(
        "organisation without one of its groups",
        "exchange_organisation",
        STEP,
        directory({**ORGANISED, "Groups": GROUPS[:4]}, {"OrganizationVersion": 11221, "AdministrativeGroup": True}),
        CHANGE,
        {f"version on {DCS[0]}": ("11221 without ExchangeLegacyInterop", "11221")},
        PREPARE,
    ),
    Case(
        "organisation that only has to replicate",
        "exchange_organisation",
        STEP,
        directory(ORGANISED, {}),
        CHANGE,
        {f"version on {DCS[1]}": ("6903, being replicated", "11221")},
    ),
    Case(
        "organisation in mixed mode",
        "exchange_organisation",
        STEP,
        directory({"MixedMode": True}, {}),
        BLOCKED,
        reason="mixed mode",
    ),
    Case(
        "no organisation and no name",
        "exchange_organisation",
        STEP,
        directory({"Organization": ""}, {"Organization": ""}),
        BLOCKED,
        reason="no Exchange organisation",
    ),
    Case(
        "child domain not prepared",
        "exchange_domain",
        {**STEP, "domain": "child.corp.example"},
        directory({}, {}),
        CHANGE,
        {f"version on {DCS[1]}": ("6936", "11221")},
        PREPARE,
    ),
    Case(
        "a domain without controllers in the list",
        "exchange_domain",
        {**STEP, "domain": "other.example"},
        directory({}, {}),
        BLOCKED,
        reason="other.example",
    ),
    Case(
        "child domain prepared",
        "exchange_domain",
        {**STEP, "domain": "child.corp.example"},
        directory({}, {"DomainVersion": 11221, "InstallDomainServers": True}),
        IN,
    ),
]
