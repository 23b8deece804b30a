"""repadmin.exe of the Windows Server 2003 Support Tools: /showrepl, /syncall, /replsummary.

Source: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc736571(v=ws.10) .
The layout of the output is UNVERIFIED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from winlab.directory import names
from winlab.directory.errors import ACCESS_DENIED, DirectoryError
from winlab.directory.forest import DomainController, Forest
from winlab.directory.replication import Neighbour
from winlab.directory.surfaces.place import Place
from winlab.directory.surfaces.switches import Switches, slash_switches

Out = Callable[[str], None]

_TEXTS = {1722: "The RPC server is unavailable."}
_PASSES = 8


def repadmin(place: Place, args: Sequence[str], out: Out, err: Out) -> int | None:
    """Runs repadmin; None if it is asked for something that is not emulated."""
    options = slash_switches(args)
    commands = {
        "showrepl": _show,
        "showreps": _show,
        "syncall": _sync,
        "replsummary": _summary,
        "replsum": _summary,
    }
    chosen = next((function for name, function in commands.items() if options.has(name)), None)
    if chosen is None:
        return None
    try:
        return chosen(place, options, out)
    except DirectoryError as error:
        err(f"DsBindWithCred to {options.words[0] if options.words else 'localhost'} failed ")
        err(f"with status {error.code} ({error.code:#x}):\r\n    {error.text}\r\n")
        return 1


def _targets(place: Place, options: Switches) -> list[DomainController]:
    forest = place.forest
    if not options.words:
        return [place.bind().dc]
    wanted = options.words[0]
    if wanted == "*":
        return [place.bind(dc.name).dc for dc in forest.controllers.values()]
    if wanted.endswith("*"):
        stem = wanted[:-1].lower()
        return [place.bind(dc.name).dc for dc in forest.controllers.values() if dc.name.lower().startswith(stem)]
    return [place.bind(wanted).dc]


def _show(place: Place, options: Switches, out: Out) -> int:
    forest = place.forest
    for dc in _targets(place, options):
        settings = forest.entry(dc, dc.settings_dn)
        guid = str(settings.guid) if settings is not None else ""
        catalogue = "IS_GC " if forest.is_catalogue(dc) else "(none)"
        out(f"{dc.site}\\{dc.name}\r\nDC Options: {catalogue}\r\nSite Options: (none)\r\n")
        out(f"DC object GUID: {guid}\r\nDC invocationID: {guid}\r\n\r\n")
        out("==== INBOUND NEIGHBORS ======================================\r\n\r\n")
        found = forest.replication.neighbours(dc)
        for context in dict.fromkeys(each.context for each in found):
            out(f"{dc.partitions[context].root}\r\n")
            for neighbour in found:
                if neighbour.context == context:
                    out(_neighbour(forest, neighbour))
            out("\r\n")
    return 0


def _neighbour(forest: Forest, neighbour: Neighbour) -> str:
    source = forest.controllers[neighbour.source]
    settings = forest.entry(source, source.settings_dn)
    guid = settings.guid if settings is not None else ""
    text = f"    {source.site}\\{source.name} via RPC\r\n        DC object GUID: {guid}\r\n"
    attempt = _moment(neighbour.last_attempt, forest)
    if not neighbour.result:
        return text + f"        Last attempt @ {attempt} was successful.\r\n"
    said = _TEXTS.get(neighbour.result, "")
    return (
        f"{text}        Last attempt @ {attempt} failed, "
        f"result {neighbour.result} ({neighbour.result:#x}):\r\n"
        f"            {said}\r\n        {neighbour.failures} consecutive failure(s).\r\n"
        f"        Last success @ {_moment(neighbour.last_success, forest)}.\r\n"
    )


def _moment(when: datetime | None, forest: Forest) -> str:
    # A context that has had nothing to bring since the lab began was last in step when the forest was made.
    return (when or forest.made).strftime("%Y-%m-%d %H:%M:%S")


def _sync(place: Place, options: Switches, out: Out) -> int:
    forest = place.forest
    letters = "".join(name for name in options.named if set(name) <= set("aAdeihIjpPqsS"))
    targets = _targets(place, options)
    _require_right(place, targets[0])
    if "e" in letters:
        targets = list(forest.controllers.values())
    wanted = options.words[1] if len(options.words) > 1 else None
    contexts: list[str | None] = [None]
    if wanted is not None:
        contexts = [names.key(wanted)]
    elif "a" not in letters:
        # Without /A the configuration and the server's domain alone.
        contexts = [names.key(forest.configuration_dn), names.key(targets[0].domain.dn)]
    failed: dict[tuple[str, str, str], None] = {}
    passes = _PASSES if "e" in letters else 1
    for _ in range(passes):
        for dc in targets:
            for context in contexts:
                for held, source in forest.replication.synchronise(dc, context):
                    failed[(held, source, dc.name)] = None
    for held, source, taker in failed:
        out(f"CALLBACK MESSAGE: Error issuing replication: 1722 (0x6ba):\r\n    {_TEXTS[1722]}\r\n")
        out(f"    From: {source}\r\n    To  : {taker} ({held})\r\n")
    out("CALLBACK MESSAGE: SyncAll Finished.\r\n")
    if failed:
        out("\r\nSyncAll reported the following errors:\r\n")
        for _, source, taker in failed:
            out(f"Error issuing replication: 1722 (0x6ba):\r\n    {_TEXTS[1722]}\r\n")
            out(f"    From: {source}\r\n    To  : {taker}\r\n")
        return 1
    out("SyncAll terminated with no errors.\r\n")
    return 0


def _require_right(place: Place, dc: DomainController) -> None:
    """Synchronising needs the right to manage replication: administrators have it."""
    connection = place.bind(dc.name)
    if not connection.may(dc.domain.dn, "CR"):
        raise DirectoryError(ACCESS_DENIED, dc.fqdn, "Replication access was denied.")


def _summary(place: Place, options: Switches, out: Out) -> int:
    forest = place.forest
    place.bind()
    out(f"Replication Summary Start Time: {_moment(forest.now(), forest)}\r\n\r\n")
    out("Beginning data collection for replication summary, this may take awhile:\r\n  ....\r\n\r\n")
    out("Destination DSA     largest delta    fails/total %%   error\r\n")
    for dc in forest.controllers.values():
        found = forest.replication.neighbours(dc)
        fails = sum(1 for each in found if each.result)
        share = 100 * fails // len(found) if found else 0
        error = "(1722) The RPC server is unavailable." if fails else ""
        out(f" {dc.name:<19} :00s            {fails:>3} / {len(found):>3}  {share:>3}  {error}\r\n")
    out("\r\n")
    return 0
