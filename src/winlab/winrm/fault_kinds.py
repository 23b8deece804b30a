"""The kinds of faults of WS-Management, and the plug-ins that report them.

Codes, the subcodes that belong to them and their texts: wsmerror.h of the Windows SDK; details: DMTF DSP0226, chapter
14; which fault answers which request: MS-WSMV 3.1.4.5.2.1,
https://learn.microsoft.com/openspecs/windows_protocols/ms-wsmv/77425799-79f6-4a9a-b164-3873e742d921.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of fault.

    Attributes:
        code: the number in ``f:WSManFault/@Code``.
        subcode: qualified name of the SOAP subcode, with the prefixes the envelope declares (``w:TimedOut``).
        reason: the text of the code.
        detail: last word of the ``w:FaultDetail`` address, or an empty text.
        blame: the SOAP code: whose fault it is.
    """

    code: int
    subcode: str
    reason: str
    detail: str = ""
    blame: str = "s:Sender"


@dataclass(frozen=True)
class Provider:
    """A plug-in that reports a fault."""

    name: str
    path: str


CMD_PLUGIN = Provider("Shell cmd plugin", "%systemroot%\\system32\\winrscmd.dll")
POWERSHELL_PLUGIN = Provider("microsoft.powershell", "C:\\WINDOWS\\system32\\pwrshplugin.dll")
CONFIG_PLUGIN = Provider("Config provider", "%systemroot%\\system32\\WsmSvc.dll")
WMI_PLUGIN = Provider("WMI Provider", "%systemroot%\\system32\\WsmWmiPl.dll")

CANNOT = "The WS-Management service cannot process the request"

