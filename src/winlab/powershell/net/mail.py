"""System.Net.Mail.MailAddress.

Source: https://learn.microsoft.com/dotnet/api/system.net.mail.mailaddress .
"""

from __future__ import annotations

import re

from winlab.powershell.declare import NET, net_constructor, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject

S = "System.String"
_FORM = re.compile(r'\s*(?:"?(?P<name>[^"<>]*?)"?\s*<(?P<inner>[^<>\s]+)>|(?P<bare>[^<>\s]+))\s*')


@NET.type("System.Net.Mail.MailAddress", assembly="System")
class MailAddress(NetObject):
    """An address with a name to show."""

    def __init__(self, user: str, host: str, shown: str) -> None:
        self.held_user = user
        self.held_host = host
        self.shown = shown

    @net_constructor((S,), (S, S))
    @classmethod
    def new(cls, address: object, shown: object = None) -> MailAddress:
        """From ``user@host`` or ``"Name" <user@host>``."""
        text = to_text(address)
        if address is None:
            text_of_null = "Value cannot be null.\r\nParameter name: address"
            raise net_error("System.ArgumentNullException", text_of_null, ParamName="address")
        if not text:
            message = "The parameter 'address' cannot be an empty string.\r\nParameter name: address"
            raise net_error("System.ArgumentException", message, ParamName="address")
        found = _FORM.fullmatch(text)
        user, at, host = ("" if found is None else found["inner"] or found["bare"]).rpartition("@")
        if found is None or not (user and at and host) or "@" in user:
            raise net_error(
                "System.FormatException", "The specified string is not in the form required for an e-mail address."
            )
        return cls(user, host, to_text(shown) or (found["name"] or "").strip())

    name = net_property("DisplayName", S)(lambda self: self.shown)
    user = net_property("User", S)(lambda self: self.held_user)
    host = net_property("Host", S)(lambda self: self.held_host)
    address = net_property("Address", S)(lambda self: f"{self.held_user}@{self.held_host}")

    def net_string(self) -> str:
        """The address, behind the quoted name if there is one."""
        address = f"{self.held_user}@{self.held_host}"
        return f'"{self.shown}" <{address}>' if self.shown else address

    def net_equals(self, other: object) -> bool:
        """By text, without case."""
        return isinstance(other, MailAddress) and other.net_string().lower() == self.net_string().lower()

    def net_hash(self) -> object:
        """The text without case."""
        return self.net_string().lower()
