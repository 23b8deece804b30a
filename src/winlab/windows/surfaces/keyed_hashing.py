"""System.Security.Cryptography: hashes with a key, random bytes, keys made of passwords, data sealed for a user.

Sources: https://learn.microsoft.com/dotnet/api/system.security.cryptography.hmac ,
https://learn.microsoft.com/dotnet/api/system.security.cryptography.protecteddata .
"""

from __future__ import annotations

import hashlib
import hmac
import os

from winlab.powershell.declare import NetTable
from winlab.powershell.errors import net_error
from winlab.powershell.net.strings import out_of_range
from winlab.powershell.nettypes import EnumValue, NetProperty
from winlab.powershell.sealing import SealError, open_sealed, seal
from winlab.powershell.text import to_text
from winlab.powershell.values import NetObject, TypedArray
from winlab.windows.extension import register_extension
from winlab.windows.surfaces.hashing import HashAlgorithm
from winlab.windows.surfaces.streams import bytes_of

TABLE = NetTable()
register_extension(net=TABLE)
C = "System.Security.Cryptography."
S, INT, BYTES, VOID = "System.String", "System.Int32", "System.Byte[]", "System.Void"


class Keyed(HashAlgorithm):
    """A hash that a key goes into."""

    def __init__(self, key: bytes | None = None) -> None:
        self.key = os.urandom(64) if key is None else key
        super().__init__()

    def _fresh(self) -> hmac.HMAC:  # type: ignore[override]  # it hashes as hashlib's do
        return hmac.new(self.key, digestmod=self.algorithm.lower())

    def set_key(self, key: object) -> None:
        """Sets the key, from which hashing begins anew."""
        self.key = bytes_of(key)
        self.initialize()


_KEYED = TABLE.extend(f"{C}KeyedHashAlgorithm", bases=(f"{C}HashAlgorithm",))
_KEYED.type.python = Keyed
_KEYED.type.members["key"] = NetProperty(
    "Key", BYTES, lambda keyed: TypedArray.of_bytes(keyed.key), lambda keyed, key: keyed.set_key(key)
)


def _hmac(algorithm: str) -> None:
    name = f"{C}HMAC{algorithm}"
    cls = type(f"HMAC{algorithm}", (Keyed,), {"algorithm": algorithm})
    declared = TABLE.extend(name, python=cls, bases=(f"{C}HMAC",))
    declared.constructor((), (BYTES,))(lambda key=None: cls(None if key is None else bytes_of(key)))


TABLE.extend(f"{C}HMAC", bases=(f"{C}KeyedHashAlgorithm",))
for _algorithm in ("MD5", "SHA1", "SHA256", "SHA384", "SHA512"):
    _hmac(_algorithm)


class RandomNumberGenerator(NetObject):
    """Bytes that nobody can guess."""


def _fill(array: list[object], *, zeros: bool) -> None:
    data = bytearray(os.urandom(len(array)))
    while not zeros and 0 in data:
        data[data.index(0)] = os.urandom(1)[0]
    array[:] = TypedArray.of_bytes(bytes(data))


for _name in ("RandomNumberGenerator", "RNGCryptoServiceProvider"):
    _random = TABLE.extend(C + _name, python=RandomNumberGenerator if _name.startswith("RNG") else None)
    _random.method("GetBytes", (BYTES,), returns=VOID)(lambda generator, array: _fill(array, zeros=True))
    _random.method("GetNonZeroBytes", (BYTES,), returns=VOID)(lambda generator, array: _fill(array, zeros=False))
    _random.static("Create", (), (S,), returns=f"{C}RandomNumberGenerator")(lambda *name: RandomNumberGenerator())
TABLE.extend(f"{C}RNGCryptoServiceProvider").constructor(())(RandomNumberGenerator)


class DerivedBytes(NetObject):
    """Bytes made of a password and salt (PBKDF2 with SHA-1)."""

    def __init__(self, password: object, salt: object, count: int = 1000) -> None:
        self.password = bytes_of(password) if isinstance(password, list) else to_text(password).encode()
        self.salt = os.urandom(int(salt)) if isinstance(salt, int) else bytes_of(salt)
        if len(self.salt) < 8:
            raise net_error("System.ArgumentException", "Salt is not at least eight bytes.\r\nParameter name: salt")
        self.count = count
        self.taken = 0

    def take(self, count: int) -> TypedArray:
        """The next bytes.

        Raises:
            PSError: ArgumentOutOfRangeException.
        """
        if not 0 < count <= 1 << 16:
            raise out_of_range("cb", "Positive number required.")
        made = hashlib.pbkdf2_hmac("sha1", self.password, self.salt, min(self.count, 100_000), self.taken + count)
        self.taken += count
        return TypedArray.of_bytes(made[-count:])


_DERIVED = TABLE.extend(f"{C}Rfc2898DeriveBytes", python=DerivedBytes)
_DERIVED.constructor((S, INT), (S, BYTES), (S, INT, INT), (S, BYTES, INT), (BYTES, BYTES, INT))(DerivedBytes)
_DERIVED.attributes(INT, IterationCount="count")
_DERIVED.property("Salt", BYTES)(lambda derived: TypedArray.of_bytes(derived.salt))
_DERIVED.method("GetBytes", (INT,), returns=BYTES)(DerivedBytes.take)

SCOPE = f"{C}DataProtectionScope"
TABLE.enum(SCOPE, "CurrentUser LocalMachine")
PROTECTED = TABLE.extend(f"{C}ProtectedData")


def _mark(extra: object) -> str:
    return "" if extra is None else bytes_of(extra).hex()


@PROTECTED.static("Protect", (BYTES, BYTES, SCOPE), returns=BYTES)
def protect(data: list[object], extra: object, _scope: EnumValue) -> TypedArray:
    """Seals bytes."""
    return TypedArray.of_bytes(bytes.fromhex(seal(f"{_mark(extra)}|{bytes_of(data).hex()}", None)))


@PROTECTED.static("Unprotect", (BYTES, BYTES, SCOPE), returns=BYTES)
def unprotect(data: list[object], extra: object, _scope: EnumValue) -> TypedArray:
    """Opens what was sealed."""
    try:
        mark, _, held = open_sealed(bytes_of(data).hex(), None).partition("|")
    except SealError:
        mark, held = "-", ""
    if mark != _mark(extra):
        raise net_error(f"{C}CryptographicException", "The data is invalid.\r\n")
    return TypedArray.of_bytes(bytes.fromhex(held))
