# Contract: functions that hold back what a script or a hardened image may set and what would keep the build from
# logging on, from running its scripts or from talking on COM1; loaded by run.ps1 and sign-off.ps1, changes nothing
# by itself.
#
#   Suspend-Barriers       hides these values; a line for the host for each that was there.
#   Suspend-SerialConsole  switches EMS and the kernel debugger off, which would have COM1 after the next start of
#                          Windows; a line for the host for each that was on.
#   Resume-Barriers        gives all of it back as it was.
#   Select-BootOption      whether bcdedit's output has an option switched on.
#   Exit codes             none: they throw when Windows refuses.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'hold.ps1')

$SystemPolicies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
$LogonSettings = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$MachineVariables = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
$ScriptPolicies = 'SOFTWARE\Policies\Microsoft\Windows\PowerShell'
$ExplorerPolicies = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer'

# AutoLogon stops at a banner until somebody reads it (Microsoft, "AutoAdminLogon"; boxstarter issue 57) and where a
# smart card is asked for; DisableLocalMachineRun has Windows pass over the Run key. -ExecutionPolicy on a command line
# is weaker than a policy. DisableCMD keeps cmd.exe from start.cmd.
$Barriers = @(
    @{ Key = $SystemPolicies; Name = 'legalnoticecaption'; What = 'the logon banner' }
    @{ Key = $SystemPolicies; Name = 'legalnoticetext'; What = 'the logon banner' }
    @{ Key = $LogonSettings; Name = 'LegalNoticeCaption'; What = 'the logon banner' }
    @{ Key = $LogonSettings; Name = 'LegalNoticeText'; What = 'the logon banner' }
    @{ Key = $SystemPolicies; Name = 'scforceoption'; What = 'that a smart card is needed' }
    @{ Key = "HKLM:\$ExplorerPolicies"; Name = 'DisableLocalMachineRun'; What = 'the policy against the Run key' }
    @{ Key = "HKCU:\$ExplorerPolicies"; Name = 'DisableLocalMachineRun'; What = 'the policy against the Run key' }
    @{ Key = "HKLM:\$ScriptPolicies"; Name = 'ExecutionPolicy'; What = 'the policy for scripts' }
    @{ Key = "HKLM:\$ScriptPolicies"; Name = 'EnableScripts'; What = 'the policy for scripts' }
    @{ Key = "HKCU:\$ScriptPolicies"; Name = 'ExecutionPolicy'; What = 'the policy for scripts' }
    @{ Key = "HKCU:\$ScriptPolicies"; Name = 'EnableScripts'; What = 'the policy for scripts' }
    @{ Key = $MachineVariables; Name = '__PSLockdownPolicy'; What = 'the lock-down of PowerShell' }
    @{ Key = 'HKCU:\SOFTWARE\Policies\Microsoft\Windows\System'; Name = 'DisableCMD'; What = 'the policy against cmd.exe' }
)

$BootOptions = 'ems', 'debug'

function Suspend-Barriers {
    foreach ($barrier in $Barriers) {
        if (Hide-Value $barrier.Key $barrier.Name) {
            "held back until the end of the build: $($barrier.What) ($($barrier.Name))"
        }
    }
}

# Names are English in every language. Only what is there and is not "No" is on.
function Select-BootOption([string[]] $lines, [string] $name) {
    foreach ($line in $lines) {
        if ($line -match "^$name\s+(\S+)\s*$") {
            return $matches[1] -ne 'No'
        }
    }
    return $false
}

function Set-BootOption([string] $name, [string] $how) {
    $null = & cmd.exe /d /c "bcdedit.exe /$name {current} $how >nul 2>&1"
    if ($LASTEXITCODE -ne 0) {
        throw "bcdedit.exe /$name {current} $how ended with exit code $LASTEXITCODE"
    }
}

function Suspend-SerialConsole {
    $lines = @(& cmd.exe /d /c 'bcdedit.exe /enum {current} 2>nul')
    foreach ($name in $BootOptions) {
        if (Select-BootOption $lines $name) {
            try {
                Set-BootOption $name 'off'
                Write-HeldValue $HeldKey "boot $name" 1 'DWord'
                "held back until the end of the build: bcdedit /$name on, since it would take COM1 from the build"
            }
            catch {
                "warning: bcdedit /$name is on and may take COM1 from the build after the restart: $($_.Exception.Message)"
            }
        }
    }
}

function Resume-Barriers {
    foreach ($barrier in $Barriers) {
        Show-Value $barrier.Key $barrier.Name
    }
    foreach ($name in $BootOptions) {
        if ((Get-HeldValue $HeldKey "boot $name") -eq 1) {
            Set-BootOption $name 'on'
            Remove-ItemProperty -LiteralPath $HeldKey -Name "boot $name"
        }
    }
}
