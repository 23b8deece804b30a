"""System.ServiceProcess.ServiceController."""

from __future__ import annotations

from winlab.powershell.addedmembers import AliasProperty, PropertySet
from winlab.powershell.declare import NetTable, extended, net_constructor, net_method, net_property, net_static
from winlab.powershell.errors import NetException, PSError, net_error
from winlab.powershell.instants import TimeSpan
from winlab.powershell.nettypes import EnumValue
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray, unwrap
from winlab.windows.errors import NetworkError, ServiceError
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.services import Service
from winlab.windows.session import current_host

TABLE = NetTable()
register_extension(net=TABLE)

STATUS = TABLE.enum(
    "System.ServiceProcess.ServiceControllerStatus",
    {
        "Stopped": 1,
        "StartPending": 2,
        "StopPending": 3,
        "Running": 4,
        "ContinuePending": 5,
        "PausePending": 6,
        "Paused": 7,
    },
)
TYPES = TABLE.enum(
    "System.ServiceProcess.ServiceType",
    {"KernelDriver": 1, "Win32OwnProcess": 16, "Win32ShareProcess": 32, "InteractiveProcess": 256},
    flags=True,
)
START_MODES = TABLE.enum("System.ServiceProcess.ServiceStartMode", {"Automatic": 2, "Manual": 3, "Disabled": 4})


def failed(action: str, service: Service | str, machine: Machine, problem: ServiceError) -> PSError:
    """The InvalidOperationException of a refused request, with the Win32 error inside."""
    name = service if isinstance(service, str) else service.name
    inner = NetException(
        "System.ComponentModel.Win32Exception",
        problem.text.rstrip("."),
        None,
        {"NativeErrorCode": problem.code, "ErrorCode": -2147467259},
    )
    where = "." if machine is current_host().machine else machine.name
    outer = net_error("System.InvalidOperationException", f"Cannot {action} service {name} on computer '{where}'.")
    outer.record.exception.inner = inner
    return outer


_HANDLES = (
    "System.Runtime.ConstrainedExecution.CriticalFinalizerObject",
    "System.Runtime.InteropServices.SafeHandle",
    "Microsoft.Win32.SafeHandles.SafeHandleZeroOrMinusOneIsInvalid",
)
for _name, _base in zip(_HANDLES, ("System.Object", *_HANDLES), strict=False):
    TABLE.extend(_name, bases=(_base,))
TABLE.extend(_HANDLES[1]).always("System.Boolean", IsClosed=False, IsInvalid=False)


@TABLE.type("System.ServiceProcess.SafeServiceHandle", bases=_HANDLES[-1:], assembly="System.ServiceProcess")
class SafeServiceHandle(NetObject):
    """A handle of the service manager."""


