"""Type names as scripts write them: accelerators, ``System.`` left out, arrays, generics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.powershell.errors import EXCEPTION_BASES, PSError, error, exception_hierarchy, exception_name
from winlab.powershell.invoking import array_of
from winlab.powershell.nettypes import TYPES, NetMethod, NetType
from winlab.powershell.syntax.ast import TypeName

if TYPE_CHECKING:
    from winlab.powershell.session import Session

# Source: about_Type_Accelerators and "Windows PowerShell Language Specification 2.0", section 2.3.4.1 and 4.
ACCELERATORS = {
    "int": "System.Int32",
    "int32": "System.Int32",
    "long": "System.Int64",
    "int64": "System.Int64",
    "string": "System.String",
    "char": "System.Char",
    "bool": "System.Boolean",
    "boolean": "System.Boolean",
    "byte": "System.Byte",
    "double": "System.Double",
    "decimal": "System.Decimal",
    "float": "System.Single",
    "single": "System.Single",
    "regex": "System.Text.RegularExpressions.Regex",
    "array": "System.Array",
    "xml": "System.Xml.XmlDocument",
    "scriptblock": "System.Management.Automation.ScriptBlock",
    "switch": "System.Management.Automation.SwitchParameter",
    "hashtable": "System.Collections.Hashtable",
    "ref": "System.Management.Automation.PSReference",
    "type": "System.Type",
    "psobject": "System.Management.Automation.PSObject",
    "pscustomobject": "System.Management.Automation.PSObject",
    "psmoduleinfo": "System.Management.Automation.PSModuleInfo",
    "powershell": "System.Management.Automation.PowerShell",
    "runspacefactory": "System.Management.Automation.Runspaces.RunspaceFactory",
    "runspace": "System.Management.Automation.Runspaces.Runspace",
    "ipaddress": "System.Net.IPAddress",
    "wmi": "System.Management.ManagementObject",
    "wmisearcher": "System.Management.ManagementObjectSearcher",
    "wmiclass": "System.Management.ManagementClass",
    "adsi": "System.DirectoryServices.DirectoryEntry",
    "adsisearcher": "System.DirectoryServices.DirectorySearcher",
    "psprimitivedictionary": "System.Management.Automation.PSPrimitiveDictionary",
    "void": "System.Void",
    "object": "System.Object",
    "guid": "System.Guid",
    "datetime": "System.DateTime",
    "timespan": "System.TimeSpan",
    "uri": "System.Uri",
    "version": "System.Version",
}


def type_not_found(name: str) -> PSError:
    """The type is not known."""
    return error(
        "TypeNotFound",
        f"Unable to find type [{name}]: make sure that the assembly containing this type is loaded.",
        "InvalidOperation",
        name,
    )


def simple_type(session: Session, name: str) -> NetType | None:
    """A type by a name without brackets."""
    lowered = name.lower()
    full = ACCELERATORS.get(lowered)
    if full is not None:
        return session.find_type(full)
    found = session.find_type(name) or session.find_type("System." + name)
    if found is None:
        known = exception_name(name)
        found = None if known is None else exception_type(known)
    return found


def exception_type(name: str) -> NetType:
    """The type of a declared exception class."""
    found = TYPES.get(name.lower())
    if found is None:
        bases = (EXCEPTION_BASES.get(name, "System.Exception"),) if name != "System.Exception" else ("System.Object",)
        for base in exception_hierarchy(name)[1:-1]:
            if base.lower() not in TYPES:
                exception_type(base)
        found = NetType(name, bases)
        TYPES[name.lower()] = found
        from winlab.powershell.net.exceptionmaking import constructor_of

        overloads, make = constructor_of(name)
        found.constructor = NetMethod("new", overloads, lambda *given: make(name, given), name, static=True)
    return found


def resolve(session: Session, name: TypeName) -> NetType | None:
    """A type as written in a script; None if unknown."""
    arguments = [resolve(session, argument) for argument in name.arguments]
    if any(argument is None for argument in arguments):
        return None
    if arguments:
        from winlab.powershell.net.generics import generic_type

        found = generic_type(session, name.name, [a for a in arguments if a is not None])
    else:
        found = simple_type(session, name.name)
    for rank in name.ranks:
        if found is None:
            return None
        if rank == 1:
            found = array_of(found)
        else:
            from winlab.powershell.net.arrays import multi_array_of

            found = multi_array_of(found, rank)
    return found


def type_from_text(session: Session, text: str) -> NetType | None:
    """A type from text such as ``int[]`` or ``Collections.Generic.List[string]``."""
    parsed = parse_type_name(text.strip())
    return None if parsed is None else resolve(session, parsed)


def parse_type_name(text: str) -> TypeName | None:
    """Reads a type name outside of a script (New-Object, ``[type]'...'``)."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    ranks: list[int] = []
    while text.endswith("]"):
        opening = text.rfind("[")
        inside = text[opening + 1 : -1]
        if inside.strip(", ") != "":
            break
        ranks.insert(0, inside.count(",") + 1)
        text = text[:opening].rstrip()
    arguments: list[TypeName] = []
    if text.endswith("]"):
        opening = text.index("[")
        inside, text = text[opening + 1 : -1], text[:opening]
        for part in _split_arguments(inside):
            argument = parse_type_name(part)
            if argument is None:
                return None
            arguments.append(argument)
    text = text.partition(",")[0].strip()
    if "`" in text and not arguments:
        return TypeName(0, 0, text, [], tuple(ranks))
    return TypeName(0, 0, text.partition("`")[0], arguments, tuple(ranks)) if text else None


def _split_arguments(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
