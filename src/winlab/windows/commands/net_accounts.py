"""net user, localgroup, group, computer, accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from winlab.powershell.errors import NotEmulated
from winlab.windows.commands.net_tool import LINE, NetError, NetUsageError, NetWords, done, verb
from winlab.windows.local_accounts import LocalGroup, LocalUser, make_group, remove_group
from winlab.windows.programs import ProgramCall

_INSTALLED = datetime(2007, 3, 17, 12, 0)


def _not_domain(given: NetWords) -> None:
    if "domain" in given.options:
        raise NotEmulated("net with /DOMAIN: dsquery, dsadd and ADSI do it")


def _columns(call: ProgramCall, names: list[str]) -> None:
    for start in range(0, len(names), 3):
        call.line("".join(f"{name:<25}" for name in names[start : start + 3]).rstrip())


# -- groups ------------------------------------------------------------------------------------------------


@verb("localgroup")
def localgroup(call: ProgramCall, args: list[str]) -> int:
    """Lists and changes local groups."""
    given = NetWords(args, ("add", "delete", "comment", "domain"))
    _not_domain(given)
    users = call.machine.users
    if not given.words:
        if given.options:
            raise NetUsageError
        call.line(f"\r\nAliases for \\\\{call.machine.name}\r\n")
        call.line(LINE)
        for name in sorted(group.name for group in users.groups.values()):
            call.line(f"*{name}")
        return done(call)
    if given.options and not call.logon.is_administrator:
        raise NetError(5)
    name, members = given.words[0], given.words[1:]
    if members:
        return _change_members(call, name, members, given)
    if "add" in given.options:
        make_group(users, name, given.options.get("comment", ""))
        call.machine.touch("groups", name)
    elif "delete" in given.options:
        remove_group(users, name)
        call.machine.touch("groups", name)
    elif "comment" in given.options:
        users.group(name).comment = given.options["comment"]
        call.machine.touch("groups", name)
    else:
        _show_group(call, users.group(name))
    return done(call)


def _change_members(call: ProgramCall, name: str, members: list[str], given: NetWords) -> int:
    users = call.machine.users
    if not {"add", "delete"} & given.options.keys():
        raise NetUsageError
    users.group(name)
    for member in members:
        if users.sid_of(member) is None:
            raise NetError(3783, f"There is no such global user or group: {member}.")
        if "add" in given.options:
            users.add_member(name, member)
        else:
            users.remove_member(name, member)
    return done(call)


def _show_group(call: ProgramCall, group: LocalGroup) -> None:
    call.line(f"Alias name     {group.name}")
    call.line(f"Comment        {group.comment}".rstrip() + "\r\n")
    call.line("Members\r\n")
    call.line(LINE)
    for member in group.members:
        call.line(member)


@verb("group")
def group(call: ProgramCall, args: list[str]) -> int:
    """Global groups: only on a domain controller."""
    given = NetWords(args, ("add", "delete", "comment", "domain"))
    _not_domain(given)
    if not call.machine.is_domain_controller:
        raise NetError(3515)
    raise NotEmulated("net group on a domain controller: dsquery group and ADSI do it")


@verb("computer")
def computer(call: ProgramCall, args: list[str]) -> int:
    """Computer accounts: only on a domain controller."""
    NetWords(args, ("add", "del"))
    if not call.machine.is_domain_controller:
        raise NetError(3515)
    raise NotEmulated("net computer on a domain controller: dsadd computer and ADSI do it")


# -- users -------------------------------------------------------------------------------------------------

_USER = (
    "add", "delete", "domain", "active", "comment", "countrycode", "expires", "fullname", "homedir", "passwordchg",
    "passwordreq", "profilepath", "random", "scriptpath", "times", "usercomment", "workstations",
)  # fmt: skip


@verb("user")
def user(call: ProgramCall, args: list[str]) -> int:
    """Lists and changes local accounts."""
    given = NetWords(args, _USER)
    _not_domain(given)
    users = call.machine.users
    if not given.words:
        if given.options:
            raise NetUsageError
        call.line(f"\r\nUser accounts for \\\\{call.machine.name}\r\n")
        call.line(LINE)
        _columns(call, sorted((item.name for item in users.users.values()), key=str.lower))
        return done(call)
    if (given.options or len(given.words) > 1) and not call.logon.is_administrator:
        raise NetError(5)
    if len(given.words) > 2:
        raise NetUsageError
    name = given.words[0]
    if "random" in given.options or given.words[1:] == ["*"]:
        raise NotEmulated("net user with a password that is asked for or made up")
    if "delete" in given.options:
        users.remove_user(name)
        return done(call)
    changes = {key: _CHANGES[key](value) for key, value in given.options.items() if key in _CHANGES}
    if "add" in given.options:
        users.add_user(name, given.words[1] if len(given.words) > 1 else "")
    found = users.users.get(name.lower())
    if found is None:
        raise NetError(2221)
    if len(given.words) > 1 and "add" not in given.options:
        users.set_password(found, given.words[1])
    for change in changes.values():
        setattr(found, *change)
    if given.options or len(given.words) > 1:
        call.machine.touch("accounts", found.name)
        return done(call)
    _show_user(call, found)
    return done(call)


def _switch(option: str, field: str, *, turned: bool = False) -> Callable[[str], tuple[str, object]]:
    def change(value: str) -> tuple[str, object]:
        if value.lower() not in ("yes", "no", "y", "n"):
            raise NetUsageError(f"You entered an invalid value for the /{option.upper()} option.")
        return field, value.lower().startswith("y") is not turned

    return change


def _text(field: str) -> Callable[[str], tuple[str, object]]:
    return lambda value: (field, value)


def _date(value: str) -> tuple[str, object]:
    if value.lower() == "never":
        return "expires", ""
    for form in ("%m/%d/%Y", "%m/%d/%y"):
        try:
            day = datetime.strptime(value, form)
        except ValueError:
            continue
        return "expires", f"{day.month}/{day.day}/{day.year}"
    raise NetUsageError("You entered an invalid value for the /EXPIRES option.")


_CHANGES: dict[str, Callable[[str], tuple[str, object]]] = {
    "active": _switch("active", "disabled", turned=True),
    "comment": _text("comment"),
    "expires": _date,
    "fullname": _text("full_name"),
    "homedir": _text("home"),
    "passwordchg": _switch("passwordchg", "may_change_password"),
    "passwordreq": _switch("passwordreq", "password_required"),
    "profilepath": _text("profile"),
    "scriptpath": _text("script"),
    "usercomment": _text("user_comment"),
    "workstations": _text("workstations"),
}


def _moment(when: datetime) -> str:
    return f"{when.month}/{when.day}/{when.year} {when:%I:%M %p}".replace(" 0", " ")


def _show_user(call: ProgramCall, found: LocalUser) -> None:
    users = call.machine.users
    last = datetime.fromisoformat(found.password_set) if found.password_set else _INSTALLED
    ends = found.password_expires and users.policy.maximum_age
    groups = [item.name for item in users.groups.values() if found.name in item.members]
    sections: tuple[dict[str, str], ...] = (
        {
            "User name": found.name,
            "Full Name": found.full_name,
            "Comment": found.comment,
            "User's comment": found.user_comment,
            "Country code": "000 (System Default)",
            "Account active": "Locked" if found.locked_at else "No" if found.disabled else "Yes",
            "Account expires": found.expires or "Never",
        },
        {
            "Password last set": _moment(last),
            "Password expires": _moment(last + timedelta(days=users.policy.maximum_age)) if ends else "Never",
            "Password changeable": _moment(last + timedelta(days=users.policy.minimum_age)),
            "Password required": "Yes" if found.password_required else "No",
            "User may change password": "Yes" if found.may_change_password else "No",
        },
        {
            "Workstations allowed": found.workstations or "All",
            "Logon script": found.script,
            "User profile": found.profile,
            "Home directory": found.home,
            "Last logon": "Never",
        },
        {"Logon hours allowed": "All"},
        {
            "Local Group Memberships": "".join(f"*{name:<21}" for name in groups),
            "Global Group memberships": "*None",
        },
    )
    for number, section in enumerate(sections):
        if number:
            call.line()
        for label, text in section.items():
            call.line(f"{label:<28} {text}".rstrip())


# -- policy ------------------------------------------------------------------------------------------------

_POLICY = {
    "forcelogoff": ("forced_logoff", "no"),
    "minpwlen": ("minimum_length", ""),
    "maxpwage": ("maximum_age", "unlimited"),
    "minpwage": ("minimum_age", ""),
    "uniquepw": ("history", ""),
}


@verb("accounts")
def accounts(call: ProgramCall, args: list[str]) -> int:
    """Shows and changes the policy for passwords."""
    given = NetWords(args, (*_POLICY, "domain", "sync"))
    if given.words:
        raise NetUsageError
    _not_domain(given)
    policy = call.machine.users.policy
    if given.options:
        if not call.logon.is_administrator:
            raise NetError(5)
        for option, value in given.options.items():
            field, none = _POLICY.get(option, ("", ""))
            if not field:
                raise NotEmulated(f"net accounts /{option}")
            if not value.isdigit() and value.lower() != none:
                raise NetUsageError(f"You entered an invalid value for the /{option.upper()} option.")
            setattr(policy, field, int(value[:6]) if value.isdigit() else 0)
        call.machine.touch("accounts", "policy")
        return done(call)
    lock = call.machine.spec.lock_out
    role = "PRIMARY" if call.machine.is_domain_controller else "SERVER"
    for label, text in (
        ("Force user logoff how long after time expires?:", policy.forced_logoff or "Never"),
        ("Minimum password age (days):", policy.minimum_age),
        ("Maximum password age (days):", policy.maximum_age or "Unlimited"),
        ("Minimum password length:", policy.minimum_length),
        ("Length of password history maintained:", policy.history or "None"),
        ("Lockout threshold:", lock.threshold or "Never"),
        ("Lockout duration (minutes):", lock.seconds // 60 or "Never"),
        ("Lockout observation window (minutes):", lock.observation_seconds // 60),
        ("Computer role:", role),
    ):
        call.line(f"{label:<53} {text}")
    return done(call)
