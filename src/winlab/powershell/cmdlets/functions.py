"""The functions that every session starts with, in PowerShell's own language.

Source: ``Get-ChildItem function:`` as about_Functions of Windows PowerShell 2.0 lists it. more needs a console and is
not here; Clear-Host works through RawUI.
"""

from __future__ import annotations

import string

from winlab.powershell.cmdlets.tables import CORE
from winlab.powershell.cmdlets.verbs import VERBS

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

CORE.function(
    "help",
    """
    <#
    .FORWARDHELPTARGETNAME Get-Help
    .FORWARDHELPCATEGORY Cmdlet
    #>
    [CmdletBinding(DefaultParameterSetName='AllUsersView')]
    param(
        [Parameter(Position=0, ValueFromPipelineByPropertyName=$true)][string]$Name,
        [string]$Path,
        [string[]]$Category,
        [string[]]$Component,
        [string[]]$Functionality,
        [string[]]$Role,
        [Parameter(ParameterSetName='DetailedView')][switch]$Detailed,
        [Parameter(ParameterSetName='AllUsersView')][switch]$Full,
        [Parameter(ParameterSetName='Examples')][switch]$Examples,
        [Parameter(ParameterSetName='Parameters')][string]$Parameter,
        [switch]$Online
    )
    Get-Help @PSBoundParameters
    """,
)
CORE.aliases["man"] = "help"

_LISTED = " ".join(f"{verb},{group}" for group, verbs in VERBS.items() for verb in verbs.split())
CORE.function(
    "Get-Verb",
    f"""
    param([Parameter(ValueFromPipeline=$true)][string[]]$verb = '*')
    process {{
        foreach ($pair in -split '{_LISTED}') {{
            $name, $group = $pair -split ','
            foreach ($pattern in $verb) {{
                if ($name -notlike $pattern) {{ continue }}
                $name | Select-Object @{{n='Verb';e={{$name}}}}, @{{n='Group';e={{$group}}}}
            }}
        }}
    }}
    """,
)
