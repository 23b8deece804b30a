"""Ansible's own connections, psrp and winrm, with raw tasks: what of it works without PowerShell 5.1 on the host."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from .installed import ROOT, need
from .labs import Lab, Target

CONNECTIONS = ("psrp", "winrm")


def host_variables(target: Target, connection: str) -> dict[str, object]:
    method = {"psrp": {"ansible_psrp_auth": "ntlm", "ansible_psrp_protocol": "http"},
              "winrm": {"ansible_winrm_transport": "ntlm", "ansible_winrm_scheme": "http"}}  # fmt: skip
    return {
        "ansible_host": "127.0.0.1",
        "ansible_port": target.port,
        "ansible_user": target.username,
        "ansible_password": target.password,
        "ansible_connection": connection,
        **method[connection],
    }


@dataclass(frozen=True)
class Ansible:
    """Ansible with an inventory of SRV1 and SRV2, each by both connections."""

    programs: Path
    home: Path

    def run(self, program: str, *words: str) -> dict[str, dict[str, object]]:
        """What the last task gave, by host."""
        environment = {
            **os.environ,
            "HOME": str(self.home),
            "ANSIBLE_HOME": str(self.home / ".ansible"),
            "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default",
            "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
            "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",
            "ANSIBLE_CALLBACKS_ENABLED": "answers",
            "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "ansible"),
            "ANSIBLE_NOCOLOR": "1",
            "LC_ALL": "C.UTF-8",
            "WINLAB_ANSWERS": str(self.home / "answers.json"),
        }
        (self.home / "answers.json").unlink(missing_ok=True)
        ended = subprocess.run(
            [self.programs / program, "-i", self.home / "inventory.json", *words],
            env=environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (self.home / "answers.json").exists(), ended
        answers: dict[str, dict[str, object]] = json.loads((self.home / "answers.json").read_text())
        return answers

    def raw(self, pattern: str, text: str) -> dict[str, dict[str, object]]:
        """An ad-hoc command."""
        return self.run("ansible", pattern, "-m", "raw", "-a", text)


@pytest.fixture(scope="module")
def ansible(client_lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Ansible:
    programs = need(ROOT / "ansible" / "bin", "Ansible")
    home = tmp_path_factory.mktemp("ansible")
    hosts = {
        f"{name.lower()}_{connection}": host_variables(client_lab.host(name), connection)
        for name in ("SRV1", "SRV2")
        for connection in CONNECTIONS
    }
    (home / "inventory.json").write_text(json.dumps({"all": {"hosts": hosts}}))
    return Ansible(programs, home)


def test_one_command_reaches_all_hosts_over_both_connections(ansible: Ansible) -> None:
    answers = ansible.raw("all", "hostname")
    assert {name: (answer["rc"], str(answer["stdout"]).strip()) for name, answer in answers.items()} == {
        f"{name}_{connection}": (0, name) for name in ("srv1", "srv2") for connection in CONNECTIONS
    }


def test_output_errors_and_exit_code(ansible: Ansible) -> None:
    answers = ansible.raw("srv1_*", "Write-Output 'déjà vu'; Write-Error bad; exit 3")
    for connection in CONNECTIONS:
        answer = answers[f"srv1_{connection}"]
        assert answer["rc"] == 3
        assert answer["failed"] is True
        assert "bad" in str(answer["stderr"])
        assert "CLIXML" not in str(answer["stderr"])
        assert str(answer["stdout"]).strip() == "déjà vu"


def test_a_ping_of_ones_own_in_the_language_that_the_host_has(ansible: Ansible) -> None:
    answers = ansible.raw("srv1_*", """$answer = @{ ping = 'pong' }; '{"ping": "' + $answer.ping + '"}'""")
    assert len(answers) == 2
    for answer in answers.values():
        assert json.loads(str(answer["stdout"])) == {"ping": "pong"}


def test_ansibles_own_machinery_is_told_that_the_host_has_2_0(ansible: Ansible, tmp_path: Path) -> None:
    script = tmp_path / "script.ps1"
    script.write_text("'never'")
    answers = ansible.run("ansible", "srv1_*", "-m", "script", "-a", str(script))
    assert len(answers) == 2
    for answer in answers.values():
        assert "PowerShell" in json.dumps(answer)
        assert "never" not in str(answer.get("stdout", ""))


PLAY = r"""
- hosts: srv2_*
  gather_facts: false
  serial: 1
  tasks:
    - name: a folder of this connection
      raw: New-Item -Type Directory "C:\Ansible\{{ ansible_connection }}" | Out-Null
    - name: many lines
      raw: 1..2000 | ForEach-Object { "line $_" }
      register: many
    - name: a script that lies beside the play
      raw: "{{ lookup('file', playbook_dir ~ '/report.ps1') }}"
      register: report
      changed_when: false
    - name: failures that are expected
      raw: exit 5
      register: five
      failed_when: five.rc != 5
    - name: together
      debug:
        msg: "{{ many.stdout_lines | length }} {{ report.stdout | trim }} {{ five.rc }}"
"""


def test_a_play_of_raw_tasks_with_a_script(ansible: Ansible) -> None:
    (ansible.home / "play.yml").write_text(PLAY)
    (ansible.home / "report.ps1").write_text(
        "$os = Get-WmiObject Win32_OperatingSystem\n"
        "$service = Get-Service W32Time\n"
        "'{0}/{1}/{2}' -f $env:COMPUTERNAME, $os.Version, $service.Status\n"
    )
    answers = ansible.run("ansible-playbook", "play.yml")
    told = {name: answer.get("msg") for name, answer in answers.items()}
    assert told == {f"srv2_{connection}": "2000 SRV2/5.2.3790/Running 5" for connection in CONNECTIONS}


def test_a_wrong_password_makes_the_host_unreachable(ansible: Ansible) -> None:
    answers = ansible.run("ansible", "srv1_*", "-m", "raw", "-a", "hostname", "-e", "ansible_password=wrong")
    assert [answer.get("unreachable") for answer in answers.values()] == [True, True]
