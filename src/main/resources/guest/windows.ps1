# Contract: functions that ask Windows about processes and about a restart; loaded by run.ps1.
#
#   Test-ShuttingDown        whether Windows is going down already.
#   Test-ScheduledShutdown   calls off a shutdown that is scheduled; whether there was one.
#   Get-ProcessorTimes       the processor time of a step's processes, and of what works for it.
#   Measure-Work             how many seconds of it were used between two looks.
#   Get-LogonError           what Windows says to an account's password: 0, or the number of its error.
#   Stop-StepProcess         kills a process with all that it has started; says how that went.
#   Exit codes               none.
#
# $clock is a stopwatch that runs since the step's process does: a script may set the time of day.

# What a step starts works in services as well: Windows Update and Windows Installer.
$WorkerNames = 'TiWorker', 'TrustedInstaller', 'msiexec', 'wusa', 'DismHost'

# C# 2.0, which is what PowerShell 2.0 compiles. SM_SHUTTINGDOWN: Learn, "GetSystemMetrics function".
$WindowsSource = @'
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

public static class CasementWindows
{
    private const int ShuttingDown = 0x2000;
    private const uint SnapshotOfProcesses = 0x2;

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct Entry
    {
        public uint Size;
        public uint Usage;
        public uint Id;
        public IntPtr Heap;
        public uint Module;
        public uint Threads;
        public uint Parent;
        public int Priority;
        public uint Flags;
        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 260)]
        public string Name;
    }

    [DllImport("user32.dll")]
    private static extern int GetSystemMetrics(int index);

    [DllImport("kernel32.dll", SetLastError = true)]
    private static extern IntPtr CreateToolhelp32Snapshot(uint flags, uint process);

    [DllImport("kernel32.dll", EntryPoint = "Process32FirstW", CharSet = CharSet.Unicode)]
    private static extern bool First(IntPtr snapshot, ref Entry entry);

    [DllImport("kernel32.dll", EntryPoint = "Process32NextW", CharSet = CharSet.Unicode)]
    private static extern bool Next(IntPtr snapshot, ref Entry entry);

    [DllImport("kernel32.dll")]
    private static extern bool CloseHandle(IntPtr handle);

    [DllImport("advapi32.dll", EntryPoint = "LogonUserW", CharSet = CharSet.Unicode, SetLastError = true)]
    private static extern bool LogonUser(
        string name, string domain, string password, int type, int provider, out IntPtr token);

    // Of an account of this machine; type 2 is LOGON32_LOGON_INTERACTIVE.
    public static int LogonError(string name, string password)
    {
        IntPtr token;
        if (!LogonUser(name, ".", password, 2, 0, out token))
        {
            return Marshal.GetLastWin32Error();
        }
        CloseHandle(token);
        return 0;
    }

    public static bool IsShuttingDown()
    {
        return GetSystemMetrics(ShuttingDown) != 0;
    }

    // Each process and its parent in turn.
    public static int[] Parents()
    {
        List<int> pairs = new List<int>();
        IntPtr snapshot = CreateToolhelp32Snapshot(SnapshotOfProcesses, 0);
        if (snapshot == new IntPtr(-1))
        {
            throw new InvalidOperationException("CreateToolhelp32Snapshot: error " + Marshal.GetLastWin32Error());
        }
        Entry entry = new Entry();
        entry.Size = (uint)Marshal.SizeOf(typeof(Entry));
        for (bool more = First(snapshot, ref entry); more; more = Next(snapshot, ref entry))
        {
            pairs.Add((int)entry.Id);
            pairs.Add((int)entry.Parent);
        }
        CloseHandle(snapshot);
        return pairs.ToArray();
    }
}
'@

# Once, and only when it is needed: the compiler takes seconds.
function Initialize-Windows {
    if (-not ('CasementWindows' -as [type])) {
        Add-Type -TypeDefinition $WindowsSource
    }
}

# --- a restart ----------------------------------------------------------------------------------

function Test-ShuttingDown {
    Initialize-Windows
    return [CasementWindows]::IsShuttingDown()
}

function Test-ScheduledShutdown {
    # Not with 2>: what a program says there is an error that ends a script of PowerShell 2.0 to 5.1.
    $null = & cmd.exe /d /c 'shutdown.exe /a >nul 2>&1'
    return $LASTEXITCODE -eq 0
}

function Get-LogonError([string] $name, [string] $password) {
    Initialize-Windows
    return [CasementWindows]::LogonError($name, $password)
}

