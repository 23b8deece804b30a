"""net share, use, view, session, file."""

from __future__ import annotations

from winlab.windows.commands.net_tool import LINE, NetError, NetUsageError, NetWords, done, empty, verb
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.programs import ProgramCall
from winlab.windows.shares import MASKS, NAMES, Share

_SHARE = ("delete", "grant", "users", "unlimited", "remark", "cache", "y", "yes")


@verb("share")
def share(call: ProgramCall, args: list[str]) -> int:
    """Lists, makes, changes and ends shares."""
    given = NetWords(args, _SHARE)
    if not given.words:
        if given.options:
            raise NetUsageError
        return _list(call)
    if not call.logon.is_administrator:
        raise NetError(5)
    name, equals, path = given.words[0].partition("=")
    if "delete" in given.options:
        return _end(call, name)
    grants = _grants(call, [word.partition(":")[2] for word in args if word.lower().startswith("/g")])
    shares = call.machine.shares
    if equals:
        try:
            made = shares.add(name, path.strip('"'), grants, given.options.get("remark", ""))
        except FileError:
            raise NetError(123) from None
        made.limit = _limit(given, None)
        call.line(f"{made.name} was shared successfully.\r\n")
        return 0
    found = shares.find(name)
    if found is None:
        raise NetError(2310)
    if given.options:
        found.remark = given.options.get("remark", found.remark)
        found.limit = _limit(given, found.limit)
        found.grants = grants or found.grants
        call.machine.touch("shares", found.name)
        return done(call)
    return _show(call, found)


def _grants(call: ProgramCall, texts: list[str]) -> list[tuple[str, int]]:
    found = []
    for text in texts:
        account, _, access = text.strip('"').rpartition(",")
        if not account or access.upper() not in MASKS:
            raise NetUsageError(f"The value {text} for option /GRANT is invalid.")
        found.append((call.machine.users.full_name(account), MASKS[access.upper()]))
    return found


def _limit(given: NetWords, before: int | None) -> int | None:
    if "unlimited" in given.options:
        return None
    if "users" not in given.options:
        return before
    if not given.options["users"].isdigit():
        raise NetUsageError("You entered an invalid value for the /USERS option.")
    return int(given.options["users"][:9])


def _list(call: ProgramCall) -> int:
    call.line("\r\nShare name   Resource                        Remark\r\n")
    call.line(LINE)
    for each in call.machine.shares.all():
        call.line(f"{each.name:<12} {each.path:<31} {each.remark}".rstrip())
    return done(call)


def _end(call: ProgramCall, name: str) -> int:
    shares = call.machine.shares
    found = shares.find(name) or next((item for item in shares.all() if item.path.lower() == name.lower()), None)
    if found is None:
        raise NetError(2310)
    shares.remove(found.name)
    call.line(f"{found.name} was deleted successfully.\r\n")
    return 0


def _show(call: ProgramCall, item: Share) -> int:
    call.line(f"Share name        {item.name}")
    call.line(f"Path              {item.path}")
    call.line(f"Remark            {item.remark}".rstrip())
    call.line(f"Maximum users     {'No limit' if item.limit is None else item.limit}")
    call.line("Users             ")
    call.line("Caching           Manual caching of documents")
    rights = [f"{account}, {NAMES.get(mask, hex(mask))}" for account, mask in item.grants]
    for index, text in enumerate(rights):
        call.line(("Permission        " if index == 0 else " " * 18) + text)
    call.line()
    return done(call)


_USE = ("user", "delete", "persistent", "savecred", "smartcard", "home", "y", "yes", "no")


@verb("use")
def use(call: ProgramCall, args: list[str]) -> int:
    """Lists, makes and ends connections to shares."""
    given = NetWords(args, _USE)
    if not given.words:
        return done(call) if "persistent" in given.options else _connections(call)
    connections = call.machine.connections
    if "delete" in given.options:
        return _disconnect(call, given.words[0])
    device, words = "", list(given.words)
    if words[0] == "*" or (len(words[0]) == 2 and words[0].endswith(":")) or words[0].lower() == "lpt1":
        device = words.pop(0)
    if not words:
        found = next((item for item in connections.of(call.logon) if item.device == device.upper()), None)
        if found is None:
            raise NetError(2250)
        return _tell(call, found.device, found.remote)
    remote = words[0].rstrip("\\")
    if not remote.startswith("\\\\"):
        raise NetError(67)
    if device == "*":
        device = _free_letter(call)
    elif device.upper() in call.machine.files.disks:
        raise NetError(85)
    account = _account(call, remote, given.options.get("user", ""), words[1] if len(words) > 1 else "")
    made = connections.add(call.logon, device, remote, account)
    try:
        _reachable(call, remote)
    except Win32Error:
        connections.remove(call.logon, made.device or made.remote)
        raise
    if "*" in given.words[:1]:
        call.line(f"Drive {made.device} is now connected to {remote}.\r\n")
    return done(call)


