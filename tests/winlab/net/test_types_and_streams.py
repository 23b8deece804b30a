"""Types, assemblies, streams, files and URIs of .NET."""

from __future__ import annotations

import pytest

from tests.winlab.net.snippets import assert_refused, assert_writes, on_machine

OUTPUT = {
    "a type knows its assembly": (
        "[int].Assembly.FullName; [int].Assembly.GetName().Name; [int].Assembly.GetName().Version.ToString(); "
        "[uri].Assembly.GetName().Name; [int].Module.Name",
        [
            "mscorlib, Version=2.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
            "mscorlib",
            "2.0.0.0",
            "System",
            "CommonLanguageRuntimeLibrary",
        ],
    ),
    "methods are called by reflection": (
        "[datetime].GetProperty('Year').GetValue([datetime]'2007-05-22',$null); "
        "[string].GetMethod('ToUpper',[type[]]@()).Invoke('abc',$null); "
        "[math].GetMethod('Sqrt').Invoke($null,@(16.0))",
        ["2007", "ABC", "4"],
    ),
    "fields and constructors are listed": (
        "[int].GetField('MaxValue').GetValue($null); [int].GetConstructors().Length; "
        "[version].GetConstructors().Length; [int].GetInterfaces() | ForEach-Object { $_.Name }",
        ["2147483647", "0", "5", "IComparable", "IFormattable", "IConvertible"],
    ),
    "an assembly that there is not is null or refused": (
        "[Reflection.Assembly]::LoadWithPartialName('System.Web').GetName().Name; "
        "[Reflection.Assembly]::LoadWithPartialName('No.Such') -eq $null; "
        "[void][Reflection.Assembly]::LoadWithPartialName('System.Windows.Forms'); "
        "[Reflection.Assembly]::Load('System.Xml, Version=2.0.0.0, Culture=neutral, PublicKeyToken="
        "b77a5c561934e089').GetName().Name",
        ["System.Web", "True", "System.Xml"],
    ),
    "generic types open and close": (
        "[Collections.Generic.List[int]].IsGenericType; "
        "[Collections.Generic.List[int]].GetGenericTypeDefinition().Name; "
        "[Collections.Generic.List[int]].GetGenericArguments()[0].Name; "
        "([type]'System.Collections.Generic.List`1').MakeGenericType([int]).Name",
        ["True", "List`1", "Int32", "List`1"],
    ),
    "signals are taken once or stay": (
        "$e=New-Object Threading.AutoResetEvent $true; $e.WaitOne(0,$false); $e.WaitOne(0,$false); $e.Set(); "
        "$e.WaitOne(0,$false); $x=New-Object Threading.ManualResetEvent $false; $x.Set(); $x.WaitOne(1,$false); "
        "$x.Reset()",
        ["True", "False", "True", "True", "True", "True", "True"],
    ),
    "bytes are read and written as values": (
        "$m=New-Object IO.MemoryStream; $w=New-Object IO.BinaryWriter $m; $w.Write(1); $w.Write([byte]2); "
        "$w.Write('hi'); $w.Write(1.5); $w.Write($true); $w.Flush(); $m.Length; $m.Position=0; "
        "$r=New-Object IO.BinaryReader $m; $r.ReadInt32(); $r.ReadByte(); $r.ReadString(); $r.ReadDouble(); "
        "$r.ReadBoolean(); $r.PeekChar()",
        ["17", "1", "2", "hi", "1.5", "True", "-1"],
    ),
    "bytes are packed and unpacked": (
        '$f="$env:TEMP\\gz.bin"; $ms=New-Object IO.MemoryStream; '
        "$g=New-Object IO.Compression.GZipStream $ms,'Compress'; "
        "$b=[Text.Encoding]::ASCII.GetBytes('hello hello'); $g.Write($b,0,$b.Length); $g.Close(); "
        "$z=$ms.ToArray(); $z[0]; "
        "$g=New-Object IO.Compression.GZipStream (New-Object IO.MemoryStream (,$z)),'Decompress'; "
        "(New-Object IO.StreamReader $g).ReadToEnd()",
        ["31", "hello hello"],
    ),
    "times of files are set": (
        "$f=\"$env:TEMP\\n5.txt\"; [IO.File]::WriteAllText($f,'x'); "
        "[IO.File]::SetLastWriteTime($f,'2007-05-22 10:00'); [IO.File]::GetLastWriteTime($f).ToString('s'); "
        "[IO.File]::GetLastWriteTimeUtc($f).Kind; [IO.File]::SetCreationTime($f,'2001-01-01'); "
        "(Get-Item $f).CreationTime.Year; [IO.File]::GetLastAccessTime($f).Year -gt 2000; "
        "[IO.File]::GetLastWriteTime('C:\\nope').Year",
        ["2007-05-22T10:00:00", "Utc", "2001", "True", "1601"],
    ),
    "folders are searched to the bottom": (
        '$d="$env:TEMP\\dd"; [IO.Directory]::CreateDirectory($d).Name; [IO.Directory]::Exists($d); '
        "[IO.File]::WriteAllText(\"$d\\a.txt\",'1'); [IO.Directory]::GetFiles($d).Length; "
        "[IO.Directory]::GetFiles($d,'*.log').Length; [IO.Directory]::CreateDirectory(\"$d\\s\\t\") | Out-Null; "
        "[IO.Directory]::GetDirectories($d)[0].EndsWith('s'); [IO.Directory]::GetFileSystemEntries($d).Length; "
        "[IO.Directory]::GetFiles($d,'*','AllDirectories').Length; [IO.Directory]::GetParent(\"$d\\s\").Name; "
        "[IO.Directory]::Delete($d,$true); [IO.Directory]::Exists($d)",
        ["dd", "True", "1", "0", "True", "2", "1", "dd", "False"],
    ),
    "drives tell their size": (
        "[IO.DriveInfo]::GetDrives() | ForEach-Object { $_.Name }; (New-Object IO.DriveInfo 'C').DriveType; "
        "(New-Object IO.DriveInfo 'C').DriveFormat; (New-Object IO.DriveInfo 'C').IsReady; "
        "(New-Object IO.DriveInfo 'C').TotalSize -gt 0; (New-Object IO.DriveInfo 'C').RootDirectory.FullName; "
        "(New-Object IO.DriveInfo 'C').AvailableFreeSpace.GetType().Name",
        ["C:\\", "Fixed", "NTFS", "True", "True", "C:\\", "Int64"],
    ),
    "a URI has parts": (
        "$u=[uri]'http://user:pw@Host.example:8080/a/b%20c/d.txt?q=1&r=2#frag'; $u.Scheme; $u.Host; $u.Port; "
        "$u.AbsolutePath; $u.LocalPath; $u.Query; $u.Fragment; $u.UserInfo; $u.Authority; $u.PathAndQuery; "
        "$u.Segments -join '|'; $u.IsDefaultPort; $u.GetLeftPart('Authority'); $u.HostNameType; $u.IsLoopback",
        [
            "http",
            "host.example",
            "8080",
            "/a/b%20c/d.txt",
            "/a/b c/d.txt",
            "?q=1&r=2",
            "#frag",
            "user:pw",
            "host.example:8080",
            "/a/b%20c/d.txt?q=1&r=2",
            "/|a/|b%20c/|d.txt",
            "False",
            "http://user:pw@host.example:8080",
            "Dns",
            "False",
        ],
    ),
    "URIs are relative to one another": (
        "(New-Object uri ([uri]'http://x/a/b'),'../c').AbsoluteUri; "
        "(New-Object uri 'c.txt','Relative').IsAbsoluteUri; "
        "([uri]'http://x/a/').MakeRelativeUri([uri]'http://x/a/b/c').ToString(); "
        "([uri]'http://x/a/').IsBaseOf([uri]'http://x/a/b')",
        ["http://x/c", "False", "b/c", "True"],
    ),
    "a URI is tried": (
        "$r=$null; [uri]::TryCreate('http://a/b','Absolute',[ref]$r); $r.Host; "
        "[uri]::TryCreate('::','Absolute',[ref]$r); ([uri]'file:///C:/a/b.txt').LocalPath; "
        "([uri]'\\\\srv\\share\\f').IsUnc; ([uri]'C:\\a\\b').AbsoluteUri; ([uri]'http://localhost/').IsLoopback",
        ["True", "a", "False", "C:\\a\\b.txt", "True", "file:///C:/a/b", "True"],
    ),
    "parts of a URI can be set": (
        "$b=New-Object UriBuilder 'http','h',81,'p'; $b.ToString(); $b.Query='a=1'; $b.UserName='u'; "
        "$b.Password='p'; $b.Uri.AbsoluteUri; (New-Object UriBuilder 'https','h').Port; "
        "(New-Object UriBuilder).ToString(); $b.Fragment='f'; $b.Path='a b'; $b.Query; $b.Path; "
        "$b=[UriBuilder]'https://h/x'; $b.ToString(); $b.Uri.ToString()",
        [
            "http://h:81/p",
            "http://u:p@h:81/p?a=1",
            "-1",
            "http://localhost/",
            "",
            "a%20b",
            "https://h:443/x",
            "https://h/x",
        ],
    ),
}

REFUSED = {
    "a file that is no assembly is refused": (
        "[Reflection.Assembly]::LoadFrom('C:\\nope.dll')",
        'Exception calling "LoadFrom" with "1" argument(s): "Could not load file or assembly '
        "'file:///C:\\nope.dll' or one of its dependencies. The system cannot find the file specified.\"",
    ),
    "a closed stream is refused": (
        "$m=New-Object IO.MemoryStream; $m.Close(); $m.ReadByte()",
        'Exception calling "ReadByte" with "0" argument(s): "Cannot access a closed Stream."',
    ),
    "paths with forbidden characters are refused": (
        "[IO.Path]::GetFileName('a<b')",
        'Exception calling "GetFileName" with "1" argument(s): "Illegal characters in path."',
    ),
}


@pytest.mark.parametrize("sentence", OUTPUT)
def test_a_script_writes(sentence: str) -> None:
    code, expected = OUTPUT[sentence]
    assert_writes(on_machine(code), expected)


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_script_is_refused(sentence: str) -> None:
    code, message = REFUSED[sentence]
    assert_refused(on_machine(code), message)
