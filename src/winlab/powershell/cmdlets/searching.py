"""Select-String.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.utility/select-string.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from winlab.powershell.cmdlets.tables import UTILITY
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_method, net_property
from winlab.powershell.net.regexes import Match
from winlab.powershell.paths import read_lines, resolve
from winlab.powershell.patterns import IGNORE_CASE, NetPattern, net_pattern
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, NetObject, TypedArray


@NET.type("Microsoft.PowerShell.Commands.MatchInfoContext")
class MatchContext(NetObject):
    """Lines around a match."""

    def __init__(self, before: list[str], after: list[str]) -> None:
        self.before = before
        self.after = after

    @net_property("PreContext", "System.String[]")
    def pre(self) -> TypedArray:
        return TypedArray(self.before, "System.String")

    @net_property("PostContext", "System.String[]")
    def post(self) -> TypedArray:
        return TypedArray(self.after, "System.String")


@NET.type("Microsoft.PowerShell.Commands.MatchInfo")
class MatchInfo(NetObject):
    """A line that matches."""

    def __init__(self, line: str, number: int, path: str, pattern: str, ignore_case: bool) -> None:
        self.text = line
        self.number = number
        self.file = path
        self.wanted = pattern
        self.ignores = ignore_case
        self.found: list[object] = []
        self.context: MatchContext | None = None

    @net_property("IgnoreCase", "System.Boolean")
    def ignore_case(self) -> bool:
        return self.ignores

    @net_property("LineNumber", "System.Int32")
    def line_number(self) -> int:
        return self.number

    @net_property("Line", "System.String")
    def line(self) -> str:
        return self.text

    @net_property("Filename", "System.String")
    def filename(self) -> str:
        return self.file.replace("/", "\\").rpartition("\\")[2]

    @net_property("Path", "System.String")
    def path(self) -> str:
        return self.file

    @net_property("Pattern", "System.String")
    def pattern(self) -> str:
        return self.wanted

    @net_property("Context", "Microsoft.PowerShell.Commands.MatchInfoContext")
    def around(self) -> MatchContext | None:
        return self.context

    @net_property("Matches", "System.Text.RegularExpressions.Match[]")
    def matches(self) -> TypedArray:
        return TypedArray(self.found, "System.Text.RegularExpressions.Match")

    @net_method("RelativePath", ("System.String",))
    def relative_path(self, folder: str) -> str:
        prefix = folder.rstrip("\\") + "\\"
        return self.file[len(prefix) :] if self.file.lower().startswith(prefix.lower()) else self.file

    def net_string(self) -> str:
        if self.context is None:
            return self._shown(self.text, self.number)
        first = self.number - len(self.context.before)
        before = [f"  {self._shown(line, first + at)}" for at, line in enumerate(self.context.before)]
        after = [f"  {self._shown(line, self.number + 1 + at)}" for at, line in enumerate(self.context.after)]
        return "\r\n".join([*before, f"> {self._shown(self.text, self.number)}", *after])

    def _shown(self, line: str, number: int) -> str:
        return line if self.file == "InputStream" else f"{self.file}:{number}:{line}"


@UTILITY.cmdlet("Select-String", aliases=("sls",), default_set="File")
class SelectString(Cmdlet):
    """Finds lines by pattern, in files or in what comes down the pipeline."""

    pattern = Param("System.String[]", mandatory=True, position=0)
    input_object = Param(
        "System.Object", mandatory=True, pipeline=True, sets=("Object",), allow_null=True, default=VOID
    )
    path = Param(
        "System.String[]", mandatory=True, position=1, by_property=True, sets=("File",), aliases=("FullName", "PSPath")
    )
    simple_match = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    quiet = Param(SWITCH)
    list = Param(SWITCH)
    include = Param("System.String[]")
    exclude = Param("System.String[]")
    not_match = Param(SWITCH)
    all_matches = Param(SWITCH)
    encoding = Param("System.String")
    context = Param("System.Int32[]")

    def begin(self) -> None:
        self._stream: list[str] = []
        self._any = False
        self._patterns: list[tuple[str, NetPattern | None]] = []
        options = 0 if self.case_sensitive else IGNORE_CASE
        for item in cast("Sequence[object]", self.pattern):
            text = to_text(item)
            self._patterns.append((text, None if self.simple_match else net_pattern(text, options)))

    def process(self) -> None:
        given: object = self.input_object
        if given is not VOID:
            self._stream.append(to_text(given))
            if self.context is None:
                self._search(self._stream[-1:], "InputStream", len(self._stream) - 1)
            return
        for path in cast("Sequence[object]", self.path or []):
            for place in resolve(self.session, to_text(path)):
                if not place.provider.is_container(self.session, place.path) and self._wanted(place.leaf):
                    lines = [to_text(line) for line in read_lines(self.session, place.shown)]
                    self._search(lines, place.shown, 0)

    def end(self) -> None:
        if self._stream and self.context is not None:
            self._search(self._stream, "InputStream", 0)
        if self.quiet:
            self.write(True) if self._any else None

    def _wanted(self, name: str) -> bool:
        from winlab.powershell.patterns import wildcard

        include = cast("Sequence[object] | None", self.include)
        exclude = cast("Sequence[object] | None", self.exclude)
        if include and not any(wildcard(to_text(item)).fullmatch(name) for item in include):
            return False
        return not (exclude and any(wildcard(to_text(item)).fullmatch(name) for item in exclude))

    def _search(self, lines: Sequence[str], path: str, offset: int) -> None:
        before, after = self._window()
        for at, line in enumerate(lines):
            found = self._match(line, at + offset + 1, path)
            if found is None:
                continue
            self._any = True
            if self.quiet:
                return
            if self.context is not None:
                found.context = MatchContext(
                    list(lines[max(0, at - before) : at]), list(lines[at + 1 : at + 1 + after])
                )
            self.write(found)
            if self.list:
                return

    def _window(self) -> tuple[int, int]:
        if self.context is None:
            return 0, 0
        given = [int(to_text(item)) for item in cast("Sequence[object]", self.context)]
        return given[0], given[-1]

    def _match(self, line: str, number: int, path: str) -> MatchInfo | None:
        for text, pattern in self._patterns:
            info = MatchInfo(line, number, path, text, not self.case_sensitive)
            if pattern is None:
                hit = text in line if self.case_sensitive else text.lower() in line.lower()
            else:
                found = pattern.matches(line) if self.all_matches else [pattern.search(line)]
                info.found = [Match(pattern, line, item) for item in found if item is not None]
                hit = bool(info.found)
            if hit:
                return None if self.not_match else info
        if self.not_match:
            return MatchInfo(line, number, path, self._patterns[0][0], not self.case_sensitive)
        return None
