"""System.Diagnostics.Stopwatch in the machine's time.

Source: https://learn.microsoft.com/dotnet/api/system.diagnostics.stopwatch .
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_method, net_property, net_static, net_static_property
from winlab.powershell.instants import TICKS_PER_SECOND, TimeSpan
from winlab.powershell.startup import running_session
from winlab.powershell.values import Int64, NetObject

VOID, B, LONG = "System.Void", "System.Boolean", "System.Int64"


def _now() -> int:
    return running_session().host.now.ticks


@NET.type("System.Diagnostics.Stopwatch", assembly="System")
class Stopwatch(NetObject):
    """Measures time."""

    def __init__(self) -> None:
        self.passed = 0
        self.since: int | None = None

    @net_constructor(())
    @classmethod
    def new(cls) -> Stopwatch:
        """A watch that stands."""
        return cls()

    @net_static("StartNew")
    @staticmethod
    def start_new() -> Stopwatch:
        """A watch that runs."""
        made = Stopwatch()
        made.start()
        return made

    @net_method("Start", returns=VOID)
    def start(self) -> None:
        """Starts or goes on."""
        if self.since is None:
            self.since = _now()

    @net_method("Stop", returns=VOID)
    def stop(self) -> None:
        """Stops."""
        self.passed = self.ticks()
        self.since = None

    @net_method("Reset", returns=VOID)
    def reset(self) -> None:
        """Stops at zero."""
        self.passed = 0
        self.since = None

    def ticks(self) -> int:
        """What it shows, in units of 100 ns."""
        return self.passed + (0 if self.since is None else _now() - self.since)

    elapsed = net_property("Elapsed", "System.TimeSpan")(lambda self: TimeSpan(self.ticks()))
    milliseconds = net_property("ElapsedMilliseconds", LONG)(lambda self: Int64(self.ticks() // 10_000))
    elapsed_ticks = net_property("ElapsedTicks", LONG)(lambda self: Int64(self.ticks()))
    is_running = net_property("IsRunning", B)(lambda self: self.since is not None)

    @net_static("GetTimestamp", returns=LONG)
    @staticmethod
    def timestamp() -> Int64:
        """The clock's ticks."""
        return Int64(_now())

    @net_static_property("Frequency", LONG)
    @staticmethod
    def frequency() -> Int64:
        """Ticks a second."""
        return Int64(TICKS_PER_SECOND)

    @net_static_property("IsHighResolution", B)
    @staticmethod
    def is_high_resolution() -> bool:
        """It is."""
        return True
