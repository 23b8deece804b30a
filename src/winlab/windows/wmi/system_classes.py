"""WMI classes of the machine as a whole: operating system, computer, hardware.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/computer-system-hardware-classes and
https://learn.microsoft.com/windows/win32/cimwin32prov/operating-system-classes.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.errors import Win32Error
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller


@WMI.declare(
    CIMV2,
    "Win32_OperatingSystem",
    "BootDevice BuildNumber Caption CSDVersion CSName CurrentTimeZone:sint16 Description FreePhysicalMemory:uint64 "
    "InstallDate:datetime LastBootUpTime:datetime LocalDateTime:datetime Locale Manufacturer Name* "
    "NumberOfProcesses:uint32 NumberOfUsers:uint32 OSArchitecture OSLanguage:uint32 "
    "OSProductSuite:uint32 OSType:uint16 "
    "OtherTypeDescription Organization ProductType:uint32 RegisteredUser SerialNumber ServicePackMajorVersion:uint16 "
    "ServicePackMinorVersion:uint16 Status SystemDevice SystemDirectory SystemDrive TotalVisibleMemorySize:uint64 "
    "TotalVirtualMemorySize:uint64 Version WindowsDirectory",
    singleton=True,
)
def operating_system(caller: WmiCaller) -> Iterable[Row]:
    """One instance; boot time and clock are the machine's."""
    machine = caller.machine
    memory = machine.spec.memory_mb * 1024
    yield {
        "BootDevice": "\\Device\\HarddiskVolume1",
        "BuildNumber": machine.os.build,
        "Caption": machine.os.caption,
        "CSDVersion": machine.os.csd,
        "CSName": machine.name,
        "CurrentTimeZone": 0,
        "Description": "",
        "FreePhysicalMemory": memory // 2,
        "LastBootUpTime": machine.boot_time,
        "LocalDateTime": machine.local_time(),
        "Locale": "0409",
        "Manufacturer": "Microsoft Corporation",
        "Name": f"{machine.os.caption}|C:\\WINDOWS|\\Device\\Harddisk0\\Partition1",
        "NumberOfProcesses": len(machine.processes.all()),
        "NumberOfUsers": 1,
        "OSLanguage": 1033,
        "OSProductSuite": 274 if machine.os.enterprise else 272,
        "OSType": 18,
        "OtherTypeDescription": "R2" if machine.os.r2 else None,
        "ProductType": 2 if machine.is_domain_controller else 3,
        "ServicePackMajorVersion": machine.os.service_pack,
        "ServicePackMinorVersion": 0,
        "Status": "OK",
        "SystemDirectory": "C:\\WINDOWS\\system32",
        "SystemDrive": "C:",
        "TotalVisibleMemorySize": memory,
        "TotalVirtualMemorySize": memory * 2,
        "Version": machine.os.version,
        "WindowsDirectory": "C:\\WINDOWS",
    }


def _restart(caller: WmiCaller, *, power_off: bool) -> int:
    if not caller.logon.is_administrator:
        return 1314
    try:
        caller.machine.restart("", 2.0, power_off=power_off, user=caller.logon.account)
    except Win32Error as problem:
        return problem.code
    return 0


