# Which Store apps stop sysprep, without Windows: Invoke-Pester src/test/guest

BeforeAll {
    . "$PSScriptRoot/../../main/resources/guest/steps/blocking-packages.ps1"
    $before = $env:WINDIR
    $env:WINDIR = 'C:\Windows'

    # As Get-AppxPackage -AllUsers lists them.
    function New-Package([string] $name, [string] $version, [hashtable] $more = @{}) {
        $package = @{
            Name = $name; Version = $version; PackageFullName = "${name}_${version}_x64__8wekyb3d8bbwe"
            InstallLocation = "C:\Program Files\WindowsApps\$name"; SignatureKind = 'Store'
            IsFramework = $false; NonRemovable = $false; IsResourcePackage = $false
            PackageUserInformation = @('S-1-5-21-1-500 [Administrator]: Installed')
        }
        foreach ($key in $more.Keys) {
            $package[$key] = $more[$key]
        }
        return New-Object psobject -Property $package
    }

    # As Get-AppxProvisionedPackage -Online lists them.
    function New-Provisioned([string] $name, [string] $version, [string] $kind = 'x64__') {
        return New-Object psobject -Property @{
            DisplayName = $name; Version = $version; PackageName = "${name}_${version}_${kind}8wekyb3d8bbwe"
        }
    }
}

AfterAll {
    $env:WINDIR = $before
}

Describe 'a package of a user' {
    It 'stops sysprep when nobody else would get it' {
        Select-BlockingPackages @(New-Package 'One' '1.0.0.0') @() | Should -Be 'One_1.0.0.0_x64__8wekyb3d8bbwe'
    }

    It 'does not when everybody gets the same' {
        @(Select-BlockingPackages @(New-Package 'One' '1.0.0.0') @(New-Provisioned 'One' '1.0.0.0')).Length | Should -Be 0
    }

    It 'stops it when everybody else would get an older one' {
        $edge = New-Package 'Microsoft.MicrosoftEdge.Stable' '138.0.3351.55'
        $old = New-Provisioned 'Microsoft.MicrosoftEdge.Stable' '92.0.902.67' 'neutral__'
        Select-BlockingPackages @($edge) @($old) | Should -Be $edge.PackageFullName
    }

    It 'is not held against the version of its bundle' {
        $calculator = New-Package 'Microsoft.WindowsCalculator' '10.1906.55.0'
        $bundle = New-Provisioned 'Microsoft.WindowsCalculator' '2020.1906.55.0' 'neutral_~_'
        @(Select-BlockingPackages @($calculator) @($bundle)).Length | Should -Be 0
    }

    It 'stops it as a bundle that is newer than what everybody gets' {
        $newer = New-Package 'Microsoft.WindowsCalculator' '2021.2.3.0' @{
            PackageFullName = 'Microsoft.WindowsCalculator_2021.2.3.0_neutral_~_8wekyb3d8bbwe'
        }
        $bundle = New-Provisioned 'Microsoft.WindowsCalculator' '2020.1906.55.0' 'neutral_~_'
        Select-BlockingPackages @($newer) @($bundle) | Should -Be $newer.PackageFullName
    }

    It 'does not when it is only staged' {
        $staged = New-Package 'One' '1.0.0.0' @{ PackageUserInformation = @('S-1-5-18 [SYSTEM]: Staged') }
        @(Select-BlockingPackages @($staged) @()).Length | Should -Be 0
    }
}

Describe 'a package of Windows' {
    It 'does not stop sysprep: <what>' -ForEach @(
        @{ What = 'below SystemApps'; More = @{ InstallLocation = 'C:\Windows\SystemApps\One' } }
        @{ What = 'elsewhere below Windows, on 8.1 and 2012 R2'; More = @{ InstallLocation = 'C:\Windows\WinStore' } }
        @{ What = 'a framework'; More = @{ IsFramework = $true } }
        @{ What = 'one that cannot be removed'; More = @{ NonRemovable = $true } }
        @{ What = 'resources'; More = @{ IsResourcePackage = $true } }
        @{ What = 'signed as the system'; More = @{ SignatureKind = 'System' } }
    ) {
        @(Select-BlockingPackages @(New-Package 'One' '1.0.0.0' $more) @()).Length | Should -Be 0
    }
}
