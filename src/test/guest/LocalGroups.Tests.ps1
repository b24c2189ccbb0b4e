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

Describe 'the configuration of cloudbase-init' {
    It 'names only groups that Windows has, before the step goes on' {
        Mock Test-Group { return $name -eq 'Administrators' -or $name -eq 'ops$' }
        { Assert-Groups @('username=x', 'groups=Administrators,ops$$') } | Should -Not -Throw
        { Assert-Groups @('groups=Administrators,Admins,Ops') } | Should -Throw '*no group Admins, Ops *'
    }

    It 'has only characters of the code page that it is read in: <text>' -ForEach @(
        @{ Text = [string] [char] 0xC1 + 'sgeir'; Fits = $true }
        @{ Text = 'Admin'; Fits = $true }
        @{ Text = -join [char[]] (0x0410, 0x0434, 0x043C); Fits = $false }
        @{ Text = [string] [char] 0x0100; Fits = $false }
    ) {
        $latin = [System.Text.Encoding]::GetEncoding('iso-8859-1')
        if ($fits) {
            { Assert-Encodable @("username=$text") $latin } | Should -Not -Throw
        }
        else {
            { Assert-Encodable @('a=b', "username=$text") $latin } | Should -Throw '*could not read "username=*'
        }
    }
}
