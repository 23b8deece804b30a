"""Loads a whole project: the inventory, the playbook, the roles that it names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Map
from pathlib import Path

from exforge.project import topology
from exforge.project.binding import Binder
from exforge.project.content import read_playbook, read_role
from exforge.project.inventory import InventoryReader
from exforge.project.model import Inventory, Project, Role
from exforge.project.nodes import Node, parse
from exforge.project.problems import Place, Problems
from exforge.project.secrets import SecretStore
from exforge.project.shape import Reader
from exforge.resources.base import Resource

DEFAULT_PLAYBOOK = "exchange-2007"


class Loader:
    """Reads the files of a project below ``root``."""

    def __init__(self, root: Path, secrets: SecretStore) -> None:
        self._root = root
        self._secrets = secrets
        self._problems = Problems()
        self._reader = Reader(self._problems)
        self._hash = hashlib.sha256()

    def inventory(self, folder: Path) -> Inventory:
        """The inventory in ``folder``, alone.

        Raises:
            InvalidProject: with every error of the file.
        """
        read = self._inventory(folder)
        self._problems.check()
        assert read is not None
        return read

    def project(self, folder: Path, types: Map[str, type[Resource]], playbook: str = DEFAULT_PLAYBOOK) -> Project:
        """The whole project with the inventory in ``folder``.

        Raises:
            InvalidProject: with every error of all files, as far as one does not hide another.
        """
        inventory = self._inventory(folder)
        self._problems.check()
        assert inventory is not None
        roles = self._roles(types)
        path = self._root / "playbooks" / f"{playbook}.yml"
        node = self._parse(path)
        if node is None:
            self._problems.check()
            raise AssertionError("a file without a node has a problem")
        hosts = inventory.hosts
        named = {found.parent.name for found in self._role_files()}
        book = read_playbook(node, self._name(path), dict(inventory.groups), hosts, named, self._reader)
        self._problems.check()
        bound = Binder(inventory, types, self._problems, self._secrets).bind(book, roles)
        self._problems.check()
        topology.check(book, roles, bound, self._problems)
        self._problems.check()
        return Project(inventory, book, roles, bound, self._hash.hexdigest())

    def _inventory(self, folder: Path) -> Inventory | None:
        path = folder / "inventory.yml"
        node = self._parse(path)
        return InventoryReader(self._reader, self._secrets, folder).read(node, self._name(path)) if node else None

    def _roles(self, types: Map[str, type[Resource]]) -> dict[str, Role]:
        roles = {}
        for path in self._role_files():
            node = self._parse(path)
            if node is not None:
                name = path.parent.name
                roles[name] = read_role(node, name, self._name(path), types, self._reader)
        return roles

    def _role_files(self) -> list[Path]:
        return sorted((self._root / "roles").glob("*/role.yml"))

    def _parse(self, path: Path) -> Node | None:
        name = self._name(path)
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8-sig")
        except OSError as error:
            self._problems.add(Place(name), f"the file can't be read: {error.strerror}")
            return None
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._problems.add(Place(name, line), "the file is not UTF-8")
            return None
        self._hash.update(name.encode() + b"\0" + hashlib.sha256(raw).digest())
        return parse(text, name, self._problems)

    def _name(self, path: Path) -> str:
        try:
            return path.resolve().relative_to(self._root.resolve()).as_posix()
        except ValueError:
            return str(path)
