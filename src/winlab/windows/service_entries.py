"""What the Service Control Manager knows of a service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

AUTO, MANUAL, DISABLED, BOOT, SYSTEM = "Auto", "Manual", "Disabled", "Boot", "System"
START_NUMBERS = {BOOT: 0, SYSTEM: 1, AUTO: 2, MANUAL: 3, DISABLED: 4}
CONNECT_SECONDS = 30.0
"""How long the controller waits for a program to report (ServicesPipeTimeout)."""
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
    by_hand: bool = False
    """Made by an administrator: its program has to be there when it starts."""
    doomed: bool = False
    """Marked for deletion: it goes when it has stopped."""

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
