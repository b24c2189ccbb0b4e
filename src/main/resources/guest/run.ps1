# Contract: the runner. Walks the steps of casement\job.xml on the setup medium, reports on COM1,
# reboots when a step asks for it and goes on afterwards, powers the machine off at the end.
#
#   Parameters  -Media: the drive of the setup medium, such as A:
#   Changes     %ProgramData%\Casement: state.txt (token, next step, sequence number), logs\; the
#               build's logon and policies as logon.ps1 says. Everything else is done by the steps.
#   Exit codes  0: another runner has the machine; 1: this one could not shut it down. It does not
#               end otherwise. Whatever goes wrong, the machine is powered off without a sign-off,
#               and the host sees that.
#
# PowerShell 2.0 only: nothing else is on Windows 7. Never reads standard input.
param([string] $Media)

$ErrorActionPreference = 'Stop'
. "$Media\casement\logon.ps1"

$StateFile = Join-Path $CasementHome 'state.txt'
$LogDirectory = Join-Path $CasementHome 'logs'
$TailLines = 40
# On the wire. The host keeps 4096 bytes of a line; what stands before the text takes 180 at most.
$LongestText = 3900
$script:port = $null
$script:sequence = 0
$script:nextStep = 0
$script:token = ''

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

# --- state: survives reboots, belongs to one job ------------------------------------------------

function Read-State {
    if (-not (Test-Path -LiteralPath $StateFile)) {
        return
    }
    $lines = [System.IO.File]::ReadAllLines($StateFile)
    $whole = $lines.Length -ge 3 -and $lines[1] -match '^[0-9]+$' -and $lines[2] -match '^[0-9]+$'
    if ($whole -and $lines[0] -eq $script:token) {
        $script:nextStep = [int] $lines[1]
        $script:sequence = [long] $lines[2]
    }
}

function Save-State {
    # Sign-off of run generalize has removed the directory: nothing may come back.
    if (-not (Test-Path -LiteralPath $CasementHome)) {
        return
    }
    $text = "{0}`r`n{1}`r`n{2}`r`n" -f $script:token, $script:nextStep, $script:sequence
    $bytes = [System.Text.Encoding]::ASCII.GetBytes($text)
    # Through the cache: a sequence number must not come back after a crash either.
    $create = [System.IO.FileMode]::Create
    $write = [System.IO.FileAccess]::Write
    $read = [System.IO.FileShare]::Read
    $through = [System.IO.FileOptions]::WriteThrough
    $file = New-Object System.IO.FileStream $StateFile, $create, $write, $read, 4096, $through
    try {
        $file.Write($bytes, 0, $bytes.Length)
    }
    finally {
        $file.Close()
    }
}

function Write-RunnerLog([string] $text) {
    [Console]::Out.WriteLine("Casement: $text")
    if (Test-Path -LiteralPath $LogDirectory) {
        $line = "{0:yyyy-MM-dd HH:mm:ss} {1}`r`n" -f (Get-Date), $text
        [System.IO.File]::AppendAllText((Join-Path $LogDirectory 'runner.log'), $line)
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

# Escaped, and cut where no escape is cut: the host drops a message that ends in half of one.
function ConvertTo-ProtocolText([string] $text) {
    $escaped = New-Object System.Text.StringBuilder
    $before = 0
    foreach ($character in $text.ToCharArray()) {
        $code = [int] $character
        $piece = [string] $character
        if ($code -eq 92) {
            $piece = '\\'
        }
        elseif ($code -eq 10) {
            $piece = '\n'
        }
        elseif ($code -eq 13) {
            $piece = '\r'
        }
        elseif ($code -lt 32 -or $code -gt 126 -or ($code -eq 47 -and $before -eq 84)) {
            # The slash after a T, too: no text holds CASEMENT/, with which a message begins.
            $piece = '\u' + $code.ToString('x4')
        }
        if ($escaped.Length + $piece.Length -gt $LongestText) {
            break
        }
        $null = $escaped.Append($piece)
        $before = $code
    }
    return $escaped.ToString()
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
}

# --- one step -----------------------------------------------------------------------------------

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

function Start-StepProcess([string] $commandLine) {
    if (-not ($commandLine -match '^"([^"]+)"\s*(.*)$' -or $commandLine -match '^(\S+)\s*(.*)$')) {
        throw "no program in: $commandLine"
    }
    $start = New-Object System.Diagnostics.ProcessStartInfo $matches[1], $matches[2]
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.WorkingDirectory = Join-Path $env:SystemRoot 'Temp'
    $process = [System.Diagnostics.Process]::Start($start)
    # Who asks for a key gets the end of the file instead.
    $process.StandardInput.Close()
    return $process
}

# Reads without blocking and without events, which PowerShell 2.0 serves only between statements.
function New-Reader($streamReader) {
    $buffer = New-Object byte[] 4096
    $stream = $streamReader.BaseStream
    return @{
        Stream = $stream
        Encoding = $streamReader.CurrentEncoding
        Buffer = $buffer
        Pending = $stream.BeginRead($buffer, 0, $buffer.Length, $null, $null)
        Text = ''
        Open = $true
    }
}

function Read-Lines($reader) {
    while ($reader.Open -and $reader.Pending.IsCompleted) {
        $count = $reader.Stream.EndRead($reader.Pending)
        if ($count -le 0) {
            $reader.Open = $false
        }
        else {
            $reader.Text += $reader.Encoding.GetString($reader.Buffer, 0, $count)
            $reader.Pending = $reader.Stream.BeginRead($reader.Buffer, 0, $reader.Buffer.Length, $null, $null)
        }
    }
    $lines = $reader.Text.Split([char[]] "`r`n")
    $reader.Text = ''
    if ($reader.Open) {
        # The last piece is not ended yet.
        $reader.Text = $lines[$lines.Length - 1]
        $lines[$lines.Length - 1] = ''
    }
    foreach ($line in $lines) {
        if ($line.Trim().Length -gt 0) {
            $line
        }
    }
}

# A step talks to the host by lines of its output that begin with @casement.
function Send-StepLine([string] $id, [string] $line) {
    if ($line -match '^@casement progress (100|[0-9]{1,2}) ?(.*)$') {
        Send-Message 'progress' $id $matches[1] $matches[2]
    }
    elseif ($line -match '^@casement fact ([A-Za-z0-9.-]+=.*)$') {
        Send-Message 'fact' $id '-' $matches[1]
    }
    elseif ($line -match '^@casement log (.*)$') {
        Send-Message 'log' $id '-' $matches[1]
    }
}

function Receive-Output($run) {
    $text = New-Object System.Text.StringBuilder
    foreach ($reader in $run.Readers) {
        foreach ($line in @(Read-Lines $reader)) {
            if ($line) {
                $null = $text.Append($line).Append("`r`n")
                $null = $run.Tail.Add($line)
                if ($run.Tail.Count -gt $TailLines) {
                    $run.Tail.RemoveAt(0)
                }
                Send-StepLine $run.Id $line
            }
        }
    }
    if ($text.Length -gt 0 -and (Test-Path -LiteralPath $LogDirectory)) {
        [System.IO.File]::AppendAllText((Join-Path $LogDirectory "$($run.Id).log"), $text.ToString())
    }
}

# The exit code, or -1 with $run.Failure set when the step had to be killed.
function Wait-Step($run, $process, [int] $limit) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not $process.HasExited) {
        Receive-Output $run
        if ($clock.Elapsed.TotalSeconds -gt $limit) {
            $null = & taskkill.exe /pid $process.Id /t /f
            $null = $process.WaitForExit(30000)
            Receive-Output $run
            $run.Failure = "killed after its limit of $limit s"
            return -1
        }
        Start-Sleep -Milliseconds 200
    }
    # A program left behind may hold the pipe open for ever: what is not here in three seconds is lost.
    $drain = [System.Diagnostics.Stopwatch]::StartNew()
    do {
        Receive-Output $run
        Start-Sleep -Milliseconds 100
        $open = @($run.Readers | Where-Object { $_.Open })
    } while ($open.Length -gt 0 -and $drain.Elapsed.TotalSeconds -lt 3)
    Receive-Output $run
    return $process.ExitCode
}

