"""The state of one runspace pool on the wire: psrpcore's server side with bodies that may be raw CLIXML."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

from psrpcore import PSRPEvent, ServerRunspacePool, StreamType
from psrpcore._payload import PSRPMessage, create_fragment, create_message
from psrpcore.types import PSObject, PSRPMessageType, PSVersion, RunspacePoolState, serialize

from winlab.winrm.fragments import HEADER, MESSAGE_HEADER, RawMessage
from winlab.winrm.mailbox import Flag
from winlab.winrm.psrp_opening import HostOffer

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
PROTOCOL = "2.1"
# What the tags around a fragment take in an answer, in bytes before they are base64.
_STREAM_ELEMENT = 84
AnyEvent = PSRPEvent[PSObject, uuid.UUID | None]


# pypsrp numbers these calls by a CI; to PowerShell that is ci, psrpcore knows but one spelling.
_RUNSPACE_COUNTS = (PSRPMessageType.SetMaxRunspaces, PSRPMessageType.SetMinRunspaces)


class PsrpError(ValueError):
    """The client broke the protocol."""


class KeyMissingError(Exception):
    """A SecureString is to be sent, and no session key was exchanged yet."""


class KeyFlag:
    """Whether the session key was exchanged; pipelines wait for it."""

    def __init__(self, new_flag: Callable[[], Flag]) -> None:
        self._exchanged = False
        self._waiting: list[Flag] = []
        self._lock = threading.Lock()
        self._new_flag = new_flag

    def is_set(self) -> bool:
        """Whether it was."""
        return self._exchanged

    def set(self) -> None:
        """It was."""
        self._exchanged = True
        self.wake()

    def wake(self) -> None:
        """Ends all waits, key or not."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for flag in waiting:
            flag.set()

    def wait(self) -> None:
        """Waits for the exchange, or for `wake`."""
        flag = self._new_flag()
        with self._lock:
            if self._exchanged:
                return
            self._waiting.append(flag)
        flag.wait()


class Pool(ServerRunspacePool):
    """One runspace pool; all methods are safe to call from several threads.

    Args:
        version_table: PSVersionTable for the private data.
        new_flag: makes flags that pipelines can wait for.
    """

    def __init__(self, version_table: Mapping[str, object], new_flag: Callable[[], Flag]) -> None:
        super().__init__(application_private_data={"PSVersionTable": _versions(version_table)})
        self.our_capability.protocolversion = PSVersion(PROTOCOL)
        self.lock = threading.RLock()
        self._queues: dict[uuid.UUID | None, list[PSRPMessage]] = {}
        self.key_exchanged = KeyFlag(new_flag)
        self.offer = HostOffer()
        """Which host the client offered when it opened the pool."""

    def prepare_message(
        self,
        message: PSObject | None,
        message_type: PSRPMessageType | None = None,
        pipeline_id: uuid.UUID | None = None,
        stream_type: StreamType = StreamType.default,
    ) -> None:
        """Queues a message object of psrpcore."""
        if message is None:
            raise ValueError("psrpcore queues no empty messages here")
        if message_type is None:
            message_type = PSRPMessageType.get_message_id(type(message))
        element = serialize(
            message, self._cipher, our_capability=self.our_capability, their_capability=self.their_capability
        )
        self.queue(message_type, ElementTree.tostring(element, encoding="utf-8"), pipeline_id, stream_type)

    def queue(
        self,
        message_type: PSRPMessageType,
        body: bytes,
        pipeline_id: uuid.UUID | None = None,
        stream_type: StreamType = StreamType.default,
    ) -> None:
        """Queues a message whose CLIXML is ready; an empty body stays empty."""
        data = BYTE_ORDER_MARK + body if body else b""
        with self.lock:
            raw = create_message(False, message_type, data, self.runspace_pool_id, pipeline_id)
            message = PSRPMessage(
                message_type,
                bytearray(raw),
                self.runspace_pool_id,
                pipeline_id,
                self._fragment_counter,
                stream_type,
            )
            self._queues.setdefault(pipeline_id, []).append(message)

    def take(self, pipeline_id: uuid.UUID | None, budget: int) -> list[bytes]:
        """Takes fragments that are due for a pipeline (None: the pool itself), of at most ``budget`` bytes.

        Each is a stream element of its own in the answer, which counts.
        """
        parts: list[bytes] = []
        with self.lock:
            queue = self._queues.get(pipeline_id, [])
            while queue and budget > HEADER.size + MESSAGE_HEADER:
                message = queue[0]
                fragment = message.fragment(budget - HEADER.size)
                parts.append(
                    create_fragment(fragment.object_id, fragment.fragment_id, bytes(fragment.data), fragment.end)
                )
                budget -= len(parts[-1]) + _STREAM_ELEMENT
                if fragment.end:
                    queue.pop(0)
        return parts

    def has_output(self, pipeline_id: uuid.UUID | None) -> bool:
        """Whether fragments are due."""
        with self.lock:
            return bool(self._queues.get(pipeline_id))

    def pending_size(self, pipeline_id: uuid.UUID | None) -> int:
        """Bytes that are due."""
        with self.lock:
            return sum(len(message) for message in self._queues.get(pipeline_id, ()))

    def drop(self, pipeline_id: uuid.UUID) -> None:
        """Forgets a pipeline and what was still due for it."""
        with self.lock:
            self._queues.pop(pipeline_id, None)
            self.pipeline_table.pop(pipeline_id, None)

    def accept(self, raw: RawMessage) -> AnyEvent:
        """Lets psrpcore read a message and change the pool's state.

        Raises:
            PsrpError: unknown type, malformed body, or a message that the state does not allow.
        """
        if b"<!" in raw.body:
            raise PsrpError("CLIXML with markup declarations")
        with self.lock:
            if self.state == RunspacePoolState.BeforeOpen:
                self._change_state(RunspacePoolState.Opening, emit=False)
            try:
                kind = PSRPMessageType(raw.message_type)
                body = raw.body
                if kind in _RUNSPACE_COUNTS:
                    body = body.replace(b' N="CI"', b' N="ci"')
                message = PSRPMessage(kind, bytearray(body), raw.pool_id, raw.pipeline_id, 0)
                return self._process_message(message)
            except PsrpError:
                raise
            except Exception as error:  # psrpcore raises whatever its parsing of foreign bytes runs into
                raise PsrpError(f"message type {raw.message_type:#x}: {type(error).__name__}: {error}") from error

    def encrypt(self, text: str) -> str:
        """The text of a SecureString, sealed with the session key.

        Raises:
            KeyMissingError: no key was exchanged.
        """
        if not self.key_exchanged.is_set():
            raise KeyMissingError
        with self.lock:
            return str(self._cipher.encrypt(text))

    def decrypt(self, sealed: str) -> str:
        """The text of a SecureString from the client.

        Raises:
            KeyMissingError: no key was exchanged.
        """
        if not self.key_exchanged.is_set():
            raise KeyMissingError
        with self.lock:
            return str(self._cipher.decrypt(sealed))


def _versions(table: Mapping[str, object]) -> dict[str, object]:
    def convert(value: object) -> object:
        if isinstance(value, (list, tuple)):
            return [convert(item) for item in value]
        return PSVersion(value) if isinstance(value, str) and value.replace(".", "").isdigit() else value

    return {name: convert(value) for name, value in table.items()}
