"""Kinds of configuration objects: where they live, what they are called, what they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from winlab.exchange.organization import OrganizationNames
from winlab.exchange.shell.fields import Field


class Scope(Enum):
    """Whether objects belong to the organisation or to one server."""

    ORGANIZATION = "organization"
    SERVER = "server"


@dataclass(frozen=True)
class ObjectKind:
    """One noun of the snap-in.

    Attributes:
        noun: `ReceiveConnector` of `Get-ReceiveConnector`.
        object_class: Class of the directory objects.
        container: DN of the container below the organisation or the server, `` for the object itself.
        fields: Properties in the order they are shown.
        verbs: The cmdlets that exist.
        singleton: There is one object only; its name.
        name_format: How `New-` makes the name; fields by name, `{name}` the `-Name`.
        identity: How the identity is shown: `{server}`, `{name}`, `{parent}`.
        role: Name of the server role the server must have for `New-`.
    """

    noun: str
    object_class: str
    container: str
    fields: tuple[Field, ...]
    scope: Scope = Scope.ORGANIZATION
    verbs: tuple[str, ...] = ("Get", "Set", "New", "Remove")
    singleton: str = ""
    name_format: str = "{name}"
    identity: str = "{name}"
    role: str = ""
    type_name: str = ""
    remove_confirms: bool = field(default=True)

    @property
    def shown_type(self) -> str:
        """The .NET type objects show as."""
        return self.type_name or f"Microsoft.Exchange.Data.Directory.SystemConfiguration.{self.noun}"

    def container_dn(self, names: OrganizationNames, server: str | None = None) -> str:
        """DN objects of this kind are below, for one server or for the organisation."""
        base = names.dn if self.scope is Scope.ORGANIZATION else names.server(server or "")
        if self.container.startswith("admin:"):
            return f"{self.container[6:]},{names.admin_group}".lstrip(",")
        if self.container.startswith("connections"):
            return names.connections
        return f"{self.container},{base}" if self.container else base

    def search_base(self, names: OrganizationNames) -> str:
        """DN below which all objects of this kind are found."""
        return names.servers if self.scope is Scope.SERVER else names.dn

    def find_field(self, name: str) -> Field | None:
        """The field of that name, any case."""
        return next((item for item in self.fields if item.name.lower() == name.lower()), None)
