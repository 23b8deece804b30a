from __future__ import annotations

import pytest

from tests.winlab.windows.conftest import Host
from winlab.windows.errors import Win32Error


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("net start Spooler", 2, "already been started"),
        ("net start nothing", 2, "service name is invalid"),
        ("net stop RpcSs /y", 2, "1052"),
        ("net share", 0, "ADMIN$"),
        ("net share nothing", 2, "does not exist"),
        ("net share X=C:\\nowhere", 2, "cannot find the path"),
        ("net localgroup Administrators", 0, "Administrator"),
        ("net localgroup Administrators nobody /add", 2, "3783"),
        ("net localgroup Administrators Administrator /add", 2, "1378"),
        ("sc query Spooler", 0, "RUNNING"),
        ("sc query nothing", 1060, "1060"),
        ("sc start Alerter", 1058, "1058"),
        ("sc qc Spooler", 0, "AUTO_START"),
        ("reg query HKLM\\SOFTWARE\\Microsoft\\PowerShell\\1\\PowerShellEngine /v PowerShellVersion", 0, "2.0"),
        ("reg query HKLM\\SOFTWARE\\None", 1, "unable to find"),
        ("reg add HKLM\\SOFTWARE\\X /v A /t REG_DWORD /d 5 /f", 0, "successfully"),
        ("hostname", 0, "srv1"),
        ("whoami", 0, "srv1\\administrator"),
        ("ipconfig /all", 0, "192.168.100.11"),
        ("ping -n 1 BARE", 0, "Reply from 10.1.1.51"),
        ("ping -n 1 nobody", 1, "could not find host"),
        ("tasklist", 0, "lsass.exe"),
        ("taskkill /pid 99999", 128, "not found"),
        ("systeminfo", 0, "Server 2003"),
        ("schtasks /query", 0, "no scheduled tasks"),
        ("schtasks /query /tn x", 1, "Invalid argument/option - '/tn'"),
        ("schtasks /create /sc ONCE /tn x /tr cmd", 1, "'st' is missing"),
        ("shutdown /a", 1116, "1116"),
        ("cacls C:\\WINDOWS", 0, "BUILTIN\\Administrators"),
        ("cacls C:\\none", 2, "cannot find the file"),
        ("netsh interface ip show config", 0, "Private"),
    ],
)
def test_a_program_says_what_the_real_one_says(server: Host, command: str, code: int, says: str) -> None:
    output = server.run(command)
    assert (output.exit_code, says in output.stdout + output.stderr) == (code, True), output


def test_sysocmgr_installs_from_the_media_and_removes_again(server: Host) -> None:
    files, registry = server.machine.files, server.machine.registry
    files.write_text("C:\\a.txt", "[Components]\r\niis_common = on\r\niis_www = on\r\n")
    command = "sysocmgr /i:C:\\WINDOWS\\inf\\sysoc.inf /u:C:\\a.txt /q /r"
    assert server.run(command).exit_code == 0
    assert server.machine.services.find("W3SVC") is None  # no media at D:\
    setup = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup"
    registry.set(setup, "SourcePath", "C:\\Media\\Windows")
    server.run(command)
    assert server.machine.services.is_running("W3SVC")
    assert registry.get(f"{setup}\\OC Manager\\Subcomponents", "iis_www") == 1
    got = server.run(
        "cscript //nologo C:\\inetpub\\adminscripts\\adsutil.vbs set W3SVC/AppPools/Enable32bitAppOnWin64 0"
    )
    assert got.stdout.strip().endswith("(BOOLEAN) False")
    regiis = "C:\\WINDOWS\\Microsoft.NET\\Framework64\\v2.0.50727\\aspnet_regiis.exe -i -enable"
    assert server.run(regiis).exit_code == 0
    listed = server.run("cscript //nologo C:\\inetpub\\adminscripts\\adsutil.vbs get W3SVC/WebSvcExtRestrictionList")
    assert "1,C:\\WINDOWS\\Microsoft.NET\\Framework64\\v2.0.50727\\aspnet_isapi.dll" in listed.stdout
    assert server.run("iisreset").exit_code == 0
    files.write_text("C:\\a.txt", "[Components]\r\niis_common = off\r\n")
    server.run(command)
    assert server.machine.services.find("W3SVC") is None