# --- processes ----------------------------------------------------------------------------------

# Parents before their children. $pairs: each process and its parent in turn.
function Select-Descendants([int[]] $pairs, [int] $root) {
    $found = @($root)
    for ($at = 0; $at -lt $found.Length; $at++) {
        for ($i = 0; $i -lt $pairs.Length; $i += 2) {
            # Process 0 is its own parent.
            if ($pairs[$i + 1] -eq $found[$at] -and $pairs[$i] -ne 0 -and $found -notcontains $pairs[$i]) {
                $found += $pairs[$i]
            }
        }
    }
    return @($found | Where-Object { $_ -ne $root })
}

# When a step began that Windows says began at $began: earlier, where the clock was set back since.
function Get-Beginning([DateTime] $began, [TimeSpan] $since, [DateTime] $now) {
    if ($now - $since -lt $began) {
        # Start times are exact to some milliseconds.
        return $now - $since - [TimeSpan]::FromSeconds(1)
    }
    return $began
}

# Those below a process, parents before their children: a batch file whose program is killed goes on
# with its next line. What is older than the process only had a parent of the same number.
function Get-StepProcesses($process, $clock) {
    Initialize-Windows
    $beginning = Get-Beginning $process.StartTime $clock.Elapsed ([DateTime]::Now)
    $found = @()
    foreach ($id in @(Select-Descendants ([CasementWindows]::Parents()) $process.Id)) {
        try {
            $below = [System.Diagnostics.Process]::GetProcessById($id)
            if ($below.StartTime -ge $beginning) {
                $found += $below
            }
        }
        catch {
            # It has ended meanwhile.
            continue
        }
    }
    return $found
}

# By its structure, since the words are translated: the one line that ends in a plain number.
function Select-ServiceProcess([string[]] $lines) {
    foreach ($line in $lines) {
        if ($line -match ':\s*([0-9]+)\s*$') {
            return [int] $matches[1]
        }
    }
    return 0
}

function Get-ServiceProcess([string] $name) {
    $id = Select-ServiceProcess @(& sc.exe queryex $name)
    try {
        if ($id -gt 0) {
            [System.Diagnostics.Process]::GetProcessById($id)
        }
    }
    catch {
        # The service has stopped meanwhile.
        return
    }
}

# Seconds; the stand-in Windows of the tests answers for it, since Wine only knows the time of who asks.
function Get-ProcessorTime($process) {
    return $process.TotalProcessorTime.TotalSeconds
}

function Get-ProcessorTimes($process, $clock) {
    $processes = @($process) + @(Get-StepProcesses $process $clock)
    foreach ($name in $WorkerNames) {
        $processes += @([System.Diagnostics.Process]::GetProcessesByName($name))
    }
    $processes += @(Get-ServiceProcess 'wuauserv')
    $times = @{}
    foreach ($one in $processes) {
        try {
            $times[$one.Id] = Get-ProcessorTime $one
        }
        catch {
            # It has ended meanwhile, or even administrators may not ask.
            continue
        }
    }
    return $times
}

# A process that was not there before counts with all that it has used.
function Measure-Work($before, $now) {
    $work = 0.0
    foreach ($id in $now.Keys) {
        $used = $now[$id]
        if ($before.ContainsKey($id) -and $before[$id] -le $used) {
            $used = $used - $before[$id]
        }
        $work += $used
    }
    return $work
}

# What is to be said of it, '' when nothing is; throws when the process does not end.
function Stop-StepProcess($process, $clock) {
    $below = @()
    try {
        $below = @(Get-StepProcesses $process $clock)
    }
    catch {
        # Then it is taskkill.exe alone that knows them.
        $below = @()
    }
    $null = & cmd.exe /d /c "taskkill.exe /pid $($process.Id) /t /f >nul 2>&1"
    $answer = $LASTEXITCODE
    if ($answer -eq 0 -and $process.WaitForExit(10000)) {
        return ''
    }
    foreach ($one in @($process) + $below) {
        try {
            $one.Kill()
        }
        catch {
            # It has ended by now, or it does not let itself be killed, which is looked at below.
            continue
        }
    }
    $alive = @(@($process) + $below | Where-Object { -not $_.WaitForExit(10000) } | ForEach-Object { $_.Id })
    if ($alive.Length -gt 0) {
        throw "taskkill.exe answered $answer, and still running: process $([string]::Join(', ', $alive))"
    }
    return " (by its handle, since taskkill.exe answered $answer)"
}
