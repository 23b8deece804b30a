function Enable-ExchangeShell {
    <#
    .SYNOPSIS
    Loads the snap-in of the Exchange 2007 shell once per session.
    #>
    $name = 'Microsoft.Exchange.Management.PowerShell.Admin'
    if (@(Get-PSSnapin | Where-Object { $_.Name -eq $name }).Count -eq 0) { Add-PSSnapin -Name $name }
}

function Get-ClusteredMailboxServerState {
    <#
    .SYNOPSIS
    Reads the state of a clustered mailbox server and of the copies of its storage groups.
    .DESCRIPTION
    https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/aa998632(v=exchg.80) and
    https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/bb690972(v=exchg.80)
    #>
    param([string]$Name)
    $missing = @{ Exists = $false; State = ''; OperationalMachines = @(); FailedResources = @(); Copies = @() }
    if (-not (Get-ClusterState)['Running']) { return $missing }
    if (@((Get-ClusterState)['Groups'] | Where-Object { $_ -and ($_['Name'] -eq $Name) }).Count -eq 0) { return $missing }
    Enable-ExchangeShell
    $status = Get-ClusteredMailboxServerStatus -Identity $Name
    $copies = @()
    foreach ($copy in @(Get-StorageGroupCopyStatus -Server $Name)) {
        if ($copy -eq $null) { continue }
        $copies += @{ Name = [string]$copy.Name; Status = [string]$copy.SummaryCopyStatus }
    }
    @{
        Exists = $true
        State = [string]$status.State
        OperationalMachines = @($status.OperationalMachines | Where-Object { $_ } | ForEach-Object { [string]$_ })
        FailedResources = @($status.FailedResources | Where-Object { $_ } | ForEach-Object { [string]$_ })
        Copies = $copies
    }
}
