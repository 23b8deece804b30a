"""WS-Management faults: what the service refuses, and how a SOAP fault tells it.

A fault's reason is the text of its kind; the message in its detail may be more particular.
"""

from __future__ import annotations

from winlab.winrm import fault_kinds as kinds
from winlab.winrm import names


class WsmanFaultError(Exception):
    """What the service refuses, with everything the SOAP fault tells.

    Args:
        kind: the kind of fault.
        message: the text in the fault's detail, when it is another than the kind's.
        provider: the plug-in that reports it, if one does.
        nested: whether the plug-in's report is a WSManFault of its own.
    """

    status = 500
    """HTTP status that carries the fault."""

    def __init__(
        self, kind: kinds.Kind, message: str = "", provider: kinds.Provider | None = None, *, nested: bool = False
    ) -> None:
        self.message = message or kind.reason
        super().__init__(self.message)
        self.kind = kind
        self.provider = provider
        self.nested = nested


def timed_out() -> WsmanFaultError:
    """Nothing happened within OperationTimeout."""
    return WsmanFaultError(kinds.TIMED_OUT)


def shell_not_found(shell_id: str) -> WsmanFaultError:
    """The ShellId names no shell of this caller."""
    return WsmanFaultError(
        kinds.UNEXPECTED_SELECTORS,
        f"The request for the Windows Remote Shell with ShellId {shell_id} failed because the shell was not found on "
        "the server. Possible causes are: the specified ShellId is incorrect or the shell no longer exists on the "
        "server. Provide the correct ShellId or create a new shell and retry the operation. ",
    )


def command_not_found() -> WsmanFaultError:
    """The CommandId names no command of the shell."""
    return WsmanFaultError(
        kinds.UNEXPECTED_SELECTORS,
        "The Windows Remote Shell received a request to perform an operation on a command identifier that does not "
        "exist. Either the command has completed execution or the client specified an invalid command identifier. ",
    )


def max_shells(limit: int) -> WsmanFaultError:
    """The caller has too many shells."""
    return WsmanFaultError(
        kinds.MAX_SHELLS,
        f"{kinds.CANNOT}. This user is allowed a maximum number of {limit} concurrent shells, which has been exceeded. "
        "Close existing shells or raise the quota for this user. ",
    )


def max_operations(limit: int) -> WsmanFaultError:
    """The caller has too many commands that were not closed."""
    return WsmanFaultError(
        kinds.MAX_OPERATIONS,
        f"{kinds.CANNOT}. This user is allowed a maximum number of {limit} concurrent operations, which has been "
        "exceeded. Close existing operations for this user, or raise the quota for this user. ",
    )


def invalid_action(action: str) -> WsmanFaultError:
    """The resource does not have the action, or nobody does."""
    known = action.startswith((names.TRANSFER + "/", names.ENUMERATION + "/", names.SHELL + "/"))
    return WsmanFaultError(kinds.ACTION_NOT_SUPPORTED if known else kinds.INVALID_ACTION)


def invalid_resource(uri: str) -> WsmanFaultError:
    """The resource URI is missing or unknown."""
    if not uri:
        return WsmanFaultError(kinds.INVALID_RESOURCE)
    return WsmanFaultError(
        kinds.INVALID_RESOURCE,
        f"{kinds.CANNOT}. The resource URI ({uri}) was not found in the WS-Management catalog. The catalog contains "
        "the metadata that describes resources, or logical endpoints. ",
    )


def schema_violation(why: str) -> WsmanFaultError:
    """The body does not hold what the action needs."""
    return WsmanFaultError(kinds.SCHEMA_VIOLATION, f"{kinds.SCHEMA_VIOLATION.reason}({why})")


def invalid_xml(why: str) -> WsmanFaultError:
    """The message is not XML, or XML that is not allowed in SOAP."""
    return WsmanFaultError(kinds.INVALID_XML, f"{kinds.INVALID_XML.reason}({why})")


def invalid_timeout(text: str) -> WsmanFaultError:
    """OperationTimeout is no duration, or a negative one."""
    return WsmanFaultError(
        kinds.INVALID_HEADER, f"{kinds.CANNOT}. The XML contains an invalid timeout field in the SOAP header: {text}. "
    )
