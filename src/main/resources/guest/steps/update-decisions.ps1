# Contract: functions that decide about updates and ask nothing of Windows; loaded by updates.ps1.
#
#   ConvertFrom-LedgerLines, ConvertTo-LedgerLines
#                         the ledger, what outlives a reboot, from and to the lines of its file.
#   Get-Entry             the ledger's entry for an update, made where there is none.
#   Get-UpdateName        what an update or a package is called: its articles, or its title.
#   Test-Excluded         whether the recipe leaves it out.
#   Get-LeftOutReason     why an update is not wanted at all, or $null.
#   Get-Standing          what is to become of an update: open (try it), done or failed.
#   Add-Try               puts down how a try of an update ended, and gives a word for it.
#   Add-CutShort          puts down a try that has no end: Windows went down, or its time was over.
#   Get-LinesAtLimit      the ledger's lines, should the time of a try be over.
#   Get-LinesAtSearchLimit
#                         the same for a search.
#   Select-News           entries that the last search shows to be installed, not told yet.
#   Get-FailureText       what did not go in, and how.
#   Get-SearchAct         what to do after so many failed searches.
#   Get-RoundAct          what to do after a round: reboot or search.
#   Get-PackageOutcome    what the exit code of wusa or dism means.
#   Test-PackageOpen      whether a package is to be tried.
#   Get-PackagesAct       what to do after a round of packages: again, reboot or end.
#   Get-Facts             what the host is to know of an entry, as NAME=VALUE.
#   Exit codes            none.
#
# An offer is what a search found: @{ Id; KB (an array); Title; BrowseOnly; Asks; Categories }. Codes
# are as Format-Code writes them.

# An update that fails is tried three times, with a reboot after each of the first two failures; one
# that went in and is offered again gets one more.
$FailedTries = 3
$InstalledTries = 2
$FailureReboots = 2
# One whose time is over has used hours: once more, no matter what.
$EndlessTries = 2
# So often Windows may want to be rebooted without anything going in; some machines want it for ever.
$WaitingReboots = 2
# Half an hour in all before a search that fails counts as failed, in seconds; 0 is a reboot.
$SearchPauses = 10, 20, 40, 80, 150, 0, 300, 500, 700

# Classifications (Microsoft Learn, "WSUS classification GUIDs").
$Upgrades = '3689bdc8-b205-4af4-8d4a-a63924c5e9d5'
$Definitions = 'e0789628-ce08-4437-be74-2495b842f43b'

# WU_E_INSTALL_NOT_ALLOWED and WU_E_OPERATIONINPROGRESS: another installation runs, or a restart is due.
$NotNow = '0x80240016', '0x80240009'
# WU_S_REBOOT_REQUIRED
$RebootRequired = '0x00240005'

# WU_E_SERVICE_STOP, and ERROR_TIMEOUT as an HRESULT: what the code of a try without an end is.
$WentDown = '0x8024001e'
$TimeOver = '0x800705b4'

# Microsoft, KB949545 and "Windows Update error codes"; CBS_E_NOT_APPLICABLE and CBS_E_PENDING of
# cbsapi.h; ERROR_SUCCESS_REBOOT_REQUIRED and ERROR_INSTALL_ALREADY_RUNNING of winerror.h.
$PackageOutcomes = @{
    '0x00000000' = 'installed'
    '0x00000bc2' = 'reboot'
    '0x00240005' = 'reboot'
    '0x00240006' = 'present'
    '0x80240017' = 'not-applicable'
    '0x800f081e' = 'not-applicable'
    '0x80240016' = 'busy'
    '0x80240009' = 'busy'
    '0x800f0806' = 'busy'
    '0x00000652' = 'busy'
}

# --- the ledger ---------------------------------------------------------------------------------
#
#   rounds N             searches that found something to install
#   searches N           searches that failed, one after the other
#   waited N             reboots in a row that Windows wanted and that led to nothing
#   reboots N            reboots because something had failed
#   during <tab> ID      what is being tried
#   update <tab> ...     for each update or package, in this order: its id; its articles; how often it
#                        was tried; the last code; when it went in; what the host was told, a word of
#                        Get-Facts or no; its title
#   end                  the file is whole

$EntryForm = '^update\t([^\t]+)\t([^\t]*)\t([0-9]+)\t([^\t]*)\t([^\t]*)\t([a-z-]+)\t(.*)$'

