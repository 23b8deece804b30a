"""``#requires``: what a script file needs, checked before it runs.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_requires (2.0)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from winlab.powershell.errors import PSError, error
from winlab.powershell.session import Session

RUNNING = (2, 0)
_STATEMENT = re.compile(r"^[ \t]*#requires[ \t]+(?P<rest>[^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_OPTION = re.compile(r"-(?P<name>\w+)[ \t]+(?P<value>[^\s-][^\s]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(\.\d+)*\Z")
_SHELL = "Microsoft.PowerShell"


def require(session: Session, text: str, name: str) -> None:
    """Refuses a script whose needs are not met.

    Raises:
        PSError: ScriptRequiresUnmatchedPSVersion, ScriptRequiresMissingPSSnapIns, ScriptRequiresUnmatchedShellId.
    """
    for line, options in _statements(text):
        snapin = options.get("pssnapin")
        if snapin is not None:
            _require_snapin(session, snapin, name)
        elif "version" in options:
            _require_version(options["version"], name, line)
        if options.get("shellid", _SHELL).lower() != _SHELL.lower():
            raise _refused(
                "ScriptRequiresUnmatchedShellId",
                f"The script '{name}' cannot be run because it contained a \"#requires\" statement at line {line} for "
                f"a shell ID of {options['shellid']} which is incompatible with the current shell.",
                name,
            )


def _statements(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for found in _STATEMENT.finditer(text):
        options = {each["name"].lower(): each["value"] for each in _OPTION.finditer(found["rest"])}
        yield text.count("\n", 0, found.start()) + 1, options


def _require_version(wanted: str, name: str, line: int) -> None:
    if not _NUMBER.match(wanted):
        return
    numbers = tuple(int(part) for part in wanted.split("."))
    if numbers > RUNNING:
        raise _refused(
            "ScriptRequiresUnmatchedPSVersion",
            f"The script '{name}' cannot be run because it contained a \"#requires\" statement at line {line} for "
            f"Windows PowerShell version {wanted}. The version required by the script does not match the currently "
            "running version of Windows PowerShell version 2.0.",
            name,
        )


def _require_snapin(session: Session, wanted: str, name: str) -> None:
    if any(not table.is_module and table.name.lower() == wanted.lower() for table in session.tables):
        return
    raise _refused(
        "ScriptRequiresMissingPSSnapIns",
        f"The script '{name}' cannot be run because the following Windows PowerShell snap-ins that are specified by "
        f'its "#requires" statements are missing: {wanted}.',
        name,
    )


def _refused(error_id: str, message: str, name: str) -> PSError:
    return error(error_id, message, "ResourceUnavailable", name, "System.Management.Automation.ScriptRequiresException")
