"""A real MIT Kerberos realm of its own for tests: KDC on loopback, keytabs per host, no trace outside its folder."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REALM = "CORP.EXAMPLE"
_TOOLS = ("krb5kdc", "kdb5_util", "kadmin.local", "kinit")
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))


def missing() -> str:
    """Why there can be no realm here; empty if there can."""
    absent = [tool for tool in _TOOLS if shutil.which(tool, path=_PATH) is None]
    if absent:
        return (
            f"no MIT Kerberos server here ({', '.join(absent)}); apt-get install krb5-kdc krb5-admin-server krb5-user"
        )
    libraries = [name for name in ("gssapi", "krb5", "kerberos") if importlib.util.find_spec(name) is None]
    if libraries:
        return f"no {', '.join(libraries)} for Python here; pip install '.[kerberos]'"
    return ""


@dataclass(frozen=True)
class Kdc:
    """A realm that runs."""

    folder: Path
    config: Path
    environment: dict[str, str]

    def user(self, name: str, password: str) -> None:
        """Makes a user."""
        self._admin(f"addprinc -pw {password} {name}")

    def keytab(self, host: str, services: Sequence[str] = ("host", "HTTP", "WSMAN")) -> Path:
        """The keys of a host's services, in a file."""
        path = self.folder / f"{host}.keytab"
        names = [f"{service}/{host}" for service in services]
        for name in names:
            self._admin(f"addprinc -randkey +ok_as_delegate {name}")
        self._admin(f"ktadd -k {path} {' '.join(names)}")
        return path

    def _admin(self, query: str) -> None:
        _run(["kadmin.local", "-r", REALM, "-q", query], self.environment)


@contextmanager
def realm(folder: Path) -> Iterator[Kdc]:
    """Starts a realm; it ends with the context."""
    port = _free_port()
    config, kdc_config = folder / "krb5.conf", folder / "kdc.conf"
    config.write_text(
        f"""[libdefaults]
 default_realm = {REALM}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
 forwardable = true
 default_rcache_name = file2:{folder}/rcache
[realms]
 {REALM} = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 .corp.example = {REALM}
"""
    )
    kdc_config.write_text(
        f"""[kdcdefaults]
 kdc_listen = 127.0.0.1:{port}
 kdc_tcp_listen = 127.0.0.1:{port}
[realms]
 {REALM} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/kadm5.acl
  supported_enctypes = aes256-cts:normal aes128-cts:normal
 }}
[logging]
 kdc = FILE:{folder}/kdc.log
"""
    )
    environment = {
        **os.environ,
        "PATH": _PATH,
        "KRB5_CONFIG": str(config),
        "KRB5_KDC_PROFILE": str(kdc_config),
    }
    _run(["kdb5_util", "create", "-r", REALM, "-s", "-P", "master", "-W"], environment)
    server = subprocess.Popen(
        ["krb5kdc", "-n", "-r", REALM],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        executable=shutil.which("krb5kdc", path=_PATH),
    )
    try:
        _wait_for(port, server)
        yield Kdc(folder, config, environment)
    finally:
        server.terminate()
        server.wait(10)


def _run(command: list[str], environment: dict[str, str]) -> None:
    program = shutil.which(command[0], path=_PATH)
    ended = subprocess.run(
        command, executable=program, env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert ended.returncode == 0, ended.stderr


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        assert server.poll() is None, "the KDC ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the KDC does not answer")
