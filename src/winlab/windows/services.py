"""The Service Control Manager of one host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from winlab.windows.errors import LogonError, ServiceError
from winlab.windows.processes import Process

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

AUTO, MANUAL, DISABLED, BOOT, SYSTEM = "Auto", "Manual", "Disabled", "Boot", "System"
START_NUMBERS = {BOOT: 0, SYSTEM: 1, AUTO: 2, MANUAL: 3, DISABLED: 4}
SERVICES_KEY = "HKLM\\SYSTEM\\CurrentControlSet\\Services"


@dataclass
class Service:
    """A service. States are those of WMI: Running, Stopped, Paused, Start Pending, Stop Pending."""

    name: str
    display_name: str
    path: str
    start_mode: str = MANUAL
    account: str = "LocalSystem"
    depends: list[str] = field(default_factory=list)
    description: str = ""
    shared: bool = False
    kind: str = "service"
    accepts_stop: bool = True
    accepts_pause: bool = False
    start_seconds: float = 0.5
    stop_seconds: float = 0.5
    state: str = "Stopped"
    exit_code: int = 1077
    password: str | None = None
    in_registry: bool = True

    @property
    def type_number(self) -> int:
        """The Type value of its key: driver 1, own process 16, shared process 32."""
        return 1 if self.kind == "driver" else 32 if self.shared else 16


@dataclass(frozen=True)
class ServiceProgram:
    """What a service does when it starts and stops; `start` gives a Win32 status."""

    start: Callable[[Machine, Service], int] | None = None
    stop: Callable[[Machine, Service], None] | None = None


PROGRAMS_OF_SERVICES: dict[str, ServiceProgram] = {}


def service_program(
    name: str,
    start: Callable[[Machine, Service], int] | None = None,
    stop: Callable[[Machine, Service], None] | None = None,
) -> None:
    """Registers what a service of that name does."""
    PROGRAMS_OF_SERVICES[name.lower()] = ServiceProgram(start, stop)


class Services:
    """All services of a machine. Methods raise `ServiceError` with the Win32 error the real ones return."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._services: dict[str, Service] = {}
        self._processes: dict[str, Process] = {}
        self.failing: dict[str, int] = {}
        """Service name (lower case) -> status its start ends with: for faults."""

    # -- finding --------------------------------------------------------------------------------------

    def find(self, name: str) -> Service | None:
        """A service by name."""
        return self._services.get(name.lower())

    def get(self, name: str) -> Service:
        """A service by name.

        Raises:
            ServiceError: 1060.
        """
        found = self.find(name)
        if found is None:
            raise ServiceError(1060, name)
        return found

    def by_display_name(self, name: str) -> Service | None:
        """A service by its display name."""
        for service in self._services.values():
            if service.display_name.lower() == name.lower():
                return service
        return None

    def all(self) -> list[Service]:
        """All services by name."""
        return [service for _, service in sorted(self._services.items())]

    def is_running(self, name: str) -> bool:
        """Whether it exists and runs."""
        found = self.find(name)
        return found is not None and found.state == "Running"

    def process_of(self, name: str) -> Process | None:
        """The process a running service is in."""
        return self._processes.get(name.lower())

    def dependents(self, name: str) -> list[Service]:
        """Services that need this one."""
        return [other for other in self._services.values() if name.lower() in [each.lower() for each in other.depends]]

    # -- changes --------------------------------------------------------------------------------------

    def create(self, service: Service) -> Service:
        """Adds a service.

        Raises:
            ServiceError: 1073 if it exists.
        """
        if service.name.lower() in self._services:
            raise ServiceError(1073, service.name)
        self._services[service.name.lower()] = service
        self._write_key(service)
        return service

    def add_known(self, service: Service) -> None:
        """Adds a service whose key is in the registry already."""
        self._services[service.name.lower()] = service

    def delete(self, name: str) -> None:
        """Removes a service (stop it first)."""
        service = self.get(name)
        if service.state == "Running":
            self.stop(name, with_dependents=True)
        del self._services[name.lower()]
        self._machine.registry.delete(f"{SERVICES_KEY}\\{service.name}")
        self._machine.touch("services", service.name)

    def configure(
        self,
        name: str,
        *,
        start_mode: str | None = None,
        display_name: str | None = None,
        description: str | None = None,
        account: str | None = None,
        password: str | None = None,
        path: str | None = None,
        depends: list[str] | None = None,
    ) -> Service:
        """Changes a service's settings."""
        service = self.get(name)
        for attribute, value in (
            ("start_mode", start_mode),
            ("display_name", display_name),
            ("description", description),
            ("account", account),
            ("password", password),
            ("path", path),
            ("depends", depends),
        ):
            if value is not None:
                setattr(service, attribute, value)
        self._write_key(service)
        return service

    def _write_key(self, service: Service) -> None:
        key = f"{SERVICES_KEY}\\{service.name}"
        registry = self._machine.registry
        registry.set(key, "Start", START_NUMBERS[service.start_mode])
        registry.set(key, "Type", service.type_number)
        registry.set(key, "ErrorControl", 1)
        registry.set(key, "ImagePath", service.path, "REG_EXPAND_SZ")
        registry.set(key, "DisplayName", service.display_name)
        registry.set(key, "ObjectName", service.account)
        if service.depends:
            registry.set(key, "DependOnService", tuple(service.depends))
        if service.description:
            registry.set(key, "Description", service.description)
        self._machine.touch()

    # -- starting and stopping ------------------------------------------------------------------------

    def start(self, name: str) -> None:
        """Starts a service and what it needs.

        Raises:
            ServiceError: 1060, 1056 runs already, 1058 disabled, 1068 a dependency fails, 1069 its account...
        """
        service = self.get(name)
        self._read_key(service)
        if service.state in ("Running", "Paused"):
            raise ServiceError(1056, name)
        if service.state != "Stopped":
            raise ServiceError(1061, name)
        if service.start_mode == DISABLED:
            raise ServiceError(1058, name)
        for needed in service.depends:
            other = self.find(needed)
            if other is None:
                raise ServiceError(1075, name)
            if other.state != "Running":
                try:
                    self.start(needed)
                except ServiceError as problem:
                    if problem.code != 1056:
                        raise ServiceError(1068, name) from None
        self._launch(service)

    def _launch(self, service: Service) -> None:
        machine = self._machine
        account = service.account
        try:
            system = account.lower() in ("localsystem", "") or account.upper().startswith("NT AUTHORITY\\")
            logon = machine.users.logon(
                account if account and account != "LocalSystem" else "SYSTEM",
                "service",
                None if system or service.password is None else service.password,
            )
        except LogonError:
            machine.events.write(
                "System",
                "Service Control Manager",
                7000,
                "Error",
                f"The {service.display_name} service failed to start due to the following error: \r\n"
                "The service did not start due to a logon failure.",
            )
            service.exit_code = 1069
            raise ServiceError(1069, service.name) from None
        service.state = "Start Pending"
        machine.wait(service.start_seconds)
        program = PROGRAMS_OF_SERVICES.get(service.name.lower())
        code = self.failing.get(service.name.lower(), 0)
        if not code and program is not None and program.start is not None:
            code = program.start(machine, service)
        if code:
            service.state, service.exit_code = "Stopped", code
            text = f"The {service.display_name} service terminated with the following error: {code}"
            machine.events.write("System", "Service Control Manager", 7023, "Error", text)
            machine.touch()
            raise ServiceError(code, service.name)
        if service.kind != "driver":
            self._attach(service, logon)
        service.state, service.exit_code = "Running", 0
        text = f"The {service.display_name} service entered the running state."
        machine.events.write("System", "Service Control Manager", 7036, "Information", text)
        machine.touch("services", service.name)
        self._tell(service)

    def _attach(self, service: Service, logon: object) -> None:
        from winlab.windows.accounts import Logon
        from winlab.windows.programs import expand, split_command

        assert isinstance(logon, Logon)
        machine = self._machine
        line = expand(service.path, machine.system_environment())
        path = split_command(line)[0]
        if service.shared:
            for other in self._processes.values():
                if other.command_line.lower() == line.lower() and other.is_running:
                    self._processes[service.name.lower()] = other
                    return
        parents = machine.processes.named("services.exe")
        name = path.rpartition("\\")[2] or service.name + ".exe"
        process = (
            machine.processes.named(name)[0]
            if name in ("services.exe", "lsass.exe") and machine.processes.named(name)
            else machine.processes.start(name, path, line, logon, parent=parents[0].pid if parents else 0)
        )
        if process not in self._processes.values() and name not in ("services.exe", "lsass.exe"):
            process.on_kill.append(lambda: self._died(process))
        self._processes[service.name.lower()] = process

    def _died(self, process: Process) -> None:
        for name, owner in list(self._processes.items()):
            if owner is process:
                del self._processes[name]
                service = self._services.get(name)
                if service is not None and not self._machine.is_down:
                    service.state, service.exit_code = "Stopped", 1067
                    text = f"The {service.display_name} service terminated unexpectedly.  It has done this 1 time(s)."
                    self._machine.events.write("System", "Service Control Manager", 7034, "Error", text)
                    self._machine.touch()

    def stop(self, name: str, *, with_dependents: bool = False) -> None:
        """Stops a service.

        Raises:
            ServiceError: 1060, 1062 not started, 1051 others need it, 1052 it can't be stopped.
        """
        service = self.get(name)
        if service.state == "Stopped":
            raise ServiceError(1062, name)
        running = [other for other in self.dependents(name) if other.state != "Stopped"]
        if running and not with_dependents:
            raise ServiceError(1051, name)
        if not service.accepts_stop:
            raise ServiceError(1052, name)
        for other in running:
            self.stop(other.name, with_dependents=True)
        service.state = "Stop Pending"
        self._machine.wait(service.stop_seconds)
        self.stopped(name)

    def stopped(self, name: str, exit_code: int = 0) -> None:
        """A service ends (also by itself)."""
        service = self.get(name)
        if service.state == "Stopped":
            return
        program = PROGRAMS_OF_SERVICES.get(name.lower())
        if program is not None and program.stop is not None:
            program.stop(self._machine, service)
        process = self._processes.pop(name.lower(), None)
        service.state, service.exit_code = "Stopped", exit_code
        if (
            process is not None
            and process not in self._processes.values()
            and process.name
            not in (
                "services.exe",
                "lsass.exe",
            )
        ):
            self._machine.processes.end(process, exit_code)
        text = f"The {service.display_name} service entered the stopped state."
        self._machine.events.write("System", "Service Control Manager", 7036, "Information", text)
        self._machine.touch("services", name)
        self._tell(service)

    def _tell(self, service: Service) -> None:
        if service.name == "WinRM" and self._machine.is_running:
            self._machine.lab.power_changed(self._machine)

    def pause(self, name: str) -> None:
        """Pauses a service that can."""
        service = self.get(name)
        if service.state != "Running":
            raise ServiceError(1062, name)
        if not service.accepts_pause:
            raise ServiceError(1052, name)
        service.state = "Paused"
        self._machine.touch()

    def resume(self, name: str) -> None:
        """Continues a paused service."""
        service = self.get(name)
        if service.state != "Paused":
            raise ServiceError(1062, name)
        service.state = "Running"
        self._machine.touch()

    def _read_key(self, service: Service) -> None:
        number = self._machine.registry.number(f"{SERVICES_KEY}\\{service.name}", "Start", -1)
        for mode, value in START_NUMBERS.items():
            if value == number:
                service.start_mode = mode

    # -- the machine's life ---------------------------------------------------------------------------

    def go_down(self) -> None:
        """The machine stops: no service runs any more."""
        for service in self._services.values():
            if service.state != "Stopped":
                program = PROGRAMS_OF_SERVICES.get(service.name.lower())
                service.state = "Stopped"
                if program is not None and program.stop is not None:
                    program.stop(self._machine, service)
        self._processes.clear()

    def boot(self, *, quick: bool = False) -> None:
        """Starts what starts by itself; a failure is an event, as on a real start."""
        for service in self.all():
            self._read_key(service)
            if service.start_mode not in (AUTO, BOOT, SYSTEM) or service.state != "Stopped":
                continue
            saved = service.start_seconds
            service.start_seconds = 0.0 if quick else saved
            try:
                self.start(service.name)
            except ServiceError:
                continue
            finally:
                service.start_seconds = saved

    def state(self) -> list[dict[str, object]]:
        """All services as plain data."""
        return [dict(vars(service)) for service in self.all()]

    def load(self, data: list[Mapping[str, object]]) -> None:
        """Takes over what `state` gave; running ones get their processes again."""
        self._services = {}
        for item in data:
            service = Service(**item)  # type: ignore[arg-type]
            self._services[service.name.lower()] = service
            if service.state == "Running" and service.kind != "driver":
                account = service.account if service.account.lower() not in ("", "localsystem") else "SYSTEM"
                try:
                    logon = self._machine.users.logon(account, "service")
                except LogonError:
                    logon = self._machine.users.logon("SYSTEM", "service")
                self._attach(service, logon)


def as_mapping(data: object) -> list[Mapping[str, object]]:
    """Types plain data that was read from a file."""
    return cast("list[Mapping[str, object]]", data)
