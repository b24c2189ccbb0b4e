# What the runner decides without asking Windows: Invoke-Pester src/test/guest

BeforeAll {
    $guest = "$PSScriptRoot/../../main/resources/guest"
    . "$guest/protocol.ps1"
    . "$guest/lines.ps1"
    . "$guest/windows.ps1"
    . "$guest/environment.ps1"
    . "$guest/step.ps1"
    # Where only Windows has one.
    $env:ProgramData = [System.IO.Path]::GetTempPath()
    . "$guest/logon.ps1"
    . "$guest/barriers.ps1"
    . "$guest/steps/shared.ps1"
    . "$guest/steps/leftovers.ps1"

    function Start-Program([string] $file, [string] $arguments) {
        $start = New-Object System.Diagnostics.ProcessStartInfo $file, $arguments
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        return [System.Diagnostics.Process]::Start($start)
    }

    # Reads a program's output to its end as the runner does; counts how often there was nothing to read.
    function Read-Program([string] $file, [string] $arguments) {
        $process = Start-Program $file $arguments
        $readers = @((New-OutputReader $process.StandardOutput), (New-OutputReader $process.StandardError))
        $read = @{ Text = (New-Object System.Text.StringBuilder); Lines = @(); Longest = 0; Tail = '' }
        while (Test-Open $readers) {
            if (-not (Test-Output $readers)) {
                Wait-Output $readers 10000
            }
            foreach ($reader in $readers) {
                $block = Read-Block $reader
                $null = $read.Text.Append($block)
                $read.Longest = [Math]::Max($read.Longest, $reader.Rest.Length)
                $read.Tail = Join-Tail $read.Tail $block
                $read.Lines += @(Select-StepLines $reader $block)
            }
        }
        return $read
    }

    # How often the runner has nothing to read and stops, by whichever way.
    $pauses = @{ Count = 0 }
    $waitOutput = ${function:Wait-Output}
    function Wait-Output($readers, [int] $milliseconds) {
        $pauses.Count++
        & $waitOutput $readers $milliseconds
    }
    function Start-Sleep {
        $pauses.Count++
        Microsoft.PowerShell.Utility\Start-Sleep @args
    }

    # A stream that gives these pieces, one a read.
    function New-PieceReader([byte[][]] $pieces) {
        $stream = New-Object psobject -Property @{ Pieces = $pieces; At = 0; Bytes = $null }
        $stream | Add-Member ScriptMethod BeginRead {
            param($bytes, $offset, $count, $callback, $state)
            $this.Bytes = $bytes
            New-Object psobject -Property @{ IsCompleted = $true }
        }
        $stream | Add-Member ScriptMethod EndRead {
            param($pending)
            if ($this.At -ge $this.Pieces.Length) {
                return 0
            }
            $piece = $this.Pieces[$this.At]
            $this.At++
            [Array]::Copy($piece, $this.Bytes, $piece.Length)
            return $piece.Length
        }
        New-OutputReader (New-Object psobject -Property @{ BaseStream = $stream; CurrentEncoding = [Text.Encoding]::UTF8 })
    }
}

Describe 'a message' {
    It 'escapes <Escaped>' -ForEach @(
        @{ Text = 'a\b'; Escaped = 'a\\b' }
        @{ Text = "two`r`nlines"; Escaped = 'two\r\nlines' }
        @{ Text = "tab`tbell$([char] 7)"; Escaped = 'tab\u0009bell\u0007' }
        @{ Text = "gr$([char] 252)n"; Escaped = 'gr\u00fcn' }
        @{ Text = 'CASEMENT/1 forged'; Escaped = 'CASEMENT\u002f1 forged' }
        @{ Text = ''; Escaped = '' }
    ) {
        ConvertTo-ProtocolText $Text | Should -BeExactly $Escaped
    }

    It 'is cut where no escape is cut' {
        $text = ConvertTo-ProtocolText ([string] [char] 252 * 1000)
        $text.Length | Should -BeLessOrEqual 3900
        $text | Should -MatchExactly '^(\\u00fc)+$'
    }
}

