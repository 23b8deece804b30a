"""Native programs of Windows."""

from __future__ import annotations

import functools
import importlib

_MODULES = (
    "access_tools",
    "acl_tool",
    "address_tools",
    "at_tool",
    "components_tool",
    "computer_tools",
    "copy_tools",
    "event_tools",
    "file_tools",
    "firewall_tool",
    "installer_tool",
    "net_accounts",
    "net_services",
    "net_shares",
    "net_tool",
    "netsh_tool",
    "network_tools",
    "code_page",
    "packages_tool",
    "ping_tool",
    "other_programs",
    "process_tools",
    "prompt_tools",
    "registry_editor",
    "registry_tool",
    "service_settings",
    "service_tool",
    "shutdown_tool",
    "tasks_tool",
    "text_filters",
    "volume_tools",
    "web_tools",
)


@functools.cache
def register_programs() -> None:
    """Makes the programs known."""
    for name in _MODULES:
        importlib.import_module(f"{__name__}.{name}")
