"""System.Security.SecureString, PSCredential and NetworkCredential."""

from __future__ import annotations

from winlab.powershell.declare import (
    NET,
    net_attribute,
    net_constructor,
    net_method,
    net_property,
    net_static_property,
)
from winlab.powershell.errors import net_error
from winlab.powershell.values import NetObject

S, INT, CHAR, VOID = "System.String", "System.Int32", "System.Char", "System.Void"


@NET.type("System.Security.SecureString", bases=("System.Object", "System.IDisposable"))
class SecureString(NetObject):
    """A text that is not shown."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.read_only = False

    @net_constructor(())
    @classmethod
    def new(cls) -> SecureString:
        """Empty."""
        return cls()

    def change(self, text: str) -> None:
        """Replaces the text.

        Raises:
            PSError: InvalidOperationException of one that is read-only.
        """
        if self.read_only:
            raise net_error("System.InvalidOperationException", "Instance is read-only.")
        self.text = text

    def place(self, place: int, last: int) -> int:
        """A place that there is.

        Raises:
            PSError: ArgumentOutOfRangeException.
        """
        if not 0 <= place <= last:
            text = "Index was out of range. Must be non-negative and less than the size of the collection."
            raise net_error("System.ArgumentOutOfRangeException", f"{text}\r\nParameter name: index", ParamName="index")
        return place

    @net_method("InsertAt", (INT, CHAR), returns=VOID)
    def insert(self, place: int, char: str) -> None:
        """Puts a character in."""
        place = self.place(place, len(self.text))
        self.change(self.text[:place] + char + self.text[place:])

    @net_method("SetAt", (INT, CHAR), returns=VOID)
    def put(self, place: int, char: str) -> None:
        """Changes a character."""
        place = self.place(place, len(self.text) - 1)
        self.change(self.text[:place] + char + self.text[place + 1 :])

    @net_method("RemoveAt", (INT,), returns=VOID)
    def remove(self, place: int) -> None:
        """Removes a character."""
        place = self.place(place, len(self.text) - 1)
        self.change(self.text[:place] + self.text[place + 1 :])

    @net_method("MakeReadOnly", returns=VOID)
    def make_read_only(self) -> None:
        """Lets nobody change it any more."""
        self.read_only = True

    length = net_property("Length", INT)(lambda self: len(self.text))
    is_read_only = net_method("IsReadOnly", returns="System.Boolean")(lambda self: self.read_only)
    append = net_method("AppendChar", (CHAR,), returns=VOID)(lambda self, char: self.change(self.text + char))
    copy = net_method("Copy", returns="System.Security.SecureString")(lambda self: SecureString(self.text))
    clear = net_method("Clear", returns=VOID)(lambda self: self.change(""))
    dispose = net_method("Dispose", returns=VOID)(lambda self: None)


@NET.type("System.Net.NetworkCredential", assembly="System")
class NetworkCredential(NetObject):
    """User name, password and domain."""

    def __init__(self, user: str = "", password: str = "", domain: str = "") -> None:
        self.user = user
        self.plain = password
        self.realm = domain

    @net_constructor((), (S, S), (S, S, S))
    @classmethod
    def new(cls, *parts: str) -> NetworkCredential:
        """From its parts."""
        return cls(*parts)

    user_name = net_attribute("UserName", S, "user", settable=True)
    password = net_attribute("Password", S, "plain", settable=True)
    domain = net_attribute("Domain", S, "realm", settable=True)
    get = net_method("GetCredential", ("System.Uri", S), returns="System.Net.NetworkCredential")(
        lambda self, *_where: self
    )


@NET.type("System.Management.Automation.PSCredential", assembly="System.Management.Automation")
class PSCredential(NetObject):
    """A user name with a password."""

    def __init__(self, user: str, password: SecureString) -> None:
        self.user = user
        self.secret = password

    @net_constructor((S, "System.Security.SecureString"))
    @classmethod
    def new(cls, user: str, password: SecureString | None) -> PSCredential:
        """From its parts."""
        if not user:
            text = 'Cannot process argument because the value of argument "userName" is not valid. Change the value of '
            text += 'the "userName" argument and run the operation again.'
            raise net_error("System.Management.Automation.PSArgumentException", text)
        if password is None:
            text = 'Cannot process argument because the value of argument "password" is null. Change the value of '
            text += 'argument "password" to a non-null value.'
            raise net_error("System.Management.Automation.PSArgumentNullException", text)
        return cls(user, password)

    user_name = net_property("UserName", S)(lambda self: self.user or None)
    password = net_property("Password", "System.Security.SecureString")(lambda self: self.secret if self.user else None)

    @net_static_property("Empty", "System.Management.Automation.PSCredential")
    @staticmethod
    def empty() -> PSCredential:
        """Nobody."""
        return PSCredential("", SecureString())

    @net_method("GetNetworkCredential", returns="System.Net.NetworkCredential")
    def network_credential(self) -> NetworkCredential:
        """With the password as text and the domain apart."""
        domain, backslash, name = self.user.partition("\\")
        if backslash:
            return NetworkCredential(name, self.secret.text, domain)
        return NetworkCredential(self.user, self.secret.text)
