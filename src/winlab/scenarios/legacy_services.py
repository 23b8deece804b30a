"""Exchange 2003 and 5.5 as programs on a machine: services, registry, components.

Only what an administrator of the new version meets is there: the services (their names and what they need are those
of https://technet.microsoft.com/en-us/library/aa998953(EXCHG.65).aspx and of the products' own documentation,
UNVERIFIED where that is silent) and the key of the routing engine. No mail flows through them.
"""

from __future__ import annotations

from winlab.windows.machine import Machine, at_setup
from winlab.windows.services import AUTO, DISABLED, MANUAL, Service

EXCHANGE_2003 = "exchange-2003"
EXCHANGE_55 = "exchange-5.5"

_BIN = r"C:\Program Files\Exchsrvr\bin"
_BIN_55 = r"C:\exchsrvr\bin"
_SYSTEM = "Eventlog,RpcSs,LanmanWorkstation,LanmanServer"

#: name, display name, program, start, depends
_SERVICES_2003 = (
    ("MSExchangeSA", "Microsoft Exchange System Attendant", rf"{_BIN}\mad.exe", AUTO, _SYSTEM),
    ("MSExchangeIS", "Microsoft Exchange Information Store", rf"{_BIN}\store.exe", AUTO, "IISADMIN,MSExchangeSA"),
    ("MSExchangeMTA", "Microsoft Exchange MTA Stacks", rf"{_BIN}\emsmta.exe", AUTO, "IISADMIN,MSExchangeSA"),
    ("MSExchangeMGMT", "Microsoft Exchange Management", rf"{_BIN}\exmgmt.exe", AUTO, "RpcSs"),
    ("RESvc", "Microsoft Exchange Routing Engine", r"%SystemRoot%\system32\inetsrv\inetinfo.exe", AUTO, "IISADMIN"),
    ("MSExchangeES", "Microsoft Exchange Event", rf"{_BIN}\events.exe", MANUAL, "MSExchangeIS"),
    ("MSExchangeSRS", "Microsoft Exchange Site Replication Service", rf"{_BIN}\srsmain.exe", DISABLED, "RpcSs"),
    ("POP3Svc", "Microsoft Exchange POP3", r"%SystemRoot%\system32\inetsrv\inetinfo.exe", DISABLED, "IISADMIN"),
    ("IMAP4Svc", "Microsoft Exchange IMAP4", r"%SystemRoot%\system32\inetsrv\inetinfo.exe", DISABLED, "IISADMIN"),
)
_SERVICES_55 = (
    ("MSExchangeSA", "Microsoft Exchange System Attendant", rf"{_BIN_55}\mad.exe", AUTO, _SYSTEM),
    ("MSExchangeDS", "Microsoft Exchange Directory", rf"{_BIN_55}\dsamain.exe", AUTO, "MSExchangeSA"),
    ("MSExchangeIS", "Microsoft Exchange Information Store", rf"{_BIN_55}\store.exe", AUTO, "MSExchangeDS"),
    ("MSExchangeMTA", "Microsoft Exchange Message Transfer Agent", rf"{_BIN_55}\emsmta.exe", AUTO, "MSExchangeDS"),
    ("MSExchangeIMC", "Microsoft Exchange Internet Mail Service", rf"{_BIN_55}\msexcimc.exe", AUTO, "MSExchangeIS"),
)

#: What Exchange 2003's own setup asks for.
COMPONENTS_2003 = ("iis_common", "iis_inetmgr", "iis_www", "iis_smtp", "iis_nntp")

_SETUP_KEY = r"HKLM\SOFTWARE\Microsoft\Exchange\Setup"
_ROUTING_KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\RESvc\Parameters"
REGISTRY_2003: dict[str, dict[str, str | int]] = {
    _SETUP_KEY: {
        "Services": r"C:\Program Files\Exchsrvr",
        "NewestBuild": 6944,
        "Services Version": 65,
        "Web Connector": r"C:\Program Files\Exchsrvr",
        "ServicePackBuild": 7638,
    },
    _ROUTING_KEY: {},
}
REGISTRY_55: dict[str, dict[str, str | int]] = {_SETUP_KEY: {"Services": r"C:\exchsrvr", "NewestBuild": 2653}}


@at_setup
def add_services(machine: Machine) -> None:
    """Adds the services of the products a scenario says are there."""
    if machine.boot_count:
        return  # a machine that is loaded has its services in its state
    table: tuple[tuple[str, str, str, str, str], ...] = ()
    if EXCHANGE_2003 in machine.roles:
        table = _SERVICES_2003
    elif EXCHANGE_55 in machine.roles:
        table = _SERVICES_55
    for name, display_name, path, start, depends in table:
        if machine.services.find(name) is None:
            machine.services.create(Service(name, display_name, path, start_mode=start, depends=depends.split(",")))
