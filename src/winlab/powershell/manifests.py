"""Module manifests (``.psd1``): a hashtable in the language of data sections.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/new-modulemanifest (2.0).
"""

from __future__ import annotations

from dataclasses import dataclass

from winlab.powershell import paths
from winlab.powershell.blocks import block_from_text, invoke
from winlab.powershell.conversion import convert
from winlab.powershell.errors import PSError, error
from winlab.powershell.modules import Facts
from winlab.powershell.net.guids import Guid, Version
from winlab.powershell.nettypes import TYPES
from winlab.powershell.session import Session
from winlab.powershell.syntax.restricted import first_violation
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, unwrap

KEYS = (
    "ModuleToProcess",
    "NestedModules",
    "GUID",
    "Author",
    "CompanyName",
    "Copyright",
    "ModuleVersion",
    "Description",
    "PowerShellVersion",
    "PowerShellHostName",
    "PowerShellHostVersion",
    "CLRVersion",
    "DotNetFrameworkVersion",
    "ProcessorArchitecture",
    "RequiredModules",
    "RequiredAssemblies",
    "ScriptsToProcess",
    "TypesToProcess",
    "FormatsToProcess",
    "FunctionsToExport",
    "CmdletsToExport",
    "VariablesToExport",
    "AliasesToExport",
    "ModuleList",
    "FileList",
    "PrivateData",
)
_EXPORTS = {"function": "FunctionsToExport", "cmdlet": "CmdletsToExport", "variable": "VariablesToExport"}
_EXPORTS["alias"] = "AliasesToExport"


@dataclass(frozen=True)
class Manifest:
    """A manifest that was read and found right."""

    path: str
    table: Hashtable

    def texts(self, key: str) -> list[str]:
        """A member as a list of texts."""
        value = unwrap(self.table.get(key))
        items = value if isinstance(value, list) else [] if value is None else [value]
        return [to_text(item) for item in items if to_text(item)]

    def facts(self) -> Facts:
        """What it tells of the module."""
        guid = self.table.get("GUID")
        facts = Facts(description=to_text(self.table.get("Description")), private_data=self.table.get("PrivateData"))
        version = convert(self.table.get("ModuleVersion"), TYPES["system.version"])
        facts.version = version if isinstance(version, Version) else facts.version
        if guid is not None:
            made = convert(guid, TYPES["system.guid"])
            facts.guid = made if isinstance(made, Guid) else facts.guid
        facts.exports = {kind: self.texts(key) for kind, key in _EXPORTS.items() if key in self.table}
        return facts


def read_manifest(session: Session, path: str) -> Manifest:
    """Reads a manifest.

    Raises:
        PSError: Modules_InvalidManifest..., if it is no manifest or lacks a version.
    """
    table = _evaluated(session, path)
    known = {key.lower() for key in KEYS}
    wrong = [to_text(key) for key, _ in table.items() if to_text(key).lower() not in known]
    if wrong:
        text = f"The '{path}' module manifest contains members that are not valid: {', '.join(wrong)}."
        raise _invalid("Modules_InvalidManifestMember", text, path, "InvalidData", "System.InvalidOperationException")
    if not to_text(table.get("ModuleVersion")):
        text = f"The module manifest '{path}' is missing the required member 'ModuleVersion'."
        raise _invalid("Modules_InvalidManifest", text, path, exception="System.MissingMemberException")
    return Manifest(path, table)


def _evaluated(session: Session, path: str) -> Hashtable:
    found: list[object] = []
    try:
        block = block_from_text(session, paths.read_script(session, path), name=path)
        violation = None if block.body.end_block is None else first_violation(block.body.end_block, [])
        if violation is not None:
            raise error(violation.id, violation.message, "ParserError")
        invoke(block, [], found.append, session.frame)
    except PSError as failed:
        text = f"The module manifest '{path}' could not be processed: {failed.record.text}"
        raise _invalid("Modules_InvalidManifest", text, path) from None
    table = unwrap(found[0]) if len(found) == 1 else None
    if not isinstance(table, Hashtable):
        text = f"The module manifest '{path}' could not be processed: it holds no hash table."
        raise _invalid("Modules_InvalidManifest", text, path)
    return table


def _invalid(
    error_id: str,
    text: str,
    path: str,
    category: str = "ResourceUnavailable",
    exception: str = "System.ArgumentException",
) -> PSError:
    return error(error_id, text, category, path, exception)
