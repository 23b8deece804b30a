"""The cluster database: what all nodes of one server cluster know, as plain data.

Property names and defaults of the common properties follow the Platform SDK of Windows Server 2003
(https://learn.microsoft.com/en-us/previous-versions/windows/desktop/mscs/networks-role and siblings).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import TypeVar, cast

from winlab.cluster import status
from winlab.cluster.status import ClusterError

Json = dict[str, object]
_T = TypeVar("_T")
PropertyData = str | int | list[str]

CLUSTER_GROUP = "Cluster Group"
CLUSTER_NAME = "Cluster Name"
CLUSTER_ADDRESS = "Cluster IP Address"
LOCAL_QUORUM = "Local Quorum"  # UNVERIFIED name
MNS_TYPE = "Majority Node Set"
LOCAL_QUORUM_TYPE = "Local Quorum"
IP_TYPE = "IP Address"
NAME_TYPE = "Network Name"


def new_id(what: str) -> str:
    """The identifier of an object, of the form the cluster writes; the same for the same object."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"cluster/{what}".lower()))


@dataclass
class Property:
    """A property: its type letter (S, D, M, B), value, whether clients may set it."""

    letter: str
    value: PropertyData
    readonly: bool = False

    def letters(self) -> str:
        """The `T` column of a listing."""
        return self.letter + ("R" if self.readonly else "")

    def shown(self) -> str:
        """The value as cluster.exe prints it."""
        if isinstance(self.value, int):
            return f"{self.value} (0x{self.value:x})"
        if isinstance(self.value, list):
            return "\n".join(self.value)
        return self.value


class Properties:
    """Properties by name, any case, in the order they were added."""

    def __init__(self, found: dict[str, Property] | None = None) -> None:
        self._found = dict(found or {})

    def __iter__(self) -> Iterator[tuple[str, Property]]:
        return iter(self._found.items())

    def _key(self, name: str) -> str | None:
        return next((key for key in self._found if key.lower() == name.lower()), None)

    def get(self, name: str) -> Property | None:
        """The property of that name."""
        key = self._key(name)
        return self._found[key] if key is not None else None

    def text(self, name: str) -> str:
        """A string property, empty if it is not set."""
        found = self.get(name)
        return str(found.value) if found is not None else ""

    def number(self, name: str, default: int = 0) -> int:
        """A DWORD property."""
        found = self.get(name)
        return found.value if found is not None and isinstance(found.value, int) else default

    def put(self, name: str, letter: str, value: PropertyData, *, readonly: bool = False) -> None:
        """Sets a property whatever its kind was."""
        self._found[self._key(name) or name] = Property(letter, value, readonly)

    def assign(self, name: str, values: tuple[str, ...] | None, kind: str | None) -> None:
        """Sets a property as `/prop` and `/priv` do.

        Raises:
            ClusterError: 87 when the property is read-only or the value doesn't fit its kind.
        """
        known = self.get(name)
        if known is not None and known.readonly:
            raise ClusterError(status.INVALID_PARAMETER)
        letter = known.letter if known is not None else _LETTERS.get(kind or "STR", "S")
        if values is None:
            self.put(name, letter, 0 if letter == "D" else [] if letter == "M" else "")
        elif letter == "D":
            self.put(name, letter, _dword(values[0]))
        elif letter == "M":
            self.put(name, letter, list(values))
        else:
            self.put(name, letter, values[0])

    def to_data(self) -> Json:
        """As plain data."""
        return {name: asdict(found) for name, found in self._found.items()}

    @classmethod
    def from_data(cls, data: Json) -> Properties:
        """Back from plain data."""
        return cls({name: _build(Property, cast("Json", found)) for name, found in data.items()})


def _build(make: Callable[..., _T], data: Json, bags: tuple[str, ...] = ()) -> _T:
    plain = {name: Properties.from_data(cast("Json", v)) if name in bags else v for name, v in data.items()}
    return make(**plain)


_LETTERS = {"DWORD": "D", "MULTISTR": "M", "BINARY": "B", "STR": "S", "STRING": "S"}


def _dword(text: str) -> int:
    try:
        number = int(text, 0)
    except ValueError:
        raise ClusterError(status.INVALID_PARAMETER) from None
    if not 0 <= number <= 0xFFFFFFFF:
        raise ClusterError(status.INVALID_PARAMETER)
    return number


