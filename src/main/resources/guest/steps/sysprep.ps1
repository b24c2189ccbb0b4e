# Contract: generalizes Windows, and says so only when Windows says so.
#
#   Parameters  -AnswerFile: what Setup follows at the first boot in the cloud
#   Changes     copies the answer file to %WINDIR%\System32\Sysprep\unattend.xml; everything that
#               sysprep /generalize /oobe does
#   Says        sysprep.rearmsLeft=NUMBER beforehand, sysprep.imageState=STATE
#   Exit codes  0 generalized; 1 not, with the reason in the output
param([string] $AnswerFile)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'blocking-packages.ps1')

$Sysprep = Join-Path $env:WINDIR 'System32\Sysprep'
$StateKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
$Generalized = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE'

function Get-ImageState {
    return [string] (Get-Item -LiteralPath $StateKey).GetValue('ImageState')
}

function Write-Errors([string] $file, [string] $pattern, [int] $count) {
    if (Test-Path -LiteralPath $file) {
        [Console]::Out.WriteLine("the last of ${file}:")
        @(Get-Content -LiteralPath $file) | Where-Object { $_ -match $pattern } |
            Select-Object -Last $count | ForEach-Object { [Console]::Out.WriteLine($_) }
    }
}

# Licences can be reset a few times only on 7 and 2008 R2; sysprep fails when that is used up.
function Get-RearmsLeft {
    try {
        $licensing = Get-WmiObject -Class SoftwareLicensingService
        return $licensing.RemainingWindowsReArmCount
    }
    catch {
        Write-Log "the licence cannot be asked: $($_.Exception.Message)"
        return $null
    }
}

function Stop-WithReason([string] $reason) {
    Write-Errors (Join-Path $Sysprep 'Panther\setupact.log') ', (Error|Fatal)' 10
    Write-Errors (Join-Path $Sysprep 'Panther\setuperr.log') '.' 15
    Write-Fact 'sysprep.imageState' (Get-ImageState)
    if ($rearms -eq 0) {
        $reason = "$reason; the licence of this Windows cannot be reset any more"
    }
    if ($blocking.Length -gt 0) {
        throw "$reason; Store apps that a user has but not everybody: $([string]::Join(', ', $blocking))"
    }
    throw $reason
}

$blocking = @(Find-BlockingPackages)
$rearms = Get-RearmsLeft
if ($null -ne $rearms) {
    Write-Fact 'sysprep.rearmsLeft' $rearms
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
