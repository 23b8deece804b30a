"""From CLIXML to values.

Nothing is fetched, no markup declaration is accepted, and nesting and size are bounded. What was an object of .NET
comes back as a bag of properties whose type names start with ``Deserialized.`` (MS-PSRP 2.2.5.2; about_Remote_Output).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.powershell.addedmembers import Member, MemberSet, MemberTable, NoteProperty
from winlab.powershell.clixml.escaping import unescape
from winlab.powershell.clixml.parsing import MAX_DEPTH, NAMESPACE, TOO_DEEP, ClixmlError, Element, parse
from winlab.powershell.clixml.primitives import READERS
from winlab.powershell.net.queues import Queue, Stack
from winlab.powershell.values import CUSTOM_OBJECT_TYPES, ArrayList, CaseSensitiveHashtable, Hashtable, PSObject

__all__ = ["ClixmlError", "DeserializedObject", "DeserializedProperty", "read_document", "read_element"]

Decrypt = Callable[[str], object]
PREFIX = "Deserialized."
_CONTAINERS = ("LST", "IE", "QUE", "STK")
_STRUCTURE = {"Nil", "Obj", "Ref", "TN", "TNRef", "ToString", "Props", "MS", "DCT", *_CONTAINERS}
"""Elements known by namespace and name; those of primitive values are known by their name alone."""
_TYPES = {
    "I32": "System.Int32", "By": "System.Byte", "SB": "System.SByte", "I16": "System.Int16", "U16": "System.UInt16",
    "U32": "System.UInt32", "I64": "System.Int64", "U64": "System.UInt64", "B": "System.Boolean", "C": "System.Char",
    "Db": "System.Double", "Sg": "System.Single", "D": "System.Decimal", "BA": "System.Byte[]", "DT": "System.DateTime",
    "TS": "System.TimeSpan", "G": "System.Guid", "URI": "System.Uri", "Version": "System.Version",
    "XD": "System.Xml.XmlDocument",
}  # fmt: skip


class DeserializedProperty(NoteProperty):
    """A property that stood in ``Props``: the object's own once, not added to it."""

    member_type = "Property"


class DeserializedObject(PSObject):
    """An object that came back from CLIXML."""

    __slots__ = ()


_REHYDRATED: dict[str, Callable[[DeserializedObject], object]] = {}


def rehydrates(name: str, make: Callable[[DeserializedObject], object]) -> None:
    """A type whose objects come back as themselves (TargetTypeForDeserialization of types.ps1xml).

    Args:
        name: the type's full name.
        make: makes the object of what was sent; None leaves it as it came.
    """
    _REHYDRATED[PREFIX + name] = make


def _living(made: object) -> object:
    if not isinstance(made, DeserializedObject) or made.base is not None or not made.own_type_names:
        return made
    make = _REHYDRATED.get(made.own_type_names[0])
    alive = None if make is None else make(made)
    return made if alive is None else alive


def read_document(text: str, decrypt: Decrypt | None = None) -> list[object]:
    """The objects of an ``<Objs>`` document; ``decrypt`` turns the text of ``SS`` into a SecureString.

    Raises:
        ClixmlError: not XML, or not CLIXML.
    """
    root = parse(text)
    if root.tag != "Objs" or root.namespace != NAMESPACE:
        raise root.wrong("", f"Element 'Objs' with namespace name '{NAMESPACE}' was not found.")
    version = root.attributes.get("Version", "1.1")
    if version.partition(".")[0] != "1" or not version.partition(".")[2].partition(".")[0].isdigit():
        raise root.wrong("UnexpectedVersion", f"The version {version} is not recognised.")
    root.without_text()
    return _values(_Reader(decrypt), root.children)


def read_element(text: str, decrypt: Decrypt | None = None) -> object:
    """The value of a bare element; ``decrypt`` turns the text of ``SS`` into a SecureString.

    Raises:
        ClixmlError: not XML, or not CLIXML.
    """
    root = parse(text)
    items = _values(_Reader(decrypt), root.children if root.tag == "Objs" else [root])
    return items[0] if len(items) == 1 else items


