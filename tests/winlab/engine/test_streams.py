"""Warnings, verbose and debug texts, errors and questions, as preferences and common parameters want them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.winlab.engine.place import new_runspace
from winlab.powershell.errors import ErrorRecord, NetException
from winlab.powershell.running import ProgressRecord
from winlab.powershell.runspace import CommandSpec
from winlab.powershell.text import to_text

_ADVANCED = "function f { [CmdletBinding(SupportsShouldProcess=$true)] param() "
_GOES = _ADVANCED + "if ($PSCmdlet.ShouldProcess('t', 'a')) { 'done' } }; "
_HIGH = _GOES.replace("=$true", "=$true, ConfirmImpact='High'")
_CONTINUES = _ADVANCED + "$PSCmdlet.ShouldContinue('query', 'caption') }; f"
_ALL = _ADVANCED + "$y = $n = $false; 1..3 | % { $PSCmdlet.ShouldContinue('q', 'c', [ref]$y, [ref]$n) } }; f"
_SAID = 'Performing operation "a" on Target "t".'


class _Host:
    """A user who answers every question by the same choice; what is written is kept."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.asked: list[tuple[object, ...]] = []
        self.written: list[str] = []

    def output(self, value: object) -> None:
        self.written.append(to_text(value))

    def error(self, record: ErrorRecord) -> None:
        self.written.append(f"error {record.full_id}")

    def warning(self, text: str) -> None:
        self.written.append(f"warning {text}")

    def verbose(self, text: str) -> None:
        self.written.append(f"verbose {text}")

    def debug(self, text: str) -> None:
        self.written.append(f"debug {text}")

    def progress(self, record: ProgressRecord) -> None:
        self.written.append(f"progress {record.activity}")

    def host_call(self, method: str, args: Sequence[object]) -> object:
        if method == "WriteLine":
            self.written.append(f"line {args[-1]}")
            return None
        self.asked.append((method, *args[:2]))
        return self.answer


ANSWERED = {
    "a -WhatIf is told": (_GOES + "f -WhatIf", 0, [f"line What if: {_SAID}"], 0),
    "a -Confirm is asked": (_GOES + "f -Confirm", 0, ["done"], 1),
    "a -Confirm may be refused": (_GOES + "f -Confirm", 2, [], 1),
    "an impact that is high is asked": (_HIGH + "f", 2, [], 1),
    "an impact that is high goes on by -Confirm:$false": (_HIGH + "f -Confirm:$false", 2, ["done"], 0),
    "a preference asks for less": ("$ConfirmPreference = 'Medium'; " + _GOES + "f", 2, [], 1),
    "a preference asks for nothing": ("$ConfirmPreference = 'None'; " + _HIGH + "f", 2, ["done"], 0),
    "-Verbose tells what is done": (_GOES + "f -Verbose", 0, [f"verbose {_SAID}", "done"], 0),
    "ShouldContinue asks": (_CONTINUES, 0, ["True"], 1),
    "ShouldContinue may be refused": (_CONTINUES, 1, ["False"], 1),
    "yes to all is asked once": (_ALL, 1, ["True", "True", "True"], 1),
    "no to all is asked once": (_ALL, 3, ["False", "False", "False"], 1),
    "a warning is asked about": ("Write-Warning w -WarningAction Inquire; 'on'", 0, ["warning w", "on"], 1),
    "a debug text is asked about": ("$DebugPreference = 'Inquire'; Write-Debug d; 'on'", 0, ["debug d", "on"], 1),
    "a halt stops": ("$VerbosePreference = 'Inquire'; Write-Verbose v; 'on'", 2, ["verbose v"], 1),
    "progress may stop": ("$ProgressPreference = 'Stop'; Write-Progress p s; 'on'", 0, ["progress p"], 0),
    "an error is asked about": (
        "Write-Error e -ErrorAction Inquire; 'on'", 0,
        ["error Microsoft.PowerShell.Commands.WriteErrorException", "on"], 1,
    ),
    "an exception is asked about": ("$ErrorActionPreference = 'Inquire'; 1/0; 'on'", 1, ["on"], 1),
    "an exception may be thrown": ("$ErrorActionPreference = 'Inquire'; 1/0; 'on'", 2, [], 1),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERED)
