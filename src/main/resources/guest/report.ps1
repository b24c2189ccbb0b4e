# Contract: what the runner keeps and what it says: state.txt, runner.log and the messages on COM1;
# loaded by run.ps1, which sets $script:token first of all.
#
#   Read-State, Save-State  the next step, the last sequence number, what a step has failed of, and how often the
#                           step has asked for a restart since it said something new.
#   Save-Fact               remembers what a step has said, so that saying it again is nothing new.
#   Write-RunnerLog         a line on the console and in logs\runner.log; never throws.
#   Open-Port, Send-Message COM1.
#   Write-Port              a line on COM1 that is no message, before there is a job.
#   Remove-CasementHome     removes %ProgramData%\Casement with all of that; nothing comes back.
#   Exit codes              none: they throw when Windows refuses.

$StateFile = Join-Path $CasementHome 'state.txt'
$FactFile = Join-Path $CasementHome 'facts.txt'
$LogDirectory = Join-Path $CasementHome 'logs'
$LongestUnlogged = 65536
$script:port = $null
$script:sequence = 0
$script:nextStep = 0
$script:failure = ''
$script:again = 0
$script:facts = $null
$script:unlogged = ''
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
        $script:again = $state.Again
    }
}

function Save-State {
    # Nothing may come back once the runner has removed the directory.
    if (-not (Test-Path -LiteralPath $CasementHome)) {
        return
    }
    $bytes = Format-State $script:token $script:nextStep $script:sequence $script:failure $script:again
    $file = Open-StateFile
    try {
        $file.Write($bytes, 0, $bytes.Length)
    }
    finally {
        $file.Close()
    }
}

# Somebody, such as a virus scanner, may hold it for a moment.
function Open-StateFile {
    $open = [System.IO.FileMode]::OpenOrCreate
    $write = [System.IO.FileAccess]::Write
    $shared = [System.IO.FileShare]::ReadWrite
    # Through the cache: a sequence number must not come back after a crash either.
    $through = [System.IO.FileOptions]::WriteThrough
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while ($true) {
        try {
            return New-Object System.IO.FileStream $StateFile, $open, $write, $shared, $StateBytes, $through
        }
        catch {
            if ($clock.Elapsed.TotalSeconds -gt 30) {
                throw "$StateFile cannot be written: $($_.Exception.Message)"
            }
        }
        Start-Sleep -Milliseconds 200
    }
}

# A log ends no run: what cannot be written now comes with the next line, and is dropped when it gets too much.
function Write-RunnerLog([string] $text) {
    [Console]::Out.WriteLine("Casement: $text")
    if (-not (Test-Path -LiteralPath $LogDirectory)) {
        return
    }
    $script:unlogged += "{0:yyyy-MM-dd HH:mm:ss} {1}`r`n" -f (Get-Date), $text
    try {
        $append = [System.IO.FileMode]::Append
        $write = [System.IO.FileAccess]::Write
        $shared = [System.IO.FileShare]::ReadWrite
        $file = New-Object System.IO.FileStream (Join-Path $LogDirectory 'runner.log'), $append, $write, $shared
        try {
            $bytes = [System.Text.Encoding]::UTF8.GetBytes($script:unlogged)
            $file.Write($bytes, 0, $bytes.Length)
            $script:unlogged = ''
        }
        finally {
            $file.Close()
        }
    }
    catch {
        [Console]::Out.WriteLine("Casement: runner.log: $($_.Exception.Message)")
        if ($script:unlogged.Length -gt $LongestUnlogged) {
            $script:unlogged = ''
        }
    }
}

# --- what a step has said -----------------------------------------------------------------------

# The host takes a fact for news once; so must whoever counts restarts without any. Survives them.
function Save-Fact([string] $step, [string] $text) {
    try {
        if ($null -eq $script:facts) {
            $script:facts = @{}
            if (Test-Path -LiteralPath $FactFile) {
                foreach ($line in [System.IO.File]::ReadAllLines($FactFile)) {
                    $script:facts[$line] = $true
                }
            }
        }
        $line = "$step $text"
        if (-not $script:facts.ContainsKey($line)) {
            $script:facts[$line] = $true
            $script:again = 0
            [System.IO.File]::AppendAllText($FactFile, "$line`r`n")
        }
    }
    catch {
        Write-RunnerLog "${FactFile}: $($_.Exception.Message)"
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

function Write-Port([string] $text) {
    if (-not $script:port) {
        Open-Port
    }
    $script:port.Write("$(ConvertTo-ProtocolText $text)`n")
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
