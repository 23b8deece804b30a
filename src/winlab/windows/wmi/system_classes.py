"""WMI classes of the machine as a whole: operating system, computer, hardware.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/computer-system-hardware-classes and
https://learn.microsoft.com/windows/win32/cimwin32prov/operating-system-classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

from winlab.powershell.errors import NotEmulated
from winlab.windows.errors import Win32Error
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_NT = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"


@WMI.declare(
    CIMV2,
    "Win32_OperatingSystem",
    "BootDevice BuildNumber BuildType Caption CodeSet CountryCode CreationClassName CSCreationClassName CSDVersion "
    "CSName CurrentTimeZone:sint16 DataExecutionPrevention_32BitApplications:boolean "
    "DataExecutionPrevention_Available:boolean DataExecutionPrevention_Drivers:boolean "
    "DataExecutionPrevention_SupportPolicy:uint8 Debug:boolean Description Distributed:boolean EncryptionLevel:uint32 "
    "ForegroundApplicationBoost:uint8 FreePhysicalMemory:uint64 FreeSpaceInPagingFiles:uint64 "
    "FreeVirtualMemory:uint64 InstallDate:datetime LargeSystemCache:uint32 LastBootUpTime:datetime "
    "LocalDateTime:datetime Locale Manufacturer MaxNumberOfProcesses:uint32 MaxProcessMemorySize:uint64 Name* "
    "NumberOfLicensedUsers:uint32 NumberOfProcesses:uint32 NumberOfUsers:uint32 Organization OSLanguage:uint32 "
    "OSProductSuite:uint32 OSType:uint16 OtherTypeDescription PAEEnabled:boolean PlusProductID PlusVersionNumber "
    "Primary:boolean ProductType:uint32 QuantumLength:uint8 QuantumType:uint8 RegisteredUser SerialNumber "
    "ServicePackMajorVersion:uint16 ServicePackMinorVersion:uint16 SizeStoredInPagingFiles:uint64 Status "
    "SuiteMask:uint32 SystemDevice SystemDirectory SystemDrive TotalSwapSpaceSize:uint64 "
    "TotalVirtualMemorySize:uint64 TotalVisibleMemorySize:uint64 Version WindowsDirectory",
    singleton=True,
)
def operating_system(caller: WmiCaller) -> Iterable[Row]:
    """One instance; boot time and clock are the machine's."""
    machine = caller.machine
    memory = machine.spec.memory_mb * 1024
    system = machine.os
    number, text = machine.registry.number, machine.registry.text
    yield {
        "BootDevice": "\\Device\\HarddiskVolume1",
        "BuildNumber": system.build,
        "BuildType": "Multiprocessor Free",
        "CodeSet": "1252",
        "CountryCode": "1",
        "CreationClassName": "Win32_OperatingSystem",
        "CSCreationClassName": "Win32_ComputerSystem",
        "DataExecutionPrevention_32BitApplications": True,
        "DataExecutionPrevention_Available": True,
        "DataExecutionPrevention_Drivers": True,
        "DataExecutionPrevention_SupportPolicy": 3,
        "Debug": False,
        "Distributed": False,
        "EncryptionLevel": 256,
        "ForegroundApplicationBoost": 0,
        "FreeSpaceInPagingFiles": memory,
        "FreeVirtualMemory": memory * 3 // 2,
        "InstallDate": datetime.fromtimestamp(number(_NT, "InstallDate"), tz=timezone.utc),
        "LargeSystemCache": 1,
        "MaxNumberOfProcesses": 0xFFFFFFFF,
        "MaxProcessMemorySize": 8_589_934_464 if system.bits == 64 else 2_097_024,
        "NumberOfLicensedUsers": 5,
        "Organization": text(_NT, "RegisteredOrganization"),
        "PAEEnabled": system.bits == 32,
        "Primary": True,
        "QuantumLength": 0,
        "QuantumType": 0,
        "RegisteredUser": text(_NT, "RegisteredOwner"),
        "SerialNumber": text(_NT, "ProductId"),
        "SizeStoredInPagingFiles": memory,
        "SuiteMask": 274 if system.enterprise else 272,
        "SystemDevice": "\\Device\\HarddiskVolume1",
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


@operating_system.method("SetDateTime", "LocalDateTime")
def set_date_time(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The lab has one clock."""
    raise NotEmulated("Win32_OperatingSystem.SetDateTime")


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
    "AdminPasswordStatus:uint16 AutomaticResetBootOption:boolean AutomaticResetCapability:boolean "
    "BootOptionOnLimit:uint16 BootOptionOnWatchDog:uint16 BootROMSupported:boolean BootupState Caption "
    "ChassisBootupState:uint16 CreationClassName CurrentTimeZone:sint16 DaylightInEffect:boolean Description "
    "DNSHostName Domain DomainRole:uint16 EnableDaylightSavingsTime:boolean FrontPanelResetStatus:uint16 "
    "InfraredSupported:boolean InitialLoadInfo:string[] InstallDate:datetime KeyboardPasswordStatus:uint16 "
    "LastLoadInfo Manufacturer Model Name* NameFormat NetworkServerModeEnabled:boolean "
    "NumberOfLogicalProcessors:uint32 NumberOfProcessors:uint32 OEMLogoBitmap:uint8[] OEMStringArray:string[] "
    "PartOfDomain:boolean PauseAfterReset:sint64 PowerManagementCapabilities:uint16[] "
    "PowerManagementSupported:boolean PowerOnPasswordStatus:uint16 PowerState:uint16 PowerSupplyState:uint16 "
    "PrimaryOwnerContact PrimaryOwnerName ResetCapability:uint16 ResetCount:sint16 ResetLimit:sint16 Roles:string[] "
    "Status SupportContactDescription:string[] SystemStartupDelay:uint16 SystemStartupOptions:string[] "
    "SystemStartupSetting:uint8 SystemType ThermalState:uint16 TotalPhysicalMemory:uint64 UserName WakeUpType:uint16 "
    "Workgroup",
)
def computer_system(caller: WmiCaller) -> Iterable[Row]:
    """One instance."""
    machine = caller.machine
    joined = machine.member_of is not None
    role = 5 if machine.is_domain_controller else 3 if joined else 2
    yield {
        "AdminPasswordStatus": 1,
        "AutomaticResetBootOption": True,
        "AutomaticResetCapability": True,
        "BootROMSupported": True,
        "ChassisBootupState": 3,
        "CreationClassName": "Win32_ComputerSystem",
        "CurrentTimeZone": 0,
        "DaylightInEffect": False,
        "EnableDaylightSavingsTime": True,
        "FrontPanelResetStatus": 3,
        "InfraredSupported": False,
        "KeyboardPasswordStatus": 3,
        "NetworkServerModeEnabled": True,
        "PauseAfterReset": -1,
        "PowerOnPasswordStatus": 3,
        "PowerState": 0,
        "PowerSupplyState": 3,
        "PrimaryOwnerName": machine.registry.text(_NT, "RegisteredOwner"),
        "ResetCapability": 1,
        "ResetCount": -1,
        "ResetLimit": -1,
        "SystemStartupDelay": 30,
        "SystemStartupOptions": [f'"{machine.os.caption}" /noexecute=optout /fastdetect'],
        "SystemStartupSetting": 0,
        "ThermalState": 3,
        "WakeUpType": 6,
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


@computer_system.method("Rename", "Name", "Password", "UserName")
def rename_computer(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Renaming would take the machine's identity; winlab's machines keep theirs."""
    raise NotEmulated("Win32_ComputerSystem.Rename")


@computer_system.method("JoinDomainOrWorkgroup", "Name", "Password", "UserName", "AccountOU", "FJoinOptions")
def join_domain(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """A machine is in the domain that its scenario says."""
    raise NotEmulated("Win32_ComputerSystem.JoinDomainOrWorkgroup")


@computer_system.method("UnjoinDomainOrWorkgroup", "Password", "UserName", "FUnjoinOptions")
def unjoin_domain(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """A machine stays in its domain."""
    raise NotEmulated("Win32_ComputerSystem.UnjoinDomainOrWorkgroup")
