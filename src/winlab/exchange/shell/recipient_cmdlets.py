"""Mailbox cmdlets.

Move-Mailbox: https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/aa997599(v=exchg.80)
; its result texts and the time a mailbox takes are UNVERIFIED.
"""

from __future__ import annotations

from typing import cast

from winlab.directory.errors import DirectoryError
from winlab.directory.reading import DirectoryObject
from winlab.exchange import organization as org
from winlab.exchange.shell.calls import ExchangeCmdlet, identity_text, texts
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError, ObjectNotFoundError
from winlab.exchange.shell.generate import special
from winlab.exchange.shell.recipients import (
    USER_MAILBOX_VERSION,
    Recipient,
    Recipients,
    escaped,
    mailbox_attributes,
    properties_of,
)
from winlab.exchange.shell.store_cmdlets import is_mounted
from winlab.exchange.shell.store_kinds import MAILBOX_DATABASE
from winlab.exchange.shell.transport_kinds import ACCEPTED_DOMAIN
from winlab.powershell.declare import SWITCH, Param
from winlab.powershell.values import PSObject, TypedArray

_MAILBOX = "Microsoft.Exchange.Data.Directory.Management.Mailbox"
_MOVED = "This mailbox was moved to the target database."
_SECONDS_PER_MAILBOX = 90.0


def show(recipient: Recipient, configuration: Configuration) -> PSObject:
    """A mailbox as the shell gives it out."""
    properties = {
        name: TypedArray(value, "System.String") if isinstance(value, list) else value
        for name, value in properties_of(recipient, configuration).items()
    }
    return PSObject.of(properties, [_MAILBOX])


class RecipientCmdlet(ExchangeCmdlet):
    """A cmdlet about one recipient."""

    identity = Param("System.Object", position=0, mandatory=True, pipeline=True, by_property=True)

    def recipient(self, configuration: Configuration, *, mailbox: bool = True) -> Recipient | None:
        """The recipient named; None after the error was written."""
        text = identity_text(self.identity)
        try:
            return Recipients(self.host(), configuration).find(text, mailbox=mailbox)
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, text))
            return None
        except DirectoryError as problem:
            self.fail_directory(problem)

    def database(self, configuration: Configuration, value: object) -> DirectoryObject:
        """The database of a parameter; without one the only or first of the organisation's."""
        if value is not None:
            return configuration.find(MAILBOX_DATABASE, identity_text(value))
        servers = configuration.names.servers.lower()
        found = [item for item in configuration.all(MAILBOX_DATABASE) if item.dn.lower().endswith(servers)]
        if not found:
            raise InvalidChangeError("No mailbox database was found. Specify the Database parameter.")
        return found[0]

    def default_domain(self, configuration: Configuration) -> str:
        """The default accepted domain."""
        domains = configuration.all(ACCEPTED_DOMAIN)
        for item in domains:
            if item.text("msExchAcceptedDomainDefault").upper() == "TRUE":
                return item.text("msExchAcceptedDomainName")
        return domains[0].text("msExchAcceptedDomainName") if domains else configuration.connection.dc.domain.dns


@special("Get-Mailbox")
class GetMailbox(ExchangeCmdlet):
    """Reads mailboxes: by identity, of a server, of a database, of an organisational unit."""

    identity = Param("System.Object", position=0, pipeline=True, by_property=True)
    server = Param("System.Object")
    database = Param("System.Object")
    organizational_unit = Param("System.String")
    recipient_type_details = Param("System.String[]")
    result_size = Param("System.String", default="1000")

    def process(self) -> None:
        """Writes them."""
        configuration = self.open()
        recipients = Recipients(self.host(), configuration)
        try:
            if self.identity is not None:
                self.write(show(recipients.find(identity_text(self.identity)), configuration))
                return
            found = recipients.mailboxes(self._condition(configuration))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, self.identity and identity_text(self.identity)))
            return
        except DirectoryError as problem:
            self.fail_directory(problem)
        wanted = {text.lower() for text in texts(self.recipient_type_details)}
        limit = str(self.result_size)
        size = None if limit.lower() == "unlimited" else int(limit)
        count = 0
        for recipient in found:
            shown = show(recipient, configuration)
            if wanted and str(shown.get("RecipientTypeDetails")).lower() not in wanted:
                continue
            if size is not None and count >= size:
                self.warning(
                    f"There are more results available than are currently displayed. To view them, increase "
                    f"the value for the ResultSize parameter (now {size})."
                )
                return
            count += 1
            self.write(shown)

    def _condition(self, configuration: Configuration) -> str:
        condition = ""
        if self.server is not None:
            name = configuration.server(identity_text(self.server)).text("legacyExchangeDN")
            condition += f"(msExchHomeServerName={escaped(name)})"
        if self.database is not None:
            dn = configuration.find(MAILBOX_DATABASE, identity_text(self.database)).dn
            condition += f"(homeMDB={escaped(dn)})"
        return condition


