"""SOAP envelopes of WS-Management: good ones to damage, and odd ones from parts."""

from __future__ import annotations

import base64
import struct
import uuid

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from winlab.winrm import names

_NAMESPACES = (
    f'xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:w="{names.WSMAN}" xmlns:rsp="{names.SHELL}" '
    f'xmlns:p="{names.MS_WSMAN}" xmlns:wsmid="{names.IDENTITY}" xmlns:n="{names.ENUMERATION}"'
)
_SHELL_NS = 'xmlns="http://schemas.microsoft.com/powershell"'
ACTIONS = (
    names.ACTION_CREATE, names.ACTION_COMMAND, names.ACTION_SEND, names.ACTION_SIGNAL, names.ACTION_DELETE,
    names.ACTION_GET, names.ACTION_PUT, names.ACTION_ENUMERATE, names.ACTION_RECEIVE, "", "urn:x",
)  # fmt: skip
RESOURCES = (
    names.CMD_SHELL, names.POWERSHELL + "/Microsoft.PowerShell", names.SHELL, names.CONFIG, names.CONFIG + "/winrs",
    names.CONFIG + "/Service", "", "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service",
)  # fmt: skip


def fragment(body: bytes, kind: int = 0x00010002, *, object_id: int = 1, number: int = 0, flags: int = 3) -> bytes:
    """A message of PSRP in one fragment."""
    message = struct.pack("<II", 2, kind) + uuid.uuid4().bytes_le + bytes(16) + body
    return struct.pack(">QQBI", object_id, number, flags, len(message)) + message


_CAPABILITY = (
    b'<Obj RefId="0"><MS><Version N="protocolversion">2.1</Version><Version N="PSVersion">2.0</Version>'
    b'<Version N="SerializationVersion">1.1.0.1</Version></MS></Obj>'
)
_POOL = (
    b'<Obj RefId="0"><MS><I32 N="MinRunspaces">1</I32><I32 N="MaxRunspaces">1</I32><Obj N="PSThreadOptions" RefId="1">'
    b'<TN RefId="0"><T>System.Management.Automation.Runspaces.PSThreadOptions</T></TN><ToString>Default</ToString>'
    b'<I32>0</I32></Obj><Obj N="ApartmentState" RefId="2"><TNRef RefId="0"/><I32>2</I32></Obj><Obj N="HostInfo" '
    b'RefId="3"><MS><B N="_isHostNull">true</B><B N="_isHostUINull">true</B><B N="_isHostRawUINull">true</B>'
    b'<B N="_useRunspaceHost">true</B></MS></Obj><Nil N="ApplicationArguments"/></MS></Obj>'
)
OPENING = fragment(_CAPABILITY) + fragment(_POOL, 0x00010004, object_id=2)
_PIPELINE = fragment(
    b'<Obj RefId="0"><MS><Obj N="PowerShell" RefId="1"><MS><Obj N="Cmds" RefId="2"><TN RefId="0"><T>List</T></TN><LST>'
    b'<Obj RefId="3"><MS><S N="Cmd">1</S><B N="IsScript">true</B><Nil N="UseLocalScope"/><Obj N="Args" RefId="4">'
    b'<LST/></Obj></MS></Obj></LST></Obj><B N="IsNested">false</B><Nil N="History"/></MS></Obj>'
    b'<B N="NoInput">true</B></MS></Obj>',
    0x00021006,
    object_id=3,
)


def envelope(action: str, resource: str, body: str, shell: str = "", extra: str = "") -> str:
    """A whole envelope."""
    selector = f'<w:SelectorSet><w:Selector Name="ShellId">{shell}</w:Selector></w:SelectorSet>' if shell else ""
    return (
        f'<s:Envelope {_NAMESPACES}><s:Header><a:To>http://x/wsman</a:To><w:ResourceURI s:mustUnderstand="true">'
        f"{resource}</w:ResourceURI><a:ReplyTo><a:Address>{names.ANONYMOUS}</a:Address></a:ReplyTo><a:Action>{action}</a:Action>"
        f"<w:MaxEnvelopeSize>153600</w:MaxEnvelopeSize><a:MessageID>uuid:{uuid.UUID(int=1)}</a:MessageID>"
        f"<w:OperationTimeout>PT0.100S</w:OperationTimeout>{selector}{extra}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


BODIES = (
    "",
    "<wsmid:Identify/>",
    "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>"
    "</rsp:Shell>",
    "<rsp:Shell><rsp:IdleTimeOut>PT61S</rsp:IdleTimeOut><rsp:WorkingDirectory>C:\\</rsp:WorkingDirectory>"
    '<rsp:Environment><rsp:Variable Name="A">b</rsp:Variable></rsp:Environment></rsp:Shell>',
    f"<rsp:Shell><rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams>"
    f"<creationXml {_SHELL_NS}>{_text(OPENING)}</creationXml></rsp:Shell>",
    "<rsp:CommandLine><rsp:Command>ver</rsp:Command><rsp:Arguments>/x</rsp:Arguments></rsp:CommandLine>",
    f'<rsp:CommandLine CommandId="{uuid.UUID(int=2)}"><rsp:Command/><rsp:Arguments>{_text(_PIPELINE)}</rsp:Arguments>'
    "</rsp:CommandLine>",
    '<rsp:Send><rsp:Stream Name="stdin" CommandId="X" End="true">QUJD</rsp:Stream></rsp:Send>',
    f'<rsp:Send><rsp:Stream Name="pr">{_text(_PIPELINE)}</rsp:Stream></rsp:Send>',
    '<rsp:Receive><rsp:DesiredStream CommandId="X">stdout stderr</rsp:DesiredStream></rsp:Receive>',
    "<rsp:Receive><rsp:DesiredStream>stdout</rsp:DesiredStream></rsp:Receive>",
    f'<rsp:Signal CommandId="X"><rsp:Code>{names.SHELL}/signal/terminate</rsp:Code></rsp:Signal>',
    "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>20</w:MaxElements></n:Enumerate>",
    '<cfg:Winrs xmlns:cfg="http://schemas.microsoft.com/wbem/wsman/1/config/winrs"><cfg:IdleTimeout>70000</cfg:IdleTimeout>'
    "</cfg:Winrs>",
)
EXTRAS = (
    "",
    '<w:OptionSet><w:Option Name="WINRS_CODEPAGE">437</w:Option><w:Option Name="WINRS_SKIP_CMD_SHELL">TRUE</w:Option>'
    "</w:OptionSet>",
    '<w:OptionSet><w:Option Name="protocolversion" MustComply="true">2.1</w:Option></w:OptionSet>',
    '<x:y xmlns:x="urn:q" s:mustUnderstand="true"/>',
    "<w:OperationTimeout>P1Y</w:OperationTimeout>",
    '<w:Locale xml:lang="en-US" s:mustUnderstand="false"/>',
)
ODD = (
    "", "<", ">", "&", "&amp;", "&#0;", "&lt;", "]]>", "<![CDATA[", "<!--", "<?x?>", "<!DOCTYPE a>", "\0", '"', "=",
    "<a>", "</a>", "PT99999999999999999999S", "PT0S", "-1", "9" * 30, "é", "\ufffe", "xmlns", ":", "true", "QUJD",
    "A",
)  # fmt: skip


def envelopes(shells: SearchStrategy[str]) -> SearchStrategy[str]:
    """Well-formed envelopes of parts that need not fit together."""
    return st.builds(
        envelope,
        st.sampled_from(ACTIONS),
        st.sampled_from(RESOURCES),
        st.sampled_from(BODIES),
        shells,
        st.sampled_from(EXTRAS),
    )
