# Contract: functions that let the build's account log on by itself and the runner start with it, for
# as long as the build needs that; loaded by run.ps1, clean-up.ps1 and sign-off.ps1.
#
#   Enable-BuildLogon   changes Winlogon (AutoAdminLogon, DefaultUserName, DefaultDomainName,
#                       DefaultPassword, and away with AutoLogonCount), the Run key (where Explorer may not
#                       go through it a logon task beside it), the UAC prompt for administrators, and copies start.cmd
#                       to %ProgramData%\Casement. Takes the medium's drive. Remembers the password in
#                       HKLM\SOFTWARE\Casement, and throws where nobody knows it any more.
#   Disable-BuildLogon  takes all of that back, the password included; safe to call twice.
#   Test-BuildLogon     whether the build logs on after a restart: between the two.
#   Get-RuledCollections
#                       the collections of AppLocker, Exe and Script, whose rules are in force.
#   Get-LogonAccount    Domain and Name of the account, as they will be at the next boot, and whether it is Local.
#   Update-BuildPassword
#                       gives the account the password that a run's medium has, and Winlogon and
#                       HKLM\SOFTWARE\Casement as well; says what went otherwise. Does nothing the second time.
#   Get-BuildPasswords  the build's password, Winlogon's where it is another one, and those of earlier runs.
#   Enable-BuildPolicy  keeps Windows from updating itself, its Store apps and Edge during the build,
#                       and from going to sleep. Takes the answer file of the medium, where it has one.
#   Set-BuildPolicy, Restore-BuildPolicy
#                       the policies alone. A script of the user runs without them: otherwise nobody
#                       could tell its NoAutoUpdate=1 from the build's.
#   Disable-BuildPolicy gives the update policies back; that the machine does not go to sleep stays.
#   Exit codes          none: they throw when Windows refuses.

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'hold.ps1')

$CasementHome = Join-Path $env:ProgramData 'Casement'
$CasementKey = 'HKLM:\SOFTWARE\Casement'
$RunKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Run'
$WinlogonKey = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$ComputerNameKey = 'HKLM:\SYSTEM\CurrentControlSet\Control\ComputerName'
$UacKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
$StoreKey = 'HKLM:\SOFTWARE\Policies\Microsoft\WindowsStore'
$AppLockerKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\SrpV2'
$CloudKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CloudContent'
$UpdateKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU'

function Get-RegistryValue([string] $key, [string] $name) {
    if (-not (Test-Path -LiteralPath $key)) {
        return $null
    }
    return (Get-Item -LiteralPath $key).GetValue($name, $null)
}

function Set-RegistryValue([string] $key, [string] $name, $value, [string] $type) {
    if (-not (Test-Path -LiteralPath $key)) {
        $null = New-Item -Path $key -Force
    }
    $null = New-ItemProperty -LiteralPath $key -Name $name -Value $value -PropertyType $type -Force
}

function Remove-RegistryValue([string] $key, [string] $name) {
    if ($null -ne (Get-RegistryValue $key $name)) {
        Remove-ItemProperty -LiteralPath $key -Name $name
    }
}

# The password in an answer file's AutoLogon, or $null. Setup reads PlainText=false as Base64 of the
# UTF-16 text with the element's name, "Password", behind it.
function Get-AnswerFilePassword([string] $path) {
    if (-not (Test-Path -LiteralPath $path)) {
        return $null
    }
    $answerFile = New-Object System.Xml.XmlDocument
    $answerFile.Load($path)
    $logon = @($answerFile.GetElementsByTagName('AutoLogon'))
    if ($logon.Length -eq 0) {
        return $null
    }
    $value = @($logon[0].GetElementsByTagName('Value'))
    if ($value.Length -eq 0) {
        return $null
    }
    $text = $value[0].InnerText
    $plain = @($logon[0].GetElementsByTagName('PlainText'))
    if ($plain.Length -gt 0 -and $plain[0].InnerText.Trim() -eq 'false') {
        $text = [System.Text.Encoding]::Unicode.GetString([System.Convert]::FromBase64String($text))
        $text = $text.Substring(0, $text.Length - 'Password'.Length)
    }
    return $text
}

