"""Paths: drives, the current location, wildcards; what every item cmdlet resolves with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from winlab.powershell.errors import PSError, error, error_record, session_error
from winlab.powershell.patterns import escape_wildcards, has_wildcards, unescape_wildcards, wildcard
from winlab.powershell.providers import Drive, Provider, item_not_found
from winlab.powershell.session import Session
from winlab.powershell.text import to_text


@dataclass(frozen=True)
class ItemPath:
    """An item's place: its drive (None for a provider-qualified path), provider and provider path."""

    provider: Provider
    path: str
    drive: Drive | None = None

    @property
    def shown(self) -> str:
        """The path a user sees: with its drive."""
        if self.drive is None:
            return self.path
        root = self.drive.root.rstrip("\\")
        rest = self.path[len(root) :] if self.path.lower().startswith(root.lower()) else self.path
        return f"{self.drive.name}:\\{rest.lstrip(chr(92))}"

    @property
    def provider_qualified(self) -> str:
        """``Snapin\\Provider::path`` (PSPath)."""
        return f"{self.provider.snapin}\\{self.provider.name}::{self.path}"

    def child(self, name: str) -> ItemPath:
        """The path of an item below."""
        joined = f"{self.path.rstrip(chr(92))}\\{name}" if self.path else name
        return ItemPath(self.provider, joined, self.drive)

    @property
    def parent(self) -> str:
        """The provider path above."""
        return parent_of(self.path)

    @property
    def leaf(self) -> str:
        """The last name."""
        return self.path.rstrip("\\").rpartition("\\")[2]


def parent_of(path: str) -> str:
    """The path above, empty at the top."""
    head = path.rstrip("\\").rpartition("\\")[0]
    return head + "\\" if head.endswith(":") else head


def find_drive(session: Session, name: str) -> Drive:
    """A drive by name.

    Raises:
        PSError: DriveNotFound.
    """
    found = session.drives.get(name.lower())
    if found is None:
        text = f"Cannot find drive. A drive with the name '{name}' does not exist."
        raise session_error("DriveNotFound", text, "ObjectNotFound", name, "DriveNotFoundException", "Drive")
    return found


def find_provider(session: Session, name: str) -> Provider:
    """A provider by name, with or without its snap-in.

    Raises:
        PSError: ProviderNotFound.
    """
    found = session.providers.get(name.rpartition("\\")[2].lower())
    if found is None:
        raise provider_not_found(name)
    return found


def provider_not_found(name: str) -> PSError:
    """There is no provider of that name."""
    text = f"Cannot find a provider with the name '{name}'."
    return session_error(
        "ProviderNotFound", text, "ObjectNotFound", name, "ProviderNotFoundException", "CmdletProvider"
    )


def locate(session: Session, path: str) -> ItemPath:
    """Where a path without wildcards leads (it need not exist)."""
    path = path.replace("/", "\\")
    head, separator, tail = path.partition("::")
    if separator:
        return ItemPath(find_provider(session, head), tail)
    if path.startswith("\\\\"):
        return ItemPath(find_provider(session, "FileSystem"), path.rstrip("\\") or path)
    if path == "~" or path.startswith("~\\"):
        drive = find_drive(session, session.drive)
        path = drive.provider.home(session) + path[1:]
    name, colon, rest = path.partition(":")
    if colon and "\\" not in name and name:
        drive = find_drive(session, name)
        absolute = rest.startswith("\\")
        base = "" if absolute else session.locations.get(drive.name.lower(), "")
    else:
        drive = find_drive(session, session.drive)
        absolute = path.startswith("\\")
        rest = path
        base = "" if absolute else session.locations.get(drive.name.lower(), "")
    return ItemPath(drive.provider, _below(drive.root, _normal(base, rest)), drive)


def _normal(base: str, rest: str) -> str:
    names = [name for name in base.split("\\") if name]
    for name in rest.split("\\"):
        if name == "..":
            if names:
                names.pop()
        elif name not in ("", "."):
            names.append(name)
    return "\\".join(names)


def _below(root: str, inner: str) -> str:
    if not inner:
        return root
    return f"{root.rstrip(chr(92))}\\{inner}" if root else inner


def resolve(session: Session, path: str, *, literal: bool = False, must_exist: bool = True) -> list[ItemPath]:
    """The items a path with wildcards means.

    Raises:
        PSError: PathNotFound, where a path without wildcards leads nowhere.
    """
    if literal or not has_wildcards(path):
        place = locate(session, path if literal else unescape_wildcards(path))
        if must_exist and not place.provider.exists(session, place.path):
            raise item_not_found(shown_path(session, path))
        return [place]
    start = locate(session, path.replace("`[", "\0").replace("`]", "\1"))
    root = start.drive.root if start.drive is not None else _fixed_root(start.path)
    inner = start.path[len(root) :] if start.path.lower().startswith(root.lower()) else start.path
    places = [ItemPath(start.provider, root, start.drive)]
    for name in [part for part in inner.split("\\") if part]:
        name = name.replace("\0", "`[").replace("\1", "`]")
        places = _step(session, places, name)
    return places


def _fixed_root(path: str) -> str:
    names = path.split("\\")
    fixed: list[str] = []
    for name in names:
        if has_wildcards(name):
            break
        fixed.append(name)
    return "\\".join(fixed)


