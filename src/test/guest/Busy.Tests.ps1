# What steps do while Windows is busy with another installation, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/shared.ps1"
    . "$PSScriptRoot/../../main/resources/guest/steps/optional.ps1"
}

Describe 'a program that Windows is too busy for' {
    BeforeEach {
        $script:waited = 0
        Mock Start-Sleep { $script:waited += $Seconds }
        Mock Write-Log { }
    }

    It 'is run again until it is not' {
        $script:codes = 1618, 1618, 3010
        Mock Invoke-Program { $code, $script:codes = $script:codes; return $code }

        Invoke-WhenIdle 'msiexec.exe' '/i' @(1618) | Should -Be 3010

        $script:waited | Should -Be 30
    }

    It 'is given up after ten minutes' {
        Mock Invoke-Program { return 0x800f0806 }

        Invoke-WhenIdle 'dism.exe' '' @(0x800f0806) | Should -Be 0x800f0806

        $script:waited | Should -Be 600
        Should -Invoke Write-Log -Times 1 -Exactly
    }
}

# rgl/windows-vagrant issue 27: what dism had to wait for was done by a reboot.
Describe 'what dism has to wait for' {
    BeforeEach {
        $script:codes = @{ 'one' = 0; 'two' = 0x800f0806; 'three' = 3010 }
        Mock Invoke-WhenIdle { return $script:codes[$arguments.Split(' ')[1]] }
        Mock Write-Log { }
        Mock Write-StepProgress { }
        Mock Write-Fact { $script:facts += $value }
        $script:facts = @()
    }

    It 'is a reason to reboot' {
        Mock Request-OneReboot { return $true }

        Install-Each @('one', 'two', 'three') 'feature.enabled' { @('one', 'two', 'three')[$args[0]] } | Should -Be 1003

        $script:facts | Should -Be @('one')
    }

    It 'is a failure after it' {
        Mock Request-OneReboot { return $false }

        { Install-Each @('one', 'two', 'three') 'feature.enabled' { @('one', 'two', 'three')[$args[0]] } } |
            Should -Throw 'dism ended with exit code 0x800f0806 on two: Windows is busy *'
    }

    It 'is no concern where there is nothing to wait for' {
        $script:codes['two'] = 0

        Install-Each @('one', 'two', 'three') 'feature.enabled' { @('one', 'two', 'three')[$args[0]] } | Should -Be 3010

        $script:facts | Should -Be @('one', 'two', 'three')
    }
}
