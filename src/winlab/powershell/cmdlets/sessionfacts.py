"""What a session knows of itself: Get-Host, Get-Culture and their like.

Breakpoints can't be made in winlab: there are none.
Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/ .
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import CORE, STRINGS, UTILITY
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NotEmulated
from winlab.powershell.net.cultures import CultureInfo

_ARGUMENT = "System.Management.Automation.PSArgumentException"


@UTILITY.cmdlet("Get-Host", output="System.Management.Automation.Internal.Host.InternalHost")
class GetHost(Cmdlet):
    """The host."""

    def process(self) -> None:
        self.write(self.session.get_variable("Host"))


@UTILITY.cmdlet("Get-Culture", output="System.Globalization.CultureInfo")
class GetCulture(Cmdlet):
    """The culture."""

    def process(self) -> None:
        self.write(CultureInfo("en-US"))


@UTILITY.cmdlet("Get-UICulture", output="System.Globalization.CultureInfo")
class GetUICulture(GetCulture):
    """The culture of texts."""


@UTILITY.cmdlet("Get-PSBreakpoint", aliases=("gbp",))
class GetPSBreakpoint(Cmdlet):
    """Breakpoints: there are none."""

    id = Param("System.Int32[]", position=0)
    script = Param(STRINGS)
    command = Param(STRINGS)
    variable = Param(STRINGS)
    type = Param("System.Object[]")


@CORE.cmdlet("Set-PSDebug", default_set="on")
class SetPSDebug(Cmdlet):
    """Turns the debugger off, or strict mode on; it traces nothing."""

    trace = Param("System.Int32", sets=("on",), validate_range=(0, 2), default=0)
    step = Param(SWITCH, sets=("on",))
    strict = Param(SWITCH, sets=("on",))
    off = Param(SWITCH, sets=("off",))

    def process(self) -> None:
        if self.step or self.trace:
            raise NotEmulated("tracing by Set-PSDebug")
        self.session.strict = 1 if self.strict else 0
