"""Registry and files of a fresh Windows Server 2003, made once per operating system and shared by all machines."""

from __future__ import annotations

import functools
from datetime import datetime

from winlab.windows.files import Disk, Files
from winlab.windows.registry import Data, Registry
from winlab.windows.specification import OPERATING_SYSTEMS, OperatingSystem

INSTALLED = datetime(2007, 3, 17, 12, 0, 0)
ROOT = "C:\\WINDOWS"
_FOLDERS = (
    "Documents and Settings\\All Users\\Application Data",
    "Documents and Settings\\Default User",
    "Documents and Settings\\Administrator",
    "Program Files\\Common Files",
    "WINDOWS\\Debug",
    "WINDOWS\\inf",
    "WINDOWS\\security",
    "WINDOWS\\system32\\config",
    "WINDOWS\\system32\\drivers\\etc",
    "WINDOWS\\system32\\wbem",
    "WINDOWS\\system32\\WindowsPowerShell\\v1.0",
    "WINDOWS\\Tasks",
    "WINDOWS\\Temp",
    "WINDOWS\\assembly\\GAC_MSIL\\Microsoft.ManagementConsole\\3.0.0.0__31bf3856ad364e35",
)
_LIBRARIES = {
    "kernel32.dll": "5.2.3790.3959",
    "ntdll.dll": "5.2.3790.3959",
    "user32.dll": "5.2.3790.3959",
    "msi.dll": "3.1.4000.3959",
    "advapi32.dll": "5.2.3790.3959",
}
_CV = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
_NT = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
_CCS = "HKLM\\SYSTEM\\CurrentControlSet"


