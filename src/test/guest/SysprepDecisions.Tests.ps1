# What follows on a sysprep that has ended, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/sysprep-decisions.ps1"
    $wsl = 'MicrosoftCorporationII.WindowsSubsystemForLinux_2.7.11.0_x64__8wekyb3d8bbwe'

    # As in actions/runner-images issue 14499 and GoogleCloudPlatform/compute-image-windows issue 156.
    function Get-Named([string] $package) {
        "2026-08-05 10:00:00, Error                 SYSPRP Package $package was installed for a user, but not provisioned for all users. This package will not function properly in the sysprep image."
        '2026-08-05 10:00:00, Error                 SYSPRP Failed to remove apps for the current user: 0x80073cf2.'
    }
    $busy = '2018-09-15 18:08:32, Error      [0x0f00b0] SYSPRP spopk.dll:: Failed to query pending CBS operations; hr = 0x80080005'
}

Describe 'packages that sysprep has named' {
    It 'are removed' {
        Get-NextAct 'IMAGE_STATE_COMPLETE' @(Get-Named $wsl) (New-Tries $true) | Should -Be 'remove'
    }

    It 'are read with version and publisher, each once' {
        Select-NamedPackages (@(Get-Named $wsl) + @(Get-Named 'One_1.0.0.0_x64__1') + @(Get-Named $wsl)) |
            Should -Be $wsl, 'One_1.0.0.0_x64__1'
    }

    It 'end it once Windows is not what it was: <state>' -ForEach @(
        @{ State = 'IMAGE_STATE_UNDEPLOYABLE' }
        @{ State = 'IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE' }
        @{ State = '' }
    ) {
        Get-NextAct $state @(Get-Named $wsl) (New-Tries $true) | Should -Be 'fail'
    }

    It 'end it when the recipe says to report them only' {
        Get-NextAct 'IMAGE_STATE_COMPLETE' @(Get-Named $wsl) (New-Tries $false) | Should -Be 'fail'
    }

    It 'end it when they were removed already' {
        $tries = New-Tries $true
        $tries.Tried += $wsl
        Get-NextAct 'IMAGE_STATE_COMPLETE' @(Get-Named $wsl) $tries | Should -Be 'fail'
    }

    It 'are removed as well when the next run names others' {
        $tries = New-Tries $true
        $tries.Tried += $wsl
        Get-NextAct 'IMAGE_STATE_COMPLETE' @(Get-Named 'One_1.0.0.0_x64__1') $tries | Should -Be 'remove'
    }
}

Describe 'a sysprep that was refused while Windows services itself' {
    It 'is tried three times' {
        $tries = New-Tries $true
        $acts = foreach ($try in 1..3) {
            Get-NextAct 'IMAGE_STATE_COMPLETE' @($busy) $tries
            $tries.Busy++
        }
        $acts | Should -Be 'wait', 'wait', 'fail'
    }

    It 'is not tried again once it has begun' {
        Get-NextAct 'IMAGE_STATE_UNDEPLOYABLE' @($busy) (New-Tries $true) | Should -Be 'fail'
    }
}

Describe 'a sysprep that fails of something else' {
    It 'is not tried again' {
        $lines = '2020-02-28 10:00:00, Error [0x0f0070] SYSPRP RunDlls:An error occurred while running registry sysprep DLLs'
        Get-NextAct 'IMAGE_STATE_COMPLETE' @($lines) (New-Tries $true) | Should -Be 'fail'
        Get-NextAct 'IMAGE_STATE_COMPLETE' @() (New-Tries $true) | Should -Be 'fail'
    }
}

Describe 'a log of several runs' {
    It 'gives the lines of the last one' {
        Select-NewLines @('1', '2', '3') 2 | Should -Be '3'
        @(Select-NewLines @('1', '2', '3') 3).Length | Should -Be 0
    }

    It 'gives all when it was begun anew' {
        Select-NewLines @('1', '2') 3 | Should -Be '1', '2'
    }
}