Describe 'the state' {
    BeforeAll { $token = '0123456789abcdef' * 2 }

    It 'comes back as it was' {
        $state = ConvertFrom-State (Format-State $token 3 41 "exit code 7,`r`nand more" 6) $token
        $state.Again | Should -Be 6
        $state.Next | Should -Be 3
        $state.Sequence | Should -Be 41
        $state.Failure | Should -BeExactly 'exit code 7, and more'
    }

    It 'says nothing of a failure where there is none' {
        (ConvertFrom-State (Format-State $token 0 1 '') $token).Failure | Should -BeExactly ''
    }

    It 'always has the same length, however long the failure' {
        (Format-State $token 0 1 '').Length | Should -Be 4096
        (Format-State $token 99 123456789012 ([string] [char] 0x20ac * 5000)).Length | Should -Be 4096
    }

    It 'is not taken from <What>' -ForEach @(
        @{ What = 'another job'; Bytes = 'ffffffffffffffffffffffffffffffff', '3', '41', '' }
        @{ What = 'a file that is cut'; Bytes = @('0123456789abcdef0123456789abcdef', '3') }
        @{ What = 'rubbish'; Bytes = '0123456789abcdef0123456789abcdef', 'x', '41', '' }
    ) {
        ConvertFrom-State ([Text.Encoding]::UTF8.GetBytes([string]::Join("`r`n", $Bytes))) $token | Should -BeNullOrEmpty
    }

    It 'is not taken from an empty file, or one of zeros' {
        ConvertFrom-State (New-Object byte[] 0) $token | Should -BeNullOrEmpty
        ConvertFrom-State (New-Object byte[] 4096) $token | Should -BeNullOrEmpty
    }
}

Describe 'the end of a step' {
    It 'with exit code <Code> is <Outcome>' -ForEach @(
        @{ Code = 0; Outcome = 'next' }
        @{ Code = 3010; Outcome = 'reboot' }
        @{ Code = 1641; Outcome = 'reboot' }
        @{ Code = 1003; Outcome = 'again' }
        @{ Code = 1; Outcome = 'failed' }
        @{ Code = 10; Outcome = 'failed' }
        @{ Code = -1; Outcome = 'failed' }
    ) {
        Get-Outcome '0' '1641,3010' '1003' $Code | Should -Be $Outcome
    }

    # As job.xml has them, and as a process has them: signed.
    It 'of an installer with exit code <Code> is <Outcome>' -ForEach @(
        @{ Code = 0x00240006; Outcome = 'next' }
        @{ Code = 2359301; Outcome = 'reboot' }
        @{ Code = -2147021886; Outcome = 'reboot' }
        @{ Code = -2147021879; Outcome = 'again' }
        @{ Code = -2147024546; Outcome = 'again' }
        @{ Code = -2147023293; Outcome = 'failed' }
    ) {
        Get-Outcome '0,2359302' '-2147021886,1641,3010,2359301' '-2147024546,-2147021879,1003' $Code | Should -Be $Outcome
    }

    It '<Outcome>, exit code <Code>, scheduled <Scheduled>, going down <Down>, coming back <Back>: <Then>' -ForEach @(
        @{ Outcome = 'next'; Code = 0; Scheduled = $false; Down = $false; Back = $true; Then = 'next' }
        @{ Outcome = 'next'; Code = 0; Scheduled = $true; Down = $false; Back = $true; Then = 'reboot' }
        @{ Outcome = 'next'; Code = 0; Scheduled = $false; Down = $true; Back = $true; Then = 'reboot' }
        # After clean-up: what is scheduled has been called off, and what has begun cannot be.
        @{ Outcome = 'next'; Code = 0; Scheduled = $true; Down = $false; Back = $false; Then = 'next' }
        @{ Outcome = 'next'; Code = 0; Scheduled = $false; Down = $true; Back = $false; Then = 'failed' }
        # It failed by itself, whatever Windows does.
        @{ Outcome = 'failed'; Code = 1; Scheduled = $false; Down = $true; Back = $true; Then = 'failed' }
        # Windows has ended it.
        @{ Outcome = 'failed'; Code = 1073807364; Scheduled = $false; Down = $true; Back = $true; Then = 'again' }
        @{ Outcome = 'failed'; Code = -1073741510; Scheduled = $false; Down = $true; Back = $true; Then = 'again' }
        @{ Outcome = 'failed'; Code = 1073807364; Scheduled = $false; Down = $true; Back = $false; Then = 'failed' }
        @{ Outcome = 'failed'; Code = 1073807364; Scheduled = $false; Down = $false; Back = $true; Then = 'failed' }
        @{ Outcome = 'again'; Code = 1003; Scheduled = $false; Down = $true; Back = $true; Then = 'again' }
    ) {
        Get-RestartOutcome $Outcome $Code $Scheduled $Down $Back | Should -Be $Then
    }
}

