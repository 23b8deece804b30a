"""The encodings of messages: UTF-8 and UTF-16; an answer has that of its request (DMTF DSP0226, 13.1)."""

from __future__ import annotations

import re

from winlab.winrm import fault_kinds as kinds
from winlab.winrm.faults import WsmanFaultError

UTF_8, UTF_16 = "UTF-8", "UTF-16"
_CHARSET = re.compile(r'charset\s*=\s*"?([\w.-]+)', re.IGNORECASE)
_MARK = b"\xff\xfe"
_MARKS = (_MARK, b"\xfe\xff")


def charset_of(content_type: str, data: bytes) -> str:
    """The encoding of a message, by what its header says, or by its first bytes where that is sealed.

    Raises:
        WsmanFaultError: it is neither of the two.
    """
    if data.startswith(_MARKS):
        return UTF_16
    named = _CHARSET.search(content_type)
    charset = named[1].upper() if named is not None else UTF_8
    if charset == UTF_8:
        return UTF_16 if data[:2] == b"<\x00" else UTF_8
    if charset != UTF_16:
        raise WsmanFaultError(kinds.CHARACTER_SET)
    return charset


def readable(data: bytes, charset: str) -> bytes:
    """The message as an XML parser takes it: UTF-16 with its byte order mark."""
    return _MARK + data if charset == UTF_16 and not data.startswith(_MARKS) else data


def encoded(answer: bytes, charset: str) -> bytes:
    """An answer in the encoding of its request."""
    return answer if charset == UTF_8 else _MARK + answer.decode().encode("utf-16-le")
