"""Updates and redistributables: what each needs and leaves.

KB968930: https://www.microsoft.com/download/details.aspx?id=4045 ; KB942288 (Windows Installer 4.5):
https://support.microsoft.com/kb/942288 ; exit codes: https://learn.microsoft.com/windows/win32/msi/error-codes .
Registry marks of .NET: https://learn.microsoft.com/dotnet/framework/install/how-to-determine-which-versions-are-installed
(those without a source here are UNVERIFIED, as are durations).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from winlab.windows.base_services import winrm_service

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

UNINSTALL = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall"
NDP = "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP"
_NET64 = "C:\\WINDOWS\\Microsoft.NET\\Framework64\\v2.0.50727"
_NET32 = "C:\\WINDOWS\\Microsoft.NET\\Framework\\v2.0.50727"
_SYSTEM32 = "C:\\WINDOWS\\system32"
_PS = "HKLM\\SOFTWARE\\Microsoft\\PowerShell\\1"


@dataclass(frozen=True)
class Package:
    """A package.

    Attributes:
        key: How it is named in scenarios: ``KB926139``, ``netfx20sp1``.
        kind: ``update`` (update.exe), ``exe`` (a setup bootstrap), ``msi``.
        title: Display name in Add or Remove Programs.
        registry: Key -> values it writes.
        files: (path, version) of what it lays down.
        needs: Keys of packages that must be there, else it ends with ``refusal``.
        restart: It asks for a restart (3010).
        replaces: (new file, file in use) pairs that wait for the restart.
    """

    key: str
    kind: str
    title: str
    registry: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    refusal: int = 1603
    restart: bool = False
    replaces: tuple[tuple[str, str], ...] = ()
    seconds: float = 60.0
    after: Callable[[Machine], None] | None = None
    uninstall: bool = True
    qfe: bool = True
    present: tuple[str, str, str | int] | None = None
    version: str = ""


def _winrm(machine: Machine) -> None:
    if machine.services.find("WinRM") is None:
        service = winrm_service()
        service.start_mode = "Manual"
        machine.services.create(service)


def _powershell_files(version: str) -> tuple[tuple[str, str], ...]:
    return ((f"{_SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe", version),)


PACKAGES: dict[str, Package] = {
    package.key.lower(): package
    for package in (
        Package(
            "netfx20",
            "exe",
            "Microsoft .NET Framework 2.0 (x64)",
            {f"{NDP}\\v2.0.50727": {"Install": 1, "SP": 0, "Increment": "42", "MSI": 1}},
            (
                (f"{_NET64}\\aspnet_regiis.exe", "2.0.50727.42"),
                (f"{_NET64}\\aspnet_isapi.dll", "2.0.50727.42"),
                (f"{_NET64}\\mscorlib.dll", "2.0.50727.42"),
                (f"{_NET32}\\mscorlib.dll", "2.0.50727.42"),
            ),
            seconds=120,
            qfe=False,
            present=(f"{NDP}\\v2.0.50727", "Install", 1),
        ),
        Package(
            "netfx20sp1",
            "exe",
            "Microsoft .NET Framework 2.0 Service Pack 1",
            {f"{NDP}\\v2.0.50727": {"Install": 1, "SP": 1, "Increment": "1433", "MSI": 1, "Version": "2.1.21022"}},
            (
                (f"{_NET64}\\aspnet_regiis.exe", "2.0.50727.1433"),
                (f"{_NET64}\\aspnet_isapi.dll", "2.0.50727.1433"),
                (f"{_NET64}\\mscorlib.dll", "2.0.50727.1433"),
                (f"{_NET32}\\mscorlib.dll", "2.0.50727.1433"),
            ),
            seconds=180,
            qfe=False,
            present=(f"{NDP}\\v2.0.50727", "SP", 1),
        ),
        Package(
            "KB926139",
            "update",
            "Windows PowerShell(TM) 1.0",
            {
                _PS: {"Install": 1, "PID": "89383-100-0001260-04309"},
                f"{_PS}\\PowerShellEngine": {
                    "PowerShellVersion": "1.0",
                    "RuntimeVersion": "v2.0.50727",
                    "ApplicationBase": f"{_SYSTEM32}\\WindowsPowerShell\\v1.0\\",
                },
            },
            _powershell_files("1.0.0.0"),
            needs=("netfx20",),
        ),
        Package(
            "KB968930",
            "update",
            "Windows Management Framework Core",
            {
                _PS: {"Install": 1, "PID": "89383-100-0001260-04309"},
                f"{_PS}\\PowerShellEngine": {
                    "PowerShellVersion": "2.0",
                    "RuntimeVersion": "v2.0.50727",
                    "PSCompatibleVersion": "1.0, 2.0",
                    "ApplicationBase": f"{_SYSTEM32}\\WindowsPowerShell\\v1.0",
                },
                f"{_PS}\\ShellIds\\Microsoft.PowerShell": {
                    "Path": f"{_SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe",
                    "ExecutionPolicy": "RemoteSigned",
                },
            },
            (*_powershell_files("5.2.3790.4300"), (f"{_SYSTEM32}\\wsmsvc.dll", "6.0.6002.18111")),
            needs=("netfx20sp1",),
            restart=True,
            after=_winrm,
            seconds=120,
        ),
        Package(
            "KB942288-v4",
            "update",
            "Windows Installer 4.5",
            {},
            ((f"{_SYSTEM32}\\msi.dll", "4.5.6001.22159"), (f"{_SYSTEM32}\\msiexec.exe", "4.5.6001.22159")),
            restart=True,
            seconds=45,
        ),
        Package("KB926776", "update", "Hotfix for Microsoft .NET Framework 2.0 (KB926776)", needs=("netfx20",)),
        Package("KB942027", "update", "Hotfix for Microsoft .NET Framework 2.0 (KB942027)", needs=("netfx20",)),
        Package("KB907265", "update", "Microsoft Management Console 3.0"),
        Package("KB936059", "update", "WS-Management 1.1"),
        Package("KB931836", "update", "Update for Windows Server 2003 (KB931836)"),
        Package(
            "KB921181",
            "update",
            "Update for Windows Server 2003 (KB921181)",
            {},
            (("C:\\WINDOWS\\Cluster\\clusres.dll", "5.2.3790.2997"),),
            restart=True,
        ),
        Package(
            "KB917312", "update", "Hotfix for Windows Media Audio Voice Codec (KB917312)", {},
            ((f"{_SYSTEM32}\\wmspdmoe.dll", "10.0.0.4070"),),
        ),
        Package(
            "msxml6",
            "msi",
            "MSXML 6.0 Parser (x64)",
            {"HKLM\\SOFTWARE\\Classes\\MSXML2.DOMDocument.6.0\\CLSID": {"": "{88D96A05-F192-11D4-A65F-0040963251E5}"}},
            ((f"{_SYSTEM32}\\msxml6.dll", "6.10.1129.0"),),
            seconds=20,
            qfe=False,
            version="6.10.1129.0",
        ),
        Package(
            "wmencoder",
            "exe",
            "Windows Media Encoder 9 Series x64 Edition",
            {},
            (("C:\\Program Files\\Windows Media Components\\Encoder\\wmenc.exe", "10.0.0.3817"),),
            seconds=40,
            qfe=False,
            version="10.00.00.3817",
        ),
    )
}  # fmt: skip


def number_of(package: Package) -> str:
    """``KB942288`` of ``KB942288-v4``; the key itself for others."""
    return package.key.partition("-")[0]


def product_code(package: Package) -> str:
    """The product code of a Windows Installer package, which stays the same."""
    return "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"winlab:{package.key}")).upper() + "}"


def uninstall_key(package: Package) -> str:
    """Its key of Add or Remove Programs: a product code, an update's number, or a title."""
    name = product_code(package) if package.kind == "msi" else number_of(package) if package.qfe else package.title
    return f"{UNINSTALL}\\{name}"


