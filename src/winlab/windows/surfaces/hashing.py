"""System.Security.Cryptography: hash algorithms.

Source: https://learn.microsoft.com/dotnet/api/system.security.cryptography.hashalgorithm.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from winlab.powershell.declare import NetTable, net_method, net_property
from winlab.powershell.errors import net_error
from winlab.powershell.nettypes import TYPES
from winlab.powershell.values import NetObject, TypedArray
from winlab.windows.extension import register_extension
from winlab.windows.surfaces.streams import Stream, bytes_of

TABLE = NetTable()
register_extension(net=TABLE)

_SPACE = "System.Security.Cryptography"
INT, BYTES = "System.Int32", "System.Byte[]"
_IMPLEMENTATIONS = {
    "MD5": ("MD5CryptoServiceProvider",),
    "SHA1": ("SHA1CryptoServiceProvider", "SHA1Managed"),
    "SHA256": ("SHA256Managed",),
    "SHA384": ("SHA384Managed",),
    "SHA512": ("SHA512Managed",),
}


def _part(source: object, offset: int, count: int | None) -> bytes:
    data = bytes_of(source)
    return data[offset:] if count is None else data[offset : offset + count]


@TABLE.type(f"{_SPACE}.HashAlgorithm")
class HashAlgorithm(NetObject):
    """A hash over bytes that come at once or in blocks."""

    algorithm = "SHA1"

    def __init__(self) -> None:
        self.state = self._fresh()
        self.digest: bytes | None = None

    def _fresh(self) -> hashlib._Hash:
        return hashlib.new(self.algorithm.lower(), usedforsecurity=False)

    @net_property("HashSize", INT)
    def hash_size(self) -> int:
        return self.state.digest_size * 8

    @net_property("Hash", BYTES)
    def hash(self) -> TypedArray:
        if self.digest is None:
            raise net_error(
                f"{_SPACE}.CryptographicUnexpectedOperationException",
                "Hash must be finalized before the hash value is retrieved.",
            )
        return TypedArray.of_bytes(self.digest)

    @net_method("ComputeHash", (BYTES,), ("System.IO.Stream",), (BYTES, INT, INT), returns=BYTES)
    def compute(self, source: object, offset: int = 0, count: int | None = None) -> TypedArray:
        state = self._fresh()
        if isinstance(source, Stream):
            data = source.load()[source.place :]
            source.place += len(data)
        else:
            data = _part(source, offset, count)
        state.update(data)
        self.digest = state.digest()
        self.state = self._fresh()
        return TypedArray.of_bytes(self.digest)

    @net_method("TransformBlock", (BYTES, INT, INT, BYTES, INT), returns=INT)
    def transform(self, source: object, offset: int, count: int, target: object, place: int) -> int:
        self.state.update(_part(source, offset, count))
        if isinstance(target, list) and target is not source:
            target[place : place + count] = TypedArray.of_bytes(_part(source, offset, count))
        return count

    @net_method("TransformFinalBlock", (BYTES, INT, INT), returns=BYTES)
    def finish(self, source: object, offset: int, count: int) -> TypedArray:
        last = _part(source, offset, count) if source else b""
        self.state.update(last)
        self.digest = self.state.digest()
        self.state = self._fresh()
        return TypedArray.of_bytes(last)

    @net_method("Initialize", returns="System.Void")
    def initialize(self) -> None:
        self.state, self.digest = self._fresh(), None

    @net_method("Clear", returns="System.Void")
    def clear(self) -> None:
        HashAlgorithm.initialize(self)

    @net_method("Dispose", returns="System.Void")
    def dispose(self) -> None:
        HashAlgorithm.initialize(self)


def _declare(algorithm: str) -> None:
    base = f"{_SPACE}.{algorithm}"
    TABLE.type(base, bases=(f"{_SPACE}.HashAlgorithm",))(type(algorithm, (HashAlgorithm,), {}))
    for name in _IMPLEMENTATIONS[algorithm]:
        TABLE.type(f"{_SPACE}.{name}", bases=(base,))(type(name, (HashAlgorithm,), {"algorithm": algorithm}))
        TABLE.extend(f"{_SPACE}.{name}").constructor(())(_IMPLEMENTED.setdefault(name, _maker(f"{_SPACE}.{name}")))
    TABLE.extend(base).static("Create")(_IMPLEMENTED[_IMPLEMENTATIONS[algorithm][0]])


def _maker(name: str) -> Callable[[], object]:
    def make() -> object:
        made = TYPES[name.lower()].python
        assert made is not None
        return made()

    return make


_IMPLEMENTED: dict[str, Callable[[], object]] = {}
for _each in _IMPLEMENTATIONS:
    _declare(_each)


@TABLE.extend(f"{_SPACE}.HashAlgorithm").static("Create", (), ("System.String",))
def create(name: str = "SHA1") -> object:
    """An algorithm by name; null for one that is not known."""
    known = _IMPLEMENTATIONS.get(name.upper().rpartition(".")[2].replace("-", ""))
    return None if known is None else _IMPLEMENTED[known[0]]()
