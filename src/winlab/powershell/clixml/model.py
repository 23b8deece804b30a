"""The engine's object model as CLIXML's writer sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from winlab.powershell.clixml.primitives import register
from winlab.powershell.clixml.reader import DeserializedObject, DeserializedProperty
from winlab.powershell.clixml.writer import Property
from winlab.powershell.conversion import ConversionFailed, convert_or_fail
from winlab.powershell.errors import NetException, PSError
from winlab.powershell.invoking import type_by_name
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.objects import get_member, properties
from winlab.powershell.text import plain_text
from winlab.powershell.values import (
    ArrayList,
    Hashtable,
    Member,
    NetObject,
    type_name,
)


class EngineModel:
    """What the writer asks of the engine."""

    def properties(self, value: object) -> Iterator[Property]:
        """The properties in the order Get-Member knows them; one whose getter fails is left out."""
        for view in properties(value):
            own = isinstance(view.source, Member) and not isinstance(view.source, DeserializedProperty)
            try:
                held = get_member(value, view.name)
            except PSError:
                continue
            yield Property(view.name, held, own)

    def text(self, value: object) -> str | None:
        """``ToString()``."""
        if isinstance(value, DeserializedObject):
            return value.text
        return plain_text(value)

    def enumeration(self, value: object) -> int | None:
        """The number of an enumeration's value."""
        return value.value if isinstance(value, EnumValue) else None

    def secret(self, value: object) -> str | None:
        """The plain text of a SecureString."""
        if type_name(value) != "System.Security.SecureString":
            return None
        plain = getattr(value, "text", None)
        return plain if isinstance(plain, str) else None

    def container(self, value: object) -> tuple[str, Iterable[object]] | None:
        """Tag and elements of a collection."""
        if isinstance(value, list):
            return "LST", value
        if isinstance(value, ArrayList):
            return "LST", value.items
        if isinstance(value, NetObject) and not isinstance(value, NetException):
            elements = value.net_iter()
            if elements is not None:
                tag = {"System.Collections.Queue": "QUE", "System.Collections.Stack": "STK"}.get(type_name(value), "IE")
                return tag, elements
        return None

    def dictionary(self, value: object) -> Iterable[tuple[object, object]] | None:
        """Keys and values of a dictionary."""
        return value.items() if isinstance(value, Hashtable) else None

    def depth(self, value: object, default: int) -> int:
        """Exceptions are written whole, whatever the depth (SerializationDepth of types.ps1xml)."""
        return max(default, 1) if isinstance(value, NetException) else default


def _reader(type_name_: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return convert_or_fail(text, type_by_name(type_name_))
        except (PSError, ConversionFailed) as failed:
            raise ValueError(text) from failed

    return read


for _name, _tag in {
    "System.Guid": "G",
    "System.Uri": "URI",
    "System.Version": "Version",
    "System.Management.Automation.ScriptBlock": "SBK",
    "System.Xml.XmlDocument": "XD",
}.items():
    register(_name, _tag, lambda value: value.net_string(), _reader(_name))