def _step(session: Session, places: Sequence[ItemPath], name: str) -> list[ItemPath]:
    found: list[ItemPath] = []
    if not has_wildcards(name):
        plain = unescape_wildcards(name)
        for place in places:
            child = place.child(plain)
            if child.provider.exists(session, child.path):
                found.append(child)
        return found
    accepts = wildcard(name)
    for place in places:
        if place.provider.container and not place.provider.is_container(session, place.path):
            continue
        found.extend(
            place.child(each) for each in place.provider.child_names(session, place.path) if accepts.fullmatch(each)
        )
    return found


def shown_path(session: Session, path: str) -> str:
    """A path as an error shows it: absolute."""
    if ":" in path or path.startswith("\\\\"):
        return path
    try:
        return locate(session, path).shown
    except PSError:
        return path


# --- the location -----------------------------------------------------------------------------------------------------


def location(session: Session) -> ItemPath | None:
    """Where the session is."""
    if not session.drive:
        return None
    return locate(session, session.drive + ":")


def location_text(session: Session) -> str:
    """``C:\\folder``."""
    here = location(session)
    return "" if here is None else here.shown


def set_location(session: Session, place: ItemPath) -> None:
    """Goes to a container; ``$PWD`` tells where."""
    from winlab.powershell.cmdlets.locations import PathInfo

    if place.drive is None:
        for drive in session.drives.values():
            if drive.provider is place.provider and place.path.lower().startswith(drive.root.lower()):
                place = ItemPath(place.provider, place.path, drive)
                break
    if place.drive is None:
        session.drive = ""
        return
    session.drive = place.drive.name
    root = place.drive.root
    session.locations[place.drive.name.lower()] = place.path[len(root) :].strip("\\")
    session.scope.top().put("PWD", PathInfo(locate(session, f"{session.drive}:")))


def is_in_use(session: Session, place: ItemPath) -> bool:
    """Whether an item is where the session is, or above it."""
    here = location(session)
    if here is None or here.provider is not place.provider:
        return False
    return (here.path.rstrip("\\") + "\\").lower().startswith(place.path.rstrip("\\").lower() + "\\")


def relative(session: Session, place: ItemPath) -> str:
    """An item's path as it is reached from the location: ``.\\below``, ``..\\beside``; whole on another drive."""
    here = location(session)
    if here is None or here.drive is None or place.drive is not here.drive:
        return place.shown
    above = [name for name in here.path.split("\\") if name]
    names = [name for name in place.path.split("\\") if name]
    common = 0
    while common < min(len(above), len(names)) and above[common].lower() == names[common].lower():
        common += 1
    ups = [".."] * (len(above) - common) or ["."]
    return "\\".join([*ups, *names[common:]])


def current_directory(session: Session) -> str:
    """The file system folder that programs start in."""
    for name in (session.drive, "C"):
        drive = session.drives.get(name.lower())
        if drive is not None and drive.provider.name == "FileSystem":
            return _below(drive.root, session.locations.get(name.lower(), ""))
    return "C:\\"


# --- variables of drives, files ---------------------------------------------------------------------------------------


def drive_value(session: Session, drive_name: str, name: str) -> object:
    """``$env:NAME``, ``$function:name``: an item's content, null if there is none."""
    drive = session.drives.get(drive_name)
    if drive is None:
        return None
    place = ItemPath(drive.provider, _below(drive.root, name.replace("/", "\\")), drive)
    if not place.provider.exists(session, place.path):
        return None
    values = list(place.provider.read_content(session, place.path))
    return values[0] if len(values) == 1 else values or None


def set_drive_value(session: Session, drive_name: str, name: str, value: object) -> None:
    """``$env:NAME = value``."""
    drive = find_drive(session, drive_name)
    path = _below(drive.root, name.replace("/", "\\"))
    if drive.provider.container:
        values = value if isinstance(value, list) else [value]
        drive.provider.write_content(session, path, values)
    elif value is None:
        if drive.provider.exists(session, path):
            drive.provider.remove_item(session, path)
    else:
        drive.provider.set_item(session, path, value)


def files_to_read(session: Session, path: str) -> list[ItemPath]:
    """The files a path with wildcards means, for cmdlets that open them themselves.

    Raises:
        PSError: FileOpenFailure.
    """
    try:
        return resolve(session, path)
    except PSError as failed:
        if failed.record.error_id != "PathNotFound":
            raise
        message = f"Could not find file '{failed.record.target}'."
        raise error("FileOpenFailure", message, "OpenError", None, "System.IO.FileNotFoundException") from None


def read_lines(session: Session, path: str) -> list[object]:
    """A file's lines."""
    return [line for place in resolve(session, path) for line in place.provider.read_content(session, place.path)]


def read_script(session: Session, path: str) -> str:
    """A script file's text.

    Raises:
        PSError: it can't be read, or the execution policy forbids it.
    """
    refusal = session.host.script_refusal(path)
    if refusal:
        kind = "System.Management.Automation.PSSecurityException"
        raise error("RuntimeException", refusal, "NotSpecified", None, kind)
    return "\n".join(to_text(line) for line in read_lines(session, escape_wildcards(path)))


def write_text_file(session: Session, path: str, lines: Sequence[str], *, append: bool) -> None:
    """Writes lines as Out-File does: UTF-16.

    Raises:
        PSError: FileOpenFailure; a file that is read-only is not written to.
    """
    place = locate(session, path)
    if append and place.provider.exists(session, place.path):
        # An empty file has no byte order mark yet that the rest could follow.
        append = next(iter(place.provider.read_content(session, place.path, encoding="Byte")), None) is not None
    try:
        place.provider.write_content(session, place.path, list(lines), encoding="Unicode", append=append, force=False)
    except PSError as failed:
        raise PSError(error_record(failed.record.exception, "FileOpenFailure", "OpenError")) from None
