"""A computer without Windows under it, for tests of setup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.winlab.directory.forests import Host, ManualClock, Who
from tests.winlab.exchange import forest as lab
from winlab.directory.forest import Forest
from winlab.exchange.levels import level_named
from winlab.exchange.roles import ExchangeService
from winlab.exchange.setup.computer import Computer
from winlab.exchange.setup.console import Finding
from winlab.exchange.setup.facts import HostFacts
from winlab.exchange.setup.flow import Media, Setting, run_setup
from winlab.exchange.setup.run import SetupRun

READY = HostFacts(
    "HT01",
    "HT01.child.corp.example",
    services=frozenset({"W3SVC", "IISADMIN"}),
    components=frozenset({"iis_common", "iis_www", "iis_inetmgr", "aspnet", "complusnetwork"}),
)


@dataclass
class FakeComputer:
    """Registry, files and services as dictionaries."""

    name: str
    host: HostFacts = READY
    registry: dict[tuple[str, str], str | int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    automatic: dict[str, bool] = field(default_factory=dict)
    broken_service: str = ""
    installer_busy: bool = False
    bound_services: tuple[str, ...] = ()

    @property
    def fqdn(self) -> str:
        return f"{self.name}.child.corp.example"

    def facts(self) -> HostFacts:
        return replace(self.host, name=self.name, fqdn=self.fqdn)

    def value(self, key: str, name: str) -> str | int | None:
        return self.registry.get((key, name))

    def set_value(self, key: str, name: str, value: str | int) -> None:
        self.registry[key, name] = value

    def delete_value(self, key: str, name: str) -> None:
        self.registry.pop((key, name), None)

    def delete_key(self, key: str) -> None:
        self.registry = {
            pair: value for pair, value in self.registry.items() if not (pair[0] + "\\").startswith(key + "\\")
        }

    def write_text(self, path: str, text: str, *, append: bool = False) -> None:
        self.files[path] = (self.files.get(path, "") if append else "") + text

    def add_program(self, path: str, program: str, data: dict[str, str]) -> None:
        self.files[path] = program

    def delete_folder(self, path: str) -> None:
        self.files = {name: text for name, text in self.files.items() if not name.startswith(path + "\\")}

    def add_service(self, service: ExchangeService, path: str, *, automatic: bool) -> None:
        self.services.setdefault(service.name, "Stopped")
        self.automatic[service.name] = automatic

    def start_service(self, name: str) -> int:
        if name == self.broken_service:
            return 1053
        self.services[name] = "Running"
        return 0

    def stop_service(self, name: str) -> None:
        self.services[name] = "Stopped"

    def delete_service(self, name: str) -> None:
        self.services.pop(name, None)

    def begin_installer(self) -> bool:
        return not self.installer_busy

    def end_installer(self) -> None:
        """Nothing is counted."""

    def self_signed(self, services: tuple[str, ...]) -> None:
        self.bound_services += services

    def event(self, source: str, kind: str, number: int, text: str) -> None:
        """Not looked at."""


class NoCluster:
    """A computer that is no node."""

    def is_node(self) -> bool:
        return False

    def checks(self, run: SetupRun) -> list[Finding]:
        return []

    def configure(self, run: SetupRun, computer: Computer) -> None:
        raise AssertionError("there is no cluster")

    def removal_problem(self) -> str | None:
        return None

    def node_ready(self, run: SetupRun) -> None:
        raise AssertionError("there is no cluster")


@dataclass
class Site:
    """A forest and the computers setup runs on."""

    forest: Forest
    clock: ManualClock
    level: str = "SP3"
    computers: dict[str, FakeComputer] = field(default_factory=dict)
    printed: str = ""

    def computer(self, name: str) -> FakeComputer:
        """A computer, made when first asked for."""
        return self.computers.setdefault(name, FakeComputer(name))

    def setup(
        self,
        *arguments: str,
        on: str = "HT01",
        logon: Who = lab.DEPLOY,
        wait: Callable[[float], None] | None = None,
        level: str | None = None,
    ) -> int:
        """Runs setup.com on a computer; the exit code, text in `printed`."""
        parts: list[str] = []
        root = on.startswith("ROOT")
        code = run_setup(
            Setting(
                arguments,
                Media(level_named(level or self.level), r"D:\Exchange"),
                self.forest,
                logon,
                Host(on, "corp.example" if root else "child.corp.example"),
                self.computer(on),
                NoCluster(),
                parts.append,
                wait or self.clock.pass_time,
                self.clock.now,
            )
        )
        self.printed = "".join(parts).replace("\r\n", "\n")
        return code

    def must(self, *arguments: str, on: str = "HT01") -> None:
        """Runs setup.com where success is expected."""
        assert self.setup(*arguments, on=on) == 0, self.printed
        self.clock.pass_time(120)

    def prepare(self) -> None:
        """All preparation."""
        for arguments in (["/pl"], ["/ps"], ["/p"], ["/pd:child.corp.example"]):
            self.must(*arguments, on="ROOTDC1")


def new_site(*, legacy: bool = True) -> Site:
    """A site before anything was done."""
    return Site(*lab.build(legacy=legacy))
