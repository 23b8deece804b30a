"""Get-Service and its family.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.management/get-service .
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import NetException, PSError, error_record
from winlab.powershell.net.credentials import PSCredential
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.windows.errors import ServiceError
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.services import Service
from winlab.windows.session import host_of
from winlab.windows.surfaces.service_controller import ServiceController, machine_of

TABLE = CmdletTable("Microsoft.PowerShell.Management")
register_extension(cmdlets=TABLE)
_FAILED = "Microsoft.PowerShell.Commands.ServiceCommandException"
_CONTROLLER = "System.ServiceProcess.ServiceController"
_MODES = {"automatic": "Auto", "manual": "Manual", "disabled": "Disabled"}


class _ServiceCmdlet(Cmdlet):
    """What they share: services by name, display name or object."""

    name: object
    display_name: object
    input_object: object
    include: object
    exclude: object

    def machines(self) -> list[Machine]:
        """The machines that are asked."""
        names = cast("list[str] | None", getattr(self, "computer_name", None))
        return [machine_of(name) for name in names] if names else [host_of(self.session).machine]

    def found(self, *, everything: bool) -> Iterator[tuple[Machine, Service]]:
        """The services meant; one that is named and missing is an error.

        Args:
            everything: Without any name all services are meant.
        """
        objects = cast("list[ServiceController] | None", self.input_object)
        if objects:
            for item in objects:
                yield item.machine, item.service
            return
        names = cast("list[str] | None", self.name)
        titles = cast("list[str] | None", self.display_name)
        for machine in self.machines():
            services = [service for service in machine.services.all() if service.kind != "driver"]
            for text in names or titles or (["*"] if everything else []):
                hits = [s for s in services if _hit(s, text, by_title=not names and bool(titles))]
                for service in sorted(hits, key=lambda each: each.display_name.lower()):
                    if self._kept(service):
                        yield machine, service
                if not hits and not has_wildcards(text):
                    self._missing(text, "display name" if not names and titles else "service name")

    def _kept(self, service: Service) -> bool:
        include = cast("list[str] | None", self.include) or ["*"]
        exclude = cast("list[str] | None", self.exclude) or []
        return any(wildcard(p).fullmatch(service.name) for p in include) and not any(
            wildcard(p).fullmatch(service.name) for p in exclude
        )

    def _missing(self, text: str, kind: str) -> None:
        message = f"Cannot find any service with {kind} '{text}'."
        identity = "NoServiceFoundForGivenName" if kind == "service name" else "NoServiceFoundForGivenDisplayName"
        self.error(error_record(NetException(_FAILED, message), identity, "ObjectNotFound", text))

    def refused(self, verb: str, machine: Machine, service: Service, problem: ServiceError, identity: str) -> None:
        """Reports a refusal of the Service Control Manager."""
        inner = NetException(
            "System.ComponentModel.Win32Exception", problem.text.rstrip("."), None, {"NativeErrorCode": problem.code}
        )
        where = "." if machine is host_of(self.session).machine else machine.name
        middle = NetException(
            "System.InvalidOperationException", f"Cannot {verb} service {service.name} on computer '{where}'.", inner
        )
        message = (
            f"Service '{service.display_name} ({service.name})' cannot be {_PARTICIPLES[verb]} due to the following "
            f"error: {middle.message}"
        )
        category = "PermissionDenied" if problem.code == 5 else "OpenError"
        target = ServiceController(machine, service.name)
        self.error(error_record(NetException(_FAILED, message, middle), identity, category, target))

    def may(self) -> bool:
        """Whether the caller may control services."""
        return host_of(self.session).logon.is_administrator

    def start_it(self, machine: Machine, service: Service) -> bool:
        """Starts a service; False if it was refused."""
        try:
            if not self.may():
                raise ServiceError(5, service.name)
            machine.services.start(service.name)
        except ServiceError as problem:
            if problem.code == 1056:
                return True
            self.refused("start", machine, service, problem, "CouldNotStartService")
            return False
        return True

    def stop_it(self, machine: Machine, service: Service, force: bool) -> bool:
        """Stops a service; False if it was refused."""
        running = [other for other in machine.services.dependents(service.name) if other.state != "Stopped"]
        if running and not force:
            message = (
                f"Cannot stop service '{service.display_name} ({service.name})' because it has dependent services. "
                "It can only be stopped if the Force flag is set."
            )
            target = ServiceController(machine, service.name)
            failed = NetException(_FAILED, message)
            self.error(error_record(failed, "ServiceHasDependentServices", "InvalidOperation", target))
            return False
        try:
            if not self.may():
                raise ServiceError(5, service.name)
            machine.services.stop(service.name, with_dependents=True)
        except ServiceError as problem:
            if problem.code == 1062:
                return True
            self.refused("stop", machine, service, problem, "CouldNotStopService")
            return False
        return True


_PARTICIPLES = {
    "start": "started",
    "stop": "stopped",
    "suspend": "suspended",
    "resume": "resumed",
    "configure": "configured",
}


def _hit(service: Service, text: str, *, by_title: bool) -> bool:
    pattern = wildcard(text)
    if by_title:
        return bool(pattern.fullmatch(service.display_name))
    return bool(pattern.fullmatch(service.name)) or service.display_name.lower() == text.lower()


@TABLE.cmdlet("Get-Service", aliases=("gsv",), default_set="Default", output=_CONTROLLER)
class GetService(_ServiceCmdlet):
    """Reads services."""

    name = Param(
        "System.String[]", position=0, pipeline=True, by_property=True, aliases=("ServiceName",), sets=("Default",)
    )
    display_name = Param("System.String[]", mandatory=True, sets=("DisplayName",))
    input_object = Param(f"{_CONTROLLER}[]", pipeline=True, sets=("InputObject",))
    computer_name = Param("System.String[]", by_property=True, aliases=("Cn",))
    include = Param("System.String[]")
    exclude = Param("System.String[]")
    dependent_services = Param(SWITCH, aliases=("DS",))
    required_services = Param(SWITCH, aliases=("SDO", "ServicesDependedOn"))

    def process(self) -> None:
        for machine, service in self.found(everything=True):
            if self.dependent_services:
                for other in machine.services.dependents(service.name):
                    self.write(ServiceController(machine, other.name))
            elif self.required_services:
                for name in service.depends:
                    self.write(ServiceController(machine, name))
            else:
                self.write(ServiceController(machine, service.name))


class _Acting(_ServiceCmdlet):
    name = Param(
        "System.String[]",
        position=0,
        mandatory=True,
        pipeline=True,
        by_property=True,
        aliases=("ServiceName",),
        sets=("Default",),
    )
    display_name = Param("System.String[]", mandatory=True, sets=("DisplayName",))
    input_object = Param(f"{_CONTROLLER}[]", position=0, mandatory=True, pipeline=True, sets=("InputObject",))
    include = Param("System.String[]")
    exclude = Param("System.String[]")
    pass_thru = Param(SWITCH)
    force = Param(SWITCH)

    def act(self, machine: Machine, service: Service) -> bool:
        """Does it; False if it was refused."""
        raise AssertionError

    def process(self) -> None:
        for machine, service in self.found(everything=False):
            target = f"{service.display_name} ({service.name})"
            if self.should_process(target, self.info.name) and self.act(machine, service) and self.pass_thru:
                self.write(ServiceController(machine, service.name))


@TABLE.cmdlet("Start-Service", aliases=("sasv",), default_set="InputObject", supports_should_process=True)
class StartService(_Acting):
    """Starts services."""

    def act(self, machine: Machine, service: Service) -> bool:
        return self.start_it(machine, service)


@TABLE.cmdlet("Stop-Service", aliases=("spsv",), default_set="InputObject", supports_should_process=True)
class StopService(_Acting):
    """Stops services."""

    def act(self, machine: Machine, service: Service) -> bool:
        return self.stop_it(machine, service, bool(self.force))


@TABLE.cmdlet("Restart-Service", default_set="InputObject", supports_should_process=True)
class RestartService(_Acting):
    """Stops and starts services, with those that need them."""

    def act(self, machine: Machine, service: Service) -> bool:
        running = [o for o in machine.services.dependents(service.name) if o.state == "Running"]
        if not self.stop_it(machine, service, bool(self.force)) or not self.start_it(machine, service):
            return False
        return all(self.start_it(machine, other) for other in running)


@TABLE.cmdlet("Suspend-Service", default_set="InputObject", supports_should_process=True)
class SuspendService(_Acting):
    """Pauses services."""

    def act(self, machine: Machine, service: Service) -> bool:
        try:
            machine.services.pause(service.name)
        except ServiceError as problem:
            self.refused("suspend", machine, service, problem, "CouldNotSuspendService")
            return False
        return True


@TABLE.cmdlet("Resume-Service", default_set="InputObject", supports_should_process=True)
class ResumeService(_Acting):
    """Continues paused services."""

    def act(self, machine: Machine, service: Service) -> bool:
        try:
            machine.services.resume(service.name)
        except ServiceError as problem:
            self.refused("resume", machine, service, problem, "CouldNotResumeService")
            return False
        return True


@TABLE.cmdlet("Set-Service", default_set="Name", supports_should_process=True)
class SetService(_ServiceCmdlet):
    """Changes settings and state of a service."""

    name = Param(
        "System.String",
        position=0,
        mandatory=True,
        pipeline=True,
        by_property=True,
        aliases=("ServiceName", "SN"),
        sets=("Name",),
    )
    input_object = Param(_CONTROLLER, mandatory=True, pipeline=True, sets=("InputObject",))
    computer_name = Param("System.String[]", by_property=True, aliases=("cn",))
    display_name = Param("System.String", aliases=("DN",))
    description = Param("System.String")
    startup_type = Param("System.ServiceProcess.ServiceStartMode", aliases=("StartMode", "SM", "ST"))
    status = Param("System.String", validate_set=("Running", "Stopped", "Paused"))
    pass_thru = Param(SWITCH)

    def process(self) -> None:
        given = self.input_object
        wanted = given.wanted if isinstance(given, ServiceController) else str(self.name)
        for machine in [given.machine] if isinstance(given, ServiceController) else self.machines():
            service = machine.services.find(wanted)
            if service is None:
                message = f"Service {wanted} was not found on computer '{machine.name.lower()}'."
                failed = NetException("System.InvalidOperationException", message)
                self.error(error_record(failed, "InvalidOperationException", "ObjectNotFound", wanted))
                continue
            if not self.should_process(f"{service.display_name} ({service.name})"):
                continue
            self._change(machine, service)
            if self.pass_thru:
                self.write(ServiceController(machine, service.name))

    def _change(self, machine: Machine, service: Service) -> None:
        if not self.may():
            self.refused("configure", machine, service, ServiceError(5), "CouldNotSetService")
            return
        mode = self.startup_type
        machine.services.configure(
            service.name,
            start_mode=_MODES[to_text(mode).lower()] if mode is not None else None,
            display_name=cast("str | None", self.display_name),
            description=cast("str | None", self.description),
        )
        status = str(self.status or "").lower()
        if status == "running":
            if service.state == "Paused":
                machine.services.resume(service.name)
            else:
                self.start_it(machine, service)
        elif status == "stopped":
            self.stop_it(machine, service, False)
        elif status == "paused" and service.state == "Running":
            machine.services.pause(service.name)


@TABLE.cmdlet("New-Service", supports_should_process=True, output=_CONTROLLER)
class NewService(Cmdlet):
    """Makes a service."""

    name = Param("System.String", position=0, mandatory=True, aliases=("ServiceName",))
    binary_path_name = Param("System.String", position=1, mandatory=True)
    display_name = Param("System.String")
    description = Param("System.String")
    startup_type = Param("System.ServiceProcess.ServiceStartMode", default="Automatic")
    depends_on = Param("System.String[]")
    credential = Param("System.Management.Automation.PSCredential")

    def process(self) -> None:
        host = host_of(self.session)
        if not self.should_process(f"{self.display_name or self.name} ({self.name})"):
            return
        credential = self.credential
        service = Service(
            str(self.name),
            str(self.display_name or self.name),
            str(self.binary_path_name),
            _MODES[to_text(self.startup_type).lower()],
            depends=list(cast("list[str] | None", self.depends_on) or []),
            description=str(self.description or ""),
            by_hand=True,
        )
        if isinstance(credential, PSCredential):
            service.account, service.password = credential.user, credential.secret.text
        try:
            if not host.logon.is_administrator:
                raise ServiceError(5, service.name)
            host.machine.services.create(service)
        except ServiceError as problem:
            message = (
                f"Service '{service.display_name} ({service.name})' cannot be created due to the following error: "
                f"{problem.text.rstrip('.')}"
            )
            raise PSError(
                error_record(NetException(_FAILED, message), "CouldNotNewService", "PermissionDenied")
            ) from problem
        self.write(ServiceController(host.machine, service.name))
