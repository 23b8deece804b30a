"""WMI classes of which an emulated machine has no instance: it has no printers, tapes, batteries or sound.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-provider.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_DEVICE = (
    "Availability:uint16 Caption ConfigManagerErrorCode:uint32 ConfigManagerUserConfig:boolean CreationClassName "
    "Description DeviceID* ErrorCleared:boolean ErrorDescription InstallDate:datetime LastErrorCode:uint32 Name "
    "PNPDeviceID PowerManagementCapabilities:uint16[] PowerManagementSupported:boolean Status StatusInfo:uint16 "
    "SystemCreationClassName SystemName"
)
_JOB = (
    "Caption Description ElapsedTime:datetime InstallDate:datetime JobId*:uint32 JobStatus Name Notify Owner "
    "Priority:uint32 StartTime:datetime Status TimeSubmitted:datetime UntilTime:datetime"
)
_CLASSES = {
    "Win32_1394Controller": f"{_DEVICE} Manufacturer",
    "Win32_Battery": f"{_DEVICE} BatteryStatus:uint16 EstimatedChargeRemaining:uint16 EstimatedRunTime:uint32",
    "Win32_DiskQuota": "DiskSpaceUsed:uint64 Limit:uint64 QuotaVolume*:ref:Win32_LogicalDisk Status:uint32 "
    "User*:ref:Win32_Account WarningLimit:uint64",
    "Win32_FloppyDrive": f"{_DEVICE} Manufacturer MaxMediaSize:uint64",
    "Win32_InfraredDevice": f"{_DEVICE} Manufacturer",
    "Win32_MappedLogicalDisk": f"{_DEVICE} FileSystem FreeSpace:uint64 ProviderName SessionID Size:uint64 VolumeName",
    "Win32_NetworkConnection": "AccessMask:uint32 Caption Comment ConnectionState ConnectionType Description "
    "DisplayType InstallDate:datetime LocalName Name* Persistent:boolean ProviderName RemoteName RemotePath "
    "ResourceType Status UserName",
    "Win32_PCMCIAController": f"{_DEVICE} Manufacturer",
    "Win32_PortableBattery": f"{_DEVICE} BatteryStatus:uint16 EstimatedChargeRemaining:uint16",
    "Win32_Printer": f"{_DEVICE} Attributes:uint32 Comment Default:boolean Direct:boolean DriverName Hidden:boolean "
    "JobCountSinceLastReset:uint32 Local:boolean Location Network:boolean PortName PrinterState:uint32 "
    "PrinterStatus:uint16 PrintProcessor Published:boolean Queued:boolean ServerName Shared:boolean ShareName "
    "WorkOffline:boolean",
    "Win32_PrinterDriver": "Caption ConfigFile DataFile DependentFiles:string[] Description DriverPath FilePath "
    "HelpFile InfName MonitorName Name* OEMUrl Started:boolean StartMode Status SupportedPlatform Version:uint16",
    "Win32_PrintJob": f"{_JOB} DataType Document DriverName HostPrintQueue PagesPrinted:uint32 Parameters "
    "PrintProcessor Size:uint32 StatusMask:uint32 TotalPages:uint32",
    "Win32_ScheduledJob": f"{_JOB} Command DaysOfMonth:uint32 DaysOfWeek:uint32 InteractWithDesktop:boolean "
    "RunRepeatedly:boolean",
    "Win32_ServerConnection": "ActiveTime:uint32 Caption ComputerName* ConnectionID*:uint32 Description "
    "InstallDate:datetime Name NumberOfFiles:uint32 NumberOfUsers:uint32 ShareName* Status UserName*",
    "Win32_ServerSession": "ActiveTime:uint32 Caption ClientType ComputerName* Description IdleTime:uint32 "
    "InstallDate:datetime Name ResourcesOpened:uint32 SessionType:uint32 Status TransportName UserName*",
    "Win32_ShadowCopy": "Caption ClientAccessible:boolean Count:uint32 Description DeviceObject ID* "
    "InstallDate:datetime Name Persistent:boolean ProviderID SetID State:uint32 Status VolumeName",
    "Win32_SoundDevice": f"{_DEVICE} Manufacturer ProductName",
    "Win32_TapeDrive": f"{_DEVICE} Manufacturer MediaType",
    "Win32_TCPIPPrinterPort": "Caption Description HostAddress Name* PortNumber:uint32 Protocol:uint32 Queue "
    "SNMPCommunity SNMPEnabled:boolean Status",
}


def _none(caller: WmiCaller) -> Iterable[Row]:
    return ()


for _name, _properties in _CLASSES.items():
    WMI.declare(CIMV2, _name, _properties)(_none)
