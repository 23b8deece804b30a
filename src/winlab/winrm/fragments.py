"""Putting PSRP messages together from fragments.

Source: MS-PSRP 2.2.1 and 2.2.4, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from __future__ import annotations

import struct
import uuid
from dataclasses import dataclass

HEADER = struct.Struct(">QQBI")
MESSAGE_HEADER = 40
MAX_OBJECT = 64 * 1024 * 1024
MAX_OPEN_OBJECTS = 64


class FragmentError(ValueError):
    """The bytes are not a sequence of fragments."""


@dataclass(frozen=True)
class RawMessage:
    """One PSRP message as it came: its type number, the pool's and the pipeline's id, the CLIXML."""

    message_type: int
    pool_id: uuid.UUID
    pipeline_id: uuid.UUID | None
    body: bytes


class Defragmenter:
    """Collects fragments and yields whole messages, in the order in which they end."""

    def __init__(self) -> None:
        self._rest = b""
        self._open: dict[int, list[bytes]] = {}

    def feed(self, data: bytes) -> list[RawMessage]:
        """Takes bytes of one stream.

        Raises:
            FragmentError: wrong order, an object without start, or one that is too large.
        """
        buffer = self._rest + data
        messages: list[RawMessage] = []
        at = 0
        while len(buffer) - at >= HEADER.size:
            object_id, number, flags, length = HEADER.unpack_from(buffer, at)
            if length > MAX_OBJECT:
                raise FragmentError(f"a fragment of {length} bytes")
            if len(buffer) - at < HEADER.size + length:
                break
            piece = buffer[at + HEADER.size : at + HEADER.size + length]
            at += HEADER.size + length
            parts = self._open.get(object_id)
            if parts is None:
                if number != 0 or not flags & 1:
                    raise FragmentError(f"object {object_id} starts with fragment {number}")
                if len(self._open) >= MAX_OPEN_OBJECTS:
                    raise FragmentError("too many unfinished objects")
                parts = self._open[object_id] = []
            elif number != len(parts) or flags & 1:
                raise FragmentError(f"object {object_id}: fragment {number} where {len(parts)} was due")
            parts.append(piece)
            if sum(map(len, parts)) > MAX_OBJECT:
                raise FragmentError(f"object {object_id} is larger than {MAX_OBJECT} bytes")
            if flags & 2:
                del self._open[object_id]
                messages.append(_message(b"".join(parts)))
        self._rest = buffer[at:]
        return messages


def _message(data: bytes) -> RawMessage:
    if len(data) < MESSAGE_HEADER:
        raise FragmentError("a message without its header")
    (message_type,) = struct.unpack_from("<I", data, 4)
    pool_id = uuid.UUID(bytes_le=data[8:24])
    pipeline_id = uuid.UUID(bytes_le=data[24:40])
    body = data[MESSAGE_HEADER:]
    return RawMessage(
        message_type, pool_id, pipeline_id if pipeline_id.int else None, body.removeprefix(b"\xef\xbb\xbf")
    )
