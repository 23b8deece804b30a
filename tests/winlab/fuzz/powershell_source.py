"""PowerShell by a grammar: programs that parse most of the time and mean nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_DATA = Path(__file__).parents[2] / "data" / "powershell"


@cache
def recorded() -> list[str]:
    """Scripts of the corpus."""
    found = []
    for name in ("answers", "parse-errors", "tokens"):
        for line in (_DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            text = row.get("code") or row.get("text") or row.get("script")
            if isinstance(text, str) and len(text) < 2000:
                found.append(text)
    return found


_NAMES = (
    "a",
    "b",
    "x",
    "_",
    "args",
    "input",
    "null",
    "true",
    "error",
    "env:Path",
    "global:g",
    "function:f",
    "PWD",
    "?",
)
_LITERALS = (
    "0", "1", "-1", "2147483647", "2147483648", "9223372036854775807", "1.5", "1e308", "1e400", "10MB", "0x7fffffff",
    "1d", "79228162514264337593543950335d", "''", "'a'", '"b$a"', '"$($x)"', "@'\nq\n'@", "$null", "$true", "@()",
    "@{}", "@{a=1;b=@{c=2}}", "'1'", "'x'*5", "1..5", "5..1", "(1,2,3)", ",1", "[int]", "{ $_ }", "{ param($p) $p }",
    "[datetime]'2007-01-31'", "[guid]::Empty", "[version]'1.2'", "[xml]'<a b=\"c\"><d/></a>'", "'é\u0000'",
)  # fmt: skip
_BINARY = (
    "+", "-", "*", "/", "%", "-eq", "-ne", "-lt", "-gt", "-le", "-ge", "-like", "-notlike", "-match", "-notmatch",
    "-replace", "-split", "-join", "-contains", "-notcontains", "-is", "-isnot", "-as", "-f", "-and", "-or", "-xor",
    "-band", "-bor", "-bxor", "..", ",", "-ceq", "-imatch", "-csplit",
)  # fmt: skip
_UNARY = ("-", "+", "!", "-not ", "-bnot ", "-join ", "-split ", ",", "[int]", "[string]", "[bool]", "[char]",
    "[array]",
          "[double]", "[long]", "[decimal]", "[datetime]", "[regex]", "[xml]", "[hashtable]", "[byte]", "[type]",
          "[int[]]", "[string[]]", "[scriptblock]", "[switch]", "[timespan]", "++", "--")  # fmt: skip
_MEMBERS = (
    "Length", "Count", "Name", "GetType()", "ToString()", "ToString('x')", "Keys", "Values", "foo", "foo()",
    "PSObject.Properties", "PSObject.TypeNames", "Substring(1)", "Substring(5,9)", "Split('a')", "Replace('a','b')",
    "ToUpper()", "IndexOf('a')", "PadLeft(9)", "Insert(1,'z')", "Clone()", "Equals(1)", "Add(1)", "Remove('a')",
    "CompareTo(1)", "GetHashCode()", "Invoke()", "Item(0)", "Year", "AddDays(1e9)", "Chars(0)", "Trim('a','b')",
)  # fmt: skip
_COMMANDS = (
    "Write-Output", "ForEach-Object {$_}", "Where-Object {$_}", "Sort-Object", "Sort-Object Length -Descending",
    "Select-Object -First 2", "Select-Object Name,Length", "Select-Object -Unique", "Measure-Object -Sum -Average",
    "Group-Object", "Out-String", "Out-Null", "Format-List", "Format-Table -AutoSize", "ConvertTo-Csv", "Get-Member",
    "Get-Variable", "Get-Item C:\\", "Get-ChildItem C:\\WINDOWS", "Get-Content C:\\boot.ini", "Set-Variable x 5",
    "Get-ItemProperty HKLM:\\SOFTWARE\\Microsoft", "Get-WmiObject Win32_OperatingSystem", "Get-Service W32Time",
    "Get-Process", "Get-Date", "New-Object PSObject", "New-Object System.Collections.ArrayList",
    "Get-Command Get-Item",
    "Add-Member NoteProperty n 1 -PassThru", "Compare-Object 1 2", "Tee-Object -Variable t", "Get-Random",
    "Write-Error e",
    "Write-Warning w", "Write-Verbose v", "Write-Host h", "Test-Path C:\\x", "Split-Path C:\\a\\b", "Join-Path a b",
    "Resolve-Path *", "New-Item C:\\fz -Type directory", "Remove-Item C:\\fz -Recurse", "Set-Content C:\\fz.txt",
    "%{$_}",
    "?{$_}", "Invoke-Expression", "nosuchcommand", "f", "cmd /c echo", "ipconfig", "hostname",
    "Set-StrictMode -Version 2",
    "Start-Sleep", "Get-Event", "Push-Location", "Pop-Location", "Set-Location HKLM:\\", "Clear-Variable a",
    "Export-Clixml C:\\fz.xml", "Import-Clixml C:\\fz.xml", "Get-Alias", "Get-Help", "Trace-Command", "Get-Culture",
)  # fmt: skip


def expressions() -> SearchStrategy[str]:
    """Expressions of some depth."""
    name = st.sampled_from(_NAMES).map(lambda n: "$" + n if ":" not in n else "${" + n + "}")
    leaf = name | st.sampled_from(_LITERALS) | st.integers().map(str) | st.floats().map(repr)

    def deeper(inner: SearchStrategy[str]) -> SearchStrategy[str]:
        return st.one_of(
            st.builds("{0} {1} {2}".format, inner, st.sampled_from(_BINARY), inner),
            st.builds("{0}{1}".format, st.sampled_from(_UNARY), inner),
            st.builds("({0}).{1}".format, inner, st.sampled_from(_MEMBERS)),
            st.builds("({0})[{1}]".format, inner, inner),
            st.builds("$({0})".format, inner),
            st.builds("@({0})".format, inner),
            st.builds("({0})".format, inner),
            st.builds("@{{k={0}; ({1})={0}}}".format, inner, inner),
            st.builds("(& {{ {0} }} {1})".format, inner, inner),
            st.builds('"x$({0})y"'.format, inner),
            st.builds("({0} | {1})".format, inner, st.sampled_from(_COMMANDS)),
        )

    return st.recursive(leaf, deeper, max_leaves=6)


def _statements() -> SearchStrategy[str]:
    value = expressions()
    simple = st.one_of(
        value,
        st.builds(
            "${0} {1} {2}".format, st.sampled_from("abx"), st.sampled_from(("=", "+=", "-=", "*=", "/=", "%=")), value
        ),
        st.builds("{0} | {1}".format, value, st.sampled_from(_COMMANDS)),
        st.builds("{0} {1}".format, st.sampled_from(_COMMANDS), value),
        st.builds("{0} | {1} | {2}".format, value, st.sampled_from(_COMMANDS), st.sampled_from(_COMMANDS)),
        st.builds("{0} 2>&1".format, value),
        st.builds("throw {0}".format, value),
        st.sampled_from(("break", "continue", "return", "exit", "throw", "return 5", "break l", "$a,$b = 1,2", "$x++")),
    )

    def deeper(inner: SearchStrategy[str]) -> SearchStrategy[str]:
        return st.one_of(
            st.builds("{0}\n{1}".format, inner, inner),
            st.builds("if ({0}) {{ {1} }} else {{ {2} }}".format, value, inner, inner),
            st.builds("foreach ($x in {0}) {{ {1} }}".format, value, inner),
            st.builds("for ($i = 0; $i -lt 3; $i++) {{ {0} }}".format, inner),
            st.builds("while ({0}) {{ {1}; break }}".format, value, inner),
            st.builds("do {{ {0} }} until ({1})".format, inner, st.just("$true") | value),
            st.builds("switch ({0}) {{ 1 {{ {1} }} default {{ {2} }} }}".format, value, inner, inner),
            st.builds("switch -regex ({0}) {{ 'a' {{ {1} }} {{ $_ }} {{ {2} }} }}".format, value, inner, inner),
            st.builds("try {{ {0} }} catch {{ {1} }} finally {{ {0} }}".format, inner, inner),
            st.builds("trap {{ {0}; continue }}\n{1}".format, inner, inner),
            st.builds("function f($p, [int]$q = {0}) {{ begin {{}} process {{ {1} }} end {{}} }}".format, value, inner),
            st.builds("filter f {{ {0} }}\n{1} | f".format, inner, value),
            st.builds(":l foreach ($y in 1..3) {{ {0} }}".format, inner),
            st.builds("& {{ {0} }}".format, inner),
            st.builds(". {{ {0} }}".format, inner),
            st.builds("data {{ {0} }}".format, value),
        )  # fmt: skip

    return st.recursive(simple, deeper, max_leaves=4)


def programs() -> SearchStrategy[str]:
    """Whole scripts."""
    return st.lists(_statements(), min_size=1, max_size=3).map("\n".join)
