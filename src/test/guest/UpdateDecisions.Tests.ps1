# What update-decisions.ps1 decides, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/shared.ps1"
    . "$PSScriptRoot/../../main/resources/guest/steps/update-decisions.ps1"

    function New-Offer([string] $id, [string[]] $kb = @("KB$id"), [string[]] $categories = @()) {
        return @{ Id = $id; KB = $kb; Title = "Update $id"; BrowseOnly = $false; Asks = $false; Categories = $categories }
    }

    function New-Ledger {
        return ConvertFrom-LedgerLines @()
    }

    function Add-Tries($ledger, $offer, [int] $count, [string] $code, [bool] $installed) {
        for ($i = 0; $i -lt $count; $i++) {
            Add-Try $ledger $offer $code $installed '2026-01-02T03:04:05Z'
        }
    }
}

Describe 'the ledger' {
    It 'comes back from its lines as it was' {
        $ledger = New-Ledger
        $ledger.rounds = 4
        $ledger.searches = 3
        $ledger.waited = 2
        $ledger.reboots = 1
        $ledger.During = 'a.1'
        $null = Add-Tries $ledger (New-Offer 'a.1' @('KB1', 'KB2')) 2 '0x80070643' $false
        $null = Add-Tries $ledger (New-Offer 'b.200' @()) 1 '0x00240005' $true
        (Get-Entry $ledger (New-Offer 'b.200')).Said = 'installed'

        $lines = @(ConvertTo-LedgerLines $ledger)
        $again = ConvertFrom-LedgerLines $lines

        $lines[-1] | Should -Be 'end'
        $lines | Should -Contain "update`ta.1`tKB1,KB2`t2`t0x80070643`t`tno`tUpdate a.1"
        $again.rounds, $again.searches, $again.waited, $again.reboots | Should -Be 4, 3, 2, 1
        $again.During | Should -Be 'a.1'
        $again.Entries.Length | Should -Be 2
        @(ConvertTo-LedgerLines $again) | Should -Be $lines
    }

    It 'keeps a title with line breaks and tabs on its line' {
        $ledger = New-Ledger
        $offer = New-Offer 'a.1'
        $offer.Title = "One`r`n`tTwo"
        $null = Get-Entry $ledger $offer

        (ConvertFrom-LedgerLines @(ConvertTo-LedgerLines $ledger)).Entries[0].Title | Should -Be 'One Two'
    }

    It 'tells what the host is to know: <said>' -ForEach @(
        @{ Said = 'no'; Facts = @() }
        @{ Said = 'present'; Facts = @() }
        @{
            Said = 'installed'
            Facts = @(
                'update.installed=KB1', 'update.code=KB1 0x80070643',
                'update.installed=KB2', 'update.code=KB2 0x80070643')
        }
        @{ Said = 'failed'; Facts = @('update.failed=KB1 0x80070643', 'update.failed=KB2 0x80070643') }
        @{
            Said = 'not-applicable'
            Facts = @(
                'update.not-applicable=KB1', 'update.code=KB1 0x80070643',
                'update.not-applicable=KB2', 'update.code=KB2 0x80070643')
        }
    ) {
        @(Get-Facts @{ Said = $said; KB = @('KB1', 'KB2'); Title = 'T'; Code = '0x80070643' }) | Should -Be $facts
    }

    It 'names an update without an article by its title' {
        Get-Facts @{ Said = 'installed'; KB = @(); Title = 'A title'; Code = '' } | Should -Be 'update.installed=A title'
    }
}

Describe 'what is left out' {
    It 'is another release, what a user chooses and what asks questions' {
        $optional = New-Offer 'a'
        $optional.BrowseOnly = $true
        $asking = New-Offer 'b'
        $asking.Asks = $true

        Get-LeftOutReason (New-Offer 'c' @() @('cd5ffd1e-e932-4e3a-bf74-18bf0b1bbd83')) | Should -BeNullOrEmpty
        Get-LeftOutReason (New-Offer 'd' @() @('3689BDC8-B205-4AF4-8D4A-A63924C5E9D5')) | Should -Be 'another release of Windows'
        Get-LeftOutReason $optional | Should -Be 'optional'
        Get-LeftOutReason $asking | Should -Be 'it asks questions'
    }
}

Describe 'what the recipe excludes' {
    It 'is known by any of its articles' {
        Test-Excluded (New-Offer 'a' @('KB1', 'KB5034439')) @('KB5034439') | Should -BeTrue
        Test-Excluded (New-Offer 'a' @('KB50344391')) @('KB5034439') | Should -BeFalse
        Test-Excluded (New-Offer 'a' @()) @('KB5034439') | Should -BeFalse
        Test-Excluded (New-Offer 'a') @() | Should -BeFalse
    }
}

