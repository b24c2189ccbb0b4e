# Contract: functions that end a call into Windows which does not come back, and that wait for Windows
# to have done its work before a restart; loaded by updates.ps1.
#
#   Start-Guard, Stop-Guard  a second runspace of this process, which looks at the clock.
#   Set-Guard                a call begins. The guard says now and then that it goes on; when its time is
#                            over, the guard says so, writes the ledger as it is then, and ends this
#                            process with 1003.
#   Clear-Guard              the call is back.
#   Wait-Servicing           until TrustedInstaller and TiWorker have nothing to do.
#   Watch-Calls              what the guard does.
#   Exit codes               1003, of the whole process.
#
# A process, since nothing in it ends a call of the agent: BeginInstall() wants objects that call
# back, which PowerShell 2.0 cannot make (Learn, "IUpdateInstaller::BeginInstall").

# What Windows installs with; how long it may go on after a call that was given up, in seconds.
$ServicingNames = 'TiWorker', 'TrustedInstaller'
$ServicingPatience = 600
# Between two looks, in seconds; a process that uses less than a tenth of one processor has nothing to do.
$ServicingPause = 10
# The host ends a run that says nothing for limits.silence, 20 minutes, which would be before the time of a
# call is over (rgl/packer-plugin-windows-update issue 118: for hours, with the processor idle).
$SignOfLife = 120
$script:guard = $null
$script:calls = 0

# C# 2.0. Process.Kill() knows no exit code, and Environment.Exit() waits for what hangs in a call.
$EndSource = @'
using System;
using System.Runtime.InteropServices;

public static class CasementEnd
{
    [DllImport("kernel32.dll")]
    private static extern bool TerminateProcess(IntPtr process, uint code);

    public static void With(int code)
    {
        TerminateProcess(new IntPtr(-1), (uint)code);
    }
}
'@

function Start-Guard([string] $directory) {
    $ended = New-Object System.Threading.ManualResetEvent $false
    $script:guard = [hashtable]::Synchronized(@{ Ended = $ended; Ending = $false; Call = $null; Directory = $directory })
    $script = 'param($watch) foreach ($name in ''shared'', ''update-ledger'', ''update-guard'') ' +
        '{ . (Join-Path $watch.Directory "$name.ps1") } Watch-Calls $watch'
    $second = [System.Management.Automation.PowerShell]::Create()
    $null = $second.AddScript($script).AddArgument($script:guard)
    $null = $second.BeginInvoke()
}

function Stop-Guard {
    if ($null -ne $script:guard) {
        $null = $script:guard.Ended.Set()
    }
}

# lines: the ledger, should the time be over.
function Set-Guard([string] $what, [int] $seconds, [string[]] $lines) {
    $script:calls++
    $script:guard.Call = @{ Number = $script:calls; What = $what; Seconds = $seconds; Lines = $lines }
}

# A call that comes back too late finds its end written down already.
function Clear-Guard {
    while ($script:guard.Ending) {
        Start-Sleep -Seconds 1
    }
    $script:guard.Call = $null
}

# The seconds that the clock of a call has counted.
function Get-CallTime($clock) {
    return $clock.Elapsed.TotalSeconds
}

function Watch-Calls($watch) {
    $number = 0
    $said = 0
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not $watch.Ended.WaitOne(500, $false)) {
        $call = $watch.Call
        if ($null -eq $call) {
            continue
        }
        if ($call.Number -ne $number) {
            $number = $call.Number
            $said = 0
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
        }
        $seconds = Get-CallTime $clock
        if ($seconds -ge $call.Seconds) {
            Stop-Call $watch $call
            return
        }
        if ($seconds -ge $said + $SignOfLife) {
            $said = $seconds
            Write-Log ('without an answer for {0:0} min: {1}' -f ($seconds / 60), $call.What)
        }
    }
}

function Stop-Call($watch, $call) {
    $watch.Ending = $true
    Write-Log "ended after $($call.Seconds) s, without an answer: $($call.What)"
    try {
        Write-LedgerLines $call.Lines
        Wait-Servicing
    }
    catch {
        Write-Log "before the restart: $($_.Exception.Message)"
    }
    try {
        Add-Type -TypeDefinition $EndSource
        [CasementEnd]::With(1003)
    }
    finally {
        [Environment]::Exit(1003)
    }
}

# The seconds of processor time that Windows' installers have used, or -1 when there are none.
function Get-ServicingTime {
    $used = -1.0
    foreach ($name in $ServicingNames) {
        foreach ($process in [System.Diagnostics.Process]::GetProcessesByName($name)) {
            try {
                $used = [Math]::Max($used, 0) + $process.TotalProcessorTime.TotalSeconds
            }
            catch {
                # It has ended meanwhile, or even administrators may not ask.
                continue
            }
        }
    }
    return $used
}

# TrustedInstaller stays for some minutes after its work.
function Wait-Servicing {
    $before = Get-ServicingTime
    for ($waited = 0; $before -ge 0 -and $waited -lt $ServicingPatience; $waited += $ServicingPause) {
        Start-Sleep -Seconds $ServicingPause
        $now = Get-ServicingTime
        if ([Math]::Abs($now - $before) -lt $ServicingPause / 10) {
            return
        }
        $before = $now
    }
    if ($before -ge 0) {
        Write-Log "Windows' installers are still at work after $ServicingPatience s"
    }
}