Describe 'the time before the power-off' {
    BeforeAll {
        # run.ps1 begins its job when it is loaded: only the function is.
        $file = "$PSScriptRoot/../../main/resources/guest/run.ps1"
        $script = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $null, [ref] $null)
        $named = { $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] -and $args[0].Name -eq 'Stop-Machine' }
        . ([scriptblock]::Create($script.Find($named, $true).Extent.Text))

        $shutdown = @{ Calls = @(); Codes = @(); Waited = 0 }
        function Write-RunnerLog { }
        function Test-ScheduledShutdown {
            $shutdown.Calls += '/a'
        }
        function shutdown.exe {
            $shutdown.Calls += [string]::Join(' ', $args)
            $global:LASTEXITCODE, $shutdown.Codes = $shutdown.Codes
        }
        # Ends what does not come back.
        function Start-Sleep([int] $Seconds) {
            $shutdown.Waited = $Seconds
            throw 'waits for the end'
        }
        function Stop-After([int] $linger, [string] $how, [int[]] $codes) {
            $script:linger = $linger
            $shutdown.Calls = @()
            $shutdown.Codes = $codes
            { Stop-Machine $how } | Should -Throw 'waits for the end'
        }
    }

    It 'is <Seconds> where job.xml says "<Text>"' -ForEach @(
        @{ Text = ''; Seconds = 0 }
        @{ Text = '0'; Seconds = 0 }
        @{ Text = '20'; Seconds = 20 }
        @{ Text = '600'; Seconds = 600 }
        @{ Text = '-5'; Seconds = 0 }
        @{ Text = '2.5'; Seconds = 0 }
        @{ Text = 'soon'; Seconds = 0 }
        @{ Text = '99999999999999999999'; Seconds = 0 }
    ) {
        Get-Linger $Text | Should -Be $Seconds
    }

    It 'is Windows'' to wait, and the runner waits longer' {
        Stop-After 20 '/s' @(0)
        $shutdown.Calls | Should -Be '/s /f /t 20'
        $shutdown.Waited | Should -Be 620
    }

    It 'is none where the job does not linger' {
        Stop-After 0 '/s' @(0)
        $shutdown.Calls | Should -Be '/s /f /t 0'
        $shutdown.Waited | Should -Be 600
    }

    It 'is none before a restart' {
        Stop-After 20 '/r' @(0)
        $shutdown.Calls | Should -Be '/r /f /t 0'
        $shutdown.Waited | Should -Be 600
    }

    It 'begins anew when somebody else''s restart has been called off' {
        Stop-After 20 '/s' @(1190, 0)
        $shutdown.Calls | Should -Be '/s /f /t 20', '/a', '/s /f /t 20'
    }
}

