"""Mailboxes in the domains of the forest: finding them, what they are made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from winlab.directory.connection import Attributes, DirectoryConnection
from winlab.directory.names import canonical
from winlab.directory.reading import DirectoryObject
from winlab.exchange import organization as org
from winlab.exchange.host import ExchangeHost
from winlab.exchange.shell.calls import guid_value
from winlab.exchange.shell.configuration import Configuration, ObjectNotFoundError

USER_MAILBOX_VERSION = 4535486012416  # msExchVersion of objects 2007 wrote, 0.1 (8.0.535.0)
_MAILBOXES = "(&(objectCategory=person)(objectClass=user)(homeMDB=*))"


def escaped(text: str) -> str:
    """A text as it must stand in an LDAP filter."""
    return "".join(f"\\{ord(char):02x}" if char in "\\*()\0" else char for char in text)


@dataclass(frozen=True)
class Recipient:
    """A user with the connection to its domain."""

    connection: DirectoryConnection
    item: DirectoryObject

    @property
    def database_dn(self) -> str:
        """DN of its database, empty without a mailbox."""
        return self.item.text("homeMDB")

    @property
    def server(self) -> str:
        """Name of the server its mailbox is on."""
        return self.database_dn.partition(",CN=InformationStore,CN=")[2].partition(",")[0]

    @property
    def database(self) -> str:
        """`server\\group\\database`."""
        if not self.database_dn:
            return ""
        group = org.name_of(org.parent_of(self.database_dn))
        return f"{self.server}\\{group}\\{org.name_of(self.database_dn)}"

    @property
    def primary_address(self) -> str:
        """The primary SMTP address."""
        for value in self.item.get("proxyAddresses"):
            if str(value).startswith("SMTP:"):
                return str(value)[5:]
        return self.item.text("mail")


class Recipients:
    """Recipients of all domains, as one caller sees them."""

    def __init__(self, host: ExchangeHost, configuration: Configuration) -> None:
        self._host = host
        self._configuration = configuration

    def _connections(self) -> list[DirectoryConnection]:
        """One connection per domain, the machine's own first."""
        host = self._host
        own = host.forest.domain(host.machine.member_of or host.forest.root.dns)
        others = [domain for domain in host.forest.domains.values() if domain != own]
        return [host.forest.bind(host.logon, None, host.machine, domain=domain.dns) for domain in (own, *others)]

    def mailboxes(self, condition: str = "", limit: int = 0) -> list[Recipient]:
        """Users with a mailbox; `condition` is a further LDAP filter."""
        text = f"(&{_MAILBOXES}{condition})" if condition else _MAILBOXES
        found: list[Recipient] = []
        for connection in self._connections():
            for item in connection.search(connection.dc.domain.dn, text, limit=limit):
                found.append(Recipient(connection, item))
                if limit and len(found) >= limit:
                    return found
        return found

    def find(self, identity: str, *, mailbox: bool = True) -> Recipient:
        """The user an identity means: alias, account, UPN, address, name, DN, GUID, domain\\account.

        Raises:
            ObjectNotFoundError: none, or more than one.
        """
        wanted = escaped(identity.rpartition("\\")[2] if "=" not in identity else identity)
        if "=" in identity:
            condition = f"(distinguishedName={wanted})"
        elif "/" in identity:
            condition = f"(cn={escaped(identity.rpartition('/')[2])})"
        else:
            names = ("mailNickname", "sAMAccountName", "userPrincipalName", "mail", "cn", "displayName")
            parts = "".join(f"({name}={wanted})" for name in names)
            condition = f"(|{parts}(proxyAddresses=smtp:{wanted})(legacyExchangeDN={wanted}))"
        kind = _MAILBOXES if mailbox else "(&(objectCategory=person)(objectClass=user))"
        found: list[Recipient] = []
        for connection in self._connections():
            base = connection.dc.domain.dn
            items = connection.search(base, f"(&{kind}{condition})", limit=3)
            if "\\" in identity and "=" not in identity:
                prefix = identity.partition("\\")[0].lower()
                domain = connection.dc.domain
                items = items if prefix in (domain.netbios.lower(), domain.dns.lower()) else []
            found += [Recipient(connection, item) for item in items]
        exact = [item for item in found if item.item.text("mailNickname").lower() == identity.lower()]
        if len(found) > 1 and len(exact) == 1:
            return exact[0]
        if len(found) == 1:
            return found[0]
        if not found:
            raise self._configuration.not_found(identity)
        raise ObjectNotFoundError(
            f"The operation could not be performed because '{identity}' matches multiple entries."
        )


def mailbox_attributes(
    configuration: Configuration, database: DirectoryObject, user: DirectoryObject, alias: str, domain: str
) -> Attributes:
    """Attributes that make a user a mailbox in a database of Exchange 2007."""
    server = configuration.server(database.dn.partition(",CN=InformationStore,CN=")[2].partition(",")[0])
    address = f"{alias}@{domain}"
    organization = configuration.names.organization
    digest = hashlib.sha256(f"{user.guid}/mailbox".encode()).digest()
    return {
        "homeMDB": database.dn,
        "homeMTA": f"CN=Microsoft MTA,{server.dn}",
        "msExchHomeServerName": server.text("legacyExchangeDN"),
        "mailNickname": alias,
        "mail": address,
        "proxyAddresses": [f"SMTP:{address}"],
        "legacyExchangeDN": f"/o={organization}/ou={org.ADMIN_GROUP}/cn=Recipients/cn={alias}",
        "msExchMailboxGuid": digest[:16],
        "msExchVersion": USER_MAILBOX_VERSION,
        "msExchRecipientTypeDetails": 1,
        "msExchRecipientDisplayType": 1073741824,
        "mDBUseDefaults": True,
    }


def properties_of(recipient: Recipient, configuration: Configuration) -> dict[str, object]:
    """The properties `Get-Mailbox` shows."""
    item = recipient.item
    modern = item.number("msExchVersion") >= USER_MAILBOX_VERSION
    return {
        "Database": recipient.database,
        "DeletedItemFlags": "DatabaseDefault",
        "UseDatabaseQuotaDefaults": item.text("mDBUseDefaults").upper() != "FALSE",
        "HiddenFromAddressListsEnabled": item.text("msExchHideFromAddressLists").upper() == "TRUE",
        "Alias": item.text("mailNickname"),
        "DisplayName": item.text("displayName") or item.name,
        "EmailAddresses": [str(value) for value in item.get("proxyAddresses")],
        "LegacyExchangeDN": item.text("legacyExchangeDN"),
        "OrganizationalUnit": canonical(org.parent_of(item.dn)),
        "PrimarySmtpAddress": recipient.primary_address,
        "RecipientType": "UserMailbox",
        "RecipientTypeDetails": "UserMailbox" if modern else "LegacyMailbox",
        "SamAccountName": item.text("sAMAccountName"),
        "ServerName": recipient.server.lower(),
        "UserPrincipalName": item.text("userPrincipalName"),
        "WindowsEmailAddress": item.text("mail"),
        "ExchangeGuid": recipient.item.text("msExchMailboxGuid") and str(item.guid),
        "IsValid": True,
        "OriginatingServer": recipient.connection.dc.fqdn,
        "ExchangeVersion": "0.1 (8.0.535.0)" if modern else "0.0 (6.5.6500.0)",
        "Name": item.name,
        "DistinguishedName": item.dn,
        "Identity": canonical(item.dn),
        "Guid": guid_value(item.guid),
    }
