"""What is told about shells: a shell's description, and the output that Receive answers (MS-WSMV 2.2.4)."""

from __future__ import annotations

import base64
import time
from xml.sax.saxutils import escape, quoteattr

from winlab.winrm import names, soap
from winlab.winrm.shells import Received, Shell


def received_xml(received: Received, command_id: str | None) -> str:
    """``rsp:ReceiveResponse``."""
    identity = f" CommandId={quoteattr(command_id)}" if command_id else ""
    parts = [
        f'<rsp:Stream Name="{name}"{identity}>{base64.b64encode(data).decode()}</rsp:Stream>'
        for name, data in received.pieces
    ]
    parts += [f'<rsp:Stream Name="{name}"{identity} End="true"></rsp:Stream>' for name in received.ended]
    if received.done and command_id:
        code = "" if received.exit_code is None else f"<rsp:ExitCode>{received.exit_code}</rsp:ExitCode>"
        parts.append(f'<rsp:CommandState{identity} State="{names.COMMAND_DONE}">{code}</rsp:CommandState>')
    elif command_id:
        parts.append(f'<rsp:CommandState{identity} State="{names.COMMAND_RUNNING}"></rsp:CommandState>')
    return f"<rsp:ReceiveResponse>{''.join(parts)}</rsp:ReceiveResponse>"


def description(shell: Shell) -> str:
    """``rsp:Shell``, as Get and Enumerate answer it."""
    info = shell.info
    now = time.monotonic()
    values = {
        "ShellId": info.shell_id,
        "Name": info.name,
        "ResourceUri": info.resource,
        "Owner": info.owner,
        "ClientIP": info.client,
        "IdleTimeOut": soap.duration_of(info.idle_timeout),
        "Lifetime": "" if info.lifetime is None else soap.duration_of(info.lifetime),
        "InputStreams": info.input_streams,
        "OutputStreams": info.output_streams,
        "ShellRunTime": soap.duration_of(now - info.created),
        "ShellInactivity": soap.duration_of(now - shell.last_used),
        "State": "Connected",
    }
    inside = "".join(f"<rsp:{name}>{escape(value)}</rsp:{name}>" for name, value in values.items() if value)
    return f"<rsp:Shell>{inside}</rsp:Shell>"