Describe 'reading a step''s output' {
    It 'takes at most a pause for each thousand of 50,000 lines' {
        $file = Join-Path $TestDrive 'lines.txt'
        [IO.File]::WriteAllText($file, ('x' * 149 + "`n") * 50000)
        $process = Start-Program 'cat' $file
        $run = @{
            Id = 'user-1'; Log = (New-Object System.IO.StringWriter); Logged = 0; Tail = ''; Failure = $null
            Readers = @((New-OutputReader $process.StandardOutput), (New-OutputReader $process.StandardError))
        }
        $pauses.Count = 0
        Wait-Step $run $process 60 | Should -Be 0
        $pauses.Count | Should -BeLessOrEqual 50
        $run.Log.ToString().Length | Should -Be (50000 * 150)
    }

    It 'loses nothing of 20 MB, and keeps the end' {
        $read = Read-Program 'seq' '-f %079.0f 250000'
        $read.Text.Length | Should -Be (250000 * 80)
        $read.Text.ToString(0, 80) | Should -BeExactly ('1'.PadLeft(79, '0') + "`n")
        $read.Tail | Should -MatchExactly '0250000\n$'
        $read.Tail.Length | Should -BeLessOrEqual 8192
    }

    It 'takes both streams' {
        $read = Read-Program 'sh' '-c "echo out; echo err >&2"'
        $read.Text.ToString() | Should -Match 'out\n'
        $read.Text.ToString() | Should -Match 'err\n'
    }

    It 'puts a character together that two reads have cut' {
        $bytes = [Text.Encoding]::UTF8.GetBytes("gr$([char] 252)n $([char]::ConvertFromUtf32(0x1f600))`n")
        $pieces = @($bytes | ForEach-Object { , [byte[]] @($_) })
        $reader = New-PieceReader $pieces
        $text = ''
        while ($reader.Open) {
            $text += Read-Block $reader
        }
        $text | Should -BeExactly "gr$([char] 252)n $([char]::ConvertFromUtf32(0x1f600))`n"
    }

    It 'holds back a line that is not ended, and gives it at the end' {
        $reader = New-PieceReader @([Text.Encoding]::UTF8.GetBytes("one`ntw"), [Text.Encoding]::UTF8.GetBytes('o'))
        Read-Block $reader | Should -BeExactly "one`ntwo"
        $held = @{ Rest = 'half'; Open = $true }
        Read-Rest $held | Should -BeExactly 'half'
        $held.Rest | Should -BeExactly ''
    }

    It 'drops what UTF-16 has between the letters' {
        $reader = New-PieceReader @([Text.Encoding]::Unicode.GetBytes("Windows`r`n"), [Text.Encoding]::UTF8.GetBytes("plain`n"))
        Read-Block $reader | Should -BeExactly "Windows`r`nplain`n"
    }

    It 'keeps whole lines of the end' {
        $tail = Join-Tail '' ("@casement log heard`n" * 1000)
        $tail | Should -MatchExactly '^@casement log heard\n'
        (Join-Tail '' ('x' * 9000)).Length | Should -Be 8192
        (Join-Tail '' (('x' * 9000) + "`n")).Length | Should -Be 8192
    }

    It 'gives a step that failed only the lines that the host has not heard' {
        $tail = "one`r`n@casement fact a=b`r`n@casement progress 40 x`r`n`r`n@casement log y`r`n@casement oops z`r`nlast`r`n@casement failure why"
        Select-Unsaid $tail 40 | Should -BeExactly @('one', '@casement oops z', 'last')
        Select-Unsaid $tail 1 | Should -BeExactly 'last'
    }

    It 'does not hold megabytes without a line end' {
        $read = Read-Program 'sh' '-c "head -c 5000000 /dev/zero | tr ''\0'' x"'
        $read.Text.Length | Should -Be 5000000
        $read.Longest | Should -BeLessOrEqual 65536
    }

    It 'finds the lines for the host, whatever ends them' {
        $reader = @{ InLine = $false }
        $block = "noise`r`n@casement fact a=b`r@casement progress 4 x`n@Casement log y`nnot @casement log z`n"
        Select-StepLines $reader $block | Should -BeExactly @('@casement fact a=b', '@casement progress 4 x', '@Casement log y')
    }

    It 'does not take the middle of an endless line for the beginning of one' {
        $reader = @{ InLine = $false }
        Select-StepLines $reader 'xxxxx' | Should -BeNullOrEmpty
        Select-StepLines $reader '@casement log no' | Should -BeNullOrEmpty
        Select-StepLines $reader "@casement log no`n@casement log yes`n" | Should -BeExactly '@casement log yes'
        Select-StepLines $reader "@casement log also`n" | Should -BeExactly '@casement log also'
    }
}

Describe 'the processes of a step' {
    It 'are all that descend from it, and not process 0' {
        $pairs = @(0, 0, 4, 0, 100, 4, 200, 100, 300, 200, 301, 200, 400, 4, 500, 400)
        Select-Descendants $pairs 100 | Should -Be @(200, 300, 301)
        Select-Descendants @(301, 300, 300, 200, 200, 100) 100 | Should -Be @(200, 300, 301)
        @(Select-Descendants $pairs 500).Count | Should -Be 0
    }

    It 'may have begun before the step where the clock was set back, and not where it was not' {
        $began = [DateTime] '2026-11-28 12:00:00'
        $minute = [TimeSpan]::FromMinutes(1)
        # An hour back, half a minute after the step began.
        $beginning = Get-Beginning $began $minute ([DateTime] '2026-11-28 11:01:00')
        [DateTime] '2026-11-28 11:00:30' | Should -BeGreaterOrEqual $beginning
        [DateTime] '2026-11-28 10:59:50' | Should -BeLessThan $beginning
        Get-Beginning $began $minute ([DateTime] '2026-11-28 12:01:00') | Should -Be $began
        Get-Beginning $began $minute ([DateTime] '2026-11-28 15:01:00') | Should -Be $began
    }

    It 'work as long as their processor time grows' {
        Measure-Work @{ 1 = 10.0; 2 = 5.0 } @{ 1 = 12.5; 2 = 5.0 } | Should -Be 2.5
        Measure-Work @{ 1 = 10.0 } @{ 1 = 10.0; 3 = 1.5 } | Should -Be 1.5
        # Another process has got the number.
        Measure-Work @{ 1 = 10.0 } @{ 1 = 0.5 } | Should -Be 0.5
        Measure-Work @{ 1 = 10.0 } @{} | Should -Be 0
    }

    # As sc.exe queryex says it on an English Windows (Learn, "sc.exe query"); elsewhere its words may be others.
    It 'include that of a service, in any language' {
        $english = "SERVICE_NAME: wuauserv", "        TYPE               : 20  WIN32_SHARE_PROCESS", "        STATE              : 4  RUNNING",
            "                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_PRESHUTDOWN)", "        WIN32_EXIT_CODE    : 0  (0x0)",
            "        CHECKPOINT         : 0x0", "        WAIT_HINT          : 0x0", "        PID                : 936", "        FLAGS              : "
        Select-ServiceProcess $english | Should -Be 936
        Select-ServiceProcess ($english -replace 'PID  ', 'IDENT') | Should -Be 936
        Select-ServiceProcess ($english -replace '936', '0') | Should -Be 0
        Select-ServiceProcess @('[SC] EnumQueryServicesStatus:OpenService FAILED 1060:', '', 'The specified service does not exist.') | Should -Be 0
    }
}

