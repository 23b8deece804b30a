"""Every resource type: importing this module fills ``REGISTRY``."""

from __future__ import annotations

from exforge.resources import (
    aspnet_registration,
    clustered_mailbox_server,
    directory,
    directory_preparation,
    exchange_role,
    local_group_member,
    package,
    pending_restart,
    registry_value,
    server_cluster,
    service,
    share,
    windows_component,
)
from exforge.resources.base import REGISTRY

__all__ = [
    "REGISTRY",
    "aspnet_registration",
    "clustered_mailbox_server",
    "directory",
    "directory_preparation",
    "exchange_role",
    "local_group_member",
    "package",
    "pending_restart",
    "registry_value",
    "server_cluster",
    "service",
    "share",
    "windows_component",
]
