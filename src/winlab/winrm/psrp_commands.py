"""Reading a CREATE_PIPELINE message.

Source: MS-PSRP 2.2.2.10 and 2.2.3.11 to 2.2.3.14, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from winlab.winrm import xmlsafe
from winlab.winrm.host import Codec, Command

_OUTPUT, _ERROR = 1, 2


@dataclass(frozen=True)
class HostOffer:
    """Which parts of a host the client offers."""

    has_host: bool = False
    has_ui: bool = False
    has_raw_ui: bool = False
    use_pool_host: bool = True


@dataclass(frozen=True)
class CreateRequest:
    """What CREATE_PIPELINE asks for."""

    commands: tuple[Command, ...]
    no_input: bool
    is_nested: bool
    host: HostOffer
    then: tuple[Command, ...] = ()
    """A second pipeline whose results follow those of the first."""


def read_create(body: bytes, codec: Codec, decrypt: Callable[[str], str]) -> CreateRequest:
    """Reads the CLIXML of CREATE_PIPELINE; argument values are decoded by ``codec``.

    Raises:
        UnsafeXmlError: not XML.
        ValueError: no pipeline inside.
    """
    root = xmlsafe.parse(body)
    index = {item.get("RefId", ""): item for item in root.iter("Obj")}
    type_names = {item.get("RefId", ""): item for item in root.iter("TN")}
    powershell = _member(root, "PowerShell", index)
    items = list(_items(_member(powershell, "Cmds", index), index))
    if not items:
        raise ValueError("CREATE_PIPELINE without commands")
    commands = [_command(item, index, type_names, codec, decrypt) for item in items]
    for at, item in enumerate(items[1:]):
        # MergePreviousResults of a command speaks of what the commands before it left unclaimed.
        if _number(_member(item, "MergePreviousResults", index)) & _ERROR:
            commands[at] = replace(commands[at], merge_errors=True)
    host = _member(root, "HostInfo", index)
    return CreateRequest(
        commands=tuple(commands),
        no_input=_truth(_member(root, "NoInput", index)),
        is_nested=_truth(_member(powershell, "IsNested", index)) or _truth(_member(root, "IsNested", index)),
        host=HostOffer(
            has_host=_is_false(_member(host, "_isHostNull", index)),
            has_ui=_is_false(_member(host, "_isHostUINull", index)),
            has_raw_ui=_is_false(_member(host, "_isHostRawUINull", index)),
            use_pool_host=_truth(_member(host, "_useRunspaceHost", index)),
        ),
    )


_METADATA = ("Name", "Namespace", "HelpUri", "CommandType", "ResolvedCommandName", "OutputType", "Parameters")
_NAMESPACE = "Namespace"


def read_metadata_query(body: bytes, codec: Codec, decrypt: Callable[[str], str]) -> CreateRequest:
    """Reads GET_COMMAND_METADATA as the commands that answer it: first how many there are, then each of them.

    Source: MS-PSRP 2.2.2.14 and 3.2.5.4.6.

    Raises:
        UnsafeXmlError: not XML.
    """
    root = xmlsafe.parse(body)
    index = {item.get("RefId", ""): item for item in root.iter("Obj")}
    type_names = {item.get("RefId", ""): item for item in root.iter("TN")}
    parameters: list[tuple[str | None, object]] = [("ErrorAction", "SilentlyContinue")]
    for member, parameter in (("Name", "Name"), (_NAMESPACE, "Module"), ("ArgumentList", "ArgumentList")):
        value = _member(root, member, index)
        if value is not None and value.tag != "Nil":
            parameters.append((parameter, codec.decode(_standalone(value, index, type_names), decrypt)))
    kind = _member(root, "CommandType", index)
    if kind is not None and kind.tag != "Nil":
        parameters.append(("CommandType", kind.findtext("ToString") or _number(kind)))
    find = Command("Get-Command", False, tuple(parameters))
    count = (
        find,
        Command("Measure-Object", False),
        Command("Select-Object", False, (("Property", "Count"),)),
    )
    details = (find, Command("Select-Object", False, (("Property", list(_METADATA)),)))
    return CreateRequest(count, True, False, HostOffer(), details)


def _items(collection: Element | None, index: dict[str, Element]) -> Iterator[Element]:
    if collection is None:
        return
    for child in collection.find("LST") or ():
        yield index.get(child.get("RefId", ""), child) if child.tag == "Ref" else child


def _is_false(item: Element | None) -> bool:
    return item is not None and (item.text or "").strip().lower() == "false"


def _command(
    item: Element,
    index: dict[str, Element],
    type_names: dict[str, Element],
    codec: Codec,
    decrypt: Callable[[str], str],
) -> Command:
    arguments = _member(item, "Args", index)
    parameters: list[tuple[str | None, object]] = []
    for argument in _items(arguments, index):
        name = _member(argument, "N", index)
        value = _member(argument, "V", index)
        parameters.append(
            (
                None if name is None or name.tag == "Nil" else _text(name, codec),
                None if value is None else codec.decode(_standalone(value, index, type_names), decrypt),
            )
        )
    text = _member(item, "Cmd", index)
    local = _member(item, "UseLocalScope", index)
    return Command(
        text="" if text is None else _text(text, codec),
        is_script=_truth(_member(item, "IsScript", index)),
        parameters=tuple(parameters),
        use_local_scope=None if local is None or local.tag != "B" else _truth(local),
        merge_errors=bool(
            _number(_member(item, "MergeMyResult", index)) & _ERROR
            and _number(_member(item, "MergeToResult", index)) & _OUTPUT
        ),
    )


def _member(item: Element | None, name: str, index: dict[str, Element]) -> Element | None:
    if item is None:
        return None
    if item.tag == "Ref":
        item = index.get(item.get("RefId", ""), item)
    for group in ("MS", "Props"):
        for child in item.find(group) or ():
            if child.get("N") == name:
                return index.get(child.get("RefId", ""), child) if child.tag == "Ref" else child
    return None


def _text(item: Element, codec: Codec) -> str:
    return str(codec.decode(ElementTree.tostring(item, encoding="unicode"), str))


def _truth(item: Element | None) -> bool:
    return item is not None and (item.text or "").strip().lower() == "true"


def _number(item: Element | None) -> int:
    if item is None:
        return 0
    number = item if item.tag == "I32" else item.find("I32")
    return int(number.text or 0) if number is not None else 0


def _standalone(value: Element, index: dict[str, Element], type_names: dict[str, Element]) -> str:
    """The element as a document of its own: references to elsewhere in the message are replaced by copies."""
    inside = {item.get("RefId") for item in value.iter("Obj")}
    known = {item.get("RefId") for item in value.iter("TN")}
    root = copy.deepcopy(value)
    root.attrib.pop("N", None)
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            reference = child.get("RefId", "")
            if child.tag == "TNRef" and reference not in known and reference in type_names:
                parent[place] = copy.deepcopy(type_names[reference])
                known.add(reference)
            elif child.tag == "Ref" and reference not in inside and reference in index:
                replacement = copy.deepcopy(index[reference])
                if "N" in child.attrib:
                    replacement.set("N", child.attrib["N"])
                parent[place] = replacement
                inside.add(reference)
    return ElementTree.tostring(root, encoding="unicode")