function ConvertFrom-LedgerLines([string[]] $lines) {
    $ledger = @{ rounds = 0; searches = 0; waited = 0; reboots = 0; During = ''; Entries = @() }
    foreach ($line in $lines) {
        if ($line -match '^(rounds|searches|waited|reboots) ([0-9]+)$') {
            $ledger[$matches[1]] = [int] $matches[2]
        }
        elseif ($line -match '^during\t(.+)$') {
            $ledger.During = $matches[1]
        }
        elseif ($line -match $EntryForm) {
            $ledger.Entries += @{
                Id = $matches[1]; KB = @($matches[2].Split(',') | Where-Object { $_ }); Tries = [int] $matches[3]
                Code = $matches[4]; Installed = $matches[5]; Said = $matches[6]; Title = $matches[7]
            }
        }
    }
    return $ledger
}

function ConvertTo-LedgerLines($ledger) {
    foreach ($name in 'rounds', 'searches', 'waited', 'reboots') {
        "$name $($ledger[$name])"
    }
    if ($ledger.During) {
        "during`t$($ledger.During)"
    }
    foreach ($entry in $ledger.Entries) {
        $articles = [string]::Join(',', [string[]] $entry.KB)
        [string]::Join("`t", [string[]] @('update', $entry.Id, $articles, $entry.Tries, $entry.Code,
                $entry.Installed, $entry.Said, ($entry.Title -replace '\s+', ' ')))
    }
    'end'
}

function Get-Entry($ledger, $offer) {
    foreach ($entry in $ledger.Entries) {
        if ($entry.Id -eq $offer.Id) {
            return $entry
        }
    }
    $entry = @{ Id = $offer.Id; KB = @($offer.KB); Tries = 0; Code = ''; Installed = ''; Said = 'no'; Title = $offer.Title }
    $ledger.Entries += $entry
    return $entry
}

# The code behind a failure belongs to it; others are facts of their own.
function Get-Facts($entry) {
    if ($entry.Said -ne 'no' -and $entry.Said -ne 'present') {
        foreach ($name in @(Get-UpdateNames $entry)) {
            if ($entry.Said -eq 'failed') {
                "update.failed=$name $($entry.Code)"
            }
            else {
                "update.$($entry.Said)=$name"
                if ($entry.Code) {
                    "update.code=$name $($entry.Code)"
                }
            }
        }
    }
}

function Get-UpdateNames($update) {
    if ($update.KB.Length -eq 0) {
        return $update.Title
    }
    return $update.KB
}

function Get-UpdateName($update) {
    return [string]::Join(',', [string[]] @(Get-UpdateNames $update))
}

# --- what is not wanted -------------------------------------------------------------------------

function Test-Excluded($offer, [string[]] $articles) {
    return @($offer.KB | Where-Object { $articles -contains $_ }).Length -gt 0
}

function Get-LeftOutReason($offer) {
    if ($offer.Categories -contains $Upgrades) {
        return 'another release of Windows'
    }
    if ($offer.BrowseOnly) {
        return 'optional'
    }
    if ($offer.Asks) {
        return 'it asks questions'
    }
    return $null
}

# --- tries --------------------------------------------------------------------------------------

# Whether a try without an end was the last one.
function Test-Endless($entry) {
    return ($entry.Code -eq $TimeOver -and $entry.Tries -ge $EndlessTries) -or
        ($entry.Code -eq $WentDown -and $entry.Tries -ge $FailedTries)
}

function Add-CutShort($ledger, [string] $code) {
    foreach ($entry in $ledger.Entries) {
        if ($entry.Id -eq $ledger.During) {
            $entry.Tries++
            $entry.Code = $code
        }
    }
    $ledger.During = ''
}

function Get-LinesAtLimit($ledger) {
    $then = ConvertFrom-LedgerLines @(ConvertTo-LedgerLines $ledger)
    Add-CutShort $then $TimeOver
    return @(ConvertTo-LedgerLines $then)
}

# A search whose time is over counts as all the failures until the reboot, or until the end.
function Get-LinesAtSearchLimit($ledger) {
    $then = ConvertFrom-LedgerLines @(ConvertTo-LedgerLines $ledger)
    $reboot = [array]::IndexOf($SearchPauses, 0) + 1
    if ($then.searches -ge $reboot) {
        $reboot = $SearchPauses.Length + 1
    }
    $then.searches = $reboot
    return @(ConvertTo-LedgerLines $then)
}

# --- updates from a server ----------------------------------------------------------------------

# Definitions come in a new revision every few hours: once is enough for each of their articles.
function Test-SameDefinition($offer, $entry) {
    $same = @($offer.KB | Where-Object { $entry.KB -contains $_ })
    return ($offer.Categories -contains $Definitions) -and $entry.Installed -and $same.Length -gt 0
}

