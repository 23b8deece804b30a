"""Get-PSCallStack: who called whom.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/get-pscallstack (2.0).
"""

from __future__ import annotations

from winlab.powershell.addedmembers import CodeProperty
from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import NET, Cmdlet, extended, net_method, net_property
from winlab.powershell.errors import InvocationInfo
from winlab.powershell.formatting.views import Column, table
from winlab.powershell.net.automation import SMA
from winlab.powershell.objects import get_member
from winlab.powershell.scopes import Frame
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

_PROMPT = "prompt"
_FRAME = SMA + "CallStackFrame"


@NET.type(_FRAME, assembly="System.Management.Automation")
class CallStackFrame(NetObject):
    """One call: what was called, and where it is now."""

    def __init__(self, invocation: InvocationInfo | None, script: str, line: int) -> None:
        self.invocation = invocation
        self.script = script
        self.line = line

    @net_property("FunctionName", "System.String")
    def function_name(self) -> str:
        """The command's name; what is typed by itself is called by the prompt."""
        return _PROMPT if self.invocation is None else to_text(get_member(self.invocation.command, "Name"))

    script_name = net_property("ScriptName", "System.String")(lambda self: self.script or None)
    script_line = net_property("ScriptLineNumber", "System.Int32")(lambda self: self.line)
    info = net_property("InvocationInfo", SMA + "InvocationInfo")(lambda self: self.invocation)

    @net_method("GetScriptLocation", returns="System.String")
    def location(self) -> str:
        """File and line; ``prompt`` outside of files."""
        return f"{self.script.rpartition(chr(92))[2]}: Line {self.line}" if self.script else _PROMPT

    def arguments(self) -> str:
        """The parameters that were bound, and the rest."""
        if self.invocation is None:
            return "{}"
        bound = [f"{to_text(name)}={to_text(value)}" for name, value in self.invocation.bound.items()]
        rest = ["$null" if value is None else to_text(value) for value in self.invocation.unbound]
        return "{" + ", ".join([*bound, *rest]) + "}"

    def net_string(self) -> str:
        """What and where."""
        return f"at {self.function_name()}, {self.location()}"


extended(
    _FRAME,
    CodeProperty("Command", lambda frame: get_member(frame, "FunctionName")),
    CodeProperty("Location", lambda frame: frame.location() if isinstance(frame, CallStackFrame) else None),
    CodeProperty("Arguments", lambda frame: frame.arguments() if isinstance(frame, CallStackFrame) else None),
)
table(_FRAME, Column("Command"), Column("Arguments"), Column("Location"), name="CallStackFrame")


@UTILITY.cmdlet("Get-PSCallStack", aliases=("gcs",), output=_FRAME)
class GetPSCallStack(Cmdlet):
    """The calls that have not returned yet, the last one first."""

    def process(self) -> None:
        frame: Frame | None = self.runtime.frame
        line = self.runtime.place.within(self.runtime.frame.source)[0]
        calls: list[CallStackFrame] = []
        while frame is not None:
            call = frame.invocation
            if call is not None and not (calls and call is calls[-1].invocation):
                calls.append(CallStackFrame(call, frame.source.name, line))
                line = call.line_number
            frame = frame.caller
        if calls and not calls[-1].function_name():
            line = calls.pop().line  # the text that the prompt, or a client, gave
        self.write_all([*calls, CallStackFrame(None, "", line)])