Describe 'the account that logs on' {
    It 'has the computer''s name of the next boot' {
        $account = Resolve-LogonAccount 'WIN-1\Administrateur' 'WIN-1' 'WIN-2'
        $account.Domain | Should -BeExactly 'WIN-2'
        $account.Name | Should -BeExactly 'Administrateur'
    }

    It 'keeps a domain that is not the computer, and what is not known' {
        (Resolve-LogonAccount 'CORP\admin' 'WIN-1' 'WIN-2').Domain | Should -BeExactly 'CORP'
        (Resolve-LogonAccount 'WIN-1\admin' 'WIN-1' $null).Domain | Should -BeExactly 'WIN-1'
    }
}

Describe 'the environment of a step' {
    It 'is that of a new logon' {
        $machine = @(
            @{ Name = 'Path'; Value = '%TOOLS%\bin;C:\Windows;'; Expand = $true }
            @{ Name = 'TOOLS'; Value = 'C:\tools'; Expand = $false }
            @{ Name = 'USERNAME'; Value = 'SYSTEM'; Expand = $false }
            @{ Name = 'odd'; Value = '100% of %NOTHING% and %ROOT%'; Expand = $true }
        )
        $account = @(
            @{ Name = 'PATH'; Value = '%ROOT%\mine'; Expand = $true }
            @{ Name = 'TEMP'; Value = 'elsewhere'; Expand = $false }
            @{ Name = 'tools'; Value = 'D:\tools'; Expand = $false }
        )
        $table = Join-Environment $machine $account @{ ROOT = 'C:\root' }
        $table['Path'] | Should -BeExactly 'C:\tools\bin;C:\Windows;C:\root\mine'
        $table['TOOLS'] | Should -BeExactly 'D:\tools'
        $table['odd'] | Should -BeExactly '100% of %NOTHING% and C:\root'
        $table.ContainsKey('USERNAME') | Should -BeFalse
        $table.ContainsKey('TEMP') | Should -BeFalse
    }

    # Path as Windows' own setup writes it, with both ways of writing the variable.
    It 'has PowerShell and OpenSSH in its Path, however the variable is written' {
        $path = '%SystemRoot%\system32;%SystemRoot%;%SYSTEMROOT%\System32\WindowsPowerShell\v1.0\;%SYSTEMROOT%\System32\OpenSSH\'
        $before = $env:SystemRoot
        try {
            $env:SystemRoot = 'C:\Windows'
            $table = Join-Environment @(@{ Name = 'Path'; Value = $path; Expand = $true }) @() (Get-SessionVariables)
        }
        finally {
            $env:SystemRoot = $before
        }
        $table['PATH'] | Should -BeExactly 'C:\Windows\system32;C:\Windows;C:\Windows\System32\WindowsPowerShell\v1.0\;C:\Windows\System32\OpenSSH\'
    }

    It 'is empty where the registry has nothing' {
        (Join-Environment @() @() @{}).Count | Should -Be 0
    }
}

