"""A scenario's machines as `winlab.windows` wants them, with their installation media."""

from __future__ import annotations

from collections.abc import Mapping

from winlab.scenarios.legacy_services import (
    COMPONENTS_2003,
    EXCHANGE_55,
    EXCHANGE_2003,
    REGISTRY_55,
    REGISTRY_2003,
)
from winlab.scenarios.machines import MachineEntry
from winlab.scenarios.scenario import ScenarioData
from winlab.windows.specification import AdapterSpec, DiskSpec, FileSpec, LockOutSpec, MachineSpec

EXCHANGE_MEDIA = r"C:\Media\Exchange2007"
WINDOWS_MEDIA = r"C:\Media\Windows"
PACKAGE_MEDIA = r"C:\Media\Packages"

#: Packages of the media folder by their real file names; KB942288 as in
#: https://learn.microsoft.com/windows/win32/msi/windows-installer-redistributables , the names of the MSXML,
#: Media Encoder, codec and .NET packages are UNVERIFIED.
PACKAGES = {
    "NetFx64.exe": "netfx20",
    "NetFx20SP1_x64.exe": "netfx20sp1",
    "WindowsServer2003.WindowsXP-KB926139-v2-x64-ENU.exe": "KB926139",
    "WindowsServer2003-KB968930-x64-ENG.exe": "KB968930",
    "WindowsServer2003-KB942288-v4-x64.exe": "KB942288-v4",
    "msxml6_x64.msi": "msxml6",
    "WMEncoder64.exe": "wmencoder",
    "WindowsMedia-KB917312-x64-INTL.exe": "KB917312",
}


def machine_specs(data: ScenarioData) -> tuple[MachineSpec, ...]:
    """The machines of a scenario."""
    netbios = {domain.dns: domain.netbios for domain in data.forest.domains}
    root = data.forest.domains[0].netbios
    controllers = {
        domain: tuple(each.address for each in data.machines if each.controller and each.domain == domain)
        for domain in netbios
    }
    return tuple(_machine(each, data, netbios, root, controllers.get(each.domain, ())) for each in data.machines)


def _machine(
    entry: MachineEntry,
    data: ScenarioData,
    netbios: Mapping[str, str],
    root: str,
    servers: tuple[str, ...],
) -> MachineSpec:
    groups = dict(entry.local_groups)
    if entry.controller:
        # The builtin Administrators of a domain hold the forest's Enterprise Admins too.
        groups["Administrators"] = (*groups.get("Administrators", ()), f"{root}\\Enterprise Admins")
    site = entry.site or data.forest.sites[0].name
    return MachineSpec(
        name=entry.name,
        os=entry.os,
        domain=entry.domain,
        netbios_domain=netbios.get(entry.domain, entry.netbios_domain),
        dns_domain=entry.dns_domain,
        site=site if entry.domain in netbios else "",
        model=entry.model,
        memory_mb=entry.memory_gb * 1024,
        processors=entry.processors,
        adapters=_adapters(entry, servers),
        disks=_disks(entry),
        roles=_roles(entry),
        components=COMPONENTS_2003 if EXCHANGE_2003 in entry.installed else (),
        registry=_registry(entry),
        local_groups=groups,
        files=_media(entry, data.exchange_level),
        remoting=entry.remoting,
        remote_account=entry.account,
        winrm=entry.winrm,
        lock_out=_lock_out(entry, data),
    )


def _lock_out(entry: MachineEntry, data: ScenarioData) -> LockOutSpec:
    """A member gets it from its domain; alone it has none."""
    policy = next((domain.policy for domain in data.forest.domains if domain.dns == entry.domain), None)
    if policy is None:
        return LockOutSpec()
    return LockOutSpec(policy.lockout_threshold, policy.lockout_seconds, policy.observation_seconds)


def _adapters(entry: MachineEntry, servers: tuple[str, ...]) -> tuple[AdapterSpec, ...]:
    gateway = entry.address.rpartition(".")[0] + ".1"
    name = "Public" if entry.private_address else "Local Area Connection"
    adapters = [AdapterSpec(name=name, address=entry.address, gateway=gateway, dns=servers[:2])]
    if entry.private_address:
        # The heartbeat: no gateway, no DNS servers; the Microsoft bindings stay on it.
        adapters.append(AdapterSpec(name="Private", address=entry.private_address))
    return tuple(adapters)


def _disks(entry: MachineEntry) -> tuple[DiskSpec, ...]:
    if entry.private_address:
        return (DiskSpec("C", 68), DiskSpec("D", 200, "Databases"), DiskSpec("L", 100, "Logs"))
    return (DiskSpec("C", 68),)


def _registry(entry: MachineEntry) -> dict[str, dict[str, str | int]]:
    if EXCHANGE_2003 in entry.installed:
        return REGISTRY_2003
    return REGISTRY_55 if EXCHANGE_55 in entry.installed else {}


def _roles(entry: MachineEntry) -> tuple[str, ...]:
    roles = list(entry.installed)
    if entry.controller:
        roles.append("domain-controller")
    if entry.catalogue:
        roles.append("global-catalog")
    return tuple(roles)


def _media(entry: MachineEntry, level: str) -> tuple[FileSpec, ...]:
    if not entry.media:
        return ()
    files = [
        FileSpec(r"C:\Media"),
        FileSpec(EXCHANGE_MEDIA),
        FileSpec(rf"{EXCHANGE_MEDIA}\setup.com", program="setup.com", facts={"level": level}),
        FileSpec(rf"{EXCHANGE_MEDIA}\Setup.exe", program="Setup.exe", facts={"level": level}),
        FileSpec(WINDOWS_MEDIA),
        FileSpec(rf"{WINDOWS_MEDIA}\AMD64"),
        FileSpec(rf"{WINDOWS_MEDIA}\i386"),
        FileSpec(PACKAGE_MEDIA),
    ]
    files += [
        FileSpec(rf"{PACKAGE_MEDIA}\{name}", program="package", facts={"package": key})
        for name, key in PACKAGES.items()
    ]
    return tuple(files)
