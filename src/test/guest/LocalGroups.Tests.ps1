# How built-in groups get their local names, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/local-groups.ps1"
}

Describe 'the groups of cloudbase-init' {
    BeforeEach {
        # As Windows in German has them; it has no Power Users.
        Mock Get-GroupName {
            return @{ 'S-1-5-32-544' = 'Administratoren'; 'S-1-5-32-555' = 'Remotedesktopbenutzer' }[$sid]
        }
    }

    It 'have the names of this Windows: <line>' -ForEach @(
        @{ Line = 'groups=Administrators'; Local = 'groups=Administratoren' }
        @{ Line = 'groups=administrators, Remote Desktop Users'; Local = 'groups=Administratoren,Remotedesktopbenutzer' }
        @{ Line = 'groups=My group,Administrators'; Local = 'groups=My group,Administratoren' }
    ) {
        ConvertTo-LocalGroups @($line) | Should -Be $local
    }

    It 'stay as they are where Windows has no such group, or knows another name: <line>' -ForEach @(
        @{ Line = 'groups=Power Users' }
        @{ Line = 'groups=Administratoren' }
        @{ Line = 'groups=' }
        @{ Line = 'username=Administrators' }
        @{ Line = '' }
    ) {
        ConvertTo-LocalGroups @($line) | Should -Be $line
    }

    It 'leave the other lines in their order' {
        $lines = '[DEFAULT]', 'username=Admin', 'groups=Administrators', '', '[config_drive]', 'raw_hdd=true'
        $local = @(ConvertTo-LocalGroups $lines)
        $local[2] | Should -Be 'groups=Administratoren'
        $local[0, 1, 3, 4, 5] | Should -Be $lines[0, 1, 3, 4, 5]
    }
}