def _account(call: ProgramCall, remote: str, user: str, password: str) -> str:
    """Whom the server is to see, after his password was checked."""
    if not user:
        return ""
    server = call.machine.lab.network.find(remote.strip("\\").partition("\\")[0])
    if server is None or not server.is_running:
        raise NetError(53)
    server.users.check(user, password)
    return server.users.logon(user, "network").account


def _reachable(call: ProgramCall, remote: str) -> None:
    if remote.lower().endswith("\\ipc$"):
        server = remote.strip("\\").partition("\\")[0]
        if not call.machine.connections.account_at(call.logon, server):
            call.machine.lab.network.reach(call.machine, call.logon, server, "smb")
    elif call.machine.locate(remote, call.logon) is None:
        raise NetError(53)


def _free_letter(call: ProgramCall) -> str:
    taken = {item.device for item in call.machine.connections.of(call.logon)} | set(call.machine.files.disks)
    return next(f"{letter}:" for letter in "ZYXWVUTSRQPONMLKJIHGFEDCBA" if f"{letter}:" not in taken)


def _disconnect(call: ProgramCall, name: str) -> int:
    connections = call.machine.connections
    if name == "*":
        for item in list(connections.of(call.logon)):
            connections.remove(call.logon, item.device or item.remote)
        return done(call)
    found = connections.remove(call.logon, name)
    call.line(f"{found.device or found.remote} was deleted successfully.\r\n")
    return 0


def _tell(call: ProgramCall, device: str, remote: str) -> int:
    rows = {"Local name": device, "Remote name": remote, "Resource type": "Disk", "Status": "OK"}
    for label, value in {**rows, "# Opens": "0", "# Connections": "1"}.items():
        call.line(f"{label:<18}{value}")
    return done(call)


def _connections(call: ProgramCall) -> int:
    found = list(call.machine.connections.of(call.logon))
    call.line("New connections will be remembered.\r\n")
    if not found:
        return empty(call)
    call.line("\r\nStatus       Local     Remote                    Network\r\n")
    call.line(LINE)
    for item in found:
        call.line(f"OK           {item.device:<9} {item.remote:<25} Microsoft Windows Network")
    return done(call)


@verb("view")
def view(call: ProgramCall, args: list[str]) -> int:
    """Lists computers, or the shares of one."""
    given = NetWords(args, ("domain", "cache", "network", "all"))
    if not given.words:
        return _computers(call)
    target = call.machine.lab.network.reach(call.machine, call.logon, given.words[0].strip("\\"), "smb")
    visible = [item for item in target.shares.all() if not item.administrative and not item.name.endswith("$")]
    if not visible:
        return empty(call)
    call.line(f"Shared resources at {given.words[0]}\r\n\r\n\r\n")
    call.line("Share name  Type   Used as  Comment\r\n")
    call.line(LINE)
    for item in visible:
        call.line(f"{item.name:<11} Disk            {item.remark}".rstrip())
    return done(call)


def _computers(call: ProgramCall) -> int:
    here = call.machine
    names = sorted(
        other.name
        for other in here.lab.machines.values()
        if other.is_running
        and other.netbios_domain == here.netbios_domain
        and other.services.is_running("LanmanServer")
    )
    call.line("Server Name            Remark\r\n")
    call.line(LINE)
    for name in names:
        call.line(f"\\\\{name}")
    return done(call)


@verb("session")
def session(call: ProgramCall, args: list[str]) -> int:
    """Sessions of other computers: none lasts longer than a call here."""
    given = NetWords(args, ("delete", "y", "yes", "list"))
    if not call.logon.is_administrator:
        raise NetError(5)
    if given.words:
        raise NetError(2312)
    return empty(call)


@verb("file")
def file(call: ProgramCall, args: list[str]) -> int:
    """Files that other computers have open: none here."""
    given = NetWords(args, ("close",))
    if not call.logon.is_administrator:
        raise NetError(5)
    if given.words:
        raise NetError(2314)
    return empty(call)
