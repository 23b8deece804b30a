"""What every cmdlet of the snap-in does: connect to the directory, report errors, show objects."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NoReturn, cast

from winlab.directory.errors import ACCESS_DENIED, DirectoryError
from winlab.directory.reading import DirectoryObject
from winlab.exchange.levels import ExchangeLevel
from winlab.exchange.setup.preparation import find_organization
from winlab.exchange.shell.configuration import Configuration, InvalidChangeError, ObjectNotFoundError
from winlab.exchange.shell.kinds import ObjectKind
from winlab.powershell.declare import Cmdlet, Param
from winlab.powershell.errors import ErrorRecord, NetException, PSError
from winlab.powershell.instants import LOCAL, DateTime
from winlab.powershell.values import NetObject, PSObject, TypedArray

if TYPE_CHECKING:
    from winlab.exchange.host import ExchangeHost

_TASKS = "Microsoft.Exchange.Configuration.Tasks"
_DIRECTORY = "Microsoft.Exchange.Data.Directory"


class ExchangeCmdlet(Cmdlet):
    """Base of the snap-in's cmdlets."""

    since_sp1: ClassVar[frozenset[str]] = frozenset()
    domain_controller = Param("System.String", ps="DomainController")

    @property
    def level(self) -> ExchangeLevel:
        """The level of the management tools of this machine."""
        return self.host().level

    def begin(self) -> None:
        """Refuses what the installed level does not have yet: parameters, or the whole command ("*")."""
        if self.since_sp1 and not self.level.has_sp1_syntax:
            newer = ["*"] if "*" in self.since_sp1 else sorted(self.bound & self.since_sp1)
            if newer:
                text = f"A parameter cannot be found that matches parameter name '{newer[0]}'."
                if newer == ["*"]:
                    text = (
                        f"The term '{self.info.name}' is not recognized as a cmdlet, function, operable program, "
                        "or script file. Verify the term and try again."
                    )
                self.fail(text, "System.Management.Automation.ParameterBindingException", "InvalidArgument")

    def host(self) -> ExchangeHost:
        """Exchange on the machine the session runs on."""
        from winlab.exchange.host import exchange_host

        return exchange_host(self.session)

    def open(self) -> Configuration:
        """The organisation, through a controller of the machine's domain or the one named.

        Errors as in https://wiki.trivir.com/dev/start/ex2007/troubleshooting are not published for these
        cases; wording UNVERIFIED.
        """
        host = self.host()
        controller = cast("str | None", self.domain_controller)
        try:
            connection = host.forest.bind(host.logon, controller, host.machine)
            names = find_organization(connection)
        except DirectoryError as problem:
            self.fail_directory(problem)
        if names is None:
            self.fail(
                "Could not find the Exchange organization container.",
                f"{_DIRECTORY}.OrgContainerNotFoundException",
                "ObjectNotFound",
            )
        return Configuration(connection, names)

    # -- errors -----------------------------------------------------------------------------------------

    def record(
        self, text: str, exception: str, category: str = "InvalidOperation", target: object = None
    ) -> ErrorRecord:
        """An error record of the snap-in's kind: the id is a number made from the exception's name."""
        number = f"{sum(ord(letter) * 2654435761 for letter in exception) & 0xFFFFFFFF:08X}"
        return ErrorRecord(NetException(exception, text), number, category, target)

    def fail(self, text: str, exception: str, category: str = "InvalidOperation", target: object = None) -> NoReturn:
        """Ends the command with an error."""
        raise PSError(self.record(text, exception, category, target))

    def fail_directory(self, problem: DirectoryError) -> NoReturn:
        """Ends the command with what the directory said."""
        raise PSError(self.directory_record(problem))

    def directory_record(self, problem: DirectoryError) -> ErrorRecord:
        """The error record of a directory operation that failed."""
        if problem.code == ACCESS_DENIED:
            text = (
                f"Active Directory operation failed. This error is not retriable. Additional information: "
                f"{problem.text}\nActive directory response: 00002098: SecErr: DSID-03150A48, problem 4003 "
                "(INSUFF_ACCESS_RIGHTS), data 0\n"
            )
            return self.record(text, f"{_DIRECTORY}.ADOperationException", "PermissionDenied")
        text = f"An Active Directory error 0x{problem.hresult:08X} occurred. {problem.text}"
        return self.record(text, f"{_DIRECTORY}.ADTransientException", "ReadError")

    def not_found(self, problem: ObjectNotFoundError, target: object = None) -> ErrorRecord:
        """The error record of an identity that means nothing."""
        return self.record(str(problem), f"{_TASKS}.ManagementObjectNotFoundException", "InvalidData", target)

    def invalid(self, problem: InvalidChangeError, target: object = None) -> ErrorRecord:
        """The error record of a change that isn't allowed."""
        return self.record(str(problem), "Microsoft.Exchange.Data.DataValidationException", "InvalidArgument", target)

    # -- objects ----------------------------------------------------------------------------------------

    def shown(self, configuration: Configuration, kind: ObjectKind, item: DirectoryObject) -> PSObject:
        """An object as the shell gives it out."""
        properties: dict[str, object] = {}
        for name, value in configuration.properties(kind, item).items():
            properties[name] = TypedArray(value, "System.String") if isinstance(value, list) else value
        properties.update(common_properties(configuration, kind, item))
        return PSObject.of(properties, [kind.shown_type])


