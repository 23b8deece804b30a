"""The Service Control Manager of one host."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from winlab.windows.errors import LogonError, ServiceError, text_of
from winlab.windows.processes import Process
from winlab.windows.service_entries import (
    AUTO,
    BOOT,
    CONNECT_SECONDS,
    DISABLED,
    MANUAL,
    PROGRAMS_OF_SERVICES,
    SERVICES_KEY,
    START_NUMBERS,
    SYSTEM,
    Service,
    ServiceProgram,
    service_program,
)

if TYPE_CHECKING:
    from winlab.windows.accounts import Logon
    from winlab.windows.machine import Machine

__all__ = [
    "AUTO",
    "BOOT",
    "DISABLED",
    "MANUAL",
    "PROGRAMS_OF_SERVICES",
    "SERVICES_KEY",
    "START_NUMBERS",
    "SYSTEM",
    "Service",
    "ServiceProgram",
    "Services",
    "service_program",
]


class Services:
    """All services of a machine. Methods raise `ServiceError` with the Win32 error the real ones return."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._services: dict[str, Service] = {}
        self._processes: dict[str, Process] = {}
        self._starting: set[str] = set()
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
            ServiceError: 1073 if it exists, 1072 if it is marked for deletion, 1078 if another has its display name.
        """
        known = self.find(service.name)
        if known is not None:
            raise ServiceError(1072 if known.doomed else 1073, service.name)
        if self.by_display_name(service.display_name) is not None:
            raise ServiceError(1078, service.name)
        self._services[service.name.lower()] = service
        self._write_key(service)
        return service

    def add_known(self, service: Service) -> None:
        """Adds a service whose key is in the registry already."""
        self._services[service.name.lower()] = service

    def delete(self, name: str) -> None:
        """Removes a service; one that runs is marked for deletion and goes when it stops.

        Raises:
            ServiceError: 1060, 1072 if it is marked already.
        """
        service = self.get(name)
        if service.doomed:
            raise ServiceError(1072, name)
        if service.state != "Stopped":
            service.doomed = True
            self._machine.registry.set(f"{SERVICES_KEY}\\{service.name}", "DeleteFlag", 1)
            return
        self._remove(service)

    def _remove(self, service: Service) -> None:
        del self._services[service.name.lower()]
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
        """Changes a service's settings.

        Raises:
            ServiceError: 1060, 1072 if it is marked for deletion, 1057 for an account that nobody has.
        """
        service = self.get(name)
        if service.doomed:
            raise ServiceError(1072, name)
        if account is not None and not self._has_account(account):
            raise ServiceError(1057, account)
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

    def _has_account(self, account: str) -> bool:
        plain = account.upper().replace("NETWORKSERVICE", "NETWORK SERVICE").replace("LOCALSERVICE", "LOCAL SERVICE")
        return plain in ("", "LOCALSYSTEM", ".\\LOCALSYSTEM") or self._machine.users.sid_of(plain) is not None

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

    def start(self, name: str, *, wait: bool = True) -> None:
        """Starts a service and what it needs; without ``wait`` only up to where it is start pending.

        Raises:
            ServiceError: 1060, 1056 runs already, 1058 disabled, 1068 a dependency fails, 1069 its account,
                1072 marked for deletion, 2 without its program...
        """
        service = self.get(name)
        self._read_key(service)
        if service.doomed:
            raise ServiceError(1072, name)
        if service.state in ("Running", "Paused"):
            raise ServiceError(1056, name)
        if service.state != "Stopped":
            raise ServiceError(1061, name)
        if service.start_mode == DISABLED:
            raise ServiceError(1058, name)
        self._start_needed(service)
        self._launch(service, wait=wait)

    def _start_needed(self, service: Service) -> None:
        if service.name in self._starting:
            raise ServiceError(1059, service.name)
        self._starting.add(service.name)
        try:
            for needed in service.depends:
                other = self.find(needed)
                if other is None:
                    raise ServiceError(1075, service.name)
                if other.state != "Running":
                    try:
                        self.start(needed)
                    except ServiceError as problem:
                        if problem.code != 1056:
                            raise ServiceError(1068, service.name) from None
        finally:
            self._starting.discard(service.name)

    def _launch(self, service: Service, *, wait: bool) -> None:
        machine = self._machine
        if service.by_hand:
            self._check_program(service)
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
        if wait:
            self._come_up(service, logon)
        else:
            machine.clock.spawn(lambda: self._come_up_alone(service, logon), f"{machine.name}: start {service.name}")

    def _come_up_alone(self, service: Service, logon: Logon) -> None:
        with suppress(ServiceError):  # who asked for the start has gone on; the event log tells
            self._come_up(service, logon)

    def _check_program(self, service: Service) -> None:
        """The file behind a service has to be there and to be one that serves.

        Raises:
            ServiceError: 2, 193, or 1053 for a program that never reports to the controller (after 30 seconds).
        """
        from winlab.windows.programs import expand, split_command

        machine = self._machine
        path = split_command(expand(service.path, machine.system_environment()))[0]
        node = machine.files.node(path) or machine.files.node(path + ".exe")
        name = path.rpartition("\\")[2].lower().removesuffix(".exe")
        code = 0
        if name == "svchost":
            return
        if node is None or node.is_folder:
            code = 2
        elif node.program is None:
            code = 193
        else:
            machine.wait(CONNECT_SECONDS)
            code = 1053
        service.exit_code = code
        text = f"The {service.display_name} service failed to start due to the following error: \r\n{text_of(code)}"
        machine.events.write("System", "Service Control Manager", 7000, "Error", text)
        raise ServiceError(code, service.name)

    def _come_up(self, service: Service, logon: Logon) -> None:
        machine = self._machine
        boot = machine.boot_count
        machine.wait(service.start_seconds)
        if machine.boot_count != boot or machine.is_down:
            return
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

    def _attach(self, service: Service, logon: Logon) -> None:
        from winlab.windows.programs import expand, split_command

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

    def stop(self, name: str, *, with_dependents: bool = False, wait: bool = True) -> None:
        """Stops a service; without ``wait`` only up to where it is stop pending.

        Raises:
            ServiceError: 1060, 1062 not started, 1051 others need it, 1052 it can't be stopped.
        """
        service = self.get(name)
        if service.state == "Stopped":
            raise ServiceError(1062, name)
        if service.state.endswith("Pending"):
            raise ServiceError(1061, name)
        running = [other for other in self.dependents(name) if other.state != "Stopped"]
        if running and not with_dependents:
            raise ServiceError(1051, name)
        if not service.accepts_stop:
            raise ServiceError(1052, name)
        for other in running:
            self.stop(other.name, with_dependents=True)
        service.state = "Stop Pending"
        if wait:
            self._go_down(service)
        else:
            self._machine.clock.spawn(lambda: self._go_down(service), f"{self._machine.name}: stop {service.name}")

    def _go_down(self, service: Service) -> None:
        self._machine.wait(service.stop_seconds)
        if not self._machine.is_down:
            self.stopped(service.name)

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
        if service.doomed:
            self._remove(service)

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
            if service.doomed:
                self._remove(service)
                continue
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
