"""``invoke verify``: is what was deployed still true?"""

from __future__ import annotations

from exforge.commands.exits import DONE, UNHEALTHY
from exforge.commands.guard import guarded
from exforge.commands.plan import lost_code
from exforge.commands.site import Site
from exforge.commands.workspace import Request, Workspace


@guarded
def verify(request: Request) -> int:
    """Reads everything again; resources that only check count as health checks. Changes nothing."""
    return run(Site(Workspace(request)))


def run(site: Site) -> int:
    """Verifies a site."""
    site.check_secrets()
    plan = site.plan()
    if plan.lost:
        return lost_code(plan)
    pending = plan.pending()
    if not pending and not plan.missing:
        site.console.say("Verified: everything is in place.")
        return DONE
    hosts = ", ".join(dict.fromkeys(item.host.upper() for item in pending))
    site.console.say(f"Not as it should be: {len(pending)} resources on {hosts or 'hosts outside the selection'}.")
    return UNHEALTHY
