"""Views of what a Windows machine has: files, registry, processes, services, events, access lists, certificates.

Source: the format files of Windows PowerShell 2.0 (FileSystem, DotNetTypes, Registry, Certificate .format.ps1xml),
described at https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_format.ps1xml
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.formatting.views import Column, Group, TableView, listing, only_named, table, wide
from winlab.powershell.instants import DateTime
from winlab.powershell.net.datetext import format_date
from winlab.powershell.objects import get_member
from winlab.powershell.text import to_text


def _in_units(name: str, unit: int) -> Callable[[object], object]:
    def read(value: object) -> object:
        amount = get_member(value, name)
        return round(amount / unit) if isinstance(amount, (int, float)) else None

    return read


def _start_date(value: object) -> str:
    started = get_member(value, "StartTime")
    return format_date(started, "d") if isinstance(started, DateTime) else ""


def _folder(value: object) -> str:
    path = to_text(get_member(value, "PSParentPath"))
    return path.rpartition("::")[2]


def _leaf(value: object) -> str:
    return to_text(get_member(value, "PSChildName"))


def _file_date(value: object) -> str:
    moment = get_member(value, "LastWriteTime")
    if not isinstance(moment, DateTime):
        return to_text(moment)
    time = moment.python
    hour = time.hour % 12 or 12
    date = f"{time.month}/{time.day}/{time.year}"
    return f"{date:>10}  {hour:>2}:{time.minute:02} {'AM' if time.hour < 12 else 'PM'}"


def _file_or_folder(value: object) -> str:
    name = to_text(get_member(value, "Name"))
    return f"[{name}]" if get_member(value, "PSIsContainer") else name


_FILES = (
    Column("Mode", width=7, align="left"),
    Column("LastWriteTime", _file_date, 25, "right"),
    Column("Length", width=10, align="right"),
    Column("Name"),
)


def declare() -> None:
    """Declares all of them."""
    _declare_files()
    _declare_registry()
    _declare_processes()
    _declare_logs()
    _declare_certificates()


def _declare_files() -> None:
    folder = Group("Directory", _folder, framed=True)
    times = [Column(name) for name in ("CreationTime", "LastWriteTime", "LastAccessTime")]
    for name in ("System.IO.FileInfo", "System.IO.DirectoryInfo"):
        table(name, *_FILES, group=folder, name="children")
        wide(name, Column("Name", _file_or_folder), folder, name="children")
    file = (Column("Name"), Column("Length"), *times, Column("VersionInfo"))
    listing("System.IO.FileInfo", *file, group=folder, name="children")
    listing("System.IO.DirectoryInfo", Column("Name"), *times, group=folder, name="children")
    version = "System.Diagnostics.FileVersionInfo"
    table(version, Column("ProductVersion", width=16), Column("FileVersion", width=16), Column("FileName"))
    listing(
        version,
        *map(Column, ("OriginalFileName", "FileDescription", "ProductName", "Comments", "CompanyName", "FileName")),
        *map(Column, ("FileVersion", "ProductVersion", "IsDebug", "IsPatched", "IsPreRelease", "IsPrivateBuild")),
        *map(Column, ("IsSpecialBuild", "Language", "LegalCopyright", "LegalTrademarks", "PrivateBuild")),
        Column("SpecialBuild"),
    )
    for name in ("FileSecurity", "DirectorySecurity"):
        whole = f"System.Security.AccessControl.{name}"
        entries = Column("Access", "AccessToString")
        table(whole, Column("Path", _leaf), Column("Owner"), entries, group=folder)
        listing(
            whole, *map(Column, ("Path", "Owner", "Group")), entries, Column("Audit", "AuditToString"), Column("Sddl")
        )


def _declare_registry() -> None:
    table(
        "Microsoft.Win32.RegistryKey",
        Column("SKC", "SubKeyCount", 3, "right"), Column("VC", "ValueCount", 3, "right"),
        Column("Name", "PSChildName", 30), Column("Property"),
        group=Group("Hive", _folder, framed=True), name="children",
    )  # fmt: skip


def _declare_certificates() -> None:
    namespace = "System.Security.Cryptography.X509Certificates"
    store = Group("Directory", _folder, framed=True)
    table(f"{namespace}.X509Certificate2", Column("Thumbprint", width=41), Column("Subject"), group=store)
    listing(
        f"{namespace}.X509Certificate2",
        *map(Column, ("Subject", "Issuer", "Thumbprint", "FriendlyName", "NotBefore", "NotAfter", "Extensions")),
    )
    listing(f"{namespace}.X509Store", Column("Name"))
    listing("Microsoft.PowerShell.Commands.X509StoreLocation", Column("Location"), Column("StoreNames"))


def _declare_processes() -> None:
    table(
        "System.Diagnostics.Process",
        Column("Handles", "HandleCount", 7, "right"),
        Column("NPM(K)", _in_units("NonpagedSystemMemorySize", 1024), 7, "right"),
        Column("PM(K)", _in_units("PagedMemorySize", 1024), 8, "right"),
        Column("WS(K)", _in_units("WorkingSet", 1024), 10, "right"),
        Column("VM(M)", _in_units("VirtualMemorySize", 1048576), 5, "right"),
        Column("CPU(s)", "CPU", 8, "right", "N"),
        Column("Id", width=6, align="right"),
        Column("ProcessName"),
        name="process",
    )
    process = "System.Diagnostics.Process"
    wide(process, Column("ProcessName"), name="process")
    brief = (
        Column("ProcessName", width=20), Column("Id", width=10, align="right"),
        Column("HandleCount", width=13, align="right"), Column("WorkingSet", width=12, align="right"),
    )  # fmt: skip
    only_named(process, TableView(brief, Group("PriorityClass", "PriorityClass")), "Priority")
    only_named(process, TableView(brief, Group("StartTime.ToShortDateString()", _start_date)), "StartTime")
    modules = (Column("Size(K)", "Size", 10, "right"), Column("ModuleName", width=50), Column("FileName"))
    table("System.Diagnostics.ProcessModule", *modules, name="ProcessModule")
    service = "System.ServiceProcess.ServiceController"
    shown = (Column("Status", width=8), Column("Name", width=18), Column("DisplayName", width=38))
    table(service, *shown, name="service")
    listing(
        service,
        *map(Column, ("Name", "DisplayName", "Status", "DependentServices", "ServicesDependedOn")),
        *map(Column, ("CanPauseAndContinue", "CanShutdown", "CanStop", "ServiceType")),
    )


def _declare_logs() -> None:
    table(
        "System.Diagnostics.EventLogEntry",
        Column("Index", width=8, align="right"), Column("Time", _short_date, 13),
        Column("EntryType", width=11),
        Column("Source", width=20), Column("InstanceID", width=12, align="right"), Column("Message"),
    )  # fmt: skip
    listing(
        "System.Diagnostics.EventLogEntry",
        *map(Column, ("Index", "EntryType", "InstanceID", "Message", "Category", "CategoryNumber")),
        *map(Column, ("ReplacementStrings", "Source", "TimeGenerated", "TimeWritten", "UserName")),
    )
    listing(
        "System.Diagnostics.EventLog",
        *map(Column, ("Log", "EnableRaisingEvents", "MaximumKilobytes", "MinimumRetentionDays", "OverflowAction")),
    )
    table(
        "System.Diagnostics.EventLog",
        Column("Max(K)", lambda v: _grouped(get_member(v, "MaximumKilobytes")), 8, "right"),
        Column("Retain", "MinimumRetentionDays", 6, "right"), Column("OverflowAction", width=18),
        Column("Entries", lambda v: _grouped(_count(get_member(v, "Entries"))), 10, "right"),
        Column("Log"),
    )  # fmt: skip


def _short_date(value: object) -> str:
    moment = get_member(value, "TimeGenerated")
    return f"{moment.python:%b %d %H:%M}" if isinstance(moment, DateTime) else to_text(moment)


def _grouped(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else to_text(value)


def _count(value: object) -> object:
    return len(value) if isinstance(value, list) else get_member(value, "Count")
