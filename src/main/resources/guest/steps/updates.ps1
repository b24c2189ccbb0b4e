# Contract: installs Windows updates, from a server round by round until none is left, or from files.
# This script asks Windows; update-decisions.ps1 decides.
#
#   Parameters  -Source: microsoft-update, wsus or packages; -Server: the WSUS server's address;
#               -Rounds: how many searches may find any; -Directory: where the .msu and .cab files are
#   Changes     Windows. With wsus the policy values WUServer, WUStatusServer and UseWUServer, for as
#               long as the step takes. Keeps its own count in %ProgramData%\Casement\updates.txt.
#   Says        update.installed=KB... for each update that the next search does not find any more;
#               update.failed=KB... CODE; update.not-applicable=FILE; update.left-out=KB...: WHY;
#               progress update by update. When it starts it says again what it has said before: the
#               host may not have heard it.
#   Exit codes  0 none is left; 3010 all installed, reboot; 1003 reboot and look again; 1 updates
#               cannot be installed, the search fails, or there were too many rounds
param([string] $Source, [string] $Server, [int] $Rounds, [string] $Directory)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')
. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'update-decisions.ps1')
. (Join-Path (Split-Path -Parent (Split-Path -Parent $MyInvocation.MyCommand.Path)) 'hold.ps1')

$PolicyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
$LedgerFile = Join-Path (Join-Path $env:ProgramData 'Casement') 'updates.txt'
# For another installation that runs, in seconds; then a reboot has to do.
$BusyPauses = 10, 20, 40, 80, 150, 300
$script:toldLeftOut = @{}

# --- the ledger's file --------------------------------------------------------------------------

# Written beside the old one and through the cache: a power cut leaves one of them whole.
function Write-Ledger($ledger) {
    $text = [string]::Join("`r`n", [string[]] @(ConvertTo-LedgerLines $ledger)) + "`r`n"
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($text)
    $create = [System.IO.FileMode]::Create
    $write = [System.IO.FileAccess]::Write
    $none = [System.IO.FileShare]::None
    $through = [System.IO.FileOptions]::WriteThrough
    $file = New-Object System.IO.FileStream "$LedgerFile.new", $create, $write, $none, 4096, $through
    try {
        $file.Write($bytes, 0, $bytes.Length)
    }
    finally {
        $file.Close()
    }
    [System.IO.File]::Delete($LedgerFile)
    [System.IO.File]::Move("$LedgerFile.new", $LedgerFile)
}

function Read-Ledger {
    foreach ($file in $LedgerFile, "$LedgerFile.new") {
        if (Test-Path -LiteralPath $file) {
            $lines = [System.IO.File]::ReadAllLines($file)
            if ($lines -contains 'end') {
                return ConvertFrom-LedgerLines $lines
            }
        }
    }
    return ConvertFrom-LedgerLines @()
}

function Write-EntryFacts($entry) {
    foreach ($fact in @(Get-Facts $entry)) {
        $parts = $fact.Split([char[]] '=', 2)
        Write-Fact $parts[0] $parts[1]
    }
}

# In the ledger first: what was put down and not heard is said again, what was said is never lost.
function Set-Said($ledger, $entry, [string] $word) {
    $entry.Said = $word
    Write-Ledger $ledger
    Write-EntryFacts $entry
}

# The counts belong to one start of the step with its reboots, the entries to the whole run.
function Reset-Counts($ledger) {
    foreach ($name in 'rounds', 'searches', 'waited', 'reboots') {
        $ledger[$name] = 0
    }
    Write-Ledger $ledger
}

# --- from a server ------------------------------------------------------------------------------

# Some Windows will not have the service stopped; then it reads the policy at the next search or boot.
function Restart-UpdateService {
    for ($try = 1; $try -le 3; $try++) {
        try {
            Restart-Service -Name 'wuauserv' -Force
            return
        }
        catch {
            Write-Log "wuauserv cannot be restarted ($try of 3): $($_.Exception.Message)"
            Start-Sleep -Seconds 5
        }
    }
}

