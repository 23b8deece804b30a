"""New-, Get-, Remove- and Enter-PSSession, and Invoke-Command on other machines.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/invoke-command and its siblings (2.0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from winlab.powershell.blocks import ScriptBlock, invoke
from winlab.powershell.cmdlets.tables import ANY, BLOCK, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import ErrorRecord, NotEmulated, error
from winlab.powershell.paths import locate
from winlab.powershell.patterns import wildcard
from winlab.powershell.running import ProgressRecord
from winlab.powershell.text import to_text
from winlab.powershell.values import unwrap
from winlab.windows.extension import register_extension
from winlab.winrm.faults import WsmanFaultError
from winlab.winrm.pssessions import RUNSPACES, PSSession, Sessions, connection_failed

TABLE = CmdletTable("Microsoft.PowerShell.Core")
register_extension(cmdlets=TABLE)
_SESSIONS = f"{RUNSPACES}PSSession[]"
_CREDENTIAL = "System.Management.Automation.PSCredential"
_INVALID = "System.Management.Automation.Runspaces.InvalidRunspaceStateException"
_ARGUMENT = "System.Management.Automation.PSArgumentException"


class _Connecting(Cmdlet):
    """What the ones that connect have in common."""

    application_name = Param("System.String")
    authentication = Param("System.String")
    certificate_thumbprint = Param("System.String")
    configuration_name = Param("System.String")
    credential = Param(_CREDENTIAL)
    port = Param("System.Int32")
    session_option = Param("System.Object")
    throttle_limit = Param("System.Int32")
    use_ssl = Param(SWITCH, ps="UseSSL")

    def connected(self, names: Iterable[object], error_id: str, title: str = "") -> Iterator[PSSession]:
        """A session on each machine that lets the caller in; the others are reported."""
        if "CertificateThumbprint" in self.bound:
            raise NotEmulated("logon by a client certificate")
        for each in names:
            name = to_text(each)
            try:
                yield Sessions.of(self.session).connect(
                    self.session, name, self.credential, use_ssl=bool(self.use_ssl), name=title
                )
            except WsmanFaultError as fault:
                self.error(connection_failed(name, fault, error_id))


@TABLE.cmdlet("New-PSSession", aliases=("nsn",), default_set="ComputerName", output=f"{RUNSPACES}PSSession")
class NewPSSession(_Connecting):
    """Opens sessions."""

    computer_name = Param(STRINGS, position=0, pipeline=True, by_property=True, aliases=("Cn",), sets=("ComputerName",))
    session_ = Param(_SESSIONS, ps="Session", position=0, pipeline=True, sets=("Session",))
    name = Param(STRINGS)

    def process(self) -> None:
        wanted: Sequence[object] = as_list(self.computer_name) or ["localhost"]
        if "Session" in self.bound:
            wanted = [each.computer for each in map(unwrap, as_list(self.session_)) if isinstance(each, PSSession)]
        names = [to_text(each) for each in as_list(self.name)]
        for place, computer in enumerate(wanted):
            title = names[place] if place < len(names) else ""
            self.write_all(self.connected([computer], "PSSessionOpenFailed", title))


class _Choosing(Cmdlet):
    computer_name = Param(STRINGS, aliases=("Cn",), sets=("ComputerName",), by_property=True)
    id = Param("System.Int32[]", mandatory=True, sets=("Id",), by_property=True)
    instance_id = Param("System.Guid[]", mandatory=True, sets=("InstanceId",), by_property=True)
    name = Param(STRINGS, mandatory=True, sets=("Name",), by_property=True)

    def chosen(self) -> list[PSSession]:
        """The sessions that are meant; an id that nothing has is reported."""
        sessions = Sessions.of(self.session).open
        if self.parameter_set == "Id":
            return [found for number in as_list(self.id) for found in self._numbered(int(to_text(number)), sessions)]
        if self.parameter_set == "InstanceId":
            ids = {to_text(each).lower() for each in as_list(self.instance_id)}
            return [each for each in sessions if str(each.id) in ids]
        by_name = self.parameter_set == "Name"
        patterns = [wildcard(to_text(each)) for each in as_list(self.name if by_name else self.computer_name)]
        return [
            each
            for each in sessions
            if not patterns or any(p.fullmatch(each.title if by_name else each.computer) for p in patterns)
        ]

    def _numbered(self, number: int, sessions: list[PSSession]) -> list[PSSession]:
        found = [each for each in sessions if each.number == number]
        if not found:
            message = (
                f"The remote session with the session ID {number} is not available. To retrieve information about "
                "available sessions, use the Get-PSSession cmdlet."
            )
            self.error(error("RemoteRunspaceNotAvailableForSpecifiedSessionId", message, "InvalidArgument", number,
                             _ARGUMENT).record)  # fmt: skip
        return found


@TABLE.cmdlet("Get-PSSession", aliases=("gsn",), default_set="ComputerName", output=f"{RUNSPACES}PSSession")
class GetPSSession(_Choosing):
    """The sessions that this one has opened."""

    computer_name = Param(STRINGS, position=0, aliases=("Cn",), sets=("ComputerName",), by_property=True)

    def process(self) -> None:
        self.write_all(self.chosen())


@TABLE.cmdlet("Remove-PSSession", aliases=("rsn",), default_set="Id", supports_should_process=True)
class RemovePSSession(_Choosing):
    """Ends sessions."""

    computer_name = Param(STRINGS, mandatory=True, aliases=("Cn",), sets=("ComputerName",), by_property=True)
    id = Param("System.Int32[]", position=0, mandatory=True, sets=("Id",), by_property=True)
    session_ = Param(_SESSIONS, ps="Session", position=0, mandatory=True, pipeline=True, sets=("Session",))

    def process(self) -> None:
        if self.parameter_set == "Session":
            wanted = [each for each in map(unwrap, as_list(self.session_)) if isinstance(each, PSSession)]
        else:
            wanted = self.chosen()
        for each in wanted:
            if self.should_process(each.title):
                Sessions.of(self.session).end(each)


@TABLE.cmdlet("Enter-PSSession", aliases=("etsn",), default_set="ComputerName")
class EnterPSSession(_Connecting):
    """Needs a host that can be pushed into another session, which no host of winlab is."""

    computer_name = Param("System.String", position=0, mandatory=True, pipeline=True, aliases=("Cn",))

    def process(self) -> None:
        message = (
            "The host program or the command type does not support interaction with a remote session. Try a host "
            "program that supports user interaction, such as the Windows PowerShell Console or Windows PowerShell ISE."
        )
        raise error("HostDoesNotSupportPushRunspace", message, "InvalidArgument", None, "System.ArgumentException")


@TABLE.cmdlet("Exit-PSSession", aliases=("exsn",))
class ExitPSSession(Cmdlet):
    """Leaves the session that was entered; there is none."""


@TABLE.cmdlet("Invoke-Command", aliases=("icm",), default_set="InProcess")
class InvokeCommand(_Connecting):
    """Runs a block here, in sessions, or in one made for it on each machine."""

    script_block = Param(
        BLOCK, position=1, mandatory=True, aliases=("Command",), sets=("InProcess", "ComputerName", "Session"),
        by_set={"InProcess": {"position": 0}},
    )  # fmt: skip
    computer_name = Param(STRINGS, position=0, aliases=("Cn",), sets=("ComputerName", "FilePathComputerName"))
    session_ = Param(_SESSIONS, ps="Session", position=0, sets=("Session", "FilePathRunspace"))
    file_path = Param(
        "System.String", position=1, mandatory=True, aliases=("PSPath",),
        sets=("FilePathComputerName", "FilePathRunspace"),
    )  # fmt: skip
    argument_list = Param("System.Object[]", aliases=("Args",))
    input_object = Param(ANY, pipeline=True)
    as_job = Param(SWITCH)
    job_name = Param("System.String")
    hide_computer_name = Param(SWITCH, aliases=("HCN",))

    def begin(self) -> None:
        self._input: list[object] = []

    def process(self) -> None:
        if "InputObject" in self.bound:
            self._input.append(self.input_object)

    def end(self) -> None:
        if self.as_job:
            raise NotEmulated("Invoke-Command -AsJob")
        given = self._input if "InputObject" in self.bound else None
        if self.parameter_set == "InProcess":
            block = self._block()
            invoke(block, as_list(self.argument_list), self.runtime.out, self.runtime.frame, input_items=given or None)
            return
        text = self._text()
        if "Session" in self.bound:
            for each in map(unwrap, as_list(self.session_)):
                if isinstance(each, PSSession):
                    self._run(each, text, given)
            return
        for made in self.connected(as_list(self.computer_name) or ["localhost"], "PSSessionStateBroken"):
            try:
                self._run(made, text, given)
            finally:
                Sessions.of(self.session).end(made)

    def _block(self) -> ScriptBlock:
        block: object = unwrap(self.script_block)
        assert isinstance(block, ScriptBlock)
        return block

    def _text(self) -> str:
        """What is run over there: the block without braces, or a script file of here."""
        if "FilePath" not in self.bound:
            return self._block().net_string()
        place = locate(self.session, to_text(self.file_path))
        return "\n".join(to_text(line) for line in place.provider.read_content(self.session, place.path))

    def _run(self, session: PSSession, text: str, given: list[object] | None) -> None:
        if session.state != "Opened":
            message = (
                f"Because the session state for session {session.title}, {session.id}, {session.computer} is not equal "
                f"to Open, you cannot run a command in the session.  The session state is {session.state}."
            )
            self.error(error("PSInvalidSessionState", message, "OpenError", session, _INVALID).record)
            return
        session.run(text, as_list(self.argument_list), given, _Streams(self), hidden=bool(self.hide_computer_name))


class _Streams:
    """The streams of a cmdlet, as those of what runs elsewhere."""

    def __init__(self, cmdlet: Cmdlet) -> None:
        self._cmdlet = cmdlet
        self.output = cmdlet.write
        self.warning = cmdlet.warning
        self.verbose = cmdlet.verbose
        self.debug = cmdlet.debug

    def error(self, record: ErrorRecord) -> None:
        """Reports an error under its own name."""
        self._cmdlet.error(record)

    def progress(self, record: object) -> None:
        """Shows progress."""
        if isinstance(record, ProgressRecord):
            self._cmdlet.runtime.progress(record)

    def host_call(self, method: str, args: Sequence[object]) -> object:
        """Asks the host."""
        sink = self._cmdlet.session.sink
        return None if sink is None else sink.host_call(method, args)
