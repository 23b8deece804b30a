"""Prerequisite checks of setup: facts in, findings out.

Texts with a source carry its address; all others are UNVERIFIED wordings of documented rules
(https://techcommunity.microsoft.com/blog/exchange/phases-of-exchange-2007-setup/593854 names the checks).
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.exchange.levels import ExchangeLevel
from winlab.exchange.roles import ROLES, Role
from winlab.exchange.setup.commandline import Action, SetupRequest
from winlab.exchange.setup.console import Finding, error, warning
from winlab.exchange.setup.facts import DirectoryFacts, HostFacts, RoleState

# https://technet.microsoft.com/en-us/library/cc164360(v=exchg.80).aspx
PENDING_RESTART = (
    "Microsoft Exchange Server setup cannot continue because a restart from a previous installation or "
    "update is pending."
)
# http://technet.microsoft.com/en-us/library/aa996774(v=exchg.80).aspx
MIXED_MODE = (
    "Microsoft Exchange Server setup cannot continue because the existing Microsoft Exchange organization is "
    "not in native mode."
)
# https://unifiedpeople.ru/extra.en/html/2376fec1-b9ce-44db-beb6-cb9ac4788988.htm
WRONG_PLACE = (
    "Microsoft Exchange Server setup cannot continue because the computer that is running setup is not in "
    "the same Active Directory directory service site or domain as the server that is assigned the Active "
    "Directory directory service schema master role."
)
# http://unifiedpeople.ru/exbpa.en/html/546fbabd-daa7-4878-9db3-0c32bc693ab4.htm
OLD_SCHEMA_MASTER = (
    "Microsoft Exchange Server setup cannot continue because the domain controller assigned the Active "
    "Directory directory service schema master role {name} is not running Microsoft Windows Server 2003 "
    "Service Pack 1 (SP1) or a later version."
)
# https://wiki.trivir.com/dev/start/ex2007/troubleshooting (this text and the next two)
MSXML6 = (
    "This computer requires Microsoft Core XML Services (MSXML) 6.0. Please install the software from "
    "http://go.microsoft.com/fwlink/?LinkId=70796."
)
DOTNET_SP1_ADVICE = (
    "When you run Exchange Server 2007 Service Pack 1 (SP1) on Windows Server 2003 or earlier versions of "
    "the operating system, we recommend that you install Microsoft .NET Framework 2.0 Service Pack 1 (SP1). "
    "If you cannot install .NET Framework 2.0 SP1, install hotfix Microsoft Knowledge Base article 942027 "
    "from http://go.microsoft.com/fwlink/?linkid=101219."
)
NO_INTERNET_CONNECTOR = (
    "Setup cannot detect an SMTP or Send connector with an address space of '*'. Mail flow to the Internet "
    "may not work properly."
)
SCHEMA_RIGHTS = (
    "The Active Directory schema is not up-to-date and this user account is not a member of the 'Schema "
    "Admins' and/or 'Enterprise Admins' groups."
)
GLOBAL_RIGHTS = (
    "Global updates need to be made to Active Directory, and this user account is not a member of the "
    "'Enterprise Admins' group."
)
DOMAIN_RIGHTS = (
    "The local domain needs to be updated. You must be a member of the 'Domain Admins' group and 'Exchange "
    "Organization Administrators' group, or 'Enterprise Admins' group to continue."
)
SERVER_RIGHTS = (
    "You must be a member of the 'Exchange Organization Administrators' group or 'Enterprise Admins' group to continue."
)
W3SVC_MISSING = (
    "The World Wide Web (W3SVC) service is either disabled or not installed on this computer. You must exit "
    "Setup, install the required component, then restart the Setup process."
)
UNFINISHED_ROLE = (
    "A Setup failure previously occurred while installing the {role} role. Either run Setup again for just "
    "this role, or remove the role using Control Panel."
)
OTHER_ACTION = (
    'Setup previously failed while performing the action "{old}". You cannot resume setup by performing the '
    'action "{new}".'
)
# http://technet.microsoft.com/en-us/library/cc540457(v=exchg.80).aspx
UNFINISHED_CMS = (
    "A previous installation of the clustered mailbox server did not complete: the value Action or Watermark "
    "was found in the registry key SOFTWARE\\Microsoft\\Exchange\\v8.0\\ClusteredMailboxServer."
)
NO_ORGANIZATION_NAME = (
    "An Exchange organization name is required for this mode. Specify an organization name by using the "
    "/OrganizationName parameter."
)


def bootstrap_failure(host: HostFacts, directory: DirectoryFacts) -> str | None:
    """Why setup can't even begin its checks, None if it can.

    .NET Framework 2.0, PowerShell and MMC 3.0 are asked for by the bootstrap itself
    (https://techcommunity.microsoft.com/blog/exchange/phases-of-exchange-2007-setup/593854).
    """
    missing = [
        title
        for title, present in (
            ("Microsoft .NET Framework Version 2.0", host.dotnet),
            ("Microsoft Management Console (MMC) 3.0", host.mmc3),
            ("Microsoft Windows PowerShell", host.powershell),
        )
        if not present
    ]
    if missing:
        return f"Setup cannot continue. Install the following software first: {', '.join(missing)}."
    if directory.failure is not None:
        return f"Setup encountered a problem while validating the state of Active Directory: {directory.failure}"
    return None


def everywhere(host: HostFacts, level: ExchangeLevel) -> list[Finding]:
    """Checks that belong to every operation."""
    found: list[Finding] = []
    if not host.local_admin:
        found.append(error("You must be logged on as a local administrator of this computer to continue."))
    if host.update_exe_volatile or host.pending_renames:
        found.append(error(PENDING_RESTART))
    if level.needs_installer_45 and host.installer < (4, 5):
        found.append(error("This computer requires Microsoft Windows Installer 4.5 (KB942288)."))
    if level.name == "RTM" and not host.dotnet_sp1 and "KB926776" not in host.hotfixes:
        found.append(error("This computer requires the update for the .NET Framework 2.0 (KB926776)."))
    if level.name == "SP1" and not host.dotnet_sp1 and "KB942027" not in host.hotfixes:
        found.append(warning(DOTNET_SP1_ADVICE))
    if level.needs_installer_45 and not host.dotnet_sp1:
        found.append(error("This computer requires Microsoft .NET Framework 2.0 Service Pack 1 (SP1)."))
    return found


def organization(request: SetupRequest, level: ExchangeLevel, facts: DirectoryFacts) -> list[Finding]:
    """The organization checks, for the preparation switches and for updates a role install would make."""
    action = request.action
    found: list[Finding] = []
    changes_schema = action is Action.PREPARE_SCHEMA or schema_is_old(level, facts)
    changes_org = action is Action.PREPARE_AD or organization_is_old(level, facts)
    if action is Action.PREPARE_LEGACY and not _legacy_rights(request, facts):
        found.append(error(GLOBAL_RIGHTS))
    if action in (Action.PREPARE_DOMAIN, Action.PREPARE_ALL_DOMAINS):
        found += _domain_preparation(request, level, facts)
        return found
    if action is Action.PREPARE_LEGACY:
        return found
    if changes_schema:
        if not (facts.schema_admin and facts.enterprise_admin):
            found.append(error(SCHEMA_RIGHTS))
        found += _schema_master(facts)
    if action is Action.PREPARE_SCHEMA:
        return found
    if facts.mixed_mode:
        found.append(error(MIXED_MODE))
    if changes_org:
        if not facts.enterprise_admin:
            found.append(error(GLOBAL_RIGHTS))
        if facts.org is None and not request.has("OrganizationName"):
            found.append(error(NO_ORGANIZATION_NAME))
        if not changes_schema:
            found += _schema_master(facts)
        found += [
            error(f"Setup could not contact the domain '{domain}'. PrepareAD must reach every domain.")
            for domain in facts.unreachable_domains
        ]
    if action is not Action.PREPARE_AD and domain_is_old(level, facts, facts.own_domain):
        allowed = facts.enterprise_admin or (facts.org_admin and facts.own_domain in facts.domain_admin_of)
        if not allowed:
            found.append(error(DOMAIN_RIGHTS))
    return found


def schema_is_old(level: ExchangeLevel, facts: DirectoryFacts) -> bool:
    """Whether the schema lacks what this level brings."""
    return (facts.range_upper or 0) < level.range_upper


def organization_is_old(level: ExchangeLevel, facts: DirectoryFacts) -> bool:
    """Whether the organization was not prepared for this level."""
    return facts.org is None or facts.org_version < level.org_version


def domain_is_old(level: ExchangeLevel, facts: DirectoryFacts, domain: str) -> bool:
    """Whether a domain was not prepared for this level."""
    return facts.meso.get(domain, 0) < level.meso_version


def _legacy_rights(request: SetupRequest, facts: DirectoryFacts) -> bool:
    domain = (request.value("PrepareLegacyExchangePermissions") or "").lower()
    return facts.enterprise_admin or (bool(domain) and domain in facts.domain_admin_of)


def _schema_master(facts: DirectoryFacts) -> list[Finding]:
    found: list[Finding] = []
    if not facts.schema_master_supported:
        found.append(error(OLD_SCHEMA_MASTER.format(name=facts.schema_master)))
    if facts.site != facts.schema_master_site or facts.own_domain != facts.schema_master_domain:
        found.append(error(WRONG_PLACE))
    return found


def _domain_preparation(request: SetupRequest, level: ExchangeLevel, facts: DirectoryFacts) -> list[Finding]:
    found: list[Finding] = []
    if organization_is_old(level, facts):
        found.append(error("Active Directory has not been prepared. Run setup /PrepareAD first."))
    if request.action is Action.PREPARE_ALL_DOMAINS:
        if not facts.enterprise_admin:
            found.append(error(GLOBAL_RIGHTS))
        return found
    domain = (request.value("PrepareDomain") or facts.own_domain).lower()
    if domain not in facts.domains:
        found.append(error(f"The domain '{domain}' cannot be found in the forest."))
    elif not facts.enterprise_admin and domain not in facts.domain_admin_of:
        found.append(error(DOMAIN_RIGHTS))
    if domain in facts.unreachable_domains:
        found.append(error(f"Setup could not contact the domain '{domain}'."))
    if domain in facts.domains and domain not in facts.native_domains:
        found.append(error(f"The domain '{domain}' is in mixed mode. It must be in native mode."))
    return found


def installation(
    role: Role, request: SetupRequest, level: ExchangeLevel, host: HostFacts, facts: DirectoryFacts
) -> list[Finding]:
    """The checks of one role that is to be installed."""
    found: list[Finding] = []
    if role.bit:
        found += _server(role, host, facts)
    if role.name == "ClientAccess":
        found += _web(host)
        if not host.aspnet_registered:
            found.append(error("This computer requires ASP.NET 2.0 to be registered and allowed in IIS."))
    elif role.name == "HubTransport":
        found += _hub(request, facts)
    elif role.name == "Mailbox":
        found += _web(host)
        if "complusnetwork" not in host.components:
            found.append(error("This computer requires network COM+ access (component complusnetwork)."))
        if not facts.hub_in_site:
            found.append(
                warning("No Hub Transport server was found in this Active Directory site. Mail will not flow.")
            )
    elif role.name == "UnifiedMessaging":
        found += _unified_messaging(host)
    return found


def _server(role: Role, host: HostFacts, facts: DirectoryFacts) -> Iterable[Finding]:
    # http://www.book4u.org.ua/book/65347/Professional-Windows-PowerShell-for-Exchange-Server-2007-Service-Pack-1/num_122.html
    for service, title in (("SMTPSVC", "SMTP"), ("NNTPSVC", "NNTP")):
        if service in host.services:
            yield error(
                f"The {title} service ({service}) is installed on this computer. It must be uninstalled "
                "before Exchange Server 2007 can be installed."
            )
    if not (facts.org_admin or facts.enterprise_admin or facts.server_provisioned):
        yield error(SERVER_RIGHTS)
    if not facts.gc_in_site:
        yield error(
            "No global catalog server that runs Windows Server 2003 Service Pack 1 or later was found in the "
            f"Active Directory site '{facts.site}'."
        )
    if facts.mixed_mode:
        yield error(MIXED_MODE)
    if host.clustered and role.name != "Mailbox":
        # https://redmondmag.com/articles/2008/01/28/exchange-servers-highly-available-and-happy.aspx
        yield error(f"The {role.configured} cannot be installed on a node of a cluster.")
    if host.free_mb < 1200:
        yield error("There is not enough free disk space: 1.2 GB is required.")
    if host.memory_mb < 2000:
        yield warning("This computer has less than the recommended 2 GB of memory.")


def _web(host: HostFacts) -> Iterable[Finding]:
    if "W3SVC" not in host.services or "W3SVC" in host.disabled:
        yield error(W3SVC_MISSING)
    if "iis_inetmgr" not in host.components:
        yield error("This computer requires the Internet Information Services Manager component.")
    if host.iis_32bit:
        yield error("IIS runs in 32-bit mode. Exchange Server 2007 requires 64-bit mode.")


def _hub(request: SetupRequest, facts: DirectoryFacts) -> Iterable[Finding]:
    legacy = request.value("LegacyRoutingServer")
    if legacy is not None and facts.hubs:
        yield error("The parameter 'LegacyRoutingServer' is valid only for the first Hub Transport server.")
    elif legacy is not None and not _is_legacy(legacy, facts):
        yield error(f"The legacy routing server '{legacy}' is not an Exchange 2000 or Exchange 2003 server.")
    elif legacy is None and facts.legacy_servers and not facts.hubs:
        yield error(
            "This is the first Hub Transport server in a coexisting organization. Specify a bridgehead by "
            "using the /LegacyRoutingServer parameter."
        )
    if not facts.internet_connector:
        yield warning(NO_INTERNET_CONNECTOR)


def _is_legacy(name: str, facts: DirectoryFacts) -> bool:
    wanted = name.lower()
    return any(wanted in (server.lower(), server.partition(".")[0].lower()) for server in facts.legacy_servers)


def _unified_messaging(host: HostFacts) -> Iterable[Finding]:
    if not host.msxml6:
        yield error(MSXML6)
    if not host.media_encoder:
        yield error("This computer requires the Microsoft Windows Media Encoder.")
    if not host.audio_codec:
        yield error("This computer requires the Microsoft Windows Media Audio Voice Codec (KB917312).")
    if "MSS" in host.services and "MSEXCHANGEUM" not in host.services:
        yield error("Microsoft Speech Server must be uninstalled before Unified Messaging can be installed.")


def earlier_runs(
    action: Action, roles: Iterable[Role], states: dict[str, RoleState], clustered: RoleState
) -> list[Finding]:
    """What unfinished runs forbid.

    http://technet.microsoft.com/en-us/library/cc540457(v=exchg.80).aspx for the clustered mailbox server.
    """
    found: list[Finding] = []
    wanted = {role.name for role in roles}
    for name, state in states.items():
        if not state.unfinished:
            continue
        if name not in wanted and action is not Action.UPGRADE:
            found.append(error(UNFINISHED_ROLE.format(role=ROLES[name].key)))
        elif state.action is not None and state.action != action.value:
            found.append(error(OTHER_ACTION.format(old=state.action, new=action.value)))
    if clustered.unfinished and action is not Action.NEW_CMS:
        found.append(error(UNFINISHED_CMS))
    return found