Describe 'what is held back' {
    It '<Name>=<Value>: <Held>' -ForEach @(
        @{ Name = 'scforceoption'; Value = 0; Held = $false }
        @{ Name = 'scforceoption'; Value = 1; Held = $true }
        @{ Name = 'scforceoption'; Value = '0'; Held = $false }
        @{ Name = 'scforceoption'; Value = $null; Held = $false }
        @{ Name = 'DisableLocalMachineRun'; Value = 0; Held = $false }
        @{ Name = 'DisableLocalMachineRun'; Value = 1; Held = $true }
        @{ Name = 'DisableCMD'; Value = 0; Held = $false }
        @{ Name = 'DisableCMD'; Value = 1; Held = $true }
        @{ Name = 'EnableScripts'; Value = 1; Held = $false }
        @{ Name = 'EnableScripts'; Value = 0; Held = $true }
        @{ Name = 'EnableScripts'; Value = $null; Held = $false }
        @{ Name = 'ExecutionPolicy'; Value = 'AllSigned'; Held = $true }
        @{ Name = 'ExecutionPolicy'; Value = 'bypass'; Held = $false }
        @{ Name = 'ExecutionPolicy'; Value = 'Unrestricted'; Held = $false }
        @{ Name = 'ExecutionPolicy'; Value = $null; Held = $false }
        @{ Name = '__PSLockdownPolicy'; Value = '4'; Held = $true }
        @{ Name = '__PSLockdownPolicy'; Value = '0'; Held = $false }
        @{ Name = 'DefaultLevel'; Value = 0; Held = $true }
        @{ Name = 'DefaultLevel'; Value = 131072; Held = $true }
        @{ Name = 'DefaultLevel'; Value = 262144; Held = $false }
        @{ Name = 'DefaultLevel'; Value = $null; Held = $false }
        @{ Name = 'legalnoticecaption'; Value = ''; Held = $false }
        @{ Name = 'legalnoticecaption'; Value = '0'; Held = $true }
    ) {
        Test-Forbidding $Name $Value | Should -Be $Held
    }

    # As bcdedit prints it (Learn, "BCDEdit /enum").
    It 'is EMS where bcdedit has it switched on' {
        $lines = 'Windows Boot Loader', '-------------------', 'identifier              {current}', 'debug                   No', 'ems                     Yes'
        Select-BootOption $lines 'ems' | Should -BeTrue
        Select-BootOption $lines 'debug' | Should -BeFalse
        Select-BootOption ($lines -replace 'Yes', 'Oui') 'ems' | Should -BeTrue
        Select-BootOption @('bootems                 Yes') 'ems' | Should -BeFalse
        Select-BootOption @() 'ems' | Should -BeFalse
    }
}

Describe 'the build''s account, before a restart' {
    BeforeAll {
        # What Windows answers, one after the other, and what was done.
        $world = @{ Answers = @(); Calls = @(); Local = $true; Held = @{} }
        function Get-LogonAccount { return @{ Domain = 'WIN-1'; Name = 'Administrator'; Local = $world.Local } }
        function Get-RegistryValue { return 'secret' }
        function Write-RunnerLog { }
        function Get-LogonError([string] $name, [string] $password) {
            $world.Calls += "logon $name $password"
            $answer, $world.Answers = $world.Answers
            if ($answer -eq 'throws') {
                throw 'no such function'
            }
            return $answer
        }
        function Set-AccountActive([string] $name, [string] $how) { $world.Calls += "active $name $how" }
        function Write-HeldValue([string] $key, [string] $name, $value) { $world.Held[$name] = $value }
        function Get-HeldValue([string] $key, [string] $name) { return $world.Held[$name] }
        function Remove-ItemProperty([string] $LiteralPath, [string] $Name) { $world.Held.Remove($Name) }
    }

    BeforeEach {
        $world.Answers = @(0)
        $world.Calls = @()
        $world.Local = $true
        $world.Held = @{}
    }

    It 'is left alone where it can log on' {
        Suspend-Account | Should -BeNullOrEmpty
        $world.Calls | Should -Be 'logon Administrator secret'
        Resume-Account
        $world.Calls.Count | Should -Be 1
    }

    It 'is enabled where it is disabled, and disabled again at the end' {
        $world.Answers = 1331, 0
        Suspend-Account | Should -Match 'held back.* is disabled$'
        $world.Calls | Should -Be 'logon Administrator secret', 'active Administrator yes', 'logon Administrator secret'
        Resume-Account
        Resume-Account
        @($world.Calls | Where-Object { $_ -like 'active*' }) | Should -Be 'active Administrator yes', 'active Administrator no'
    }

    It 'ends the run with error <Code>: <Why>' -ForEach @(
        @{ Code = 1326; Why = 'another password' }
        @{ Code = 1330; Why = 'expired' }
        @{ Code = 1385; Why = 'right' }
        @{ Code = 1907; Why = 'must change' }
        @{ Code = 1909; Why = 'locked' }
    ) {
        $world.Answers = @($Code)
        { Suspend-Account } | Should -Throw "nobody would log on after a restart:*$Why*"
        $world.Answers = 1331, $Code
        { Suspend-Account } | Should -Throw "nobody would log on after a restart:*$Why*"
    }

    It 'ends no run where Windows answers something else, or nothing, or is a domain''s' {
        $world.Answers = 1311, 'throws'
        Suspend-Account | Should -BeNullOrEmpty
        Suspend-Account | Should -BeNullOrEmpty
        $world.Local = $false
        $world.Answers = @(1326)
        Suspend-Account | Should -BeNullOrEmpty
    }
}

