"""ADsPath strings: ``LDAP://server:port/DN``, ``GC://``, ``WinNT://``, ``IIS://``.

Source: https://learn.microsoft.com/windows/win32/adsi/ldap-adspath .
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from winlab.directory.errors import INVALID_PARAMETER, DirectoryError

BAD_PATH = 0x80005000


@dataclass(frozen=True)
class AdsPath:
    """A parsed path.

    Attributes:
        provider: "LDAP", "GC", "WinNT" or "IIS".
        server: Name of a server or domain; empty for a serverless path.
        port: 389, or as given.
        name: The distinguished name, "RootDSE", or for WinNT and IIS the rest of the path.
    """

    provider: str
    server: str = ""
    port: int = 389
    name: str = ""

    def with_name(self, name: str) -> AdsPath:
        """The same server, another object."""
        return AdsPath(self.provider, self.server, self.port, name)

    def __str__(self) -> str:
        usual = 3268 if self.provider == "GC" else 389
        port = f":{self.port}" if self.server and self.port != usual else ""
        where = f"{self.server}{port}/" if self.server and self.name else self.server + port
        return f"{self.provider}://{where}{self.name}"


def parse_path(text: str) -> AdsPath:
    """Parses a path; its provider is case-sensitive. A bare DN is no path.

    Raises:
        DirectoryError: INVALID_PARAMETER with ADSI's own code 0x80005000 in its detail.
    """
    match = re.fullmatch(r"(LDAP|GC|WinNT|IIS)://(.*)", text.strip(), re.DOTALL)
    if match is None:
        raise DirectoryError(INVALID_PARAMETER, f"{BAD_PATH:#x}", "Unknown error (0x80005000)")
    provider = match.group(1)
    rest = match.group(2)
    if provider == "IIS":
        server, _, name = rest.partition("/")
        return AdsPath(provider, server, name=name.strip("/"))
    port = 3268 if provider == "GC" else 389
    if provider == "WinNT":
        return AdsPath(provider, "", 0, rest.strip("/"))
    if not rest:
        return AdsPath(provider, "", port, "")
    server, slash, name = rest.partition("/")
    if not slash and "=" in rest:
        return AdsPath(provider, "", port, rest)
    if slash and "=" in server:
        # A slash inside a serverless DN: it belongs to the name.
        return AdsPath(provider, "", port, rest)
    if not slash and server.lower() in ("rootdse", "schema"):
        return AdsPath(provider, "", port, server)
    host, colon, number = server.partition(":")
    if colon:
        if not number.isdigit():
            raise DirectoryError(INVALID_PARAMETER, f"{BAD_PATH:#x}", "Unknown error (0x80005000)")
        port = int(number)
    return AdsPath(provider, host, port, name)