@operating_system.method("Win32Shutdown", "Flags", "Reserved")
def win32_shutdown(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Flags: 0 log off, 1 shut down, 2 restart, 8 power off; 4 forces."""
    flags = arguments.get("Flags")
    action = (flags if isinstance(flags, int) else 0) & ~4
    if action == 0:
        return {"ReturnValue": 0}
    return {"ReturnValue": _restart(caller, power_off=action != 2)}


@operating_system.method("Reboot")
def reboot(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Restarts the machine."""
    return {"ReturnValue": _restart(caller, power_off=False)}


@operating_system.method("Shutdown")
def shutdown(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Shuts the machine down."""
    return {"ReturnValue": _restart(caller, power_off=True)}


@WMI.declare(
    CIMV2,
    "Win32_ComputerSystem",
    "AdminPasswordStatus:uint16 BootupState Caption Description DNSHostName Domain DomainRole:uint16 "
    "Manufacturer Model "
    "Name* NumberOfLogicalProcessors:uint32 NumberOfProcessors:uint32 PartOfDomain:boolean "
    "PrimaryOwnerName Roles:string[] "
    "Status SystemType TotalPhysicalMemory:uint64 UserName Workgroup",
)
def computer_system(caller: WmiCaller) -> Iterable[Row]:
    """One instance."""
    machine = caller.machine
    joined = machine.member_of is not None
    role = 5 if machine.is_domain_controller else 3 if joined else 2
    yield {
        "AdminPasswordStatus": 1,
        "BootupState": "Normal boot",
        "Caption": machine.name,
        "Description": "AT/AT COMPATIBLE",
        "DNSHostName": machine.name.lower(),
        "Domain": machine.member_of or "WORKGROUP",
        "DomainRole": role,
        "Manufacturer": machine.spec.manufacturer,
        "Model": machine.spec.model,
        "Name": machine.name,
        "NumberOfProcessors": machine.spec.processors,
        "NumberOfLogicalProcessors": machine.spec.processors,
        "PartOfDomain": joined,
        "Roles": ["LM_Workstation", "LM_Server", "NT", "Server_NT"],
        "Status": "OK",
        "SystemType": "x64-based PC" if machine.os.bits == 64 else "X86-based PC",
        "TotalPhysicalMemory": machine.spec.memory_mb << 20,
        "Workgroup": None if joined else "WORKGROUP",
    }


@WMI.declare(
    CIMV2,
    "Win32_ComputerSystemProduct",
    "Caption Description IdentifyingNumber* Name* UUID Vendor Version*",
)
def computer_system_product(caller: WmiCaller) -> Iterable[Row]:
    """One instance; the UUID is the hardware's."""
    machine = caller.machine
    yield {
        "Caption": "Computer System Product",
        "Description": "Computer System Product",
        "IdentifyingNumber": _serial(caller),
        "Name": machine.spec.model,
        "UUID": machine.random_guid("hardware").upper(),
        "Vendor": machine.spec.manufacturer,
        "Version": "",
    }


def _serial(caller: WmiCaller) -> str:
    return "KD" + caller.machine.random_guid("serial").replace("-", "").upper()[:5]


@WMI.declare(
    CIMV2,
    "Win32_BIOS",
    "Caption Manufacturer Name* ReleaseDate:datetime SerialNumber SMBIOSBIOSVersion Version",
)
def bios(caller: WmiCaller) -> Iterable[Row]:
    """One instance."""
    yield {
        "Caption": "IBM BIOS Ver 1.15",
        "Manufacturer": caller.machine.spec.manufacturer,
        "Name": "IBM BIOS Ver 1.15",
        "SerialNumber": _serial(caller),
        "SMBIOSBIOSVersion": "-[KPE134AUS-1.15]-",
        "Version": "IBM    - 1000",
    }


@WMI.declare(
    CIMV2,
    "Win32_Processor",
    "AddressWidth:uint16 Architecture:uint16 Caption CurrentClockSpeed:uint32 DataWidth:uint16 DeviceID* Family:uint16 "
    "LoadPercentage:uint16 Manufacturer MaxClockSpeed:uint32 Name Status",
)
def processor(caller: WmiCaller) -> Iterable[Row]:
    """One instance a processor."""
    for number in range(max(1, caller.machine.spec.processors)):
        yield {
            "AddressWidth": caller.machine.os.bits,
            "Architecture": 9 if caller.machine.os.bits == 64 else 0,
            "Caption": "EM64T Family 15 Model 4 Stepping 3",
            "CurrentClockSpeed": 3000,
            "DataWidth": 64,
            "DeviceID": f"CPU{number}",
            "Family": 179,
            "LoadPercentage": 2,
            "Manufacturer": "GenuineIntel",
            "MaxClockSpeed": 3000,
            "Name": "              Intel(R) Xeon(TM) CPU 3.00GHz",
            "Status": "OK",
        }


@WMI.declare(
    CIMV2,
    "Win32_PerfFormattedData_PerfOS_System",
    "Name SystemUpTime:uint64 Processes:uint32",
    singleton=True,
)
def performance(caller: WmiCaller) -> Iterable[Row]:
    """Seconds since the start."""
    machine = caller.machine
    yield {"SystemUpTime": int(machine.uptime().total_seconds()), "Processes": len(machine.processes.all())}


@WMI.declare(CIMV2, "Win32_TimeZone", "Bias:sint32 Caption Description StandardName*", singleton=False)
def time_zone(caller: WmiCaller) -> Iterable[Row]:
    """Emulated hosts live in UTC."""
    yield {
        "Bias": 0,
        "Caption": "(GMT) Greenwich Mean Time",
        "Description": "(GMT) Greenwich Mean Time",
        "StandardName": "GMT Standard Time",
    }
