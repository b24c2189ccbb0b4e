# Contract: what the runner keeps and what it says: state.txt, runner.log and the messages on COM1;
# loaded by run.ps1, which sets $script:token first of all.
#
#   Read-State, Save-State  the next step, the last sequence number, what a step has failed of.
#   Write-RunnerLog         a line on the console and in logs\runner.log; never throws.
#   Open-Port, Send-Message COM1.
#   Remove-CasementHome     removes %ProgramData%\Casement with all of that; nothing comes back.
#   Exit codes              none: they throw when Windows refuses.

$StateFile = Join-Path $CasementHome 'state.txt'
$LogDirectory = Join-Path $CasementHome 'logs'
$script:port = $null
$script:sequence = 0
$script:nextStep = 0
$script:failure = ''
$script:token = ''
$script:spoke = [System.Diagnostics.Stopwatch]::StartNew()

# --- state: survives reboots, belongs to one job ------------------------------------------------

function Read-State {
    if (-not (Test-Path -LiteralPath $StateFile)) {
        return
    }
    $state = ConvertFrom-State ([System.IO.File]::ReadAllBytes($StateFile)) $script:token
    if ($state) {
        $script:nextStep = $state.Next
        $script:sequence = $state.Sequence
        $script:failure = $state.Failure
    }
}

function Save-State {
    # Nothing may come back once the runner has removed the directory.
    if (-not (Test-Path -LiteralPath $CasementHome)) {
        return
    }
    $bytes = Format-State $script:token $script:nextStep $script:sequence $script:failure
    # Through the cache: a sequence number must not come back after a crash either.
    $open = [System.IO.FileMode]::OpenOrCreate
    $write = [System.IO.FileAccess]::Write
    $read = [System.IO.FileShare]::Read
    $through = [System.IO.FileOptions]::WriteThrough
    $file = New-Object System.IO.FileStream $StateFile, $open, $write, $read, $StateBytes, $through
    try {
        $file.Write($bytes, 0, $bytes.Length)
    }
    finally {
        $file.Close()
    }
}

function Write-RunnerLog([string] $text) {
    [Console]::Out.WriteLine("Casement: $text")
    if (-not (Test-Path -LiteralPath $LogDirectory)) {
        return
    }
    $line = "{0:yyyy-MM-dd HH:mm:ss} {1}`r`n" -f (Get-Date), $text
    try {
        [System.IO.File]::AppendAllText((Join-Path $LogDirectory 'runner.log'), $line)
    }
    catch {
        # A full disk, or somebody has it open: no reason to give a build up.
        [Console]::Out.WriteLine("Casement: runner.log: $($_.Exception.Message)")
    }
}

# Leaves nothing behind, and throws with the names when something stays. A program that a step has
# left behind, or a virus scanner, may have a file open for a moment.
function Remove-CasementHome {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $why = ''
    while (Test-Path -LiteralPath $CasementHome) {
        try {
            Remove-Item -LiteralPath $CasementHome -Recurse -Force
            continue
        }
        catch {
            $why = $_.Exception.Message
        }
        if ($clock.Elapsed.TotalSeconds -gt 10) {
            $left = @(Get-ChildItem -LiteralPath $CasementHome -Recurse -Force | ForEach-Object { $_.FullName })
            throw "$CasementHome cannot be removed: $why; left: $([string]::Join(', ', $left))"
        }
        Start-Sleep -Milliseconds 250
    }
}

# --- the progress protocol ----------------------------------------------------------------------

function Open-Port {
    $parity = [System.IO.Ports.Parity]::None
    $stopBits = [System.IO.Ports.StopBits]::One
    $script:port = New-Object System.IO.Ports.SerialPort 'COM1', 115200, $parity, 8, $stopBits
    $script:port.WriteTimeout = 30000
    $script:port.DtrEnable = $true
    $script:port.RtsEnable = $true
    $script:port.Open()
    # Ends whatever line the firmware or a message cut by a reset has left open.
    $script:port.Write("`n")
}

function Send-Message([string] $kind, [string] $step, [string] $percent, [string] $text) {
    $script:sequence = $script:sequence + 1
    Save-State
    $plain = ConvertTo-ProtocolText $text
    $line = "CASEMENT/1 $($script:token) $($script:sequence) $kind $step $percent $plain"
    Write-RunnerLog "$kind $step $percent $text"
    try {
        $script:port.Write("$line`n")
    }
    catch {
        # Once more on a port opened anew: sysprep may have pulled the device from under the handle.
        Write-RunnerLog "COM1: $($_.Exception.Message)"
        try {
            $script:port.Close()
        }
        catch {
            Write-RunnerLog "COM1 does not close: $($_.Exception.Message)"
        }
        Open-Port
        $script:port.Write("$line`n")
    }
    $script:spoke = [System.Diagnostics.Stopwatch]::StartNew()
}
