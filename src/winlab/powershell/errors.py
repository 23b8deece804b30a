"""Exceptions and error records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from winlab.powershell.values import Hashtable, NetObject, PSObject, type_name, unwrap

if TYPE_CHECKING:
    from winlab.powershell.nettypes import NetType

_SMA = "System.Management.Automation."
EXCEPTION_BASES: dict[str, str] = {
    "System.SystemException": "System.Exception",
    "System.ApplicationException": "System.Exception",
    "System.ArgumentException": "System.SystemException",
    "System.ArgumentNullException": "System.ArgumentException",
    "System.ArgumentOutOfRangeException": "System.ArgumentException",
    "System.ArithmeticException": "System.SystemException",
    "System.ArrayTypeMismatchException": "System.SystemException",
    "System.DivideByZeroException": "System.ArithmeticException",
    "System.OverflowException": "System.ArithmeticException",
    "System.FormatException": "System.SystemException",
    "System.UriFormatException": "System.FormatException",
    "System.IndexOutOfRangeException": "System.SystemException",
    "System.InvalidCastException": "System.SystemException",
    "System.InvalidOperationException": "System.SystemException",
    "System.ObjectDisposedException": "System.InvalidOperationException",
    "System.MemberAccessException": "System.SystemException",
    "System.MissingMemberException": "System.MemberAccessException",
    "System.MissingMethodException": "System.MissingMemberException",
    "System.NotImplementedException": "System.SystemException",
    "System.NotSupportedException": "System.SystemException",
    "System.NullReferenceException": "System.SystemException",
    "System.OutOfMemoryException": "System.SystemException",
    "System.StackOverflowException": "System.SystemException",
    "System.TimeoutException": "System.SystemException",
    "System.TypeLoadException": "System.SystemException",
    "System.UnauthorizedAccessException": "System.SystemException",
    "System.RankException": "System.SystemException",
    "System.Collections.Generic.KeyNotFoundException": "System.SystemException",
    "System.ComponentModel.Win32Exception": "System.Runtime.InteropServices.ExternalException",
    "System.Net.WebException": "System.InvalidOperationException",
    "System.Net.Sockets.SocketException": "System.ComponentModel.Win32Exception",
    "System.Runtime.InteropServices.ExternalException": "System.SystemException",
    "System.Runtime.InteropServices.COMException": "System.Runtime.InteropServices.ExternalException",
    "System.Runtime.Serialization.SerializationException": "System.SystemException",
    "System.Reflection.TargetInvocationException": "System.ApplicationException",
    "System.Security.SecurityException": "System.SystemException",
    "System.Security.Cryptography.CryptographicException": "System.SystemException",
    "System.Security.Principal.IdentityNotMappedException": "System.SystemException",
    "System.IO.IOException": "System.SystemException",
    "System.IO.EndOfStreamException": "System.IO.IOException",
    "System.IO.FileNotFoundException": "System.IO.IOException",
    "System.IO.DirectoryNotFoundException": "System.IO.IOException",
    "System.IO.DriveNotFoundException": "System.IO.IOException",
    "System.IO.PathTooLongException": "System.IO.IOException",
    "System.IO.FileLoadException": "System.IO.IOException",
    "System.ServiceProcess.TimeoutException": "System.SystemException",
    "System.Management.ManagementException": "System.SystemException",
    "System.DirectoryServices.DirectoryServicesCOMException": "System.Runtime.InteropServices.COMException",
    "System.Xml.XmlException": "System.SystemException",
    "System.Xml.XPath.XPathException": "System.SystemException",
    _SMA + "RuntimeException": "System.SystemException",
    _SMA + "ActionPreferenceStopException": _SMA + "RuntimeException",
    _SMA + "ApplicationFailedException": _SMA + "RuntimeException",
    _SMA + "ArgumentTransformationMetadataException": _SMA + "MetadataException",
    _SMA + "CmdletInvocationException": _SMA + "RuntimeException",
    _SMA + "CmdletProviderInvocationException": _SMA + "CmdletInvocationException",
    _SMA + "CommandNotFoundException": _SMA + "RuntimeException",
    _SMA + "ExtendedTypeSystemException": _SMA + "RuntimeException",
    _SMA + "GetValueException": _SMA + "ExtendedTypeSystemException",
    _SMA + "GetValueInvocationException": _SMA + "GetValueException",
    _SMA + "SetValueException": _SMA + "ExtendedTypeSystemException",
    _SMA + "SetValueInvocationException": _SMA + "SetValueException",
    _SMA + "MethodException": _SMA + "ExtendedTypeSystemException",
    _SMA + "MethodInvocationException": _SMA + "MethodException",
    _SMA + "IncompleteParseException": _SMA + "ParseException",
    _SMA + "ItemNotFoundException": _SMA + "SessionStateException",
    _SMA + "DriveNotFoundException": _SMA + "SessionStateException",
    _SMA + "ProviderNotFoundException": _SMA + "SessionStateException",
    _SMA + "MetadataException": _SMA + "RuntimeException",
    _SMA + "ParameterBindingException": _SMA + "RuntimeException",
    _SMA + "ParameterBindingValidationException": _SMA + "ParameterBindingException",
    _SMA + "ParameterBindingArgumentTransformationException": _SMA + "ParameterBindingException",
    _SMA + "ParentContainsErrorRecordException": "System.SystemException",
    _SMA + "ParseException": _SMA + "RuntimeException",
    _SMA + "PipelineStoppedException": _SMA + "RuntimeException",
    _SMA + "PSArgumentException": "System.ArgumentException",
    _SMA + "PSArgumentNullException": "System.ArgumentNullException",
    _SMA + "PSArgumentOutOfRangeException": "System.ArgumentOutOfRangeException",
    _SMA + "PSInvalidCastException": "System.InvalidCastException",
    _SMA + "PSInvalidOperationException": "System.InvalidOperationException",
    _SMA + "PSNotImplementedException": "System.NotImplementedException",
    _SMA + "PSNotSupportedException": "System.NotSupportedException",
    _SMA + "PSSecurityException": _SMA + "RuntimeException",
    _SMA + "PSSnapInException": _SMA + "RuntimeException",
    _SMA + "RemoteException": _SMA + "RuntimeException",
    _SMA + "ScriptCallDepthException": "System.SystemException",
    _SMA + "Remoting.PSRemotingDataStructureException": _SMA + "RuntimeException",
    _SMA + "SessionStateException": _SMA + "RuntimeException",
    _SMA + "SessionStateUnauthorizedAccessException": _SMA + "SessionStateException",
    _SMA + "ValidationMetadataException": _SMA + "MetadataException",
    _SMA + "WildcardPatternException": _SMA + "RuntimeException",
    _SMA + "Host.HostException": _SMA + "RuntimeException",
    "Microsoft.PowerShell.Commands.WriteErrorException": "System.SystemException",
    "Microsoft.PowerShell.Commands.ServiceCommandException": "System.SystemException",
    "Microsoft.PowerShell.Commands.ProcessCommandException": "System.SystemException",
}
"""The class above each exception class; other parts add their own with :func:`exception_class`."""

_LOWER: dict[str, str] = {name.lower(): name for name in [*EXCEPTION_BASES, "System.Exception"]}

CATEGORIES = [
    "NotSpecified",
    "OpenError",
    "CloseError",
    "DeviceError",
    "DeadlockDetected",
    "InvalidArgument",
    "InvalidData",
    "InvalidOperation",
    "InvalidResult",
    "InvalidType",
    "MetadataError",
    "NotImplemented",
    "NotInstalled",
    "ObjectNotFound",
    "OperationStopped",
    "OperationTimeout",
    "SyntaxError",
    "ParserError",
    "PermissionDenied",
    "ResourceBusy",
    "ResourceExists",
    "ResourceUnavailable",
    "ReadError",
    "WriteError",
    "FromStdErr",
    "SecurityError",
]
"""Names of System.Management.Automation.ErrorCategory, by number."""


def exception_class(name: str, base: str = "System.Exception") -> None:
    """Declares an exception class."""
    EXCEPTION_BASES[name] = base
    _LOWER[name.lower()] = name


def exception_name(name: str) -> str | None:
    """The full, rightly spelled name of a declared exception class."""
    return _LOWER.get(name.lower()) or _LOWER.get("system." + name.lower())


class NetException(NetObject):
    """A .NET exception object.

    Args:
        name: the class' full name.
        message: its Message.
        inner: its InnerException.
        properties: what the class has beside them (``ParamName``, ``ErrorCode``, ``ErrorRecord``...).
    """

    def __init__(
        self,
        name: str = "System.Exception",
        message: str | None = None,
        inner: NetException | None = None,
        properties: Mapping[str, object] | None = None,
    ) -> None:
        self.name = name
        self.message = f"Exception of type '{name}' was thrown." if message is None else message
        self.inner = inner
        self.properties: dict[str, object] = dict(properties or {})
        self.data = Hashtable()
        self.record: ErrorRecord | None = None
        self.by_throw = False
        """Whether a throw statement raised it."""

    def type_names(self) -> list[str]:
        """The class and its bases."""
        return exception_hierarchy(self.name)

    def adapted_names(self) -> list[str]:
        """The properties beyond those of every exception."""
        return list(self.properties)

    def adapted_get(self, name: str) -> object:
        """One of these."""
        for known, value in self.properties.items():
            if known.lower() == name.lower():
                return value
        raise KeyError(name)

    def net_string(self) -> str:
        """``Class: message``, and the same of the inner exceptions, as the Framework writes them (none has a trace).

        Source: https://referencesource.microsoft.com/#mscorlib/system/exception.cs (ToString).
        """
        own = f"{self.name}: {self.message}" if self.message else self.name
        if self.inner is None:
            return own
        return f"{own} ---> {self.inner.net_string()}\r\n   --- End of inner exception stack trace ---"

    def innermost(self) -> NetException:
        """The exception at the root (``GetBaseException``)."""
        exception = self
        while exception.inner is not None:
            exception = exception.inner
        return exception


def exception_hierarchy(name: str) -> list[str]:
    """An exception class and its bases, most derived first."""
    names = [name]
    while names[-1] != "System.Exception":
        names.append(EXCEPTION_BASES.get(names[-1], "System.Exception"))
    return [*names, "System.Object"]


class InvocationInfo(NetObject):
    """System.Management.Automation.InvocationInfo: which command, and where it stands."""

    def __init__(
        self,
        command: NetObject | None = None,
        line: str = "",
        line_number: int = 0,
        offset_in_line: int = 0,
        script_name: str = "",
        invocation_name: str = "",
        bound: Hashtable | None = None,
        unbound: Iterable[object] = (),
        expecting_input: bool = False,
        pipeline_length: int = 1,
        pipeline_position: int = 1,
    ) -> None:
        self.command = command
        self.line = line
        self.line_number = line_number
        self.offset_in_line = offset_in_line
        self.script_name = script_name
        self.invocation_name = invocation_name
        self.bound = bound if bound is not None else Hashtable()
        self.unbound = list(unbound)
        self.expecting_input = expecting_input
        self.pipeline_length = pipeline_length
        self.pipeline_position = pipeline_position

    @property
    def position_message(self) -> str:
        """Where it stands, as PowerShell 2.0 says it: with a mark behind the token that failed.

        Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_throw (2.0).
        """
        if not self.line_number:
            return ""
        where = self.script_name or "line"
        at = self.offset_in_line - 1
        marked = f"{self.line[:at]} <<<< {self.line[at:]}".rstrip("\r\n")
        return f"\nAt {where}:{self.line_number} char:{self.offset_in_line}\n+ {marked}"


class CategoryInfo(NetObject):
    """System.Management.Automation.ErrorCategoryInfo."""

    def __init__(
        self,
        category: str,
        activity: str = "",
        reason: str = "",
        target_name: str = "",
        target_type: str = "",
    ) -> None:
        self.category = category
        self.activity = activity
        self.reason = reason
        self.owner: ErrorRecord | None = None
        """The record whose target is named where no other name was given."""
        self._target_name = target_name
        self._target_type = target_type

    @property
    def target_name(self) -> str:
        """The text of the record's target, unless another was set."""
        target = None if self.owner is None else self.owner.target
        if self._target_name or target is None:
            return self._target_name
        from winlab.powershell.text import to_text

        try:
            return to_text(target)
        except PSError:
            return ""

    @target_name.setter
    def target_name(self, name: str) -> None:
        self._target_name = name

    @property
    def target_type(self) -> str:
        """The type of the record's target without namespace, unless another was set."""
        target = None if self.owner is None else self.owner.target
        if self._target_type or target is None:
            return self._target_type
        base = unwrap(target)
        if isinstance(base, PSObject):
            return "PSObject"
        return type_name(base).rpartition(".")[2]

    @target_type.setter
    def target_type(self, name: str) -> None:
        self._target_type = name

    def net_string(self) -> str:
        """``Category: (target:type) [activity], reason``, long parts without their middle."""
        name, kind, activity, reason = map(_shortened, (self.target_name, self.target_type, self.activity, self.reason))
        return f"{self.category}: ({name}:{kind}) [{activity}], {reason}"


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:15]}...{text[-15:]}"