Describe 'a new password for the build''s account' {
    BeforeAll {
        $world = @{}
        function Get-RegistryValue([string] $key, [string] $name) { return $world.Registry["$key|$name"] }
        function Set-RegistryValue([string] $key, [string] $name, $value) {
            $world.Registry["$key|$name"] = $value
            if ($name -ne 'FormerPasswords') {
                $world.Did += $name
            }
        }
        function Save-Registry { $world.Did += 'saved' }
        function Get-LogonAccount { return @{ Domain = 'WIN-1'; Name = 'Admin'; Local = $world.Local } }
        function Get-AccountObject([string] $name) {
            $user = New-Object psobject -Property @{ Name = $name }
            $user | Add-Member ScriptMethod ChangePassword {
                param($old, $new)
                if ($world.Refuses) {
                    throw $world.Refuses
                }
                $old | Should -BeExactly $world.Account
                $world.Account = $new
                $world.Did += "changed for $($this.Name)"
            }
            $user | Add-Member ScriptMethod SetPassword {
                param($new)
                if ($world.Refuses -like '*short*') {
                    throw $world.Refuses
                }
                $world.Account = $new
                $world.Did += "set for $($this.Name)"
            }
            return $user
        }
    }

    BeforeEach {
        $world.Account = 'old'
        $world.Local = $true
        $world.Refuses = ''
        $world.Did = @()
        $world.Registry = @{ "$WinlogonKey|DefaultPassword" = 'old'; "$CasementKey|LogonPassword" = 'old' }
        $file = Join-Path $TestDrive 'password.txt'
        [System.IO.File]::WriteAllText($file, 'new')
    }

    It 'is the account''s before Winlogon''s, and the build searches for the old ones too' {
        Update-BuildPassword $file | Should -BeNullOrEmpty
        $world.Did | Should -Be 'changed for Admin', 'DefaultPassword', 'LogonPassword', 'saved'
        $world.Account | Should -BeExactly 'new'
        Get-BuildPasswords | Should -Be 'new', 'old'
    }

    It 'is given once, and without a file none is' {
        $null = Update-BuildPassword $file
        $world.Did = @()
        Update-BuildPassword $file | Should -BeNullOrEmpty
        Update-BuildPassword (Join-Path $TestDrive 'none.txt') | Should -BeNullOrEmpty
        $world.Did | Should -BeNullOrEmpty
    }

    It 'is remembered where a restart came before that' {
        $world.Account = 'new'
        $world.Registry["$WinlogonKey|DefaultPassword"] = 'new'
        Update-BuildPassword $file | Should -BeNullOrEmpty
        $world.Did | Should -Be 'DefaultPassword', 'LogonPassword', 'saved'
    }

    It 'is set where a policy lets nobody change it' {
        $world.Refuses = 'The password is younger than a day.'
        Update-BuildPassword $file | Should -Match 'is set, since .* younger than a day'
        $world.Did | Should -Be 'set for Admin', 'DefaultPassword', 'LogonPassword', 'saved'
    }

    It 'ends the run where a policy refuses that, too' {
        $world.Refuses = 'The password is too short.'
        { Update-BuildPassword $file } | Should -Throw 'the build''s account cannot have a new password:*too short*before-sysprep*'
        $world.Did | Should -BeNullOrEmpty
    }

    It 'is none for an account of a domain' {
        $world.Local = $false
        Update-BuildPassword $file | Should -Match '^warning: .*Admin, is not of this machine'
        $world.Did | Should -BeNullOrEmpty
    }
}

