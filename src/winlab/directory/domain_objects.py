"""The objects every domain has when it is new, and a scenario's own accounts in it.

Sources: well-known containers and GUIDs https://learn.microsoft.com/openspecs/windows_protocols/ms-adts ,
well-known relative ids
https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers .
"""

from __future__ import annotations

from winlab.directory.draft import Draft
from winlab.directory.entries import Values, filetime
from winlab.directory.forest import Domain, Forest
from winlab.directory.names import rdn
from winlab.directory.principals import DOMAIN_LOCAL, GLOBAL, SECURITY, UNIVERSAL
from winlab.directory.specification import (
    ComputerSpec,
    ControllerSpec,
    DomainSpec,
    ForestSpec,
    GroupSpec,
    SystemFacts,
    UserSpec,
)

# Full control for the administrators; everybody reads; a computer keeps its own names up to date (validated
# writes to servicePrincipalName and dNSHostName, https://learn.microsoft.com/windows/win32/adschema/validated-writes).
_HEAD_RIGHTS = (
    "D:(A;CI;GA;;;DA)(A;CI;GA;;;EA)(A;CI;GA;;;BA)(A;CI;GA;;;SY)(A;CI;GR;;;AU)"
    "(OA;CI;WP;f3a64788-5306-11d1-a9c5-0000f80367c1;;PS)(OA;CI;WP;72e39547-7b18-11d1-adef-00c04fd8d5cd;;PS)"
)
_MACHINE_QUOTA = 10
_BUILTIN_LOCAL = SECURITY | DOMAIN_LOCAL | 1

_CONTAINERS = (
    ("CN=Builtin", "builtinDomain"),
    ("CN=Computers", "container"),
    ("OU=Domain Controllers", "organizationalUnit"),
    ("CN=ForeignSecurityPrincipals", "container"),
    ("CN=Infrastructure", "infrastructureUpdate"),
    ("CN=LostAndFound", "lostAndFound"),
    ("CN=NTDS Quotas", "msDS-QuotaContainer"),
    ("CN=Program Data", "container"),
    ("CN=System", "container"),
    ("CN=Users", "container"),
    ("CN=AdminSDHolder,CN=System", "container"),
    ("CN=Policies,CN=System", "container"),
    ("CN=RID Manager$,CN=System", "rIDManager"),
    ("CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System", "groupPolicyContainer"),
    ("CN={6AC1786C-016F-11D2-945F-00C04fB984F9},CN=Policies,CN=System", "groupPolicyContainer"),
)
_WELL_KNOWN_CONTAINERS = (
    ("AA312825768811D1ADED00C04FD8D5CD", "CN=Computers"),
    ("A361B2FFFFD211D1AA4B00C04FD7D83A", "OU=Domain Controllers"),
    ("A9D1CA15768811D1ADED00C04FD8D5CD", "CN=Users"),
    ("AB1D30F3768811D1ADED00C04FD8D5CD", "CN=System"),
    ("AB8153B7768811D1ADED00C04FD8D5CD", "CN=LostAndFound"),
    ("22B70C67D56E4EFB91E9300FCA3DC1AA", "CN=ForeignSecurityPrincipals"),
    ("2FBAC1870ADE11D297C400C04FD8D5CD", "CN=Infrastructure"),
)
# name, rid, groupType, in the forest root only
_GROUPS = (
    ("Domain Admins", 512, SECURITY | GLOBAL, False),
    ("Domain Users", 513, SECURITY | GLOBAL, False),
    ("Domain Guests", 514, SECURITY | GLOBAL, False),
    ("Domain Computers", 515, SECURITY | GLOBAL, False),
    ("Domain Controllers", 516, SECURITY | GLOBAL, False),
    ("Cert Publishers", 517, SECURITY | DOMAIN_LOCAL, False),
    ("Schema Admins", 518, SECURITY | UNIVERSAL, True),
    ("Enterprise Admins", 519, SECURITY | UNIVERSAL, True),
    ("Group Policy Creator Owners", 520, SECURITY | GLOBAL, False),
    ("RAS and IAS Servers", 553, SECURITY | DOMAIN_LOCAL, False),
)
_BUILTIN = (
    ("Administrators", 544),
    ("Users", 545),
    ("Guests", 546),
    ("Account Operators", 548),
    ("Server Operators", 549),
    ("Print Operators", 550),
    ("Backup Operators", 551),
    ("Replicator", 552),
    ("Pre-Windows 2000 Compatible Access", 554),
    ("Remote Desktop Users", 555),
    ("Network Configuration Operators", 556),
)


