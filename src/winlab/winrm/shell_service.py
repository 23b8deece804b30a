"""The remote shells of one host: what Create, Command, Send, Receive, Signal and Delete do.

Source: MS-WSMV 3.1.4, https://learn.microsoft.com/openspecs/windows_protocols/ms-wsmv/.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from winlab.winrm import config, enumerations, faults, names, soap
from winlab.winrm import fault_kinds as kinds
from winlab.winrm.enumerations import Enumerations, Limits
from winlab.winrm.host import Caller, Host
from winlab.winrm.instances import reference_xml
from winlab.winrm.psrp_shell import PsrpShell, creation_of
from winlab.winrm.shell_texts import description, received_xml
from winlab.winrm.shells import Placeholder, Received, Shell, ShellInfo, new_id
from winlab.winrm.soap import Request, tag
from winlab.winrm.winrs_shell import WinrsShell

# Room in an envelope for everything that is not stream data.
_ENVELOPE_OVERHEAD = 3072
_DEFAULT_TIMEOUT = 60.0
_GATHER = 0.015
# MS-WSMV 2.2.5.2; the version of the protocol is PowerShell's own (MS-PSRP 3.1.5.3.1).
_OPTIONS = {
    "winrs_noprofile",
    "winrs_codepage",
    "winrs_consolemode_stdin",
    "winrs_skip_cmd_shell",
    "wsman_cmdshell_option_keepalive",
    "protocolversion",
}
_BODIES = {
    names.ACTION_COMMAND: "CommandLine",
    names.ACTION_SEND: "Send",
    names.ACTION_SIGNAL: "Signal",
    names.ACTION_RECEIVE: "Receive",
}
Work = Callable[[], bytes]


class ShellService:
    """The shells of one host."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._shells: dict[str, Shell] = {}
        self._lock = threading.Lock()
        self._enumerations = Enumerations()

    def owns(self, resource: str) -> bool:
        """Whether an address is that of shells."""
        lowered = resource.lower().rstrip("/")
        return lowered in (names.SHELL, names.CMD_SHELL) or lowered.startswith(names.POWERSHELL + "/")

    def operation(self, request: Request, caller: Caller, client: str) -> Work:
        """What a request asks for, to be done by a worker.

        Raises:
            WsmanFaultError: the request is refused.
        """
        operations: Mapping[str, Work] = {
            names.ACTION_CREATE: lambda: self._create(request, caller, client),
            names.ACTION_COMMAND: lambda: self._command(request, caller),
            names.ACTION_SEND: lambda: self._send(request, caller),
            names.ACTION_SIGNAL: lambda: self._signal(request, caller),
            names.ACTION_DELETE: lambda: self._delete(request, caller),
            names.ACTION_GET: lambda: self._get(request, caller),
            names.ACTION_ENUMERATE: lambda: self._enumerate(request, caller),
            names.ACTION_PULL: lambda: self._pull(request, caller),
        }
        found = operations.get(request.action)
        if found is None:
            # Disconnect, Reconnect and Connect came with WinRM 3.0: MS-WSMV appendix, product behaviour.
            raise faults.invalid_action(request.action)
        if any(name.lower() not in _OPTIONS for name in request.must_comply):
            raise faults.WsmanFaultError(kinds.OPTIONS_NOT_SUPPORTED)
        return found

    def _create(self, request: Request, caller: Caller, client: str) -> bytes:
        body = request.body
        resource = request.resource
        is_cmd = resource.lower() == names.CMD_SHELL
        if not is_cmd and not self.host.has_powershell(resource[len(names.POWERSHELL) + 1 :]):
            raise faults.invalid_resource(resource)
        if body is None or body.tag != tag(names.SHELL, "Shell"):
            raise faults.schema_violation("rsp:Shell is missing")
        if not config.truth(self.host.config, "winrs", "AllowRemoteShellAccess"):
            raise faults.WsmanFaultError(kinds.SHELLS_NOT_ALLOWED)
        info = self._info(request, body, caller, client)
        with self._lock:
            self._refuse_more_shells(caller)
            # The place is taken before the shell is made: two creations at once can't both have the last one.
            self._shells[info.shell_id] = Placeholder(info, caller)
        try:
            shell: Shell
            if is_cmd:
                shell = WinrsShell(info, caller, self.host, body, request.options)
            else:
                shell = PsrpShell(info, caller, self.host, creation_of(body), request.options)
        except BaseException:
            with self._lock:
                self._shells.pop(info.shell_id, None)
            raise
        with self._lock:
            self._shells[info.shell_id] = shell
        self.host.log(caller.account, "shell", f"opened {resource.rsplit('/', 1)[-1]} {info.shell_id}")
        selectors = (("ShellId", info.shell_id),)
        return soap.response(request, reference_xml(resource, selectors, "x:ResourceCreated", request.to))

    def _info(self, request: Request, body: Element, caller: Caller, client: str) -> ShellInfo:
        def text(name: str) -> str:
            return (body.findtext(tag(names.SHELL, name)) or "").strip()

        ceiling = config.number(self.host.config, "winrs", "IdleTimeout") / 1000
        idle = _seconds(text("IdleTimeOut") or text("IdleTimeout"))
        return ShellInfo(
            shell_id=new_id(),
            resource=request.resource,
            owner=caller.account,
            client=client,
            input_streams=text("InputStreams") or "stdin",
            output_streams=text("OutputStreams") or "stdout stderr",
            idle_timeout=ceiling if idle is None else max(60.0, idle),
            lifetime=_seconds(text("Lifetime")),
            name=text("Name"),
        )

    def _refuse_more_shells(self, caller: Caller) -> None:
        settings = self.host.config
        owners = [shell.info.owner for shell in self._shells.values()]
        per_user = config.number(settings, "winrs", "MaxShellsPerUser")
        if per_user and owners.count(caller.account) >= per_user:
            raise faults.max_shells(per_user)
        if len({*owners, caller.account}) > config.number(settings, "winrs", "MaxConcurrentUsers"):
            raise faults.WsmanFaultError(kinds.MAX_SHELL_USERS)

    def _shell(self, request: Request, caller: Caller) -> Shell:
        if not request.shell_id:
            raise faults.WsmanFaultError(kinds.MISSING_SELECTORS)
        if len(request.selectors) > 1:
            raise faults.WsmanFaultError(kinds.UNEXPECTED_SELECTORS)
        with self._lock:
            shell = self._shells.get(request.shell_id.upper())
        if shell is None or shell.closed or shell.info.owner != caller.account:
            raise faults.shell_not_found(request.shell_id)
        if request.resource.lower().rstrip("/") not in (shell.info.resource.lower(), names.SHELL):
            raise faults.shell_not_found(request.shell_id)
        shell.touch()
        return shell

    @staticmethod
    def _body(request: Request) -> Element:
        name = _BODIES[request.action]
        if request.body is None or request.body.tag != tag(names.SHELL, name):
            raise faults.schema_violation(f"rsp:{name} is missing")
        return request.body

    def _command(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        body = self._body(request)
        limit = config.number(self.host.config, "service", "MaxConcurrentOperationsPerUser")
        with self._lock:
            running = sum(item.command_count for item in self._shells.values() if item.info.owner == caller.account)
        if running >= limit:
            raise faults.max_operations(limit)
        command_id = shell.command(body, request.options)
        return soap.response(
            request, f"<rsp:CommandResponse><rsp:CommandId>{command_id}</rsp:CommandId></rsp:CommandResponse>"
        )

    def _send(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        for stream in self._body(request).iterfind(tag(names.SHELL, "Stream")):
            name = stream.get("Name", "stdin")
            if name not in shell.info.input_streams.split():
                raise faults.WsmanFaultError(kinds.INVALID_PARAMETER, provider=shell.provider)
            try:
                data = base64.b64decode("".join((stream.text or "").split()), validate=True)
            except (binascii.Error, ValueError) as error:
                raise faults.schema_violation("the stream is not base64") from error
            end = (stream.get("End") or "").lower() in ("true", "1")
            shell.send(stream.get("CommandId"), name, data, end)
        return soap.response(request, "<rsp:SendResponse/>")

    def _signal(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        body = self._body(request)
        shell.signal(body.get("CommandId"), (body.findtext(tag(names.SHELL, "Code")) or "").strip())
        shell.changed.notify()
        return soap.response(request, "<rsp:SignalResponse/>")

    def _delete(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        with self._lock:
            self._shells.pop(shell.info.shell_id, None)
        shell.close()
        self.host.log(caller.account, "shell", f"closed {shell.info.shell_id}")
        return soap.response(request, "")

    async def receive(self, request: Request, caller: Caller) -> bytes:
        """Waits for output, as long as the request allows.

        Raises:
            WsmanFaultError: nothing came in time, or the request is refused.
        """
        shell = self._shell(request, caller)
        desired = self._body(request).find(tag(names.SHELL, "DesiredStream"))
        command_id = desired.get("CommandId") if desired is not None else None
        offered = shell.info.output_streams.split()
        streams = frozenset((desired.text or "").split() if desired is not None else ()) or frozenset(offered)
        if streams - set(offered):
            raise faults.WsmanFaultError(kinds.INVALID_PARAMETER, provider=shell.provider)
        deadline = time.monotonic() + self._timeout(request)
        shell.waiting += 1
        try:
            received = await self._received(shell, command_id, self._budget(request), streams, deadline)
            return soap.response(request, received_xml(received, command_id))
        finally:
            shell.waiting -= 1
            shell.touch()

    async def _received(
        self, shell: Shell, command_id: str | None, budget: int, streams: frozenset[str], deadline: float
    ) -> Received:
        while True:
            waiter = shell.changed.waiter()
            try:
                received = None if command_id or not shell.closed else shell.last_words(budget)
                if shell.closed and received is None:
                    raise faults.WsmanFaultError(kinds.OPERATION_ABORTED, provider=shell.provider)
                received = received or shell.receive(command_id, budget, streams)
                if received is not None:
                    return received
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise faults.timed_out()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(asyncio.shield(waiter), remaining)
                # A burst of small records is sent in one answer rather than in many.
                if shell.is_running(command_id):
                    await asyncio.sleep(_GATHER)
            finally:
                shell.changed.drop(waiter)

    def _budget(self, request: Request) -> int:
        envelope = config.number(self.host.config, "", "MaxEnvelopeSizekb") * 1024
        if request.max_envelope:
            envelope = min(envelope, request.max_envelope)
        return max(1024, (envelope - _ENVELOPE_OVERHEAD) * 3 // 4)

    def _timeout(self, request: Request) -> float:
        longest = config.number(self.host.config, "", "MaxTimeoutms") / 1000
        wanted = request.timeout if request.timeout is not None else _DEFAULT_TIMEOUT
        return min(longest, wanted)

    # -- looking at shells -----

    def _get(self, request: Request, caller: Caller) -> bytes:
        with self._lock:
            shell = self._shells.get(request.shell_id.upper())
        if shell is None or shell.closed or shell.info.owner != caller.account:
            raise faults.shell_not_found(request.shell_id)
        return soap.response(request, description(shell))

    def _enumerate(self, request: Request, caller: Caller) -> bytes:
        if request.resource.lower().rstrip("/") != names.SHELL:
            raise faults.WsmanFaultError(kinds.ACTION_NOT_SUPPORTED)
        if request.body is None or request.body.tag != tag(names.ENUMERATION, "Enumerate"):
            raise faults.WsmanFaultError(kinds.INVALID_BODY)
        enumerations.mode_of(request.body)
        with self._lock:
            shells = [shell for shell in self._shells.values() if not shell.closed]
        items = iter([description(shell) for shell in shells])
        return soap.response(request, self._enumerations.begin(request, caller.account, items, self._limits()))

    def _pull(self, request: Request, caller: Caller) -> bytes:
        return soap.response(request, self._enumerations.pull(request, caller.account, self._limits()))

    def _limits(self) -> Limits:
        settings = self.host.config
        idle = config.number(settings, "service", "EnumerationTimeoutms") / 1000
        envelope = config.number(settings, "", "MaxEnvelopeSizekb") * 1024
        return Limits(config.number(settings, "", "MaxBatchItems"), envelope - _ENVELOPE_OVERHEAD, idle)

    # -- life -----

    def sweep(self) -> None:
        """Closes shells whose time is over."""
        now = time.monotonic()
        with self._lock:
            idle = [shell for shell in self._shells.values() if shell.is_idle(now)]
            for shell in idle:
                del self._shells[shell.info.shell_id]
        for shell in idle:
            shell.close()

    def close(self) -> None:
        """Ends all shells."""
        with self._lock:
            shells, self._shells = list(self._shells.values()), {}
        for shell in shells:
            shell.close()

    @property
    def count(self) -> int:
        """How many shells there are."""
        return len(self._shells)


def _seconds(text: str) -> float | None:
    """A duration of the body; None without one."""
    if not text:
        return None
    seconds = soap.seconds_of(text)
    if seconds is None:
        raise faults.WsmanFaultError(kinds.INVALID_VALUES, f"{kinds.INVALID_VALUES.reason}({text})")
    return seconds
