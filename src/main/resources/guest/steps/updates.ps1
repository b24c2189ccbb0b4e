# Contract: installs Windows updates, from a server round by round until none is left, or from files.
#
#   Parameters  -Source: microsoft-update, wsus or packages; -Server: the WSUS server's address;
#               -Rounds: how many searches may find any; -Directory: where the .msu and .cab files are
#   Changes     Windows. With wsus the policy keys WUServer, WUStatusServer and UseWUServer, for as
#               long as the step takes. Keeps its own count in %ProgramData%\Casement\updates.txt.
#   Says        update.installed=KB... for each update; progress update by update
#   Exit codes  0 none is left; 3010 all installed, reboot; 1003 reboot and look again; 1 an update
#               failed that is needed to go on, the same updates were offered again after two tries, or
#               there were too many rounds
param([string] $Source, [string] $Server, [int] $Rounds, [string] $Directory)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

$PolicyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
$Ledger = Join-Path (Join-Path $env:ProgramData 'Casement') 'updates.txt'
$Tries = 2
$SearchTries = 3

# --- the ledger: what outlives a reboot ---------------------------------------------------------
#
#   done ID       an update or a package that was installed
#   rounds N      searches that found something
#   found IDS     what the last of them found
#   tries N       how often exactly these were tried
#   waited N      reboots since then that Windows wanted before a search

function Read-Ledger {
    $ledgerData = @{ Done = @{}; Found = ''; Rounds = 0; Tries = 0; Waited = 0 }
    if (Test-Path -LiteralPath $Ledger) {
        foreach ($line in [System.IO.File]::ReadAllLines($Ledger)) {
            if ($line -match '^done (.+)$') {
                $ledgerData.Done[$matches[1]] = $true
            }
            elseif ($line -match '^found (.+)$') {
                $ledgerData.Found = $matches[1]
            }
            elseif ($line -match '^(rounds|tries|waited) ([0-9]+)$') {
                $ledgerData[$matches[1]] = [int] $matches[2]
            }
        }
    }
    return $ledgerData
}

function Write-Ledger($ledgerData) {
    $lines = @("rounds $($ledgerData.Rounds)", "tries $($ledgerData.Tries)", "waited $($ledgerData.Waited)")
    if ($ledgerData.Found) {
        $lines += "found $($ledgerData.Found)"
    }
    foreach ($id in @($ledgerData.Done.Keys)) {
        $lines += "done $id"
    }
    [System.IO.File]::WriteAllLines($Ledger, [string[]] $lines)
}

# --- from a server ------------------------------------------------------------------------------

function Set-WsusPolicy {
    $null = New-Item -Path "$PolicyKey\AU" -Force -ErrorAction SilentlyContinue
    Set-ItemProperty -LiteralPath $PolicyKey -Name 'WUServer' -Value $Server
    Set-ItemProperty -LiteralPath $PolicyKey -Name 'WUStatusServer' -Value $Server
    Set-ItemProperty -LiteralPath "$PolicyKey\AU" -Name 'UseWUServer' -Value 1 -Type DWord
    Set-ItemProperty -LiteralPath "$PolicyKey\AU" -Name 'NoAutoUpdate' -Value 1 -Type DWord
    Restart-Service -Name 'wuauserv' -Force
}

function Clear-WsusPolicy {
    foreach ($name in 'WUServer', 'WUStatusServer') {
        Remove-ItemProperty -LiteralPath $PolicyKey -Name $name -ErrorAction SilentlyContinue
    }
    Remove-ItemProperty -LiteralPath "$PolicyKey\AU" -Name 'UseWUServer' -ErrorAction SilentlyContinue
}

function Test-RebootPending {
    return (New-Object -ComObject 'Microsoft.Update.SystemInfo').RebootRequired
}

