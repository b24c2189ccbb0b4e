# What update-server.ps1 makes of what the Windows Update Agent answers, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/shared.ps1"
    . "$PSScriptRoot/../../main/resources/guest/hold.ps1"
    . "$PSScriptRoot/../../main/resources/guest/steps/update-decisions.ps1"
    . "$PSScriptRoot/../../main/resources/guest/steps/update-services.ps1"
    . "$PSScriptRoot/../../main/resources/guest/steps/update-server.ps1"

    function Write-Ledger { }
    function Set-Service([string] $Name, [string] $StartupType) { }

    # Items that are a code are thrown, as the agent throws.
    function New-List([object[]] $items) {
        $list = New-Object psobject -Property @{ Items = $items; Count = $items.Length }
        $list | Add-Member ScriptMethod Item {
            param($i)
            if ($this.Items[$i] -is [int]) {
                throw (New-Object System.Runtime.InteropServices.COMException 'no', $this.Items[$i])
            }
            return $this.Items[$i]
        }
        return $list
    }

    function New-Update([string] $id) {
        return New-Object psobject -Property @{
            Identity = (New-Object psobject -Property @{ UpdateID = $id; RevisionNumber = 1 })
            Title = "Update $id"; KBArticleIDs = (New-List @($id)); Categories = (New-List @())
            BrowseOnly = $false; InstallationBehavior = (New-Object psobject -Property @{ CanRequestUserInput = $false })
        }
    }

    # answers: for each service that is searched, by ServerSelection, a code to throw or the updates.
    function New-Session($answers) {
        $session = New-Object psobject -Property @{ Answers = $answers }
        $session | Add-Member ScriptMethod CreateUpdateSearcher {
            $searcher = New-Object psobject -Property @{
                ServerSelection = 0; ServiceID = ''; Online = $false; Answers = $this.Answers
            }
            $searcher | Add-Member ScriptMethod Search {
                $answer = $this.Answers[$this.ServerSelection]
                if ($answer -is [int]) {
                    throw (New-Object System.Runtime.InteropServices.COMException 'no', $answer)
                }
                return New-Object psobject -Property @{ ResultCode = 2; Updates = (New-List $answer); Warnings = (New-List @()) }
            }
            return $searcher
        }
        return $session
    }
}

Describe 'a search' {
    BeforeEach {
        $Source = 'microsoft-update'
        $script:unregistered = ''
        $script:said = @()
        Mock Write-Log { $script:said += $text }
        Mock Register-MicrosoftUpdate { return $true }
    }

    It 'is whole when every update can be read' {
        $search = Find-Offers (New-Session @{ 3 = @((New-Update '1'), (New-Update '2')) })

        $search.Whole | Should -BeTrue
        @($search.Offers | ForEach-Object { $_.Id }) | Should -Be @('1.1', '2.1')
        $search.Offers[1].KB | Should -Be @('KB2')
        $script:said | Should -BeNullOrEmpty
    }

    # rgl/packer-plugin-windows-update issues 73 and 108, on 2012 and 2012 R2.
    It 'loses no more than the update that it cannot get' {
        $search = Find-Offers (New-Session @{ 3 = @(0x80070490, (New-Update '2')) })

        $search.Whole | Should -BeTrue
        @($search.Offers | ForEach-Object { $_.Id }) | Should -Be @('number 1 of the search', '2.1')
        (Install-Offer $null $search.Offers[0]).Code | Should -Be '0x80070490'
    }

    # chocolatey-community/boxstarter issue 572, rgl/packer-plugin-windows-update issue 144.
    It 'is not whole with updates that are empty' {
        $empty = New-Object psobject
        $search = Find-Offers (New-Session @{ 3 = @((New-Update '1'), $empty, $empty) })

        $search.Whole | Should -BeFalse
        @($search.Offers | ForEach-Object { $_.Id }) | Should -Be @('1.1')
        $script:said | Should -Be @('the search ended with 0x8002802b, 2 of 3 updates say nothing of themselves')
    }

    # PowerShell/PowerShell issue 17899: registered, and not there.
    It 'asks Windows Update alone where Microsoft Update is not registered yet' {
        $search = Find-Offers (New-Session @{ 3 = 0x80248014; 2 = @((New-Update '1')) })

        $search.Whole | Should -BeTrue
        @($search.Offers | ForEach-Object { $_.Id }) | Should -Be @('1.1')
        $script:unregistered | Should -Be '0x80248014'
        $script:said | Should -Be @('Microsoft Update is not registered yet, 0x80248014: only Windows Update is asked')
    }

    It 'fails with what another failure of Microsoft Update is' {
        Find-Offers (New-Session @{ 3 = 0x8024402c; 2 = @((New-Update '1')) }) | Should -BeNullOrEmpty

        $script:searchCode | Should -Be '0x8024402c'
        $script:unregistered | Should -Be ''
    }

    It 'fails in the end with what it ended with, whatever failures are otherwise' {
        $OnFailure = 'report'
        Mock Get-WindowsVersion { return [Version] '10.0' }
        $null = Find-Offers (New-Session @{ 3 = @((New-Object psobject)) })

        { Wait-Search @{ searches = $SearchPauses.Length } } |
            Should -Throw '*at last with 0x8002802b, 1 of 1 updates say nothing of themselves*'
    }
}

# gusztavvargadr/packer issue 80: a box with Windows Update disabled.
Describe 'the services that updates need' {
    BeforeEach {
        $script:start = @{ 'wuauserv' = 4; 'BITS' = 3; 'TrustedInstaller' = 4 }
        $script:held = @{}
        Mock Write-Log { }
        Mock Get-HeldValue {
            if ($key -eq $HeldKey) {
                return $script:held[$name]
            }
            return $script:start[$key.Substring($ServicesKey.Length + 1)]
        }
        Mock Write-HeldValue { $script:held[$name] = $value }
        Mock Remove-ItemProperty { $script:held.Remove("$Name") }
        Mock Set-Service { $script:start[$Name] = @{ 'Manual' = 3; 'Disabled' = 4 }[$StartupType] }
    }

    It 'are enabled where they are disabled, and disabled afterwards' {
        Enable-UpdateServices
        $script:start['wuauserv'], $script:start['BITS'], $script:start['TrustedInstaller'] | Should -Be 3, 3, 4
        # After a reboot.
        Enable-UpdateServices
        Disable-UpdateServices

        $script:start['wuauserv'], $script:start['BITS'], $script:start['TrustedInstaller'] | Should -Be 4, 3, 4
        $script:held.Count | Should -Be 0
        Should -Invoke Write-Log -Times 1 -Exactly
    }

    It 'stay as somebody else has set them meanwhile' {
        Enable-UpdateServices
        $script:start['wuauserv'] = 2
        Disable-UpdateServices

        $script:start['wuauserv'] | Should -Be 2
    }

    It 'are a failure at once where Windows refuses' {
        Mock Set-Service { throw 'access is denied' }

        { Enable-UpdateServices } |
            Should -Throw '0x80070422: the service wuauserv is disabled, and Windows refuses to enable it: access is denied'
    }
}