function Test-Code([string] $codes, [int] $code) {
    return ",$codes,".Contains(",$code,")
}

# What the step's end means: next, reboot, again or failed.
function Invoke-Step($step) {
    $id = $step.GetAttribute('id')
    Send-Message 'started' $id '-' $step.GetAttribute('title')
    $run = @{ Id = $id; Tail = (New-Object System.Collections.ArrayList); Failure = $null; Readers = @() }
    $code = -1
    try {
        $process = Start-StepProcess (Resolve-CommandLine $step.GetAttribute('run'))
        $run.Readers = @((New-Reader $process.StandardOutput), (New-Reader $process.StandardError))
    }
    catch {
        $run.Failure = $_.Exception.Message
    }
    if (-not $run.Failure) {
        $code = Wait-Step $run $process ([int] $step.GetAttribute('timeout'))
    }
    if (-not $run.Failure) {
        if (Test-Code $step.GetAttribute('success') $code) {
            Send-Message 'finished' $id '100' ''
            return 'next'
        }
        if (Test-Code $step.GetAttribute('reboot') $code) {
            Send-Message 'finished' $id '100' ''
            Send-Message 'log' $id '-' "rebooting (exit code $code)"
            return 'reboot'
        }
        if (Test-Code $step.GetAttribute('again') $code) {
            Send-Message 'log' $id '-' "rebooting (exit code $code)"
            return 'again'
        }
        $run.Failure = "exit code $code"
    }
    foreach ($line in $run.Tail) {
        Send-Message 'log' $id '-' $line
    }
    Send-Message 'failed' $id '-' $run.Failure
    return 'failed'
}

# --- the whole job ------------------------------------------------------------------------------

function Stop-Machine([string] $how) {
    Write-RunnerLog "shutdown $how"
    & shutdown.exe $how /f /t 0
    if ($LASTEXITCODE -ne 0) {
        throw "shutdown.exe $how ended with exit code $LASTEXITCODE"
    }
    # Still holding the mutex: no second runner begins a step while the machine goes down. If it
    # does not go down, start.cmd sees the exit code and tries again.
    Start-Sleep -Seconds 600
    exit 1
}

function Invoke-Job {
    $job = Read-Job
    $script:token = $job.GetAttribute('token')
    $null = New-Item -ItemType Directory -Path $LogDirectory -Force
    Read-State
    Open-Port
    $steps = @($job.SelectNodes('step'))
    # At once, not only before a reboot: a driver may bring Windows down without asking.
    Enable-BuildLogon $Media
    Enable-BuildPolicy
    while ($script:nextStep -lt $steps.Length) {
        $result = Invoke-Step $steps[$script:nextStep]
        if ($result -eq 'failed') {
            Stop-Machine '/s'
        }
        if ($result -ne 'again') {
            $script:nextStep = $script:nextStep + 1
            Save-State
        }
        if ($result -ne 'next') {
            Enable-BuildLogon $Media
            Stop-Machine '/r'
        }
    }
    Stop-Machine '/s'
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
    Write-RunnerLog "giving up: $($_ | Out-String)"
    Stop-Machine '/s'
}
