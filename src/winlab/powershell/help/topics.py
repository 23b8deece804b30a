"""Help topics as the objects that Get-Help writes.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/get-help (2.0).
"""

from __future__ import annotations

import inspect
import re

from winlab.powershell.commands import CmdletCommand, CommandInfo, FunctionInfo, ScriptInfo
from winlab.powershell.commandsyntax import in_display_order, parameter_sets, short_syntax
from winlab.powershell.help.comments import HelpText, help_of
from winlab.powershell.parameters import CommandMeta, InSet, Parameter, cmdlet_meta
from winlab.powershell.text import to_text
from winlab.powershell.values import PSObject

COMMAND = "MamlCommandHelpInfo"
PARAMETER = "MamlCommandHelpInfo#parameter"
SHORT = "HelpInfoShort"


def meta_of(command: CommandInfo) -> CommandMeta | None:
    """The parameters of a cmdlet or function."""
    if isinstance(command, CmdletCommand):
        return cmdlet_meta(command.info)
    if isinstance(command, (FunctionInfo, ScriptInfo)):
        return command.block.compiled.meta(command.block.session.frame, command.name)
    return None


def text_of(command: CommandInfo) -> HelpText:
    """What is written about a command: its comment, or the line that winlab has for a cmdlet."""
    if isinstance(command, CmdletCommand):
        first, _, rest = (inspect.getdoc(command.info.cls) or "").partition("\n")
        return HelpText({"synopsis": first, "description": " ".join(rest.split())})
    if isinstance(command, FunctionInfo):
        return help_of(command.block.text, _before(command)) or HelpText()
    return (help_of(command.block.text) if isinstance(command, ScriptInfo) else None) or HelpText()


def _before(command: FunctionInfo) -> str:
    """The source text before a function's definition."""
    source = command.block.source.text[: command.block.body.start]
    pattern = rf"(?i)\b(?:function|filter)\s+(?:\w+:)?{re.escape(command.name)}\b"
    starts = [match.start() for match in re.finditer(pattern, source)]
    return source[: starts[-1]] if starts else ""


def command_help(command: CommandInfo, view: str = "") -> PSObject:
    """The help of a command; ``view`` is Detailed, Full, Examples or empty."""
    text, meta = text_of(command), meta_of(command)
    lines = [] if meta is None else [short_syntax(meta, name) for name in parameter_sets(meta)]
    synopsis = text.sections.get("synopsis", "") or "\n".join(lines)
    made: dict[str, object] = {
        "Name": command.name,
        "Category": command.kind,
        "Synopsis": synopsis,
        "Component": text.sections.get("component"),
        "Role": text.sections.get("role"),
        "Functionality": text.sections.get("functionality"),
        "ModuleName": command.module_name,
        "syntax": PSObject.of({"syntaxItem": list(lines)}),
        "description": [PSObject.of({"Text": text.sections[key]}) for key in ("description",) if key in text.sections],
        "parameters": PSObject.of({"parameter": [] if meta is None else list(parameters_help(command))}),
        "inputTypes": text.sections.get("inputs"),
        "returnValues": text.sections.get("outputs"),
        "alertSet": text.sections.get("notes"),
        "examples": PSObject.of({"example": [_example(n, each) for n, each in enumerate(text.examples, 1)]}),
        "relatedLinks": list(text.links),
    }
    named = PSObject.of(made)
    named.own_type_names = [f"{COMMAND}#{view}View", COMMAND, "HelpInfo"] if view else [COMMAND, "HelpInfo"]
    return named


def _example(number: int, text: str) -> PSObject:
    code, _, remarks = text.partition("\n")
    title = f"-------------------------- EXAMPLE {number} --------------------------"
    return PSObject.of({"title": title, "code": code, "remarks": remarks.strip("\n")})


def parameters_help(command: CommandInfo) -> list[PSObject]:
    """The help of a command's own parameters."""
    text, meta = text_of(command), meta_of(command)
    if meta is None:
        return []
    found: dict[str, PSObject] = {}
    for name in parameter_sets(meta):
        for parameter, place in in_display_order(meta, name):
            if not parameter.is_common and parameter.key not in found:
                found[parameter.key] = _parameter(parameter, place, text)
    return list(found.values())


def _parameter(parameter: Parameter, place: InSet, text: HelpText) -> PSObject:
    kind = "Object" if parameter.type is None else parameter.type.short_name
    ways = [name for name, given in (("ByValue", place.pipeline), ("ByPropertyName", place.by_property)) if given]
    about = text.parameters.get(parameter.key) or place.help
    made = PSObject.of(
        {
            "description": [PSObject.of({"Text": about})] if about else [],
            "defaultValue": "",
            "parameterValue": "" if parameter.is_switch else kind,
            "name": parameter.name,
            "type": PSObject.of({"name": kind}),
            "required": "true" if place.mandatory else "false",
            "globbing": "false",
            "pipelineInput": f"true ({', '.join(ways)})" if ways else "false",
            "position": "named" if place.position is None else to_text(place.position + 1),
        }
    )
    made.own_type_names = [PARAMETER, "HelpInfo"]
    return made


def short_help(command: CommandInfo) -> PSObject:
    """A command as one line of a list."""
    synopsis = text_of(command).sections.get("synopsis", "")
    made = PSObject.of({"Name": command.name, "Category": command.kind, "Synopsis": synopsis})
    made.own_type_names = [SHORT, "HelpInfo"]
    return made
