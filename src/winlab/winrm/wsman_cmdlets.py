"""The cmdlets of WS-Management: resources read, changed, made, removed and called, here or on another machine.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.wsman.management/ (2.0) and
https://learn.microsoft.com/previous-versions/dd819521(v=technet.10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import ErrorRecord, NetException, NotEmulated, PSError, error_record
from winlab.powershell.net.credentials import PSCredential
from winlab.powershell.net.xml.documents import Document
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, unwrap
from winlab.windows.accounts import Logon
from winlab.windows.errors import LogonError
from winlab.windows.extension import register_extension
from winlab.windows.machine import Machine
from winlab.windows.session import host_of
from winlab.winrm import fault_kinds as kinds
from winlab.winrm import soap
from winlab.winrm.catalogue import resource_of
from winlab.winrm.config_resource import LISTENER
from winlab.winrm.faults import WsmanFaultError, invalid_resource
from winlab.winrm.instances import Instance, Item, reference_xml, to_xml
from winlab.winrm.remote import identity_of, reached
from winlab.winrm.resources import SELECTOR_DIALECT, WQL_DIALECT, Filter, Resource, address_of
from winlab.winrm.wsman_drive import connect, disconnect

TABLE = CmdletTable("Microsoft.WSMan.Management")
register_extension(cmdlets=TABLE)
_SPACE = "Microsoft.WSMan.Management."
_MODES = ("object", "epr", "objectandepr")


class _WsmanCmdlet(Cmdlet):
    """What they have in common: which machine, and as whom."""

    application_name = Param("System.String")
    authentication = Param("System.String")
    certificate_thumbprint = Param("System.String")
    computer_name = Param("System.String", aliases=("cn",))
    connection_uri = Param("System.Uri", aliases=("CURI", "CU"), ps="ConnectionURI")
    credential = Param("System.Management.Automation.PSCredential", aliases=("cred", "c"))
    option_set = Param("System.Collections.Hashtable", aliases=("os",))
    port = Param("System.Int32")
    session_option = Param("System.Object", aliases=("so",))
    use_ssl = Param(SWITCH, ps="UseSSL", aliases=("ssl",))

    def reached(self, *, anybody: bool = False) -> tuple[Machine, Logon]:
        """The machine that is asked, and the caller there."""
        host = host_of(self.session)
        machine, logon = host.machine, host.logon
        name = "" if self.computer_name is None else to_text(self.computer_name)
        if self.connection_uri is not None:
            name = to_text(self.connection_uri).partition("://")[2].partition("/")[0].partition(":")[0]
        credential = unwrap(self.credential)
        if isinstance(credential, PSCredential):
            try:
                logon = machine.users.logon(credential.user, "interactive", credential.secret.text)
            except LogonError as error:
                raise WsmanFaultError(kinds.LOGON_FAILED) from error
        return reached(machine, logon, name, use_ssl=bool(self.use_ssl), anybody=anybody)

    def answer(self) -> None:
        """Does the work; a fault is the error of PowerShell."""

    def process(self) -> None:
        """Asks, and reports what is refused."""
        try:
            self.answer()
        except WsmanFaultError as fault:
            raise PSError(self.record_of(fault)) from fault

    def record_of(self, fault: WsmanFaultError, target: object = None) -> ErrorRecord:
        """The error record of a fault; its message is the fault's XML."""
        called = to_text(self.computer_name or "localhost")
        near = called.lower() in ("localhost", ".", "127.0.0.1")
        machine = host_of(self.session).machine.name if near else called.partition(".")[0].upper()
        text = soap.fault_detail(fault, machine, called)
        return error_record(
            NetException("System.InvalidOperationException", text), "WsManError", "InvalidOperation", target
        )

    def write_xml(self, text: str) -> None:
        """Writes XML as an element."""
        document = Document()
        document.load_xml(text)
        root = document.root
        assert root is not None
        # PowerShell's adapter names an element's type after what it is an element of.
        root.instance_type_names = [f"System.Xml.XmlElement#{root.namespace}#{root.local}", *root.type_names()]
        self.write(root)


