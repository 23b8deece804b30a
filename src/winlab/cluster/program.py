"""`cluster.exe` as a program of the emulated Windows.

Without a cluster's name it speaks to the service of its own computer; a stopped one is "no more endpoints"
(1753). Exit code: the Win32 status of what failed, 0 otherwise (UNVERIFIED).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winlab.cluster import status
from winlab.cluster.commandline import ClusterCommand, CommandLineError, parse_command_line
from winlab.cluster.commands import ClusterCommands
from winlab.cluster.database import CLUSTER_GROUP, CLUSTER_NAME
from winlab.cluster.forming import Forming, leave, share_quorum
from winlab.cluster.operation import ServerCluster
from winlab.cluster.part import ClusterPart, install
from winlab.cluster.status import ClusterError
from winlab.powershell.errors import NotEmulated
from winlab.windows.errors import NetworkError
from winlab.windows.programs import PROGRAMS, ProgramCall

if TYPE_CHECKING:
    from winlab.windows.machine import Machine

USAGE = (
    "The syntax of this command is:",
    "",
    "CLUSTER /LIST[:domain-name]",
    "CLUSTER [[/CLUSTER:]cluster-name] <options>",
    "",
    "<options> =",
    "  /CREATE [/NODE:node-name] /USER:domain\\username /PASS[WORD]:password",
    "          /IPADDR[ESS]:xxx.xxx.xxx.xxx[,xxx.xxx.xxx.xxx,network-connection-name]",
    "          [/VERB[OSE]] [/UNATTEND[ED]] [/MIN[IMUM]]",
    "  /ADD[NODES][:node-name[,node-name ...]] [/PASSWORD:service-account-password]",
    "          [/VERB[OSE]] [/UNATTEND[ED]] [/MIN[IMUM]]",
    "  /PROP[ERTIES] [<prop-list>]   /PRIV[PROPERTIES] [<prop-list>]",
    "  /REN[AME]:cluster-name   /VER[SION]",
    "  /QUORUM[RESOURCE][:resource-name] [/PATH:path] [/MAXLOGSIZE:max-size-kbytes]",
    "  /LISTNETPRI[ORITY]   /SETNETPRI[ORITY]:net[,net ...]",
    "  NODE [node-name] node-command",
    "  GROUP [group-name] group-command",
    "  RES[OURCE] [resource-name] resource-command",
    "  {RESOURCETYPE|RESTYPE} [resourcetype-name] resourcetype-command",
    "  NET[WORK] [network-name] network-command",
    "  NETINT[ERFACE] [interface-name] interface-command",
    "  {/?|/HELP}",
)


def _on_2003(machine: Machine) -> bool:
    return machine.os.version.startswith("5.2")


@PROGRAMS.program("cluster.exe", folder="%SystemRoot%\\system32", where=_on_2003)
def cluster_exe(call: ProgramCall) -> int:
    """Runs one command line."""
    try:
        command = parse_command_line(call.args)
        if command.option("help") is not None or (command.kind == "cluster" and not command.options):
            for line in USAGE:
                call.line(line)
            return 0
        code = _ClusterExe(call).run(command)
        if code:
            for line in status.printed(code):
                call.line(line)
        return code
    except CommandLineError as problem:
        call.line()
        call.line(str(problem))
        call.line()
        for line in USAGE:
            call.line(line)
        return status.INVALID_PARAMETER
    except ClusterError as problem:
        for line in status.printed(problem.code):
            call.line(line)
        return problem.code


class _ClusterExe:
    def __init__(self, call: ProgramCall) -> None:
        self._call = call
        self._machine = call.machine
        self._part: ClusterPart = install(call.machine.lab)

    def run(self, command: ClusterCommand) -> int:
        """Finds the cluster and does the work."""
        if command.kind != "cluster":
            return self._commands(self._connect(command.cluster), command)
        if command.option("list") is not None:
            self._call.line("Cluster Name")
            self._call.line("---------------")
            for name in self._part.clusters:
                self._call.line(name)
            return 0
        if command.option("create") is not None:
            self._create(command)
            return 0
        cluster = self._connect(command.cluster)
        if command.option("addnodes") is not None:
            self._add(cluster, command)
            return 0
        if command.option("changepassword") is not None:
            return self._change_password(cluster, command)
        return self._commands(cluster, command)

    def _commands(self, cluster: ServerCluster, command: ClusterCommand) -> int:
        result = ClusterCommands(cluster, self._call.line, self._leave).run(command)
        if command.option("quorumresource") is not None:
            share_quorum(cluster, self._part)
        return result

    def _forming(self) -> Forming:
        call = self._call
        return Forming(self._part, self._machine, call.logon, call.sleep, call.line)

    def _create(self, command: ClusterCommand) -> None:
        user, password = command.value("user"), command.value("password")
        address = [part.strip().strip('"') for part in (command.value("ipaddress") or "").split(",")]
        if not command.cluster or not user or password is None or not address[0]:
            raise CommandLineError("A cluster name, /ipaddress, /user and /password are required.")
        ip, mask, connection = (*address, "", "")[:3]
        node = command.value("node") or self._machine.name
        try:
            self._forming().create(command.cluster, (ip, mask, connection), user, password, node)
        except ValueError:
            raise ClusterError(status.INVALID_PARAMETER) from None

    def _add(self, cluster: ServerCluster, command: ClusterCommand) -> None:
        names = command.value("addnodes") or self._machine.name
        password = command.value("password")
        if password is None:
            raise CommandLineError("The password of the Cluster service account is required.")
        self._forming().add(cluster, [name for name in names.split(",") if name], password)

    def _connect(self, name: str | None) -> ServerCluster:
        """The cluster of a name, or of this computer; only administrators of its nodes may talk to it."""
        call, machine = self._call, self._machine
        if name is None or name == ".":
            cluster = self._part.of_node(machine.name)
            if cluster is None or not machine.services.is_running("ClusSvc"):
                raise ClusterError(status.NO_ENDPOINTS)
            if not call.logon.is_administrator:
                raise ClusterError(status.ACCESS_DENIED)
            return cluster
        cluster = self._part.named(name)
        if cluster is None:
            raise ClusterError(status.RPC_UNAVAILABLE)
        node = self._node_behind(cluster, name)
        if node == machine.name:
            if not machine.services.is_running("ClusSvc"):
                raise ClusterError(status.NO_ENDPOINTS)
            if not call.logon.is_administrator:
                raise ClusterError(status.ACCESS_DENIED)
            return cluster
        try:
            target = machine.lab.network.reach(machine, call.logon, node, "rpc")
            if not target.admit(machine, call.logon).is_administrator:
                raise ClusterError(status.ACCESS_DENIED)
        except NetworkError as problem:
            raise ClusterError(problem.code) from problem
        if not target.services.is_running("ClusSvc"):
            raise ClusterError(status.NO_ENDPOINTS)
        return cluster

    def _node_behind(self, cluster: ServerCluster, name: str) -> str:
        """The node that answers to a name: itself, or who owns the cluster's network name."""
        wanted = name.strip("\\").partition(".")[0].upper()
        if any(node.name.upper() == wanted for node in cluster.data.nodes):
            return wanted
        if cluster.data.resource(CLUSTER_NAME).state != "Online":
            raise ClusterError(status.RPC_UNAVAILABLE)
        return cluster.data.group(CLUSTER_GROUP).owner.upper()

    def _change_password(self, cluster: ServerCluster, command: ClusterCommand) -> int:
        """Sets the service account's password on the nodes; the domain's part is not emulated."""
        if command.option("skipdc") is None:
            raise NotEmulated("cluster /changepassword without /skipdc")
        new, _, _ = (command.value("changepassword") or "").partition(",")
        for node in cluster.data.nodes:
            machine = self._part.machine(node.name)
            if machine is not None:
                machine.services.configure("ClusSvc", password=new)
        return 0

    def _leave(self, name: str) -> None:
        machine = self._part.machine(name)
        if machine is not None:
            leave(machine)
        for cluster in list(self._part.clusters.values()):
            if not cluster.data.nodes:
                self._part.remove(cluster)
