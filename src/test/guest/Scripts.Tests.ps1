# Every script is taken by PowerShell's own parser: Invoke-Pester src/test/guest

BeforeDiscovery {
    $Places = @("$PSScriptRoot/../../main/resources/guest", $PSScriptRoot)
    $Scripts = @(Get-ChildItem -Path $Places -Recurse -Filter '*.ps1' | ForEach-Object { @{ File = $_.FullName; Name = $_.Name } })
    if ($Scripts.Count -lt 15) {
        throw "only $($Scripts.Count) scripts in $Places"
    }
}

BeforeAll {
    function Get-ParseError([string] $file) {
        $tokens = $null
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $tokens, [ref] $errors)
        return @($errors | ForEach-Object { "$($_.Extent.StartLineNumber): $($_.Message)" })
    }
}

Describe 'the parser' {
    It 'takes <Name>' -ForEach $Scripts {
        Get-ParseError $File | Should -BeNullOrEmpty
    }

    It 'does not take what it should not' {
        $file = Join-Path $TestDrive 'wrong.ps1'
        Set-Content -LiteralPath $file -Value 'throw "no drive for $place: nothing"'
        Get-ParseError $file | Should -Match '^1: '
    }
}

# A step loads its functions after the prelude: one of the same name would take the place of the stand-in's.
Describe 'the stand-in Windows' {
    BeforeAll {
        function Get-FunctionName([string[]] $files) {
            foreach ($file in $files) {
                $script = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $null, [ref] $null)
                $script.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true).Name
            }
        }
    }

    It 'has no function that a script of the guest has, too' {
        $guest = Get-ChildItem -Path "$PSScriptRoot/../../main/resources/guest" -Recurse -Filter '*.ps1'
        $ours = @(Get-FunctionName $guest.FullName)
        $theirs = @(Get-FunctionName "$PSScriptRoot/prelude.ps1", "$PSScriptRoot/windows-update.ps1")

        $ours.Count, $theirs.Count | ForEach-Object { $_ | Should -BeGreaterThan 20 }
        @($theirs | Where-Object { $ours -contains $_ }) | Should -BeNullOrEmpty
    }
}
