"""The COM objects that administrators' scripts use."""

from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.powershell.runspace import Runspace
from winlab.powershell.text import to_text
from winlab.windows.session import open_session

FILES = "$f = New-Object -ComObject Scripting.FileSystemObject;"
SHELL = "$w = New-Object -ComObject WScript.Shell;"
ANSWERS = [
    (FILES + "$f.FileExists('C:\\boot.ini'); $f.FolderExists('C:\\boot.ini')", ["True", "False"]),
    (FILES + "$s = $f.CreateTextFile('C:\\a.txt'); $s.WriteLine('one'); $s.Write('two'); $s.Close();"
     "$s = $f.OpenTextFile('C:\\a.txt', 1); $s.ReadLine(); $s.ReadAll(); $s.AtEndOfStream", ["one", "two", "True"]),
    (FILES + "$s = $f.OpenTextFile('C:\\b.txt', 8, $true); $s.WriteLine('x'); $s.Close(); gc C:\\b.txt", ["x"]),
    (FILES + "[void]$f.CreateFolder('C:\\q'); $f.CopyFile('C:\\boot.ini', 'C:\\q\\'); "
     "$f.GetFolder('C:\\q').Files | % { $_.Name }; $f.GetFolder('C:\\q').Size; $f.DeleteFolder('C:\\q');"
     "Test-Path C:\\q", ["boot.ini", "27", "False"]),
    (FILES + "$f.GetBaseName('C:\\x\\y.z.txt'); $f.GetExtensionName('y.txt'); $f.BuildPath('C:\\x', 'y')",
     ["y.z", "txt", "C:\\x\\y"]),
    (FILES + "$d = $f.GetDrive('C:'); $d.FileSystem; $d.DriveType; $d.FreeSpace -lt $d.TotalSize",
     ["NTFS", "2", "True"]),
    (FILES + "$f.GetSpecialFolder(1).Path; $f.GetFile('C:\\boot.ini').ParentFolder.Path",
     ["C:\\WINDOWS\\system32", "C:\\"]),
    (SHELL + "$w.RegWrite('HKLM\\SOFTWARE\\Lab\\n', 5, 'REG_DWORD'); $w.RegRead('HKLM\\SOFTWARE\\Lab\\n');"
     "$w.RegDelete('HKLM\\SOFTWARE\\Lab\\n'); Test-Path HKLM:\\SOFTWARE\\Lab", ["5", "True"]),
    (SHELL + "$w.ExpandEnvironmentStrings('%windir%\\x')", ["C:\\WINDOWS\\x"]),
    (SHELL + "$w.Run('cmd-that-is-not.exe /c', 0, $true)", None),
    (SHELL + "$e = $w.Exec('hostname.exe'); $e.StdOut.ReadLine(); $e.ExitCode", ["srv1", "0"]),
    (SHELL + "$w.Run('hostname.exe', 0, $true)", ["0"]),
    (SHELL + "$l = $w.CreateShortcut('C:\\x.lnk'); $l.TargetPath = 'C:\\boot.ini'; $l.Save();"
     "$w.CreateShortcut('C:\\x.lnk').TargetPath", ["C:\\boot.ini"]),
    (SHELL + "$w.Environment('System').Item('OS')", ["Windows_NT"]),
    (SHELL + "$a = Get-Date; $w.Popup('gone', 60); [int]((Get-Date) - $a).TotalSeconds", ["-1", "60"]),
    (SHELL + "[void]$w.LogEvent(1, 'it broke'); (Get-EventLog Application -Newest 1).Message", ["it broke"]),
    ("(New-Object -ComObject WScript.Network).ComputerName", ["SRV1"]),
    ("$a = New-Object -ComObject Shell.Application; $a.NameSpace('C:\\').ParseName('boot.ini').Size;"
     "$a.NameSpace('C:\\none') -eq $null; $a.IsServiceRunning('Spooler')", ["27", "True", "True"]),
]  # fmt: skip


@pytest.fixture
def shell(server: Host) -> Runspace:
    return Runspace(open_session(server.machine, server.admin))


@pytest.mark.parametrize(("script", "answer"), ANSWERS, ids=[script[-60:] for script, _ in ANSWERS])
def test_an_object_answers(server: Host, shell: Runspace, script: str, answer: list[str] | None) -> None:
    with server.machine.clock.running():
        result = shell.invoke(script)
    if answer is None:
        assert result.errors or result.thrown is not None
        return
    assert (result.thrown, [record.text for record in result.errors]) == (None, [])
    assert [to_text(value) for value in result.output] == answer
