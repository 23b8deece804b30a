"""The objects of the schema and configuration naming contexts of a new forest."""

from __future__ import annotations

from winlab.directory.draft import Draft
from winlab.directory.entries import Values
from winlab.directory.forest import Forest
from winlab.directory.ldap_filter import schema_cn
from winlab.directory.schema import AttributeType, Syntax
from winlab.directory.specification import ControllerSpec, ForestSpec

_SCHEMA_RIGHTS = "D:(A;CI;GA;;;SA)(A;CI;GA;;;SY)(A;CI;GR;;;AU)"
_CONFIGURATION_RIGHTS = "D:(A;CI;GA;;;EA)(A;CI;GA;;;SY)(A;CI;GR;;;AU)"

# attributeSyntax and oMSyntax: https://learn.microsoft.com/windows/win32/adschema/syntaxes
_SYNTAXES: dict[Syntax, tuple[str, int]] = {
    Syntax.STRING: ("2.5.5.12", 64),
    Syntax.DN: ("2.5.5.1", 127),
    Syntax.INTEGER: ("2.5.5.9", 2),
    Syntax.LARGE_INTEGER: ("2.5.5.16", 65),
    Syntax.BOOLEAN: ("2.5.5.8", 1),
    Syntax.OCTETS: ("2.5.5.10", 4),
    Syntax.SID: ("2.5.5.17", 4),
    Syntax.TIME: ("2.5.5.11", 24),
    Syntax.OID: ("2.5.5.2", 6),
    Syntax.DESCRIPTOR: ("2.5.5.15", 66),
}


def settings_dn(forest: Forest, spec: ControllerSpec) -> str:
    """The NTDS Settings object of a controller."""
    server = f"CN={spec.name.upper()},CN=Servers,CN={spec.site},CN=Sites,{forest.configuration_dn}"
    return f"CN=NTDS Settings,{server}"


def schema_context(draft: Draft, forest: Forest, spec: ForestSpec) -> None:
    """Writes the schema naming context: its head, attributes and classes."""
    owner = _holder(spec, "schema")
    draft.add(
        draft.root,
        "dMD",
        {
            "objectVersion": (spec.schema_version,),
            "fSMORoleOwner": (settings_dn(forest, owner),),
            "instanceType": (13,),
            "nTSecurityDescriptor": (_SCHEMA_RIGHTS,),
        },
    )
    draft.add(f"CN=Aggregate,{draft.root}", "subSchema")
    for attribute in forest.schema.attributes():
        if attribute.name.lower().startswith("msexch"):
            continue
        draft.add(f"CN={schema_cn(attribute.name)},{draft.root}", "attributeSchema", _attribute(attribute))
    for object_class in forest.schema.classes():
        if object_class.name.lower().startswith("msexch"):
            continue
        common_name = schema_cn(object_class.name)
        dn = f"CN={common_name}-Class" if draft.has_cn(common_name) else f"CN={common_name}"
        draft.add(
            f"{dn},{draft.root}",
            "classSchema",
            {
                "lDAPDisplayName": (object_class.name,),
                "subClassOf": (object_class.superior.replace("-", "top"),),
            },
        )


def _attribute(attribute: AttributeType) -> dict[str, Values]:
    oid, number = _SYNTAXES[attribute.syntax]
    return {
        "lDAPDisplayName": (attribute.name,),
        "attributeSyntax": (oid,),
        "oMSyntax": (number,),
        "isSingleValued": (attribute.single,),
        "isMemberOfPartialAttributeSet": (attribute.in_catalogue,),
    }


def _holder(spec: ForestSpec, role: str) -> ControllerSpec:
    root = spec.domains[0].dns.lower()
    in_root = [each for each in spec.controllers if each.domain.lower() == root]
    return next((each for each in spec.controllers if role in each.roles), in_root[0])


