"""From values to CLIXML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from winlab.powershell.clixml.escaping import escape, escape_attribute
from winlab.powershell.clixml.parsing import MAX_DEPTH, TOO_DEEP
from winlab.powershell.clixml.primitives import primitive
from winlab.powershell.values import CUSTOM_OBJECT_TYPES, VOID, NetObject, PSObject, type_names

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
VERSION = "1.1.0.1"
_TOKEN = re.compile(r"<[^>]*>|[^<]+")
Encrypt = Callable[[str], str]


@dataclass(frozen=True)
class Property:
    """One property of an object as it is written.

    Attributes:
        name: its name.
        value: what it holds.
        own: whether it was added to the object or to its type: these go to ``MS``.
        added: whether it was added to this one object.
        shared: whether all objects of the type were given it; it is a level deeper.
        sent: whether it came from another machine, as a property of the object there.
        inside: the properties of a member set; None for what is none.
    """

    name: str
    value: object
    own: bool = False
    added: bool = False
    shared: bool = False
    sent: bool = False
    inside: tuple[Property, ...] | None = None


@dataclass(frozen=True)
class _Kinds:
    """Whether an object is a value or a collection (``structured``), and a collection that .NET holds (``bare``)."""

    structured: bool
    bare: bool

    def leave_out(self, item: Property) -> bool:
        """Whether a property does not go along: of these, what their types were given, or all that was added."""
        return self.bare or (self.structured and not item.added)


class ObjectModel(Protocol):
    """What the writer asks of the engine's object model."""

    def properties(self, value: object) -> Iterable[Property]:
        """The properties of ``value``, in order; those that can't be read are left out."""

    def added(self, value: object) -> Iterable[Property]:
        """The properties that were added to this one object."""

    def text(self, value: object) -> str | None:
        """``ToString()`` of the value; None if it has none worth writing."""

    def enumeration(self, value: object) -> int | None:
        """The number of an enumeration's value; None for other values."""

    def secret(self, value: object) -> str | None:
        """The plain text of a SecureString; None for other values."""

    def container(self, value: object) -> tuple[str, Iterable[object]] | None:
        """Tag (LST, QUE, STK, IE) and elements of a collection; None for other values."""

    def dictionary(self, value: object) -> Iterable[tuple[object, object]] | None:
        """Keys and values of a dictionary; None for other values."""

    def depth(self, value: object, default: int) -> int:
        """How deep the value's type wants to be written (SerializationDepth of types.ps1xml)."""


