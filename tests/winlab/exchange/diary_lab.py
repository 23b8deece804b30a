"""The diary's lab and what its deployment does, step by step, for tests."""

from __future__ import annotations

import winlab.exchange.programs  # noqa: F401  registers setup.com, cluster.exe and the snap-in
from winlab.scenarios.scenario_lab import Scenario, create_lab
from winlab.scenarios.specs import EXCHANGE_MEDIA
from winlab.windows import programs
from winlab.windows.components import allow_extension, turn_on
from winlab.windows.files import FULL
from winlab.windows.lab import Lab
from winlab.windows.machine import Machine
from winlab.windows.packages import PACKAGES, lay_down

SETUP = EXCHANGE_MEDIA + "\\setup.com"
DEPLOY = "CORP\\exdeploy"
CLUSTER_ACCOUNT = "CHILD\\svc-cluster"
MNS = '"Majority Node Set"'
_ASPNET = r"C:\WINDOWS\Microsoft.NET\Framework64\v2.0.50727\aspnet_isapi.dll"


class Diary:
    """A lab of the diary; `seed` decides passwords and identifiers."""

    def __init__(self, seed: str = "test") -> None:
        self.lab: Lab = create_lab(Scenario.load("diary"), seed=seed)

    def close(self) -> None:
        """Stops the lab's clock."""
        self.lab.close()

    def machine(self, name: str) -> Machine:
        """A machine."""
        return self.lab.machines[name]

    def run(self, machine: str, command: str, *, account: str = DEPLOY, kind: str = "batch") -> programs.Output:
        """Runs a command line as a full logon (as a scheduled task has it)."""
        host = self.machine(machine)
        return programs.run(host, command, host.users.logon(account, kind))

    def must(self, machine: str, command: str) -> str:
        """Runs a command line that has to succeed; what it printed."""
        output = self.run(machine, command)
        assert output.exit_code in (0, 5024), (command, output)
        return output.stdout.replace("\r\n", "\n")

    def setup(self, machine: str, arguments: str) -> str:
        """Runs setup.com, which has to succeed."""
        return self.must(machine, f"{SETUP} {arguments}")

    def cluster(self, arguments: str, *, on: str = "NODEA") -> str:
        """Runs cluster.exe, which has to succeed."""
        return self.must(on, f"cluster /cluster:CCRCLU1 {arguments}")

    def prepare_forest(self) -> None:
        """The four preparation switches, with replication."""
        for switch in ("/pl", "/ps", "/p", "/pd:child.corp.example"):
            self.setup("ROOTDC1", switch)
            self.lab.settle()

    def prerequisites(self, name: str, *components: str) -> None:
        """Components and packages of a role."""
        host = self.machine(name)
        for component in components:
            turn_on(host, component)
        for package in ("KB942288-v4", "msxml6", "wmencoder", "KB917312"):
            lay_down(host, PACKAGES[package.lower()])
        if "iis_www" in components:
            allow_extension(host, _ASPNET, allowed=True)

    def first_hub(self) -> None:
        """CAS, hub and UM on HT01."""
        self.prerequisites("HT01", "iis_common", "iis_inetmgr", "iis_www", "complusnetwork", "netcis")
        self.setup("HT01", "/mode:Install /roles:C,H,U /LegacyRoutingServer:BE01.child.corp.example")
        self.lab.settle()

    def witness(self) -> None:
        """The share for the cluster's third vote."""
        host = self.machine("HT01")
        host.files.make_folder("C:\\MNS_FSQ_DIR_CCRCLU1")
        host.shares.add("MNS_FSQ_CCRCLU1", "C:\\MNS_FSQ_DIR_CCRCLU1", [(CLUSTER_ACCOUNT, FULL)])

    def form_cluster(self) -> None:
        """The cluster as it should be formed: quorum before the second node."""
        assert self.lab.accounts is not None
        password = self.lab.accounts.password_of(CLUSTER_ACCOUNT)
        self.cluster(
            f'/create /ipaddr:10.1.1.60,255.255.255.0,"Public" /user:{CLUSTER_ACCOUNT} /pass:{password} /unattend /min'
        )
        self.cluster(f'res {MNS} /create /group:"Cluster Group" /type:{MNS}')
        self.cluster(f"res {MNS} /online /wait:120")
        self.cluster(f"/quorum:{MNS}")
        self.cluster('res "Local Quorum" /offline')
        self.cluster('res "Local Quorum" /delete')
        self.cluster(f"/add:NODEB /pass:{password} /unattend /min")

    def use_witness(self) -> None:
        """The share becomes the third vote, networks get their roles."""
        self.cluster(rf"res {MNS} /priv MNSFileShare=\\HT01\MNS_FSQ_CCRCLU1")
        self.cluster('group "Cluster Group" /move:NODEB')
        self.cluster('group "Cluster Group" /move:NODEA')
        self.cluster('network "Private" /prop Role=1')
        self.cluster('/setnetpri:"Private","Public"')

    def clustered_mailbox(self) -> None:
        """The Mailbox role on both nodes and the clustered server on the first."""
        for node in ("NODEA", "NODEB"):
            self.prerequisites(node, "iis_common", "iis_inetmgr", "iis_www", "complusnetwork")
        self.setup("NODEA", "/mode:Install /roles:Mailbox")
        self.setup("NODEA", "/NewCms /CMSName:MBX01 /CMSIPAddress:10.1.1.61")
        self.setup("NODEB", "/mode:Install /roles:Mailbox")
        self.lab.settle()

    def deploy(self) -> None:
        """All of it."""
        self.prepare_forest()
        self.first_hub()
        self.witness()
        self.form_cluster()
        self.use_witness()
        self.clustered_mailbox()
