# What services.ps1 makes of services that stop, or do not, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/services.ps1"

    function Get-Service([string] $Name) { }

    # states: one for each look at it. asked: how often it was asked to stop; refuses: the first so many times.
    function New-Service([string[]] $states, [int] $refuses = 0) {
        $service = New-Object psobject -Property @{ Status = ''; States = $states; Looks = 0; Asked = 0; Refuses = $refuses }
        $service | Add-Member ScriptMethod Refresh {
            $this.Status = $this.States[[Math]::Min($this.Looks, $this.States.Length - 1)]
            $this.Looks++
        }
        $service | Add-Member ScriptMethod Stop {
            $this.Asked++
            if ($this.Asked -le $this.Refuses) {
                throw 'not now'
            }
        }
        return $service
    }
}

# OctopusDeploy/Library pull request 711: Stop-Service does not come back.
Describe 'a service that is to stop' {
    BeforeEach {
        Mock Get-Service { return $service }
        Mock Start-Sleep { }
    }

    It 'may not be there' {
        $service = $null
        Stop-WindowsService 'sshd' | Should -BeNullOrEmpty
    }

    It 'may have stopped' {
        $service = New-Service 'Stopped'
        Stop-WindowsService 'sshd' | Should -BeNullOrEmpty
        $service.Asked | Should -Be 0
    }

    It 'is asked once and waited for' {
        $service = New-Service 'Running', 'StopPending', 'StopPending', 'Stopped'
        Stop-WindowsService 'sshd' | Should -BeNullOrEmpty
        $service.Asked | Should -Be 1
        Should -Invoke Start-Sleep -Times 3 -Exactly
    }

    It 'is asked again where it could not be asked' {
        $service = New-Service @((@('StartPending') * 20) + @('Running', 'Stopped')) 1
        Stop-WindowsService 'sshd' | Should -BeNullOrEmpty
        $service.Asked | Should -Be 2
    }

    It 'is left after a minute' {
        $service = New-Service 'Running', 'StopPending'
        Stop-WindowsService 'wuauserv' | Should -Be 'the service wuauserv does not stop and is StopPending after 60 s'
        Should -Invoke Start-Sleep -Times 60 -Exactly
    }

    It 'says why it cannot be asked' {
        $service = New-Service 'Running' 9
        Stop-WindowsService 'wuauserv' | Should -BeLike 'the service wuauserv does not stop and is Running after 60 s: *not now*'
        $service.Asked | Should -Be 3
    }
}
