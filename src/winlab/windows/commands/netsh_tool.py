"""netsh.exe: interface ip, interface, firewall, winsock reset.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc785383(v=ws.10) ; words may be
shortened as long as they are unique; layout of lists UNVERIFIED beyond that page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from winlab.powershell.errors import NotEmulated
from winlab.windows.network import Adapter
from winlab.windows.programs import PROGRAMS, ProgramCall

_CONTEXTS = (
    "add", "aaaa", "bridge", "delete", "dhcp", "diag", "dump", "exec", "firewall", "help", "http", "interface", "ipsec",
    "ras", "routing", "rpc", "set", "show", "winsock", "wins",
)  # fmt: skip
Command = Callable[[ProgramCall, list[str]], int]


class CommandNotFoundError(Exception):
    """netsh has no such command."""


class Commands:
    """The commands by their words."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Command] = {}

    def command(self, words: str) -> Callable[[Command], Command]:
        """Declares a command."""

        def declare(function: Command) -> Command:
            self._known[tuple(words.split())] = function
            return function

        return declare

    def run(self, call: ProgramCall, args: Sequence[str]) -> int:
        """Runs the command that the first words mean.

        Raises:
            CommandNotFoundError: none is meant.
        """
        lowered = [word.lower() for word in args]
        fits = [
            words
            for words in self._known
            if len(lowered) >= len(words)
            and all(word.startswith(given) for word, given in zip(words, lowered, strict=False))
        ]
        if not fits:
            contexts = [context for context in _CONTEXTS if lowered and context.startswith(lowered[0])]
            if (contexts and len(lowered) > 1) or lowered[:1] in (["dump"], ["exec"]):
                raise NotEmulated("netsh " + " ".join(args[:4]))
            raise CommandNotFoundError
        found = max(fits, key=len)
        return self._known[found](call, list(args[len(found) :]))


def _means(given: list[str], words: tuple[str, ...]) -> bool:
    """Whether words that were given begin with a command's, each of which may be shortened."""
    return len(given) >= len(words) and all(map(str.startswith, words, given))


COMMANDS = Commands()


@PROGRAMS.program("netsh.exe", folder="%SystemRoot%\\system32")
def netsh(call: ProgramCall) -> int:
    """Runs one command."""
    if not call.args:
        raise NotEmulated("netsh without a command (its prompt)")
    try:
        return COMMANDS.run(call, call.args)
    except CommandNotFoundError:
        call.line(f"The following command was not found: {' '.join(call.args)}.")
        return 1


