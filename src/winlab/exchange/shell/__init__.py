"""The management snap-in `Microsoft.Exchange.Management.PowerShell.Admin`."""
