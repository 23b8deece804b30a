"""Plays a recorded client of tests/data/powershell/psrp.jsonl against a `PsrpShell`, without HTTP.

``play(row, host)`` returns the messages the shell sent, as the recording's ``server`` list holds them.
"""

from __future__ import annotations

import base64
import contextlib
import re
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from psrpcore._crypto import PSRemotingCrypto, create_keypair, decrypt_session_key
from psrpcore.types import PSRPMessageType

from winlab.winrm import faults, names
from winlab.winrm.fragments import HEADER, Defragmenter, RawMessage
from winlab.winrm.host import Caller, Host, Proof
from winlab.winrm.psrp_shell import PsrpShell
from winlab.winrm.shells import ShellInfo

POOL_ID = uuid.UUID("11111111-1111-1111-1111-111111111111")
_CAPABILITY = (
    '<Obj RefId="0"><MS><Version N="PSVersion">2.0</Version><Version N="protocolversion">{protocol}</Version>'
    '<Version N="SerializationVersion">1.1.0.1</Version></MS></Obj>'
)
_INIT = (
    '<Obj RefId="0"><MS><I32 N="MinRunspaces">{low}</I32><I32 N="MaxRunspaces">{high}</I32>'
    '<Obj RefId="1" N="PSThreadOptions"><I32>0</I32></Obj>'
    '<Obj RefId="2" N="ApartmentState"><I32>2</I32></Obj>'
    '{host}<Obj RefId="8" N="ApplicationArguments"><TN RefId="8"><T>System.Management.Automation.PSPrimitiveDictionary'
    "</T><T>System.Collections.Hashtable</T><T>System.Object</T></TN><DCT /></Obj></MS></Obj>"
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
_PAIR = '<Obj RefId="{}" N="V"><MS><I32 N="{}">{}</I32><I32 N="{}">{}</I32></MS></Obj>'
_DEFAULT_DATA = (
    ("System.ConsoleColor", '<I32 N="V">7</I32>'),
    ("System.ConsoleColor", '<I32 N="V">0</I32>'),
    ("System.Management.Automation.Host.Coordinates", _PAIR.format(31, "x", 1, "y", 2)),
    ("System.Management.Automation.Host.Coordinates", _PAIR.format(32, "x", 3, "y", 4)),
    ("System.Int32", '<I32 N="V">25</I32>'),
    ("System.Management.Automation.Host.Size", _PAIR.format(33, "width", 120, "height", 3000)),
    ("System.Management.Automation.Host.Size", _PAIR.format(34, "width", 120, "height", 50)),
    ("System.Management.Automation.Host.Size", _PAIR.format(35, "width", 120, "height", 84)),
    ("System.Management.Automation.Host.Size", _PAIR.format(36, "width", 240, "height", 84)),
    ("System.String", '<S N="V">client window</S>'),
)
_SEALED = re.compile(r'(<SS N="(V|mr|Password)">)[^<]*')
_SECRETS = {"V": "secret", "mr": "typed", "Password": "p"}
_NAMES = {kind.value: name for name, kind in _BY_NAME.items() if "RUNSPACE_POOL" not in name}


@dataclass
class Sent:
    """One message of the server."""

    type: str
    target: str
    xml: str
    pipeline: int | None = None
    object_id: int = 0


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
    _private_key: Any = None
    _cipher: PSRemotingCrypto = field(default_factory=PSRemotingCrypto)

    def play(self, steps: Iterable[Mapping[str, Any]], due: Sequence[int] = ()) -> list[Sent]:
        """Takes the steps in order; after each it waits until the server has nothing more to say.

        Args:
            steps: what the client does.
            due: for each step how many messages had come when the next one was taken. Virtual time stands
                still while a step has given all of them, so that who sleeps is still asleep at the next.
        """
        for place, step in enumerate(steps):
            with contextlib.ExitStack() as held:
                held.enter_context(self.host.executing())
                self._step(step)
                self._drain(held, due[place] if place < len(due) else None)
            if step["do"] == "open the pool" and not step.get("sent"):
                # The recording leaves out what every opening answers.
                self.received.clear()
        # Pool and pipelines have streams of their own; the server numbers what it sends over all of them.
        return sorted(self.received, key=lambda message: message.object_id)

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
        elif what in ("stop the pipeline", "close the pipeline"):
            # The recorder's transport tells the state of a pipeline that is closed; a terminated command has no stream.
            self.shell.signal(self._of(step)[0], "powershell/signal/ctrl_c")
        elif what == "close the pool":
            self.shell.close()
            self._take_last_words()
        elif what.startswith("send one string of 100,000"):
            message = {"type": "PIPELINE_INPUT", "xml": f"<S>{'x' * 100_000}</S>"}
            command, pipeline = self._of(step)
            for item in (message, {"type": "END_OF_PIPELINE_INPUT"}):
                self.shell.send(command, "stdin", self._fragments(item, pipeline), False)
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
            init = _INIT.format(low=step.get("min", 1), high=step.get("max", 1), host=_host_info(step.get("host")))
            capability = _CAPABILITY.format(protocol=step.get("protocolversion", "2.1"))
            sent = [{"type": "SESSION_CAPABILITY", "xml": capability}, {"type": "INIT_RUNSPACEPOOL", "xml": init}]
        creation = b"".join(self._fragments(message, None) for message in sent)
        info = ShellInfo("S", names.POWERSHELL, self.caller.account, "", "stdin pr", "stdout", 180)
        try:
            self.shell = PsrpShell(info, self.caller, self.host, creation, {})
        except faults.WsmanFaultError:
            self.shell = None

    def _fragments(self, message: Mapping[str, str], pipeline: uuid.UUID | None) -> bytes:
        from psrpcore._payload import create_fragment, create_message

        self._object += 1
        xml = message.get("xml", "")
        if message["type"] == "PUBLIC_KEY":
            # The recording has the client's key blanked.
            self._private_key, public = create_keypair()
            xml = xml.replace("&lt;KEY&gt;", _base64(public))
        # A recorded secret is sealed with the recording's session key.
        xml = _SEALED.sub(lambda found: found[1] + self._cipher.encrypt(_SECRETS[found[2]]), xml)
        body = xml.encode("utf-8", "surrogatepass")
        raw = create_message(True, _BY_NAME[message["type"]], body, POOL_ID, pipeline)
        return create_fragment(self._object, 0, raw)

    def _drain(self, held: contextlib.ExitStack, due: int | None) -> None:
        deadline = time.monotonic() + self.wait
        quiet = 0
        while time.monotonic() < deadline:
            quiet = 0 if self._take_all() else quiet + 1
            enough = due is None or len(self.received) >= due
            if quiet >= 3 and not self._busy():
                return
            if quiet >= 10 and enough and due is not None:
                return
            if quiet == 25:
                held.close()
            time.sleep(0.004)

    def _busy(self) -> bool:
        shell = self.shell
        return shell is not None and any(shell.is_running(command) for command, _ in self._commands.values())

    def _take_all(self) -> bool:
        if self.shell is None:
            return False
        some = False
        sources: list[tuple[int | None, str | None]] = [(None, None)]
        sources += [(number, command) for number, (command, _) in self._commands.items()]
        for number, command in sources:
            try:
                received = self.shell.receive(command, 1 << 20, frozenset({"stdout"}))
            except faults.WsmanFaultError:
                continue
            for _, data in received.pieces if received else ():
                messages = self._readers.setdefault(number, Defragmenter()).feed(data)
                for raw, object_id in zip(messages, _ended_objects(data), strict=True):
                    self.received.append(_sent(raw, number, object_id))
                    some = True
                    if raw.message_type == PSRPMessageType.EncryptedSessionKey.value:
                        self._take_key(raw.body)
        return some

    def _take_last_words(self) -> None:
        last = self.shell.last_words(1 << 20) if self.shell is not None else None
        for _, data in last.pieces if last else ():
            messages = self._readers.setdefault(None, Defragmenter()).feed(data)
            for raw, object_id in zip(messages, _ended_objects(data), strict=True):
                self.received.append(_sent(raw, None, object_id))

    def _take_key(self, body: bytes) -> None:
        found = re.search(rb"<S [^>]*>([^<]*)</S>", body)
        assert found is not None
        self._cipher.register_key(decrypt_session_key(self._private_key, base64.b64decode(found[1])))


def play(row: Mapping[str, Any], host: Host, wait: float = 5.0) -> list[Sent]:
    """What the server sends to the client of a recorded row."""
    player = Player(host, host.logon(Proof("CORP\\admin", "ntlm")), wait)
    try:
        return player.play(row["client"], _due(row))
    finally:
        if player.shell is not None:
            player.shell.close()


def _host_info(host: Mapping[str, bool] | None) -> str:
    """HostInfo of INIT_RUNSPACEPOOL with the recorded client's default data."""
    offered = host or {}
    flags = "".join(
        f'<B N="{name}">{"false" if offered.get(part) else "true"}</B>'
        for name, part in (("_isHostNull", "host"), ("_isHostUINull", "ui"), ("_isHostRawUINull", "rawui"))
    )
    data = ""
    if offered.get("data"):
        entries = "".join(
            f'<En><I32 N="Key">{key}</I32><Obj RefId="{10 + key}" N="Value"><MS><S N="T">{kind}</S>{value}</MS>'
            "</Obj></En>"
            for key, (kind, value) in enumerate(_DEFAULT_DATA)
        )
        data = (
            f'<Obj RefId="4" N="_hostDefaultData"><MS><Obj RefId="5" N="data"><TN RefId="9"><T>'
            f"System.Collections.Hashtable</T><T>System.Object</T></TN><DCT>{entries}</DCT></Obj></MS></Obj>"
        )
    return f'<Obj RefId="3" N="HostInfo"><MS>{flags}<B N="_useRunspaceHost">false</B>{data}</MS></Obj>'


def _due(row: Mapping[str, Any]) -> list[int]:
    """How many messages (of those that 2.0 knows) the recorded client had after each step."""
    steps = [
        message["step"] for message in row["server"] if message["type"] not in ("INFORMATION_RECORD", "(left out)")
    ]
    return [sum(step <= place for step in steps) for place in range(1, len(row["client"]) + 1)]


def _ended_objects(data: bytes) -> list[int]:
    """The numbers of the objects whose last fragment is in ``data``."""
    ended, at = [], 0
    while at < len(data):
        object_id, _, marks, length = HEADER.unpack_from(data, at)
        if marks & 2:
            ended.append(object_id)
        at += HEADER.size + length
    return ended


def _sent(raw: RawMessage, number: int | None, object_id: int) -> Sent:
    kind = _NAMES.get(raw.message_type, hex(raw.message_type))
    return Sent(
        kind, "pipeline" if raw.pipeline_id else "pool", raw.body.decode("utf-8", "surrogatepass"), number, object_id
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
