"""Export-Clixml, Import-Clixml, and secure strings as text.

Sources: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.utility/export-clixml and
.../microsoft.powershell.security/convertfrom-securestring .
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from winlab.powershell.clixml import document, read_document
from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.clixml.reader import ClixmlError
from winlab.powershell.cmdlets.outfiles import ENCODINGS, file_at, keep_existing, write_file
from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import NetException, error_record
from winlab.powershell.net.credentials import SecureString
from winlab.powershell.paths import files_to_read, read_script
from winlab.powershell.sealing import SealError, open_sealed, seal
from winlab.powershell.values import VOID

SECURITY = CmdletTable("Microsoft.PowerShell.Security", "1.0.0.0", "Security cmdlets")


@UTILITY.cmdlet("Export-Clixml", supports_should_process=True)
class ExportClixml(Cmdlet):
    """Writes objects to a file."""

    path = Param("System.String", mandatory=True, position=0)
    depth = Param("System.Int32", default=2, validate_range=(1, 2147483647))
    input_object = Param("System.Object", mandatory=True, pipeline=True, allow_null=True, default=VOID)
    force = Param(SWITCH)
    no_clobber = Param(SWITCH, aliases=("NoOverwrite",))
    encoding = Param("System.String", default="Unicode", validate_set=ENCODINGS)

    def begin(self) -> None:
        self._items: list[object] = []

    def process(self) -> None:
        given: object = self.input_object
        if given is not VOID:
            self._items.append(given)

    def end(self) -> None:
        place = file_at(self, str(self.path))
        if self.no_clobber:
            keep_existing(self, place)
        if self.should_process(place.shown, "Export-Clixml"):
            text = document(self._items, EngineModel(), int(str(self.depth)), lambda plain: seal(plain, None))
            write_file(self, place, [*text.split("\n")], self.encoding, force=bool(self.force))


@UTILITY.cmdlet("Import-Clixml")
class ImportClixml(Cmdlet):
    """Reads objects from files."""

    path = Param("System.String[]", mandatory=True, position=0, pipeline=True, by_property=True, aliases=("PSPath",))

    def process(self) -> None:
        for path in cast("Sequence[object]", self.path):
            for place in files_to_read(self.session, str(path)):
                try:
                    self.write_all(read_document(read_script(self.session, place.shown), _opened))
                except SealError as problem:
                    self.throw(error_record(NetException(problem.exception, str(problem)), problem.exception))
                except ClixmlError as problem:
                    exception = NetException("System.Xml.XmlException", str(problem))
                    self.throw(error_record(exception, "System.Xml.XmlException", "NotSpecified"))


def _opened(sealed: str) -> object:
    return SecureString(open_sealed(sealed, None))


@SECURITY.cmdlet("ConvertTo-SecureString", default_set="Secure")
class ConvertToSecureString(Cmdlet):
    """A secure string of plain or sealed text."""

    string = Param("System.String", mandatory=True, position=0, pipeline=True)
    as_plain_text = Param(SWITCH, position=1, sets=("PlainText",))
    force = Param(SWITCH, position=2, sets=("PlainText",))
    secure_key = Param("System.Security.SecureString", position=1, sets=("Secure",))
    key = Param("System.Byte[]", sets=("Open",))

    def process(self) -> None:
        text = str(self.string)
        if self.as_plain_text:
            if not self.force:
                message = (
                    "The system cannot protect plain text input. To suppress this warning and convert the plain text "
                    "to a SecureString, reissue the command specifying the Force parameter. For more information type: "
                    "get-help ConvertTo-SecureString."
                )
                exception = NetException("System.ArgumentException", message)
                self.throw(error_record(exception, "ImportSecureString_ForceRequired", "InvalidArgument"))
            self.write(SecureString(text))
            return
        try:
            self.write(SecureString(open_sealed(text, key_of(self.key, self.secure_key))))
        except SealError as problem:
            exception = NetException(problem.exception, str(problem))
            self.error(error_record(exception, "ImportSecureString_InvalidArgument", "InvalidArgument"))


@SECURITY.cmdlet("ConvertFrom-SecureString", default_set="Secure")
class ConvertFromSecureString(Cmdlet):
    """The sealed text of a secure string."""

    secure_string = Param("System.Security.SecureString", mandatory=True, position=0, pipeline=True)
    secure_key = Param("System.Security.SecureString", position=1, sets=("Secure",))
    key = Param("System.Byte[]", sets=("Open",))

    def process(self) -> None:
        plain = cast("SecureString", self.secure_string).text
        try:
            self.write(seal(plain, key_of(self.key, self.secure_key)))
        except SealError as problem:
            exception = NetException(problem.exception, str(problem))
            self.error(error_record(exception, "ExportSecureString_InvalidArgument", "InvalidArgument"))


def key_of(key: object, secure_key: object) -> bytes | None:
    """The bytes of -Key or -SecureKey; None without either (the user's own key then seals)."""
    if isinstance(key, list):
        return bytes(int(str(item)) for item in key)
    if isinstance(secure_key, SecureString):
        return secure_key.text.encode("utf-16-le")
    return None
