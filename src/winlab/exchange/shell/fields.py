"""What a property of a configuration object is: its name in the shell, its attribute, its kind of value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

UNLIMITED = "unlimited"
LOWEST = "Lowest"
LOWEST_ORDER = 2147483647


class Kind(Enum):
    """Kinds of values and the parameter type they have in the shell."""

    TEXT = "System.String"
    TEXTS = "System.String[]"
    BOOLEAN = "System.Boolean"
    INTEGER = "System.Int32"
    SIZE = "Microsoft.Exchange.Data.Unlimited[ByteQuantifiedSize]"
    TIME = "Microsoft.Exchange.Data.EnhancedTimeSpan"
    UNLIMITED = "Microsoft.Exchange.Data.Unlimited[System.Int32]"
    FLAGS = "System.Enum[]"
    SERVERS = "Microsoft.Exchange.Configuration.Tasks.ServerIdParameter[]"
    OBJECT = "Microsoft.Exchange.Configuration.Tasks.IIdentityParameter"
    OBJECTS = "Microsoft.Exchange.Configuration.Tasks.IIdentityParameter[]"
    PRIORITY = "Microsoft.Exchange.Data.EmailAddressPolicyPriority"
    PASSWORD = "System.Security.SecureString"


@dataclass(frozen=True)
class Field:
    """One property.

    Attributes:
        name: Property and parameter name.
        attribute: LDAP attribute that keeps it. Where no public source names the attribute, the name is made
            of `msExch` and the property (UNVERIFIED).
        kind: What the values are.
        default: Value of a new object, as text in the directory; None leaves the attribute out.
        choices: Allowed words for FLAGS and enumerated TEXT.
        readonly: Shown, never a parameter.
        required: A parameter that `New-` demands.
        noun: For OBJECT and OBJECTS, the noun of what is referred to.
        since_sp1: The parameter does not exist in RTM.
    """

    name: str
    attribute: str
    kind: Kind = Kind.TEXT
    default: str | tuple[str, ...] | None = None
    choices: tuple[str, ...] = ()
    readonly: bool = False
    required: bool = False
    noun: str = ""
    since_sp1: bool = False

    @property
    def many(self) -> bool:
        """Whether it has a list of values."""
        return self.kind in (Kind.TEXTS, Kind.FLAGS, Kind.SERVERS, Kind.OBJECTS)


class FieldError(ValueError):
    """A value does not fit its field; the text is what the shell says after the parameter's name."""


_SIZE = re.compile(r"^\s*(\d+)\s*(B|KB|MB|GB|TB)?\s*$", re.IGNORECASE)
_UNITS = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_TIME = re.compile(r"^\s*(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$")


def size_text(value: str) -> str:
    """A size as the shell shows it: `10485760` and `10240KB` become `10MB`."""
    if value.strip().lower() == UNLIMITED:
        return UNLIMITED
    found = _SIZE.match(value)
    if found is None:
        raise FieldError(f"'{value}' is not a size. Use a number with B, KB, MB or GB, or 'unlimited'.")
    number = int(found[1]) * _UNITS[(found[2] or "B").upper()]
    for unit in ("TB", "GB", "MB", "KB"):
        if number and number % _UNITS[unit] == 0:
            return f"{number // _UNITS[unit]}{unit}"
    return f"{number}B"


def time_text(value: str) -> str:
    """A span of time in its usual form, `1.00:00:00`."""
    if value.strip().lower() == UNLIMITED:
        return UNLIMITED
    if value.strip().isdigit():
        return f"{int(value)}.00:00:00" if int(value) else "00:00:00"
    found = _TIME.match(value)
    if found is None:
        raise FieldError(f"'{value}' is not a span of time (d.hh:mm:ss).")
    days = f"{int(found[1])}." if found[1] and int(found[1]) else ""
    return f"{days}{int(found[2]):02}:{found[3]}:{found[4] or '00'}"


def chosen(value: str, choices: tuple[str, ...]) -> str:
    """The allowed word that `value` means, any case."""
    for word in choices:
        if word.lower() == value.strip().lower():
            return word
    raise FieldError(f"'{value}' is not one of: {', '.join(choices)}.")


def to_directory(field: Field, values: list[str]) -> list[str]:
    """Checks values given by an administrator and brings them into the form the directory keeps.

    Raises:
        FieldError: a value doesn't fit.
    """
    if field.kind is Kind.FLAGS or (field.many and field.choices):
        words = [word for value in values for word in value.split(",") if word.strip()]
        return [chosen(word, field.choices) for word in words]
    return [_one(field, value) for value in values]


def _one(field: Field, value: str) -> str:
    if field.choices:
        return chosen(value, field.choices)
    if field.kind is Kind.SIZE:
        return size_text(value)
    if field.kind is Kind.TIME:
        return time_text(value)
    if field.kind is Kind.BOOLEAN:
        return "TRUE" if value.lower() == "true" else "FALSE"
    if field.kind is Kind.PRIORITY and value.lower() == LOWEST.lower():
        return LOWEST
    if field.kind in (Kind.INTEGER, Kind.PRIORITY, Kind.UNLIMITED) and value.lower() != UNLIMITED:
        if not value.strip().lstrip("-").isdigit():
            raise FieldError(f"'{value}' is not a whole number.")
        return value.strip()
    return value
