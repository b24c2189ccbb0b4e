# Contract: installs every VirtIO driver that the driver medium has for this release.
#
#   Parameters  -Drivers: the drive of virtio-win; -Folder: its folder for the release, such as w7;
#               -Architecture: x86, amd64 or arm64; -Exclude: names of drivers to leave out, with |
#               between them
#   Changes     the driver store and the devices that match; the publisher's certificate goes into
#               the machine's TrustedPublisher, without which Windows stops at a prompt; the service
#               BalloonService where the balloon driver comes with it, in %ProgramFiles%\Virtio-Win
#   Says        driver.NAME=VERSION for each driver package; driver.refused=NAME: WHY for each that
#               Windows does not take; driver.excluded=NAME for each that was left out
#   Exit codes  0 done; 3010 done, reboot; 1 no driver for this release, or Windows refused one that
#               the image needs
param([string] $Drivers, [string] $Folder, [string] $Architecture, [string] $Exclude)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'driver-packages.ps1')

# Without these an instance has no disk or no network.
$Needed = 'viostor', 'vioscsi', 'netkvm'

# New media: viostor\w7\amd64\viostor.inf. Old ones (before 0.1.8x): WIN7\AMD64\viostor.inf.
function Find-Packages {
    $found = @()
    foreach ($driver in @(Get-ChildItem -LiteralPath "$Drivers\" | Where-Object { $_.PSIsContainer })) {
        $place = Join-Path (Join-Path $driver.FullName $Folder) $Architecture
        if (Test-Path -LiteralPath $place) {
            $found += @(Get-ChildItem -LiteralPath $place -Recurse | Where-Object { $_.Name -like '*.inf' })
        }
    }
    if ($found.Length -gt 0) {
        return $found
    }
    $oldNames = @{ 'w7' = 'WIN7'; '2k8R2' = 'WIN7'; '2k12' = 'WIN8' }
    if ($oldNames.ContainsKey($Folder)) {
        $place = "$Drivers\$($oldNames[$Folder])\$Architecture"
        if (Test-Path -LiteralPath $place) {
            $found = @(Get-ChildItem -LiteralPath $place -Recurse | Where-Object { $_.Name -like '*.inf' })
        }
    }
    return $found
}

function Get-FolderNames {
    $names = @()
    foreach ($driver in @(Get-ChildItem -LiteralPath "$Drivers\" | Where-Object { $_.PSIsContainer })) {
        foreach ($folder in @(Get-ChildItem -LiteralPath $driver.FullName | Where-Object { $_.PSIsContainer })) {
            $names += $folder.Name
        }
    }
    return @($names | Sort-Object -Unique)
}

# The driver leaves what it tells of an instance's memory to a service that no .inf file installs; where
# there is no blnsvr.exe beside it, it needs none (virtio-win-pkg-scripts issue 18).
function Install-BalloonService($package) {
    $program = Join-Path (Split-Path -Parent $package.FullName) 'blnsvr.exe'
    $service = 'HKLM:\SYSTEM\CurrentControlSet\Services\BalloonService'
    if (-not (Test-Path -LiteralPath $program) -or (Test-Path -LiteralPath $service)) {
        return
    }
    # Where virtio-win's own installer has it. It is the service's program and stays.
    $place = Join-Path $env:ProgramFiles 'Virtio-Win\Balloon'
    $null = New-Item -ItemType Directory -Path $place -Force
    Copy-Item -LiteralPath $program -Destination $place -Force
    $code = Invoke-Program (Join-Path $place 'blnsvr.exe') '-i'
    if ($code -ne 0) {
        Write-Log "warning: blnsvr.exe ended with exit code ${code}: clouds will see no statistics of the memory"
    }
}

# Those that are to be installed; says which are not.
function Select-Wanted($packages) {
    $excluded = @($Exclude.ToLowerInvariant().Split([char[]] '|'))
    foreach ($package in $packages) {
        $name = Get-DriverName $package
        if ($excluded -contains $name) {
            Write-Fact 'driver.excluded' $name
        }
        else {
            $package
        }
    }
}

$packages = @(Find-Packages)
if ($packages.Length -eq 0) {
    $there = [string]::Join(', ', @(Get-FolderNames))
    throw "no driver for $Folder\$Architecture on $Drivers, which has: $there"
}
$wanted = @(Select-Wanted $packages)
$refused = @{}
$code = Install-Packages $wanted $Needed $refused
foreach ($package in $wanted) {
    $name = Get-DriverName $package
    if ($name -eq 'balloon' -and -not $refused.ContainsKey($name)) {
        Install-BalloonService $package
    }
}
exit $code
