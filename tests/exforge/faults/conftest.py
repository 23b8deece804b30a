"""exforge as its users start it, on winlab's small forest, with faults on demand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from exforge.commands.deploy import deploy
from exforge.commands.workspace import Request
from winlab.process.client import LabClient

INVENTORY = """\
inventory: small
description: one server of the small forest
confirm: false
lab: {scenario: small}
connection: {username: 'SMALL\\exdeploy', password: {lab: 'SMALL\\exdeploy'}}
hosts:
  srv1:
    kind: server
    address: 10.2.1.50
    computer_name: SRV1
    connection: {domain: small.example}
"""
PLAYBOOK = """\
playbook: exchange-2007
stages:
  - stage: prereqs
    plays:
      - hosts: [srv1]
        roles: [base]
"""


@dataclass
class Ended:
    """How a deployment ended, and what the terminal showed."""

    code: int
    output: str


@dataclass
class Site:
    """A project with one host, its lab, and the faults in it."""

    root: Path
    printed: pytest.CaptureFixture[str] | None = None
    has_asp: bool = False
    names: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    @property
    def lab(self) -> LabClient:
        return LabClient(self.root / ".exforge" / "lab" / "small")

    @property
    def request(self) -> Request:
        return Request(self.root, str(self.root / "inventory" / "small"))

    def role(self, *resources: str) -> None:
        text = "role: base\nresources:\n" + "".join(f"  - {resource}\n" for resource in resources)
        (self.root / "roles" / "base" / "role.yml").write_text(text)

    def value(self) -> str:
        """A resource that no test has used before."""
        name = f"Value{next(self.names)}"
        return f"{{name: {name}, registry_value: {{key: 'HKLM:\\SOFTWARE\\Faulty', value: {name}, data: well}}}}"

    def component(self) -> str:
        """A resource with a detached act that has something to do."""
        self.has_asp = not self.has_asp
        word = str(self.has_asp).lower()
        parts = f"{{iis_common: true, iis_www: true, iis_inetmgr: true, iis_asp: {word}, iis_webdav: {word}}}"
        return f"{{name: web, windows_component: {{components: {parts}, source: 'C:\\Media\\Windows'}}}}"

    def deploy(self) -> Ended:
        assert self.printed is not None
        self.printed.readouterr()
        code = deploy(self.request)
        out, err = self.printed.readouterr()
        return Ended(code, out + err)

    def journal_text(self) -> str:
        return (self.root / ".exforge" / "runs" / "small" / "journal.jsonl").read_text(encoding="utf-8")

    def journal(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.journal_text().splitlines()]

    def jobs_started(self) -> int:
        return sum(entry["action"] == "started" for entry in self.lab.log("SRV1"))

    def strikes(self) -> Sequence[str]:
        log = self.lab.log("SRV1")
        return [entry["detail"] for entry in log if entry["action"] == "fault" and "struck" in entry["detail"]]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("faults")
    for path, text in (("inventory/small/inventory.yml", INVENTORY), ("playbooks/exchange-2007.yml", PLAYBOOK)):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text)
    (root / "roles" / "base").mkdir(parents=True)
    site = Site(root)
    site.lab.state.parent.mkdir(parents=True)
    site.lab.up("small")
    yield site
    site.lab.down()


@pytest.fixture
def site(small: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.delenv("EXFORGE_STATE", raising=False)
    small.printed = capsys
    yield small
    small.lab.clear_faults()
    # Shells that a broken link has left behind count against the quota of the next test.
    small.lab.shell("SRV1", "Restart-Service WinRM")
