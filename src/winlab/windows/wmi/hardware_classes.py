"""WMI classes of disks, memory and the paging file.

Source: https://learn.microsoft.com/windows/win32/cimwin32prov/computer-system-hardware-classes and
https://learn.microsoft.com/windows/win32/cimwin32prov/win32-pagefilesetting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from winlab.windows.files import Disk
from winlab.windows.wmi.network_classes import adapters, configurations, logical_disks
from winlab.windows.wmi.objects import failure
from winlab.windows.wmi.querying import path_to
from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller
from winlab.windows.wmi.service_classes import services

MEMORY_MANAGEMENT = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management"
_SECTOR = 512


def _fixed(caller: WmiCaller) -> Iterator[tuple[int, str, Disk]]:
    """Each volume with a letter has a physical disk of its own."""
    disks = [(letter, disk) for letter, disk in caller.machine.files.disks.items() if disk.kind == "fixed"]
    for number, (letter, disk) in enumerate(sorted(disks)):
        yield number, letter, disk


@WMI.declare(
    CIMV2,
    "Win32_DiskDrive",
    "BytesPerSector:uint32 Caption Description DeviceID* Index:uint32 InterfaceType Manufacturer MediaType Model Name "
    "Partitions:uint32 PNPDeviceID SCSIBus:uint32 SCSITargetId:uint16 Size:uint64 Status SystemName",
)
def disk_drives(caller: WmiCaller) -> Iterable[Row]:
    """The physical disks."""
    for number, _, disk in _fixed(caller):
        name = f"\\\\.\\PHYSICALDRIVE{number}"
        yield {
            "BytesPerSector": _SECTOR,
            "Caption": "IBM-ESXS SCSI Disk Device",
            "Description": "Disk drive",
            "DeviceID": name,
            "Index": number,
            "InterfaceType": "SCSI",
            "Manufacturer": "(Standard disk drives)",
            "MediaType": "Fixed hard disk media",
            "Model": "IBM-ESXS SCSI Disk Device",
            "Name": name,
            "Partitions": 1,
            "PNPDeviceID": f"SCSI\\DISK&VEN_IBM-ESXS\\4&0&{number:06d}",
            "SCSIBus": 0,
            "SCSITargetId": number,
            "Size": disk.size,
            "Status": "OK",
            "SystemName": caller.machine.name,
        }


@WMI.declare(
    CIMV2,
    "Win32_DiskPartition",
    "BlockSize:uint64 Bootable:boolean BootPartition:boolean Caption Description DeviceID* DiskIndex:uint32 "
    "Index:uint32 Name NumberOfBlocks:uint64 PrimaryPartition:boolean Size:uint64 StartingOffset:uint64 Type",
)
def partitions(caller: WmiCaller) -> Iterable[Row]:
    """One a disk."""
    for number, letter, disk in _fixed(caller):
        name = _partition(number)
        yield {
            "BlockSize": _SECTOR,
            "Bootable": letter == "C:",
            "BootPartition": letter == "C:",
            "Caption": name,
            "Description": "Installable File System",
            "DeviceID": name,
            "DiskIndex": number,
            "Index": 0,
            "Name": name,
            "NumberOfBlocks": disk.size // _SECTOR,
            "PrimaryPartition": True,
            "Size": disk.size,
            "StartingOffset": 32256,
            "Type": "Installable File System",
        }


def _partition(number: int) -> str:
    return f"Disk #{number}, Partition #0"


@WMI.declare(
    CIMV2,
    "Win32_DiskDriveToDiskPartition",
    "Antecedent*:ref:Win32_DiskDrive Dependent*:ref:Win32_DiskPartition",
)
def partitions_of_drives(caller: WmiCaller) -> Iterable[Row]:
    """Which partition is on which disk."""
    for number, _, _ in _fixed(caller):
        yield {
            "Antecedent": path_to(caller, disk_drives, {"DeviceID": f"\\\\.\\PHYSICALDRIVE{number}"}),
            "Dependent": path_to(caller, partitions, {"DeviceID": _partition(number)}),
        }


@WMI.declare(
    CIMV2,
    "Win32_LogicalDiskToPartition",
    "Antecedent*:ref:Win32_DiskPartition Dependent*:ref:Win32_LogicalDisk EndingAddress:uint64 StartingAddress:uint64",
)
def volumes_of_partitions(caller: WmiCaller) -> Iterable[Row]:
    """Which letter is on which partition."""
    for number, letter, disk in _fixed(caller):
        yield {
            "Antecedent": path_to(caller, partitions, {"DeviceID": _partition(number)}),
            "Dependent": path_to(caller, logical_disks, {"DeviceID": letter}),
            "EndingAddress": 32256 + disk.size - 1,
            "StartingAddress": 32256,
        }


@WMI.declare(
    CIMV2,
    "Win32_Volume",
    "BlockSize:uint64 Capacity:uint64 Caption DeviceID* DriveLetter DriveType:uint32 FileSystem FreeSpace:uint64 "
    "Label Name SerialNumber:uint32",
)
def volumes(caller: WmiCaller) -> Iterable[Row]:
    """The volumes of Windows Server 2003."""
    machine = caller.machine
    for _, letter, disk in _fixed(caller):
        yield {
            "BlockSize": 4096,
            "Capacity": disk.size,
            "Caption": f"{letter}\\",
            "DeviceID": f"\\\\?\\Volume{{{machine.random_guid(f'volume {letter}')}}}\\",
            "DriveLetter": letter,
            "DriveType": 3,
            "FileSystem": disk.filesystem,
            "FreeSpace": machine.files.free(letter),
            "Label": disk.label,
            "Name": f"{letter}\\",
            "SerialNumber": int(machine.random_guid(f"volume {letter}")[:8], 16),
        }


@WMI.declare(
    CIMV2,
    "Win32_PhysicalMemory",
    "BankLabel Capacity:uint64 Caption DataWidth:uint16 DeviceLocator FormFactor:uint16 MemoryType:uint16 Name "
    "Speed:uint32 Tag* TotalWidth:uint16",
)
def memory_modules(caller: WmiCaller) -> Iterable[Row]:
    """Two modules of the same size."""
    for number in range(2):
        yield {
            "BankLabel": f"Bank {number}",
            "Capacity": (caller.machine.spec.memory_mb << 20) // 2,
            "Caption": "Physical Memory",
            "DataWidth": 64,
            "DeviceLocator": f"DIMM {number + 1}",
            "FormFactor": 8,
            "MemoryType": 20,
            "Name": "Physical Memory",
            "Speed": 333,
            "Tag": f"Physical Memory {number}",
            "TotalWidth": 72,
        }


# --- the paging file ---


def _paging_files(caller: WmiCaller) -> list[tuple[str, int, int]]:
    """Path, first and largest size in MB; zeros where the system decides."""
    found = caller.machine.registry.get(MEMORY_MANAGEMENT, "PagingFiles")
    listed = list(found) if isinstance(found, tuple) else ["C:\\pagefile.sys 2046 4092"]
    files = []
    for line in listed:
        path, _, sizes = line.partition(" ")
        first, largest, *_ = [*(int(word) for word in sizes.split() if word.isdigit()), 0, 0]
        files.append((path, first, largest))
    return files


@WMI.declare(
    CIMV2,
    "Win32_PageFileUsage",
    "AllocatedBaseSize:uint32 Caption CurrentUsage:uint32 Description InstallDate:datetime Name* PeakUsage:uint32 "
    "TempPageFile:boolean",
)
def page_file_usage(caller: WmiCaller) -> Iterable[Row]:
    """The paging files in use."""
    for path, first, _ in _paging_files(caller):
        yield {
            "AllocatedBaseSize": first or caller.machine.spec.memory_mb * 3 // 2,
            "Caption": path,
            "CurrentUsage": 24,
            "Description": path,
            "Name": path,
            "PeakUsage": 31,
            "TempPageFile": False,
        }


@WMI.declare(CIMV2, "Win32_PageFileSetting", "Caption Description InitialSize:uint32 MaximumSize:uint32 Name*")
def page_file_settings(caller: WmiCaller) -> Iterable[Row]:
    """The paging files from the next start on."""
    for path, first, largest in _paging_files(caller):
        yield {"Caption": path, "Description": path, "InitialSize": first, "MaximumSize": largest, "Name": path}


def _write_paging_files(caller: WmiCaller, files: list[tuple[str, int, int]]) -> None:
    if not caller.logon.is_administrator:
        raise failure(0x80041003, "Access denied")
    lines = tuple(f"{path} {first} {largest}" for path, first, largest in files)
    caller.machine.registry.set(MEMORY_MANAGEMENT, "PagingFiles", lines)


def _put_page_file(caller: WmiCaller, before: Row, row: Row) -> None:
    name = str(row["Name"])
    others = [item for item in _paging_files(caller) if item[0].lower() != name.lower()]
    first, largest = (int(str(row.get(key) or 0)) for key in ("InitialSize", "MaximumSize"))
    _write_paging_files(caller, [*others, (name, first, largest)])


def _delete_page_file(caller: WmiCaller, row: Row) -> None:
    name = str(row["Name"]).lower()
    _write_paging_files(caller, [item for item in _paging_files(caller) if item[0].lower() != name])


page_file_settings.put = _put_page_file
page_file_settings.delete = _delete_page_file


# --- associations of what other modules declare ---


@WMI.declare(CIMV2, "Win32_DependentService", "Antecedent*:ref:Win32_Service Dependent*:ref:Win32_Service")
def service_dependencies(caller: WmiCaller) -> Iterable[Row]:
    """Which service (dependent) needs which (antecedent)."""
    known = {str(row["Name"]).lower(): str(row["Name"]) for row in services.enumerate(caller)}
    for service in caller.machine.services.all():
        for needed in service.depends:
            if needed.lower() in known and service.name.lower() in known:
                yield {
                    "Antecedent": path_to(caller, services, {"Name": known[needed.lower()]}),
                    "Dependent": path_to(caller, services, {"Name": service.name}),
                }


@WMI.declare(
    CIMV2,
    "Win32_NetworkAdapterSetting",
    "Element*:ref:Win32_NetworkAdapter Setting*:ref:Win32_NetworkAdapterConfiguration",
)
def adapter_settings(caller: WmiCaller) -> Iterable[Row]:
    """Which settings belong to which adapter."""
    for number, _ in enumerate(caller.machine.adapters, 1):
        yield {
            "Element": path_to(caller, adapters, {"DeviceID": str(number)}),
            "Setting": path_to(caller, configurations, {"Index": number}),
        }
