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

if TYPE_CHECKING:
    from winlab.windows.accounts import Logon
    from winlab.windows.machine import Machine

Row = Mapping[str, object]


@dataclass(frozen=True)
class WmiCaller:
    """Who asks, on which machine."""

    machine: Machine
    logon: Logon


Enumerate = Callable[[WmiCaller], Iterable[Row]]
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

    def method(self, name: str, *arguments: str, static: bool = False) -> Callable[[Invoke], Invoke]:
        """Declares the decorated function as a method."""

        def declare(function: Invoke) -> Invoke:
            self.methods[name.lower()] = WmiMethod(name, arguments, function, static)
            return function

        return declare

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
                escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
                keys.append(f"{item.name}={escaped}" if "int" in item.type[:6] else f'{item.name}="{escaped}"')
        return f"{self.name}.{','.join(keys)}"


class WmiRepository:
    """All declared classes by namespace."""

    def __init__(self) -> None:
        self._classes: dict[tuple[str, str], WmiClass] = {}

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
        """A class by namespace and name."""
        return self._classes.get((self.normal(namespace), name.lower()))

    def has_namespace(self, namespace: str) -> bool:
        """Whether any class is declared there."""
        wanted = self.normal(namespace)
        return any(known == wanted for known, _ in self._classes)

    def names(self, namespace: str) -> list[str]:
        """The names of a namespace's classes."""
        wanted = self.normal(namespace)
        return sorted(item.name for (known, _), item in self._classes.items() if known == wanted)

    @staticmethod
    def normal(namespace: str) -> str:
        """A namespace as it is filed: lower case, backslashes."""
        return namespace.replace("/", "\\").strip("\\").lower()


WMI = WmiRepository()
