"""The command line of `setup.com`: which parameters exist and which go together.

Parameters: http://technet.microsoft.com/ja-jp/library/aa997281(EXCHG.80).aspx and
http://johanveldhuis.nl/exchange-2007-setup-automatiseren/ ; preparation switches
https://technet.microsoft.com/en-us/library/bb125224(v=exchg.80).aspx ; several short forms and every
wording of a refusal here are UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from winlab.exchange.roles import ROLES, Role, find_role


class Action(Enum):
    """What a call of setup is to do."""

    HELP = "Help"
    PREPARE_LEGACY = "PrepareLegacyExchangePermissions"
    PREPARE_SCHEMA = "PrepareSchema"
    PREPARE_AD = "PrepareAD"
    PREPARE_DOMAIN = "PrepareDomain"
    PREPARE_ALL_DOMAINS = "PrepareAllDomains"
    INSTALL = "Install"
    UPGRADE = "BuildToBuildUpgrade"
    UNINSTALL = "Uninstall"
    RECOVER_SERVER = "DisasterRecovery"
    NEW_CMS = "NewCms"
    REMOVE_CMS = "RemoveCms"
    RECOVER_CMS = "RecoverCms"
    UPGRADE_CMS = "UpgradeCms"
    CLEAR_LOCAL_CMS = "ClearLocalCms"
    NEW_PROVISIONED_SERVER = "NewProvisionedServer"
    REMOVE_PROVISIONED_SERVER = "RemoveProvisionedServer"
    ADD_UM_LANGUAGE_PACK = "AddUmLanguagePack"
    REMOVE_UM_LANGUAGE_PACK = "RemoveUmLanguagePack"

    @property
    def prepares_directory(self) -> bool:
        """Whether this is one of the five preparation switches."""
        return self in PREPARATIONS


PREPARATIONS = (
    Action.PREPARE_LEGACY,
    Action.PREPARE_SCHEMA,
    Action.PREPARE_AD,
    Action.PREPARE_DOMAIN,
    Action.PREPARE_ALL_DOMAINS,
)

MODES = {
    "install": Action.INSTALL,
    "upgrade": Action.UPGRADE,
    "uninstall": Action.UNINSTALL,
    "recoverserver": Action.RECOVER_SERVER,
}


class Value(Enum):
    """Whether a parameter takes a value after its colon."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Parameter:
    """One parameter of the command line."""

    name: str
    short: tuple[str, ...] = ()
    value: Value = Value.NONE
    action: Action | None = None


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("mode", ("m",), Value.REQUIRED),
    Parameter("roles", ("role", "r"), Value.REQUIRED),
    Parameter("OrganizationName", ("on",), Value.REQUIRED),
    Parameter("TargetDir", ("t",), Value.REQUIRED),
    Parameter("SourceDir", ("s",), Value.REQUIRED),
    Parameter("UpdatesDir", ("u",), Value.REQUIRED),
    Parameter("DomainController", ("dc",), Value.REQUIRED),
    Parameter("AnswerFile", ("af",), Value.REQUIRED),
    Parameter("EnableErrorReporting"),
    Parameter("NoSelfSignedCertificates"),
    Parameter("DoNotStartTransport"),
    Parameter("EnableLegacyOutlook"),
    Parameter("LegacyRoutingServer", (), Value.REQUIRED),
    Parameter("AdamLdapPort", (), Value.REQUIRED),
    Parameter("AdamSslPort", (), Value.REQUIRED),
    Parameter("ForeignForestFQDN", (), Value.REQUIRED),
    Parameter("PrepareLegacyExchangePermissions", ("pl",), Value.OPTIONAL, Action.PREPARE_LEGACY),
    Parameter("PrepareSchema", ("ps",), Value.NONE, Action.PREPARE_SCHEMA),
    Parameter("PrepareAD", ("p",), Value.NONE, Action.PREPARE_AD),
    Parameter("PrepareDomain", ("pd",), Value.OPTIONAL, Action.PREPARE_DOMAIN),
    Parameter("PrepareAllDomains", ("pad",), Value.NONE, Action.PREPARE_ALL_DOMAINS),
    Parameter("NewProvisionedServer", ("nprs",), Value.OPTIONAL, Action.NEW_PROVISIONED_SERVER),
    Parameter("RemoveProvisionedServer", ("rprs",), Value.OPTIONAL, Action.REMOVE_PROVISIONED_SERVER),
    Parameter("ServerAdmin", ("sa",), Value.REQUIRED),
    Parameter("NewCms", (), Value.NONE, Action.NEW_CMS),
    Parameter("RemoveCms", (), Value.NONE, Action.REMOVE_CMS),
    Parameter("RecoverCms", (), Value.NONE, Action.RECOVER_CMS),
    Parameter("UpgradeCms", (), Value.NONE, Action.UPGRADE_CMS),
    Parameter("ClearLocalCms", (), Value.NONE, Action.CLEAR_LOCAL_CMS),
    Parameter("CMSName", ("cn",), Value.REQUIRED),
    Parameter("CMSIPAddress", ("cip", "CMSIPv4Addresses", "CMSIPv4Address"), Value.REQUIRED),
    Parameter("CMSIPv4Networks", (), Value.REQUIRED),
    Parameter("CMSIPv6Networks", (), Value.REQUIRED),
    Parameter("CMSSharedStorage", ("css",)),
    Parameter("CMSDataPath", ("cdp",), Value.REQUIRED),
    Parameter("AddUmLanguagePack", (), Value.REQUIRED, Action.ADD_UM_LANGUAGE_PACK),
    Parameter("RemoveUmLanguagePack", (), Value.REQUIRED, Action.REMOVE_UM_LANGUAGE_PACK),
    Parameter("help", ("?", "h"), Value.OPTIONAL, Action.HELP),
)