function Enable-WsusPolicy {
    $changed = @(
        (Set-HeldValue $PolicyKey 'WUServer' $Server 'String'),
        (Set-HeldValue $PolicyKey 'WUStatusServer' $Server 'String'),
        (Set-HeldValue "$PolicyKey\AU" 'UseWUServer' 1 'DWord')
    )
    if ($changed -contains $true) {
        Restart-UpdateService
    }
}

function Disable-WsusPolicy {
    Restore-HeldValue $PolicyKey 'WUServer'
    Restore-HeldValue $PolicyKey 'WUStatusServer'
    Restore-HeldValue "$PolicyKey\AU" 'UseWUServer'
}

function Test-RebootPending {
    return [bool] (New-Object -ComObject 'Microsoft.Update.SystemInfo').RebootRequired
}

# The HRESULT of what the agent threw, below what PowerShell wraps around it.
function Get-ThrownCode($record) {
    $exception = $record.Exception
    while ($null -ne $exception.InnerException) {
        $exception = $exception.InnerException
    }
    # Not public before .NET 4.5. Marshal.GetHRForException() would leave an error object behind in COM.
    $anywhere = [System.Reflection.BindingFlags] 'Instance, Public, NonPublic'
    return Format-Code ([System.Exception].GetProperty('HResult', $anywhere).GetValue($exception, $null))
}

function Get-Items($collection) {
    for ($i = 0; $i -lt $collection.Count; $i++) {
        $collection.Item($i)
    }
}

# What decides about an update. One that cannot even be read fails like any other.
function ConvertTo-Offer($update, [int] $number) {
    $offer = @{
        Id = "number $number of the search"; KB = @(); Title = "number $number of the search"
        BrowseOnly = $false; Asks = $false; Categories = @(); Update = $update
    }
    try {
        $offer.Id = "$($update.Identity.UpdateID).$($update.Identity.RevisionNumber)"
        $offer.Title = [string] $update.Title
        $offer.KB = @(Get-Items $update.KBArticleIDs | ForEach-Object { "KB$_" })
        $offer.BrowseOnly = [bool] $update.BrowseOnly
        $offer.Asks = [bool] $update.InstallationBehavior.CanRequestUserInput
        $offer.Categories = @(Get-Items $update.Categories | ForEach-Object { $_.CategoryID })
    }
    catch {
        [Console]::Out.WriteLine("cannot be read: $($offer.Title): $($_.Exception.Message)")
        $offer.Unreadable = Get-ThrownCode $_
    }
    return $offer
}

# Once each time the step is started, however often it searches.
function Write-LeftOut($offer) {
    if ($script:toldLeftOut.ContainsKey($offer.Id)) {
        return
    }
    $script:toldLeftOut[$offer.Id] = $true
    $why = Get-LeftOutReason $offer
    Write-Log "left out, ${why}: $($offer.Title)"
    $name = $offer.Title
    if ($offer.KB.Length -gt 0) {
        $name = [string]::Join(',', [string[]] $offer.KB)
    }
    Write-Fact 'update.left-out' "${name}: $why"
}

# @{ Whole; Offers }, or $null when the search failed. Its result codes: 0 not started, 1 in progress,
# 2 succeeded, 3 succeeded with errors, which may mean anything from all updates to none, 4 failed,
# 5 aborted (Microsoft, "OperationResultCode").
function Find-Offers($session) {
    try {
        $searcher = $session.CreateUpdateSearcher()
        # ServerSelection: 1 the managed server, 2 Windows Update.
        $searcher.ServerSelection = 2
        if ($Source -eq 'wsus') {
            $searcher.ServerSelection = 1
        }
        $searcher.Online = $true
        $result = $searcher.Search("IsInstalled=0 and Type='Software' and IsHidden=0")
        if ($result.ResultCode -eq 3) {
            foreach ($warning in @(Get-Items $result.Warnings)) {
                Write-Log "the search warns: $(Format-Code $warning.HResult) $($warning.Message)"
            }
        }
        elseif (@(0, 1, 4, 5) -contains $result.ResultCode) {
            Write-Log "the search ended with result $($result.ResultCode)"
            return $null
        }
        $offers = @()
        foreach ($update in @(Get-Items $result.Updates)) {
            $offers += ConvertTo-Offer $update ($offers.Length + 1)
        }
        return @{ Whole = ($result.ResultCode -ne 3); Offers = $offers }
    }
    catch {
        Write-Log "the search failed, $(Get-ThrownCode $_): $($_.Exception.Message)"
        return $null
    }
}

