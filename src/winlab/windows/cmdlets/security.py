"""Get-Acl, Set-Acl, Get- and Set-ExecutionPolicy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, NetTable, Param
from winlab.powershell.errors import NetException, PSError, error_record
from winlab.powershell.nettypes import EnumValue, NetType
from winlab.powershell.paths import ItemPath, resolve
from winlab.powershell.patterns import wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import PSObject
from winlab.windows.execution_policy import SCOPES, SHELL_KEY
from winlab.windows.extension import register_extension
from winlab.windows.session import host_of

TABLE = CmdletTable("Microsoft.PowerShell.Security")
NET = NetTable()
register_extension(cmdlets=TABLE, net=NET)
SCOPE_NAMES = NET.enum(
    "Microsoft.PowerShell.ExecutionPolicyScope", "Process CurrentUser LocalMachine UserPolicy MachinePolicy"
)
POLICY_NAMES = NET.enum(
    "Microsoft.PowerShell.ExecutionPolicy",
    {
        "Unrestricted": 0,
        "RemoteSigned": 1,
        "AllSigned": 2,
        "Restricted": 3,
        "Default": 3,
        "Bypass": 4,
        "Undefined": 5,
    },
)


class _AclCmdlet(Cmdlet):
    """What the two have in common: paths with wildcards, narrowed by names."""

    path: object
    include = Param("System.String[]")
    exclude = Param("System.String[]")
    filter = Param("System.String")

    def places(self) -> Iterator[ItemPath]:
        """Where the paths lead."""
        include, exclude = cast("list[str] | None", self.include), cast("list[str] | None", self.exclude)
        for text in cast("list[str] | None", self.path) or ["."]:
            for place in resolve(self.session, text):
                name = place.path.rpartition("\\")[2]
                taken = not include or any(wildcard(each).fullmatch(name) for each in include)
                if taken and not any(wildcard(each).fullmatch(name) for each in exclude or []):
                    yield place


@TABLE.cmdlet("Get-Acl", output="System.Security.AccessControl.FileSecurity")
class GetAcl(_AclCmdlet):
    """Reads access lists."""

    path = Param("System.String[]", position=0, pipeline=True, by_property=True, aliases=("PSPath", "FullName"))
    audit = Param(SWITCH)

    def process(self) -> None:
        try:
            for place in self.places():
                self.write(place.provider.get_acl(self.session, place.path))
        except PSError as failed:
            self.error(failed.record)


@TABLE.cmdlet("Set-Acl", supports_should_process=True)
class SetAcl(_AclCmdlet):
    """Writes access lists."""

    path = Param("System.String[]", position=0, mandatory=True, by_property=True, aliases=("PSPath",))
    acl_object = Param("System.Object", position=1, mandatory=True, pipeline=True)
    pass_thru = Param(SWITCH, ps="Passthru")

    def process(self) -> None:
        try:
            for place in self.places():
                if self.should_process(place.path):
                    place.provider.set_acl(self.session, place.path, self.acl_object)
        except PSError as failed:
            self.error(failed.record)
            return
        if self.pass_thru:
            self.write(self.acl_object)


@TABLE.cmdlet("Get-ExecutionPolicy", output="Microsoft.PowerShell.ExecutionPolicy")
class GetExecutionPolicy(Cmdlet):
    """The policy that counts, that of a scope, or all of them."""

    scope = Param("Microsoft.PowerShell.ExecutionPolicyScope", position=0, by_property=True)
    list = Param(SWITCH)

    def process(self) -> None:
        policies = host_of(self.session).policies
        if self.list and self.scope is not None:
            text = "You cannot specify both List and Scope parameters in the same command."
            failed = NetException("System.InvalidOperationException", text)
            self.throw(error_record(failed, "ListAndScopeSpecified", "InvalidOperation"))
        if self.list:
            for name in SCOPES:
                row = {"Scope": _named(SCOPE_NAMES, name), "ExecutionPolicy": _named(POLICY_NAMES, policies.at(name))}
                self.write(PSObject.of(row))
        elif self.scope is not None:
            self.write(_named(POLICY_NAMES, policies.at(to_text(self.scope))))
        else:
            self.write(_named(POLICY_NAMES, policies.effective()))


def _named(kind: NetType, name: str) -> EnumValue:
    return EnumValue(kind, (kind.values or {})[name])


@TABLE.cmdlet("Set-ExecutionPolicy", supports_should_process=True)
class SetExecutionPolicy(Cmdlet):
    """Sets the policy of a scope."""

    execution_policy = Param("Microsoft.PowerShell.ExecutionPolicy", position=0, mandatory=True, by_property=True)
    scope = Param("Microsoft.PowerShell.ExecutionPolicyScope", position=1, default="LocalMachine", by_property=True)
    force = Param(SWITCH)

    def process(self) -> None:
        host = host_of(self.session)
        scope, policy = to_text(self.scope), to_text(self.execution_policy)
        policy = "Restricted" if policy == "Default" else policy
        if scope in ("MachinePolicy", "UserPolicy"):
            text = (
                "Cannot set execution policy. Execution policies at the MachinePolicy or UserPolicy scopes must be set "
                "through Group Policy."
            )
            failed = NetException("System.InvalidOperationException", text)
            self.throw(error_record(failed, "CantSetGroupPolicy", "InvalidOperation"))
        if scope == "LocalMachine" and not host.logon.is_administrator:
            text = f"Access to the registry key 'HKEY_LOCAL_MACHINE\\{SHELL_KEY}' is denied."
            failed = NetException("System.UnauthorizedAccessException", text)
            self.throw(error_record(failed, "System.UnauthorizedAccessException", "PermissionDenied"))
        if not self.should_process(policy):
            return
        host.policies.put(scope, policy)
        effective = host.policies.effective()
        if effective != policy and policy != "Undefined":
            text = (
                "Windows PowerShell updated your execution policy successfully, but the setting is overridden by a "
                "policy defined at a more specific scope. Due to the override, your shell will retain its current "
                f'effective execution policy of "{effective}". Type "Get-ExecutionPolicy -List" to view your execution '
                'policy settings. For more information, please see "Get-Help Set-ExecutionPolicy."'
            )
            failed = NetException("System.Security.SecurityException", text)
            self.throw(error_record(failed, "ExecutionPolicyOverride", "PermissionDenied"))
