"""The cmd shell: its options, signals, streams and refusals, on a host of a lab."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from xml.etree import ElementTree

import pytest
from pypsrp.exceptions import WSManFaultError
from pypsrp.shell import Process, WinRS
from pypsrp.wsman import NAMESPACES, WSMan

from winlab.windows.lab import Lab
from winlab.winrm.endpoint import Endpoint

SIGNAL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/"
CMD = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd"
BOTH = "echo out& echo err 1>&2"


@pytest.fixture
def wsman(lab: Lab, endpoint: Endpoint) -> Iterator[WSMan]:
    password = lab.machines["SRV1"].users.password_of("CORP\\admin")
    with WSMan(
        "127.0.0.1", port=endpoint.port, ssl=False, auth="ntlm", username="CORP\\admin", password=password,
        operation_timeout=5, read_timeout=15,
    ) as made:  # fmt: skip
        yield made


@pytest.fixture
def shell(wsman: WSMan) -> Iterator[WinRS]:
    with WinRS(wsman) as made:
        yield made


def ran(shell: WinRS, *words: str, no_shell: bool = False) -> tuple[int | None, bytes, bytes]:
    process = Process(shell, words[0], list(words[1:]), no_shell=no_shell)
    process.invoke()
    process.signal(f"{SIGNAL}Terminate")
    return process.rc, process.stdout, process.stderr


def refused(call: Callable[[], object]) -> tuple[int | None, str | None]:
    with pytest.raises(WSManFaultError) as caught:
        call()
    return caught.value.code, caught.value.provider


def test_a_shell_has_a_folder_variables_and_a_code_page(wsman: WSMan) -> None:
    with WinRS(wsman, working_directory="C:\\WINDOWS", environment={"A": "b c"}, codepage=850) as shell:
        assert ran(shell, "cd & echo %A%& chcp")[1] == b"C:\\WINDOWS\r\nb c\r\nActive code page: 850\r\n"


def test_an_empty_command_does_nothing(shell: WinRS) -> None:
    assert ran(shell, "") == (0, b"", b"")


def test_without_cmd_a_program_needs_its_path_and_ending(shell: WinRS) -> None:
    assert ran(shell, "C:\\WINDOWS\\system32\\hostname.exe", no_shell=True) == (0, b"srv1\r\n", b"")
    assert ran(shell, "hostname.exe", no_shell=True)[1] == b"srv1\r\n", "it is where the shell's process is"
    for name in ("hostname", "powershell.exe", "dir", "C:\\WINDOWS\\system32\\hostname"):
        assert refused(partial(ran, shell, name, no_shell=True)) == (2147942402, "Shell cmd plugin")


def test_a_folder_or_a_code_page_that_there_is_not_is_told(wsman: WSMan) -> None:
    with WinRS(wsman, working_directory="C:\\nowhere") as shell:
        assert refused(lambda: ran(shell, "cd")) == (2147942667, "Shell cmd plugin")
    assert refused(WinRS(wsman, codepage=9999).open) == (2150859072, "Shell cmd plugin")


@pytest.mark.parametrize("code", ["ctrl_c", "ctrl_break"])
def test_an_interrupted_command_tells_so_by_its_exit_code(shell: WinRS, code: str) -> None:
    process = Process(shell, "ping", ["-n", "100000", "127.0.0.1"])
    process.begin_invoke()
    process.poll_invoke()
    process.signal(SIGNAL + code)
    process.end_invoke()
    assert process.rc == -1073741510
    assert process.stdout.startswith(b"\r\nPinging 127.0.0.1")


def test_a_terminated_command_is_gone_and_other_signals_are_refused(shell: WinRS) -> None:
    process = Process(shell, "more", [])
    process.begin_invoke()
    assert refused(lambda: process.signal(f"{SIGNAL}ctrl_x")) == (87, "Shell cmd plugin")
    process.signal(f"{SIGNAL}Terminate")
    assert refused(process.poll_invoke) == (2150858843, None)


def test_input_comes_in_pieces_and_what_comes_after_its_end_is_dropped(shell: WinRS) -> None:
    process = Process(shell, "sort", [])
    process.begin_invoke()
    process.send(b"c\r\nb", end=False)
    process.send(b"\r\n", end=True)
    process.send(b"a\r\n", end=True)
    process.end_invoke()
    assert (process.rc, process.stdout) == (0, b"b\r\nc\r\n")


def received(wsman: WSMan, shell: WinRS, process: Process, streams: str) -> dict[str | None, str | None]:
    body = ElementTree.Element(f"{{{NAMESPACES['rsp']}}}Receive")
    ElementTree.SubElement(body, f"{{{NAMESPACES['rsp']}}}DesiredStream", CommandId=str(process.id)).text = streams
    answer = wsman.receive(CMD, body, selector_set=shell._selector_set)
    return {each.get("Name"): each.text for each in answer.iter() if each.tag.endswith("}Stream") and each.text}


def test_only_the_desired_streams_are_received_and_the_others_wait(wsman: WSMan, shell: WinRS) -> None:
    process = Process(shell, BOTH, [])
    process.begin_invoke()
    time.sleep(0.3)
    assert set(received(wsman, shell, process, "stderr")) == {"stderr"}
    assert set(received(wsman, shell, process, "stdout")) == {"stdout"}
    assert refused(lambda: received(wsman, shell, process, "stdwhat")) == (87, "Shell cmd plugin")


def test_a_command_that_says_nothing_times_out_and_goes_on(shell: WinRS) -> None:
    process = Process(shell, "more", [])
    process.begin_invoke()
    process.poll_invoke(1)
    process.send(b"x\r\n", end=True)
    process.end_invoke()
    assert (process.rc, process.stdout.strip()) == (0, b"x")


def test_a_shell_lives_no_longer_than_it_asked_for(wsman: WSMan, endpoint: Endpoint) -> None:
    shell = WinRS(wsman, lifetime=1)
    shell.open()
    time.sleep(1.1)
    endpoint.service.sweep()
    assert refused(lambda: ran(shell, "cd")) == (2150858843, None)


def test_nobody_uses_another_one_s_shell(lab: Lab, endpoint: Endpoint, shell: WinRS) -> None:
    password = lab.machines["SRV1"].users.password_of("CORP\\victim")
    with WSMan(
        "127.0.0.1", port=endpoint.port, ssl=False, auth="ntlm", username="CORP\\victim", password=password
    ) as other:
        stolen = WinRS(other)
        stolen._selector_set = shell._selector_set
        assert refused(lambda: ran(stolen, "cd")) == (2150858843, None)
    assert ran(shell, "echo mine")[1] == b"mine\r\n"
