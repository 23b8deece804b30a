"""One call of `setup.com` from its first line to its exit code.

Order of the phases https://techcommunity.microsoft.com/blog/exchange/phases-of-exchange-2007-setup/593854 ;
exit codes 0 and 1 UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from winlab.directory.errors import DirectoryError
from winlab.directory.forest import Caller, Forest, Member
from winlab.exchange.levels import ExchangeLevel
from winlab.exchange.roles import ROLES, Role, roles_of_bits
from winlab.exchange.setup import checks, console, role_state
from winlab.exchange.setup.commandline import Action, CommandLineError, SetupRequest, parse_command_line
from winlab.exchange.setup.computer import Computer
from winlab.exchange.setup.console import Finding, SetupConsole, error, has_errors
from winlab.exchange.setup.facts import DirectoryFacts, HostFacts
from winlab.exchange.setup.help_text import usage
from winlab.exchange.setup.inspection import inspect_directory
from winlab.exchange.setup.installation import Installation
from winlab.exchange.setup.preparation import Preparation, find_organization
from winlab.exchange.setup.provisioning import provision
from winlab.exchange.setup.run import LOG_FILE, SetupError, SetupRun, directory_failure

_CHECK_SECONDS = 20.0
_START_SECONDS = 10.0
_COPY_SECONDS = 60.0


class ClusterSetup(Protocol):
    """Setup's work on clustered mailbox servers, done by `winlab.exchange.clustered`."""

    def is_node(self) -> bool:
        """Whether the computer is a node of a cluster."""

    def checks(self, run: SetupRun) -> list[Finding]:
        """What stands against the clustered operation of a run."""

    def configure(self, run: SetupRun, computer: Computer) -> None:
        """Does the clustered operation of a run."""

    def removal_problem(self) -> str | None:
        """Why the Mailbox role can't be removed from this node."""

    def node_ready(self, run: SetupRun) -> None:
        """The Mailbox role is on the node: it becomes a possible owner of clustered servers."""


@dataclass
class Media:
    """Where setup.com was started from.

    Attributes:
        folder: Its folder.
        remote: A network or removable path: files are copied first.
        installed: It is the copy in the installation folder.
    """

    level: ExchangeLevel
    folder: str
    remote: bool = False
    installed: bool = False


@dataclass
class Setting:
    """Everything around one call."""

    arguments: Sequence[str]
    media: Media
    forest: Forest | None
    logon: Caller
    machine: Member
    computer: Computer
    cluster: ClusterSetup
    write: Callable[[str], None]
    wait: Callable[[float], None]
    now: Callable[[], datetime]


def run_setup(setting: Setting) -> int:
    """Runs setup; 0 if all went well, 1 otherwise."""
    out = SetupConsole(setting.write)
    out.line()
    out.line(console.BANNER)
    out.line()
    try:
        request = parse_command_line(setting.arguments)
    except CommandLineError as refusal:
        out.line(str(refusal))
        out.line(console.ENCOUNTERED_ERROR)
        return 1
    if request.action is Action.HELP:
        for line in usage(request.value("help") or ""):
            out.line(line)
        return 0
    return _Setup(setting, request, out).run()


