# Contract: functions that hold back what a script or a hardened image may set and what would keep the build from
# logging on, from running its scripts or from talking on COM1; loaded by run.ps1 and sign-off.ps1, changes nothing
# by itself.
#
#   Suspend-Barriers       hides these values; a line for the host for each that was there.
#   Suspend-SerialConsole  switches EMS and the kernel debugger off, which would have COM1 after the next start of
#                          Windows; a line for the host for each that was on.
#   Suspend-Account        asks whether the build's account can log on, enables it where it is disabled, which is a line
#                          for the host, and throws where nobody would log on.
#   Get-LogonBarrier       what Windows' answer to a logon means: '' when it can, disabled, or why it cannot.
#   Get-RuleWarning        a line for the host where AppLocker may keep the runner from starting again.
#   Resume-Barriers        gives all of it back as it was.
#   Test-Forbidding        whether a barrier's value forbids anything.
#   Select-BootOption      whether bcdedit's output has an option switched on.
#   Exit codes             none: they throw when Windows refuses.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'hold.ps1')

$SystemPolicies = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
$LogonSettings = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$MachineVariables = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
$ScriptPolicies = 'SOFTWARE\Policies\Microsoft\Windows\PowerShell'
$SaferPolicies = 'SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers'
$ExplorerPolicies = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer'

# AutoLogon stops at a banner until somebody reads it (Microsoft, "AutoAdminLogon"; boxstarter issue 57) and where a
# smart card is asked for; DisableLocalMachineRun has Windows pass over the Run key. -ExecutionPolicy on a command line
# is weaker than a policy. DisableCMD keeps cmd.exe from start.cmd, and so may a software restriction policy.
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
    @{ Key = "HKLM:\$SaferPolicies"; Name = 'DefaultLevel'; What = 'the software restriction policy' }
    @{ Key = "HKCU:\$SaferPolicies"; Name = 'DefaultLevel'; What = 'the software restriction policy' }
    @{ Key = $MachineVariables; Name = '__PSLockdownPolicy'; What = 'the lock-down of PowerShell' }
    @{ Key = 'HKCU:\SOFTWARE\Policies\Microsoft\Windows\System'; Name = 'DisableCMD'; What = 'the policy against cmd.exe' }
)

$BootOptions = 'ems', 'debug'

# Several are there on every Windows and forbid nothing; scforceoption=0 is a default.
function Test-Forbidding([string] $name, $value) {
    $text = "$value"
    switch ($name) {
        'ExecutionPolicy' { return @('', 'Bypass', 'Unrestricted') -notcontains $text }
        'EnableScripts' { return $text -eq '0' }
        # SAFER_LEVELID_FULLYTRUSTED, "Unrestricted".
        'DefaultLevel' { return @('', '262144') -notcontains $text }
    }
    if ($name -like 'legalnotice*') {
        return $text -ne ''
    }
    return @('', '0') -notcontains $text
}

function Suspend-Barriers {
    foreach ($barrier in $Barriers) {
        $value = Get-HeldValue $barrier.Key $barrier.Name
        if ((Test-Forbidding $barrier.Name $value) -and (Hide-Value $barrier.Key $barrier.Name)) {
            "held back until the end of the build: $($barrier.What) ($($barrier.Name))"
        }
    }
}

# AppLocker itself goes by files that Windows makes of the policy: it cannot be held back in the registry.
function Get-RuleWarning {
    $ruled = @(Get-RuledCollections)
    if ($ruled.Length -gt 0) {
        "warning: AppLocker has rules for $([string]::Join(' and ', $ruled)): the runner only starts again if they let administrators run everything, as the default rules do"
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

# Learn, "System Error Codes". An answer that is not about the account ends no build.
function Get-LogonBarrier([int] $code) {
    switch ($code) {
        1326 { return 'has another password than the build knows' }
        1330 { return 'has a password that has expired' }
        1331 { return 'disabled' }
        1385 { return 'has not the right to log on' }
        1793 { return 'has expired' }
        1907 { return 'must change its password at the next logon' }
        1909 { return 'is locked out' }
    }
    return ''
}

function Set-AccountActive([string] $name, [string] $how) {
    $null = & net.exe user $name "/active:$how"
    if ($LASTEXITCODE -ne 0) {
        throw "net.exe user $name /active:$how ended with exit code $LASTEXITCODE"
    }
}

# With the password that Winlogon will use.
function Read-LogonBarrier([string] $name) {
    try {
        $code = Get-LogonError $name (Get-RegistryValue $WinlogonKey 'DefaultPassword')
    }
    catch {
        Write-RunnerLog "whether $name can log on is not known: $($_.Exception.Message)"
        return ''
    }
    Write-RunnerLog "a logon of $name is answered with $code"
    return Get-LogonBarrier $code
}

function Suspend-Account {
    $account = Get-LogonAccount
    if (-not $account.Local) {
        return
    }
    $barrier = Read-LogonBarrier $account.Name
    if ($barrier -eq 'disabled') {
        Set-AccountActive $account.Name 'yes'
        Write-HeldValue $HeldKey 'account disabled' 1 'DWord'
        "held back until the end of the build: that the build's account, $($account.Name), is disabled"
        # Windows may name only one reason at a time.
        $barrier = Read-LogonBarrier $account.Name
    }
    if ($barrier) {
        throw "nobody would log on after a restart: the build's account, $($account.Name), $barrier; a script must have changed that. Leave this account as it is: each instance gives it another password"
    }
}

function Resume-Account {
    if ((Get-HeldValue $HeldKey 'account disabled') -eq 1) {
        Set-AccountActive (Get-LogonAccount).Name 'no'
        Remove-ItemProperty -LiteralPath $HeldKey -Name 'account disabled'
    }
}

function Resume-Barriers {
    Resume-Account
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
