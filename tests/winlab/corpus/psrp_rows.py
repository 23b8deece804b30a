"""Judges whole PSRP exchanges: a recorded client is played against a machine's shell."""

from __future__ import annotations

import re

from tests.winlab.corpus.clixml_write_rows import canonical_lines
from tests.winlab.corpus.fresh import machine
from tests.winlab.corpus.rows import Row, difference
from tests.winlab.winrm.replay import Sent, play
from winlab.powershell.clixml.parsing import Element, parse
from winlab.winrm.host import Caller
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


class _Host(LabHost):
    """The machine, where the recorded client's account is the administrator."""

    def logon(self, account: str) -> Caller:
        return super().logon(f"{self.name}\\Administrator")


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
    if "characters left out" in xml or mine.type not in ("PIPELINE_OUTPUT", "ERROR_RECORD", "PIPELINE_STATE"):
        return None
    if mine.type == "PIPELINE_OUTPUT":
        return difference("output", _output(mine.xml), _output(xml))
    return difference(mine.type, _fields(mine.xml), _fields(xml))


def _output(xml: str) -> list[str]:
    return canonical_lines(xml.replace("_x000D__x000A_", "_x000A_")) if xml else []


def _fields(xml: str) -> dict[str, str]:
    found: dict[str, str] = {}
    pending: list[Element] = [parse(xml)] if xml else []
    while pending:
        element = pending.pop()
        name = element.attributes.get("N", "")
        if name in _ERROR_FIELDS or name == "PipelineState":
            found[name] = re.sub(r"\s+", " ", element.content)
        pending.extend(element.children)
    return found
