"""Errors of the directory, as the directory service itself numbers them.

Codes are Win32 system error codes; as an HRESULT each is ``0x80070000 | code``. Source of numbers and texts:
https://learn.microsoft.com/windows/win32/debug/system-error-codes--8200-8999- and
https://learn.microsoft.com/windows/win32/adsi/win32-error-codes-for-adsi-2-0 .
"""

from __future__ import annotations

ACCESS_DENIED = 5
INVALID_PARAMETER = 87
LOGON_FAILURE = 1326
NO_SUCH_DOMAIN = 1355
OBJECT_EXISTS = 5010
NO_ATTRIBUTE_OR_VALUE = 8202
INVALID_ATTRIBUTE_SYNTAX = 8203
VALUE_EXISTS = 8205
BUSY = 8206
OBJECT_CLASS_VIOLATION = 8212
NOT_ON_NON_LEAF = 8213
OPERATIONS_ERROR = 8224
REFERRAL = 8235
CONSTRAINT_VIOLATION = 8239
NO_SUCH_OBJECT = 8240
INVALID_DN = 8242
UNWILLING = 8245
SERVER_DOWN = 8250
FILTER_UNKNOWN = 8254

TEXTS: dict[int, str] = {
    ACCESS_DENIED: "Access is denied.",
    INVALID_PARAMETER: "The parameter is incorrect.",
    LOGON_FAILURE: "Logon failure: unknown user name or bad password.",
    NO_SUCH_DOMAIN: "The specified domain either does not exist or could not be contacted.",
    OBJECT_EXISTS: "The object already exists.",
    NO_ATTRIBUTE_OR_VALUE: "The specified directory service attribute or value does not exist.",
    INVALID_ATTRIBUTE_SYNTAX: "The attribute syntax specified to the directory service is invalid.",
    VALUE_EXISTS: "The specified directory service attribute or value already exists.",
    BUSY: "The directory service is busy.",
    OBJECT_CLASS_VIOLATION: (
        "The requested operation did not satisfy one or more constraints associated with the class of the object."
    ),
    NOT_ON_NON_LEAF: "The directory service can perform the requested operation only on a leaf object.",
    OPERATIONS_ERROR: "An operations error occurred.",
    REFERRAL: "A referral was returned from the server.",
    CONSTRAINT_VIOLATION: "A constraint violation occurred.",
    NO_SUCH_OBJECT: "There is no such object on the server.",
    INVALID_DN: "An invalid dn syntax has been specified.",
    UNWILLING: "The server is unwilling to process the request.",
    SERVER_DOWN: "The server is not operational.",
    FILTER_UNKNOWN: "The search filter cannot be recognized.",
}

#: LDAP result codes (RFC 4511, 4.1.9) of the errors above, for surfaces that speak LDAP's own numbers.
LDAP_RESULTS: dict[int, int] = {
    ACCESS_DENIED: 50,
    LOGON_FAILURE: 49,
    OBJECT_EXISTS: 68,
    NO_ATTRIBUTE_OR_VALUE: 16,
    INVALID_ATTRIBUTE_SYNTAX: 21,
    VALUE_EXISTS: 20,
    BUSY: 51,
    OBJECT_CLASS_VIOLATION: 65,
    NOT_ON_NON_LEAF: 66,
    OPERATIONS_ERROR: 1,
    REFERRAL: 10,
    CONSTRAINT_VIOLATION: 19,
    NO_SUCH_OBJECT: 32,
    INVALID_DN: 34,
    UNWILLING: 53,
    SERVER_DOWN: 81,
    FILTER_UNKNOWN: 87,
}


class DirectoryError(Exception):
    """A directory operation failed.

    Attributes:
        code: Win32 error code, for example 8240.
        text: The system's text of it.
        detail: What the error was about (a DN, an attribute); for logs, not part of Windows' text.
    """

    def __init__(self, code: int, detail: str = "", text: str | None = None) -> None:
        self.code = code
        self.text = text if text is not None else TEXTS.get(code, f"Error {code}.")
        self.detail = detail
        super().__init__(f"{self.text} ({self.hresult:#010x}){': ' + detail if detail else ''}")

    @property
    def hresult(self) -> int:
        """The error as an unsigned HRESULT, 0x80072030 for "no such object"."""
        return 0x80070000 | self.code
