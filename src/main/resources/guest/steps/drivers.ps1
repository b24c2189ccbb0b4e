# Contract: installs every VirtIO driver that the driver medium has for this release.
#
#   Parameters  -Drivers: the drive of virtio-win; -Folder: its folder for the release, such as w7;
#               -Architecture: x86, amd64 or arm64
#   Changes     the driver store and the devices that match; the publisher's certificate goes into
#               the machine's TrustedPublisher, without which Windows stops at a prompt
#   Says        driver.NAME=VERSION for each driver package; driver.refused=NAME: WHY for each that
#               Windows does not take
#   Exit codes  0 done; 3010 done, reboot; 1 no driver for this release, or Windows refused one that
#               the image needs
param([string] $Drivers, [string] $Folder, [string] $Architecture)

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

$packages = @(Find-Packages)
if ($packages.Length -eq 0) {
    $there = [string]::Join(', ', @(Get-FolderNames))
    throw "no driver for $Folder\$Architecture on $Drivers, which has: $there"
}
exit (Install-Packages $packages $Needed)
