"""WMI classes of network adapters and disks.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-networkadapterconfiguration.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.powershell.errors import NotEmulated
from winlab.windows.network import Adapter
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller


@WMI.declare(
    CIMV2,
    "Win32_NetworkAdapter",
    "AdapterType AdapterTypeID:uint16 AutoSense:boolean Availability:uint16 Caption ConfigManagerErrorCode:uint32 "
    "ConfigManagerUserConfig:boolean CreationClassName Description DeviceID* ErrorCleared:boolean ErrorDescription "
    "Index:uint32 InstallDate:datetime Installed:boolean LastErrorCode:uint32 MACAddress Manufacturer "
    "MaxNumberControlled:uint32 MaxSpeed:uint64 Name NetConnectionID NetConnectionStatus:uint16 "
    "NetworkAddresses:string[] PermanentAddress PNPDeviceID PowerManagementCapabilities:uint16[] "
    "PowerManagementSupported:boolean ProductName ServiceName Speed:uint64 Status StatusInfo:uint16 "
    "SystemCreationClassName SystemName TimeOfLastReset:datetime",
)
def adapters(caller: WmiCaller) -> Iterable[Row]:
    """The adapters."""
    for number, adapter in enumerate(caller.machine.adapters, 1):
        yield {
            "AdapterType": "Ethernet 802.3",
            "AdapterTypeID": 0,
            "Availability": 3,
            "ConfigManagerErrorCode": 0,
            "ConfigManagerUserConfig": False,
            "CreationClassName": "Win32_NetworkAdapter",
            "Installed": True,
            "MaxNumberControlled": 0,
            "PNPDeviceID": f"PCI\\VEN_14E4&DEV_1648&SUBSYS_02A61014&REV_02\\4&1AB2C3D&0&{number:04X}",
            "PowerManagementSupported": False,
            "SystemCreationClassName": "Win32_ComputerSystem",
            "SystemName": caller.machine.name,
            "TimeOfLastReset": caller.machine.boot_time,
            "Caption": f"[{number:08d}] {adapter.description}",
            "Description": adapter.description,
            "DeviceID": str(number),
            "Index": number,
            "MACAddress": adapter.mac,
            "Manufacturer": "Broadcom",
            "Name": adapter.description,
            "NetConnectionID": adapter.name,
            "NetConnectionStatus": 2 if adapter.enabled else 0,
            "ProductName": adapter.description,
            "ServiceName": "b57w2k",
            "Status": None,
        }


@WMI.declare(
    CIMV2,
    "Win32_NetworkAdapterConfiguration",
    "ArpAlwaysSourceRoute:boolean ArpUseEtherSNAP:boolean Caption DatabasePath DeadGWDetectEnabled:boolean "
    "DefaultIPGateway:string[] DefaultTOS:uint8 DefaultTTL:uint8 Description DHCPEnabled:boolean "
    "DHCPLeaseExpires:datetime DHCPLeaseObtained:datetime DHCPServer DNSDomain DNSDomainSuffixSearchOrder:string[] "
    "DNSEnabledForWINSResolution:boolean DNSHostName DNSServerSearchOrder:string[] "
    "DomainDNSRegistrationEnabled:boolean ForwardBufferMemory:uint32 FullDNSRegistrationEnabled:boolean "
    "GatewayCostMetric:uint16[] IGMPLevel:uint8 Index*:uint32 IPAddress:string[] IPConnectionMetric:uint32 "
    "IPEnabled:boolean IPFilterSecurityEnabled:boolean IPPortSecurityEnabled:boolean IPSecPermitIPProtocols:string[] "
    "IPSecPermitTCPPorts:string[] IPSecPermitUDPPorts:string[] IPSubnet:string[] IPUseZeroBroadcast:boolean "
    "IPXAddress IPXEnabled:boolean IPXFrameType:uint32[] IPXMediaType:uint32 IPXNetworkNumber:string[] "
    "IPXVirtualNetNumber KeepAliveInterval:uint32 KeepAliveTime:uint32 MACAddress MTU:uint32 "
    "NumForwardPackets:uint32 PMTUBHDetectEnabled:boolean PMTUDiscoveryEnabled:boolean ServiceName SettingID "
    "TcpipNetbiosOptions:uint32 TcpMaxConnectRetransmissions:uint32 TcpMaxDataRetransmissions:uint32 "
    "TcpNumConnections:uint32 TcpUseRFC1122UrgentPointer:boolean TcpWindowSize:uint16 WINSEnableLMHostsLookup:boolean "
    "WINSHostLookupFile WINSPrimaryServer WINSScopeID WINSSecondaryServer",
)
def configurations(caller: WmiCaller) -> Iterable[Row]:
    """Their settings."""
    machine = caller.machine
    domain = machine.spec.dns_domain or machine.domain
    for number, adapter in enumerate(machine.adapters, 1):
        yield {
            "Caption": f"[{number:08d}] {adapter.description}",
            "DefaultIPGateway": [adapter.gateway] if adapter.gateway else None,
            "Description": adapter.description,
            "DHCPEnabled": adapter.dhcp,
            "DNSDomain": domain,
            "DatabasePath": "%SystemRoot%\\System32\\drivers\\etc",
            "DNSDomainSuffixSearchOrder": [domain] if domain else None,
            "DNSEnabledForWINSResolution": False,
            "DNSHostName": machine.name.lower(),
            "GatewayCostMetric": [0] if adapter.gateway else None,
            "IPConnectionMetric": 10,
            "IPFilterSecurityEnabled": False,
            "IPXEnabled": False,
            "WINSEnableLMHostsLookup": True,
            "WINSScopeID": "",
            "DNSServerSearchOrder": list(adapter.dns) or None,
            "DomainDNSRegistrationEnabled": False,
            "FullDNSRegistrationEnabled": adapter.register_dns,
            "Index": number,
            "IPAddress": [adapter.address] if adapter.address else None,
            "IPEnabled": bool(adapter.address) and adapter.enabled,
            "IPSubnet": [adapter.mask] if adapter.address else None,
            "MACAddress": adapter.mac,
            "ServiceName": "b57w2k",
            "SettingID": adapter.guid,
            "TcpipNetbiosOptions": adapter.netbios,
        }


def _adapter(caller: WmiCaller, row: Row) -> Adapter:
    return caller.machine.adapters[int(str(row["Index"])) - 1]


@configurations.method("SetTcpipNetbios", "TcpipNetbiosOptions")
def set_netbios(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """0 by DHCP, 1 on, 2 off; 64 and more are refusals."""
    option = arguments.get("TcpipNetbiosOptions")
    if not isinstance(option, int) or not 0 <= option <= 2:
        return {"ReturnValue": 70}
    if not caller.logon.is_administrator:
        return {"ReturnValue": 91}
    _adapter(caller, row).netbios = int(option)
    caller.machine.write_adapters()
    return {"ReturnValue": 0}


@configurations.method("SetDynamicDNSRegistration", "FullDNSRegistrationEnabled", "DomainDNSRegistrationEnabled")
def set_registration(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """Whether the connection's addresses go to DNS."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 91}
    _adapter(caller, row).register_dns = bool(arguments.get("FullDNSRegistrationEnabled"))
    caller.machine.write_adapters()
    return {"ReturnValue": 0}


