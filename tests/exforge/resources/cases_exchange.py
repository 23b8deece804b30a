"""Cases of the roles of Exchange."""

from __future__ import annotations

from exforge.resources.base import Value
from tests.exforge.resources.cases import ABSENT, BLOCKED, CHANGE, DCS, IN, THERE, Case

ROLE = {"role": "HubTransport", "media": r"C:\M", "level": "SP1", "domain_controller": DCS[1]}
NODE = {"role": "Mailbox", "media": r"C:\M", "level": "SP1", "domain_controller": DCS[1], "clustered": True}


def installed(version: str = "8.1.240.6", action: str = "", watermark: str = "") -> Value:
    return {
        "UnpackedVersion": version,
        "ConfiguredVersion": version,
        "Action": action,
        "Watermark": watermark,
    }


def services(state: str = "Running") -> Value:
    return {"Services": ({"Name": "MSExchangeTransport", "Exists": True, "StartMode": "Auto", "State": state},)}


NO_ROLE: Value = {"UnpackedVersion": "", "ConfiguredVersion": "", "Action": "", "Watermark": ""}
HALF: Value = {
    "UnpackedVersion": "8.1.240.6",
    "ConfiguredVersion": "",
    "Action": "Install",
    "Watermark": "7f",
}

EXCHANGE = [
    Case(
        "role absent",
        "exchange_role",
        ROLE,
        (NO_ROLE, services(""), THERE, {"Roles": 4}),
        CHANGE,
        {"role": ("absent", "installed")},
        ("Install-ExchangeRole",),
    ),
    Case(
        "role half done",
        "exchange_role",
        ROLE,
        (HALF, services(""), THERE, {"Roles": 4}),
        CHANGE,
        {"role": ("installation interrupted", "installed")},
        ("Install-ExchangeRole",),
    ),
    Case(
        "role half removed",
        "exchange_role",
        ROLE,
        (installed(action="Uninstall", watermark="7f"), services(), THERE, {"Roles": 36}),
        BLOCKED,
        reason="Uninstall",
    ),
    Case("role installed", "exchange_role", ROLE, (installed(), services(), ABSENT, {"Roles": 36}), IN),
    Case(
        "role installed, service stopped",
        "exchange_role",
        ROLE,
        (installed(), services("Stopped"), ABSENT, {"Roles": 36}),
        CHANGE,
        {"service MSExchangeTransport": ("Stopped", "Running")},
        ("Set-ServiceState",),
    ),
    Case(
        "role installed, directory not there yet",
        "exchange_role",
        ROLE,
        (installed(), services(), ABSENT, {"Roles": 4}),
        CHANGE,
        {"role in the directory": ("absent", "present")},
    ),
    Case(
        "role of another level",
        "exchange_role",
        ROLE,
        (installed("8.0.685.25"), services(), THERE, {"Roles": 36}),
        BLOCKED,
        reason="8.0.685.25",
    ),
    Case(
        "no role and no media",
        "exchange_role",
        ROLE,
        (NO_ROLE, services(""), ABSENT, {"Roles": 0}),
        BLOCKED,
        reason="setup.com",
    ),
    Case("a node's role needs no server object", "exchange_role", NODE, (installed(), services(), ABSENT), IN),
]
