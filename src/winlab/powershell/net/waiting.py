"""System.Threading: what threads wait for and share; a script is one thread, so nobody else holds anything.

Sources: https://learn.microsoft.com/dotnet/api/system.threading.waithandle ,
https://learn.microsoft.com/dotnet/api/system.threading.interlocked , https://learn.microsoft.com/dotnet/api/system.gc .
"""

from __future__ import annotations

import math

from winlab.powershell.declare import NET, TypeExtension, net_constructor
from winlab.powershell.errors import net_error
from winlab.powershell.instants import TICKS_PER_SECOND, TimeSpan
from winlab.powershell.net.automation import Reference
from winlab.powershell.net.typecodes import same
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, NetObject

S, B, INT, LONG, VOID, OBJ, REF = (
    "System.String", "System.Boolean", "System.Int32", "System.Int64", "System.Void", "System.Object", "ref",
)  # fmt: skip
T, SPAN = "System.Threading.", "System.TimeSpan"


class WaitHandle(NetObject):
    """Something that is signalled or not."""

    stays_signalled = True

    def __init__(self, signalled: bool = False) -> None:
        self.signalled = signalled

    def wait(self, limit: object = -1, *_exits: bool) -> bool:
        """Waits for the signal, at most so long; whether it came."""
        if self.signalled:
            self.signalled = self.stays_signalled
            return True
        seconds = limit.ticks / TICKS_PER_SECOND if isinstance(limit, TimeSpan) else int(to_text(limit)) / 1000
        running_session().host.sleep(math.inf if seconds < 0 else seconds)
        return False

    def put(self, signalled: bool) -> bool:
        """Sets or takes back the signal."""
        self.signalled = signalled
        return True


class AutoResetEvent(WaitHandle):
    """A signal for one who waits."""

    stays_signalled = False


class ManualResetEvent(WaitHandle):
    """A signal for all who wait."""


class Mutex(WaitHandle):
    """What one thread holds at a time."""

    def __init__(self, name: str = "") -> None:
        super().__init__(True)
        self.name = name
        self.held = 0

    @net_constructor((), (B,), (B, S))
    @classmethod
    def new(cls, owned: bool = False, name: str = "") -> Mutex:
        """Held from the start or not."""
        made = cls(name)
        made.held = int(owned)
        return made

    def wait(self, *_limit: object) -> bool:
        """Takes it."""
        self.held += 1
        return True

    def release(self) -> None:
        """Lets it go.

        Raises:
            PSError: ApplicationException of a mutex that is not held.
        """
        if not self.held:
            text = "Object synchronization method was called from an unsynchronized block of code."
            raise net_error("System.ApplicationException", text)
        self.held -= 1


def _handle(cls: type[WaitHandle], *bases: str) -> TypeExtension:
    return NET.extend(T + cls.__name__, python=cls, bases=(*(T + base for base in bases), "System.MarshalByRefObject"))


_WAIT = _handle(WaitHandle)
_WAIT.method("WaitOne", (), (INT,), (SPAN,), (INT, B), (SPAN, B), returns=B)(lambda handle, *given: handle.wait(*given))
for _name in ("Close", "Dispose"):
    _WAIT.method(_name, returns=VOID)(lambda handle: None)
_WAIT.absent("WaitAny", "WaitAll", "SignalAndWait")
for _class in (AutoResetEvent, ManualResetEvent):
    _event = _handle(_class, "WaitHandle")
    _event.constructor((B,))(_class)
    _event.method("Set", returns=B)(lambda event: event.put(True))
    _event.method("Reset", returns=B)(lambda event: event.put(False))
_MUTEX = NET.type(T + "Mutex", bases=(T + "WaitHandle",))(Mutex)
NET.extend(T + "Mutex").method("ReleaseMutex", returns=VOID)(Mutex.release)


@NET.extend(T + "Mutex").static("OpenExisting", (S,), returns=T + "Mutex")
def open_existing(name: str) -> Mutex:
    """A mutex of another process: there is none."""
    text = "No handle of the given name exists."
    raise net_error(T + "WaitHandleCannotBeOpenedException", text)


_MONITOR = NET.extend(T + "Monitor")
for _name in ("Enter", "Exit", "Pulse", "PulseAll"):
    _MONITOR.static(_name, (OBJ,), returns=VOID)(lambda value: None)
_MONITOR.static("TryEnter", (OBJ,), (OBJ, INT), (OBJ, SPAN), returns=B)(lambda *given: True)
_INTERLOCKED = NET.extend(T + "Interlocked")


def _add(target: Reference, count: int) -> int:
    held = target.value()
    assert isinstance(held, int)
    made = type(held)(held + count)
    target.set(made)
    return made


_INTERLOCKED.static("Increment", (REF,))(lambda target: _add(target, 1))
_INTERLOCKED.static("Decrement", (REF,))(lambda target: _add(target, -1))
_INTERLOCKED.static("Add", (REF, INT), (REF, LONG))(_add)


@_INTERLOCKED.static("Exchange", (REF, OBJ))
def exchange(target: Reference, value: object) -> object:
    """Sets a variable and gives what it held."""
    held = target.value()
    target.set(value)
    return held


@_INTERLOCKED.static("CompareExchange", (REF, OBJ, OBJ))
def compare_exchange(target: Reference, value: object, expected: object) -> object:
    """Sets a variable if it holds what is expected, and gives what it held."""
    held = target.value()
    if same(held, expected) or (held is None and expected is None):
        target.set(value)
    return held


COLLECTOR = NET.extend("System.GC")
COLLECTOR.static("Collect", (), (INT,), returns=VOID)(lambda *generation: None)
COLLECTOR.static("WaitForPendingFinalizers", returns=VOID)(lambda: None)
COLLECTOR.static("GetTotalMemory", (B,), returns=LONG)(lambda forced: Int64(12_582_912))
COLLECTOR.static("GetGeneration", (OBJ,), returns=INT)(lambda value: 0)
COLLECTOR.static("CollectionCount", (INT,), returns=INT)(lambda generation: 0)
for _name in ("KeepAlive", "SuppressFinalize", "ReRegisterForFinalize"):
    COLLECTOR.static(_name, (OBJ,), returns=VOID)(lambda value: None)
COLLECTOR.constants(INT, MaxGeneration=2)