Describe 'a try without an end' {
    BeforeEach {
        $ledger = New-Ledger
        $offer = New-Offer 'a.1'
        $null = Get-Entry $ledger $offer
        $ledger.During = 'a.1'
    }

    It 'costs a try, and is over' {
        Add-CutShort $ledger '0x8024001e'
        $ledger.During | Should -Be ''
        $entry = Get-Entry $ledger $offer
        $entry.Tries, $entry.Code | Should -Be 1, '0x8024001e'
        Get-Standing $ledger $offer | Should -Be 'open'
    }

    It 'has failed when its time is over twice, and when Windows goes down three times' {
        foreach ($case in @('0x800705b4', 2), @('0x8024001e', 3)) {
            $ledger = New-Ledger
            $null = Get-Entry $ledger $offer
            for ($try = 1; $try -le $case[1]; $try++) {
                Get-Standing $ledger $offer | Should -Be 'open'
                Test-PackageOpen (Get-Entry $ledger $offer) | Should -BeTrue
                $ledger.During = 'a.1'
                Add-CutShort $ledger $case[0]
            }
            Get-Standing $ledger $offer | Should -Be 'failed'
            Test-PackageOpen (Get-Entry $ledger $offer) | Should -BeFalse
            Get-PackageOutcome $case[0] | Should -Be 'failed'
        }
    }

    It 'has gone in all the same when nobody offers it any more' {
        Add-CutShort $ledger '0x800705b4'
        @(Select-News $ledger @($offer)).Length | Should -Be 0
        @(Select-News $ledger @()).Length | Should -Be 1
    }

    It 'is in the lines for the end of its time, and not in the ledger yet' {
        $then = ConvertFrom-LedgerLines @(Get-LinesAtLimit $ledger)
        $then.During | Should -Be ''
        $then.Entries[0].Tries, $then.Entries[0].Code | Should -Be 1, '0x800705b4'
        $ledger.During, $ledger.Entries[0].Tries | Should -Be 'a.1', 0
    }

    It 'of a search is a reboot, and the second is the end' {
        $once = ConvertFrom-LedgerLines @(Get-LinesAtSearchLimit $ledger)
        Get-SearchAct $once.searches | Should -Be 0
        $twice = ConvertFrom-LedgerLines @(Get-LinesAtSearchLimit $once)
        Get-SearchAct $twice.searches | Should -Be -1
    }
}

Describe 'what is said of a failure' {
    It 'names the update, the code and how: <how>' -ForEach @(
        @{ Code = '0x80070643'; Installed = ''; How = '0x80070643, tried 3 times' }
        @{ Code = '0x800705b4'; Installed = ''; How = '0x800705b4, no end after 3 times limits.oneUpdate' }
        @{ Code = '0x8024001e'; Installed = ''; How = '0x8024001e, Windows went down during each of 3 tries' }
        @{ Code = '0x00240005'; Installed = 'now'; How = 'installed 3 times, and offered again after each reboot, 0x00240005' }
    ) {
        $entry = @{ KB = @('KB1', 'KB2'); Title = 'Title'; Tries = 3; Code = $code; Installed = $installed }
        Get-FailureText $entry | Should -Be "KB1,KB2 Title ($how)"
    }
}

Describe 'what becomes of an update' {
    BeforeEach {
        $ledger = New-Ledger
        $offer = New-Offer 'a.1'
    }

    It 'a new one is tried' {
        Get-Standing $ledger $offer | Should -Be 'open'
    }

    It 'one that fails is tried three times, whatever else is offered' {
        Add-Tries $ledger $offer 2 '0x80070643' $false | Should -Be 'failed', 'failed'
        Get-Standing $ledger $offer | Should -Be 'open'
        $null = Add-Tries $ledger $offer 1 '0x80070643' $false
        Get-Standing $ledger $offer | Should -Be 'failed'
        Get-Standing $ledger (New-Offer 'b.1') | Should -Be 'open'
    }

    It 'one that went in and is offered again gets one more try and is done' {
        Add-Tries $ledger $offer 1 '0x00000000' $true | Should -Be 'installed'
        Get-Standing $ledger $offer | Should -Be 'open'
        $null = Add-Tries $ledger $offer 1 '0x00000000' $true
        Get-Standing $ledger $offer | Should -Be 'done'
    }

    It 'one that Windows takes back at each reboot has failed' {
        $null = Add-Tries $ledger $offer 2 '0x00240005' $true
        Get-Standing $ledger $offer | Should -Be 'failed'
    }

    It 'one that went in with errors and is offered again has failed' {
        $null = Add-Tries $ledger $offer 2 '0x80070643' $true
        Get-Standing $ledger $offer | Should -Be 'failed'
    }

    It 'definitions are installed once for their article, however often they come' {
        $definitions = @('E0789628-CE08-4437-BE74-2495B842F43B')
        $first = New-Offer 'd.1' @('KB2267602') $definitions
        $next = New-Offer 'd.2' @('KB2267602') $definitions
        Get-Standing $ledger $first | Should -Be 'open'
        $null = Add-Tries $ledger $first 1 '0x00000000' $true
        Get-Standing $ledger $first | Should -Be 'done'
        Get-Standing $ledger $next | Should -Be 'done'
        Get-Standing $ledger (New-Offer 'e.1' @('KB2267602')) | Should -Be 'open'
    }

    It 'what is not allowed now costs no try while a reboot may help' {
        Add-Tries $ledger $offer 5 '0x80240016' $false | Should -Be (@('not-now') * 5)
        Get-Standing $ledger $offer | Should -Be 'open'
        $ledger.waited = 2
        Add-Tries $ledger $offer 3 '0x80240016' $false | Should -Be (@('failed') * 3)
        Get-Standing $ledger $offer | Should -Be 'failed'
    }
}