def common_properties(configuration: Configuration, kind: ObjectKind, item: DirectoryObject) -> dict[str, object]:
    """The properties that end every configuration object."""
    forest = configuration.connection.forest
    return {
        "AdminDisplayName": item.text("adminDisplayName"),
        "ExchangeVersion": "0.1 (8.0.535.0)",
        "Name": item.name,
        "DistinguishedName": item.dn,
        "Identity": configuration.identity(kind, item),
        "Guid": guid_value(item.guid),
        "ObjectCategory": f"{forest.root.dns}/Configuration/Schema/{item.class_name}",
        "ObjectClass": TypedArray([str(value) for value in item.get("objectClass")], "System.String"),
        "WhenChanged": _moment(item.first("whenChanged")),
        "WhenCreated": _moment(item.first("whenCreated")),
        "OriginatingServer": configuration.connection.dc.fqdn,
        "IsValid": True,
    }


def guid_value(guid: uuid.UUID) -> NetObject:
    """A System.Guid; its class needs the engine's types, which are declared when a session is opened."""
    from winlab.powershell.net.guids import Guid

    return Guid(guid)


def _moment(value: object) -> DateTime | None:
    return DateTime.of(value.replace(tzinfo=None), LOCAL) if isinstance(value, datetime) else None


def identity_text(value: object) -> str:
    """The text an `-Identity` argument means: an object of the snap-in stands for its identity."""
    if isinstance(value, PSObject) and value.base is None:
        for name in ("Identity", "DistinguishedName", "Name"):
            found = value.get(name)
            if found is not None:
                return str(found)
    if isinstance(value, PSObject):
        return identity_text(value.base)
    return str(value)


def texts(value: object) -> list[str]:
    """A parameter's value as texts for the directory; null and empty text mean none."""
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return ["TRUE" if value else "FALSE"]
    if isinstance(value, (list, tuple)):
        return [text for item in cast("Iterable[object]", value) for text in texts(item)]
    return [identity_text(value)]


def bound_fields(cmdlet: Cmdlet, kind: ObjectKind, skip: Iterable[str] = ()) -> Mapping[str, list[str]]:
    """The fields of a kind that were given as parameters."""
    skipped = {name.lower() for name in skip}
    found: dict[str, list[str]] = {}
    for field in kind.fields:
        if field.readonly or field.name not in cmdlet.bound or field.name.lower() in skipped:
            continue
        found[field.name] = texts(getattr(cmdlet, attribute_name(field.name)))
    return found


def attribute_name(parameter: str) -> str:
    """Name of the Python attribute a generated parameter is bound to."""
    return f"given_{parameter.lower()}"
