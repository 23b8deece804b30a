"""Locations, drives, and paths as text."""

from __future__ import annotations

from winlab.powershell import paths
from winlab.powershell.cmdlets.itembase import ProviderInfo
from winlab.powershell.cmdlets.tables import MANAGEMENT, STRINGS, as_list
from winlab.powershell.declare import NET, SWITCH, Cmdlet, Param, net_property
from winlab.powershell.errors import PSError, error
from winlab.powershell.net.queues import Stack
from winlab.powershell.paths import ItemPath
from winlab.powershell.providers import item_not_found
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject


@NET.type("System.Management.Automation.PathInfo")
class PathInfo(NetObject):
    """A place as an object."""

    def __init__(self, place: ItemPath) -> None:
        self.place = place

    @net_property("Drive")
    def drive(self) -> object:
        """The drive."""
        return self.place.drive

    @net_property("Provider")
    def provider(self) -> object:
        """The provider."""
        return ProviderInfo(self.place.provider)

    @net_property("ProviderPath", "System.String")
    def provider_path(self) -> str:
        """As the provider says it."""
        return self.place.path

    @net_property("Path", "System.String")
    def path(self) -> str:
        """With drive."""
        return self.place.shown

    def net_string(self) -> str:
        """With drive."""
        return self.place.shown


@NET.type("System.Management.Automation.PathInfoStack", bases=("System.Collections.Stack",))
class PathInfoStack(Stack):
    """Remembered locations, the last first."""

    def __init__(self, name: str, places: list[ItemPath]) -> None:
        super().__init__([PathInfo(place) for place in reversed(places)])
        self.stack_name = name

    name = net_property("Name", "System.String")(lambda self: self.stack_name)


def _stack(cmdlet: Cmdlet, name: object) -> list[ItemPath]:
    """A stack of locations by name; without one, the current."""
    session = cmdlet.session
    wanted = session.location_stack if name is None else to_text(name)
    found = session.location_stacks.get(wanted.lower())
    if found is None:
        text = f"Cannot find location stack '{wanted}'. It does not exist or it is not a container."
        raise error("Argument", text, "InvalidArgument", None, "System.Management.Automation.PSArgumentException")
    return found


@MANAGEMENT.cmdlet(
    "Get-Location",
    aliases=("gl", "pwd"),
    default_set="Location",
    output="System.Management.Automation.PathInfo System.Management.Automation.PathInfoStack",
)
class GetLocation(Cmdlet):
    """Where the session is, or where it was."""

    ps_drive = Param(STRINGS, ps="PSDrive", sets=("Location",), by_property=True)
    ps_provider = Param(STRINGS, ps="PSProvider", sets=("Location",), by_property=True)
    stack = Param(SWITCH, sets=("Stack",))
    stack_name = Param(STRINGS, sets=("Stack",), by_property=True)

    def process(self) -> None:
        if self.parameter_set == "Stack":
            for name in as_list(self.stack_name) or [None]:
                try:
                    places = _stack(self, name)
                except PSError as failed:
                    self.error(failed.record)
                    continue
                self.write(PathInfoStack(self.session.location_stack if name is None else to_text(name), places))
            return
        for name in as_list(self.ps_drive):
            drive = paths.find_drive(self.session, to_text(name))
            self.write(PathInfo(paths.locate(self.session, f"{drive.name}:")))
        here = paths.location(self.session)
        if here is not None and "PSDrive" not in self.bound:
            self.write(PathInfo(here))


class _Going(Cmdlet):
    pass_thru = Param(SWITCH)

    def go(self, text: str, *, literal: bool = False) -> None:
        """Goes somewhere."""
        found = paths.resolve(self.session, text, literal=literal)
        if not found or not found[0].provider.is_container(self.session, found[0].path):
            raise item_not_found(paths.shown_path(self.session, text))
        if len(found) > 1:
            raise error("AmbiguousPath", f"Path '{text}' means more than one place.", "InvalidArgument", text)
        paths.set_location(self.session, found[0])
        if self.pass_thru:
            self.write(PathInfo(found[0]))


@MANAGEMENT.cmdlet("Set-Location", aliases=("sl", "cd", "chdir"), default_set="Path")
class SetLocation(_Going):
    """Goes to a container."""

    path = Param("System.String", position=0, pipeline=True, by_property=True, sets=("Path",))
    literal_path = Param("System.String", mandatory=True, by_property=True, aliases=("PSPath",), sets=("LiteralPath",))
    stack_name = Param("System.String", by_property=True, mandatory=True, sets=("Stack",))

    def process(self) -> None:
        if self.parameter_set == "Stack":
            name = to_text(self.stack_name)
            if name:
                _stack(self, name)
            self.session.location_stack = name
            return
        literal = "LiteralPath" in self.bound
        self.go(to_text(self.literal_path if literal else self.path) or ".", literal=literal)


