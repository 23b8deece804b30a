"""Files that cmdlets print into: Out-File, Export-Csv, Export-Clixml, Tee-Object."""

from __future__ import annotations

from collections.abc import Sequence

from winlab.powershell.declare import Cmdlet
from winlab.powershell.errors import PSError, error, error_record
from winlab.powershell.paths import ItemPath, locate, resolve

ENCODINGS = ("unknown", "string", "unicode", "bigendianunicode", "utf8", "utf7", "utf32", "ascii", "default", "oem")
"""What ``-Encoding`` of the cmdlets that print takes."""

_UNICODE = ("unknown", "string", "unicode")


def file_at(cmdlet: Cmdlet, path: str) -> ItemPath:
    """The item of a path that is to be written, wildcards in it resolved when they match."""
    found = resolve(cmdlet.session, path, must_exist=False)
    return found[0] if found else locate(cmdlet.session, path)


def keep_existing(cmdlet: Cmdlet, place: ItemPath) -> None:
    """What ``-NoClobber`` asks for.

    Raises:
        PSError: NoClobber, if the file exists.
    """
    if place.provider.exists(cmdlet.session, place.path):
        text = f"The file '{place.shown}' already exists."
        raise error("NoClobber", text, "ResourceExists", place.shown, "System.IO.IOException")


def write_file(
    cmdlet: Cmdlet,
    place: ItemPath,
    lines: Sequence[object],
    encoding: object,
    *,
    append: bool = False,
    force: bool = False,
) -> None:
    """Writes lines.

    Raises:
        PSError: FileOpenFailure.
    """
    name = str(encoding or "unicode")
    try:
        place.provider.write_content(
            cmdlet.session,
            place.path,
            lines,
            encoding="Unicode" if name.lower() in _UNICODE else name,
            append=append,
            force=force,
        )
    except PSError as failed:
        raise PSError(error_record(failed.record.exception, "FileOpenFailure", "OpenError")) from None
