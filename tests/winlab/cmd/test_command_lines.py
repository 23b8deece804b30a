from __future__ import annotations

import pytest

from .memory import Console

LINES = [
    ("echo hello", "hello\n", 0),
    ("echo.", "\n", 0),
    ("echo.text", "text\n", 0),
    ("@echo quiet", "quiet\n", 0),
    ("ECHO  two  blanks ", " two  blanks \n", 0),
    ('echo "a & b"', '"a & b"\n', 0),
    ("echo a ^& b ^^ ^> c", "a & b ^ > c\n", 0),
    ("echo %NAME% %name% %nothing%", "value value %nothing%\n", 0),
    ("echo %NAME:~1,3% %NAME:~-2% %NAME:a=o%", "alu ue volue\n", 0),
    ("echo one& echo two", "one\ntwo\n", 0),
    ("echo one&& echo two", "one\ntwo\n", 0),
    ("fail 3 && echo no", "", 3),
    ("fail 3 || echo yes", "yes\n", 3),
    ("fail || echo a && echo b", "a \nb\n", 1),
    ("(echo a & echo b)", "a \nb\n", 0),
    ("exit 7", "", 7),
    ("exit /b 4", "", 4),
    ("fail 5", "", 5),
    ("cmd-that-is-missing", "", 1),
    ("cmd-that-is-missing & call echo %^ERRORLEVEL%", "9009\n", 1),
    ('args a "b c" d=e', '[a "b c" d=e]\n', 0),
    ("args/x", "[/x]\n", 0),
    ("if exist C:\\Windows (echo yes) else (echo no)", "yes\n", 0),
    ("if not exist C:\\nothing echo none", "none\n", 0),
    ("if exist C:\\Windows\\*.exe echo some", "some\n", 0),
    ('if "%NAME%"=="value" (echo same) else echo other', "same\n", 0),
    ("if /i VALUE==%NAME% echo same", "same\n", 0),
    ("if VALUE==%NAME% echo same", "", 0),
    ("if 10 GTR 9 echo more", "more\n", 0),
    ("if defined NAME echo defined", "defined\n", 0),
    ("fail 2 & if errorlevel 2 echo two or more", "two or more\n", 2),
    ("if 1==2 (echo a) else if 2==2 (echo b) else (echo c)", "b\n", 0),
    ("if 1==1 echo a & echo b", "a \nb\n", 0),
    ("if 1==2 echo a & echo b", "", 0),
    ("for %i in (1 2 3) do @echo %i", "1\n2\n3\n", 0),
    ("for /L %n in (1,2,7) do @echo %n", "1\n3\n5\n7\n", 0),
    ("for /L %n in (3,-1,1) do @echo %n", "3\n2\n1\n", 0),
    ('for /F "tokens=1,3 delims=," %a in ("x,y,z") do @echo %a-%b', "x-z\n", 0),
    ('for /F "tokens=1*" %a in ("one two three") do @echo %b', "two three\n", 0),
    ("for /F %a in ('echo inner word') do @echo [%a]", "[inner]\n", 0),
    ('for /F "usebackq delims=" %a in (`echo whole line`) do @echo [%a]', "[whole line]\n", 0),
    ("for %f in (C:\\dir\\file.txt) do @echo %~nf %~xf %~dpf", "file .txt C:\\dir\\\n", 0),
    ("for %d in (C:\\Windows\\u*.exe) do @echo %~nxd", "upper.exe\n", 0),
    ("set X=1& set X", "X=1\n", 0),
    ("set /a 2+3*4", "14", 0),
    ("set /a (2+3)*4 % 7", "6", 0),
    ("set /a 1/0", "", 1073750993),
    ("set /a N=5,N*=2", "10", 0),
    ("set nothing-here", "", 1),
    ("cd", "C:\\Work\n", 0),
    ("cd ..& cd", "C:\\\n", 0),
    ("cd \\Windows& cd", "C:\\Windows\n", 0),
    ("cd C:\\nothing", "", 1),
    ("D:& cd", "D:\\\n", 0),
    ("pushd C:\\Windows& cd& popd& cd", "C:\\Windows\nC:\\Work\n", 0),
    ("ver", "\nMicrosoft Windows [Version 5.2.3790]\n", 0),
    ("echo lower | upper", "LOWER \n", 0),
    ("echo x>f.txt& type f.txt", "x\n", 0),
    ("echo x > f.txt & echo y>> f.txt& type f.txt", "x  \ny\n", 0),
    ("(echo a& echo b)> g.txt& upper < g.txt", "A\nB\n", 0),
    ("fail 1 2>&1", "failed\n", 1),
    ("fail 1 > all.txt 2>&1 & type all.txt", "failed\n", 0),
    ("echo gone >nul", "", 0),
    ("2>nul fail 1", "", 1),
    ("rem nothing & echo no", "", 0),
    ("env NAME", "value in C:\\Work\n", 0),
    ("set NAME=& env NAME", "- in C:\\Work\n", 0),
    ("md a\\b& dir /b a", "b\n", 0),
    ("md a& rd a& if not exist a echo gone", "gone\n", 0),
    ("md a& echo x>a\\f& rd a", "", 145),
    ("md a& echo x>a\\f& rd /s /q a& if not exist a echo gone", "gone\n", 0),
    ("echo x>a.txt& copy a.txt b.txt& type b.txt", "        1 file(s) copied.\nx\n", 0),
    ("copy none.txt b.txt", "", 1),
    ("echo x>a.txt& move a.txt c.txt& dir /b", "        1 file(s) moved.\nc.txt\n", 0),
    ("echo x>a.txt& ren a.txt b.log& dir /b", "b.log\n", 0),
    ("echo x>a.txt& del a.txt& dir /b", "", 1),
    ("type none.txt", "", 1),
    ("date /t", "Tue 05/06/2008\n", 0),
    ("call args one %^NAME%", "[one value]\n", 0),
    ("if", "", 255),
    ("echo a & & echo b", "", 255),
    ("fail 1 &", "", 1),
    (")", "", 0),
    ("", "", 0),
]


@pytest.mark.parametrize(("line", "output", "code"), LINES)
def test_a_command_line_prints_and_ends_as_in_cmd(line: str, output: str, code: int) -> None:
    console = Console()
    assert console.run(line) == code, console.err
    assert console.out.replace("\r\n", "\n") == output


ERRORS = [
    (
        "nothing",
        "'nothing' is not recognized as an internal or external command,\noperable program or batch file.\n",
    ),
    ("type none.txt", "The system cannot find the file specified.\n"),
    ("cd nowhere", "The system cannot find the path specified.\n"),
    ("md C:\\Windows", "A subdirectory or file C:\\Windows already exists.\n"),
    ("echo x > C:\\nowhere\\f.txt", "The system cannot find the path specified.\n"),
    ("set zzz", "Environment variable zzz not defined\n"),
    ("set /a 1/0", "Divide by zero error.\n"),
    ("if 1==1", "The syntax of the command is incorrect.\n"),
    ("| x", "| was unexpected at this time.\n"),
]


@pytest.mark.parametrize(("line", "text"), ERRORS)
def test_an_error_has_the_text_of_cmd(line: str, text: str) -> None:
    console = Console()
    assert console.run(line) != 0
    assert console.err.replace("\r\n", "\n") == text


def test_start_does_not_wait() -> None:
    console = Console()
    assert console.run('start "title" /min args one') == 0
    assert console.system.started == ["C:\\Windows\\args.exe one"]


def test_set_p_reads_a_line() -> None:
    console = Console("answer\r\n")
    console.run("set /p X=Well? & call echo %^X%")
    assert console.out == "Well? answer\r\n"
