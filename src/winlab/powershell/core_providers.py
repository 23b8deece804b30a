"""The providers Variable:, Env:, Function: and Alias:."""

from __future__ import annotations

from collections.abc import Iterator

from winlab.powershell.commands import (
    AliasInfo,
    FunctionInfo,
    find_alias,
    find_function,
    remove_alias,
    set_alias,
    visible_aliases,
)
from winlab.powershell.errors import error
from winlab.powershell.providers import Drive, Provider, item_not_found
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import DictionaryEntry


class _Flat(Provider):
    """A drive without folders: the root holds the items."""

    container = False
    drive_name = ""

    def drives(self, session: Session) -> list[Drive]:
        """The one drive."""
        return [Drive(self.drive_name, self, "", f"Drive of the {self.name} provider")]

    def find(self, session: Session, name: str) -> object | None:
        """An item; None if absent."""
        raise NotImplementedError

    def names(self, session: Session) -> list[str]:
        """The items' names."""
        raise NotImplementedError

    def exists(self, session: Session, path: str) -> bool:
        """Whether the item exists."""
        return not path or self.find(session, path) is not None

    def is_container(self, session: Session, path: str) -> bool:
        """Only the root."""
        return not path

    def get_item(self, session: Session, path: str) -> object:
        """The item."""
        found = self.find(session, path)
        if found is None:
            raise item_not_found(path)
        return found

    def get_children(self, session: Session, path: str, *, force: bool = False) -> Iterator[tuple[str, object]]:
        """All items."""
        for name in sorted(self.names(session), key=str.lower):
            found = self.find(session, name)
            if found is not None:
                yield name, found

    def read_content(self, session: Session, path: str, *, encoding: str | None = None) -> Iterator[object]:
        """The item's value."""
        yield self.value(session, path)

    def value(self, session: Session, path: str) -> object:
        """The item's value."""
        raise NotImplementedError

    def write_content(
        self,
        session: Session,
        path: str,
        values: object,
        *,
        encoding: str | None = None,
        append: bool = False,
        force: bool = False,
    ) -> None:
        """Sets the item's value."""
        items = list(values)  # type: ignore[call-overload]  # a sequence, as the base says
        self.set_item(session, path, items[0] if len(items) == 1 else items)

    def new_item(self, session: Session, path: str, item_type: str, value: object, *, force: bool = False) -> object:
        """Makes an item; only ``force`` overwrites one."""
        if not force and self.find(session, path) is not None:
            exception = "System.Management.Automation.PSArgumentException"
            raise error("Argument", f"The item at path '{path}' already exists.", "InvalidArgument", None, exception)
        self.set_item(session, path, value)
        return self.get_item(session, path)

    def clear_item(self, session: Session, path: str) -> None:
        """Removes the item: without a value it is none."""
        self.get_item(session, path)
        self.remove_item(session, path)

    def copy_item(
        self, session: Session, path: str, destination: str, *, recurse: bool = False, force: bool = False
    ) -> list[object]:
        """Copies a value to another name."""
        self.get_item(session, path)
        return [self.set_item(session, destination, self.value(session, path))]

    def rename_item(self, session: Session, path: str, new_name: str, *, force: bool = False) -> object:
        """Gives an item another name."""
        self.get_item(session, path)
        value = self.value(session, path)
        self.remove_item(session, path)
        return self.set_item(session, new_name, value)


class VariableProvider(_Flat):
    """Variable:."""

    name = "Variable"
    drive_name = "Variable"

    def find(self, session: Session, name: str) -> object | None:
        """A variable."""
        return session.frame.scope.find(name.lower())

    def names(self, session: Session) -> list[str]:
        """The names that the running script sees."""
        found: dict[str, str] = {}
        for scope in session.frame.scope.chain():
            for key, variable in scope.variables.items():
                found.setdefault(key, variable.name)
        return list(found.values())

    def value(self, session: Session, path: str) -> object:
        """The value."""
        return session.get_variable(path)

    def set_item(self, session: Session, path: str, value: object) -> object:
        """Sets a variable."""
        session.set_variable(path, value)
        return self.find(session, path)

    def clear_item(self, session: Session, path: str) -> None:
        """Sets it to null."""
        self.get_item(session, path)
        session.set_variable(path, None)

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        """Removes it."""
        for scope in session.frame.scope.chain():
            if scope.variables.pop(path.lower(), None) is not None:
                return


class EnvironmentProvider(_Flat):
    """Env:."""

    name = "Environment"
    drive_name = "Env"

    def _spelled(self, session: Session, name: str) -> str | None:
        environment = session.host.environment()
        return next((known for known in environment if known.lower() == name.lower()), None)

    def find(self, session: Session, name: str) -> object | None:
        """An entry."""
        known = self._spelled(session, name)
        return None if known is None else DictionaryEntry(known, session.host.environment()[known])

    def names(self, session: Session) -> list[str]:
        """The names."""
        return list(session.host.environment())

    def value(self, session: Session, path: str) -> object:
        """The value."""
        known = self._spelled(session, path)
        return None if known is None else session.host.environment()[known]

    def set_item(self, session: Session, path: str, value: object) -> object:
        """Sets a variable; an empty value removes it."""
        known = self._spelled(session, path) or path
        text = to_text(value)
        if text:
            session.host.environment()[known] = text
        else:
            session.host.environment().pop(known, None)
        return self.find(session, path)

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        """Removes it."""
        known = self._spelled(session, path)
        if known is not None:
            del session.host.environment()[known]


class FunctionProvider(_Flat):
    """Function:."""

    name = "Function"
    drive_name = "Function"

    def find(self, session: Session, name: str) -> object | None:
        """A function."""
        return find_function(session.frame.scope, name)

    def names(self, session: Session) -> list[str]:
        """The names."""
        found: dict[str, str] = {}
        for scope in session.frame.scope.chain():
            for key, info in scope.functions.items():
                found.setdefault(key, info.name)
        return list(found.values())

    def value(self, session: Session, path: str) -> object:
        """The script block."""
        found = self.find(session, path)
        return found.block if isinstance(found, FunctionInfo) else None

    def set_item(self, session: Session, path: str, value: object) -> object:
        """Defines a function."""
        from winlab.powershell.blocks import ScriptBlock, block_from_text

        block = value if isinstance(value, ScriptBlock) else block_from_text(session, to_text(value))
        info = FunctionInfo(path, block)
        session.frame.scope.functions[path.lower()] = info
        return info

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        """Removes it."""
        for scope in session.frame.scope.chain():
            if scope.functions.pop(path.lower(), None) is not None:
                return


class AliasProvider(_Flat):
    """Alias:."""

    name = "Alias"
    drive_name = "Alias"

    def find(self, session: Session, name: str) -> object | None:
        """An alias."""
        return find_alias(session.frame.scope, name)

    def names(self, session: Session) -> list[str]:
        """The names."""
        return list(visible_aliases(session.frame.scope))

    def value(self, session: Session, path: str) -> object:
        """What it stands for."""
        found = self.find(session, path)
        return found.target if isinstance(found, AliasInfo) else None

    def set_item(self, session: Session, path: str, value: object) -> object:
        """Sets an alias."""
        set_alias(session.frame.scope, AliasInfo(path, to_text(value)))
        return self.find(session, path)

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        """Removes it."""
        remove_alias(session.frame.scope, path, force=force)


CORE_PROVIDERS: tuple[Provider, ...] = (AliasProvider(), EnvironmentProvider(), FunctionProvider(), VariableProvider())