# Windows, an update or a script may take Winlogon's away at any time, and whoever has taken it knows it no more:
# it is remembered from the first start of the runner to the clean-up.
function Get-BuildPasswords {
    $remembered = Get-RegistryValue $CasementKey 'LogonPassword'
    $winlogon = Get-RegistryValue $WinlogonKey 'DefaultPassword'
    $former = Get-RegistryValue $CasementKey 'FormerPasswords'
    return @(@($remembered, $winlogon) + @($former) | Where-Object { $_ } | Select-Object -Unique)
}

function Test-BuildLogon {
    return $null -ne (Get-RegistryValue $CasementKey 'LogonPassword')
}

function Save-BuildPassword([string] $answerFile) {
    if (Test-BuildLogon) {
        return
    }
    $password = Get-AnswerFilePassword $answerFile
    if (-not $password) {
        $password = Get-RegistryValue $WinlogonKey 'DefaultPassword'
    }
    if (-not $password) {
        throw 'nobody would log on after a restart: the password of the build''s account is neither in Winlogon''s DefaultPassword nor in HKLM\SOFTWARE\Casement, where the build keeps it; a script must have taken both'
    }
    Set-RegistryValue $CasementKey 'LogonPassword' $password 'String'
}

# A change with the old password keeps what Windows has encrypted for the account: stored credentials, private keys. A policy may
# refuse it, as that of the least age of a password does; an administrator may set one all the same.
function Set-AccountPassword($user, [string] $old, [string] $new) {
    try {
        $null = $user.ChangePassword($old, $new)
    }
    catch {
        "the password of the build's account is set, since Windows did not change it: $($_.Exception.Message)"
        try {
            $null = $user.SetPassword($new)
        }
        catch {
            throw "the build's account cannot have a new password: $($_.Exception.Message); a script must have set a policy that refuses it. Let a script with when: before-sysprep set it"
        }
    }
}

# ADSI's, on every release; Set-LocalUser is of PowerShell 5.1.
function Get-AccountObject([string] $name) {
    return [ADSI] "WinNT://./$name,user"
}

function Save-Registry {
    $software = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SOFTWARE', $true)
    $software.Flush()
    $software.Close()
}

# A run continues a disk that is kept on the host with its password; with a new one nobody can log on who has read the old one.
# The account comes first: as long as it has the old one, so has Winlogon, and a restart logs on and begins here again. Windows
# cannot change both at once. Between the two a restart would find nobody to log on, so there is nothing between them, and both
# values reach the disk with the one call that follows. If it happens all the same, the run fails, and the kept disk still has
# its old password: the next build begins the run again.
function Update-BuildPassword([string] $file) {
    if (-not [System.IO.File]::Exists($file)) {
        # Run install: it is the answer file's.
        return
    }
    $new = [System.IO.File]::ReadAllText($file).Trim()
    $remembered = Get-RegistryValue $CasementKey 'LogonPassword'
    if ($remembered -ceq $new) {
        return
    }
    $account = Get-LogonAccount
    if (-not $account.Local) {
        return "warning: the build's account, $($account.Name), is not of this machine and keeps its password"
    }
    # What it has logged on with.
    $old = Get-RegistryValue $WinlogonKey 'DefaultPassword'
    $former = [string[]] @(Get-BuildPasswords | Where-Object { $_ -cne $new })
    Set-RegistryValue $CasementKey 'FormerPasswords' $former 'MultiString'
    if ($old -cne $new) {
        Set-AccountPassword (Get-AccountObject $account.Name) $old $new
    }
    Set-RegistryValue $WinlogonKey 'DefaultPassword' $new 'String'
    Set-RegistryValue $CasementKey 'LogonPassword' $new 'String'
    Save-Registry
}

# It is Explorer that goes through the Run key. Server Core has none (boxstarter issue 215), a script may have set another
# shell, and 2012 and 2012 R2 become Server Core at the boot after their Server-Gui-Shell was removed. And AppLocker's
# default rules let a task start the runner, as an administrator, and not the Run key, with the filtered token of clients.
# Not everywhere: on 7 programs may not leave the job of a task.
function Test-TaskNeeded([string] $type, [string[]] $shells, [Version] $version, [string[]] $ruled) {
    $others = @($shells | Where-Object { $_ -and $_ -notmatch '^"?([^"]*\\)?explorer\.exe"?\s*$' })
    $mayBecomeCore = $type -eq 'Server' -and $version -ge [Version] '6.2' -and $version -lt [Version] '6.4'
    return $type -eq 'Server Core' -or $others.Length -gt 0 -or $mayBecomeCore -or @($ruled | Where-Object { $_ }).Length -gt 0
}

