"""The cmd shell (WinRS): commands with standard streams and an exit code.

Source: MS-WSMV 3.1.4.10 to 3.1.4.14, https://learn.microsoft.com/openspecs/windows_protocols/ms-wsmv/.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from winlab.windows.changes import collecting, short
from winlab.windows.consoles import codec_of
from winlab.winrm import fault_kinds as kinds
from winlab.winrm import faults, names, threads
from winlab.winrm.backlog import Backlog
from winlab.winrm.delivery import Delivery
from winlab.winrm.host import Caller, Host, ProcessRequest, ProgramMissingError
from winlab.winrm.mailbox import Flag, Mailbox
from winlab.winrm.shells import NO_PROFILE, Received, Shell, ShellInfo, is_true, new_id

CONTROL_C_EXIT = 0xC000013A - (1 << 32)
_LOG = logging.getLogger(__name__)
_SKIP_SHELL = "WINRS_SKIP_CMD_SHELL"


class _Process:
    """One command of the shell."""

    def __init__(self, changed: Callable[[], None], new_flag: Callable[[], Flag]) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._output: list[tuple[str, bytes]] = []
        self._backlog = Backlog(new_flag())
        self._input: Mailbox[bytes] = Mailbox(new_flag())
        self._input_ended = False
        self.exit_code: int | None = None
        self.delivery = Delivery()
        self.stopped = threading.Event()
        self.request: ProcessRequest | None = None
        self.failure: faults.WsmanFaultError | None = None

    def write(self, stream: str, data: bytes) -> None:
        if data:
            with self._lock:
                self._output.append((stream, data))
            full = self._backlog.add(len(data))
            self._changed()
            if full:
                self._backlog.wait()

    def read(self) -> bytes:
        if self._input_ended:
            return b""
        piece = self._input.get()
        if not piece:
            self._input_ended = True
        return piece

    def put_input(self, data: bytes, end: bool) -> None:
        if data:
            self._input.put(data)
        if end:
            self._input.put(b"")

    def take(self, budget: int, streams: frozenset[str]) -> tuple[list[tuple[str, bytes]], bool]:
        """Output of some streams, at most ``budget`` bytes, and whether more is left."""
        pieces: list[tuple[str, bytes]] = []
        with self._lock:
            mine = [piece for piece in self._output if piece[0] in streams]
            others = [piece for piece in self._output if piece[0] not in streams]
            while mine and budget > 0:
                stream, data = mine.pop(0)
                part, rest = data[:budget], data[budget:]
                if rest:
                    mine.insert(0, (stream, rest))
                budget -= len(part)
                self._backlog.taken(len(part))
                if pieces and pieces[-1][0] == stream:
                    pieces[-1] = (stream, pieces[-1][1] + part)
                else:
                    pieces.append((stream, part))
            self._output = [*mine, *others]
            return pieces, bool(mine)

    def finish(self, exit_code: int) -> None:
        self.exit_code = exit_code
        self._changed()

    def stop(self) -> None:
        self.stopped.set()
        self._backlog.release()
        self._input.put(b"")
        for hook in list(self.request.on_stop) if self.request else ():
            hook()


class WinrsShell(Shell):
    """A cmd shell.

    Args:
        create: the ``rsp:Shell`` element of the Create request.
        options: the request's options (``WINRS_CODEPAGE``, ``WINRS_NOPROFILE``).
    """

    def __init__(
        self, info: ShellInfo, caller: Caller, host: Host, create: Element, options: Mapping[str, str]
    ) -> None:
        super().__init__(info, caller)
        self._host = host
        self._directory = create.findtext(f"{{{names.SHELL}}}WorkingDirectory") or None
        self._environment = {
            item.get("Name", ""): item.text or ""
            for item in create.iterfind(f"{{{names.SHELL}}}Environment/{{{names.SHELL}}}Variable")
        }
        self._load_profile = not is_true(options, NO_PROFILE)
        codepage = options.get("WINRS_CODEPAGE", "437")
        if not codepage.isdigit():
            raise faults.WsmanFaultError(kinds.INVALID_OPTIONS)
        if codec_of(int(codepage)) is None:
            raise faults.WsmanFaultError(kinds.CODE_PAGE, provider=self.provider)
        self._codepage = int(codepage)
        self._processes: dict[str, _Process] = {}
        self._started = 0
        self._shell = host.shell_process(caller, "winrshost.exe")
        # Terminated commands: clients delete the shell right afterwards, and that too must still find the host up.
        self._ended: list[Delivery] = []

    @property
    def command_count(self) -> int:
        """All commands of the shell: a terminated one is an operation still (MS-WSMV appendix, 3.1.4.12)."""
        return self._started

    def command(self, line: Element, options: Mapping[str, str]) -> str:
        """Starts ``Command`` with its ``Arguments`` joined by blanks."""
        command = line.findtext(f"{{{names.SHELL}}}Command") or ""
        arguments = [item.text or "" for item in line.iterfind(f"{{{names.SHELL}}}Arguments")]
        process = _Process(self.changed.notify, self._host.flag)
        process.request = ProcessRequest(
            command_line=" ".join([command, *arguments]),
            skip_shell=options.get(_SKIP_SHELL, "").upper() == "TRUE",
            directory=self._directory,
            environment=self._environment,
            codepage=self._codepage,
            read=process.read,
            out=lambda data: process.write("stdout", data),
            err=lambda data: process.write("stderr", data),
            stopped=process.stopped.is_set,
            load_profile=self._load_profile,
        )
        try:
            self._host.check_process(self.caller, process.request)
        except ProgramMissingError as error:
            raise self._not_started(error.code) from error
        command_id = new_id()
        self._processes[command_id] = process
        self._started += 1
        # The program alone: arguments may hold secrets.
        program = (process.request.command_line.split() or [""])[0]
        self._host.log(self.caller.account, "command", f"{short(command_id)} {program}")
        threads.start(f"winrs-{command_id}", lambda: self._run(process, command_id))
        return command_id

    def _run(self, process: _Process, command_id: str) -> None:
        with self._host.executing(), collecting(self._host.name) as changes:
            try:
                self._execute(process)
            finally:
                if told := changes.take():
                    self._host.log(self.caller.account, "changed", f"{short(command_id)} {told}")

    def _execute(self, process: _Process) -> None:
        assert process.request is not None
        exit_code = 1
        try:
            exit_code = self._host.run_process(self.caller, self._shell, process.request)
            if process.stopped.is_set():
                exit_code = CONTROL_C_EXIT
        except ProgramMissingError as error:
            process.failure = self._not_started(error.code)
        except Exception as error:  # a client must never wait for a command that died of our mistakes
            _LOG.exception("command %s", process.request.command_line.split(" ")[0])
            process.write("stderr", f"winlab: internal error: {type(error).__name__}: {error}\r\n".encode())
        finally:
            process.finish(exit_code)
            process.delivery.hold()

    def _not_started(self, code: int) -> faults.WsmanFaultError:
        kind = {267: kinds.INVALID_FOLDER, 1816: kinds.NOT_ENOUGH_QUOTA}.get(code, kinds.FILE_NOT_FOUND)
        return faults.WsmanFaultError(kind, provider=self.provider)

    def send(self, command_id: str | None, stream: str, data: bytes, end: bool) -> None:
        """Standard input of a command."""
        self._process(command_id).put_input(data, end)

    def receive(self, command_id: str | None, budget: int, streams: frozenset[str]) -> Received | None:
        """Standard output and error of a command, and its exit code at the end."""
        process = self._process(command_id)
        exit_code = process.exit_code
        if process.failure is not None:
            raise process.failure
        pieces, more = process.take(budget, streams)
        done = exit_code is not None and not more
        if not pieces and not done:
            return None
        ended = tuple(name for name in ("stdout", "stderr") if name in streams) if done else ()
        if done:
            process.delivery.fetched()
        return Received(tuple(pieces), ended, done, exit_code if done else None)

    def is_running(self, command_id: str | None) -> bool:
        """Whether the command still runs."""
        process = self._processes.get((command_id or "").upper())
        return process is not None and process.exit_code is None

    def signal(self, command_id: str | None, code: str) -> None:
        """Terminates or interrupts a command."""
        process = self._process(command_id)
        if code.lower().rpartition("/")[2] not in ("terminate", "ctrl_c", "ctrl_break"):
            raise faults.WsmanFaultError(kinds.INVALID_PARAMETER, provider=self.provider)
        process.stop()
        if code.lower().endswith("/terminate"):
            self._ended.append(process.delivery)
            self._processes.pop((command_id or "").upper(), None)

    def close(self) -> None:
        """Ends all commands."""
        if self.closed:
            return
        self.closed = True
        processes, self._processes = list(self._processes.values()), {}
        for process in processes:
            process.stop()
            process.delivery.closed()
        for delivery in self._ended:
            delivery.closed()
        self._shell.close()
        self.changed.notify()

    def _process(self, command_id: str | None) -> _Process:
        if not command_id:
            raise faults.WsmanFaultError(kinds.INVALID_PARAMETER, provider=self.provider)
        process = self._processes.get(command_id.upper())
        if process is None:
            raise faults.command_not_found()
        return process
