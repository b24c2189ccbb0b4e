# Contract: functions that install updates from a server, with the Windows Update Agent; loaded by
# updates.ps1.
#
#   Enable-UpdateServer   makes the agent ask $Source, for as long as the step takes.
#   Disable-UpdateServer  gives back what that has changed.
#   Update-FromServer     searches and installs round by round; gives the step's exit code.
#   Exit codes            none: they throw with what cannot be installed.

$PolicyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate'
$MicrosoftUpdate = '7971f918-a847-4430-9279-4a52d1efe18d'
# WU_E_DS_UNKNOWNSERVICE
$UnknownService = '0x80248014'
# TYPE_E_ELEMENTNOTFOUND, which the methods of an empty update throw.
$EmptyUpdates = '0x8002802b'
$script:toldLeftOut = @{}
$script:searchCode = 'no answer'
$script:unregistered = ''

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

# Windows Update knows Windows only; Microsoft Update other products of Microsoft as well, and Windows
# asks it when it is registered (Learn, "Opt-In to Microsoft Update"; 7: now or at the next search,
# and for Automatic Updates). Gives whether it is.
function Register-MicrosoftUpdate {
    try {
        $manager = New-Object -ComObject 'Microsoft.Update.ServiceManager'
        $known = @(Get-Items $manager.Services | Where-Object { $_.ServiceID -eq $MicrosoftUpdate })
        if ($known.Length -eq 0) {
            Write-HeldValue $HeldKey 'Microsoft Update' 1 'DWord'
            $null = $manager.AddService2($MicrosoftUpdate, 7, '')
        }
        $script:unregistered = ''
        return $true
    }
    catch {
        $script:unregistered = Get-ThrownCode $_
        Write-Log "Microsoft Update cannot be registered, ${script:unregistered}: only Windows Update is asked"
        return $false
    }
}

function Unregister-MicrosoftUpdate {
    if ($null -eq (Get-HeldValue $HeldKey 'Microsoft Update')) {
        return
    }
    try {
        $null = (New-Object -ComObject 'Microsoft.Update.ServiceManager').RemoveService($MicrosoftUpdate)
    }
    catch {
        Write-Log "warning: Microsoft Update stays registered, $(Get-ThrownCode $_)"
    }
    Remove-ItemProperty -LiteralPath $HeldKey -Name 'Microsoft Update'
}

function Enable-UpdateServer {
    if ($Source -eq 'wsus') {
        Enable-WsusPolicy
    }
}