@special("Enable-Mailbox")
class EnableMailbox(RecipientCmdlet):
    """Gives an existing user a mailbox."""

    alias = Param("System.String")
    database_name = Param("System.Object", ps="Database")

    def process(self) -> None:
        """Writes the attributes and the mailbox."""
        configuration = self.open()
        found = self.recipient(configuration, mailbox=False)
        if found is None or not self.should_process(found.item.name):
            return
        try:
            if found.database_dn:
                raise InvalidChangeError(f"The user '{found.item.name}' already has a mailbox.")
            database = self.database(configuration, self.database_name)
            alias = str(self.alias) if self.alias is not None else found.item.text("sAMAccountName")
            attributes = mailbox_attributes(
                configuration, database, found.item, alias, self.default_domain(configuration)
            )
            changed = found.connection.modify(found.item.dn, attributes)
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, found.item.name))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, found.item.name))
        except DirectoryError as problem:
            self.error(self.directory_record(problem))
        else:
            self.write(show(Recipient(found.connection, changed), configuration))


@special("New-Mailbox")
class NewMailbox(RecipientCmdlet):
    """Makes a user with a mailbox."""

    identity = Param("System.Object")
    name = Param("System.String", position=0, mandatory=True)
    user_principal_name = Param("System.String", mandatory=True)
    password = Param("System.Object", mandatory=True)
    database_name = Param("System.Object", ps="Database")
    organizational_unit = Param("System.String")
    alias = Param("System.String")
    sam_account_name = Param("System.String")
    display_name = Param("System.String")
    first_name = Param("System.String")
    last_name = Param("System.String")

    def process(self) -> None:
        """Makes it."""
        configuration = self.open()
        name = str(self.name)
        if not self.should_process(name):
            return
        connection = configuration.connection
        upn = str(self.user_principal_name)
        account = str(self.sam_account_name or upn.partition("@")[0])
        base = self._container(configuration)
        try:
            database = self.database(configuration, self.database_name)
            made = connection.add(
                f"CN={name},{base}",
                {
                    "objectClass": "user",
                    "sAMAccountName": account,
                    "userPrincipalName": upn,
                    "displayName": str(self.display_name or name),
                    "givenName": self._text(self.first_name),
                    "sn": self._text(self.last_name),
                    "userAccountControl": 512,
                },
            )
            attributes = mailbox_attributes(
                configuration, database, made, str(self.alias or account), self.default_domain(configuration)
            )
            made = connection.modify(made.dn, attributes)
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, name))
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, name))
        except DirectoryError as problem:
            self.error(self.directory_record(problem))
        else:
            self.write(show(Recipient(connection, made), configuration))

    def _text(self, value: object) -> str | None:
        return None if value is None else str(value)

    def _container(self, configuration: Configuration) -> str:
        domain = configuration.connection.dc.domain
        unit = str(self.organizational_unit) if self.organizational_unit is not None else ""
        if "=" in unit:
            return unit
        parts = unit.split("/")[1:] if "/" in unit else [unit] if unit else []
        if not parts or parts[0].lower() == "users":
            return f"CN=Users,{domain.dn}"
        return ",".join(f"OU={part}" for part in reversed(parts)) + f",{domain.dn}"


@special("Disable-Mailbox")
class DisableMailbox(RecipientCmdlet):
    """Takes the mailbox of a user away; the user stays."""

    def process(self) -> None:
        """Removes the attributes."""
        configuration = self.open()
        found = self.recipient(configuration)
        if found is None or not self.should_process(found.item.name):
            return
        names = (
            "homeMDB homeMTA msExchHomeServerName mailNickname mail proxyAddresses legacyExchangeDN "
            "msExchMailboxGuid msExchVersion msExchRecipientTypeDetails msExchRecipientDisplayType"
        )
        try:
            found.connection.modify(found.item.dn, dict.fromkeys(names.split()))
        except DirectoryError as problem:
            self.error(self.directory_record(problem))