function Get-Standing($ledger, $offer) {
    $again = @($ledger.Entries | Where-Object { Test-SameDefinition $offer $_ })
    if ($again.Length -gt 0) {
        return 'done'
    }
    $entry = @($ledger.Entries | Where-Object { $_.Id -eq $offer.Id })
    if ($entry.Length -eq 0) {
        return 'open'
    }
    if (-not $entry[0].Installed) {
        if ($entry[0].Tries -lt $FailedTries -and -not (Test-Endless $entry[0])) {
            return 'open'
        }
        return 'failed'
    }
    if ($entry[0].Tries -lt $InstalledTries) {
        return 'open'
    }
    # Windows took back at the reboot what it had put in, or it went in with errors, twice. Otherwise
    # it is in, and the server only does not notice.
    if ($entry[0].Code -eq $RebootRequired -or $entry[0].Code -like '0x8*') {
        return 'failed'
    }
    return 'done'
}

# Gives installed, failed or not-now. What is not allowed now costs no try while a reboot may help.
function Add-Try($ledger, $offer, [string] $code, [bool] $installed, [string] $now) {
    $entry = Get-Entry $ledger $offer
    $entry.Code = $code
    if (-not $installed -and $NotNow -contains $code -and $ledger.waited -lt $WaitingReboots) {
        return 'not-now'
    }
    $entry.Tries++
    if (-not $installed) {
        return 'failed'
    }
    $entry.Installed = $now
    return 'installed'
}

# A search that succeeded with errors may just have missed an update that is still to be installed.
function Select-News($ledger, $offers) {
    $offered = @{}
    foreach ($offer in $offers) {
        $offered[$offer.Id] = Get-Standing $ledger $offer
    }
    foreach ($entry in $ledger.Entries) {
        $stillWanted = $offered.ContainsKey($entry.Id) -and $offered[$entry.Id] -ne 'done'
        # What was cut short and is not offered any more has gone in all the same.
        $in = $entry.Installed -or $entry.Code -eq $WentDown -or $entry.Code -eq $TimeOver
        if ($in -and $entry.Said -eq 'no' -and -not $stillWanted) {
            $entry
        }
    }
}

function Get-FailureText($entry) {
    $how = "$($entry.Code), tried $($entry.Tries) times"
    if ($entry.Installed) {
        $how = "installed $($entry.Tries) times, and offered again after each reboot, $($entry.Code)"
    }
    elseif ($entry.Code -eq $TimeOver) {
        $how = "$($entry.Code), no end after $($entry.Tries) times limits.oneUpdate"
    }
    elseif ($entry.Code -eq $WentDown) {
        $how = "$($entry.Code), Windows went down during each of $($entry.Tries) tries"
    }
    return "$([string]::Join(',', [string[]] $entry.KB)) $($entry.Title) ($how)".Trim()
}

# The seconds to wait before the next search, 0 to reboot first, or -1 to give up.
function Get-SearchAct([int] $failures) {
    if ($failures -eq 0) {
        return 0
    }
    if ($failures -le $SearchPauses.Length) {
        return $SearchPauses[$failures - 1]
    }
    return -1
}

# round: how many ended with each word of Add-Try. Counts the reboot that it asks for.
function Get-RoundAct($ledger, $round) {
    if ($round['installed'] -gt 0) {
        $ledger.waited = 0
    }
    if ($round['not-now'] -gt 0 -and $ledger.waited -lt $WaitingReboots) {
        $ledger.waited++
        return 'reboot'
    }
    if ($round['failed'] -gt 0 -and $ledger.reboots -lt $FailureReboots) {
        $ledger.reboots++
        return 'reboot'
    }
    return 'search'
}

# --- packages from files ------------------------------------------------------------------------

function Get-PackageOutcome([string] $code) {
    if ($PackageOutcomes.ContainsKey($code)) {
        return $PackageOutcomes[$code]
    }
    return 'failed'
}

function Test-PackageOpen($entry) {
    return $entry.Said -eq 'no' -and -not (Test-Endless $entry)
}

# outcomes: those of the round's packages. One that went in may be what the others wait for.
function Get-PackagesAct($ledger, [string[]] $outcomes, [bool] $rebootDue) {
    $in = @($outcomes | Where-Object { $_ -eq 'installed' -or $_ -eq 'reboot' })
    $open = @($outcomes | Where-Object { $_ -eq 'not-applicable' -or $_ -eq 'busy' -or $_ -eq 'failed' })
    $stuck = @($open | Where-Object { $_ -ne 'not-applicable' })
    if ($open.Length -eq 0) {
        return 'end'
    }
    if ($in.Length -gt 0) {
        if ($rebootDue) {
            return 'reboot'
        }
        return 'again'
    }
    if ($stuck.Length -gt 0 -and $ledger.reboots -lt 1) {
        $ledger.reboots++
        return 'reboot'
    }
    return 'end'
}
