"""What the command line says when winlab itself is at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from winlab.process import cli


def test_a_bug_is_told_in_one_line_and_its_details_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(options: object) -> int:
        raise LookupError("the digest is gone")

    monkeypatch.setattr(cli, "_digest", broken)
    assert cli.main(["digest", "--state", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "winlab has a bug: LookupError: the digest is gone" in told
    assert "Traceback" not in told
    details = Path(told.rsplit(" in ", 1)[1].strip().rstrip("."))
    assert "LookupError: the digest is gone" in details.read_text()
    details.unlink()
