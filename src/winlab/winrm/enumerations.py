"""Enumerations: what Enumerate begins, Pull goes on with and Release ends.

Source: WS-Enumeration (https://www.w3.org/submissions/2006/SUBM-WS-Enumeration-20060315/) and DMTF DSP0226, chapter 8.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from winlab.winrm import fault_kinds as kinds
from winlab.winrm import faults, names
from winlab.winrm.resources import SELECTOR_DIALECT, Filter
from winlab.winrm.soap import Request, tag

MODES = ("EnumerateEPR", "EnumerateObjectAndEPR")


@dataclass
class _Context:
    owner: str
    items: Iterator[str]
    waiting: list[str] = field(default_factory=list)
    last_used: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Limits:
    """How much one answer may hold.

    Attributes:
        items: at most so many.
        characters: and so many characters of XML.
        idle: seconds after which an enumeration that nobody goes on with is forgotten.
    """

    items: int
    characters: int
    idle: float


class Enumerations:
    """The enumerations of one host that are under way."""

    def __init__(self) -> None:
        self._contexts: dict[str, _Context] = {}
        self._lock = threading.Lock()

    def begin(self, request: Request, owner: str, items: Iterator[str], limits: Limits) -> str:
        """The body that answers Enumerate; with OptimizeEnumeration it holds the first items."""
        context = _Context(owner, items)
        body = request.body
        if body is None or body.find(tag(names.WSMAN, "OptimizeEnumeration")) is None:
            return f"<n:EnumerateResponse>{self._kept(context)}</n:EnumerateResponse>"
        taken, ended = self._take(context, _count(body, names.WSMAN, limits), limits)
        kept = "<n:EnumerationContext/>" if ended else self._kept(context)
        end = "<w:EndOfSequence/>" if ended else ""
        return f"<n:EnumerateResponse>{kept}<w:Items>{''.join(taken)}</w:Items>{end}</n:EnumerateResponse>"

    def pull(self, request: Request, owner: str, limits: Limits) -> str:
        """The body that answers Pull."""
        context = self._claimed(request, owner, limits)
        assert request.body is not None
        taken, ended = self._take(context, _count(request.body, names.ENUMERATION, limits), limits)
        kept = "" if ended else self._kept(context)
        end = "<n:EndOfSequence/>" if ended else ""
        return f"<n:PullResponse>{kept}<n:Items>{''.join(taken)}</n:Items>{end}</n:PullResponse>"

    def release(self, request: Request, owner: str, limits: Limits) -> str:
        """Forgets an enumeration."""
        self._claimed(request, owner, limits)
        return ""

    def _kept(self, context: _Context) -> str:
        name = f"uuid:{str(uuid.uuid4()).upper()}"
        context.last_used = time.monotonic()
        with self._lock:
            self._contexts[name] = context
        return f"<n:EnumerationContext>{name}</n:EnumerationContext>"

    def _claimed(self, request: Request, owner: str, limits: Limits) -> _Context:
        body = request.body
        name = "" if body is None else (body.findtext(tag(names.ENUMERATION, "EnumerationContext")) or "").strip()
        with self._lock:
            late = time.monotonic() - limits.idle
            self._contexts = {key: each for key, each in self._contexts.items() if each.last_used > late}
            found = self._contexts.get(name)
            if found is None or found.owner != owner:
                raise faults.WsmanFaultError(kinds.INVALID_CONTEXT)
            return self._contexts.pop(name)

    @staticmethod
    def _take(context: _Context, count: int, limits: Limits) -> tuple[list[str], bool]:
        taken: list[str] = []
        size = 0
        while len(taken) < count:
            item = context.waiting.pop() if context.waiting else next(context.items, None)
            if item is None:
                return taken, True
            if size + len(item) > limits.characters:
                if not taken:
                    raise faults.WsmanFaultError(kinds.RESPONSE_TOO_LARGE)
                context.waiting.append(item)
                return taken, False
            taken.append(item)
            size += len(item)
        if not context.waiting:
            context.waiting.extend(itertools.islice(context.items, 1))
        return taken, not context.waiting


def _count(body: Element, namespace: str, limits: Limits) -> int:
    """How many items an answer may have; one when the client does not say (DSP0226, 8.4)."""
    text = (body.findtext(tag(namespace, "MaxElements")) or "1").strip()
    if not text.isdigit() or int(text) < 1:
        raise faults.WsmanFaultError(kinds.INVALID_BATCH)
    return min(int(text), limits.items)


def mode_of(body: Element | None) -> str:
    """The enumeration mode; empty for objects alone."""
    text = "" if body is None else (body.findtext(tag(names.WSMAN, "EnumerationMode")) or "").strip()
    if text and text not in MODES:
        raise faults.WsmanFaultError(kinds.MODE_UNSUPPORTED)
    return text


def filter_of(body: Element | None) -> Filter:
    """The filter of an Enumerate request."""
    found = None if body is None else body.find(tag(names.WSMAN, "Filter"))
    if found is None:
        return Filter()
    chosen = tuple(
        (item.get("Name", ""), (item.text or "").strip()) for item in found.iter(tag(names.WSMAN, "Selector"))
    )
    dialect = found.get("Dialect", SELECTOR_DIALECT if chosen else "http://www.w3.org/TR/1999/REC-xpath-19991116")
    return Filter(dialect, "".join(found.itertext()).strip(), chosen)
