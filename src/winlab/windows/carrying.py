"""What crosses from one session to another: copies by CLIXML, with notes of where they are from.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_remote_output (2.0).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from winlab.powershell.addedmembers import NoteProperty
from winlab.powershell.clixml import element, read_element
from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.declare import NET, net_property
from winlab.powershell.errors import ErrorRecord, NetException
from winlab.powershell.net.guids import Guid
from winlab.powershell.values import NetObject, PSObject
from winlab.windows.session import secure_string

_RECORD = "System.Management.Automation.ErrorRecord"
_REMOTE = "System.Management.Automation.RemoteException"


@dataclass(frozen=True)
class Origin:
    """The session that something is from.

    Attributes:
        computer: the machine as the caller named it.
        session: the id of the session's runspace.
        shown: whether the machine's name is to be shown with objects.
    """

    computer: str
    session: uuid.UUID
    shown: bool = True


@NET.type("System.Management.Automation.Remoting.OriginInfo")
class OriginInfo(NetObject):
    """Where a record is from."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin

    computer = net_property("PSComputerName", "System.String")(lambda self: self.origin.computer)
    runspace = net_property("RunspaceID", "System.Guid")(lambda self: Guid(self.origin.session))

    def net_string(self) -> str:
        """The machine's name."""
        return self.origin.computer


@NET.type("System.Management.Automation.Runspaces.RemotingErrorRecord", bases=(_RECORD, "System.Object"))
class RemotingErrorRecord(ErrorRecord):
    """An error of another session, or of the way there."""

    origin: Origin | None = None

    def __init__(
        self, exception: NetException, error_id: str, category: str = "NotSpecified", target: object = None
    ) -> None:
        super().__init__(exception, error_id, category, target)
        self.is_whole = True

    origin_info = net_property("OriginInfo", "System.Management.Automation.Remoting.OriginInfo")(
        lambda self: None if self.origin is None else OriginInfo(self.origin)
    )


def carried(value: object) -> object:
    """A value as it is after the way from one session to another."""
    if value is None:
        return None
    return read_element(element(value, EngineModel(), 1, lambda text: text), secure_string)


def arrived(value: object, origin: Origin) -> object:
    """A copy of an object, with the notes that tell where it is from."""
    copy = carried(value)
    if copy is None:
        return None
    held = copy if isinstance(copy, PSObject) else PSObject(copy)
    notes = {
        "PSComputerName": origin.computer,
        "RunspaceId": Guid(origin.session),
        "PSShowComputerName": origin.shown,
    }
    for name, note in notes.items():
        held.members.add(NoteProperty(name, note))
    return held


def arrived_error(record: ErrorRecord, origin: Origin) -> RemotingErrorRecord:
    """An error of another session: its text and names, without the objects behind them."""
    copy = RemotingErrorRecord(
        NetException(_REMOTE, record.exception.message),
        record.full_id,
        record.category.category,
        carried(record.target),
    )
    copy.origin = origin
    copy.category.reason = record.category.reason
    copy.category.activity = record.category.activity
    copy.category.target_name = record.category.target_name
    copy.category.target_type = record.category.target_type
    copy.details = record.details
    return copy
