"""The configuration of WinRM 2.0: what there is, what it holds at first, and what may be set.

Defaults: https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management;
MaxConcurrentOperationsPerUser 15 as published dumps of ``winrm get winrm/config`` of WinRM 2.0 hosts show.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from winlab.winrm import names
from winlab.winrm.instances import Instance, Value

Sections = MutableMapping[str, MutableMapping[str, str]]

DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "": {
        "MaxEnvelopeSizekb": "150",
        "MaxTimeoutms": "60000",
        "MaxBatchItems": "32000",
        "MaxProviderRequests": "4294967295",
    },
    "client": {
        "NetworkDelayms": "5000",
        "URLPrefix": "wsman",
        "AllowUnencrypted": "false",
        "TrustedHosts": "",
    },
    "client/auth": {
        "Basic": "true",
        "Digest": "true",
        "Kerberos": "true",
        "Negotiate": "true",
        "Certificate": "true",
    },
    "client/defaultports": {"HTTP": "5985", "HTTPS": "5986"},
    "service": {
        "RootSDDL": "O:NSG:BAD:P(A;;GA;;;BA)S:P(AU;FA;GA;;;WD)(AU;SA;GWGX;;;WD)",
        "MaxConcurrentOperations": "4294967295",
        "MaxConcurrentOperationsPerUser": "15",
        "EnumerationTimeoutms": "60000",
        "MaxConnections": "25",
        "MaxPacketRetrievalTimeSeconds": "120",
        "AllowUnencrypted": "false",
        "IPv4Filter": "*",
        "IPv6Filter": "*",
        "EnableCompatibilityHttpListener": "false",
        "EnableCompatibilityHttpsListener": "false",
        "CertificateThumbprint": "",
    },
    "service/auth": {
        "Basic": "false",
        "Kerberos": "true",
        "Negotiate": "true",
        "Certificate": "false",
        "CbtHardeningLevel": "Relaxed",
    },
    "service/defaultports": {"HTTP": "5985", "HTTPS": "5986"},
    "winrs": {
        "AllowRemoteShellAccess": "true",
        "IdleTimeout": "180000",
        "MaxConcurrentUsers": "5",
        "MaxShellRunTime": "2147483647",
        "MaxProcessesPerShell": "15",
        "MaxMemoryPerShellMB": "150",
        "MaxShellsPerUser": "5",
    },
}

_ELEMENTS = {
    "client": "Client",
    "service": "Service",
    "winrs": "Winrs",
    "client/auth": "Auth",
    "service/auth": "Auth",
    "client/defaultports": "DefaultPorts",
    "service/defaultports": "DefaultPorts",
}
# The setting before which the inner sections stand.
_SECTIONS_BEFORE = {"client": "TrustedHosts", "service": "IPv4Filter"}
_READ_ONLY = {("winrs", "MaxShellRunTime")}
_HIGHEST = 4294967295
# Lowest and highest value: WindowsRemoteManagement.admx and the page above.
_RANGES = {
    "MaxEnvelopeSizekb": (32, 1039440),
    "MaxTimeoutms": (500, _HIGHEST),
    "MaxBatchItems": (1, _HIGHEST),
    "NetworkDelayms": (500, _HIGHEST),
    "EnumerationTimeoutms": (500, _HIGHEST),
    "MaxConnections": (1, 1000000),
    "MaxPacketRetrievalTimeSeconds": (1, 65535),
    "MaxConcurrentOperationsPerUser": (1, _HIGHEST),
    "IdleTimeout": (60000, 2147483647),
    "MaxConcurrentUsers": (1, 100),
    "MaxProcessesPerShell": (0, 2147483647),
    "MaxMemoryPerShellMB": (0, 2147483647),
    "MaxShellsPerUser": (0, 2147483647),
}
_CHOICES = {"CbtHardeningLevel": ("None", "Relaxed", "Strict")}
_BOOLEAN = {"true", "false"}


class ConfigError(ValueError):
    """The setting does not exist, can't be set, or the value does not fit."""


class ReadOnlyError(ConfigError):
    """The setting can be read only."""


class ValueRefusedError(ConfigError):
    """The value does not fit."""


def fresh() -> dict[str, dict[str, str]]:
    """The configuration of a new installation."""
    return {section: dict(values) for section, values in DEFAULTS.items()}


def number(config: Sections, section: str, name: str) -> int:
    """A numeric setting; the default where the stored text is no number."""
    try:
        return int(config.get(section, {}).get(name, DEFAULTS[section][name]))
    except ValueError:
        return int(DEFAULTS[section][name])


def truth(config: Sections, section: str, name: str) -> bool:
    """A boolean setting."""
    return config.get(section, {}).get(name, DEFAULTS[section][name]).lower() == "true"


def set_value(config: Sections, section: str, name: str, value: str) -> None:
    """Sets one value; section and name in any case.

    Raises:
        ConfigError: there is no such setting.
        ReadOnlyError: it can't be set, and has another value.
        ValueRefusedError: the value is not of its kind, or out of its range.
    """
    section = section.lower()
    known = DEFAULTS.get(section)
    if known is None:
        raise ConfigError(f"there is no winrm/config/{section}")
    real = next((item for item in known if item.lower() == name.lower()), None)
    if real is None:
        raise ConfigError(f"winrm/config/{section} has no {name}")
    if (section, real) in _READ_ONLY:
        if value == config.get(section, {}).get(real, known[real]):
            return
        raise ReadOnlyError(f"{real} can't be set")
    if known[real] in _BOOLEAN:
        value = value.lower()
        if value not in _BOOLEAN:
            raise ValueRefusedError(f"{real} is true or false")
    elif known[real].isdigit():
        lowest, highest = _RANGES.get(real, (0, _HIGHEST))
        if not value.isdigit() or not lowest <= int(value) <= highest:
            raise ValueRefusedError(f"{real} is a number from {lowest} to {highest}")
    elif real in _CHOICES:
        chosen = next((word for word in _CHOICES[real] if word.lower() == value.lower()), None)
        if chosen is None:
            raise ValueRefusedError(f"{real} is one of {', '.join(_CHOICES[real])}")
        value = chosen
    config.setdefault(section, {})[real] = value


def section_of(resource: str) -> str | None:
    """The section that a resource address names (``.../config/winrs`` -> ``winrs``), or None."""
    lowered = resource.lower().rstrip("/")
    if lowered == names.CONFIG:
        return ""
    if lowered.startswith(names.CONFIG + "/"):
        section = lowered[len(names.CONFIG) + 1 :]
        return section if section in DEFAULTS else None
    return None


def element_name(section: str) -> str:
    """The name of a section's element."""
    return _ELEMENTS.get(section, "Config")


def inner_sections(section: str) -> list[str]:
    """The sections directly inside a section."""
    return [inner for inner in DEFAULTS if inner and inner.rpartition("/")[0] == section]


def instance(config: Sections, section: str) -> Instance:
    """The settings from ``section`` down, in WinRM's order."""
    stored = config.get(section, {})
    sections: list[tuple[str, Value]] = [
        (element_name(inner), instance(config, inner)) for inner in inner_sections(section)
    ]
    fields: list[tuple[str, Value]] = []
    for name, default in DEFAULTS[section].items():
        if name == _SECTIONS_BEFORE.get(section):
            fields += sections
        fields.append((name, stored.get(name, default)))
    if section not in _SECTIONS_BEFORE:
        fields += sections
    return Instance(element_name(section), names.CONFIG + ("/" + section if section else ""), tuple(fields))