def test_an_update_asks_for_a_restart_and_the_restart_settles_it(server: Host) -> None:
    output = server.run("C:\\Media\\WindowsServer2003-KB942288-v4-x64.exe /quiet /norestart")
    assert output.exit_code == 3010
    assert server.machine.restart_is_pending
    assert server.machine.files.need("C:\\WINDOWS\\system32\\msi.dll").facts["version"].startswith("4.5")
    before = server.machine.boot_time
    assert server.run("shutdown /r /t 5 /f /d p:4:1 /c why").exit_code == 0
    assert server.run("shutdown /r /t 5").exit_code == 1190
    assert server.machine.lab.settle()
    assert not server.machine.restart_is_pending
    assert (server.machine.boot_time - before).total_seconds() > 90


def test_powershell_needs_the_framework(bare: Host) -> None:
    assert bare.run("C:\\Media\\KB926139.exe /quiet /norestart").exit_code == 1603


def test_msiexec_installs_a_package_once_and_removes_it(server: Host) -> None:
    assert server.run("msiexec /i C:\\Media\\msxml6_x64.msi /qn").exit_code == 0
    assert server.machine.files.is_file("C:\\WINDOWS\\system32\\msxml6.dll")
    assert server.run("msiexec /i C:\\Media\\none.msi /qn").exit_code == 1619
    assert server.run("msiexec /x C:\\Media\\msxml6_x64.msi /qn").exit_code == 0
    assert server.run("msiexec /x C:\\Media\\msxml6_x64.msi /qn").exit_code == 1605


def test_a_second_installer_has_to_wait(server: Host) -> None:
    server.machine.installer_busy = "another"
    assert server.run("msiexec /i C:\\Media\\msxml6_x64.msi /qn").exit_code == 1618


def test_a_task_runs_by_itself_as_its_account_and_leaves_its_result(server: Host) -> None:
    password = server.machine.users.password_of("Administrator")
    create = f"schtasks /create /sc ONCE /tn t /tr ipconfig.exe /st 23:59:00 /ru SRV1\\Administrator /rp {password}"
    assert "has successfully been created" in server.run(create).stdout
    assert server.run(create).exit_code == 1  # exists, no /f
    assert "Attempted to run" in server.run("schtasks /run /tn t").stdout
    assert server.machine.lab.settle()
    query = server.run("schtasks /query /fo CSV /v /nh").stdout
    assert '"t"' in query
    assert '"SRV1\\Administrator"' in query
    assert server.run("schtasks /delete /tn t /f").exit_code == 0


def test_a_task_with_a_wrong_password_is_made_but_could_not_start(server: Host) -> None:
    create = "schtasks /create /sc ONCE /tn t /tr ipconfig.exe /st 23:59:00 /ru SRV1\\Administrator /rp wrong"
    assert "may not run because" in server.run(create).stdout
    server.run("schtasks /run /tn t")
    assert '"Could not start"' in server.run("schtasks /query /fo CSV /nh").stdout


def test_a_share_is_reached_from_another_machine_only_with_credentials(server: Host, bare: Host) -> None:
    server.machine.files.make_folder("C:\\W")
    assert server.run("net share W$=C:\\W /GRANT:Administrator,FULL").exit_code == 0
    server.machine.files.write("C:\\W\\a.txt", b"x")
    network = bare.machine.users.logon("Administrator", "network")
    with pytest.raises(Win32Error) as failed:
        bare.machine.locate("\\\\SRV1\\W$\\a.txt", network)
    assert failed.value.code == 5


def test_cacls_edits_and_replaces(server: Host) -> None:
    server.machine.files.make_folder("C:\\W")
    assert server.run("cacls C:\\W /E /G Guest:F").exit_code == 0
    assert "SRV1\\Guest:(OI)(CI)F" in server.run("cacls C:\\W").stdout
    assert server.run("cacls C:\\W /G Guest:R", stdin="n\r\n").exit_code == 1
    assert server.run("cacls C:\\W /G Guest:R", stdin="y\r\n").exit_code == 0
    assert "Administrators" not in server.run("cacls C:\\W").stdout
