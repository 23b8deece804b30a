"""The drive Cert:, X509Certificate2 and X509Store.

Parts that keep certificates (Exchange, WinRM) register where theirs are; the roots are those that Windows Server 2003
has from the start.
Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.security/about/about_certificate_provider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from winlab.powershell.declare import NetTable, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.providers import Drive, Provider, item_not_found
from winlab.powershell.session import Session
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, NetObject
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import current_host, host_of

NET = NetTable()
register_extension(net=NET)

LOCATIONS = ("CurrentUser", "LocalMachine")
STORES = {
    "AuthRoot": "Third-Party Root Certification Authorities",
    "CA": "Intermediate Certification Authorities",
    "Disallowed": "Untrusted Certificates",
    "My": "Personal",
    "REQUEST": "Certificate Enrollment Requests",
    "Root": "Trusted Root Certification Authorities",
    "Trust": "Enterprise Trust",
    "TrustedPeople": "Trusted People",
    "TrustedPublisher": "Trusted Publishers",
}
S = "System.String"
X509 = "System.Security.Cryptography.X509Certificates."


@dataclass(frozen=True)
class StoredCertificate:
    """A certificate in a store; ``remove`` takes it out."""

    thumbprint: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    serial: str = ""
    friendly_name: str = ""
    has_private_key: bool = False
    names: tuple[str, ...] = ()
    remove: Callable[[], None] | None = field(default=None, compare=False)


Source = Callable[[Machine, str, str], Iterable[StoredCertificate]]
SOURCES: list[Source] = []


def certificate_source(function: Source) -> Source:
    """Registers a function that gives the certificates it keeps in a machine's ``location`` and ``store``."""
    SOURCES.append(function)
    return function


def certificates_in(machine: Machine, location: str, store: str) -> list[StoredCertificate]:
    """What is in a store."""
    return [item for source in SOURCES for item in source(machine, location, store)]


# Thumbprints: https://learn.microsoft.com/troubleshoot/windows-server/identity/trusted-root-certificates-are-required
_ROOT_AUTHORITY = "CN=Microsoft Root Authority, OU=Microsoft Corporation, OU=Copyright (c) 1997 Microsoft Corp."
_ROOT_2001 = "CN=Microsoft Root Certificate Authority, DC=microsoft, DC=com"
_TIME_STAMP = "OU=NO LIABILITY ACCEPTED, (c)97 VeriSign, Inc., OU=VeriSign Time Stamping Service Root"
_ROOTS = (
    StoredCertificate(
        "A43489159A520F0D93D032CCAF37E7FE20A8B419", _ROOT_AUTHORITY, _ROOT_AUTHORITY,
        datetime(1997, 1, 10, 7), datetime(2020, 12, 31, 7), "00C1008B3C3C8811D13EF663ECDF40",
        "Microsoft Root Authority",
    ),
    StoredCertificate(
        "CDD4EEAE6000AC7F40C3802C171E30148030C072", _ROOT_2001, _ROOT_2001,
        datetime(2001, 5, 9, 23, 19, 22), datetime(2021, 5, 9, 23, 28, 13), "79AD16A14AA0A5AD4C7358F407132E65",
        "Microsoft Root Certificate Authority",
    ),
    StoredCertificate(
        "18F7C1FCC3090203FD5BAA2F861A754976C8DD25", _TIME_STAMP, _TIME_STAMP,
        datetime(1997, 5, 12), datetime(2004, 1, 7, 23, 59, 59), "4A19D2388C82591CA55D735F155DDCA3",
        "VeriSign Time Stamping CA",
    ),
)  # fmt: skip


@certificate_source
def _system_roots(machine: Machine, location: str, store: str) -> Iterable[StoredCertificate]:
    return _ROOTS if store == "Root" else ()