def configuration(draft: Draft, forest: Forest, spec: ForestSpec) -> None:
    """Writes the configuration naming context: partitions, sites and servers, services."""
    root = draft.root
    draft.add(root, "configuration", {"instanceType": (13,), "nTSecurityDescriptor": (_CONFIGURATION_RIGHTS,)})
    for relative, object_class in (
        ("CN=DisplaySpecifiers", "container"),
        ("CN=Extended-Rights", "container"),
        ("CN=LostAndFoundConfig", "lostAndFound"),
        ("CN=Partitions", "crossRefContainer"),
        ("CN=Physical Locations", "physicalLocation"),
        ("CN=Services", "container"),
        ("CN=Windows NT,CN=Services", "container"),
        ("CN=Directory Service,CN=Windows NT,CN=Services", "nTDSService"),
        ("CN=Public Key Services,CN=Services", "container"),
        ("CN=Sites", "sitesContainer"),
        ("CN=Inter-Site Transports,CN=Sites", "interSiteTransportContainer"),
        ("CN=IP,CN=Inter-Site Transports,CN=Sites", "interSiteTransport"),
        ("CN=SMTP,CN=Inter-Site Transports,CN=Sites", "interSiteTransport"),
        ("CN=Subnets,CN=Sites", "subnetContainer"),
        ("CN=WellKnown Security Principals", "container"),
    ):
        draft.add(f"{relative},{root}", object_class)
    draft.update(
        f"CN=Partitions,{root}",
        {
            "msDS-Behavior-Version": (spec.level,),
            "fSMORoleOwner": (settings_dn(forest, _holder(spec, "naming")),),
        },
    )
    _cross_references(draft, forest)
    _sites(draft, forest, spec)


def _cross_references(draft: Draft, forest: Forest) -> None:
    where = f"CN=Partitions,{draft.root}"
    for name, context in (
        ("Enterprise Schema", forest.schema_dn),
        ("Enterprise Configuration", forest.configuration_dn),
    ):
        draft.add(
            f"CN={name},{where}",
            "crossRef",
            {"nCName": (context,), "dnsRoot": (forest.root.dns,), "systemFlags": (1,)},
        )
    for domain in forest.domains.values():
        attributes: dict[str, Values] = {
            "nCName": (domain.dn,),
            "dnsRoot": (domain.dns,),
            "nETBIOSName": (domain.netbios,),
            "systemFlags": (3,),
        }
        if domain.parent:
            attributes["trustParent"] = (f"CN={forest.domain(domain.parent).netbios},{where}",)
        draft.add(f"CN={domain.netbios},{where}", "crossRef", attributes)


def _sites(draft: Draft, forest: Forest, spec: ForestSpec) -> None:
    sites = f"CN=Sites,{draft.root}"
    for site in spec.sites:
        dn = draft.add(f"CN={site.name},{sites}", "site")
        first = next((each for each in spec.controllers if each.site == site.name), None)
        generator = {"interSiteTopologyGenerator": (settings_dn(forest, first),)} if first else {}
        draft.add(f"CN=NTDS Site Settings,{dn}", "nTDSSiteSettings", dict(generator))
        draft.add(f"CN=Servers,{dn}", "serversContainer")
        for subnet in site.subnets:
            draft.add(f"CN={subnet},CN=Subnets,{sites}", "subnet", {"siteObject": (dn,)})
    draft.add(
        f"CN=DEFAULTIPSITELINK,CN=IP,CN=Inter-Site Transports,{sites}",
        "siteLink",
        {
            "siteList": tuple(f"CN={site.name},{sites}" for site in spec.sites),
            "cost": (100,),
            "replInterval": (180,),
        },
    )
    for each in spec.controllers:
        domain = forest.domain(each.domain)
        server = f"CN={each.name.upper()},CN=Servers,CN={each.site},{sites}"
        draft.add(
            server,
            "server",
            {
                "dNSHostName": (f"{each.name}.{domain.dns}".lower(),),
                "serverReference": (f"CN={each.name.upper()},OU=Domain Controllers,{domain.dn}",),
            },
        )
        held = (domain.dn, forest.configuration_dn, forest.schema_dn)
        draft.add(
            f"CN=NTDS Settings,{server}",
            "nTDSDSA",
            {
                "options": (1 if each.catalogue else 0,),
                "hasMasterNCs": held,
                "msDS-HasDomainNCs": (domain.dn,),
                "msDS-Behavior-Version": (2,),
            },
        )