def test_the_user_is_asked(name: str) -> None:
    script, answer, written, questions = ANSWERED[name]
    host = _Host(answer)
    new_runspace().pipeline([CommandSpec(script)], None, host).run()
    assert (host.written, len(host.asked)) == (written, questions)


KEPT = {
    "warnings of a function": (
        "function f { [CmdletBinding()] param() Write-Warning a; Write-Warning b }; f -WarningVariable w; $w",
        ["a", "b"],
    ),
    "hidden warnings": ("Write-Warning a -WarningAction SilentlyContinue -WarningVariable w; $w", ["a"]),
    "more warnings": ("Write-Warning a -WarningVariable w; Write-Warning b -WarningVariable +w; $w", ["a", "b"]),
    "errors of a function, and what ended it": (
        "function f { [CmdletBinding()] param() Write-Error a; throw 'b' }; "
        'try { f -ErrorVariable e -ErrorAction SilentlyContinue } catch { }; $e | ForEach-Object { "$_" }',
        ["a", "b"],
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_a_variable_keeps(name: str) -> None:
    script, kept = KEPT[name]
    assert [to_text(value) for value in new_runspace().invoke(script).output] == kept


STOPS = {
    "$WarningPreference = 'Stop'; Write-Warning w": "WriteWarningCommand",
    "Write-Warning w -WarningAction Stop": "WriteWarningCommand",
    "$DebugPreference = 'Stop'; Write-Debug d": "WriteDebugCommand",
}


@pytest.mark.parametrize("script", STOPS)
def test_a_message_may_stop_the_script(script: str) -> None:
    thrown = new_runspace().invoke(script + "; 'never'").thrown
    assert thrown is not None
    assert thrown.full_id == f"ActionPreferenceStop,Microsoft.PowerShell.Commands.{STOPS[script]}"
    assert thrown.text.startswith("Command execution stopped because the shell variable ")


def test_a_preference_that_is_none_is_refused() -> None:
    result = new_runspace().invoke("$ErrorActionPreference = 'Loud'")
    assert [record.full_id for record in result.errors] == ["RuntimeException"]
    assert result.errors[0].category.category == "MetadataError"


def test_an_error_that_a_function_writes_stands_where_it_was_called() -> None:
    script = (
        "function f { Write-Error 'w' }\nfunction g { [CmdletBinding()] param() $PSCmdlet.WriteError($record) }\nf; g"
    )
    record = ErrorRecord(NetException(message="r"), "Id")
    places = [each.invocation for each in new_runspace().invoke(script, record=record).errors]
    assert [place and (place.line_number, place.offset_in_line) for place in places] == [(3, 2), (3, 5)]


def test_an_error_of_a_script_of_its_own_stands_nowhere() -> None:
    place = new_runspace().invoke("Write-Error 'w'").errors[0].invocation
    assert place is not None
    assert (place.line_number, place.position_message, to_text(place.command)) == (0, "", "Write-Error 'w'")


def test_debug_of_a_call_asks() -> None:
    result = new_runspace().invoke(
        "function f { [CmdletBinding()] param() $DebugPreference }; f -Debug; f -Debug:$false"
    )
    assert [to_text(value) for value in result.output] == ["Inquire", "SilentlyContinue"]


def test_the_category_view_tells_the_category_alone() -> None:
    result = new_runspace().invoke(
        "$ErrorView = 'CategoryView'; Get-Variable zz -ErrorAction 0; $Error[0] | Out-String"
    )
    assert to_text(result.output[0]).strip() == "ObjectNotFound: (zz:String) [Get-Variable], ItemNotFoundException"
