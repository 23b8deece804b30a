"""PowerShell's execution policy: where it is set, which one counts, and what it lets run.

https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_execution_policies
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass

from winlab.windows.registry import Registry

SCOPES = ("MachinePolicy", "UserPolicy", "Process", "CurrentUser", "LocalMachine")
POLICIES = ("Unrestricted", "RemoteSigned", "AllSigned", "Restricted", "Bypass", "Undefined")
SHELL_KEY = "SOFTWARE\\Microsoft\\PowerShell\\1\\ShellIds\\Microsoft.PowerShell"
_GROUP_KEY = "SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell"
_PREFERENCE = "PSExecutionPolicyPreference"
_PLACES = {
    "MachinePolicy": ("HKLM", _GROUP_KEY),
    "UserPolicy": ("HKCU", _GROUP_KEY),
    "CurrentUser": ("HKCU", SHELL_KEY),
    "LocalMachine": ("HKLM", SHELL_KEY),
}
_HELP = 'Please see "get-help about_signing" for more details.'


@dataclass(frozen=True)
class ExecutionPolicies:
    """The policies that hold for a process of somebody."""

    registry: Registry
    user: str
    env: MutableMapping[str, str]

    def at(self, scope: str) -> str:
        """What is set at a scope; Undefined where nothing is."""
        if scope == "Process":
            return _spelled(self.env.get(_PREFERENCE, ""))
        hive, key = _PLACES[scope]
        found = self.registry.get(f"{hive}\\{key}", "ExecutionPolicy", user=self.user)
        return _spelled(str(found or ""))

    def effective(self) -> str:
        """The one that counts: the first that is set; Restricted if none is."""
        return next((policy for policy in map(self.at, SCOPES) if policy != "Undefined"), "Restricted")

    def put(self, scope: str, policy: str) -> None:
        """Sets the policy of a scope; Undefined takes it back."""
        undefined = policy == "Undefined"
        if scope == "Process":
            self.env.pop(_PREFERENCE, None)
            if not undefined:
                self.env[_PREFERENCE] = policy
            return
        hive, key = _PLACES[scope]
        if undefined:
            self.registry.delete_value(f"{hive}\\{key}", "ExecutionPolicy", user=self.user)
        else:
            self.registry.set(f"{hive}\\{key}", "ExecutionPolicy", policy, user=self.user)

    def refusal(self, path: str) -> str:
        """Why a script may not run; empty if it may. No script of an emulated machine is signed."""
        policy = self.effective()
        if policy == "Restricted":
            return f"File {path} cannot be loaded because the execution of scripts is disabled on this system. {_HELP}"
        if policy == "AllSigned":
            return (
                f"File {path} cannot be loaded. The file {path} is not digitally signed. The script will not execute "
                f"on the system. {_HELP}."
            )
        return ""


def _spelled(text: str) -> str:
    return next((policy for policy in POLICIES if policy.lower() == text.lower()), "Undefined")
