"""WMI classes of the system's settings and clocks.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/operating-system-classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from winlab.windows.errors import NetworkError
from winlab.windows.programs import expand
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_CRASH = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\CrashControl"
_RUN = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run"
_CLOCK = (
    "Day:uint32 DayOfWeek:uint32 Hour:uint32 Milliseconds:uint32 Minute:uint32 Month:uint32 Quarter:uint32 "
    "Second:uint32 WeekInMonth:uint32 Year:uint32"
)


@WMI.declare(
    CIMV2,
    "Win32_TimeZone",
    "Bias:sint32 Caption DaylightBias:sint32 DaylightDay:uint32 DaylightHour:uint32 DaylightMonth:uint32 DaylightName "
    "Description SettingID StandardBias:uint32 StandardDay:uint32 StandardMonth:uint32 StandardName*",
)
def time_zone(caller: WmiCaller) -> Iterable[Row]:
    """Emulated hosts live in UTC."""
    caption = "(GMT) Greenwich Mean Time"
    yield {
        "Bias": 0,
        "Caption": caption,
        "DaylightBias": 0,
        "DaylightName": "GMT Daylight Time",
        "Description": caption,
        "StandardBias": 0,
        "StandardName": "GMT Standard Time",
    }


def _clock(moment: datetime) -> Row:
    return {
        "Day": moment.day,
        "DayOfWeek": moment.isoweekday() % 7,
        "Hour": moment.hour,
        "Minute": moment.minute,
        "Month": moment.month,
        "Quarter": (moment.month + 2) // 3,
        "Second": moment.second,
        "WeekInMonth": (moment.day + 6) // 7,
        "Year": moment.year,
    }


@WMI.declare(CIMV2, "Win32_LocalTime", _CLOCK, singleton=True)
def local_time(caller: WmiCaller) -> Iterable[Row]:
    """The machine's clock."""
    yield _clock(caller.machine.local_time())


@WMI.declare(CIMV2, "Win32_UTCTime", _CLOCK, singleton=True)
def utc_time(caller: WmiCaller) -> Iterable[Row]:
    """The machine's clock in UTC."""
    yield _clock(caller.machine.clock.now())


@WMI.declare(
    CIMV2,
    "Win32_BootConfiguration",
    "BootDirectory Caption ConfigurationPath Description LastDrive Name* ScratchDirectory SettingID TempDirectory",
)
def boot_configuration(caller: WmiCaller) -> Iterable[Row]:
    """Where it starts from."""
    place = "\\Device\\Harddisk0\\Partition1"
    yield {
        "BootDirectory": "C:\\WINDOWS",
        "Caption": place,
        "ConfigurationPath": "C:\\WINDOWS",
        "Description": place,
        "LastDrive": f"{max(caller.machine.files.disks)}",
        "Name": "BootConfiguration",
        "ScratchDirectory": "C:\\WINDOWS\\system32",
        "TempDirectory": "C:\\WINDOWS\\TEMP",
    }


@WMI.declare(
    CIMV2,
    "Win32_OSRecoveryConfiguration",
    "AutoReboot:boolean Caption DebugFilePath DebugInfoType:uint32 Description ExpandedDebugFilePath "
    "ExpandedMiniDumpDirectory KernelDumpOnly:boolean MiniDumpDirectory Name* OverwriteExistingDebugFile:boolean "
    "SendAdminAlert:boolean SettingID WriteDebugInfo:boolean WriteToSystemLog:boolean",
)
def recovery(caller: WmiCaller) -> Iterable[Row]:
    """What happens after a stop error, as the registry says."""
    number, text = caller.machine.registry.number, caller.machine.registry.text
    kind = number(_CRASH, "CrashDumpEnabled", 1)
    dump = text(_CRASH, "DumpFile", "%SystemRoot%\\MEMORY.DMP")
    small = text(_CRASH, "MinidumpDir", "%SystemRoot%\\Minidump")
    environment = caller.machine.system_environment()
    yield {
        "AutoReboot": bool(number(_CRASH, "AutoReboot", 1)),
        "DebugFilePath": dump,
        "DebugInfoType": kind,
        "ExpandedDebugFilePath": expand(dump, environment),
        "ExpandedMiniDumpDirectory": expand(small, environment),
        "KernelDumpOnly": kind == 2,
        "MiniDumpDirectory": small,
        "Name": f"{caller.machine.os.caption}|C:\\WINDOWS|\\Device\\Harddisk0\\Partition1",
        "OverwriteExistingDebugFile": bool(number(_CRASH, "Overwrite", 1)),
        "SendAdminAlert": bool(number(_CRASH, "SendAlert", 1)),
        "WriteDebugInfo": kind != 0,
        "WriteToSystemLog": bool(number(_CRASH, "LogEvent", 1)),
    }


@WMI.declare(
    CIMV2,
    "Win32_Registry",
    "Caption CurrentSize:uint32 Description InstallDate:datetime MaximumSize:uint32 Name* ProposedSize:uint32 Status",
)
def registry(caller: WmiCaller) -> Iterable[Row]:
    """The registry as a whole, in MB."""
    name = f"{caller.machine.os.caption}|C:\\WINDOWS|\\Device\\Harddisk0\\Partition1"
    yield {
        "Caption": "Registry",
        "CurrentSize": 13,
        "Description": "Registry",
        "MaximumSize": caller.machine.spec.memory_mb // 4,
        "Name": name,
        "ProposedSize": caller.machine.spec.memory_mb // 4,
        "Status": "OK",
    }


