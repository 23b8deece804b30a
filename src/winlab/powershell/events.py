"""The events of a session: who subscribed to what, and what waits in the queue.

Events come when a script makes them (New-Event) and when a timer of the session is due. They are given out in the
thread that runs the script, between its commands and while it waits.

Source: https://learn.microsoft.com/dotnet/api/system.management.automation.pseventmanager
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.values import NetObject

if TYPE_CHECKING:
    from winlab.powershell.instants import DateTime
    from winlab.powershell.session import Session

TICKS = 10_000_000


class Event(NetObject):
    """System.Management.Automation.PSEventArgs."""

    def __init__(
        self, number: int, source: str, sender: object, args: Sequence[object], data: object, time: DateTime
    ) -> None:
        self.number = number
        self.source = source
        self.sender = sender
        self.args = list(args)
        self.data = data
        self.time = time


class Subscription(NetObject):
    """System.Management.Automation.PSEventSubscriber."""

    def __init__(
        self,
        source: str,
        *,
        target: object = None,
        event: str = "",
        action: ScriptBlock | None = None,
        data: object = None,
        support: bool = False,
        forward: bool = False,
    ) -> None:
        self.number = 0
        self.source = source
        self.target = target
        self.event = event
        self.action = action
        self.data = data
        self.support = support
        self.forward = forward
        self.output: list[object] = []
        """What the action wrote."""


class Timer(Protocol):
    """Something that raises events by itself when its time comes."""

    def due(self) -> int | None:
        """The time in ticks; None while it stands still."""

    def fire(self) -> None:
        """Raises the event."""


class Events:
    """The events of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made = 0
        self._subscribed = 0
        self.queue: list[Event] = []
        self.subscriptions: list[Subscription] = []
        self.timers: list[Timer] = []
        self.forward: Callable[[Event], None] | None = None
        """Sends an event to the session's client."""
        self._giving_out = False

    def subscribe(self, made: Subscription) -> None:
        """Adds a subscription."""
        self._subscribed += 1
        made.number = self._subscribed
        self.subscriptions.append(made)

    def unsubscribe(self, gone: Subscription) -> None:
        """Ends a subscription."""
        self.subscriptions.remove(gone)

    def make(self, source: str, sender: object, args: Sequence[object], data: object) -> Event:
        """An event by hand; it goes to those who subscribed to its source, else into the queue."""
        event = self._event(source, sender, args, data)
        heard = [each for each in self.subscriptions if each.target is None and each.source.lower() == source.lower()]
        self._give(event, heard)
        return event

    def raised(self, target: object, name: str, args: Sequence[object]) -> None:
        """An object's event."""
        for each in list(self.subscriptions):
            if each.target is target and each.event.lower() == name.lower():
                self._give(self._event(each.source, target, args, each.data), [each])

    def _event(self, source: str, sender: object, args: Sequence[object], data: object) -> Event:
        self._made += 1
        return Event(self._made, source, sender, args, data, self._session.host.now)

    def _give(self, event: Event, heard: Sequence[Subscription]) -> None:
        taken = False
        for each in heard:
            if each.forward:
                if self.forward is not None:
                    self.forward(event)
                taken = True
            elif each.action is not None:
                self._act(event, each, each.action)
                taken = True
        if not taken:
            self.queue.append(event)

    def _act(self, event: Event, heard: Subscription, action: ScriptBlock) -> None:
        from winlab.powershell.blocks import invoke
        from winlab.powershell.control import ControlFlow
        from winlab.powershell.errors import PSError

        automatic = {
            "event": event,
            "eventsubscriber": heard,
            "sender": event.sender,
            "eventargs": event.args[1] if heard.target is not None and len(event.args) > 1 else None,
        }
        try:
            invoke(action, event.args, heard.output.append, self._session.frame, automatic=automatic)
        except PSError as failed:
            # An action's error is its job's, not the script's.
            self._session.log_error(failed.record)
        except ControlFlow:
            if self._session.stopped:
                raise

    # -- time -----

    def pulse(self) -> None:
        """Gives out what is due."""
        if self._giving_out:
            return
        self._giving_out = True
        try:
            while (timer := self._next()) is not None and (due := timer.due()) is not None:
                if due > self._session.host.now.ticks or self._session.stopped:
                    return
                timer.fire()
        finally:
            self._giving_out = False

    def _next(self) -> Timer | None:
        running = [timer for timer in self.timers if timer.due() is not None]
        return min(running, key=lambda timer: timer.due() or 0, default=None)

    def wait(self, seconds: float, done: Callable[[], bool] = lambda: False) -> None:
        """Waits in the machine's time, giving out events meanwhile, until ``done``; for ever if that is so long."""
        host = self._session.host
        end = math.inf if math.isinf(seconds) else host.now.ticks + round(seconds * TICKS)
        while True:
            self.pulse()
            now = host.now.ticks
            if self._session.stopped or done() or now >= end:
                return
            timer = self._next()
            until = min(end, math.inf if timer is None else timer.due() or now)
            host.sleep(math.inf if math.isinf(until) else max(0.0, until - now) / TICKS)
            if timer is None and host.now.ticks < until:
                return  # somebody ended the wait
