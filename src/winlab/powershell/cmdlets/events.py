"""Events: subscribing, making, waiting, forgetting.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/register-engineevent and its kin.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.cmdlets.tables import ANY, BLOCK, UTILITY, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import NotEmulated, error
from winlab.powershell.events import Event, Subscription
from winlab.powershell.net.events import EventJob, EventSource
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, type_name, unwrap

_ARGUMENT = "System.ArgumentException"
_ENGINE = ("powershell.exiting",)


class _Registering(Cmdlet):
    """What subscribing cmdlets share."""

    source_identifier: object
    action = Param(BLOCK, position=101)
    message_data = Param(ANY)
    support_event = Param(SWITCH)
    forward = Param(SWITCH)

    def subscribe(self, source: str, target: object = None, event: str = "") -> None:
        """Subscribes, and writes the action's job."""
        given: object = self.action
        action = given if isinstance(given, ScriptBlock) else None
        if action is not None and self.forward:
            text = "The action is not supported when you are forwarding events."
            raise error("ACTION_AND_FORWARD_NOT_SUPPORTED", text, "InvalidOperation", None, _ARGUMENT)
        events = self.session.events
        if any(each.source.lower() == source.lower() for each in events.subscriptions):
            text = f"Cannot subscribe to the specified event. A subscriber with the source identifier '{source}' "
            self.error(
                error("SUBSCRIBER_EXISTS", text + "already exists.", "InvalidArgument", source, _ARGUMENT).record
            )
            return
        made = Subscription(
            source,
            target=target,
            event=event,
            action=action,
            data=self.message_data,
            support=bool(self.support_event),
            forward=bool(self.forward),
        )
        events.subscribe(made)
        if action is not None and not made.support:
            self.write(EventJob(made))


@UTILITY.cmdlet("Register-EngineEvent", output="System.Management.Automation.PSEventJob")
class RegisterEngineEvent(_Registering):
    """Subscribes to events that scripts or the engine make."""

    source_identifier = Param("System.String", position=100, mandatory=True)

    def end(self) -> None:
        source = to_text(self.source_identifier)
        if source.lower().startswith("powershell.") and source.lower() not in _ENGINE:
            text = (
                f"Cannot register for the specified event. The event source identifier '{source}' is reserved for the "
                "PowerShell engine."
            )
            self.error(error("INVALID_REGISTRATION", text, "InvalidArgument", None, _ARGUMENT).record)
            return
        self.subscribe(source)


@UTILITY.cmdlet("Register-ObjectEvent", output="System.Management.Automation.PSEventJob")
class RegisterObjectEvent(_Registering):
    """Subscribes to the events of an object."""

    input_object = Param(ANY, position=0, mandatory=True)
    event_name = Param("System.String", position=1, mandatory=True)
    source_identifier = Param("System.String", position=100)

    def end(self) -> None:
        target, name = unwrap(self.input_object), to_text(self.event_name)
        known = target.event_names if isinstance(target, EventSource) else ()
        found = next((each for each in known if each.lower() == name.lower()), None)
        if found is None:
            if isinstance(target, NetObject) and not known and "Component" in str(target.type_names()):
                raise NotEmulated(f"events of {type_name(target)}")
            text = f"Cannot register for the specified event. An event with the name '{name}' does not exist."
            self.error(error("INVALID_REGISTRATION", text, "InvalidArgument", target, _ARGUMENT).record)
            return
        self.subscribe(to_text(self.source_identifier) or str(uuid.uuid4()), target, found)


@UTILITY.cmdlet("New-Event", output="System.Management.Automation.PSEventArgs")
class NewEvent(Cmdlet):
    """Makes an event."""

    source_identifier = Param("System.String", position=0, mandatory=True)
    sender = Param(ANY, position=1)
    event_arguments = Param(ANY + "[]", position=2)
    message_data = Param(ANY, position=3)

    def end(self) -> None:
        source = to_text(self.source_identifier)
        arguments = as_list(self.event_arguments)
        self.write(self.session.events.make(source, self.sender, arguments, self.message_data))


def _source(*, mandatory: bool = False) -> Param:
    return Param("System.String", position=0, by_property=True, mandatory=mandatory, sets=("BySource",))


