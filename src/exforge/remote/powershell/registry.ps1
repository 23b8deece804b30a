function Get-RegistryData {
    <#
    .SYNOPSIS
    Gives the data of a registry value, or nothing when the key or the value does not exist.
    #>
    param([string]$Path, [string]$Name)
    if (-not (Test-Path -LiteralPath $Path)) { return $null }
    $key = Get-Item -LiteralPath $Path
    $key.GetValue($Name, $null)
}

function Get-RegistryValue {
    <#
    .SYNOPSIS
    Reads a registry value: Exists, Kind (String, DWord, MultiString...), Data.
    #>
    param([string]$Path, [string]$Name)
    $state = @{ Exists = $false; Kind = ''; Data = $null }
    if (Test-Path -LiteralPath $Path) {
        $key = Get-Item -LiteralPath $Path
        if (@($key.GetValueNames()) -contains $Name) {
            $state['Exists'] = $true
            $state['Kind'] = [string]$key.GetValueKind($Name)
            $state['Data'] = $key.GetValue($Name, $null)
        }
    }
    $state
}

function Set-RegistryValue {
    <#
    .SYNOPSIS
    Writes a registry value and makes its key when there is none.
    #>
    param([string]$Path, [string]$Name, [string]$Kind, $Data)
    if (-not (Test-Path -LiteralPath $Path)) { [void](New-Item -Path $Path -Force) }
    if ($Kind -eq 'MultiString') { $Data = [string[]]@($Data) }
    [void](New-ItemProperty -Path $Path -Name $Name -PropertyType $Kind -Value $Data -Force)
}

function Remove-RegistryValue {
    <#
    .SYNOPSIS
    Removes a registry value; nothing happens when there is none.
    #>
    param([string]$Path, [string]$Name)
    if ((Get-RegistryValue -Path $Path -Name $Name)['Exists']) { Remove-ItemProperty -Path $Path -Name $Name -Force }
}
