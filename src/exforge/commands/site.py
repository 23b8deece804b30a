"""A workspace with its hosts: targets, connector, output. What deploy, plan and verify have in common."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable

from exforge.commands.exits import INVALID_INPUT, UNREACHABLE, Ended
from exforge.commands.lab import Lab, LabHost
from exforge.commands.workspace import Workspace
from exforge.planning.events import Event
from exforge.planning.observing import observe
from exforge.planning.plan import Plan, make_plan, needed_roles
from exforge.planning.selection import Selection, select, with_requirements
from exforge.project.model import Host
from exforge.remote.session import Connector, Target
from exforge.reporting.console import Console
from exforge.reporting.json_lines import JsonLines
from exforge.resources.secret import Secret
from exforge.running.events import PlanMade


class Site:
    """The hosts of a workspace. The lab is started here when one stands behind the inventory."""

    def __init__(self, workspace: Workspace, connector: Connector | None = None) -> None:
        self.workspace = workspace
        self.project = workspace.project
        request = workspace.request
        self.selection = select(self.project, request.stages, request.limit)
        if request.with_requirements:
            self.selection = with_requirements(self.project, self.selection)
        self.console = Console(sys.stderr if request.json else sys.stdout, workspace.redact)
        self._json = JsonLines(sys.stdout, workspace.redact) if request.json else None
        self._lab: dict[str, LabHost] | None = None
        if self.project.inventory.scenario is not None and connector is None:
            lab = Lab(workspace)
            lab.ensure_up(self.console.say)
            self._lab = lab.hosts()
        self.connector = connector or _connector()

    def observer(self, event: Event) -> None:
        """Hands an event to every sink."""
        if self._json is not None:
            self._json(event)
        else:
            self.console(event)

    def check_secrets(self) -> None:
        """Reads every secret that the run will need, so that none is found missing halfway."""
        secrets = [self.target(host).password for host in self._contacted()]
        for role in self.selection.roles:
            for bound in role.resources:
                secrets.extend(_secrets_in(bound.resource))
        missing = []
        for secret in dict.fromkeys(secrets):
            try:
                secret.reveal()
            except LookupError as error:
                missing.append(f"the secret {secret.source} can't be read: {error.args[0]}")
        if missing:
            raise Ended(INVALID_INPUT, *dict.fromkeys(missing))

    def plan(self, selection: Selection | None = None) -> Plan:
        """Reads the hosts and compares; nothing is changed."""
        selection = selection or self.selection
        roles = needed_roles(self.project, selection)
        observation = observe(roles, self.connector, self.target, self._quiet)
        plan = make_plan(self.project, selection, observation)
        self.observer(PlanMade(plan))
        return plan

    def _quiet(self, event: Event) -> None:
        """While reading, only programs are told; a person gets it with the plan."""
        if self._json is not None:
            self._json(event)

    def target(self, name: str) -> Target:
        """How a host is reached: by the lab when there is one, else by the inventory."""
        host = self.project.inventory.hosts[name]
        return self._lab_target(host) if self._lab is not None else self._real_target(host)

    def _lab_target(self, host: Host) -> Target:
        assert self._lab is not None
        at = self._lab.get(host.computer_name.upper())
        if at is None:
            raise Ended(
                UNREACHABLE,
                f"the lab has no host {host.computer_name}; it has {', '.join(sorted(self._lab))}",
            )
        tls = at.tls or (host.connection.tls and at.https_port > 0)
        return Target(
            name=host.name,
            address=at.address,
            port=at.https_port if tls and not at.tls else at.port,
            username=at.username,
            password=self.workspace.secrets.reference("lab", at.username),
            authentication=at.authentication,
            tls=tls,
            ca_file=at.ca_file if tls else "",
            fingerprint=host.connection.fingerprint if tls else "",
            computer_name=host.computer_name,
            domain=host.connection.domain,
        )

    def _real_target(self, host: Host) -> Target:
        way = host.connection
        if way.password is None or not way.username:
            raise Ended(
                INVALID_INPUT,
                f"{host.place}: the host {host.name!r} needs a connection with username and password "
                "(a reference: {env: NAME} or {file: PATH})",
            )
        return Target(
            name=host.name,
            address=host.address,
            port=way.port,
            username=way.username,
            password=way.password,
            authentication=way.authentication,
            tls=way.tls,
            ca_file=way.ca_file,
            fingerprint=way.fingerprint,
            clear_text_allowed=way.encryption == "clear-text-allowed",
            computer_name=host.computer_name,
            domain=way.domain,
        )

    def _contacted(self) -> Iterable[str]:
        return dict.fromkeys(role.host for role in needed_roles(self.project, self.selection))


def _connector() -> Connector:
    from exforge.remote.psrp import PsrpConnector

    return PsrpConnector()


def _secrets_in(value: object) -> list[Secret]:
    if isinstance(value, Secret):
        return [value]
    if dataclasses.is_dataclass(value):
        return [s for field in dataclasses.fields(value) for s in _secrets_in(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [secret for item in value for secret in _secrets_in(item)]
    if isinstance(value, dict):
        return [secret for item in value.values() for secret in _secrets_in(item)]
    return []