@special("Move-Mailbox")
class MoveMailbox(RecipientCmdlet):
    """Moves mailboxes to a database of this organisation."""

    target_database = Param("System.Object")
    bad_item_limit = Param("System.Int32", default=0)
    max_threads = Param("System.Int32", default=4, validate_range=(1, 30))
    report_file = Param("System.String")
    validate_only = Param(SWITCH)
    configuration_only = Param(SWITCH)
    ignore_rule_limit_errors = Param(SWITCH)
    ignore_policy_match = Param(SWITCH)
    preserve_mailbox_size_limit = Param(SWITCH)
    allow_merge = Param(SWITCH)
    use_rus_server = Param("System.String", ps="UseRusServer")
    global_catalog = Param("System.String")

    def begin(self) -> None:
        """Nothing moved yet."""
        super().begin()
        self._results: list[PSObject] = []

    def process(self) -> None:
        """Moves one mailbox; time passes, shared by the threads."""
        configuration = self.open()
        found = self.recipient(configuration)
        if found is None:
            return
        try:
            target = self.database(configuration, self.target_database)
        except (ObjectNotFoundError, InvalidChangeError) as problem:
            self.fail(str(problem), "Microsoft.Exchange.Management.RecipientTasks.MoveMailboxException", target=None)
        if not self.validate_only and not self.should_process(found.item.name):
            return
        code, message = self._move(configuration, found, target)
        result = self._result(found, target, code, message)
        self._results.append(result)
        self.write(result)

    def _move(self, configuration: Configuration, found: Recipient, target: DirectoryObject) -> tuple[int, str]:
        if found.database_dn.lower() == target.dn.lower():
            return -1056749164, "The mailbox is already located on the target database."
        if not self.configuration_only and not is_mounted(self, configuration, target):
            return -1056749110, "The target database is not mounted."
        if self.validate_only:
            return 0, "This mailbox can be moved to the target database."
        if not self.configuration_only:
            self.host().sleep(_SECONDS_PER_MAILBOX / cast("int", self.max_threads))
        server = configuration.server(target.dn.partition(",CN=InformationStore,CN=")[2].partition(",")[0])
        modern = server.first("msExchCurrentServerRoles") is not None
        try:
            found.connection.modify(
                found.item.dn,
                {
                    "homeMDB": target.dn,
                    "homeMTA": f"CN=Microsoft MTA,{server.dn}",
                    "msExchHomeServerName": server.text("legacyExchangeDN"),
                    "msExchVersion": USER_MAILBOX_VERSION if modern else None,
                    "msExchRecipientTypeDetails": 1 if modern else None,
                    "msExchRecipientDisplayType": 1073741824 if modern else None,
                },
            )
        except DirectoryError as problem:
            return -1056749241, f"Error occurred in the step: Updating attributes. {problem.text}"
        return 0, _MOVED

    def _result(self, found: Recipient, target: DirectoryObject, code: int, message: str) -> PSObject:
        return PSObject.of(
            {
                "Identity": found.item.dn,
                "DistinguishedName": found.item.dn,
                "DisplayName": found.item.text("displayName") or found.item.name,
                "Alias": found.item.text("mailNickname"),
                "LegacyExchangeDN": found.item.text("legacyExchangeDN"),
                "PrimarySmtpAddress": found.primary_address,
                "SourceServer": found.server,
                "SourceDatabase": found.database,
                "TargetServer": target.dn.partition(",CN=InformationStore,CN=")[2].partition(",")[0],
                "TargetDatabase": org.name_of(target.dn),
                "TargetMailbox": None,
                "MoveType": "IntraOrg",
                "MoveStage": "Validation" if self.validate_only else "Completed",
                "StatusCode": code,
                "StatusMessage": message,
                "ReportFile": self.report_file,
            },
            ["Microsoft.Exchange.Management.RecipientTasks.MoveMailboxTaskResult"],
        )

    def end(self) -> None:
        """Writes the report."""
        if self.report_file is None or self.validate_only:
            return
        rows = "".join(
            f'  <Mailbox name="{item.get("Alias")}" result="{item.get("StatusCode")}">'
            f"{item.get('StatusMessage')}</Mailbox>\r\n"
            for item in self._results
        )
        text = f'<?xml version="1.0"?>\r\n<move-Mailbox>\r\n{rows}</move-Mailbox>\r\n'
        self.host().write_file(str(self.report_file), text)


@special("Get-Queue")
class GetQueue(ExchangeCmdlet):
    """The queues of a Hub Transport server: the submission queue alone, nothing waits in the lab."""

    server = Param("System.Object")

    def process(self) -> None:
        """Writes the queue of a transport service that runs."""
        configuration = self.open()
        host = self.host()
        name = identity_text(self.server) if self.server is not None else host.machine.name
        try:
            found = configuration.server_of_role(name, "HubTransport")
        except ObjectNotFoundError as problem:
            self.error(self.not_found(problem, name))
            return
        except InvalidChangeError as problem:
            self.error(self.invalid(problem, name))
            return
        if host.service_state(found.name, "MSExchangeTransport") != "Running":
            self.fail(
                f"The Microsoft Exchange Transport service on {found.name} is not available.",
                "Microsoft.Exchange.Data.Common.LocalizedException",
                "ResourceUnavailable",
                found.name,
            )
        self.write(
            PSObject.of(
                {
                    "Identity": f"{found.name}\\Submission",
                    "DeliveryType": "Undefined",
                    "NextHopDomain": "Submission",
                    "Status": "Ready",
                    "MessageCount": 0,
                    "LastError": None,
                    "IsValid": True,
                },
                ["Microsoft.Exchange.Data.QueueViewer.QueueInfo"],
            )
        )
