"""Secure strings as text: AES with a given key, or sealed for the user as DPAPI does.

The form with a key is PowerShell's own: base64 of UTF-16 ``2|<IV in base64>|<hex of AES-CBC>`` behind a fixed header
(https://learn.microsoft.com/previous-versions/powershell/module/microsoft.powershell.security/convertfrom-securestring).
Without a key Windows uses DPAPI; the emulation seals with a key that never leaves this process, and says so by a
header of its own length, so that the text is useless elsewhere, as on Windows.
"""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_HEADER = "76492d1116743f0423413b16050a5345"
_OWN_HEADER = "01000000d08c9ddf0115d1118c7a00c04fc297eb"
_OWN_KEY = os.urandom(32)


class SealError(ValueError):
    """The text can't be sealed or opened; ``exception`` is the .NET class that says so."""

    def __init__(self, text: str, exception: str = "System.ArgumentException") -> None:
        super().__init__(text)
        self.exception = exception


def seal(plain: str, key: bytes | None) -> str:
    """Seals a text.

    Raises:
        SealError: the key has not 16, 24 or 32 bytes.
    """
    if key is None:
        return _OWN_HEADER + _encrypted(plain, _OWN_KEY).hex()
    _check(key)
    iv = os.urandom(16)
    body = f"2|{base64.b64encode(iv).decode()}|{_cipher_text(plain, key, iv).hex()}"
    return _HEADER + base64.b64encode(body.encode("utf-16-le")).decode()


def open_sealed(sealed: str, key: bytes | None) -> str:
    """The text that was sealed.

    Raises:
        SealError: not a sealed text, or another key.
    """
    try:
        if key is None:
            if not sealed.startswith(_OWN_HEADER):
                raise ValueError(sealed)
            raw = bytes.fromhex(sealed.removeprefix(_OWN_HEADER))
            return _plain_text(raw[16:], _OWN_KEY, raw[:16])
        _check(key)
        if not sealed.startswith(_HEADER):
            raise ValueError(sealed)
        body = base64.b64decode(sealed.removeprefix(_HEADER), validate=True).decode("utf-16-le")
        _version, iv, data = body.split("|")
        return _plain_text(bytes.fromhex(data), key, base64.b64decode(iv))
    except SealError:
        raise
    except ValueError as problem:
        raise SealError(
            "Padding is invalid and cannot be removed.", "System.Security.Cryptography.CryptographicException"
        ) from problem


def _check(key: bytes) -> None:
    if len(key) not in (16, 24, 32):
        raise SealError("The specified key is not valid. A valid key must be 16, 24 or 32 bytes long.")


def _encrypted(plain: str, key: bytes) -> bytes:
    iv = os.urandom(16)
    return iv + _cipher_text(plain, key, iv)


def _cipher_text(plain: str, key: bytes, iv: bytes) -> bytes:
    padder = padding.PKCS7(128).padder()
    data = padder.update(plain.encode("utf-16-le", "surrogatepass")) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def _plain_text(data: bytes, key: bytes, iv: bytes) -> str:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    padded = decryptor.update(data) + decryptor.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    return (unpadder.update(padded) + unpadder.finalize()).decode("utf-16-le", "surrogatepass")
