"""Nodes that are a value: texts, comments, attributes."""

from __future__ import annotations


class Valued:
    """What a node has whose text and value are one; it comes before Node among the bases."""

    data: str

    def text(self) -> str:
        """The value."""
        return self.data

    def set_text(self, text: str) -> None:
        """Sets the value."""
        self.data = text or ""

    def content(self) -> str | None:
        """The value."""
        return self.data

    def set_content(self, text: str) -> None:
        """Sets the value."""
        self.data = text or ""
