"""System.Threading.Thread: the one that runs the script.

Source: https://learn.microsoft.com/dotnet/api/system.threading.thread
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_method, net_property, net_static, net_static_property
from winlab.powershell.errors import NotEmulated
from winlab.powershell.instants import TICKS_PER_SECOND, TimeSpan
from winlab.powershell.net.cultures import CULTURE, CultureInfo
from winlab.powershell.nettypes import enum_value
from winlab.powershell.startup import running_session
from winlab.powershell.values import NetObject

_INT, _FLAG, _VOID = "System.Int32", "System.Boolean", "System.Void"
NET.extend("System.Runtime.ConstrainedExecution.CriticalFinalizerObject")
NET.enum("System.Threading.ApartmentState", "STA MTA Unknown")
NET.enum("System.Threading.ThreadPriority", "Lowest BelowNormal Normal AboveNormal Highest")


@NET.type("System.Threading.Thread", bases=("System.Runtime.ConstrainedExecution.CriticalFinalizerObject",))
class Thread(NetObject):
    """The running thread."""

    @net_static_property("CurrentThread", "System.Threading.Thread")
    @staticmethod
    def current() -> Thread:
        """The thread that runs the script."""
        return Thread()

    @net_static("Sleep", (_INT,), ("System.TimeSpan",), returns=_VOID)
    @staticmethod
    def sleep(span: int | TimeSpan) -> None:
        """Waits in the machine's time."""
        seconds = span.ticks / TICKS_PER_SECOND if isinstance(span, TimeSpan) else span / 1000
        running_session().events.wait(max(0.0, seconds))

    def set_culture(self, culture: CultureInfo) -> None:
        """Sessions have one culture."""
        if culture.culture.name != "en-US":
            raise NotEmulated(f"the culture {culture.culture.name} of a thread")

    culture = net_property("CurrentCulture", CULTURE, setter="set_culture")(lambda self: CultureInfo("en-US"))
    language = net_property("CurrentUICulture", CULTURE, setter="set_culture")(lambda self: CultureInfo("en-US"))
    number = net_property("ManagedThreadId", _INT)(lambda self: 4)
    name = net_property("Name", "System.String")(lambda self: "Pipeline Execution Thread")
    is_alive = net_property("IsAlive", _FLAG)(lambda self: True)
    is_background = net_property("IsBackground", _FLAG)(lambda self: True)
    apartment = net_property("ApartmentState")(lambda self: enum_value("System.Threading.ApartmentState", "MTA"))
    priority = net_property("Priority")(lambda self: enum_value("System.Threading.ThreadPriority", "Normal"))
    get_apartment = net_method("GetApartmentState")(lambda self: enum_value("System.Threading.ApartmentState", "MTA"))
