"""What a client says of itself when it opens a pool: its host, its application arguments.

Source: MS-PSRP 2.2.2.2, 2.2.3.14 and 2.2.3.18, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from winlab.winrm import messagetree as tree
from winlab.winrm import xmlsafe
from winlab.winrm.host import Codec

# The numbers of the default data (MS-PSRP 2.2.3.14).
_DATA = (
    "ForegroundColor",
    "BackgroundColor",
    "CursorPosition",
    "WindowPosition",
    "CursorSize",
    "BufferSize",
    "WindowSize",
    "MaxWindowSize",
    "MaxPhysicalWindowSize",
    "WindowTitle",
)


@dataclass(frozen=True)
class HostOffer:
    """Which parts of a host the client offers.

    Attributes:
        data: what its window looks like, by property of RawUI; a pair for a place or a size.
    """

    has_host: bool = False
    has_ui: bool = False
    has_raw_ui: bool = False
    use_pool_host: bool = True
    data: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Opening:
    """What INIT_RUNSPACEPOOL says."""

    host: HostOffer
    arguments: object = None


def read_opening(body: bytes, codec: Codec, decrypt: Callable[[str], str]) -> Opening:
    """Reads the CLIXML of INIT_RUNSPACEPOOL.

    Raises:
        UnsafeXmlError: not XML.
    """
    root = xmlsafe.parse(body)
    index = {item.get("RefId", ""): item for item in root.iter("Obj")}
    type_names = {item.get("RefId", ""): item for item in root.iter("TN")}
    arguments = tree.member(root, "ApplicationArguments", index)
    return Opening(
        read_offer(tree.member(root, "HostInfo", index), index),
        None if arguments is None else codec.decode(tree.standalone(arguments, index, type_names), decrypt),
    )


def read_offer(host: Element | None, index: dict[str, Element]) -> HostOffer:
    """Reads a HostInfo."""
    data: dict[str, object] = {}
    held = tree.member(tree.member(host, "_hostDefaultData", index), "data", index)
    for entry in () if held is None else held.iter("En"):
        key, value = entry[0], tree.member(entry[1], "V", index)
        number = int(key.text or -1)
        if value is not None and 0 <= number < len(_DATA):
            data[_DATA[number]] = _plain(value)
    return HostOffer(
        has_host=tree.is_false(tree.member(host, "_isHostNull", index)),
        has_ui=tree.is_false(tree.member(host, "_isHostUINull", index)),
        has_raw_ui=tree.is_false(tree.member(host, "_isHostRawUINull", index)),
        use_pool_host=tree.truth(tree.member(host, "_useRunspaceHost", index)),
        data=data,
    )


def read_answer(body: bytes, codec: Codec, decrypt: Callable[[str], str]) -> tuple[object, str | None]:
    """Reads the answer to a host call: what the method gave, or the message of the client's exception.

    Raises:
        UnsafeXmlError: not XML.
    """
    root = xmlsafe.parse(body)
    index = {item.get("RefId", ""): item for item in root.iter("Obj")}
    type_names = {item.get("RefId", ""): item for item in root.iter("TN")}
    failure = tree.member(root, "me", index)
    if failure is not None and failure.tag != "Nil":
        message = tree.member(tree.member(failure, "Exception", index), "Message", index)
        return None, failure.findtext("ToString") or "" if message is None else tree.text(message, codec)
    value = tree.member(root, "mr", index)
    return None if value is None else codec.decode(tree.standalone(value, index, type_names), decrypt), None


def _plain(value: Element) -> object:
    if value.tag == "I32":
        return int(value.text or 0)
    if value.tag == "Obj":
        # Clients write a pair's members in any order.
        numbers = {number.get("N", "").lower(): int(number.text or 0) for number in value.iter("I32")}
        return tuple(numbers[name] for name in ("x", "y", "width", "height") if name in numbers)
    return value.text or ""
