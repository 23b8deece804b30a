"""From CLIXML to values.

Nothing is fetched, no markup declaration is accepted, and nesting and size are bounded. What was an object of .NET comes back as
a bag of properties whose type names start with ``Deserialized.`` (MS-PSRP 2.2.5.2; about_Remote_Output).
"""

from __future__ import annotations

import xml.parsers.expat
from collections.abc import Callable
from dataclasses import dataclass, field

from winlab.powershell.clixml.escaping import unescape
from winlab.powershell.clixml.primitives import READERS
from winlab.powershell.values import (
    CUSTOM_OBJECT_TYPES,
    ArrayList,
    Hashtable,
    Member,
    MemberTable,
    NoteProperty,
    PSObject,
)

Decrypt = Callable[[str], object]
MAX_NESTING = 250
MAX_SIZE = 256 * 1024 * 1024
PREFIX = "Deserialized."
_CONTAINERS = ("LST", "IE", "QUE", "STK")


class ClixmlError(ValueError):
    """The document is not CLIXML.

    Attributes:
        resource: name of the engine's message (``DeserializationInvalidElement...``), for comparing errors.
    """

    def __init__(self, resource: str, text: str) -> None:
        super().__init__(text)
        self.resource = resource


class DeserializedProperty(NoteProperty):
    """A property that stood in ``Props``: the object's own once, not added to it."""

    member_type = "Property"


