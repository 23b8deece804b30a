"""The engine's object model as CLIXML's writer sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from winlab.powershell.addedmembers import (
    AliasProperty,
    CodeMethod,
    CodeProperty,
    Member,
    MemberSet,
    NoteProperty,
    PropertySet,
    ScriptProperty,
)
from winlab.powershell.blocks import answer
from winlab.powershell.clixml.primitives import register
from winlab.powershell.clixml.reader import DeserializedObject, DeserializedProperty
from winlab.powershell.clixml.rehydration import AS_TEXT, WHOLE
from winlab.powershell.clixml.writer import Property
from winlab.powershell.conversion import convert_or_fail
from winlab.powershell.errors import CATEGORIES, ConversionFailed, ErrorRecord, InvocationInfo, NetException, PSError
from winlab.powershell.formatting.parts import FormatPart
from winlab.powershell.formatting.records import FormatRecord
from winlab.powershell.invoking import type_by_name
from winlab.powershell.net import load as load_types
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.objects import MemberView, extended_member, get_member, own_members, properties, read_member
from winlab.powershell.text import plain_text, to_text
from winlab.powershell.values import ArrayList, Hashtable, NetObject, PSObject, type_name, unwrap


class EngineModel:
    """What the writer asks of the engine."""

    def __init__(self) -> None:
        load_types()

    def properties(self, value: object) -> Iterator[Property]:
        """The properties in the order Get-Member knows them; one whose getter fails is left out."""
        base = unwrap(value)
        if isinstance(base, ErrorRecord):
            yield from _record_properties(base)
        elif isinstance(base, NetException):
            yield from _exception_properties(base, list(self._read(value)))
        else:
            yield from self._read(value)

    def _read(self, value: object) -> Iterator[Property]:
        chosen = extended_member(value, "propertyserializationset")
        views = list(properties(value))
        if isinstance(chosen, PropertySet):
            known = {view.name.lower(): view for view in views}
            views = [known[name.lower()] for name in chosen.names if name.lower() in known]
        added = list(own_members(value) or ())
        for view in views:
            if isinstance(value, DeserializedObject) and not isinstance(view.source, Member):
                continue  # what came back has the properties that were sent, not those of the list that holds it
            yield from self._one(value, view, added=view.source in added)
        yield from self._sets(value, added)

    def added(self, value: object) -> Iterator[Property]:
        """The properties that were added to this one object."""
        added = list(own_members(value) or ())
        for view in properties(value):
            if view.source in added and not isinstance(view.source, DeserializedProperty):
                yield from self._one(value, view, added=True)
        yield from self._sets(value, added)

    def _one(self, value: object, view: MemberView, *, added: bool) -> Iterator[Property]:
        sent = isinstance(view.source, DeserializedProperty)
        own = isinstance(view.source, Member) and not sent
        try:
            held = self._held(value, view)
        except PSError:
            return
        yield Property(view.name, held, own, added=added, shared=own and not added, sent=sent)

    def _held(self, value: object, view: MemberView) -> object:
        if isinstance(view.source, ScriptProperty):
            return answer(view.source.getter, value, [])
        if view.name in _SPENT and isinstance(unwrap(value), InvocationInfo):
            return 0
        return get_member(value, view.name)

    def _sets(self, value: object, members: Iterable[Member]) -> Iterator[Property]:
        for member in members:
            if isinstance(member, MemberSet):
                inside = tuple(self._inside(value, member))
                yield Property(member.name, None, own=True, added=True, inside=inside)

    def _inside(self, value: object, members: MemberSet) -> Iterator[Property]:
        """The properties of a member set, and the sets in it."""
        yield from self._sets(value, members.members)
        for member in members.members:
            if isinstance(member, (NoteProperty, AliasProperty, ScriptProperty, CodeProperty)):
                try:
                    yield Property(member.name, read_member(value, member), own=True, added=True)
                except PSError:
                    continue

    def text(self, value: object) -> str | None:
        """``ToString()``."""
        if isinstance(value, DeserializedObject):
            return value.text
        given = extended_member(value, "tostring")
        return to_text(given.function(unwrap(value))) if isinstance(given, CodeMethod) else plain_text(value)

    def enumeration(self, value: object) -> int | None:
        """The number of an enumeration's value."""
        return value.value if isinstance(value, EnumValue) else None

    def secret(self, value: object) -> str | None:
        """The plain text of a SecureString."""
        if type_name(value) != "System.Security.SecureString":
            return None
        plain = getattr(unwrap(value), "text", None)
        return plain if isinstance(plain, str) else None

    def container(self, value: object) -> tuple[str, Iterable[object]] | None:
        """Tag and elements of a collection."""
        if isinstance(value, list):
            return "LST", value
        if isinstance(value, ArrayList):
            return ("IE" if type_name(value) in _ENUMERABLE_ONLY else "LST"), value.items
        if isinstance(value, NetObject) and not isinstance(value, NetException):
            named = type_name(value)
            elements = None if named.endswith("Enumerator") else value.net_iter()
            if elements is not None:
                if named.endswith("]") and "`" not in named:
                    return "LST", elements
                return _TAGS.get(named.partition("`")[0], "IE"), elements
        return None

    def dictionary(self, value: object) -> Iterable[tuple[object, object]] | None:
        """Keys and values of a dictionary."""
        return value.items() if isinstance(value, Hashtable) else None

    def depth(self, value: object, default: int) -> int:
        """Some are written whole, whatever the depth, some as text (types.ps1xml: SerializationDepth, -Method)."""
        if isinstance(value, NetObject) and type_name(value) in AS_TEXT:
            return 0
        whole = isinstance(value, (NetException, FormatRecord, FormatPart)) or (
            isinstance(value, NetObject) and type_name(value) in WHOLE
        )
        return 1 if whole else default


