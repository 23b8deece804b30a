"""Which WMI classes there are: declarations of their properties, instances and methods.

Another part (the cluster, say) declares its own classes in its own namespace:

    @WMI.declare("root\\\\MSCluster", "MSCluster_Node", "Name*:string State:uint32")
    def nodes(caller: Caller) -> Iterable[Row]: ...

    @nodes.method("Evict")
    def evict(caller: Caller, row: Row, arguments: Row) -> Row: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.windows.wmi import hierarchy

if TYPE_CHECKING:
    from winlab.windows.accounts import Logon
    from winlab.windows.machine import Machine

CIMV2 = "root\\cimv2"
Row = Mapping[str, object]


@dataclass(frozen=True)
class WmiCaller:
    """Who asks, on which machine."""

    machine: Machine
    logon: Logon


Enumerate = Callable[[WmiCaller], Iterable[Row]]
Ask = Callable[[WmiCaller, Row], Iterable[Row]]
Invoke = Callable[[WmiCaller, Row, Row], Row]
Put = Callable[[WmiCaller, Row, Row], None]


@dataclass(frozen=True)
class WmiProperty:
    """A property: its CIM type (``string``, ``uint32``, ``datetime``, ``string[]``...) and whether it is a key."""

    name: str
    type: str
    key: bool = False


@dataclass(frozen=True)
class WmiMethod:
    """A method: names of its arguments in order, and what it does; it returns ``ReturnValue`` and out parameters."""

    name: str
    arguments: tuple[str, ...]
    invoke: Invoke
    static: bool = False


@dataclass
class WmiClass:
    """A declared class."""

    namespace: str
    name: str
    properties: tuple[WmiProperty, ...]
    enumerate: Enumerate
    methods: dict[str, WmiMethod] = field(default_factory=dict)
    put: Put | None = None
    delete: Callable[[WmiCaller, Row], None] | None = None
    singleton: bool = False
    abstract: bool = False
    ask: Ask | None = None
    """Gives instances by what the condition says of properties (lower case), where all of them would be too many."""

    @property
    def derivation(self) -> tuple[str, ...]:
        """The superclasses, the nearest first."""
        return hierarchy.derivation(self.name) if WmiRepository.normal(self.namespace) == CIMV2 else ()

    def method(self, name: str, *arguments: str, static: bool = False) -> Callable[[Invoke], Invoke]:
        """Declares the decorated function as a method."""

        def declare(function: Invoke) -> Invoke:
            self.methods[name.lower()] = WmiMethod(name, arguments, function, static)
            return function

        return declare

    def by_condition(self, function: Ask) -> Ask:
        """Declares what answers a query that names values of properties."""
        self.ask = function
        return function

    def rows(self, caller: WmiCaller, equal: Row) -> Iterable[Row]:
        """The instances that may be wanted, by constants their properties have to be equal to (names in lower case)."""
        return self.ask(caller, equal) if self.ask is not None else self.enumerate(caller)

    def property(self, name: str) -> WmiProperty | None:
        """A property by name without regard to case."""
        return next((item for item in self.properties if item.name.lower() == name.lower()), None)

    def path_of(self, row: Row) -> str:
        """The relative path: ``Win32_Service.Name="W3SVC"``."""
        if self.singleton:
            return f"{self.name}=@"
        keys = []
        for item in self.properties:
            if item.key:
                value = row.get(item.name)
                if isinstance(value, bool):
                    keys.append(f"{item.name}={str(value).upper()}")
                    continue
                escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
                keys.append(f"{item.name}={escaped}" if "int" in item.type[:6] else f'{item.name}="{escaped}"')
        return f"{self.name}.{','.join(keys)}"


class WmiRepository:
    """All declared classes by namespace."""

    def __init__(self) -> None:
        self._classes: dict[tuple[str, str], WmiClass] = {}
        self._where: dict[str, Callable[[Machine], bool]] = {}

    def restrict(self, namespace: str, where: Callable[[Machine], bool]) -> None:
        """Says on which machines a namespace is."""
        self._where[self.normal(namespace)] = where

    def declare(
        self, namespace: str, name: str, properties: str, *, singleton: bool = False
    ) -> Callable[[Enumerate], WmiClass]:
        """Declares a class whose instances the decorated function gives; a ``*`` marks keys."""
        listed = []
        for word in properties.split():
            title, _, kind = word.partition(":")
            listed.append(WmiProperty(title.rstrip("*"), kind or "string", title.endswith("*")))

        def make(function: Enumerate) -> WmiClass:
            declared = WmiClass(namespace, name, tuple(listed), function, singleton=singleton)
            self._classes[(self.normal(namespace), name.lower())] = declared
            return declared

        return make

    def find(self, namespace: str, name: str) -> WmiClass | None:
        """A class by namespace and name; one that others are derived from is abstract and has what all of them have."""
        found = self._classes.get((self.normal(namespace), name.lower()))
        if found is not None:
            return found
        derived = self.derived(namespace, name)
        if not derived:
            return None
        first, others = derived[0], derived[1:]
        common = tuple(item for item in first.properties if all(other.property(item.name) for other in others))
        spelling = hierarchy.known(name) or name
        return WmiClass(first.namespace, spelling, common, lambda caller: (), abstract=True)

    def derived(self, namespace: str, name: str) -> list[WmiClass]:
        """The declared classes that are derived from one, and itself if it is declared."""
        wanted = name.lower()
        return [
            item
            for item in self.classes(namespace)
            if item.name.lower() == wanted or wanted in (base.lower() for base in item.derivation)
        ]

    def classes(self, namespace: str) -> list[WmiClass]:
        """A namespace's declared classes, by name."""
        wanted = self.normal(namespace)
        found = [item for (known, _), item in self._classes.items() if known == wanted]
        return sorted(found, key=lambda item: item.name.lower())

    def namespaces(self, machine: Machine) -> list[str]:
        """All namespaces of a machine, as they were declared, and those above them."""
        found = {"root": "root"}
        for item in self._classes.values():
            if not self._where.get(self.normal(item.namespace), _everywhere)(machine):
                continue
            words = item.namespace.split("\\")
            for end in range(1, len(words) + 1):
                path = "\\".join(words[:end])
                found.setdefault(self.normal(path), path)
        return sorted(found.values(), key=str.lower)

    def has_namespace(self, machine: Machine, namespace: str) -> bool:
        """Whether a machine has such a namespace."""
        wanted = self.normal(namespace)
        return any(self.normal(known) == wanted for known in self.namespaces(machine))

    def names(self, namespace: str) -> list[str]:
        """The names of a namespace's classes and of those they are derived from."""
        found: set[str] = set()
        for item in self.classes(namespace):
            found.update((item.name, *item.derivation))
        return sorted(found, key=str.lower)

    @staticmethod
    def normal(namespace: str) -> str:
        """A namespace as it is filed: lower case, backslashes."""
        return namespace.replace("/", "\\").strip("\\").lower()


def _everywhere(machine: Machine) -> bool:
    return True


WMI = WmiRepository()