@WMI.declare(CIMV2, "Win32_StartupCommand", "Caption Command* Description Location* Name* SettingID User* UserSID")
def startup_commands(caller: WmiCaller) -> Iterable[Row]:
    """What the Run key starts at a logon."""
    for value in caller.machine.registry.values(_RUN):
        yield {
            "Caption": value.name,
            "Command": str(value.data),
            "Description": value.name,
            "Location": "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
            "Name": value.name,
            "User": "All Users",
        }


@WMI.declare(
    CIMV2,
    "Win32_LogicalMemoryConfiguration",
    "AvailableVirtualMemory:uint32 Caption Description Name* SettingID TotalPageFileSpace:uint32 "
    "TotalPhysicalMemory:uint32 TotalVirtualMemory:uint32",
)
def memory_configuration(caller: WmiCaller) -> Iterable[Row]:
    """The memory in KB."""
    memory = caller.machine.spec.memory_mb * 1024
    yield {
        "AvailableVirtualMemory": memory * 3 // 2,
        "Caption": "Logical Memory Configuration",
        "Description": "Logical Memory Configuration",
        "Name": "LogicalMemoryConfiguration",
        "TotalPageFileSpace": memory,
        "TotalPhysicalMemory": memory,
        "TotalVirtualMemory": memory * 2,
    }


_PING = (
    "Address* BufferSize*:uint32 NoFragmentation*:boolean PrimaryAddressResolutionStatus:uint32 ProtocolAddress "
    "ProtocolAddressResolved RecordRoute*:uint32 ReplyInconsistency:boolean ReplySize:uint32 "
    "ResolveAddressNames*:boolean ResponseTime:uint32 ResponseTimeToLive:uint32 RouteRecord:string[] "
    "RouteRecordResolved:string[] SourceRoute* SourceRouteType*:uint32 StatusCode:uint32 Timeout*:uint32 "
    "TimeStampRecord:uint32[] TimeStampRecordAddress:string[] TimeStampRecordAddressResolved:string[] "
    "TimeStampRoute*:uint32 TimeToLive*:uint32 TypeofService*:uint32"
)
_NO_ANSWER, _NO_SUCH_HOST = 11010, 11001


@WMI.declare(CIMV2, "Win32_PingStatus", _PING)
def pings(caller: WmiCaller) -> Iterable[Row]:
    """No address, no ping."""
    return ()


@pings.by_condition
def ping(caller: WmiCaller, equal: Row) -> Iterable[Row]:
    """The answer of one address.

    https://learn.microsoft.com/previous-versions/windows/desktop/wmipicmp/win32-pingstatus
    """
    if "address" not in equal:
        return
    name = str(equal["address"])
    network = caller.machine.lab.network
    here = name.lower() in ("localhost", "127.0.0.1")
    target = caller.machine if here else network.find(name)
    row: dict[str, object] = {
        "Address": name,
        "BufferSize": equal.get("buffersize", 32),
        "NoFragmentation": False,
        "RecordRoute": 0,
        "ReplyInconsistency": False,
        "ResolveAddressNames": False,
        "SourceRoute": "",
        "SourceRouteType": 0,
        "Timeout": equal.get("timeout", 1000),
        "TimeStampRoute": 0,
        "TimeToLive": equal.get("timetolive", 80),
        "TypeofService": 0,
    }
    if target is None:
        yield {**row, "PrimaryAddressResolutionStatus": _NO_SUCH_HOST, "ProtocolAddress": ""}
        return
    row.update(PrimaryAddressResolutionStatus=0, ProtocolAddress="127.0.0.1" if here else target.address)
    try:
        network.reach(caller.machine, caller.logon, name, "ping")
    except NetworkError:
        yield {**row, "StatusCode": _NO_ANSWER}
        return
    yield {**row, "ReplySize": row["BufferSize"], "ResponseTime": 0, "ResponseTimeToLive": 128, "StatusCode": 0}


@WMI.declare(
    CIMV2,
    "Win32_NTDomain",
    "Caption ClientSiteName CreationClassName DcSiteName Description DnsForestName DomainControllerAddress "
    "DomainControllerAddressType:sint32 DomainControllerName DomainGuid DomainName DSDirectoryServiceFlag:boolean "
    "DSDnsControllerFlag:boolean DSDnsDomainFlag:boolean DSGlobalCatalogFlag:boolean "
    "DSKerberosDistributionCenterFlag:boolean DSPrimaryDomainControllerFlag:boolean DSTimeServiceFlag:boolean "
    "DSWritableFlag:boolean InstallDate:datetime Name* NameFormat PrimaryOwnerContact PrimaryOwnerName Roles:string[] "
    "Status",
)
def domains(caller: WmiCaller) -> Iterable[Row]:
    """The machine itself and the domain it is in."""
    machine = caller.machine
    own = {"CreationClassName": "Win32_NTDomain", "Status": "Unknown"}
    yield {**own, "Caption": machine.name, "Description": machine.name, "Name": f"Domain: {machine.name}"}
    if machine.netbios_domain and machine.member_of:
        name = machine.netbios_domain
        yield {
            **own,
            "Caption": name,
            "Description": name,
            "DnsForestName": machine.member_of,
            "DomainName": name,
            "Name": f"Domain: {name}",
            "Status": "OK",
        }
