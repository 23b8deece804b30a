"""Select-String.

Source: https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.utility/select-string.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from winlab.powershell.cmdlets.tables import ANY, STRINGS, UTILITY, as_list
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_method, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.net.regexes import Match
from winlab.powershell.objects import get_member
from winlab.powershell.paths import ItemPath, resolve
from winlab.powershell.patterns import IGNORE_CASE, NetPattern, net_pattern, wildcard
from winlab.powershell.text import to_text
from winlab.powershell.values import VOID, NetObject, TypedArray, type_name, unwrap

_STREAM = "InputStream"
"""What stands for a file's name where there is none."""


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

    @net_method("ToString", (), ("System.String",), returns="System.String")
    def shown_from(self, folder: str = "") -> str:
        """The line with its place, seen from a folder."""
        return self._lines(self.relative_path(folder) if folder else self.file)

    @net_method("RelativePath", ("System.String",))
    def relative_path(self, folder: str) -> str:
        prefix = folder.rstrip("\\") + "\\"
        return self.file[len(prefix) :] if self.file.lower().startswith(prefix.lower()) else self.file

    def net_string(self) -> str:
        return self._lines(self.file)

    def _lines(self, path: str) -> str:
        def shown(line: str, number: int) -> str:
            return line if self.file == _STREAM else f"{path}:{number}:{line}"

        if self.context is None:
            return shown(self.text, self.number)
        first = self.number - len(self.context.before)
        before = [f"  {shown(line, first + at)}" for at, line in enumerate(self.context.before)]
        after = [f"  {shown(line, self.number + 1 + at)}" for at, line in enumerate(self.context.after)]
        return "\r\n".join([*before, f"> {shown(self.text, self.number)}", *after])


_ENCODINGS = ("unicode", "utf7", "utf8", "utf32", "ascii", "bigendianunicode", "default", "oem")


def _file_of(given: object) -> str | None:
    """The path of a file that came down the pipeline."""
    if given is VOID or type_name(unwrap(given)) != "System.IO.FileInfo":
        return None
    return to_text(get_member(given, "FullName"))


@UTILITY.cmdlet("Select-String", default_set="File", output="Microsoft.PowerShell.Commands.MatchInfo System.Boolean")
class SelectString(Cmdlet):
    """Finds lines by pattern, in files or in what comes down the pipeline."""

    input_object = Param(ANY, mandatory=True, pipeline=True, sets=("Object",), allow_null=True, default=VOID)
    pattern = Param(STRINGS, mandatory=True, position=0)
    path = Param(STRINGS, mandatory=True, position=1, by_property=True, sets=("File",), aliases=("FullName", "PSPath"))
    simple_match = Param(SWITCH)
    case_sensitive = Param(SWITCH)
    quiet = Param(SWITCH)
    list = Param(SWITCH)
    include = Param(STRINGS, not_empty=True)
    exclude = Param(STRINGS, not_empty=True)
    not_match = Param(SWITCH)
    all_matches = Param(SWITCH)
    encoding = Param("System.String", not_empty=True, validate_set=_ENCODINGS)
    context = Param("System.Int32[]", not_empty=True, validate_count=(1, 2), validate_range=(0, 2147483647))

    def begin(self) -> None:
        self._stream: list[MatchInfo | str] = []
        self._done = False
        options = 0 if self.case_sensitive else IGNORE_CASE
        self._patterns = [self._compiled(to_text(item), options) for item in as_list(self.pattern)]
        self._include = [wildcard(to_text(item)) for item in as_list(self.include)]
        self._exclude = [wildcard(to_text(item)) for item in as_list(self.exclude)]

    def _compiled(self, text: str, options: int) -> tuple[str, NetPattern | None]:
        try:
            return text, None if self.simple_match else net_pattern(text, options)
        except PSError as failed:
            reason = failed.record.exception
            shown = f"The string {text} is not a valid regular expression: {reason.message}"
            raise error("InvalidRegex", shown, "InvalidArgument", None, "System.ArgumentException", reason) from None

    def process(self) -> None:
        given: object = self.input_object
        if self._done:
            return
        path = _file_of(given)
        if given is not VOID and path is None:
            self._take(given)
            return
        for each in as_list(self.path) if path is None else [path]:
            for place in resolve(self.session, to_text(each), literal=path is not None):
                if not place.provider.is_container(self.session, place.path) and self._wanted(place.leaf):
                    lines = [to_text(line) for line in self._content(place)]
                    if self._search(lines, place.shown) and self.quiet:
                        return
        if self.quiet and not self.list:
            self.write(False)

    def _content(self, place: ItemPath) -> Iterable[object]:
        encoding = to_text(self.encoding) or None
        return place.provider.read_content(self.session, place.path, encoding=encoding)

    def _take(self, given: object) -> None:
        self._stream.append(given if isinstance(given, MatchInfo) else to_text(given))
        if self.context is None:
            self._search(self._stream[-1:], _STREAM, len(self._stream) - 1)

    def end(self) -> None:
        if self._stream and self.context is not None and not self._done:
            self._search(self._stream, _STREAM)

    def _wanted(self, name: str) -> bool:
        if self._include and not any(pattern.fullmatch(name) for pattern in self._include):
            return False
        return not any(pattern.fullmatch(name) for pattern in self._exclude)

    def _search(self, lines: Sequence[MatchInfo | str], path: str, offset: int = 0) -> bool:
        """Writes the lines that match; whether there are any."""
        before, after = self._window()
        any_found = False
        for at, line in enumerate(lines):
            found = self._match(line, at + offset + 1, path)
            if found is None:
                continue
            any_found = True
            if self.context is not None and not isinstance(line, MatchInfo):
                texts = [each.text if isinstance(each, MatchInfo) else each for each in lines]
                found.context = MatchContext(texts[max(0, at - before) : at], texts[at + 1 : at + 1 + after])
            self.write(True if self.quiet and not self.list else found)
            if self.quiet or self.list:
                self._done = bool(self.quiet) and path == _STREAM
                return True
        return any_found

    def _window(self) -> tuple[int, int]:
        given = [int(to_text(item)) for item in as_list(self.context)]
        return (given[0], given[-1]) if given else (0, 0)

    def _match(self, line: MatchInfo | str, number: int, path: str) -> MatchInfo | None:
        if isinstance(line, MatchInfo):
            number, path, line = line.number, line.file, line.text
        ignores = not self.case_sensitive
        for text, pattern in self._patterns:
            info = MatchInfo(line, number, path, text, ignores)
            if pattern is None:
                hit = text.lower() in line.lower() if ignores else text in line
            else:
                found = pattern.matches(line) if self.all_matches else [pattern.search(line)]
                info.found = [Match(pattern, line, item) for item in found if item is not None]
                hit = bool(info.found)
            if hit:
                return None if self.not_match else info
        return MatchInfo(line, number, path, self._patterns[0][0], ignores) if self.not_match else None
