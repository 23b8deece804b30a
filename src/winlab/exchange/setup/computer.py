"""What setup needs of the computer it runs on; `winlab.exchange.host` makes it from an emulated machine."""

from __future__ import annotations

from typing import Protocol

from winlab.exchange.roles import ExchangeService
from winlab.exchange.setup.facts import HostFacts


class Computer(Protocol):
    """One computer as setup sees it. Registry paths begin with `HKLM\\`."""

    @property
    def name(self) -> str:
        """NetBIOS name, upper case."""

    @property
    def fqdn(self) -> str:
        """DNS name."""

    def facts(self) -> HostFacts:
        """What the checks ask about."""

    def value(self, key: str, name: str) -> str | int | None:
        """A registry value, None without it."""

    def set_value(self, key: str, name: str, value: str | int) -> None:
        """Writes a registry value (REG_SZ or REG_DWORD), making its key."""

    def delete_value(self, key: str, name: str) -> None:
        """Deletes a registry value if it is there."""

    def delete_key(self, key: str) -> None:
        """Deletes a registry key with all below it if it is there."""

    def write_text(self, path: str, text: str, *, append: bool = False) -> None:
        """Writes a text file, making its folders."""

    def add_program(self, path: str, program: str, data: dict[str, str]) -> None:
        """Lays down an executable file."""

    def delete_folder(self, path: str) -> None:
        """Deletes a folder with all below it if it is there."""

    def add_service(self, service: ExchangeService, path: str, *, automatic: bool) -> None:
        """Creates a service unless it exists."""

    def start_service(self, name: str) -> int:
        """Starts a service; a Win32 status, 0 if it runs."""

    def stop_service(self, name: str) -> None:
        """Stops a service that runs."""

    def delete_service(self, name: str) -> None:
        """Stops and deletes a service if it is there."""

    def begin_installer(self) -> bool:
        """Takes the one Windows Installer of the computer; False while another installation runs."""

    def end_installer(self) -> None:
        """Gives it back."""

    def self_signed(self, services: tuple[str, ...]) -> None:
        """Makes the self-signed certificate unless it is there, and binds services to it."""

    def event(self, source: str, kind: str, number: int, text: str) -> None:
        """Adds an event to the Application log."""
