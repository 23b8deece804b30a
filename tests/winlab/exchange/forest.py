"""A forest of a root and a child domain with an Exchange 2003 organisation, for tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.winlab.directory.forests import Host, ManualClock, Who
from winlab.directory.build import build_forest
from winlab.directory.forest import Forest
from winlab.directory.specification import (
    ComputerSpec,
    ControllerSpec,
    DomainSpec,
    ForestSpec,
    GroupSpec,
    ObjectSpec,
    SiteSpec,
    UserSpec,
)
from winlab.exchange.levels import level_named
from winlab.exchange.setup.commandline import parse_command_line
from winlab.exchange.setup.console import SetupConsole
from winlab.exchange.setup.run import SetupRun

SITE = "HQ"
ORG = "CN=Diary,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=example"
LEGACY_AG = f"CN=First Administrative Group,CN=Administrative Groups,{ORG}"
LEGACY_RG = f"CN=First Routing Group,CN=Routing Groups,{LEGACY_AG}"
LEGACY_DN = "/o=Diary/ou=First Administrative Group"
DEPLOY = Who(
    "CORP\\exdeploy",
    frozenset(
        {
            "CORP\\DOMAIN ADMINS",
            "CORP\\ENTERPRISE ADMINS",
            "CORP\\SCHEMA ADMINS",
            "BUILTIN\\ADMINISTRATORS",
        }
    ),
)
CHILD_ADMIN = Who("CHILD\\Administrator", frozenset({"CHILD\\DOMAIN ADMINS", "BUILTIN\\ADMINISTRATORS"}))
ROOT_HOST = Host("ROOTDC1", "corp.example")
HT01 = Host("HT01", "child.corp.example")
LEGACY_GROUPS = (
    GroupSpec("Exchange Domain Servers"),
    GroupSpec("Exchange Enterprise Servers", "local", members=("Exchange Domain Servers",)),
)


def _legacy_server(name: str) -> ObjectSpec:
    return ObjectSpec(
        f"CN={name},CN=Servers,{LEGACY_AG}",
        "msExchExchangeServer",
        {
            "serialNumber": ("Version 6.5 (Build 7638.2: Service Pack 2)",),
            "networkAddress": (f"netbios:{name}", f"ncacn_ip_tcp:{name}.child.corp.example"),
            "msExchHomeRoutingGroup": (LEGACY_RG,),
            "legacyExchangeDN": (f"/o=Diary/ou=First Administrative Group/cn=Configuration/cn=Servers/cn={name}",),
        },
    )


def _objects() -> tuple[ObjectSpec, ...]:
    exchange = ORG.partition(",")[2]
    legacy = [
        ObjectSpec(exchange, "msExchConfigurationContainer"),
        ObjectSpec(ORG, "msExchOrganizationContainer", {"objectVersion": (6903,), "msExchMixedMode": (False,)}),
        ObjectSpec(f"CN=Administrative Groups,{ORG}", "msExchAdminGroupContainer"),
        ObjectSpec(f"CN=Recipient Policies,{ORG}", "msExchRecipientPolicies"),
        ObjectSpec(LEGACY_AG, "msExchAdminGroup"),
        ObjectSpec(f"CN=Servers,{LEGACY_AG}", "msExchServersContainer"),
        ObjectSpec(f"CN=Routing Groups,{LEGACY_AG}", "msExchRoutingGroupContainer"),
        ObjectSpec(LEGACY_RG, "msExchRoutingGroup"),
        _legacy_server("BE01"),
        _legacy_server("BE02"),
        ObjectSpec(
            "CN=ms-Exch-Schema-Version-Pt,CN=Schema,CN=Configuration,DC=corp,DC=example",
            "attributeSchema",
            {"rangeUpper": (6870,)},
        ),
    ]
    for dn in ("DC=corp,DC=example", "DC=child,DC=corp,DC=example"):
        legacy.append(
            ObjectSpec(
                f"CN=Microsoft Exchange System Objects,{dn}",
                "msExchSystemObjectsContainer",
                {"objectVersion": (6936,)},
            )
        )
    return tuple(legacy)


def build(*, legacy: bool = True) -> tuple[Forest, ManualClock]:
    """CORP: ROOTDC1, ROOTDC2; CHILD: CHILDDC1, CHILDDC2; all in one site."""
    servers = ("HT01", "HT02", "NODEA", "NODEB", "BE01", "BE02")
    groups = LEGACY_GROUPS if legacy else ()
    spec = ForestSpec(
        domains=(
            DomainSpec("corp.example", "CORP", groups=groups, users=(UserSpec("exdeploy"),)),
            DomainSpec(
                "child.corp.example",
                "CHILD",
                parent="corp.example",
                computers=tuple(ComputerSpec(name) for name in servers),
                groups=groups,
                users=(UserSpec("svc-cluster"),),
                memberships={},
            ),
        ),
        controllers=(
            ControllerSpec("ROOTDC1", "corp.example", SITE, catalogue=True, roles=("schema", "naming", "pdc")),
            ControllerSpec("ROOTDC2", "corp.example", SITE),
            ControllerSpec("CHILDDC1", "child.corp.example", SITE, catalogue=True, roles=("pdc", "rid")),
            ControllerSpec("CHILDDC2", "child.corp.example", SITE),
        ),
        sites=(SiteSpec(SITE, ("10.1.1.0/24",)),),
        objects=_objects() if legacy else (),
    )
    forest = build_forest(spec, "test")
    clock = ManualClock()
    forest.clock = clock
    return forest, clock


@dataclass
class Written:
    """What a run printed and logged."""

    console: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def text(self) -> str:
        """All of the console."""
        return "".join(self.console)


def start_run(
    forest: Forest,
    clock: ManualClock,
    *arguments: str,
    level: str = "SP3",
    logon: Who = DEPLOY,
    machine: Host = ROOT_HOST,
) -> tuple[SetupRun, Written]:
    """A run of setup without a computer under it."""
    written = Written()
    run = SetupRun(
        parse_command_line(arguments),
        level_named(level),
        forest,
        logon,
        machine,
        SetupConsole(written.console.append),
        clock.pass_time,
        written.log.append,
        clock.now,
    )
    return run, written