class ErrorRecord(NetObject):
    """System.Management.Automation.ErrorRecord."""

    def __init__(
        self, exception: NetException, error_id: str, category: str = "NotSpecified", target: object = None
    ) -> None:
        self.exception = exception
        self.error_id = error_id
        self.target = target
        self.category = CategoryInfo(category, reason=exception.name.rpartition(".")[2])
        self.category.owner = self
        self.invocation: InvocationInfo | None = None
        self.details: str | None = None
        self.recommended_action = ""
        self.command_type = ""
        self.fixed_id = False
        """Whether the id is whole without the command's type (Write-Error)."""
        self.logged = False
        """Whether the record is in $Error already."""
        self.is_whole = False
        """Whether the cmdlet that reports it adds nothing of its own (it came from another session)."""

    @property
    def full_id(self) -> str:
        """FullyQualifiedErrorId: ``Id`` or ``Id,CommandType``."""
        return ",".join(filter(None, (self.error_id, self.command_type)))

    @property
    def text(self) -> str:
        """What a user reads: the details' message or the exception's."""
        return self.details if self.details is not None else self.exception.message

    def net_string(self) -> str:
        """The text."""
        return self.text


class PSError(Exception):
    """A terminating error on its way through Python.

    Attributes:
        record: the error record.
        is_throw: whether it comes from ``throw`` or ``-ErrorAction Stop`` and so ends the script, not the statement.
    """

    fatal = False
    """Whether the error ends the pipeline whatever the preference says."""
    ends: object = None
    """The call that the error ends (ThrowTerminatingError); behind it, it is the error of a statement like others."""
    token: tuple[int, int] | None = None
    """Start and end of the token it stands at, where that is not the command's."""

    def __init__(self, record: ErrorRecord, is_throw: bool = False) -> None:
        super().__init__(record)
        self.record = record
        self.is_throw = is_throw

    def __str__(self) -> str:
        return f"{self.record.full_id}: {self.record.text}"