# The collections of AppLocker that would keep the runner from starting. Rules are enforced unless they are to be audited only.
function Get-RuledCollections {
    if (Test-Path -LiteralPath $AppLockerKey) {
        foreach ($collection in @(Get-ChildItem -LiteralPath $AppLockerKey)) {
            $enforced = $collection.SubKeyCount -gt 0 -and $collection.GetValue('EnforcementMode', 1) -ne 0
            if ($enforced -and 'Exe', 'Script' -contains $collection.PSChildName) {
                $collection.PSChildName
            }
        }
    }
}

function Test-RunKeyPassedOver {
    $type = Get-RegistryValue 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' 'InstallationType'
    # The machine's, the account's and that of a policy.
    $shells = $WinlogonKey, $WinlogonKey.Replace('HKLM:', 'HKCU:'), $UacKey.Replace('HKLM:', 'HKCU:') |
        ForEach-Object { Get-RegistryValue $_ 'Shell' }
    return Test-TaskNeeded $type $shells ([Environment]::OSVersion.Version) @(Get-RuledCollections)
}

# What schtasks makes by itself has the priority 7, below normal for processor, disk and memory (compute-image-windows
# issue 162), ends after three days and does not start on battery.
function Format-LogonTask([string] $account, [string] $start) {
    return @"
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>$account</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>HighestAvailable</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>4</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>cmd.exe</Command><Arguments>/d /c $start</Arguments></Exec>
  </Actions>
</Task>
"@
}

function Enable-LogonTask {
    $sid = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    $file = "$CasementHome\task.xml"
    $xml = Format-LogonTask $sid "$CasementHome\start.cmd"
    [System.IO.File]::WriteAllText($file, $xml, [System.Text.Encoding]::Unicode)
    & schtasks.exe /create /tn Casement /xml $file /f
    if ($LASTEXITCODE -ne 0) {
        throw "schtasks.exe /create ended with exit code $LASTEXITCODE"
    }
}

function Disable-LogonTask {
    $null = & cmd.exe /d /c 'schtasks.exe /query /tn Casement >nul 2>&1'
    if ($LASTEXITCODE -eq 0) {
        & schtasks.exe /delete /tn Casement /f
        if ($LASTEXITCODE -ne 0) {
            throw "schtasks.exe /delete ended with exit code $LASTEXITCODE"
        }
    }
}