def fill(draft: Draft, forest: Forest, domain: Domain, spec: DomainSpec, whole: ForestSpec) -> None:
    """Writes a domain's objects into its draft."""
    _head(draft, domain, spec)
    for relative, object_class in _CONTAINERS:
        draft.add(f"{relative},{domain.dn}", object_class)
    _groups(draft, forest, domain)
    _first_accounts(draft, forest, domain)
    controllers = [each for each in whole.controllers if each.domain.lower() == domain.dns.lower()]
    for controller in controllers:
        _controller(draft, domain, controller)
    _roles(draft, forest, domain, controllers)
    for unit in spec.units:
        draft.add(f"{unit},{domain.dn}", "organizationalUnit")
    for group in spec.groups:
        _group(draft, domain, group)
    for computer in spec.computers:
        _computer(draft, domain, computer)
    for user in spec.users:
        _user(draft, forest, domain, user)


def _head(draft: Draft, domain: Domain, spec: DomainSpec) -> None:
    policy = spec.policy
    draft.add(
        domain.dn,
        "domainDNS",
        {
            "objectSid": (domain.sid,),
            "nTMixedDomain": (int(spec.mixed),),
            "msDS-Behavior-Version": (spec.level,),
            "instanceType": (5,),
            "lockoutThreshold": (policy.lockout_threshold,),
            "lockoutDuration": (-policy.lockout_seconds * 10_000_000,),
            "lockOutObservationWindow": (-policy.observation_seconds * 10_000_000,),
            "minPwdLength": (policy.minimum_length,),
            "maxPwdAge": (-policy.maximum_age_days * 86400 * 10_000_000,),
            "ms-DS-MachineAccountQuota": (_MACHINE_QUOTA,),
            "nTSecurityDescriptor": (_HEAD_RIGHTS,),
            "wellKnownObjects": tuple(
                f"B:32:{guid}:{relative},{domain.dn}" for guid, relative in _WELL_KNOWN_CONTAINERS
            ),
        },
    )


def _groups(draft: Draft, forest: Forest, domain: Domain) -> None:
    for name, rid, kind, root_only in _GROUPS:
        if root_only and domain != forest.root:
            continue
        draft.add(f"CN={name},CN=Users,{domain.dn}", "group", _group_attributes(name, f"{domain.sid}-{rid}", kind))
    for name, rid in _BUILTIN:
        draft.add(
            f"CN={name},CN=Builtin,{domain.dn}",
            "group",
            _group_attributes(name, f"S-1-5-32-{rid}", _BUILTIN_LOCAL),
        )
    administrators = f"CN=Administrators,CN=Builtin,{domain.dn}"
    draft.append(administrators, "member", f"CN=Domain Admins,CN=Users,{domain.dn}")
    draft.append(administrators, "member", f"CN=Enterprise Admins,CN=Users,{forest.root.dn}")
    draft.append(f"CN=Users,CN=Builtin,{domain.dn}", "member", f"CN=Domain Users,CN=Users,{domain.dn}")
    draft.append(f"CN=Guests,CN=Builtin,{domain.dn}", "member", f"CN=Domain Guests,CN=Users,{domain.dn}")


def _group_attributes(name: str, sid: str, kind: int) -> dict[str, Values]:
    local = kind & DOMAIN_LOCAL
    return {
        "sAMAccountName": (name,),
        "objectSid": (sid,),
        "groupType": (kind,),
        "sAMAccountType": (0x20000000 if local else 0x10000000,),
    }


