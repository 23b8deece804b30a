"""What setup looks at before it does anything: the computer, the directory, earlier runs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HostFacts:
    """The computer setup runs on.

    Attributes:
        services: Upper-case names of installed services; `disabled` those that can't start.
        components: Windows components that are on, lower case.
        network_names: NetBIOS name and FQDN.
    """

    name: str
    fqdn: str
    local_admin: bool = True
    update_exe_volatile: int = 0
    pending_renames: bool = False
    dotnet: bool = True
    dotnet_sp1: bool = True
    hotfixes: frozenset[str] = frozenset()
    powershell: bool = True
    mmc3: bool = True
    installer: tuple[int, int] = (4, 5)
    enterprise: bool = True
    services: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()
    iis_32bit: bool = False
    aspnet_registered: bool = True
    msxml6: bool = True
    media_encoder: bool = True
    audio_codec: bool = True
    memory_mb: int = 4096
    free_mb: int = 20000
    clustered: bool = False
    is_domain_controller: bool = False


@dataclass(frozen=True)
class DirectoryFacts:
    """The forest as the account that runs setup sees it.

    Attributes:
        failure: Why no domain controller could be used; None if one answered.
        meso: `objectVersion` of the system objects container per domain prepared at all.
        legacy_domains: Domains that have the groups of Exchange 2000/2003.
        account_groups: Upper-case names of the account's groups.
        hub_in_site: Whether an Exchange 2007 Hub Transport server is in this computer's site.
        org_servers: Number of Exchange 2007 servers.
    """

    failure: str | None = None
    root_domain: str = ""
    own_domain: str = ""
    domains: tuple[str, ...] = ()
    unreachable_domains: tuple[str, ...] = ()
    site: str = ""
    schema_master: str = ""
    schema_master_site: str = ""
    schema_master_domain: str = ""
    schema_master_supported: bool = True
    replication_broken: bool = False
    gc_in_site: bool = True
    range_upper: int | None = None
    org: str | None = None
    org_version: int = 0
    mixed_mode: bool = False
    meso: dict[str, int] = field(default_factory=dict)
    native_domains: frozenset[str] = frozenset()
    legacy_domains: tuple[str, ...] = ()
    legacy_servers: tuple[str, ...] = ()
    schema_admin: bool = False
    enterprise_admin: bool = False
    domain_admin_of: frozenset[str] = frozenset()
    org_admin: bool = False
    server_provisioned: bool = False
    hubs: tuple[str, ...] = ()
    hub_in_site: bool = False
    org_servers: int = 0
    internet_connector: bool = False


@dataclass(frozen=True)
class RoleState:
    """What the registry tells about one role on this computer.

    https://blogs.technet.microsoft.com/exchange/2007/05/21/how-does-exchange-2007-setup-know-to-resume-a-failed-setup/
    (value names UNVERIFIED but for Action and Watermark).
    """

    unpacked: str | None = None
    configured: str | None = None
    action: str | None = None
    watermark: str | None = None

    @property
    def installed(self) -> bool:
        """Files and configuration are there and no run is unfinished."""
        return self.configured is not None and self.action is None

    @property
    def unfinished(self) -> bool:
        """A run began and did not end."""
        return self.action is not None or self.watermark is not None
