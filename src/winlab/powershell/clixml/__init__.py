"""CLIXML: PowerShell's serialisation of objects, as Export-Clixml writes it and as PSRP carries it.

Source: MS-PSRP 2.2.5 (serialisation of objects),
https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp/.
"""

from winlab.powershell.clixml import instants, model
from winlab.powershell.clixml.reader import ClixmlError, read_document, read_element
from winlab.powershell.clixml.writer import Writer, document, element

__all__ = [
    "ClixmlError", "Writer", "document", "element", "instants", "model", "read_document", "read_element",
]  # fmt: skip
