"""Windows as PowerShell sees it: providers and .NET classes."""

from __future__ import annotations

import functools
import importlib

from winlab.powershell.net import load

_MODULES = (
    "winlab.windows.surfaces.filesystem",
    "winlab.windows.surfaces.registry_drive",
    "winlab.windows.surfaces.system",
    "winlab.windows.surfaces.addresses",
    "winlab.windows.surfaces.certificates",
    "winlab.windows.surfaces.identities",
    "winlab.windows.surfaces.known_sids",
    "winlab.windows.surfaces.service_controller",
    "winlab.windows.wmi",
    "winlab.windows.surfaces.streams",
    "winlab.windows.surfaces.textstreams",
    "winlab.windows.surfaces.open_file_statics",
    "winlab.windows.surfaces.binarystreams",
    "winlab.windows.surfaces.drives",
    "winlab.windows.surfaces.script_files",
    "winlab.windows.surfaces.script_collections",
    "winlab.windows.surfaces.script_shell",
    "winlab.windows.surfaces.com_classes",
    "winlab.windows.surfaces.web_clients",
    "winlab.windows.surfaces.hashing",
    "winlab.windows.surfaces.keyed_hashing",
    "winlab.windows.surfaces.console",
    "winlab.windows.surfaces.process_objects",
    "winlab.windows.surfaces.event_logs",
    "winlab.windows.surfaces.process_members",
    "winlab.windows.cmdlets.services",
    "winlab.windows.cmdlets.processes",
    "winlab.windows.cmdlets.security",
    "winlab.windows.cmdlets.computer",
    "winlab.windows.cmdlets.jobs",
    "winlab.windows.cmdlets.eventlog",
)


@functools.cache
def prepare_surfaces() -> None:
    """Registers everything the Windows part gives to sessions."""
    load()  # first the engine's own classes: some here answer better
    for name in _MODULES:
        importlib.import_module(name)
