"""The WS-Management service of one host: what a request does, whoever carried it."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from winlab.winrm import config, faults, names, soap
from winlab.winrm.host import Caller, Host
from winlab.winrm.psrp_shell import PsrpShell, creation_of
from winlab.winrm.shells import Received, Shell, ShellInfo, new_id
from winlab.winrm.soap import Request, tag
from winlab.winrm.winrs_shell import WinrsShell

# Room in an envelope for everything that is not stream data.
_ENVELOPE_OVERHEAD = 3072
_DEFAULT_TIMEOUT = 60.0
_GATHER = 0.015


class Service:
    """Shells and configuration of one host.

    Args:
        host: the emulated host.
        workers: where blocking work runs.
    """

    def __init__(self, host: Host, workers: Executor) -> None:
        self.host = host
        self._workers = workers
        self._shells: dict[str, Shell] = {}
        self._lock = threading.Lock()

    async def answer(self, request: Request, caller: Caller, client: str) -> bytes:
        """Does what ``request`` asks for ``caller`` and returns the answer's envelope.

        Raises:
            WsmanFaultError: the request is refused.
        """
        if not caller.is_administrator:
            # Only administrators may use WinRM with the default RootSDDL:
            # https://learn.microsoft.com/previous-versions/dd315349(v=technet.10)
            raise faults.access_denied()
        if request.action == names.ACTION_RECEIVE:
            return await self._receive(request, caller)
        work = self._operation(request, caller, client)
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)

    def _operation(self, request: Request, caller: Caller, client: str) -> Callable[[], bytes]:
        action = request.action
        if action == names.ACTION_CREATE:
            return lambda: self._create(request, caller, client)
        if action == names.ACTION_COMMAND:
            return lambda: self._command(request, caller)
        if action == names.ACTION_SEND:
            return lambda: self._send(request, caller)
        if action == names.ACTION_SIGNAL:
            return lambda: self._signal(request, caller)
        if action == names.ACTION_DELETE:
            return lambda: self._delete(request, caller)
        if action == names.ACTION_GET:
            return lambda: self._get(request, caller)
        if action == names.ACTION_PUT:
            return lambda: self._put(request, caller)
        if action == names.ACTION_ENUMERATE:
            return lambda: self._enumerate(request)
        # Disconnect, Reconnect and Connect came with WinRM 3.0: MS-WSMV appendix, product behaviour.
        raise faults.invalid_action(action)

    # -- shells -----

    def _create(self, request: Request, caller: Caller, client: str) -> bytes:
        body = request.body
        resource = request.resource
        is_cmd = resource.lower() == names.CMD_SHELL
        prefix = names.POWERSHELL + "/"
        if not is_cmd and not resource.lower().startswith(prefix.lower()):
            raise faults.invalid_resource(resource)
        if not is_cmd and not self.host.has_powershell(resource[len(prefix) :]):
            raise faults.invalid_resource(resource)
        if body is None or body.tag != tag(names.SHELL, "Shell"):
            raise faults.schema_violation("rsp:Shell is missing")
        settings = self.host.config
        if not config.truth(settings, "winrs", "AllowRemoteShellAccess"):
            raise faults.access_denied("winrscmd")
        info = ShellInfo(
            shell_id=new_id(),
            resource=resource,
            owner=caller.account,
            client=client,
            input_streams=body.findtext(tag(names.SHELL, "InputStreams")) or "stdin",
            output_streams=body.findtext(tag(names.SHELL, "OutputStreams")) or "stdout stderr",
            idle_timeout=self._idle_timeout(body),
        )
        with self._lock:
            self._refuse_more_shells(caller)
            # The place is taken before the shell is made: two creations at once can't both have the last one.
            placeholder = _Placeholder(info, caller)
            self._shells[info.shell_id] = placeholder
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
        return soap.response(
            request,
            f"<x:ResourceCreated><a:Address>{names.ANONYMOUS}</a:Address><a:ReferenceParameters>"
            f"<w:ResourceURI>{escape(resource)}</w:ResourceURI><w:SelectorSet>"
            f'<w:Selector Name="ShellId">{info.shell_id}</w:Selector></w:SelectorSet>'
            "</a:ReferenceParameters></x:ResourceCreated>",
        )

    def _idle_timeout(self, body: Element) -> float:
        ceiling = config.number(self.host.config, "winrs", "IdleTimeout") / 1000
        text = body.findtext(tag(names.SHELL, "IdleTimeOut")) or body.findtext(tag(names.SHELL, "IdleTimeout"))
        if not text:
            return ceiling
        seconds = soap.seconds_of(text)
        if seconds is None:
            raise faults.schema_violation(f"IdleTimeOut {text}")
        return max(60.0, seconds)

    def _refuse_more_shells(self, caller: Caller) -> None:
        settings = self.host.config
        owners = [shell.info.owner for shell in self._shells.values()]
        per_user = config.number(settings, "winrs", "MaxShellsPerUser")
        if owners.count(caller.account) >= per_user:
            raise faults.max_shells(per_user)
        users = config.number(settings, "winrs", "MaxConcurrentUsers")
        if len({*owners, caller.account}) > users:
            raise faults.max_shell_users(users)

    def _shell(self, request: Request, caller: Caller) -> Shell:
        with self._lock:
            shell = self._shells.get(request.shell_id)
        if shell is None or shell.closed or shell.info.owner != caller.account:
            raise faults.shell_not_found(request.shell_id)
        if request.resource.lower() not in (shell.info.resource.lower(), names.SHELL):
            raise faults.invalid_resource(request.resource)
        shell.touch()
        return shell

    def _command(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        body = request.body
        if body is None or body.tag != tag(names.SHELL, "CommandLine"):
            raise faults.schema_violation("rsp:CommandLine is missing")
        limit = config.number(self.host.config, "service", "MaxConcurrentOperationsPerUser")
        with self._lock:
            running = sum(item.command_count for item in self._shells.values() if item.info.owner == caller.account)
        if running >= limit:
            raise faults.max_operations()
        command_id = shell.command(body, request.options)
        return soap.response(
            request, f"<rsp:CommandResponse><rsp:CommandId>{command_id}</rsp:CommandId></rsp:CommandResponse>"
        )

    def _send(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        body = request.body
        if body is None or body.tag != tag(names.SHELL, "Send"):
            raise faults.schema_violation("rsp:Send is missing")
        for stream in body.iterfind(tag(names.SHELL, "Stream")):
            try:
                data = base64.b64decode("".join((stream.text or "").split()), validate=True)
            except (binascii.Error, ValueError) as error:
                raise faults.schema_violation("the stream is not base64") from error
            end = (stream.get("End") or "").lower() in ("true", "1")
            shell.send(stream.get("CommandId"), stream.get("Name", "stdin"), data, end)
        return soap.response(request, "<rsp:SendResponse/>")

    def _signal(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        body = request.body
        if body is None or body.tag != tag(names.SHELL, "Signal"):
            raise faults.schema_violation("rsp:Signal is missing")
        shell.signal(body.get("CommandId"), (body.findtext(tag(names.SHELL, "Code")) or "").strip())
        shell.changed.notify()
        return soap.response(request, "<rsp:SignalResponse/>")

    def _delete(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        with self._lock:
            self._shells.pop(request.shell_id, None)
        shell.close()
        self.host.log(caller.account, "shell", f"closed {request.shell_id}")
        return soap.response(request, "")

    async def _receive(self, request: Request, caller: Caller) -> bytes:
        shell = self._shell(request, caller)
        body = request.body
        if body is None or body.tag != tag(names.SHELL, "Receive"):
            raise faults.schema_violation("rsp:Receive is missing")
        desired = body.find(tag(names.SHELL, "DesiredStream"))
        command_id = desired.get("CommandId") if desired is not None else None
        budget = self._budget(request)
        deadline = time.monotonic() + self._timeout(request)
        shell.waiting += 1
        try:
            while True:
                waiter = shell.changed.waiter()
                try:
                    received = None if command_id or not shell.closed else shell.last_words(budget)
                    if shell.closed and received is None:
                        raise faults.WsmanFaultError(
                            faults.OPERATION_ABORTED,
                            "w:InternalError",
                            "The I/O operation has been aborted because of either a thread exit or "
                            "an application request. ",
                            sender=False,
                            provider=shell.provider,
                        )
                    if received is None:
                        received = shell.receive(command_id, budget)
                    if received is None:
                        remaining = deadline - time.monotonic()
                        if remaining <= 0:
                            raise faults.timed_out()
                        with contextlib.suppress(asyncio.TimeoutError):
                            await asyncio.wait_for(asyncio.shield(waiter), remaining)
                        # A burst of small records is sent in one answer rather than in many.
                        if shell.is_running(command_id):
                            await asyncio.sleep(_GATHER)
                        continue
                finally:
                    shell.changed.drop(waiter)
                return soap.response(request, _received(received, command_id))
        finally:
            shell.waiting -= 1
            shell.touch()

    def _budget(self, request: Request) -> int:
        envelope = config.number(self.host.config, "", "MaxEnvelopeSizekb") * 1024
        if request.max_envelope:
            envelope = min(envelope, request.max_envelope)
        return max(1024, (envelope - _ENVELOPE_OVERHEAD) * 3 // 4)

    def _timeout(self, request: Request) -> float:
        longest = config.number(self.host.config, "", "MaxTimeoutms") / 1000
        wanted = request.timeout if request.timeout is not None else _DEFAULT_TIMEOUT
        return min(longest, wanted)

    # -- configuration and enumeration -----

    def _get(self, request: Request, caller: Caller) -> bytes:
        if request.resource.lower() == names.SHELL:
            with self._lock:
                shell = self._shells.get(request.shell_id)
            if shell is None:
                raise faults.shell_not_found(request.shell_id)
            return soap.response(request, _description(shell))
        section = config.section_of(request.resource)
        if section is None:
            raise faults.invalid_resource(request.resource)
        return soap.response(request, config.document(self.host.config, section))

    def _put(self, request: Request, caller: Caller) -> bytes:
        section = config.section_of(request.resource)
        if section is None:
            raise faults.invalid_resource(request.resource)
        if request.body is None:
            raise faults.schema_violation("the configuration is missing")
        try:
            for item in request.body:
                name = item.tag.rpartition("}")[2]
                if not len(item):
                    config.set_value(self.host.config, section, name, (item.text or "").strip())
        except config.ConfigError as error:
            raise faults.schema_violation(str(error)) from error
        return soap.response(request, config.document(self.host.config, section))

    def _enumerate(self, request: Request) -> bytes:
        if request.resource.lower().rstrip("/") != names.SHELL:
            raise faults.invalid_resource(request.resource)
        with self._lock:
            shells = [shell for shell in self._shells.values() if not shell.closed]
        items = "".join(_description(shell) for shell in shells)
        return soap.response(
            request,
            "<n:EnumerateResponse><n:EnumerationContext/>"
            f"<w:Items>{items}</w:Items><w:EndOfSequence/></n:EnumerateResponse>",
        )

    # -- life -----

    def sweep(self) -> None:
        """Closes shells that were idle for too long."""
        now = time.monotonic()
        with self._lock:
            idle = [shell for shell in self._shells.values() if shell.is_idle(now)]
            for shell in idle:
                del self._shells[shell.info.shell_id]
        for shell in idle:
            shell.close()

    def close(self) -> None:
        """Ends all shells: the service or the machine stops."""
        with self._lock:
            shells, self._shells = list(self._shells.values()), {}
        for shell in shells:
            shell.close()

    @property
    def shell_count(self) -> int:
        """How many shells there are."""
        return len(self._shells)


class _Placeholder(Shell):
    """Holds the place of a shell that is being created."""

    @property
    def command_count(self) -> int:
        return 0

    def _refuse(self) -> faults.WsmanFaultError:
        return faults.shell_not_found(self.info.shell_id)

    def command(self, line: Element, options: object) -> str:
        raise self._refuse()

    def send(self, command_id: str | None, stream: str, data: bytes, end: bool) -> None:
        raise self._refuse()

    def receive(self, command_id: str | None, budget: int) -> Received | None:
        raise self._refuse()

    def is_running(self, command_id: str | None) -> bool:
        return False

    def signal(self, command_id: str | None, code: str) -> None:
        raise self._refuse()

    def close(self) -> None:
        self.closed = True


def _received(received: Received, command_id: str | None) -> str:
    identity = f' CommandId="{escape(command_id)}"' if command_id else ""
    parts = [
        f'<rsp:Stream Name="{name}"{identity}>{base64.b64encode(data).decode()}</rsp:Stream>'
        for name, data in received.pieces
    ]
    parts += [f'<rsp:Stream Name="{name}"{identity} End="true"></rsp:Stream>' for name in received.ended]
    if received.done and command_id:
        code = "" if received.exit_code is None else f"<rsp:ExitCode>{received.exit_code}</rsp:ExitCode>"
        parts.append(f'<rsp:CommandState{identity} State="{names.COMMAND_DONE}">{code}</rsp:CommandState>')
    elif command_id:
        parts.append(f'<rsp:CommandState{identity} State="{names.COMMAND_RUNNING}"></rsp:CommandState>')
    return f"<rsp:ReceiveResponse>{''.join(parts)}</rsp:ReceiveResponse>"


def _description(shell: Shell) -> str:
    info = shell.info
    now = time.monotonic()
    return (
        ""
        f"<rsp:Shell><rsp:ShellId>{info.shell_id}</rsp:ShellId><rsp:ResourceUri>{escape(info.resource)}</rsp:ResourceUri>"
        f"<rsp:Owner>{escape(info.owner)}</rsp:Owner><rsp:ClientIP>{escape(info.client)}</rsp:ClientIP>"
        f"<rsp:IdleTimeOut>{soap.duration_of(info.idle_timeout)}</rsp:IdleTimeOut>"
        f"<rsp:InputStreams>{escape(info.input_streams)}</rsp:InputStreams>"
        f"<rsp:OutputStreams>{escape(info.output_streams)}</rsp:OutputStreams>"
        f"<rsp:ShellRunTime>{soap.duration_of(now - info.created)}</rsp:ShellRunTime>"
        f"<rsp:ShellInactivity>{soap.duration_of(now - shell.last_used)}</rsp:ShellInactivity>"
        "<rsp:State>Connected</rsp:State></rsp:Shell>"
    )
