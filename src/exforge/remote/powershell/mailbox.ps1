function Get-ClusteredMailboxServerState {
    <#
    .SYNOPSIS
    Reads a clustered mailbox server from its cluster and from the directory, as far as a network logon can.
    .DESCRIPTION
    Exists: the cluster has its group. Online: the group is. NotOnline names resources of the cluster that are not.
    StorageType is 1 for continuous replication. The Exchange shell itself would need a logon that reaches a
    domain controller; Wait-StorageGroupCopy uses it in a job.
    #>
    param([string]$Name, [string]$Server)
    $state = @{ Exists = $false; Online = $false; NotOnline = @(); StorageType = 0 }
    $cluster = Get-ClusterState
    $group = @($cluster['Groups'] | Where-Object { $_ -and ($_['Name'] -eq $Name) })
    if ($group.Count -eq 0) { return $state }
    $state['Exists'] = $true
    $state['Online'] = ($group[0]['State'] -eq 0)
    $state['NotOnline'] = @($cluster['Resources'] | Where-Object { $_ -and ($_['State'] -ne 2) } | ForEach-Object { $_['Name'] })
    $state['StorageType'] = (Get-ExchangeServerEntry -Server $Server -Name $Name)['StorageType']
    $state
}

function Enable-ExchangeShell {
    <#
    .SYNOPSIS
    Loads the snap-in of the Exchange 2007 shell once per session.
    #>
    if (-not (Get-Command -Name Get-ExchangeServer -ErrorAction SilentlyContinue)) {
        Add-PSSnapin -Name Microsoft.Exchange.Management.PowerShell.Admin
    }
}

function Wait-StorageGroupCopy {
    <#
    .SYNOPSIS
    Waits until the server is online and every copy of its storage groups is healthy; throws what is not in time.
    .DESCRIPTION
    https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/aa998632(v=exchg.80) and
    https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-2007/bb690972(v=exchg.80). A copy is
    Initializing until its first log is closed, and Seeding while its database is copied.
    #>
    param([string]$Name, [int]$Minutes)
    Enable-ExchangeShell
    $looks = [Math]::Max(1, $Minutes * 4)
    for ($look = 1; $look -le $looks; $look++) {
        $status = Get-ClusteredMailboxServerStatus -Identity $Name
        $copies = @(Get-StorageGroupCopyStatus -Server $Name | Where-Object { $_ })
        $told = @("state $($status.State)") + @($copies | ForEach-Object { '{0} {1}' -f $_.Name, $_.SummaryCopyStatus })
        $sick = @($copies | Where-Object { [string]$_.SummaryCopyStatus -ne 'Healthy' })
        if (([string]$status.State -eq 'Online') -and ($copies.Count -gt 0) -and ($sick.Count -eq 0)) {
            return @{ Copies = $told; Looks = $look }
        }
        Write-Host ([string]::Join(', ', [string[]]$told))
        Start-Sleep -Seconds 15
    }
    throw "$Name is not healthy after $Minutes minutes: $([string]::Join(', ', [string[]]$told))"
}