def _record_properties(record: ErrorRecord) -> Iterator[Property]:
    """What an ErrorRecord is sent as (MS-PSRP 2.2.3.15)."""
    category = record.category
    number = CATEGORIES.index(category.category) if category.category in CATEGORIES else 0
    listed: dict[str, object] = {
        "Exception": record.exception,
        "TargetObject": record.target,
        "FullyQualifiedErrorId": record.full_id,
        "InvocationInfo": record.invocation,
        "ErrorCategory_Category": number,
        "ErrorCategory_Activity": category.activity,
        "ErrorCategory_Reason": category.reason,
        "ErrorCategory_TargetName": category.target_name,
        "ErrorCategory_TargetType": category.target_type,
        "ErrorCategory_Message": category.net_string(),
    }
    if record.details is not None:
        listed["ErrorDetails_Message"] = record.details
        listed["ErrorDetails_RecommendedAction"] = record.recommended_action
    listed["SerializeExtendedInfo"] = False
    listed["PSMessageDetails"] = None
    for name, held in listed.items():
        yield Property(name, held, own=True)


def _exception_properties(exception: NetException, found: list[Property]) -> Iterator[Property]:
    """An exception's own properties first, then those of every exception in the Framework's order."""
    common = {name.lower() for name in _EXCEPTION} | {"hresult"}
    by_name = {item.name.lower(): item for item in found}
    yield from (item for item in found if item.name.lower() not in common and not item.own)
    for name in _EXCEPTION:
        if name == "Data":
            yield Property(name, PSObject(exception.data, None, _DATA_TYPES))
        elif name.lower() in by_name:
            yield by_name[name.lower()]
    yield from (item for item in found if item.own)


# A client gets an InvocationInfo when its pipeline is over and its commands have no place in it any more.
_SPENT = ("PipelineLength", "PipelinePosition")
_EXCEPTION = ("Message", "Data", "InnerException", "TargetSite", "StackTrace", "HelpLink", "Source")
_DATA_TYPES = ("System.Collections.ListDictionaryInternal", "System.Object")
_TAGS = {
    "System.Collections.ObjectModel.Collection": "LST",
    "System.Management.Automation.PSVariableAttributeCollection": "LST",
    "System.Collections.ObjectModel.ReadOnlyCollection": "LST",
    "System.Collections.Queue": "QUE",
    "System.Collections.Generic.Queue": "QUE",
    "System.Collections.Stack": "STK",
    "System.Collections.Generic.Stack": "STK",
}
_ENUMERABLE_ONLY = ("System.Collections.Hashtable+KeyCollection", "System.Collections.Hashtable+ValueCollection")


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
}.items():
    register(_name, _tag, lambda value: value.net_string(), _reader(_name))

_XML = "System.Xml.XmlDocument"
register(_XML, "XD", lambda value: plain_text(get_member(value, "OuterXml")), _reader(_XML))
