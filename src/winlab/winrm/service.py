"""The WS-Management service of one host: which part of it a request is for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from winlab.winrm import config, faults, names
from winlab.winrm import fault_kinds as kinds
from winlab.winrm.host import Caller, Host
from winlab.winrm.resource_service import ResourceService
from winlab.winrm.shell_service import ShellService
from winlab.winrm.soap import Request

# What one may ask a resource for; everything else there is the name of a method.
_STANDARD = (names.TRANSFER + "/", names.ENUMERATION + "/", names.SHELL + "/")


class Service:
    """Shells and resources of one host.

    Args:
        host: the emulated host.
        workers: where blocking work runs.
    """

    def __init__(self, host: Host, workers: Executor) -> None:
        self._host = host
        self._workers = workers
        self._active = 0
        self._shells = ShellService(host)
        self._resources = ResourceService(host)

    async def answer(self, request: Request, caller: Caller, client: str) -> bytes:
        """Does what ``request`` asks for ``caller`` and returns the answer's envelope.

        Raises:
            WsmanFaultError: the request is refused.
        """
        if not caller.is_administrator:
            # Only administrators may use WinRM with the default RootSDDL:
            # https://learn.microsoft.com/previous-versions/dd315349(v=technet.10)
            raise faults.WsmanFaultError(kinds.ACCESS_DENIED)
        if self._active >= config.number(self._host.config, "service", "MaxConnections"):
            raise faults.WsmanFaultError(kinds.QUOTA_LIMIT)
        self._active += 1
        try:
            return await self._served(request, caller, client)
        finally:
            self._active -= 1

    async def _served(self, request: Request, caller: Caller, client: str) -> bytes:
        if not request.resource:
            raise faults.invalid_resource("")
        if self._shells.owns(request.resource):
            if request.action == names.ACTION_RECEIVE:
                return await self._shells.receive(request, caller)
            work = self._shells.operation(request, caller, client)
        else:
            work = self._on_resource(request, caller)
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    def _on_resource(self, request: Request, caller: Caller) -> Callable[[], bytes]:
        resource = self._resources.find(request, caller)
        operation = self._resources.operations.get(request.action)
        if operation is not None:
            return lambda: operation(resource, request, caller)
        if request.action.startswith(_STANDARD):
            raise faults.WsmanFaultError(kinds.ACTION_NOT_SUPPORTED)
        return lambda: self._resources.invoke(resource, request)

    # -- life -----

    def sweep(self) -> None:
        """Closes shells that were idle for too long, or have lived long enough."""
        self._shells.sweep()

    def close(self) -> None:
        """Ends all shells: the service or the machine stops."""
        self._shells.close()

    @property
    def shell_count(self) -> int:
        """How many shells there are."""
        return self._shells.count
