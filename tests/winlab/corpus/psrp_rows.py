"""Judges whole PSRP exchanges: a recorded client is played against a machine's shell."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.winlab.corpus.clixml_write_rows import canonical_lines
from tests.winlab.corpus.fresh import machine
from tests.winlab.corpus.rows import Row, difference
from tests.winlab.winrm.replay import Sent, play
from winlab.powershell.clixml.parsing import Element, parse
from winlab.winrm.host import Caller, Proof
from winlab.winrm.labhost import LabHost

SECONDS = 3
_ERROR_FIELDS = (
    "FullyQualifiedErrorId",
    "ErrorCategory_Category",
    "ErrorCategory_Activity",
    "ErrorCategory_Reason",
    "ErrorCategory_TargetName",
    "ErrorCategory_TargetType",
)
_LEFT_OUT = ("INFORMATION_RECORD", "(left out)", "RUNSPACE_INIT_DATA")
# Members that 2.0 has not got, or that no two engines share (tests/data/powershell/psrp.md).
_UNCOMPARED = {
    *("StackTrace", "TargetSite", "Source", "HResult", "Statement", "PSScriptRoot", "PSCommandPath"),
    *("DisplayScriptPosition", "ErrorDetails_ScriptStackTrace", "PositionMessage", "HistoryId"),
    *("IsDynamic", "TimeGenerated", "ProcessId", "NativeThreadId", "ManagedThreadId", "SerializationVersion"),
}
# Common parameters of later versions.
_LATER = ("InformationAction", "InformationVariable", "PipelineVariable", "ProgressAction")
_REWRITTEN = (
    (re.compile("_x000D__x000A_"), "_x000A_"),
    # Exception.ToString of Core begins a line with the inner exception, the Framework's goes on.
    (re.compile("_x000A_ ---> "), " ---> "),
    (re.compile(r"_x001B_\[[0-9;]*m"), ""),
    (re.compile("\u2026"), "..."),
    (re.compile(r"\b7\.6\.5\b"), "2.0"),
    (re.compile(r'Performing the operation "(.*?)" on target'), r'Performing operation "\1" on Target'),
    (re.compile("PowerShell credential request"), "Windows PowerShell Credential Request"),
    (re.compile("\u202f"), " "),
    (re.compile(r"System\.Private\.CoreLib, Version=[\d.]+, Culture=neutral, PublicKeyToken=\w+"), "mscorlib"),
    (re.compile(r"mscorlib, Version=[\d.]+, Culture=neutral, PublicKeyToken=\w+"), "mscorlib"),
    (re.compile(r"System\.Management\.Automation, Version=[\d.]+,"), "System.Management.Automation, Version=1.0.0.0,"),
)
_PARTS = ("TN", "TNRef", "ToString", "", "Props", "MS")
_TRACE = re.compile(r"_x000A_ +(at|---) .*", re.DOTALL)


class _Host(LabHost):
    """The machine, where the recorded client's account is the administrator."""

    def logon(self, proof: Proof) -> Caller:
        return super().logon(Proof(f"{self.name}\\Administrator", "kerberos"))


def exchange_failure(row: Row) -> str | None:
    """Types, targets and order of the messages, then what output and errors hold."""
    sent = [message for message in play(row, _Host(machine(), _quiet), SECONDS) if message.type not in _LEFT_OUT]
    recorded = [message for message in row["server"] if message["type"] not in _LEFT_OUT]
    ours = [(message.type, message.target) for message in sent]
    found = difference("messages", ours, [(message["type"], message["target"]) for message in recorded])
    for mine, theirs in zip(sent, recorded, strict=False):
        found = found or _message_failure(mine, theirs)
    return found


def _quiet(*_event: str) -> None:
    """What the host would log is not looked at."""


def _message_failure(mine: Sent, theirs: Row) -> str | None:
    xml = theirs.get("xml", "")
    if "characters left out" in xml:
        return None
    if mine.type in ("ERROR_RECORD", "PIPELINE_STATE"):
        return difference(mine.type, _fields(mine.xml), _fields(xml))
    if mine.type in ("PIPELINE_OUTPUT", "PIPELINE_HOST_CALL", "RUNSPACE_AVAILABILITY", "RUNSPACEPOOL_STATE"):
        return difference(mine.type, message_lines(mine.xml), message_lines(xml))
    if mine.type.endswith("_RECORD"):
        return difference(mine.type, message_lines(mine.xml), message_lines(xml))
    return None


def message_lines(xml: str) -> list[str]:
    """A message as lines that can be compared."""
    # The two characters that XML forbids: PowerShell writes references to them that no parser takes.
    return canonical_lines(re.sub("&#x(FFF[EF]);", r"_x\1_", xml), _plain) if xml else []


def _plain(element: Element) -> Element | None:
    if element.attributes.get("N") in _UNCOMPARED:
        return None
    text = _rewritten(element.content)
    if element.tag == "ToString":
        text = _TRACE.sub("", text)
    if element.tag == "SS":
        text = "sealed"
    children = element.children
    if element.tag == "Obj":
        # Readers take the parts of an object in any order, and psrpcore writes them in another.
        children = sorted(children, key=lambda child: _PARTS.index(child.tag) if child.tag in _PARTS else 3)
    elif element.tag == "DCT":
        children = sorted((entry for entry in children if _key(entry) not in _LATER), key=_key)
    elif element.tag == "TN":
        children = [replace(child, text=[_rewritten(child.content)]) for child in children]
    return replace(element, text=[text], children=children)


def _rewritten(text: str) -> str:
    for pattern, instead in _REWRITTEN:
        text = pattern.sub(instead, text)
    return text


def _key(entry: Element) -> str:
    return "".join(child.content for child in entry.children if child.attributes.get("N") == "Key")


def _fields(xml: str) -> dict[str, str]:
    found: dict[str, str] = {}
    pending: list[Element] = [parse(xml)] if xml else []
    while pending:
        element = pending.pop()
        name = element.attributes.get("N", "")
        if name in _ERROR_FIELDS or name == "PipelineState":
            # A path of the recording is one of Linux.
            text = element.content.replace("C:\\", "/").replace("\\", "/")
            if text.startswith("@{"):
                # New-Object takes the properties in the order of its hashtable.
                text = "; ".join(sorted(text[2:-1].split("; ")))
            found[name] = re.sub(r"\s+", " ", text)
        pending.extend(element.children)
    return found
