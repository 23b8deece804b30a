"""exforge with a ticket of a real KDC, against a lab that was given its hosts' keys."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exforge.remote.pool import Pool
from exforge.remote.session import NotTrusted, Target
from exforge.resources.secret import Secret
from tests.winlab.winrm import kdc

pytestmark = pytest.mark.skipif(bool(kdc.missing()), reason=kdc.missing())

SCENARIO = r"""
name: ticketed
description: One controller.
forest:
  level: 0
  schema_version: 31
  domains:
    - {dns: corp.example, netbios: CORP, users: [{name: builder, groups: [Domain Admins]}]}
machines:
  - name: DC1
    os: windows-2003-r2-x64
    address: 10.0.0.10
    domain: corp.example
    controller: true
    catalogue: true
    roles: [schema, naming, pdc, rid, infrastructure]
    account: CORP\builder
    winrm: {https: true}
"""


def winlab(state: Path, *words: str) -> str:
    command = [sys.executable, "-m", "winlab", *words, "--state", str(state)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Target, Target]]:
    """The controller over http and over HTTPS."""
    folder = tmp_path_factory.mktemp("ticketed")
    (folder / "ticketed.yml").write_text(SCENARIO)
    state, keytabs = folder / "lab", folder / "keytabs"
    keytabs.mkdir()
    with pytest.MonkeyPatch.context() as patch, kdc.realm(tmp_path_factory.mktemp("kdc")) as realm:
        patch.setenv("KRB5_CONFIG", str(realm.config))
        realm.user("builder", "Ticket:1")
        shutil.copy(realm.keytab("dc1.corp.example"), keytabs)
        winlab(state, "up", "--scenario", str(folder / "ticketed.yml"), "--keytabs", str(keytabs))
        try:
            (host,) = json.loads(winlab(state, "list", "--json"))["hosts"]
            assert host["kerberos"] is True
            http = Target(
                name="dc1",
                address="127.0.0.1",
                port=host["port"],
                username="builder@CORP.EXAMPLE",
                password=Secret("env:P", lambda: "Ticket:1"),
                authentication="kerberos",
                computer_name="DC1",
                domain="corp.example",
            )
            yield http, replace(http, port=host["https_port"], tls=True, ca_file=host["ca_file"])
        finally:
            winlab(state, "down")


@pytest.mark.parametrize("authentication", ["kerberos", "negotiate"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_session_opens_with_a_ticket(targets: tuple[Target, Target], authentication: str, tls: bool) -> None:
    pool = Pool(replace(targets[tls], authentication=authentication))
    pool.open()
    assert pool.run("Get-HostIdentity", {}, 30)
    pool.close()


@pytest.mark.parametrize(
    ("change", "id"),
    [
        ({"computer_name": "DC9"}, "winrm.ticket"),
        ({"password": Secret("env:P", lambda: "Wrong:1")}, "winrm.logon-refused"),
        ({"username": "nobody@CORP.EXAMPLE"}, "winrm.logon-refused"),
    ],
    ids=["another machine", "password", "user"],
)
def test_what_the_kdc_refuses_is_told_apart(targets: tuple[Target, Target], change: dict[str, object], id: str) -> None:
    with pytest.raises(NotTrusted) as refused:
        Pool(replace(targets[0], **change)).open()  # type: ignore[arg-type]
    assert refused.value.failure.id == id
