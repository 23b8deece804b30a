"""Reads ``roles/<role>/role.yml`` and ``playbooks/<name>.yml``."""

from __future__ import annotations

from collections.abc import Collection

from exforge.project.model import SCOPES, Item, Play, Playbook, Provision, Role, Stage, Variable
from exforge.project.nodes import Mapping, Node, Scalar
from exforge.project.problems import Place, nearest
from exforge.project.shape import Reader, told

VARIABLE_TYPES = ("string", "integer", "boolean", "list", "mapping", "secret")


def read_role(node: Node, name: str, file: str, types: Collection[str], reader: Reader) -> Role:
    """The role; its resources still hold references to variables."""
    top = reader.keys(
        node,
        "the role",
        Place(file),
        ("role", "resources"),
        ("description", "requires", "provides", "variables"),
    )
    called = reader.text(top.get("role"), "role")
    if called and called != name:
        reader.problems.add(top.place, f"the role calls itself {called!r}, its folder is {name!r}")
    items: list[Item] = []
    for item in reader.items(top.get("resources"), "resources"):
        read = _item(item, items, types, reader)
        if read:
            items.append(read)
    return Role(
        name=name,
        description=reader.text(top.get("description"), "description"),
        requires=tuple(word for word, _ in reader.words(top.get("requires"), "requires")),
        provides=tuple(_provision(item, reader) for item in reader.items(top.get("provides"), "provides")),
        variables={
            entry.key: _variable(entry.key, entry.node, entry.place, reader)
            for entry in reader.entries(top.get("variables"), "variables", top.place)
        },
        items=tuple(items),
        place=top.place,
    )


def _provision(node: Node, reader: Reader) -> Provision:
    if isinstance(node, Mapping):
        keys = reader.keys(node, "provides", node.place, ("capability",), ("scope",))
        scope = reader.choice(keys.get("scope"), "scope", "host", SCOPES)
        return Provision(reader.text(keys.get("capability"), "capability"), scope, node.place)
    return Provision(reader.text(node, "an item of provides"), "host", node.place)


def _variable(name: str, node: Node, place: Place, reader: Reader) -> Variable:
    keys = reader.keys(node, f"the variable {name!r}", place, ("type",), ("default", "description"))
    kind = reader.choice(keys.get("type"), f"type of {name!r}", "string", VARIABLE_TYPES)
    default = keys.get("default")
    if default is not None and not suits(default, kind):
        reader.problems.add(default.place, f"the default of {name!r} must be a {kind}, not {told(default)}")
    return Variable(name, kind, default, reader.text(keys.get("description"), "description"), place)


def suits(node: Node, kind: str) -> bool:
    """Whether a value suits a type of variable; references are checked once they are replaced."""
    if isinstance(node, Scalar):
        if isinstance(node.value, str) and "{{" in node.value:
            return True
        wanted = {"string": (str, int), "integer": (int,), "boolean": (bool,)}.get(kind, ())
        return isinstance(node.value, wanted) and (kind == "boolean" or not isinstance(node.value, bool))
    if isinstance(node, Mapping):
        return kind in ("mapping", "secret")
    return kind == "list"


def _item(node: Node, above: list[Item], types: Collection[str], reader: Reader) -> Item | None:
    mapping = reader.mapping(node, "a resource", node.place)
    if not mapping.entries:
        return None
    name = reader.text(mapping.get("name"), "name")
    if not name:
        reader.problems.add(mapping.place, "a resource needs the key 'name'")
    elif name in {item.name for item in above}:
        reader.problems.add(mapping.place, f"two resources of this role are called {name!r}")
    kinds = [entry for entry in mapping.entries if entry.key not in ("name", "when", "after")]
    for entry in kinds:
        if entry.key not in types:
            hint = nearest(entry.key, types)
            reader.problems.add(entry.place, f"there is no resource type {entry.key!r}{hint}")
    if len(kinds) != 1:
        found = ", ".join(entry.key for entry in kinds) or "none"
        reader.problems.add(mapping.place, f"the resource {name!r} needs exactly one type, it has {found}")
        return None
    if kinds[0].key not in types:
        return None
    after = mapping.get("after")
    names = tuple(word for word, _ in reader.words(after, "after")) if after is not None else None
    for word in names or ():
        if word not in {item.name for item in above}:
            hint = nearest(word, (item.name for item in above))
            reader.problems.add(mapping.place, f"{name!r} comes after {word!r}, which is not above it{hint}")
    return Item(name, kinds[0].key, kinds[0].node, mapping.get("when"), names, mapping.place)


def read_playbook(
    node: Node,
    file: str,
    groups: dict[str, tuple[str, ...]],
    hosts: Collection[str],
    roles: Collection[str],
    reader: Reader,
) -> Playbook:
    """The playbook with groups replaced by their hosts."""
    top = reader.keys(node, "the playbook", Place(file), ("playbook", "stages"), ("description",))
    stages: list[Stage] = []
    for item in reader.items(top.get("stages"), "stages"):
        keys = reader.keys(item, "a stage", item.place, ("stage", "plays"), ("description",))
        name = reader.text(keys.get("stage"), "stage")
        if name in {stage.name for stage in stages}:
            reader.problems.add(item.place, f"two stages are called {name!r}")
        plays = tuple(
            _play(play, name, groups, hosts, roles, reader)
            for play in reader.items(keys.get("plays"), f"plays of {name!r}")
        )
        stages.append(Stage(name, reader.text(keys.get("description"), "description"), plays, item.place))
    return Playbook(reader.text(top.get("playbook"), "playbook"), tuple(stages))


def _play(
    node: Node,
    stage: str,
    groups: dict[str, tuple[str, ...]],
    hosts: Collection[str],
    roles: Collection[str],
    reader: Reader,
) -> Play:
    keys = reader.keys(node, f"a play of {stage!r}", node.place, ("hosts", "roles"), ("description",))
    found: list[str] = []
    for word, place in reader.words(keys.get("hosts"), "hosts"):
        if word in hosts:
            found.append(word)
        elif word in groups:
            found.extend(groups[word])
        else:
            hint = nearest(word, {*hosts, *groups})
            reader.problems.add(place, f"there is no group or host {word!r} in the inventory{hint}")
    names: list[str] = []
    for word, place in reader.words(keys.get("roles"), "roles"):
        if word in roles:
            names.append(word)
        else:
            reader.problems.add(place, f"there is no role {word!r}{nearest(word, roles)}")
    return Play(tuple(dict.fromkeys(found)), tuple(names), node.place)
