"""Lines that setup.com prints, against published transcripts."""

from __future__ import annotations

from winlab.exchange.setup.console import SetupConsole, error, warning


def _printed(*, fail: bool) -> list[str]:
    parts: list[str] = []
    console = SetupConsole(parts.append)
    findings = [warning("A warning.")] + ([error("An error.")] if fail else [])
    console.step("Unified Messaging Role Checks", findings)
    return "".join(parts).split("\r\n")


def test_a_passed_check_is_laid_out_as_in_transcripts() -> None:
    assert _printed(fail=False)[:2] == [
        "    Unified Messaging Role Checks    ......................... COMPLETED",
        " A warning.",
    ]


def test_a_failed_check_names_its_errors_in_column_six() -> None:
    assert _printed(fail=True)[:3] == [
        "    Unified Messaging Role Checks    ......................... FAILED",
        " A warning.",
        "     An error.",
    ]