@dataclass
class Node:
    """A member; `running` says whether its Cluster service takes part now."""

    name: str
    number: int
    running: bool = False
    paused: bool = False
    waiting: bool = False

    def state(self) -> str:
        """As listed."""
        if not self.running:
            return "Down"
        return "Paused" if self.paused else "Up"


@dataclass
class Network:
    """A network all nodes have an adapter on."""

    name: str
    id: str
    address: str
    mask: str
    role: int = 3
    description: str = ""


@dataclass
class Interface:
    """One node's adapter on a network."""

    node: str
    network: str
    adapter: str
    address: str


@dataclass
class Group:
    """What moves between nodes together."""

    name: str
    id: str
    owner: str
    properties: Properties = field(default_factory=Properties)
    preferred: list[str] = field(default_factory=list)


@dataclass
class Resource:
    """A resource: kind, group, state, what it needs, its settings."""

    name: str
    id: str
    type: str
    group: str
    state: str = "Offline"
    wanted: bool = False
    depends: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    properties: Properties = field(default_factory=Properties)
    private: Properties = field(default_factory=Properties)
    applied: Json = field(default_factory=dict)


@dataclass
class Database:
    """Everything about one cluster."""

    name: str
    account: str
    quorum: str = LOCAL_QUORUM
    quorum_path: str = r"\MSCS" + "\\"
    quorum_log: int = 4194304
    nodes: list[Node] = field(default_factory=list)
    networks: list[Network] = field(default_factory=list)
    interfaces: list[Interface] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    properties: Properties = field(default_factory=Properties)
    private: Properties = field(default_factory=Properties)

    def node(self, name: str) -> Node:
        """Finds a node; 5042 if there is none."""
        for node in self.nodes:
            if node.name.lower() == name.lower() or name == str(node.number):
                return node
        raise ClusterError(status.NODE_NOT_FOUND)

    def group(self, name: str) -> Group:
        """Finds a group; 5013 if there is none."""
        for group in self.groups:
            if group.name.lower() == name.lower():
                return group
        raise ClusterError(status.GROUP_NOT_FOUND)

    def resource(self, name: str) -> Resource:
        """Finds a resource; 5007 if there is none."""
        for resource in self.resources:
            if resource.name.lower() == name.lower():
                return resource
        raise ClusterError(status.RESOURCE_NOT_FOUND)

    def network(self, name: str) -> Network:
        """Finds a network; 5045 if there is none."""
        for network in self.networks:
            if network.name.lower() == name.lower():
                return network
        raise ClusterError(status.NETWORK_NOT_FOUND)

    def members(self, group: Group) -> list[Resource]:
        """The resources of a group."""
        return [resource for resource in self.resources if resource.group.lower() == group.name.lower()]

    def owner(self, resource: Resource) -> str:
        """The node that owns a resource now."""
        return self.group(resource.group).owner

    def up_nodes(self) -> list[Node]:
        """Nodes whose Cluster service runs."""
        return [node for node in self.nodes if node.running]

    def group_state(self, group: Group) -> str:
        """The state of a group, from its resources."""
        states = {resource.state for resource in self.members(group)}
        if "Failed" in states:
            return "Failed"
        if states and states <= {"Online"}:
            return "Online"
        return "Partially Online" if states - {"Offline"} else "Offline"

    def to_data(self) -> Json:
        """As plain data, for the lab's state."""
        data = asdict(self)
        data["groups"] = [{**asdict(item), "properties": item.properties.to_data()} for item in self.groups]
        data["resources"] = [
            {**asdict(item), "properties": item.properties.to_data(), "private": item.private.to_data()}
            for item in self.resources
        ]
        data["properties"] = self.properties.to_data()
        data["private"] = self.private.to_data()
        return data

    @classmethod
    def from_data(cls, data: Json) -> Database:
        """Back from plain data."""
        plain = dict(data)

        def each(name: str, make: Callable[..., _T], *bags: str) -> list[_T]:
            return [_build(make, item, bags) for item in cast("list[Json]", plain[name])]

        return cls(
            name=str(plain["name"]),
            account=str(plain["account"]),
            quorum=str(plain["quorum"]),
            quorum_path=str(plain["quorum_path"]),
            quorum_log=int(str(plain["quorum_log"])),
            nodes=[replace(node, waiting=False) for node in each("nodes", Node)],
            networks=each("networks", Network),
            interfaces=each("interfaces", Interface),
            groups=each("groups", Group, "properties"),
            resources=each("resources", Resource, "properties", "private"),
            properties=Properties.from_data(cast(Json, plain["properties"])),
            private=Properties.from_data(cast(Json, plain["private"])),
        )