def _registry_content(system: OperatingSystem) -> dict[str, dict[str, Data]]:
    edition = "Enterprise" if system.enterprise else "Standard"
    product = f"Windows Server 2003{' R2' if system.r2 else ''}"
    programs = {"ProgramFilesDir": "C:\\Program Files", "CommonFilesDir": "C:\\Program Files\\Common Files"}
    content: dict[str, dict[str, Data]] = {
        _NT: {
            "ProductName": "Microsoft Windows Server 2003" + (" R2" if system.r2 else ""),
            "CurrentVersion": system.version[:3],
            "CurrentBuildNumber": system.build,
            "CurrentBuild": "1.511.1 () (Obsolete data - do not use)",
            "CSDVersion": system.csd,
            "CurrentType": "Multiprocessor Free",
            "BuildLab": "3790.srv03_sp2_rtm.070216-1710",
            "SystemRoot": ROOT,
            "PathName": ROOT,
            "SourcePath": "D:\\",
            "RegisteredOwner": "Owner",
            "RegisteredOrganization": "Organization",
            "InstallDate": 1174132800,
            "ProductId": "69713-640-1234567-45012",
        },
        "HKLM\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0": {
            "Identifier": "EM64T Family 15 Model 4 Stepping 3",
            "ProcessorNameString": "              Intel(R) Xeon(TM) CPU 3.00GHz",
            "VendorIdentifier": "GenuineIntel",
            "~MHz": 3000,
        },
        f"{_NT}\\Winlogon": {"Shell": "Explorer.exe", "AutoAdminLogon": "0"},
        f"{_NT}\\ProfileList": {"ProfilesDirectory": "%SystemDrive%\\Documents and Settings"},
        _CV: dict(programs),
        f"{_CV}\\Setup": {
            "SourcePath": "D:\\",
            "ServicePackSourcePath": "D:\\",
            "Installation Sources": ("D:\\",),
            "LogLevel": 0,
        },
        f"{_CV}\\Setup\\OC Manager\\Subcomponents": {name: int(name in _ON) for name in SUBCOMPONENTS},
        f"{_CV}\\Uninstall": {},
        f"{_CV}\\Run": {},
        f"{_CV}\\RunOnce": {},
        f"{_CV}\\WindowsUpdate\\Auto Update": {"AUOptions": 2},
        "HKLM\\SOFTWARE\\Microsoft\\Updates": {},
        "HKLM\\SOFTWARE\\Microsoft\\Updates\\Windows Server 2003\\SP3": {},
        "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP": {},
        "HKLM\\SOFTWARE\\Microsoft\\Cryptography": {},
        "HKLM\\SOFTWARE\\Microsoft\\Cryptography\\Defaults": {},
        "HKLM\\SOFTWARE\\Microsoft\\MMC": {},
        "HKLM\\SOFTWARE\\Microsoft\\MMC\\SnapIns": {},
        "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows": {},
        "HKLM\\SOFTWARE\\Classes\\.txt": {"": "txtfile"},
        "HKLM\\SOFTWARE\\Wow6432Node\\Microsoft": {},
        f"{_CCS}\\Control": {"SystemStartOptions": "NOEXECUTE=OPTOUT", "CurrentUser": "USERNAME"},
        f"{_CCS}\\Control\\Session Manager": {"ObjectDirectories": ("\\Windows", "\\RPC Control")},
        f"{_CCS}\\Control\\Session Manager\\Environment": {
            "ComSpec": "%SystemRoot%\\system32\\cmd.exe",
            "Path": "%SystemRoot%\\system32;%SystemRoot%;%SystemRoot%\\System32\\Wbem;"
            "%SystemRoot%\\system32\\WindowsPowerShell\\v1.0",
            "PATHEXT": ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH",
            "PROCESSOR_ARCHITECTURE": "AMD64" if system.bits == 64 else "x86",
            "PROCESSOR_LEVEL": "15",
            "PROCESSOR_REVISION": "0403",
            "PROCESSOR_IDENTIFIER": "EM64T Family 15 Model 4 Stepping 3, GenuineIntel"
            if system.bits == 64
            else "x86 Family 15 Model 4 Stepping 3, GenuineIntel",
            "OS": "Windows_NT",
            "TEMP": "%SystemRoot%\\TEMP",
            "TMP": "%SystemRoot%\\TEMP",
            "windir": "%SystemRoot%",
            "ClusterLog": "%SystemRoot%\\Cluster\\cluster.log",
        },
        f"{_CCS}\\Control\\ProductOptions": {
            "ProductType": "ServerNT",
            "ProductSuite": (edition, "Terminal Server") if system.enterprise else ("Terminal Server",),
        },
        f"{_CCS}\\Control\\Windows": {"CSDVersion": system.service_pack << 8, "Directory": "%SystemRoot%"},
        f"{_CCS}\\Control\\Terminal Server": {"fDenyTSConnections": 1},
        f"{_CCS}\\Control\\Lsa": {"LmCompatibilityLevel": 2, "restrictanonymous": 0},
        f"{_CCS}\\Control\\TimeZoneInformation": {"StandardName": "GMT Standard Time", "Bias": 0},
        f"{_CCS}\\Control\\Nls\\CodePage": {"ACP": "1252", "OEMCP": "437"},
        f"{_CCS}\\Services\\LanmanServer\\Shares": {},
        f"{_CCS}\\Services\\Tcpip\\Linkage": {},
        f"{_CCS}\\Services\\Tcpip\\Parameters\\Interfaces": {},
        "HKU\\.DEFAULT\\Control Panel\\International": {"sLanguage": "ENU"},
        "HKU\\S-1-5-18\\Software\\Microsoft": {},
    }
    if product.endswith("R2"):
        content["HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\R2"] = {"Installed": 1}
    if system.bits == 64:
        content[_CV]["ProgramFilesDir (x86)"] = "C:\\Program Files (x86)"
    return content