Describe 'what is news' {
    BeforeEach {
        $ledger = New-Ledger
        $null = Add-Tries $ledger (New-Offer 'gone.1') 1 '0x00000000' $true
        $null = Add-Tries $ledger (New-Offer 'wanted.1') 1 '0x00240005' $true
        $null = Add-Tries $ledger (New-Offer 'again.1') 2 '0x00000000' $true
        $null = Add-Tries $ledger (New-Offer 'broken.1') 1 '0x80070643' $false
        $offers = @((New-Offer 'wanted.1'), (New-Offer 'again.1'), (New-Offer 'broken.1'))
    }

    It 'is what went in and is not wanted any more' {
        @(Select-News $ledger $offers | ForEach-Object { $_.Id }) | Should -Be 'gone.1', 'again.1'
    }

    It 'is told once' {
        foreach ($entry in @(Select-News $ledger $offers)) {
            $entry.Said = 'installed'
        }
        @(Select-News $ledger $offers).Length | Should -Be 0
    }
}

Describe 'a search that fails' {
    It 'is repeated for half an hour with growing pauses and one reboot, then it is the end' {
        $acts = @(1..10 | ForEach-Object { Get-SearchAct $_ })

        ($acts | Where-Object { $_ -gt 0 } | Measure-Object -Sum).Sum | Should -Be 1800
        @($acts | Where-Object { $_ -gt 0 }) | Should -Be @($acts | Where-Object { $_ -gt 0 } | Sort-Object)
        @($acts | Where-Object { $_ -eq 0 }).Length | Should -Be 1
        $acts[9] | Should -Be -1
    }
}

Describe 'after a round' {
    It 'comes a search when all went well' {
        Get-RoundAct (New-Ledger) @{ 'installed' = 3; 'failed' = 0; 'not-now' = 0 } | Should -Be 'search'
    }

    It 'comes a reboot when one failed, at most twice' {
        $ledger = New-Ledger
        $round = @{ 'installed' = 1; 'failed' = 1; 'not-now' = 0 }
        @(1..3 | ForEach-Object { Get-RoundAct $ledger $round }) | Should -Be 'reboot', 'reboot', 'search'
    }

    It 'comes a reboot when one was not allowed, at most twice in a row that lead to nothing' {
        $ledger = New-Ledger
        $stuck = @{ 'installed' = 0; 'failed' = 0; 'not-now' = 1 }
        $moving = @{ 'installed' = 1; 'failed' = 0; 'not-now' = 1 }
        @(1..3 | ForEach-Object { Get-RoundAct $ledger $stuck }) | Should -Be 'reboot', 'reboot', 'search'
        @(1..5 | ForEach-Object { Get-RoundAct $ledger $moving }) | Should -Be (@('reboot') * 5)
    }
}

Describe 'packages' {
    It 'exit code <code> means <outcome>' -ForEach @(
        @{ Code = 0; Outcome = 'installed' }
        @{ Code = 3010; Outcome = 'reboot' }
        @{ Code = 2359301; Outcome = 'reboot' }
        @{ Code = 2359302; Outcome = 'present' }
        @{ Code = -2145124329; Outcome = 'not-applicable' }
        @{ Code = -2146498530; Outcome = 'not-applicable' }
        @{ Code = -2145124330; Outcome = 'busy' }
        @{ Code = -2146498554; Outcome = 'busy' }
        @{ Code = 1618; Outcome = 'busy' }
        @{ Code = -2146498525; Outcome = 'failed' }
        @{ Code = 1; Outcome = 'failed' }
    ) {
        Get-PackageOutcome (Format-Code $code) | Should -Be $outcome
    }

    It 'are done when none is left' {
        Get-PackagesAct (New-Ledger) @('installed', 'reboot', 'present') $true | Should -Be 'end'
        Get-PackagesAct (New-Ledger) @() $false | Should -Be 'end'
    }

    It 'are gone over again as long as one went in' {
        Get-PackagesAct (New-Ledger) @('not-applicable', 'installed') $false | Should -Be 'again'
        Get-PackagesAct (New-Ledger) @('failed', 'installed') $false | Should -Be 'again'
        Get-PackagesAct (New-Ledger) @('not-applicable', 'reboot') $true | Should -Be 'reboot'
    }

    It 'are over when none went in and none is needed here' {
        Get-PackagesAct (New-Ledger) @('not-applicable', 'present') $false | Should -Be 'end'
    }

    It 'that fail get one reboot' {
        $ledger = New-Ledger
        Get-PackagesAct $ledger @('failed') $false | Should -Be 'reboot'
        Get-PackagesAct $ledger @('failed', 'busy') $false | Should -Be 'end'
    }
}