# A server that is busy or a network that is not up yet is no reason to give up hours of work.
function Search-Patiently($searcher) {
    for ($try = 1; $true; $try++) {
        try {
            return $searcher.Search("IsInstalled=0 and Type='Software' and IsHidden=0")
        }
        catch {
            Write-Log "search $try of ${SearchTries}: $($_.Exception.Message)"
            if ($try -ge $SearchTries) {
                if ((Get-WindowsVersion) -lt [Version] '6.2') {
                    Write-Log 'Windows Update speaks SHA-2 only: KB4490628 and KB4474419 belong into updates.packages'
                }
                throw
            }
        }
        Start-Sleep -Seconds 60
    }
}

# The updates to install now; those that a user chooses or that ask questions are left out.
function Find-Updates($session) {
    $searcher = $session.CreateUpdateSearcher()
    # ServerSelection: 1 the managed server, 2 Windows Update.
    $searcher.ServerSelection = 2
    if ($Source -eq 'wsus') {
        $searcher.ServerSelection = 1
    }
    $searcher.Online = $true
    $result = Search-Patiently $searcher
    $found = @()
    for ($i = 0; $i -lt $result.Updates.Count; $i++) {
        $update = $result.Updates.Item($i)
        if ($update.BrowseOnly -or $update.InstallationBehavior.CanRequestUserInput) {
            [Console]::Out.WriteLine("left out, optional or interactive: $($update.Title)")
        }
        else {
            $found += $update
        }
    }
    return $found
}

# One at a time: the progress is real, and one that fails does not hide behind the others.
function Install-Update($session, $update) {
    if (-not $update.EulaAccepted) {
        $update.AcceptEula()
    }
    $one = New-Object -ComObject 'Microsoft.Update.UpdateColl'
    $null = $one.Add($update)
    if (-not $update.IsDownloaded) {
        $downloader = $session.CreateUpdateDownloader()
        $downloader.Updates = $one
        $download = $downloader.Download()
        # OperationResultCode: 2 succeeded, 3 succeeded with errors.
        if (@(2, 3) -notcontains $download.ResultCode) {
            Write-Log ("download failed, 0x{0:x8}: {1}" -f $download.HResult, $update.Title)
            return $false
        }
    }
    $installer = $session.CreateUpdateInstaller()
    $installer.ForceQuiet = $true
    $installer.Updates = $one
    $install = $installer.Install()
    if (@(2, 3) -notcontains $install.ResultCode) {
        Write-Log ("failed, 0x{0:x8}: {1}" -f $install.GetUpdateResult(0).HResult, $update.Title)
        return $false
    }
    return $true
}

function Write-Installed($update) {
    $articles = @()
    for ($i = 0; $i -lt $update.KBArticleIDs.Count; $i++) {
        $articles += "KB$($update.KBArticleIDs.Item($i))"
    }
    if ($articles.Length -eq 0) {
        $articles = @($update.Title)
    }
    foreach ($article in $articles) {
        Write-Fact 'update.installed' $article
    }
}

function Get-UpdateId($update) {
    return "$($update.Identity.UpdateID).$($update.Identity.RevisionNumber)"
}

# Tries each of these updates; one that fails does not keep the others back.
function Invoke-Round($session, $updates, $ledgerData) {
    for ($i = 0; $i -lt $updates.Length; $i++) {
        $update = $updates[$i]
        Write-StepProgress (Get-Percent $i $updates.Length) "$($i + 1) of $($updates.Length): $($update.Title)"
        if (-not (Install-Update $session $update)) {
            continue
        }
        $id = Get-UpdateId $update
        if (-not $ledgerData.Done.ContainsKey($id)) {
            $ledgerData.Done[$id] = $true
            Write-Installed $update
        }
        Write-Ledger $ledgerData
    }
}

