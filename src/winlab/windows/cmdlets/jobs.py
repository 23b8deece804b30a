"""Start-, Get-, Receive-, Wait-, Stop- and Remove-Job.

Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/start-job and its siblings (2.0).
"""

from __future__ import annotations

from collections.abc import Callable

from winlab.powershell.blocks import ScriptBlock
from winlab.powershell.cmdlets.tables import ANY, BLOCK, STRINGS, as_list
from winlab.powershell.declare import SWITCH, Cmdlet, CmdletTable, Param
from winlab.powershell.errors import ErrorRecord, NotEmulated, error
from winlab.powershell.paths import locate
from winlab.powershell.patterns import has_wildcards, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import unwrap
from winlab.windows.extension import register_extension
from winlab.windows.scriptjobs import NAMESPACE, ChildJob, Jobs, ScriptJob
from winlab.windows.session import host_of

TABLE = CmdletTable("Microsoft.PowerShell.Core")
register_extension(cmdlets=TABLE)
_ARGUMENT = "System.Management.Automation.PSArgumentException"
_UNFINISHED = "JobObjectNotFinishedCannotBeRemoved"  # UNVERIFIED
_JOBS = f"{NAMESPACE}Job[]"
_STATES = ("NotStarted", "Running", "Completed", "Failed", "Stopped", "Blocked")


@TABLE.cmdlet("Start-Job", aliases=("sajb",), default_set="ComputerName", output=f"{NAMESPACE}PSRemotingJob")
class StartJob(Cmdlet):
    """Starts a block or a script file in a process of its own."""

    script_block = Param(BLOCK, position=0, mandatory=True, aliases=("Command",), sets=("ComputerName",))
    file_path = Param("System.String", position=0, mandatory=True, aliases=("PSPath",), sets=("FilePathComputerName",))
    initialization_script = Param(BLOCK, position=1)
    argument_list = Param("System.Object[]", aliases=("Args",))
    input_object = Param(ANY, pipeline=True)
    name = Param("System.String", by_property=True)
    credential = Param("System.Management.Automation.PSCredential")
    authentication = Param("System.String")
    run_as32 = Param(SWITCH, ps="RunAs32")

    def begin(self) -> None:
        self._input: list[object] = []

    def process(self) -> None:
        if "InputObject" in self.bound:
            self._input.append(self.input_object)

    def end(self) -> None:
        if self.credential is not None:
            raise NotEmulated("Start-Job -Credential")
        name = "" if self.name is None else to_text(self.name)
        job = Jobs.of(self.session).add(lambda number: ScriptJob(self.session, number, name, self._text()))
        given = self._input if "InputObject" in self.bound else None
        job.begin(_block_text(self.initialization_script), as_list(self.argument_list), given)
        self.write(job)

    def _text(self) -> str:
        if "FilePath" not in self.bound:
            return _block_text(self.script_block)
        place = locate(self.session, to_text(self.file_path))
        return "\n".join(to_text(line) for line in place.provider.read_content(self.session, place.path))


def _block_text(value: object) -> str:
    block: object = unwrap(value)
    return block.net_string() if isinstance(block, ScriptBlock) else ""


class _Choosing(Cmdlet):
    """The jobs that are meant: by id, name, state, or as objects."""

    id = Param("System.Int32[]", position=0, mandatory=True, by_property=True, sets=("SessionIdParameterSet",))
    instance_id = Param("System.Guid[]", position=0, mandatory=True, by_property=True, sets=("InstanceIdParameterSet",))
    name = Param(STRINGS, mandatory=True, by_property=True, sets=("NameParameterSet",))
    state = Param("System.String", mandatory=True, sets=("StateParameterSet",), validate_set=_STATES)
    job = Param(_JOBS, position=0, mandatory=True, pipeline=True, sets=("JobParameterSet",))

    def chosen(self) -> list[ScriptJob]:
        """Them; what does not exist is reported."""
        known = Jobs.of(self.session).known
        if "Job" in self.bound:
            given = map(unwrap, as_list(self.job))
            return [each.job for each in given if isinstance(each, (ScriptJob, ChildJob))]
        if "Id" in self.bound:
            return [job for each in as_list(self.id) for job in self._numbered(int(to_text(each)))]
        if "InstanceId" in self.bound:
            wanted = {to_text(each).lower() for each in as_list(self.instance_id)}
            return [job for job in known if str(job.run_id) in wanted]
        if "State" in self.bound:
            return [job for job in known if job.status.lower() == to_text(self.state).lower()]
        return [job for each in as_list(self.name) for job in self._named(to_text(each))]

    def _numbered(self, number: int) -> list[ScriptJob]:
        return self._found(number, "id", lambda job: job.number == number)

    def _named(self, name: str) -> list[ScriptJob]:
        pattern = wildcard(name)
        if has_wildcards(name):
            return [job for job in Jobs.of(self.session).known if pattern.fullmatch(job.title)]
        return self._found(name, "name", lambda job: pattern.fullmatch(job.title))

    def _found(self, asked: object, what: str, fits: Callable[[ScriptJob], bool]) -> list[ScriptJob]:
        found = [job for job in Jobs.of(self.session).known if fits(job)]
        if not found:
            self.error(_missing(what, asked))
        return found


