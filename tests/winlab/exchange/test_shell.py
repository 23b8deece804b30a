"""Cmdlets of the snap-in in real sessions on the deployed diary."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.winlab.exchange.diary_lab import Diary
from tests.winlab.exchange.shell_session import Shell

DATABASE = r"'MBX01\First Storage Group\Mailbox Database'"


@pytest.fixture(scope="module")
def diary() -> Iterator[Diary]:
    """The lab after the deployment."""
    made = Diary()
    made.deploy()
    yield made
    made.close()


@pytest.fixture(scope="module")
def shell(diary: Diary) -> Shell:
    """A session on the hub."""
    return Shell(diary, "HT01")


SERVERS = [
    ("HT01", "ServerRole", "ClientAccess, UnifiedMessaging, HubTransport"),
    ("HT01", "AdminDisplayVersion", "Version 8.1 (Build 240.6)"),
    ("HT01", "Edition", "StandardEvaluation"),
    ("HT01", "Site", "corp.example/Configuration/Sites/Default-First-Site-Name"),
    ("MBX01", "ServerRole", "Mailbox"),
    ("MBX01", "IsMemberOfCluster", "Yes"),
    ("BE01", "ServerRole", "None"),
    ("BE01", "IsExchange2007OrLater", False),
    ("BE01", "AdminDisplayVersion", "Version 6.5 (Build 7638.2: Service Pack 2)"),
    ("BE01", "ExchangeVersion", "0.0 (6.5.6500.0)"),
]


@pytest.mark.parametrize(("server", "field", "value"), SERVERS)
def test_servers_of_both_versions_show_what_published_listings_show(
    shell: Shell, server: str, field: str, value: object
) -> None:
    assert shell.must(f"(Get-ExchangeServer {server}).{field}") == [value]


# Each row: what is run, what is read afterwards, what that is.
CHANGES: list[tuple[str, str, object]] = [
    (
        r"Set-ReceiveConnector 'HT01\Default HT01' -PermissionGroups ExchangeUsers,AnonymousUsers",
        r"(Get-ReceiveConnector 'HT01\Default HT01').PermissionGroups",
        "ExchangeUsers, AnonymousUsers",
    ),
    (
        "New-ReceiveConnector -Server HT01 -Name 'From DMZ' -Custom -Bindings 0.0.0.0:25 "
        "-RemoteIPRanges 10.9.9.10 -PermissionGroups AnonymousUsers -MaxMessageSize 20MB",
        r"(Get-ReceiveConnector 'HT01\From DMZ').MaxMessageSize",
        "20MB",
    ),
    (
        "New-SendConnector -Name 'To DMZ' -Usage Custom -AddressSpaces '*' -SmartHosts '[10.9.9.10]' "
        "-DNSRoutingEnabled $false -SourceTransportServers HT01",
        "(Get-SendConnector 'To DMZ').AddressSpaces[0]",
        "SMTP:*;1",
    ),
    ("Set-SendConnector 'To DMZ' -Enabled $false", "(Get-SendConnector 'To DMZ').Enabled", False),
    ("Remove-SendConnector 'To DMZ' -Confirm:$false", "@(Get-SendConnector).Count", 1),
    (
        "New-AcceptedDomain -Name child -DomainName child.corp.example -DomainType InternalRelay",
        "(Get-AcceptedDomain child).DomainType",
        "InternalRelay",
    ),
    (
        "Set-AcceptedDomain child -MakeDefault $true",
        "(Get-AcceptedDomain corp.example).Default",
        False,
    ),
    (
        r"Set-OwaVirtualDirectory 'HT01\owa (Default Web Site)' -ExternalUrl https://mail.corp.example/owa",
        r"(Get-OwaVirtualDirectory 'HT01\owa (Default Web Site)').ExternalUrl",
        "https://mail.corp.example/owa",
    ),
    (
        "Set-ClientAccessServer HT01 -AutoDiscoverServiceInternalUri https://mail/autodiscover.xml",
        "(Get-ClientAccessServer HT01).AutoDiscoverServiceInternalUri",
        "https://mail/autodiscover.xml",
    ),
    (
        "Enable-OutlookAnywhere -Server HT01 -ExternalHostname mail.corp.example "
        "-DefaultAuthenticationMethod Basic -SSLOffloading $false",
        "(Get-OutlookAnywhere -Server HT01).ClientAuthenticationMethod",
        "Basic",
    ),
    ("", "(Get-ClientAccessServer HT01).OutlookAnywhereEnabled", True),
    ("Disable-OutlookAnywhere -Server HT01 -Confirm:$false", "@(Get-OutlookAnywhere).Count", 0),
    ("New-UMDialPlan -Name HQ -NumberOfDigitsInExtension 4", "(Get-UMMailboxPolicy).Name", "HQ Default Policy"),
    (
        "New-UMIPGateway -Name GW1 -Address 10.1.1.200 -UMDialPlan HQ",
        "(Get-UMHuntGroup).Identity",
        r"GW1\DefaultHuntGroup",
    ),
    ("Set-UMServer HT01 -DialPlans HQ -MaxCallsAllowed 50", "(Get-UMServer HT01).DialPlans[0]", "HQ"),
    ("Set-UMServer HT01 -DialPlans $null", "(Get-UMServer HT01).DialPlans.Count", 0),
    (
        "Set-TransportServer HT01 -ExternalPostmasterAddress postmaster@corp.example",
        "(Get-TransportServer HT01).ExternalPostmasterAddress",
        "postmaster@corp.example",
    ),
    (
        "Set-TransportConfig -MaxDumpsterSizePerStorageGroup 15MB -MaxDumpsterTime 07.00:00:00",
        "(Get-TransportConfig).MaxDumpsterSizePerStorageGroup",
        "15MB",
    ),
    (
        "Set-MailboxServer MBX01 -AutoDatabaseMountDial GoodAvailability",
        "(Get-MailboxServer MBX01).AutoDatabaseMountDial",
        "GoodAvailability",
    ),
    (
        "New-StorageGroup -Server MBX01 -Name SG02; New-MailboxDatabase -StorageGroup MBX01\\SG02 -Name DB02",
        "(Get-MailboxDatabase DB02 -Status).Mounted",
        False,
    ),
    (r"Mount-Database MBX01\SG02\DB02", "(Get-MailboxDatabase DB02 -Status).Mounted", True),
    (
        "",
        "(Get-ClusteredMailboxServerStatus MBX01).State",
        "Online",
    ),
    (
        r"Dismount-Database MBX01\SG02\DB02 -Confirm:$false",
        "(Get-ClusteredMailboxServerStatus MBX01).State",
        "PartiallyOnline",
    ),
    (r"Mount-Database MBX01\SG02\DB02", "(Get-ClusteredMailboxServerStatus MBX01).State", "Online"),
    (
        f"Move-Mailbox aadams -TargetDatabase {DATABASE} -BadItemLimit 10 -Confirm:$false",
        "(Get-Mailbox aadams).RecipientTypeDetails",
        "UserMailbox",
    ),
    (
        f"Enable-Mailbox exdeploy -Database {DATABASE} -Alias deploy",
        "(Get-Mailbox deploy).PrimarySmtpAddress",
        "deploy@child.corp.example",
    ),
    ("Disable-Mailbox deploy -Confirm:$false", "@(Get-Mailbox -Server MBX01).Count", 1),
    (
        "Set-EmailAddressPolicy 'Default Policy' -EnabledEmailAddressTemplates 'SMTP:%1g%s@corp.example' "
        "-ForceUpgrade; Update-EmailAddressPolicy 'Default Policy'",
        "(Get-Mailbox aadams).EmailAddresses[0]",
        "SMTP:AAdams@corp.example",
    ),
    (
        "New-ExchangeCertificate -GenerateRequest -Path C:\\cas.req -DomainName mail.corp.example",
        "(Get-ExchangeCertificate -DomainName mail.corp.example).Status",
        "PendingRequest",
    ),
]


@pytest.mark.parametrize(("script", "read", "value"), CHANGES)
def test_a_change_reads_back(shell: Shell, script: str, read: str, value: object) -> None:
    if script:
        shell.must(script)
    assert shell.must(read) == [value]


REFUSALS = [
    ("New-EmailAddressPolicy -Name X -EnabledPrimarySMTPAddressTemplate '%m@no.example'", "not an accepted"),
    ("Get-ExchangeServer NOBODY", "object 'NOBODY' could not be found on domain controller"),
    (
        "New-ReceiveConnector -Server HT01 -Name Dup -Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 10.9.9.10",
        r"conflict with the settings on Receive connector 'HT01\From DMZ'",
    ),
    ("New-ReceiveConnector -Server MBX01 -Name X -Custom -Bindings 0.0.0.0:25", "does not have the Hub"),
    ("New-SendConnector -Name X -AddressSpaces '*corp.example' -SourceTransportServers HT01", "not valid"),
    ("New-SendConnector -Name X -AddressSpaces '*' -SourceTransportServers MBX01", "not a Hub Transport"),
    ("New-AcceptedDomain -Name again -DomainName CORP.example", "already in use by the accepted domain"),
    ("Remove-AcceptedDomain child -Confirm:$false", "default accepted domain cannot be removed"),
    ("New-UMDialPlan -Name 'a/b' -NumberOfDigitsInExtension 4", "is not valid"),
    (r"New-MailboxDatabase -StorageGroup MBX01\SG02 -Name DB03", "can have one database only"),
    (
        r"Remove-PublicFolderDatabase 'MBX01\Second Storage Group\Public Folder Database' -Confirm:$false",
        "contains folder replicas",
    ),
    (f"Remove-MailboxDatabase {DATABASE} -Confirm:$false", "contains one or more mailboxes"),
    ("Move-ClusteredMailboxServer MBX01 -TargetMachine HT01 -MoveComment x -Confirm:$false", "not a member"),
    ("Set-TransportConfig -MaxSendSize many", "is not a size"),
    ("Get-Mailbox nobody", "could not be found"),
    ("Enable-ExchangeCertificate -Thumbprint 00 -Services IIS", "was not found"),
    ("Set-ExchangeServer HT01 -ProductKey ABC", "product key is not valid"),
    ("Test-Mailflow HT01", "does not have the Mailbox Server Role"),
]


@pytest.mark.parametrize(("script", "text"), REFUSALS)
def test_what_the_rules_forbid_is_refused(shell: Shell, script: str, text: str) -> None:
    assert text in shell.fails(script)


def test_a_policy_of_2003_has_to_be_upgraded_first() -> None:
    made = Diary()
    made.prepare_forest()
    made.first_hub()
    text = Shell(made, "HT01").fails("Set-EmailAddressPolicy 'Default Policy' -Priority 1")
    assert "must be upgraded" in text
    made.close()


def test_a_session_of_a_network_logon_reaches_no_controller(diary: Diary) -> None:
    assert "An operations error occurred." in Shell(diary, "HT01", kind="network").fails("Get-ExchangeServer")


def test_an_account_without_rights_may_read_but_not_change(diary: Diary) -> None:
    weak = Shell(diary, "HT01", account="CHILD\\migadmin", kind="interactive")
    assert len(weak.must("Get-AcceptedDomain")) >= 1
    text = weak.fails("Set-TransportServer HT01 -ConnectivityLogEnabled $true")
    assert "INSUFF_ACCESS_RIGHTS" in text


def test_what_if_changes_nothing(shell: Shell) -> None:
    shell.must("Set-TransportServer HT01 -ConnectivityLogEnabled $true -WhatIf")
    assert shell.must("(Get-TransportServer HT01).ConnectivityLogEnabled") == [False]


def test_all_required_services_of_the_three_roles_run(shell: Shell) -> None:
    assert shell.must("Test-ServiceHealth | & { process { $_.RequiredServicesRunning } }") == [True] * 3


def test_mail_flows_through_a_mounted_database_and_a_running_hub(diary: Diary, shell: Shell) -> None:
    assert shell.one("Test-Mailflow MBX01").get("TestMailflowResult") == "Success"
    diary.machine("HT01").services.stop("MSExchangeTransport")
    assert shell.one("Test-Mailflow MBX01").get("TestMailflowResult") == "*FAILURE*"
    diary.machine("HT01").services.start("MSExchangeTransport")


def test_a_hand_over_needs_healthy_copies_and_settles_for_a_while(diary: Diary, shell: Shell) -> None:
    group = r"'MBX01\First Storage Group'"
    read = f"(Get-StorageGroupCopyStatus {group}).SummaryCopyStatus"
    move = "Move-ClusteredMailboxServer MBX01 -TargetMachine NODEB -MoveComment patch -Confirm:$false"
    assert shell.must(read) == ["Healthy"]
    shell.must(f"Suspend-StorageGroupCopy {group} -SuspendComment test -Confirm:$false")
    assert "is not healthy (status Suspended)" in shell.fails(move)
    shell.must(f"Resume-StorageGroupCopy {group}")
    shell.must(move)
    assert shell.must(read) == ["Initializing"]
    status = shell.one("Get-ClusteredMailboxServerStatus MBX01")
    assert status.get("OperationalMachines") == ["NODEA <Quorum Owner>", "NODEB <Active>"]
    with diary.lab.clock.running():
        diary.lab.clock.sleep(100)
    assert shell.must(read) == ["Healthy"]


def test_replication_health_fails_where_something_is_wrong(diary: Diary) -> None:
    node = Shell(diary, "NODEA")
    ask = "Test-ReplicationHealth | & { process { if ($_.Result -ne 'Passed') { $_.Check } } }"
    assert node.must(ask) == []
    diary.machine("NODEA").services.stop("MSExchangeRepl")
    assert "ReplayService" in node.must(ask)
    diary.machine("NODEA").services.start("MSExchangeRepl")
