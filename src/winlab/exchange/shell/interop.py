"""Members of ExchangeLegacyInterop: 2003 servers that may exchange mail with 2007.

http://technet.microsoft.com/en-us/library/bb288907(EXCHG.80).aspx
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from winlab.directory.reading import DirectoryObject
from winlab.exchange import organization as org
from winlab.exchange.shell.configuration import Configuration

if TYPE_CHECKING:
    from winlab.exchange.host import ExchangeHost


def add_legacy_bridgeheads(
    host: ExchangeHost, configuration: Configuration, servers: Iterable[DirectoryObject]
) -> bool:
    """Adds the accounts of the 2003 servers among `servers`; True if one was new."""
    forest = host.forest
    changed = False
    for server in servers:
        if server.first("msExchCurrentServerRoles") is not None:
            continue
        account = _computer(host, configuration, server)
        if account is None:
            continue
        root = forest.bind(host.logon, None, host.machine, domain=forest.root.dns)
        group = f"CN={org.LEGACY_INTEROP},{org.security_groups(forest.root.dn)}"
        if account not in [str(dn) for dn in root.get(group).get("member")]:
            root.append(group, "member", account)
            changed = True
    return changed


def _computer(host: ExchangeHost, configuration: Configuration, server: DirectoryObject) -> str | None:
    domain = configuration.fqdn(server).partition(".")[2] or host.machine.member_of
    connection = host.forest.bind(host.logon, None, host.machine, domain=domain)
    text = f"(&(objectClass=computer)(sAMAccountName={server.name}$))"
    found = connection.search(connection.dc.domain.dn, text, limit=1)
    return found[0].dn if found else None
