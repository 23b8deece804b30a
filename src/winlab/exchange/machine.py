"""Exchange on an emulated machine: the computer setup runs on, and the host its cmdlets ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from winlab.cluster.operation import ServerCluster
from winlab.cluster.part import install as cluster_part
from winlab.directory.forest import Forest
from winlab.directory.lab_part import forest_of
from winlab.exchange.certificates import MachineCertificates, certificates_of, setup_certificate
from winlab.exchange.clustered import ClusteredSetup
from winlab.exchange.levels import LEVELS, ExchangeLevel, level_of_version
from winlab.exchange.part import stores_of
from winlab.exchange.roles import ROLES, ExchangeService
from winlab.exchange.setup.facts import HostFacts
from winlab.exchange.stores import Stores
from winlab.windows.accounts import Logon, system_logon
from winlab.windows.components import SUBCOMPONENTS_KEY
from winlab.windows.errors import ServiceError
from winlab.windows.services import AUTO, DISABLED, MANUAL, Service
from winlab.windows.session import MachineSessionHost

if TYPE_CHECKING:
    from winlab.powershell.session import SessionHost
    from winlab.windows.machine import Machine

_MANAGER = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager"
_UPDATES = r"HKLM\SOFTWARE\Microsoft\Updates"
_NDP = r"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v2.0.50727"
_POWERSHELL = r"HKLM\SOFTWARE\Microsoft\PowerShell\1"
_SYSTEM32 = r"C:\WINDOWS\system32"
_ENCODER = r"C:\Program Files\Windows Media Components\Encoder\wmenc.exe"
_ASPNET = r"framework64\v2.0.50727\aspnet_isapi.dll"
_SERVICE_START_SECONDS = 4.0


class MachineComputer:
    """The computer setup runs on.

    Args:
        machine: The machine.
        logon: Who runs setup.
    """

    def __init__(self, machine: Machine, logon: Logon) -> None:
        self._machine = machine
        self._logon = logon

    @property
    def name(self) -> str:
        """NetBIOS name."""
        return self._machine.name

    @property
    def fqdn(self) -> str:
        """DNS name, the computer's part in upper case as setup writes it."""
        return f"{self._machine.name}.{self._machine.fqdn.partition('.')[2]}"

    def facts(self) -> HostFacts:
        """What the checks ask about.

        Restart flags https://technet.microsoft.com/en-us/library/cc164360(v=exchg.80).aspx ; bitness of IIS
        https://mskb.pkisolutions.com/kb/895976 ; detection of the other packages UNVERIFIED.
        """
        machine = self._machine
        registry = machine.registry
        services = machine.services.all()
        hotfixes = {key.upper().partition("-")[0] for key in machine.updates}
        bits = machine.metabase.get("W3SVC/AppPools", "Enable32bitAppOnWin64")
        return HostFacts(
            name=machine.name,
            fqdn=self.fqdn,
            local_admin=self._logon.is_administrator,
            update_exe_volatile=registry.number(_UPDATES, "UpdateExeVolatile"),
            pending_renames=bool(registry.get(_MANAGER, "PendingFileRenameOperations")),
            dotnet=registry.number(_NDP, "Install") == 1,
            dotnet_sp1=registry.number(_NDP, "SP") >= 1,
            hotfixes=frozenset(hotfixes),
            powershell=registry.number(_POWERSHELL, "Install") == 1,
            mmc3=machine.os.r2 or "KB907265" in hotfixes,
            installer=self._installer(),
            enterprise=machine.os.enterprise,
            services=frozenset(item.name.upper() for item in services),
            disabled=frozenset(item.name.upper() for item in services if item.start_mode == DISABLED),
            components=frozenset(value.name.lower() for value in registry.values(SUBCOMPONENTS_KEY) if value.data == 1),
            iis_32bit=bits is not None and bits[1] not in (0, False, "0", "False", "FALSE"),
            aspnet_registered=self._aspnet(),
            msxml6=machine.files.is_file(rf"{_SYSTEM32}\msxml6.dll"),
            media_encoder=machine.files.is_file(_ENCODER),
            audio_codec="KB917312" in hotfixes,
            memory_mb=machine.spec.memory_mb,
            free_mb=machine.files.free("C:") >> 20,
            clustered=cluster_part(machine.lab).of_node(machine.name) is not None,
            is_domain_controller=machine.is_domain_controller,
        )

    def _installer(self) -> tuple[int, int]:
        node = self._machine.files.node(rf"{_SYSTEM32}\msi.dll")
        words = node.facts.get("version", "3.1").split(".") if node is not None else ["3", "1"]
        return int(words[0]), int(words[1])

    def _aspnet(self) -> bool:
        found = self._machine.metabase.get("W3SVC", "WebSvcExtRestrictionList")
        entries = found[1] if found is not None and isinstance(found[1], list) else []
        return any(
            entry.partition(",")[0] == "1" and entry.split(",")[1].lower().endswith(_ASPNET) for entry in entries
        )

    def value(self, key: str, name: str) -> str | int | None:
        """A registry value as text or number."""
        found = self._machine.registry.get(key, name)
        return found if isinstance(found, (str, int)) else None

    def set_value(self, key: str, name: str, value: str | int) -> None:
        """Writes a registry value."""
        self._machine.registry.set(key, name, value)

    def delete_value(self, key: str, name: str) -> None:
        """Deletes a registry value."""
        self._machine.registry.delete_value(key, name)

    def delete_key(self, key: str) -> None:
        """Deletes a registry key."""
        self._machine.registry.delete(key)

    def write_text(self, path: str, text: str, *, append: bool = False) -> None:
        """Writes a text file."""
        self._machine.files.write_text(path, text, append=append)

    def add_program(self, path: str, program: str, data: dict[str, str]) -> None:
        """Lays down an executable file."""
        self._machine.files.add_program(path, program, None, **data)

    def delete_folder(self, path: str) -> None:
        """Deletes a folder."""
        if self._machine.files.exists(path):
            self._machine.files.delete(path, recursive=True, force=True)

    def add_service(self, service: ExchangeService, path: str, *, automatic: bool) -> None:
        """Creates a service unless it exists."""
        if self._machine.services.find(service.name) is not None:
            return
        self._machine.services.create(
            Service(
                service.name,
                service.display,
                path,
                AUTO if automatic else MANUAL,
                service.account,
                list(service.depends),
                start_seconds=_SERVICE_START_SECONDS,
            )
        )

    def start_service(self, name: str) -> int:
        """Starts a service."""
        return _start(self._machine, name)

    def stop_service(self, name: str) -> None:
        """Stops a service that runs."""
        if self._machine.services.is_running(name):
            self._machine.services.stop(name, with_dependents=True)

    def delete_service(self, name: str) -> None:
        """Stops and deletes a service."""
        if self._machine.services.find(name) is not None:
            self.stop_service(name)
            self._machine.services.delete(name)

    def begin_installer(self) -> bool:
        """Takes the Windows Installer; False while another installation runs."""
        if self._machine.installer_busy is not None:
            return False
        self._machine.installer_busy = "exchangeserver.msi"
        return True

    def end_installer(self) -> None:
        """Gives it back."""
        self._machine.installer_busy = None

    def self_signed(self, services: tuple[str, ...]) -> None:
        """Makes the self-signed certificate unless it is there, and binds services to it."""
        setup_certificate(self._machine, services)

    def event(self, source: str, kind: str, number: int, text: str) -> None:
        """Adds an event to the Application log."""
        self._machine.events.write("Application", source, number, kind, text)


