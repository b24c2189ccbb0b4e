# Contract: functions that install driver packages; loaded by more-drivers.ps1, changes nothing by
# itself.
#
#   Install-Packages  installs the packages of .inf files with pnputil, one after the other, and says
#                     driver.NAME=VERSION for each; gives 0, or 3010 when one wants a reboot. Another
#                     publisher than Microsoft goes into the machine's TrustedPublisher first.
#   Exit codes        none: it throws, with the name of the .inf, when pnputil refuses one.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

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

function Install-Packages($packages) {
    $store = New-Object System.Security.Cryptography.X509Certificates.X509Store 'TrustedPublisher', 'LocalMachine'
    $store.Open([System.Security.Cryptography.X509Certificates.OpenFlags]::ReadWrite)
    $result = 0
    for ($i = 0; $i -lt $packages.Length; $i++) {
        $inf = $packages[$i].FullName
        $name = [System.IO.Path]::GetFileNameWithoutExtension($inf).ToLowerInvariant()
        Write-StepProgress (Get-Percent $i $packages.Length) $name
        Add-Publisher $inf $store
        $code = Install-Package $inf
        if ($code -eq 3010 -or $code -eq 1641) {
            $result = 3010
        }
        Write-Fact "driver.$name" (Get-DriverVersion $inf)
    }
    $store.Close()
    return $result
}
