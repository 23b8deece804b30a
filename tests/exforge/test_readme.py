"""What README.md says of commands, exit codes, files and inventories is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from exforge.commands import exits
from exforge.project.loading import Loader
from exforge.project.secrets import SecretStore

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ("README.md", "docs/architecture.md", "docs/errors.md", "docs/winlab.md")


def test_every_task_is_told_and_every_told_task_exists() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "invoke", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tasks = set(re.findall(r"^  ([a-z][\w.]*)  ", listed.stdout, re.MULTILINE))
    told = set(re.findall(r"invoke ([a-z][\w.]*)", README)) | set(re.findall(r"`(lab\.\w+)`", README))
    assert told == tasks


def test_the_exit_codes_are_those_of_the_code() -> None:
    table = README.split("| exit code |", 1)[1].split("\n\n", 1)[0]
    told = {int(number) for number in re.findall(r"\| (\d+) \|", table)}
    assert told == {value for value in vars(exits).values() if isinstance(value, int)}


def test_the_connection_of_the_readme_is_a_right_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"^   ```yaml\n(.*?)^   ```$", README, re.MULTILINE | re.DOTALL)
    text = "inventory: mine\n" + re.sub(r"^   ", "", block, flags=re.MULTILINE)
    (tmp_path / "inventory.yml").write_text(text, encoding="utf-8")
    inventory = Loader(ROOT, SecretStore(tmp_path)).inventory(tmp_path)
    assert inventory.scenario is None
    assert inventory.confirm
    host = inventory.hosts["ht01"]
    assert (host.connection.username, host.connection.domain) == ("CORP\\exdeploy", "child.corp.example")
    assert host.connection.password is not None


@pytest.mark.parametrize("page", PAGES)
def test_links_within_the_repository_lead_somewhere(page: str) -> None:
    file = ROOT / page
    for link in re.findall(r"\]\(([^)]+)\)", file.read_text(encoding="utf-8")):
        if not link.startswith(("http:", "https:", "#")):
            assert (file.parent / link).exists(), link


def test_decisions_are_numbered_without_gaps() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [file.name[:4] for file in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    for file in files:
        assert file.read_text(encoding="utf-8").startswith(f"# {file.name[:4]}: ")