def pairs(words: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Values by name: those with ``name=`` and the others in order; names may be shortened."""
    found: dict[str, str] = {}
    plain: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        full = next((known for known in names if known.startswith(name.lower())), "") if equals else ""
        if full:
            found[full] = value.strip('"')
        else:
            plain.append(word.strip('"'))
    free = [name for name in names if name not in found]
    return {**found, **dict(zip(free, plain, strict=False))}


def ok(call: ProgramCall) -> int:
    """What a change says."""
    call.line("Ok.\r\n")
    return 0


def _denied(call: ProgramCall) -> bool:
    if call.logon.is_administrator:
        return False
    call.line("You were not connected because you are not a member of the Administrators group.")
    return True


# --- interfaces ---


def _named(call: ProgramCall, name: str) -> Adapter | None:
    return next((adapter for adapter in call.machine.adapters if adapter.name.lower() == name.lower()), None)


def _shown(call: ProgramCall, words: list[str]) -> list[Adapter] | None:
    name = pairs(words, ("name",)).get("name")
    if name is None:
        return call.machine.adapters
    found = _named(call, name)
    if found is None:
        call.line("The filename, directory name, or volume label syntax is incorrect.\r\n")
        return None
    return [found]


def _address_lines(adapter: Adapter) -> list[tuple[str, str]]:
    rows = [("DHCP enabled:", "Yes" if adapter.dhcp else "No")]
    if adapter.address:
        rows += [("IP Address:", adapter.address), ("SubnetMask:", adapter.mask)]
    if adapter.gateway:
        rows += [("Default Gateway:", adapter.gateway), ("GatewayMetric:", "0")]
    return [*rows, ("InterfaceMetric:", "0")]


def _server_lines(adapter: Adapter) -> list[tuple[str, str]]:
    first, *others = adapter.dns or ["None"]
    register = "Both primary and connection-specific" if adapter.register_dns else "None"
    rows = [("Statically Configured DNS Servers:", first), *(("", other) for other in others)]
    return [*rows, ("Register with which suffix:", register if adapter.register_dns else "None")]


def _show(call: ProgramCall, words: list[str], *parts: Callable[[Adapter], list[tuple[str, str]]]) -> int:
    found = _shown(call, words)
    for adapter in found or []:
        call.line(f'\r\nConfiguration for interface "{adapter.name}"')
        for part in parts:
            for label, value in part(adapter):
                call.line(f"    {label:<38}{value}")
    call.line()
    return 0 if found is not None else 1


@COMMANDS.command("interface ip show config")
def show_config(call: ProgramCall, words: list[str]) -> int:
    """Addresses and servers."""
    return _show(call, words, _address_lines, _server_lines)


@COMMANDS.command("interface ip show address")
def show_address(call: ProgramCall, words: list[str]) -> int:
    """Addresses."""
    return _show(call, words, _address_lines)


@COMMANDS.command("interface ip show dns")
def show_dns(call: ProgramCall, words: list[str]) -> int:
    """Servers of DNS."""
    return _show(call, words, _server_lines)


def _changed(call: ProgramCall, name: str, change: Callable[[Adapter], bool]) -> int:
    """Changes an interface; a change that is refused says False."""
    if _denied(call):
        return 1
    adapter = _named(call, name)
    if adapter is None:
        call.line("The filename, directory name, or volume label syntax is incorrect.\r\n")
        return 1
    if not change(adapter):
        call.line("The syntax supplied for this command is not valid. Check help for the correct syntax.\r\n")
        return 1
    call.machine.write_adapters()
    return ok(call)


@COMMANDS.command("interface ip set address")
def set_address(call: ProgramCall, words: list[str]) -> int:
    """A fixed address with mask and gateway."""
    given = pairs(words, ("name", "source", "addr", "mask", "gateway", "gwmetric"))

    def change(adapter: Adapter) -> bool:
        source = given.get("source", "static").lower()
        if source == "dhcp":
            raise NotEmulated("netsh interface ip set address source=dhcp: no DHCP server is in the lab")
        if source != "static":
            return False
        adapter.dhcp = False
        adapter.address = given.get("addr", adapter.address)
        adapter.mask = given.get("mask", adapter.mask)
        gateway = given.get("gateway", adapter.gateway)
        adapter.gateway = "" if gateway.lower() == "none" else gateway
        return True

    return _changed(call, given.get("name", ""), change)


@COMMANDS.command("interface ip set dns")
def set_dns(call: ProgramCall, words: list[str]) -> int:
    """One server of DNS, or none."""
    given = pairs(words, ("name", "source", "addr", "register"))

    def change(adapter: Adapter) -> bool:
        if given.get("source", "static").lower() not in ("static", "dhcp"):
            return False
        server = given.get("addr", "none")
        adapter.dns = [] if server.lower() == "none" else [server]
        return True

    return _changed(call, given.get("name", ""), change)


@COMMANDS.command("interface ip add dns")
def add_dns(call: ProgramCall, words: list[str]) -> int:
    """One more server of DNS, at its place."""
    given = pairs(words, ("name", "addr", "index"))

    def change(adapter: Adapter) -> bool:
        if "addr" not in given:
            return False
        place = int(given["index"]) - 1 if given.get("index", "").isdigit() else len(adapter.dns)
        adapter.dns.insert(max(0, place), given["addr"])
        return True

    return _changed(call, given.get("name", ""), change)


@COMMANDS.command("interface ip delete dns")
def delete_dns(call: ProgramCall, words: list[str]) -> int:
    """One server of DNS less, or none left."""
    given = pairs(words, ("name", "addr"))

    def change(adapter: Adapter) -> bool:
        wanted = given.get("addr", "all").lower()
        adapter.dns = [] if wanted == "all" else [server for server in adapter.dns if server != wanted]
        return True

    return _changed(call, given.get("name", ""), change)


@COMMANDS.command("interface show interface")
def show_interfaces(call: ProgramCall, words: list[str]) -> int:
    """The interfaces."""
    call.line("\r\nAdmin State    State          Type             Interface Name")
    call.line("-------------------------------------------------------------------------")
    for adapter in call.machine.adapters:
        states = ("Enabled", "Connected") if adapter.enabled else ("Disabled", "Disconnected")
        call.line(f"{states[0]:<15}{states[1]:<15}{'Dedicated':<17}{adapter.name}")
    call.line()
    return 0


@COMMANDS.command("interface set interface")
def set_interface(call: ProgramCall, words: list[str]) -> int:
    """Another name, or on and off."""
    given = pairs(words, ("name", "admin", "connect", "newname"))

    def change(adapter: Adapter) -> bool:
        if given.get("admin", "enabled").lower() not in ("enabled", "disabled"):
            return False
        adapter.enabled = given.get("admin", "enabled" if adapter.enabled else "disabled").lower() == "enabled"
        adapter.name = given.get("newname", adapter.name)
        return True

    if _named(call, given.get("name", "")) is None:
        call.line("An interface with this name is not registered with the router.\r\n")
        return 1
    return _changed(call, given["name"], change)


@COMMANDS.command("winsock reset")
def reset_winsock(call: ProgramCall, words: list[str]) -> int:
    """Sets the catalogue back; nothing in the lab can damage it."""
    if _denied(call):
        return 1
    call.line("\r\nSucessfully reset the Winsock Catalog.")
    call.line("You must restart the machine in order to complete the reset.\r\n")
    return 0