ACCESS_DENIED = Kind(5, "w:AccessDenied", "Access is denied. ")
LOGON_FAILED = Kind(1326, "w:AccessDenied", "Logon failure: unknown user name or bad password. ")
INVALID_PARAMETER = Kind(87, "w:InvalidParameter", "The parameter is incorrect. ", "InvalidValue")
OPERATION_ABORTED = Kind(
    995,
    "w:InternalError",
    "The I/O operation has been aborted because of either a thread exit or an application request. ",
    blame="s:Receiver",
)
INTERNAL = Kind(87, "w:InternalError", "The parameter is incorrect. ", blame="s:Receiver")
FILE_NOT_FOUND = Kind(0x80070002, "w:InternalError", "The system cannot find the file specified. ", blame="s:Receiver")
INVALID_FOLDER = Kind(0x8007010B, "w:InternalError", "The directory name is invalid. ", blame="s:Receiver")
NOT_ENOUGH_QUOTA = Kind(
    0x80070718, "w:InternalError", "Not enough quota is available to process this command. ", blame="s:Receiver"
)
RESOURCE_NOT_FOUND = Kind(
    0x80338000,
    "a:DestinationUnreachable",
    f"{CANNOT}. The service cannot find the resource identified by the resource URI and selectors. ",
)
INVALID_ACTION = Kind(
    0x80338001,
    "a:ActionNotSupported",
    f"{CANNOT}. The WS-Addressing action URI is invalid. Check the documentation for information on how to construct "
    "an action URI. ",
)
UNSUPPORTED_TIMEOUT = Kind(
    0x8033800C,
    "w:UnsupportedFeature",
    "The WS-Management service does not support the specified timeout. The value specified is smaller than the "
    "minimum "
    "allowed value for this setting. Change the timeout value and try the request again. ",
    "OperationTimeout",
)
SOAP_VERSION = Kind(
    0x8033800D,
    "",
    "The WS-Management service does not support the SOAP version specified in the request. ",
    blame="s:VersionMismatch",
)
INVALID_HEADER = Kind(
    0x8033800F,
    "a:InvalidMessageInformationHeader",
    f"{CANNOT}. The request contains one or more invalid SOAP headers. ",
)
NOT_UNDERSTOOD = Kind(
    0x80338010,
    "",
    "The WS-Management service cannot process a SOAP header in the request that is marked as mustUnderstand by the "
    "client.  This could be caused by the use of a version of the protocol which is not supported, or may be an "
    "incompatibility  between the client and server implementations. ",
    blame="s:MustUnderstand",
)
HEADER_REQUIRED = Kind(
    0x80338011,
    "a:MessageInformationHeaderRequired",
    f"{CANNOT}. The request does not have all the expected SOAP headers. ",
)
UNREACHABLE = Kind(
    0x80338012,
    "a:DestinationUnreachable",
    "The client cannot connect to the destination specified in the request. Verify that the service on the destination "
    "is running and is accepting requests. Consult the logs and documentation for the WS-Management service running on "
    "the destination, most commonly IIS or WinRM. If the destination is the WinRM service, run the following command "
    'on the destination to analyze and configure the WinRM service: "winrm quickconfig". ',
)
ACTION_NOT_SUPPORTED = Kind(
    0x80338013,
    "a:ActionNotSupported",
    "The WS-Management service does not support the action specified in the request. ",
)
INVALID_REPRESENTATION = Kind(
    0x80338015,
    "x:InvalidRepresentation",
    "The WS-Management service cannot identify the format of the object passed to a Put or Create method. The input "
    "XML may not be appropriate for the resource or uses the wrong schema for the resource. Change the input XML in "
    "the request. ",
)
DIALECT_UNAVAILABLE = Kind(
    0x80338019,
    "n:FilterDialectRequestedUnavailable",
    "The filter dialect (the type associated with the filter) was not supported for this resource. Change the filter "
    "dialect or remove it from the request and try the request again. ",
)
CANNOT_FILTER = Kind(
    0x8033801A,
    "n:CannotProcessFilter",
    "The data source could not process the filter. The filter might be missing or it might be invalid. Change the "
    "filter and try the request again.  ",
)
INVALID_CONTEXT = Kind(
    0x8033801B,
    "n:InvalidEnumerationContext",
    "The WS-Enumeration context in the enumeration is not valid. Enumeration may have been completed or canceled. You "
    "cannot use this enumeration context anymore. Start a new enumeration. ",
    blame="s:Receiver",
)
INVALID_BATCH = Kind(
    0x8033802F,
    "w:InvalidParameter",
    "The WS-Management service cannot process the batch request. The request must specify either MaxItems, "
    "MaxCharacters, or MaxTime. ",
    "InvalidValue",
)
INVALID_BODY = Kind(
    0x80338027,
    "w:SchemaValidationError",
    f"{CANNOT} because the request packet does not have a valid SOAP body. ",
)
TIMED_OUT = Kind(
    0x80338029,
    "w:TimedOut",
    "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ",
    blame="s:Receiver",
)
ACTION_MISMATCH = Kind(
    0x80338031,
    "w:ActionMismatch",
    f"{CANNOT} because the WS-Addressing Action URI in the request is not compatible with the resource. ",
)
ALREADY_EXISTS = Kind(
    0x80338033,
    "w:AlreadyExists",
    "The WS-Management service cannot create the resource because it already exists. ",
)
INVALID_OPTIONS = Kind(
    0x80338039,
    "w:InvalidOptions",
    f"{CANNOT} because one or more options are not valid. The option names or values may not be valid or they are "
    "used "
    "in incorrect combinations. Retrieve the catalog entry for the resource and determine how to correct the invalid "
    "option values. ",
    "InvalidValue",
)
INVALID_RESOURCE = Kind(
    0x8033803B,
    "a:DestinationUnreachable",
    f"{CANNOT}. The resource URI is missing or it has an incorrect format. Check the documentation or use the "
    "following "
    'command for information on how to construct a resource URI: "winrm help uris". ',
    "InvalidResourceURI",
)
QUOTA_LIMIT = Kind(
    0x8033803F, "w:QuotaLimit", "The WS-Management service is busy servicing other requests. Retry later. "
)
SCHEMA_VIOLATION = Kind(
    0x80338041,
    "w:SchemaValidationError",
    "The SOAP XML in the message does not match the corresponding XML schema definition. Change the XML and retry. ",
)
INVALID_XML = Kind(0x80338043, "w:SchemaValidationError", f"{CANNOT} because the XML is invalid. ")
CHARACTER_SET = Kind(
    0x8033804C,
    "w:EncodingLimit",
    "The WS-Management service does not support the character set used in the request. Change the request to use "
    "UTF-8 "
    "or UTF-16. ",
    "CharacterSet",
)
OPTIONS_NOT_SUPPORTED = Kind(
    0x80338051,
    "w:InvalidOptions",
    "The WS-Management provider does not support the specified option set because mustComply for one of the "
    "options is "
    "set to true. Change mustComply for one of the options to false. ",
    "NotSupported",
)
INVALID_VALUES = Kind(
    0x80338056,
    "w:SchemaValidationError",
    f"{CANNOT} because the XML content has invalid values. ",
    "InvalidValues",
)
INVALID_NAMESPACE = Kind(
    0x80338058,
    "x:InvalidRepresentation",
    "The WS-Management service cannot identify the format of the object passed to a Put or Create method. The XML "
    "namespace for the input XML is invalid. Change the XML namespace for the input XML in the request. ",
    "InvalidNamespace",
)
MISSING_SELECTORS = Kind(
    0x8033805A,
    "w:InvalidSelectors",
    f"{CANNOT} because the request did not contain all required selectors. ",
    "InsufficientSelectors",
)
UNEXPECTED_SELECTORS = Kind(
    0x8033805B,
    "w:InvalidSelectors",
    f"{CANNOT} because the request contained invalid selectors for the resource. ",
    "UnexpectedSelectors",
)
DUPLICATE_SELECTORS = Kind(
    0x8033805F,
    "w:InvalidSelectors",
    f"{CANNOT} because the request contains duplicate selectors. ",
    "DuplicateSelectors",
)
INVALID_PARAMETER_NAME = Kind(
    0x80338055,
    "w:InvalidParameter",
    f"{CANNOT}. A parameter name is invalid. ",
    "InvalidName",
)
QUERY_SYNTAX = Kind(
    0x8033807A,
    "a:DestinationUnreachable",
    "A syntax error occurred in the query string for the resource URI. ",
    "InvalidResourceURI",
)
ENVELOPE_TOO_SMALL = Kind(
    0x8033807E,
    "w:EncodingLimit",
    f"{CANNOT} because the envelope size in the request is too small. ",
    "MinimumEnvelopeLimit",
)
CERTIFICATE_NOT_FOUND = Kind(
    0x80338082,
    "w:InternalError",
    "The WS-Management service cannot find the certificate that was requested. ",
    blame="s:Receiver",
)
LISTENER_ADDRESS = Kind(
    0x80338089,
    "w:InvalidSelectors",
    "The listener address specified is invalid. The address can be specified in one of the following formats: *, "
    "IP:<ip_address>, MAC:<mac_address>. Change the listener address and try the request again. ",
    "InvalidValue",
)
MODE_UNSUPPORTED = Kind(
    0x80338086,
    "w:UnsupportedFeature",
    "The WS-Management service does not support the specified enumeration mode. ",
    "EnumerationMode",
)
LOCALE_NOT_GUARANTEED = Kind(
    0x80338087,
    "w:UnsupportedFeature",
    "The WS-Management service cannot guarantee that all data is returned in the requested locale as some data "
    "sources "
    "may not be able to comply. Resend the remote request with locale as a hint (the SOAP header should have "
    'mustUnderstand="false") ',
    "Locale",
)
INVALID_FRAGMENT = Kind(
    0x80338093,
    "w:UnsupportedFeature",
    "Cannot execute the Fragment-Level operation because the fragment path is invalid. Check the syntax of the "
    "fragment "
    "path string. Also check the spelling and the case of the property names in the fragment path string: they "
    "have to "
    "match the spelling and the case of the resource properties. ",
    "FragmentLevelAccess",
)
QUERY_WITH_CLASS = Kind(
    0x803380FB,
    "a:DestinationUnreachable",
    "The WinRM client cannot process the request. The resource URI for an enumeration operation with WQL filter "
    "must not "
    "contain keys and the class name must be '*' (star). Use the following command to get more information in how to "
    'construct a resource URI: "winrm help uris". ',
    "InvalidResourceURI",
)
WMI_NOT_CAPABLE = Kind(
    0x80338102,
    "w:UnsupportedFeature",
    f"{CANNOT}. The WMI service reported that the WMI provider could not perform the requested operation. ",
)
ENUMERATION_WITH_KEYS = Kind(
    0x80338108,
    "w:InvalidSelectors",
    f"{CANNOT}. The resource URI for an Enumerate operation must not contain keys. ",
    "UnexpectedSelectors",
)
WMI_FAILURE = Kind(
    0x80338083,
    "w:InternalError",
    f"{CANNOT}. The data source failed to return results for the request. ",
    blame="s:Receiver",
)
DIFFERENT_NAMESPACE = Kind(
    0x8033813B,
    "w:InvalidSelectors",
    f"{CANNOT}. The resource URI and __cimnamespace selector attempted to use different namespaces. Try removing the "
    "__cimnamespace selector or using a DMTF resource URI. If a non-DMTF resource URI is used with a __cimnamespace "
    "selector, the namespaces must match. ",
    "InvalidValue",
)
NETWORK_TIMEOUT = Kind(
    0x80338126,
    "w:InternalError",
    "WinRM cannot complete the operation. Verify that the specified computer name is valid, that the computer is "
    "accessible over the network, and that a firewall exception for the WinRM service is enabled and allows access "
    "from this computer. By default, the WinRM firewall exception for public profiles limits access to remote "
    "computers within the same local subnet. ",
    blame="s:Receiver",
)
CODE_PAGE = Kind(
    0x80338140,
    "w:InternalError",
    "The WinRS client cannot process the request. The server cannot set Code Page. You may want to use the CHCP "
    "command to change the client Code Page to 437 and receive the results in English. ",
    blame="s:Receiver",
)
READ_ONLY_SETTING = Kind(
    0x8033813F,
    "w:InternalError",
    "The WinRM client cannot process the request because it is trying to update a read-only setting. Remove this "
    "setting from the command and try again. ",
    blame="s:Receiver",
)
RESPONSE_TOO_LARGE = Kind(
    0x80338048,
    "w:EncodingLimit",
    "The response that the WS-Management service computed exceeds the maximum envelope size in the request. ",
    "MaxEnvelopeSizeExceeded",
)
MAX_SHELLS = Kind(
    0x803381A5,
    "w:QuotaLimit",
    f"{CANNOT}. The maximum number of concurrent shells for this user has been exceeded. Close existing shells or "
    "raise "
    "the quota for this user. ",
)
MAX_OPERATIONS = Kind(
    0x803381A6,
    "w:QuotaLimit",
    f"{CANNOT}. The maximum number of concurrent operations for this user has been exceeded. Close existing "
    "operations "
    "for this user, or raise the quota for this user. ",
)
MAX_SHELL_USERS = Kind(
    0x803381AB,
    "w:QuotaLimit",
    f"{CANNOT}. The maximum number of users executing shell operations has been exceeded. Retry after some time or "
    "raise the quota for concurrent shell users. ",
)
SHELLS_NOT_ALLOWED = Kind(
    0x803381AC,
    "w:AccessDenied",
    f"{CANNOT}. The service is configured to not accept any remote shell requests. ",
)
