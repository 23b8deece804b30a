"""Sessions on other machines of the lab that a script opens (New-PSSession, Invoke-Command).

What goes to the other machine and what comes back is written to CLIXML and read again, as on the wire.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_remote (2.0).
"""

from __future__ import annotations

import itertools
import uuid
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, Protocol

from winlab.powershell.declare import NET, net_property
from winlab.powershell.errors import ErrorRecord, NetException
from winlab.powershell.formatting import Column, table
from winlab.powershell.net.credentials import PSCredential
from winlab.powershell.net.guids import Guid
from winlab.powershell.nettypes import enum_value
from winlab.powershell.session import Session
from winlab.powershell.values import NetObject, unwrap
from winlab.windows.accounts import Logon
from winlab.windows.carrying import Origin, RemotingErrorRecord, arrived, arrived_error, carried
from winlab.windows.errors import LogonError, ProcessKilled
from winlab.windows.machine import Machine
from winlab.windows.session import host_of
from winlab.winrm import fault_kinds as kinds
from winlab.winrm.faults import WsmanFaultError
from winlab.winrm.host import Command, Runspace, ShellProcess
from winlab.winrm.labhost import LabHost
from winlab.winrm.remote import reached

RUNSPACES = "System.Management.Automation.Runspaces."
CONFIGURATION = "Microsoft.PowerShell"
_STATE = RUNSPACES + "RunspaceState"
_AVAILABILITY = RUNSPACES + "RunspaceAvailability"
_TRANSPORT = "System.Management.Automation.Remoting.PSRemotingTransportException"
NET.enum(_STATE, "BeforeOpen Opening Opened Closed Closing Broken")
NET.enum(_AVAILABILITY, "None Available AvailableForNestedCommand Busy")
table(
    RUNSPACES + "PSSession",
    Column("Id", width=3, align="right"), Column("Name", width=15), Column("ComputerName", width=15),
    Column("State", width=8), Column("ConfigurationName", width=21), Column("Availability", width=12, align="right"),
)  # fmt: skip


class Receiver(Protocol):
    """Where the streams of a remote command go."""

    def output(self, value: object) -> None: ...
    def error(self, record: ErrorRecord) -> None: ...
    def warning(self, text: str) -> None: ...
    def verbose(self, text: str) -> None: ...
    def debug(self, text: str) -> None: ...
    def progress(self, record: object) -> None: ...
    def host_call(self, method: str, args: Sequence[object]) -> object: ...


@NET.type(RUNSPACES + "PSSession", assembly="System.Management.Automation")
class PSSession(NetObject):
    """A session on another machine, or on this one through its WinRM service."""

    def __init__(self, number: int, name: str, computer: str, shell: ShellProcess, runspace: Runspace) -> None:
        self.number = number
        self.title = name
        self.computer = computer
        self.id = uuid.uuid4()
        self.state = "Opened"
        self._shell = shell
        self._runspace = runspace

    id_ = net_property("Id", "System.Int32")(lambda self: self.number)
    name = net_property("Name", "System.String")(lambda self: self.title)
    computer_name = net_property("ComputerName", "System.String")(lambda self: self.computer)
    configuration = net_property("ConfigurationName", "System.String")(lambda self: CONFIGURATION)
    instance_id = net_property("InstanceId", "System.Guid")(lambda self: Guid(self.id))
    state_ = net_property("State", _STATE)(lambda self: enum_value(_STATE, self.state))
    availability = net_property("Availability", _AVAILABILITY)(
        lambda self: enum_value(_AVAILABILITY, "Available" if self.state == "Opened" else "None")
    )

    def net_string(self) -> str:
        """``[PSSession]Session1``."""
        return f"[PSSession]{self.title}"

    def close(self) -> None:
        """Ends it, and what runs in it."""
        if self.state == "Opened":
            self._runspace.close()
            self._shell.close()
        self.state = "Closed"

    def run(
        self, text: str, arguments: Iterable[object], feed: Iterable[object] | None, receiver: Receiver, *, hidden: bool
    ) -> None:
        """Runs a block's text over there to its end.

        Args:
            text: the block, without braces.
            arguments: of its parameters, by position.
            feed: the pipeline's input; None for none.
            receiver: where its streams go.
            hidden: whether the machine's name is to be shown with the objects (-HideComputerName).
        """
        sent = tuple((None, carried(argument)) for argument in arguments)
        sink = _Sink(self, receiver, hidden=hidden)
        given = None if feed is None else (carried(value) for value in feed)
        pipeline = self._runspace.pipeline([Command(text, True, sent)], given, sink, None)
        try:
            pipeline.run()
        except ProcessKilled:
            self.state = "Broken"
            receiver.error(_broken(self.computer))
            return
        if isinstance(pipeline.reason, ErrorRecord):
            sink.error(pipeline.reason)


