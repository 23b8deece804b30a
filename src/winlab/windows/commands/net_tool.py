"""net.exe: share, start, stop, use, view, localgroup, user, accounts, time.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/bb490949(v=technet.10) ;
layout of lists UNVERIFIED beyond what that page shows.
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.errors import NotEmulated
from winlab.windows.errors import Win32Error, text_of
from winlab.windows.programs import PROGRAMS, ProgramCall
from winlab.windows.shares import MASKS, NAMES

DONE = "The command completed successfully."
_LINE = "-" * 79
VERBS: dict[str, Callable[[ProgramCall, list[str]], int]] = {}


class NetError(Exception):
    """A request failed: net's own message and number."""

    def __init__(self, code: int, text: str = "") -> None:
        self.code = code
        self.text = text
        super().__init__(text)


def verb(name: str) -> Callable[[Callable[[ProgramCall, list[str]], int]], Callable[[ProgramCall, list[str]], int]]:
    """Declares a verb of net.exe."""

    def declare(function: Callable[[ProgramCall, list[str]], int]) -> Callable[[ProgramCall, list[str]], int]:
        VERBS[name] = function
        return function

    return declare


@PROGRAMS.program("net.exe", folder="%SystemRoot%\\system32")
@PROGRAMS.program("net1.exe", folder="%SystemRoot%\\system32")
def net(call: ProgramCall) -> int:
    """Runs one verb; 2 on any failure, as the real one."""
    args = call.args
    if not args:
        call.error_line("The syntax of this command is:")
        call.error_line("\r\nNET [ ACCOUNTS | COMPUTER | CONFIG | CONTINUE | FILE | GROUP | HELP |")
        call.error_line("      HELPMSG | LOCALGROUP | NAME | PAUSE | PRINT | SEND | SESSION |")
        call.error_line("      SHARE | START | STATISTICS | STOP | TIME | USE | USER | VIEW ]\r\n")
        return 1
    function = VERBS.get(args[0].lower())
    if function is None:
        raise NotEmulated(f"net {args[0]}")
    try:
        return function(call, args[1:])
    except (NetError, Win32Error) as problem:
        text = problem.text or text_of(problem.code)
        if problem.code in _NET_NUMBERS:
            call.error_line(f"{text}\r\n\r\nMore help is available by typing NET HELPMSG {problem.code}.\r\n")
        else:
            call.error_line(f"System error {problem.code} has occurred.\r\n\r\n{text}\r\n")
        return 2


_NET_NUMBERS = {2118, 2182, 2185, 2220, 2221, 2223, 2224, 2250, 2310, 3521, 3534, 3523}


def done(call: ProgramCall) -> int:
    """The closing sentence."""
    call.line(DONE + "\r\n")
    return 0


# -- services --------------------------------------------------------------------------------------------


@verb("start")
def start(call: ProgramCall, args: list[str]) -> int:
    """Starts a service, or lists those that run."""
    services = call.machine.services
    if not args:
        call.line("These Windows services are started:\r\n")
        for name in sorted(s.display_name for s in services.all() if s.state == "Running" and s.kind != "driver"):
            call.line(f"   {name}")
        call.line()
        return done(call)
    name = " ".join(args)
    service = services.find(name) or services.by_display_name(name)
    if service is None:
        raise NetError(2185, "The service name is invalid.")
    if service.state == "Running":
        raise NetError(2182)
    call.line(f"The {service.display_name} service is starting.")
    try:
        services.start(service.name)
    except Win32Error as problem:
        call.error_line(f"The {service.display_name} service could not be started.\r\n")
        if problem.code in (1058, 1068, 1069, 1075):
            raise
        call.error_line("The service did not report an error.\r\n")
        raise NetError(3534, "The service did not report an error.") from problem
    call.line(f"The {service.display_name} service was started successfully.\r\n")
    return 0


@verb("stop")
def stop(call: ProgramCall, args: list[str]) -> int:
    """Stops a service."""
    services = call.machine.services
    yes = any(word.lower() in ("/y", "/yes") for word in args)
    name = " ".join(word for word in args if not word.startswith("/"))
    service = services.find(name) or services.by_display_name(name)
    if service is None:
        raise NetError(2185, "The service name is invalid.")
    if service.state == "Stopped":
        raise NetError(3521, f"The {service.display_name} service is not started.")
    others = [other for other in services.dependents(service.name) if other.state == "Running"]
    if others:
        call.line(f"The following services are dependent on the {service.display_name} service.")
        call.line(f"Stopping the {service.display_name} service will also stop these services.\r\n")
        for other in others:
            call.line(f"   {other.display_name}")
        call.line()
        if not yes:
            call.out("Do you want to continue this operation? (Y/N) [N]: ")
            if not call.read().strip().lower().startswith("y"):
                call.line()
                return 2
    call.line(f"The {service.display_name} service is stopping.")
    services.stop(service.name, with_dependents=True)
    call.line(f"The {service.display_name} service was stopped successfully.\r\n")
    return 0


