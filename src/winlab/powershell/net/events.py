"""Events, subscriptions and the jobs of actions as .NET objects; timers, which raise events.

Sources: https://learn.microsoft.com/dotnet/api/system.management.automation.pseventargs;
https://learn.microsoft.com/dotnet/api/system.timers.timer
"""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.events import Event, Subscription
from winlab.powershell.instants import TICKS_PER_SECOND
from winlab.powershell.net.automation import SMA
from winlab.powershell.net.guids import Guid
from winlab.powershell.net.nothing import EventArgs
from winlab.powershell.startup import running_session
from winlab.powershell.values import NetObject

_TEXT, _INT, _FLAG, _VOID, _DOUBLE = (f"System.{name}" for name in ("String", "Int32", "Boolean", "Void", "Double"))

_EVENT = NET.extend(SMA + "PSEventArgs", python=Event, bases=("System.EventArgs", "System.Object"))
_EVENT.property("ComputerName", _TEXT)(lambda e: None)
_EVENT.property("RunspaceId", "System.Guid")(lambda e: Guid(running_session().id))
_EVENT.property("EventIdentifier", _INT)(lambda e: e.number)
_EVENT.property("Sender")(lambda e: e.sender)
_EVENT.property("SourceEventArgs", "System.EventArgs")(
    lambda e: next((item for item in e.args if isinstance(item, EventArgs)), None)
)
_EVENT.property("SourceArgs", "System.Object[]")(lambda e: e.args)
_EVENT.property("SourceIdentifier", _TEXT)(lambda e: e.source)
_EVENT.property("TimeGenerated", "System.DateTime")(lambda e: e.time)
_EVENT.property("MessageData", SMA + "PSObject")(lambda e: e.data)


def event_fields(event: Event) -> dict[str, object]:
    """What of an event travels to a client, by its names there."""
    return {
        "EventIdentifier": event.number,
        "SourceIdentifier": event.source,
        "TimeGenerated": event.time,
        "Sender": event.sender,
        "SourceArgs": event.args,
        "MessageData": event.data,
        "ComputerName": None,
        "RunspaceId": Guid(running_session().id),
    }


_SUBSCRIBER = NET.extend(SMA + "PSEventSubscriber", python=Subscription)
_SUBSCRIBER.property("SubscriptionId", _INT)(lambda s: s.number)
_SUBSCRIBER.property("SourceObject")(lambda s: s.target)
_SUBSCRIBER.property("EventName", _TEXT)(lambda s: s.event or None)
_SUBSCRIBER.property("SourceIdentifier", _TEXT)(lambda s: s.source)
_SUBSCRIBER.property("Action", SMA + "PSEventJob")(lambda s: None if s.action is None else EventJob(s))
_SUBSCRIBER.property("HandlerDelegate")(lambda s: None)
_SUBSCRIBER.property("SupportEvent", _FLAG)(lambda s: s.support)
_SUBSCRIBER.property("ForwardEvent", _FLAG)(lambda s: s.forward)


@NET.type(SMA + "PSEventJob", bases=(SMA + "Job", "System.Object"))
class EventJob(NetObject):
    """The job that an action is."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription

    number = net_property("Id", _INT)(lambda self: self.subscription.number)
    name = net_property("Name", _TEXT)(lambda self: self.subscription.source)
    more = net_property("HasMoreData", _FLAG)(lambda self: bool(self.subscription.output))
    message = net_property("StatusMessage", _TEXT)(lambda self: "")
    location = net_property("Location", _TEXT)(lambda self: None)
    output = net_property("Output")(lambda self: list(self.subscription.output))

    @net_property("Command", _TEXT)
    def command(self) -> str:
        """The action's text."""
        action = self.subscription.action
        return "" if action is None else action.text

    @net_property("State", _TEXT)
    def state(self) -> str:
        """It runs once its event came, and stops with the subscription."""
        if self.subscription not in running_session().events.subscriptions:
            return "Stopped"
        return "Running" if self.subscription.output else "NotStarted"


class EventSource(NetObject):
    """Base of the objects whose events Register-ObjectEvent takes."""

    event_names: tuple[str, ...] = ()


@NET.type("System.Timers.ElapsedEventArgs", bases=("System.EventArgs", "System.Object"), assembly="System")
class Elapsed(EventArgs):
    """When a timer's time was up."""

    def __init__(self) -> None:
        self.at = running_session().host.now

    time = net_property("SignalTime", "System.DateTime")(lambda self: self.at)


@NET.type("System.Timers.Timer", bases=("System.ComponentModel.Component", "System.Object"), assembly="System")
class Timer(EventSource):
    """A timer of the session, in the machine's time."""

    event_names = ("Elapsed", "Disposed")

    def __init__(self, interval: float = 100.0) -> None:
        self._interval = interval
        self._repeats = True
        self._next: int | None = None

    @net_constructor((), (_DOUBLE,))
    @classmethod
    def new(cls, interval: float = 100.0) -> Timer:
        """A timer that stands still."""
        if interval <= 0:
            raise net_error("System.ArgumentException", f"Invalid value '{interval:g}' for parameter 'interval'.")
        return cls(interval)

    def set_interval(self, interval: float) -> None:
        """Sets the time, from now on."""
        if interval <= 0:
            message = f"'{interval:g}' is not a valid value for 'Interval'. 'Interval' must be greater than 0."
            raise net_error("System.ArgumentException", message)
        self._interval = interval
        if self._next is not None:
            self.start()

    def set_repeats(self, repeats: bool) -> None:
        """Sets whether it goes on after its time was up."""
        self._repeats = repeats

    def enable(self, enabled: bool) -> None:
        """Starts or stops."""
        if enabled:
            self.start()
        else:
            self.stop()

    interval = net_property("Interval", _DOUBLE, setter="set_interval")(lambda self: self._interval)
    repeats = net_property("AutoReset", _FLAG, setter="set_repeats")(lambda self: self._repeats)
    enabled = net_property("Enabled", _FLAG, setter="enable")(lambda self: self._next is not None)

    @net_method("Start", returns=_VOID)
    def start(self) -> None:
        """Starts."""
        session = running_session()
        self._next = session.host.now.ticks + self._ticks()
        if self not in session.events.timers:
            session.events.timers.append(self)

    @net_method("Stop", returns=_VOID)
    def stop(self) -> None:
        """Stops."""
        self._next = None
        timers = running_session().events.timers
        if self in timers:
            timers.remove(self)

    close = net_method("Close", returns=_VOID)(lambda self: self.stop())
    dispose = net_method("Dispose", returns=_VOID)(lambda self: self.stop())

    def _ticks(self) -> int:
        return max(1, round(self._interval * TICKS_PER_SECOND / 1000))

    def due(self) -> int | None:
        """When its time is up."""
        return self._next

    def fire(self) -> None:
        """Its time is up."""
        assert self._next is not None
        if self._repeats:
            self._next += self._ticks()
        else:
            self.stop()
        running_session().events.raised(self, "Elapsed", [self, Elapsed()])
