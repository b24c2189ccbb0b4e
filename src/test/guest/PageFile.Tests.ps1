# When the step page-file asks for a restart: Invoke-Pester src/test/guest

BeforeAll {
    $script = "$PSScriptRoot/../../main/resources/guest/steps/page-file.ps1"

    # Printed, since a process of Linux has only eight bits for it. Aliases are preferred to the functions that the script takes in.
    function Get-ExitCode([string] $next, [string] $used) {
        $world = "
            function Get-World { return , @($next) }
            function Set-World { }
            function Get-Used { return $used }
            Set-Alias Get-PageFiles Get-World
            Set-Alias Set-PageFiles Set-World
            Set-Alias Get-WmiObject Get-Used
            & '$script'
            `$LASTEXITCODE
        "
        return [int] (& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $world)
    }
}

Describe 'the page file' {
    It '<What>: exit code <Code>' -ForEach @(
        @{ What = 'there and in use'; Next = "'?:\pagefile.sys'"; Used = "'C:\pagefile.sys'"; Code = 3010 }
        @{ What = 'turned off by a script, and still in use'; Next = ''; Used = "'C:\pagefile.sys'"; Code = 3010 }
        @{ What = 'there from the next boot on'; Next = "'?:\pagefile.sys'"; Used = ''; Code = 3010 }
        @{ What = 'nowhere'; Next = ''; Used = ''; Code = 0 }
    ) {
        Get-ExitCode $Next $Used | Should -Be $Code
    }
}
