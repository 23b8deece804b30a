"""cmd.exe's view of an emulated machine."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING

from winlab.cmd.system import DiskError, FileInfo, Streams, VolumeInfo
from winlab.windows import programs
from winlab.windows.consoles import ConsoleStreams, console_of
from winlab.windows.errors import FileError, Win32Error
from winlab.windows.programs import ProgramCall

if TYPE_CHECKING:
    from winlab.windows.files import Files, Node


class MachineDisk:
    """Files of a machine, and of others behind UNC paths."""

    def __init__(self, call: ProgramCall) -> None:
        self._call = call

    def _place(self, path: str) -> tuple[Files, str]:
        try:
            place = self._call.machine.locate(path, self._call.logon)
        except Win32Error as error:
            raise DiskError(error.text) from error
        if place is None:
            raise DiskError("The system cannot find the path specified.")
        return place[0].files, place[1]

    def _node(self, path: str) -> Node | None:
        try:
            files, local = self._place(path)
            return files.node(local)
        except (DiskError, FileError):
            return None

    def is_file(self, path: str) -> bool:
        """Whether there is such a file."""
        node = self._node(path)
        return node is not None and not node.is_folder

    def is_folder(self, path: str) -> bool:
        """Whether there is such a folder."""
        node = self._node(path)
        return node is not None and node.is_folder

    def is_program(self, path: str) -> bool:
        """Whether a file is an emulated program, whatever its name says."""
        node = self._node(path)
        return node is not None and node.program is not None

    def entries(self, folder: str) -> list[FileInfo]:
        """What is in a folder."""
        files, local = self._place(folder)
        try:
            nodes = files.list(local)
        except FileError as error:
            raise DiskError(error.text) from error
        return [_info(node) for node in nodes]

    def info(self, path: str) -> FileInfo | None:
        """What is known of a file or folder."""
        node = self._node(path)
        return _info(node) if node is not None else None

    def short(self, path: str) -> str:
        """The path in short names."""
        files, local = self._place(path)
        return files.short_path(local) if files.exists(local) else path

    def volume(self, drive: str) -> VolumeInfo | None:
        """A volume of this machine."""
        machine = self._call.machine
        disk = machine.files.disks.get(drive.upper())
        if disk is None:
            return None
        number = machine.random_guid(f"volume {drive.upper()}")[:8].upper()
        return VolumeInfo(disk.label, f"{number[:4]}-{number[4:]}", machine.files.free(drive.upper()))

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        files, local = self._place(path)
        try:
            return files.read(local)
        except FileError as error:
            raise DiskError(error.text) from error

    def write(self, path: str, data: bytes, append: bool) -> None:
        """Writes or appends."""
        files, local = self._place(path)
        try:
            files.write(local, data, append=append)
        except FileError as error:
            raise DiskError(error.text) from error

    def remove(self, path: str) -> None:
        """Deletes a file."""
        self._change(path, recursive=False)

    def remove_folder(self, path: str, recursive: bool) -> None:
        """Deletes a folder."""
        self._change(path, recursive)

    def _change(self, path: str, recursive: bool) -> None:
        files, local = self._place(path)
        try:
            files.delete(local, recursive=recursive)
        except FileError as error:
            raise DiskError(error.text) from error

    def make_folder(self, path: str) -> None:
        """Makes a folder."""
        files, local = self._place(path)
        try:
            files.make_folder(local)
        except FileError as error:
            raise DiskError(error.text) from error

    def copy(self, source: str, target: str) -> None:
        """Copies a file; a program stays one, on another machine too."""
        self._transfer(source, target, move=False)

    def move(self, source: str, target: str) -> None:
        """Moves or renames."""
        self._transfer(source, target, move=True)

    def _transfer(self, source: str, target: str, move: bool) -> None:
        files, local = self._place(source)
        into, there = self._place(target)
        try:
            if files is into:
                if move:
                    files.move(local, there)
                else:
                    files.copy(local, there)
                return
            node = files.need(local)
            if node.program is not None:
                into.add_program(there, node.program, node.size, **node.facts)
            else:
                into.write(there, files.read(local))
            if move:
                files.delete(local)
        except FileError as error:
            raise DiskError(error.text) from error


_LETTERS = {"ReadOnly": "r", "Archive": "a", "Hidden": "h", "System": "s", "Compressed": "c"}


def _info(node: Node) -> FileInfo:
    attributes = "".join(letter for name, letter in _LETTERS.items() if name in node.attributes)
    return FileInfo(node.name, node.is_folder, node.length, node.modified, attributes, node.created, node.accessed)


class MachineSystem:
    """The machine of a running cmd.exe."""

    def __init__(self, call: ProgramCall) -> None:
        self._call = call
        self._console = console_of(call)
        self.disk = MachineDisk(call)

    @property
    def version(self) -> str:
        """The system's version."""
        return self._call.machine.os.version

    def now(self) -> datetime:
        """Local time."""
        return self._call.machine.local_time()

    def find_program(self, name: str, directory: str, environment: Mapping[str, str]) -> str | None:
        """A program's path."""
        return programs.find_program(self._call.machine, name, directory, environment)

    def is_batch(self, path: str) -> bool:
        """A .cmd or .bat file that is not one of Windows' own scripts (these are emulated as programs)."""
        return path.lower().endswith((".cmd", ".bat")) and not self.disk.is_program(path)

    def run(self, path: str, tail: str, directory: str, environment: MutableMapping[str, str], streams: Streams) -> int:
        """Runs a program and waits for it."""
        try:
            process = programs.start(
                self._call.machine,
                path,
                tail,
                self._call.logon,
                ConsoleStreams(streams.out, streams.err, streams.read, self._console),
                env=environment,
                cwd=directory,
                parent=self._call.process,
                wait=True,
            )
        except Win32Error as error:
            streams.err(f"{error.text}\r\n")
            return 1
        return process.exit_code or 0

    def start(self, path: str, tail: str, directory: str, environment: Mapping[str, str]) -> None:
        """Starts a program and goes on."""
        programs.start(
            self._call.machine,
            path,
            tail,
            self._call.logon,
            env=environment,
            cwd=directory,
            parent=self._call.process,
        )

    def checkpoint(self) -> None:
        """Ends when the process was killed."""
        self._call.checkpoint()
