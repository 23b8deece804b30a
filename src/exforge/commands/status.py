"""``invoke status``: what the journal says of the last run. No host is asked."""

from __future__ import annotations

import sys
from collections import Counter

from exforge.commands.exits import DONE
from exforge.commands.guard import guarded
from exforge.commands.workspace import Request, Workspace
from exforge.reporting.text import clean, count, table
from exforge.running.journal import Record, last_run, open_intents, read
from exforge.running.lease import holder


@guarded
def status(request: Request) -> int:
    """Prints how the last run ended, or how far it is."""
    workspace = Workspace(request)
    content = read(workspace.journal)
    for line in status_lines(workspace.inventory.name, content.records):
        sys.stdout.write(workspace.redact(line) + "\n")
    last = holder(workspace.runs)
    if last is not None:
        sys.stdout.write(clean(f"Last controller: {last}") + "\n")
    return DONE


def status_lines(inventory: str, records: tuple[Record, ...]) -> list[str]:
    """The last run in the journal, for a person."""
    run = last_run(records)
    if not run:
        return [f"Nothing was ever deployed to {inventory} from here."]
    start, end = run[0], run[-1] if run[-1]["kind"] == "end" else None
    stages = start["stages"]
    names = ", ".join(str(stage) for stage in stages) if isinstance(stages, list) else ""
    lines = [clean(f"Run {start['run']} on {inventory}, begun {start['at']}, stages {names}")]
    rows: dict[str, Counter[str]] = {}
    failures = []
    for record in run:
        if record["kind"] != "step":
            continue
        host, outcome = str(record["host"]), str(record["outcome"])
        rows.setdefault(host, Counter())[outcome] += 1
        if record.get("said"):
            failures.append(clean(f"  {record['address']}: {outcome}: {record['said']}"))
    if rows:
        kinds = ("in place", "changed", "failed", "unhealthy")
        head = ("host", *kinds)
        body = [(clean(host.upper()), *(str(found[kind]) for kind in kinds)) for host, found in rows.items()]
        lines += table(head, body, frozenset({1, 2, 3, 4}))
    lines += failures
    lines.append(_ending(end, records))
    return lines


def _ending(end: Record | None, records: tuple[Record, ...]) -> str:
    unseen = open_intents(records)
    acts = "; ".join(clean(f"{intent.summary} on {intent.host.upper()}") for intent in unseen)
    if end is None:
        tail = f" Its end was not seen of: {acts}." if unseen else ""
        return f"It did not end: it still runs, or its controller died. Deploy again to resume.{tail}"
    outcomes = end["outcomes"]
    found = Counter(str(value) for value in outcomes.values()) if isinstance(outcomes, dict) else Counter()
    told = ", ".join(f"{number} {word}" for word, number in sorted(found.items())) or "nothing to do"
    how = "Interrupted" if end["interrupted"] else "Ended"
    return f"{how} {end['at']}: {count(sum(found.values()), 'resource')}: {told}."
