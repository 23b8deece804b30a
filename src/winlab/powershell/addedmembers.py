"""Members that are added to single objects: by Add-Member, by providers, by types.ps1xml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar


class Member:
    """A member that was added to an object: its ``name`` and what kind it is (``MemberType`` of Get-Member)."""

    member_type: ClassVar[str] = "NoteProperty"

    def __init__(self, name: str) -> None:
        self.name = name


class NoteProperty(Member):
    """A value under a name."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(name)
        self.value = value


class AliasProperty(Member):
    """Another name of a property; ``convert_to`` is a type's full name or None."""

    member_type = "AliasProperty"

    def __init__(self, name: str, referenced: str, convert_to: str | None = None) -> None:
        super().__init__(name)
        self.referenced = referenced
        self.convert_to = convert_to


class ScriptProperty(Member):
    """A property answered by script blocks with ``$this``."""

    member_type = "ScriptProperty"

    def __init__(self, name: str, getter: object, setter: object | None = None) -> None:
        super().__init__(name)
        self.getter = getter
        self.setter = setter


class CodeProperty(Member):
    """A property answered by a Python function of the object (a ScriptProperty or CodeProperty of types.ps1xml)."""

    member_type = "ScriptProperty"

    def __init__(
        self,
        name: str,
        getter: Callable[[object], object],
        setter: Callable[[object, object], None] | None = None,
    ) -> None:
        super().__init__(name)
        self.getter = getter
        self.setter = setter


class ScriptMethod(Member):
    """A method answered by a script block with ``$this`` and ``$args``."""

    member_type = "ScriptMethod"

    def __init__(self, name: str, block: object) -> None:
        super().__init__(name)
        self.block = block


class CodeMethod(Member):
    """A method answered by a Python function of the object and the arguments."""

    member_type = "ScriptMethod"

    def __init__(self, name: str, function: Callable[..., object]) -> None:
        super().__init__(name)
        self.function = function


class PropertySet(Member):
    """A named list of properties."""

    member_type = "PropertySet"

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__(name)
        self.names = list(names)


class MemberSet(Member):
    """A named set of members (``PSStandardMembers``)."""

    member_type = "MemberSet"

    def __init__(self, name: str, members: Iterable[Member] = ()) -> None:
        super().__init__(name)
        self.members = MemberTable(members)


class MemberTable:
    """Members by name without regard to case, in the order they were added."""

    __slots__ = ("_by_name",)

    def __init__(self, members: Iterable[Member] = ()) -> None:
        self._by_name: dict[str, Member] = {member.name.lower(): member for member in members}

    def get(self, name: str) -> Member | None:
        """The member called ``name``, or None."""
        return self._by_name.get(name.lower())

    def add(self, member: Member) -> None:
        """Adds or replaces a member."""
        self._by_name[member.name.lower()] = member

    def remove(self, name: str) -> bool:
        """Removes the member; False if there was none."""
        return self._by_name.pop(name.lower(), None) is not None

    def copy(self) -> MemberTable:
        """A table with the same members; notes are copied, so that values can be set apart."""
        return MemberTable(
            NoteProperty(m.name, m.value) if isinstance(m, NoteProperty) else m for m in self._by_name.values()
        )

    def __iter__(self) -> Iterator[Member]:
        return iter(list(self._by_name.values()))

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name
