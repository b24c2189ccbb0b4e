# Contract: runs one step as a process of its own and reads what it prints; loaded by run.ps1.
#
#   Invoke-StepProcess  from a step of job.xml to its exit code; what begins with @casement goes to
#                       the host at once, everything to logs\STEP.log.
#   Exit codes          none: $run.Failure says why there is no exit code.

$LargestLog = 67108864
# Of one processor, between two looks: less is what a program uses that waits and looks now and then.
$LeastWork = 0.05

function Find-Drive([string[]] $markers) {
    foreach ($drive in [System.IO.DriveInfo]::GetDrives()) {
        foreach ($marker in $markers) {
            if ($drive.IsReady -and (Test-Path -LiteralPath (Join-Path $drive.Name $marker))) {
                return $drive.Name.TrimEnd('\')
            }
        }
    }
    return $null
}

# A script may have given the medium another letter.
function Find-Medium {
    if ([System.IO.File]::Exists("$Media\casement\job.xml")) {
        return
    }
    foreach ($letter in 'ACDEFGHIJKLMNOPQRSTUVWXYZB'.ToCharArray()) {
        if ([System.IO.File]::Exists("${letter}:\casement\job.xml")) {
            Write-RunnerLog "the setup medium, which was ${Media}, is ${letter}: now"
            $script:Media = "${letter}:"
            return
        }
    }
    throw "the setup medium, which was ${Media}, is in no drive any more"
}

function Resolve-CommandLine([string] $commandLine) {
    $places = @{
        '{media}' = @()
        '{payload}' = @('casement\payload')
        '{drivers}' = @('viostor', 'vioscsi', 'NetKVM', 'WIN7\AMD64', 'WIN7\X86')
    }
    foreach ($place in @($places.Keys)) {
        if (-not $commandLine.Contains($place)) {
            continue
        }
        $drive = $Media
        if ($place -ne '{media}') {
            $drive = Find-Drive $places[$place]
        }
        if (-not $drive) {
            throw "no drive for ${place}: none holds $([string]::Join(' or ', $places[$place]))"
        }
        $commandLine = $commandLine.Replace($place, $drive)
    }
    return $commandLine
}

# Windows Installer, compilers and steps need the directories for temporary files, which scripts that tidy up may have
# removed (actions/runner-images issue 4944).
function Resolve-WorkingDirectory {
    $windows = Join-Path $env:SystemRoot 'Temp'
    foreach ($directory in @($windows, $env:TEMP, $env:TMP | Where-Object { $_ } | Select-Object -Unique)) {
        try {
            if (-not (Test-Path -LiteralPath $directory)) {
                $null = New-Item -ItemType Directory -Path $directory -Force
                Write-RunnerLog "$directory was gone and has been made anew"
            }
        }
        catch {
            Write-RunnerLog "there is no ${directory}: $($_.Exception.Message)"
        }
    }
    if (Test-Path -LiteralPath $windows) {
        return $windows
    }
    return $env:SystemRoot
}

function Start-StepProcess([string] $commandLine) {
    if (-not ($commandLine -match '^"([^"]+)"\s*(.*)$' -or $commandLine -match '^(\S+)\s*(.*)$')) {
        throw "no program in: $commandLine"
    }
    $start = New-Object System.Diagnostics.ProcessStartInfo $matches[1], $matches[2]
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.WorkingDirectory = Resolve-WorkingDirectory
    Set-StepEnvironment $start
    $process = [System.Diagnostics.Process]::Start($start)
    # Who asks for a key gets the end of the file instead.
    $process.StandardInput.Close()
    return $process
}

# $null when it cannot be written: the step runs all the same.
function Open-StepLog([string] $id) {
    $append = [System.IO.FileMode]::Append
    $write = [System.IO.FileAccess]::Write
    $read = [System.IO.FileShare]::Read
    try {
        $file = New-Object System.IO.FileStream (Join-Path $LogDirectory "$id.log"), $append, $write, $read
        return New-Object System.IO.StreamWriter $file
    }
    catch {
        Write-RunnerLog "no log of step ${id}: $($_.Exception.Message)"
        return $null
    }
}

function Write-StepLog($run, [string] $block) {
    if (-not $run.Log) {
        return
    }
    try {
        $run.Log.Write($block)
        $run.Logged += $block.Length
        $full = $run.Logged -gt $LargestLog
    }
    catch {
        Write-RunnerLog "the log of step $($run.Id) ends here: $($_.Exception.Message)"
        $full = $true
    }
    if ($full) {
        Close-StepLog $run
    }
}

# Not for each block: only before the runner waits.
function Update-StepLog($run) {
    if ($run.Log) {
        try {
            $run.Log.Flush()
        }
        catch {
            Write-RunnerLog "the log of step $($run.Id) ends here: $($_.Exception.Message)"
            Close-StepLog $run
        }
    }
}

function Close-StepLog($run) {
    if ($run.Log) {
        try {
            $run.Log.Close()
        }
        catch {
            Write-RunnerLog "the log of step $($run.Id): $($_.Exception.Message)"
        }
    }
    $run.Log = $null
}

function Send-StepLine($run, [string] $line) {
    $id = $run.Id
    $said = Read-StepLine $line
    if (-not $said) {
        return
    }
    if ($said.Kind -eq 'failure') {
        # Said with the exit code, once there is one.
        $run.Reason = $said.Text
        return
    }
    if ($said.Kind -eq 'fact') {
        Save-Fact $id $said.Text
    }
    Send-Message $said.Kind $id $said.Percent $said.Text
}

function Receive-Block($run, $reader, [string] $block) {
    if ($block.Length -gt 0) {
        Write-StepLog $run $block
        $run.Tail = Join-Tail $run.Tail $block
        foreach ($line in @(Select-StepLines $reader $block)) {
            Send-StepLine $run $line
        }
    }
}

# One block of each, so that a step that never stops talking is stopped by its limit.
function Receive-Output($run) {
    foreach ($reader in $run.Readers) {
        Receive-Block $run $reader (Read-Block $reader)
    }
}

# A step that computes for long and says nothing looks like one that hangs: the host ends a run for it.
function Watch-Life($run, $process, $clock) {
    $seconds = $run.Look.Elapsed.TotalSeconds
    if ($script:lifeSeconds -le 0 -or $seconds -lt $script:lifeSeconds) {
        return
    }
    try {
        $now = Get-ProcessorTimes $process $clock
    }
    catch {
        Write-RunnerLog "the processor time is not known: $($_.Exception.Message)"
        $now = $null
    }
    if ($run.Times -and $now -and $script:spoke.Elapsed.TotalSeconds -ge $script:lifeSeconds) {
        $work = Measure-Work $run.Times $now
        if ($work -ge $LeastWork * $seconds) {
            Send-Message 'log' $run.Id '-' ("busy: {0:0} s of processor time in {1:0} s" -f $work, $seconds)
        }
    }
    $run.Times = $now
    $run.Look = [System.Diagnostics.Stopwatch]::StartNew()
}

# The exit code, or -1 with $run.Failure set when the step had to be killed.
function Wait-Step($run, $process, [int] $limit) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not $process.HasExited) {
        if (-not (Test-Open $run.Readers)) {
            # It has closed its output and works on.
            $null = $process.WaitForExit(1000)
        }
        elseif (-not (Test-Output $run.Readers)) {
            Update-StepLog $run
            Wait-Output $run.Readers 1000
        }
        Receive-Output $run
        Watch-Life $run $process $clock
        if ($clock.Elapsed.TotalSeconds -gt $limit) {
            try {
                $run.Failure = "killed after its limit of $limit s$(Stop-StepProcess $process $clock)"
            }
            catch {
                $run.Failure = "its limit of $limit s is over, and it cannot be killed: $($_.Exception.Message)"
            }
            break
        }
    }
    # A program left behind may hold the pipe open for ever: what is not here in three seconds is lost.
    $drain = [System.Diagnostics.Stopwatch]::StartNew()
    while ((Test-Open $run.Readers) -and $drain.Elapsed.TotalSeconds -lt 3) {
        Wait-Output $run.Readers 500
        Receive-Output $run
    }
    foreach ($reader in $run.Readers) {
        Receive-Block $run $reader (Read-Rest $reader)
    }
    if ($run.Failure) {
        return -1
    }
    return $process.ExitCode
}

# Runs the step; $run.Failure says why there is no exit code, if there is none.
function Invoke-StepProcess($run, $step) {
    $run.Log = Open-StepLog $run.Id
    try {
        $process = Start-StepProcess (Resolve-CommandLine $step.GetAttribute('run'))
        $run.Readers = @((New-OutputReader $process.StandardOutput), (New-OutputReader $process.StandardError))
    }
    catch {
        $run.Failure = $_.Exception.Message
    }
    if (-not $run.Failure) {
        $run.Code = Wait-Step $run $process ([int] $step.GetAttribute('timeout'))
    }
    Close-StepLog $run
}