def _start(machine: Machine, name: str) -> int:
    try:
        machine.services.start(name)
    except ServiceError as problem:
        return 0 if problem.code == 1056 else problem.code
    return 0


class MachineExchangeHost:
    """What the cmdlets of a session ask (`winlab.exchange.host.ExchangeHost`)."""

    def __init__(self, host: MachineSessionHost) -> None:
        self._host = host
        self._lab = host.machine.lab

    @property
    def forest(self) -> Forest:
        """The forest."""
        return forest_of(self._lab)

    @property
    def logon(self) -> Logon:
        """Who runs the session."""
        return self._host.logon

    @property
    def machine(self) -> Machine:
        """The machine."""
        return self._host.machine

    @property
    def stores(self) -> Stores:
        """Run-time state of databases."""
        return stores_of(self._lab)

    @property
    def level(self) -> ExchangeLevel:
        """The level of the management tools installed here."""
        version = self.machine.registry.text(ROLES["ManagementTools"].registry_key, "ConfiguredVersion")
        return level_of_version(version) or LEVELS["SP3"]

    def has_component(self, server: str, component: str) -> bool:
        """Whether a Windows component is on."""
        machine = self._lab.machines.get(server.upper())
        return machine is not None and machine.registry.number(SUBCOMPONENTS_KEY, component) == 1

    def service_state(self, server: str, service: str) -> str | None:
        """The state of a service on a machine that is up."""
        machine = self._lab.find(server)
        if machine is None or not machine.is_running:
            return None
        found = machine.services.find(service)
        return found.state if found is not None else None

    def start_service(self, server: str, service: str) -> int:
        """Starts a service."""
        machine = self._lab.find(server)
        return _start(machine, service) if machine is not None else 1722

    def cluster_of(self, node: str) -> ServerCluster | None:
        """The cluster of a node."""
        return cluster_part(self._lab).of_node(node)

    @property
    def certificates(self) -> MachineCertificates:
        """The certificates of the machine."""
        return certificates_of(self.machine)

    def write_file(self, path: str, text: str) -> None:
        """Writes a text file on the machine."""
        self.machine.files.write_text(path, text)

    def file_exists(self, path: str) -> bool:
        """Whether a file exists on the machine."""
        return self.machine.files.is_file(path)

    def clusters(self) -> list[ServerCluster]:
        """All clusters."""
        return list(cluster_part(self._lab).clusters.values())

    def sleep(self, seconds: float) -> None:
        """Lets virtual time pass."""
        self._host.sleep(seconds)

    def event(self, server: str, source: str, kind: str, number: int, text: str) -> None:
        """Adds an event to a machine's Application log."""
        machine = self._lab.find(server)
        if machine is not None:
            machine.events.write("Application", source, number, kind, text)


def host_of(host: SessionHost) -> MachineExchangeHost:
    """Exchange on the machine of a session's host."""
    return MachineExchangeHost(cast("MachineSessionHost", host))


def clustered_setup(machine: Machine) -> ClusteredSetup:
    """Setup's clustered operations on a machine."""
    cluster = cluster_part(machine.lab).of_node(machine.name)
    return ClusteredSetup(
        cluster, machine.name, lambda node: MachineComputer(machine.lab.machines[node], system_logon())
    )