class DeserializedObject(PSObject):
    """An object that came back from CLIXML; ``text`` is what its ``ToString()`` had said (None: nothing)."""

    __slots__ = ("text",)

    def __init__(
        self, base: object, members: MemberTable, type_names: list[str] | None, text: str | None
    ) -> None:
        super().__init__(base, members, type_names)
        self.text = text


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[_Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    @property
    def content(self) -> str:
        return "".join(self.text)


def read_document(text: str) -> list[object]:
    """The objects of an ``<Objs>`` document.

    Raises:
        ClixmlError: not XML, or not CLIXML.
    """
    root = _parse(text)
    if root.tag != "Objs":
        raise _unexpected(root, "Objs")
    version = root.attributes.get("Version", "")
    if not version.startswith("1.") and version:
        raise ClixmlError("UnrecognizedVersion", f"The version {version} is not recognised.")
    reader = _Reader(None)
    return [reader.value(child, 0) for child in root.children]


def read_element(text: str, decrypt: Decrypt | None = None) -> object:
    """The value of a bare element; ``decrypt`` turns the text of ``SS`` into a SecureString.

    Raises:
        ClixmlError: not XML, or not CLIXML.
    """
    root = _parse(text)
    reader = _Reader(decrypt)
    if root.tag == "Objs":
        items = [reader.value(child, 0) for child in root.children]
        return items[0] if len(items) == 1 else items
    return reader.value(root, 0)


class _Reader:
    def __init__(self, decrypt: Decrypt | None) -> None:
        self._decrypt = decrypt
        self._objects: dict[str, object] = {}
        self._types: dict[str, list[str]] = {}

    def value(self, item: _Element, level: int) -> object:
        if level > MAX_NESTING:
            raise ClixmlError("DeserializationTooDeep", "The objects are nested too deep.")
        if item.tag == "Nil":
            return None
        if item.tag == "Obj":
            return self._object(item, level)
        if item.tag == "Ref":
            reference = item.attributes.get("RefId", "")
            if reference not in self._objects:
                raise ClixmlError("InvalidReferenceId", f"The reference {reference} is not known.")
            return self._objects[reference]
        if item.tag == "SS" and self._decrypt is not None:
            return self._decrypt(item.content)
        if item.tag == "SBK":
            return unescape(item.content)
        if item.tag == "XD":
            return READERS["XD"](item.content) if "XD" in READERS else unescape(item.content)
        read = READERS.get(item.tag)
        if read is None:
            raise _unexpected(item, "Obj")
        if item.children:
            raise _unexpected(item.children[0], item.tag)
        try:
            return read(item.content)
        except (ValueError, KeyError, OverflowError, ArithmeticError) as error:
            raise ClixmlError(
                "DeserializeInvalidPrimitive", f"{item.content[:80]!r} is no value of the element {item.tag}."
            ) from error

    def _object(self, item: _Element, level: int) -> object:
        names: list[str] | None = None
        text: str | None = None
        base: object = None
        filled: list[Callable[[], None]] = []
        properties: list[_Element] = []
        own: list[_Element] = []
        has_base = False
        for child in item.children:
            if child.tag == "TN":
                names = [unescape(entry.content) for entry in child.children if entry.tag == "T"]
                self._types[child.attributes.get("RefId", "")] = names
            elif child.tag == "TNRef":
                reference = child.attributes.get("RefId", "")
                if reference not in self._types:
                    raise ClixmlError("InvalidTypeReferenceId", f"The type {reference} is not known.")
                names = self._types[reference]
            elif child.tag == "ToString":
                text = unescape(child.content)
            elif child.tag == "Props":
                properties.extend(child.children)
            elif child.tag == "MS":
                own.extend(child.children)
            elif child.tag in _CONTAINERS:
                items = ArrayList()
                base, has_base = items, True
                filled.append(lambda into=items, of=child: into.items.extend(self._elements(of, level)))  # type: ignore[misc]
            elif child.tag == "DCT":
                table = Hashtable()
                base, has_base = table, True
                filled.append(lambda into=table, of=child: self._fill(into, of, level))  # type: ignore[misc]
            else:
                base, has_base = self.value(child, level + 1), True
        made = self._made(item, base, has_base, names, text, bool(properties or own))
        for fill in filled:
            fill()
        if isinstance(made, PSObject):
            for kind, listed in ((DeserializedProperty, properties), (NoteProperty, own)):
                for entry in listed:
                    made.members.add(self._member(kind, entry, level))
        return made

    def _made(
        self,
        item: _Element,
        base: object,
        has_base: bool,
        names: list[str] | None,
        text: str | None,
        has_members: bool,
    ) -> object:
        shown = None if names is None else [PREFIX + name for name in names]
        made: object
        if has_base and names is None and not has_members:
            made = base
        elif has_base and base is None:
            made = None
        else:
            made = DeserializedObject(
                base,
                MemberTable(),
                shown if shown is not None or has_base else list(CUSTOM_OBJECT_TYPES),
                text,
            )
        reference = item.attributes.get("RefId")
        if reference is not None:
            self._objects[reference] = made
        return made

    def _member(self, kind: type[NoteProperty], item: _Element, level: int) -> Member:
        if item.tag == "MS" or "N" not in item.attributes:
            raise _unexpected(item, "a property with its name")
        return kind(unescape(item.attributes["N"]), self.value(item, level + 1))

    def _elements(self, container: _Element, level: int) -> list[object]:
        items = [self.value(child, level + 1) for child in container.children]
        return items[::-1] if container.tag == "STK" else items

    def _fill(self, table: Hashtable, container: _Element, level: int) -> None:
        for entry in container.children:
            if entry.tag != "En" or len(entry.children) != 2:
                raise _unexpected(entry, "En")
            key, value = (self.value(child, level + 1) for child in entry.children)
            if key is None:
                raise ClixmlError("NullAsDictionaryKey", "A dictionary's key is null.")
            table.set(key, value)


def _unexpected(item: _Element, wanted: str) -> ClixmlError:
    return ClixmlError(
        "UnexpectedElement",
        f"The element {item.tag} was found at line {item.line}, position {item.column}; {wanted} was expected.",
    )


def _parse(text: str) -> _Element:
    if len(text) > MAX_SIZE:
        raise ClixmlError("DocumentTooLarge", f"The document has {len(text)} characters.")
    parser = xml.parsers.expat.ParserCreate()
    top = _Element("", {}, 0, 0)
    stack = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_NESTING * 3:
            raise ClixmlError("DeserializationTooDeep", "The elements are nested too deep.")
        entry = _Element(tag, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        stack[-1].children.append(entry)
        stack.append(entry)

    def refuse(*_details: object) -> None:
        raise ClixmlError("DtdNotAllowed", "Markup declarations are not allowed in CLIXML.")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: stack.pop()
    parser.CharacterDataHandler = lambda data: stack[-1].text.append(data)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except xml.parsers.expat.ExpatError as error:
        raise ClixmlError("XmlException", f"The document is not well-formed XML: {error}.") from error
    return top.children[0]
