# Contract: installs every VirtIO driver that the driver medium has for this release.
#
#   Parameters  -Drivers: the drive of virtio-win; -Folder: its folder for the release, such as w7;
#               -Architecture: x86, amd64 or arm64
#   Changes     the driver store and the devices that match; the publisher's certificate goes into
#               the machine's TrustedPublisher, without which Windows stops at a prompt
#   Says        driver.NAME=VERSION for each driver package
#   Exit codes  0 done; 3010 done, reboot; 1 no driver for this release, or one failed
param([string] $Drivers, [string] $Folder, [string] $Architecture)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

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

function Get-DriverVersion([string] $inf) {
    foreach ($line in @(Get-Content -LiteralPath $inf)) {
        if ($line -match '^\s*DriverVer\s*=\s*[0-9/]+\s*,\s*([0-9.]+)') {
            return $matches[1]
        }
    }
    return 'unknown'
}

# Microsoft's own signature needs no help; another publisher is asked about unless it is trusted.
function Add-Publisher([string] $inf, $store) {
    foreach ($catalog in @(Get-ChildItem -LiteralPath (Split-Path -Parent $inf) | Where-Object { $_.Name -like '*.cat' })) {
        $certificate = (Get-AuthenticodeSignature -FilePath $catalog.FullName).SignerCertificate
        if ($null -ne $certificate -and $certificate.Subject -notlike '*O=Microsoft*') {
            [Console]::Out.WriteLine("trusting $($certificate.Subject), $($certificate.Thumbprint)")
            $store.Add($certificate)
        }
    }
}

function Install-Package([string] $inf) {
    # The first two builds of Windows 10 have the old options only; the new ones came with 1607.
    if ((Get-WindowsVersion) -ge [Version] '10.0.14393') {
        $code = Invoke-Program 'pnputil.exe' "/add-driver `"$inf`" /install"
    }
    else {
        $code = Invoke-Program 'pnputil.exe' "-i -a `"$inf`""
    }
    # 259, ERROR_NO_MORE_ITEMS, DiInstallDriver's answer where no device needs it: it is in the store.
    if (@(0, 259, 3010, 1641) -notcontains $code) {
        $hint = ''
        if ((Get-WindowsVersion) -lt [Version] '6.2') {
            $hint = '; a driver signed with SHA-2 needs KB4474419 or KB3033929 installed before it'
        }
        throw "pnputil ended with exit code $code on $inf$hint"
    }
    return $code
}

$packages = @(Find-Packages)
if ($packages.Length -eq 0) {
    $there = [string]::Join(', ', @(Get-FolderNames))
    throw "no driver for $Folder\$Architecture on $Drivers, which has: $there"
}
$store = New-Object System.Security.Cryptography.X509Certificates.X509Store 'TrustedPublisher', 'LocalMachine'
$store.Open([System.Security.Cryptography.X509Certificates.OpenFlags]::ReadWrite)
$reboot = $false
for ($i = 0; $i -lt $packages.Length; $i++) {
    $inf = $packages[$i].FullName
    $name = [System.IO.Path]::GetFileNameWithoutExtension($inf).ToLowerInvariant()
    Write-StepProgress (Get-Percent $i $packages.Length) $name
    Add-Publisher $inf $store
    $code = Install-Package $inf
    if ($code -eq 3010 -or $code -eq 1641) {
        $reboot = $true
    }
    Write-Fact "driver.$name" (Get-DriverVersion $inf)
}
$store.Close()
if ($reboot) {
    exit 3010
}
exit 0