@NET.type(f"{X509}X509Certificate2", bases=(f"{X509}X509Certificate", "System.Object"), assembly="System")
class Certificate(NetObject):
    """A certificate."""

    def __init__(self, stored: StoredCertificate) -> None:
        self.stored = stored

    subject = net_property("Subject", S)(lambda self: self.stored.subject)
    issuer = net_property("Issuer", S)(lambda self: self.stored.issuer)
    thumbprint = net_property("Thumbprint", S)(lambda self: self.stored.thumbprint)
    serial = net_property("SerialNumber", S)(lambda self: self.stored.serial or self.stored.thumbprint[:32])
    friendly_name = net_property("FriendlyName", S)(lambda self: self.stored.friendly_name)
    has_private_key = net_property("HasPrivateKey", "System.Boolean")(lambda self: self.stored.has_private_key)
    version = net_property("Version", "System.Int32")(lambda self: 3)
    not_before = net_property("NotBefore", "System.DateTime")(lambda self: DateTime.of(self.stored.not_before, LOCAL))
    not_after = net_property("NotAfter", "System.DateTime")(lambda self: DateTime.of(self.stored.not_after, LOCAL))
    hash_string = net_method("GetCertHashString", returns=S)(lambda self: self.stored.thumbprint)

    @net_method("GetNameInfo", (f"{X509}X509NameType", "System.Boolean"), returns=S)
    def name_info(self, kind: EnumValue, issuer: bool) -> str:
        """The simple or DNS name of subject or issuer."""
        if kind.net_string() == "DnsName" and not issuer and self.stored.names:
            return self.stored.names[0]
        first = (self.stored.issuer if issuer else self.stored.subject).partition(",")[0]
        return first.partition("=")[2] or first

    @net_method("Verify", returns="System.Boolean")
    def verify(self) -> bool:
        """Whether it is valid now and its issuer is trusted."""
        machine = current_host().machine
        roots = {root.subject for root in certificates_in(machine, "LocalMachine", "Root")}
        return self.stored.not_before <= machine.local_time() <= self.stored.not_after and self.stored.issuer in roots

    def net_string(self) -> str:
        """Subject, issuer, validity, thumbprint."""
        held = self.stored
        parts = {"Subject": held.subject, "Issuer": held.issuer, "Thumbprint": held.thumbprint}
        return "\r\n".join(f"[{title}]\r\n  {text}\r\n" for title, text in parts.items())

    def net_equals(self, other: object) -> bool:
        """By thumbprint."""
        return isinstance(other, Certificate) and other.stored.thumbprint == self.stored.thumbprint


NET.enum(f"{X509}X509NameType", "SimpleName EmailName UpnName DnsName DnsFromAlternativeName UrlName")
_LOCATION = NET.enum(f"{X509}StoreLocation", {"CurrentUser": 1, "LocalMachine": 2})
NET.enum(
    f"{X509}StoreName",
    {"AddressBook": 1, "AuthRoot": 2, "CertificateAuthority": 3, "Disallowed": 4, "My": 5, "Root": 6,
     "TrustedPeople": 7, "TrustedPublisher": 8},
)  # fmt: skip
NET.enum(
    f"{X509}OpenFlags",
    {"ReadOnly": 0, "ReadWrite": 1, "MaxAllowed": 2, "OpenExistingOnly": 4, "IncludeArchived": 8},
    flags=True,
)


