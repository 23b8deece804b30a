"""One runspace pool on one host, through pypsrp: opened with the library in it, run with deadlines, closed.

pypsrp's traps that are handled here (https://github.com/jborean93/pypsrp/issues/21 and its source, 0.9.1):
every pipeline is closed, or WinRM 2.0 counts it against 15 operations; keys are exchanged right after
opening, because a 2.0 server may ask for them and pypsrp does not answer; a connection that was idle is not
used again: the server drops it after two minutes and the sealed message can't be sent twice; a pipeline is
stopped by the command id that the server gave it; nothing is awaited without a deadline. A connection that broke
is not used again, not even for farewells: the shell is deleted over a fresh one, or it would count against the
five that WinRM 2.0 allows until it has been idle for long enough.
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping

import requests
from pypsrp.complex_objects import PSInvocationState
from pypsrp.exceptions import WinRMTransportError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.serializer import TaggedValue
from pypsrp.shell import SignalCode
from pypsrp.wsman import WSMan

from exforge.remote.decode import address_of, clean, host_error
from exforge.remote.library import LOADER, library_text
from exforge.remote.session import HostFailed, HostFailure, NotTrusted, Target, Unreachable
from exforge.remote.trust import check_certificate, guard, verification

for _name in ("pypsrp", "spnego"):
    # Their DEBUG lines hold whole messages and their ERROR lines tracebacks: not for a terminal.
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

_IDLE_LIMIT = 60.0
_OPEN_OPERATION, _OPEN_READ = 60, 75
_POLL = 15
_SHELL_IDLE = 7200


class Pool:
    """A runspace pool with one runspace. For one thread at a time."""

    def __init__(self, target: Target, clock: Callable[[], float] = time.monotonic) -> None:
        self.target = target
        self._clock = clock
        self._last_used = clock()
        self._broken = self._stale = False
        self._wsman = _connection(target)
        self._guard()
        self._runspaces = RunspacePool(
            self._wsman, min_runspaces=1, max_runspaces=1, no_profile=True, idle_timeout=_SHELL_IDLE
        )

    def open(self) -> None:
        """Opens the pool and defines the library in it. Raises ``HostError``."""
        target = self.target
        tried = f"opening a PowerShell session as {target.username} ({target.authentication})"
        check_certificate(target)
        try:
            self._runspaces.open()
            self._runspaces.exchange_keys()
            with self._pipeline() as shell:
                shell.add_script(LOADER, use_local_scope=False)
                shell.add_parameter("Text", library_text())
                shell.add_parameter("UserName", target.username)
                shell.add_parameter("Password", TaggedValue("SS", target.password.reveal()))
                self._finish(shell, target.read_timeout, "sending the PowerShell library")
        except Exception as error:
            self._broken = self._broken or _breaks(error)
            self.close()
            raise host_error(error, target, tried) from error

    def run(self, function: str, parameters: Mapping[str, object], seconds: float) -> list[object]:
        """Runs one function of the library to its end; its output. Raises ``HostError``."""
        try:
            self._refresh()
            with self._pipeline() as shell:
                shell.add_cmdlet(function)
                for name, value in parameters.items():
                    shell.add_parameter(name, value)
                output = self._finish(shell, seconds, function)
        except Exception as error:
            raise host_error(error, self.target, function) from error
        return output

    def close(self) -> None:
        """Ends the pool on the host; gives up after a few seconds and never raises."""
        with contextlib.suppress(Exception):
            self._wsman.operation_timeout = 5
            self._wsman.transport.read_timeout = 8
            if self._broken:
                self._renew()
            else:
                self._refresh()
            self._runspaces.close()
        with contextlib.suppress(Exception):
            self._wsman.close()

    @contextlib.contextmanager
    def _pipeline(self) -> Iterator[PowerShell]:
        shell = PowerShell(self._runspaces)
        try:
            yield shell
        except Exception as error:
            self._broken = self._broken or _breaks(error)
            raise
        finally:
            if not self._broken:
                if shell.state == PSInvocationState.RUNNING:
                    self._stop(shell)
                try:
                    shell.close()
                except Exception as error:
                    # The work is done; only the next request must not go over this connection.
                    self._stale = _breaks(error)
            self._last_used = self._clock()

    def _finish(self, shell: PowerShell, seconds: float, what: str) -> list[object]:
        deadline = self._clock() + seconds
        shell.begin_invoke()
        while shell.state == PSInvocationState.RUNNING:
            remaining = deadline - self._clock()
            if remaining <= 0:
                raise Unreachable(_overdue(self.target, what, seconds))
            shell.poll_invoke(timeout=max(1, min(_POLL, math.ceil(remaining))))
        if shell.state == PSInvocationState.FAILED:
            raise HostFailed(_broken(self.target, what, shell))
        return list(shell.output)

    def _stop(self, shell: PowerShell) -> None:
        """Stops a running pipeline by the id the server knows; pypsrp's stop() signals the client's id."""
        with contextlib.suppress(Exception):
            self._runspaces.shell.signal(SignalCode.PS_CTRL_C, shell._command_id or str(shell.id).upper())
            shell.state = PSInvocationState.STOPPED

    def _guard(self) -> None:
        transport = self._wsman.transport
        transport.session = guard(transport._build_session(), self.target)

    def _refresh(self) -> None:
        """After a pause the next request goes over a fresh, freshly authenticated connection."""
        if self._stale or self._clock() - self._last_used >= _IDLE_LIMIT:
            self._renew()

    def _renew(self) -> None:
        transport = self._wsman.transport
        transport.close()
        transport.encryption = None
        self._guard()
        self._last_used = self._clock()
        self._stale = False


def _breaks(error: Exception) -> bool:
    """Whether the connection can't be used after this."""
    return isinstance(error, requests.exceptions.RequestException | OSError | WinRMTransportError)


