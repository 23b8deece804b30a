"""What a resource holds: an instance with named values, as XML on the wire and as text on the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from winlab.winrm import names

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CIM = "http://schemas.dmtf.org/wbem/wscim/1/common"
_INDENT = "    "


@dataclass(frozen=True)
class Moment:
    """A point in time, as ``xs:dateTime`` text."""

    text: str


@dataclass(frozen=True)
class Reference:
    """The address of another instance."""

    resource: str
    selectors: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Instance:
    """One instance of a resource.

    Attributes:
        name: the element's name.
        namespace: that of the element and of what is in it.
        fields: name and value; None is null, a sequence stands for an element each.
        prefix: of the namespace.
        type: the ``xsi:type`` without prefix, or an empty text.
    """

    name: str
    namespace: str
    fields: tuple[tuple[str, Value], ...]
    prefix: str = "cfg"
    type: str = ""

    def get(self, name: str) -> Value:
        """A value by its name, without regard to case; None when there is none."""
        return next((value for known, value in self.fields if known.lower() == name.lower()), None)


@dataclass(frozen=True)
class Fragment:
    """Some values of an instance (fragment-level access, DSP0226, 7.7)."""

    fields: tuple[tuple[str, Value], ...]
    namespace: str
    prefix: str = "p"


Single = str | Moment | Reference | Instance
Value = Single | Sequence[Single] | None


@dataclass(frozen=True)
class Item:
    """An instance in an enumeration, and how to address it."""

    instance: Instance | Fragment
    resource: str = ""
    selectors: tuple[tuple[str, str], ...] = ()


def to_xml(instance: Instance | Fragment) -> str:
    """The instance as an element that declares its own prefixes."""
    spaces = f"xmlns:{instance.prefix}={quoteattr(instance.namespace)}"
    types = f'xmlns:xsi="{_XSI}" xmlns:cim="{_CIM}" {spaces}'
    if isinstance(instance, Fragment):
        inside = "".join(_field(instance.prefix, name, value) for name, value in instance.fields)
        return f'<w:XmlFragment xmlns:w="{names.WSMAN}" {types}>{inside}</w:XmlFragment>'
    if instance.type:
        spaces = f"{types} xsi:type={quoteattr(f'{instance.prefix}:{instance.type}')}"
    return _element(instance, f' {spaces} xml:lang="en-US"')


def _element(instance: Instance, attributes: str = "") -> str:
    tag = f"{instance.prefix}:{instance.name}"
    return f"<{tag}{attributes}>{''.join(_field(instance.prefix, n, v) for n, v in instance.fields)}</{tag}>"


def _field(prefix: str, name: str, value: Value) -> str:
    tag = f"{prefix}:{name}"
    if value is None:
        return f'<{tag} xsi:nil="true"/>'
    if isinstance(value, Instance):
        return _element(value)
    if isinstance(value, Moment):
        return f"<{tag}><cim:Datetime>{escape(value.text)}</cim:Datetime></{tag}>"
    if isinstance(value, Reference):
        return reference_xml(value.resource, value.selectors, tag)
    if isinstance(value, str):
        return f"<{tag}>{escape(value)}</{tag}>" if value else f"<{tag}/>"
    return "".join(_field(prefix, name, each) for each in value)


def reference_xml(
    resource: str, selectors: Sequence[tuple[str, str]], element: str = "a:EndpointReference", address: str = ""
) -> str:
    """An endpoint reference (DSP0226, 5.1.2.1); without an address that of the one who answers."""
    created = f' xmlns:wxf="{names.TRANSFER}"' if element.startswith("wxf:") else ""
    chosen = "".join(f"<w:Selector Name={quoteattr(n)}>{escape(v)}</w:Selector>" for n, v in selectors)
    return (
        f'<{element}{created} xmlns:a="{names.ADDRESSING}" xmlns:w="{names.WSMAN}">'
        f"<a:Address>{escape(address or names.ANONYMOUS)}</a:Address>"
        f"<a:ReferenceParameters><w:ResourceURI>{escape(resource)}</w:ResourceURI>"
        f"<w:SelectorSet>{chosen}</w:SelectorSet></a:ReferenceParameters></{element}>"
    )


def to_text(instance: Instance | Fragment) -> str:
    """The instance as ``winrm`` prints it."""
    name = "XmlFragment" if isinstance(instance, Fragment) else instance.name
    return "".join(f"{line}\r\n" for line in (name, *_lines(instance.fields, 1)))


def reference_text(resource: str, selectors: Sequence[tuple[str, str]], head: str = "EndpointReference") -> str:
    """An endpoint reference as ``winrm`` prints it."""
    return (
        f"{head}\r\n{_INDENT}Address = {names.ANONYMOUS}\r\n{_INDENT}ReferenceParameters\r\n"
        f"{_INDENT * 2}ResourceURI = {resource}\r\n{_INDENT * 2}SelectorSet\r\n"
        f"{_INDENT * 3}Selector: {', '.join(f'{n} = {v}' for n, v in selectors)}\r\n"
    )


def _lines(fields: Sequence[tuple[str, Value]], level: int) -> Iterator[str]:
    indent = _INDENT * level
    for name, value in fields:
        if isinstance(value, Instance):
            yield f"{indent}{value.name}"
            yield from _lines(value.fields, level + 1)
        elif value is None:
            yield f"{indent}{name} = null"
        else:
            shown = _shown(value)
            yield f"{indent}{name} = {shown}" if shown else f"{indent}{name}"


def _shown(value: Value) -> str:
    if isinstance(value, Moment):
        return value.text
    if isinstance(value, Reference):
        return f"{value.resource}?{'+'.join(f'{n}={v}' for n, v in value.selectors)}"
    if value is None or isinstance(value, (str, Instance)):
        return value if isinstance(value, str) else ""
    return ", ".join(_shown(each) for each in value)


Changes = Mapping[str, "str | Changes"]
"""What a Put or Create is to set, by name; a section's values are changes themselves."""
