"""The four levels of Exchange Server 2007 that installation media come in.

Sources: schema and object versions
https://social.technet.microsoft.com/wiki/contents/articles/2772.exchange-schema-versions-common-questions-answers.aspx
and https://granikos.eu/exchange-server-schema-information/ ; builds
https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates
"""

from __future__ import annotations

from dataclasses import dataclass

LEGACY_SERIAL_OFFSET = 30000  # added to the build in `serialNumber` (UNVERIFIED for 2007)


@dataclass(frozen=True)
class ExchangeLevel:
    """One product level: its build and the version stamps it leaves in the directory."""

    name: str
    title: str
    build: tuple[int, int, int, int]
    range_upper: int
    org_version: int
    meso_version: int

    @property
    def version(self) -> str:
        """File version as in `ConfiguredVersion`, e.g. `8.3.83.6`."""
        return ".".join(str(part) for part in self.build)

    @property
    def display_version(self) -> str:
        """`AdminDisplayVersion` of a server at this level."""
        major, minor, build, revision = self.build
        return f"Version {major}.{minor} (Build {build}.{revision})"

    @property
    def serial_number(self) -> str:
        """The `serialNumber` attribute of a server object."""
        major, minor, build, revision = self.build
        return f"Version {major}.{minor} (Build {build + LEGACY_SERIAL_OFFSET}.{revision})"

    @property
    def version_number(self) -> int:
        """The `versionNumber` attribute of a server object."""
        major, minor, build, _ = self.build
        return 0x70008000 | major << 22 | minor << 16 | build

    @property
    def has_sp1_syntax(self) -> bool:
        """Whether cmdlets have the parameters that came with Service Pack 1."""
        return self.build[1] >= 1

    @property
    def needs_installer_45(self) -> bool:
        """Service Pack 2 and later ask for Windows Installer 4.5.

        https://techcommunity.microsoft.com/t5/exchange-team-blog/exchange-2007-service-pack-2-prerequisites/ba-p/599231
        (read for SP2; SP3 UNVERIFIED).
        """
        return self.build[1] >= 2


# RTM carries .24 in what it shows and logs, .25 in file tables: setup's own log said 8.0.685.24.
# https://blogs.technet.microsoft.com/benw/2007/08/06/exchange-2007-cluster-setup-did-it-complete/
LEVELS: dict[str, ExchangeLevel] = {
    level.name: level
    for level in (
        ExchangeLevel("RTM", "Microsoft Exchange Server 2007", (8, 0, 685, 24), 10637, 10666, 10628),
        ExchangeLevel("SP1", "Microsoft Exchange Server 2007 SP1", (8, 1, 240, 6), 11116, 11221, 11221),
        ExchangeLevel("SP2", "Microsoft Exchange Server 2007 SP2", (8, 2, 176, 2), 14622, 11222, 11221),
        ExchangeLevel("SP3", "Microsoft Exchange Server 2007 SP3", (8, 3, 83, 6), 14625, 11222, 11221),
    )
}


def level_named(name: str) -> ExchangeLevel:
    """Returns the level called `name` (RTM, SP1, SP2, SP3; any case)."""
    try:
        return LEVELS[name.upper()]
    except KeyError:
        raise ValueError(f"no Exchange 2007 level {name!r}; one of {', '.join(LEVELS)}") from None


def level_of_version(version: str) -> ExchangeLevel | None:
    """Finds the level by the version text of a registry value, None if it is none of ours."""
    return next((level for level in LEVELS.values() if level.version == version), None)


def display_version(serial_number: str) -> str:
    """Turns a `serialNumber` attribute into the form cmdlets show.

    A 2003 server stores the text as shown; 2007 adds 30000 to the build.
    """
    head, separator, tail = serial_number.partition("(Build ")
    if not separator:
        return serial_number
    number, dot, rest = tail.partition(".")
    if not number.isdigit() or int(number) < LEGACY_SERIAL_OFFSET:
        return serial_number
    return f"{head}{separator}{int(number) - LEGACY_SERIAL_OFFSET}{dot}{rest}"
