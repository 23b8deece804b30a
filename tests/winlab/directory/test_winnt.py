"""``WinNT://`` of ADSI on an emulated machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from winlab.powershell.runspace import Runspace
from winlab.scenarios import Scenario, create_lab
from winlab.windows.lab import Lab
from winlab.windows.session import open_session

ACCOUNT = "SMALL\\exdeploy"
C = "$c = [ADSI]'WinNT://SRV1,computer';"


@pytest.fixture
def lab() -> Iterator[Lab]:
    """A lab of its own for each test."""
    made = create_lab(Scenario.load("small"))
    yield made
    made.close()


def run(lab: Lab, script: str) -> tuple[list[object], list[str]]:
    """What a script writes on SRV1, and the texts of its errors."""
    assert lab.accounts is not None
    host = lab.machines["SRV1"]
    logon = host.users.logon(ACCOUNT, "interactive", lab.accounts.password_of(ACCOUNT))
    runspace = Runspace(open_session(host, logon))
    with lab.clock.running():
        result = runspace.invoke(script)
    return result.output, [error.text.strip() for error in result.errors]


@pytest.mark.parametrize(
    ("script", "output"),
    [
        (
            C + "$c.Children | ? { $_.SchemaClassName -eq 'Group' } | select -first 2 | % { $_.Name.Value }",
            ["Administrators", "Backup Operators"],
        ),
        (
            "$u = [ADSI]'WinNT://SRV1/Guest,user'; $u.UserFlags.Value; $u.MaxPasswordAge.Value; $u.SchemaClassName",
            [515, 3628800, "User"],
        ),
        (
            "$g = [ADSI]'WinNT://SRV1/Administrators,group';"
            "@($g.psbase.Invoke('Members')) | select -first 2 | % { $_.GetType().InvokeMember('ADsPath',"
            "'GetProperty', $null, $_, $null) }",
            ["WinNT://SMALL/SRV1/Administrator", "WinNT://SMALL/Domain Admins"],
        ),
        ("([ADSI]'WinNT://SMALL/SRV1/Guest').Name.Value", ["Guest"]),
        ("[ADSI]::Exists('WinNT://SRV1/Guest'); [ADSI]::Exists('WinNT://SRV1/nobody')", [True, False]),
        (
            "$s = [ADSI]'WinNT://SRV1/W32Time,service'; $s.StartType.Value; $s.Stop();"
            "$s.psbase.InvokeGet('Status'); [string](Get-Service W32Time).Status",
            [2, 1, "Stopped"],
        ),
        (C + "$c.OperatingSystemVersion.Value; $c.psbase.Name", ["5.2", "SRV1"]),
    ],
)
def test_a_machine_shows_its_accounts_and_services(lab: Lab, script: str, output: list[object]) -> None:
    assert run(lab, script) == (output, [])


def test_an_account_is_made_changed_and_deleted(lab: Lab) -> None:
    made = "$u = $c.Create('User', 'webapp'); $u.SetPassword('P@ssw0rd!'); $u.SetInfo();"
    changed = "$u.FullName = 'Web App'; $u.UserFlags = 66049; $u.SetInfo();"
    assert run(lab, C + made + changed) == ([], [])
    user = lab.machines["SRV1"].users.users["webapp"]
    assert (user.full_name, user.password, user.password_expires) == ("Web App", "P@ssw0rd!", False)
    member = "$g = [ADSI]'WinNT://SRV1/Users,group'; $p = 'WinNT://SRV1/webapp';"
    assert run(lab, member + "$g.IsMember($p); $g.Add($p); $g.IsMember($p)") == ([False, True], [])
    off = "$u = [ADSI]'WinNT://SRV1/webapp'; $u.psbase.InvokeSet('AccountDisabled', $true); $u.SetInfo()"
    run(lab, off)
    assert user.disabled
    run(lab, C + "$c.Delete('user', 'webapp')")
    assert "webapp" not in lab.machines["SRV1"].users.users


def test_a_group_is_made_and_deleted(lab: Lab) -> None:
    made = "$g = $c.Create('group', 'Ops'); $g.Description = 'operators'; $g.SetInfo();"
    assert run(lab, C + made + "net localgroup Ops | select -index 1") == (["Comment        operators"], [])
    assert run(lab, C + "$c.psbase.Children.Remove($c.psbase.Children.Find('Ops', 'group'))") == ([], [])
    assert "ops" not in lab.machines["SRV1"].users.groups


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (C + "$c.Delete('user', 'nobody')", "The user name could not be found."),
        (C + "$u = $c.Create('user', 'Guest'); $u.SetInfo()", "The account already exists."),
        (C + "$c.Delete('group', 'Users')", "Cannot perform this operation on built-in accounts."),
        (
            "([ADSI]'WinNT://SRV1/Users,group').Add('WinNT://SMALL/Domain Users')",
            "The specified account name is already a member of the local group.",
        ),
        ("([ADSI]'WinNT://SRV1/Guest').Bogus = 1", "The directory property cannot be found in the cache."),
        ("[ADSI]'winnt://SRV1/Guest' | fl", "Unknown error (0x80005000)"),
        ("([ADSI]'WinNT://SMALL').Name", "winlab: not emulated: a domain through the WinNT provider"),
    ],
)
def test_refusals(lab: Lab, script: str, text: str) -> None:
    output, errors = run(lab, script)
    assert not output
    assert len(errors) == 1
    assert text in errors[0]