class NotEmulated(PSError):
    """Something of Windows that winlab does not emulate."""

    def __init__(self, what: str) -> None:
        exception = NetException("System.NotSupportedException", f"winlab: not emulated: {what}")
        super().__init__(ErrorRecord(exception, "WinlabNotEmulated", "NotImplemented"))


RUNTIME = "System.Management.Automation.RuntimeException"


def error_record(
    exception: NetException | str, error_id: str, category: str = "NotSpecified", target: object = None
) -> ErrorRecord:
    """An error record; a text stands for a RuntimeException with that message."""
    if isinstance(exception, str):
        exception = NetException(RUNTIME, exception)
    return ErrorRecord(exception, error_id, category, target)


def error(
    error_id: str,
    message: str,
    category: str = "InvalidOperation",
    target: object = None,
    exception: str = RUNTIME,
    inner: NetException | None = None,
) -> PSError:
    """A terminating error of the engine, ready to be raised."""
    return PSError(ErrorRecord(NetException(exception, message, inner), error_id, category, target))


def session_error(
    error_id: str, message: str, category: str, name: str, exception: str, kind: str = "Variable"
) -> PSError:
    """An error about something of the session's state; ``kind`` is a SessionStateCategory."""
    from winlab.powershell.nettypes import enum_value

    failed = error(error_id, message, category, name, f"{_SMA}{exception}")
    failed.record.exception.properties.update(
        ItemName=name, SessionStateCategory=enum_value(_SMA + "SessionStateCategory", kind)
    )
    return failed


def net_error(name: str, message: str, **properties: object) -> PSError:
    """A .NET exception thrown by a method or property; its callers wrap it as PowerShell does."""
    return PSError(ErrorRecord(NetException(name, message, None, properties), name.rpartition(".")[2]))


class ConversionFailed(Exception):
    """The value can't be converted; ``inner`` tells why where .NET says it, ``reason`` where PowerShell does.

    ``part``: the element of a collection that is to blame, and the type it was to have.
    """

    def __init__(self, inner: NetException | None = None, error_id: str = "", reason: str = "") -> None:
        super().__init__(inner)
        self.inner = inner
        self.error_id = error_id
        self.reason = reason
        self.part: tuple[object, NetType] | None = None
