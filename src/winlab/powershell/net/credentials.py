"""System.Security.SecureString, PSCredential and NetworkCredential."""

from __future__ import annotations

from winlab.powershell.declare import NET, net_constructor, net_method, net_property, net_static_property
from winlab.powershell.errors import net_error
from winlab.powershell.values import NetObject


@NET.type("System.Security.SecureString")
class SecureString(NetObject):
    """A text that is not shown."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.read_only = False

    @net_constructor(())
    @classmethod
    def new(cls) -> SecureString:
        return cls()

    @net_property("Length", "System.Int32")
    def length(self) -> int:
        return len(self.text)

    @net_method("AppendChar", ("System.Char",), returns="System.Void")
    def append_char(self, char: str) -> None:
        self.text += char

    @net_method("Copy", returns="System.Security.SecureString")
    def copied(self) -> SecureString:
        return SecureString(self.text)

    @net_method("MakeReadOnly", returns="System.Void")
    def make_read_only(self) -> None:
        self.read_only = True

    @net_method("IsReadOnly", returns="System.Boolean")
    def is_read_only(self) -> bool:
        return self.read_only

    @net_method("Clear", returns="System.Void")
    def clear(self) -> None:
        self.text = ""

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        """Nothing is held outside."""


@NET.type("System.Net.NetworkCredential", assembly="System")
class NetworkCredential(NetObject):
    """User name, password and domain."""

    def __init__(self, user: str, password: str, domain: str = "") -> None:
        self.user = user
        self.plain = password
        self.realm = domain

    @net_constructor(("System.String", "System.String"), ("System.String", "System.String", "System.String"))
    @classmethod
    def new(cls, user: str, password: str, domain: str = "") -> NetworkCredential:
        return cls(user, password, domain)

    @net_property("UserName", "System.String")
    def user_name(self) -> str:
        return self.user

    @net_property("Password", "System.String")
    def password(self) -> str:
        return self.plain

    @net_property("Domain", "System.String")
    def domain(self) -> str:
        return self.realm


@NET.type("System.Management.Automation.PSCredential", assembly="System.Management.Automation")
class PSCredential(NetObject):
    """A user name with a password."""

    def __init__(self, user: str, password: SecureString) -> None:
        self.user = user
        self.secret = password

    @net_constructor(("System.String", "System.Security.SecureString"))
    @classmethod
    def new(cls, user: str, password: SecureString | None) -> PSCredential:
        if not user:
            text = 'Cannot process argument because the value of argument "userName" is not valid. Change the value of '
            text += 'the "userName" argument and run the operation again.'
            raise net_error("System.Management.Automation.PSArgumentException", text)
        if password is None:
            text = 'Cannot process argument because the value of argument "password" is null. Change the value of '
            text += 'argument "password" to a non-null value.'
            raise net_error("System.Management.Automation.PSArgumentNullException", text)
        return cls(user, password)

    @net_property("UserName", "System.String")
    def user_name(self) -> str | None:
        return self.user or None

    @net_property("Password", "System.Security.SecureString")
    def password(self) -> SecureString | None:
        return self.secret if self.user else None

    @net_static_property("Empty", "System.Management.Automation.PSCredential")
    @staticmethod
    def empty() -> PSCredential:
        return PSCredential("", SecureString())

    @net_method("GetNetworkCredential", returns="System.Net.NetworkCredential")
    def network_credential(self) -> NetworkCredential:
        domain, backslash, name = self.user.partition("\\")
        return (
            NetworkCredential(name, self.secret.text, domain)
            if backslash
            else NetworkCredential(self.user, self.secret.text)
        )
