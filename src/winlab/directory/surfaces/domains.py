"""System.DirectoryServices.ActiveDirectory: Domain, Forest, DomainController.

Source: https://learn.microsoft.com/dotnet/api/system.directoryservices.activedirectory .
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from winlab.directory import names
from winlab.directory.errors import OPERATIONS_ERROR, DirectoryError
from winlab.directory.forest import Domain, DomainController, Forest
from winlab.directory.surfaces.ads_path import AdsPath
from winlab.directory.surfaces.entry import DirectoryEntry
from winlab.directory.surfaces.failures import index_out_of_range, translated
from winlab.directory.surfaces.net_values import NET
from winlab.directory.surfaces.place import Place, here
from winlab.powershell.declare import net_method, net_property, net_static
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import NetType, enum_value, register
from winlab.powershell.values import NetObject

_SPACE = "System.DirectoryServices.ActiveDirectory."
_STRING = "System.String"

for _name, _values in (
    (
        "DomainMode",
        {
            "Windows2000MixedDomain": 0,
            "Windows2000NativeDomain": 1,
            "Windows2003InterimDomain": 2,
            "Windows2003Domain": 3,
        },
    ),
    ("ForestMode", {"Windows2000Forest": 0, "Windows2003InterimForest": 1, "Windows2003Forest": 2}),
):
    _declared = NetType(_SPACE + _name, ("System.Enum",), assembly="System.DirectoryServices", values=_values)
    register([_declared])
    NET.types[_declared.name.lower()] = _declared


def _not_found(text: str) -> Exception:
    return net_error(_SPACE + "ActiveDirectoryObjectNotFoundException", text)


class _Collection(NetObject):
    """A read-only collection of wrapped objects."""

    def __init__(self, items: Sequence[NetObject]) -> None:
        self.items = list(items)

    def net_iter(self) -> Iterator[object]:
        """The members."""
        return iter(self.items)

    def net_index(self, index: Sequence[object]) -> object:
        """One member."""
        number = index[0]
        if not isinstance(number, int) or not 0 <= number < len(self.items):
            raise index_out_of_range()
        return self.items[number]


@NET.type(_SPACE + "DomainCollection", bases=("System.Collections.ReadOnlyCollectionBase",))
class DomainCollection(_Collection):
    """Domains."""

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many."""
        return len(self.items)


@NET.type(_SPACE + "DomainControllerCollection", bases=("System.Collections.ReadOnlyCollectionBase",))
class ControllerCollection(_Collection):
    """Domain controllers."""

    @net_property("Count", "System.Int32")
    def count(self) -> int:
        """How many."""
        return len(self.items)


class _Named(NetObject):
    """Something with a name that is also its text."""

    def __init__(self, place: Place, label: str) -> None:
        self.place = place
        self.label = label

    def net_string(self) -> str:
        """The name."""
        return self.label

    def entry(self, dn: str, server: str = "") -> DirectoryEntry:
        """An entry as the same caller sees it."""
        return DirectoryEntry(AdsPath("LDAP", server, 389, dn), self.place)