def is_installed(machine: Machine, key: str) -> bool:
    """Whether a package, or one that contains it, is installed."""
    package = PACKAGES[key.lower()]
    if package.present is not None:
        path, name, data = package.present
        found = machine.registry.get(path, name)
        return found == data
    return package.key in machine.updates or machine.registry.exists(uninstall_key(package))


def lay_down(machine: Machine, package: Package, *, by: str = "NT AUTHORITY\\SYSTEM") -> None:
    """Writes what a package leaves, without waiting and without its wish for a restart."""
    replaced = {new for new, _ in package.replaces}
    for key, values in package.registry.items():
        machine.registry.create(key)
        for name, data in values.items():
            machine.registry.set(key, name, data)
    for path, version in package.files:
        if path not in replaced:
            program = path.rpartition("\\")[2].lower()
            is_library = program.endswith(".dll")
            machine.files.add_program(path, "library" if is_library else program, version=version)
    number = number_of(package)
    if package.uninstall and package.title:
        key = uninstall_key(package)
        machine.registry.set(key, "DisplayName", package.title)
        if package.kind == "msi":
            machine.registry.set(key, "WindowsInstaller", 1)
            machine.registry.set(key, "InstallDate", machine.local_time().strftime("%Y%m%d"))
            remove = f"MsiExec.exe /X{product_code(package)}"
            machine.registry.set(key, "UninstallString", remove, "REG_EXPAND_SZ")
        machine.registry.set(key, "Publisher", "Microsoft Corporation")
        if package.version:
            machine.registry.set(key, "DisplayVersion", package.version)
    if package.qfe:
        date = machine.local_time()
        stamp = f"{date.month}/{date.day}/{date.year}"
        machine.updates[package.key] = {
            "Description": package.title,
            "HotFixID": package.key,
            "InstalledBy": by.rpartition("\\")[2],
            "InstalledOn": stamp,
            "ServicePackInEffect": "SP3",
        }
        machine.registry.set(
            f"HKLM\\SOFTWARE\\Microsoft\\Updates\\Windows Server 2003\\SP3\\{number}", "InstalledBy", by
        )
    if package.after is not None:
        package.after(machine)
    machine.touch("updates", package.key)