# Throws when a round more would lead nowhere.
function Start-Round($updates, $ledgerData) {
    $found = [string]::Join(' ', @($updates | ForEach-Object { Get-UpdateId $_ } | Sort-Object))
    $titles = [string]::Join('; ', @($updates | ForEach-Object { $_.Title }))
    if ($found -ne $ledgerData.Found) {
        $ledgerData.Found = $found
        $ledgerData.Tries = 0
    }
    if ($ledgerData.Tries -ge $Tries) {
        throw "tried $Tries times and still offered: $titles"
    }
    if ($ledgerData.Rounds -ge $Rounds) {
        throw "$Rounds rounds, and still there is: $titles"
    }
    $ledgerData.Tries++
    $ledgerData.Rounds++
    $ledgerData.Waited = 0
    Write-Ledger $ledgerData
}

function Update-FromServer {
    $ledgerData = Read-Ledger
    $session = New-Object -ComObject 'Microsoft.Update.Session'
    while ($true) {
        # Some machines say so for ever.
        if ((Test-RebootPending) -and $ledgerData.Waited -lt 2) {
            $ledgerData.Waited++
            Write-Ledger $ledgerData
            return 1003
        }
        Write-StepProgress 0 'searching'
        $updates = @(Find-Updates $session)
        if ($updates.Length -eq 0) {
            return 0
        }
        Start-Round $updates $ledgerData
        Write-Log "round $($ledgerData.Rounds): $($updates.Length) updates"
        $null = Invoke-Round $session $updates $ledgerData
        if (Test-RebootPending) {
            return 1003
        }
    }
}

# --- from files ---------------------------------------------------------------------------------

# installed, reboot, skipped (not for this Windows, or there already) or failed
function Install-Package($file) {
    if ($file.Extension -eq '.msu') {
        $code = Invoke-Program 'wusa.exe' "`"$($file.FullName)`" /quiet /norestart"
    }
    else {
        $code = Invoke-Program 'dism.exe' "/online /add-package /packagepath:`"$($file.FullName)`" /quiet /norestart"
    }
    switch ($code) {
        0 { return 'installed' }
        3010 { return 'reboot' }
        # WU_S_REBOOT_REQUIRED
        0x240005 { return 'reboot' }
        # WU_S_ALREADY_INSTALLED, and below WU_E_NOT_APPLICABLE (Microsoft, KB949545)
        0x240006 { return 'skipped' }
        -2145124329 { return 'skipped' }
        # CBS_E_NOT_APPLICABLE
        -2146498530 { return 'skipped' }
    }
    Write-Log "exit code $code on $($file.Name)"
    return 'failed'
}

function Update-FromFiles {
    $files = @(Get-ChildItem -LiteralPath $Directory |
        Where-Object { @('.msu', '.cab') -contains $_.Extension } | Sort-Object -Property Name)
    if ($files.Length -eq 0) {
        throw "no .msu or .cab file in $Directory"
    }
    $ledgerData = Read-Ledger
    $reboot = $false
    for ($i = 0; $i -lt $files.Length; $i++) {
        $file = $files[$i]
        if ($ledgerData.Done.ContainsKey($file.Name)) {
            continue
        }
        Write-StepProgress (Get-Percent $i $files.Length) "$($i + 1) of $($files.Length): $($file.Name)"
        $result = Install-Package $file
        if ($result -eq 'failed') {
            # It may need what waits for a reboot; after one of its own there is no excuse left.
            if ($reboot) {
                return 1003
            }
            throw "cannot install $($file.Name)"
        }
        if ($result -eq 'skipped') {
            Write-Log "not needed here: $($file.Name)"
        }
        elseif ($file.Name -match 'kb[0-9]+') {
            Write-Fact 'update.installed' $matches[0].ToUpperInvariant()
        }
        else {
            Write-Fact 'update.installed' $file.Name
        }
        if ($result -eq 'reboot') {
            $reboot = $true
        }
        $ledgerData.Done[$file.Name] = $true
        Write-Ledger $ledgerData
    }
    if ($reboot) {
        return 3010
    }
    return 0
}

if ($Source -eq 'packages') {
    exit (Update-FromFiles)
}
if ($Source -eq 'wsus') {
    Set-WsusPolicy
}
$code = Update-FromServer
if ($Source -eq 'wsus' -and $code -eq 0) {
    Clear-WsusPolicy
}
exit $code
