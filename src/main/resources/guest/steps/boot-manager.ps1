# Contract: says under which authority the boot manager is signed that UEFI starts.
#
#   Parameters  none
#   Changes     nothing; meanwhile the EFI system partition has a drive letter
#   Says        bootManager.issuer=NAME for each boot manager there, such as Microsoft Windows Production
#               PCA 2011 or Windows UEFI CA 2023
#   Exit codes  0: what cannot be read is said and is no reason to end a build
param()

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

# A firmware that knows this Windows starts the first; one that does not, as in a cloud, one of the
# others, the name of which is the architecture's (UEFI specification, "Removable Media Boot Behavior").
$BootManagers = 'EFI\Microsoft\Boot\bootmgfw.efi', 'EFI\Boot\bootx64.efi', 'EFI\Boot\bootia32.efi',
    'EFI\Boot\bootaa64.efi'

# Not Get-AuthenticodeSignature: from PowerShell 5 on it prefers the catalogue that lists a file, and
# that is signed under the authority of 2011 whatever the file itself is.
function Get-Issuer([string] $file) {
    $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate]::CreateFromSignedFile($file)
    if ($certificate.Issuer -match 'CN="?([^,"]+)') {
        return $matches[1]
    }
    return $certificate.Issuer
}

function Write-Issuers([string] $drive) {
    foreach ($name in $BootManagers) {
        $file = "$drive\$name"
        if (Test-Path -LiteralPath $file) {
            try {
                $issuer = Get-Issuer $file
                [Console]::Out.WriteLine("$file is signed under $issuer")
                Write-Fact 'bootManager.issuer' $issuer
            }
            catch {
                Write-Log "the signature of $file cannot be read: $($_.Exception.Message)"
            }
        }
    }
}

# The letter that the partition got, or $null. One that is taken is refused.
function Mount-SystemPartition {
    foreach ($drive in 'S:', 'T:', 'U:', 'V:', 'W:') {
        if ((Invoke-Program 'mountvol.exe' "$drive /s") -eq 0) {
            return $drive
        }
    }
    return $null
}

try {
    $drive = Mount-SystemPartition
    if ($null -eq $drive) {
        Write-Log 'the EFI system partition gets no drive letter: its boot manager is not looked at'
        exit 0
    }
    try {
        Write-Issuers $drive
    }
    finally {
        $null = Invoke-Program 'mountvol.exe' "$drive /d"
    }
}
catch {
    Write-Log "the boot manager cannot be looked at: $($_.Exception.Message)"
}
exit 0
