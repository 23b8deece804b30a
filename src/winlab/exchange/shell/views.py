"""How objects of the snap-in are printed by default.

Columns of copy status: https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/bb690972(v=exchg.80)
; of UM servers: https://wiki.trivir.com/dev/start/ex2007/troubleshooting ; the others UNVERIFIED. Types without a
view here are printed as lists, as a custom object with many properties is.
"""

from __future__ import annotations

from winlab.powershell.formatting.views import Column, table

_CONFIGURATION = "Microsoft.Exchange.Data.Directory.SystemConfiguration"
_MANAGEMENT = "Microsoft.Exchange.Data.Directory.Management"
_TASKS = "Microsoft.Exchange.Management.SystemConfigurationTasks"

_TABLES: dict[str, str] = {
    f"{_MANAGEMENT}.ExchangeServer": "Name Site ServerRole Edition AdminDisplayVersion",
    f"{_MANAGEMENT}.Mailbox": "Name Alias ServerName ProhibitSendQuota",
    f"{_CONFIGURATION}.ReceiveConnector": "Identity Bindings Enabled",
    f"{_CONFIGURATION}.SendConnector": "Identity AddressSpaces Enabled",
    f"{_CONFIGURATION}.AcceptedDomain": "Name DomainName DomainType Default",
    f"{_CONFIGURATION}.RemoteDomain": "Name DomainName AllowedOOFType",
    f"{_CONFIGURATION}.UMServer": "Name DialPlans Languages Status",
    f"{_CONFIGURATION}.UMDialPlan": "Name UMMailboxPolicies UMIPGateway",
    f"{_CONFIGURATION}.UMIPGateway": "Name Address HuntGroups OutCallsAllowed Status",
    f"{_CONFIGURATION}.UMHuntGroup": "Name PilotIdentifier UMDialPlan UMIPGateway",
    f"{_CONFIGURATION}.StorageGroup": "Name Server Replicated Recovery",
    f"{_CONFIGURATION}.MailboxDatabase": "Name Server StorageGroup Recovery",
    f"{_CONFIGURATION}.PublicFolderDatabase": "Name Server StorageGroup",
    f"{_CONFIGURATION}.ClientAccessServer": "Name OutlookAnywhereEnabled",
    f"{_CONFIGURATION}.TransportServer": "Name MessageTrackingLogEnabled AntispamAgentsEnabled",
    f"{_CONFIGURATION}.MailboxServer": "Name",
    f"{_CONFIGURATION}.EmailAddressPolicy": "Name Priority RecipientFilter",
    f"{_CONFIGURATION}.OfflineAddressBook": "Name Versions AddressLists",
    f"{_CONFIGURATION}.ADOwaVirtualDirectory": "Name Server OwaVersion",
    f"{_CONFIGURATION}.ADOabVirtualDirectory": "Server Name InternalUrl ExternalUrl",
    f"{_CONFIGURATION}.ADActiveSyncVirtualDirectory": "Name Server InternalUrl",
    f"{_CONFIGURATION}.ADWebServicesVirtualDirectory": "Name Server InternalUrl",
    f"{_TASKS}.StorageGroupCopyStatusEntry": (
        "Name SummaryCopyStatus CopyQueueLength ReplayQueueLength LastInspectedLogTime"
    ),
    f"{_TASKS}.ReplicationCheckOutcome": "Server Check Result Error",
    "Microsoft.Exchange.Monitoring.TestMailflowOutcome": "TestMailflowResult MessageLatencyTime IsRemoteTest",
    "Microsoft.Exchange.Monitoring.MapiTransactionOutcome": "Server StorageGroup Database Result Latency Error",
    "Microsoft.Exchange.Data.QueueViewer.QueueInfo": "Identity DeliveryType Status MessageCount NextHopDomain",
}


def declare_views() -> None:
    """Makes the tables known to the formatting of sessions."""
    for type_name, columns in _TABLES.items():
        table(type_name, *(Column(name) for name in columns.split()))
    table(
        "Microsoft.Exchange.Management.ExchangeCertificate",
        Column("Thumbprint", width=42),
        Column("Services", width=10),
        Column("Subject"),
    )
