"""The cmdlets without which nothing runs: iteration, output, errors, variables, commands."""

from __future__ import annotations

from winlab.powershell.blocks import ScriptBlock, block_from_text, run_dotted
from winlab.powershell.cmdlets.tables import ANY, BLOCK, CORE, UTILITY
from winlab.powershell.cmdlets.tables import as_list as _list
from winlab.powershell.cmdlets.writing import whole_number
from winlab.powershell.conversion import to_bool
from winlab.powershell.declare import SWITCH, Cmdlet, Param
from winlab.powershell.errors import ErrorRecord, NetException, PSError, error
from winlab.powershell.text import to_text

_PARSE = "System.Management.Automation.ParseException"


@CORE.cmdlet("ForEach-Object", aliases=("%", "foreach"))
class ForEachObject(Cmdlet):
    """Runs blocks for each object of the pipeline."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    process_block = Param(BLOCK + "[]", position=0, mandatory=True, ps="Process", allow_null=True)
    begin_block = Param(BLOCK, ps="Begin")
    end_block = Param(BLOCK, ps="End")
    remaining_scripts = Param(BLOCK + "[]", remaining=True, ps="RemainingScripts")

    def begin(self) -> None:
        blocks = [b for b in [*_list(self.process_block), *_list(self.remaining_scripts)] if b is not None]
        first: object = self.begin_block
        last: object = self.end_block
        # Blocks given by position stand for begin, process..., end: Get-Help ForEach-Object -Parameter Process.
        if len(blocks) > 1 and first is None:
            first = blocks.pop(0)
        if len(blocks) > 1 and last is None:
            last = blocks.pop()
        self._blocks = [block for block in blocks if isinstance(block, ScriptBlock)]
        self._last = last
        if isinstance(first, ScriptBlock):
            run_dotted(first, self.runtime.frame, self.runtime.out)

    def process(self) -> None:
        frame, out = self.runtime.frame, self.runtime.out
        item: object = self.input_object
        for block in self._blocks:
            run_dotted(block, frame, out, item)

    def end(self) -> None:
        if isinstance(self._last, ScriptBlock):
            run_dotted(self._last, self.runtime.frame, self.runtime.out)


@CORE.cmdlet("Where-Object", aliases=("?", "where"))
class WhereObject(Cmdlet):
    """Lets the objects pass for which a block gives true."""

    input_object = Param(ANY, pipeline=True, allow_null=True)
    filter_script = Param(BLOCK, position=0, mandatory=True)

    def process(self) -> None:
        found: list[object] = []
        item: object = self.input_object
        block: object = self.filter_script
        assert isinstance(block, ScriptBlock)
        run_dotted(block, self.runtime.frame, found.append, item)
        if to_bool(found):
            self.write(item)


@CORE.cmdlet("Out-Null")
class OutNull(Cmdlet):
    """Swallows everything."""

    input_object = Param(ANY, pipeline=True, allow_null=True)


@UTILITY.cmdlet("Invoke-Expression", aliases=("iex",))
class InvokeExpression(Cmdlet):
    """Runs a text as script in the present scope."""

    command = Param("System.String", position=0, mandatory=True, pipeline=True)

    def process(self) -> None:
        try:
            block = block_from_text(self.session, to_text(self.command), self.runtime.frame.scope.module)
        except PSError as failed:
            # only a text that was to run as a whole ends the pipeline
            record = failed.record
            raise PSError(
                ErrorRecord(NetException(_PARSE, record.text), record.error_id, record.category.category)
            ) from failed
        run_dotted(block, self.runtime.frame, self.runtime.out)


@CORE.cmdlet("Set-StrictMode", default_set="Version")
class SetStrictMode(Cmdlet):
    """Sets how strict the language is."""

    version = Param("System.String", mandatory=True, sets=("Version",), aliases=("v",))
    off = Param(SWITCH, mandatory=True, sets=("Off",))

    def process(self) -> None:
        if self.off:
            self.session.strict = 0
            return
        text = to_text(self.version).lower()
        known = {"1": 1, "1.0": 1, "2": 2, "2.0": 2, "latest": 2}
        if text not in known:
            shown = f"Cannot validate argument on parameter 'Version'. The {text} version is not valid."
            invalid = "System.Management.Automation.ParameterBindingValidationException"
            raise error("ParameterArgumentValidationError", shown, "InvalidData", None, invalid)
        self.session.strict = known[text]


@UTILITY.cmdlet("Start-Sleep", aliases=("sleep",), default_set="Seconds")
class StartSleep(Cmdlet):
    """Waits in the machine's time."""

    seconds = Param(
        "System.Int32",
        position=0,
        mandatory=True,
        pipeline=True,
        by_property=True,
        sets=("Seconds",),
        validate_range=(0, 2147483),
    )
    milliseconds = Param(
        "System.Int32", mandatory=True, sets=("Milliseconds",), by_property=True, validate_range=(0, 2147483647)
    )

    def process(self) -> None:
        span = whole_number(self.seconds) if "Seconds" in self.bound else whole_number(self.milliseconds) / 1000
        self.session.events.wait(max(span, 0))
