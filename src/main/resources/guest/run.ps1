# Contract: the runner. Walks the steps of casement\job.xml on the setup medium, reports on COM1,
# reboots when a step asks for it and goes on afterwards, powers the machine off at the end.
#
#   Parameters  -Media: the drive of the setup medium, such as A:
#   Changes     %ProgramData%\Casement: state.txt (token, next step, sequence number, what a step
#               failed of), logs\; the build's logon and policies as logon.ps1 says. Everything else
#               is done by the steps. After the last step of run generalize it removes that
#               directory, and only then says that the step is finished.
#   Exit codes  0: another runner has the machine; 1: this one could not shut it down. It does not
#               end otherwise. Whatever goes wrong, the machine is powered off without a sign-off,
#               and the host sees that.
#
# PowerShell 2.0 only: nothing else is on Windows 7. Never reads standard input.
param([string] $Media)

$ErrorActionPreference = 'Stop'
. "$Media\casement\logon.ps1"
. "$Media\casement\barriers.ps1"
. "$Media\casement\protocol.ps1"
. "$Media\casement\lines.ps1"
. "$Media\casement\windows.ps1"
. "$Media\casement\report.ps1"
. "$Media\casement\environment.ps1"
. "$Media\casement\step.ps1"

$TailLines = 40
$script:lifeSeconds = 0
# How often a step may ask for a restart and to be run again, without anything new; 0: as often as it likes.
$script:restarts = 0
# How many seconds Windows stays up after the last message, for a host that cannot read COM1 after the power-off.
$script:linger = 0
# The step that the runner is at, once it knows its job.
$script:step = $null

# --- what this machine is told to do ------------------------------------------------------------

function Read-Job {
    # Load() minds the encoding that the XML declares; Get-Content would take it for ANSI.
    $document = New-Object System.Xml.XmlDocument
    $document.Load("$Media\casement\job.xml")
    $job = $document.DocumentElement
    if ($job.GetAttribute('version') -ne '1') {
        throw "job.xml has version $($job.GetAttribute('version')), this runner knows version 1"
    }
    return $job
}

# --- one step -----------------------------------------------------------------------------------

# Whether Windows is going down. A program that restarts it does not wait until the session ends, so
# where a step may restart Windows this looks for a second.
function Test-GoingDown([bool] $patient) {
    for ($look = 0; $look -lt 5; $look++) {
        try {
            if (Test-ShuttingDown) {
                return $true
            }
        }
        catch {
            Write-RunnerLog "whether Windows is shutting down is not known: $($_.Exception.Message)"
            return $false
        }
        if (-not $patient) {
            return $false
        }
        Start-Sleep -Milliseconds 200
    }
    return $false
}

# What the step's end means, with a restart in mind that the step, or somebody else, has asked for.
function Resolve-Outcome($run, $step) {
    $reboot = $step.GetAttribute('reboot')
    $outcome = Get-Outcome $step.GetAttribute('success') $reboot $step.GetAttribute('again') $run.Code
    $scheduled = $false
    $down = $false
    if ($outcome -eq 'next') {
        $scheduled = Test-ScheduledShutdown
    }
    if (($outcome -eq 'next' -and -not $scheduled) -or $outcome -eq 'failed') {
        $down = Test-GoingDown ($reboot -ne '')
    }
    $resolved = Get-RestartOutcome $outcome $run.Code $scheduled $down (Test-BuildLogon)
    if ($scheduled) {
        Send-Message 'log' $run.Id '-' 'a restart of Windows was scheduled and has been called off'
    }
    if ($down) {
        Send-Message 'log' $run.Id '-' 'Windows is shutting down'
    }
    if ($resolved -eq 'failed') {
        $run.Failure = "exit code $($run.Code)"
        if ($run.Reason) {
            $run.Failure += ": $($run.Reason)"
        }
        if ($outcome -eq 'next') {
            $run.Failure = 'Windows is shutting down by itself, and nobody would log on again'
        }
    }
    return $resolved
}