def _missing(what: str, asked: object) -> ErrorRecord:
    message = (
        f"The command cannot find the job with {what} '{to_text(asked)}'. Verify the value and then try the command "
        "again."
    )
    error_id = "JobWithSpecifiedSessionNotFound" if what == "id" else "JobWithSpecifiedNameNotFound"
    return error(error_id, message, "ObjectNotFound", asked, _ARGUMENT).record


@TABLE.cmdlet("Get-Job", aliases=("gjb",), default_set="SessionIdParameterSet", output=f"{NAMESPACE}PSRemotingJob")
class GetJob(_Choosing):
    """The jobs of this session."""

    id = Param("System.Int32[]", position=0, by_property=True, sets=("SessionIdParameterSet",))
    command = Param(STRINGS, sets=("CommandParameterSet",))
    job = Param(_JOBS, sets=("JobParameterSet",))

    def process(self) -> None:
        known = Jobs.of(self.session).known
        if "Command" in self.bound:
            patterns = [wildcard(to_text(each)) for each in as_list(self.command)]
            self.write_all(job for job in known if any(pattern.fullmatch(job.text) for pattern in patterns))
        elif {"Id", "InstanceId", "Name", "State"} & self.bound:
            self.write_all(self.chosen())
        else:
            self.write_all(known)


@TABLE.cmdlet("Receive-Job", aliases=("rcjb",), default_set="LocationParameterSet")
class ReceiveJob(_Choosing):
    """Gives out what jobs have written since they were asked last."""

    job = Param(_JOBS, position=0, mandatory=True, pipeline=True, by_property=True, sets=("LocationParameterSet",))
    location = Param(STRINGS, position=1, sets=("LocationParameterSet",))
    keep = Param(SWITCH)
    no_recurse = Param(SWITCH)

    def process(self) -> None:
        for job in self.chosen():
            items = list(job.items)
            if not self.keep:
                del job.items[: len(items)]
            for stream, arguments in items:
                if stream == "host":
                    self._show(to_text(arguments[0]), arguments[1:])
                else:
                    getattr(self, stream)(*arguments)

    def _show(self, method: str, arguments: tuple[object, ...]) -> None:
        if self.session.sink is not None:
            self.session.sink.host_call(method, list(arguments))


def _number(job: ScriptJob) -> int:
    return job.number


@TABLE.cmdlet("Wait-Job", aliases=("wjb",), default_set="SessionIdParameterSet", output=f"{NAMESPACE}PSRemotingJob")
class WaitJob(_Choosing):
    """Waits until jobs have ended, all or (-Any) one of them."""

    any = Param(SWITCH)
    timeout = Param("System.Int32", aliases=("TimeoutSec",), default=-1)

    def begin(self) -> None:
        self._waiting: list[ScriptJob] = []

    def process(self) -> None:
        self._waiting += self.chosen()

    def end(self) -> None:
        host = host_of(self.session)
        clock = host.machine.clock
        limit = int(to_text(self.timeout))
        until = None if limit < 0 else clock.seconds() + limit
        while not self._is_over() and not host.interrupt.is_set():
            rest = None if until is None else until - clock.seconds()
            if rest is not None and rest <= 0:
                break
            running = next(job for job in self._waiting if not job.is_finished)
            # With -Any each is looked at for a moment in turn.
            pause = 0.5 if self.any and len(self._waiting) > 1 else rest
            running.finished.wait(pause if rest is None or pause is None else min(pause, rest), unless=host.interrupt)
            self._waiting.append(self._waiting.pop(0))
        ended = sorted((job for job in self._waiting if job.is_finished), key=_number)
        self.write_all(ended[:1] if self.any else ended)

    def _is_over(self) -> bool:
        ended = [job.is_finished for job in self._waiting]
        return (any(ended) if self.any else all(ended)) or not ended


@TABLE.cmdlet("Stop-Job", aliases=("spjb",), default_set="SessionIdParameterSet", supports_should_process=True)
class StopJob(_Choosing):
    """Stops jobs."""

    pass_thru = Param(SWITCH)

    def process(self) -> None:
        for job in self.chosen():
            if self.should_process(job.title):
                job.stop()
            if self.pass_thru:
                self.write(job)


@TABLE.cmdlet("Remove-Job", aliases=("rjb",), default_set="SessionIdParameterSet", supports_should_process=True)
class RemoveJob(_Choosing):
    """Forgets jobs; running ones with -Force only, which stops them."""

    force = Param(SWITCH, aliases=("F",))

    def process(self) -> None:
        jobs = Jobs.of(self.session)
        for job in self.chosen():
            if not self.should_process(job.title):
                continue
            if not job.is_finished and not self.force:
                message = (
                    f"The command cannot remove the job with the session identifier {job.number} because the job is "
                    "not finished. To remove the job, first stop the job, or use the Force parameter."
                )
                record = error(
                    "JobObjectNotFinishedCannotBeRemoved", message, "InvalidOperation", job, _ARGUMENT
                ).record
                self.error(record)
                continue
            job.stop()
            if job in jobs.known:
                jobs.known.remove(job)
