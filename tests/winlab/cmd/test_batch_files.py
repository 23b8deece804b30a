from __future__ import annotations

import pytest

from .memory import Console

FILES = [
    ("@echo off\necho one\necho two\n", "", "one\ntwo\n", 0),
    ("@echo off\necho %1 %2 %~3 %0\n", 'a "b c" "d e"', 'a "b c" d e C:\\Work\\t.cmd\n', 0),
    ("@echo off\necho %*\n", "x y z", "x y z\n", 0),
    ("@echo off\necho %~n0 %~dp0\n", "", "t C:\\Work\\\n", 0),
    ("@echo off\necho %unknown%100%%\n", "", "100%\n", 0),
    ("@echo off\ngoto end\necho no\n:end\necho yes\n", "", "yes\n", 0),
    ("@echo off\nset N=0\n:loop\nset /a N+=1\nif %N% LSS 3 goto loop\necho %N%\n", "", "3\n", 0),
    ("@echo off\ngoto :eof\necho no\n", "", "", 0),
    (
        "@echo off\ncall :sub a\necho back %ERRORLEVEL%\ngoto :eof\n:sub\necho in %1\nexit /b 5\n",
        "",
        "in a\nback 5\n",
        5,
    ),
    ("@echo off\nexit /b 9\necho no\n", "", "", 9),
    ("@echo off\nexit 8\n", "", "", 8),
    ("@echo off\nif 1==1 (\n  echo a\n  echo b\n) else (\n  echo c\n)\n", "", "a\nb\n", 0),
    ("@echo off\nfor %%i in (x y) do (\n  echo %%i\n)\n", "", "x\ny\n", 0),
    ("@echo off\nset X=1\nif 1==1 (\n set X=2\n echo %X%\n)\necho %X%\n", "", "1\n2\n", 0),
    (
        "@echo off\nsetlocal enabledelayedexpansion\nset X=1\nif 1==1 (\n set X=2\n echo !X!\n)\n",
        "",
        "2\n",
        0,
    ),
    ("@echo off\nsetlocal\nset NAME=inner\nendlocal\necho %NAME%\n", "", "value\n", 0),
    ("@echo off\nshift\necho %1\n", "a b", "b\n", 0),
    ("@echo off\necho one ^\ntwo\n", "", "one two\n", 0),
    ("@echo off\nrem comment\n:: comment\necho done\n", "", "done\n", 0),
    ("@echo off\ncall args x\necho %ERRORLEVEL%\n", "", "[x]\n0\n", 0),
    ("@echo off\nfail 4\nif errorlevel 4 exit /b %ERRORLEVEL%\n", "", "", 4),
    ("@echo off\ngoto nowhere\necho no\n", "", "", 1),
    ("echo shown\n", "", "\nC:\\Work>echo shown\nshown\n", 0),
]


@pytest.mark.parametrize(("text", "arguments", "output", "code"), FILES)
def test_a_batch_file_runs_as_in_cmd(text: str, arguments: str, output: str, code: int) -> None:
    console = Console()
    console.file("t.cmd", text)
    assert console.run(f"t.cmd {arguments}") == code, console.err
    assert console.out.replace("\r\n", "\n") == output


def test_a_batch_file_that_is_called_comes_back_and_one_that_is_not_does_not() -> None:
    console = Console()
    console.file("inner.cmd", "@echo inner\n")
    console.file("outer.cmd", "@echo off\ncall inner\necho between\ninner\necho never\n")
    console.run("outer")
    assert console.out == "inner\r\nbetween\r\ninner\r\n"


def test_the_task_wrapper_of_an_installer_leaves_output_and_exit_code_in_files() -> None:
    console = Console()
    console.file("real.cmd", "@echo off\necho working\nfail 3\nexit /b %ERRORLEVEL%\n")
    console.file(
        "x.cmd",
        "@echo off\ncall C:\\Work\\real.cmd > C:\\Work\\x.out 2>&1\n"
        "echo %ERRORLEVEL%> C:\\Work\\x.rc.tmp\nmove /y C:\\Work\\x.rc.tmp C:\\Work\\x.rc >nul\n",
    )
    assert console.run("C:\\Work\\x.cmd") == 0
    assert console.text("x.out") == "working\nfailed\n"
    # ``3>`` would be a handle: the digit is the exit code only behind a blank or more digits.
    assert console.system.disk.is_file("C:\\Work\\x.rc")


def test_endless_recursion_ends() -> None:
    console = Console()
    console.file("t.cmd", "@call t.cmd\n")
    with pytest.raises(Exception, match="nested"):
        console.run("t.cmd")
