"""Loads the modules that register cmdlets written by hand."""

from __future__ import annotations

from importlib import import_module

_MODULES = (
    "transport_cmdlets",
    "access_cmdlets",
    "messaging_cmdlets",
    "server_cmdlets",
    "store_cmdlets",
    "clustered_cmdlets",
    "test_cmdlets",
    "certificate_cmdlets",
    "recipient_cmdlets",
    "policy_cmdlets",
)


def load() -> None:
    """Imports them all, once."""
    for name in _MODULES:
        import_module(f"winlab.exchange.shell.{name}")
