"""From which class each WMI class is derived.

Sources: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-provider (the "syntax" of each class),
https://learn.microsoft.com/windows/win32/wmisdk/wmi-system-classes and
https://learn.microsoft.com/previous-versions/iis/6.0-sdk/ms524872(v=vs.90).
"""

from __future__ import annotations

import functools

_TABLE = """
CIM_Action: CIM_CopyFileAction CIM_DirectoryAction CIM_RemoveFileAction
CIM_ManagedSystemElement: CIM_LogicalElement CIM_PhysicalElement
CIM_LogicalElement: CIM_FileSystem CIM_Job CIM_JobDestination CIM_LogicalDevice CIM_LogicalFile CIM_OperatingSystem \
CIM_Process CIM_RedundancyGroup CIM_Service CIM_ServiceAccessPoint CIM_SoftwareElement CIM_SoftwareFeature \
CIM_System CIM_SystemResource CIM_Thread Win32_Account Win32_Environment Win32_NetworkClient Win32_NetworkConnection \
Win32_NetworkProtocol Win32_PageFileUsage Win32_QuickFixEngineering Win32_Registry Win32_ServerConnection \
Win32_ServerSession Win32_Session Win32_Share
CIM_PhysicalElement: CIM_PhysicalComponent CIM_PhysicalConnector CIM_PhysicalLink CIM_PhysicalPackage
CIM_PhysicalComponent: CIM_Chip
CIM_Chip: CIM_PhysicalMemory
CIM_PhysicalMemory: Win32_PhysicalMemory
CIM_PhysicalPackage: CIM_Card CIM_Chassis Win32_PhysicalMemoryArray
CIM_Card: Win32_BaseBoard
CIM_Chassis: Win32_SystemEnclosure
CIM_PhysicalConnector: CIM_Slot Win32_PortConnector
CIM_Slot: Win32_SystemSlot
CIM_LogicalDevice: CIM_Battery CIM_Controller CIM_CoolingDevice CIM_Display CIM_MediaAccessDevice CIM_NetworkAdapter \
CIM_PowerSupply CIM_Printer CIM_Processor CIM_Sensor CIM_StorageExtent CIM_USBDevice CIM_UserDevice Win32_Bus \
Win32_MotherboardDevice Win32_PnPEntity Win32_SoundDevice
CIM_Battery: Win32_Battery Win32_PortableBattery
CIM_Controller: CIM_ParallelController CIM_SCSIController CIM_SerialController CIM_USBController CIM_VideoController \
Win32_1394Controller Win32_FloppyController Win32_IDEController Win32_InfraredDevice Win32_PCMCIAController
CIM_SCSIController: Win32_SCSIController
CIM_SerialController: Win32_SerialPort
CIM_ParallelController: Win32_ParallelPort
CIM_USBController: Win32_USBController
CIM_VideoController: CIM_PCVideoController
CIM_PCVideoController: Win32_VideoController
CIM_CoolingDevice: Win32_Fan Win32_HeatPipe Win32_Refrigeration
CIM_MediaAccessDevice: CIM_CDROMDrive CIM_DiskDrive CIM_DisketteDrive CIM_TapeDrive
CIM_CDROMDrive: Win32_CDROMDrive
CIM_DiskDrive: Win32_DiskDrive
CIM_DisketteDrive: Win32_FloppyDrive
CIM_TapeDrive: Win32_TapeDrive
CIM_NetworkAdapter: Win32_NetworkAdapter
CIM_Printer: Win32_Printer
CIM_Processor: Win32_Processor
CIM_Sensor: CIM_NumericSensor
CIM_NumericSensor: Win32_CurrentProbe Win32_TemperatureProbe Win32_VoltageProbe
CIM_StorageExtent: CIM_DiskPartition CIM_LogicalDisk CIM_Memory CIM_StorageVolume
CIM_DiskPartition: Win32_DiskPartition
CIM_LogicalDisk: Win32_LogicalDisk Win32_MappedLogicalDisk
CIM_StorageVolume: Win32_Volume
CIM_Memory: CIM_CacheMemory Win32_MemoryArray Win32_MemoryDevice
CIM_CacheMemory: Win32_CacheMemory
CIM_UserDevice: CIM_Display CIM_Keyboard CIM_PointingDevice
CIM_Display: CIM_DesktopMonitor
CIM_DesktopMonitor: Win32_DesktopMonitor
CIM_Keyboard: Win32_Keyboard
CIM_PointingDevice: Win32_PointingDevice
CIM_USBDevice: CIM_USBHub
CIM_USBHub: Win32_USBHub
CIM_LogicalFile: CIM_DataFile CIM_DeviceFile CIM_Directory
CIM_DataFile: Win32_CodecFile Win32_NTEventlogFile Win32_PageFile Win32_ShortcutFile
CIM_Directory: Win32_Directory
CIM_Job: Win32_PrintJob Win32_ScheduledJob
CIM_OperatingSystem: Win32_OperatingSystem
CIM_Process: Win32_Process
CIM_Thread: Win32_Thread
CIM_Service: Win32_ApplicationService Win32_BaseService
Win32_BaseService: Win32_Service Win32_SystemDriver
Win32_Service: Win32_TerminalService
CIM_SoftwareElement: CIM_BIOSElement Win32_SoftwareElement
CIM_BIOSElement: Win32_BIOS
CIM_SoftwareFeature: Win32_SoftwareFeature
CIM_System: CIM_ApplicationSystem CIM_ComputerSystem Win32_NTDomain
CIM_ComputerSystem: CIM_UnitaryComputerSystem
CIM_UnitaryComputerSystem: Win32_ComputerSystem
CIM_ApplicationSystem: Win32_COMApplication
Win32_COMApplication: Win32_DCOMApplication
CIM_SystemResource: CIM_DMA CIM_IRQ CIM_MemoryMappedIO Win32_SystemMemoryResource
CIM_IRQ: Win32_IRQResource
CIM_DMA: Win32_DMAChannel
CIM_MemoryMappedIO: Win32_DeviceMemoryAddress Win32_PortResource
CIM_ServiceAccessPoint: Win32_CommandLineAccess Win32_TCPIPPrinterPort
Win32_Account: Win32_Group Win32_SystemAccount Win32_UserAccount
CIM_Setting: Win32_BootConfiguration Win32_COMSetting Win32_Desktop Win32_DisplayConfiguration \
Win32_LogicalMemoryConfiguration Win32_NetworkAdapterConfiguration Win32_OSRecoveryConfiguration \
Win32_PageFileSetting Win32_PrinterConfiguration Win32_QuotaSetting Win32_SecuritySetting Win32_StartupCommand \
Win32_TimeZone Win32_VideoConfiguration
Win32_COMSetting: Win32_ClassicCOMClassSetting Win32_DCOMApplicationSetting
Win32_SecuritySetting: Win32_LogicalFileSecuritySetting Win32_LogicalShareSecuritySetting
CIM_CollectionOfMSEs: Win32_LoadOrderGroup
CIM_Dependency: CIM_BasedOn CIM_DeviceAccessedByFile CIM_DeviceSoftware CIM_HostedService CIM_ProcessExecutable \
Win32_ConnectionShare Win32_DependentService Win32_DriverForDevice Win32_LoggedOnUser Win32_SessionConnection \
Win32_SubSession Win32_SystemDriverPNPEntity
CIM_MediaPresent: Win32_DiskDriveToDiskPartition
CIM_BasedOn: CIM_LogicalDiskBasedOnPartition
CIM_LogicalDiskBasedOnPartition: Win32_LogicalDiskToPartition
CIM_Component: CIM_DirectoryContainsFile CIM_SystemComponent CIM_SystemDevice Win32_GroupUser Win32_SubDirectory
CIM_SystemComponent: CIM_InstalledOS Win32_SystemBIOS Win32_SystemLoadOrderGroups Win32_SystemNetworkConnections \
Win32_SystemProcesses Win32_SystemServices Win32_SystemSystemDriver Win32_SystemUsers
CIM_InstalledOS: Win32_SystemOperatingSystem
CIM_SystemDevice: Win32_ComputerSystemProcessor Win32_SystemDevices Win32_SystemPartitions
CIM_ElementSetting: Win32_NetworkAdapterSetting Win32_PageFileElementSetting Win32_SecuritySettingOfObject \
Win32_SystemSetting Win32_UserDesktop Win32_VolumeQuotaSetting
Win32_SecuritySettingOfObject: Win32_SecuritySettingOfLogicalFile Win32_SecuritySettingOfLogicalShare
Win32_Session: Win32_LogonSession
Win32_PerfRawData: Win32_PerfRawData_PerfDisk_LogicalDisk Win32_PerfRawData_PerfOS_Memory \
Win32_PerfRawData_PerfOS_Processor Win32_PerfRawData_PerfOS_System Win32_PerfRawData_PerfProc_Process \
Win32_PerfRawData_Tcpip_NetworkInterface
Win32_PerfFormattedData: Win32_PerfFormattedData_PerfDisk_LogicalDisk Win32_PerfFormattedData_PerfDisk_PhysicalDisk \
Win32_PerfFormattedData_PerfOS_Memory Win32_PerfFormattedData_PerfOS_Objects \
Win32_PerfFormattedData_PerfOS_PagingFile Win32_PerfFormattedData_PerfOS_Processor \
Win32_PerfFormattedData_PerfOS_System Win32_PerfFormattedData_PerfProc_Process \
Win32_PerfFormattedData_Tcpip_NetworkInterface
CIM_StatisticalInformation: Win32_Perf
Win32_Perf: Win32_PerfFormattedData Win32_PerfRawData
Win32_CurrentTime: Win32_LocalTime Win32_UTCTime
Win32_MethodParameterClass: Win32_ProcessStartup
__SecurityDescriptor: Win32_SecurityDescriptor
__ACE: Win32_ACE
__Trustee: Win32_Trustee
__ExtrinsicEvent: Win32_ComputerSystemEvent Win32_DeviceChangeEvent Win32_SystemConfigurationChangeEvent \
Win32_SystemTrace
Win32_ComputerSystemEvent: Win32_ComputerShutdownEvent
Win32_DeviceChangeEvent: Win32_VolumeChangeEvent
Win32_SystemTrace: Win32_ModuleTrace Win32_ProcessTrace Win32_ThreadTrace
Win32_ProcessTrace: Win32_ProcessStartTrace Win32_ProcessStopTrace
: Win32_AccountSID Win32_ActiveRoute Win32_COMClass Win32_ClassInfoAction Win32_ComponentCategory \
Win32_ComputerSystemProduct Win32_Condition Win32_DefragAnalysis Win32_DiskQuota Win32_IP4PersistedRouteTable \
Win32_IP4RouteTable Win32_ImplementedCategory Win32_JobObjectStatus Win32_LUID Win32_LogicalProgramGroup \
Win32_MountPoint Win32_NTLogEvent Win32_NTLogEventComputer Win32_NTLogEventLog Win32_NTLogEventUser \
Win32_NamedJobObject Win32_NetworkLoginProfile Win32_OnBoardDevice Win32_OperatingSystemQFE Win32_PingStatus \
Win32_PnPSignedDriver Win32_PrinterDriver Win32_PrinterSetting Win32_PrivilegesStatus Win32_Product \
Win32_ProgramGroup Win32_Proxy Win32_PublishComponentAction Win32_SID Win32_SIDandAttributes \
Win32_ServiceSpecification Win32_SessionProcess Win32_ShadowBy Win32_ShadowContext Win32_ShadowCopy Win32_ShadowFor \
Win32_ShadowOn Win32_ShadowProvider Win32_ShadowStorage Win32_ShareToDirectory Win32_SystemTimeZone Win32_Terminal \
Win32_TerminalServiceSetting Win32_TokenGroups Win32_TokenPrivileges Win32_WMISetting Win32_WindowsProductActivation
"""


@functools.cache
def _parents() -> dict[str, tuple[str, str]]:
    """Class (lower case) to its own spelling and its superclass."""
    found: dict[str, tuple[str, str]] = {}
    for line in _TABLE.replace("\\\n", "").strip().splitlines():
        parent, _, children = line.partition(":")
        for child in children.split():
            found.setdefault(child.lower(), (child, parent))
    return found


def known(name: str) -> str | None:
    """The spelling of a class that Windows Server 2003 has, or None."""
    found = _parents().get(name.lower())
    if found is not None:
        return found[0]
    return next((parent for _, parent in _parents().values() if parent.lower() == name.lower()), None)


@functools.cache
def derivation(name: str) -> tuple[str, ...]:
    """The superclasses of a class, the nearest first."""
    found: list[str] = []
    at = _parents().get(name.lower())
    while at is not None and at[1]:
        found.append(at[1])
        at = _parents().get(at[1].lower())
    return tuple(found)
