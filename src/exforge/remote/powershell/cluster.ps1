function Get-ClusterState {
    <#
    .SYNOPSIS
    Reads the server cluster this machine belongs to: Running, Name, QuorumResource, Nodes, Groups, Resources, Networks.
    .DESCRIPTION
    The classes of root\MSCluster are served while the Cluster service runs
    (https://learn.microsoft.com/previous-versions/windows/desktop/mscs/wmi-provider-for-server-clusters).
    State numbers: https://mskb.pkisolutions.com/kb/286052 (node 0 up, resource 2 online, group 0 online).
    #>
    $state = @{ Running = $false; Name = ''; QuorumResource = ''; Nodes = @(); Groups = @(); Resources = @(); Networks = @() }
    $service = Get-ServiceState -Name 'ClusSvc'
    if ((-not $service['Exists']) -or ($service['State'] -ne 'Running')) { return $state }
    $cluster = @(Get-WmiObject -Namespace 'root\MSCluster' -Class MSCluster_Cluster)
    if ($cluster.Count -eq 0) { return $state }
    $state['Running'] = $true
    $state['Name'] = [string]$cluster[0].Name
    $state['QuorumResource'] = Get-QuorumResource
    foreach ($node in @(Get-WmiObject -Namespace 'root\MSCluster' -Class MSCluster_Node)) {
        $state['Nodes'] += @{ Name = [string]$node.Name; State = [int]$node.State }
    }
    foreach ($group in @(Get-WmiObject -Namespace 'root\MSCluster' -Class MSCluster_ResourceGroup)) {
        $state['Groups'] += @{ Name = [string]$group.Name; State = [int]$group.State }
    }
    foreach ($resource in @(Get-WmiObject -Namespace 'root\MSCluster' -Class MSCluster_Resource)) {
        $state['Resources'] += @{ Name = [string]$resource.Name; Type = [string]$resource.Type; State = [int]$resource.State }
    }
    foreach ($network in @(Get-WmiObject -Namespace 'root\MSCluster' -Class MSCluster_Network)) {
        $state['Networks'] += @{ Name = [string]$network.Name; Role = [int]$network.Role }
    }
    $state
}

function Invoke-Cluster {
    <#
    .SYNOPSIS
    Runs cluster.exe and throws what it said unless its exit code is a good one.
    .DESCRIPTION
    Its exit code is a Windows error number; 5024 means that a property is stored and applies when the resource
    comes online again (https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--4000-5999-).
    #>
    param([string[]]$Arguments, [int[]]$Good = @(0), [bool]$Hidden = $false)
    $result = Invoke-Program -Path (Join-Path $env:SystemRoot 'system32\cluster.exe') -Arguments $Arguments -Hidden $Hidden
    Assert-ExitCode -What 'cluster.exe' -Result $result -Good $Good
    $result
}

function Get-QuorumResource {
    <#
    .SYNOPSIS
    Names the resource that holds the quorum, from the table that "cluster /quorum" prints.
    .DESCRIPTION
    UNVERIFIED: the table's layout; the name stands before two blanks under the line of dashes.
    #>
    $after = $false
    foreach ($line in (Invoke-Cluster -Arguments @('/quorum') -Hidden $true)['Output']) {
        if ($after -and ($line.Trim() -ne '')) { return [string]($line -split '\s{2,}')[0].Trim() }
        if ($line -like '----*') { $after = $true }
    }
    ''
}

function Get-ClusterWitness {
    <#
    .SYNOPSIS
    Reads the file share witness of a majority node set: Exists (the resource), Path.
    .DESCRIPTION
    MNSFileShare is a private property of the resource (http://support.microsoft.com/kb/921181).
    #>
    param([string]$Resource)
    $witness = @{ Exists = $false; Path = '' }
    if (-not (Get-ClusterState)['Running']) { return $witness }
    if (@((Get-ClusterState)['Resources'] | Where-Object { $_ -and ($_['Name'] -eq $Resource) }).Count -eq 0) { return $witness }
    $witness['Exists'] = $true
    foreach ($line in (Invoke-Cluster -Arguments @('res', $Resource, '/priv') -Hidden $true)['Output']) {
        if ($line -match '\sMNSFileShare\s+(\S.*)$') { $witness['Path'] = $matches[1].Trim() }
    }
    $witness
}

function New-ServerCluster {
    <#
    .SYNOPSIS
    Forms a cluster with this machine as its first node.
    .DESCRIPTION
    https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2003/cc781201(v=ws.10) ; /min
    skips the search for shared disks. cluster.exe takes the password on its command line only.
    #>
    param([string]$Name, [string]$Address, [string]$Mask, [string]$Network, [string]$Account, [System.Security.SecureString]$Password)
    $secret = ConvertFrom-Secret -Secret $Password
    $arguments = @("/cluster:$Name", '/create', "/ipaddr:$Address,$Mask,$Network", "/user:$Account", "/pass:$secret", "/node:$env:COMPUTERNAME", '/unattend', '/verbose', '/min')
    [void](Invoke-Cluster -Arguments $arguments)
}

function Set-MajorityNodeSet {
    <#
    .SYNOPSIS
    Makes a majority node set the quorum of the cluster and removes the local quorum.
    .DESCRIPTION
    Order: create, bring online, make it the quorum; only then may further nodes join
    (https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2003/cc783784(v=ws.10)).
    Each step is skipped when it is done.
    #>
    param([string]$Cluster, [string]$Resource)
    $type = 'Majority Node Set'
    $existing = @((Get-ClusterState)['Resources'] | Where-Object { $_ -and ($_['Name'] -eq $Resource) })
    if ($existing.Count -eq 0) {
        [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", 'res', $Resource, '/create', '/group:Cluster Group', "/type:$type"))
    }
    if (($existing.Count -eq 0) -or ($existing[0]['State'] -ne 2)) {
        [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", 'res', $Resource, '/online', '/wait:120'))
    }
    if ((Get-QuorumResource) -ne $Resource) {
        [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", "/quorum:$Resource"))
    }
    foreach ($local in @((Get-ClusterState)['Resources'] | Where-Object { $_ -and ($_['Type'] -eq 'Local Quorum') })) {
        if ($local -eq $null) { continue }
        if ($local['State'] -ne 3) { [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", 'res', $local['Name'], '/offline', '/wait:120')) }
        [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", 'res', $local['Name'], '/delete'))
    }
}

function Add-ServerClusterNode {
    <#
    .SYNOPSIS
    Adds another machine to the cluster.
    #>
    param([string]$Cluster, [string]$Node, [System.Security.SecureString]$Password)
    $secret = ConvertFrom-Secret -Secret $Password
    [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", "/add:$Node", "/pass:$secret", '/unattend', '/verbose', '/min'))
}

function Set-ClusterWitness {
    <#
    .SYNOPSIS
    Gives the majority node set its file share witness.
    .DESCRIPTION
    The property is stored (5024) and applies when the quorum's group has moved to the other node and back
    (http://support.microsoft.com/kb/921181).
    #>
    param([string]$Cluster, [string]$Resource, [string]$Path, [string]$OtherNode)
    [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", 'res', $Resource, '/priv', "MNSFileShare=$Path") -Good 0, 5024)
    foreach ($node in @($OtherNode, $env:COMPUTERNAME)) {
        [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", 'group', 'Cluster Group', "/move:$node"))
    }
}

function Set-ClusterNetworkRole {
    <#
    .SYNOPSIS
    Sets what the cluster uses a network for: 1 heartbeat only, 3 heartbeat and clients.
    .DESCRIPTION
    https://learn.microsoft.com/en-us/previous-versions/windows/desktop/mscs/networks-role
    #>
    param([string]$Cluster, [string]$Network, [int]$Role)
    [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", 'network', $Network, '/prop', "Role=$Role"))
}

function Get-ClusterNetworkOrder {
    <#
    .SYNOPSIS
    Reads the order in which the cluster uses its internal networks, as "cluster /listnetpri" prints it.
    .DESCRIPTION
    UNVERIFIED: the layout; known network names are looked for, in the order of the lines.
    #>
    $order = @()
    $state = Get-ClusterState
    if ($state['Running']) {
        foreach ($line in (Invoke-Cluster -Arguments @("/cluster:$($state['Name'])", '/listnetpri') -Hidden $true)['Output']) {
            foreach ($network in $state['Networks']) {
                $pattern = '(^|\s){0}(\s|$)' -f [regex]::Escape($network['Name'])
                if (($line -match $pattern) -and ($order -notcontains $network['Name'])) { $order += $network['Name'] }
            }
        }
    }
    @{ Running = $state['Running']; Order = $order }
}

function Set-ClusterNetworkOrder {
    <#
    .SYNOPSIS
    Sets the order in which the cluster uses its internal networks; all of them must be named.
    #>
    param([string]$Cluster, [string[]]$Order)
    [void](Invoke-Cluster -Arguments @("/cluster:$Cluster", ('/setnetpri:{0}' -f [string]::Join(',', $Order))))
}
