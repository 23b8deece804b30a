"""Prerequisite checks of setup.com, as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from winlab.exchange.levels import level_named
from winlab.exchange.roles import ROLES
from winlab.exchange.setup import checks
from winlab.exchange.setup.commandline import Action, parse_command_line
from winlab.exchange.setup.console import Finding, Severity
from winlab.exchange.setup.facts import DirectoryFacts, HostFacts, RoleState

SP3 = level_named("SP3")
HOST = HostFacts(
    "HT01",
    "HT01.child.corp.example",
    services=frozenset({"W3SVC", "IISADMIN"}),
    components=frozenset({"iis_common", "iis_www", "iis_inetmgr", "aspnet", "complusnetwork"}),
)
FOREST = DirectoryFacts(
    root_domain="corp.example",
    own_domain="corp.example",
    domains=("corp.example", "child.corp.example"),
    site="HQ",
    schema_master="dc1.corp.example",
    schema_master_site="HQ",
    schema_master_domain="corp.example",
    range_upper=6870,
    org="Diary",
    org_version=6903,
    meso={"corp.example": 6936, "child.corp.example": 6936},
    native_domains=frozenset({"corp.example", "child.corp.example"}),
    legacy_domains=("child.corp.example",),
    legacy_servers=("BE01.child.corp.example", "BE02.child.corp.example"),
    schema_admin=True,
    enterprise_admin=True,
    domain_admin_of=frozenset({"corp.example"}),
)
PREPARED = replace(
    FOREST,
    range_upper=14625,
    org_version=11222,
    meso={"corp.example": 11221, "child.corp.example": 11221},
    own_domain="child.corp.example",
)


def errors(findings: list[Finding]) -> list[str]:
    """Texts of the findings that stop setup."""
    return [finding.text for finding in findings if finding.severity is Severity.ERROR]


ORGANIZATION = [
    ("/pl", {}, None),
    ("/pl", {"enterprise_admin": False}, checks.GLOBAL_RIGHTS),
    ("/ps", {}, None),
    ("/ps", {"schema_admin": False}, checks.SCHEMA_RIGHTS),
    ("/ps", {"enterprise_admin": False}, checks.SCHEMA_RIGHTS),
    ("/ps", {"site": "Branch"}, checks.WRONG_PLACE),
    ("/ps", {"own_domain": "child.corp.example"}, checks.WRONG_PLACE),
    ("/ps", {"schema_master_supported": False}, "is not running Microsoft Windows Server 2003"),
    ("/p", {}, None),
    ("/p", {"mixed_mode": True}, checks.MIXED_MODE),
    ("/p", {"org": None}, checks.NO_ORGANIZATION_NAME),
    ("/p", {"unreachable_domains": ("child.corp.example",)}, "could not contact the domain"),
    ("/p", {"range_upper": 14625, "schema_admin": False}, None),
    ("/p", {"schema_admin": False}, checks.SCHEMA_RIGHTS),
    ("/p", {"range_upper": 14625, "site": "Branch"}, checks.WRONG_PLACE),
    ("/pd:child.corp.example", {}, "Run setup /PrepareAD first"),
    ("/pd:child.corp.example", {"org_version": 11222}, None),
    ("/pd:other.example", {"org_version": 11222}, "cannot be found in the forest"),
    ("/pd:child.corp.example", {"org_version": 11222, "enterprise_admin": False}, checks.DOMAIN_RIGHTS),
    ("/pd", {"org_version": 11222, "enterprise_admin": False}, None),
    ("/pad", {"org_version": 11222, "enterprise_admin": False}, checks.GLOBAL_RIGHTS),
    ("/roles:H", {"schema_admin": False, "enterprise_admin": False}, checks.SCHEMA_RIGHTS),
]


@pytest.mark.parametrize(("switch", "changes", "text"), ORGANIZATION)
def test_organization_checks_refuse_what_the_documents_say(
    switch: str, changes: dict[str, object], text: str | None
) -> None:
    facts = replace(FOREST, **changes)  # type: ignore[arg-type]
    found = errors(checks.organization(parse_command_line([switch]), SP3, facts))
    if text is None:
        assert found == []
    else:
        assert any(text in item for item in found), found


ROLES_CASES = [
    ("HubTransport", "/LegacyRoutingServer:be01", {}, {}, None),
    ("HubTransport", "", {}, {}, "/LegacyRoutingServer parameter"),
    ("HubTransport", "", {}, {"hubs": ("HT02",)}, None),
    ("HubTransport", "/LegacyRoutingServer:be01", {}, {"hubs": ("HT02",)}, "only for the first Hub"),
    ("HubTransport", "/LegacyRoutingServer:dc1", {}, {}, "is not an Exchange 2000"),
    ("HubTransport", "", {"services": frozenset({"SMTPSVC"})}, {"hubs": ("HT02",)}, "SMTP service"),
    ("HubTransport", "", {"clustered": True}, {"hubs": ("HT02",)}, "node of a cluster"),
    ("ClientAccess", "", {}, {}, None),
    ("ClientAccess", "", {"services": frozenset()}, {}, checks.W3SVC_MISSING),
    ("ClientAccess", "", {"disabled": frozenset({"W3SVC"})}, {}, checks.W3SVC_MISSING),
    ("ClientAccess", "", {"aspnet_registered": False}, {}, "ASP.NET 2.0"),
    ("ClientAccess", "", {"iis_32bit": True}, {}, "32-bit mode"),
    ("UnifiedMessaging", "", {}, {}, None),
    ("UnifiedMessaging", "", {"msxml6": False}, {}, checks.MSXML6),
    ("UnifiedMessaging", "", {"media_encoder": False}, {}, "Media Encoder"),
    ("UnifiedMessaging", "", {"audio_codec": False}, {}, "Voice Codec"),
    ("Mailbox", "", {}, {}, None),
    ("Mailbox", "", {"clustered": True}, {}, None),
    ("Mailbox", "", {"components": frozenset({"iis_inetmgr"})}, {}, "network COM+ access"),
    ("Mailbox", "", {}, {"enterprise_admin": False}, checks.SERVER_RIGHTS),
    ("Mailbox", "", {}, {"gc_in_site": False}, "No global catalog"),
    ("ManagementTools", "", {"services": frozenset({"SMTPSVC"})}, {"gc_in_site": False}, None),
]


@pytest.mark.parametrize(("role", "switch", "host", "forest", "text"), ROLES_CASES)
def test_role_checks_refuse_what_the_documents_say(
    role: str, switch: str, host: dict[str, object], forest: dict[str, object], text: str | None
) -> None:
    request = parse_command_line([f"/roles:{role}", *([switch] if switch else [])])
    found = errors(
        checks.installation(
            ROLES[role],
            request,
            SP3,
            replace(HOST, **host),  # type: ignore[arg-type]
            replace(PREPARED, **forest),  # type: ignore[arg-type]
        )
    )
    if text is None:
        assert found == []
    else:
        assert any(text in item for item in found), found


@pytest.mark.parametrize(
    ("level", "host", "text"),
    [
        ("SP3", {}, None),
        ("SP3", {"update_exe_volatile": 2}, checks.PENDING_RESTART),
        ("SP3", {"pending_renames": True}, checks.PENDING_RESTART),
        ("SP3", {"installer": (3, 1)}, "Windows Installer 4.5"),
        ("SP1", {"installer": (3, 1)}, None),
        ("SP3", {"local_admin": False}, "local administrator"),
        ("RTM", {"dotnet_sp1": False}, "KB926776"),
        ("RTM", {"dotnet_sp1": False, "hotfixes": frozenset({"KB926776"})}, None),
        ("SP1", {"dotnet_sp1": False}, None),
    ],
)
def test_every_operation_asks_for_what_its_level_needs(level: str, host: dict[str, object], text: str | None) -> None:
    found = errors(checks.everywhere(replace(HOST, **host), level_named(level)))  # type: ignore[arg-type]
    if text is None:
        assert found == []
    else:
        assert any(text in item for item in found), found


def test_a_half_done_role_stops_other_roles_but_may_be_finished() -> None:
    states = {"HubTransport": RoleState("8.3.83.6", None, "Install", "fdfe6b1a")}
    other = checks.earlier_runs(Action.INSTALL, [ROLES["ClientAccess"]], states, RoleState())
    assert errors(other) == [checks.UNFINISHED_ROLE.format(role="HubTransportRole")]
    assert checks.earlier_runs(Action.INSTALL, [ROLES["HubTransport"]], states, RoleState()) == []
    removing = checks.earlier_runs(Action.UNINSTALL, [ROLES["HubTransport"]], states, RoleState())
    assert errors(removing) == [checks.OTHER_ACTION.format(old="Install", new="Uninstall")]


def test_without_a_directory_setup_does_not_get_as_far_as_its_checks() -> None:
    facts = DirectoryFacts(failure="An operations error occurred.")
    text = checks.bootstrap_failure(HOST, facts)
    assert text is not None
    assert "An operations error occurred." in text
    assert checks.bootstrap_failure(HOST, FOREST) is None
