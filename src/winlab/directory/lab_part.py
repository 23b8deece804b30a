"""The forest as a part of a lab: `lab.parts["directory"]`, and the lab's source of domain accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from winlab.directory.domain_accounts import DomainAccounts
from winlab.directory.entries import Json
from winlab.directory.errors import NO_SUCH_DOMAIN, OPERATIONS_ERROR, SERVER_DOWN, DirectoryError
from winlab.directory.forest import Caller, DomainController, Forest, Member
from winlab.directory.storing import forest_digest, forest_state, load_forest_state
from winlab.windows.accounts import Logon
from winlab.windows.errors import NetworkError
from winlab.windows.machine import Machine

if TYPE_CHECKING:
    from winlab.windows.lab import Lab

NAME = "directory"
_ACCESS_DENIED = 5


class DirectoryPart:
    """Holds the forest in a lab.

    Attributes:
        forest: The forest.
        accounts: Its accounts, as the lab asks for them.
        named: ``DOMAIN\\name`` of the accounts the scenario speaks of: administrators, service accounts.
    """

    def __init__(self, forest: Forest) -> None:
        self.forest = forest
        self.accounts = DomainAccounts(forest)
        self.named: tuple[str, ...] = ()

    def named_accounts(self) -> dict[str, str]:
        """Accounts the scenario speaks of -> password: what the lab's owner may want to know."""
        found = {name: self.accounts.password_of(name) for name in self.named}
        return {name: password for name, password in found.items() if password}

    def state(self) -> object:
        """What changed since the forest was made."""
        return forest_state(self.forest)

    def load(self, data: object) -> None:
        """Takes over what `state` gave; replication that was under way goes on."""
        load_forest_state(self.forest, cast("dict[str, Json]", data))
        self.forest.replication.resume()

    def digest(self) -> object:
        """What two equal deployments have in common."""
        return forest_digest(self.forest)


def attach(lab: Lab, forest: Forest) -> DirectoryPart:
    """Makes a forest part of a lab: clock, network, accounts; to be called before its machines are made."""
    # The surfaces register programs, .NET classes and COM names when they are imported.
    from winlab.directory.surfaces import registration

    part = DirectoryPart(forest)
    lab.parts[NAME] = part
    lab.accounts = part.accounts
    forest.clock = lab.clock
    forest.sites = {spec.name.upper(): spec.site for spec in lab.spec.machines if spec.site}
    for spec in lab.spec.machines:
        if spec.name.upper() in forest.controllers and spec.adapters:
            forest.addresses[spec.name.upper()] = spec.adapters[0].address
    forest.on_change = lambda: lab.touch(f"part:{NAME}")

    def running(name: str) -> bool:
        machine = lab.machines.get(name)
        # Machines are made one after the other; a controller that is not there yet answers for the others.
        return machine is None or machine.is_running

    def between(source: DomainController, target: DomainController) -> bool:
        cut = frozenset((source.name, target.name)) in lab.network.cut
        return running(source.name) and running(target.name) and not cut

    def reach(member: Member, caller: Caller, target: DomainController) -> None:
        source = member if isinstance(member, Machine) else lab.machines[member.name.upper()]
        logon = caller if isinstance(caller, Logon) else _logon_of(caller)
        try:
            lab.network.reach(source, logon, target.name, "ldap")
        except NetworkError as problem:
            code = OPERATIONS_ERROR if problem.code == _ACCESS_DENIED else SERVER_DOWN
            raise DirectoryError(code, target.fqdn) from problem

    forest.running = running
    forest.replication.reaches = between
    forest.reach = reach
    registration.register()
    return part


def _logon_of(caller: Caller) -> Logon:
    return Logon(caller.account, "", frozenset(caller.groups), "network", caller.has_credentials)


def forest_of(lab: Lab) -> Forest:
    """The forest of a lab.

    Raises:
        DirectoryError: NO_SUCH_DOMAIN: the lab has none.
    """
    part = lab.parts.get(NAME)
    if not isinstance(part, DirectoryPart):
        raise DirectoryError(NO_SUCH_DOMAIN)
    return part.forest