@configurations.method("SetDNSServerSearchOrder", "DNSServerSearchOrder")
def set_dns(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The DNS servers in order; null removes them."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 91}
    servers = arguments.get("DNSServerSearchOrder")
    listed = servers if isinstance(servers, list) else [] if servers is None else [servers]
    _adapter(caller, row).dns[:] = [str(item) for item in listed]
    caller.machine.write_adapters()
    return {"ReturnValue": 0}


def _address_code(text: object, refusal: int) -> int:
    """0 for an IPv4 address, else the refusal."""
    words = str(text).split(".")
    return 0 if len(words) == 4 and all(word.isdigit() and int(word) < 256 for word in words) else refusal


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


@configurations.method("EnableStatic", "IPAddress", "SubnetMask")
def enable_static(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """A fixed address; 70 for an address, 66 for a mask that is none."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 91}
    address, mask = _first(arguments.get("IPAddress")), _first(arguments.get("SubnetMask"))
    code = _address_code(address, 70) or _address_code(mask, 66)
    if not code:
        adapter = _adapter(caller, row)
        adapter.address, adapter.mask, adapter.dhcp = str(address), str(mask), False
        caller.machine.write_adapters()
    return {"ReturnValue": code}


@configurations.method("SetGateways", "DefaultIPGateway", "GatewayCostMetric")
def set_gateways(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The default gateway; 71 for one that is no address."""
    if not caller.logon.is_administrator:
        return {"ReturnValue": 91}
    gateway = _first(arguments.get("DefaultIPGateway"))
    code = _address_code(gateway, 71)
    if not code:
        _adapter(caller, row).gateway = str(gateway)
        caller.machine.write_adapters()
    return {"ReturnValue": code}


@configurations.method("EnableDHCP")
def enable_dhcp(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """No DHCP server is in the lab, so the address would be lost."""
    raise NotEmulated("Win32_NetworkAdapterConfiguration.EnableDHCP")


@configurations.method("SetDNSDomain", "DNSDomain")
def set_dns_domain(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """The suffix of a connection: winlab keeps one for the machine."""
    raise NotEmulated("Win32_NetworkAdapterConfiguration.SetDNSDomain")


@configurations.method("RenewDHCPLease")
@configurations.method("ReleaseDHCPLease")
def without_dhcp(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """84: the address does not come from DHCP."""
    return {"ReturnValue": 84}


@WMI.declare(
    CIMV2,
    "Win32_LogicalDisk",
    "Access:uint16 Availability:uint16 BlockSize:uint64 Caption Compressed:boolean ConfigManagerErrorCode:uint32 "
    "ConfigManagerUserConfig:boolean CreationClassName Description DeviceID* DriveType:uint32 ErrorCleared:boolean "
    "ErrorDescription ErrorMethodology FileSystem FreeSpace:uint64 InstallDate:datetime LastErrorCode:uint32 "
    "MaximumComponentLength:uint32 MediaType:uint32 Name NumberOfBlocks:uint64 PNPDeviceID "
    "PowerManagementCapabilities:uint16[] PowerManagementSupported:boolean ProviderName Purpose "
    "QuotasDisabled:boolean QuotasIncomplete:boolean QuotasRebuilding:boolean Size:uint64 Status StatusInfo:uint16 "
    "SupportsDiskQuotas:boolean SupportsFileBasedCompression:boolean SystemCreationClassName SystemName "
    "VolumeDirty:boolean VolumeName VolumeSerialNumber",
)
def logical_disks(caller: WmiCaller) -> Iterable[Row]:
    """The volumes with letters."""
    machine = caller.machine
    for letter, disk in machine.files.disks.items():
        fixed = disk.kind == "fixed"
        yield {
            "Access": 0 if fixed else 1,
            "Caption": letter,
            "Compressed": False,
            "CreationClassName": "Win32_LogicalDisk",
            "MaximumComponentLength": 255,
            "QuotasDisabled": True if fixed else None,
            "SupportsDiskQuotas": fixed,
            "SupportsFileBasedCompression": fixed,
            "SystemCreationClassName": "Win32_ComputerSystem",
            "SystemName": machine.name,
            "VolumeDirty": False if fixed else None,
            "Description": "Local Fixed Disk" if fixed else "CD-ROM Disc",
            "DeviceID": letter,
            "DriveType": 3 if fixed else 5,
            "FileSystem": disk.filesystem,
            "FreeSpace": machine.files.free(letter),
            "MediaType": 12 if fixed else 11,
            "Name": letter,
            "Size": disk.size,
            "VolumeName": disk.label,
            "VolumeSerialNumber": machine.random_guid(f"volume {letter}")[:8].upper(),
        }


@logical_disks.method("Chkdsk", "FixErrors", "VigorousIndexCheck", "SkipFolderCycle", "ForceDismount")
def check_disk(caller: WmiCaller, row: Row, arguments: Row) -> Row:
    """An emulated volume has no structures to be checked."""
    raise NotEmulated("Win32_LogicalDisk.Chkdsk")
