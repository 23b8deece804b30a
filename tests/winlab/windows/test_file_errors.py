"""What 2.0 says of files that can't be written, of scripts and of classes that are not there."""

from __future__ import annotations

import pytest

from tests.winlab.corpus.fresh import run

TOLD = {
    "a redirection to a folder": ("1 > C:\\Windows", "FileOpenFailure"),
    "a redirection into no folder": ("1 > C:\\nope\\x.txt", "FileOpenFailure"),
    "a redirection to a file that is read-only": (
        "'x' > C:\\r.txt; (Get-Item C:\\r.txt).IsReadOnly = $true; 1 > C:\\r.txt; Remove-Item C:\\r.txt -Force",
        "FileOpenFailure",
    ),
    "an error that a script writes": (
        "Set-Content C:\\e.ps1 \"Write-Error 'x'\"; & C:\\e.ps1; Remove-Item C:\\e.ps1",
        "Microsoft.PowerShell.Commands.WriteErrorException,e.ps1",
    ),
    "a COM class": (
        "New-Object -ComObject nope",
        "CannotLoadComObjectType,Microsoft.PowerShell.Commands.NewObjectCommand",
    ),
}
"""Source: about_Redirection for the file that is read-only."""


@pytest.mark.parametrize(("script", "told"), TOLD.values(), ids=TOLD)
def test_errors_have_the_ids_of_2(script: str, told: str) -> None:
    assert [record.full_id for record in run(script, 10).errors] == [told]
