"""Mailbox server objects: storage groups, databases, address books, address policies.

Continuous replication settings:
http://www.book4u.org.ua/book/65716/Professional-Windows-PowerShell-for-Exchange-Server-2007-Service-Pack-1/num_491.html
address policies https://technet.microsoft.com/en-us/library/aa996800(v=exchg.80).aspx ; defaults UNVERIFIED.
"""

from __future__ import annotations

from winlab.exchange.shell.fields import Field, Kind
from winlab.exchange.shell.kinds import ObjectKind, Scope

DIALS = ("Lossless", "GoodAvailability", "BestAvailability")

STORAGE_GROUP = ObjectKind(
    "StorageGroup",
    "msExchStorageGroup",
    "CN=InformationStore",
    (
        Field("LogFolderPath", "msExchESEParamLogFilePath"),
        Field("SystemFolderPath", "msExchESEParamSystemPath"),
        Field("CircularLoggingEnabled", "msExchESEParamCircularLog", Kind.BOOLEAN, "FALSE"),
        Field("ZeroDatabasePages", "msExchESEParamZeroDatabaseDuringBackup", Kind.BOOLEAN, "FALSE"),
        Field("LogFilePrefix", "msExchESEParamBaseName", readonly=True),
        Field("LogFileSize", "msExchESEParamLogFileSize", Kind.INTEGER, "1024", readonly=True),
        Field("Recovery", "msExchRestore", Kind.BOOLEAN, "FALSE", readonly=True),
        Field("Replicated", "msExchReplicated", Kind.TEXT, "None", readonly=True),
        Field("Server", "msExchOwningServer", Kind.OBJECT, readonly=True, noun="ExchangeServer"),
    ),
    scope=Scope.SERVER,
    identity="{server}\\{name}",
    role="Mailbox",
)

