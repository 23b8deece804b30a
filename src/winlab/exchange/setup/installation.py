"""Installing and removing server roles on one computer.

State in the registry http://technet.microsoft.com/en-us/library/cc540457(v=exchg.80).aspx ; snap-in
http://www.book4u.org.ua/book/65250/Professional-Windows-PowerShell-for-Exchange-Server-2007-Service-Pack-1/num_25.html
; refusal to remove a public folder database https://mskb.pkisolutions.com/kb/927464 . Durations UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Sequence

from winlab.exchange import organization as org
from winlab.exchange.organization import OrganizationNames
from winlab.exchange.roles import EXCHANGE_KEY, ROLES, SERVICES, SETUP_KEY, Role
from winlab.exchange.setup import role_state
from winlab.exchange.setup.computer import Computer
from winlab.exchange.setup.preparation import find_organization
from winlab.exchange.setup.role_state import Task, TaskList
from winlab.exchange.setup.run import LOG_FOLDER, SetupError, SetupRun
from winlab.exchange.setup.server_object import ServerObject

DEFAULT_FOLDER = r"C:\Program Files\Microsoft\Exchange Server"
SNAPIN = "Microsoft.Exchange.Management.PowerShell.Admin"
SNAPIN_KEY = r"HKLM\SOFTWARE\Microsoft\PowerShell\1\PowerShellSnapIns" + "\\" + SNAPIN
UNINSTALL_KEY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Microsoft Exchange"
_COPY_SECONDS = 300.0
_SCRIPTS = (
    "New-TestCasConnectivityUser.ps1",
    "Get-SetupLog.ps1",
    "MoveMailbox.ps1",
    "AddReplicaToPFRecursive.ps1",
)
REPLICAS = (
    "Uninstall cannot proceed. Database 'Public Folder Database': The public folder database specified "
    "contains folder replicas. Before deleting the public folder database, remove the folders or move the "
    "replicas to another public folder database."
)


class Installation:
    """The configuration part of one run on one computer.

    Args:
        run: The run.
        computer: Where it runs.
        media: Folder of the media, as shown in messages.
        clustered: The computer is a node of a cluster: the Mailbox role gets no server of its own.
    """

    def __init__(self, run: SetupRun, computer: Computer, media: str, *, clustered: bool = False) -> None:
        self._run = run
        self._computer = computer
        self._media = media
        self._clustered = clustered
        self._version = run.level.version
        self.folder = run.request.value("TargetDir") or self._installed_folder() or DEFAULT_FOLDER

    def _installed_folder(self) -> str | None:
        path = self._computer.value(SETUP_KEY, "MsiInstallPath")
        return str(path).rstrip("\\") if path is not None else None

    def _names(self) -> OrganizationNames:
        names = find_organization(self._run.bind())
        if names is None:
            raise SetupError("The Exchange organization container could not be found. Run setup /PrepareAD.")
        return names

    def _server(self) -> ServerObject:
        return ServerObject(self._run, self._names(), self._computer.name, self._computer.fqdn)

    # -- files ------------------------------------------------------------------------------------------

    def copy_files(self, roles: Sequence[Role]) -> None:
        """Lays the product down and marks the roles unpacked.

        Raises:
            SetupError: another level is installed (1638), another installation runs (1618).
        """
        states = role_state.read_states(self._computer)
        present = {state.unpacked for state in states.values() if state.unpacked is not None}
        if present - {self._version}:
            raise SetupError(
                f"Opening package '{self._media}\\exchangeserver.msi' failed. Another version of this "
                "product is already installed. Installation of this version cannot continue. To configure or "
                "remove the existing version of this product, use Add/Remove Programs on the Control Panel. "
                "Error code is 1638."
            )
        if not self._computer.begin_installer():
            raise SetupError(
                f"Installing product {self._media}\\exchangeserver.msi failed. Another installation is already "
                "in progress. Complete that installation before proceeding with this install. Error code is "
                "1618."
            )
        try:
            if not present:
                self._run.wait(_COPY_SECONDS)
                self._lay_down()
        finally:
            self._computer.end_installer()
        self._register()
        for role in roles:
            role_state.begin(self._computer, role, self._version)

    def _lay_down(self) -> None:
        computer, folder = self._computer, self.folder
        level = self._run.level.name
        computer.add_program(rf"{folder}\Bin\setup.com", "setup.com", {"level": level, "installed": "1"})
        for service in SERVICES.values():
            computer.add_program(rf"{folder}\Bin\{service.program}", service.program, {})
        computer.write_text(rf"{folder}\Bin\exshell.psc1", _CONSOLE_FILE)
        computer.write_text(rf"{folder}\Bin\Exchange.ps1", "# Exchange Management Shell\r\n")
        for script in _SCRIPTS:
            computer.write_text(rf"{folder}\Scripts\{script}", f"# {script}\r\n")
        computer.write_text(rf"{LOG_FOLDER}\ExchangeSetup.msilog", "MSI (s) Product: Microsoft Exchange Server\r\n")

    def _register(self) -> None:
        computer = self._computer
        major, minor, build, revision = self._run.level.build
        for name, value in (
            ("MsiProductMajor", major),
            ("MsiProductMinor", minor),
            ("MsiBuildMajor", build),
            ("MsiBuildMinor", revision),
        ):
            computer.set_value(SETUP_KEY, name, value)
        computer.set_value(SETUP_KEY, "MsiInstallPath", self.folder + "\\")
        computer.set_value(SETUP_KEY, "Services", self.folder)
        computer.set_value(UNINSTALL_KEY, "DisplayName", "Microsoft Exchange Server 2007")
        computer.set_value(UNINSTALL_KEY, "DisplayVersion", self._version)
        computer.set_value(UNINSTALL_KEY, "UninstallString", rf"{self.folder}\Bin\setup.com")

    # -- roles ------------------------------------------------------------------------------------------

    def tasks(self, role: Role) -> list[Task]:
        """The tasks that configure a role, in order."""
        if role.name == "ManagementTools":
            return [Task("Register the management snap-in", role.seconds, self._register_snapin)]
        share = role.seconds / 6
        found = [
            Task("Install services", share, lambda: self._services(role)),
        ]
        if not (self._clustered and role.name == "Mailbox"):
            found += [
                Task("Create the server object", share, self._create_server),
                Task("Add the computer to the Exchange groups", share, self._join_groups),
                Task("Configure the role's objects", share, lambda: self._objects(role)),
                Task("Start services", share, lambda: self._start(role)),
                Task("Set the role's bit", share, lambda: self._server().add_role(role)),
            ]
        else:
            found += [
                Task("Add the computer to the Exchange groups", share, self._join_groups),
                Task("Start services", share, lambda: self._start(role)),
            ]
        return found

    def configure(self, role: Role, action: str = "Install") -> None:
        """Does what is left of a role's configuration, for an installation or a recovery."""
        run = self._run
        tasks = TaskList(self._computer, role.registry_key, action, self.tasks(role))
        now = run.now()
        name = f"{action}-{role.name}-{now:%Y%m%d}-{now:%H%M%S}0000.ps1"
        self._computer.write_text(rf"{LOG_FOLDER}\{name}", tasks.script())
        tasks.run(run.wait, lambda text: run.log(text, 2))
        role_state.finish(self._computer, role, self._version)

    def _register_snapin(self) -> None:
        dll = rf"{self.folder}\Bin\Microsoft.Exchange.PowerShell.Configuration.dll"
        for name, value in (
            ("ApplicationBase", rf"{self.folder}\Bin"),
            ("AssemblyName", f"Microsoft.Exchange.PowerShell.Configuration, Version={_ASSEMBLY_VERSION}"),
            ("Description", "Admin Tasks for the Exchange Server"),
            ("ModuleName", dll),
            ("PowerShellVersion", "1.0"),
            ("Vendor", "Microsoft"),
            ("Version", _ASSEMBLY_VERSION),
        ):
            self._computer.set_value(SNAPIN_KEY, name, value)
        self._computer.add_program(dll, "library", {})

    def _services(self, role: Role) -> None:
        for name in role.services:
            service = SERVICES[name]
            manual = self._clustered and name in _CLUSTERED_SERVICES
            path = rf'"{self.folder}\Bin\{service.program}"'
            self._computer.add_service(service, path, automatic=service.automatic and not manual)

    def _create_server(self) -> None:
        self._server().create()

    def _join_groups(self) -> None:
        self._server().join_groups(self._computer.name)

    def _objects(self, role: Role) -> None:
        server = self._server()
        services = _CERTIFIED.get(role.name)
        if services is not None and not self._run.request.has("NoSelfSignedCertificates"):
            self._computer.self_signed(services)
        if role.name == "ClientAccess":
            server.client_access()
        elif role.name == "HubTransport":
            server.hub_transport()
            legacy = self._run.request.value("LegacyRoutingServer")
            if legacy is not None:
                server.interop_connectors(legacy)
        elif role.name == "Mailbox":
            server.mailbox()
            if self._needs_public_folders(server):
                server.public_folders()

    def _needs_public_folders(self, server: ServerObject) -> bool:
        """The first 2007 Mailbox server beside 2003 gets a public folder database, a new one if asked for.

        Observed in https://stealthpuppy.com/diary-of-an-exchange-2007-upgrade-part-2/
        """
        names = self._names()
        if self._run.request.has("EnableLegacyOutlook"):
            return True
        connection = server.connection
        mailbox = connection.search(names.servers, "(objectClass=msExchPublicMDB)", limit=1)
        legacy = connection.search(names.dn, "(&(objectClass=msExchExchangeServer)(serialNumber=Version 6*))", limit=1)
        return bool(legacy) and not mailbox

    def _start(self, role: Role) -> None:
        skip = {"MSExchangeTransport"} if self._run.request.has("DoNotStartTransport") else set[str]()
        if self._clustered:
            skip |= _CLUSTERED_SERVICES  # the cluster starts them where the server is
        for name in role.services:
            if SERVICES[name].automatic and name not in skip:
                code = self._computer.start_service(name)
                if code:
                    raise SetupError(
                        f"Service '{name}' failed to reach status 'Running' on this server (error {code})."
                    )

    # -- removal ----------------------------------------------------------------------------------------

    def uninstall_checks(self, role: Role) -> str | None:
        """Why a role can't be removed, None if it can."""
        if role.name != "Mailbox" or self._clustered:
            return None
        server = self._server()
        base = server.dn
        if not server.connection.exists(base):
            return None
        if server.connection.search(base, "(objectClass=msExchPublicMDB)", limit=1):
            return REPLICAS
        names = self._names()
        own = names.server(self._computer.name).replace("(", r"\28").replace(")", r"\29")
        homes = f"(homeMDB=CN=Mailbox Database,CN=First Storage Group,CN=InformationStore,{own})"
        if server.connection.search(server.connection.dc.domain.dn, homes, limit=1):
            return (
                "Uninstall cannot proceed. Database 'Mailbox Database': This mailbox database contains one "
                "or more mailboxes. Before deleting a mailbox database, move or remove the mailboxes."
            )
        return None

    def remove(self, role: Role) -> None:
        """Takes a role away: services, directory objects, registry."""
        run, computer = self._run, self._computer
        TaskList(
            computer,
            role.registry_key,
            "Uninstall",
            [
                Task("Remove services", role.seconds / 3, lambda: self._remove_services(role)),
                Task("Remove the role's objects", role.seconds / 3, lambda: self._remove_objects(role)),
            ],
        ).run(run.wait, lambda text: run.log(text, 2))
        computer.delete_key(role.registry_key)
        if role.name == "ManagementTools":
            computer.delete_key(SNAPIN_KEY)

    def _remove_services(self, role: Role) -> None:
        states = role_state.read_states(self._computer)
        kept = {
            name
            for other in ROLES.values()
            if other.name != role.name and states[other.name].configured is not None
            for name in other.services
        }
        for name in reversed(role.services):
            if name not in kept:
                self._computer.delete_service(name)

    def _remove_objects(self, role: Role) -> None:
        if not role.bit or (self._clustered and role.name == "Mailbox"):
            return
        server = self._server()
        if not server.connection.exists(server.dn):
            return
        if server.remove_role(role) == 0:
            server.delete()
            self._leave_groups(server)
        elif role.name == "ClientAccess":
            for item in server.connection.search(f"CN=HTTP,CN=Protocols,{server.dn}", scope="onelevel"):
                server.connection.delete(item.dn, tree=True)

    def _leave_groups(self, server: ServerObject) -> None:
        forest = self._run.forest
        root = self._run.bind(domain=forest.root.dns)
        group = root.get(f"CN={org.EXCHANGE_SERVERS},{org.security_groups(forest.root.dn)}")
        left = [dn for dn in group.get("member") if org.name_of(str(dn)).upper() != self._computer.name]
        root.modify(group.dn, {"member": left})

    def remove_files(self) -> None:
        """Removes the product after its last role."""
        self._run.wait(_COPY_SECONDS / 3)
        self._computer.delete_folder(self.folder)
        self._computer.delete_key(EXCHANGE_KEY)
        self._computer.delete_key(SETUP_KEY)
        self._computer.delete_key(UNINSTALL_KEY)

    # -- service pack -----------------------------------------------------------------------------------

    def upgrade(self, role: Role) -> None:
        """Brings a role that is installed to the level of the media."""
        run = self._run
        TaskList(
            self._computer,
            role.registry_key,
            "BuildToBuildUpgrade",
            [Task("Upgrade the role", role.seconds, lambda: self._upgrade_objects(role))],
        ).run(run.wait, lambda text: run.log(text, 2))
        role_state.finish(self._computer, role, self._version)

    def _upgrade_objects(self, role: Role) -> None:
        if role.bit and not (self._clustered and role.name == "Mailbox"):
            server = self._server()
            server.create()
            self._start(role)

    def replace_files(self, roles: Sequence[Role]) -> None:
        """Removes the old files and lays the new ones down."""
        self._run.wait(_COPY_SECONDS)
        self._computer.delete_folder(self.folder)
        self._lay_down()
        self._register()
        for role in roles:
            role_state.begin(self._computer, role, self._version)


_ASSEMBLY_VERSION = "8.0.0.0"
_CLUSTERED_SERVICES = {"MSExchangeIS", "MSExchangeSA"}
_CERTIFIED = {"ClientAccess": ("IMAP", "POP", "IIS"), "HubTransport": ("SMTP",), "UnifiedMessaging": ("UM",)}
_CONSOLE_FILE = (
    '<?xml version="1.0" encoding="utf-8"?>\r\n<PSConsoleFile ConsoleSchemaVersion="1.0">\r\n'
    "  <PSVersion>1.0</PSVersion>\r\n  <PSSnapIns>\r\n"
    f'    <PSSnapIn Name="{SNAPIN}" />\r\n'
    "  </PSSnapIns>\r\n</PSConsoleFile>\r\n"
)
