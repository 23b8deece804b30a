"""Attributes of the objects of ``WinNT://``: users, groups, services and the computer.

Source: https://learn.microsoft.com/windows/win32/adsi/winnt-schemas-mandatory-and-optional-properties and
https://learn.microsoft.com/windows/win32/api/iads/ne-iads-ads_user_flag_enum .
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from winlab.directory.surfaces.net_values import byte_array, sid_bytes
from winlab.powershell.conversion import to_bool
from winlab.windows.local_accounts import LocalGroup, LocalUser
from winlab.windows.machine import Machine
from winlab.windows.service_entries import Service

DISABLED = 0x2
_SCRIPT = 0x1
_LOCKED = 0x10
_NO_PASSWORD = 0x20
_NO_CHANGE = 0x40
_NORMAL = 0x200
_NO_EXPIRY = 0x10000
_INSTALLED = datetime(2007, 3, 17, 12, 0)
_CURRENT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_PROCESSOR = r"HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor\0"
# https://learn.microsoft.com/windows/win32/api/iads/nn-iads-iadsservice , and Status of IADsServiceOperations
_START_TYPES = {"Boot": 0, "System": 1, "Auto": 2, "Manual": 3, "Disabled": 4}
_STATUS = {"Stopped": 1, "Start Pending": 2, "Stop Pending": 3, "Running": 4, "Paused": 7}

Thing = LocalUser | LocalGroup | Service | None


@dataclass(frozen=True)
class Attribute:
    """How an attribute is read and, if it can be, written; ``read`` gives None where there is no value."""

    name: str
    read: Callable[[Machine, Thing], object]
    write: Callable[[Machine, Thing, object], None] | None = None
    shown: bool = True


def _field(name: str, field: str) -> Attribute:
    return Attribute(
        name, lambda _, thing: getattr(thing, field), lambda _, thing, value: setattr(thing, field, str(value or ""))
    )


def _fixed(name: str, value: object) -> Attribute:
    return Attribute(name, lambda _machine, _thing: value)


def _policy(name: str, value: Callable[[Machine], object]) -> Attribute:
    return Attribute(name, lambda machine, _: value(machine))


def _registry(name: str, path: str, value: str) -> Attribute:
    return Attribute(name, lambda machine, _: str(machine.registry.get(path, value) or ""))


def user_flags(user: Thing) -> int:
    """ADS_USER_FLAG of an account."""
    assert isinstance(user, LocalUser)
    return (
        _SCRIPT
        | _NORMAL
        | (DISABLED if user.disabled else 0)
        | (_LOCKED if user.locked_at else 0)
        | (0 if user.password_required else _NO_PASSWORD)
        | (0 if user.may_change_password else _NO_CHANGE)
        | (0 if user.password_expires else _NO_EXPIRY)
    )


def _set_flags(_: Machine, user: Thing, value: object) -> None:
    assert isinstance(user, LocalUser)
    flags = int(str(value))
    user.disabled = bool(flags & DISABLED)
    user.password_required = not flags & _NO_PASSWORD
    user.may_change_password = not flags & _NO_CHANGE
    user.password_expires = not flags & _NO_EXPIRY
    if not flags & _LOCKED:
        user.locked_at = 0.0


def _password_age(machine: Machine, user: Thing) -> int:
    assert isinstance(user, LocalUser)
    since = datetime.fromisoformat(user.password_set) if user.password_set else _INSTALLED
    return max(0, int((machine.local_time() - since).total_seconds()))


def _expired(machine: Machine, user: Thing) -> int:
    assert isinstance(user, LocalUser)
    days = machine.users.policy.maximum_age
    old = user.password_expires and days and _password_age(machine, user) > days * 86400
    return int(bool(user.must_change or old))


def _expire(_: Machine, user: Thing, value: object) -> None:
    assert isinstance(user, LocalUser)
    user.must_change = str(value) not in ("0", "False")


def _disable(_: Machine, user: Thing, value: object) -> None:
    assert isinstance(user, LocalUser)
    user.disabled = to_bool(value)


def _unlock(_: Machine, user: Thing, value: object) -> None:
    # Only an administrator's unlocking is possible; Windows alone locks.
    assert isinstance(user, LocalUser)
    if not to_bool(value):
        user.locked_at = 0.0


def _user_sid(machine: Machine, user: Thing) -> object:
    assert isinstance(user, LocalUser)
    return byte_array(sid_bytes(f"{machine.users.machine_sid}-{user.rid}"))


def _group_sid(_: Machine, group: Thing) -> object:
    assert isinstance(group, LocalGroup)
    return byte_array(sid_bytes(group.sid))


def _service(read: Callable[[Service], object]) -> Callable[[Machine, Thing], object]:
    def of(_: Machine, thing: Thing) -> object:
        assert isinstance(thing, Service)
        return read(thing)

    return of


def _start_type(machine: Machine, thing: Thing, value: object) -> None:
    assert isinstance(thing, Service)
    modes = {number: mode for mode, number in _START_TYPES.items()}
    machine.services.configure(thing.name, start_mode=modes[int(str(value))])


def _display_name(machine: Machine, thing: Thing, value: object) -> None:
    assert isinstance(thing, Service)
    machine.services.configure(thing.name, display_name=str(value))


def _seconds(days: int) -> int:
    return days * 86400 if days else -1


USER = (
    Attribute("UserFlags", lambda _, user: user_flags(user), _set_flags),
    _fixed("MaxStorage", -1),
    Attribute("PasswordAge", _password_age),
    Attribute("PasswordExpired", _expired, _expire),
    _fixed("LoginHours", byte_array(b"\xff" * 21)),
    _field("FullName", "full_name"),
    _field("Description", "comment"),
    _fixed("BadPasswordAttempts", 0),
    _field("HomeDirectory", "home"),
    _field("LoginScript", "script"),
    _field("Profile", "profile"),
    _fixed("HomeDirDrive", ""),
    _fixed("Parameters", ""),
    _fixed("PrimaryGroupID", 513),
    Attribute("Name", lambda _, user: getattr(user, "name", "")),
    _policy("MinPasswordLength", lambda machine: machine.users.policy.minimum_length),
    _policy("MaxPasswordAge", lambda machine: _seconds(machine.users.policy.maximum_age)),
    _policy("MinPasswordAge", lambda machine: machine.users.policy.minimum_age * 86400),
    _policy("PasswordHistoryLength", lambda machine: machine.users.policy.history),
    _policy("AutoUnlockInterval", lambda machine: machine.spec.lock_out.seconds),
    _policy("LockoutObservationInterval", lambda machine: machine.spec.lock_out.observation_seconds),
    _policy("MaxBadPasswordsAllowed", lambda machine: machine.spec.lock_out.threshold),
    _fixed("RasPermissions", 1),
    Attribute("objectSid", _user_sid),
    Attribute("AccountDisabled", lambda _, user: bool(user_flags(user) & DISABLED), _disable, shown=False),
    Attribute("IsAccountLocked", lambda _, user: bool(user_flags(user) & _LOCKED), _unlock, shown=False),
)

GROUP = (
    _fixed("groupType", 4),
    Attribute("Name", lambda _, group: getattr(group, "name", "")),
    _field("Description", "comment"),
    Attribute("objectSid", _group_sid),
)

SERVICE = (
    Attribute("StartType", _service(lambda service: _START_TYPES.get(service.start_mode, 3)), _start_type),
    Attribute("ServiceType", _service(lambda service: service.type_number)),
    Attribute("DisplayName", _service(lambda service: service.display_name), _display_name),
    Attribute("Path", _service(lambda service: service.path)),
    _fixed("ErrorControl", 1),
    _fixed("LoadOrderGroup", ""),
    Attribute("ServiceAccountName", _service(lambda service: service.account)),
    Attribute("Dependencies", _service(lambda service: list(service.depends) or None)),
    Attribute("Name", _service(lambda service: service.name)),
    Attribute("Status", _service(lambda service: _STATUS.get(service.state, 0)), shown=False),
)

COMPUTER = (
    _registry("Owner", _CURRENT, "RegisteredOwner"),
    _registry("Division", _CURRENT, "RegisteredOrganization"),
    _fixed("OperatingSystem", "Windows NT"),
    _registry("OperatingSystemVersion", _CURRENT, "CurrentVersion"),
    _registry("Processor", _PROCESSOR, "Identifier"),
    _registry("ProcessorCount", _CURRENT, "CurrentType"),
    Attribute("Name", lambda machine, _: machine.name),
)


def attributes_of(thing: Thing) -> tuple[Attribute, ...]:
    """The attributes of the class of an object."""
    if isinstance(thing, LocalUser):
        return USER
    if isinstance(thing, LocalGroup):
        return GROUP
    return SERVICE if isinstance(thing, Service) else COMPUTER


def class_of(thing: Thing) -> str:
    """The name of its class in the WinNT schema."""
    if isinstance(thing, LocalUser):
        return "User"
    if isinstance(thing, LocalGroup):
        return "Group"
    return "Service" if isinstance(thing, Service) else "Computer"
