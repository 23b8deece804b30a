"""The configuration of WinRM 2.0: what there is, what it holds at first, and what may be set.

Defaults: https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management;
MaxConcurrentOperationsPerUser 15 as published dumps of ``winrm get winrm/config`` of WinRM 2.0 hosts show.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from xml.sax.saxutils import escape

from winlab.winrm import names

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
_READ_ONLY = {("winrs", "MaxShellRunTime")}
_BOOLEAN = {"true", "false"}


class ConfigError(ValueError):
    """The setting does not exist, can't be set, or the value does not fit."""


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
        ConfigError: there is no such setting, it is read-only, or the value is not of its kind.
    """
    section = section.lower()
    known = DEFAULTS.get(section)
    if known is None:
        raise ConfigError(f"there is no winrm/config/{section}")
    real = next((item for item in known if item.lower() == name.lower()), None)
    if real is None:
        raise ConfigError(f"winrm/config/{section} has no {name}")
    if (section, real) in _READ_ONLY:
        raise ConfigError(f"{real} can't be set")
    if known[real] in _BOOLEAN:
        value = value.lower()
        if value not in _BOOLEAN:
            raise ConfigError(f"{real} is true or false")
    elif known[real].isdigit() and not value.isdigit():
        raise ConfigError(f"{real} is a number")
    if (section, real) == ("winrs", "IdleTimeout") and int(value) < 60000:
        raise ConfigError("IdleTimeout is at least 60000")
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


def document(config: Sections, section: str) -> str:
    """The configuration (from ``section`` down) as the XML of a Get answer."""
    element = element_name(section)
    return (
        f'<cfg:{element} xmlns:cfg="{names.CONFIG + ("/" + section if section else "")}" xml:lang="en-US">'
        f"{_content(config, section)}</cfg:{element}>"
    )


def _content(config: Sections, section: str) -> str:
    stored = config.get(section, {})
    text = "".join(
        f"<cfg:{name}>{escape(stored.get(name, default))}</cfg:{name}>" for name, default in DEFAULTS[section].items()
    )
    for inner in inner_sections(section):
        text += f"<cfg:{element_name(inner)}>{_content(config, inner)}</cfg:{element_name(inner)}>"
    return text
