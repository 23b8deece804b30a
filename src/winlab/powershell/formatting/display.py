"""Values as the formatter shows them in a cell."""

from __future__ import annotations

from winlab.powershell.addedmembers import CodeMethod
from winlab.powershell.errors import PSError
from winlab.powershell.instants import DateTime
from winlab.powershell.objects import extended_member
from winlab.powershell.text import plain_text, to_text
from winlab.powershell.values import Hashtable, NetObject, PSObject, unwrap

ENUMERATION_LIMIT = 4
"""``$FormatEnumerationLimit``."""


def display(value: object, pattern: str = "", limit: int = ENUMERATION_LIMIT) -> str:
    """One value; ``pattern`` is a format string (``N1`` or ``{0:N1}``)."""
    if value is None:
        return ""
    base = unwrap(value)
    if pattern:
        from winlab.powershell.formats import format_operator

        template = pattern if "{" in pattern else f"{{0:{pattern}}}"
        return format_operator(template, [value])
    if isinstance(base, DateTime):
        return date_text(base)
    elements = _elements(base)
    if elements is None:
        return shown_text(value)
    shown = [display_element(item) for item in elements[:limit]] if limit >= 0 else [*map(display_element, elements)]
    return "{" + ", ".join(shown) + ("..." if 0 <= limit < len(elements) else "") + "}"


def display_element(item: object) -> str:
    """A value among others in braces."""
    return "" if item is None else plain_text(item) if isinstance(unwrap(item), list) else shown_text(item)


def shown_text(value: object) -> str:
    """A value's text, by the ToString its type was given if there is one."""
    given = extended_member(value, "tostring") if isinstance(value, NetObject) else None
    return to_text(given.function(value)) if isinstance(given, CodeMethod) else to_text(value)


def date_text(moment: DateTime) -> str:
    """The general date of culture en-US: ``1/2/2007 3:04:05 PM``."""
    time = moment.python
    hour = time.hour % 12 or 12
    half = "AM" if time.hour < 12 else "PM"
    return f"{time.month}/{time.day}/{time.year} {hour}:{time.minute:02}:{time.second:02} {half}"


def _elements(base: object) -> list[object] | None:
    if isinstance(base, list):
        return base
    if isinstance(base, Hashtable):
        return list(base.keys())
    if isinstance(base, NetObject) and not isinstance(base, PSObject):
        try:
            found = base.net_iter()
        except PSError:
            return None
        return None if found is None else list(found)
    return None
