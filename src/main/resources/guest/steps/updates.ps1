# Contract: installs Windows updates, from a server round by round until none is left, or from files.
# This script walks; update-decisions.ps1 decides, update-server.ps1 and update-packages.ps1 ask Windows,
# for which update-services.ps1 has the services.
#
#   Parameters  -Source: microsoft-update, wsus or packages; -Server: the WSUS server's address;
#               -Rounds: how many searches may find any; -Directory: where the .msu and .cab files are;
#               -Exclude: articles that are left out, separated by |; -OnFailure: fail or report, what
#               an update means that cannot be installed; -OneUpdate: how many seconds one may take
#   Changes     Windows. With wsus the policy values WUServer, WUStatusServer and UseWUServer, with
#               microsoft-update the registration of Microsoft Update, and the services wuauserv and BITS
#               where they are disabled, all for as long as the step takes. Keeps its own count in
#               %ProgramData%\Casement\updates.txt.
#   Says        update.installed=KB... for each update that the next search does not find any more;
#               update.failed=KB... CODE; update.not-applicable=FILE; update.excluded=KB...;
#               update.left-out=KB...: WHY; update.code=KB... CODE, the last code of what is installed
#               or not applicable; progress update by update. When it starts it says again what it has
#               said before: the host may not have heard it.
#   Exit codes  0 none is left; 3010 all installed, reboot; 1003 reboot and look again; 1 updates
#               cannot be installed, the search fails, or there were too many rounds
param(
    [string] $Source,
    [string] $Server,
    [int] $Rounds,
    [string] $Directory,
    [string] $Exclude,
    [string] $OnFailure,
    [int] $OneUpdate
)

$here = Split-Path -Parent $MyInvocation.MyCommand.Path
. (Join-Path $here 'shared.ps1')
. (Join-Path (Split-Path -Parent $here) 'services.ps1')
. (Join-Path (Split-Path -Parent $here) 'hold.ps1')
. (Join-Path $here 'update-decisions.ps1')
. (Join-Path $here 'update-ledger.ps1')
. (Join-Path $here 'update-guard.ps1')
. (Join-Path $here 'update-services.ps1')
. (Join-Path $here 'update-server.ps1')
. (Join-Path $here 'update-packages.ps1')

$Excluded = @($Exclude.Split([char[]] '|') | Where-Object { $_ })

function Get-Now {
    return (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
}

function Write-Failures([string[]] $failed) {
    if ($failed.Length -eq 0) {
        return
    }
    $text = "cannot be installed: $([string]::Join('; ', $failed))"
    if ($OnFailure -eq 'report') {
        Write-Log "warning: $text"
        return
    }
    throw $text
}

function Install-Updates($ledger) {
    Enable-UpdateServices
    if ($Source -eq 'packages') {
        return Update-FromFiles $ledger
    }
    Enable-UpdateServer
    $code = Update-FromServer $ledger
    if ($code -eq 0) {
        Disable-UpdateServer
    }
    return $code
}

$ledger = Read-Ledger
foreach ($entry in $ledger.Entries) {
    Write-EntryFacts $entry
}
if ($ledger.During) {
    Write-Log "Windows went down during $($ledger.During)"
    Add-CutShort $ledger $WentDown
    Write-Ledger $ledger
}
Start-Guard $here
try {
    $code = Install-Updates $ledger
}
finally {
    Stop-Guard
}
if ($code -ne 1003) {
    Disable-UpdateServices
    Reset-Counts $ledger
}
if ($code -ne 0) {
    Wait-Servicing
}
exit $code