# Domain and name as they will be at the next boot: the answer file's "Administrator" is another word
# on a localized Windows, and a script may have renamed the account, or the computer.
function Resolve-LogonAccount([string] $account, [string] $computer, [string] $nextComputer) {
    $domain, $name = $account.Split([char[]] '\', 2)
    $local = $domain -eq $computer
    if ($local -and $nextComputer) {
        $domain = $nextComputer
    }
    return @{ Domain = $domain; Name = $name; Local = $local }
}

function Get-LogonAccount {
    try {
        $sid = [System.Security.Principal.WindowsIdentity]::GetCurrent().User
        $account = $sid.Translate([System.Security.Principal.NTAccount]).Value
    }
    catch {
        # The name that it had when it logged on is the best that is left.
        [Console]::Out.WriteLine("the account's name cannot be looked up: $($_.Exception.Message)")
        $account = "$env:USERDOMAIN\$env:USERNAME"
    }
    $next = Get-RegistryValue "$ComputerNameKey\ComputerName" 'ComputerName'
    return Resolve-LogonAccount $account ([Environment]::MachineName) $next
}

function Enable-BuildLogon([string] $media) {
    $null = New-Item -ItemType Directory -Path $CasementHome -Force
    # Not by PowerShell's cmdlets, whose list of drives may be older than the medium's letter.
    try {
        [System.IO.File]::Copy("$media\casement\start.cmd", "$CasementHome\start.cmd", $true)
    }
    catch {
        # Somebody has the copy of an earlier start open, which is the same.
        if (-not [System.IO.File]::Exists("$CasementHome\start.cmd")) {
            throw
        }
    }
    Set-RegistryValue $RunKey 'Casement' "cmd.exe /d /c `"$CasementHome\start.cmd`"" 'String'

    if (Test-RunKeyPassedOver) {
        Enable-LogonTask
    }

    # Windows counts AutoLogonCount down and turns AutoLogon off at zero; without it there is no end.
    Remove-RegistryValue $WinlogonKey 'AutoLogonCount'
    Set-RegistryValue $WinlogonKey 'AutoAdminLogon' '1' 'String'
    $account = Get-LogonAccount
    Set-RegistryValue $WinlogonKey 'DefaultUserName' $account.Name 'String'
    Set-RegistryValue $WinlogonKey 'DefaultDomainName' $account.Domain 'String'
    Save-BuildPassword "$media\Autounattend.xml"
    if (-not (Get-RegistryValue $WinlogonKey 'DefaultPassword')) {
        Set-RegistryValue $WinlogonKey 'DefaultPassword' (Get-RegistryValue $CasementKey 'LogonPassword') 'String'
    }

    # What the Run key starts has a filtered token on client editions; 0 is "elevate without prompting".
    $null = Set-HeldValue $UacKey 'ConsentPromptBehaviorAdmin' 0 'DWord'
}

function Disable-BuildLogon {
    Remove-RegistryValue $RunKey 'Casement'
    Disable-LogonTask
    Set-RegistryValue $WinlogonKey 'AutoAdminLogon' '0' 'String'
    Remove-RegistryValue $WinlogonKey 'AutoLogonCount'
    Remove-RegistryValue $WinlogonKey 'DefaultPassword'
    Remove-RegistryValue $CasementKey 'LogonPassword'
    Remove-RegistryValue $CasementKey 'FormerPasswords'
    Restore-HeldValue $UacKey 'ConsentPromptBehaviorAdmin'
}

# A Store app that updates itself for one user only makes sysprep fail with 0x80073cf2.
$StorePolicies = @(
    @{ Key = $StoreKey; Name = 'AutoDownload'; Value = 2 },
    @{ Key = $CloudKey; Name = 'DisableWindowsConsumerFeatures'; Value = 1 }
)

# At the build's first start those of the Store are set already: by the answer file, on a Windows that
# had none. An image that the build starts from may have its own, of which the answer file says nothing.
function Initialize-BuildPolicy([string] $answerFile) {
    if ($null -ne (Get-HeldValue $HeldKey 'answer file')) {
        return
    }
    $told = $null
    if ([System.IO.File]::Exists($answerFile)) {
        $told = [System.IO.File]::ReadAllText($answerFile)
    }
    foreach ($policy in $StorePolicies) {
        $ours = $null -eq $told -or $told.Contains($policy.Name)
        if ($ours -and "$(Get-HeldValue $policy.Key $policy.Name)" -eq "$($policy.Value)") {
            Write-HeldValue $HeldKey "$($policy.Key)\$($policy.Name)" ([string[]] @("$($policy.Value)")) 'MultiString'
        }
    }
    Write-HeldValue $HeldKey 'answer file' 1 'DWord'
}

function Set-BuildPolicy {
    $null = Set-HeldValue $UpdateKey 'NoAutoUpdate' 1 'DWord'
    if ([Environment]::OSVersion.Version -ge [Version] '6.2') {
        foreach ($policy in $StorePolicies) {
            $null = Set-HeldValue $policy.Key $policy.Name $policy.Value 'DWord'
        }
    }
}

function Restore-BuildPolicy {
    Restore-HeldValue $UpdateKey 'NoAutoUpdate'
    foreach ($policy in $StorePolicies) {
        Restore-HeldValue $policy.Key $policy.Name
    }
}

function Enable-BuildPolicy([string] $answerFile) {
    Initialize-BuildPolicy $answerFile
    Set-BuildPolicy
    if ([Environment]::OSVersion.Version -ge [Version] '6.2') {
        Suspend-EdgeUpdate
    }
    # Client editions sleep after half an hour without a key press, in the middle of an update.
    foreach ($timeout in 'standby-timeout-ac', 'hibernate-timeout-ac', 'monitor-timeout-ac') {
        $null = & powercfg.exe -change "-$timeout" 0
    }
}

function Disable-BuildPolicy {
    Restore-BuildPolicy
    Resume-EdgeUpdate
}