class _Sink:
    """Turns what a remote pipeline writes into what arrives here."""

    def __init__(self, session: PSSession, receiver: Receiver, *, hidden: bool) -> None:
        self._origin = Origin(session.computer, session.id, shown=not hidden)
        self._receiver = receiver
        self.warning = receiver.warning
        self.verbose = receiver.verbose
        self.debug = receiver.debug
        self.progress = receiver.progress

    def output(self, value: object) -> None:
        """An object, as a copy that tells where it is from."""
        self._receiver.output(arrived(value, self._origin))

    def error(self, record: object) -> None:
        """An error of over there."""
        assert isinstance(record, ErrorRecord)
        self._receiver.error(arrived_error(record, self._origin))

    def event(self, event: object) -> None:
        """Events that are forwarded have no subscriber here."""

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """What is for the host is for the host of the one who called."""
        return self._receiver.host_call(method, args)


class Sessions:
    """The sessions that one script's session has opened."""

    _of: ClassVar[weakref.WeakKeyDictionary[Session, Sessions]] = weakref.WeakKeyDictionary()

    def __init__(self) -> None:
        self.open: list[PSSession] = []
        self._numbers = itertools.count(1)

    @classmethod
    def of(cls, session: Session) -> Sessions:
        """Those of a session; they end with it."""
        found = cls._of.get(session)
        if found is None:
            found = cls._of[session] = cls()
            weakref.finalize(session, found.close)
        return found

    def close(self) -> None:
        """Ends all of them."""
        for each in self.open:
            each.close()

    def connect(self, session: Session, computer: str, credential: object, *, use_ssl: bool, name: str) -> PSSession:
        """Opens one.

        Raises:
            WsmanFaultError: the machine can't be reached, or does not let the caller in.
        """
        machine, logon = _caller(session, computer, credential, use_ssl=use_ssl)
        host = LabHost(machine, machine.lab.note)
        host.log(logon.account, "shell", f"PowerShell, from {host_of(session).machine.name}")
        number = next(self._numbers)
        shell = host.shell_process(logon, "wsmprovhost.exe")
        runspace = host.open_runspace(logon, shell, None, load_profile=True)
        made = PSSession(number, name or f"Session{number}", computer, shell, runspace)
        self.open.append(made)
        return made

    def end(self, session: PSSession) -> None:
        """Ends one and forgets it."""
        session.close()
        if session in self.open:
            self.open.remove(session)


def _caller(session: Session, computer: str, credential: object, *, use_ssl: bool) -> tuple[Machine, Logon]:
    """The machine and the caller's network logon there, from which there is no way on."""
    host = host_of(session)
    machine, logon = host.machine, host.logon
    given = unwrap(credential)
    if isinstance(given, PSCredential):
        try:
            logon = machine.users.logon(given.user, "interactive", given.secret.text)
        except LogonError as refused:
            raise WsmanFaultError(kinds.LOGON_FAILED) from refused
    target, here = reached(machine, logon, computer, use_ssl=use_ssl)
    return target, replace(here, kind="network", has_credentials=False)


def connection_failed(computer: str, fault: WsmanFaultError, error_id: str) -> ErrorRecord:
    """The error of a session that could not be opened."""
    message = (
        f"[{computer}] Connecting to remote server failed with the following error message : {fault.message.strip()} "
        "For more information, see the about_Remote_Troubleshooting Help topic."
    )
    return RemotingErrorRecord(NetException(_TRANSPORT, message), error_id, "OpenError")


def _broken(computer: str) -> ErrorRecord:
    message = (
        f"[{computer}] Processing data from remote server failed with the following error message: The I/O operation "
        "has been aborted because of either a thread exit or an application request. For more information, see the "
        "about_Remote_Troubleshooting Help topic."
    )
    return RemotingErrorRecord(NetException(_TRANSPORT, message), "JobFailure", "OpenError")