# The host ends a run that restarts again and again, without knowing why: the runner, which knows, comes before it.
function Resolve-Again($run) {
    $script:again = $script:again + 1
    if ($script:restarts -gt 0 -and $script:again -gt $script:restarts) {
        $run.Failure = "exit code $($run.Code), which asks for a restart and to be run again, $($script:again) times in a row without anything new; limits.resets allows no more"
        return 'failed'
    }
    return 'again'
}

function Send-Failure($run) {
    $script:failure = $run.Failure
    # First of all: whoever restarts Windows now must not have the step run again.
    Save-State
    foreach ($line in @(Select-Unsaid $run.Tail $TailLines)) {
        Send-Message 'log' $run.Id '-' $line
    }
    Send-Message 'failed' $run.Id '-' $run.Failure
}

# What the step's end means: next, reboot, again or failed.
function Invoke-Step($step, [bool] $leavesNothing) {
    $id = $step.GetAttribute('id')
    Send-Message 'started' $id '-' $step.GetAttribute('title')
    $run = @{
        Id = $id; Readers = @(); Log = $null; Logged = 0; Tail = ''; Code = -1; Failure = $null; Reason = ''
        Times = $null; Look = [System.Diagnostics.Stopwatch]::StartNew()
    }
    $users = $id -like 'user-*'
    if ($users) {
        Restore-BuildPolicy
    }
    Invoke-StepProcess $run $step
    if ($users) {
        Set-BuildPolicy
    }
    $outcome = 'failed'
    if (-not $run.Failure) {
        $outcome = Resolve-Outcome $run $step
    }
    if ($outcome -eq 'again') {
        $outcome = Resolve-Again $run
    }
    if ($outcome -eq 'next' -and $leavesNothing) {
        try {
            Remove-CasementHome
        }
        catch {
            $run.Failure = $_.Exception.Message
            $outcome = 'failed'
        }
    }
    if ($outcome -eq 'failed') {
        Send-Failure $run
    }
    elseif ($outcome -ne 'again') {
        Send-Message 'finished' $id '100' ''
    }
    if ($outcome -eq 'reboot' -or $outcome -eq 'again') {
        Send-Message 'log' $id '-' "rebooting (exit code $($run.Code))"
    }
    return $outcome
}

# --- the whole job ------------------------------------------------------------------------------

# Does not come back. 1115, ERROR_SHUTDOWN_IN_PROGRESS, and 1717, with the service gone already:
# Windows is going down. 1190, ERROR_SHUTDOWN_IS_SCHEDULED: somebody else's restart is called off.
# Windows itself waits before the power-off, so that nobody else can schedule a restart meanwhile.
function Stop-Machine([string] $how) {
    $seconds = 0
    if ($how -eq '/s') {
        $seconds = $script:linger
    }
    $code = 1190
    for ($try = 0; $try -lt 5 -and $code -eq 1190; $try++) {
        Write-RunnerLog "shutdown $how in $seconds s"
        & shutdown.exe $how /f /t $seconds
        $code = $LASTEXITCODE
        if ($code -eq 1190) {
            $null = Test-ScheduledShutdown
        }
    }
    if ($code -ne 0 -and $code -ne 1115 -and $code -ne 1717) {
        throw "shutdown.exe $how ended with exit code $code"
    }
    # Still holding the mutex: no second runner begins a step while the machine goes down. If it
    # does not go down, start.cmd sees the exit code and tries again.
    Write-RunnerLog "shutdown.exe answered $code; waiting for the end"
    Start-Sleep -Seconds (600 + $seconds)
    exit 1
}

function Send-Held([string[]] $lines) {
    foreach ($line in $lines) {
        Send-Message 'log' $script:step '-' $line
    }
}

