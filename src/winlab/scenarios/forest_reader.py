"""Reads the ``forest`` and ``exchange2003`` sections of a scenario into a `ForestSpec`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from winlab.directory.entries import Values
from winlab.directory.names import rdn
from winlab.directory.specification import (
    ComputerSpec,
    ControllerSpec,
    DomainSpec,
    ForestSpec,
    GroupSpec,
    ObjectSpec,
    PasswordPolicy,
    SiteSpec,
    SystemFacts,
    UserSpec,
)
from winlab.scenarios import exchange2003
from winlab.scenarios.document import Section, Value
from winlab.scenarios.exchange2003 import LegacyOrganisation, LegacyServer
from winlab.scenarios.people import people

SCOPES = ("global", "universal", "local")


@dataclass(frozen=True)
class MemberFacts:
    """What the directory part needs of the scenario's machines.

    Attributes:
        name: NetBIOS name.
        domain: DNS name of the domain; empty for a workgroup machine.
        controller: It is a domain controller.
        catalogue: It is a global catalogue.
        roles: Operations master roles it holds.
        container: Where its computer account is.
        site: Site of a controller.
        groups: Groups of the computer account.
    """

    name: str
    domain: str
    controller: bool
    catalogue: bool
    roles: tuple[str, ...]
    container: str
    site: str
    groups: tuple[str, ...]
    system: SystemFacts


def read_forest(section: Section, legacy: LegacyOrganisation | None, members: list[MemberFacts]) -> ForestSpec:
    """Reads the forest; computer accounts and controllers come from the machines.

    Raises:
        ScenarioError: Something is missing, unknown or wrong.
    """
    domain_values = section.need("domains").items()
    if not domain_values:
        raise section.need("domains").error("a forest has at least one domain")
    sites = tuple(_site(each.section()) for each in section.list_or("sites")) or (SiteSpec("Default-First-Site-Name"),)
    controllers = _controllers(members, sites)
    netbios = {each.section().need("dns").text(): each.section().need("netbios").text() for each in domain_values}
    domains = tuple(_domain(each.section(), legacy, members, netbios) for each in domain_values)
    for domain, value in zip(domains, domain_values, strict=True):
        if domain.parent and domain.parent not in netbios:
            raise value.error(f"the parent domain {domain.parent!r} is not in the forest")
        if not any(each.domain == domain.dns for each in controllers):
            raise value.error(f"no machine is a domain controller of {domain.dns}")
    replication = section.section_or("replication")
    first = next_one = 0
    if replication is not None:
        first, next_one = replication.number_or("first", 15), replication.number_or("next", 3)
        replication.finish()
    objects = tuple(exchange2003.objects(legacy)) if legacy is not None else ()
    spec = ForestSpec(
        domains=domains,
        controllers=controllers,
        sites=sites,
        level=section.number_or("level", 0),
        schema_version=section.number_or("schema_version", 30),
        objects=(*objects, *(_object(each.section()) for each in section.list_or("objects"))),
        first_delay=float(first or 15),
        next_delay=float(next_one or 3),
    )
    section.finish()
    return spec


def _controllers(members: list[MemberFacts], sites: tuple[SiteSpec, ...]) -> tuple[ControllerSpec, ...]:
    return tuple(
        ControllerSpec(
            each.name,
            each.domain,
            each.site or sites[0].name,
            each.catalogue,
            each.roles,
            each.system,
            each.groups,
        )
        for each in members
        if each.controller
    )


def _site(section: Section) -> SiteSpec:
    site = SiteSpec(section.need("name").text(), section.texts_or("subnets"))
    section.finish()
    return site


def _domain(
    section: Section,
    legacy: LegacyOrganisation | None,
    members: list[MemberFacts],
    netbios: Mapping[str, str],
) -> DomainSpec:
    dns = section.need("dns").text()
    groups = [_group(each.section()) for each in section.list_or("groups")]
    users = [_user(each.section()) for each in section.list_or("users")]
    for rule in section.list_or("people"):
        users += _people(rule.section(), legacy)
    units = section.texts_or("units")
    if legacy is not None and dns in legacy.prepared_domains:
        groups += exchange2003.domain_groups(legacy, dns, dict(netbios))
    computers = [
        ComputerSpec(each.name, each.system, each.container or "CN=Computers", each.groups)
        for each in members
        if each.domain == dns and not each.controller
    ]
    for rule in section.list_or("computers"):
        computers += _computers(rule.section())
    spec = DomainSpec(
        dns=dns,
        netbios=section.need("netbios").text(),
        parent=section.text_or("parent", ""),
        mixed=section.flag_or("mixed", False),
        level=section.number_or("level", 0),
        policy=_policy(section.section_or("password_policy")),
        units=units,
        computers=tuple(computers),
        groups=tuple(groups),
        users=tuple(users),
        memberships=_memberships(section.section_or("memberships")),
    )
    section.finish()
    return spec


def _policy(section: Section | None) -> PasswordPolicy:
    if section is None:
        return PasswordPolicy()
    default = PasswordPolicy()
    policy = replace(
        default,
        lockout_threshold=section.number_or("lockout_threshold", default.lockout_threshold),
        lockout_seconds=section.number_or("lockout_seconds", default.lockout_seconds),
        observation_seconds=section.number_or("observation_seconds", default.observation_seconds),
        minimum_length=section.number_or("minimum_length", default.minimum_length),
    )
    section.finish()
    return policy


def _memberships(section: Section | None) -> dict[str, tuple[str, ...]]:
    if section is None:
        return {}
    return {name: value.texts() for name, value in section.pairs()}


def _group(section: Section) -> GroupSpec:
    scope = section.get("scope")
    group = GroupSpec(
        section.need("name").text(),
        scope.one_of(SCOPES) if scope is not None else "global",
        section.text_or("container", "CN=Users"),
        section.texts_or("members"),
        section.text_or("description", ""),
    )
    section.finish()
    return group


def _user(section: Section) -> UserSpec:
    user = UserSpec(
        section.need("name").text(),
        section.text_or("display_name", ""),
        section.text_or("container", "CN=Users"),
        section.texts_or("groups"),
        _attributes(section.section_or("attributes")),
        section.flag_or("disabled", False),
    )
    section.finish()
    return user


def _people(section: Section, legacy: LegacyOrganisation | None) -> list[UserSpec]:
    count = section.need("count")
    container = section.text_or("container", "CN=Users")
    groups = section.texts_or("groups")
    with_mailbox = section.flag_or("mailboxes", False)
    stores = exchange2003.back_ends(legacy.servers) if legacy is not None else []
    if with_mailbox and not stores:
        raise section.error("mailboxes need an exchange2003 section with a back-end server")
    try:
        made = people(count.number())
    except ValueError as error:
        raise count.error(str(error)) from None
    section.finish()
    users = []
    seen: set[str] = set()
    for number, person in enumerate(made):
        attributes: dict[str, Values] = {"givenName": (person.given,), "sn": (person.family,)}
        if with_mailbox and legacy is not None:
            server = stores[number % len(stores)]
            attributes.update(exchange2003.mailbox(legacy, server, person.account, number))
        display = person.display_name
        if display.lower() in seen:
            display = f"{display} ({person.account})"
        seen.add(display.lower())
        users.append(UserSpec(person.account, display, container, groups, attributes, by_rule=True))
    return users


def _computers(section: Section) -> list[ComputerSpec]:
    pattern = section.need("name")
    count = section.need("count").number()
    system = read_system(section.section_or("system"))
    container = section.text_or("container", "CN=Computers")
    groups = section.texts_or("groups")
    section.finish()
    try:
        return [
            ComputerSpec(pattern.text().format(number=number), system, container, groups)
            for number in range(1, count + 1)
        ]
    except (KeyError, IndexError, ValueError):
        raise pattern.error("a name like TS{number:02} is wanted") from None


def read_system(section: Section | None) -> SystemFacts:
    """Reads what a computer account says of its operating system."""
    default = SystemFacts()
    if section is None:
        return default
    facts = SystemFacts(
        section.text_or("name", default.name),
        section.text_or("version", default.version),
        section.text_or("service_pack", default.service_pack),
    )
    section.finish()
    return facts


def _object(section: Section) -> ObjectSpec:
    spec = ObjectSpec(
        section.need("dn").text(),
        section.need("class").text(),
        _attributes(section.section_or("attributes")),
    )
    section.finish()
    return spec


def _attributes(section: Section | None) -> dict[str, Values]:
    if section is None:
        return {}
    return {name: _values(value) for name, value in section.pairs()}


def _values(value: Value) -> Values:
    found = value.plain()
    members = found if isinstance(found, list) else [found]
    kept: list[str | int | bool] = []
    for member in members:
        if not isinstance(member, (str, int, bool)):
            raise value.error("an attribute's values are texts, numbers, true or false")
        kept.append(member)
    return tuple(kept)


def read_legacy(section: Section | None, root_domain: str) -> LegacyOrganisation | None:
    """Reads the Exchange 2003 organisation."""
    if section is None:
        return None
    servers = tuple(_legacy_server(each.section()) for each in section.need("servers").items())
    organisation = LegacyOrganisation(
        name=section.need("organisation").text(),
        root_domain=root_domain,
        servers=servers,
        prepared_domains=section.need("prepared_domains").texts(),
        smtp_domain=section.need("smtp_domain").text(),
        admin_group=section.text_or("administrative_group", "First Administrative Group"),
        routing_group=section.text_or("routing_group", "First Routing Group"),
        mixed=section.flag_or("mixed", False),
        smart_host=section.text_or("smart_host", ""),
        bridgehead=section.text_or("bridgehead", ""),
    )
    if organisation.bridgehead and organisation.bridgehead not in {each.name for each in servers}:
        raise section.need("bridgehead").error("the bridgehead is none of the servers")
    section.finish()
    rdn("CN", organisation.name)
    return organisation


def _legacy_server(section: Section) -> LegacyServer:
    server = LegacyServer(
        section.need("name").text(), section.need("domain").text(), section.flag_or("front_end", False)
    )
    section.finish()
    return server
