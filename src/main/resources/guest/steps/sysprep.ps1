# Contract: generalizes Windows, and says so only when Windows says so.
#
#   Parameters  -AnswerFile: what Setup follows at the first boot in the cloud
#   Changes     copies the answer file to %WINDIR%\System32\Sysprep\unattend.xml; everything that
#               sysprep /generalize /oobe does
#   Says        sysprep.imageState=STATE
#   Exit codes  0 generalized; 1 not, with the reason in the output
param([string] $AnswerFile)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

$Sysprep = Join-Path $env:WINDIR 'System32\Sysprep'
$StateKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
$Generalized = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE'

function Get-ImageState {
    return [string] (Get-Item -LiteralPath $StateKey).GetValue('ImageState')
}

# Packages that a user has and that new users would not get: generalize ends with 0x80073cf2 on them
# (Microsoft, "Sysprep fails after you remove or update Microsoft Store apps"). Only sysprep itself
# knows for sure, so they are named beforehand and again when it fails, and do not stop it.
function Find-BlockingPackages {
    if ((Get-WindowsVersion) -lt [Version] '6.2' -or -not (Get-Command -Name 'Get-AppxPackage' -ErrorAction SilentlyContinue)) {
        return @()
    }
    $provisioned = @(Get-AppxProvisionedPackage -Online | ForEach-Object { $_.DisplayName })
    $blocking = @()
    foreach ($package in @(Get-AppxPackage -AllUsers)) {
        $staysPut = $package.IsFramework -or $package.NonRemovable -or $package.IsResourcePackage -or
            $package.SignatureKind -eq 'System' -or $package.InstallLocation -like "$env:WINDIR\SystemApps\*"
        if (-not $staysPut -and $provisioned -notcontains $package.Name) {
            $installed = @($package.PackageUserInformation | Where-Object { "$_" -like '*: Installed*' })
            if ($installed.Length -gt 0) {
                $blocking += $package.PackageFullName
            }
        }
    }
    return @($blocking | Sort-Object -Unique)
}

function Write-Tail([string] $file, [int] $count) {
    if (Test-Path -LiteralPath $file) {
        [Console]::Out.WriteLine("the end of ${file}:")
        @(Get-Content -LiteralPath $file) | Select-Object -Last $count |
            ForEach-Object { [Console]::Out.WriteLine($_) }
    }
}

function Stop-WithReason([string] $reason) {
    Write-Tail (Join-Path $Sysprep 'Panther\setuperr.log') 15
    Write-Fact 'sysprep.imageState' (Get-ImageState)
    if ($blocking.Length -gt 0) {
        throw "$reason; Store apps that a user has but not everybody: $([string]::Join(', ', $blocking))"
    }
    throw $reason
}

$blocking = @(Find-BlockingPackages)
foreach ($package in $blocking) {
    Write-Log "may block generalize, installed for a user but not for all: $package"
}

$copy = Join-Path $Sysprep 'unattend.xml'
Copy-Item -LiteralPath $AnswerFile -Destination $copy -Force
(Get-Item -LiteralPath $copy).IsReadOnly = $false

# /quit and not /shutdown: a power-off cannot tell success from failure.
Write-StepProgress 10 'sysprep runs'
$arguments = "/generalize /oobe /quiet /quit /unattend:`"$copy`""
$process = Start-Process -FilePath (Join-Path $Sysprep 'sysprep.exe') -ArgumentList $arguments -PassThru
$gone = New-Object System.Diagnostics.Stopwatch
while ((Get-ImageState) -ne $Generalized) {
    if ($process.HasExited) {
        # The state is written at the very end; half a minute is ample.
        $gone.Start()
        if ($gone.Elapsed.TotalSeconds -gt 30) {
            Stop-WithReason "sysprep has ended, and Windows is not generalized but in $(Get-ImageState)"
        }
    }
    Start-Sleep -Seconds 2
}
# Its own end too: the machine is about to be powered off.
if (-not $process.WaitForExit(300000)) {
    Stop-WithReason 'Windows is generalized, but sysprep does not end'
}
if (-not (Test-Path -LiteralPath (Join-Path $Sysprep 'Sysprep_succeeded.tag'))) {
    Stop-WithReason 'sysprep has left no Sysprep_succeeded.tag'
}
Write-Fact 'sysprep.imageState' (Get-ImageState)
exit 0
