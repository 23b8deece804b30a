"""Product levels of Exchange 2007: the least version numbers that a prepared directory shows.

Sources: https://eightwone.com/references/schema-versions/ and
https://social.technet.microsoft.com/wiki/contents/articles/2772.exchange-schema-versions-common-questions-answers.aspx
Compare with "at least": 14622 is shared by Exchange 2007 SP2 and Exchange 2010.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LevelName = Literal["RTM", "SP1", "SP2", "SP3"]


@dataclass(frozen=True)
class Level:
    """Numbers of one product level."""

    schema: int
    """rangeUpper of ms-Exch-Schema-Version-Pt."""
    organisation: int
    """objectVersion of the organisation."""
    domain: int
    """objectVersion of Microsoft Exchange System Objects."""
    build: str
    """Beginning of the version that setup leaves in the registry."""


LEVELS: dict[str, Level] = {
    "RTM": Level(10637, 10666, 10628, "8.0"),
    "SP1": Level(11116, 11221, 11221, "8.1"),
    "SP2": Level(14622, 11222, 11221, "8.2"),
    "SP3": Level(14625, 11222, 11221, "8.3"),
}

GROUPS = (
    "Exchange Organization Administrators",
    "Exchange Recipient Administrators",
    "Exchange Servers",
    "Exchange View-Only Administrators",
    "ExchangeLegacyInterop",
)
"""Groups that PrepareAD makes in the forest's root domain (http://technet.microsoft.com/en-us/aa997459.aspx)."""
