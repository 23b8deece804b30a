"""CLIXML of the records whose shape is fixed: warnings, verbose and debug texts.

Source: MS-PSRP 2.2.2.22 to 2.2.2.24, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from __future__ import annotations

from winlab.powershell.clixml.escaping import escape


def informational(kind: str, text: str) -> bytes:
    """A record of ``kind`` Warning, Verbose or Debug."""
    space = "System.Management.Automation"
    shown = escape(text)
    return (
        f'<Obj RefId="0"><TN RefId="0"><T>{space}.{kind}Record</T><T>{space}.InformationalRecord</T>'
        f"<T>System.Object</T></TN><ToString>{shown}</ToString><MS>"
        f'<S N="InformationalRecord_Message">{shown}</S>'
        '<B N="InformationalRecord_SerializeInvocationInfo">false</B></MS></Obj>'
    ).encode()
