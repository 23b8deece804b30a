"""ConvertFrom-StringData.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/convertfrom-stringdata (2.0).
"""

from __future__ import annotations

from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.net.regexes import unescape
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable


@UTILITY.cmdlet("ConvertFrom-StringData", output="System.Collections.Hashtable")
class ConvertFromStringData(Cmdlet):
    """A hashtable of ``name=value`` lines; escapes as in regular expressions come first."""

    string_data = Param("System.String", mandatory=True, position=0, pipeline=True, allow_empty=True)

    def process(self) -> None:
        table = Hashtable()
        for line in unescape(to_text(self.string_data)).split("\n"):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            name, equals, value = line.partition("=")
            if not equals or not name:
                raise _invalid(f"Data line '{line}' is not in 'name=value' format.")
            if name.strip() in table:
                raise _invalid(f"Data item '{name.strip()}' in line '{line}' is already defined.")
            table.set(name.strip(), value.strip())
        self.write(table)


def _invalid(text: str) -> PSError:
    exception = "System.Management.Automation.PSInvalidOperationException"
    return error("InvalidOperation", text, "InvalidOperation", None, exception)
