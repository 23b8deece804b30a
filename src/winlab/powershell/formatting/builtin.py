"""Views of the types every Windows has, as PowerShell 2.0's own format files lay them out.

Source: the format files of Windows PowerShell 2.0 (DotNetTypes, FileSystem, PowerShellCore .format.ps1xml),
described at https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_format.ps1xml
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.errors import ErrorRecord, NetException
from winlab.powershell.formatting.display import display
from winlab.powershell.formatting.views import Column, Group, lines, listing, table, wide
from winlab.powershell.objects import call_member, get_member
from winlab.powershell.paths import location_text
from winlab.powershell.startup import running_session
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, type_name, unwrap


def _error_lines(value: object) -> list[str]:
    record = unwrap(value)
    if not isinstance(record, ErrorRecord):
        return [
            to_text(value),
            f"    + CategoryInfo          : {to_text(get_member(value, 'ErrorCategory_Message'))}",
            f"    + FullyQualifiedErrorId : {to_text(get_member(value, 'FullyQualifiedErrorId'))}",
        ]
    view = running_session().frame.scope.find("errorview")
    if view is not None and to_text(view.value).lower() == "categoryview":
        return [record.category.net_string()]
    command = get_member(record.invocation, "MyCommand") if record.invocation is not None else None
    name = _origin(command)
    position = record.invocation.position_message if record.invocation is not None else ""
    shown = [
        *(f"{name} : {record.text}" if name else record.text).splitlines(),
        *position.strip("\r\n").splitlines(),
    ]
    shown.append(f"    + CategoryInfo          : {record.category.net_string()}")
    shown.append(f"    + FullyQualifiedErrorId : {record.full_id}")
    return [*shown, " "]


def _origin(command: object) -> str:
    """What the error's text starts with: a script's path, a text's own, else the command's name."""
    if command is None:
        return ""
    kind = to_text(get_member(command, "CommandType"))
    return to_text(get_member(command, {"Script": "Definition", "ExternalScript": "Path"}.get(kind, "Name")))


def _date_lines(value: object) -> list[str]:
    return [to_text(get_member(value, "DateTime"))]


def _exception_lines(value: object) -> list[str]:
    exception = unwrap(value)
    return [exception.net_string() if isinstance(exception, NetException) else to_text(value)]


def _match_lines(value: object) -> list[str]:
    return to_text(call_member(value, "ToString", [location_text(running_session())])).splitlines()


_OF_PARAMETER = (
    *("ParameterType", "Position", "IsMandatory", "IsDynamic", "HelpMessage", "ValueFromPipeline"),
    *("ValueFromPipelineByPropertyName", "ValueFromRemainingArguments", "Aliases"),
)


def _set_lines(value: object) -> list[str]:
    """A parameter set with all that its parameters are."""
    shown = [
        f"Parameter Set Name: {to_text(get_member(value, 'Name'))}",
        f"Is default parameter set: {to_text(get_member(value, 'IsDefault'))}",
    ]
    for parameter in _elements(get_member(value, "Parameters")):
        shown += ["", f"  Parameter Name: {to_text(get_member(parameter, 'Name'))}"]
        shown += [f"    {name} = {display(get_member(parameter, name))}" for name in _OF_PARAMETER]
        shown.append("    Attributes =")
        shown += [f"      {type_name(unwrap(each))}" for each in _elements(get_member(parameter, "Attributes"))]
    return [*shown, ""]


def _elements(value: object) -> list[object]:
    """The elements of a collection."""
    found = value.net_iter() if isinstance(value, NetObject) else None
    return list(found) if found is not None else []


def declare() -> None:
    """Declares all of them."""
    lines("System.Management.Automation.CommandParameterSetInfo", _set_lines)
    lines("System.DateTime", _date_lines)
    lines("System.Management.Automation.ErrorRecord", _error_lines, apart=True)
    lines("System.Exception", _exception_lines, apart=True)
    _declare_values()
    _declare_engine()


def _declare_values() -> None:
    table("System.Version", *(Column(n, width=max(6, len(n))) for n in ("Major", "Minor", "Build", "Revision")))
    table("System.Guid", Column("Guid", lambda value: to_text(value)))
    entry = "System.Collections.DictionaryEntry"
    table(entry, Column("Name", "Key", 30), Column("Value"), name="Dictionary")
    listing(entry, Column("Name", "Key"), Column("Value"))
    table("System.Collections.Hashtable", Column("Name", "Key", 30), Column("Value"), name="Dictionary")
    table(
        "System.RuntimeType",
        *(Column(name, width=8) for name in ("IsPublic", "IsSerial")),
        Column("Name", width=40),
        Column("BaseType"),
    )
    listing(
        "System.TimeSpan",
        *map(
            Column,
            ("Days", "Hours", "Minutes", "Seconds", "Milliseconds", "Ticks", "TotalDays", "TotalHours"),
        ),
        *map(Column, ("TotalMinutes", "TotalSeconds", "TotalMilliseconds")),
    )
    table("System.TimeSpan", *map(Column, ("Days", "Hours", "Minutes", "Seconds", "Milliseconds")))
    wide("System.TimeSpan", Column("TotalMilliseconds"))
    table("System.Reflection.AssemblyName", Column("Version", width=14), Column("Name"))
    _declare_assemblies()
    table(
        "System.Globalization.CultureInfo",
        Column("LCID", width=16),
        Column("Name", width=16),
        Column("DisplayName"),
    )


def _declare_assemblies() -> None:
    table(
        "System.Reflection.Assembly",
        Column("GAC", "GlobalAssemblyCache", 6), Column("Version", "ImageRuntimeVersion", 14), Column("Location"),
    )  # fmt: skip
    listing(
        "System.Reflection.Assembly",
        *map(Column, ("CodeBase", "EntryPoint", "EscapedCodeBase", "FullName", "GlobalAssemblyCache", "HostContext")),
        *map(Column, ("ImageFileMachine", "ImageRuntimeVersion", "Location", "ManifestModule", "MetadataToken")),
        *map(Column, ("PortableExecutableKind", "ReflectionOnly")),
    )
    listing(
        "System.AppDomain",
        *map(Column, ("FriendlyName", "Id", "ApplicationDescription", "BaseDirectory", "DynamicDirectory")),
        *map(Column, ("RelativeSearchPath", "SetupInformation", "ShadowCopyFiles")),
    )


def _in_gigabytes(name: str) -> Callable[[object], object]:
    def read(value: object) -> object:
        amount = get_member(value, name)
        return f"{amount / 2**30:.2f}" if isinstance(amount, int) else ""

    return read


def _declare_engine() -> None:
    core = "System.Management.Automation"
    command = (Column("CommandType", width=15), Column("Name", width=31), Column("Definition"))
    kinds = ("Command", "Alias", "Application", "Script", "ExternalScript", "Cmdlet", "Function", "Filter")
    for kind in kinds:
        table(f"{core}.{kind}Info", *command, name="CommandInfo")
    whole = tuple(map(Column, ("Name", "CommandType", "Definition")))
    listing(f"{core}.AliasInfo", *whole, Column("ReferencedCommand"), Column("ResolvedCommand"))
    listing(f"{core}.ApplicationInfo", *whole, *map(Column, ("Extension", "Path", "FileVersionInfo")))
    listing(f"{core}.ScriptInfo", *whole, Column("Path"))
    listing(
        f"{core}.CmdletInfo", *whole,
        *map(Column, ("Path", "AssemblyInfo", "DLL", "HelpFile", "ParameterSets", "ImplementingType", "Verb", "Noun")),
    )  # fmt: skip
    for name in ("FunctionInfo", "FilterInfo"):
        listing(f"{core}.{name}", *whole, name=f"{core}.CommandInfo")
    lines(f"{core}.ScriptBlock", lambda value: to_text(value).splitlines() or [""], apart=True)
    table(f"{core}.PSVariable", Column("Name", width=30), Column("Value"), name="Variable")
    table(
        f"{core}.PSDriveInfo",
        Column("Name", width=10), Column("Used (GB)", _in_gigabytes("Used"), 13, "right"),
        Column("Free (GB)", _in_gigabytes("Free"), 13, "right"),
        Column("Provider", lambda v: get_member(get_member(v, "Provider"), "Name"), 13),
        Column("Root", width=35), Column("CurrentLocation", align="right"), name="drive",
    )  # fmt: skip
    listing(f"{core}.PSDriveInfo", *map(Column, ("Name", "Description", "Provider", "Root", "CurrentLocation")))
    provider = f"{core}.ProviderInfo"
    table(provider, Column("Name", width=20), Column("Capabilities"), Column("Drives"), name="provider")
    listing(
        provider,
        *map(Column, ("Name", "Drives", "Path", "Home", "Description", "Capabilities", "ImplementingType")),
        name="provider",
    )
    table(f"{core}.PathInfo", Column("Path"), name="PathInfo")
    table(
        f"{core}.PSModuleInfo",
        Column("ModuleType", width=10),
        Column("Name", width=25),
        Column("ExportedCommands"),
        name="Module",
    )
    snapin = f"{core}.PSSnapInInfo"
    listing(snapin, *map(Column, ("Name", "PSVersion", "Description")), name="PSSnapInInfo")
    table(
        snapin,
        Column("Name", width=30), Column("PSVersion", width=20), Column("Description", width=30),
        name="PSSnapInInfo",
    )  # fmt: skip
    _declare_results()


def _declare_results() -> None:
    commands = "Microsoft.PowerShell.Commands"
    table(
        f"{commands}.MemberDefinition",
        Column("Name"), Column("MemberType"), Column("Definition"),
        group=Group("TypeName", "TypeName"), auto_size=True,
    )  # fmt: skip
    table(
        f"{commands}.GroupInfo",
        Column("Count", width=5, align="right"),
        Column("Name", width=25),
        Column("Group"),
    )
    table(f"{commands}.GroupInfoNoElement", Column("Count", width=5, align="right"), Column("Name", width=25))
    listing(f"{commands}.GroupInfo", *map(Column, ("Name", "Count", "Group", "Values")))
    listing(f"{commands}.GroupInfoNoElement", *map(Column, ("Name", "Count", "Values")))
    listing(
        f"{commands}.GenericMeasureInfo",
        *map(Column, ("Count", "Average", "Sum", "Maximum", "Minimum", "Property")),
    )
    listing(f"{commands}.TextMeasureInfo", *map(Column, ("Lines", "Words", "Characters", "Property")))
    history = f"{commands}.HistoryInfo"
    table(history, Column("Id", width=4, align="right"), Column("CommandLine"), name="history")
    wide(history, Column("CommandLine"), name="history")
    lines(f"{commands}.MatchInfo", _match_lines)
