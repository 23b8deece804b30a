"""Get-ChildItem.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.management/get-childitem (2.0).
"""

from __future__ import annotations

from winlab.powershell import paths
from winlab.powershell.cmdlets.itembase import ItemCmdlet, decorated
from winlab.powershell.cmdlets.tables import MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.errors import PSError
from winlab.powershell.paths import ItemPath
from winlab.powershell.patterns import Pieces, has_wildcards, wildcard
from winlab.powershell.text import to_text


@MANAGEMENT.cmdlet("Get-ChildItem", aliases=("gci", "ls", "dir"), default_set="Items")
class GetChildItem(ItemCmdlet):
    """Reads what is in containers."""

    path = Param(STRINGS, position=0, pipeline=True, by_property=True, sets=("Items",))
    literal_path = Param(STRINGS, mandatory=True, by_property=True, aliases=("PSPath",), sets=("LiteralItems",))
    filter = Param("System.String", position=1)
    recurse = Param(SWITCH)
    name = Param(SWITCH)
    _tail: Pieces | None = None

    def process(self) -> None:
        literal = "LiteralPath" in self.bound
        for given in as_list(self.literal_path if literal else self.path) or ["."]:
            text = to_text(given)
            self._tail = None
            try:
                places = self._start(text, literal)
            except PSError as failed:
                self.error(failed.record)
                continue
            for place in places:
                self.check_supported(place.provider)
                self._list(place, text)

    def wanted(self, name: str) -> bool:
        """-Include, -Exclude, and the last part of a path with -Recurse."""
        return (self._tail is None or self._tail.fullmatch(name)) and super().wanted(name)

    def _start(self, text: str, literal: bool) -> list[ItemPath]:
        if self.recurse and has_wildcards(text) and not literal and not self.include:
            head, _, tail = text.replace("/", "\\").rpartition("\\")
            self._tail = wildcard(tail)
            return paths.resolve(self.session, head or ".")
        return paths.resolve(self.session, text, literal=literal)

    def _list(self, place: ItemPath, given: str) -> None:
        provider = place.provider
        if not provider.is_container(self.session, place.path) or (
            has_wildcards(given) and not self.recurse and "LiteralPath" not in self.bound
        ):
            if self.wanted(place.leaf):
                self.attempt(lambda: self._emit(place, provider.get_item(self.session, place.path)))
            return
        if self.include and not self.recurse:
            return  # without -Recurse names are sought among the paths themselves
        self.attempt(lambda: self._walk(place, place))

    def _walk(self, top: ItemPath, place: ItemPath) -> None:
        accepts = wildcard(to_text(self.filter)) if "Filter" in self.bound else None
        below: list[ItemPath] = []
        for name, item in place.provider.get_children(self.session, place.path, force=bool(self.force)):
            child = place.child(name)
            if (accepts is None or accepts.fullmatch(name)) and self.wanted(name):
                if self.name:
                    self.write(child.path[len(top.path) :].lstrip("\\"))
                else:
                    self._emit(child, item)
            if self.recurse and place.provider.is_container(self.session, child.path):
                below.append(child)
        for child in below:
            self._walk(top, child)

    def _emit(self, place: ItemPath, item: object) -> None:
        self.write(place.leaf if self.name else decorated(place, item))