@MANAGEMENT.cmdlet("Push-Location", aliases=("pushd",), default_set="Path")
class PushLocation(_Going):
    """Remembers where the session is and goes elsewhere."""

    path = Param("System.String", position=0, pipeline=True, by_property=True, sets=("Path",))
    literal_path = Param("System.String", by_property=True, aliases=("PSPath",), sets=("LiteralPath",))
    stack_name = Param("System.String", by_property=True)

    def process(self) -> None:
        here = paths.location(self.session)
        literal = "LiteralPath" in self.bound
        if literal or "Path" in self.bound:
            self.go(to_text(self.literal_path if literal else self.path), literal=literal)
        if here is None:
            return
        if self.stack_name:
            self.session.location_stacks.setdefault(to_text(self.stack_name).lower(), [])
        _stack(self, self.stack_name or None).append(here)


@MANAGEMENT.cmdlet("Pop-Location", aliases=("popd",))
class PopLocation(_Going):
    """Goes back."""

    stack_name = Param("System.String", by_property=True)

    def process(self) -> None:
        places = _stack(self, self.stack_name)
        if not places:
            return
        place = places.pop()
        paths.set_location(self.session, place)
        if not places and self.stack_name:
            del self.session.location_stacks[to_text(self.stack_name).lower()]
        if self.pass_thru:
            self.write(PathInfo(place))


@MANAGEMENT.cmdlet("Join-Path")
class JoinPath(Cmdlet):
    """Puts paths together."""

    path = Param(STRINGS, position=0, mandatory=True, pipeline=True, by_property=True, aliases=("PSPath",))
    child_path = Param("System.String", position=1, mandatory=True, by_property=True, allow_null=True, allow_empty=True)
    resolve = Param(SWITCH)

    def process(self) -> None:
        for given in as_list(self.path):
            head, tail = to_text(given).replace("/", "\\"), to_text(self.child_path).replace("/", "\\")
            joined = f"{head.rstrip(chr(92))}\\{tail.lstrip(chr(92))}"
            if self.resolve:
                self.write_all([place.shown for place in paths.resolve(self.session, joined)])
            else:
                self.write(joined)


_PARTS = ("ParentSet", "LeafSet", "QualifierSet", "NoQualifierSet", "IsAbsoluteSet")


@MANAGEMENT.cmdlet("Split-Path", default_set="ParentSet")
class SplitPath(Cmdlet):
    """Takes paths apart."""

    path = Param(STRINGS, position=0, mandatory=True, pipeline=True, by_property=True, sets=_PARTS)
    literal_path = Param(STRINGS, aliases=("PSPath",), mandatory=True, by_property=True, sets=("LiteralPathSet",))
    parent = Param(SWITCH, sets=("ParentSet",))
    leaf = Param(SWITCH, sets=("LeafSet",))
    qualifier = Param(SWITCH, sets=("QualifierSet",))
    no_qualifier = Param(SWITCH, sets=("NoQualifierSet",))
    is_absolute = Param(SWITCH, sets=("IsAbsoluteSet",))
    resolve = Param(SWITCH)

    def process(self) -> None:
        for given in as_list(self.literal_path if "LiteralPath" in self.bound else self.path):
            try:
                for text in self._resolved(to_text(given)) if self.resolve else [to_text(given)]:
                    self.write(self._part(text.replace("/", "\\")))
            except PSError as failed:
                self.error(failed.record)

    def _resolved(self, text: str) -> list[str]:
        literal = "LiteralPath" in self.bound
        return [place.shown for place in paths.resolve(self.session, text, literal=literal)]

    def _part(self, text: str) -> object:
        head, colon, tail = text.partition(":")
        has_drive = bool(colon) and "\\" not in head
        if self.qualifier:
            if not has_drive:
                raise error(
                    "ParsePathFormatError",
                    f"Cannot parse path because path '{text}' does not have a qualifier specified.",
                    "InvalidArgument",
                    text,
                    "System.FormatException",
                )
            return head + ":"
        if self.no_qualifier:
            return tail if has_drive else text
        if self.is_absolute:
            return has_drive or text.startswith("\\\\")
        if self.leaf:
            trimmed = text.rstrip("\\")
            return trimmed.rpartition("\\")[2] if "\\" in trimmed else text
        trimmed = text.rstrip("\\")
        above = trimmed.rpartition("\\")[0]
        return above + "\\" if above.endswith(":") else above


class _Resolving(Cmdlet):
    path = Param(STRINGS, position=0, mandatory=True, pipeline=True, by_property=True, sets=("Path",))
    literal_path = Param(STRINGS, mandatory=True, by_property=True, aliases=("PSPath",), sets=("LiteralPath",))

    def emit(self, place: ItemPath) -> None:
        """Writes a place."""

    def process(self) -> None:
        literal = "LiteralPath" in self.bound
        for given in as_list(self.literal_path if literal else self.path):
            try:
                for place in paths.resolve(self.session, to_text(given), literal=literal):
                    self.emit(place)
            except PSError as failed:
                self.error(failed.record)


@MANAGEMENT.cmdlet("Resolve-Path", aliases=("rvpa",), default_set="Path")
class ResolvePath(_Resolving):
    """Finds the items a path means."""

    relative = Param(SWITCH)

    def emit(self, place: ItemPath) -> None:
        """Writes a place."""
        self.write(paths.relative(self.session, place) if self.relative else PathInfo(place))


@MANAGEMENT.cmdlet("Convert-Path", aliases=("cvpa",), default_set="Path")
class ConvertPath(_Resolving):
    """Paths as providers say them."""

    def emit(self, place: ItemPath) -> None:
        """Writes a place."""
        self.write(place.path)
