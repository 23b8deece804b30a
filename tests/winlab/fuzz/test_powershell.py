from __future__ import annotations

import pytest

from winlab.powershell.clixml.model import EngineModel
from winlab.powershell.runspace import CommandSpec, Runspace
from winlab.windows.session import host_of, secure_string
from winlab.winrm.codec import EngineCodec

from .hosts import Hosts
from .mutations import damaged
from .powershell_source import programs, recorded
from .sweeps import Sweep, blames_winlab

CODEC = EngineCodec(EngineModel(), secure_string)
PATIENCE = 1.0
"""Seconds until a script that may run for ever is stopped."""


class Sink:
    """Sends everything as the wire does."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.count = 0

    def _room(self) -> bool:
        self.count += 1
        return self.count < 2000

    def output(self, value: object) -> None:
        if self._room():
            self.texts.append(CODEC.encode(value, str))

    def error(self, record: object) -> None:
        if self._room():
            self.texts.append(CODEC.encode_error(record, str))

    def warning(self, text: str) -> None:
        self.texts.append(str(text))

    verbose = debug = warning

    def progress(self, record: object) -> None:
        CODEC.encode_progress(record)

    def host_call(self, method: str, args: object) -> object:
        return None


def run(hosts: Hosts, runspace: Runspace, script: str) -> None:
    sink = Sink()
    text = "".join(char for char in script if not 0xD800 <= ord(char) < 0xE000)
    pipeline = runspace.pipeline([CommandSpec(text)], None, sink)

    def stop() -> None:
        pipeline.stop()
        host_of(runspace.session).stop()

    hosts.run(pipeline.run, stop, PATIENCE)
    assert pipeline.state in ("Completed", "Failed", "Stopped"), script
    if pipeline.reason is not None:
        sink.texts.append(CODEC.encode_error(pipeline.reason, str))
    for told in sink.texts:
        assert not blames_winlab(told), (script, told)


@pytest.mark.slow
def test_programs_of_a_grammar_end_in_answers_or_errors_of_powershell(hosts: Hosts, sweep: Sweep) -> None:
    sweep(1500, programs(), lambda script: run(hosts, hosts.session(), script))


@pytest.mark.slow
def test_damaged_scripts_of_the_corpus_end_in_answers_or_errors_of_powershell(hosts: Hosts, sweep: Sweep) -> None:
    sweep(2000, damaged(recorded()), lambda script: run(hosts, hosts.session(), script))
