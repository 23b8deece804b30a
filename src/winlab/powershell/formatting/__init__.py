"""How objects are printed: Format-* and Out-* cmdlets, views, and the default layout.

``TABLE`` holds the cmdlets; ``printed(session, values)`` gives the lines; other parts declare views of
their types with ``table``, ``listing``, ``wide`` and ``lines``.
"""

from __future__ import annotations

from winlab.powershell.formatting import builtin, helpviews, hostviews, output
from winlab.powershell.formatting.printing import DEFAULT_WIDTH, Printer, printed
from winlab.powershell.formatting.views import Column, Group, lines, listing, table, wide
from winlab.powershell.rendering import use_renderer

__all__ = [
    "DEFAULT_WIDTH", "TABLE", "Column", "Group", "Printer", "lines", "listing", "printed", "table", "wide",
]  # fmt: skip

TABLE = output.TABLE
builtin.declare()
hostviews.declare()
helpviews.declare()
use_renderer(printed)
