"""A lab as ``winlab list`` tells it: hosts, how to reach them, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from winlab.process.world import HostEntry, World

HTTPS = "/https"
"""Behind a host's name: the key of its HTTPS port."""


def accounts(world: World) -> list[dict[str, str]]:
    """The scenario's accounts with their passwords."""
    return [{"username": name, "password": password} for name, password in sorted(world.accounts.items())]


def keytab_of(folder: str | None, entry: HostEntry) -> Path | None:
    """The host's Kerberos keys in a folder of keytabs: ``<fqdn>.keytab`` or ``<NAME>.keytab``."""
    if not folder:
        return None
    names = (entry.fqdn.lower(), entry.host.name, entry.host.name.lower())
    found = (path for name in names if (path := Path(folder) / f"{name}.keytab").is_file())
    return next(found, None)


def described(
    entry: HostEntry, ports: Mapping[str, int], authority: Path | None, keytabs: str | None
) -> dict[str, object]:
    """A host."""
    name = entry.host.name
    port = ports.get(name, 0)
    told: dict[str, object] = {
        "name": name,
        "fqdn": entry.fqdn,
        "role": entry.role,
        "url": f"http://127.0.0.1:{port}/wsman",
        "port": port,
        "username": entry.username,
        "password": entry.password,
        "authentication": "ntlm",
        "kerberos": keytab_of(keytabs, entry) is not None,
    }
    certificate = entry.host.listeners().get("HTTPS")
    if certificate is not None:
        https = ports.get(name + HTTPS, 0)
        told |= {
            "https_url": f"https://127.0.0.1:{https}/wsman",
            "https_port": https,
            "ca_file": str(authority) if authority is not None else "",
            "fingerprint": certificate.fingerprint,
            "certificate_name": certificate.subject,
        }
    return told
