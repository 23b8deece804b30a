"""Events: made by scripts and timers, given to actions or kept in the queue."""

from __future__ import annotations

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.text import to_text

_TIMER = "$t = New-Object Timers.Timer 500; "

GIVES = {
    "an event without a subscriber waits in the queue": (
        "$null = New-Event a -Sender s -EventArguments 1, 2 -MessageData m; "
        "$e = Get-Event; $e.SourceIdentifier, $e.EventIdentifier, $e.Sender, $e.SourceArgs.Count, $e.MessageData",
        ["a", "1", "s", "2", "m"],
    ),
    "an event that is removed is gone": ("$null = New-Event a; Remove-Event a; @(Get-Event).Count", ["0"]),
    "an action takes the event": (
        'Register-EngineEvent e -Action { "$($event.MessageData) $($args[0]) $sender" } | ForEach-Object { $_.State }; '
        "$null = New-Event e s 7 -MessageData m; @(Get-Event).Count; (Get-EventSubscriber).Action.Output",
        ["NotStarted", "0", "m 7 s"],
    ),
    "an action that fails fails for itself": (
        "$null = Register-EngineEvent e -Action { throw 'x' }; $null = New-Event e; $Error.Count",
        ["1"],
    ),
    "a timer ticks while the script sleeps": (
        _TIMER + "$null = Register-ObjectEvent $t Elapsed T -Action { 'tick' }; $t.Start(); Start-Sleep 2; $t.Stop(); "
        "(Get-EventSubscriber T).Action.Output.Count",
        ["4"],
    ),
    "a timer that does not repeat ticks once": (
        _TIMER + "$t.AutoReset = $false; Register-ObjectEvent $t Elapsed T; $t.Enabled = $true; "
        "$e = Wait-Event T -Timeout 9; $e.SourceEventArgs.GetType().Name; $t.Enabled; @(Wait-Event Q -Timeout 1).Count",
        ["ElapsedEventArgs", "False", "0"],
    ),
    "who unregistered hears no more": (
        "$null = Register-EngineEvent e -Action { }; Unregister-Event e; $null = New-Event e; @(Get-Event).Count",
        ["1"],
    ),
    "subscriptions of modules are hidden": (
        "Register-EngineEvent e -SupportEvent; @(Get-EventSubscriber).Count; @(Get-EventSubscriber -Force).Count",
        ["0", "1"],
    ),
}


@pytest.mark.parametrize("name", GIVES)
def test_events(name: str) -> None:
    script, output = GIVES[name]
    result = new_runspace().invoke(script)
    assert ([to_text(value) for value in result.output], result.errors) == (output, [])


REFUSED = {
    "Get-Event a": "INVALID_SOURCE_IDENTIFIER,Microsoft.PowerShell.Commands.GetEventCommand",
    "Remove-Event -EventIdentifier 9": "INVALID_EVENT_IDENTIFIER,Microsoft.PowerShell.Commands.RemoveEventCommand",
    "Unregister-Event a": "INVALID_SOURCE_IDENTIFIER,Microsoft.PowerShell.Commands.UnregisterEventCommand",
    "Unregister-Event -SubscriptionId 9": (
        "INVALID_SUBSCRIPTION_IDENTIFIER,Microsoft.PowerShell.Commands.UnregisterEventCommand"
    ),
    "Register-ObjectEvent 5 Changed": "INVALID_REGISTRATION,Microsoft.PowerShell.Commands.RegisterObjectEventCommand",
    "Register-EngineEvent a; Register-EngineEvent a": (
        "SUBSCRIBER_EXISTS,Microsoft.PowerShell.Commands.RegisterEngineEventCommand"
    ),
    "Register-EngineEvent a -Forward -Action { }": (
        "ACTION_AND_FORWARD_NOT_SUPPORTED,Microsoft.PowerShell.Commands.RegisterEngineEventCommand"
    ),
}


@pytest.mark.parametrize("script", REFUSED)
def test_what_can_not_be_subscribed_to_or_is_not_there(script: str) -> None:
    assert [record.full_id for record in new_runspace().invoke(script).errors] == [REFUSED[script]]
