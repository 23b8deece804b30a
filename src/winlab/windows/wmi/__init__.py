"""WMI of an emulated host: classes, WQL, and the objects and cmdlets that show them."""
