"""Get, Set, New and Remove for any kind of configuration object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, cast

from winlab.directory.errors import DirectoryError
from winlab.directory.reading import DirectoryObject
from winlab.exchange.shell.calls import ExchangeCmdlet, bound_fields, identity_text
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError, ObjectNotFoundError
from winlab.exchange.shell.kinds import ObjectKind, Scope
from winlab.powershell.declare import Param


class KindCmdlet(ExchangeCmdlet):
    """A cmdlet about one kind."""

    kind: ClassVar[ObjectKind]

    def identified(self, configuration: Configuration, identity: object) -> DirectoryObject | None:
        """The object of an identity; None after the error was written."""
        if self.kind.singleton:
            found = configuration.all(self.kind)
            if found:
                return found[0]
        try:
            return configuration.find(self.kind, identity_text(identity))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, identity_text(identity)))
            return None
        except DirectoryError as problem:
            self.fail_directory(problem)


class GetObject(KindCmdlet):
    """Reads objects of a kind, all or by identity, of one server or of all."""

    identity = Param("System.Object", position=0, pipeline=True, by_property=True)
    server = Param("System.String")

    def process(self) -> None:
        """Writes the objects."""
        configuration = self.open()
        for item in self.selected(configuration):
            self.write(self.shown(configuration, self.kind, item))

    def selected(self, configuration: Configuration) -> list[DirectoryObject]:
        """The objects asked for."""
        if self.identity is not None:
            found = self.identified(configuration, self.identity)
            return [found] if found is not None else []
        server = cast("str | None", self.server)
        try:
            if server is not None:
                server = configuration.server(server).name
            return configuration.all(self.kind, server)
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, server))
        except DirectoryError as problem:
            self.fail_directory(problem)
        return []


class SetObject(KindCmdlet):
    """Changes an object."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)
    name = Param("System.String")

    def process(self) -> None:
        """Makes the change."""
        configuration = self.open()
        item = self.identified(configuration, self.identity)
        if item is None:
            return
        shown = configuration.identity(self.kind, item)
        if not self.should_process(shown):
            return
        try:
            changed = configuration.change(self.kind, item, self.changes(configuration, item))
            changed = self.further(configuration, item) or changed
            if "Name" in self.bound and str(self.name) != item.name:
                configuration.connection.rename(item.dn, f"CN={self.name}")
                changed = True
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, shown))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, shown))
        except DirectoryError as problem:
            self.error(self.directory_record(problem))
        else:
            if not changed:
                self.warning(f"The command completed successfully but no settings of '{shown}' have been modified.")

    def changes(self, configuration: Configuration, item: DirectoryObject) -> Mapping[str, list[str]]:
        """The fields to set."""
        return bound_fields(self, self.kind)

    def further(self, configuration: Configuration, item: DirectoryObject) -> bool:
        """What else the command does; True if it changed something."""
        return False


class NewObject(KindCmdlet):
    """Makes an object."""

    name = Param("System.String", position=0, mandatory=True)
    server = Param("System.String")

    def process(self) -> None:
        """Makes the object and writes it."""
        configuration = self.open()
        name = str(self.name)
        if not self.should_process(name):
            return
        try:
            container = self.container(configuration)
            made = configuration.create(self.kind, name, self.values(configuration), container)
            self.created(configuration, made)
            made = configuration.connection.get(made.dn)
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, name))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, name))
        except DirectoryError as problem:
            self.error(self.directory_record(problem))
        else:
            self.write(self.shown(configuration, self.kind, made))

    def container(self, configuration: Configuration) -> str:
        """DN of the container the object is made in."""
        if self.kind.scope is not Scope.SERVER:
            return self.kind.container_dn(configuration.names)
        server = str(self.server) if self.server is not None else self.host().machine.name
        found = configuration.server_of_role(server, self.kind.role)
        return self.kind.container_dn(configuration.names, found.name)

    def values(self, configuration: Configuration) -> Mapping[str, list[str]]:
        """The fields of the new object."""
        return bound_fields(self, self.kind)

    def created(self, configuration: Configuration, made: DirectoryObject) -> None:
        """What else follows once the object exists."""
        if self.kind.find_field("Server") is not None and self.kind.scope is Scope.SERVER:
            owner = configuration.identity(self.kind, made).partition("\\")[0]
            configuration.connection.modify(made.dn, {"msExchOwningServer": configuration.server(owner).dn})


class RemoveObject(KindCmdlet):
    """Removes an object."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)

    def process(self) -> None:
        """Removes it."""
        configuration = self.open()
        item = self.identified(configuration, self.identity)
        if item is None:
            return
        shown = configuration.identity(self.kind, item)
        if not self.should_process(shown):
            return
        try:
            self.removing(configuration, item)
            configuration.connection.delete(item.dn, tree=True)
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, shown))
        except DirectoryError as problem:
            self.error(self.directory_record(problem))

    def removing(self, configuration: Configuration, item: DirectoryObject) -> None:
        """Called before; raises InvalidChangeError if the object must stay."""


VERBS: dict[str, type[KindCmdlet]] = {
    "Get": GetObject,
    "Set": SetObject,
    "New": NewObject,
    "Remove": RemoveObject,
}
