"""Which properties of a WMI object are shown when nobody says.

These are the DefaultDisplayPropertySet and PSStatus of PowerShell 2.0's types.ps1xml:
https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_types.ps1xml.
"""

from __future__ import annotations

from winlab.powershell.addedmembers import AliasProperty, CodeProperty, PropertySet
from winlab.powershell.declare import extended
from winlab.powershell.formatting.views import Column, Group, table
from winlab.windows.surfaces.addresses import IPAddress
from winlab.windows.wmi.objects import ManagementClass, ManagementObject
from winlab.windows.wmi.repository import CIMV2

_DEFAULT = """
CIM_DataFile: Compressed Encrypted Size Hidden Name Readable System Version Writeable
Win32_BaseBoard: Manufacturer Model Name SerialNumber SKU Product
Win32_BIOS: SMBIOSBIOSVersion Manufacturer Name SerialNumber Version
Win32_BootConfiguration: BootDirectory Name SettingID Caption
Win32_CacheMemory: BlockSize CacheSpeed CacheType DeviceID InstalledSize Level MaxCacheSize NumberOfBlocks Status \
WritePolicy
Win32_CDROMDrive: Caption Drive Manufacturer VolumeName
Win32_ComputerSystem: Domain Manufacturer Model Name PrimaryOwnerName TotalPhysicalMemory
Win32_ComputerSystemProduct: IdentifyingNumber Name Vendor Version Caption
Win32_Desktop: Name ScreenSaverActive ScreenSaverSecure ScreenSaverTimeout SettingID
Win32_DesktopMonitor: DeviceID DisplayType MonitorManufacturer Name ScreenHeight ScreenWidth
Win32_Directory: Hidden Archive EightDotThreeFileName FileSize Name Compressed Encrypted Readable
Win32_DiskDrive: Partitions DeviceID Model Size Caption
Win32_DiskPartition: NumberOfBlocks BootPartition Name PrimaryPartition Size Index
Win32_DiskQuota: DiskSpaceUsed Limit QuotaVolume User
Win32_Environment: VariableValue Name UserName
Win32_Group: Caption Domain Name SID
Win32_LoadOrderGroup: GroupOrder Name
Win32_LogicalDisk: DeviceID DriveType ProviderName FreeSpace Size VolumeName
Win32_LogicalMemoryConfiguration: Name TotalVirtualMemory TotalPhysicalMemory TotalPageFileSpace
Win32_LogonSession: AuthenticationPackage LogonId LogonType Name StartTime Status
Win32_NetworkAdapter: ServiceName MACAddress AdapterType DeviceID Name NetworkAddresses Speed
Win32_NetworkAdapterConfiguration: DHCPEnabled IPAddress DefaultIPGateway DNSDomain ServiceName Description Index
Win32_NetworkClient: Caption InstallDate Manufacturer Name
Win32_NetworkConnection: LocalName RemoteName ConnectionState Status
Win32_NetworkLoginProfile: Caption Privileges Profile UserId UserType Workstations
Win32_NTDomain: ClientSiteName DcSiteName Description DnsForestName DomainControllerAddress DomainControllerName \
DomainName Roles Status
Win32_NTEventlogFile: FileSize LogfileName Name NumberOfRecords
Win32_NTLogEvent: Category CategoryString EventCode EventIdentifier TypeEvent InsertionStrings LogFile Message \
RecordNumber SourceName TimeGenerated TimeWritten Type UserName
Win32_OnBoardDevice: DeviceType SerialNumber Enabled Description
Win32_OperatingSystem: SystemDirectory Organization BuildNumber RegisteredUser SerialNumber Version
Win32_OSRecoveryConfiguration: DebugFilePath Name SettingID
Win32_PageFileSetting: MaximumSize Name Caption
Win32_PageFileUsage: Caption Name PeakUsage
Win32_PhysicalMemoryArray: Model Name MaxCapacity MemoryDevices
Win32_Printer: Location Name PrinterState PrinterStatus ShareName SystemName
Win32_PrintJob: Document JobId JobStatus Owner Priority Size Name
Win32_Processor: Caption DeviceID Manufacturer MaxClockSpeed Name SocketDesignation
Win32_Product: IdentifyingNumber Name Vendor Version Caption
Win32_Registry: CurrentSize MaximumSize Name Status
Win32_ScheduledJob: JobId Name Owner Priority Command
Win32_SCSIController: DriverName Manufacturer Name ProtocolSupported Status StatusInfo
Win32_Service: ExitCode Name ProcessId StartMode State Status
Win32_Share: Name Path Description
Win32_StartupCommand: Command User Caption
Win32_SystemAccount: Caption Domain Name SID
Win32_SystemDriver: DisplayName Name State Status Started
Win32_SystemEnclosure: Manufacturer Model LockPresent SerialNumber SMBIOSAssetTag SecurityStatus
Win32_TimeZone: Bias SettingID Caption
Win32_UserAccount: AccountType Caption Domain SID FullName Name
Win32_WMISetting: BuildVersion Caption DatabaseDirectory EnableEvents LoggingLevel SettingID
"""