Describe 'the logon task' {
    It 'of <Type> <Version> with the shell <Shell>: <Needed>' -ForEach @(
        @{ Type = 'Server'; Version = '10.0.20348'; Shell = 'explorer.exe'; Needed = $false }
        @{ Type = 'Client'; Version = '10.0.26100'; Shell = 'EXPLORER.EXE'; Needed = $false }
        @{ Type = 'Client'; Version = '6.1.7601'; Shell = 'C:\Windows\explorer.exe'; Needed = $false }
        @{ Type = 'Client'; Version = '6.3.9600'; Shell = 'explorer.exe'; Needed = $false }
        @{ Type = 'Server'; Version = '10.0.20348'; Shell = ''; Needed = $false }
        @{ Type = 'Server Core'; Version = '10.0.26100'; Shell = 'explorer.exe'; Needed = $true }
        @{ Type = 'Server'; Version = '6.2.9200'; Shell = 'explorer.exe'; Needed = $true }
        @{ Type = 'Server'; Version = '6.3.9600'; Shell = 'explorer.exe'; Needed = $true }
        @{ Type = 'Client'; Version = '10.0.26100'; Shell = 'C:\kiosk\kiosk.exe'; Needed = $true }
        @{ Type = 'Client'; Version = '10.0.26100'; Shell = 'explorer.exe,kiosk.exe'; Needed = $true }
        @{ Type = 'Client'; Version = '10.0.26100'; Shell = 'notexplorer.exe'; Needed = $true }
        @{ Type = 'Client'; Version = '6.1.7601'; Shell = 'kiosk.exe'; Needed = $true }
    ) {
        Test-TaskNeeded $Type @('explorer.exe', $Shell, $null) $Version @() | Should -Be $Needed
    }

    # As AppLocker keeps its rules (Learn, "AppLocker CSP"; EnforcementMode 0 is audit only): a key for each.
    It 'is needed where AppLocker enforces rules' {
        function Test-Path { return $true }
        function Get-ChildItem { return $collections }
        function New-Collection([string] $name, [int] $rules, $mode) {
            $collection = New-Object psobject -Property @{ PSChildName = $name; SubKeyCount = $rules; Mode = $mode }
            $collection | Add-Member ScriptMethod GetValue {
                param($name, $default)
                if ($null -eq $this.Mode) {
                    return $default
                }
                return $this.Mode
            }
            return $collection
        }
        $collections = (New-Collection 'Appx' 1 1), (New-Collection 'Exe' 0 1), (New-Collection 'Script' 3 0)
        @(Get-RuledCollections).Count | Should -Be 0
        Get-RuleWarning | Should -BeNullOrEmpty
        $collections = (New-Collection 'Exe' 3 $null), (New-Collection 'Script' 3 1), (New-Collection 'Dll' 1 1)
        Get-RuledCollections | Should -Be 'Exe', 'Script'
        Get-RuleWarning | Should -Match '^warning: AppLocker has rules for Exe and Script:'
        Test-TaskNeeded 'Client' @('explorer.exe') '10.0.26100' @(Get-RuledCollections) | Should -BeTrue
    }

    It 'has normal priority, no limit of time, and starts on battery' {
        $task = ([xml] (Format-LogonTask 'S-1-5-21-1-2-3-500' 'C:\ProgramData\Casement\start.cmd')).Task
        $task.Settings.Priority | Should -Be '4'
        $task.Settings.ExecutionTimeLimit | Should -Be 'PT0S'
        $task.Settings.DisallowStartIfOnBatteries | Should -Be 'false'
        $task.Settings.StopIfGoingOnBatteries | Should -Be 'false'
        $task.Principals.Principal.RunLevel | Should -Be 'HighestAvailable'
        $task.Actions.Exec.Arguments | Should -Be '/d /c C:\ProgramData\Casement\start.cmd'
    }
}

Describe 'the search for a password' {
    It 'reads large files, and across its pieces' {
        $SearchedAtOnce = 64
        $file = Join-Path $TestDrive 'large.bin'
        foreach ($encoding in [Text.Encoding]::ASCII, [Text.Encoding]::Unicode) {
            $bytes = [byte[]] (@(0) * 61) + $encoding.GetBytes('secret word') + [byte[]] (@(1) * 500)
            [IO.File]::WriteAllBytes($file, $bytes)
            Test-FileHolds $file @('secret word') | Should -BeTrue
            Test-FileHolds $file @('secret wort') | Should -BeFalse
        }
    }
}

Describe 'the log of Windows Installer' {
    It 'is cut at the first action that gives up, in <Language>' -ForEach @(
        @{ Language = 'English'; Line = 'Action ended 12:00:00: InstallFinalize. Return value 3.' }
        @{ Language = 'German'; Line = "Aktion beendet um 12:00:00: InstallFinalize. R$([char] 252)ckgabewert 3." }
        @{ Language = 'Japanese'; Line = "$([char] 0x30a2) 12:00:00: InstallFinalize$([char] 0x3002) $([char] 0x623b)$([char] 0x308a)$([char] 0x5024) 3$([char] 0x3002)" }
    ) {
        $log = @(1..30 | ForEach-Object { "MSI (s) (A0:B3) [12:00:00:123]: line $_, 1.2.3" }) + 'why' + $Line + 'Action ended 12:00:01: INSTALL. Return value 3.'
        $found = @(Select-MsiFailure $log)
        $found[-1] | Should -BeExactly $Line
        $found[-2] | Should -BeExactly 'why'
        $found.Length | Should -Be 16
    }

    It 'is cut to its end where none does' {
        @(Select-MsiFailure @(1..20 | ForEach-Object { "line $_" })) | Should -BeExactly @(6..20 | ForEach-Object { "line $_" })
    }
}
