"""System.Environment.

Source: https://learn.microsoft.com/dotnet/api/system.environment .
"""

from __future__ import annotations

import re

from winlab.powershell.control import ExitScript
from winlab.powershell.declare import NET
from winlab.powershell.session import SessionHost
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import Int64, TypedArray

S, INT, B, LONG, VOID = "System.String", "System.Int32", "System.Boolean", "System.Int64", "System.Void"
TARGET = "System.EnvironmentVariableTarget"
ENVIRONMENT = NET.extend("System.Environment")
_WORKING_SET = 61_440_000


def host() -> SessionHost:
    """The machine of the running session."""
    return running_session().host


def variable(name: str, *_rest: object) -> str | None:
    """A variable of the process; None if there is none."""
    return next((to_text(v) for k, v in host().environment().items() if k.lower() == name.lower()), None)


def _named(name: str) -> None:
    ENVIRONMENT.static_property(name, S)


ENVIRONMENT.constants(S, NewLine="\r\n", StackTrace="   at System.Environment.get_StackTrace()")
ENVIRONMENT.constants(B, HasShutdownStarted=False, UserInteractive=False)
ENVIRONMENT.constants(INT, ExitCode=0)
ENVIRONMENT.constants(LONG, WorkingSet=Int64(_WORKING_SET))
for _name, _variable in {"MachineName": "COMPUTERNAME", "UserName": "USERNAME", "UserDomainName": "USERDOMAIN"}.items():
    ENVIRONMENT.static_property(_name, S)(lambda name=_variable: variable(name))
ENVIRONMENT.static_property("SystemDirectory", S)(lambda: rf"{variable('SystemRoot')}\system32")
ENVIRONMENT.static_property("ProcessorCount", INT)(lambda: int(variable("NUMBER_OF_PROCESSORS") or 1))
ENVIRONMENT.static_property("TickCount", INT)(lambda: host().now.ticks // 10_000 % 2**31)
ENVIRONMENT.static("GetEnvironmentVariable", (S,), (S, TARGET), returns=S)(variable)
ENVIRONMENT.static("ExpandEnvironmentVariables", (S,), returns=S)(
    lambda text: re.sub(r"%([^%]+)%", lambda m: m[0] if (found := variable(m[1])) is None else found, text)
)
ENVIRONMENT.static("GetCommandLineArgs", returns="System.String[]")(
    lambda: TypedArray([rf"{variable('SystemRoot')}\system32\wsmprovhost.exe", "-Embedding"], S)
)
ENVIRONMENT.absent("FailFast")


@ENVIRONMENT.static("SetEnvironmentVariable", (S, S), (S, S, TARGET), returns=VOID)
def set_variable(name: str, value: object, *_rest: object) -> None:
    """Sets a variable of the process."""
    if value:
        host().environment()[name] = to_text(value)
    else:
        host().environment().pop(name, None)


@ENVIRONMENT.static("Exit", (INT,), returns=VOID)
def leave(code: int) -> None:
    """Ends the process, and with it the script."""
    raise ExitScript(code)