class Writer:
    """Writes the elements of one document; references count within it.

    Args:
        model: the engine's object model.
        encrypt: seals the text of a SecureString; without it a SecureString is an object like others.
    """

    def __init__(self, model: ObjectModel, encrypt: Encrypt | None = None) -> None:
        self._model = model
        self._encrypt = encrypt
        self._objects: dict[int, int] = {}
        self._kept: list[object] = []
        self._types: dict[tuple[str, ...], int] = {}
        self._reference = 0

    def write(self, value: object, depth: int, name: str | None = None, level: int = 0, *, bare: bool = False) -> str:
        """The element of ``value``.

        Args:
            value: what is written.
            depth: so many levels of .NET properties are written, deeper ones as text.
            name: what the value is called in the object around it.
            level: how many objects are around it.
            bare: whether .NET holds the value, which keeps a collection without what was added to it.
        """
        named = "" if name is None else f' N="{escape_attribute(name)}"'
        if value is None:
            return f"<Nil{named} />"
        if level + 1 >= MAX_DEPTH:
            return f"<S{named}>{TOO_DEEP}</S>"
        if value is VOID:  # the engine's own empty object
            value = PSObject(None, None, CUSTOM_OBJECT_TYPES)
        plain = None if _has_members(value) else primitive(_bare(value))
        if plain is not None:
            return f"<{plain[0]}{named}>{plain[1]}</{plain[0]}>"
        secret = self._model.secret(value) if self._encrypt is not None else None
        if secret is not None and self._encrypt is not None:
            sealed = self._encrypt(secret)
            if _bare(value) is value and isinstance(value, PSObject):
                return f'<Obj{named} RefId="{self._remember(value, level)}"><SS>{sealed}</SS></Obj>'
            return f"<SS{named}>{sealed}</SS>"
        return self._object(value, depth, named, level, bare=bare)

    # -- objects -----

    def _object(self, value: object, depth: int, named: str, level: int, *, bare: bool) -> str:
        known = self._objects.get(id(value))
        if known is not None:
            return f'<Ref{named} RefId="{known}" />'
        base = value.base if isinstance(value, PSObject) and value.base is not None else value
        structure = self._structure(base, depth, level)
        if self._model.depth(base, depth) <= 0 and (structure is None or self._model.enumeration(base) is not None):
            return self._cut(value, depth, named, level)
        reference = self._remember(value, level)
        parts = [f'<Obj{named} RefId="{reference}">', self._type_element(value)]
        if isinstance(value, PSObject) and value.text is not None and primitive(base) is not None:
            parts.append(f"<ToString>{escape(value.text)}</ToString>")
        if callable(structure):
            parts.append(structure())
        if depth > 0 or structure is None or primitive(base) is not None:
            kinds = _Kinds(structure is not None, bare and structure is not None and primitive(base) is None)
            parts.append(self._property_elements(value, base, depth, level, kinds))
        parts.append("</Obj>")
        text = "".join(parts)
        return text.replace("></Obj>", " />", 1) if text == f'<Obj{named} RefId="{reference}"></Obj>' else text

    def _remember(self, value: object, level: int) -> int:
        reference = self._reference
        self._reference += 1
        if level > 0 or not isinstance(value, NetObject):  # a pipeline gives such out in a wrapper of its own
            self._objects[id(value)] = reference
        self._kept.append(value)  # keeps the id from being used again
        return reference

    def _cut(self, value: object, depth: int, named: str, level: int) -> str:
        """An object too deep to be written whole: its text, with what was added to it."""
        names = _changed_names(value)
        notes = list(self._model.added(value))
        if not notes and names is None:
            return self._as_text(value, named)
        reference = self._remember(value, level)
        parts = [f'<Obj{named} RefId="{reference}">']
        if names is not None:
            parts.append(self._type_element(value))
        parts.append(self._as_text(value, ""))
        if notes:
            parts.append(f"<MS>{''.join(self._member(item, depth, level) for item in notes)}</MS>")
        return "".join([*parts, "</Obj>"])

    def _as_text(self, value: object, named: str) -> str:
        text = self._model.text(value)
        return f"<Nil{named} />" if text is None else f"<S{named}>{escape(text)}</S>"

    def _type_element(self, value: object) -> str:
        names = tuple(type_names(value))
        base = value.base if isinstance(value, PSObject) and value.base is not None else value
        if primitive(base) is not None and names == tuple(type_names(base)):
            return ""  # a primitive with members keeps its type by its own element
        if not names:
            return ""
        known = self._types.get(names)
        if known is not None:
            return f'<TNRef RefId="{known}" />'
        number = self._types[names] = len(self._types)
        listed = "".join(f"<T>{escape(item)}</T>" for item in names)
        return f'<TN RefId="{number}">{listed}</TN>'

    # -- what is inside -----

    def _structure(self, base: object, depth: int, level: int) -> Callable[[], str] | None:
        inner = primitive(base)
        if inner is not None:
            tag, text = inner
            return lambda: f"<{tag}>{text}</{tag}>"
        number = self._model.enumeration(base)
        if number is not None:
            return lambda: f"<ToString>{escape(self._model.text(base) or '')}</ToString><I32>{number}</I32>"
        pairs = self._model.dictionary(base)
        if pairs is not None:
            return lambda: self._wrapped("DCT", (self._entry(k, v, depth, level) for k, v in pairs))
        container = self._model.container(base)
        if container is not None:
            tag, items = container
            return lambda: self._wrapped(tag, (self.write(item, depth, None, level + 1) for item in items))
        return None

    def _entry(self, key: object, value: object, depth: int, level: int) -> str:
        return f"<En>{self.write(key, depth, 'Key', level + 1)}{self.write(value, depth, 'Value', level + 1)}</En>"

    def _wrapped(self, tag: str, elements: Iterable[str]) -> str:
        inside = "".join(elements)
        return f"<{tag}>{inside}</{tag}>" if inside else f"<{tag} />"

    def _property_elements(self, value: object, base: object, depth: int, level: int, kinds: _Kinds) -> str:
        # In the order of the document: references point backwards only.
        inner_depth = self._model.depth(base, depth)
        properties = list(self._model.properties(value))
        adapted = [
            self.write(item.value, inner_depth - 1, item.name, level + 1, bare=True)
            for item in properties
            if not item.own
            and (not kinds.structured or (inner_depth > 0 and (item.sent or self._keeps_properties(base))))
        ]
        own = [self._member(item, depth, level) for item in properties if item.own and not kinds.leave_out(item)]
        text = None if kinds.structured else self._text(value, base)
        parts = []
        if text is not None:
            parts.append(f"<ToString>{escape(text)}</ToString>" if text else "<ToString />")
        if adapted:
            parts.append(f"<Props>{''.join(adapted)}</Props>")
        if own:
            parts.append(f"<MS>{''.join(own)}</MS>")
        return "".join(parts)

    def _text(self, value: object, base: object) -> str | None:
        if isinstance(base, PSObject) and base.base is None:
            return base.text  # a custom object says no text but that of the object it once was
        return self._model.text(value)

    def _member(self, item: Property, depth: int, level: int) -> str:
        """A property of ``MS``."""
        if item.inside is None:
            return self.write(item.value, depth - 1 if item.shared else depth, item.name, level + 1)
        inside = "".join(self._member(each, depth, level + 1) for each in item.inside)
        named = f' N="{escape_attribute(item.name)}"'
        return f"<MS{named}>{inside}</MS>" if inside else f"<MS{named} />"

    def _keeps_properties(self, base: object) -> bool:
        container = self._model.container(base)
        return container is not None and container[0] == "IE"