# Whether the installer may begin: another one may be at work, or a reboot be due before.
function Wait-Installer($installer) {
    foreach ($pause in $BusyPauses) {
        if ($installer.RebootRequiredBeforeInstallation) {
            Write-Log 'Windows wants a reboot before the next update'
            return $false
        }
        if (-not $installer.IsBusy) {
            return $true
        }
        Write-Log "another installation is running, waiting for $pause s"
        Start-Sleep -Seconds $pause
    }
    return (-not $installer.IsBusy)
}

# @{ Code; Installed }. One at a time: the progress is real, and one that fails does not hide behind
# the others. What it throws is its own failure.
function Install-Offer($session, $offer) {
    if ($offer.Unreadable) {
        return @{ Code = $offer.Unreadable; Installed = $false }
    }
    try {
        $update = $offer.Update
        if (-not $update.EulaAccepted) {
            $null = $update.AcceptEula()
        }
        $one = New-Object -ComObject 'Microsoft.Update.UpdateColl'
        $null = $one.Add($update)
        if (-not $update.IsDownloaded) {
            $downloader = $session.CreateUpdateDownloader()
            $downloader.Updates = $one
            $download = $downloader.Download()
            if ($download.ResultCode -ne 2 -and $download.ResultCode -ne 3) {
                return @{ Code = (Format-Code $download.HResult); Installed = $false }
            }
        }
        $installer = $session.CreateUpdateInstaller()
        $installer.ForceQuiet = $true
        $installer.Updates = $one
        if (-not (Wait-Installer $installer)) {
            return @{ Code = $NotNow[0]; Installed = $false }
        }
        $result = $installer.Install()
        # The update's own result counts, where it has one: that of the whole may be better.
        $own = $result.GetUpdateResult(0)
        $ended = $result.ResultCode
        if ($null -ne $own.ResultCode) {
            $ended = $own.ResultCode
        }
        $code = Format-Code $own.HResult
        if ($ended -eq 2 -and $own.RebootRequired) {
            $code = $RebootRequired
        }
        # What succeeded with errors may be in: the next search tells.
        return @{ Code = $code; Installed = ($ended -eq 2 -or $ended -eq 3) }
    }
    catch {
        [Console]::Out.WriteLine("$($offer.Title): $($_.Exception.Message)")
        return @{ Code = (Get-ThrownCode $_); Installed = $false }
    }
}

