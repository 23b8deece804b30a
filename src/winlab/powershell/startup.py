"""What a new session holds: automatic variables, preferences, core providers and drives."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from winlab.powershell.limits import use_budget
from winlab.powershell.providers import Provider
from winlab.powershell.scopes import Variable
from winlab.powershell.values import Hashtable

if TYPE_CHECKING:
    from winlab.powershell.session import Session

_running = threading.local()


def running_session() -> Session:
    """The session whose pipeline runs in this thread."""
    session: Session = _running.session
    return session


def now_running(session: Session) -> None:
    """Marks the session as the one this thread runs."""
    _running.session = session
    use_budget(session.memory_limit)


PREFERENCES = {
    "ErrorActionPreference": "Continue",
    "WarningPreference": "Continue",
    "VerbosePreference": "SilentlyContinue",
    "DebugPreference": "SilentlyContinue",
    "ProgressPreference": "Continue",
    "ConfirmPreference": "High",
    "WhatIfPreference": False,
    "MaximumErrorCount": 256,
    "MaximumVariableCount": 4096,
    "MaximumFunctionCount": 4096,
    "MaximumAliasCount": 4096,
    "MaximumDriveCount": 4096,
    "MaximumHistoryCount": 64,
    "FormatEnumerationLimit": 4,
    "OutputEncoding": None,
    "NestedPromptLevel": 0,
    "ErrorView": "NormalView",
    "ReportErrorShowExceptionClass": 0,
    "ReportErrorShowInnerException": 0,
    "ReportErrorShowSource": 1,
    "ReportErrorShowStackTrace": 0,
    "PSEmailServer": "",
    "PSSessionApplicationName": "wsman",
    "PSSessionConfigurationName": "http://schemas.microsoft.com/powershell/Microsoft.PowerShell",
}
"""Names and first values of preference variables (about_Preference_Variables, 2.0)."""

_STREAMS = ("ErrorAction", "Warning", "Verbose", "Debug", "Progress")
_TYPED = {f"{stream}Preference": "ActionPreference" for stream in _STREAMS} | {"ConfirmPreference": "ConfirmImpact"}

CONSTANTS: dict[str, object] = {
    "ShellId": "Microsoft.PowerShell",
    "PSCulture": "en-US",
    "PSUICulture": "en-US",
    "PSHOME": r"C:\WINDOWS\system32\WindowsPowerShell\v1.0",
    "true": True,
    "false": False,
    "null": None,
}
EMPTY = ("^", "$", "StackTrace", "ConsoleFileName")
"""Automatic variables that hold nothing in a session of a client (about_Automatic_Variables, 2.0)."""


def prepare(session: Session, providers: Iterable[Provider]) -> None:
    """Fills a new session."""
    from winlab.powershell.core_providers import CORE_PROVIDERS
    from winlab.powershell.net import load

    load()
    from winlab.powershell.cmdlets import core_tables
    from winlab.powershell.invoking import type_by_name
    from winlab.powershell.net.encodings import Encoding, page_of
    from winlab.powershell.net.hosting import EngineHost, ExecutionContext, version_table
    from winlab.powershell.parameters import Parameter
    from winlab.powershell.paths import locate, set_location

    for table in core_tables():
        session.add_table(table)
    scope = session.scope
    for name, value in PREFERENCES.items():
        scope.put(name, value)
    for name, kind in _TYPED.items():
        variable = scope.variables[name.lower()]
        variable.convert = Parameter(name, type_by_name(f"System.Management.Automation.{kind}")).constraint
        variable.assign(variable.value)
    constants: dict[str, object] = {
        **CONSTANTS,
        "Host": EngineHost(session),
        "PID": 2468,
        "HOME": _home(session),
        "PSVersionTable": version_table(),
    }
    scope.put("OutputEncoding", Encoding(page_of(20127)))
    constants["ExecutionContext"] = ExecutionContext(session)
    constants["Error"] = session.errors
    for name, value in constants.items():
        variable = Variable(name, value)
        variable.options = frozenset({"constant", "allscope"})
        scope.variables[name.lower()] = variable
    for name in EMPTY:
        scope.put(name, None)
    scope.put("args", [])
    scope.put("input", None)
    scope.put("PSBoundParameters", Hashtable())
    session.id = uuid.uuid4()
    for provider in [*CORE_PROVIDERS, *providers]:
        add_provider(session, provider)
    for name in ("C", "Variable"):
        if not session.drive and name.lower() in session.drives:
            set_location(session, locate(session, f"{name}:"))


def _home(session: Session) -> str:
    """The home directory of the account."""
    place = {name.lower(): value for name, value in session.host.environment().items()}
    return place.get("homedrive", "") + place.get("homepath", "") or place.get("userprofile", "")


def add_provider(session: Session, provider: Provider) -> None:
    """Makes a provider and its drives known."""
    session.providers[provider.name.lower()] = provider
    for drive in provider.drives(session):
        session.drives[drive.name.lower()] = drive