_BY_SPELLING = {
    spelling.lower(): parameter for parameter in PARAMETERS for spelling in (parameter.name, *parameter.short)
}

_CMS_ACTIONS = (
    Action.NEW_CMS,
    Action.REMOVE_CMS,
    Action.RECOVER_CMS,
    Action.UPGRADE_CMS,
    Action.CLEAR_LOCAL_CMS,
)
_NAMED_CMS = (Action.NEW_CMS, Action.REMOVE_CMS, Action.RECOVER_CMS, Action.CLEAR_LOCAL_CMS)


class CommandLineError(Exception):
    """The command line can't be run; the text is what setup prints."""


@dataclass(frozen=True)
class SetupRequest:
    """A command line that makes sense by itself.

    Attributes:
        action: What to do first; a clustered mailbox server made in the same run is in `also_new_cms`.
        roles: Roles named, in the order setup works on them.
        values: Values by parameter name as declared in `PARAMETERS`, flags with an empty text.
    """

    action: Action
    roles: tuple[Role, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    also_new_cms: bool = False

    def value(self, name: str) -> str | None:
        """The value of a parameter, None if it was not given."""
        return self.values.get(name)

    def has(self, name: str) -> bool:
        """Whether a parameter was given."""
        return name in self.values


def parse_command_line(arguments: Iterable[str]) -> SetupRequest:
    """Reads the arguments of `setup.com`.

    Raises:
        CommandLineError: unknown parameter, missing or superfluous value, or a combination that has no
            meaning.
    """
    values: dict[str, str] = {}
    actions: list[Action] = []
    for argument in arguments:
        parameter, value = _split(argument)
        if parameter.name in values:
            raise CommandLineError(f"The parameter '{parameter.name}' was specified more than once.")
        values[parameter.name] = value
        if parameter.action is not None:
            actions.append(parameter.action)
    if Action.HELP in actions or not values:
        return SetupRequest(Action.HELP, values=values)
    roles = _roles(values.get("roles"))
    action, also_new_cms = _action(values, actions, roles)
    _check_combination(action, also_new_cms, values, roles)
    return SetupRequest(action, roles, values, also_new_cms)


def _split(argument: str) -> tuple[Parameter, str]:
    if argument[:1] not in ("/", "-") or len(argument) < 2:
        raise CommandLineError(f"The parameter '{argument}' is not valid.")
    spelling, colon, value = argument[1:].partition(":")
    parameter = _BY_SPELLING.get(spelling.lower())
    if parameter is None:
        raise CommandLineError(f"The parameter '{spelling}' is not valid.")
    value = value.strip().strip('"')
    if parameter.value is Value.REQUIRED and not value:
        raise CommandLineError(f"The parameter '{parameter.name}' requires a value.")
    if parameter.value is Value.NONE and colon:
        raise CommandLineError(f"The parameter '{parameter.name}' does not take a value.")
    return parameter, value


def _roles(text: str | None) -> tuple[Role, ...]:
    if text is None:
        return ()
    found: dict[str, Role] = {}
    for part in text.split(","):
        role = find_role(part.strip())
        if role is None:
            raise CommandLineError(f"The role '{part.strip()}' is not valid.")
        found[role.name] = role
    return tuple(role for role in ROLES.values() if role.name in found)


def _action(values: dict[str, str], actions: list[Action], roles: tuple[Role, ...]) -> tuple[Action, bool]:
    if len(actions) > 1:
        names = ", ".join(action.value for action in actions)
        raise CommandLineError(f"The following parameters cannot be used together: {names}.")
    mode_text = values.get("mode")
    mode = MODES.get(mode_text.lower()) if mode_text is not None else None
    if mode_text is not None and mode is None:
        raise CommandLineError(f"The mode '{mode_text}' is not valid.")
    if not actions:
        return (mode or Action.INSTALL), False
    action = actions[0]
    if action is Action.NEW_CMS and roles and mode in (None, Action.INSTALL):
        return Action.INSTALL, True
    if mode is not None or roles:
        raise CommandLineError(
            f"The parameter '{action.value}' cannot be used with the parameter "
            f"'{'mode' if mode is not None else 'roles'}'."
        )
    return action, False


def _check_combination(action: Action, also_new_cms: bool, values: dict[str, str], roles: tuple[Role, ...]) -> None:
    names = {role.name for role in roles}
    if action is Action.INSTALL and not roles:
        raise CommandLineError("You must specify the roles to install by using the 'roles' parameter.")
    if action in (Action.UPGRADE, Action.RECOVER_SERVER) and roles:
        raise CommandLineError(f"The parameter 'roles' cannot be used with mode '{values.get('mode', '')}'.")
    if "EdgeTransport" in names and names - {"EdgeTransport", "ManagementTools"}:
        raise CommandLineError("The Edge Transport server role cannot be installed with other server roles.")
    if action in _CMS_ACTIONS or also_new_cms:
        _check_cms(action, also_new_cms, values, names)
    elif any(name.startswith("CMS") for name in values):
        name = next(name for name in values if name.startswith("CMS"))
        raise CommandLineError(f"The parameter '{name}' cannot be used without a clustered mailbox operation.")
    if "ServerAdmin" in values and action is not Action.NEW_PROVISIONED_SERVER:
        raise CommandLineError("The parameter 'ServerAdmin' requires the parameter 'NewProvisionedServer'.")
    if "LegacyRoutingServer" in values and "HubTransport" not in names:
        raise CommandLineError("The parameter 'LegacyRoutingServer' requires the Hub Transport server role.")
    _check_organization_name(values.get("OrganizationName"))


def _check_cms(action: Action, also_new_cms: bool, values: dict[str, str], names: set[str]) -> None:
    if also_new_cms and names - {"Mailbox", "ManagementTools"}:
        raise CommandLineError("A clustered mailbox server can only have the Mailbox server role.")
    if (action in _NAMED_CMS or also_new_cms) and "CMSName" not in values:
        raise CommandLineError("The parameter 'CMSName' is required.")
    needs_address = also_new_cms or action in (Action.NEW_CMS, Action.RECOVER_CMS)
    if needs_address and "CMSIPAddress" not in values:
        raise CommandLineError("The parameter 'CMSIPAddress' is required.")
    if "CMSSharedStorage" in values and "CMSDataPath" not in values:
        raise CommandLineError("The parameter 'CMSDataPath' is required with 'CMSSharedStorage'.")


def _check_organization_name(name: str | None) -> None:
    if name is None:
        return
    if not all(character.isalnum() or character in " -" for character in name) or name != name.strip():
        raise CommandLineError(
            f"The organization name '{name}' is not valid. Only letters, digits, blanks between words and "
            "hyphens can be used."
        )
