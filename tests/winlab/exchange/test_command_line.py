"""The command line of setup.com."""

from __future__ import annotations

import re

import pytest

from winlab.exchange.setup.commandline import Action, CommandLineError, parse_command_line

ACCEPTED = [
    ([], Action.HELP, ()),
    (["/?"], Action.HELP, ()),
    (["/help:Install"], Action.HELP, ()),
    (["/PrepareLegacyExchangePermissions"], Action.PREPARE_LEGACY, ()),
    (["/pl:child.corp.example"], Action.PREPARE_LEGACY, ()),
    (["/PrepareSchema"], Action.PREPARE_SCHEMA, ()),
    (["/p", "/on:My Org"], Action.PREPARE_AD, ()),
    (["-PrepareAD", "-OrganizationName:Contoso"], Action.PREPARE_AD, ()),
    (["/pd"], Action.PREPARE_DOMAIN, ()),
    (["/PrepareDomain:child.corp.example"], Action.PREPARE_DOMAIN, ()),
    (["/pad"], Action.PREPARE_ALL_DOMAINS, ()),
    (["/mode:Install", "/roles:ClientAccess,HubTransport"], Action.INSTALL, ("HubTransport", "ClientAccess")),
    (["/m:install", "/r:C,H,U"], Action.INSTALL, ("HubTransport", "ClientAccess", "UnifiedMessaging")),
    (["/role:mb"], Action.INSTALL, ("Mailbox",)),
    (["/mode:Uninstall", "/roles:UM"], Action.UNINSTALL, ("UnifiedMessaging",)),
    (["/mode:Uninstall"], Action.UNINSTALL, ()),
    (["/mode:Upgrade"], Action.UPGRADE, ()),
    (["/m:RecoverServer"], Action.RECOVER_SERVER, ()),
    (["/NewCms", "/cn:MBX01", "/cip:10.1.1.61"], Action.NEW_CMS, ()),
    (["/RemoveCms", "/CMSName:MBX01"], Action.REMOVE_CMS, ()),
    (["/UpgradeCms"], Action.UPGRADE_CMS, ()),
    (["/nprs:HT09", "/sa:CORP\\ops"], Action.NEW_PROVISIONED_SERVER, ()),
]

REFUSED = [
    (["install"], "'install' is not valid"),
    (["/roles:CAS"], "The role 'CAS' is not valid"),
    (["/roles:"], "'roles' requires a value"),
    (["/mode:Repair"], "The mode 'Repair' is not valid"),
    (["/mode:Install"], "specify the roles"),
    (["/PrepareSchema:now"], "does not take a value"),
    (["/ps", "/p"], "cannot be used together"),
    (["/ps", "/roles:H"], "'PrepareSchema' cannot be used with the parameter 'roles'"),
    (["/roles:H", "/roles:C"], "more than once"),
    (["/mode:Upgrade", "/roles:H"], "cannot be used with mode"),
    (["/NewCms", "/CMSName:MBX01"], "'CMSIPAddress' is required"),
    (["/NewCms", "/CMSIPAddress:10.1.1.61"], "'CMSName' is required"),
    (["/roles:M,H", "/NewCms", "/cn:A", "/cip:10.0.0.1"], "only have the Mailbox server role"),
    (["/roles:M", "/CMSName:MBX01"], "without a clustered mailbox operation"),
    (["/roles:E,H"], "cannot be installed with other server roles"),
    (["/roles:C", "/LegacyRoutingServer:be01"], "requires the Hub Transport server role"),
    (["/sa:CORP\\ops", "/roles:H"], "requires the parameter 'NewProvisionedServer'"),
    (["/p", "/on:A;B"], "is not valid"),
]


@pytest.mark.parametrize(("arguments", "action", "roles"), ACCEPTED)
def test_documented_command_lines_are_understood(arguments: list[str], action: Action, roles: tuple[str, ...]) -> None:
    request = parse_command_line(arguments)
    assert request.action is action
    assert tuple(role.name for role in request.roles) == roles


@pytest.mark.parametrize(("arguments", "text"), REFUSED)
def test_command_lines_without_meaning_are_refused_with_a_reason(arguments: list[str], text: str) -> None:
    with pytest.raises(CommandLineError, match=re.escape(text)):
        parse_command_line(arguments)


def test_a_clustered_mailbox_server_made_along_with_its_role_is_an_installation_with_more_to_do() -> None:
    request = parse_command_line(["/mode:Install", "/roles:Mailbox", "/NewCms", "/cn:MBX01", "/cip:10.1.1.61"])
    assert (request.action, request.also_new_cms) == (Action.INSTALL, True)
    assert request.value("CMSName") == "MBX01"


def test_values_keep_their_case_and_lose_only_quotes() -> None:
    request = parse_command_line(["/p", '/OrganizationName:"My Org"', "/DC:Dc1.Corp.example"])
    assert request.values["OrganizationName"] == "My Org"
    assert request.values["DomainController"] == "Dc1.Corp.example"
