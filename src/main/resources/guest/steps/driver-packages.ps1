# Contract: functions that install driver packages; loaded by drivers.ps1 and more-drivers.ps1, changes
# nothing by itself.
#
#   Install-Packages  installs the packages of .inf files with pnputil, one after the other; all are
#                     tried. Says driver.NAME=VERSION for each, driver.refused=NAME: WHY for each that
#                     Windows does not take. Gives 0, or 3010 when one wants a reboot; throws when one
#                     that is needed was refused. Another publisher than Microsoft goes into the
#                     machine's TrustedPublisher first.
#   Get-DriverName    what a package is called: the name of its .inf file in small letters.
#   Exit codes        none.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

function Get-DriverName($inf) {
    return [System.IO.Path]::GetFileNameWithoutExtension($inf.FullName).ToLowerInvariant()
}

function Get-DriverVersion([string] $inf) {
    foreach ($line in @(Get-Content -LiteralPath $inf)) {
        if ($line -match '^\s*DriverVer\s*=\s*[0-9/]+\s*,\s*([0-9.]+)') {
            return $matches[1]
        }
    }
    return 'unknown'
}

function Get-Catalogs([string] $inf) {
    return @(Get-ChildItem -LiteralPath (Split-Path -Parent $inf) | Where-Object { $_.Name -like '*.cat' })
}

# Microsoft's own signature needs no help; another publisher is asked about unless it is trusted.
function Add-Publisher([string] $inf, $store) {
    foreach ($catalog in @(Get-Catalogs $inf)) {
        $certificate = (Get-AuthenticodeSignature -FilePath $catalog.FullName).SignerCertificate
        if ($null -ne $certificate -and $certificate.Subject -notlike '*O=Microsoft*') {
            [Console]::Out.WriteLine("trusting $($certificate.Subject), $($certificate.Thumbprint)")
            $store.Add($certificate)
        }
    }
}

# What is wrong with the signature once its publisher is trusted, or $null. 7 and 2008 R2 open a dialog
# then that nobody answers; later ones refuse the driver. Without SHA-2 they see no signer in a
# catalogue that is signed so only. A format that PowerShell cannot check is left to pnputil.
function Get-SignatureProblem([string] $inf) {
    if ((Get-WindowsVersion) -ge [Version] '6.2') {
        return $null
    }
    foreach ($catalog in @(Get-Catalogs $inf)) {
        $signature = Get-AuthenticodeSignature -FilePath $catalog.FullName
        if ($signature.Status -eq 'NotSupportedFileFormat') {
            continue
        }
        if ($null -eq $signature.SignerCertificate) {
            return "$($catalog.Name) has no signer that this Windows can read"
        }
        if ($signature.Status -ne 'Valid') {
            return "this Windows does not trust $($catalog.Name): $($signature.Status)"
        }
    }
    return $null
}

function Get-SignatureHint {
    if ((Get-WindowsVersion) -lt [Version] '6.2') {
        return '; a driver signed with SHA-2 needs KB4474419 or KB3033929 installed before it, or take a driver medium of its time'
    }
    return ''
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
        throw "pnputil ended with exit code $code ($(Format-Code $code))"
    }
    return $code
}

# The exit code of pnputil; throws with the reason when Windows does not take it.
function Install-Driver([string] $inf, $store) {
    Add-Publisher $inf $store
    $problem = Get-SignatureProblem $inf
    if ($problem) {
        throw $problem
    }
    return Install-Package $inf
}

# 0 or 3010; what Windows refuses is a fact, a warning, and the reason in $refused.
function Invoke-Package($package, $store, $refused) {
    $inf = $package.FullName
    $name = Get-DriverName $package
    try {
        $code = Install-Driver $inf $store
        Write-Fact "driver.$name" (Get-DriverVersion $inf)
        if ($code -eq 3010 -or $code -eq 1641) {
            return 3010
        }
    }
    catch {
        $reason = "${name}: $($_.Exception.Message): $inf"
        Write-Fact 'driver.refused' $reason
        Write-Log "warning: not installed: $reason"
        $refused[$name] = $reason
    }
    return 0
}

# needed: the names of those without which the step has failed; refused: takes the reason for each that
# Windows does not take, by name.
function Install-Packages($packages, [string[]] $needed, $refused) {
    $store = New-Object System.Security.Cryptography.X509Certificates.X509Store 'TrustedPublisher', 'LocalMachine'
    $store.Open([System.Security.Cryptography.X509Certificates.OpenFlags]::ReadWrite)
    $result = 0
    for ($i = 0; $i -lt $packages.Length; $i++) {
        Write-StepProgress (Get-Percent $i $packages.Length) (Get-DriverName $packages[$i])
        if ((Invoke-Package $packages[$i] $store $refused) -eq 3010) {
            $result = 3010
        }
    }
    $store.Close()
    $missing = @($needed | Where-Object { $refused.ContainsKey($_) } | ForEach-Object { $refused[$_] })
    if ($missing.Length -gt 0) {
        throw "the image needs what Windows refused: $([string]::Join('; ', [string[]] $missing))$(Get-SignatureHint)"
    }
    return $result
}
