"""One emulated host: everything a program on it can see."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, cast

from winlab.windows import base_content, pending_restart, profiles
from winlab.windows.accounts import LocalAccounts, Logon
from winlab.windows.base_services import base_services, winrm_service
from winlab.windows.changes import touched
from winlab.windows.connections import Connections
from winlab.windows.errors import LogonError, NetworkError, Win32Error
from winlab.windows.events import EventLogs
from winlab.windows.files import Disk, Files, join
from winlab.windows.network import Adapter
from winlab.windows.processes import Processes
from winlab.windows.registry import Registry
from winlab.windows.services import Services, as_mapping
from winlab.windows.shares import Shares
from winlab.windows.specification import OPERATING_SYSTEMS, MachineSpec
from winlab.windows.token import FileGuard

if TYPE_CHECKING:
    from winlab.windows.clock import VirtualClock
    from winlab.windows.lab import Lab
    from winlab.windows.metabase import Metabase
    from winlab.windows.tasks import Tasks

BOOT_SECONDS = 90.0
SHUTDOWN_SECONDS = 10.0


class MachinePart(Protocol):
    """Something another part keeps on a machine (WinRM's configuration, a cluster node)."""

    def state(self) -> object:
        """Plain data."""

    def load(self, data: object) -> None:
        """Takes over what `state` gave."""


BootHook = Callable[["Machine"], None]
BOOT_HOOKS: list[BootHook] = []
SETUP_HOOKS: list[BootHook] = []


def at_boot(function: BootHook) -> BootHook:
    """Registers a function that is called when a machine has started (services run already)."""
    BOOT_HOOKS.append(function)
    return function


def at_setup(function: BootHook) -> BootHook:
    """Registers a function that is called once when a machine is made or loaded, to add parts to it."""
    SETUP_HOOKS.append(function)
    return function


class Machine:
    """A host of the lab.

    Attributes:
        name: NetBIOS name, upper case.
        parts: What other parts keep here, by name.
        updates: Installed updates: key (``KB926139``) -> details of Win32_QuickFixEngineering.
    """

    metabase: Metabase
    tasks: Tasks

    def __init__(self, lab: Lab, spec: MachineSpec) -> None:
        self.lab = lab
        self.spec = spec
        self.name = spec.name.upper()
        self.os = OPERATING_SYSTEMS[spec.os]
        self.domain = spec.domain
        self.netbios_domain = spec.netbios_domain.upper()
        self.roles = set(spec.roles)
        self.registry = Registry(base_content.base_registry(spec.os), self._touching("registry"))
        self.files = Files(base_content.base_files(spec.os), self.local_time, self._touching("files"))
        self.files.guard = FileGuard(self).check
        for disk in spec.disks:
            self.files.add_disk(Disk(disk.letter + ":", disk.size_gb << 30, disk.label, used=6 << 30))
        self.processes = Processes(self)
        self.events = EventLogs(self)
        self.users = LocalAccounts(self)
        self.services = Services(self)
        self.shares = Shares(self)
        self.adapters: list[Adapter] = []
        self.updates: dict[str, dict[str, str]] = {}
        self.parts: dict[str, MachinePart] = {}
        self.connections = Connections()
        """Connections to shares (``net use``): UNC path -> account; gone after a restart."""
        self.is_running = False
        self.is_down = False
        self.boot_time: datetime = lab.clock.now()
        self.boot_count = 0
        self.shutdown_pending = False
        self._shutdown: object = None
        self.installer_busy: str | None = None
        self.winlogon_ready = lab.clock.event()

    # -- facts ----------------------------------------------------------------------------------------

    @property
    def clock(self) -> VirtualClock:
        """The lab's clock."""
        return self.lab.clock

    @property
    def fqdn(self) -> str:
        """DNS name."""
        suffix = self.spec.dns_domain or self.domain
        return f"{self.name.lower()}.{suffix}" if suffix else self.name.lower()

    @property
    def member_of(self) -> str | None:
        """DNS name of its domain; None in a workgroup."""
        return self.domain or None

    @property
    def is_domain_controller(self) -> bool:
        """Whether it is one."""
        return "domain-controller" in self.roles

    @property
    def boot_id(self) -> str:
        """Differs after each start."""
        return f"{self.name}-{self.boot_count}"

    @property
    def address(self) -> str:
        """Its first address."""
        return next((adapter.address for adapter in self.adapters if adapter.address), "")

    def local_time(self) -> datetime:
        """The machine's local time (its zone is UTC)."""
        return self.clock.now().replace(tzinfo=None)

    def uptime(self) -> timedelta:
        """Since the last start."""
        return self.clock.now() - self.boot_time

    def random_number(self, purpose: str, bits: int) -> str:
        """A number that is this machine's own and follows from the lab's seed, in decimal."""
        digest = hashlib.sha256(f"{self.lab.seed}/{self.name}/{purpose}".encode()).digest()
        return str(int.from_bytes(digest[: bits // 8], "big"))

    def random_guid(self, purpose: str) -> str:
        """A GUID that is this machine's own, lower case."""
        digest = hashlib.sha256(f"{self.lab.seed}/{self.name}/{purpose}".encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def touch(self, kind: str = "", name: str = "") -> None:
        """Something that outlives a restart of the lab changed; named, the log tells who did it."""
        if kind:
            touched(self.name, kind, name)
        self.lab.touch(self.name)

    def _touching(self, kind: str) -> Callable[[str], None]:
        return lambda name: self.touch(kind, name)

    def wait(self, seconds: float) -> None:
        """Takes virtual time in the calling thread."""
        if seconds > 0:
            self.clock.sleep(seconds)

    # -- making ---------------------------------------------------------------------------------------

    @classmethod
    def from_spec(cls, lab: Lab, spec: MachineSpec) -> Machine:
        """Makes a machine as its specification says and starts it."""
        machine = cls(lab, spec)
        for service in base_services(machine.os, remoting=False, member=bool(spec.domain)):
            machine.services.add_known(service)
        if spec.domain:
            machine.services.configure("Netlogon", start_mode="Auto")
        if spec.remoting:
            machine.services.create(winrm_service())
        machine._prepare_adapters()
        machine._write_identity()
        machine._setup()
        for group, members in spec.local_groups.items():
            machine.users.group(group).members.extend(members)
        for user in spec.users:
            from winlab.windows.accounts import derived_password

            machine.users.add_user(user.name, derived_password(lab.seed, machine.name, user.name), user.full_name)
            for group in user.groups:
                machine.users.add_member(group, user.name)
        from winlab.windows.installing import install_from_start

        install_from_start(machine)
        for item in spec.files:
            if item.program:
                machine.files.add_program(item.path, item.program, item.size, **dict(item.facts))
            elif item.text is not None:
                machine.files.write_text(item.path, item.text)
            else:
                machine.files.make_folder(item.path)
        for key, values in spec.registry.items():
            machine.registry.create(key)
            for name, data in values.items():
                machine.registry.set(key, name, data)
        machine.boot(quick=True)
        return machine

    def _setup(self) -> None:
        from winlab.windows.metabase import Metabase
        from winlab.windows.programs import PROGRAMS
        from winlab.windows.tasks import Tasks

        self.metabase = Metabase(self)
        self.tasks = Tasks(self)
        for program in PROGRAMS.all():
            if program.folder is not None and program.where is not None and program.where(self):
                folder = program.folder.replace("%SystemRoot%", base_content.ROOT).replace("%SystemDrive%", "C:")
                if not self.files.exists(f"{folder}\\{program.name}"):
                    self.files.add_program(f"{folder}\\{program.name}", program.name, version=program.version)
        for hook in SETUP_HOOKS:
            hook(self)

    def _prepare_adapters(self) -> None:
        for index, item in enumerate(self.spec.adapters):
            mac = hashlib.sha256(f"{self.name}/{index}".encode()).hexdigest()[:6].upper()
            adapter = Adapter(
                65538 + index,
                item.name,
                item.address,
                item.mask,
                item.gateway,
                list(item.dns),
                item.description,
                "{" + self.random_guid(f"adapter{index}").upper() + "}",
                f"00:11:25:{mac[:2]}:{mac[2:4]}:{mac[4:]}",
                item.serves_files,
            )
            self.adapters.append(adapter)
        self.write_adapters()

    def write_adapters(self) -> None:
        """Shows the adapters' settings in the registry, and keeps them."""
        root = "HKLM\\SYSTEM\\CurrentControlSet"
        for adapter in self.adapters:
            key = f"{root}\\Services\\Tcpip\\Parameters\\Interfaces\\{adapter.guid}"
            self.registry.set(key, "EnableDHCP", int(adapter.dhcp))
            self.registry.set(key, "IPAddress", (adapter.address,))
            self.registry.set(key, "SubnetMask", (adapter.mask,))
            self.registry.set(key, "DefaultGateway", (adapter.gateway,) if adapter.gateway else ())
            self.registry.set(key, "NameServer", ",".join(adapter.dns))
            net = f"{root}\\Control\\Network\\{{4D36E972-E325-11CE-BFC1-08002BE10318}}\\{adapter.guid}\\Connection"
            self.registry.set(net, "Name", adapter.name)
        bind = tuple(f"\\Device\\{adapter.guid}" for adapter in self.adapters)
        self.registry.set(f"{root}\\Services\\Tcpip\\Linkage", "Bind", bind)
        self.touch()

    def _write_identity(self) -> None:
        root = "HKLM\\SYSTEM\\CurrentControlSet"
        for key in ("ActiveComputerName", "ComputerName"):
            self.registry.set(f"{root}\\Control\\ComputerName\\{key}", "ComputerName", self.name)
        tcpip = f"{root}\\Services\\Tcpip\\Parameters"
        self.registry.set(tcpip, "Hostname", self.name.lower())
        self.registry.set(tcpip, "NV Hostname", self.name.lower())
        self.registry.set(tcpip, "Domain", self.spec.dns_domain or self.domain)
        self.registry.set(tcpip, "NV Domain", self.spec.dns_domain or self.domain)
        self.registry.set("HKLM\\SOFTWARE\\Microsoft\\Cryptography", "MachineGuid", self.random_guid("machine"))
        if self.is_domain_controller:
            self.registry.set(f"{root}\\Control\\ProductOptions", "ProductType", "LanmanNT")

    # -- paths and environment ------------------------------------------------------------------------

    def locate(self, path: str, logon: Logon | None = None) -> tuple[Machine, str] | None:
        """The machine and local path behind a path; network paths go through shares.

        Returns None if the path names nothing on any machine (or, without a logon, can't be reached).

        Raises:
            NetworkError: 53, 67 or 5, with a logon only.
        """
        if logon is not None and path[1:2] == ":" and path[:2].upper() not in self.files.disks:
            path = self.connections.expand(logon, path)
        if not path.replace("/", "\\").startswith("\\\\"):
            return self, path
        words = path.replace("/", "\\").lstrip("\\").split("\\")
        if len(words) < 2:
            return None
        try:
            caller = logon if logon is not None else self.users.logon("SYSTEM", "service")
            other = self.connections.account_at(caller, words[0])
            known = replace(caller, has_credentials=True) if other else caller
            target = self.lab.network.reach(self, known, words[0], "smb")
            seen = target.users.logon(other, "network") if other else target.admit(self, caller)
            share = target.shares.open(words[1], seen)
        except (NetworkError, LogonError):
            if logon is not None:
                raise
            return None
        local = share.path.rstrip("\\")
        return target, join(local, "\\".join(words[2:])) if len(words) > 2 else share.path

    def admit(self, source: Machine, logon: Logon) -> Logon:
        """The logon that a caller from another machine gets here.

        Raises:
            NetworkError: 5 if this machine does not know it.
        """
        if source is self:
            return logon
        account = logon.account
        if account.upper() in ("NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\NETWORK SERVICE"):
            account = f"{source.netbios_domain}\\{source.name}$"
        try:
            return self.users.logon(account, "network")
        except LogonError as problem:
            raise NetworkError(5, account) from problem

    def system_environment(self) -> dict[str, str]:
        """The environment every process of this machine has, expanded."""
        return profiles.system_environment(self)

    def environment(self, logon: Logon, *, load_profile: bool = True) -> MutableMapping[str, str]:
        """The environment of a process of somebody; his profile is made when it is loaded for the first time."""
        return profiles.environment(self, logon, load_profile=load_profile)

    def profile_of(self, logon: Logon) -> str:
        """The profile folder of somebody; that of the default user as long as none was made."""
        return profiles.profile_of(self, logon)

    # -- power ----------------------------------------------------------------------------------------

    def restart(self, reason: str = "", delay: float = 0.0, *, power_off: bool = False, user: str = "") -> None:
        """Asks for a restart (or a shutdown) in some seconds.

        Raises:
            Win32Error: 1115 if it goes down already, 1190 if one is scheduled.
        """
        if self.is_down or not self.is_running:
            raise Win32Error(1115, self.name)
        if self.shutdown_pending:
            raise Win32Error(1190, self.name)
        self.shutdown_pending = True
        kind = "power off" if power_off else "restart"
        text = (
            f"The process winlogon.exe has initiated the {kind} of computer {self.name} on behalf of user {user} "
            f"for the following reason: {reason}"
        )
        self.events.write("System", "USER32", 1074, "Information", text)
        touched(self.name, "power", kind)
        self._shutdown = self.clock.call_at(
            delay,
            lambda: self._begin_shutdown(power_off),
            f"{self.name}: {kind}",
        )

    def abort_shutdown(self) -> None:
        """Takes a scheduled shutdown back.

        Raises:
            Win32Error: 1116 if there is none.
        """
        from winlab.windows.clock import Scheduled

        if not self.shutdown_pending or self.is_down or not isinstance(self._shutdown, Scheduled):
            raise Win32Error(1116, self.name)
        self._shutdown.cancel()
        self.shutdown_pending = False

    def _begin_shutdown(self, power_off: bool) -> None:
        if self.shutdown_pending:
            self.go_down()
            if not power_off:
                delay = SHUTDOWN_SECONDS + BOOT_SECONDS
                self.clock.call_at(delay, self._boot_in_thread, f"{self.name}: boot")

    def power_on(self) -> None:
        """Switches a machine on that was shut down."""
        if not self.is_running:
            self.clock.call_at(BOOT_SECONDS, self._boot_in_thread, f"{self.name}: boot")

    def _boot_in_thread(self) -> None:
        self.clock.spawn(self.boot, f"{self.name}:boot")

    def crash(self) -> None:
        """Goes down without a farewell, as after a loss of power, and starts again."""
        if self.is_running and not self.is_down:
            self.go_down(farewell=False)
            self.clock.call_at(BOOT_SECONDS, self._boot_in_thread, f"{self.name}: boot")

    def go_down(self, *, farewell: bool = True) -> None:
        """Everything that runs ends at once."""
        if farewell:
            self.events.write("System", "EventLog", 6006, "Information", "The Event log service was stopped.")
        self.lab.note(self.name, "", "power", "went down" if farewell else "went down without a farewell")
        self.is_down = True
        self.is_running = False
        self.shutdown_pending = False
        self.installer_busy = None
        self.processes.kill_all()
        self.services.go_down()
        self.registry.drop_volatile()
        self.connections.clear()
        self.touch()
        self.lab.power_changed(self)

    def boot(self, *, quick: bool = False) -> None:
        """Starts: pending file operations, processes, services."""
        self.boot_count += 1
        self.boot_time = self.clock.now()
        pending_restart.finish_pending(self)
        self.is_down = False
        self.processes.boot()
        self.services.boot(quick=quick)
        self.is_running = True
        if not quick:
            self.lab.note(self.name, "", "power", f"started, boot {self.boot_count}")
            self.events.write("System", "EventLog", 6009, "Information", f"Microsoft (R) Windows (R) {self.os.version}")
            self.events.write("System", "EventLog", 6005, "Information", "The Event log service was started.")
        for hook in BOOT_HOOKS:
            hook(self)
        self.touch()
        self.lab.power_changed(self)

    def need_restart(self, files: Mapping[str, str] | None = None, *, update: bool = True) -> None:
        """Leaves the marks of an installer that needs a restart: files to replace, an update that waits."""
        pending_restart.need_restart(self, files, update=update)

    @property
    def restart_is_pending(self) -> bool:
        """Whether a restart is owed."""
        return pending_restart.restart_is_pending(self)

    # -- persistence ----------------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """Everything that outlives the lab's process, as plain data."""
        return {
            "registry": self.registry.state(),
            "files": self.files.state(),
            "services": self.services.state(),
            "events": self.events.state(),
            "users": self.users.state(),
            "shares": self.shares.state(),
            "tasks": self.tasks.state(),
            "metabase": self.metabase.state(),
            "updates": self.updates,
            "adapters": [vars(adapter) for adapter in self.adapters],
            "roles": sorted(self.roles),
            "power": {
                "running": self.is_running,
                "boot_time": self.boot_time.isoformat(),
                "boots": self.boot_count,
            },
            "parts": {name: part.state() for name, part in self.parts.items()},
        }

    def load(self, data: Mapping[str, object]) -> None:
        """Takes over what `state` gave; a machine that was going down or starting has started since."""
        self.registry.load(cast("Mapping[str, object]", data["registry"]))
        self.files.load(cast("Mapping[str, object]", data["files"]))
        self.users.load(cast("Mapping[str, object]", data["users"]))
        self.adapters = [Adapter(**item) for item in cast("list[dict[str, object]]", data["adapters"])]  # type: ignore[arg-type]
        self.updates = cast("dict[str, dict[str, str]]", data["updates"])
        self.roles = set(cast("list[str]", data["roles"]))
        self.shares.load(as_mapping(data["shares"]))
        self.events.load(cast("Mapping[str, object]", data["events"]))
        power = cast("Mapping[str, object]", data["power"])
        self.boot_count = cast("int", power["boots"])
        self.boot_time = datetime.fromisoformat(str(power["boot_time"]))
        self._setup()
        self.metabase.load(data["metabase"])
        self.tasks.load(as_mapping(data["tasks"]))
        for name, kept in cast("Mapping[str, object]", data["parts"]).items():
            if name in self.parts:
                self.parts[name].load(kept)
        if power["running"]:
            self.processes.boot()
            self.services.load(as_mapping(data["services"]))
            self.is_running = True
        else:
            self.services.load(as_mapping(data["services"]))
            self.boot(quick=True)