function Disable-UpdateServer {
    if ($Source -eq 'wsus') {
        Disable-WsusPolicy
    }
    else {
        Unregister-MicrosoftUpdate
    }
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

# What decides about the update in this place. One that cannot even be read fails like any other, and
# costs itself only. Gives nothing for one that is empty: all its properties are $null, and each method throws.
function ConvertTo-Offer($updates, [int] $place) {
    $number = $place + 1
    $offer = @{
        Id = "number $number of the search"; KB = @(); Title = "number $number of the search"
        BrowseOnly = $false; Asks = $false; Categories = @()
    }
    try {
        $update = $updates.Item($place)
        $offer.Update = $update
        $id = [string] $update.Identity.UpdateID
        if ($id -eq '') {
            return
        }
        $offer.Id = "$id.$($update.Identity.RevisionNumber)"
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
    if (Test-Excluded $offer $Excluded) {
        Write-Log "left out, as the recipe says: $($offer.Title)"
        Write-Fact 'update.excluded' (Get-UpdateName $offer)
        return
    }
    $why = Get-LeftOutReason $offer
    Write-Log "left out, ${why}: $($offer.Title)"
    Write-Fact 'update.left-out' "$(Get-UpdateName $offer): $why"
}

# They only say why: what cannot be read of them does not matter.
function Write-Warnings($result) {
    try {
        foreach ($warning in @(Get-Items $result.Warnings)) {
            Write-Log "the search warns: $(Format-Code $warning.HResult) $($warning.Message)"
        }
    }
    catch {
        Write-Log "the search warns of what cannot be read: $($_.Exception.Message)"
    }
}

# selection: ServerSelection, 1 the managed server, 2 Windows Update, 3 the service that is named.
function Search-Service($session, [int] $selection, [string] $service) {
    $searcher = $session.CreateUpdateSearcher()
    $searcher.ServerSelection = $selection
    if ($service) {
        $searcher.ServiceID = $service
    }
    $searcher.Online = $true
    return $searcher.Search("IsInstalled=0 and Type='Software' and IsHidden=0")
}

function Search-Server($session) {
    if ($Source -eq 'wsus') {
        return Search-Service $session 1 ''
    }
    if (Register-MicrosoftUpdate) {
        try {
            return Search-Service $session 3 $MicrosoftUpdate
        }
        catch {
            if ((Get-ThrownCode $_) -ne $UnknownService) {
                throw
            }
            # AddService2 may only have noted that it is to be registered (PowerShell/PowerShell issue 17899).
            $script:unregistered = $UnknownService
            Write-Log "Microsoft Update is not registered yet, ${UnknownService}: only Windows Update is asked"
        }
    }
    return Search-Service $session 2 ''
}

# @{ Whole; Offers }, or $null when the search failed. Its result codes: 0 not started, 1 in progress,
# 2 succeeded, 3 succeeded with errors, which may mean anything from all updates to none, 4 failed,
# 5 aborted (Microsoft, "OperationResultCode").
function Find-Offers($session) {
    try {
        $result = Search-Server $session
        if ($result.ResultCode -eq 3) {
            $script:searchCode = 'result 3, succeeded with errors'
            Write-Warnings $result
        }
        elseif (@(0, 1, 4, 5) -contains $result.ResultCode) {
            $script:searchCode = "result $($result.ResultCode)"
            Write-Log "the search ended with $script:searchCode"
            return $null
        }
        $count = $result.Updates.Count
        $offers = @()
        for ($i = 0; $i -lt $count; $i++) {
            $offers += @(ConvertTo-Offer $result.Updates $i)
        }
        $empty = $count - $offers.Length
        if ($empty -gt 0) {
            $script:searchCode = "$EmptyUpdates, $empty of $count updates say nothing of themselves"
            Write-Log "the search ended with $script:searchCode"
        }
        return @{ Whole = ($result.ResultCode -ne 3 -and $empty -eq 0); Offers = $offers }
    }
    catch {
        $script:searchCode = Get-ThrownCode $_
        Write-Log "the search failed, ${script:searchCode}: $($_.Exception.Message)"
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

# How many were installed, failed, or not allowed now.
function Invoke-Round($session, $offers, $ledger) {
    $round = @{ 'installed' = 0; 'failed' = 0; 'not-now' = 0 }
    for ($i = 0; $i -lt $offers.Length; $i++) {
        $offer = $offers[$i]
        Write-StepProgress (Get-Percent $i $offers.Length) "$($i + 1) of $($offers.Length): $($offer.Title)"
        $entry = Get-Entry $ledger $offer
        $ledger.During = $entry.Id
        Write-Ledger $ledger
        Set-Guard "$(Get-UpdateName $entry) $($offer.Title)" $OneUpdate @(Get-LinesAtLimit $ledger)
        $result = Install-Offer $session $offer
        Clear-Guard
        $ledger.During = ''
        $word = Add-Try $ledger $offer $result.Code $result.Installed (Get-Now)
        $round[$word]++
        Write-Ledger $ledger
        if ($word -ne 'installed') {
            Write-Log "$word, $($result.Code): $($offer.Title)"
        }
    }
    return $round
}

# Says what is still wanted and cannot be had, and fails for it unless the recipe says otherwise.
function Complete-Updates($offers, $ledger) {
    $failed = @()
    foreach ($offer in $offers) {
        if ((Test-Wanted $offer) -and (Get-Standing $ledger $offer) -eq 'failed') {
            $entry = Get-Entry $ledger $offer
            Set-Said $ledger $entry 'failed'
            $failed += Get-FailureText $entry
        }
    }
    if ($script:unregistered) {
        Write-Fact 'update.left-out' "other products: Microsoft Update cannot be registered, $script:unregistered"
    }
    Write-Failures $failed
}

function Assert-Searchable($ledger) {
    if ((Get-SearchAct $ledger.searches) -lt 0) {
        if ((Get-WindowsVersion) -lt [Version] '6.2') {
            Write-Log 'Windows Update speaks SHA-2 only: KB4490628 and KB4474419 belong in updates.packages'
        }
        throw "the search for updates failed again and again, at last with $script:searchCode, and a reboot did not help"
    }
}

# 1003, or 0 once it has waited.
function Wait-Search($ledger) {
    $ledger.searches++
    $seconds = Get-SearchAct $ledger.searches
    Write-Ledger $ledger
    Assert-Searchable $ledger
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

function Test-Wanted($offer) {
    return -not (Test-Excluded $offer $Excluded) -and -not (Get-LeftOutReason $offer)
}

# The offers to install now.
function Select-Wanted($offers, $ledger) {
    foreach ($offer in $offers) {
        if (-not (Test-Wanted $offer)) {
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
    Assert-Searchable $ledger
    $session = New-Object -ComObject 'Microsoft.Update.Session'
    while ($true) {
        if ((Test-RebootPending) -and $ledger.waited -lt $WaitingReboots) {
            $ledger.waited++
            Write-Ledger $ledger
            return 1003
        }
        Write-StepProgress 0 'searching'
        Set-Guard 'the search for updates' $OneUpdate @(Get-LinesAtSearchLimit $ledger)
        $search = Find-Offers $session
        Clear-Guard
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
            Complete-Updates $search.Offers $ledger
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
