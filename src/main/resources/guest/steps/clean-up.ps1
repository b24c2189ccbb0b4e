# Contract: removes what only the build needed and no clone may have, before sysprep, and checks that
# it is gone.
#
#   Parameters  -PageFile: automatic, none or a number of MiB, for instances; -EventLogs: clear or keep;
#               -DelayedStart: on or off, whether Windows starts cloudbase-init from now on
#   Changes     empties Windows Update's downloads and the directories of temporary files; deletes the
#               answer files that Setup has cached (they hold passwords, and sysprep would replay them)
#               and Windows' copies of the registry, which hold AutoLogon's;
#               stops sshd and deletes its host keys, which each instance makes anew;
#               PagingFiles, from the next boot on, and a page file nobody uses; ends AutoLogon and
#               takes its password, LSA's copy, the Run key, the logon task and the UAC setting back;
#               with -DelayedStart on the service cloudbase-init; empties the event logs
#   Exit codes  0 done; 1 something is still there, and is named
#
# After it the machine must not reboot before sysprep: nobody would log on.
param([string] $PageFile, [string] $EventLogs, [string] $DelayedStart)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'logon.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'leftovers.ps1')

function Clear-UpdateDownloads {
    # It may be stopping or not be there; then its files stay.
    Stop-Service -Name 'wuauserv' -Force -ErrorAction SilentlyContinue
    Remove-Contents "$env:WINDIR\SoftwareDistribution\Download"
}

# Without effect on this session, so that what the page file step has won is not lost again.
function Set-FinalPageFile {
    if ($PageFile -eq 'automatic') {
        Set-PageFiles @('?:\pagefile.sys')
    }
    elseif ($PageFile -eq 'none') {
        Set-PageFiles @()
    }
    else {
        Set-PageFiles @("$env:SystemDrive\pagefile.sys $PageFile $PageFile")
    }
    $file = "$env:SystemDrive\pagefile.sys"
    if (Test-Path -LiteralPath $file) {
        # The one in use is locked and stays.
        Remove-Item -LiteralPath $file -Force -ErrorAction SilentlyContinue
    }
}

function Clear-EventLogs {
    foreach ($log in @(& wevtutil.exe el)) {
        # Some logs of drivers refuse; they hold no names of this machine.
        $null = & cmd.exe /d /c "wevtutil.exe cl `"$log`" >nul 2>&1"
    }
}

Write-StepProgress 0 'emptying downloads and temporary files'
# Read before they are removed, to look for them afterwards.
$passwords = @(Get-BuildPasswords)
if ($passwords.Length -eq 0) {
    throw 'the password of the build''s account is not known any more, so nobody can tell whether it is left in the image'
}
Clear-UpdateDownloads
Remove-Contents $env:TEMP
Remove-Contents "$env:WINDIR\Temp"

Write-StepProgress 30 'deleting cached answer files'
Remove-CachedAnswerFiles
Clear-RegistryBackup
Remove-SshHostKeys
Set-FinalPageFile

if ($DelayedStart -eq 'on') {
    # Not before the last reboot of the build: it would take this machine for the instance.
    $code = Invoke-Program 'sc.exe' 'config cloudbase-init start= delayed-auto'
    if ($code -ne 0) {
        throw "sc.exe ended with exit code $code"
    }
}

Write-StepProgress 50 'ending AutoLogon'
Disable-BuildLogon
Remove-LogonSecret
if ($EventLogs -eq 'clear') {
    Write-StepProgress 60 'emptying the event logs'
    Clear-EventLogs
}

Write-StepProgress 80 'looking for what is left'
$left = @(Find-Leftovers)
foreach ($password in $passwords) {
    $left += @(Find-Password $password)
}
if ($left.Length -gt 0) {
    throw "left behind: $([string]::Join('; ', $left))"
}
exit 0
