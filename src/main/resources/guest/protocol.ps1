# Contract: functions that decide without asking Windows: how a message and the runner's state are
# written, and what the end of a step means; loaded by run.ps1, changes nothing by itself.
#
#   ConvertTo-ProtocolText  a text as it stands in a message: printable ASCII, cut to fit.
#   Format-State, ConvertFrom-State
#                           the runner's state as the bytes of state.txt, and back.
#   Get-Linger              how many seconds to wait before the power-off, from job.xml.
#   Get-Outcome             next, reboot, again or failed, from a step's exit code.
#   Get-RestartOutcome      the same once it is known that Windows wants to restart by itself.
#   Exit codes              none.

# On the wire. The host keeps 4096 bytes of a line; what stands before the text takes 180 at most.
$LongestText = 3900
# So that the whole state fits into StateBytes, one cluster of NTFS, in any language.
$LongestFailure = 1000
$StateBytes = 4096

# Escaped, and cut where no escape is cut: the host drops a message that ends in half of one.
function ConvertTo-ProtocolText([string] $text) {
    $escaped = New-Object System.Text.StringBuilder
    $before = 0
    foreach ($character in $text.ToCharArray()) {
        $code = [int] $character
        $piece = [string] $character
        if ($code -eq 92) {
            $piece = '\\'
        }
        elseif ($code -eq 10) {
            $piece = '\n'
        }
        elseif ($code -eq 13) {
            $piece = '\r'
        }
        elseif ($code -lt 32 -or $code -gt 126 -or ($code -eq 47 -and $before -eq 84)) {
            # The slash after a T, too: no text holds CASEMENT/, with which a message begins.
            $piece = '\u' + $code.ToString('x4')
        }
        if ($escaped.Length + $piece.Length -gt $LongestText) {
            break
        }
        $null = $escaped.Append($piece)
        $before = $code
    }
    return $escaped.ToString()
}

# Always of the same length, so that it is overwritten in place: a file that is truncated first is
# empty after a reset at the wrong moment, and the job would begin anew.
function Format-State([string] $token, [int] $next, [long] $sequence, [string] $failure, [int] $again) {
    $line = $failure -replace '\s+', ' '
    if ($line.Length -gt $LongestFailure) {
        $line = $line.Substring(0, $LongestFailure)
    }
    $text = "{0}`r`n{1}`r`n{2}`r`n{3}`r`n{4}`r`n" -f $token, $next, $sequence, $line, $again
    $bytes = New-Object byte[] $StateBytes
    $null = [System.Text.Encoding]::UTF8.GetBytes($text, 0, $text.Length, $bytes, 0)
    return , $bytes
}

# $null unless it is a whole state of this job. Failure is '' where no step has failed.
function ConvertFrom-State([byte[]] $bytes, [string] $token) {
    $lines = [System.Text.Encoding]::UTF8.GetString($bytes).Split([char[]] "`n")
    if ($lines.Length -lt 5 -or $lines[0].Trim() -ne $token) {
        return $null
    }
    foreach ($number in $lines[1], $lines[2], $lines[4]) {
        if ($number.Trim() -notmatch '^[0-9]+$') {
            return $null
        }
    }
    return @{
        Next = [int] $lines[1]; Sequence = [long] $lines[2]; Failure = $lines[3].Trim(); Again = [int] $lines[4]
    }
}

# '' where the job does not linger. Nothing to end a run for: what is no number of seconds counts as none.
function Get-Linger([string] $seconds) {
    if ($seconds -match '^[0-9]{1,4}$') {
        return [int] $seconds
    }
    return 0
}

function Test-Code([string] $codes, [int] $code) {
    return ",$codes,".Contains(",$code,")
}

function Get-Outcome([string] $success, [string] $reboot, [string] $again, [int] $code) {
    if (Test-Code $success $code) {
        return 'next'
    }
    if (Test-Code $reboot $code) {
        return 'reboot'
    }
    if (Test-Code $again $code) {
        return 'again'
    }
    return 'failed'
}

# $scheduled: a restart was scheduled, and has been called off. $down: Windows is going down already.
# $comesBack: the machine would log on by itself afterwards.
function Get-RestartOutcome([string] $outcome, [int] $code, [bool] $scheduled, [bool] $down, [bool] $comesBack) {
    if ($outcome -eq 'next' -and ($scheduled -or $down)) {
        if ($comesBack) {
            return 'reboot'
        }
        if ($down) {
            return 'failed'
        }
    }
    # DBG_TERMINATE_PROCESS and STATUS_CONTROL_C_EXIT: it did not fail, Windows has ended it.
    if ($outcome -eq 'failed' -and $down -and $comesBack -and (Test-Code '1073807364,-1073741510' $code)) {
        return 'again'
    }
    return $outcome
}
