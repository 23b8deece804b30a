"""Plays a recorded client of tests/data/powershell/psrp.jsonl against a `PsrpShell`, without HTTP.

``play(row, host)`` returns the messages the shell sent, as the recording's ``server`` list holds them.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from psrpcore._crypto import create_keypair
from psrpcore.types import PSRPMessageType

from winlab.winrm import faults, names
from winlab.winrm.fragments import Defragmenter, RawMessage
from winlab.winrm.host import Caller, Host
from winlab.winrm.psrp_shell import PsrpShell
from winlab.winrm.shells import ShellInfo

POOL_ID = uuid.UUID("11111111-1111-1111-1111-111111111111")
_CAPABILITY = (
    '<Obj RefId="0"><MS><Version N="PSVersion">2.0</Version><Version N="protocolversion">2.1</Version>'
    '<Version N="SerializationVersion">1.1.0.1</Version></MS></Obj>'
)
_INIT = (
    '<Obj RefId="0"><MS><I32 N="MinRunspaces">{low}</I32><I32 N="MaxRunspaces">{high}</I32>'
    '<Obj RefId="1" N="PSThreadOptions"><I32>0</I32></Obj>'
    '<Obj RefId="2" N="ApartmentState"><I32>2</I32></Obj>'
    '<Obj RefId="3" N="HostInfo"><MS><B N="_isHostNull">{null}</B><B N="_isHostUINull">{null}</B>'
    '<B N="_isHostRawUINull">{null}</B><B N="_useRunspaceHost">false</B></MS></Obj>'
    '<Nil N="ApplicationArguments" /></MS></Obj>'
)
_BY_NAME = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.name).upper(): kind for kind in PSRPMessageType}
_BY_NAME.update(
    {
        "INIT_RUNSPACEPOOL": PSRPMessageType.InitRunspacePool,
        "RUNSPACEPOOL_STATE": PSRPMessageType.RunspacePoolState,
        "CONNECT_RUNSPACEPOOL": PSRPMessageType.ConnectRunspacePool,
        "RUNSPACEPOOL_HOST_CALL": PSRPMessageType.RunspacePoolHostCall,
        "RUNSPACEPOOL_HOST_RESPONSE": PSRPMessageType.RunspacePoolHostResponse,
    }
)
_NAMES = {kind.value: name for name, kind in _BY_NAME.items() if "RUNSPACE_POOL" not in name}


@dataclass
class Sent:
    """One message of the server."""

    type: str
    target: str
    xml: str
    pipeline: int | None = None


@dataclass
class Player:
    """One client."""

    host: Host
    caller: Caller
    wait: float = 5.0
    received: list[Sent] = field(default_factory=list)
    shell: PsrpShell | None = None
    _commands: dict[int, tuple[str, uuid.UUID]] = field(default_factory=dict)
    _readers: dict[int | None, Defragmenter] = field(default_factory=dict)
    _object: int = 0

    def play(self, steps: Iterable[Mapping[str, Any]]) -> list[Sent]:
        """Takes the steps in order; after each it waits until the server has nothing more to say."""
        for step in steps:
            self._step(step)
            self._drain()
            if step["do"] == "open the pool" and not step.get("sent"):
                # The recording leaves out what every opening answers.
                self.received.clear()
        return self.received

    def _step(self, step: Mapping[str, Any]) -> None:
        what = step["do"]
        sent = step.get("sent") or []
        if what == "open the pool":
            self._open(step, sent)
        elif self.shell is None:
            return
        elif what in ("run a pipeline", "get command metadata"):
            number = len(self._commands) + 1
            pipeline = uuid.UUID(int=0x2000 + number)
            line = Element(f"{{{names.SHELL}}}CommandLine")
            arguments = SubElement(line, f"{{{names.SHELL}}}Arguments")
            first, rest = sent[0], sent[1:]
            arguments.text = _base64(self._fragments(first, pipeline))
            self._commands[number] = (self.shell.command(line, {}), pipeline)
            for message in rest:
                self.shell.send(self._commands[number][0], "stdin", self._fragments(message, pipeline), False)
        elif what == "stop the pipeline":
            self.shell.signal(self._of(step)[0], "powershell/signal/ctrl_c")
        elif what == "close the pool":
            self.shell.close()
        else:
            command, pipeline = self._of(step)
            for message in sent:
                at_pool = message["target"] == "pool"
                data = self._fragments(message, None if at_pool else pipeline)
                self.shell.send(None if at_pool else command, "stdin", data, False)

    def _of(self, step: Mapping[str, Any]) -> tuple[str, uuid.UUID]:
        number = step.get("pipeline") or max(self._commands, default=0)
        return self._commands.get(number, ("", uuid.UUID(int=0)))

    def _open(self, step: Mapping[str, Any], sent: list[Mapping[str, str]]) -> None:
        if not sent:
            null = "true" if step.get("host") is None else "false"
            init = _INIT.format(low=step.get("min", 1), high=step.get("max", 1), null=null)
            sent = [
                {"type": "SESSION_CAPABILITY", "xml": _CAPABILITY},
                {"type": "INIT_RUNSPACEPOOL", "xml": init},
            ]
        creation = b"".join(self._fragments(message, None) for message in sent)
        info = ShellInfo("S", names.POWERSHELL, self.caller.account, "", "stdin pr", "stdout", 180)
        try:
            self.shell = PsrpShell(info, self.caller, self.host, creation)
        except faults.WsmanFaultError:
            self.shell = None

    def _fragments(self, message: Mapping[str, str], pipeline: uuid.UUID | None) -> bytes:
        from psrpcore._payload import create_fragment, create_message

        self._object += 1
        xml = message.get("xml", "")
        if message["type"] == "PUBLIC_KEY":
            # The recording has the client's key blanked.
            xml = xml.replace("&lt;KEY&gt;", _base64(create_keypair()[1]))
        body = xml.encode("utf-8", "surrogatepass")
        raw = create_message(True, _BY_NAME[message["type"]], body, POOL_ID, pipeline)
        return create_fragment(self._object, 0, raw)

    def _drain(self) -> None:
        deadline = time.monotonic() + self.wait
        quiet = 0
        while time.monotonic() < deadline and quiet < 3:
            quiet = 0 if self._take_all() else quiet + 1
            busy = self.shell is not None and any(
                self.shell.is_running(command) for command, _ in self._commands.values()
            )
            if busy:
                quiet = min(quiet, 2)
            time.sleep(0.004)

    def _take_all(self) -> bool:
        if self.shell is None:
            return False
        some = False
        sources: list[tuple[int | None, str | None]] = [(None, None)]
        sources += [(number, command) for number, (command, _) in self._commands.items()]
        for number, command in sources:
            try:
                received = self.shell.receive(command, 1 << 20)
            except faults.WsmanFaultError:
                continue
            for _, data in received.pieces if received else ():
                for raw in self._readers.setdefault(number, Defragmenter()).feed(data):
                    self.received.append(_sent(raw, number))
                    some = True
        return some


def play(row: Mapping[str, Any], host: Host, wait: float = 5.0) -> list[Sent]:
    """What the server sends to the client of a recorded row."""
    player = Player(host, host.logon("CORP\\admin"), wait)
    try:
        return player.play(row["client"])
    finally:
        if player.shell is not None:
            player.shell.close()


def _sent(raw: RawMessage, number: int | None) -> Sent:
    kind = _NAMES.get(raw.message_type, hex(raw.message_type))
    return Sent(kind, "pipeline" if raw.pipeline_id else "pool", raw.body.decode("utf-8", "surrogatepass"), number)


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()
