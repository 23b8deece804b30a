"""dsquery.exe and dsget.exe.

Sources: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc732952(v=ws.10)
(dsquery) and .../cc755162(v=ws.10) (dsget). The layout of tables and error texts is UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.directory import names
from winlab.directory.connection import DirectoryConnection
from winlab.directory.entries import Value
from winlab.directory.errors import DirectoryError
from winlab.directory.ldap_filter import as_text
from winlab.directory.reading import DirectoryObject
from winlab.directory.surfaces.place import Place
from winlab.directory.surfaces.switches import Switches, UsageError, dash_switches

Out = Callable[[str], None]

_FLAGS = frozenset({"gc", "q", "r", "l", "attrsonly", "uc", "uco", "uci", "isgc", "forest", "disabled", "expand"})
_KINDS = {
    "user": "(&(objectCategory=person)(objectClass=user)",
    "computer": "(&(objectCategory=computer)",
    "group": "(&(objectCategory=group)",
    "ou": "(&(objectCategory=organizationalUnit)",
    "contact": "(&(objectCategory=person)(objectClass=contact)",
    "site": "(&(objectCategory=site)",
    "subnet": "(&(objectCategory=subnet)",
    "server": "(&(objectCategory=server)",
    "*": "(&(objectClass=*)",
}
_ROLES = {"schema": "schema", "name": "naming", "infr": "infrastructure", "pdc": "pdc", "rid": "rid"}


def dsquery(place: Place, args: Sequence[str], out: Out, err: Out) -> int:
    """Runs dsquery; returns its exit code."""
    try:
        options = dash_switches(args, _FLAGS, lists=("attr",))
        if not options.words or options.words[0].lower() not in _KINDS:
            raise UsageError("the object type is missing or unknown")
        kind = options.words[0].lower()
        connection = _connection(place, options)
        found = _search(place, connection, kind, options)
    except UsageError as error:
        err(f"dsquery failed:{error}.\r\ntype dsquery /? for help.\r\n")
        return 1
    except DirectoryError as error:
        err(f"dsquery failed:{error.text}\r\ntype dsquery /? for help.\r\n")
        return error.code & 0xFF
    if options.has("attr"):
        _attributes(found, options, out)
    else:
        for each in found:
            out(f"{_as_asked(each, options.value('o', 'dn').lower())}\r\n")
    return 0


def _connection(place: Place, options: Switches) -> DirectoryConnection:
    return place.bind(
        options.value("s") or None,
        catalogue=options.has("gc"),
        user=options.value("u") or None,
        password=options.value("p") or None,
        domain=options.value("d") or None,
    )


def _search(place: Place, connection: DirectoryConnection, kind: str, options: Switches) -> list[DirectoryObject]:
    forest = place.forest
    start = options.words[1] if len(options.words) > 1 else ""
    defaults = {
        "site": f"CN=Sites,{forest.configuration_dn}",
        "subnet": f"CN=Sites,{forest.configuration_dn}",
    }
    defaults["server"] = defaults["site"]
    if not start or start.lower() == "domainroot":
        start = defaults.get(kind, connection.dc.domain.dn)
    elif start.lower() == "forestroot":
        start = "" if connection.catalogue else forest.root.dn
    conditions = _KINDS[kind]
    for switch, attribute in (
        ("name", "name"),
        ("samid", "sAMAccountName"),
        ("desc", "description"),
        ("upn", "userPrincipalName"),
    ):
        if options.has(switch):
            conditions += f"({attribute}={options.value(switch)})"
    if options.has("disabled"):
        conditions += "(userAccountControl:1.2.840.113556.1.4.803:=2)"
    if options.has("filter"):
        conditions += (
            options.value("filter") if options.value("filter").startswith("(") else f"({options.value('filter')})"
        )
    scope = options.value("scope", "subtree").lower()
    if scope not in ("base", "onelevel", "subtree"):
        raise UsageError(f"the value {scope} of -scope is not known")
    limit = int(options.value("limit", "100"))
    found = connection.search(start, conditions + ")", scope)
    if kind == "server":
        found = [each for each in found if _server_wanted(place, connection, each, options)]
    return found[:limit] if limit else found


def _server_wanted(place: Place, connection: DirectoryConnection, server: DirectoryObject, options: Switches) -> bool:
    dc = place.forest.controller(server.name)
    if dc is None:
        return False
    if options.has("isgc") and not place.forest.is_catalogue(dc):
        return False
    if options.has("hasfsmo"):
        role = _ROLES.get(options.value("hasfsmo").lower())
        if role is None:
            raise UsageError(f"the value {options.value('hasfsmo')} of -hasfsmo is not known")
        where = place.forest.root if role in ("schema", "naming") else connection.dc.domain
        return place.forest.role_owner(role, where) is dc
    if options.has("site") and options.value("site").lower() != dc.site.lower():
        return False
    wanted = options.value("domain")
    if wanted:
        return dc.domain == place.forest.domain(wanted)
    return options.has("forest") or dc.domain == connection.dc.domain


def _as_asked(found: DirectoryObject, form: str) -> str:
    if form == "rdn":
        return f'"{found.name}"'
    if form == "samid":
        return f'"{found.text("sAMAccountName")}"'
    if form == "upn":
        return f'"{found.text("userPrincipalName")}"'
    return f'"{found.dn}"'


def shown(value: Value) -> str:
    """A value as these tools print it."""
    if isinstance(value, bytes):
        return " ".join(f"0x{byte:02x}" for byte in value)
    return as_text(value)


def _attributes(found: list[DirectoryObject], options: Switches, out: Out) -> None:
    wanted = options.values("attr")
    everything = wanted == ["*"]
    if options.has("l") or everything:
        for each in found:
            pairs = list(each.items()) if everything else [(name, each.get(name)) for name in wanted]
            for name, values in pairs:
                for value in values:
                    out(f"{name}: {shown(value)}\r\n")
        return
    rows = [[";".join(shown(value) for value in each.get(name)) for name in wanted] for each in found]
    widths = [max(len(name), *(len(row[column]) for row in rows), 0) for column, name in enumerate(wanted)]
    for row in [wanted, *rows]:
        out("".join(f"  {cell.ljust(width)}" for cell, width in zip(row, widths, strict=True)) + "\r\n")


def dsget(place: Place, args: Sequence[str], out: Out, err: Out) -> int:
    """Runs dsget for users, groups and computers: attributes, -memberof, -members."""
    shown_attributes = {
        "dn": "distinguishedName",
        "samid": "sAMAccountName",
        "desc": "description",
        "display": "displayName",
        "upn": "userPrincipalName",
        "email": "mail",
        "sid": "objectSid",
        "fn": "givenName",
        "ln": "sn",
    }
    flags = {*_FLAGS, *shown_attributes, "memberof", "members"}
    try:
        options = dash_switches(args, flags)
        if len(options.words) < 2:
            raise UsageError("the object type or the name is missing")
        connection = _connection(place, options)
        objects = [connection.get(dn.strip('"')) for dn in options.words[1:]]
        if options.has("memberof") or options.has("members"):
            attribute = "memberOf" if options.has("memberof") else "member"
            for dn in _linked(connection, objects, attribute, options.has("expand")):
                out(f'"{dn}"\r\n')
            return 0
        wanted = [name for name in shown_attributes if options.has(name)] or ["dn"]
        rows = [[each.text(shown_attributes[name]) for name in wanted] for each in objects]
        widths = [max(len(name), *(len(row[at]) for row in rows)) for at, name in enumerate(wanted)]
        for row in [wanted, *rows]:
            out("".join(f"  {cell.ljust(width)}" for cell, width in zip(row, widths, strict=True)) + "\r\n")
    except UsageError as error:
        err(f"dsget failed:{error}.\r\ntype dsget /? for help.\r\n")
        return 1
    except DirectoryError as error:
        err(f"dsget failed:{error.text}\r\ntype dsget /? for help.\r\n")
        return error.code & 0xFF
    out("dsget succeeded\r\n")
    return 0


def _linked(connection: DirectoryConnection, objects: list[DirectoryObject], attribute: str, expand: bool) -> list[str]:
    found: dict[str, str] = {}
    pending = list(objects)
    while pending:
        current = pending.pop(0)
        for value in current.get(attribute):
            key = names.key(str(value))
            if key in found:
                continue
            found[key] = str(value)
            if expand:
                try:
                    pending.append(connection.get(str(value)))
                except DirectoryError:
                    # Of another domain: its name is known here, its own groups are not.
                    continue
    return list(found.values())
