# Contract: removes what only the build needed and no clone may have, before sysprep, and checks that
# it is gone.
#
#   Parameters  -EventLogs: clear or keep; -CloudbaseInit: after-setup, delayed or none, when its service
#               starts in instances
#   Changes     empties Windows Update's downloads and the directories of temporary files; deletes the
#               answer files that Setup has cached (they hold passwords, and sysprep would replay them)
#               and Windows' copies of the registry, which hold AutoLogon's;
#               stops sshd and deletes its host keys, which each instance makes anew;
#               PagingFiles, from the next boot on, and a page file nobody uses; ends AutoLogon and
#               takes its password, LSA's copy, the Run key, the logon task and the UAC setting back;
#               with after-setup %WINDIR%\Setup\Scripts\SetupComplete.cmd, which makes the service
#               cloudbase-init automatic after OOBE, with delayed the service itself; empties the event logs
#   Exit codes  0 done; 1 something is still there, and is named
#
# After it the machine must not reboot before sysprep: nobody would log on.
param([string] $EventLogs, [string] $CloudbaseInit)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'services.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'logon.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'leftovers.ps1')

function Clear-UpdateDownloads {
    $why = Stop-WindowsService 'wuauserv'
    if ($why) {
        Write-Log "${why}: files that it uses stay"
    }
    Remove-Contents "$env:WINDIR\SoftwareDistribution\Download"
}

# Instances boot without one: Windows' own choice goes by the memory, and may be larger than the image's
# small disk, which fails the first boot. The answer file sets it in specialize (windows-imaging-tools
# issue 84). Without effect on this session.
function Remove-PageFile {
    Set-PageFiles @()
    $file = "$env:SystemDrive\pagefile.sys"
    if (Test-Path -LiteralPath $file) {
        # The one in use is locked and stays.
        Remove-Item -LiteralPath $file -Force -ErrorAction SilentlyContinue
    }
}

$StartLine = "sc.exe config cloudbase-init start= auto && net.exe start cloudbase-init`r`n"

# Of an image that the build starts from.
function Remove-StartLine {
    $complete = Join-Path $env:WINDIR 'Setup\Scripts\SetupComplete.cmd'
    if (Test-Path -LiteralPath $complete) {
        $latin = [System.Text.Encoding]::GetEncoding(28591)
        $text = $latin.GetString([System.IO.File]::ReadAllBytes($complete))
        if ($text.StartsWith($StartLine)) {
            [System.IO.File]::WriteAllBytes($complete, $latin.GetBytes($text.Substring($StartLine.Length)))
        }
    }
}

# Setup runs SetupComplete.cmd when OOBE is over (Microsoft, "Add a custom script to Windows Setup"). Ours
# comes first, since nothing comes back from a script that ends in exit. The rest is somebody else's, and
# stays byte for byte. Here and not with the installation: a script of the user's may have written it since.
function Add-SetupComplete {
    $scripts = Join-Path $env:WINDIR 'Setup\Scripts'
    $null = New-Item -ItemType Directory -Path $scripts -Force
    $complete = Join-Path $scripts 'SetupComplete.cmd'
    $line = $StartLine
    $ours = [System.Text.Encoding]::ASCII.GetBytes($line)
    $theirs = New-Object byte[] 0
    if (Test-Path -LiteralPath $complete) {
        $theirs = [System.IO.File]::ReadAllBytes($complete)
        [System.IO.File]::SetAttributes($complete, [System.IO.FileAttributes]::Normal)
    }
    if (-not [System.Text.Encoding]::GetEncoding(28591).GetString($theirs).StartsWith($line)) {
        [System.IO.File]::WriteAllBytes($complete, [byte[]] ($ours + $theirs))
    }
}

# Not before the last reboot of the build: it would take this machine for the instance.
function Set-CloudbaseInitStart {
    if ($CloudbaseInit -eq 'after-setup') {
        Add-SetupComplete
    }
    elseif ($CloudbaseInit -eq 'delayed') {
        Remove-StartLine
        $code = Invoke-Program 'sc.exe' 'config cloudbase-init start= delayed-auto'
        if ($code -ne 0) {
            throw "sc.exe ended with exit code $code"
        }
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
Remove-PageFile
Set-CloudbaseInitStart

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
