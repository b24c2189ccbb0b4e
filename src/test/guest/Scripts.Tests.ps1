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
