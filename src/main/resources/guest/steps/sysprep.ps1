# Contract: generalizes Windows, and says so only when Windows says so.
#
#   Parameters  -AnswerFile: what Setup follows at the first boot in the cloud; -StoreApps: report or
#               remove, what becomes of packages that sysprep names; -Limit: the seconds for all of it
#   Changes     deletes the mark of an earlier sysprep; copies the answer file to %WINDIR%\System32\Sysprep\unattend.xml; everything that
#               sysprep /generalize /oobe does; with -StoreApps remove the packages that it names
#   Says        sysprep.rearmsLeft=NUMBER beforehand, store-app.removed=PACKAGE, sysprep.imageState=STATE;
#               what sysprep writes into setuperr.log, as it comes
#   Exit codes  0 generalized; 1 not, with the reason in the output
param([string] $AnswerFile, [string] $StoreApps, [int] $Limit)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'blocking-packages.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'sysprep-decisions.ps1')

$Sysprep = Join-Path $env:WINDIR 'System32\Sysprep'
$Tag = Join-Path $Sysprep 'Sysprep_succeeded.tag'
$StateKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State'
$Generalized = 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE'
$MostErrorsTold = 20

function Get-ImageState {
    return [string] (Get-Item -LiteralPath $StateKey).GetValue('ImageState')
}

# Sysprep writes them meanwhile.
function Read-SysprepLog([string] $name) {
    $file = Join-Path $Sysprep "Panther\$name"
    if (-not (Test-Path -LiteralPath $file)) {
        return
    }
    try {
        $shared = [System.IO.FileShare] 'ReadWrite, Delete'
        $stream = New-Object System.IO.FileStream $file, ([System.IO.FileMode]::Open), ([System.IO.FileAccess]::Read), $shared
        $reader = New-Object System.IO.StreamReader $stream
        try {
            $text = $reader.ReadToEnd()
        }
        finally {
            $reader.Close()
        }
        $text.Split([char[]] "`n") | ForEach-Object { $_.Trim() } | Where-Object { $_ }
    }
    catch {
        [Console]::Out.WriteLine("cannot be read now: ${file}: $($_.Exception.Message)")
    }
}

