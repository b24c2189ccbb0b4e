# Contract: functions that find and remove the Store apps on which sysprep fails; loaded by
# store-apps.ps1 and sysprep.ps1, changes nothing by itself.
#
#   Find-BlockingPackages    the full names of those that Windows has.
#   Select-BlockingPackages  the same of packages and provisioned packages that are given to it.
#   Remove-Package           removes one for every user that has it; $false, and the reason said, when
#                            Windows does not.
#   Exit codes               none: what cannot be listed is said and counts as none.
#
# Generalize ends with 0x80073cf2 on packages that a user has and that new users would not get in that
# version (Microsoft, "Sysprep fails after you remove or update Microsoft Store apps", KB2769827).
# Only sysprep itself knows for sure, so they do not stop the build.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

# What belongs to Windows lies below its directory, on 8.1, 2012 and 2012 R2 not in SystemApps only.
function Test-PartOfWindows($package) {
    return $package.IsFramework -or $package.NonRemovable -or $package.IsResourcePackage -or
        $package.SignatureKind -eq 'System' -or $package.InstallLocation -like "$env:WINDIR\*"
}

# A bundle has a version of its own: it is held against bundles only, which have ~ where others have
# their resources. Not every listing has them, and then its name has to do.
function Test-Provisioned($package, $provisioned) {
    foreach ($one in @($provisioned | Where-Object { $_.DisplayName -eq $package.Name })) {
        $likeKinds = ($one.PackageName -like '*_~_*') -eq ($package.PackageFullName -like '*_~_*')
        if (-not $likeKinds -or -not $one.Version -or [Version] $package.Version -le [Version] $one.Version) {
            return $true
        }
    }
    return $false
}

function Select-BlockingPackages($packages, $provisioned) {
    $blocking = @()
    foreach ($package in $packages) {
        if (-not (Test-PartOfWindows $package) -and -not (Test-Provisioned $package $provisioned)) {
            $installed = @($package.PackageUserInformation | Where-Object { "$_" -like '*: Installed*' })
            if ($installed.Length -gt 0) {
                $blocking += $package.PackageFullName
            }
        }
    }
    return @($blocking | Sort-Object -Unique)
}

# Bundles are listed from 8.1 on.
function Get-Bundles {
    try {
        Get-AppxPackage -AllUsers -PackageTypeFilter Bundle
    }
    catch {
        [Console]::Out.WriteLine("bundles cannot be listed: $($_.Exception.Message)")
    }
}

function Find-BlockingPackages {
    if ((Get-WindowsVersion) -lt [Version] '6.2' -or -not (Get-Command -Name 'Get-AppxPackage' -ErrorAction SilentlyContinue)) {
        return @()
    }
    try {
        $provisioned = @(Get-AppxProvisionedPackage -Online)
        $packages = @(Get-AppxPackage -AllUsers) + @(Get-Bundles)
    }
    catch {
        Write-Log "Store apps cannot be listed: $($_.Exception.Message)"
        return @()
    }
    return @(Select-BlockingPackages $packages $provisioned)
}

# -AllUsers came with a later Windows 10; before it the build's own account has to do.
function Remove-Package([string] $package) {
    if (-not (Get-Command -Name 'Remove-AppxPackage' -ErrorAction SilentlyContinue)) {
        return $false
    }
    try {
        Remove-AppxPackage -Package $package -AllUsers -ErrorAction Stop
    }
    catch {
        Write-Log "cannot be removed for all users: ${package}: $($_.Exception.Message)"
        try {
            Remove-AppxPackage -Package $package -ErrorAction Stop
        }
        catch {
            Write-Log "cannot be removed: ${package}: $($_.Exception.Message)"
            return $false
        }
    }
    return $true
}