def _first_accounts(draft: Draft, forest: Forest, domain: Domain) -> None:
    users = f"CN=Users,{domain.dn}"
    administrator = f"CN=Administrator,{users}"
    draft.add(administrator, "user", _user_attributes(forest, domain, "Administrator", 500, 0x10200))
    draft.add(f"CN=Guest,{users}", "user", _user_attributes(forest, domain, "Guest", 501, 0x10222))
    draft.add(f"CN=krbtgt,{users}", "user", _user_attributes(forest, domain, "krbtgt", 502, 0x202))
    groups = ["Domain Admins", "Group Policy Creator Owners"]
    if domain == forest.root:
        groups += ["Schema Admins", "Enterprise Admins"]
    for name in groups:
        draft.append(f"CN={name},{users}", "member", administrator)
    draft.append(f"CN=Administrators,CN=Builtin,{domain.dn}", "member", administrator)


def _user_attributes(forest: Forest, domain: Domain, name: str, rid: int, control: int) -> dict[str, Values]:
    return {
        "sAMAccountName": (name,),
        "objectSid": (f"{domain.sid}-{rid}",),
        "userAccountControl": (control,),
        "primaryGroupID": (514 if rid == 501 else 513,),
        "sAMAccountType": (0x30000000,),
        "pwdLastSet": (filetime(forest.made),),
        "accountExpires": (0x7FFFFFFFFFFFFFFF,),
    }


def _controller(draft: Draft, domain: Domain, spec: ControllerSpec) -> None:
    attributes = _computer_attributes(draft, domain, spec.name, spec.system)
    attributes["userAccountControl"] = (0x82000,)
    attributes["primaryGroupID"] = (516,)
    draft.add(f"CN={spec.name.upper()},OU=Domain Controllers,{domain.dn}", "computer", attributes)


def _computer_attributes(draft: Draft, domain: Domain, name: str, system: SystemFacts) -> dict[str, Values]:
    upper, fqdn = name.upper(), f"{name}.{domain.dns}".lower()
    return {
        "sAMAccountName": (upper + "$",),
        "objectSid": (f"{domain.sid}-{draft.next_rid()}",),
        "userAccountControl": (0x1000,),
        "primaryGroupID": (515,),
        "sAMAccountType": (0x30000001,),
        "dNSHostName": (fqdn,),
        "servicePrincipalName": (f"HOST/{upper}", f"HOST/{fqdn}"),
        "operatingSystem": (system.name,),
        "operatingSystemVersion": (system.version,),
        "operatingSystemServicePack": (system.service_pack,),
    }


def _roles(draft: Draft, forest: Forest, domain: Domain, controllers: list[ControllerSpec]) -> None:
    from winlab.directory.configuration_objects import settings_dn

    places = {
        "pdc": domain.dn,
        "rid": f"CN=RID Manager$,CN=System,{domain.dn}",
        "infrastructure": f"CN=Infrastructure,{domain.dn}",
    }
    for role, place in places.items():
        holder = next((each for each in controllers if role in each.roles), controllers[0] if controllers else None)
        if holder is not None:
            draft.update(place, {"fSMORoleOwner": (settings_dn(forest, holder),)})


def _group(draft: Draft, domain: Domain, spec: GroupSpec) -> None:
    kinds = {"global": GLOBAL, "universal": UNIVERSAL, "local": DOMAIN_LOCAL}
    attributes = _group_attributes(spec.name, f"{domain.sid}-{draft.next_rid()}", SECURITY | kinds[spec.scope])
    if spec.description:
        attributes["description"] = (spec.description,)
    draft.add(f"{rdn('CN', spec.name)},{spec.container},{domain.dn}", "group", attributes)


def _computer(draft: Draft, domain: Domain, spec: ComputerSpec) -> None:
    attributes = _computer_attributes(draft, domain, spec.name, spec.system)
    draft.add(f"CN={spec.name.upper()},{spec.container},{domain.dn}", "computer", attributes)


def _user(draft: Draft, forest: Forest, domain: Domain, spec: UserSpec) -> None:
    control = 0x10200 | (2 if spec.disabled else 0)
    attributes = _user_attributes(forest, domain, spec.name, draft.next_rid(), control)
    attributes["userPrincipalName"] = (f"{spec.name}@{domain.dns}",)
    if spec.display_name:
        attributes["displayName"] = (spec.display_name,)
    attributes.update(spec.attributes)
    draft.add(f"{rdn('CN', spec.display_name or spec.name)},{spec.container},{domain.dn}", "user", attributes)
