# What follows on a sysprep that has ended, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/sysprep-decisions.ps1"
    $wsl = 'MicrosoftCorporationII.WindowsSubsystemForLinux_2.7.11.0_x64__8wekyb3d8bbwe'

    # As in actions/runner-images issue 14499 and GoogleCloudPlatform/compute-image-windows issue 156.
    function Get-Named([string] $package) {
        "2026-08-05 10:00:00, Error                 SYSPRP Package $package was installed for a user, but not provisioned for all users. This package will not function properly in the sysprep image."
        '2026-08-05 10:00:00, Error                 SYSPRP Failed to remove apps for the current user: 0x80073cf2.'
    }
    # DrEmpiricism/Optimize-Offline issue 155 and the forum thread that it names.
    $reserved = '2020-01-16 10:00:00, Error                 SYSPRP Sysprep_Clean_Validate_Opk: Audit mode cannot be turned on if reserved storage is in use. An update or servicing operation may be using reserved storage.; hr = 0x800F0975'
    $scenario = '2020-01-16 10:00:00, Error                 SYSPRP Sysprep_Clean_Validate_Opk: Audit mode can''t be turned on if there is an active scenario.; hr = 0x800F0975'
    # MicrosoftDocs/azure-docs issue 49145 and actions/runner-images issue 9659, with what sysprep adds behind each.
    $dsc = @(
        '2020-02-28 10:00:00, Error      [0x0f0082] SYSPRP LaunchDll:Failure occurred while executing ''DscCore.dll,SysPrep_Cleanup'', returned error code 0x2'
        '2020-02-28 10:00:00, Error      [0x0f0070] SYSPRP RunDlls:An error occurred while running registry sysprep DLLs, halting sysprep execution. dwRet = 0x2[gle=0x00000006]'
        '2020-02-28 10:00:00, Error      [0x0f00ae] SYSPRP WinMain:Hit failure while processing sysprep cleanup external providers; hr = 0x80070002[gle=0x00000006]'
    )
    $sense = @(
        '2024-03-07 22:26:20, Error                 SYSPRP ActionPlatform::DeleteValue: Error from RegDeleteValueW for value senseGuid under key HKEY_LOCAL_MACHINE\Software\Microsoft\Windows Advanced Threat Protection; dwRet = 0x5'
        '2024-03-07 22:26:20, Error                 SYSPRP SysprepSession::ExecuteAction: Failed during deleteValue operation; dwRet = 0x5'
        '2024-03-07 22:26:20, Error                 SYSPRP SysprepSession::Execute: Error in executing actions from C:\Windows\System32\Sysprep\ActionFiles\Generalize.xml; dwRet = 0x5'
        '2024-03-07 22:26:20, Error                 SYSPRP RunPlatformActions:Failed while executing Sysprep session actions; dwRet = 0x5'
        '2024-03-07 22:26:20, Error      [0x0f00a8] SYSPRP WinMain:Hit failure while processing sysprep generalize internal providers; hr = 0x80070005'
        '2024-03-07 22:26:21, Info       [0x0f0052] SYSPRP Shutting down SysPrep log'
    )
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

    It 'is tried again where reserved storage is in use' {
        Get-NextAct 'IMAGE_STATE_COMPLETE' @($reserved) (New-Tries $true) | Should -Be 'wait'
        Get-NextAct 'IMAGE_STATE_COMPLETE' @($scenario) (New-Tries $true) | Should -Be 'wait'
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

Describe 'the last error of sysprep' {
    It 'is the one that names the cause' {
        Select-LastError $dsc | Should -BeExactly 'LaunchDll:Failure occurred while executing ''DscCore.dll,SysPrep_Cleanup'', returned error code 0x2'
        Select-LastError $sense | Should -Match '^ActionPlatform::DeleteValue: .* senseGuid .* 0x5$'
        Select-LastError @($reserved) | Should -Match '^Sysprep_Clean_Validate_Opk: Audit mode .* hr = 0x800F0975$'
    }

    It 'is what there is otherwise' {
        Select-LastError @($dsc[2]) | Should -Match '^WinMain:'
        Select-LastError @($sense[5]) | Should -BeExactly ''
        Select-LastError @() | Should -BeExactly ''
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
