"""Providers: what stands behind drives (``C:``, ``HKLM:``, ``Env:``, ``Function:``...)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from winlab.powershell.errors import NetException, PSError, error_record, session_error
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.declare import Param
    from winlab.powershell.session import Session


class Drive(NetObject):
    """A drive: ``name`` without colon; ``root`` is a path of the provider that paths of the drive are below."""

    def __init__(self, name: str, provider: Provider, root: str, description: str = "") -> None:
        self.name = name
        self.provider = provider
        self.root = root
        self.description = description
        self.current_location = ""

    def net_string(self) -> str:
        """The name."""
        return self.name


class Provider:
    """Base of providers. Paths are provider paths: absolute, without drive, ``\\`` between names.

    What a provider can't do it leaves alone: the base then says so as PowerShell does. An item or property that does
    not exist is answered with :func:`item_not_found`. Methods get the session that asks, so that a provider can know
    who asks (``session.host``).
    """

    name: ClassVar[str]
    """``FileSystem``, ``Registry``..."""
    snapin: ClassVar[str] = "Microsoft.PowerShell.Core"
    container: ClassVar[bool] = True
    """Whether items can hold items."""
    capabilities: ClassVar[Sequence[str]] = ("ShouldProcess",)
    """Names of ProviderCapabilities."""
    help_file: ClassVar[str] = "System.Management.Automation.dll-Help.xml"
    properties_are_item: ClassVar[bool] = False
    """Whether all properties of an item are written as the item itself."""

    def drives(self, session: Session) -> list[Drive]:
        """The drives that exist when the session starts."""
        return []

    def home(self, session: Session) -> str:
        """The provider path of the home directory (``~``)."""
        raise self._unsupported("Home")

    def exists(self, session: Session, path: str) -> bool:
        """Whether the item exists."""
        raise self._unsupported("ItemExists")

    def is_container(self, session: Session, path: str) -> bool:
        """Whether the item exists and can hold items."""
        return False

    def get_item(self, session: Session, path: str) -> object:
        """The item."""
        raise self._unsupported("GetItem")

    def get_children(self, session: Session, path: str, *, force: bool = False) -> Iterator[tuple[str, object]]:
        """Names and items below a container."""
        raise self._unsupported("GetChildItems")

    def child_names(self, session: Session, path: str) -> list[str]:
        """Names below a container (wildcards are resolved with them, hidden ones included)."""
        return [name for name, _ in self.get_children(session, path, force=True)]

    def new_item(self, session: Session, path: str, item_type: str, value: object, *, force: bool = False) -> object:
        """Makes an item and gives it."""
        raise self._unsupported("NewItem")

    def new_item_params(self, session: Session, path: str) -> Sequence[Param]:
        """Parameters that New-Item has for a path; `new_item_of` gets their values."""
        return ()

    def new_item_of(self, session: Session, path: str, values: Mapping[str, object], *, force: bool = False) -> object:
        """Makes an item of the values of `new_item_params`."""
        raise self._unsupported("NewItem")

    def set_item(self, session: Session, path: str, value: object) -> object:
        """Sets an item's value (Variable:, Env:, Function:, Alias:)."""
        raise self._unsupported("SetItem")

    def clear_item(self, session: Session, path: str) -> None:
        """Clears an item's value."""
        raise self._unsupported("ClearItem")

    def remove_item(self, session: Session, path: str, *, recurse: bool = False, force: bool = False) -> None:
        """Removes an item."""
        raise self._unsupported("RemoveItem")

    def rename_item(self, session: Session, path: str, new_name: str, *, force: bool = False) -> object:
        """Renames an item and gives it."""
        raise self._unsupported("RenameItem")

    def copy_item(
        self, session: Session, path: str, destination: str, *, recurse: bool = False, force: bool = False
    ) -> list[object]:
        """Copies an item and gives what was made."""
        raise self._unsupported("CopyItem")

    def move_item(self, session: Session, path: str, destination: str, *, force: bool = False) -> list[object]:
        """Moves an item and gives it."""
        raise self._unsupported("MoveItem")

    def get_properties(self, session: Session, path: str, names: Sequence[str]) -> Mapping[str, object]:
        """Properties of an item (all of them without names); names that it has not are left out."""
        raise self._unsupported("GetProperty")

    def no_property(self, path: str, name: str) -> PSError:
        """The error of a property that an item has not."""
        return self._unsupported("GetProperty")

    def set_property(self, session: Session, path: str, name: str, value: object, *, kind: str | None = None) -> None:
        """Sets a property; ``kind`` is Set-ItemProperty's -Type."""
        raise self._unsupported("SetProperty")

    def new_property(
        self,
        session: Session,
        path: str,
        name: str,
        value: object,
        *,
        kind: str | None = None,
        force: bool = False,
    ) -> None:
        """Makes a property; ``kind`` is New-ItemProperty's -PropertyType."""
        raise self._unsupported("NewProperty")

    def remove_property(self, session: Session, path: str, name: str) -> None:
        """Removes a property."""
        raise self._unsupported("RemoveProperty")

    def clear_property(self, session: Session, path: str, name: str) -> None:
        """Clears a property."""
        raise self._unsupported("ClearProperty")

    def rename_property(self, session: Session, path: str, name: str, new_name: str) -> None:
        """Renames a property."""
        raise self._unsupported("RenameProperty")

    def copy_property(self, session: Session, path: str, name: str, destination: str) -> None:
        """Copies a property to another item."""
        raise self._unsupported("CopyProperty")

    def move_property(self, session: Session, path: str, name: str, destination: str) -> None:
        """Moves a property to another item."""
        raise self._unsupported("MoveProperty")

    def read_content(self, session: Session, path: str, *, encoding: str | None = None) -> Iterator[object]:
        """The content: lines of text, or bytes with encoding ``Byte``."""
        raise self._unsupported("GetContentReader")

    def write_content(
        self,
        session: Session,
        path: str,
        values: Sequence[object],
        *,
        encoding: str | None = None,
        append: bool = False,
        force: bool = False,
    ) -> None:
        """Writes content: each value is a line (a byte with encoding ``Byte``)."""
        raise self._unsupported("GetContentWriter")

    def clear_content(self, session: Session, path: str) -> None:
        """Empties the content."""
        raise self._unsupported("ClearContent")

    def get_acl(self, session: Session, path: str) -> object:
        """The item's security descriptor."""
        raise self._unsupported("GetSecurityDescriptor")

    def set_acl(self, session: Session, path: str, descriptor: object) -> None:
        """Sets the item's security descriptor."""
        raise self._unsupported("SetSecurityDescriptor")

    def _unsupported(self, what: str) -> PSError:
        return self.unsupported(
            f"Provider operation stopped because the provider does not support this operation ({what})."
        )

    @staticmethod
    def unsupported(text: str) -> PSError:
        """The error of what the provider can't do."""
        exception = NetException("System.Management.Automation.PSNotSupportedException", text)
        return PSError(error_record(exception, "NotSupported", "NotImplemented"))


def item_not_found(path: str) -> PSError:
    """``Cannot find path '...' because it does not exist.``"""
    text = f"Cannot find path '{path}' because it does not exist."
    return session_error("PathNotFound", text, "ObjectNotFound", path, "ItemNotFoundException", "Drive")
