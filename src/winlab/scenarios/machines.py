"""Reads the ``machines`` of a scenario, with the ``kinds`` that are their defaults."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from winlab.directory.specification import SystemFacts
from winlab.scenarios.document import ScenarioError, Section, Value
from winlab.scenarios.forest_reader import MemberFacts
from winlab.windows.specification import WinrmSpec

ROLES = ("schema", "naming", "pdc", "rid", "infrastructure")

#: Products a machine can have from before.
INSTALLED = ("exchange-2003", "exchange-5.5")

#: What a computer account says of each system. "Windows 2000 Server" is version 5.0 (2195).
SYSTEMS: dict[str, SystemFacts] = {
    "windows-2003-r2-x64": SystemFacts("Windows Server 2003", "5.2 (3790)", "Service Pack 2"),
    "windows-2003-r2-x64-enterprise": SystemFacts("Windows Server 2003", "5.2 (3790)", "Service Pack 2"),
    "windows-2003-x86": SystemFacts("Windows Server 2003", "5.2 (3790)", "Service Pack 2"),
    "windows-2000": SystemFacts("Windows 2000 Server", "5.0 (2195)", "Service Pack 4"),
}


@dataclass(frozen=True)
class MachineEntry:
    """One machine as the scenario describes it.

    Attributes:
        os: One of `SYSTEMS`.
        domain: DNS name of its domain; empty for a workgroup machine.
        netbios_domain: NetBIOS name of a domain outside the lab.
        private_address: Address of a second adapter named Private; empty if there is none.
        roles: Operations master roles of a controller.
        account: Who administers it remotely: ``DOMAIN\\name``, or ``MACHINE\\name`` for a local account.
        installed: Programs that were there before: exchange-2003, exchange-5.5.
        media: The installation media are in its C:\\Media.
        dns_domain: DNS suffix of a workgroup machine.
        winrm: What its WinRM listens for and accepts beyond the defaults.
    """

    name: str
    os: str
    address: str
    domain: str = ""
    netbios_domain: str = ""
    private_address: str = ""
    model: str = "eServer xSeries 336"
    memory_gb: int = 4
    processors: int = 2
    controller: bool = False
    catalogue: bool = False
    roles: tuple[str, ...] = ()
    container: str = ""
    site: str = ""
    remoting: bool = True
    account: str = ""
    local_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    installed: tuple[str, ...] = ()
    media: bool = False
    dns_domain: str = ""
    winrm: WinrmSpec = field(default_factory=WinrmSpec)
    line: int = 0

    @property
    def fqdn(self) -> str:
        """DNS name, lower case."""
        suffix = self.domain or self.dns_domain
        return f"{self.name}.{suffix}".lower() if suffix else self.name.lower()

    def member_facts(self) -> MemberFacts:
        """What the forest needs to know of it."""
        return MemberFacts(
            self.name,
            self.domain,
            self.controller,
            self.catalogue,
            self.roles,
            self.container,
            self.site,
            (),
            SYSTEMS[self.os],
        )


def read_machines(section: Section) -> tuple[MachineEntry, ...]:
    """Reads all machines.

    Raises:
        ScenarioError: An unknown kind or key, a name or address given twice, a wrong word.
    """
    kinds: dict[str, Section] = {}
    found = section.section_or("kinds")
    if found is not None:
        kinds = {name: value.section() for name, value in found.pairs()}
    entries: list[MachineEntry] = []
    used: set[str] = set()
    values = section.need("machines").items()
    for value in values:
        machine = value.section()
        kind = machine.get("kind")
        chain = [machine]
        if kind is not None:
            name = kind.one_of(tuple(kinds))
            used.add(name)
            chain.append(kinds[name])
        entries.append(_entry(chain, value))
        machine.finish()
    for name, kind_section in kinds.items():
        if name not in used:
            raise kind_section.error(f"no machine is of the kind {name!r}")
        kind_section.finish()
    _no_doubles(entries, section.source)
    return tuple(entries)


def _no_doubles(entries: list[MachineEntry], source: str) -> None:
    seen: dict[str, MachineEntry] = {}
    for entry in entries:
        for mark in (entry.name.upper(), entry.address, entry.private_address):
            if mark and mark in seen:
                other = seen[mark]
                problem = f"{mark} is used twice, by {other.name} (line {other.line}) and {entry.name}"
                raise ScenarioError(source, entry.line, problem)
            if mark:
                seen[mark] = entry


class _Layers:
    """A machine's own keys before those of its kind."""

    def __init__(self, chain: list[Section]) -> None:
        self._chain = chain

    def get(self, key: str) -> Value | None:
        found = [section.get(key) for section in self._chain]
        return next((value for value in found if value is not None), None)

    def text(self, key: str, default: str = "") -> str:
        value = self.get(key)
        return default if value is None else value.text()

    def number(self, key: str, default: int) -> int:
        value = self.get(key)
        return default if value is None else value.number()

    def flag(self, key: str, default: bool) -> bool:
        value = self.get(key)
        return default if value is None else value.flag()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get(key)
        return () if value is None else value.texts()


def _installed(value: Value | None) -> tuple[str, ...]:
    return () if value is None else tuple(each.one_of(INSTALLED) for each in value.items())


def _winrm(value: Value | None) -> WinrmSpec:
    if value is None:
        return WinrmSpec()
    section = value.section()
    found = WinrmSpec(
        https=section.flag_or("https", False),
        basic=section.flag_or("basic", False),
        allow_unencrypted=section.flag_or("allow_unencrypted", False),
        certificate_name=section.text_or("certificate_name", ""),
    )
    section.finish()
    return found


def _entry(chain: list[Section], value: Value) -> MachineEntry:
    own, keys = chain[0], _Layers(chain)
    name = own.need("name")
    if len(name.text()) > 15 or not name.text().replace("-", "").isalnum():
        raise name.error(f"{name.text()!r} is not a NetBIOS name (15 letters, digits, hyphens at most)")
    system = keys.get("os")
    if system is None:
        raise own.error("the key 'os' is missing")
    roles = keys.get("roles")
    groups = keys.get("local_groups")
    entry = MachineEntry(
        name=name.text().upper(),
        os=system.one_of(tuple(SYSTEMS)),
        address=own.need("address").text(),
        line=value.line,
    )
    entry = replace(
        entry,
        domain=keys.text("domain"),
        netbios_domain=keys.text("netbios_domain"),
        private_address=keys.text("private_address"),
        model=keys.text("model", entry.model),
        memory_gb=keys.number("memory_gb", entry.memory_gb),
        processors=keys.number("processors", entry.processors),
        controller=keys.flag("controller", False),
        catalogue=keys.flag("catalogue", False),
        roles=() if roles is None else tuple(each.one_of(ROLES) for each in roles.items()),
        container=keys.text("container"),
        site=keys.text("site"),
        remoting=keys.flag("remoting", True),
        account=keys.text("account"),
        local_groups={} if groups is None else {k: v.texts() for k, v in groups.section().pairs()},
        installed=_installed(keys.get("installed")),
        media=keys.flag("media", False),
        dns_domain=keys.text("dns_domain"),
        winrm=_winrm(keys.get("winrm")),
    )
    if entry.controller and not entry.domain:
        raise value.error(f"{entry.name} is a controller of no domain: the key 'domain' is missing")
    if entry.remoting and not entry.account:
        raise value.error(f"{entry.name} has remoting on, so it needs an 'account' to connect with")
    return entry
