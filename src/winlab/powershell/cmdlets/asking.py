"""Cmdlets that ask the user: Read-Host, Get-Credential.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/read-host;
https://learn.microsoft.com/powershell/module/microsoft.powershell.security/get-credential
"""

from __future__ import annotations

from winlab.powershell.cmdlets.serializing import SECURITY
from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import Cmdlet, Param
from winlab.powershell.errors import PSError, error
from winlab.powershell.net.credentials import PSCredential
from winlab.powershell.net.hosttypes import FieldDescription
from winlab.powershell.net.hostui import credential
from winlab.powershell.text import to_text
from winlab.powershell.values import Hashtable, unwrap

_SWITCH = "System.Management.Automation.SwitchParameter"


@UTILITY.cmdlet("Read-Host")
class ReadHost(Cmdlet):
    """Reads a line from the user."""

    prompt = Param("System.Object", position=0, remaining=True)
    as_secure_string = Param(_SWITCH)

    def process(self) -> None:
        sink = self.session.sink
        if sink is None:
            return
        secret = bool(self.as_secure_string)
        if "Prompt" not in self.bound:
            self.write(sink.host_call("ReadLineAsSecureString" if secret else "ReadLine", []))
            return
        name = to_text(self.prompt)
        field = FieldDescription(name, type_name="System.Security.SecureString" if secret else "System.String")
        answer = unwrap(sink.host_call("Prompt", ["", "", [field]]))
        if isinstance(answer, Hashtable):
            self.write(answer.get(name))


@SECURITY.cmdlet("Get-Credential")
class GetCredential(Cmdlet):
    """Asks for a user's name and password."""

    credential = Param("System.Object", position=0, mandatory=True)

    def process(self) -> None:
        given = unwrap(self.credential)
        sink = self.session.sink
        if isinstance(given, PSCredential) or sink is None:
            self.write(given)
            return
        try:
            answer = sink.host_call(
                "PromptForCredential",
                ["Windows PowerShell Credential Request", "Enter your credentials.", to_text(given), "", 3, 1],
            )
        except PSError as refused:
            raise error(
                "CouldNotPromptForCredential",
                refused.record.text,
                "InvalidOperation",
                None,
                "System.Management.Automation.PSInvalidOperationException",
            ) from refused
        found = credential(answer)
        if found is not None:
            self.write(found)
