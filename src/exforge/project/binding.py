"""Puts roles on hosts: variables replaced, resources built, for every play of the playbook."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Map

from exforge.project.content import suits
from exforge.project.inventory import host_facts
from exforge.project.model import BoundResource, BoundRole, Host, Inventory, Item, Playbook, Role
from exforge.project.nodes import Node, Scalar
from exforge.project.problems import Problems
from exforge.project.secrets import SecretStore
from exforge.project.shape import told
from exforge.project.typed import RefusedError, Typed
from exforge.project.variables import Scope, substitute
from exforge.resources.base import Resource


class Binder:
    """Builds the resources of roles on hosts."""

    def __init__(
        self,
        inventory: Inventory,
        types: Map[str, type[Resource]],
        problems: Problems,
        secrets: SecretStore,
    ) -> None:
        self._inventory = inventory
        self._types = types
        self._problems = problems
        self._typed = Typed(problems, secrets)

    def bind(self, playbook: Playbook, roles: Map[str, Role]) -> tuple[BoundRole, ...]:
        """Every role on every host, in the order of the playbook."""
        bound: list[BoundRole] = []
        seen: dict[tuple[str, str], str] = {}
        for stage in playbook.stages:
            for play in stage.plays:
                for name in play.hosts:
                    host = self._inventory.hosts[name]
                    if host.kind != "server":
                        self._problems.add(play.place, f"{name!r} is a {host.kind}; a role needs a server to act on")
                        continue
                    for role in play.roles:
                        first = seen.setdefault((name, role), stage.name)
                        if first != stage.name or any((b.host, b.role) == (name, role) for b in bound):
                            self._problems.add(
                                play.place, f"{name!r} has the role {role!r} twice (first in stage {first!r})"
                            )
                            continue
                        bound.append(self._role(stage.name, host, roles[role]))
        return tuple(bound)

    def _role(self, stage: str, host: Host, role: Role) -> BoundRole:
        scope = self._scope(host, role)
        built = [self._resource(host, role, item, scope) for item in role.items]
        resources = tuple(resource for resource in built if resource)
        present = {resource.address for resource in resources}
        resources = tuple(
            dataclasses.replace(r, after=None if r.after is None else tuple(a for a in r.after if a in present))
            for r in resources
        )
        return BoundRole(stage, host.name, role.name, role.requires, role.provides, resources)

    def _scope(self, host: Host, role: Role) -> Scope:
        owner = f"in the role {role.name!r}"
        facts = host_facts(self._inventory, host)
        everything = Scope({**facts, **host.variables}, f"for the host {host.name!r}")
        names = dict(facts)
        for name, variable in role.variables.items():
            given = host.variables.get(name, variable.default)
            if given is None:
                where = f"the role {role.name!r} on the host {host.name!r}"
                self._problems.add(host.place, f"{where} needs the variable {name!r} ({variable.type})")
                continue
            value = substitute(given, everything, self._problems)
            if not suits(value, variable.type):
                what = f"the variable {name!r} must be a {variable.type} for the role {role.name!r}"
                self._problems.add(value.place, f"{what}, not {told(value)}")
            names[name] = value
        return Scope(names, owner)

    def _resource(self, host: Host, role: Role, item: Item, scope: Scope) -> BoundResource | None:
        before = len(self._problems)
        if item.when is not None and not self._wanted(item.when, scope):
            return None
        name = substitute(Scalar(item.place, item.name, item.name), scope, self._problems)
        fields = substitute(item.fields, scope, self._problems)
        if len(self._problems) > before:
            return None
        what = f"{item.type} {item.name!r}"
        given = {"name": name.text if isinstance(name, Scalar) else item.name}
        try:
            resource = self._typed.build(self._types[item.type], fields, what, given, fields.place)
        except RefusedError:
            return None
        base = f"{host.name}/{role.name}"
        after = None if item.after is None else tuple(f"{base}/{above}" for above in item.after)
        return BoundResource(f"{base}/{item.name}", resource, after)

    def _wanted(self, when: Node, scope: Scope) -> bool:
        value = substitute(when, scope, self._problems)
        if isinstance(value, Scalar) and isinstance(value.value, bool):
            return value.value
        self._problems.add(when.place, f"when must be true or false, not {told(value)}")
        return False