def _connection(target: Target) -> WSMan:
    if target.authentication == "basic" and not target.tls and not target.clear_text_allowed:
        raise NotTrusted(
            HostFailure(
                id="winrm.clear-text",
                what=address_of(target),
                tried="nothing: Basic authentication without TLS would send the password readable",
                said="",
                means="the inventory asks for basic over http",
                remedy="use ntlm, negotiate or kerberos, or name the host as an exception",
                irreparable=True,
            )
        )
    sealed = "auto" if target.tls or target.clear_text_allowed else "always"
    try:
        return WSMan(
            target.address,
            port=target.port,
            username=target.username,
            password=target.password.reveal(),
            ssl=target.tls,
            cert_validation=verification(target) is not False,
            negotiate_hostname_override=_service_host(target),
            auth=target.authentication,
            encryption=sealed,
            no_proxy=True,
            operation_timeout=_OPEN_OPERATION,
            connection_timeout=max(1, math.ceil(target.connect_timeout)),
            read_timeout=_OPEN_READ,
            reconnection_backoff=0.5,
        )
    except ValueError as error:
        raise host_error(error, target, "preparing the connection") from error


def _service_host(target: Target) -> str | None:
    """The name that Kerberos proves: the machine that is meant, whatever the address."""
    return f"{target.computer_name}.{target.domain}".lower() if target.computer_name and target.domain else None


def _overdue(target: Target, what: str, seconds: float) -> HostFailure:
    return HostFailure(
        id="winrm.deadline",
        what=address_of(target),
        tried=what,
        said=f"not done after {seconds:.0f} s",
        means="the host is overloaded or hangs",
        remedy="look at the host, then run the command again",
    )


def _broken(target: Target, what: str, shell: PowerShell) -> HostFailure:
    errors = shell.streams.error
    said = clean(errors[-1]) if errors else "the pipeline failed without a text"
    return HostFailure(
        id="powershell.pipeline-failed",
        what=address_of(target),
        tried=what,
        said=said,
        means="PowerShell on the host could not run the library",
        remedy="check that PowerShell 2.0 is installed; report this with what the host said",
    )
