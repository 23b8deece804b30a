"""The assemblies of .NET Framework 2.0 to 3.5 and of PowerShell 2.0, and which of them a type is in.

Source: https://learn.microsoft.com/dotnet/api/ (the assembly is named on the page of each type).
"""

from __future__ import annotations

_ECMA, _MICROSOFT, _SHARED = "b77a5c561934e089", "b03f5f7f11d50a3a", "31bf3856ad364e35"
_GROUPS = {
    ("2.0.0.0", _ECMA): "mscorlib System System.Xml System.Data System.Runtime.Remoting System.Windows.Forms "
    "System.Transactions",
    ("2.0.0.0", _MICROSOFT): "System.Configuration System.Configuration.Install System.DirectoryServices "
    "System.DirectoryServices.Protocols System.Drawing System.EnterpriseServices System.Management System.Messaging "
    "System.Security System.ServiceProcess System.Web System.Web.Services System.Design Accessibility",
    ("3.5.0.0", _ECMA): "System.Core System.Xml.Linq System.Data.DataSetExtensions "
    "System.DirectoryServices.AccountManagement",
    ("3.5.0.0", _SHARED): "System.Web.Extensions",
    ("3.0.0.0", _SHARED): "WindowsBase PresentationCore PresentationFramework",
    ("3.0.0.0", _ECMA): "System.ServiceModel System.Runtime.Serialization",
    ("8.0.0.0", _MICROSOFT): "Microsoft.VisualBasic",
    ("1.0.0.0", _SHARED): "System.Management.Automation Microsoft.PowerShell.Commands.Utility "
    "Microsoft.PowerShell.Commands.Management Microsoft.PowerShell.Commands.Diagnostics Microsoft.PowerShell.Security "
    "Microsoft.PowerShell.ConsoleHost Microsoft.WSMan.Management",
}
ASSEMBLIES: dict[str, tuple[str, str, str]] = {
    name.lower(): (name, version, token) for (version, token), names in _GROUPS.items() for name in names.split()
}
"""Name, version and public key token of each assembly, by its name in lower case."""

_BY_START = (
    ("System.Management.Automation.", "System.Management.Automation"),
    ("Microsoft.PowerShell.Commands.Internal.Format.", "System.Management.Automation"),
    ("Microsoft.PowerShell.Commands.", "Microsoft.PowerShell.Commands.Management"),
    ("Microsoft.PowerShell.", "Microsoft.PowerShell.ConsoleHost"),
    ("System.Management.", "System.Management"),
    ("System.DirectoryServices.", "System.DirectoryServices"),
    ("System.ServiceProcess.", "System.ServiceProcess"),
    ("System.Windows.Forms.", "System.Windows.Forms"),
    ("System.Drawing.", "System.Drawing"),
    ("System.Messaging.", "System.Messaging"),
    ("System.Data.", "System.Data"),
    ("System.Web.", "System.Web"),
    ("System.Xml.Linq.", "System.Xml.Linq"),
    ("System.Xml.", "System.Xml"),
    ("System.Security.Cryptography.Protected", "System.Security"),
    ("System.Security.Cryptography.X509Certificates.X509Certificate2", "System"),
    ("System.Security.Cryptography.X509Certificates.X509Store", "System"),
    ("System.TimeZoneInfo", "System.Core"),
    ("System.Linq.", "System.Core"),
    ("System.Collections.Generic.HashSet`1", "System.Core"),
    ("System.Collections.Generic.Queue`1", "System"),
    ("System.Collections.Generic.Stack`1", "System"),
    ("System.Collections.Generic.LinkedList", "System"),
    ("System.Collections.Generic.Sorted", "System"),
    ("System.Collections.Specialized.", "System"),
    ("System.Uri", "System"),
    ("System.Net.", "System"),
    ("System.Text.RegularExpressions.", "System"),
    ("System.Timers.", "System"),
    ("System.ComponentModel.", "System"),
    ("System.IO.Compression.", "System"),
    ("System.IO.FileSystemWatcher", "System"),
    ("System.Diagnostics.Process", "System"),
    ("System.Diagnostics.EventLog", "System"),
    ("System.Diagnostics.FileVersionInfo", "System"),
    ("System.Diagnostics.Stopwatch", "System"),
    ("System.Diagnostics.PerformanceCounter", "System"),
    ("System.Diagnostics.Trace", "System"),
)


def assembly_of(type_name: str) -> str:
    """The simple name of the assembly a type is in."""
    return next((name for start, name in _BY_START if type_name.startswith(start)), "mscorlib")


def full_assembly_name(name: str) -> str:
    """Name, version, culture and public key token."""
    known, version, token = ASSEMBLIES.get(name.lower(), (name, "0.0.0.0", "null"))
    return f"{known}, Version={version}, Culture=neutral, PublicKeyToken={token}"