function Write-LastLines([string] $name, [string] $pattern, [int] $count) {
    [Console]::Out.WriteLine("the last of $name in $Sysprep\Panther:")
    Read-SysprepLog $name | Where-Object { $_ -match $pattern } | Select-Object -Last $count |
        ForEach-Object { [Console]::Out.WriteLine($_) }
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

# What sysprep itself names is the reason; what only looks like one is said where it names nothing.
function Stop-WithReason([string] $reason, [string[]] $lines) {
    Write-LastLines 'setupact.log' ', (Error|Fatal)' 10
    Write-LastLines 'setuperr.log' '.' 15
    Write-Fact 'sysprep.imageState' (Get-ImageState)
    if ($rearms -eq 0) {
        $reason = "$reason; the licence of this Windows cannot be reset any more"
    }
    $named = @(Select-NamedPackages $lines)
    $blocking = @()
    if ($named.Length -eq 0) {
        $blocking = @(Find-BlockingPackages)
    }
    if ($named.Length -gt 0) {
        throw "$reason; it fails on Store apps that a user has but not everybody: $([string]::Join(', ', $named))"
    }
    $said = Select-LastError $lines
    if ($said) {
        $reason = "$reason; sysprep's last error: $said"
    }
    if ($blocking.Length -gt 0) {
        throw "$reason; Store apps that a user has but not everybody, which may be why: $([string]::Join(', ', $blocking))"
    }
    throw $reason
}

# How long the logs are before a run of sysprep, and what of them was told.
function New-Watch {
    return New-Object psobject -Property @{
        Actions = @(Read-SysprepLog 'setupact.log').Length
        Errors = @(Read-SysprepLog 'setuperr.log').Length
        Told = 0
        Spoke = [System.Diagnostics.Stopwatch]::StartNew()
    }
}

function Get-NewLines($watch) {
    Select-NewLines @(Read-SysprepLog 'setupact.log') $watch.Actions
    Select-NewLines @(Read-SysprepLog 'setuperr.log') $watch.Errors
}

# A run that hangs has its reason in there. Some errors are in the log of good runs as well.
function Send-Errors($watch) {
    $errors = @(Select-NewLines @(Read-SysprepLog 'setuperr.log') $watch.Errors)
    while ($watch.Told -lt $errors.Length -and $watch.Told -lt $MostErrorsTold) {
        Write-Log "sysprep: $($errors[$watch.Told])"
        $watch.Told++
    }
}

function Get-Place {
    return [string] (Read-SysprepLog 'setupact.log' | Select-Object -Last 1)
}

function Send-Place($watch) {
    if ($watch.Spoke.Elapsed.TotalSeconds -ge 60) {
        $watch.Spoke = [System.Diagnostics.Stopwatch]::StartNew()
        Write-StepProgress 10 "sysprep runs: $(Get-Place)"
    }
}

function Stop-AtLimit($process, $watch) {
    if ($clock.Elapsed.TotalSeconds -gt $Limit) {
        try {
            $process.Kill()
        }
        catch {
            [Console]::Out.WriteLine("sysprep cannot be ended: $($_.Exception.Message)")
        }
        $reason = "sysprep does not end within $Limit s, and Windows is in $(Get-ImageState); it was at: $(Get-Place)"
        Stop-WithReason $reason @(Get-NewLines $watch)
    }
}

# What it has added to the logs when it has ended without generalizing Windows, $null when Windows is
# generalized. /quit and not /shutdown: a power-off cannot tell success from failure.
function Invoke-Sysprep([string] $answers) {
    $watch = New-Watch
    $arguments = "/generalize /oobe /quiet /quit /unattend:`"$answers`""
    $process = Start-Process -FilePath (Join-Path $Sysprep 'sysprep.exe') -ArgumentList $arguments -PassThru
    $gone = New-Object System.Diagnostics.Stopwatch
    while ((Get-ImageState) -ne $Generalized) {
        Send-Errors $watch
        if ($process.HasExited) {
            $gone.Start()
            $lines = @(Get-NewLines $watch)
            # The state is written at the very end; half a minute is ample. A run that was refused before it
            # began writes none.
            if ($gone.Elapsed.TotalSeconds -gt 30 -or @(Select-NamedPackages $lines).Length -gt 0 -or (Test-Busy $lines)) {
                return , $lines
            }
        }
        else {
            Send-Place $watch
            Stop-AtLimit $process $watch
        }
        Start-Sleep -Seconds 2
    }
    # Its own end too: the machine is about to be powered off.
    if (-not $process.WaitForExit(300000)) {
        Stop-WithReason 'Windows is generalized, but sysprep does not end' @(Get-NewLines $watch)
    }
    return $null
}

# The service ends by itself when it has had nothing to do for a while.
function Wait-TrustedInstaller {
    Write-Log 'sysprep was refused while Windows is servicing itself: waiting for TrustedInstaller, then once more'
    $wait = [System.Diagnostics.Stopwatch]::StartNew()
    do {
        Start-Sleep -Seconds 5
        $service = Get-Service -Name 'TrustedInstaller' -ErrorAction SilentlyContinue
        $busy = $service -and $service.Status -ne 'Stopped'
    } while ($busy -and $wait.Elapsed.TotalMinutes -lt 10 -and $clock.Elapsed.TotalSeconds -lt $Limit)
}

function Remove-NamedPackages([string[]] $packages) {
    foreach ($package in $packages) {
        if (Remove-Package $package) {
            Write-Log "removed, since sysprep fails on it: $package"
            Write-Fact 'store-app.removed' $package
        }
    }
}

$rearms = Get-RearmsLeft
if ($null -ne $rearms) {
    Write-Fact 'sysprep.rearmsLeft' $rearms
}

$copy = Join-Path $Sysprep 'unattend.xml'
Copy-Item -LiteralPath $AnswerFile -Destination $copy -Force
(Get-Item -LiteralPath $copy).IsReadOnly = $false

# An image that the build starts from has the one of its own sysprep.
if (Test-Path -LiteralPath $Tag) {
    Remove-Item -LiteralPath $Tag -Force
}

$clock = [System.Diagnostics.Stopwatch]::StartNew()
$tries = New-Tries ($StoreApps -eq 'remove')
Write-StepProgress 10 'sysprep runs'
while ($true) {
    $lines = Invoke-Sysprep $copy
    if ($null -eq $lines) {
        break
    }
    $act = Get-NextAct (Get-ImageState) $lines $tries
    if ($act -eq 'fail' -or $clock.Elapsed.TotalSeconds -gt $Limit) {
        Stop-WithReason "sysprep has ended, but Windows is in $(Get-ImageState), not generalized" $lines
    }
    if ($act -eq 'remove') {
        $named = @(Select-NamedPackages $lines)
        Remove-NamedPackages $named
        $tries.Tried += $named
    }
    else {
        $tries.Busy++
        Wait-TrustedInstaller
    }
    Write-StepProgress 10 'sysprep runs once more'
}
if (-not (Test-Path -LiteralPath $Tag)) {
    Stop-WithReason 'sysprep has left no Sysprep_succeeded.tag' @()
}
Write-Fact 'sysprep.imageState' (Get-ImageState)
exit 0
