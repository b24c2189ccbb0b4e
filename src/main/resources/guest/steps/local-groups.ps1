# Contract: functions that fit a configuration of cloudbase-init to this Windows; loaded by
# cloudbase-init.ps1, changes nothing by itself.
#
#   ConvertTo-LocalGroups  the lines of a configuration of cloudbase-init with the English names of
#                          built-in groups in "groups=" translated; whatever else stays as it is.
#   Get-GroupName          the name that this Windows has for a group of a well-known SID, or $null.
#   Assert-Groups          throws unless Windows has every group of "groups=".
#   Assert-Encodable       throws unless every line can be written in an encoding.
#   Exit codes             none.

# Microsoft Learn, "Well-known SIDs": on a localized Windows these have other names, and cloudbase-init
# only logs a group that it does not find.
$BuiltInGroups = @{
    'Administrators' = 'S-1-5-32-544'
    'Users' = 'S-1-5-32-545'
    'Guests' = 'S-1-5-32-546'
    'Power Users' = 'S-1-5-32-547'
    'Backup Operators' = 'S-1-5-32-551'
    'Remote Desktop Users' = 'S-1-5-32-555'
    'Network Configuration Operators' = 'S-1-5-32-556'
    'Performance Monitor Users' = 'S-1-5-32-558'
    'Performance Log Users' = 'S-1-5-32-559'
    'Distributed COM Users' = 'S-1-5-32-562'
    'Event Log Readers' = 'S-1-5-32-573'
    'Hyper-V Administrators' = 'S-1-5-32-578'
    'Remote Management Users' = 'S-1-5-32-580'
}

function Get-GroupName([string] $sid) {
    try {
        $identifier = New-Object System.Security.Principal.SecurityIdentifier $sid
        $account = $identifier.Translate([System.Security.Principal.NTAccount]).Value
    }
    catch {
        # Not every release has all of them.
        [Console]::Out.WriteLine("no name for ${sid}: $($_.Exception.Message)")
        return $null
    }
    return $account.Substring($account.LastIndexOf('\') + 1)
}

function ConvertTo-LocalGroup([string] $name) {
    if ($BuiltInGroups.ContainsKey($name)) {
        $local = Get-GroupName $BuiltInGroups[$name]
        if ($local) {
            return $local
        }
    }
    return $name
}

function ConvertTo-LocalGroups([string[]] $lines) {
    foreach ($line in $lines) {
        if ($line -match '^groups=(.+)$') {
            $names = @($matches[1].Split(',') | ForEach-Object { ConvertTo-LocalGroup $_.Trim() })
            "groups=$([string]::Join(',', [string[]] $names))"
        }
        else {
            $line
        }
    }
}

function Test-Group([string] $name) {
    try {
        $account = New-Object System.Security.Principal.NTAccount $name
        $null = $account.Translate([System.Security.Principal.SecurityIdentifier])
        return $true
    }
    catch {
        [Console]::Out.WriteLine("no group ${name}: $($_.Exception.Message)")
        return $false
    }
}

# cloudbase-init only logs a group that it does not find, and its user is then not in it.
function Assert-Groups([string[]] $lines) {
    foreach ($line in $lines) {
        if ($line -match '^groups=(.+)$') {
            # oslo.config's $$ is the sign itself.
            $unknown = @($matches[1].Replace('$$', '$').Split(',') | Where-Object { -not (Test-Group $_) })
            if ($unknown.Length -gt 0) {
                $names = [string]::Join(', ', [string[]] $unknown)
                throw "this Windows has no group $names (cloudbaseInit.groups); make it in a script with when: first-logon"
            }
        }
    }
}

# What is not in the encoding would be a question mark, or a letter that looks alike.
function Assert-Encodable([string[]] $lines, [System.Text.Encoding] $encoding) {
    foreach ($line in $lines) {
        if ($encoding.GetString($encoding.GetBytes($line)) -cne $line) {
            throw "cloudbase-init could not read `"$line`": the code page of this Windows, $($encoding.WebName), has not all of its characters"
        }
    }
}