class _ResourceCmdlet(_WsmanCmdlet):
    """With a resource."""

    resource_uri = Param(
        "System.Uri", mandatory=True, position=0, aliases=("ruri",), ps="ResourceURI", by_property=True
    )
    selector_set = Param("System.Collections.Hashtable", position=1)

    def resource(self) -> tuple[Resource, dict[str, str]]:
        """The resource and the selectors."""
        machine, logon = self.reached()
        uri, selectors = address_of(to_text(self.resource_uri))
        found = resource_of(machine, logon, uri)
        if found is None:
            raise invalid_resource(uri)
        return found, {**selectors, **_texts(self.selector_set)}


def _texts(table: object) -> dict[str, str]:
    base = unwrap(table)
    if not isinstance(base, Hashtable):
        return {}
    return {to_text(name): to_text(value) for name, value in base.items()}


@TABLE.cmdlet("Get-WSManInstance", output="System.Xml.XmlElement", type_name=_SPACE + "GetWSManInstanceCommand")
class GetWSManInstance(_ResourceCmdlet):
    """One instance of a resource, or all."""

    enumerate = Param(SWITCH)
    filter = Param("System.String")
    dialect = Param("System.Uri")
    fragment = Param("System.String")
    return_type = Param("System.String", aliases=("rt",), validate_set=_MODES)
    associations = Param(SWITCH)
    base_properties_only = Param(SWITCH, aliases=("UBPO", "Base"))
    shallow = Param(SWITCH)

    def answer(self) -> None:
        """Reads."""
        resource, selectors = self.resource()
        if not self.enumerate:
            instance = resource.get(selectors)
            if self.fragment is None:
                self.write_xml(to_xml(instance))
            else:
                self.write(_plain(instance, to_text(self.fragment)))
            return
        mode = to_text(self.return_type or "object").lower()
        for item in resource.enumerate(self._wanted(selectors)):
            for text in _item(item, mode):
                self.write_xml(text)

    def _wanted(self, selectors: Mapping[str, str]) -> Filter:
        if self.associations:
            raise NotEmulated("Get-WSManInstance -Associations")
        dialect = to_text(self.dialect or "")
        if self.filter:
            known = {"": WQL_DIALECT, "wql": WQL_DIALECT}
            return Filter(known.get(dialect.lower(), dialect), to_text(self.filter))
        return Filter(SELECTOR_DIALECT, "", tuple(selectors.items())) if selectors else Filter()


def _item(item: Item, mode: str) -> Iterator[str]:
    if mode != "epr":
        yield to_xml(item.instance)
    if mode != "object":
        yield reference_xml(item.resource, item.selectors)


def _plain(instance: Instance, name: str) -> object:
    """A value alone, as ``-Fragment Name/text()`` asks for it."""
    value = instance.get(name.removesuffix("/text()"))
    if value is None and name.removesuffix("/text()").lower() not in (known.lower() for known, _ in instance.fields):
        raise WsmanFaultError(kinds.INVALID_FRAGMENT)
    return value if isinstance(value, str) else None


@TABLE.cmdlet("Set-WSManInstance", output="System.Xml.XmlElement", type_name=_SPACE + "SetWSManInstanceCommand")
class SetWSManInstance(_ResourceCmdlet):
    """Changes an instance."""

    value_set = Param("System.Collections.Hashtable")
    file_path = Param("System.String", aliases=("Path",))
    fragment = Param("System.String")
    dialect = Param("System.Uri")

    def answer(self) -> None:
        """Writes."""
        resource, selectors = self.resource()
        self.write_xml(to_xml(resource.put(selectors, _values(self.value_set, self.file_path))))


@TABLE.cmdlet("New-WSManInstance", output="System.Xml.XmlElement", type_name=_SPACE + "NewWSManInstanceCommand")
class NewWSManInstance(_ResourceCmdlet):
    """Makes an instance."""

    value_set = Param("System.Collections.Hashtable")
    file_path = Param("System.String", aliases=("Path",))

    def answer(self) -> None:
        """Makes it."""
        resource, selectors = self.resource()
        made = resource.create(selectors, _values(self.value_set, self.file_path))
        self.write_xml(reference_xml(resource.uri, made, "wxf:ResourceCreated"))


