"""How cmdlets and .NET classes are declared."""

from __future__ import annotations

from winlab.powershell.classdeclaring import (
    EXTENDED,
    NET,
    AbsentType,
    NetTable,
    TypeExtension,
    extended,
    net_attribute,
    net_constructor,
    net_method,
    net_property,
    net_static,
    net_static_property,
)
from winlab.powershell.cmdletdeclaring import SWITCH, Cmdlet, CmdletInfo, CmdletTable, Param
from winlab.powershell.errors import ErrorRecord, error_record

__all__ = [
    "EXTENDED",
    "NET",
    "SWITCH",
    "AbsentType",
    "Cmdlet",
    "CmdletInfo",
    "CmdletTable",
    "ErrorRecord",
    "NetTable",
    "Param",
    "TypeExtension",
    "error_record",
    "extended",
    "net_attribute",
    "net_constructor",
    "net_method",
    "net_property",
    "net_static",
    "net_static_property",
]
