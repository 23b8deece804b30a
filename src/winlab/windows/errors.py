"""Win32 errors: their numbers and texts.

Texts: https://learn.microsoft.com/windows/win32/debug/system-error-codes
"""

from __future__ import annotations

TEXTS: dict[int, str] = {
    0: "The operation completed successfully.",
    1: "Incorrect function.",
    2: "The system cannot find the file specified.",
    3: "The system cannot find the path specified.",
    5: "Access is denied.",
    6: "The handle is invalid.",
    15: "The system cannot find the drive specified.",
    21: "The device is not ready.",
    32: "The process cannot access the file because it is being used by another process.",
    50: "The request is not supported.",
    53: "The network path was not found.",
    67: "The network name cannot be found.",
    71: "No more connections can be made to this remote computer at this time because there are already as many "
    "connections as the computer can accept.",
    80: "The file exists.",
    87: "The parameter is incorrect.",
    112: "There is not enough space on the disk.",
    123: "The filename, directory name, or volume label syntax is incorrect.",
    145: "The directory is not empty.",
    183: "Cannot create a file when that file already exists.",
    193: "%1 is not a valid Win32 application.",
    234: "More data is available.",
    267: "The directory name is invalid.",
    1051: "A stop control has been sent to a service that other running services are dependent on.",
    1052: "The requested control is not valid for this service.",
    1053: "The service did not respond to the start or control request in a timely fashion.",
    1056: "An instance of the service is already running.",
    1057: "The account name is invalid or does not exist, or the password is invalid for the account name specified.",
    1058: "The service cannot be started, either because it is disabled or because it has no enabled devices "
    "associated with it.",
    1060: "The specified service does not exist as an installed service.",
    1061: "The service cannot accept control messages at this time.",
    1062: "The service has not been started.",
    1066: "The service has returned a service-specific error code.",
    1067: "The process terminated unexpectedly.",
    1068: "The dependency service or group failed to start.",
    1069: "The service did not start due to a logon failure.",
    1072: "The specified service has been marked for deletion.",
    1073: "The specified service already exists.",
    1075: "The dependency service does not exist or has been marked for deletion.",
    1115: "A system shutdown is in progress.",
    1116: "Unable to abort the system shutdown because no shutdown was in progress.",
    1190: "A system shutdown has already been scheduled.",
    1219: "Multiple connections to a server or shared resource by the same user, using more than one user name, "
    "are not allowed. Disconnect all previous connections to the server or shared resource and try again.",
    1311: "There are currently no logon servers available to service the logon request.",
    1317: "The specified account does not exist.",
    1326: "Logon failure: unknown user name or bad password.",
    1327: "Logon failure: user account restriction. Possible reasons are blank passwords not allowed, logon hour "
    "restrictions, or a policy restriction has been enforced.",
    1330: "Logon failure: the specified account password has expired.",
    1331: "Logon failure: account currently disabled.",
    1332: "No mapping between account names and security IDs was done.",
    1355: "The specified domain either does not exist or could not be contacted.",
    1376: "The specified local group does not exist.",
    1377: "The specified account name is not a member of the local group.",
    1378: "The specified account name is already a member of the local group.",
    1379: "The specified local group already exists.",
    1385: "Logon failure: the user has not been granted the requested logon type at this computer.",
    1603: "Fatal error during installation.",
    1605: "This action is only valid for products that are currently installed.",
    1618: "Another installation is already in progress. Complete that installation before proceeding with this "
    "install.",
    1619: "This installation package could not be opened. Verify that the package exists and that you can access "
    "it, or contact the application vendor to verify that this is a valid Windows Installer package.",
    1638: "Another version of this product is already installed. Installation of this version cannot continue. To "
    "configure or remove the existing version of this product, use Add/Remove Programs on the Control Panel.",
    1722: "The RPC server is unavailable.",
    1789: "The trust relationship between this workstation and the primary domain failed.",
    1793: "The user's account has expired.",
    1907: "The user's password must be changed before logging on the first time.",
    1909: "The referenced account is currently locked out and may not be logged on to.",
    2118: "The name has already been shared.",
    2182: "The requested service has already been started.",
    2220: "The group name could not be found.",
    2221: "The user name could not be found.",
    2224: "The account already exists.",
    2250: "This network connection does not exist.",
    2310: "This shared resource does not exist.",
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