_ON = ("accessopt", "calc", "mswordpad", "paint", "clipbook", "com")
SUBCOMPONENTS = (
    "accessopt", "appsrv", "appsrv_console", "aspnet", "bitsserverextensionsisapi", "bitsserverextensionsmanager",
    "calc", "certsrv", "clipbook", "com", "complusnetwork", "dtcnetwork", "fp_extensions", "iis_asp", "iis_common",
    "iis_ftp", "iis_inetmgr", "iis_internetdataconnector", "iis_nntp", "iis_serversideincludes", "iis_smtp",
    "iis_webdav", "iis_www", "iis_www_vdir_scripts", "mswordpad", "msmq", "netcis", "netfx20", "netoc", "paint",
    "dns", "dhcpserver", "wins", "snmp", "terminalserver", "wmsserver", "indexsrv_system",
)  # fmt: skip


@functools.cache
def base_registry(key: str) -> Registry:
    """The registry of a fresh system; shared, never written to."""
    from winlab.windows.base_services import base_services
    from winlab.windows.services import SERVICES_KEY, START_NUMBERS

    system = OPERATING_SYSTEMS[key]
    registry = Registry()
    registry.mount("HKLM\\SOFTWARE")
    registry.mount("HKLM\\SYSTEM")
    registry.mount("HKLM\\SAM")
    registry.mount("HKLM\\SECURITY")
    registry.mount("HKLM\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0")
    registry.fill(_registry_content(system))
    for service in base_services(system, remoting=False, member=False):
        values: dict[str, Data] = {
            "Start": START_NUMBERS[service.start_mode],
            "Type": service.type_number,
            "ErrorControl": 1,
            "DisplayName": service.display_name,
            "ObjectName": service.account,
        }
        if service.depends:
            values["DependOnService"] = tuple(service.depends)
        registry.fill({f"{SERVICES_KEY}\\{service.name}": values})
        registry.set(f"{SERVICES_KEY}\\{service.name}", "ImagePath", service.path, "REG_EXPAND_SZ")
    return registry


def base_files(key: str) -> Files:
    """The files of a fresh system; shared, never written to. They hold every program that is registered by now."""
    from winlab.windows.commands import register_programs
    from winlab.windows.programs import PROGRAMS

    register_programs()
    return _files_with(key, tuple(program.name for program in PROGRAMS.all()))


@functools.cache
def _files_with(key: str, _programs: tuple[str, ...]) -> Files:
    from winlab.windows.programs import PROGRAMS

    system = OPERATING_SYSTEMS[key]
    files = Files(None, lambda: INSTALLED)
    files.add_disk(Disk("C", 1 << 50))
    for folder in _FOLDERS:
        files.make_folder("C:\\" + folder)
    files.write_text("C:\\boot.ini", "[boot loader]\r\ntimeout=30\r\n")
    files.set_attributes("C:\\boot.ini", frozenset({"Hidden", "System", "Archive"}))
    files.write_text(f"{ROOT}\\win.ini", "; for 16-bit app support\r\n[fonts]\r\n")
    files.write_text(f"{ROOT}\\system32\\drivers\\etc\\hosts", "127.0.0.1       localhost\r\n")
    files.write_text(f"{ROOT}\\inf\\sysoc.inf", '[Version]\r\nSignature = "$Windows NT$"\r\n[Components]\r\n')
    for name, version in _LIBRARIES.items():
        files.add_program(f"{ROOT}\\system32\\{name}", "library", version=version)
    if system.bits == 64:
        files.make_folder("C:\\Program Files (x86)\\Common Files")
        files.make_folder(f"{ROOT}\\SysWOW64")
    for program in PROGRAMS.all():
        if program.folder is not None and program.where is None:
            folder = program.folder.replace("%SystemRoot%", ROOT).replace("%SystemDrive%", "C:")
            files.add_program(f"{folder}\\{program.name}", program.name, version=program.version)
            if system.bits == 64 and folder.lower() == f"{ROOT}\\system32".lower():
                files.add_program(f"{ROOT}\\SysWOW64\\{program.name}", program.name, version=program.version)
    for name in ("services.exe", "lsass.exe", "svchost.exe", "explorer.exe"):
        files.add_program(f"{ROOT}\\system32\\{name}", name, version="5.2.3790.3959")
    return files