@NET.type(_SPACE + "DomainController", bases=(_SPACE + "DirectoryServer",))
class ControllerObject(_Named):
    """A domain controller."""

    def __init__(self, place: Place, dc: DomainController) -> None:
        super().__init__(place, dc.fqdn)
        self.dc = dc

    @net_property("Name", _STRING)
    def name(self) -> str:
        """DNS name."""
        return self.dc.fqdn

    @net_property("Domain", _SPACE + "Domain")
    def domain(self) -> DomainObject:
        """Its domain."""
        return DomainObject(self.place, self.dc.domain)

    @net_property("Forest", _SPACE + "Forest")
    def forest(self) -> ForestObject:
        """Its forest."""
        return ForestObject(self.place)

    @net_property("SiteName", _STRING)
    def site_name(self) -> str:
        """Its site."""
        return self.dc.site

    @net_property("OSVersion", _STRING)
    def os_version(self) -> str:
        """The system its computer account names."""
        server = self.place.forest.entry(self.dc, names.parent(self.dc.settings_dn))
        computer = self.place.forest.entry(self.dc, server.text("serverReference")) if server else None
        return computer.text("operatingSystem") if computer else ""

    @net_property("Roles", "System.DirectoryServices.ActiveDirectory.ActiveDirectoryRoleCollection")
    def roles(self) -> list[object]:
        """Operations master roles it holds."""
        forest = self.place.forest
        labels = (
            ("schema", "SchemaRole"),
            ("naming", "NamingRole"),
            ("pdc", "PdcRole"),
            ("rid", "RidRole"),
            ("infrastructure", "InfrastructureRole"),
        )
        return [label for role, label in labels if forest.role_owner(role, _where(forest, role, self.dc)) is self.dc]

    @net_method("IsGlobalCatalog", returns="System.Boolean")
    def is_catalogue(self) -> bool:
        """Whether it is a global catalogue."""
        return self.place.forest.is_catalogue(self.dc)

    @net_method("GetDirectoryEntry", returns="System.DirectoryServices.DirectoryEntry")
    def server_entry(self) -> DirectoryEntry:
        """Its server object."""
        return self.entry(names.parent(self.dc.settings_dn), self.dc.fqdn)


def _where(forest: Forest, role: str, dc: DomainController) -> Domain:
    return forest.root if role in ("schema", "naming") else dc.domain


@NET.type(_SPACE + "Domain", bases=(_SPACE + "ActiveDirectoryPartition",))
class DomainObject(_Named):
    """A domain."""

    def __init__(self, place: Place, domain: Domain) -> None:
        super().__init__(place, domain.dns)
        self.domain = domain

    @net_static("GetCurrentDomain", returns=_SPACE + "Domain")
    @staticmethod
    def current() -> DomainObject:
        """The domain of the user's account."""
        with translated():
            place = here()
            account = place.logon.account.partition("\\")[0]
            try:
                domain = place.forest.domain(account)
            except DirectoryError:
                raise _not_found(
                    "Current security context is not associated with an Active Directory domain or forest."
                ) from None
            _reachable(place, domain)
            return DomainObject(place, domain)

    @net_static("GetComputerDomain", returns=_SPACE + "Domain")
    @staticmethod
    def of_computer() -> DomainObject:
        """The domain of the machine."""
        with translated():
            place = here()
            member = place.machine.member_of if place.machine is not None else None
            if not member:
                raise _not_found("The local computer is not joined to a domain or the domain cannot be contacted.")
            domain = place.forest.domain(member)
            _reachable(place, domain)
            return DomainObject(place, domain)

    @net_property("Name", _STRING)
    def name(self) -> str:
        """DNS name."""
        return self.domain.dns

    @net_property("Forest", _SPACE + "Forest")
    def forest(self) -> ForestObject:
        """Its forest."""
        return ForestObject(self.place)

    @net_property("Parent", _SPACE + "Domain")
    def parent(self) -> DomainObject | None:
        """The domain above."""
        above = self.domain.parent
        return DomainObject(self.place, self.place.forest.domain(above)) if above else None

    @net_property("Children", _SPACE + "DomainCollection")
    def children(self) -> DomainCollection:
        """The domains below."""
        return DomainCollection(
            [
                DomainObject(self.place, each)
                for each in self.place.forest.domains.values()
                if each.parent.lower() == self.domain.dns.lower()
            ]
        )

    @net_property("DomainControllers", _SPACE + "DomainControllerCollection")
    def controllers(self) -> ControllerCollection:
        """Its controllers."""
        forest = self.place.forest
        return ControllerCollection([ControllerObject(self.place, dc) for dc in forest.controllers_of(self.domain)])

    @net_property("DomainMode", _SPACE + "DomainMode")
    def mode(self) -> object:
        """The level."""
        with translated():
            head = self.place.bind(domain=self.domain.dns).get(self.domain.dn)
        level = head.number("msDS-Behavior-Version")
        number = 3 if level >= 2 else 2 if level == 1 else 0 if head.number("nTMixedDomain") else 1
        return enum_value(_SPACE + "DomainMode", number)

    @net_property("PdcRoleOwner", _SPACE + "DomainController")
    def pdc(self) -> ControllerObject | None:
        """Who is the PDC emulator."""
        return self._owner("pdc")

    @net_property("RidRoleOwner", _SPACE + "DomainController")
    def rid_master(self) -> ControllerObject | None:
        """Who is the RID master."""
        return self._owner("rid")

    @net_property("InfrastructureRoleOwner", _SPACE + "DomainController")
    def infrastructure_master(self) -> ControllerObject | None:
        """Who is the infrastructure master."""
        return self._owner("infrastructure")

    def _owner(self, role: str) -> ControllerObject | None:
        owner = self.place.forest.role_owner(role, self.domain)
        return ControllerObject(self.place, owner) if owner is not None else None

    @net_method("FindDomainController", returns=_SPACE + "DomainController")
    def find_controller(self) -> ControllerObject:
        """Any controller that answers."""
        with translated():
            return ControllerObject(self.place, self.place.forest.locate(self.domain))

    @net_method("GetDirectoryEntry", returns="System.DirectoryServices.DirectoryEntry")
    def head(self) -> DirectoryEntry:
        """The head of the domain."""
        return self.entry(self.domain.dn)


