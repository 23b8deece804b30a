"""Environments of processes and profiles of users."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING

from winlab.windows import base_content
from winlab.windows.files import Access
from winlab.windows.token import as_system

if TYPE_CHECKING:
    from winlab.windows.accounts import Logon
    from winlab.windows.machine import Machine

_DEFAULT_PROFILE = "C:\\Documents and Settings\\Default User"
_MANAGER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager"


def system_environment(machine: Machine) -> dict[str, str]:
    """The environment every process of this machine has, expanded."""
    env = {"SystemRoot": base_content.ROOT, "SystemDrive": "C:"}
    for value in machine.registry.values(f"{_MANAGER}\\Environment"):
        env[value.name] = str(value.data)
    from winlab.windows.programs import expand

    fixed = {name: expand(text, env) for name, text in env.items()}
    fixed.update(
        COMPUTERNAME=machine.name,
        ALLUSERSPROFILE="C:\\Documents and Settings\\All Users",
        ProgramFiles="C:\\Program Files",
        CommonProgramFiles="C:\\Program Files\\Common Files",
        NUMBER_OF_PROCESSORS=str(max(1, machine.spec.processors)),
    )
    if machine.os.bits == 64:
        fixed["ProgramFiles(x86)"] = "C:\\Program Files (x86)"
        fixed["CommonProgramFiles(x86)"] = "C:\\Program Files (x86)\\Common Files"
    return fixed


def environment(machine: Machine, logon: Logon, *, load_profile: bool = True) -> MutableMapping[str, str]:
    """The environment of a process of somebody; his profile is made when it is loaded for the first time.

    Without it the variables are those of the default user (CreateEnvironmentBlock).
    """
    env = system_environment(machine)
    if load_profile:
        _load_hive(machine, logon)
        _make_profile(machine, logon)
    profile = profile_of(machine, logon) if load_profile or logon.domain == "NT AUTHORITY" else _DEFAULT_PROFILE
    env.update(
        USERNAME=logon.user if logon.user.upper() != "SYSTEM" else f"{machine.name}$",
        USERDOMAIN=logon.domain if logon.domain != "NT AUTHORITY" else machine.netbios_domain or machine.name,
        USERPROFILE=profile,
        APPDATA=f"{profile}\\Application Data",
        HOMEDRIVE="C:",
        HOMEPATH=profile[2:],
    )
    if profile != _DEFAULT_PROFILE and logon.domain != "NT AUTHORITY":
        env["TEMP"] = env["TMP"] = f"{profile}\\LOCALS~1\\Temp"
    return env


_HIVE: dict[str, dict[str, str]] = {
    "Control Panel\\International": {"Locale": "00000409", "sShortDate": "M/d/yyyy", "sTimeFormat": "h:mm:ss tt"},
    "Environment": {
        "TEMP": "%USERPROFILE%\\Local Settings\\Temp",
        "TMP": "%USERPROFILE%\\Local Settings\\Temp",
    },
    "Software\\Microsoft\\Windows\\CurrentVersion\\Run": {},
}


def _load_hive(machine: Machine, logon: Logon) -> None:
    """HKEY_CURRENT_USER of somebody: a copy of the default user's at first."""
    root = f"HKU\\{logon.sid}"
    if machine.registry.exists(f"{root}\\Software"):
        return
    for key, values in _HIVE.items():
        machine.registry.create(f"{root}\\{key}")
        for name, text in values.items():
            machine.registry.set(f"{root}\\{key}", name, text)


def profile_of(machine: Machine, logon: Logon) -> str:
    """The profile folder of somebody; that of the default user as long as none was made."""
    if logon.domain == "NT AUTHORITY":
        return "C:\\WINDOWS\\system32\\config\\systemprofile"
    path = _profile_path(machine, logon)
    return path if machine.files.is_folder(path) else _DEFAULT_PROFILE


def _profile_path(machine: Machine, logon: Logon) -> str:
    name = logon.user
    if name.lower() == "administrator" and logon.domain.upper() != machine.name:
        name = f"{name}.{logon.domain}"
    return f"C:\\Documents and Settings\\{name}"


def _make_profile(machine: Machine, logon: Logon) -> None:
    path = _profile_path(machine, logon)
    if logon.domain == "NT AUTHORITY" or machine.files.is_folder(f"{path}\\Local Settings\\Temp"):
        return
    with as_system():
        for folder in ("Application Data", "Local Settings\\Temp", "My Documents"):
            machine.files.make_folder(f"{path}\\{folder}")
        owners = ("BUILTIN\\Administrators", "NT AUTHORITY\\SYSTEM", logon.account)
        machine.files.set_acl(path, tuple(Access(account) for account in owners))
