"""Out-String, Out-Host, Out-Default, Out-File."""

from __future__ import annotations

from winlab.powershell.cmdlets.outfiles import ENCODINGS, file_at, keep_existing, write_file
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import ErrorRecord
from winlab.powershell.formatting import cmdlets
from winlab.powershell.formatting.printing import DEFAULT_WIDTH, Printer

TABLE = cmdlets.TABLE
_WIDTH = (2, 2**31 - 1)


class OutCmdlet(Cmdlet):
    """What the four share: a printer for the objects that come."""

    input_object = Param("System.Management.Automation.PSObject", pipeline=True, allow_null=True)
    printer: Printer

    def screen(self) -> int:
        """How many characters a line may have."""
        return DEFAULT_WIDTH

    def begin(self) -> None:
        self.printer = Printer(self.evaluate, self.screen())

    def process(self) -> None:
        for line in self.printer.add(self.input_object):
            self.line(line)

    def end(self) -> None:
        for line in self.printer.end():
            self.line(line)

    def line(self, text: str) -> None:
        """Takes one printed line."""


@TABLE.cmdlet("Out-String", output="System.String")
class OutString(OutCmdlet):
    """The printed objects as one string, or as lines."""

    stream = Param(SWITCH)
    width = Param("System.Int32", validate_range=_WIDTH)

    def screen(self) -> int:
        return self.width if isinstance(self.width, int) else DEFAULT_WIDTH

    def begin(self) -> None:
        super().begin()
        self._lines: list[str] = []

    def line(self, text: str) -> None:
        if self.stream:
            self.write(text)
        else:
            self._lines.append(text)

    def end(self) -> None:
        super().end()
        if not self.stream:
            self.write("".join(f"{line}\r\n" for line in self._lines))


class ToHost(OutCmdlet):
    """Prints on the user's host."""

    def line(self, text: str) -> None:
        sink = self.session.sink
        if sink is not None:
            sink.host_call("WriteLine", [text])


@TABLE.cmdlet("Out-Host", aliases=("oh",))
class OutHost(ToHost):
    """Prints on the host."""

    paging = Param(SWITCH)


@TABLE.cmdlet("Out-Default")
class OutDefault(ToHost):
    """What the console ends every pipeline with: errors to the error stream, the rest to the host."""

    def process(self) -> None:
        value: object = self.input_object
        sink = self.session.sink
        if isinstance(value, ErrorRecord) and sink is not None:
            sink.error(value)
            return
        super().process()


@TABLE.cmdlet("Out-File", supports_should_process=True)
class OutFile(OutCmdlet):
    """Prints into a file, in UTF-16 unless told otherwise.

    Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/out-file
    """

    file_path = Param("System.String", position=0, mandatory=True)
    encoding = Param("System.String", position=1, validate_set=ENCODINGS)
    append = Param(SWITCH)
    force = Param(SWITCH)
    no_clobber = Param(SWITCH, aliases=("NoOverwrite",))
    width = Param("System.Int32", validate_range=_WIDTH)

    def screen(self) -> int:
        return self.width if isinstance(self.width, int) else DEFAULT_WIDTH

    def begin(self) -> None:
        super().begin()
        self._lines: list[object] = []
        if self.no_clobber and not self.append:
            keep_existing(self, file_at(self, str(self.file_path)))

    def line(self, text: str) -> None:
        self._lines.append(text)

    def end(self) -> None:
        super().end()
        place = file_at(self, str(self.file_path))
        if self.should_process(place.shown, "Output to File"):
            write_file(self, place, self._lines, self.encoding, append=bool(self.append), force=bool(self.force))
