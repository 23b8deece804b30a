"""Reads ``inventory.yml``."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from exforge.project.model import KINDS, Connection, Host, Inventory
from exforge.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from exforge.project.problems import Place, nearest
from exforge.project.secrets import SecretStore
from exforge.project.shape import Reader

_CONNECTION = (
    "transport",
    "port",
    "tls",
    "ca_file",
    "fingerprint",
    "authentication",
    "username",
    "password",
    "encryption",
    "domain",
)
_HOST = ("address", "computer_name", "connection", "variables", "description")


class InventoryReader:
    """Turns the nodes of one inventory file, in ``folder``, into an ``Inventory``."""

    def __init__(self, reader: Reader, secrets: SecretStore, folder: Path) -> None:
        self._folder = folder
        self._read = reader
        self._problems = reader.problems
        self._secrets = secrets

    def read(self, node: Node, file: str) -> Inventory:
        """The inventory; when there are problems it is only good for finding more of them."""
        top = self._read.keys(
            node,
            "the inventory",
            Place(file),
            ("inventory", "hosts"),
            ("description", "lab", "confirm", "connection", "variables", "groups"),
        )
        hosts = {e.key: e for e in self._read.entries(top.get("hosts"), "hosts", top.place)}
        groups = self._groups(top, set(hosts))
        members = {name: tuple(self._members(name, groups, hosts, ())) for name in groups}
        connection = self._connection(top.get("connection"), Connection())
        shared = self._variables(top.get("variables"), top.place)
        lab = top.get("lab")
        scenario = None
        if lab is not None:
            scenario = self._read.text(
                self._read.keys(lab, "lab", top.place, ("scenario",)).get("scenario"), "scenario"
            )
        return Inventory(
            name=self._read.text(top.get("inventory"), "inventory"),
            description=self._read.text(top.get("description"), "description"),
            scenario=scenario,
            confirm=self._read.boolean(top.get("confirm"), "confirm", True),
            hosts={name: self._host(entry, connection, shared, groups, members) for name, entry in hosts.items()},
            groups=members,
            file=file,
        )

    def _groups(self, top: Mapping, hosts: set[str]) -> dict[str, Mapping]:
        found = {}
        for entry in self._read.entries(top.get("groups"), "groups", top.place):
            if entry.key in hosts:
                self._problems.add(entry.place, f"{entry.key!r} is a host and a group; give one another name")
            what = f"the group {entry.key!r}"
            found[entry.key] = self._read.keys(
                entry.node, what, entry.place, (), ("hosts", "children", "variables", "description")
            )
        return found

    def _members(
        self, name: str, groups: dict[str, Mapping], hosts: dict[str, Entry], path: tuple[str, ...]
    ) -> list[str]:
        group, found = groups[name], []
        for host, place in self._read.words(group.get("hosts"), f"hosts of {name!r}"):
            if host in hosts:
                found.append(host)
            else:
                self._problems.add(place, f"the host {host!r} is not in this inventory{nearest(host, hosts)}")
        for child, place in self._read.words(group.get("children"), f"children of {name!r}"):
            if child in (*path, name):
                self._problems.add(place, f"the group {child!r} contains itself")
            elif child in groups:
                found.extend(self._members(child, groups, hosts, (*path, name)))
            else:
                self._problems.add(place, f"the group {child!r} is not in this inventory{nearest(child, groups)}")
        return list(dict.fromkeys(found))

    def _host(
        self,
        entry: Entry,
        connection: Connection,
        shared: dict[str, Node],
        groups: dict[str, Mapping],
        members: dict[str, tuple[str, ...]],
    ) -> Host:
        name, what = entry.key, f"the host {entry.key!r}"
        node = self._read.keys(entry.node, what, entry.place, ("kind", "address"), _HOST)
        node = replace(node, place=entry.place)
        mine = tuple(group for group in groups if name in members[group])
        variables = dict(shared)
        for group in sorted(mine, key=lambda group: -len(members[group])):  # wider first: the narrower wins
            variables |= self._variables(groups[group].get("variables"), entry.place)
        variables |= self._variables(node.get("variables"), entry.place)
        return Host(
            name=name,
            kind=self._read.choice(node.get("kind"), f"kind of {name!r}", "server", KINDS),
            address=self._read.text(node.get("address"), f"address of {name!r}"),
            computer_name=self._read.text(node.get("computer_name"), "computer_name", name.upper()),
            connection=self._connection(node.get("connection"), connection),
            groups=mine,
            variables=variables,
            place=entry.place,
        )

    def _variables(self, node: Node | None, place: Place) -> dict[str, Node]:
        found = {}
        for entry in self._read.entries(node, "variables", place):
            if entry.key in RESERVED:
                self._problems.add(entry.place, f"the variable {entry.key!r} would hide the inventory's own name")
            found[entry.key] = entry.node
        return found

    def _connection(self, node: Node | None, base: Connection) -> Connection:
        if node is None:
            return base
        read = self._read
        keys = read.keys(node, "connection", node.place, (), _CONNECTION)
        tls = read.boolean(keys.get("tls"), "tls", base.tls)
        default_port = base.port if tls == base.tls else (5986 if tls else 5985)
        return Connection(
            transport=read.choice(keys.get("transport"), "transport", base.transport, ("psrp",)),
            port=read.integer(keys.get("port"), "port", default_port, 1, 65535),
            tls=tls,
            ca_file=self._ca_file(keys.get("ca_file"), base.ca_file),
            fingerprint=self._fingerprint(keys.get("fingerprint"), base.fingerprint),
            authentication=read.choice(
                keys.get("authentication"),
                "authentication",
                base.authentication,
                ("negotiate", "ntlm", "kerberos", "basic"),
            ),
            username=read.text(keys.get("username"), "username", base.username),
            password=self._secrets.secret(keys.get("password"), "password", self._problems) or base.password,
            encryption=read.choice(
                keys.get("encryption"), "encryption", base.encryption, ("always", "clear-text-allowed")
            ),
            domain=read.text(keys.get("domain"), "domain", base.domain),
        )

    def _ca_file(self, node: Node | None, base: str) -> str:
        if node is None:
            return base
        path = self._folder / self._read.text(node, "ca_file")
        if not path.is_file():
            self._problems.add(node.place, f"there is no file {path.name!r} beside the inventory")
        return str(path)

    def _fingerprint(self, node: Node | None, base: str) -> str:
        if node is None:
            return base
        digits = re.sub(r"[\s:]", "", self._read.text(node, "fingerprint")).lower()
        if re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", digits) is None:
            self._problems.add(node.place, "fingerprint must be SHA-256 (64 digits) or a thumbprint (SHA-1, 40 digits)")
        return digits


RESERVED = ("host", "hosts", "groups", "inventory")
"""Names that templates have from the inventory itself."""


def host_facts(inventory: Inventory, host: Host) -> dict[str, Node]:
    """What every template knows: ``host.*``, ``hosts.<name>.*``, ``groups.<name>``, ``inventory``."""

    def text(value: str) -> Scalar:
        return Scalar(host.place, value, value)

    def facts(of: Host) -> Mapping:
        values = {"name": of.name, "address": of.address, "computer_name": of.computer_name, "kind": of.kind}
        values["domain"] = of.connection.domain
        return Mapping(of.place, tuple(Entry(key, of.place, text(value)) for key, value in values.items()))

    return {
        "inventory": text(inventory.name),
        "host": facts(host),
        "hosts": Mapping(host.place, tuple(Entry(n, h.place, facts(h)) for n, h in inventory.hosts.items())),
        "groups": Mapping(
            host.place,
            tuple(
                Entry(name, host.place, Sequence(host.place, tuple(text(member) for member in members)))
                for name, members in inventory.groups.items()
            ),
        ),
    }
