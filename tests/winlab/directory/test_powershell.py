"""The directory as scripts on the emulated machines see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from winlab.powershell.runspace import Runspace
from winlab.scenarios import Scenario, create_lab
from winlab.windows.lab import Lab
from winlab.windows.session import open_session

ACCOUNT = "CORP\\exdeploy"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """The diary's lab; the scripts here change nothing that another one reads."""
    made = create_lab(Scenario.load("diary"))
    yield made
    made.close()


def password(lab: Lab) -> str:
    """The deployment account's password."""
    found = lab.accounts.password_of(ACCOUNT) if lab.accounts is not None else None
    assert found is not None
    return found


def run(lab: Lab, machine: str, script: str, kind: str = "network") -> list[object]:
    """What a script writes on a machine; an error ends the test."""
    host = lab.machines[machine]
    runspace = Runspace(open_session(host, host.users.logon(ACCOUNT, kind, password(lab))))
    with lab.clock.running():
        result = runspace.invoke(script)
    assert not result.errors, [error.text for error in result.errors]
    assert result.thrown is None, result.thrown
    return result.output


@pytest.mark.parametrize(
    ("script", "output"),
    [
        ("([ADSI]'LDAP://RootDSE').defaultNamingContext", ["DC=corp,DC=example"]),
        (
            "$s = [string]([ADSI]'LDAP://RootDSE').schemaNamingContext;"
            '[int]([string]([ADSI]"LDAP://CN=ms-Exch-Schema-Version-Pt,$s").rangeUpper)',
            [6870],
        ),
        (
            "$c = [string]([ADSI]'LDAP://RootDSE').configurationNamingContext;"
            "$s = New-Object DirectoryServices.DirectorySearcher("
            '[ADSI]"LDAP://CN=Microsoft Exchange,CN=Services,$c");'
            "$s.Filter = '(objectClass=msExchOrganizationContainer)'; $s.SearchScope = 'OneLevel';"
            "$o = $s.FindOne(); $o.Properties['cn'][0]; [int]$o.Properties['objectversion'][0]",
            ["Diary", 6903],
        ),
        (
            "$n = ([ADSI]'LDAP://CN=Users,DC=corp,DC=example').psbase; $n.SchemaClassName; $n.Parent.Path",
            ["container", "LDAP://DC=corp,DC=example"],
        ),
        ("([ADSI]'LDAP://CN=Users,DC=corp,DC=example').noSuchAttribute -eq $null", [True]),
        (
            "foreach ($r in ([adsisearcher]'(sAMAccountName=exdeploy)').FindAll()) { $r.Properties['memberof'].Count }",
            [4],
        ),
        (
            "[DirectoryServices.ActiveDirectory.Forest]::GetCurrentForest().SchemaRoleOwner.Name",
            ["rootdc1.corp.example"],
        ),
        (
            "[DirectoryServices.ActiveDirectory.Domain]::GetCurrentDomain().DomainControllers |"
            " ForEach-Object { $_.Name }",
            ["rootdc1.corp.example", "rootdc2.corp.example"],
        ),
        (
            "([ADSI]'LDAP://DC=corp,DC=example').psbase.ObjectSecurity.GetAccessRules($true, $false, "
            "[Security.Principal.NTAccount]) | ForEach-Object { [string]$_.IdentityReference } |"
            " Select-Object -First 2",
            ["CORP\\Domain Admins", "CORP\\Enterprise Admins"],
        ),
        ("([ADSI]'GC://corp.example').psbase.Path", ["GC://corp.example"]),
        ("dsquery server -hasfsmo schema -o rdn", ['"ROOTDC1"']),
        ("([ADSI]'WinNT://./Administrators,group').IsMember('WinNT://CORP/Domain Admins')", [True]),
    ],
)
def test_on_a_controller_a_remote_session_reads_its_directory(lab: Lab, script: str, output: list[object]) -> None:
    assert run(lab, "ROOTDC1", script) == output


def test_what_a_script_assigns_is_written_by_set_info(lab: Lab) -> None:
    script = (
        "$e = [ADSI]'LDAP://CN=Guest,CN=Users,DC=corp,DC=example'; $e.title = 'Visitor'; $e.Put('info', 'x');"
        "$e.SetInfo(); $r = [ADSI]'LDAP://CN=Guest,CN=Users,DC=corp,DC=example'; $r.title; $r.info.Value"
    )
    assert run(lab, "ROOTDC1", script) == ["Visitor", "x"]


def test_on_a_server_a_remote_session_reaches_no_controller_but_a_full_logon_or_a_password_does(lab: Lab) -> None:
    read = "([ADSI]'LDAP://RootDSE').dnsHostName"
    caught = run(lab, "HT01", f"try {{ {read} }} catch {{ $_.Exception.InnerException.Message.Trim() }}")
    assert caught == ["An operations error occurred."]
    assert run(lab, "HT01", read, kind="batch") == ["childdc1.child.corp.example"]
    with_password = (
        f"(New-Object DirectoryServices.DirectoryEntry 'LDAP://rootdc2/RootDSE', '{ACCOUNT}', '{password(lab)}')"
        ".dnsHostName"
    )
    assert run(lab, "HT01", with_password) == ["rootdc2.corp.example"]


def test_an_object_that_is_not_there_is_an_exception_with_its_code(lab: Lab) -> None:
    script = (
        "try { ([ADSI]'LDAP://CN=nobody,DC=corp,DC=example').cn } catch {"
        "$e = $_.Exception.GetBaseException(); '{0:X}' -f $e.ErrorCode; $e.GetType().Name }"
    )
    assert run(lab, "ROOTDC1", script) == ["80072030", "DirectoryServicesCOMException"]
