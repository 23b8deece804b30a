"""A stand-in host: no lab behind it, commands are small Python functions, values are psrpcore's."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from psrpcore.types import (
    ErrorCategory,
    ErrorCategoryInfo,
    ErrorRecord,
    HostMethodIdentifier,
    NETException,
    PipelineHostCall,
    PipelineState,
    ProgressRecordMsg,
    PSCryptoProvider,
    PSInt64,
    PSList,
    PSSecureString,
    deserialize,
    serialize,
)

from winlab.winrm import config
from winlab.winrm.certificates import HostCertificate
from winlab.winrm.config_resource import Configuration
from winlab.winrm.connection import Limits
from winlab.winrm.endpoint import Endpoint
from winlab.winrm.host import Command, LogonRefusedError, ProcessRequest, ProgramMissingError, Proof, Sink
from winlab.winrm.listeners import Listeners
from winlab.winrm.ntlm_names import NtlmNames
from winlab.winrm.resources import Resource


class _Cipher(PSCryptoProvider):
    def __init__(self, change: Callable[[str], str]) -> None:
        self._change = change

    def encrypt(self, value: str) -> str:
        return self._change(value)

    def decrypt(self, value: str) -> str:
        return self._change(value)

    def register_key(self, key: bytes) -> None:
        raise AssertionError("the pool holds the key")


def _to_xml(value: object, encrypt: Callable[[str], str]) -> str:
    return str(ElementTree.tostring(serialize(value, _Cipher(encrypt)), encoding="unicode"))


def record(message: str) -> ErrorRecord:
    return ErrorRecord(
        Exception=NETException(Message=message),
        CategoryInfo=ErrorCategoryInfo(Category=ErrorCategory.NotSpecified),
        FullyQualifiedErrorId="StandIn",
    )


class StandInCodec:
    def encode(self, value: object, encrypt: Callable[[str], str]) -> str:
        return _to_xml(value, encrypt)

    def decode(self, xml: str, decrypt: Callable[[str], str]) -> object:
        return deserialize(ElementTree.fromstring(xml), _Cipher(decrypt))

    def argument(self, value: object) -> object:
        return value

    def encode_error(self, record: object, encrypt: Callable[[str], str]) -> str:
        return _to_xml(record, encrypt)

    def encode_state(self, state: int, reason: object | None, encrypt: Callable[[str], str]) -> str:
        message = PipelineState(PipelineState=state)
        if reason is not None:
            message.ExceptionAsErrorRecord = reason
        return _to_xml(message, encrypt)

    def encode_call(
        self, call: int, method: int, name: str, args: Sequence[object], encrypt: Callable[[str], str]
    ) -> str:
        message = PipelineHostCall(ci=call, mi=HostMethodIdentifier(method), mp=PSList(args))
        return _to_xml(message, encrypt)

    def int64(self, number: int) -> object:
        return PSInt64(number)

    def failure(self, text: str, exception: str | None = None) -> object:
        return record(text)

    def encode_progress(self, record: object) -> str:
        return _to_xml(record, str)

    def encode_event(self, event: object, encrypt: Callable[[str], str]) -> str:
        return _to_xml(event, encrypt)


@dataclass
class StandInCaller:
    account: str
    is_administrator: bool


class StandInPipeline:
    def __init__(
        self,
        variables: dict[str, object],
        commands: Sequence[Command],
        feed: Iterable[object] | None,
        sink: Sink,
    ) -> None:
        self.state = "Running"
        self.reason: object | None = None
        self.exit_code: int | None = None
        self._variables = variables
        self._commands = commands
        self._feed = feed
        self._sink = sink
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        command = self._commands[0]
        verb, _, rest = command.text.partition(" ")
        self.state = "Completed"
        sink = self._sink
        if verb == "echo":
            for _, value in command.parameters:
                sink.output(value)
            if rest:
                sink.output(rest)
        elif verb == "input":
            for item in self._feed or ():
                sink.output(item)
        elif verb == "many":
            for number in range(int(rest)):
                sink.output(f"line {number}")
        elif verb == "set":
            self._variables["x"] = rest
        elif verb == "get":
            sink.output(self._variables.get("x"))
        elif verb == "streams":
            sink.warning("a warning")
            sink.verbose("a verbose text")
            sink.debug("a debug text")
            sink.error(record("an error"))
            sink.progress(
                ProgressRecordMsg(
                    Activity="act",
                    ActivityId=1,
                    StatusDescription="going",
                    ParentActivityId=-1,
                    PercentComplete=50,
                    Type=0,
                    SecondsRemaining=-1,
                    CurrentOperation=None,
                )
            )
        elif verb == "fail":
            self.state, self.reason = "Failed", record("failed")
        elif verb == "exit":
            self.exit_code = int(rest)
        elif verb == "secret":
            sink.output(PSSecureString("hidden"))
        elif verb == "bug":
            raise RuntimeError("a mistake of ours")
        elif verb == "host":
            sink.host_call("WriteLine2", ["to the host"])
        elif verb == "sleep" and self._stop.wait(float(rest)):
            self.state, self.reason = "Stopped", record("stopped")


class StandInRunspace:
    def __init__(self) -> None:
        self.variables: dict[str, object] = {}
        self.closed = False

    def pipeline(
        self, commands: Sequence[Command], feed: Iterable[object] | None, sink: Sink, history: str | None
    ) -> StandInPipeline:
        return StandInPipeline(self.variables, commands, feed, sink)

    def interrupt(self, call: Callable[[], None]) -> None:
        raise AssertionError("stand-ins have no statements")

    def interrupts(self) -> list[Callable[[], None]]:
        return []

    def close(self) -> None:
        self.closed = True


class StandInShell:
    def close(self) -> None:
        """Nothing runs in it."""


@dataclass
class StandInHost:
    name: str = "SERVER1"
    config: config.Sections = field(default_factory=lambda: {**config.fresh()})
    codec: StandInCodec = field(default_factory=StandInCodec)
    up: bool = True
    certificate: HostCertificate | None = None
    wrong: list[str] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    logged: list[tuple[str, str, str]] = field(default_factory=list)
    runspaces: list[StandInRunspace] = field(default_factory=list)
    passwords: dict[tuple[str, str], str] = field(
        default_factory=lambda: {
            ("CORP", "ADMIN"): "Secret:1",
            ("", "ADMIN"): "Secret:1",
            ("CORP", "USER"): "secret2",
            ("CORP", "GONE"): "secret3",
        }
    )

    def is_up(self) -> bool:
        return self.up

    def identity(self, *, known: bool) -> str:
        return "OS: 5.2.3790 SP: 2.0 Stack: 2.0" if known else "OS: 0.0.0 SP: 0.0 Stack: 2.0"

    def powershell_table(self) -> Mapping[str, object]:
        return {"PSVersion": "2.0", "PSCompatibleVersions": ["1.0", "2.0"]}

    def has_powershell(self, configuration: str) -> bool:
        return configuration.lower() == "microsoft.powershell"

    def password_of(self, domain: str, user: str) -> str | None:
        return self.passwords.get((domain.upper(), user.upper()))

    def check_password(self, account: str, password: str) -> bool:
        domain, _, user = account.rpartition("\\")
        return self.password_of(domain, user) == password

    def refused(self, account: str) -> None:
        self.wrong.append(account)

    def ntlm_names(self) -> NtlmNames:
        return NtlmNames(self.name, f"{self.name.lower()}.corp.example", "CORP", "corp.example", "corp.example")

    def resource(self, caller: object, uri: str) -> Resource | None:
        return Configuration(self.config, Listeners(), str, ("127.0.0.1",), lambda listeners: None).resource(uri)

    def listeners(self) -> Mapping[str, HostCertificate | None]:
        return {"HTTP": None} if self.certificate is None else {"HTTP": None, "HTTPS": self.certificate}

    def logon(self, proof: Proof) -> StandInCaller:
        account = proof.account
        self.proofs.append(proof)
        if account.upper().endswith("GONE"):
            raise LogonRefusedError(account)
        return StandInCaller(account, account.partition("@")[0].upper().endswith("ADMIN"))

    def shell_process(self, caller: object, program: str) -> StandInShell:
        return StandInShell()

    def open_runspace(self, caller: object, shell: object, arguments: object, *, load_profile: bool) -> StandInRunspace:
        self.runspaces.append(StandInRunspace())
        return self.runspaces[-1]

    def check_process(self, caller: object, request: ProcessRequest) -> None:
        if request.skip_shell:
            raise ProgramMissingError(2)

    def run_process(self, caller: object, shell: object, request: ProcessRequest) -> int:
        verb, _, rest = request.command_line.partition(" ")
        if verb == "echo":
            request.out(rest.encode())
            return 0
        if verb == "env":
            request.out(request.environment.get(rest, "").encode())
            request.err((request.directory or "").encode())
            return 3
        if verb == "cat":
            while piece := request.read():
                request.out(piece)
            return 0
        if verb == "wait":
            while not request.stopped():
                time.sleep(0.01)
            return 5
        if verb == "bug":
            raise RuntimeError("a mistake of ours")
        if request.skip_shell:
            raise ProgramMissingError(2)
        request.err(b"unknown")
        return 1

    def executing(self) -> AbstractContextManager[None]:
        return contextlib.nullcontext()

    def flag(self) -> threading.Event:
        return threading.Event()

    def log(self, caller: str, action: str, detail: str) -> None:
        self.logged.append((caller, action, detail))


class Running:
    """An endpoint in a loop of its own thread."""

    def __init__(
        self, host: StandInHost, scratch: Path, limits: Limits | None = None, keytab: Path | None = None
    ) -> None:
        self.host = host
        self.loop = asyncio.new_event_loop()
        self.workers = ThreadPoolExecutor(8)
        self.endpoint = Endpoint(host, self.workers, scratch, limits=limits, keytab=keytab)
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.endpoint.start(), self.loop).result(5)

    @property
    def port(self) -> int:
        return self.endpoint.port

    def power(self, up: bool) -> None:
        self.host.up = up
        self.endpoint.power_changed()
        deadline = time.monotonic() + 5
        while (self.endpoint.is_open) != up and time.monotonic() < deadline:
            time.sleep(0.005)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.endpoint.stop(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()
        self.workers.shutdown(wait=False)


@contextlib.contextmanager
def running(
    host: StandInHost, scratch: Path, limits: Limits | None = None, keytab: Path | None = None
) -> Iterator[Running]:
    server = Running(host, scratch, limits, keytab)
    try:
        yield server
    finally:
        server.stop()
