"""The emulated server cluster of Windows Server 2003: cluster.exe, quorum, groups, WMI, service."""
