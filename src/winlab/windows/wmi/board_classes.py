"""WMI classes of the machine's board: firmware, processors, enclosure, bus, display.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/computer-system-hardware-classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller

_ENCLOSURE = (
    "Caption Depth:real32 Description Height:real32 HotSwappable:boolean InstallDate:datetime Manufacturer Model Name "
    "OtherIdentifyingInfo PartNumber PoweredOn:boolean Removable:boolean Replaceable:boolean SerialNumber SKU Status "
    "Tag* Version Weight:real32 Width:real32 CreationClassName"
)


def serial_number(caller: WmiCaller) -> str:
    """The number on the machine's case."""
    return "KD" + caller.machine.random_guid("serial").replace("-", "").upper()[:5]


@WMI.declare(
    CIMV2,
    "Win32_ComputerSystemProduct",
    "Caption Description IdentifyingNumber* Name* SKUNumber UUID Vendor Version*",
)
def computer_system_product(caller: WmiCaller) -> Iterable[Row]:
    """One instance; the UUID is the hardware's."""
    machine = caller.machine
    yield {
        "Caption": "Computer System Product",
        "Description": "Computer System Product",
        "IdentifyingNumber": serial_number(caller),
        "Name": machine.spec.model,
        "UUID": machine.random_guid("hardware").upper(),
        "Vendor": machine.spec.manufacturer,
        "Version": "",
    }


@WMI.declare(
    CIMV2,
    "Win32_BIOS",
    "BiosCharacteristics:uint16[] BIOSVersion:string[] BuildNumber Caption CodeSet CurrentLanguage Description "
    "IdentificationCode InstallableLanguages:uint16 InstallDate:datetime LanguageEdition ListOfLanguages:string[] "
    "Manufacturer Name* OtherTargetOS PrimaryBIOS:boolean ReleaseDate:datetime SerialNumber SMBIOSBIOSVersion "
    "SMBIOSMajorVersion:uint16 SMBIOSMinorVersion:uint16 SMBIOSPresent:boolean SoftwareElementID* "
    "SoftwareElementState*:uint16 Status TargetOperatingSystem*:uint16 Version*",
)
def bios(caller: WmiCaller) -> Iterable[Row]:
    """One instance."""
    name = "IBM BIOS Ver 1.15"
    yield {
        "BiosCharacteristics": [
            4,
            7,
            9,
            10,
            11,
            12,
            14,
            15,
            16,
            19,
            22,
            23,
            24,
            25,
            26,
            27,
            28,
            29,
            30,
            32,
            33,
            39,
            40,
        ],
        "BIOSVersion": ["IBM    - 1000", name],
        "Caption": name,
        "CurrentLanguage": "en|US|iso8859-1",
        "Description": name,
        "InstallableLanguages": 1,
        "ListOfLanguages": ["en|US|iso8859-1"],
        "Manufacturer": caller.machine.spec.manufacturer,
        "Name": name,
        "PrimaryBIOS": True,
        "ReleaseDate": datetime(2006, 3, 21, tzinfo=timezone.utc),
        "SerialNumber": serial_number(caller),
        "SMBIOSBIOSVersion": "-[KPE134AUS-1.15]-",
        "SMBIOSMajorVersion": 2,
        "SMBIOSMinorVersion": 3,
        "SMBIOSPresent": True,
        "SoftwareElementID": name,
        "SoftwareElementState": 3,
        "Status": "OK",
        "TargetOperatingSystem": 0,
        "Version": "IBM    - 1000",
    }


@WMI.declare(
    CIMV2,
    "Win32_Processor",
    "AddressWidth:uint16 Architecture:uint16 Availability:uint16 Caption ConfigManagerErrorCode:uint32 "
    "ConfigManagerUserConfig:boolean CpuStatus:uint16 CreationClassName CurrentClockSpeed:uint32 CurrentVoltage:uint16 "
    "DataWidth:uint16 Description DeviceID* ErrorCleared:boolean ErrorDescription ExtClock:uint32 Family:uint16 "
    "InstallDate:datetime L2CacheSize:uint32 L2CacheSpeed:uint32 LastErrorCode:uint32 Level:uint16 "
    "LoadPercentage:uint16 Manufacturer MaxClockSpeed:uint32 Name NumberOfCores:uint32 "
    "NumberOfLogicalProcessors:uint32 OtherFamilyDescription PNPDeviceID PowerManagementCapabilities:uint16[] "
    "PowerManagementSupported:boolean ProcessorId ProcessorType:uint16 Revision:uint16 Role SocketDesignation Status "
    "StatusInfo:uint16 Stepping SystemCreationClassName SystemName UniqueId UpgradeMethod:uint16 Version "
    "VoltageCaps:uint32",
)
def processor(caller: WmiCaller) -> Iterable[Row]:
    """One instance a processor."""
    for number in range(max(1, caller.machine.spec.processors)):
        yield {
            "AddressWidth": caller.machine.os.bits,
            "Architecture": 9 if caller.machine.os.bits == 64 else 0,
            "Availability": 3,
            "Caption": "EM64T Family 15 Model 4 Stepping 3",
            "CpuStatus": 1,
            "CreationClassName": "Win32_Processor",
            "CurrentClockSpeed": 3000,
            "CurrentVoltage": 14,
            "DataWidth": 64,
            "Description": "EM64T Family 15 Model 4 Stepping 3",
            "DeviceID": f"CPU{number}",
            "ExtClock": 800,
            "Family": 179,
            "L2CacheSize": 2048,
            "Level": 15,
            "LoadPercentage": 2,
            "Manufacturer": "GenuineIntel",
            "MaxClockSpeed": 3000,
            "Name": "              Intel(R) Xeon(TM) CPU 3.00GHz",
            "NumberOfCores": 1,
            "NumberOfLogicalProcessors": 1,
            "PowerManagementSupported": False,
            "ProcessorId": "BFEBFBFF00000F43",
            "ProcessorType": 3,
            "Revision": 1027,
            "Role": "CPU",
            "SocketDesignation": f"Proc {number + 1}",
            "Status": "OK",
            "StatusInfo": 3,
            "Stepping": "3",
            "SystemCreationClassName": "Win32_ComputerSystem",
            "SystemName": caller.machine.name,
            "UpgradeMethod": 4,
            "Version": "Model 4, Stepping 3",
        }


