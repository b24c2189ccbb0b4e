# Contract: functions of the steps that add to Windows what it does not install by itself; loaded by
# features.ps1, capabilities.ps1 and languages.ps1, changes nothing by itself.
#
#   Get-Names      the items of a list in one argument.
#   Search-Media   where a path of the media is, D:\sources\sxs for sources\sxs, or $null.
#   Find-OnMedia   the same, of one that has to be there.
#   Get-Quoted     a path as a command line takes it.
#   Invoke-Dism    runs dism; gives 0, 3010, or, once, 1003.
#   Install-Each   runs dism for each of a list, and says a fact for each; gives 0, 3010 when one wants a
#                  reboot, or, once, 1003 when Windows has something to finish before.
#   Exit codes     none: they throw.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

function Get-Names([string] $list) {
    return , @($list.Split([char[]] '|'))
}

function Search-Media([string] $path) {
    foreach ($drive in [System.IO.DriveInfo]::GetDrives()) {
        if ($drive.IsReady -and (Test-Path -LiteralPath (Join-Path $drive.Name $path))) {
            return Join-Path $drive.Name $path
        }
    }
    return $null
}

function Find-OnMedia([string] $path) {
    $found = Search-Media $path
    if (-not $found) {
        throw "no medium holds $path"
    }
    return $found
}

# For a command line. A backslash at the end, as in D:\, would take the quotation mark for its own.
function Get-Quoted([string] $path) {
    if ($path.EndsWith('\')) {
        return $path
    }
    return "`"$path`""
}

# What DISM's log of a machine that nobody sees would tell.
$DismHints = @{
    '800f0806' = 'Windows is busy with another installation, and was before a reboot'
    '800f080c' = 'this Windows has no feature of that name (dism /online /get-features lists them)'
    '800f081e' = 'it is not for this Windows'
    '800f081f' = 'its files are neither in the image nor on the media of the build'
    '800f0906' = 'its files are neither in the image nor on the media of the build'
    '800f0907' = 'a policy forbids to fetch its files'
    '800f0950' = 'its files are not for this version of Windows'
    '800f0954' = 'its files are not on the media of the build'
}

# CBS_E_PENDING.
$DismBusy = @(0x800f0806)

function Invoke-Dism([string] $what, [string] $arguments, [string] $step) {
    $code = Invoke-WhenIdle 'dism.exe' "/online $arguments /norestart" $DismBusy
    if ($code -eq 0 -or $code -eq 3010) {
        return $code
    }
    if ($DismBusy -contains $code -and (Request-OneReboot $step)) {
        Write-Log "$what has to wait for a reboot, after which Windows may be done"
        return 1003
    }
    $hex = '{0:x8}' -f $code
    $hint = ''
    if ($DismHints.ContainsKey($hex)) {
        $hint = ": $($DismHints[$hex])"
    }
    throw "dism ended with exit code 0x$hex on $what$hint"
}

# arguments: a block from an item's place in the list to what dism is told.
function Install-Each([string[]] $names, [string] $fact, $arguments) {
    $result = 0
    for ($i = 0; $i -lt $names.Length; $i++) {
        Write-StepProgress (Get-Percent $i $names.Length) $names[$i]
        $code = Invoke-Dism $names[$i] (& $arguments $i) $fact
        if ($code -eq 1003) {
            return 1003
        }
        if ($code -eq 3010) {
            $result = 3010
        }
        Write-Fact $fact $names[$i]
    }
    return $result
}
