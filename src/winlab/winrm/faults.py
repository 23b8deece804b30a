"""WS-Management faults: codes, subcodes and texts.

Codes and texts: wsmerror.h of the Windows SDK (as printed at https://learn.microsoft.com/windows/win32/winrm/)
and MS-WSMV 3.1.4.5.2.1, https://learn.microsoft.com/openspecs/windows_protocols/ms-wsmv/77425799-79f6-4a9a-b164-3873e742d921.
"""

from __future__ import annotations

from winlab.winrm import names

ACCESS_DENIED = 5
INVALID_PARAMETER = 87
OPERATION_ABORTED = 995
FILE_NOT_FOUND = 0x80070002
RESOURCE_NOT_FOUND = 0x80338000
INVALID_ACTION = 0x80338001
INVALID_HEADERS = 0x8033800F
TIMED_OUT = 0x80338029
INVALID_RESOURCE_URI = 0x8033803B
QUOTA_LIMIT = 0x8033803F
SCHEMA_VALIDATION = 0x80338041
UNSUPPORTED_FEATURE = 0x80338042
INVALID_XML = 0x80338043
ENVELOPE_TOO_LARGE = 0x80338049
SHELL_NOT_FOUND = 0x8033805B
MAX_SHELLS = 0x803381A5
MAX_OPERATIONS = 0x803381A6
MAX_SHELL_USERS = 0x803381AB


class WsmanFaultError(Exception):
    """What the service refuses, with everything the SOAP fault tells.

    Attributes:
        code: the number in ``f:WSManFault/@Code``.
        subcode: qualified name of the SOAP subcode, with the prefixes the envelope declares (``w:TimedOut``).
        message: the text a user sees.
        sender: True when the client is to blame (``s:Sender``), False for ``s:Receiver``.
        detail: the ``w:FaultDetail`` address, or None.
        provider: name of the plug-in that reports the fault, or None.
        status: HTTP status that carries the fault.
    """

    def __init__(
        self,
        code: int,
        subcode: str,
        message: str,
        *,
        sender: bool = True,
        detail: str | None = None,
        provider: str | None = None,
        status: int = 500,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.subcode = subcode
        self.message = message
        self.sender = sender
        self.detail = detail
        self.provider = provider
        self.status = status


def timed_out() -> WsmanFaultError:
    """Nothing happened within OperationTimeout."""
    return WsmanFaultError(
        TIMED_OUT,
        "w:TimedOut",
        "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ",
        sender=False,
    )


def shell_not_found(shell_id: str) -> WsmanFaultError:
    """The ShellId names no shell of this caller."""
    return WsmanFaultError(
        SHELL_NOT_FOUND,
        "w:InvalidSelectors",
        "The request for the Windows Remote Shell with ShellId "
        f"{shell_id} failed because the shell was not found on the server. Possible causes are: the "
        "specified "
        "ShellId is incorrect or the shell no longer exists on the server. Provide the correct "
        "ShellId or create a "
        "new shell and retry the operation. ",
        detail=names.FAULT_DETAIL + "/UnexpectedSelectors",
    )


def command_not_found(provider: str) -> WsmanFaultError:
    """The CommandId names no command of the shell."""
    return WsmanFaultError(
        INVALID_PARAMETER,
        "w:InternalError",
        "The parameter is incorrect. ",
        sender=False,
        provider=provider,
    )


def access_denied(provider: str | None = None) -> WsmanFaultError:
    """The caller is not allowed to do that."""
    return WsmanFaultError(ACCESS_DENIED, "w:AccessDenied", "Access is denied. ", provider=provider)


def max_shells(limit: int) -> WsmanFaultError:
    """The caller has too many shells."""
    return WsmanFaultError(
        MAX_SHELLS,
        "w:QuotaLimit",
        "The WS-Management service cannot process the request. This user is allowed a maximum number of "
        f"{limit} concurrent shells, which has been exceeded. Close existing shells or raise the "
        "quota for this user. ",
    )


def max_operations() -> WsmanFaultError:
    """The caller has too many commands that were not closed."""
    return WsmanFaultError(
        MAX_OPERATIONS,
        "w:QuotaLimit",
        "The WS-Management service cannot process the request. The maximum number of concurrent "
        "operations for this "
        "user has been exceeded. Close existing operations for this user, or raise the quota for this user. ",
    )


def max_shell_users(limit: int) -> WsmanFaultError:
    """Too many different users have shells."""
    return WsmanFaultError(
        MAX_SHELL_USERS,
        "w:QuotaLimit",
        "The WS-Management service cannot process the request. The maximum number of users executing "
        "shell operations "
        f"has been exceeded. Retry after sometime or raise the quota for concurrent shell users ({limit}). ",
    )


def invalid_action(action: str) -> WsmanFaultError:
    """The action is unknown, or the resource does not have it."""
    return WsmanFaultError(
        INVALID_ACTION,
        "a:ActionNotSupported",
        "The WS-Management service cannot process the request. The WS-Addressing action URI is "
        "invalid. Check the "
        f"documentation for information on how to construct an action URI. ({action})",
    )


def invalid_resource(uri: str) -> WsmanFaultError:
    """The resource URI is missing or unknown."""
    return WsmanFaultError(
        INVALID_RESOURCE_URI,
        "a:DestinationUnreachable",
        "The WS-Management service cannot process the request. The resource URI is missing or it has "
        "an incorrect "
        "format. Check the documentation or use the following command for information on how to "
        "construct a resource "
        f'URI: "winrm help uris". ({uri})',
        detail=names.FAULT_DETAIL + "/InvalidResourceURI",
    )


def invalid_xml(why: str) -> WsmanFaultError:
    """The message is not XML, or XML that is not allowed in SOAP."""
    return WsmanFaultError(
        INVALID_XML,
        "w:SchemaValidationError",
        f"The WS-Management service cannot process the request because the XML is invalid. ({why})",
    )


def invalid_headers(why: str) -> WsmanFaultError:
    """A header is missing or wrong."""
    return WsmanFaultError(
        INVALID_HEADERS,
        "a:MessageInformationHeaderRequired",
        f"The SOAP headers of the request are invalid or missing. ({why})",
    )


def schema_violation(why: str) -> WsmanFaultError:
    """The body does not hold what the action needs."""
    return WsmanFaultError(
        SCHEMA_VALIDATION,
        "w:SchemaValidationError",
        "The SOAP XML in the message does not match the corresponding XML schema definition. Change "
        "the XML and retry. "
        f"({why})",
    )


def unsupported(what: str) -> WsmanFaultError:
    """The request asks for a feature that WinRM 2.0 does not have."""
    return WsmanFaultError(
        UNSUPPORTED_FEATURE,
        "w:UnsupportedFeature",
        "The WS-Management service does not support the specified feature. Remove the unsupported "
        "feature from the "
        f"request and retry. ({what})",
    )


def too_large(limit_kb: int) -> WsmanFaultError:
    """The envelope is larger than MaxEnvelopeSizekb."""
    return WsmanFaultError(
        ENVELOPE_TOO_LARGE,
        "w:EncodingLimit",
        "The WS-Management service cannot process the request because the envelope is larger than "
        "the allowed maximum "
        f"of {limit_kb} KB. ",
        detail=names.FAULT_DETAIL + "/MaxEnvelopeSize",
    )