_DATABASE = (
    Field("EdbFilePath", "msExchEDBFile"),
    Field("Server", "msExchOwningServer", Kind.OBJECT, readonly=True, noun="ExchangeServer"),
    Field("StorageGroup", "msExchStorageGroupName", readonly=True),
    Field("MountAtStartup", "msExchMountAtStartup", Kind.BOOLEAN, "TRUE"),
    Field("DeletedItemRetention", "msExchDeletedItemRetention", Kind.TIME, "14.00:00:00"),
    Field("RetainDeletedItemsUntilBackup", "msExchRetainUntilBackup", Kind.BOOLEAN, "FALSE"),
    Field("AllowFileRestore", "msExchPatchMDB", Kind.BOOLEAN, "FALSE"),
    Field("IssueWarningQuota", "mDBStorageQuota", Kind.SIZE, "1945MB"),
)
MAILBOX_DATABASE = ObjectKind(
    "MailboxDatabase",
    "msExchPrivateMDB",
    "CN=InformationStore",
    (
        *_DATABASE,
        Field("ProhibitSendQuota", "mDBOverQuotaLimit", Kind.SIZE, "2GB"),
        Field("ProhibitSendReceiveQuota", "mDBOverHardQuotaLimit", Kind.SIZE, "2355MB"),
        Field("MailboxRetention", "msExchMailboxRetentionPeriod", Kind.TIME, "30.00:00:00"),
        Field("OfflineAddressBook", "msExchUseOAB", Kind.OBJECT, noun="OfflineAddressBook"),
        Field("PublicFolderDatabase", "msExchHomePublicMDB", Kind.OBJECT, noun="PublicFolderDatabase"),
    ),
    scope=Scope.SERVER,
    identity="{server}\\{parent}\\{name}",
    role="Mailbox",
)
PUBLIC_FOLDER_DATABASE = ObjectKind(
    "PublicFolderDatabase",
    "msExchPublicMDB",
    "CN=InformationStore",
    (
        *_DATABASE,
        Field("MaxItemSize", "msExchMaxItemSize", Kind.SIZE, "10MB"),
        Field("ProhibitPostQuota", "mDBOverQuotaLimit", Kind.SIZE, "2GB"),
        Field("PublicFolderHierarchy", "msExchOwningPFTree", readonly=True),
    ),
    scope=Scope.SERVER,
    identity="{server}\\{parent}\\{name}",
    role="Mailbox",
)
MAILBOX_SERVER = ObjectKind(
    "MailboxServer",
    "msExchExchangeServer",
    "server:2",
    (
        Field("DataPath", "msExchDataPath", readonly=True),
        Field("ClusteredStorageType", "msExchClusterStorageType", readonly=True),
        Field("RedundantMachines", "msExchServerRedundantMachines", Kind.TEXTS, readonly=True),
        Field(
            "AutoDatabaseMountDial",
            "msExchDataLossForAutoDatabaseMount",
            Kind.TEXT,
            "BestAvailability",
            DIALS,
        ),
        Field("ForcedDatabaseMountAfter", "msExchForcedDatabaseMountAfter", Kind.UNLIMITED, "unlimited"),
        Field("MessageTrackingLogEnabled", "msExchMailboxMessageTracking", Kind.BOOLEAN, "TRUE"),
        Field("MessageTrackingLogPath", "msExchMailboxMessageTrackingPath"),
        Field("SubjectLogForManagedFoldersEnabled", "msExchSubjectLogForManagedFolders", Kind.BOOLEAN, "FALSE"),
        Field("Locale", "msExchMailboxServerLocale", Kind.TEXTS),
    ),
    verbs=("Get", "Set"),
)
EMAIL_ADDRESS_POLICY = ObjectKind(
    "EmailAddressPolicy",
    "msExchRecipientPolicy",
    "CN=Recipient Policies",
    (
        Field("RecipientFilter", "msExchQueryFilter", readonly=True),
        Field("LdapRecipientFilter", "purportedSearch", readonly=True),
        Field("IncludedRecipients", "msExchIncludedRecipients", Kind.TEXT, "AllRecipients"),
        Field("EnabledPrimarySMTPAddressTemplate", "msExchPrimarySmtpTemplate"),
        Field("EnabledEmailAddressTemplates", "gatewayProxy", Kind.TEXTS),
        Field("DisabledEmailAddressTemplates", "disabledGatewayProxy", Kind.TEXTS),
        Field("Priority", "msExchPolicyOrder", Kind.PRIORITY, "Lowest"),
    ),
)
OFFLINE_ADDRESS_BOOK = ObjectKind(
    "OfflineAddressBook",
    "msExchOAB",
    "CN=Offline Address Lists,CN=Address Lists Container",
    (
        Field("Server", "offLineABServer", Kind.OBJECT, noun="ExchangeServer"),
        Field("AddressLists", "offLineABContainers", Kind.TEXTS),
        Field("Versions", "msExchOABVersions", Kind.TEXTS, ("Version3", "Version4")),
        Field("IsDefault", "msExchOABDefault", Kind.BOOLEAN, "FALSE"),
        Field("PublicFolderDistributionEnabled", "msExchOABPublicFolder", Kind.BOOLEAN, "TRUE"),
        Field("WebDistributionEnabled", "msExchOABWeb", Kind.BOOLEAN, "FALSE", readonly=True),
        Field("VirtualDirectories", "msExchOABVirtualDirectories", Kind.TEXTS),
    ),
)
ORGANIZATION_CONFIG = ObjectKind(
    "OrganizationConfig",
    "msExchOrganizationContainer",
    "",
    (
        Field("IsMixedMode", "msExchMixedMode", Kind.BOOLEAN, readonly=True),
        Field("IsAddressListPagingEnabled", "msExchAddressListPagingEnabled", Kind.BOOLEAN, "TRUE"),
        Field("ObjectVersion", "objectVersion", Kind.INTEGER, readonly=True),
        Field("DefaultPublicFolderDatabase", "msExchDefaultPublicMDB", readonly=True),
        Field("SCLJunkThreshold", "msExchUceStoreJunkThreshold", Kind.INTEGER, "8"),
        Field("MicrosoftExchangeRecipientEmailAddresses", "msExchRecipientEmailAddresses", Kind.TEXTS),
        Field("LegacyExchangeDN", "legacyExchangeDN", readonly=True),
    ),
    verbs=("Get", "Set"),
    singleton="{organization}",
)
KINDS = (
    STORAGE_GROUP,
    MAILBOX_DATABASE,
    PUBLIC_FOLDER_DATABASE,
    MAILBOX_SERVER,
    EMAIL_ADDRESS_POLICY,
    OFFLINE_ADDRESS_BOOK,
    ORGANIZATION_CONFIG,
)