class _Setup:
    def __init__(self, setting: Setting, request: SetupRequest, out: SetupConsole) -> None:
        self._setting = setting
        self._request = request
        self._out = out
        self._computer = setting.computer
        self._level = setting.media.level

    def run(self) -> int:
        """All phases."""
        setting, out = self._setting, self._out
        out.line(console.PREPARING)
        setting.wait(_START_SECONDS)
        if setting.media.remote:
            out.begin("Copying Setup Files")
            setting.wait(_COPY_SECONDS)
            out.end("COMPLETED")
        host = self._computer.facts()
        facts = self._directory()
        stop = self._not_emulated() or checks.bootstrap_failure(host, facts) or self._media_problem()
        if stop is not None or setting.forest is None:
            if stop:
                out.line("     " + stop)
            out.line(console.ENCOUNTERED_ERROR)
            return 1
        run = SetupRun(
            self._request,
            self._level,
            setting.forest,
            setting.logon,
            setting.machine,
            out,
            setting.wait,
            lambda text: self._computer.write_text(LOG_FILE, text, append=True),
            setting.now,
        )
        run.log("**********************************************")
        run.log("Starting Microsoft Exchange 2007 Setup")
        run.log("**********************************************")
        run.log(f"Setup version: {self._level.version}.")
        run.log(f"Logged on user: {setting.logon.account}.")
        run.log(f"Command Line Parameter(s): {' '.join(setting.arguments)}")
        try:
            return self._phases(run, host, facts)
        except (SetupError, DirectoryError) as problem:
            text = problem.text if isinstance(problem, SetupError) else directory_failure("", problem)
            run.log(f"[ERROR] {text}", 1)
            run.log("Setup is stopping now because of one or more critical errors.", 1)
            self._failed()
            return 1

    def _directory(self) -> DirectoryFacts:
        setting = self._setting
        if setting.forest is None:
            return DirectoryFacts(failure="This computer is not a member of an Active Directory domain.")
        controller = self._request.value("DomainController")
        return inspect_directory(setting.forest, setting.logon, setting.machine, controller)

    def _not_emulated(self) -> str | None:
        """What the emulation of setup can't do."""
        request = self._request
        if request.action in _NOT_EMULATED:
            return f"winlab: not emulated: setup.com /{request.action.value}"
        if any(role.name == "EdgeTransport" for role in request.roles):
            return "winlab: not emulated: the Edge Transport server role"
        for name in ("AnswerFile", "ForeignForestFQDN"):
            if request.has(name):
                return f"winlab: not emulated: setup.com /{name}"
        return None

    def _media_problem(self) -> str | None:
        """The copy in the installation folder can't prepare, install or upgrade.

        https://learn.microsoft.com/en-us/answers/questions/307987/uninstalling-microsoft-exchange-2007
        """
        if self._setting.media.installed and (
            self._request.action.prepares_directory or self._request.action is Action.UPGRADE
        ):
            return ""
        return None

    def _phases(self, run: SetupRun, host: HostFacts, facts: DirectoryFacts) -> int:
        roles = self._roles()
        self._announce(roles)
        self._out.line()
        self._out.line(console.PREREQUISITES)
        if not self._checked(run, roles, host, facts):
            self._failed()
            return 1
        self._out.line()
        self._out.line(console.CONFIGURING)
        self._configure(run, roles, facts)
        self._out.line()
        self._out.line(console.SUCCEEDED)
        run.log("The operation completed successfully.")
        run.log("End of Setup")
        return 0

    def _failed(self) -> None:
        self._out.line()
        self._out.line(console.NOT_COMPLETED)
        self._out.line()
        self._out.line(console.ENCOUNTERED_ERROR)

    def _roles(self) -> list[Role]:
        """Roles this run works on: those named, the tools with every first role, those installed."""
        request = self._request
        states = role_state.read_states(self._computer)
        installed = [role for role in ROLES.values() if states[role.name].unpacked is not None]
        if request.action is Action.INSTALL:
            roles = [role for role in request.roles if not states[role.name].installed]
            tools = ROLES["ManagementTools"]
            if tools not in roles and not states[tools.name].installed:
                roles.append(tools)
            return roles
        if request.action is Action.RECOVER_SERVER:
            return self._roles_in_directory()
        if request.action is Action.UPGRADE:
            return [role for role in installed if states[role.name].configured != self._level.version]
        if request.action is Action.UNINSTALL:
            named = list(request.roles) or installed
            left = [role for role in installed if role not in named and role.bit]
            tools = ROLES["ManagementTools"]
            if not left and tools not in named and tools in installed:
                named.append(tools)
            return [role for role in named if role in installed]
        return []

    def _roles_in_directory(self) -> list[Role]:
        """The roles a lost server had, from its object, and the tools."""
        forest = self._setting.forest
        if forest is None:
            return []
        setting = self._setting
        connection = forest.bind(setting.logon, self._request.value("DomainController"), setting.machine)
        names = find_organization(connection)
        found = connection.find(names.server(self._computer.name)) if names is not None else None
        roles = roles_of_bits(found.number("msExchCurrentServerRoles")) if found is not None else ()
        return [*roles, ROLES["ManagementTools"]] if roles else []

    def _announce(self, roles: list[Role]) -> None:
        verb = {
            Action.INSTALL: "installed",
            Action.UPGRADE: "upgraded",
            Action.UNINSTALL: "uninstalled",
            Action.RECOVER_SERVER: "recovered",
        }.get(self._request.action)
        self._out.line()
        if roles and verb:
            self._out.listed(f"The following server roles will be {verb}", [role.listed for role in roles])
        else:
            self._out.line(console.NO_ROLES)

    # -- checks -----------------------------------------------------------------------------------------

    def _checked(self, run: SetupRun, roles: list[Role], host: HostFacts, facts: DirectoryFacts) -> bool:
        """Writes all check lines; a resumed run has none, as on site."""
        action = self._request.action
        states = role_state.read_states(self._computer)
        first = checks.everywhere(host, self._level)
        clustered = role_state.read_clustered(self._computer)
        first += checks.earlier_runs(action, self._request.roles, states, clustered)
        resumed = bool(roles) and any(states[role.name].unfinished for role in roles)
        if resumed and not has_errors(first):
            return True
        for line, findings in self._check_lines(run, roles, host, facts, first):
            run.wait(_CHECK_SECONDS)
            for finding in findings:
                run.log(f"[{finding.severity.name}] {finding.text}", 1)
            if not self._out.step(line, findings):
                return False
        return True

    def _check_lines(
        self,
        run: SetupRun,
        roles: list[Role],
        host: HostFacts,
        facts: DirectoryFacts,
        first: list[Finding],
    ) -> list[tuple[str, list[Finding]]]:
        action = self._request.action
        lines: list[tuple[str, list[Finding]]] = []
        org_due = checks.organization_is_old(self._level, facts) or checks.schema_is_old(self._level, facts)
        own_due = checks.domain_is_old(self._level, facts, facts.own_domain)
        if action.prepares_directory:
            lines.append(("Organization Checks", first + checks.organization(self._request, self._level, facts)))
            return lines
        if action in (Action.INSTALL, Action.UPGRADE) and (org_due or own_due):
            lines.append(("Organization Checks", checks.organization(self._request, self._level, facts)))
        for role in roles:
            findings = list(first) if role is roles[0] else []
            if action in (Action.INSTALL, Action.RECOVER_SERVER):
                findings += checks.installation(role, self._request, self._level, host, facts)
            elif action is Action.UNINSTALL:
                problem = self._installation(run).uninstall_checks(role)
                if role.name == "Mailbox" and problem is None:
                    problem = self._setting.cluster.removal_problem()
                findings += [error(problem)] if problem is not None else []
            lines.append((role.checks, findings))
        if not roles and not self._request.also_new_cms and action not in _CLUSTER_ACTIONS:
            lines.append(("Server Checks", list(first) + self._nothing_to_do(action)))
        if self._request.also_new_cms or action in _CLUSTER_ACTIONS:
            extra = [] if roles else list(first)
            lines.append(("Clustered Mailbox Server Checks", extra + self._setting.cluster.checks(run)))
        return lines

    def _nothing_to_do(self, action: Action) -> list[Finding]:
        """What is said when no role is left to work on (UNVERIFIED)."""
        if action is Action.UNINSTALL:
            return [error("The server roles that were specified are not installed on this computer.")]
        if action is Action.RECOVER_SERVER:
            return [error("This computer has no server object with roles in the Exchange organization.")]
        if action is Action.INSTALL:
            return [error("The server roles that were specified are already installed on this computer.")]
        return []

    # -- configuration ----------------------------------------------------------------------------------

    def _installation(self, run: SetupRun) -> Installation:
        return Installation(
            run,
            self._computer,
            self._setting.media.folder,
            clustered=self._setting.cluster.is_node(),
        )

    def _configure(self, run: SetupRun, roles: list[Role], facts: DirectoryFacts) -> None:
        action = self._request.action
        if action.prepares_directory:
            self._prepare(run, facts)
        elif action in (Action.INSTALL, Action.RECOVER_SERVER):
            self._install(run, roles, facts)
        elif action is Action.UPGRADE:
            self._upgrade(run, roles, facts)
        elif action is Action.UNINSTALL:
            self._uninstall(run, roles)
        elif action in _CLUSTER_ACTIONS:
            run.step("Clustered Mailbox Server", lambda: self._clustered(run))
        elif action in (Action.NEW_PROVISIONED_SERVER, Action.REMOVE_PROVISIONED_SERVER):
            run.step("Provisioning the server", lambda: self._provision(run))
        else:
            raise SetupError(f"winlab: not emulated: setup.com {action.value}")

    def _clustered(self, run: SetupRun) -> None:
        self._setting.cluster.configure(run, self._computer)

    def _provision(self, run: SetupRun) -> None:
        provision(run, self._computer)

    def _prepare(self, run: SetupRun, facts: DirectoryFacts) -> None:
        preparation = Preparation(run)
        request, level = self._request, self._level
        action = request.action
        if action is Action.PREPARE_LEGACY:
            only = request.value("PrepareLegacyExchangePermissions") or None
            run.step("Prepare Legacy Permissions", lambda: preparation.legacy_permissions(only))
        elif action is Action.PREPARE_SCHEMA:
            self._schema(run, preparation)
        elif action is Action.PREPARE_AD:
            if checks.schema_is_old(level, facts):
                self._schema(run, preparation)
            run.step("Organization Preparation", preparation.organization)
        elif action is Action.PREPARE_DOMAIN:
            self._domain(run, preparation, request.value("PrepareDomain") or facts.own_domain, facts)
        else:
            for name in facts.domains:
                self._domain(run, preparation, name, facts)

    def _schema(self, run: SetupRun, preparation: Preparation) -> None:
        """Earlier steps that were left out are done first, as the account may.

        https://blogs.technet.microsoft.com/gerod_serafin/2008/01/11/preparing-your-ad-for-exchange-2007-sp1/
        """
        preparation.legacy_permissions()
        self._out.line("    Extending Active Directory schema")
        run.step("Progress", preparation.schema)

    def _domain(self, run: SetupRun, preparation: Preparation, name: str, facts: DirectoryFacts) -> None:
        if name in facts.legacy_domains:
            run.warnings.append(
                "Setup has detected that the domain has no Recipient Update Service of Exchange 2007. "
                "Keep the Exchange 2003 Recipient Update Service of this domain."
            )
        run.step("Prepare Domain Progress", lambda: preparation.domain(name))

    def _raise_organization(self, run: SetupRun, facts: DirectoryFacts) -> None:
        """Updates of the organisation that a role install does when they are due."""
        level = self._level
        if not (checks.organization_is_old(level, facts) or checks.schema_is_old(level, facts)):
            if checks.domain_is_old(level, facts, facts.own_domain):
                run.step("Organization Preparation", lambda: Preparation(run).domain(facts.own_domain))
            return
        preparation = Preparation(run)

        def prepare() -> None:
            if checks.schema_is_old(level, facts):
                preparation.legacy_permissions()
                preparation.schema()
            preparation.organization()
            if facts.own_domain != facts.root_domain:
                preparation.domain(facts.own_domain)

        run.step("Organization Preparation", prepare)

    def _install(self, run: SetupRun, roles: list[Role], facts: DirectoryFacts) -> None:
        self._raise_organization(run, facts)
        installation = self._installation(run)
        states = role_state.read_states(self._computer)
        fresh = [role for role in roles if states[role.name].unpacked is None]
        if fresh:
            run.step("Copying Exchange files", lambda: installation.copy_files(fresh))
        for role in roles:
            run.step(role.configured, partial(installation.configure, role, self._request.action.value))
        if any(role.name == "Mailbox" for role in roles) and self._setting.cluster.is_node():
            self._setting.cluster.node_ready(run)
        if self._request.also_new_cms:
            run.step("Clustered Mailbox Server", lambda: self._clustered(run))

    def _upgrade(self, run: SetupRun, roles: list[Role], facts: DirectoryFacts) -> None:
        if not roles:
            return
        self._raise_organization(run, facts)
        installation = self._installation(run)
        run.step("Preparing Setup", lambda: run.wait(20.0))
        run.step("Removing Exchange Files", lambda: run.wait(60.0))
        run.step("Preparing Files", lambda: run.wait(20.0))
        run.step("Copying Exchange files", lambda: installation.replace_files(roles))
        for role in roles:
            run.step(role.configured, partial(installation.upgrade, role))
        run.step("Finalizing Setup", lambda: run.wait(10.0))

    def _uninstall(self, run: SetupRun, roles: list[Role]) -> None:
        installation = self._installation(run)
        for role in roles:
            run.step(role.configured, partial(installation.remove, role))
        states = role_state.read_states(self._computer)
        if not any(state.unpacked for state in states.values()):
            run.step("Removing Exchange Files", installation.remove_files)


_NOT_EMULATED = (Action.ADD_UM_LANGUAGE_PACK, Action.REMOVE_UM_LANGUAGE_PACK, Action.RECOVER_CMS)
_CLUSTER_ACTIONS = (
    Action.NEW_CMS,
    Action.REMOVE_CMS,
    Action.RECOVER_CMS,
    Action.UPGRADE_CMS,
    Action.CLEAR_LOCAL_CMS,
)