def _values(reader: _Reader, elements: Sequence[Element]) -> list[object]:
    try:
        return [reader.value(element, 0) for element in elements]
    except RecursionError as error:
        raise ClixmlError("DeserializationTooDeep", TOO_DEEP) from error


class _Bag:
    """What was found in one ``Obj``."""

    def __init__(self) -> None:
        self.names: list[str] | None = None
        self.text: str | None = None
        self.base: object = None
        self.has_base = False
        self.fill: list[Callable[[], None]] = []
        self.properties: list[Element] = []
        self.own: list[Element] = []


class _Reader:
    def __init__(self, decrypt: Decrypt | None) -> None:
        self._decrypt = decrypt
        self._objects: dict[str, object] = {}
        self._types: dict[str, list[str]] = {}

    def value(self, item: Element, level: int) -> object:
        if level + 1 >= MAX_DEPTH:
            raise item.wrong("DeserializationTooDeep", TOO_DEEP)
        if item.foreign and item.tag in _STRUCTURE:
            raise item.unknown()
        if item.tag == "Nil":
            return None
        if item.tag == "Obj":
            return self._object(item, level)
        if item.tag == "Ref":
            reference = item.attribute("RefId")
            if reference not in self._objects:
                raise item.wrong("InvalidReferenceId", f"No object found for referenceId {reference}")
            return self._objects[reference]
        return self._primitive(item)

    def _primitive(self, item: Element) -> object:
        if item.tag == "SS":
            return self._secret(item)
        if item.tag == "SBK":
            return unescape(item.content)
        read = READERS.get(item.tag)
        if read is None:
            raise item.unknown()
        item.without_elements()
        try:
            return read(item.content)
        except (ValueError, KeyError, OverflowError, ArithmeticError) as error:
            kind = _TYPES.get(item.tag, item.tag)
            message = f"The contents of the {kind} primitive type are not valid."
            raise item.wrong("InvalidPrimitiveType", message) from error

    def _secret(self, item: Element) -> object:
        item.without_elements()
        if self._decrypt is None:
            raise item.wrong("DeserializeSecureStringFailed", "Deserialization of secure string failed.")
        return self._decrypt(item.content)

    # --- objects ---

    def _object(self, item: Element, level: int) -> object:
        item.without_text()
        bag = _Bag()
        for child in item.children:
            self._part(bag, child, level)
        made = self._made(bag)
        reference = item.attributes.get("RefId")
        if reference is not None:
            self._objects[reference] = made
        for fill in bag.fill:
            fill()
        if isinstance(made, PSObject):
            properties = [self._member(DeserializedProperty, entry, level) for entry in bag.properties]
            own = [self._member(NoteProperty, entry, level) for entry in bag.own]
            for member in (*own, *(each for each in properties if each.name not in made.members)):
                made.members.add(member)
        alive = _living(made)
        if reference is not None:
            self._objects[reference] = alive
        return alive

    def _part(self, bag: _Bag, child: Element, level: int) -> None:
        if child.foreign and child.tag in _STRUCTURE:
            raise child.unknown()
        if child.tag == "TN":
            bag.names = self._type_list(child)
        elif child.tag == "TNRef":
            reference = child.attribute("RefId")
            if reference not in self._types:
                message = f"Cannot process names because no TypeNames were found for referenceId {reference}."
                raise child.wrong("InvalidTypeHierarchyReferenceId", message)
            bag.names = self._types[reference]
        elif child.tag == "ToString":
            child.without_elements()
            bag.text = unescape(child.content)
        elif child.tag in ("Props", "MS"):
            child.without_text()
            (bag.properties if child.tag == "Props" else bag.own).extend(child.children)
        elif child.tag in _CONTAINERS or child.tag == "DCT":
            child.without_text()
            self._container(bag, child, level)
        elif child.tag == "Ref":
            raise child.unknown()
        else:
            bag.base, bag.has_base = self.value(child, level + 1), True

    def _type_list(self, item: Element) -> list[str]:
        item.without_text()
        for entry in item.children:
            if entry.tag != "T":
                raise entry.unknown()
            entry.without_elements()
        names = [unescape(entry.content) for entry in item.children if entry.content]
        reference = item.attributes.get("RefId")
        if reference is not None:
            self._types[reference] = names
        return names

    def _container(self, bag: _Bag, child: Element, level: int) -> None:
        bag.has_base = True
        if child.tag == "DCT":
            table = _table(child)
            bag.base = table
            bag.fill.append(lambda: self._entries(table, child, level))
        else:
            items, holder = _list(child.tag)
            bag.base = holder
            bag.fill.append(lambda: items.extend(self.value(entry, level + 1) for entry in child.children))

    def _made(self, bag: _Bag) -> object:
        names = None if bag.names is None else [_prefixed(name) for name in bag.names]
        base = bag.base
        if not bag.has_base:
            return DeserializedObject(None, MemberTable(), CUSTOM_OBJECT_TYPES if names is None else names, bag.text)
        if base is None:
            return None
        if names is None and bag.text is None and not (bag.properties or bag.own):
            return base
        if isinstance(base, DeserializedObject):
            base.own_type_names = names if names is not None else base.own_type_names
            return base
        return DeserializedObject(base, MemberTable(), names, bag.text)

    def _member(self, kind: type[NoteProperty], item: Element, level: int) -> Member:
        name = unescape(item.attribute("N"))
        if not name:
            message = 'Cannot process argument because the value of argument "name" is not valid.'
            raise ClixmlError("", message, exception="System.Management.Automation.PSArgumentException")
        if item.tag == "MS":
            item.without_text()
            return MemberSet(name, [self._member(NoteProperty, entry, level + 1) for entry in item.children])
        return kind(name, self.value(item, level + 1))

    def _entries(self, table: Hashtable, container: Element, level: int) -> None:
        for entry in container.children:
            if entry.tag != "En":
                raise entry.wrong("", f"Element 'En' with namespace name '{NAMESPACE}' was not found.")
            parts = entry.children
            if not parts:
                raise entry.wrong("DictionaryKeyNotSpecified", "Key for dictionary entry is not specified.")
            if parts[0].attribute("N").lower() != "key":
                message = "Name attribute for dictionary key is incorrectly specified."
                raise parts[0].wrong("InvalidDictionaryKeyName", message)
            key = self.value(parts[0], level + 1)
            if key is None:
                raise parts[0].wrong("NullAsDictionaryKey", "Null is specified as dictionary key.")
            if len(parts) < 2:
                raise entry.wrong("DictionaryValueNotSpecified", "Value for dictionary entry is not specified.")
            if parts[1].attribute("N").lower() != "value":
                message = "Name attribute for dictionary value is incorrectly specified."
                raise parts[1].wrong("InvalidDictionaryValueName", message)
            if len(parts) > 2:
                raise parts[2].misplaced()
            table.set(key, self.value(parts[1], level + 1))


class _ByReference(Hashtable):
    """A table whose keys are equal to none but themselves."""

    def set(self, key: object, value: object) -> None:
        """Adds an entry."""
        self._entries[object()] = (key, value)
        self.version += 1


def _table(container: Element) -> Hashtable:
    """A table for entries: one that tells apart keys which clash, by case and, if need be, by reference."""
    keys = [(key.tag, key.content) for entry in container.children for key in entry.children[:1] if key.content]
    if len(set(keys)) < len(keys):
        return _ByReference()
    return CaseSensitiveHashtable() if len({(tag, text.lower()) for tag, text in keys}) < len(keys) else Hashtable()


def _list(tag: str) -> tuple[list[object], object]:
    """The elements of a new collection, and the collection."""
    if tag == "QUE":
        queue = Queue([])
        return queue.items, queue
    if tag == "STK":
        stack = Stack([])
        return stack.items, stack
    made = ArrayList()
    return made.items, made


def _prefixed(name: str) -> str:
    return name if name.startswith(PREFIX) else PREFIX + name
