# Contract: functions that read what a program prints, block by block of whole lines; loaded by
# run.ps1, changes nothing by itself.
#
#   New-OutputReader  reads a stream of a started process in the background.
#   Wait-Output       waits until one of several readers has something, or for a time.
#   Test-Output, Test-Open
#                     whether one of several readers has something, may still get something.
#   Read-Block        what has come, in whole lines, without waiting; '' when nothing has.
#   Read-Rest         what is left when nothing more is waited for.
#   Select-StepLines  the lines of a block that are for the host.
#   Read-StepLine     what such a line says to the host: kind, percent and text, or $null.
#   Join-Tail         the end of the output, for the message of a step that fails.
#   Select-Unsaid     its last lines that the host has not heard.
#   Exit codes        none.
#
# No work is done for a single line: PowerShell 2.0 takes too long for that with 50 MB of them.

$BlockBytes = 65536
# What is longer without a line end is cut there.
$LongestLine = 65536
$TailCharacters = 8192
$LineEnds = [char[]] "`r`n"

# Reads without blocking and without events, which PowerShell 2.0 serves only between statements.
function New-OutputReader($streamReader) {
    $encoding = $streamReader.CurrentEncoding
    $reader = @{
        Stream = $streamReader.BaseStream
        # Keeps what a read has cut of a character.
        Decoder = $encoding.GetDecoder()
        Bytes = New-Object byte[] $BlockBytes
        Characters = New-Object char[] ($encoding.GetMaxCharCount($BlockBytes))
        Pending = $null
        Open = $true
        Rest = ''
        InLine = $false
    }
    Start-Read $reader
    return $reader
}

function Start-Read($reader) {
    $reader.Pending = $reader.Stream.BeginRead($reader.Bytes, 0, $reader.Bytes.Length, $null, $null)
}

function Test-Open($readers) {
    foreach ($reader in $readers) {
        if ($reader.Open) {
            return $true
        }
    }
    return $false
}

# For output, or its end, or until the time is over; at least one reader must be open.
function Wait-Output($readers, [int] $milliseconds) {
    $handles = @()
    foreach ($reader in $readers) {
        if ($reader.Open) {
            $handles += $reader.Pending.AsyncWaitHandle
        }
    }
    $null = [System.Threading.WaitHandle]::WaitAny([System.Threading.WaitHandle[]] $handles, $milliseconds, $false)
}

# Whether there is something to read at once.
function Test-Output($readers) {
    foreach ($reader in $readers) {
        if ($reader.Open -and $reader.Pending.IsCompleted) {
            return $true
        }
    }
    return $false
}

function Read-Block($reader) {
    if (-not $reader.Open -or -not $reader.Pending.IsCompleted) {
        return ''
    }
    $text = New-Object System.Text.StringBuilder $reader.Rest
    # A pipe may give 4 KiB at a time.
    while ($reader.Open -and $reader.Pending.IsCompleted -and $text.Length -lt $BlockBytes + $LongestLine) {
        $count = $reader.Stream.EndRead($reader.Pending)
        $reader.Open = $count -gt 0
        $flush = -not $reader.Open
        $length = $reader.Decoder.GetChars($reader.Bytes, 0, $count, $reader.Characters, 0, $flush)
        $null = $text.Append($reader.Characters, 0, $length)
        if ($reader.Open) {
            Start-Read $reader
        }
    }
    # Programs that write UTF-16 into a pipe, such as wsl.exe.
    $whole = $text.ToString().Replace("`0", '')
    $end = $whole.LastIndexOfAny($LineEnds) + 1
    if (-not $reader.Open -or $whole.Length - $end -gt $LongestLine) {
        $end = $whole.Length
    }
    $reader.Rest = $whole.Substring($end)
    return $whole.Substring(0, $end)
}

function Read-Rest($reader) {
    $rest = $reader.Rest
    $reader.Rest = ''
    return $rest
}

# To be called with every block of a reader, in order.
function Select-StepLines($reader, [string] $block) {
    $from = 0
    if ($reader.InLine) {
        $from = $block.IndexOfAny($LineEnds)
    }
    if ($block.Length -gt 0) {
        $reader.InLine = $LineEnds -notcontains $block[$block.Length - 1]
    }
    if ($from -lt 0 -or $block.IndexOf('@casement ', $from, [StringComparison]::OrdinalIgnoreCase) -lt 0) {
        return
    }
    foreach ($line in $block.Substring($from).Split($LineEnds)) {
        if ($line.StartsWith('@casement ', [StringComparison]::OrdinalIgnoreCase)) {
            $line
        }
    }
}

# A step talks to the host by lines of its output that begin with @casement.
function Read-StepLine([string] $line) {
    if ($line -match '^@casement progress (100|[0-9]{1,2}) ?(.*)$') {
        return @{ Kind = 'progress'; Percent = [string] [int] $matches[1]; Text = $matches[2] }
    }
    if ($line -match '^@casement fact ([A-Za-z0-9.-]+=.*)$') {
        return @{ Kind = 'fact'; Percent = '-'; Text = $matches[1] }
    }
    if ($line -match '^@casement log (.*)$') {
        return @{ Kind = 'log'; Percent = '-'; Text = $matches[1] }
    }
    if ($line -match '^@casement failure (.*)$') {
        return @{ Kind = 'failure'; Percent = '-'; Text = $matches[1] }
    }
    return $null
}

# Begins with a whole line, unless one line is longer than the tail.
function Join-Tail([string] $tail, [string] $block) {
    if ($block.Length -lt $TailCharacters) {
        $block = $tail + $block
    }
    if ($block.Length -gt $TailCharacters) {
        $block = $block.Substring($block.Length - $TailCharacters)
        $begin = $block.IndexOfAny($LineEnds) + 1
        if ($begin -lt $block.Length) {
            $block = $block.Substring($begin)
        }
    }
    return $block
}

function Select-Unsaid([string] $tail, [int] $most) {
    return @($tail.Split($LineEnds) | Where-Object { $_.Trim() -ne '' -and -not (Read-StepLine $_) } |
        Select-Object -Last $most)
}