# -- shares ----------------------------------------------------------------------------------------------


@verb("share")
def share(call: ProgramCall, args: list[str]) -> int:
    """Lists, makes, changes and ends shares."""
    shares = call.machine.shares
    if not args:
        call.line("\r\nShare name   Resource                        Remark\r\n")
        call.line(_LINE)
        for each in shares.all():
            call.line(f"{each.name:<12} {each.path:<31} {each.remark}".rstrip())
        return done(call)
    if not call.logon.is_administrator:
        raise NetError(5)
    options = {word[1:].partition(":")[0].lower(): word.partition(":")[2] for word in args if word.startswith("/")}
    grants = [word.partition(":")[2] for word in args if word.lower().startswith("/grant:")]
    words = [word for word in args if not word.startswith("/")]
    name, equals, path = words[0].partition("=")
    if "delete" in options:
        found = shares.find(name) or next((s for s in shares.all() if s.path.lower() == name.lower()), None)
        if found is None:
            raise NetError(2310)
        shares.remove(found.name)
        call.line(f"{found.name} was deleted successfully.\r\n")
        return 0
    if equals:
        listed: list[tuple[str, int]] = []
        for grant in grants:
            account, _, access = grant.rpartition(",")
            if access.upper() not in MASKS:
                raise NetError(87, "The option /GRANT is unknown.")
            listed.append((call.machine.users.full_name(account), MASKS[access.upper()]))
        shares.add(name, path.strip('"'), listed, options.get("remark", "").strip('"'))
        call.line(f"{name} was shared successfully.\r\n")
        return 0
    existing = shares.find(name)
    if existing is None:
        raise NetError(2310)
    item = existing
    if "remark" in options or grants:
        item.remark = options.get("remark", item.remark)
        call.machine.touch()
        return done(call)
    call.line(f"Share name        {item.name}")
    call.line(f"Path              {item.path}")
    call.line(f"Remark            {item.remark}".rstrip())
    call.line("Maximum users     No limit")
    call.line("Users             ")
    call.line("Caching           Manual caching of documents")
    rights = [f"{account}, {NAMES.get(mask, hex(mask))}" for account, mask in item.grants]
    for index, text in enumerate(rights):
        call.line(("Permission        " if index == 0 else " " * 18) + text)
    call.line()
    return done(call)


@verb("use")
def use(call: ProgramCall, args: list[str]) -> int:
    """Lists, makes and ends connections to shares."""
    part = call.machine.connections
    words = [word for word in args if not word.startswith("/")]
    options = [word.lower() for word in args if word.startswith("/")]
    if not words:
        if not part:
            call.line("New connections will be remembered.\r\n\r\nThere are no entries in the list.\r\n")
            return 0
        call.line("New connections will be remembered.\r\n\r\n")
        call.line("Status       Local     Remote                    Network\r\n")
        call.line(_LINE)
        for remote in part:
            call.line(f"OK                     {remote:<25} Microsoft Windows Network")
        return done(call)
    remote = words[-1] if words[-1].startswith("\\\\") else words[0]
    if "/delete" in options or "/d" in options:
        if remote.lower() not in part:
            raise NetError(2250)
        del part[remote.lower()]
        call.line(f"{remote} was deleted successfully.\r\n")
        return 0
    user = next((word.partition(":")[2] for word in args if word.lower().startswith("/user:")), "")
    password = next((word for word in words if not word.startswith("\\\\") and not word.endswith(":")), "")
    logon = call.logon
    if user:
        server = call.machine.lab.find(remote.strip("\\").partition("\\")[0])
        if server is None or not server.is_running:
            raise NetError(53)
        server.users.check(user, password)
        part[remote.lower()] = user
        return done(call)
    place = call.machine.locate(remote, logon)
    if place is None:
        raise NetError(53)
    part[remote.lower()] = logon.account
    return done(call)


@verb("view")
def view(call: ProgramCall, args: list[str]) -> int:
    """Lists the shares of a computer."""
    target = call.machine.lab.network.reach(call.machine, call.logon, args[0].strip("\\") if args else ".", "smb")
    call.line(f"Shared resources at \\\\{target.name.lower()}\r\n\r\n")
    call.line("Share name  Type  Used as  Comment\r\n")
    call.line(_LINE)
    for item in target.shares.all():
        if not item.administrative:
            call.line(f"{item.name:<11} Disk           {item.remark}".rstrip())
    return done(call)


@verb("time")
def time(call: ProgramCall, args: list[str]) -> int:
    """Tells the time."""
    now = call.machine.local_time()
    moment = f"{now.month}/{now.day}/{now.year} {now:%I:%M %p}".replace(" 0", " ")
    call.line(f"Current time at \\\\{call.machine.name} is {moment}\r\n")
    return done(call)


@verb("helpmsg")
def helpmsg(call: ProgramCall, args: list[str]) -> int:
    """Explains an error number."""
    number = int(args[0]) if args and args[0].isdigit() else 0
    call.line(f"\r\n{text_of(number)}\r\n")
    return 0
