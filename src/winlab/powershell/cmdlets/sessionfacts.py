"""What a session knows of itself: Get-Host, Get-Culture, Get-Job and their like.

Jobs, sessions and breakpoints can't be made in winlab: there are none.
Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/ .
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import CORE, STRINGS, UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import ErrorRecord, NotEmulated, error
from winlab.powershell.net.cultures import CultureInfo
from winlab.powershell.patterns import has_wildcards
from winlab.powershell.text import to_text

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


def _missing(error_id: str, what: str, name: object) -> ErrorRecord:
    message = f"The command cannot find {what} '{to_text(name)}'. Verify the value and then try the command again."
    return error(error_id, message, "ObjectNotFound", name, _ARGUMENT).record


@CORE.cmdlet("Get-Job", aliases=("gjb",), default_set="SessionId")
class GetJob(Cmdlet):
    """Background jobs: there are none."""

    id = Param("System.Int32[]", position=0, by_property=True, sets=("SessionId",))
    instance_id = Param("System.Guid[]", position=0, mandatory=True, by_property=True, sets=("InstanceId",))
    name = Param(STRINGS, mandatory=True, by_property=True, sets=("Name",))
    state = Param("System.String", mandatory=True, sets=("State",))
    command = Param(STRINGS, sets=("Command",))

    def process(self) -> None:
        for number in [*as_list(self.id), *as_list(self.instance_id)]:
            self.error(_missing("JobWithSpecifiedSessionNotFound", "the job with id", number))
        for name in as_list(self.name):
            if not has_wildcards(to_text(name)):
                self.error(_missing("JobWithSpecifiedNameNotFound", "the job with name", name))


@CORE.cmdlet("Get-PSSession", aliases=("gsn",))
class GetPSSession(Cmdlet):
    """Sessions to other computers: there are none."""

    computer_name = Param(STRINGS, position=0, by_property=True, aliases=("Cn",))
    name = Param(STRINGS)
    id = Param("System.Int32[]")
    instance_id = Param("System.Guid[]")


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