_STATUS = """
Win32_BIOS: Status Name Caption SMBIOSPresent
Win32_ComputerSystem: AdminPasswordStatus BootupState ChassisBootupState KeyboardPasswordStatus \
PowerOnPasswordStatus PowerSupplyState PowerState FrontPanelResetStatus ThermalState Status Name
Win32_ComputerSystemProduct: Name Version
Win32_DiskDrive: ConfigManagerErrorCode LastErrorCode NeedsCleaning Status DeviceID StatusInfo Partitions
Win32_DiskPartition: Index Status StatusInfo Name
Win32_Environment: Status Name SystemVariable
Win32_Group: Status Name
Win32_LogicalDisk: Status Availability DeviceID StatusInfo
Win32_NetworkAdapter: Availability Name Status StatusInfo DeviceID
Win32_NetworkAdapterConfiguration: DHCPLeaseExpires Index Description
Win32_NTEventlogFile: Status LogfileName Name
Win32_OperatingSystem: Status Name
Win32_Printer: Status Name
Win32_Processor: Availability CpuStatus CurrentVoltage DeviceID ErrorCleared ErrorDescription LastErrorCode \
LoadPercentage Status StatusInfo
Win32_Product: Name Version InstallState
Win32_Registry: Status CurrentSize MaximumSize ProposedSize
Win32_Service: Name Status ExitCode
Win32_Share: Status Type Name
Win32_SystemAccount: Status SIDType Name Domain
Win32_SystemDriver: Status Name State ExitCode Started ServiceSpecificExitCode
Win32_UserAccount: Status Caption PasswordExpires
"""


def _sets(table: str) -> dict[str, list[str]]:
    lines = table.replace("\\\n", "").strip().splitlines()
    return {name: names.split() for name, _, names in (line.partition(":") for line in lines)}


BRIEF = {name.lower(): names for name, names in _sets(_DEFAULT).items()}
"""The same sets by class (lower case), which are also those of ``wmic ... list brief``."""


def _declare(table: str, name: str) -> None:
    for class_name, names in _sets(table).items():
        extended(f"System.Management.ManagementObject#{CIMV2}\\{class_name}", PropertySet(name, names))


def _namespace_of(found: object) -> object:
    return found.declared.namespace.replace("root", "ROOT", 1) if isinstance(found, ManagementClass) else None


def _methods_of(found: object) -> object:
    declared = found.declared if isinstance(found, ManagementClass) else None
    return [method.name for method in declared.methods.values()] if declared is not None else None


def _properties_of(found: object) -> object:
    names = [item.name for item in found.declared.properties] if isinstance(found, ManagementClass) else []
    return sorted(names, key=str.lower)


def _pinged(found: object) -> object:
    address = found.row.get("ProtocolAddress") if isinstance(found, ManagementObject) else None
    return IPAddress(str(address)) if address else None


def declare_display() -> None:
    """Gives the classes of root\\cimv2 their property sets and Win32_Process its aliases."""
    _declare(_DEFAULT, "DefaultDisplayPropertySet")
    _declare(_STATUS, "PSStatus")
    aliases = {"ProcessName": "Name", "Handles": "Handlecount", "VM": "VirtualSize", "WS": "WorkingSetSize"}
    process = f"System.Management.ManagementObject#{CIMV2}\\Win32_Process"
    extended(process, *(AliasProperty(name, other) for name, other in aliases.items()))
    extended(process, AliasProperty("Path", "ExecutablePath"))
    ping = f"System.Management.ManagementObject#{CIMV2}\\Win32_PingStatus"
    extended(ping, CodeProperty("IPV4Address", _pinged), CodeProperty("IPV6Address", lambda _: []))
    table(
        ping,
        Column("Source", "__SERVER", width=13),
        Column("Destination", "Address", width=15),
        Column("IPV4Address", width=16),
        Column("IPV6Address", width=40),
        Column("Bytes", "BufferSize", width=8),
        Column("Time(ms)", "ResponseTime", width=9),
    )
    table(
        "System.Management.ManagementClass",
        Column("Name", "__CLASS", width=35),
        Column("Methods", _methods_of, width=20),
        Column("Properties", _properties_of),
        group=Group("NameSpace", _namespace_of),
    )