@NET.type(f"{X509}X509Store", assembly="System")
class Store(NetObject):
    """A store; for a folder of the drive ``Name``, for a script what it opens."""

    def __init__(self, location: str, name: str) -> None:
        self.place = location
        self.title = name
        self.is_open = False

    @net_constructor((), (S,), (S, f"{X509}StoreLocation"), (f"{X509}StoreName", f"{X509}StoreLocation"))
    @classmethod
    def new(cls, name: object = "My", location: object = None) -> Store:
        """The personal store of the user unless others are named."""
        wanted = {"certificateauthority": "CA"}.get(to_text(name).lower(), to_text(name))
        spelled = next((known for known in STORES if known.lower() == wanted.lower()), wanted)
        return cls(to_text(location) if location is not None else "CurrentUser", spelled)

    name = net_property("Name", S)(lambda self: self.title)

    @net_property("Location", f"{X509}StoreLocation")
    def location(self) -> EnumValue:
        """Of the user or of the machine."""
        return EnumValue(_LOCATION, LOCATIONS.index(self.place) + 1)

    @net_method("Open", (f"{X509}OpenFlags",), returns="System.Void")
    def open(self, flags: EnumValue) -> None:
        """Opens it; writing to the machine's stores needs an administrator."""
        if flags.value & 1 and self.place == "LocalMachine" and not current_host().logon.is_administrator:
            raise net_error("System.Security.Cryptography.CryptographicException", "Access is denied.\r\n")
        self.is_open = True

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        """Closes it."""
        self.is_open = False

    @net_property("Certificates", f"{X509}X509Certificate2Collection")
    def certificates(self) -> list[object]:
        """What is in it; nothing before it was opened."""
        if not self.is_open:
            return []
        return [Certificate(item) for item in certificates_in(current_host().machine, self.place, self.title)]

    @net_method("Remove", (f"{X509}X509Certificate2",), returns="System.Void")
    def remove(self, certificate: Certificate) -> None:
        """Takes a certificate out."""
        if not self.is_open:
            raise net_error(
                "System.Security.Cryptography.CryptographicException", "The X509 certificate store has not been opened."
            )
        for item in certificates_in(current_host().machine, self.place, self.title):
            if item.thumbprint == certificate.stored.thumbprint and item.remove is not None:
                item.remove()


@NET.type("Microsoft.PowerShell.Commands.X509StoreLocation", assembly="Microsoft.PowerShell.Security")
class StoreLocation(NetObject):
    """A folder of the drive."""

    def __init__(self, place: str) -> None:
        self.place = place

    location = net_property("Location", S)(lambda self: self.place)

    @net_property("StoreNames", "System.Collections.Hashtable")
    def store_names(self) -> object:
        """Its stores."""
        return Hashtable(dict.fromkeys(STORES, True))


class CertificateProvider(Provider):
    """Locations, stores and certificates by thumbprint; 2.0 can't delete through it."""

    name = "Certificate"
    snapin = "Microsoft.PowerShell.Security"

    def drives(self, session: Session) -> list[Drive]:
        return [Drive("Cert", self, "", "X509 Certificate Provider")]

    def exists(self, session: Session, path: str) -> bool:
        return not path.strip("\\") or self._find(session, path) is not None

    def is_container(self, session: Session, path: str) -> bool:
        return not path.strip("\\") or isinstance(self._find(session, path), (StoreLocation, Store))

    def get_item(self, session: Session, path: str) -> object:
        found = self._find(session, path)
        if found is None:
            raise item_not_found(path)
        return found

    def get_children(self, session: Session, path: str, *, force: bool = False) -> Iterator[tuple[str, object]]:
        if not path.strip("\\"):
            yield from ((name, StoreLocation(name)) for name in LOCATIONS)
            return
        found = self.get_item(session, path)
        if isinstance(found, StoreLocation):
            yield from ((name, Store(found.place, name)) for name in STORES)
        elif isinstance(found, Store):
            for item in certificates_in(host_of(session).machine, found.place, found.title):
                yield item.thumbprint, Certificate(item)

    def _find(self, session: Session, path: str) -> NetObject | None:
        words = [word for word in path.split("\\") if word]
        place = next((name for name in LOCATIONS if words and name.lower() == words[0].lower()), None)
        if place is None or len(words) > 3:
            return None
        if len(words) == 1:
            return StoreLocation(place)
        store = next((name for name in STORES if name.lower() == words[1].lower()), None)
        if store is None:
            return None
        if len(words) == 2:
            return Store(place, store)
        items = certificates_in(host_of(session).machine, place, store)
        return next((Certificate(item) for item in items if item.thumbprint == words[2].upper()), None)


register_extension(provider=CertificateProvider())
