"""net localgroup, net user, net accounts."""

from __future__ import annotations

from winlab.windows.commands.net_tool import NetError, done, verb
from winlab.windows.programs import ProgramCall

_LINE = "-" * 79


@verb("localgroup")
def localgroup(call: ProgramCall, args: list[str]) -> int:
    """Lists and changes local groups."""
    users = call.machine.users
    words = [word for word in args if not word.startswith("/")]
    options = {word.partition(":")[0].lower() for word in args if word.startswith("/")}
    if not words:
        call.line(f"\r\nAliases for \\\\{call.machine.name}\r\n")
        call.line(_LINE)
        for name in sorted(group.name for group in users.groups.values()):
            call.line(f"*{name}")
        return done(call)
    if options and not call.logon.is_administrator:
        raise NetError(5)
    name, members = words[0], words[1:]
    if "/add" in options and not members:
        _add_group(call, name, args)
        return done(call)
    if "/delete" in options and not members:
        users.group(name)
        del users.groups[name.lower()]
        call.machine.touch()
        return done(call)
    for member in members:
        if "/add" in options:
            users.add_member(name, member)
        elif "/delete" in options:
            users.remove_member(name, member)
    if members:
        return done(call)
    group = users.group(name)
    call.line(f"Alias name     {group.name}")
    call.line(f"Comment        {group.comment}".rstrip() + "\r\n")
    call.line("Members\r\n")
    call.line(_LINE)
    for member in group.members:
        call.line(member)
    return done(call)


def _add_group(call: ProgramCall, name: str, args: list[str]) -> None:
    from winlab.windows.accounts import LocalGroup

    users = call.machine.users
    if name.lower() in users.groups:
        raise NetError(1379)
    number = 1000 + len(users.groups) + len(users.users)
    comment = next((word.partition(":")[2].strip('"') for word in args if word.lower().startswith("/comment:")), "")
    users.groups[name.lower()] = LocalGroup(name, f"{users.machine_sid}-{number}", [], comment)
    call.machine.touch()


@verb("user")
def user(call: ProgramCall, args: list[str]) -> int:
    """Lists and changes local accounts."""
    users = call.machine.users
    words = [word for word in args if not word.startswith("/")]
    options = {word.partition(":")[0].lower(): word.partition(":")[2] for word in args if word.startswith("/")}
    if not words:
        call.line(f"\r\nUser accounts for \\\\{call.machine.name}\r\n")
        call.line(_LINE)
        names = sorted(item.name for item in users.users.values())
        for start in range(0, len(names), 3):
            call.line("".join(f"{name:<25}" for name in names[start : start + 3]).rstrip())
        return done(call)
    if (options or len(words) > 1) and not call.logon.is_administrator:
        raise NetError(5)
    name = words[0]
    if "/add" in options:
        comment = options.get("/comment", "").strip('"')
        users.add_user(name, words[1] if len(words) > 1 else "", options.get("/fullname", "").strip('"'), comment)
        return done(call)
    if "/delete" in options:
        users.remove_user(name)
        return done(call)
    found = users.users.get(name.lower())
    if found is None:
        raise NetError(2221)
    if len(words) > 1:
        found.password = words[1]
    if "/active" in options:
        found.disabled = options["/active"].lower() == "no"
    if len(words) > 1 or options:
        call.machine.touch()
        return done(call)
    groups = [group.name for group in users.groups.values() if found.name in group.members]
    for label, text in (
        ("User name", found.name),
        ("Full Name", found.full_name),
        ("Comment", found.comment),
        ("Account active", "No" if found.disabled else "Yes"),
        ("Account expires", "Never"),
        ("Local Group Memberships", " ".join(f"*{group}" for group in groups)),
        ("Global Group memberships", "*None"),
    ):
        call.line(f"{label:<28} {text}".rstrip())
    return done(call)