@TABLE.cmdlet("Remove-WSManInstance", type_name=_SPACE + "RemoveWSManInstanceCommand")
class RemoveWSManInstance(_ResourceCmdlet):
    """Removes an instance."""

    def answer(self) -> None:
        """Removes it."""
        resource, selectors = self.resource()
        resource.delete(selectors)


@TABLE.cmdlet("Invoke-WSManAction", output="System.Xml.XmlElement", type_name=_SPACE + "InvokeWSManActionCommand")
class InvokeWSManAction(_ResourceCmdlet):
    """Calls a method."""

    action = Param("System.String", mandatory=True, position=1)
    selector_set = Param("System.Collections.Hashtable", position=2)
    value_set = Param("System.Collections.Hashtable")
    file_path = Param("System.String", aliases=("Path",))

    def answer(self) -> None:
        """Calls."""
        resource, selectors = self.resource()
        arguments = _values(self.value_set, self.file_path)
        self.write_xml(to_xml(resource.invoke(to_text(self.action), selectors, arguments)))


def _values(table: object, file: object) -> dict[str, str]:
    if file is not None:
        raise NotEmulated("-FilePath of a WSMan cmdlet")
    return _texts(table)


@TABLE.cmdlet("Test-WSMan", output="System.Xml.XmlElement", type_name=_SPACE + "TestWSManCommand")
class TestWSMan(_WsmanCmdlet):
    """Asks a computer's WinRM who it is; the system's version is told to those who authenticate alone."""

    computer_name = Param("System.String", position=0, pipeline=True, by_property=True, aliases=("cn",))

    def process(self) -> None:
        """Writes what the service answers."""
        known = self.authentication is not None and to_text(self.authentication).lower() != "none"
        try:
            machine, _ = self.reached(anybody=True)
        except WsmanFaultError as fault:
            self.error(self.record_of(fault, self.computer_name))
            return
        text = soap.identify_body(identity_of(machine, known=known))
        self.write_xml(text)


@TABLE.cmdlet("Set-WSManQuickConfig", type_name=_SPACE + "SetWSManQuickConfigCommand")
class SetWSManQuickConfig(Cmdlet):
    """Makes sure that the machine can be reached by WS-Management."""

    use_ssl = Param(SWITCH, ps="UseSSL")
    force = Param(SWITCH)

    def process(self) -> None:
        """Makes a listener if there is none."""
        host = host_of(self.session)
        resource = resource_of(host.machine, host.logon, LISTENER)
        assert resource is not None
        transport = "HTTPS" if self.use_ssl else "HTTP"
        made = [item.instance for item in resource.enumerate(Filter())]
        if any(isinstance(each, Instance) and each.get("Transport") == transport for each in made):
            self.write("WinRM already is set up to receive requests on this machine.")
            self.write("WinRM already is set up for remote management on this machine.")
            return
        resource.create({"Address": "*", "Transport": transport}, {})
        self.write("WinRM has been updated for remote management.")
        self.write(f"Created a WinRM listener on {transport}://* to accept WS-Man requests to any IP on this machine.")


@TABLE.cmdlet("Connect-WSMan", type_name=_SPACE + "ConnectWSManCommand")
class ConnectWSMan(_WsmanCmdlet):
    """Puts another machine into the drive ``WSMan:``."""

    computer_name = Param("System.String", position=0, aliases=("cn",))

    def answer(self) -> None:
        """Connects."""
        machine, logon = self.reached()
        connect(self.session, to_text(self.computer_name or machine.name), machine, logon)


@TABLE.cmdlet("Disconnect-WSMan", type_name=_SPACE + "DisconnectWSManCommand")
class DisconnectWSMan(Cmdlet):
    """Takes it out again."""

    computer_name = Param("System.String", position=0, aliases=("cn",))

    def process(self) -> None:
        """Disconnects."""
        name = to_text(self.computer_name or "localhost")
        if not disconnect(self.session, name.lower()):
            text = f"The computer {name} is not connected."
            failed = NetException("System.ArgumentException", text)
            self.error(error_record(failed, "WsManError", "InvalidOperation", name))
