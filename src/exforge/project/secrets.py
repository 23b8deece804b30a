"""Where secrets come from: the environment, a file of the owner's, or the lab behind the inventory."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping as Map
from pathlib import Path

from exforge.project.nodes import Mapping, Node, Scalar
from exforge.project.problems import Problems, nearest
from exforge.project.shape import told
from exforge.resources.secret import Secret

SOURCES = ("env", "file", "lab")


class SecretStore:
    """Makes ``Secret`` values out of references; reads them only when they are revealed.

    Attributes:
        lab_accounts: passwords by upper-case account of the lab; filled in when the lab is up.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lab_accounts: Map[str, str] = {}
        self.revealed: set[str] = set()
        """Every value that was handed out, for the redaction of texts."""

    def secret(self, node: Node | None, what: str, problems: Problems) -> Secret | None:
        """The secret that ``node`` refers to: ``{env: NAME}``, ``{file: PATH}`` or ``{lab: ACCOUNT}``."""
        if node is None:
            return None
        if not isinstance(node, Mapping) or len(node.entries) != 1:
            problems.add(
                node.place,
                f"{what} must be a reference, {{env: NAME}} or {{file: PATH}}, not {told(node)}",
            )
            return None
        entry = node.entries[0]
        if entry.key not in SOURCES:
            problems.add(entry.place, f"{what} can't come from {entry.key!r}{nearest(entry.key, SOURCES)}")
            return None
        if not isinstance(entry.node, Scalar) or not entry.node.text:
            problems.add(entry.node.place, f"{what} must name one {entry.key}, not {told(entry.node)}")
            return None
        return self.reference(entry.key, entry.node.text)

    def reference(self, source: str, name: str) -> Secret:
        """The secret of this source."""

        def read() -> str:
            value = {"env": self._env, "file": self._file, "lab": self._lab}[source](name)
            self.revealed.add(value)
            return value

        return Secret(f"{source}:{name}", read)

    def _env(self, name: str) -> str:
        if name not in os.environ:
            raise LookupError(f"the environment variable {name} is not set")
        return os.environ[name]

    def _file(self, name: str) -> str:
        path = self._folder / name
        try:
            if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise LookupError(f"{path} can be read by others than its owner; chmod 600 it")
            return path.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise LookupError(f"{path}: {error.strerror}") from error

    def _lab(self, name: str) -> str:
        if name.upper() not in self.lab_accounts:
            raise LookupError(f"the lab has no account {name}{nearest(name.upper(), self.lab_accounts)}")
        return self.lab_accounts[name.upper()]
