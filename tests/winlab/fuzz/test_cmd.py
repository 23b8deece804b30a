from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from winlab.windows import programs
from winlab.windows.consoles import Console, ConsoleStreams
from winlab.windows.errors import FileError, ProcessKilled
from winlab.windows.processes import Process

from .hosts import Hosts
from .mutations import damaged
from .sweeps import Sweep, blames_winlab

CMD = "C:\\WINDOWS\\system32\\cmd.exe"
LINES = [
    "echo %PATH% & ver", "if exist C:\\boot.ini (echo a) else (echo b)", "for %i in (a b c) do @echo %i",
    "for /l %i in (1,1,5) do echo %i", "for /f \"tokens=1,2 delims=,\" %a in (\"1,2\") do echo %b-%a",
    "dir C:\\ /s /b",
    "type C:\\boot.ini | find \"boot\"", "echo x>C:\\fz.txt && type C:\\fz.txt & del C:\\fz.txt", "set /a 1+2*3",
    "set x=1",
    "echo %x:~0,3% %x:a=b%", "cd C:\\WINDOWS & cd", "pushd C:\\ & popd", "call :nowhere", "goto end", "exit /b 3",
    "(echo a & echo b) 2>&1 | sort", "mkdir C:\\fz\\a & rmdir /s /q C:\\fz", "copy C:\\boot.ini C:\\fz.bak",
    "ren C:\\fz.bak fz2.bak", "attrib +r C:\\fz2.bak", "if not \"%1\"==\"\" echo y", "if 1 lss 2 echo less",
    "cmd /c echo a",
    "echo a ^& b ^> c", "echo \"a & b\"", "net user", "net start w32time", "sc query w32time",
    "reg query HKLM\\SOFTWARE",
    "tasklist", "ipconfig /all", "hostname", "systeminfo", "wmic os get caption", "schtasks /query",
    "netsh interface show",
    "findstr /i a C:\\boot.ini", "xcopy C:\\fz C:\\fy /e", "more < C:\\boot.ini", "where cmd", "whoami", "title x",
    "cls",
    "shutdown /a", "cacls C:\\boot.ini", "fc a b", "comp a b", "tree C:\\", "subst x: C:\\", "assoc .txt", "ftype",
    "date /t",
    "powershell -Command 1+1", "cscript //nologo x.vbs", "rem x", "start notepad",
    "setlocal enabledelayedexpansion & echo !x!",
    "ping -n 1 127.0.0.1", "timeout 1", "sysocmgr /?", "msiexec /?", "at", "net share",
    "net localgroup Administrators",
]  # fmt: skip
ODD = ("&", "&&", "||", "|", ">", ">>", "<", "2>&1", "^", "%", "%%", "!", "(", ")", '"', "@", ":", "/?", "*", "\\",
    "%~dp0",
       "%i", "/f", "/l", "\0", "é", "nul", " ", "\t", ",", ";", "=", "%x:~-1,9999999999%", "1>2>3", "if", "for",
       "do")  # fmt: skip


def lines() -> SearchStrategy[str]:
    return damaged(LINES, ODD) | st.lists(st.sampled_from(LINES + list(ODD)), min_size=1, max_size=5).map(" ".join)


@pytest.mark.slow
def test_command_lines_end_with_an_exit_code(hosts: Hosts, sweep: Sweep) -> None:
    machine = hosts.target
    logon = machine.users.logon("Administrator", "interactive")

    def run(line: str) -> None:
        told: list[str] = []
        size = 0

        def write(text: str) -> None:
            nonlocal size
            size += len(text)
            if size < 100_000:
                told.append(text)

        streams = ConsoleStreams(write, write, lambda: "", Console(437, piped=True))
        shells: list[Process] = []

        def work() -> None:
            shell = machine.processes.start("winrshost.exe", "winrshost.exe", "winrshost.exe", logon)
            shells.append(shell)
            try:
                programs.start(machine, CMD, f'/c "{line}"', logon, streams, parent=shell, wait=True)
            except FileError as refused:
                told.append(refused.text)
            except ProcessKilled:
                pass

        def stop() -> None:
            machine.processes.kill(shells[0].pid)

        hosts.run(work, stop, 2.0)
        assert not blames_winlab("".join(told)), (line, "".join(told)[-500:])

    sweep(1400, lines(), run)