# So that the runner is there again after the next start of Windows, and the host hears it.
function Enable-Return {
    Find-Medium
    Enable-BuildLogon $Media
    Send-Held @(Suspend-Account)
    Send-Held @(Get-RuleWarning)
    Send-Held @(Suspend-SerialConsole)
}

function Invoke-Job {
    $job = Read-Job
    $script:linger = Get-Linger $job.GetAttribute('linger')
    $script:token = $job.GetAttribute('token')
    $script:lifeSeconds = [int] $job.GetAttribute('life')
    $script:restarts = [int] ('0' + $job.GetAttribute('restarts'))
    $null = New-Item -ItemType Directory -Path $LogDirectory -Force
    Read-State
    $steps = @($job.SelectNodes('step'))
    # After the last one only the power-off may be left to do.
    $at = [Math]::Min($script:nextStep, $steps.Length - 1)
    $script:step = $steps[$at].GetAttribute('id')
    Open-Port
    if ($script:failure) {
        # Said again: the restart that came between may have cut it off.
        Send-Message 'failed' $script:step '-' $script:failure
        Stop-Machine '/s'
    }
    # At once, not only before a reboot: a driver may bring Windows down without asking.
    Enable-BuildLogon $Media
    Send-Held @(Update-BuildPassword "$Media\casement\password.txt")
    Enable-BuildPolicy "$Media\Autounattend.xml"
    Send-Held @(Suspend-Barriers)
    while ($script:nextStep -lt $steps.Length) {
        $last = $script:nextStep -eq $steps.Length - 1
        $script:step = $steps[$script:nextStep].GetAttribute('id')
        Find-Medium
        $result = Invoke-Step $steps[$script:nextStep] ($last -and $job.GetAttribute('run') -eq 'generalize')
        if ($result -eq 'failed') {
            Stop-Machine '/s'
        }
        if ($result -ne 'again') {
            $script:nextStep = $script:nextStep + 1
            $script:again = 0
            Save-State
        }
        if (Test-BuildLogon) {
            Send-Held @(Suspend-Barriers)
        }
        if ($result -ne 'next') {
            Enable-Return
            Stop-Machine '/r'
        }
    }
    if (Test-BuildLogon) {
        # The next run goes on from here.
        Enable-Return
    }
    Stop-Machine '/s'
}

# The host would know nothing but that the machine has powered off.
function Send-LastWords($failure) {
    $details = "$($failure | Out-String)".Trim()
    Write-RunnerLog "giving up: $details"
    try {
        if ($script:port -and $script:step) {
            Send-Message 'log' $script:step '-' "giving up: $details"
            Send-Message 'failed' $script:step '-' "the runner gives up: $($failure.Exception.Message)"
            return
        }
        # Without a job there is no token, by which the host knows a message.
        Write-Port "Casement: the runner gives up: $details"
    }
    catch {
        Write-RunnerLog "COM1: $($_.Exception.Message)"
    }
}

function Test-Elevated {
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object System.Security.Principal.WindowsPrincipal $identity
    return $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
}

if (-not (Test-Elevated)) {
    # Enable-BuildLogon has seen to it that this asks nobody.
    $arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -Command `"try { & '$Media\casement\run.ps1' -Media '$Media' } catch { exit 1 }; exit `$LASTEXITCODE`""
    $elevated = Start-Process -FilePath 'powershell.exe' -ArgumentList $arguments -Verb RunAs -Wait -PassThru
    exit $elevated.ExitCode
}

# First logon and the Run key may both start a runner at the same logon; one is enough.
$mutex = New-Object System.Threading.Mutex $false, 'Global\CasementRunner'
$mine = $true
try {
    $mine = $mutex.WaitOne(0, $false)
}
catch {
    # Abandoned: its owner was killed, and it is this runner's now.
    $mine = $true
}
if (-not $mine) {
    exit 0
}

try {
    Invoke-Job
}
catch {
    Send-LastWords $_
    Stop-Machine '/s'
}
