"""Version numbers of the product levels."""

from __future__ import annotations

import pytest

from winlab.exchange.levels import LEVELS, display_version, level_named


@pytest.mark.parametrize(
    ("name", "shown", "stored", "number"),
    [
        ("RTM", "Version 8.0 (Build 685.24)", "Version 8.0 (Build 30685.24)", 1912636077),
        ("SP1", "Version 8.1 (Build 240.6)", "Version 8.1 (Build 30240.6)", 1912701168),
        ("SP2", "Version 8.2 (Build 176.2)", "Version 8.2 (Build 30176.2)", 1912766640),
        ("sp3", "Version 8.3 (Build 83.6)", "Version 8.3 (Build 30083.6)", 1912832083),
    ],
)
def test_a_level_stamps_the_numbers_of_its_build(name: str, shown: str, stored: str, number: int) -> None:
    level = level_named(name)
    assert level.display_version == shown
    assert level.serial_number == stored
    assert level.version_number == number
    assert display_version(stored) == shown


def test_the_version_text_of_a_2003_server_is_shown_as_stored() -> None:
    text = "Version 6.5 (Build 7638.2: Service Pack 2)"
    assert display_version(text) == text


def test_later_levels_never_lower_a_stamp() -> None:
    stamps = [(level.range_upper, level.org_version, level.meso_version) for level in LEVELS.values()]
    assert stamps == sorted(stamps)
