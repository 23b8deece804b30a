"""`/NewProvisionedServer` and `/RemoveProvisionedServer`: delegated setup.

http://technet.microsoft.com/en-us/library/bb201741(EXCHG.80).aspx
"""

from __future__ import annotations

from winlab.directory import rights
from winlab.exchange.setup.commandline import Action
from winlab.exchange.setup.computer import Computer
from winlab.exchange.setup.preparation import find_organization
from winlab.exchange.setup.run import SetupError, SetupRun
from winlab.exchange.setup.server_object import ServerObject


def provision(run: SetupRun, computer: Computer) -> None:
    """Makes or removes the object of a server that another administrator will install."""
    names = find_organization(run.bind())
    if names is None:
        raise SetupError("The Exchange organization container could not be found.")
    remove = run.request.action is Action.REMOVE_PROVISIONED_SERVER
    parameter = "RemoveProvisionedServer" if remove else "NewProvisionedServer"
    name = (run.request.value(parameter) or computer.name).upper()
    server = ServerObject(run, names, name, f"{name}.{run.machine.member_of}")
    existing = server.connection.find(server.dn)
    if remove:
        if existing is None or existing.number("msExchCurrentServerRoles"):
            raise SetupError(f"The server '{name}' is not a provisioned server.")
        server.delete()
        return
    if not server.connection.search(names.dn, "(msExchCurrentServerRoles=*)", limit=1):
        raise SetupError("The first Exchange 2007 server of an organization cannot be provisioned.")
    server.create()
    admin = run.request.value("ServerAdmin")
    if admin is not None:
        server.connection.grant(server.dn, rights.Ace(_sid(run, admin), rights.ALL))


def _sid(run: SetupRun, account: str) -> str:
    domain, _, name = account.rpartition("\\")
    connection = run.bind(domain=domain or run.machine.member_of or run.forest.root.dns)
    base = connection.dc.domain.dn
    found = connection.search(base, f"(sAMAccountName={name})", limit=1)
    if not found:
        raise SetupError(f"The account '{account}' could not be found.")
    return found[0].text("objectSid")