@WMI.declare(CIMV2, "Win32_BaseBoard", f"{_ENCLOSURE} HostingBoard:boolean Product RequiresDaughterBoard:boolean")
def board(caller: WmiCaller) -> Iterable[Row]:
    """The mainboard."""
    yield {
        **_part(caller, "Base Board"),
        "CreationClassName": "Win32_BaseBoard",
        "HostingBoard": True,
        "Product": "MSI-9121",
        "RequiresDaughterBoard": False,
        "Tag": "Base Board",
    }


@WMI.declare(
    CIMV2,
    "Win32_SystemEnclosure",
    f"{_ENCLOSURE} AudibleAlarm:boolean BreachDescription ChassisTypes:uint16[] LockPresent:boolean "
    "NumberOfPowerCords:uint16 SecurityBreach:uint16 SecurityStatus:uint16 SMBIOSAssetTag",
)
def enclosure(caller: WmiCaller) -> Iterable[Row]:
    """The case: one for a rack."""
    yield {
        **_part(caller, "System Enclosure"),
        "ChassisTypes": [23],
        "CreationClassName": "Win32_SystemEnclosure",
        "LockPresent": False,
        "SecurityStatus": 3,
        "SMBIOSAssetTag": "",
        "Tag": "System Enclosure 0",
    }


def _part(caller: WmiCaller, name: str) -> Row:
    return {
        "Caption": name,
        "Description": name,
        "Manufacturer": caller.machine.spec.manufacturer,
        "Name": name,
        "PoweredOn": True,
        "SerialNumber": serial_number(caller),
        "Status": "OK",
    }


@WMI.declare(
    CIMV2,
    "Win32_VideoController",
    "AdapterCompatibility AdapterRAM:uint32 Availability:uint16 Caption CurrentBitsPerPixel:uint32 "
    "CurrentHorizontalResolution:uint32 CurrentRefreshRate:uint32 CurrentVerticalResolution:uint32 Description "
    "DeviceID* DriverDate:datetime DriverVersion Name PNPDeviceID Status SystemName VideoModeDescription "
    "VideoProcessor",
)
def video(caller: WmiCaller) -> Iterable[Row]:
    """The display adapter."""
    name = "ATI Technologies Inc. RADEON 7000 / RADEON VE Family"
    yield {
        "AdapterCompatibility": "ATI Technologies Inc.",
        "AdapterRAM": 16 << 20,
        "Availability": 3,
        "Caption": name,
        "CurrentBitsPerPixel": 16,
        "CurrentHorizontalResolution": 1024,
        "CurrentRefreshRate": 60,
        "CurrentVerticalResolution": 768,
        "Description": name,
        "DeviceID": "VideoController1",
        "DriverVersion": "6.14.10.6547",
        "Name": name,
        "PNPDeviceID": "PCI\\VEN_1002&DEV_5159&SUBSYS_029A1014&REV_00\\4&1C6F8C7&0&28F0",
        "Status": "OK",
        "SystemName": caller.machine.name,
        "VideoModeDescription": "1024 x 768 x 65536 colors",
        "VideoProcessor": "RADEON 7000 / RADEON VE AGP (0x5159)",
    }


@WMI.declare(
    CIMV2,
    "Win32_CDROMDrive",
    "Availability:uint16 Caption Capabilities:uint16[] Description DeviceID* Drive Id Manufacturer MediaLoaded:boolean "
    "MediaType Name PNPDeviceID SCSIBus:uint16 SCSITargetId:uint16 Size:uint64 Status SystemName VolumeName "
    "VolumeSerialNumber",
)
def cd_drives(caller: WmiCaller) -> Iterable[Row]:
    """The drives for discs, if a scenario gives the machine any."""
    disks = caller.machine.files.disks.items()
    for number, (letter, disk) in enumerate(item for item in disks if item[1].kind != "fixed"):
        yield {
            "Availability": 3,
            "Caption": "HL-DT-ST DVD-ROM GDR8082N",
            "Description": "CD-ROM Drive",
            "DeviceID": f"IDE\\CDROMHL-DT-ST_DVD-ROM_GDR8082N\\5&{number:X}&0&0.0.0",
            "Drive": letter,
            "Id": letter,
            "Manufacturer": "(Standard CD-ROM drives)",
            "MediaLoaded": True,
            "MediaType": "CD-ROM",
            "Name": "HL-DT-ST DVD-ROM GDR8082N",
            "Size": disk.size,
            "Status": "OK",
            "SystemName": caller.machine.name,
            "VolumeName": disk.label,
        }