@TABLE.type(
    "System.ServiceProcess.ServiceController",
    bases=("System.ComponentModel.Component",),
    assembly="System.ServiceProcess",
)
class ServiceController(NetObject):
    """A service of a machine; what is read is as it is now."""

    def __init__(self, machine: Machine, name: str) -> None:
        self.machine = machine
        self.wanted = name

    @net_constructor((), ("System.String",), ("System.String", "System.String"))
    @classmethod
    def new(cls, name: str = "", computer: str = ".") -> ServiceController:
        return cls(machine_of(computer), name)

    @net_static("GetServices", (), ("System.String",), returns="System.ServiceProcess.ServiceController[]")
    @staticmethod
    def get_services(computer: str = ".") -> TypedArray:
        machine = machine_of(computer)
        found = (ServiceController(machine, s.name) for s in machine.services.all() if s.kind != "driver")
        return TypedArray(found, "System.ServiceProcess.ServiceController")

    @property
    def service(self) -> Service:
        """The service.

        Raises:
            PSError: There is none of that name.
        """
        services = self.machine.services
        found = services.find(self.wanted) or services.by_display_name(self.wanted)
        if found is None:
            text = f"Service {self.wanted} was not found on computer '{self.machine.name.lower()}'."
            raise net_error("System.InvalidOperationException", text)
        return found

    @net_property("ServiceName", "System.String")
    def service_name(self) -> str:
        return self.service.name

    @net_property("DisplayName", "System.String")
    def display_name(self) -> str:
        return self.service.display_name

    @net_property("MachineName", "System.String")
    def machine_name(self) -> str:
        return "." if self.machine is current_host().machine else self.machine.name

    @net_property("Status", "System.ServiceProcess.ServiceControllerStatus")
    def status(self) -> EnumValue:
        return EnumValue(STATUS, (STATUS.values or {})[self.service.state.replace(" ", "")])

    @net_property("ServiceType", "System.ServiceProcess.ServiceType")
    def service_type(self) -> EnumValue:
        return EnumValue(TYPES, self.service.type_number)

    @net_property("CanStop", "System.Boolean")
    def can_stop(self) -> bool:
        return self.service.state == "Running" and self.service.accepts_stop

    @net_property("CanPauseAndContinue", "System.Boolean")
    def can_pause(self) -> bool:
        return self.service.state != "Stopped" and self.service.accepts_pause

    @net_property("CanShutdown", "System.Boolean")
    def can_shutdown(self) -> bool:
        return False

    @net_property("ServiceHandle", "System.Runtime.InteropServices.SafeHandle")
    def handle(self) -> SafeServiceHandle:
        if not current_host().logon.is_administrator:
            raise failed("open", self.service, self.machine, ServiceError(5, self.wanted))
        return SafeServiceHandle()

    @net_property("DependentServices", "System.ServiceProcess.ServiceController[]")
    def dependent_services(self) -> TypedArray:
        found = (ServiceController(self.machine, s.name) for s in self.machine.services.dependents(self.service.name))
        return TypedArray(found, "System.ServiceProcess.ServiceController")

    @net_property("ServicesDependedOn", "System.ServiceProcess.ServiceController[]")
    def depended_on(self) -> TypedArray:
        found = (ServiceController(self.machine, name) for name in self.service.depends)
        return TypedArray(found, "System.ServiceProcess.ServiceController")

    def _do(self, action: str) -> None:
        services = self.machine.services
        try:
            if not current_host().logon.is_administrator:
                raise ServiceError(5, self.wanted)
            if action == "start":
                services.start(self.service.name)
            elif action == "stop":
                services.stop(self.service.name, with_dependents=True)
            elif action == "pause":
                services.pause(self.service.name)
            else:
                services.resume(self.service.name)
        except ServiceError as problem:
            raise failed(action, self.service, self.machine, problem) from problem

    @net_method("Start", (), ("System.String[]",), returns="System.Void")
    def start(self, args: object = None) -> None:
        self._do("start")

    @net_method("Stop", returns="System.Void")
    def stop(self) -> None:
        self._do("stop")

    @net_method("Pause", returns="System.Void")
    def pause(self) -> None:
        self._do("pause")

    @net_method("Continue", returns="System.Void")
    def resume(self) -> None:
        self._do("resume")

    @net_method("Refresh", returns="System.Void")
    def refresh(self) -> None:
        """Nothing is cached."""

    @net_method("Close", returns="System.Void")
    def close(self) -> None:
        """Nothing is held."""

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        """Nothing is held."""

    @net_method("WaitForStatus", ("System.Object",), ("System.Object", "System.TimeSpan"), returns="System.Void")
    def wait_for_status(self, wanted: object, timeout: object = None) -> None:
        name = to_text(unwrap(wanted)).lower()
        left = timeout.seconds if isinstance(timeout, TimeSpan) else float("inf")
        while to_text(self.status()).lower() != name:
            if left <= 0:
                text = "Time out has expired and the operation has not been completed."
                raise net_error("System.ServiceProcess.TimeoutException", text)
            current_host().sleep(0.25)
            left -= 0.25


extended("System.ServiceProcess.ServiceController", AliasProperty("Name", "ServiceName"))
extended("System.ServiceProcess.ServiceController", AliasProperty("RequiredServices", "ServicesDependedOn"))
extended(
    "System.ServiceProcess.ServiceController",
    PropertySet("DefaultDisplayPropertySet", ["Status", "Name", "DisplayName"]),
)


def machine_of(computer: str, service: str = "rpc") -> Machine:
    """A computer as the running session reaches it.

    Raises:
        PSError: It can't be reached.
    """
    host = current_host()
    if computer in ("", ".", "localhost"):
        return host.machine
    try:
        return host.machine.lab.network.reach(host.machine, host.logon, computer, service)
    except NetworkError as problem:
        text = (
            f"Cannot open Service Control Manager on computer '{computer}'. "
            "This operation might require other privileges."
        )
        raise net_error("System.InvalidOperationException", text) from problem
