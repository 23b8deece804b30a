"""The functions that every session starts with, in PowerShell's own language.

Source: ``Get-ChildItem function:`` as about_Functions of Windows PowerShell 2.0 lists it. help and more
need a console and are not here; Clear-Host works through RawUI.
"""

from __future__ import annotations

import string

from winlab.powershell.cmdlets.tables import CORE

for _letter in string.ascii_uppercase:
    CORE.function(f"{_letter}:", f"Set-Location {_letter}:")
CORE.function("cd..", "Set-Location ..")
CORE.function(
    "Clear-Host",
    """
    $blank = New-Object System.Management.Automation.Host.BufferCell
    $blank.Character = ' '
    $blank.ForegroundColor = $Host.UI.RawUI.ForegroundColor
    $blank.BackgroundColor = $Host.UI.RawUI.BackgroundColor
    $everything = New-Object System.Management.Automation.Host.Rectangle -1, -1, -1, -1
    $Host.UI.RawUI.CursorPosition = New-Object System.Management.Automation.Host.Coordinates 0, 0
    $Host.UI.RawUI.SetBufferContents($everything, $blank)
    """,
)
CORE.aliases.update({"clear": "Clear-Host", "cls": "Clear-Host"})
CORE.function("cd\\", "Set-Location \\")
CORE.function(
    "prompt",
    """
    $depth = if ($NestedPromptLevel -ge 1) { '>>' } else { '' }
    "PS $(Get-Location)$depth> "
    """,
)
CORE.function(
    "mkdir",
    """
    [CmdletBinding(DefaultParameterSetName='pathSet', SupportsShouldProcess=$true)]
    param(
        [Parameter(ParameterSetName='pathSet', Mandatory=$true, Position=0, ValueFromPipelineByPropertyName=$true)]
        [Parameter(ParameterSetName='nameSet', Position=0, ValueFromPipelineByPropertyName=$true)]
        [string[]]$Path,
        [Parameter(ParameterSetName='nameSet', Mandatory=$true, ValueFromPipelineByPropertyName=$true)]
        [AllowNull()][AllowEmptyString()]
        [string]$Name,
        [Parameter(ValueFromPipeline=$true, ValueFromPipelineByPropertyName=$true)]
        [object]$Value,
        [switch]$Force,
        [Parameter(ValueFromPipelineByPropertyName=$true)]
        [object]$Credential
    )
    process { New-Item -ItemType Directory @PSBoundParameters }
    """,
)
CORE.aliases["md"] = "mkdir"
