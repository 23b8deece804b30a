"""A host of one dictionary for tests of cmd.exe."""

from __future__ import annotations

import ntpath
from collections.abc import Mapping, MutableMapping
from datetime import datetime

from winlab.cmd.interpreter import Interpreter
from winlab.cmd.system import DiskError, FileInfo, Streams, VolumeInfo

STAMP = datetime(2008, 5, 6, 7, 8, 9)


class MemoryDisk:
    def __init__(self) -> None:
        self.items: dict[str, tuple[str, bytes | None]] = {}
        for folder in ("C:\\", "C:\\Windows", "C:\\Work", "D:\\"):
            self.make_folder(folder)

    def is_file(self, path: str) -> bool:
        return self.items.get(path.lower(), ("", None))[1] is not None

    def is_folder(self, path: str) -> bool:
        return self.items.get(path.lower(), ("", b""))[1] is None

    def entries(self, folder: str) -> list[FileInfo]:
        if not self.is_folder(folder):
            raise DiskError("The system cannot find the path specified.")
        return [
            FileInfo(ntpath.basename(path), data is None, len(data or b""), STAMP)
            for path, data in self.items.values()
            if ntpath.dirname(path).lower() == folder.lower() and path.lower() != folder.lower()
        ]

    def info(self, path: str) -> FileInfo | None:
        if path.lower() not in self.items:
            return None
        name, data = self.items[path.lower()]
        return FileInfo(ntpath.basename(name), data is None, len(data or b""), STAMP, "" if data is None else "a")

    def short(self, path: str) -> str:
        return path.upper()

    def volume(self, drive: str) -> VolumeInfo | None:
        return VolumeInfo("", "1234-ABCD", 1000) if drive in ("C:", "D:") else None

    def read(self, path: str) -> bytes:
        data = self.items.get(path.lower(), ("", None))[1]
        if data is None:
            raise DiskError("The system cannot find the file specified.")
        return data

    def write(self, path: str, data: bytes, append: bool) -> None:
        if not self.is_folder(ntpath.dirname(path)):
            raise DiskError("The system cannot find the path specified.")
        old = self.read(path) if append and self.is_file(path) else b""
        self.items[path.lower()] = (path, old + data)

    def remove(self, path: str) -> None:
        del self.items[path.lower()]

    def make_folder(self, path: str) -> None:
        self.items[path.lower()] = (path, None)

    def remove_folder(self, path: str, recursive: bool) -> None:
        for key in [key for key in self.items if key == path.lower() or key.startswith(path.lower() + "\\")]:
            del self.items[key]

    def copy(self, source: str, target: str) -> None:
        self.write(target, self.read(source), False)

    def move(self, source: str, target: str) -> None:
        for key, (path, data) in list(self.items.items()):
            if key == source.lower() or key.startswith(source.lower() + "\\"):
                del self.items[key]
                new = target + path[len(source) :]
                self.items[new.lower()] = (new, data)


class MemorySystem:
    def __init__(self) -> None:
        self.disk = MemoryDisk()
        self.version = "5.2.3790"
        self.started: list[str] = []
        for name in ("args", "fail", "upper", "env"):
            self.disk.write(f"C:\\Windows\\{name}.exe", b"", False)

    def now(self) -> datetime:
        return STAMP

    def find_program(self, name: str, directory: str, environment: Mapping[str, str]) -> str | None:
        names = [name] if ntpath.splitext(name)[1] else [name + end for end in (".exe", ".cmd", ".bat")]
        for folder in (directory, "C:\\Windows"):
            for item in names:
                path = ntpath.normpath(ntpath.join(folder, item))
                if self.disk.is_file(path):
                    return path
        return None

    def is_batch(self, path: str) -> bool:
        return path.lower().endswith((".cmd", ".bat"))

    def run(self, path: str, tail: str, directory: str, environment: MutableMapping[str, str], streams: Streams) -> int:
        name = ntpath.basename(path).lower()
        if name == "args.exe":
            streams.out(f"[{tail}]\r\n")
        elif name == "env.exe":
            streams.out(f"{environment.get(tail, '-')} in {directory}\r\n")
        elif name == "upper.exe":
            while line := streams.read():
                streams.out(line.upper())
        elif name == "fail.exe":
            streams.err("failed\r\n")
            return int(tail or "1")
        return 0

    def start(self, path: str, tail: str, directory: str, environment: Mapping[str, str]) -> None:
        self.started.append(f"{path} {tail}")

    def checkpoint(self) -> None:
        pass


class Console:
    """An interpreter whose output is collected, with errors marked by ``!``."""

    def __init__(self, stdin: str = "") -> None:
        self.system = MemorySystem()
        self.out = self.err = ""
        self._stdin = iter(stdin.splitlines(keepends=True))

        def out(text: str) -> None:
            self.out += text

        def err(text: str) -> None:
            self.err += text

        self.shell = Interpreter(
            self.system,
            {"NAME": "value", "Path": "C:\\Windows"},
            "C:\\Work",
            Streams(lambda: next(self._stdin, ""), out, err),
        )

    def run(self, line: str) -> int:
        return self.shell.run_line(line)

    def file(self, name: str, text: str) -> None:
        self.system.disk.write(f"C:\\Work\\{name}", text.replace("\n", "\r\n").encode("cp437"), False)

    def text(self, name: str) -> str:
        return self.system.disk.read(f"C:\\Work\\{name}").decode("cp437").replace("\r\n", "\n")
