"""What docs/winlab.md shows can be done as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from winlab.process import cli

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "winlab.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w+\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_tests_of_the_page_pass_on_the_scenario_of_the_page(tmp_path: Path) -> None:
    assert [name for name, _ in BLOCKS] == ["office.yml", "test_office.py"]
    for name, text in BLOCKS:
        (tmp_path / name).write_text(text, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout


def test_the_page_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    commands = set(re.findall(r"^    (\w+)(?:  |$)", capsys.readouterr().out, re.MULTILINE)) - {"command"}
    assert set(re.findall(r"^\| `winlab (\w+)", PAGE, re.MULTILINE)) == commands


def test_the_example_of_the_readme_runs_on_the_diary(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    state = tmp_path / "lab"
    program = [sys.executable, "-m", "winlab"]
    assert subprocess.run([*program, "up", "--scenario", "diary", "--state", str(state)], check=False).returncode == 0
    try:
        code = block.replace('".venv/bin/winlab"', ", ".join(map(repr, program)))
        code = code.replace('".exforge/lab/diary"', repr(str(state)))
        ended = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
        )
    finally:
        subprocess.run([*program, "down", "--state", str(state)], check=True)
    assert ended.returncode == 0, ended.stderr
    assert "Windows Time" in ended.stdout
    assert "['HT01', 42]" in ended.stdout
