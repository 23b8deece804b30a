"""Where things lie: the project's folder, the state folder, the inventory; and what a command was asked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from exforge.commands.exits import USAGE, Ended
from exforge.project.loading import Loader
from exforge.project.model import Inventory, Project
from exforge.project.redaction import Redactor
from exforge.project.secrets import SecretStore

DEFAULT_INVENTORY = "diary"


@dataclass(frozen=True)
class Request:
    """The flags of a task."""

    root: Path
    inventory: str = ""
    stages: tuple[str, ...] = ()
    limit: tuple[str, ...] = ()
    with_requirements: bool = False
    json: bool = False
    yes: bool = False


class Workspace:
    """The files behind a request. Nothing is read before it is asked for."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.root = request.root
        self.folder = self._inventory_folder(request.inventory)
        self.secrets = SecretStore(self.folder)
        self.redact = Redactor(self.secrets.revealed)

    @property
    def state(self) -> Path:
        """What must outlive runs and labs: ``EXFORGE_STATE``, else ``.exforge`` of the checkout."""
        return Path(os.environ.get("EXFORGE_STATE") or self.root / ".exforge").absolute()

    @property
    def runs(self) -> Path:
        """Journal and lease of the inventory."""
        return self.state / "runs" / self.inventory.name

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.runs / "journal.jsonl"

    @property
    def lab(self) -> Path:
        """State of the lab behind the inventory."""
        return self.state / "lab" / self.inventory.name

    @cached_property
    def inventory(self) -> Inventory:
        """The inventory alone. Raises ``InvalidProject``."""
        return Loader(self.root, self.secrets).inventory(self.folder)

    @cached_property
    def project(self) -> Project:
        """The whole project. Raises ``InvalidProject``."""
        from exforge.resources.catalogue import REGISTRY

        return Loader(self.root, self.secrets).project(self.folder, REGISTRY)

    def _inventory_folder(self, word: str) -> Path:
        if not word:
            return self.root / "inventory" / DEFAULT_INVENTORY
        path = Path(word)
        if path.name == "inventory.yml":
            path = path.parent
        for folder in (path, self.root / "inventory" / word):
            if folder.is_dir():
                return folder
        raise Ended(USAGE, f"there is no inventory folder {word}")