def _reachable(place: Place, domain: Domain) -> None:
    """Binds once: without credentials to go on with, nothing of a domain can be found out.

    Raises:
        DirectoryError: OPERATIONS_ERROR.
    """
    try:
        place.bind(domain=domain.dns)
    except DirectoryError as error:
        if error.code == OPERATIONS_ERROR:
            raise DirectoryError(OPERATIONS_ERROR, error.detail) from None
        raise _not_found("The specified domain does not exist or cannot be contacted.") from None


@NET.type(_SPACE + "Forest")
class ForestObject(_Named):
    """The forest."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, place.forest.root.dns)

    @net_static("GetCurrentForest", returns=_SPACE + "Forest")
    @staticmethod
    def current() -> ForestObject:
        """The forest of the user's account."""
        return DomainObject.current().forest()

    @net_property("Name", _STRING)
    def name(self) -> str:
        """DNS name of the root domain."""
        return self.place.forest.root.dns

    @net_property("RootDomain", _SPACE + "Domain")
    def root(self) -> DomainObject:
        """The root domain."""
        return DomainObject(self.place, self.place.forest.root)

    @net_property("Domains", _SPACE + "DomainCollection")
    def domains(self) -> DomainCollection:
        """All domains."""
        return DomainCollection([DomainObject(self.place, each) for each in self.place.forest.domains.values()])

    @net_property("GlobalCatalogs", _SPACE + "GlobalCatalogCollection")
    def catalogues(self) -> ControllerCollection:
        """All global catalogues."""
        forest = self.place.forest
        return ControllerCollection(
            [ControllerObject(self.place, dc) for dc in forest.controllers.values() if forest.is_catalogue(dc)]
        )

    @net_property("SchemaRoleOwner", _SPACE + "DomainController")
    def schema_master(self) -> ControllerObject | None:
        """Who is the schema master."""
        owner = self.place.forest.role_owner("schema")
        return ControllerObject(self.place, owner) if owner is not None else None

    @net_property("NamingRoleOwner", _SPACE + "DomainController")
    def naming_master(self) -> ControllerObject | None:
        """Who is the domain naming master."""
        owner = self.place.forest.role_owner("naming")
        return ControllerObject(self.place, owner) if owner is not None else None

    @net_property("ForestMode", _SPACE + "ForestMode")
    def mode(self) -> object:
        """The level."""
        with translated():
            connection = self.place.bind()
            partitions = connection.get(f"CN=Partitions,{self.place.forest.configuration_dn}")
        return enum_value(_SPACE + "ForestMode", partitions.number("msDS-Behavior-Version"))

    @net_property("Schema", _SPACE + "ActiveDirectorySchema")
    def schema(self) -> DirectoryEntry:
        """The schema's head; the class ActiveDirectorySchema itself is not made."""
        return self.entry(self.place.forest.schema_dn)
