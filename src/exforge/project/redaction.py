"""Takes secrets out of texts, in every usual encoding, before anything is written anywhere."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Callable, Iterable

MASK = "***"
SHORTEST = 4
"""A shorter secret would take half of every text with it."""

Redact = Callable[[str], str]


def encodings(secret: str) -> set[str]:
    """The forms in which a secret may turn up in a text."""
    raw, wide = secret.encode(), secret.encode("utf-16-le")
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
        html.escape(secret, quote=False),
        urllib.parse.quote(secret, safe=""),
        urllib.parse.quote_plus(secret),
        raw.hex(),
        raw.hex().upper(),
        wide.hex(),
        wide.hex().upper(),
        *_base64(raw),
        *_base64(wide),
    }


def _base64(data: bytes) -> Iterable[str]:
    """The parts of its base64 forms that don't depend on what stands before and behind it."""
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data).decode()
        first = (shift * 8 + 5) // 6
        last = (shift + len(data)) * 8 // 6
        if last - first >= SHORTEST:
            yield text[first:last]


class Redactor:
    """Masks known secrets; ``known`` may grow while it is in use."""

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._size = -1
        self._pattern: re.Pattern[str] | None = None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if len(self._known) != self._size:
            known = set(self._known)
            forms = {form for secret in known if len(secret) >= SHORTEST for form in encodings(secret)}
            longest_first = sorted(forms, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first))) if forms else None
            self._size = len(known)
        return self._pattern.sub(MASK, text) if self._pattern else text
