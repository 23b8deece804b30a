"""Reads and writes configuration objects for the cmdlets: identities, properties, values."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from winlab.directory import names as dn_names
from winlab.directory.connection import DirectoryConnection
from winlab.directory.entries import Value
from winlab.directory.reading import DirectoryObject
from winlab.exchange import objects
from winlab.exchange import organization as org
from winlab.exchange.organization import OrganizationNames
from winlab.exchange.roles import ROLES
from winlab.exchange.shell.fields import (
    LOWEST,
    LOWEST_ORDER,
    UNLIMITED,
    Field,
    FieldError,
    Kind,
    to_directory,
)
from winlab.exchange.shell.kinds import ObjectKind, Scope

ShellValue = str | int | bool | list[str] | None


class ObjectNotFoundError(Exception):
    """No object has that identity; the text is what the shell says (UNVERIFIED wording)."""


class InvalidChangeError(Exception):
    """A change that the objects' rules don't allow; the text is what the shell says."""


class Configuration:
    """The objects of one organisation through one connection."""

    def __init__(self, connection: DirectoryConnection, names: OrganizationNames) -> None:
        self.connection = connection
        self.names = names

    # -- finding ----------------------------------------------------------------------------------------

    def all(self, kind: ObjectKind, server: str | None = None) -> list[DirectoryObject]:
        """All objects of a kind, on one server or on all."""
        if kind.singleton:
            dn = f"CN={kind.singleton},{self.names.dn}" if "{" not in kind.singleton else self.names.dn
            found = self.connection.find(dn)
            return [found] if found is not None else []
        if kind.container.startswith("server:"):
            bit = kind.container.partition(":")[2]
            has_role = f"(msExchCurrentServerRoles:1.2.840.113556.1.4.803:={bit})"
            text = f"(&(objectClass=msExchExchangeServer){has_role})"
            found_all = self.connection.search(self.names.dn, text)
            return [item for item in found_all if server is None or item.name.lower() == server.lower()]
        base = self.names.server(server) if server and kind.scope is Scope.SERVER else kind.search_base(self.names)
        if not self.connection.exists(base):
            return []
        found_all = self.connection.search(base, f"(objectClass={kind.object_class})")
        return sorted(found_all, key=lambda item: self.identity(kind, item).lower())

    def find(self, kind: ObjectKind, identity: str) -> DirectoryObject:
        """The object an identity means: GUID, DN, the full identity, or the name alone if it is unique.

        Raises:
            ObjectNotFoundError: none, or more than one.
        """
        wanted = identity.strip()
        candidates = self.all(kind)
        for item in candidates:
            if wanted.lower() in (
                self.identity(kind, item).lower(),
                item.dn.lower(),
                str(item.guid),
                item.text("legacyExchangeDN").lower(),
            ):
                return item
        tail = wanted.rpartition("\\")[2].lower()
        matching = [item for item in candidates if self._matches(kind, item, wanted, tail)]
        if len(matching) == 1:
            return matching[0]
        if matching:
            raise ObjectNotFoundError(
                f"The operation could not be performed because '{identity}' matches multiple entries."
            )
        raise self.not_found(identity)

    def _matches(self, kind: ObjectKind, item: DirectoryObject, wanted: str, tail: str) -> bool:
        if "\\" not in wanted:
            fqdn = self.fqdn(item).lower()
            return item.name.lower() == wanted.lower() or (bool(fqdn) and fqdn == wanted.lower())
        return item.name.lower() == tail and self.identity(kind, item).lower().endswith(wanted.lower())

    def not_found(self, identity: str) -> ObjectNotFoundError:
        """The error for an identity that means nothing."""
        return ObjectNotFoundError(
            f"The operation could not be performed because object '{identity}' could not be found on domain "
            f"controller '{self.connection.dc.fqdn}'."
        )

    def server(self, identity: str) -> DirectoryObject:
        """An Exchange server of any version, by name, FQDN, DN or legacy DN."""
        wanted = identity.strip().lower()
        for item in self.servers():
            if wanted in (
                item.name.lower(),
                self.fqdn(item).lower(),
                item.dn.lower(),
                str(item.guid),
                item.text("legacyExchangeDN").lower(),
            ):
                return item
        raise self.not_found(identity)

    def servers(self) -> list[DirectoryObject]:
        """All Exchange servers of the organisation."""
        return self.connection.search(self.names.dn, "(objectClass=msExchExchangeServer)")

    def fqdn(self, server: DirectoryObject) -> str:
        """The DNS name among a server's network addresses."""
        prefix = "ncacn_ip_tcp:"
        for value in server.get("networkAddress"):
            if str(value).lower().startswith(prefix):
                return str(value)[len(prefix) :]
        return ""

    def identity(self, kind: ObjectKind, item: DirectoryObject) -> str:
        """How the shell shows an object's identity."""
        parts = dn_names.split(item.dn)
        server = ""
        for index, (_, value) in enumerate(parts):
            if index + 1 < len(parts) and parts[index + 1][1] == "Servers":
                server = value
                break
        return kind.identity.format(
            name=item.name,
            server=server,
            parent=parts[1][1],
            routing_group=parts[2][1] if len(parts) > 2 else "",
        )

    # -- values -----------------------------------------------------------------------------------------

    def properties(self, kind: ObjectKind, item: DirectoryObject) -> dict[str, ShellValue]:
        """The fields of an object as the shell shows them."""
        return {field.name: self.shown(field, item) for field in kind.fields}

    def shown(self, field: Field, item: DirectoryObject) -> ShellValue:
        """One field as the shell shows it."""
        values = item.get(field.attribute)
        if not values and field.default is not None:
            fallback = [field.default] if isinstance(field.default, str) else list(field.default)
            values = objects.stored(field, fallback)
        texts = [_shown_text(field, value) for value in values]
        if field.kind is Kind.FLAGS:
            return ", ".join(texts)
        if field.many:
            return texts
        if not texts:
            return None
        if field.kind is Kind.BOOLEAN:
            return values[0] is True or str(values[0]).upper() == "TRUE"
        if field.kind is Kind.INTEGER or (field.kind is Kind.UNLIMITED and texts[0] != UNLIMITED):
            return int(texts[0]) if texts[0].lstrip("-").isdigit() else texts[0]
        return texts[0]

    def attributes(self, kind: ObjectKind, given: Mapping[str, list[str]]) -> dict[str, list[Value] | None]:
        """Parameters as attributes, checked; an empty list removes.

        Raises:
            InvalidChangeError: a value doesn't fit.
            ObjectNotFoundError: an object that is referred to doesn't exist.
        """
        changes: dict[str, list[Value] | None] = {}
        for name, texts in given.items():
            field = kind.find_field(name)
            if field is None:
                raise InvalidChangeError(f"A parameter cannot be found that matches parameter name '{name}'.")
            if not texts:
                changes[field.attribute] = None
                continue
            try:
                changes[field.attribute] = objects.stored(field, self._texts(field, texts))
            except FieldError as problem:
                raise InvalidChangeError(f"Cannot process argument '{field.name}': {problem}") from problem
        return changes

    def _texts(self, field: Field, texts: list[str]) -> list[str]:
        if field.noun == "ExchangeServer":
            return [self.server(text).dn for text in texts]
        if field.kind in (Kind.OBJECT, Kind.OBJECTS) and field.noun in KINDS_BY_NOUN:
            return [self.find(KINDS_BY_NOUN[field.noun], text).dn for text in texts]
        return to_directory(field, texts)

    # -- changing ---------------------------------------------------------------------------------------

    def change(self, kind: ObjectKind, item: DirectoryObject, given: Mapping[str, list[str]]) -> bool:
        """Sets fields; False if nothing was different."""
        changes = self.attributes(kind, given)
        different = {name: values for name, values in changes.items() if [*item.get(name)] != [*(values or [])]}
        if not different:
            return False
        self.connection.modify(item.dn, different)
        return True

    def create(self, kind: ObjectKind, name: str, given: Mapping[str, list[str]], container: str) -> DirectoryObject:
        """Makes an object below a container.

        Raises:
            InvalidChangeError: it exists, or a value doesn't fit.
        """
        dn = f"{dn_names.rdn('CN', name)},{container}"
        if self.connection.exists(dn):
            raise InvalidChangeError(
                f"Active Directory operation failed on {self.connection.dc.fqdn}. The object '{dn}' already exists."
            )
        changes = self.attributes(kind, given)
        objects.make(self.connection, kind, dn, **{key: values or [] for key, values in changes.items()})
        return self.connection.get(dn)

    def server_of_role(self, identity: str, role: str) -> DirectoryObject:
        """An Exchange 2007 server that has a role.

        Raises:
            ObjectNotFoundError: no such server.
            InvalidChangeError: the server lacks the role.
        """
        found = self.server(identity)
        if role and not found.number("msExchCurrentServerRoles") & ROLES[role].bit:
            raise InvalidChangeError(f"The server '{found.name}' does not have the {ROLES[role].configured}.")
        return found


KINDS_BY_NOUN: dict[str, ObjectKind] = {}


def register_kinds(kinds: Iterable[ObjectKind]) -> None:
    """Makes kinds known to references of other kinds."""
    for kind in kinds:
        KINDS_BY_NOUN[kind.noun] = kind


def _shown_text(field: Field, value: Value) -> str:
    if isinstance(value, uuid.UUID):
        return str(value)
    text = str(value)
    if field.kind is Kind.PRIORITY and value == LOWEST_ORDER:
        return LOWEST
    if field.kind in (Kind.OBJECT, Kind.OBJECTS, Kind.SERVERS) and text[:3].upper() == "CN=":
        return org.name_of(text)
    return text
