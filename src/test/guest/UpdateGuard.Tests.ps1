# What update-guard.ps1 does, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/shared.ps1"
    . "$PSScriptRoot/../../main/resources/guest/steps/update-guard.ps1"
}

Describe 'the guard' {
    BeforeEach {
        $watch = @{ Ended = (New-Object System.Threading.ManualResetEvent $false); Ending = $false; Call = $null }
    }

    It 'ends the call whose time is over' {
        Mock Stop-Call { $script:ended = $call }
        $watch.Call = @{ Number = 7; What = 'KB1'; Seconds = 0; Lines = @('end') }

        Watch-Calls $watch

        $script:ended.What | Should -Be 'KB1'
    }

    It 'leaves a call alone that has time, and ends with the step' {
        Mock Stop-Call { throw 'ended' }
        $watch.Call = @{ Number = 7; What = 'KB1'; Seconds = 100; Lines = @('end') }
        $watch.Ended = New-Object psobject -Property @{ Looks = 0 }
        $watch.Ended | Add-Member ScriptMethod WaitOne { $this.Looks++; return $this.Looks -gt 3 }

        Watch-Calls $watch

        $watch.Ended.Looks | Should -Be 4
    }

    # The host's limits.silence, 20 minutes by default, may not end a run before.
    It 'says every two minutes that a call goes on' {
        Mock Stop-Call { }
        Mock Get-CallTime { $script:minutes++; return 60 * $script:minutes }
        Mock Write-Log { $script:said += $text }
        $script:minutes = 0
        $script:said = @()
        $watch.Ended = New-Object psobject
        $watch.Ended | Add-Member ScriptMethod WaitOne { return $false }
        $watch.Call = @{ Number = 7; What = 'KB1'; Seconds = 7 * 60; Lines = @('end') }

        Watch-Calls $watch

        $script:said | Should -Be @('2', '4', '6' | ForEach-Object { "without an answer for $_ min: KB1" })
        Should -Invoke Stop-Call -Times 1 -Exactly
    }
}

Describe 'waiting for Windows to have installed' {
    BeforeEach {
        Mock Start-Sleep { }
        Mock Write-Log { $script:said = $text }
        $script:said = ''
        $script:looks = 0
    }

    It 'is over at once where no installer runs' {
        Mock Get-ServicingTime { return -1 }
        Wait-Servicing
        Should -Invoke Start-Sleep -Times 0 -Exactly
    }

    It 'is over when they have nothing to do any more' {
        Mock Get-ServicingTime { $script:looks++; return 10 * [Math]::Min($script:looks, 4) }
        Wait-Servicing
        Should -Invoke Start-Sleep -Times 4 -Exactly
        $script:said | Should -Be ''
    }

    It 'is over when they have ended' {
        Mock Get-ServicingTime { $script:looks++; if ($script:looks -lt 3) { return 10 * $script:looks }; return -1 }
        Wait-Servicing
        Should -Invoke Start-Sleep -Times 2 -Exactly
    }

    It 'ends after ten minutes in any case, and says so' {
        Mock Get-ServicingTime { $script:looks++; return 10 * $script:looks }
        Wait-Servicing
        Should -Invoke Start-Sleep -Times 60 -Exactly
        $script:said | Should -Be "Windows' installers are still at work after 600 s"
    }
}
