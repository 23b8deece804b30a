"""Reading a CREATE_PIPELINE message.

Source: MS-PSRP 2.2.2.10 and 2.2.3.11 to 2.2.3.14, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from winlab.winrm import messagetree as tree
from winlab.winrm import xmlsafe
from winlab.winrm.host import Codec, Command
from winlab.winrm.psrp_opening import HostOffer, read_offer

_OUTPUT, _ERROR = 1, 2


@dataclass(frozen=True)
class CreateRequest:
    """What CREATE_PIPELINE asks for."""

    commands: tuple[Command, ...]
    no_input: bool
    is_nested: bool
    host: HostOffer
    then: tuple[Command, ...] = ()
    """A second pipeline whose results follow those of the first."""
    history: str | None = None
    """The pipeline's text in the session's history; None keeps it out."""


def read_create(body: bytes, codec: Codec, decrypt: Callable[[str], str]) -> CreateRequest:
    """Reads the CLIXML of CREATE_PIPELINE; argument values are decoded by ``codec``.

    Raises:
        UnsafeXmlError: not XML.
        ValueError: no pipeline inside.
    """
    root = xmlsafe.parse(body)
    index = {item.get("RefId", ""): item for item in root.iter("Obj")}
    type_names = {item.get("RefId", ""): item for item in root.iter("TN")}
    powershell = tree.member(root, "PowerShell", index)
    items = list(tree.items(tree.member(powershell, "Cmds", index), index))
    if not items:
        raise ValueError("CREATE_PIPELINE without commands")
    commands = [_command(item, index, type_names, codec, decrypt) for item in items]
    for at, item in enumerate(items[1:]):
        # MergePreviousResults of a command speaks of what the commands before it left unclaimed.
        if tree.number(tree.member(item, "MergePreviousResults", index)) & _ERROR:
            commands[at] = replace(commands[at], merge_errors=True)
    return CreateRequest(
        commands=tuple(commands),
        no_input=tree.truth(tree.member(root, "NoInput", index)),
        is_nested=tree.truth(tree.member(powershell, "IsNested", index))
        or tree.truth(tree.member(root, "IsNested", index)),
        host=read_offer(tree.member(root, "HostInfo", index), index),
        history=_history(root, powershell, index, commands, codec),
    )


def _history(
    root: Element, powershell: Element | None, index: dict[str, Element], commands: Sequence[Command], codec: Codec
) -> str | None:
    """What the history is to hold: the client's text, or that of the commands."""
    if not tree.truth(tree.member(root, "AddToHistory", index)):
        return None
    given = tree.member(powershell, "History", index)
    text = "" if given is None or given.tag == "Nil" else tree.text(given, codec)
    return text or " | ".join(command.text for command in commands)


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
        value = tree.member(root, member, index)
        if value is not None and value.tag != "Nil":
            parameters.append((parameter, codec.decode(tree.standalone(value, index, type_names), decrypt)))
    kind = tree.member(root, "CommandType", index)
    if kind is not None and kind.tag != "Nil":
        parameters.append(("CommandType", kind.findtext("ToString") or tree.number(kind)))
    find = Command("Get-Command", False, tuple(parameters))
    count = (
        find,
        Command("Measure-Object", False),
        Command("Select-Object", False, (("Property", "Count"),)),
    )
    details = (find, Command("Select-Object", False, (("Property", list(_METADATA)),)))
    return CreateRequest(count, True, False, HostOffer(), details)


def _command(
    item: Element,
    index: dict[str, Element],
    type_names: dict[str, Element],
    codec: Codec,
    decrypt: Callable[[str], str],
) -> Command:
    arguments = tree.member(item, "Args", index)
    parameters: list[tuple[str | None, object]] = []
    for argument in tree.items(arguments, index):
        name = tree.member(argument, "N", index)
        value = tree.member(argument, "V", index)
        parameters.append(
            (
                None if name is None or name.tag == "Nil" else tree.text(name, codec),
                None
                if value is None
                else codec.argument(codec.decode(tree.standalone(value, index, type_names), decrypt)),
            )
        )
    text = tree.member(item, "Cmd", index)
    local = tree.member(item, "UseLocalScope", index)
    return Command(
        text="" if text is None else tree.text(text, codec),
        is_script=tree.truth(tree.member(item, "IsScript", index)),
        parameters=tuple(parameters),
        use_local_scope=None if local is None or local.tag != "B" else tree.truth(local),
        merge_errors=bool(
            tree.number(tree.member(item, "MergeMyResult", index)) & _ERROR
            and tree.number(tree.member(item, "MergeToResult", index)) & _OUTPUT
        ),
    )
