"""nltest.exe and netdom.exe: who is a domain controller, who holds which role.

Sources: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/cc731935(v=ws.11)
(nltest), .../cc772217(v=ws.11) (netdom). The layout of the output is UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.directory.errors import NO_SUCH_DOMAIN, TEXTS, DirectoryError
from winlab.directory.forest import Domain, DomainController
from winlab.directory.surfaces.place import Place
from winlab.directory.surfaces.switches import slash_switches

Out = Callable[[str], None]
Address = Callable[[str], str]

_DONE = "The command completed successfully\r\n"


def nltest(place: Place, args: Sequence[str], out: Out, err: Out, address: Address) -> int | None:
    """Runs nltest; None if the switches ask for something that is not emulated.

    Args:
        place: Where it runs.
        args: Arguments after the program's name.
        out: Standard output.
        err: Standard error.
        address: Tells the address of a controller by name.
    """
    options = slash_switches(args)
    try:
        if options.has("dsgetdc"):
            domain = _domain(place, options.value("dsgetdc"))
            dc = place.forest.locate(domain, catalogue=options.has("gc"))
            if options.has("pdc"):
                dc = place.forest.role_owner("pdc", domain) or dc
            out(_description(place, dc, address))
        elif options.has("dclist"):
            domain = _domain(place, options.value("dclist"))
            first = place.forest.locate(domain)
            out(f"Get list of DCs in domain '{options.value('dclist')}' from '\\\\{first.name}'.\r\n")
            pdc = place.forest.role_owner("pdc", domain)
            for dc in place.forest.controllers_of(domain):
                mark = "[PDC]  " if dc is pdc else "       "
                out(f"    {dc.fqdn} {mark}[DS] Site: {dc.site}\r\n")
        elif options.has("dsgetsite"):
            site = place.forest.site_of(place.machine)
            if site is None:
                err("Getting DC site name failed: Status = 1919 0x77f ERROR_NO_SITENAME\r\n")
                return 1
            out(f"{site}\r\n")
        elif options.has("sc_query"):
            dc = place.forest.locate(_domain(place, options.value("sc_query")))
            out(f"Flags: 30 HAS_IP  HAS_TIMESERV \r\nTrusted DC Name \\\\{dc.fqdn} \r\n")
            out("Trusted DC Connection Status Status = 0 0x0 NERR_Success\r\n")
        elif options.has("domain_trusts"):
            out("List of domain trusts:\r\n")
            for number, domain in enumerate(place.forest.domains.values()):
                kind = "(NT 5) (Forest Tree Root) " if not domain.parent else "(NT 5) (Forest: 0) "
                out(f"    {number}: {domain.netbios} {domain.dns} {kind}\r\n")
        else:
            return None
    except DirectoryError as error:
        err(f"DsGetDcName failed: Status = {error.code} {error.code:#x} ERROR_NO_SUCH_DOMAIN\r\n")
        return 1
    out(_DONE)
    return 0


def _domain(place: Place, name: str) -> Domain:
    if name:
        return place.forest.domain(name)
    member = place.machine.member_of if place.machine is not None else None
    if not member:
        raise DirectoryError(NO_SUCH_DOMAIN)
    return place.forest.domain(member)


def _description(place: Place, dc: DomainController, address: Address) -> str:
    forest = place.forest
    head = forest.entry(dc, dc.domain.dn)
    flags = ["PDC"] if forest.role_owner("pdc", dc.domain) is dc else []
    flags += ["GC"] if forest.is_catalogue(dc) else []
    flags += ["DS", "LDAP", "KDC", "TIMESERV", "WRITABLE", "DNS_DC", "DNS_DOMAIN", "DNS_FOREST", "CLOSE_SITE"]
    rows = (
        ("DC", f"\\\\{dc.fqdn}"),
        ("Address", f"\\\\{address(dc.name)}"),
        ("Dom Guid", str(head.guid) if head is not None else ""),
        ("Dom Name", dc.domain.dns),
        ("Forest Name", forest.root.dns),
        ("Dc Site Name", dc.site),
        ("Our Site Name", dc.site),
        ("Flags", " ".join(flags)),
    )
    return "".join(f"{label.rjust(13)}: {value}\r\n" for label, value in rows)


def netdom(place: Place, args: Sequence[str], out: Out, err: Out) -> int | None:
    """Runs ``netdom query``; None if it is asked for something that is not emulated."""
    options = slash_switches(args)
    words = [word.lower() for word in options.words]
    if words[:1] != ["query"] or len(words) != 2:
        return None
    forest = place.forest
    try:
        domain = _domain(place, options.value("domain") or options.value("d"))
        if words[1] == "fsmo":
            for label, role, where in (
                ("Schema owner", "schema", forest.root),
                ("Domain role owner", "naming", forest.root),
                ("PDC role", "pdc", domain),
                ("RID pool manager", "rid", domain),
                ("Infrastructure owner", "infrastructure", domain),
            ):
                owner = forest.role_owner(role, where)
                out(f"{label.ljust(28)}{owner.fqdn if owner is not None else ''}\r\n\r\n")
        elif words[1] == "dc":
            out("List of domain controllers with accounts in the domain:\r\n\r\n")
            for dc in forest.controllers_of(domain):
                out(f"{dc.name}\r\n")
        elif words[1] == "pdc":
            owner = forest.role_owner("pdc", domain)
            out(f"Primary domain controller for the domain:\r\n\r\n{owner.name if owner else ''}\r\n")
        else:
            return None
    except DirectoryError as error:
        err(f"{TEXTS.get(error.code, error.text)}\r\n\r\nThe command failed to complete successfully.\r\n\r\n")
        return 1
    out("The command completed successfully.\r\n\r\n")
    return 0
