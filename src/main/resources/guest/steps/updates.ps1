# Contract: installs Windows updates, from a server round by round until none is left, or from files.
#
#   Parameters  -Source: microsoft-update, wsus or packages; -Server: the WSUS server's address;
#               -Directory: where the .msu and .cab files are
#   Changes     Windows. With wsus the policy keys WUServer, WUStatusServer and UseWUServer, for as
#               long as the step takes. Keeps its own count in %ProgramData%\Casement\updates.txt.
#   Says        update.installed=KB... for each update; progress update by update
#   Exit codes  0 none is left; 3010 all installed, reboot; 1003 reboot and look again; 1 an update
#               failed that is needed to go on, or three rounds in a row got nowhere
param([string] $Source, [string] $Server, [string] $Directory)

. (Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) 'shared.ps1')

$PolicyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
$Ledger = Join-Path (Join-Path $env:ProgramData 'Casement') 'updates.txt'
$IdleRounds = 3

# --- the ledger: "done ID" for each update installed, "idle N" for rounds that got nowhere ------

function Read-Ledger {
    $ledgerData = @{ Done = @{}; Idle = 0 }
    if (Test-Path -LiteralPath $Ledger) {
        foreach ($line in [System.IO.File]::ReadAllLines($Ledger)) {
            if ($line -match '^done (.+)$') {
                $ledgerData.Done[$matches[1]] = $true
            }
            elseif ($line -match '^idle ([0-9]+)$') {
                $ledgerData.Idle = [int] $matches[1]
            }
        }
    }
    return $ledgerData
}

function Write-Ledger($ledgerData) {
    $lines = @("idle $($ledgerData.Idle)")
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

# The updates to install now; those that a user chooses or that ask questions are left out.
function Find-Updates($session) {
    $searcher = $session.CreateUpdateSearcher()
    # ServerSelection: 1 the managed server, 2 Windows Update.
    $searcher.ServerSelection = 2
    if ($Source -eq 'wsus') {
        $searcher.ServerSelection = 1
    }
    $searcher.Online = $true
    $result = $searcher.Search("IsInstalled=0 and Type='Software' and IsHidden=0")
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

# How many updates this round installed that no round before has.
function Invoke-Round($session, $updates, $ledgerData) {
    $new = 0
    for ($i = 0; $i -lt $updates.Length; $i++) {
        $update = $updates[$i]
        Write-StepProgress (Get-Percent $i $updates.Length) "$($i + 1) of $($updates.Length): $($update.Title)"
        if (-not (Install-Update $session $update)) {
            continue
        }
        $id = "$($update.Identity.UpdateID).$($update.Identity.RevisionNumber)"
        if (-not $ledgerData.Done.ContainsKey($id)) {
            $ledgerData.Done[$id] = $true
            $new++
            Write-Installed $update
        }
        Write-Ledger $ledgerData
    }
    return $new
}

function Update-FromServer {
    $ledgerData = Read-Ledger
    $session = New-Object -ComObject 'Microsoft.Update.Session'
    while ($true) {
        # Only a reboot that something is left to wait for: some machines say so for ever.
        if ((Test-RebootPending) -and $ledgerData.Idle -lt $IdleRounds) {
            $ledgerData.Idle = $ledgerData.Idle + 1
            Write-Ledger $ledgerData
            return 1003
        }
        Write-StepProgress 0 'searching'
        $updates = @(Find-Updates $session)
        if ($updates.Length -eq 0) {
            return 0
        }
        $new = Invoke-Round $session $updates $ledgerData
        if ($new -gt 0) {
            $ledgerData.Idle = 0
        }
        else {
            $ledgerData.Idle = $ledgerData.Idle + 1
        }
        Write-Ledger $ledgerData
        if ($ledgerData.Idle -ge $IdleRounds) {
            $titles = @($updates | ForEach-Object { $_.Title })
            throw "$IdleRounds rounds in a row got nowhere with: $([string]::Join('; ', $titles))"
        }
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
