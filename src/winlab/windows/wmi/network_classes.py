"""WMI classes of network adapters and disks.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-networkadapterconfiguration.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.network import Adapter
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller


@WMI.declare(
    CIMV2,
    "Win32_NetworkAdapter",
    "AdapterType Caption Description DeviceID* GUID Index:uint32 InterfaceIndex:uint32 MACAddress Manufacturer Name "
    "NetConnectionID NetConnectionStatus:uint16 ProductName ServiceName Status",
)
def adapters(caller: WmiCaller) -> Iterable[Row]:
    """The adapters."""
    for number, adapter in enumerate(caller.machine.adapters, 1):
        yield {
            "AdapterType": "Ethernet 802.3",
            "Caption": f"[{number:08d}] {adapter.description}",
            "Description": adapter.description,
            "DeviceID": str(number),
            "GUID": adapter.guid,
            "Index": number,
            "InterfaceIndex": adapter.index,
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
    "Caption DefaultIPGateway:string[] Description DHCPEnabled:boolean DNSDomain DNSHostName "
    "DNSServerSearchOrder:string[] DomainDNSRegistrationEnabled:boolean "
    "FullDNSRegistrationEnabled:boolean Index*:uint32 "
    "InterfaceIndex:uint32 IPAddress:string[] IPEnabled:boolean IPSubnet:string[] MACAddress ServiceName SettingID "
    "TcpipNetbiosOptions:uint32",
)
def configurations(caller: WmiCaller) -> Iterable[Row]:
    """Their settings."""
    machine = caller.machine
    for number, adapter in enumerate(machine.adapters, 1):
        yield {
            "Caption": f"[{number:08d}] {adapter.description}",
            "DefaultIPGateway": [adapter.gateway] if adapter.gateway else None,
            "Description": adapter.description,
            "DHCPEnabled": adapter.dhcp,
            "DNSDomain": machine.spec.dns_domain or machine.domain,
            "DNSHostName": machine.name.lower(),
            "DNSServerSearchOrder": list(adapter.dns) or None,
            "DomainDNSRegistrationEnabled": False,
            "FullDNSRegistrationEnabled": adapter.register_dns,
            "Index": number,
            "InterfaceIndex": adapter.index,
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


@WMI.declare(
    CIMV2,
    "Win32_LogicalDisk",
    "Caption Compressed:boolean Description DeviceID* DriveType:uint32 FileSystem FreeSpace:uint64 "
    "MediaType:uint32 Name "
    "Size:uint64 VolumeName VolumeSerialNumber",
)
def logical_disks(caller: WmiCaller) -> Iterable[Row]:
    """The volumes with letters."""
    machine = caller.machine
    for letter, disk in machine.files.disks.items():
        fixed = disk.kind == "fixed"
        yield {
            "Caption": letter,
            "Compressed": False,
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
