# Contract: functions that keep the ledger of updates in %ProgramData%\Casement\updates.txt and tell the
# host what it holds; loaded by updates.ps1. update-decisions.ps1 has the form of its lines.
#
#   Write-LedgerLines  the file, from lines.
#   Write-Ledger       the file, from a ledger.
#   Read-Ledger        the ledger of the run so far, an empty one where there is none.
#   Set-Said           puts down what is to be told of an entry, and tells it.
#   Write-EntryFacts   tells it once more.
#   Reset-Counts       forgets the counts, which belong to one start of the step with its reboots.
#   Exit codes         none: they throw when Windows refuses.

$LedgerFile = Join-Path (Join-Path $env:ProgramData 'Casement') 'updates.txt'

# Written beside the old one and through the cache: a power cut leaves one of them whole.
function Write-LedgerLines([string[]] $lines) {
    $bytes = [System.Text.Encoding]::UTF8.GetBytes([string]::Join("`r`n", $lines) + "`r`n")
    $create = [System.IO.FileMode]::Create
    $write = [System.IO.FileAccess]::Write
    $none = [System.IO.FileShare]::None
    $through = [System.IO.FileOptions]::WriteThrough
    $file = New-Object System.IO.FileStream "$LedgerFile.new", $create, $write, $none, 4096, $through
    try {
        $file.Write($bytes, 0, $bytes.Length)
    }
    finally {
        $file.Close()
    }
    [System.IO.File]::Delete($LedgerFile)
    [System.IO.File]::Move("$LedgerFile.new", $LedgerFile)
}

function Write-Ledger($ledger) {
    Write-LedgerLines @(ConvertTo-LedgerLines $ledger)
}

function Read-Ledger {
    foreach ($file in $LedgerFile, "$LedgerFile.new") {
        if (Test-Path -LiteralPath $file) {
            $lines = [System.IO.File]::ReadAllLines($file)
            if ($lines -contains 'end') {
                return ConvertFrom-LedgerLines $lines
            }
        }
    }
    return ConvertFrom-LedgerLines @()
}

function Write-EntryFacts($entry) {
    foreach ($fact in @(Get-Facts $entry)) {
        $parts = $fact.Split([char[]] '=', 2)
        Write-Fact $parts[0] $parts[1]
    }
}

# In the ledger first: what was put down and not heard is said again, what was said is never lost.
function Set-Said($ledger, $entry, [string] $word) {
    $entry.Said = $word
    Write-Ledger $ledger
    Write-EntryFacts $entry
}

function Reset-Counts($ledger) {
    foreach ($name in 'rounds', 'searches', 'waited', 'reboots') {
        $ledger[$name] = 0
    }
    Write-Ledger $ledger
}
