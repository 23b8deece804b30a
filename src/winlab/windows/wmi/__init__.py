"""WMI of an emulated host: classes, WQL, and the objects and cmdlets that show them.

Importing this package makes it part of every session.
"""

from winlab.windows.extension import register_extension
from winlab.windows.wmi import (
    absent_classes,
    account_classes,
    board_classes,
    event_classes,
    file_classes,
    hardware_classes,
    members,
    network_classes,
    performance_classes,
    process_classes,
    registry_class,
    scripting,
    security_classes,
    service_classes,
    setting_classes,
    share_classes,
    software_classes,
    system_classes,
    web_classes,
    wmic,
)
from winlab.windows.wmi.cmdlets import TABLE
from winlab.windows.wmi.display import declare_display
from winlab.windows.wmi.objects import NET
from winlab.windows.wmi.repository import WMI, Row, WmiCaller

declare_display()
register_extension(cmdlets=TABLE, net=NET)

__all__ = [
    "WMI",
    "Row",
    "WmiCaller",
    "absent_classes",
    "account_classes",
    "board_classes",
    "event_classes",
    "file_classes",
    "hardware_classes",
    "members",
    "network_classes",
    "performance_classes",
    "process_classes",
    "registry_class",
    "scripting",
    "security_classes",
    "service_classes",
    "setting_classes",
    "share_classes",
    "software_classes",
    "system_classes",
    "web_classes",
    "wmic",
]
