"""WMI classes of performance counters.

Source: https://learn.microsoft.com/previous-versions/windows/desktop/legacy/aa394253(v=vs.85) and the pages beside it.
An emulated machine is idle, so the counters of load stand at small numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

from winlab.windows.wmi.repository import CIMV2, WMI, Row, WmiCaller


@WMI.declare(
    CIMV2,
    "Win32_PerfFormattedData_PerfOS_System",
    "Caption ContextSwitchesPersec:uint32 Description Name ProcessorQueueLength:uint32 Processes:uint32 "
    "SystemCallsPersec:uint32 SystemUpTime:uint64 Threads:uint32",
    singleton=True,
)
def system(caller: WmiCaller) -> Iterable[Row]:
    """Seconds since the start, and how much there is."""
    machine = caller.machine
    running = len(machine.processes.all())
    yield {
        "ContextSwitchesPersec": 200,
        "ProcessorQueueLength": 0,
        "Processes": running,
        "SystemCallsPersec": 500,
        "SystemUpTime": int(machine.uptime().total_seconds()),
        "Threads": running * 4,
    }


@WMI.declare(
    CIMV2,
    "Win32_PerfFormattedData_PerfOS_Processor",
    "Caption Description InterruptsPersec:uint32 Name* PercentIdleTime:uint64 PercentInterruptTime:uint64 "
    "PercentPrivilegedTime:uint64 PercentProcessorTime:uint64 PercentUserTime:uint64",
)
def processors(caller: WmiCaller) -> Iterable[Row]:
    """Each processor, and all of them."""
    for name in [*map(str, range(caller.machine.spec.processors)), "_Total"]:
        yield {
            "InterruptsPersec": 100,
            "Name": name,
            "PercentIdleTime": 98,
            "PercentInterruptTime": 0,
            "PercentPrivilegedTime": 1,
            "PercentProcessorTime": 2,
            "PercentUserTime": 1,
        }


@WMI.declare(
    CIMV2,
    "Win32_PerfFormattedData_PerfOS_Memory",
    "AvailableBytes:uint64 AvailableKBytes:uint64 AvailableMBytes:uint64 CacheBytes:uint64 Caption "
    "CommitLimit:uint64 CommittedBytes:uint64 Description Name PageFaultsPersec:uint32 PagesPersec:uint32 "
    "PercentCommittedBytesInUse:uint32 PoolNonpagedBytes:uint64 PoolPagedBytes:uint64",
    singleton=True,
)
def memory(caller: WmiCaller) -> Iterable[Row]:
    """Half of the memory is free."""
    installed = caller.machine.spec.memory_mb << 20
    yield {
        "AvailableBytes": installed // 2,
        "AvailableKBytes": installed >> 11,
        "AvailableMBytes": installed >> 21,
        "CacheBytes": installed // 16,
        "CommitLimit": installed * 2,
        "CommittedBytes": installed // 2,
        "PageFaultsPersec": 20,
        "PagesPersec": 0,
        "PercentCommittedBytesInUse": 25,
        "PoolNonpagedBytes": 16 << 20,
        "PoolPagedBytes": 64 << 20,
    }


@WMI.declare(
    CIMV2,
    "Win32_PerfFormattedData_PerfDisk_LogicalDisk",
    "AvgDiskQueueLength:uint64 AvgDisksecPerRead:uint32 AvgDisksecPerWrite:uint32 Caption "
    "CurrentDiskQueueLength:uint32 Description DiskBytesPersec:uint64 FreeMegabytes:uint32 Name* "
    "PercentDiskTime:uint64 PercentFreeSpace:uint32 PercentIdleTime:uint64",
)
def logical_disks(caller: WmiCaller) -> Iterable[Row]:
    """Each fixed volume, and all of them."""
    files = caller.machine.files
    sizes = {letter: (files.free(letter), disk.size) for letter, disk in files.disks.items() if disk.kind == "fixed"}
    sizes["_Total"] = (sum(free for free, _ in sizes.values()), sum(size for _, size in sizes.values()))
    for name, (free, size) in sizes.items():
        yield {
            "AvgDiskQueueLength": 0,
            "AvgDisksecPerRead": 0,
            "AvgDisksecPerWrite": 0,
            "CurrentDiskQueueLength": 0,
            "DiskBytesPersec": 0,
            "FreeMegabytes": free >> 20,
            "Name": name,
            "PercentDiskTime": 0,
            "PercentFreeSpace": free * 100 // max(1, size),
            "PercentIdleTime": 99,
        }


@WMI.declare(
    CIMV2,
    "Win32_PerfFormattedData_PerfProc_Process",
    "Caption CreatingProcessID:uint32 Description ElapsedTime:uint64 HandleCount:uint32 IDProcess:uint32 Name* "
    "PageFileBytes:uint64 PercentProcessorTime:uint64 PrivateBytes:uint64 ThreadCount:uint32 VirtualBytes:uint64 "
    "WorkingSet:uint64",
)
def processes(caller: WmiCaller) -> Iterable[Row]:
    """Each process; of several with one name all but the first are numbered."""
    machine = caller.machine
    seen: dict[str, int] = {}
    for process in machine.processes.all():
        name = process.name.removesuffix(".exe")
        seen[name] = seen.get(name, 0) + 1
        yield {
            "CreatingProcessID": process.parent,
            "ElapsedTime": int((machine.clock.now() - process.created).total_seconds()),
            "HandleCount": 100,
            "IDProcess": process.pid,
            "Name": name if seen[name] == 1 else f"{name}#{seen[name] - 1}",
            "PageFileBytes": process.memory // 2,
            "PercentProcessorTime": 0,
            "PrivateBytes": process.memory // 2,
            "ThreadCount": 4,
            "VirtualBytes": process.memory * 4,
            "WorkingSet": process.memory,
        }