def _changed_names(value: object) -> list[str] | None:
    """The object's type names if they are not those of its class."""
    names = type_names(value)
    if isinstance(value, PSObject):
        own = list(CUSTOM_OBJECT_TYPES) if value.base is None else type_names(value.base)
    elif isinstance(value, NetObject):
        own = value.type_names()
    else:
        own = names
    return None if names == own else names


def _has_members(value: object) -> bool:
    return isinstance(value, NetObject) and value.instance_members is not None and len(value.instance_members) > 0


def _bare(value: object) -> object:
    """A primitive out of a wrapper that adds nothing to it, not even a list of type names that was looked at."""
    if isinstance(value, PSObject) and value.base is not None and value.text is None and not len(value.members):
        names = value.own_type_names
        if names is None or (type(value.base) is str and names == type_names(value.base)):
            return value.base
    return value


def element(value: object, model: ObjectModel, depth: int = 1, encrypt: Encrypt | None = None) -> str:
    """The bare element of a value, as PSRP carries it."""
    return Writer(model, encrypt).write(value, depth)


def document(items: Sequence[object], model: ObjectModel, depth: int = 2, encrypt: Encrypt | None = None) -> str:
    """A whole document as Export-Clixml writes it, indented by two blanks a level."""
    writer = Writer(model, encrypt)
    body = "".join(writer.write(item, depth) for item in items)
    return f'<Objs Version="{VERSION}" xmlns="{NAMESPACE}">\n{"".join(_indented(body))}</Objs>'


def _indented(body: str) -> Iterator[str]:
    tokens = _TOKEN.findall(body)
    level, at = 1, 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.startswith("</"):
            level -= 1
        elif not token.endswith("/>"):
            end = at + (at < len(tokens) and not tokens[at].startswith("<"))
            if tokens[end].startswith("</"):
                token += "".join(tokens[at : end + 1])
                at = end + 1
            else:
                yield f"{'  ' * level}{token}\n"
                level += 1
                continue
        yield f"{'  ' * level}{token}\n"
