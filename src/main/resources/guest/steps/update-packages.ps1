# Contract: functions that install update packages from files; loaded by updates.ps1.
#
#   Update-FromFiles  installs the .msu and .cab files in $Directory; gives the step's exit code.
#   Exit codes        none: it throws with what cannot be installed.

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
    $ledger.During = $entry.Id
    Write-Ledger $ledger
    Set-Guard $file.Name $OneUpdate @(Get-LinesAtLimit $ledger)
    $entry.Code = Install-PackagePatiently $file
    Clear-Guard
    $ledger.During = ''
    $entry.Tries++
    $outcome = Get-PackageOutcome $entry.Code
    # One that is there after a try that had no end went in by it.
    $byIt = $outcome -eq 'present' -and $entry.Tries -gt 1
    if ($outcome -eq 'installed' -or $outcome -eq 'reboot' -or $byIt) {
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
# for one is a warning; whatever else is the end, unless the recipe says otherwise.
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
            $failed += Get-FailureText $entry
        }
    }
    Write-Failures $failed
}

# The files that the recipe does not leave out.
function Select-Packages {
    $files = @(Get-ChildItem -LiteralPath $Directory |
        Where-Object { @('.msu', '.cab') -contains $_.Extension } | Sort-Object -Property Name)
    if ($files.Length -eq 0) {
        throw "no .msu or .cab file in $Directory"
    }
    foreach ($file in $files) {
        $offer = ConvertTo-PackageOffer $file
        if (Test-Excluded $offer $Excluded) {
            Write-Log "left out, as the recipe says: $($file.Name)"
            Write-Fact 'update.excluded' (Get-UpdateName $offer)
        }
        else {
            $file
        }
    }
}

function Update-FromFiles($ledger) {
    $files = @(Select-Packages)
    $rebootDue = $false
    while ($true) {
        $open = @($files | Where-Object { Test-PackageOpen (Get-Entry $ledger (ConvertTo-PackageOffer $_)) })
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
    Complete-Packages $files $ledger
    if ($rebootDue) {
        return 3010
    }
    return 0
}