function Get-Now {
    return (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
}

# How many were installed, failed, or not allowed now.
function Invoke-Round($session, $offers, $ledger) {
    $round = @{ 'installed' = 0; 'failed' = 0; 'not-now' = 0 }
    for ($i = 0; $i -lt $offers.Length; $i++) {
        $offer = $offers[$i]
        Write-StepProgress (Get-Percent $i $offers.Length) "$($i + 1) of $($offers.Length): $($offer.Title)"
        $result = Install-Offer $session $offer
        $word = Add-Try $ledger $offer $result.Code $result.Installed (Get-Now)
        $round[$word]++
        Write-Ledger $ledger
        if ($word -ne 'installed') {
            Write-Log "$word, $($result.Code): $($offer.Title)"
        }
    }
    return $round
}

# Says what is still wanted and cannot be had, and fails when there is any.
function Assert-NoneFailed($offers, $ledger) {
    $failed = @()
    foreach ($offer in @($offers | Where-Object { (Get-Standing $ledger $_) -eq 'failed' })) {
        $entry = Get-Entry $ledger $offer
        Set-Said $ledger $entry 'failed'
        $how = "$($entry.Code), tried $($entry.Tries) times"
        if ($entry.Installed) {
            $how = "installed $($entry.Tries) times, and offered again after each reboot, $($entry.Code)"
        }
        $failed += "$([string]::Join(',', [string[]] $entry.KB)) $($entry.Title) ($how)"
    }
    if ($failed.Length -gt 0) {
        throw "cannot be installed: $([string]::Join('; ', $failed))"
    }
}

# 1003, or 0 once it has waited.
function Wait-Search($ledger) {
    $ledger.searches++
    $seconds = Get-SearchAct $ledger.searches
    Write-Ledger $ledger
    if ($seconds -lt 0) {
        if ((Get-WindowsVersion) -lt [Version] '6.2') {
            Write-Log 'Windows Update speaks SHA-2 only: KB4490628 and KB4474419 belong into updates.packages'
        }
        throw "the search for updates failed $($ledger.searches) times in half an hour, and a reboot did not help"
    }
    if ($seconds -eq 0) {
        return 1003
    }
    Write-Log "searching again in $seconds s"
    Start-Sleep -Seconds $seconds
    if ($ledger.searches -gt 1) {
        Restart-UpdateService
    }
    return 0
}

# The offers to install now.
function Select-Wanted($offers, $ledger) {
    foreach ($offer in $offers) {
        if (Get-LeftOutReason $offer) {
            Write-LeftOut $offer
        }
        elseif ((Get-Standing $ledger $offer) -eq 'open') {
            $offer
        }
        elseif ((Get-Standing $ledger $offer) -eq 'done') {
            Write-Log "installed, and offered again: $($offer.Title)"
        }
    }
}

function Start-Round($wanted, $ledger) {
    if ($ledger.rounds -ge $Rounds) {
        $titles = [string]::Join('; ', [string[]] @($wanted | ForEach-Object { $_.Title }))
        throw "$Rounds rounds, and still there is: $titles"
    }
    $ledger.rounds++
    Write-Ledger $ledger
    Write-Log "round $($ledger.rounds): $($wanted.Length) updates"
}

function Update-FromServer($ledger) {
    $session = New-Object -ComObject 'Microsoft.Update.Session'
    while ($true) {
        if ((Test-RebootPending) -and $ledger.waited -lt $WaitingReboots) {
            $ledger.waited++
            Write-Ledger $ledger
            return 1003
        }
        Write-StepProgress 0 'searching'
        $search = Find-Offers $session
        $wanted = @()
        if ($null -ne $search) {
            $wanted = @(Select-Wanted $search.Offers $ledger)
        }
        if ($null -eq $search -or ($wanted.Length -eq 0 -and -not $search.Whole)) {
            if ((Wait-Search $ledger) -eq 1003) {
                return 1003
            }
            continue
        }
        if ($search.Whole) {
            $ledger.searches = 0
            foreach ($entry in @(Select-News $ledger $search.Offers)) {
                Set-Said $ledger $entry 'installed'
            }
        }
        if ($wanted.Length -eq 0) {
            Assert-NoneFailed $search.Offers $ledger
            return 0
        }
        Start-Round $wanted $ledger
        $round = Invoke-Round $session $wanted $ledger
        if ((Get-RoundAct $ledger $round) -eq 'reboot') {
            Write-Ledger $ledger
            return 1003
        }
    }
}

# --- from files ---------------------------------------------------------------------------------

function Install-Package($file) {
    if ($file.Extension -eq '.msu') {
        $code = Invoke-Program 'wusa.exe' "`"$($file.FullName)`" /quiet /norestart"
    }
    else {
        $code = Invoke-Program 'dism.exe' "/online /add-package /packagepath:`"$($file.FullName)`" /quiet /norestart"
    }
    return Format-Code $code
}

# The code, after a while when Windows was busy.
function Install-PackagePatiently($file) {
    foreach ($pause in $BusyPauses) {
        $code = Install-Package $file
        if ((Get-PackageOutcome $code) -ne 'busy') {
            return $code
        }
        Write-Log "Windows is busy, $code on $($file.Name); trying again in $pause s"
        Start-Sleep -Seconds $pause
    }
    return Install-Package $file
}

function ConvertTo-PackageOffer($file) {
    $articles = @()
    if ($file.Name -match 'kb[0-9]+') {
        $articles = @($matches[0].ToUpperInvariant())
    }
    return @{ Id = $file.Name; KB = $articles; Title = $file.Name }
}

# The outcome, put down in the ledger.
function Invoke-Package($file, $ledger) {
    $entry = Get-Entry $ledger (ConvertTo-PackageOffer $file)
    $entry.Code = Install-PackagePatiently $file
    $entry.Tries++
    $outcome = Get-PackageOutcome $entry.Code
    if ($outcome -eq 'installed' -or $outcome -eq 'reboot') {
        $entry.Installed = Get-Now
        Set-Said $ledger $entry 'installed'
    }
    elseif ($outcome -eq 'present') {
        Write-Log "already installed: $($file.Name)"
        Set-Said $ledger $entry 'present'
    }
    else {
        Write-Log "$outcome, $($entry.Code): $($file.Name)"
        Write-Ledger $ledger
    }
    return $outcome
}

# Says what did not go in. Not to be needed here is no failure, and Windows that never had the time
# for one is a warning; whatever else is the end.
function Complete-Packages($files, $ledger) {
    $failed = @()
    foreach ($file in $files) {
        $entry = Get-Entry $ledger (ConvertTo-PackageOffer $file)
        if ($entry.Said -ne 'no') {
            continue
        }
        $outcome = Get-PackageOutcome $entry.Code
        if ($outcome -eq 'not-applicable') {
            $entry.KB = @($file.Name)
            Set-Said $ledger $entry 'not-applicable'
            continue
        }
        Set-Said $ledger $entry 'failed'
        if ($outcome -eq 'busy') {
            Write-Log "warning: not installed, since Windows was busy all the time: $($file.Name)"
        }
        else {
            $failed += "$($file.Name) ($($entry.Code))"
        }
    }
    if ($failed.Length -gt 0) {
        throw "cannot be installed: $([string]::Join('; ', $failed))"
    }
}

function Update-FromFiles($ledger) {
    $files = @(Get-ChildItem -LiteralPath $Directory |
        Where-Object { @('.msu', '.cab') -contains $_.Extension } | Sort-Object -Property Name)
    if ($files.Length -eq 0) {
        throw "no .msu or .cab file in $Directory"
    }
    $rebootDue = $false
    while ($true) {
        $open = @($files | Where-Object { (Get-Entry $ledger (ConvertTo-PackageOffer $_)).Said -eq 'no' })
        $outcomes = @()
        for ($i = 0; $i -lt $open.Length; $i++) {
            Write-StepProgress (Get-Percent $i $open.Length) "$($i + 1) of $($open.Length): $($open[$i].Name)"
            $outcomes += Invoke-Package $open[$i] $ledger
        }
        $rebootDue = $rebootDue -or $outcomes -contains 'reboot'
        $act = Get-PackagesAct $ledger $outcomes $rebootDue
        Write-Ledger $ledger
        if ($act -eq 'reboot') {
            return 1003
        }
        if ($act -eq 'end') {
            break
        }
    }
    Complete-Packages $open $ledger
    if ($rebootDue) {
        return 3010
    }
    return 0
}

$ledger = Read-Ledger
foreach ($entry in $ledger.Entries) {
    Write-EntryFacts $entry
}
if ($Source -eq 'packages') {
    $code = Update-FromFiles $ledger
}
else {
    if ($Source -eq 'wsus') {
        Enable-WsusPolicy
    }
    $code = Update-FromServer $ledger
    if ($Source -eq 'wsus' -and $code -eq 0) {
        Disable-WsusPolicy
    }
}
if ($code -ne 1003) {
    Reset-Counts $ledger
}
exit $code
