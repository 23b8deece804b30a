"""Types whose objects come back from CLIXML as themselves, and those that are always written whole.

Both are what types.ps1xml says: TargetTypeForDeserialization (DeserializingTypeConverter) and SerializationDepth.
Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_types.ps1xml .
"""

from __future__ import annotations

from winlab.powershell.clixml.reader import DeserializedObject, rehydrates
from winlab.powershell.cultures import CULTURES
from winlab.powershell.errors import PSError
from winlab.powershell.net.automation import SMA, Switch
from winlab.powershell.net.credentials import PSCredential, SecureString
from winlab.powershell.net.cultures import CultureInfo
from winlab.powershell.net.mail import MailAddress

AS_TEXT = frozenset({SMA + "PSTypeName"})
WHOLE = frozenset(
    {
        SMA + "PSCredential",
        SMA + "SwitchParameter",
        "System.Net.IPAddress",
        "System.Security.AccessControl.DirectorySecurity",
        "System.Security.AccessControl.FileSecurity",
        "System.Security.AccessControl.RegistrySecurity",
        "System.Security.Cryptography.X509Certificates.X509Certificate2",
    }
)
"""Types whose properties are written even where the depth is used up."""


def _credential(sent: DeserializedObject) -> object:
    user, password = sent.get("UserName"), sent.get("Password")
    if not isinstance(user, str) or not user:
        return None
    return PSCredential(user, password if isinstance(password, SecureString) else SecureString())


def _switch(sent: DeserializedObject) -> object:
    present = sent.get("IsPresent")
    return Switch(present) if isinstance(present, bool) else None


def _address(sent: DeserializedObject) -> object:
    try:
        return None if not sent.text else MailAddress.new(sent.text)
    except PSError:
        return None


def _culture(sent: DeserializedObject) -> object:
    return CultureInfo(sent.text) if sent.text is not None and sent.text.lower() in CULTURES else None


rehydrates(SMA + "PSCredential", _credential)
rehydrates(SMA + "SwitchParameter", _switch)
rehydrates("System.Net.Mail.MailAddress", _address)
rehydrates("System.Globalization.CultureInfo", _culture)