def _number() -> Param:
    return Param("System.Int32", position=0, by_property=True, mandatory=True, aliases=("Id",), sets=("ById",))


class _OfEvents(Cmdlet):
    """What cmdlets share that choose events or subscriptions by source or number."""

    source_identifier: object

    def chosen(self, listed: Sequence[Event | Subscription], number: object, kind: str) -> list[Event | Subscription]:
        """Those meant; an error where one is named and missing."""
        source = to_text(self.source_identifier) if "SourceIdentifier" in self.bound else ""
        found = [
            each
            for each in listed
            if (not isinstance(number, int) or each.number == number)
            and (not source or wildcard(source).fullmatch(each.source))
        ]
        if found:
            return found
        if isinstance(number, int):
            missing = f"{kind} with identifier '{number}' does not exist."
            name = "INVALID_EVENT_IDENTIFIER" if kind == "Event" else "INVALID_SUBSCRIPTION_IDENTIFIER"
            self.error(error(name, missing, "InvalidArgument", None, _ARGUMENT).record)
        elif source and not has_wildcards(source):
            missing = f"{kind} with source identifier '{source}' does not exist."
            self.error(error("INVALID_SOURCE_IDENTIFIER", missing, "InvalidArgument", None, _ARGUMENT).record)
        return []


@UTILITY.cmdlet("Get-Event", default_set="BySource", output="System.Management.Automation.PSEventArgs")
class GetEvent(_OfEvents):
    """The events in the queue."""

    source_identifier = _source()
    event_identifier = _number()

    def end(self) -> None:
        self.session.events.pulse()
        self.write_all(self.chosen(self.session.events.queue, self.event_identifier, "Event"))


@UTILITY.cmdlet("Remove-Event", default_set="BySource", supports_should_process=True)
class RemoveEvent(_OfEvents):
    """Takes events off the queue."""

    source_identifier = _source(mandatory=True)
    event_identifier = _number()

    def process(self) -> None:
        queue = self.session.events.queue
        for event in self.chosen(queue, self.event_identifier, "Event"):
            if isinstance(event, Event) and self.should_process(f"Event '{event.source}'", "Remove"):
                queue.remove(event)


@UTILITY.cmdlet("Wait-Event", output="System.Management.Automation.PSEventArgs")
class WaitEvent(Cmdlet):
    """Waits for an event."""

    source_identifier = Param("System.String", position=0, by_property=True)
    timeout = Param("System.Int32", default=-1, aliases=("TimeoutSec",), validate_range=(-1, 2**31 - 1))

    def process(self) -> None:
        source = to_text(self.source_identifier) if "SourceIdentifier" in self.bound else "*"
        seconds: object = self.timeout
        limit = float(seconds) if isinstance(seconds, int) and seconds >= 0 else math.inf
        events = self.session.events
        events.wait(limit, lambda: self._found(source) is not None)
        if (found := self._found(source)) is not None:
            self.write(found)

    def _found(self, source: str) -> Event | None:
        accepts = wildcard(source)
        return next((each for each in self.session.events.queue if accepts.fullmatch(each.source)), None)


@UTILITY.cmdlet("Get-EventSubscriber", default_set="BySource", output="System.Management.Automation.PSEventSubscriber")
class GetEventSubscriber(_OfEvents):
    """The subscriptions."""

    source_identifier = _source()
    subscription_id = _number()
    force = Param(SWITCH, position=1)

    def process(self) -> None:
        listed = [each for each in self.session.events.subscriptions if self.force or not each.support]
        self.write_all(self.chosen(listed, self.subscription_id, "Event subscription"))


@UTILITY.cmdlet("Unregister-Event", default_set="BySource", supports_should_process=True)
class UnregisterEvent(_OfEvents):
    """Ends subscriptions."""

    source_identifier = _source(mandatory=True)
    subscription_id = _number()
    force = Param(SWITCH)

    def process(self) -> None:
        events = self.session.events
        listed = [each for each in events.subscriptions if self.force or not each.support]
        for gone in self.chosen(listed, self.subscription_id, "Event subscription"):
            if isinstance(gone, Subscription) and self.should_process(
                f"Event subscription '{gone.source}'", "Unsubscribe"
            ):
                events.unsubscribe(gone)
