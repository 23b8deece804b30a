"""Win32 errors: their numbers and texts.

Texts: https://learn.microsoft.com/windows/win32/debug/system-error-codes
"""

from __future__ import annotations

TEXTS: dict[int, str] = {
    0: "The operation completed successfully.",
    1: "Incorrect function.",
    2: "The system cannot find the file specified.",
    3: "The system cannot find the path specified.",
    4: "The system cannot open the file.",
    5: "Access is denied.",
    6: "The handle is invalid.",
    14: "Not enough storage is available to complete this operation.",
    15: "The system cannot find the drive specified.",
    18: "There are no more files.",
    19: "The media is write protected.",
    21: "The device is not ready.",
    32: "The process cannot access the file because it is being used by another process.",
    33: "The process cannot access the file because another process has locked a portion of the file.",
    50: "The request is not supported.",
    51: "Windows cannot find the network path. Verify that the network path is correct and the destination "
    "computer is not busy or turned off.",
    53: "The network path was not found.",
    55: "The specified network resource or device is no longer available.",
    64: "The specified network name is no longer available.",
    65: "Network access is denied.",
    67: "The network name cannot be found.",
    71: "No more connections can be made to this remote computer at this time because there are already as many "
    "connections as the computer can accept.",
    80: "The file exists.",
    85: "The local device name is already in use.",
    86: "The specified network password is not correct.",
    87: "The parameter is incorrect.",
    109: "The pipe has been ended.",
    110: "The system cannot open the device or file specified.",
    112: "There is not enough space on the disk.",
    120: "This function is not supported on this system.",
    122: "The data area passed to a system call is too small.",
    123: "The filename, directory name, or volume label syntax is incorrect.",
    126: "The specified module could not be found.",
    127: "The specified procedure could not be found.",
    128: "There are no child processes to wait for.",
    145: "The directory is not empty.",
    183: "Cannot create a file when that file already exists.",
    193: "%1 is not a valid Win32 application.",
    234: "More data is available.",
    259: "No more data is available.",
    267: "The directory name is invalid.",
    487: "Attempt to access invalid address.",
    998: "Invalid access to memory location.",
    1008: "An attempt was made to reference a token that does not exist.",
    1051: "A stop control has been sent to a service that other running services are dependent on.",
    1052: "The requested control is not valid for this service.",
    1053: "The service did not respond to the start or control request in a timely fashion.",
    1054: "A thread could not be created for the service.",
    1055: "The service database is locked.",
    1056: "An instance of the service is already running.",
    1057: "The account name is invalid or does not exist, or the password is invalid for the account name specified.",
    1058: "The service cannot be started, either because it is disabled or because it has no enabled devices "
    "associated with it.",
    1059: "Circular service dependency was specified.",
    1060: "The specified service does not exist as an installed service.",
    1061: "The service cannot accept control messages at this time.",
    1062: "The service has not been started.",
    1063: "The service process could not connect to the service controller.",
    1064: "An exception occurred in the service when handling the control request.",
    1066: "The service has returned a service-specific error code.",
    1067: "The process terminated unexpectedly.",
    1068: "The dependency service or group failed to start.",
    1069: "The service did not start due to a logon failure.",
    1070: "After starting, the service hung in a start-pending state.",
    1072: "The specified service has been marked for deletion.",
    1073: "The specified service already exists.",
    1075: "The dependency service does not exist or has been marked for deletion.",
    1077: "No attempts to start the service have been made since the last boot.",
    1078: "The name is already in use as either a service name or a service display name.",
    1079: "The account specified for this service is different from the account specified for other services "
    "running in the same process.",
    1115: "A system shutdown is in progress.",
    1116: "Unable to abort the system shutdown because no shutdown was in progress.",
    1168: "Element not found.",
    1190: "A system shutdown has already been scheduled.",
    1203: "No network provider accepted the given network path.",
    1219: "Multiple connections to a server or shared resource by the same user, using more than one user name, "
    "are not allowed. Disconnect all previous connections to the server or shared resource and try again.",
    1222: "The network is not present or not started.",
    1223: "The operation was canceled by the user.",
    1300: "Not all privileges referenced are assigned to the caller.",
    1307: "This security ID may not be assigned as the owner of this object.",
    1311: "There are currently no logon servers available to service the logon request.",
    1314: "A required privilege is not held by the client.",
    1317: "The specified account does not exist.",
    1325: "Unable to update the password. The value provided for the new password does not meet the length, "
    "complexity, or history requirements of the domain.",
    1326: "Logon failure: unknown user name or bad password.",
    1327: "Logon failure: user account restriction. Possible reasons are blank passwords not allowed, logon hour "
    "restrictions, or a policy restriction has been enforced.",
    1330: "Logon failure: the specified account password has expired.",
    1331: "Logon failure: account currently disabled.",
    1332: "No mapping between account names and security IDs was done.",
    1352: "The security account manager (SAM) or local security authority (LSA) server was in the wrong state to "
    "perform the security operation.",
    1355: "The specified domain either does not exist or could not be contacted.",
    1371: "Cannot perform this operation on built-in accounts.",
    1376: "The specified local group does not exist.",
    1377: "The specified account name is not a member of the local group.",
    1378: "The specified account name is already a member of the local group.",
    1379: "The specified local group already exists.",
    1385: "Logon failure: the user has not been granted the requested logon type at this computer.",
    1388: "A new member could not be added to a local group because the member has the wrong account type.",
    1396: "Logon Failure: The target account name is incorrect.",
    1460: "This operation returned because the timeout period expired.",
    1601: "The Windows Installer Service could not be accessed. This can occur if you are running Windows in safe "
    "mode, or if the Windows Installer is not correctly installed. Contact your support personnel for assistance.",
    1602: "User cancelled installation.",
    1603: "Fatal error during installation.",
    1605: "This action is only valid for products that are currently installed.",
    1612: "The installation source for this product is not available. Verify that the source exists and that you "
    "can access it.",
    1614: "Product is uninstalled.",
    1618: "Another installation is already in progress. Complete that installation before proceeding with this "
    "install.",
    1619: "This installation package could not be opened. Verify that the package exists and that you can access "
    "it, or contact the application vendor to verify that this is a valid Windows Installer package.",
    1620: "This installation package could not be opened. Contact the application vendor to verify that this is a "
    "valid Windows Installer package.",
    1624: "Error applying transforms. Verify that the specified transform paths are valid.",
    1625: "This installation is forbidden by system policy. Contact your system administrator.",
    1633: "This installation package is not supported by this processor type. Contact your product vendor.",
    1638: "Another version of this product is already installed. Installation of this version cannot continue. To "
    "configure or remove the existing version of this product, use Add/Remove Programs on the Control Panel.",
    1639: "Invalid command line argument. Consult the Windows Installer SDK for detailed command line help.",
    1641: "The requested operation completed successfully. The system will be restarted so the changes can take "
    "effect.",
    1717: "The interface is unknown.",
    1721: "Not enough resources are available to complete this operation.",
    1722: "The RPC server is unavailable.",
    1723: "The RPC server is too busy to complete this operation.",
    1726: "The remote procedure call failed.",
    1753: "There are no more endpoints available from the endpoint mapper.",
    1816: "Not enough quota is available to process this command.",
    1787: "The security database on the server does not have a computer account for this workstation trust "
    "relationship.",
    1788: "The trust relationship between the primary domain and the trusted domain failed.",
    1789: "The trust relationship between this workstation and the primary domain failed.",
    1793: "The user's account has expired.",
    1907: "The user's password must be changed before logging on the first time.",
    1909: "The referenced account is currently locked out and may not be logged on to.",
    2118: "The name has already been shared.",
    2138: "The Workstation service has not been started.",
    2182: "The requested service has already been started.",
    2184: "The service has not been started.",
    2185: "The service name is invalid.",
    2186: "The service is not responding to the control function.",
    2202: "The specified username is invalid.",
    2203: "The password parameter is invalid.",
    2220: "The group name could not be found.",
    2221: "The user name could not be found.",
    2223: "The group already exists.",
    2224: "The account already exists.",
    2226: "This operation is only allowed on the primary domain controller of the domain.",
    2236: "The user already belongs to this group.",
    2237: "The user does not belong to this group.",
    2242: "The password of this user has expired.",
    2245: "The password does not meet the password policy requirements. Check the minimum password length, password "
    "complexity and password history requirements.",
    2250: "This network connection does not exist.",
    2310: "This shared resource does not exist.",
    2311: "This device is not shared.",
    2312: "A session does not exist with that computer name.",
    2314: "There is not an open file with that identification number.",
    3010: "The requested operation is successful. Changes will not be effective until the system is rebooted.",
}


def text_of(code: int) -> str:
    """The text of a Win32 error."""
    return TEXTS.get(code, f"Unknown error (0x{code & 0xFFFFFFFF:x})")


class Win32Error(Exception):
    """A Win32 call failed.

    Attributes:
        code: The error's number.
        subject: What it was about: a path, a service, an account.
    """

    def __init__(self, code: int, subject: str = "") -> None:
        self.code = code
        self.subject = subject
        self.text = text_of(code)
        super().__init__(f"{subject}: {self.text} ({code})" if subject else f"{self.text} ({code})")


class FileError(Win32Error):
    """A file operation failed."""


class RegistryError(Win32Error):
    """A registry operation failed."""


class ServiceError(Win32Error):
    """A request to the Service Control Manager failed."""


class NetworkError(Win32Error):
    """Another computer can't be reached."""


class LogonError(Win32Error):
    """A logon is refused."""


class ProcessKilled(BaseException):
    """The process that the thread executes was killed; passes through ``except Exception``."""
